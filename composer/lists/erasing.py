"""Taking a person out of a list and of all its history.

Rule: what is done once can be done again: killed on the way, the same call completes it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from composer.files import write_whole
from composer.lists.attempting import Attempt
from composer.lists.desk import Desk
from composer.lists.history import Entry
from composer.lists.holding import known_before
from composer.lists.patch import Hunk
from composer.lists.written import ListFile, column_names, read_soundly
from composer.mailbox import canonical
from composer.spellings import Spellings

_MOST_TRIES = 50  # somebody saved the list each time
_MOST_COLUMNS = 1000  # called alike


@dataclass(frozen=True)
class Erased:
    """What was taken out: the networks on whose lists the person was, and how many changes told of them.

    `unread` tells of each network that was not cleaned in whole why not: it may hold the person still.
    """

    networks: tuple[str, ...]
    entries: int
    unread: Mapping[str, str] = field(default_factory=dict)


def erase_from(desk: Desk, who: str) -> tuple[bool, int, str]:
    """Take a person out while the list's lock is held: whether they were on it, how many changes told of them.

    The third tells what may hold them still, and why; empty where nothing does. What is damaged is left, and the rest
    is seen to all the same.
    """
    attempt, spellings = Attempt(), Spellings(who)
    is_settled = attempt.made(lambda: _settled(desk), otherwise=False)
    entries = sum(
        attempt.made(partial(_erase_entry, desk, number, spellings), otherwise=False) for number in desk.history.numbers
    )
    attempt.made(lambda: _erase_last(desk, spellings), otherwise=False)
    names = desk.place.names
    was = is_settled and attempt.made(lambda: _erase_list(desk, spellings), otherwise=False)
    if was and names > 1:
        attempt.failures.append(_ANOTHER_NAME)
    return was, entries, attempt.told


_ANOTHER_NAME = (
    "it has another name too (a hard link), under which the list stands as it was, with the person; take them out of "
    "it there, or remove that file"
)


def _settled(desk: Desk) -> bool:
    desk.settle_held()
    return True


def _erase_last(desk: Desk, spellings: Spellings) -> bool:
    last = desk.history.last()
    clean = _without(known_before(desk, last), spellings) if last else last
    if not clean or clean == last:
        return False
    desk.history.know(clean)
    return True


def _erase_list(desk: Desk, spellings: Spellings) -> bool:
    was = False
    for _ in range(_MOST_TRIES):
        found = desk.place.found()
        clean = found and _without(read_soundly(found, desk.place.file), spellings)
        if found and clean and clean != found:
            desk.place.check()
            if not desk.put_without_history(clean, found):
                continue
            was = True
        if not _erase_displaced(desk, spellings):
            return was
    raise desk.busy()


def _erase_displaced(desk: Desk, spellings: Spellings) -> bool:
    """Whether somebody saved the list meanwhile: their save is taken in without the person."""
    aside = desk.place.displaced()
    for _, path in aside:
        write_whole(path, _without(read_soundly(path.read_bytes(), desk.place.file), spellings), mode=0o600)
    if aside:
        desk.take_in_displaced()
    return bool(aside)


def _erase_entry(desk: Desk, number: int, spellings: Spellings) -> bool:
    """Whether a change told of the person; it does not afterwards. Raises UsageError where it cannot be read."""
    entry = desk.history.entry(number)
    clean = _entry_without(entry, spellings)
    if clean is not entry:
        desk.history.rewrite(clean)
    return clean is not entry


def _entry_without(entry: Entry, spellings: Spellings) -> Entry:
    """A change that does not tell of the person: itself, where it did not."""
    old, new = (
        dict(zip(raws, map(table.address, table.rows), strict=True))
        for raws, table in zip(entry.raws, entry.tables, strict=True)
    )
    erased = any(canonical(own) == spellings.canonical for own in (*old.values(), *new.values()))
    doing = replace(
        entry.doing,
        who=_unless_named(entry.doing.who, spellings),
        source=_unless_named(entry.doing.source, spellings),
    )
    hunks = tuple(
        Hunk(hunk.at, _scrubbed(hunk.out, old, spellings), _scrubbed(hunk.into, new, spellings)) for hunk in entry.hunks
    )
    heads = head_without(entry.heads[0], spellings), head_without(entry.heads[1], spellings)
    clean = replace(entry, doing=doing, heads=heads, hunks=hunks, beside=_scrubbed(entry.beside, old, spellings))
    if clean == entry:
        return entry
    # No digest: the places do not hold any more, so that it can be undone row by row only.
    return replace(clean, before="", after="", erased=entry.erased + erased)


def _without(file: ListFile, spellings: Spellings) -> bytes:
    """The bytes of a list without a person: neither on a row of their own nor named in another's."""
    own = dict(zip(file.raws, map(file.table.address, file.table.rows), strict=True))
    return "".join((head_without(file.head, spellings), *_scrubbed(file.raws, own, spellings))).encode()


def _scrubbed(raws: Sequence[str], own: Mapping[str, str], spellings: Spellings) -> tuple[str, ...]:
    """Rows as they are written, of which each has an address of its `own`, without the person.

    An address with signs before the person's, which nobody has but somebody may, is not cut out of its own row.
    """
    others = (raw for raw in raws if canonical(own[raw]) != spellings.canonical)
    return tuple(spellings.without(raw, own[raw]) for raw in others)


def head_without(head: str, spellings: Spellings) -> str:
    """A list's head without the person; where a column would be called like another, it gets a number."""
    for start, end in reversed(spellings.places(head)):
        numbered = (f"{head[:start]}{number}{head[end:]}" for number in ("", *range(2, _MOST_COLUMNS)))
        head = next(filter(_has_each_name_once, numbered), f"{head[:start]}{head[end:]}")
    return head


def _has_each_name_once(head: str) -> bool:
    names = column_names(next((row for row in csv.reader(io.StringIO(head, newline="")) if any(row)), ()))
    return len(set(names)) == len(names)


def _unless_named(words: str, spellings: Spellings) -> str:
    """Who did it, or from what file, unless that tells the address."""
    return "" if spellings.is_within(words) else words
