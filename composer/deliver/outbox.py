"""The outbox: letters kept as files here, to look at; never counted as sent.

Rule: a rehearsal is there whole or not at all. It is written beside the last one and put in its place by
renaming. Letters are not synced one by one: a rehearsal lost in a power cut is made again by the same
command. The same revision, that is the same bytes to the same people, is not written again.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from composer.files import sync_folder, write_whole
from composer.model import Letter, Outcome, State

BOOKS = "books.json"


@dataclass(frozen=True, slots=True)
class Books:
    """How a run stands: the count of letters in each state, which sum to the audience."""

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

    books: Books
    folder: Path
    written: bool


def rehearse(
    outbox: Path, issue: int, content: str, suppressed: int, letters: Callable[[str], Iterable[Letter | Outcome]]
) -> Rehearsal:
    """Write an issue's letters to `outbox`/`issue`, unless this very content stands there already.

    Args:
        outbox: the folder of all rehearsals.
        issue: the issue's number.
        content: a hash of all that is said and to whom; another one makes another revision.
        suppressed: how many of the audience get no letter.
        letters: makes, for the name of a run, each person's letter, or the outcome that there is none.
    """
    folder = outbox / str(issue)
    last = _read_books(folder / BOOKS, issue)
    if last and last.content == content:
        return Rehearsal(last, folder, written=False)
    revision = last.revision + 1 if last else 1
    outbox.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=outbox, prefix=f".{issue}."))
    try:
        outcomes = [_keep(letter, beside) for letter in letters(f"{issue}-{revision}")]
        counts = Counter(outcome.state for outcome in outcomes)
        counts[State.SUPPRESSED] = suppressed
        states = {state: counts[state] for state in State}
        rejected = {outcome.key: outcome.reason for outcome in outcomes if outcome.state is State.REJECTED}
        books = Books(issue, revision, counts.total(), states, content, rejected)
        write_whole(beside / BOOKS, _to_json(books))
        _put_in_place(beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Rehearsal(books, folder, written=True)


def _keep(letter: Letter | Outcome, folder: Path) -> Outcome:
    if isinstance(letter, Outcome):
        return letter
    (folder / f"{letter.key}.eml").write_bytes(letter.message)
    return Outcome(letter.key, State.ACCEPTED)


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


def _to_json(books: Books) -> bytes:
    written = {
        "issue": books.issue,
        "revision": books.revision,
        "audience": books.audience,
        "content": books.content,
        "states": {state.value: count for state, count in books.states.items()},
        "rejected": dict(books.rejected),
    }
    return json.dumps(written, indent=2).encode() + b"\n"


def _read_books(path: Path, issue: int) -> Books | None:
    """The books of the last rehearsal, or None where there are none that can be read."""
    try:
        written = json.loads(path.read_bytes())
        states = {State(name): int(count) for name, count in written["states"].items()}
        return Books(
            issue,
            int(written["revision"]),
            int(written["audience"]),
            states,
            str(written["content"]),
            dict(written["rejected"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None  # a rehearsal only: made again, it has sound books again
