"""`composer lists what-about`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from composer.cli.lists.people import may_name, people_option
from composer.cli.show import count, heading, json_option, print_json, with_workspace
from composer.model import Delivery, Run, Suppression, told_as
from composer.pipeline.edition import Workspace
from composer.pipeline.telling import Held, Holding, about
from composer.pipeline.traces import Spellings, Trace
from composer.problems import printable

KEPT = {
    "lists": "Who is on a list stays there until somebody takes them off: the newsletter is sent by it.",
    "history": "The history of lists is kept so that a change can be undone, and to tell who made it.",
    "letters": "Letters in the books are kept to tell who got what, and so that nobody gets one twice.",
    "suppressions": "That somebody gets nothing more is kept for good, by a key that only this workspace's secret "
    "makes of the address: so no list can bring them back.",
    "erasing": "All of this but the key is erased by: composer lists forget ADDRESS",
}


@click.command("what-about")
@click.argument("address")
@people_option
@json_option
@with_workspace
def what_about(workspace: Workspace, address: str, *, people: bool, as_json: bool) -> None:
    """Tell all that is known about a person.

    For somebody who asks what is held about them (a subject access request): lists and their history, what keeps them
    out, letters, rehearsals, backups, places in files, and how long each is kept and why. Looking changes nothing.

    \b
    JSON: key, lists[], suppressions[{network, reason, kind, at}], letters[{run, issue, date, state, reason, tries,
      networks, variant}], approvals[], rehearsals[], mentions[{file, line}], printed[], backups[{file, holds, fault}],
      unreachable[{what, why}], kept{}; with --people also their name, address and cells

    \b
    Examples:
      composer lists what-about ann@example.org
      composer lists what-about ann@example.org --people > answer.txt
    """
    address = address.strip()
    held = about(workspace, address)
    names = may_name(people)
    if as_json:
        print_json(_json(held, Spellings(address), people=people))
    elif held.is_nothing:
        who = printable(address) if names else "this address"
        click.echo(f"Nothing is held about {who}.")
    else:
        _print(held, address, names=names)


def _json(held: Held, spellings: Spellings, *, people: bool) -> dict[str, Any]:
    def clean(words: str) -> str:
        return words if people else spellings.taken_out(words)

    return {
        "key": held.key or None,
        "lists": [_listed_json(one, people=people) for one in held.lists],
        "suppressions": [_suppression_json(one) for one in held.suppressions],
        "letters": [_letter_json(run, letter, people=people) for run, letter in held.letters],
        "approvals": list(held.approved),
        "rehearsals": list(held.rehearsals),
        "mentions": [{"file": clean(one.file), "line": one.line} for one in held.mentions],
        "printed": list(held.printed),
        "backups": [{"file": one.file, "holds": one.holds, "fault": one.fault} for one in held.backups],
        "unreachable": [{"what": clean(one.what), "why": one.why} for one in held.unreached],
        "kept": KEPT,
    }


def _listed_json(holding: Holding, *, people: bool) -> dict[str, Any]:
    doing = holding.doing
    told = {
        "network": holding.network,
        "where": holding.where,
        "change": holding.number,
        "at": holding.at.isoformat() if holding.at else None,
        "how": doing.how if doing else None,
        "source": doing.source if doing and people else None,
        "columns": sorted({column for row in holding.rows for column, cell in row.items() if cell}),
    }
    return told | {"by": doing.who if doing else None, "rows": [dict(row) for row in holding.rows]} if people else told


def _suppression_json(one: Suppression) -> dict[str, Any]:
    return {"network": one.network or None, "reason": one.reason, "kind": one.why, "at": one.at.isoformat()}


def _letter_json(run: Run, letter: Delivery, *, people: bool) -> dict[str, Any]:
    told = {
        "run": run.name,
        "issue": run.issue,
        "date": letter.date.isoformat(),
        "state": told_as(letter.state),
        "reason": letter.reply,
        "tries": letter.tries,
        "networks": list(letter.networks),
        "variant": letter.variant + 1,
    }
    return told | {"address": letter.address, "name": letter.name} if people else told


def _print(held: Held, address: str, *, names: bool) -> None:
    click.secho(f"What is held about {printable(address) if names else 'this address'}", bold=True)
    if held.key:
        click.echo(f"  Their key, which stands for them where no name does: {held.key}")
    for title, lines in _sections(held, Spellings(address), names=names):
        told = list(lines)
        if told:
            heading(title)
            for words in told:
                click.echo(f"  {printable(words)}")
    heading("How long, and why")
    for words in KEPT.values():
        click.echo(f"  {words}")


def _sections(held: Held, spellings: Spellings, *, names: bool) -> Iterator[tuple[str, Iterator[str]]]:
    def clean(words: str) -> str:
        return words if names else spellings.taken_out(words)

    yield "On lists, and in their history", (line for one in held.lists for line in _listed(one, names=names))
    yield "Gets nothing", map(_suppression, held.suppressions)
    yield "Letters", (_letter(run, letter, names=names) for run, letter in held.letters)
    yield "Approvals that know a hash of what they were to get", (f"issue {issue}" for issue in held.approved)
    yield "Rehearsals and test copies", iter(held.rehearsals)
    yield "Letters to everybody that print the address", iter(held.printed)
    yield "Places in files", (clean(_place(one)) for one in held.mentions)
    yield "Backups made here", (f"{one.file}: {one.fault or _HOLDS[one.holds]}" for one in held.backups)
    yield "Could not be looked through", (f"{clean(one.what)}: {one.why}" for one in held.unreached)


_HOLDS = {True: "holds letters to them", False: "holds no letter that says who they are"}


def _listed(holding: Holding, *, names: bool) -> Iterator[str]:
    doing, where = holding.doing, _WHERE[holding.where]
    when = f", {holding.at:%-d %B %Y}" if holding.at else ""
    by = f" by {doing.who}, {doing.how}" if doing and names else ""
    of = f" of {doing.source}" if doing and doing.source and names else ""
    yield f"{holding.network}: {where.format(number=holding.number)}{when}{by}{of}"
    for row in holding.rows:
        cells = [f"{column}: {cell}" if names else column for column, cell in row.items() if cell]
        yield f"  {'; '.join(cells)}"


_WHERE = {
    "list": "on the list",
    "last": "on the list as it was before it was edited by hand",
    "history": "in its history, change {number}",
}


def _suppression(one: Suppression) -> str:
    by = f"by {one.network}" if one.network else "by all networks"
    return f"{by} since {one.at:%-d %B %Y}: {one.reason}"


def _letter(run: Run, letter: Delivery, *, names: bool) -> str:
    by = ", ".join(run.letterhead.networks.get(network, network) for network in letter.networks) or "no network"
    to = f" to {letter.name} <{letter.address}>" if names and letter.address else ""
    tries = f", {count(letter.tries, 'refusal')}" if letter.tries else ""
    said = f": {letter.reply}" if letter.reply else ""
    return (
        f"issue {run.issue} (run {run.name}), {letter.date:%-d %B %Y}{to}, by {by}, variant {letter.variant + 1}: "
        f"{told_as(letter.state)}{tries}{said}"
    )


def _place(one: Trace) -> str:
    return f"{one.file}:{one.line}" if one.line else one.file
