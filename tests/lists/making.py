"""Lists, tables and doings as the tests of lists want them."""

from __future__ import annotations

import datetime
from pathlib import Path

from hypothesis import strategies

from composer.lists import Doing, ListKeeper, Row
from composer.model.tables import USUAL, Table

HEAD = "email,name,organisation,role\n"
ANN = "ann@example.org,Ann Ash,Oak Council,Lead\n"
BOB = "bob@example.org,Bob Birch,Elm Council,\n"


def doing(how: str = "add", **more: str) -> Doing:
    """What a lead does, now: hand edits bear the time of the file, and are set against it."""
    return Doing("lead", how, datetime.datetime.now(datetime.UTC), **more)


def keeper_of(root: Path, written: str | bytes | None = None) -> ListKeeper:
    """The lists of a workspace at `root`, with this one of the network send."""
    (root / "recipients").mkdir(exist_ok=True)
    if written is not None:
        list_of(root).write_bytes(written if isinstance(written, bytes) else written.encode())
    return ListKeeper(root)


def list_of(root: Path) -> Path:
    """The file of the list of send."""
    return root / "recipients" / "send.csv"


def save(root: Path, written: str) -> None:
    """Save the list as most editors do: whole, by another file that takes its place."""
    beside = list_of(root).with_suffix(".saving")
    beside.write_bytes(written.encode())
    beside.replace(list_of(root))


def person(name: str, /, **cells: str) -> Row:
    """A row, like that of ann at example.org."""
    return {"email": f"{name}@example.org", **cells}


def table(*rows: tuple[str, ...], columns: tuple[str, ...] = USUAL) -> Table:
    """A table of rows that may be shorter than its columns."""
    return Table(columns, tuple(row + ("",) * (len(columns) - len(row)) for row in rows))


def addresses(found: Table) -> list[str]:
    """The addresses on a list, in its order."""
    return [found.address(row) for row in found.rows]


_CELLS = strategies.sampled_from(["", "Ann", "=1+1", 'say "so"', "a,b", "Zoë", "@x", "'", ";"])
_ADDRESSES = strategies.sampled_from([f"{name}@example.org" for name in ("ann", "Ann", "bob", "carl", "dee", "ed")])


@strategies.composite
def tables(draw: strategies.DrawFn, repeats: bool = True) -> Table:
    """Small tables: few people, who come back in others, several rows of one among them where that may be."""
    further = draw(strategies.lists(strategies.sampled_from(["name", "role", "town"]), unique=True))
    columns = ("email", *further)
    row = strategies.tuples(_ADDRESSES, *(_CELLS for _ in further))
    unique = None if repeats else (lambda cells: cells[0].lower())
    return Table(columns, tuple(draw(strategies.lists(row, max_size=6, unique_by=unique))))
