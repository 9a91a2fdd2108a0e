"""What an export makes harmless, an import makes itself again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.formulas import guarded, unguarded

CELLS = st.text(st.sampled_from("'=+-@\t\r＝＋－＠a1 ;,|\n"), max_size=8) | st.text(max_size=6)


@given(CELLS)
def test_a_guarded_cell_comes_back_as_it_was(cell):
    assert unguarded(guarded(cell)) == cell


@given(CELLS)
def test_no_guarded_cell_begins_as_a_formula_does(cell):
    assert not guarded(cell).startswith(tuple("=+-@\t\r＝＋－＠"))


@given(CELLS)
def test_no_part_of_a_guarded_cell_begins_as_a_formula_does_where_another_separator_cuts_it(cell):
    parts = re.split("[,;|\n]", guarded(cell))

    assert not [part for part in parts if part.startswith(tuple("=+-@\t\r＝＋－＠"))]


@given(CELLS, CELLS)
def test_two_cells_are_never_guarded_alike(one, other):
    assert (guarded(one) == guarded(other)) == (one == other)


@pytest.mark.parametrize(
    ("cell", "stands"),
    [
        ("=1+1", "'=1+1"),
        ("+44 1234", "'+44 1234"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
        ("O'Brien", "O'Brien"),
        ("a=b", "a=b"),
        ("A;=1+1", "A;'=1+1"),
        ("Ann, -Bob", "Ann, -Bob"),
        ("", ""),
    ],
)
def test_only_what_looks_like_a_formula_or_a_guard_is_guarded(cell, stands):
    assert guarded(cell) == stands
