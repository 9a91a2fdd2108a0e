"""`composer compose`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from composer.cli.show import finish, heading, json_option, number_argument, print_json, with_workspace
from composer.model import Edition, KeyDate
from composer.pipeline.edition import Workspace, compose_issue


@click.command("compose")
@number_argument
@json_option
@with_workspace
def command(workspace: Workspace, number: int | None, *, as_json: bool) -> None:
    """Show an edition as a list, with the reason for each reminder and tool.

    Without a number, the newest issue.

    \b
    Example:
      composer compose 391
    """
    composed = compose_issue(workspace, number)
    if as_json:
        print_json(edition_json(composed.edition))
    else:
        _print(composed.edition)
    finish(composed.problems)


def edition_json(edition: Edition) -> dict[str, Any]:
    """The edition as scripts know it (design section 5)."""
    return {
        "number": edition.issue.number,
        "date": edition.issue.date,
        "subject": edition.subject,
        "news": [{"id": entry.item.id, "title": entry.item.title} for entry in edition.news],
        "reminders": [
            {
                "id": entry.item.id,
                "title": entry.title,
                "issue": entry.issue,
                "until": entry.until,
                "reason": entry.reason,
            }
            for entry in edition.reminders
        ],
        "left_out": [
            {"id": entry.item.id, "title": entry.item.title, "issue": entry.issue, "reason": entry.reason}
            for entry in edition.left_out
        ],
        "tools": [
            {
                "id": tool.id,
                "title": tool.title,
                "url": tool.url,
                "published": tool.published,
                "pin": tool.pin,
                "new": tool.new,
            }
            for tool in edition.tools
        ],
        "dates": [_date_json(date) for date in edition.dates],
        "contacts": [{"id": contact.id, "title": contact.name} for contact in edition.contacts],
    }


def _date_json(date: KeyDate) -> dict[str, Any]:
    day = {"by" if date.event.deadline else "on": date.event.start}
    return {"id": date.id, "title": date.title, **day, "item": date.item.id}


def _print(edition: Edition) -> None:
    click.secho(edition.subject, bold=True)
    for title, lines in _sections(edition):
        heading(title)
        for line in lines or ["  none"]:
            click.echo(line)
    click.echo()


def _sections(edition: Edition) -> Iterator[tuple[str, list[str]]]:
    yield "News", [f"  {entry.item.title}  ({entry.item.id})" for entry in edition.news]
    yield (
        "Reminders",
        [_with_reason(entry.title, entry.item.id, entry.issue, entry.reason) for entry in edition.reminders],
    )
    yield (
        "Left out",
        [_with_reason(entry.item.title, entry.item.id, entry.issue, entry.reason) for entry in edition.left_out],
    )
    yield (
        "Tools",
        [
            f"  {tool.title}  ({tool.id}; "
            + (f"pinned {tool.pin}" if tool.pin else f"issue {tool.issue}")
            + ("; new)" if tool.new else ")")
            for tool in edition.tools
        ],
    )
    yield (
        "Key dates",
        [
            f"  {'by ' if date.event.deadline else ''}{date.event.start}  {date.title}  ({date.item.id})"
            for date in edition.dates
        ],
    )
    yield "Contacts", [f"  {contact.name}" for contact in edition.contacts]


def _with_reason(title: str, id_: str, issue: int, reason: str) -> str:
    return f"  {title}  ({id_}, issue {issue})\n    {click.style(reason, dim=True)}"
