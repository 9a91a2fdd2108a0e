"""Lines without a quote are split at their commas, and that is what the csv module makes of them."""

from __future__ import annotations

import csv

from hypothesis import given
from hypothesis import strategies as st

from composer.delimited import rows_of

CELLS = st.text(st.sampled_from("ab@.é \t;'\x1f\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}"), max_size=6)
QUOTED = st.text(st.sampled_from('ab, "'), max_size=6).map(lambda cell: '"' + cell.replace('"', '""') + '"')
LINES = st.lists(CELLS | QUOTED, max_size=5).map(",".join)


def read(lines: list[str]) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """The rows of some lines, and those that are broken."""
    broken: list[tuple[int, str]] = []
    return list(rows_of(lines, lambda at, why: broken.append((at, why)))), broken


@given(st.lists(LINES, max_size=12))
def test_rows_of_one_line_each_are_as_the_csv_module_reads_them(lines):
    rows, broken = read(lines)

    expected = [row or [""] for row in csv.reader((f"{line}\n" for line in lines), strict=True)]
    assert (rows, broken) == (list(enumerate(expected, 1)), [])


def test_a_row_of_several_lines_is_one_and_the_next_has_its_own_number():
    assert read(['a,"b', 'c"', "d,e"]) == ([(1, ["a", "b\nc"]), (3, ["d", "e"])], [])


def test_a_quote_never_closed_costs_its_own_row_alone():
    rows, broken = read(["a,b", '"c,d', *["e,f"] * 30])

    assert [at for at, _ in rows] == [1, *range(3, 33)]
    assert broken == [(2, "unexpected end of data")]


def test_a_cell_too_long_for_the_csv_module_is_broken_without_a_quote_too():
    longest = "x" * csv.field_size_limit()

    assert read([longest])[1] == []
    assert read([f"{longest}x", "a"]) == ([(2, ["a"])], [(1, "field larger than field limit (131072)")])
