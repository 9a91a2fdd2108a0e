"""The matrix of networks: every count in its place, and never wider than a page."""

from __future__ import annotations

from itertools import permutations

import pytest

from composer.cli.matrix import WIDTH, matrix

Shared = dict[str, dict[str, int]]


def shared_by(names: list[str], people: int) -> Shared:
    """Each two share another number, up to so many."""
    order = {name: place for place, name in enumerate(names)}
    shared: Shared = {name: {} for name in names}
    for one, other in permutations(names, 2):
        shared[one][other] = (min(order[one], order[other]) * 37 + max(order[one], order[other])) % (people + 1)
    return shared


def read(lines: list[str], names: list[str]) -> Shared:
    """A matrix as its reader takes it: the count that stands under the end of a column's head."""
    heads = [lines[0][: end + 1].split()[-1] for end in ends(lines[0])]
    columns = dict(zip(ends(lines[0]), names if len(heads) == len(names) else [], strict=True))
    return {
        name: {
            other: int(cell.replace(",", "").replace("·", "0"))
            for end, other in columns.items()
            if (cell := line[: end + 1].rsplit(" ", 1)[-1])
        }
        for line, name in zip(lines[1:], names, strict=True)
    }


def ends(heads: str) -> list[int]:
    return [at for at, sign in enumerate(heads) if sign != " " and heads[at + 1 : at + 2] in ("", " ")]


@pytest.mark.parametrize("count", range(2, 26))
@pytest.mark.parametrize("name", ["n{}", "a-network-of-{}"])
def test_up_to_25_networks_fit_a_page_and_every_count_stands_under_its_head(count, name):
    names = [name.format(number) for number in range(count)]
    shared = shared_by(names, 99)

    lines = matrix(names, shared)

    assert max(map(len, lines)) <= WIDTH
    assert read(lines, names) == shared


def test_heads_are_the_names_where_there_is_room_and_numbers_where_there_is_not():
    few, many = ["heads", "data"], [f"a-network-of-{number}" for number in range(20)]

    assert matrix(few, shared_by(few, 9))[0].split() == few
    lines = matrix(many, shared_by(many, 9))
    assert lines[0].split() == [str(number) for number in range(1, 21)]
    assert [line.split()[:2] for line in lines[1:]] == [[str(at), name] for at, name in enumerate(many, 1)]


@pytest.mark.parametrize(("longer", "lines"), [(0, 17), (1, 0)])
def test_a_page_may_be_full_to_its_last_character(longer, lines):
    names = [f"{number}-{'x' * 53}{'y' * longer}" for number in range(10, 26)]

    found = matrix(names, shared_by(names, 9))

    assert len(found) == lines
    assert not found or max(map(len, found)) == WIDTH


def test_what_is_wider_than_a_page_is_no_matrix():
    names = [f"network-{number}" for number in range(25)]

    assert matrix(names, shared_by(names, 99))
    assert matrix(names, shared_by(names, 9_999)) == []


def test_of_one_network_there_is_nothing_to_tell():
    assert matrix(["heads"], {"heads": {}}) == []
    assert matrix([], {}) == []
