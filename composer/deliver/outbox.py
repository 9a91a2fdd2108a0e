"""The outbox: letters kept as files here, to look at; never counted as sent.

Rule: a rehearsal is there whole or not at all. It is written beside the last one and put in its place by
renaming. Letters are not synced one by one: a rehearsal lost in a power cut is made again by the same
command. The same revision, that is the same bytes to the same people, is not written again.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path

from composer.files import sync_folder, write_whole
from composer.locks import Held, hold, holder_of
from composer.mailbox import canonical
from composer.model import Delivery, Letter, State

BOOKS = "books.json"


@dataclass(frozen=True, slots=True)
class OutboxBooks:
    """How a rehearsal stands: the count of letters in each state, which sum to the audience."""

    issue: int
    revision: int
    audience: int
    states: Mapping[State, int]
    content: str
    rejected: Mapping[str, str]

    @property
    def run(self) -> str:
        """The name of the run."""
        return f"{self.issue}-{self.revision}"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The books of a rehearsal, the folder with its letters, and whether this command wrote them."""

    books: OutboxBooks
    folder: Path
    written: bool


def rehearse(
    outbox: Path,
    issue: int,
    content: str,
    people: Sequence[Delivery],
    letter: Callable[[int, Delivery], Letter],
    as_they_stand: Callable[[Sequence[Delivery]], Sequence[Delivery]] = lambda people: people,
) -> Rehearsal:
    """Write an issue's letters to `outbox`/`issue`, unless this very content stands there already.

    Args:
        outbox: the folder of all rehearsals.
        issue: the issue's number.
        content: a hash of all that is said and to whom; another one makes another revision.
        people: everybody; those who are queued get a letter.
        letter: makes a person's letter in the run of this revision.
        as_they_stand: everybody again, as it stands with them: whoever was forgotten since they were addressed is not
            queued any more. Asked once others see that this rehearsal is being written, and after the last letter.
    """
    folder = outbox / str(issue)
    last = last_rehearsal(outbox, issue)
    if last and last.books.content == content:
        return last
    revision = last.books.revision + 1 if last else 1
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=outbox, prefix=f".{issue}."))
    try:
        with hold(beside / _HELD, "a rehearsal"):
            people = as_they_stand(people)
            for person in people:
                if person.state is State.QUEUED:
                    made = letter(revision, person)
                    (beside / f"{made.key}.eml").write_bytes(made.message)
            people = as_they_stand(people)  # again: with many people the letters take their time
            _drop_letters(beside, people)
            books = _books(issue, revision, content, people)
            write_whole(beside / BOOKS, _to_json(books))
            _put_in_place(beside, folder)
            (folder / _HELD).unlink()
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Rehearsal(books, folder, written=True)


def _drop_letters(folder: Path, people: Sequence[Delivery]) -> None:
    """Remove the letters to who is not queued any more."""
    for person in people:
        if person.state is not State.QUEUED:
            (folder / f"{person.key}.eml").unlink(missing_ok=True)


_HELD = "held"  # a lock in the folder of a rehearsal that is being written


def is_rehearsing(outbox: Path) -> bool:
    """Whether a rehearsal is being written at this moment."""
    return any(holder_of(held) for held in outbox.glob(f".*/{_HELD}"))


def erase_letters(outbox: Path, key: str, canonical_address: str) -> int:
    """Remove the letters to a person from every rehearsal, test copies included. Their books count as before.

    What killed rehearsals left behind goes whole. A rehearsal that was begun since they were kept out is let be: it
    has no letter to them. Returns how many letters were removed.

    Raises:
        OSError: one cannot be removed.
    """
    for left in outbox.glob(".*"):
        if left.is_dir() and not left.is_symlink():
            with suppress(Held), hold(left / _HELD, "clearing it away"):
                shutil.rmtree(left)
    theirs = letters_to(outbox, key, canonical_address)
    for path in theirs:
        path.unlink()
    for left in outbox.glob("[!.]*/.*"):  # of test copies and letters to sign in, which are written one by one
        if not left.is_dir():
            left.unlink()
    return len(theirs)


def letters_to(outbox: Path, key: str, canonical_address: str) -> list[Path]:
    """The letters to a person in every rehearsal, and their test copies."""
    found = sorted(outbox.glob("*/*.eml"))
    return [path for path in found if path.stem == key or _is_to(path, canonical_address)]


def _is_to(path: Path, canonical_address: str) -> bool:
    """Whether a letter is made out to this address: it may have been rehearsed with another secret."""
    if not path.is_file():  # a folder of such a name
        return False
    with open(path, "rb", opener=_at_once) as file:
        headers = message_from_bytes(file.read(_HEADERS) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b"")
    return any(canonical(address) == canonical_address for _, address in getaddresses(headers.get_all("To", [])))


def _at_once(path: str, flags: int) -> int:
    """Open without waiting, as one would for a pipe."""
    return os.open(path, flags | os.O_NONBLOCK)


TEST = "-test"  # how the folder of an issue's test copies ends
_HEADERS = 16_384  # bytes in which a letter's headers stand


def last_rehearsal(outbox: Path, issue: int) -> Rehearsal | None:
    """The issue's last rehearsal, if there was one whose books can be read."""
    folder = outbox / str(issue)
    books = _read_books(folder / BOOKS, issue)
    return Rehearsal(books, folder, written=False) if books else None


def _books(issue: int, revision: int, content: str, people: Sequence[Delivery]) -> OutboxBooks:
    counts: Counter[State] = Counter()
    for person in people:
        counts[State.ACCEPTED if person.state is State.QUEUED else person.state] += 1
    states = {state: counts[state] for state in State}
    rejected = {person.key: person.reply for person in people if person.state is State.REJECTED}
    return OutboxBooks(issue, revision, len(people), states, content, rejected)


def _put_in_place(beside: Path, folder: Path) -> None:
    """Rename, the old one out of the way first; after a crash in between, the next rehearsal starts afresh."""
    beside.chmod(0o700)
    if folder.exists():
        old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
        folder.rename(old / folder.name)
        beside.rename(folder)
        shutil.rmtree(old)
    else:
        beside.rename(folder)
    sync_folder(folder.parent)


def _to_json(books: OutboxBooks) -> bytes:
    written = {
        "issue": books.issue,
        "revision": books.revision,
        "audience": books.audience,
        "content": books.content,
        "states": {state.value: count for state, count in books.states.items()},
        "rejected": dict(books.rejected),
    }
    return json.dumps(written, indent=2).encode() + b"\n"


def _read_books(path: Path, issue: int) -> OutboxBooks | None:
    """The books of the last rehearsal, or None where there are none that can be read."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        written = json.loads(path.read_bytes())
        states = {State(name): int(count) for name, count in written["states"].items()}
        return OutboxBooks(
            issue,
            int(written["revision"]),
            int(written["audience"]),
            {state: states.get(state, 0) for state in State},
            str(written["content"]),
            dict(written["rejected"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None  # a rehearsal only: made again, it has sound books again
