"""The changes of one list, each a file of its own in var/lists/NETWORK/, and the list as Composer knew it last.

Rule: a change that is under way stands in `pending.json`; it becomes history by that file's taking its number. Should a
power cut bring `pending.json` back, the change is kept once more.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from composer.files import write_whole
from composer.lists.comparing import Diff, Said, compare, people, people_said
from composer.lists.patch import Hunk, Patch, forward, patch
from composer.lists.written import NO_FILE, ListFile, ListUnreadable, read_known
from composer.model.tables import Table
from composer.problems import UsageError


@dataclass(frozen=True)
class Doing:
    """Who changed a list, how and when (UTC); `source` is the file that was imported.

    `how` is one of add, edit, remove, import, undo, by hand, merge.
    """

    who: str
    how: str
    at: datetime.datetime
    source: str = ""


BY_HAND = "by hand"
MERGE = "merge"  # what a hand edit had taken back unknowingly, put back


@dataclass(frozen=True)
class Change:
    """One change of a list. `undoes` is the change that it took back; `erased` counts the people it told of who were
    forgotten since.
    """

    number: int
    doing: Doing
    diff: Diff
    undoes: int | None = None
    erased: int = 0


@dataclass(frozen=True)
class Entry:
    """A change as it is kept: the rows taken out and put in as they were written, so that they can come back.

    `before` and `after` are digests of the file, `stood` of what the change was to displace; `beside` are further rows
    of the people concerned. `merged` tells of a hand edit that the next change, a merge, belongs to; `first` is that
    hand edit, in a merge under way. `inode` is that of the new file. Number 0 is never kept.
    """

    number: int
    doing: Doing
    heads: tuple[str, str]
    hunks: Patch
    beside: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    stood: str = ""
    undoes: int | None = None
    merged: bool = False
    inode: int = 0
    erased: int = 0
    first: Entry | None = None

    @cached_property
    def tables(self) -> tuple[Table, Table]:
        """The rows of the people concerned, before and after."""
        return _rows(self.heads[0], self.raws[0]), _rows(self.heads[1], self.raws[1])

    @cached_property
    def raws(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """How the rows of `tables` are written."""
        out = (raw for hunk in self.hunks for raw in hunk.out)
        into = (raw for hunk in self.hunks for raw in hunk.into)
        return (*self.beside, *out), (*self.beside, *into)

    @cached_property
    def touched(self) -> Mapping[str, tuple[Said, Said]]:
        """What those said whose rows say otherwise afterwards, before and after."""
        old, new = map(people_said, self.tables)
        who = dict.fromkeys((*old, *new))
        return {one: (old.get(one, ()), new.get(one, ())) for one in who if old.get(one) != new.get(one)}

    @property
    def change(self) -> Change:
        """The change as it is told."""
        return Change(self.number, self.doing, compare(*self.tables), self.undoes, self.erased)

    def applied_to(self, file: ListFile) -> bytes:
        """The bytes of the list afterwards. Raises ValueError where it is another list than before."""
        raws = forward(file.raws, self.first.hunks) if self.first else file.raws
        return "".join((self.heads[1], *forward(raws, self.hunks))).encode()


def _rows(head: str, raws: Sequence[str]) -> Table:
    if not head:
        return NO_FILE.table
    # The last row of a file may have no line end, and in a patch another one may follow it.
    lines = (raw if raw.endswith(("\n", "\r")) else f"{raw}\n" for raw in (head, *raws))
    return read_known("".join(lines).encode(), "history").table


def digest(data: bytes) -> str:
    """By which one version of a list is known from another."""
    return hashlib.sha256(data).hexdigest()


def entry_of(number: int, doing: Doing, before: ListFile, after: ListFile, *, stood: bytes) -> Entry:
    """What is kept of a change from one list to the other, in the place of what `stood` there."""
    hunks = patch(before.raws, after.raws)
    entry = Entry(
        number, doing, (before.head, after.head), hunks, (), digest(before.data), digest(after.data), digest(stood)
    )
    return replace(entry, beside=_beside(entry, before))


def _beside(entry: Entry, before: ListFile) -> tuple[str, ...]:
    """The rows of the people concerned that were left where they are: mostly none, as the rule is one row each."""
    moved = {at for hunk in entry.hunks for at in range(hunk.at, hunk.at + len(hunk.out))}
    if len(moved) == len(before.raws):
        return ()
    concerned = people(entry.tables[0]).keys() | people(entry.tables[1]).keys()
    table = before.table
    return tuple(
        before.raws[at] for at, row in enumerate(table.rows) if at not in moved and table.who(row) in concerned
    )


class History:
    """The changes of one list, in a folder that only its owner reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last_file = folder / "last.csv"
        self._pending = folder / "pending.json"

    def make_ready(self) -> None:
        """Make the folder. Raises OSError."""
        for folder in (self.folder.parent.parent, self.folder.parent, self.folder):
            folder.mkdir(mode=0o700, exist_ok=True)

    def clear(self) -> None:
        """Clear away what a killed writer left. Raises OSError."""
        for left in self.left_behind():
            left.unlink(missing_ok=True)

    def left_behind(self) -> list[Path]:
        """Files that a killed writer never finished."""
        return sorted(self.folder.glob(".*")) if self.folder.is_dir() else []

    @property
    def numbers(self) -> list[int]:
        """The changes there are, oldest first."""
        if not self.folder.is_dir():
            return []
        names = (re.fullmatch(r"([0-9]{6,})\.json", path.name) for path in self.folder.iterdir())
        return sorted(int(found[1]) for found in names if found)

    def entries(self) -> Iterator[Entry]:
        """The changes, newest first, read as they are asked for. Raises UsageError."""
        return (self.entry(number) for number in reversed(self.numbers))

    @property
    def next_number(self) -> int:
        """The number of the next change."""
        return max(self.numbers, default=0) + 1

    def entry(self, number: int) -> Entry:
        """One change. Raises UsageError where its file cannot be read."""
        return _entry_in(self.file_of(number))

    def file_of(self, number: int) -> Path:
        """Where a change is kept."""
        return self.folder / f"{number:06}.json"

    @property
    def is_pending(self) -> bool:
        """Whether a change is under way, or was left so."""
        return self._pending.exists()

    def pending(self) -> Entry | None:
        """The change under way, or one that a killed process left so."""
        return _entry_in(self._pending) if self.is_pending else None

    def last(self) -> bytes | None:
        """The list as it was known last, empty where there was none; None before the first change."""
        return self.last_file.read_bytes() if self.last_file.exists() else None

    def announce(self, entry: Entry) -> None:
        """The change is about to be made. Raises OSError."""
        self._write(self._pending, entry)

    def withdraw(self) -> None:
        """The change under way was not made, or is not to be kept."""
        self._pending.unlink(missing_ok=True)

    def know(self, data: bytes) -> None:
        """The list is known to be this. Raises OSError."""
        write_whole(self.last_file, data, mode=0o600, lasting=False)

    def keep(self, entry: Entry) -> None:
        """The change under way was made. Raises OSError."""
        if entry.first:
            self.rewrite(entry.first)
            self.rewrite(replace(entry, first=None))
            self.withdraw()
        else:
            self._pending.rename(self.file_of(entry.number))

    def rewrite(self, entry: Entry) -> None:
        """Keep an earlier change otherwise. Raises OSError."""
        self._write(self.file_of(entry.number), entry)

    def _write(self, path: Path, entry: Entry) -> None:
        # The name of an imported file may be no text.
        write_whole(
            path,
            json.dumps(_told(entry), ensure_ascii=False).encode("utf-8", "surrogatepass"),
            mode=0o600,
            lasting=False,
        )


