"""A list that is known and not there any more: sent to, it would be one of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from composer.problems import Problem
from composer.text import Place


def file_of(network: str) -> str:
    """Where a network's list stands in the workspace."""
    return f"recipients/{network}.csv"


def list_gone(network: str) -> Problem:
    """That a network's list is gone."""
    fix = (
        f"Put the file back: var/lists/{network}/last.csv is the list as it was last. Or begin an empty one, with the "
        "line email,name,organisation,role."
    )
    return Problem(Place(file_of(network), 1, 1), "list-gone", "the list is gone", fix)


def lists_gone(root: Path, networks: Iterable[str]) -> Iterator[Problem]:
    """Those of the networks whose list is gone though it had people on it."""
    for network in networks:
        if not (root / file_of(network)).exists() and _had_people(root / "var" / "lists" / network / "last.csv"):
            yield list_gone(network)


def _had_people(last: Path) -> bool:
    try:
        lines = last.read_bytes().splitlines()
    except OSError:
        return False
    return sum(map(bool, lines)) > 1  # the header is one
