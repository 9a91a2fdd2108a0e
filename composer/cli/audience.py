"""`composer audience`."""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import click

from composer.cli.lists.people import tell_unknown_who_left
from composer.cli.matrix import NONE, WIDTH, matrix, table
from composer.cli.show import (
    count,
    finish,
    heading,
    json_option,
    number_argument,
    print_json,
    with_workspace,
)
from composer.model import EVERY, Audience, Person, Suppression
from composer.pipeline.books import knows_who_left
from composer.pipeline.edition import Addressed, Workspace
from composer.pipeline.suppressed import Figures, Reached, address_with_reasons, copies_saved
from composer.pipeline.variants import lacking
from composer.problems import printable

_MOST_TOLD = 20  # sets or pairs of networks; a million people may be on thousands
_FIRST = 9  # characters of the numbers that lines begin with


@click.command("audience")
@number_argument
@click.option("--people", is_flag=True, help="Name everybody also in JSON or a file; on a terminal they are anyway.")
@json_option
@with_workspace
def command(workspace: Workspace, number: int | None, *, people: bool, as_json: bool) -> None:
    """Show who gets an issue: per network, overlaps, copies saved, suppressed and why.

    Without a number, of the newest issue.

    \b
    Examples:
      composer audience 391
      composer audience 391 --people
    """
    reached = address_with_reasons(workspace, number)
    figures = reached.figures
    if not knows_who_left(workspace.root):
        tell_unknown_who_left()
    if as_json:
        print_json(_json(reached, figures, people=people))
    else:
        _print(reached, figures, people=people or sys.stdout.isatty())
    finish(reached.addressed.problems)


def _json(reached: Reached, figures: Figures, *, people: bool) -> dict[str, Any]:
    audience = figures.audience
    several = [(names, number) for names, number in figures.together.most_common() if len(names) > 1]
    told: dict[str, Any] = {
        "people": len(audience.people),
        "suppressed": len(audience.suppressed),
        "suppressed_by": Counter(suppression.why.value for suppression in reached.why.values()),
        "rows": audience.rows,
        "copies_saved": audience.copies_saved,
        "networks": audience.networks,
        "by_network": {name: _network_json(figures, name) for name in audience.networks},
        "variants": len(audience.variants),
        "overlaps": [{"networks": names, "people": number} for names, number in several],
        "overlap": figures.overlap,
    }
    if people:
        told["recipients"] = [_person_json(person, reached.why) for person in audience.people]
    return told


def _network_json(figures: Figures, name: str) -> dict[str, Any]:
    audience = figures.audience
    return {
        "people": audience.networks[name],
        "suppressed": figures.suppressed[name],
        "left": audience.left.get(name, 0),
        "rows": audience.lists.get(name),
    }


def _person_json(person: Person, why: Mapping[str, Suppression]) -> dict[str, Any]:
    suppression = why.get(person.canonical)
    return {
        "address": person.address,
        "name": person.name,
        "networks": person.networks,
        "variant": person.variant + 1,
        "suppressed": suppression and suppression.reason,
    }


def _print(reached: Reached, figures: Figures, *, people: bool) -> None:
    _print_sums(reached, figures.audience)
    sections = [
        ("Networks", _networks(figures)),
        ("On two networks at once", _overlap(figures)),
        ("Copies saved", _saved(figures)),
        ("Suppressed, and why", _suppressed(reached)),
        ("Left, and reached by another network", _left(figures)),
        ("Variants", _variants(reached.addressed)),
        ("People", _people(reached) if people else ()),
    ]
    for words, lines in sections:
        for place, line in enumerate(lines):
            if not place:
                heading(words)
            click.echo(line)
    click.echo()


def _print_sums(reached: Reached, audience: Audience) -> None:
    letters = count(len(audience.people) - len(audience.suppressed), "letter")
    click.secho(f"{letters} for issue {reached.addressed.composed.issue.number}", bold=True)
    if not audience.people:
        click.echo("Nobody is on the lists that it goes to.")
        return
    people = f"{count(len(audience.people), 'person', 'people')} on {count(len(audience.lists), 'list')}"
    click.echo(f"{people}, in {count(audience.rows, 'row')}; {len(audience.suppressed):,} suppressed")
    saved = count(audience.copies_saved, "copy", "copies")
    click.echo(f"{saved} saved by sending each person one")