def _told(entry: Entry) -> dict[str, Any]:
    told = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return told | {
        "doing": asdict(entry.doing) | {"at": entry.doing.at.isoformat()},
        "hunks": [[hunk.at, hunk.out, hunk.into] for hunk in entry.hunks],
        "first": _told(entry.first) if entry.first else None,
    }


def _entry_in(path: Path) -> Entry:
    try:
        told = json.loads(path.read_bytes())
        entry = _entry_of(told)
        _ = entry.tables
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        csv.Error,
        ListUnreadable,
    ) as error:
        raise UsageError(
            f"var/lists/{path.parent.name}/{path.name} cannot be read, so this list's history is not whole. "
            "Put it back from a backup, or move it away"
        ) from error
    return entry


def _entry_of(told: dict[str, Any]) -> Entry:
    doing = told["doing"]
    at = datetime.datetime.fromisoformat(doing["at"])
    before, after = told["heads"]
    return Entry(
        number=int(told["number"]),
        doing=Doing(str(doing["who"]), str(doing["how"]), at, str(doing["source"])),
        heads=(str(before), str(after)),
        hunks=tuple(Hunk(int(at), tuple(out), tuple(into)) for at, out, into in told["hunks"]),
        beside=tuple(told["beside"]),
        before=str(told["before"]),
        after=str(told["after"]),
        stood=str(told["stood"]),
        undoes=None if told["undoes"] is None else int(told["undoes"]),
        merged=bool(told["merged"]),
        inode=int(told["inode"]),
        erased=int(told["erased"]),
        first=_entry_of(told["first"]) if told["first"] else None,
    )
