"""What a spreadsheet would make of a list, in words: names where they may be told, counts anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from composer.cli.lists.numbers import in_which
from composer.cli.lists.people import NOT_NAMED, cell_changes, may_name, person, print_some
from composer.cli.lists.show import when_and_who
from composer.cli.show import count, heading
from composer.mailbox import canonical
from composer.model import EMAIL
from composer.pipeline.importing import Plan
from composer.pipeline.listing import Change, Lists, Row
from composer.pipeline.newer import NOT_YET
from composer.problems import printable


@dataclass(frozen=True)
class Report:
    """What is told of a plan; `people`: everybody is to be named."""

    lists: Lists
    plan: Plan
    people: bool

    def print(self) -> None:
        """All of it."""
        incoming, diff, newer = self.plan.incoming, self.plan.diff, self.plan.newer
        of = f"Sheet {incoming.name} of {incoming.file}" if incoming.name else incoming.file
        rows = count(len(incoming.sheet.table.rows), "row")
        name = self.lists.networks[self.plan.network].name
        people = count(len(self.plan.before.rows), "person", "people")
        click.echo(printable(f"{of} has {rows}; the list of {name} has {people}."))
        changes = [one for one in diff.changes if one[0][EMAIL] == one[1][EMAIL]]
        spelt = [one for one in diff.changes if one[0][EMAIL] != one[1][EMAIL]]
        self._section("Join", diff.joins, lambda row: person(row) + self._since("removed", row, newer.joins))
        self._newer("removed", newer.joins)
        self._section("Leave", diff.leaves, lambda row: person(row) + self._since("added", row, newer.leaves))
        self._newer("added", newer.leaves)
        self._section("Change", changes, self._changed)
        self._section("Spelt otherwise", spelt, lambda one: cell_changes(*one))
        self._newer("changed", newer.changes)
        if diff.columns:
            heading("New columns")
            click.echo(printable(f"  {', '.join(diff.columns)}"))
            click.echo("  kept in the list from now on; delete them from the spreadsheet if they are not wanted")
        if self.plan.changes_nothing:
            click.echo("The list is so already: nothing to change.")

    def _section(self, title: str, told: Sequence[Any], words: Any) -> None:
        if told:
            heading(f"{title}: {len(told):,}{'' if may_name(self.people) else f' {NOT_NAMED}'}")
            if may_name(self.people):
                print_some(told, words, everybody=self.people)

    def _changed(self, one: tuple[Row, Row]) -> str:
        was, becomes = one
        since = self._since("changed", becomes, self.plan.newer.changes)
        return f"{person({EMAIL: was[EMAIL]})}  {cell_changes(was, becomes)}{since}"

    def _since(self, how: str, row: Row, newer: Mapping[str, Change]) -> str:
        """What was done of late to somebody of whom the spreadsheet says otherwise."""
        change = newer.get(canonical(row[EMAIL]))
        if change is None:
            return ""
        if change.number == NOT_YET:
            return f" – {how} in an editor, after the last change that the history tells"
        return f" – {how} on {when_and_who(change, self.lists.zone)} (change {change.number})"

    def _newer(self, how: str, newer: Mapping[str, Change]) -> None:
        """That the spreadsheet may be older than what was done to the list."""
        if newer:
            who = count(len(newer), "person here was", "people here were")
            by = in_which(newer.values())
            click.echo(f"  {who} {how} only recently ({by}): is the file older than that?")