def _networks(figures: Figures) -> Iterator[str]:
    """A line for each network, under heads; a column in which nobody is counted is left out."""
    audience = figures.audience
    columns = {
        "people": audience.networks,
        "suppressed": figures.suppressed,
        "left": audience.left,
        "rows": audience.lists,
    }
    heads = [head for head, counts in columns.items() if any(counts.values()) or head == "people"]
    rows = [[_number(columns[head].get(name, 0)) for head in heads] for name in audience.networks]
    if rows:
        lines = table(heads, list(audience.networks), rows)
        yield lines[0]
        for line, name in zip(lines[1:], audience.networks, strict=True):
            includes = ", ".join(figures.networks[name].includes)
            yield f"{line}  {_names(figures, [name])}{printable(f', with {includes}') if includes else ''}"


def _overlap(figures: Figures) -> Iterable[str]:
    """The matrix of those networks that share anybody; where it is too wide, the pairs that share most."""
    names = [name for name, others in figures.overlap.items() if others]
    return matrix(names, figures.overlap) or _pairs(figures, names)


def _pairs(figures: Figures, names: Sequence[str]) -> Iterator[str]:
    counts = {pair: figures.overlap[pair[0]].get(pair[1], 0) for pair in combinations(names, 2)}
    pairs = sorted(((people, pair) for pair, people in counts.items() if people), key=lambda one: (-one[0], one[1]))
    for people, pair in pairs[:_MOST_TOLD]:
        yield from _line(f"{people:>{_FIRST},}", _names(figures, pair))
    if len(pairs) > _MOST_TOLD:
        yield from _line(" " * _FIRST, f"and {count(len(pairs) - _MOST_TOLD, 'more pair')}, all told with --json")


def _saved(figures: Figures) -> Iterator[str]:
    """What saves copies: people on several networks, and rows of who has another or has left."""
    audience = figures.audience
    if audience.copies_saved:
        yield f"{'copies':>{_FIRST}}  people"
    for names, people in figures.several[:_MOST_TOLD]:
        yield from _copies(copies_saved(names, people), people, _names(figures, names))
    if others := figures.several[_MOST_TOLD:]:
        saved, people = sum(copies_saved(*other) for other in others), sum(people for _, people in others)
        yield from _copies(saved, people, f"on {count(len(others), 'other set')} of networks, all told with --json")
    for name, rows in figures.twice.items():
        yield from _copies(rows, 0, f"{_names(figures, [name])}, where somebody has another row")
    for name, people in audience.left.items():
        yield from _copies(people, people, f"{_names(figures, [name])}, which they have left")


def _copies(saved: int, people: int, words: str) -> list[str]:
    return _line(f"{saved:>{_FIRST},}  {_number(people):>6}", words)


def _suppressed(reached: Reached) -> Iterator[str]:
    """How many for which reason."""
    kinds = Counter((suppression.why, suppression.network == EVERY) for suppression in reached.why.values())
    for (why, every), people in sorted(kinds.items(), key=lambda one: (-one[1], one[0])):
        yield f"{people:>{_FIRST},}  {why}: {'all networks' if every else 'each of their networks'}"


def _left(figures: Figures) -> Iterator[str]:
    """Who has left only some of their networks, and so is not suppressed."""
    for name, people in figures.audience.left.items():
        yield from _line(f"{people:>{_FIRST},}", _names(figures, [name]))


def _variants(addressed: Addressed) -> Iterator[str]:
    """Each variant with what its people do not see, a line for each entry."""
    sizes = Counter(person.variant for person in addressed.audience.people)
    people = {variant: count(size, "person", "people") for variant, size in sizes.items()}
    width = max(map(len, people.values()), default=0)
    for variant in range(len(addressed.audience.variants)):
        begins = f"{variant + 1:>{_FIRST - 1}}.  {people[variant]:>{width}}"
        for words in lacking(addressed, variant) or [""]:
            yield from _line(begins, f"without {printable(words)}" if words else "everything")
            begins = " " * len(begins)


def _people(reached: Reached) -> Iterator[str]:
    """Everybody, those who are suppressed with the reason and since when."""
    for person in reached.addressed.audience.people:
        name = f"{person.name} <{person.address}>" if person.name else person.address
        suppression = reached.why.get(person.canonical)
        kept_out = f"  suppressed since {suppression.at:%Y-%m-%d}: {suppression.reason}" if suppression else ""
        yield f"  {printable(name)}  {', '.join(person.networks)}{printable(kept_out)}"


def _names(figures: Figures, networks: Iterable[str]) -> str:
    return ", ".join(printable(str(figures.networks[name].name)) for name in networks)


def _number(number: int) -> str:
    return f"{number:,}" if number else NONE


def _line(begins: str, words: str) -> list[str]:
    """What a line begins with, and words that go on under their own beginning where they do not fit."""
    return textwrap.wrap(words, WIDTH, initial_indent=f"{begins}  ", subsequent_indent=" " * (len(begins) + 2))
