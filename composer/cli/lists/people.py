"""How people of lists are told: by name on a terminal, and in JSON only where that is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeVar

import click

from composer.cli.show import count, print_problems, problems_json
from composer.model import EMAIL, Suppression
from composer.pipeline.advice import Remark
from composer.pipeline.listing import Row
from composer.problems import Problem, printable

people_option = click.option(
    "--people", is_flag=True, help="Name everybody, also in JSON or a file; on a terminal the first 20 are anyway."
)

_T = TypeVar("_T")
_FIRST = 20  # of many alike that are shown


NOT_NAMED = "(--people names them)"


def may_name(people: bool) -> bool:
    """Whether names may be shown: what is written elsewhere than on a terminal may be kept."""
    return people or sys.stdout.isatty()


def person(row: Mapping[str, str]) -> str:
    """`Ann Heath <ann@example.org>, Larkfleet Council, Head of SEND`."""
    name, address = row.get("name", ""), row[EMAIL]
    who = f"{name} <{address}>" if name else address
    return printable(", ".join(filter(None, (who, row.get("organisation", ""), row.get("role", "")))))


def how_many(people: int, suppressed: int) -> str:
    """`4 people, 1 of them suppressed`."""
    told = count(people, "person", "people")
    if not suppressed:
        return told
    return f"{told}, {'suppressed' if people == 1 else f'{suppressed:,} of them suppressed'}"


def print_some(told: Sequence[_T], words: Callable[[_T], str], *, everybody: bool) -> None:
    """A line for each, indented; of many only the first, unless everybody is asked for."""
    for one in told if everybody else told[:_FIRST]:
        click.echo(f"  {words(one)}")
    if not everybody and len(told) > _FIRST:
        click.echo(f"  and {len(told) - _FIRST:,} more; --people names them all")


def print_remarks(remarks: Iterable[Remark], *, people: bool) -> None:
    """Each remark to stderr, on a terminal with the address; of many alike only the first."""
    for code, alike in groupby(sorted(remarks, key=_standing), lambda remark: remark.problem.code):
        those = list(alike)
        for remark in those if people else those[:_FIRST]:
            print_problems([remark.problem], people=people)
        if not people and len(those) > _FIRST:
            click.echo(f"and {len(those) - _FIRST:,} more like this [{code}]; --people tells them all", err=True)


def _standing(remark: Remark) -> tuple[str, str, int]:
    return remark.problem.code, remark.problem.place.file, remark.problem.place.line


def remarks_json(problems: Sequence[Problem], remarks: Sequence[Remark], *, people: bool) -> list[dict[str, Any]]:
    """Problems and remarks as `check` tells them."""
    told = problems_json([*problems, *(remark.problem for remark in remarks)], people=people)["problems"]
    if people:
        for one, remark in zip(told[len(problems) :], remarks, strict=True):
            one |= {"address": remark.address, "meant": remark.meant or None}
    return list(told)


def suppression_json(stopped: Suppression | None) -> dict[str, Any] | None:
    """What keeps somebody from getting anything, as scripts know it."""
    return {"since": stopped.at.isoformat(), "kind": stopped.why, "reason": stopped.reason} if stopped else None


def tell_unknown_who_left() -> None:
    """That nobody here can say who is sent nothing, on stderr."""
    click.echo("Who has left is not known on this machine: its ledger is on the one that sends.", err=True)


def cell_changes(before: Row, after: Row) -> str:
    """`organisation: Old → New; role: none → Head`."""
    columns = dict.fromkeys([*before, *after])
    said = (
        f"{column}: {before.get(column) or 'none'} → {after.get(column) or 'none'}"
        for column in columns
        if before.get(column, "") != after.get(column, "")
    )
    return printable("; ".join(said))
