"""When a spreadsheet is likely another network's: most people of it are on that one's list, and few on this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from composer.model import Sheet, Table
from composer.pipeline.advice import warning
from composer.problems import Problem
from composer.text import Place


def likely_of_another(sheet: Sheet, place: Place, before: Table, others: Mapping[str, Table]) -> Iterator[Problem]:
    """The warning that it is, if it is. `place`: of the spreadsheet's beginning; `before`: the list as it is."""
    people, here = _everybody(sheet.table), _everybody(before)
    if len(people - here) < _FEWEST:
        return
    there = {network: people & _everybody(table) for network, table in others.items()}
    network, those = max(there.items(), key=lambda one: len(one[1]), default=("", frozenset()))
    if len(those) * 100 >= len(people) * _MOST_PERCENT and len(those & here) * 2 <= len(those):
        message = f"{len(those):,} of the {len(people):,} people here are on the list of {network}"
        fix = f"Is this the right network? If {network} is meant, import it there."
        yield warning(place, "list-other", message, fix)


_FEWEST = 5  # people who would join
_MOST_PERCENT = 80


def _everybody(table: Table) -> frozenset[str]:
    return frozenset(map(table.who, table.rows))
