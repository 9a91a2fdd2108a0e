"""Letters that a rehearsal or a test copy has left as files, to look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from itertools import islice
from pathlib import Path

from composer.deliver import TEST
from composer.pipeline.opened_letter import open_letter
from composer.pipeline.rehearsal import outbox_of, rehearsal_of_issue
from composer.problems import UsageError

_KEY = re.compile(r"[A-Za-z0-9_-]{1,100}")
_HEADERS = 16_384  # bytes in which a letter's headers stand
_LARGEST = 50_000_000  # bytes of a file that is looked at


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter in the outbox: what its file is called without the ending, and whom it is made out to."""

    key: str
    to: str


def kept_letters(root: Path, number: int, first: int, most: int) -> Sequence[Kept]:
    """The letters of the last rehearsal of an issue, in the order of their files, from the `first` on."""
    rehearsal = rehearsal_of_issue(root, number)
    paths = sorted(rehearsal.folder.glob("*.eml")) if rehearsal else []
    return tuple(Kept(path.stem, _to(path)) for path in islice(paths, first, first + most))


def _to(path: Path) -> str:
    with path.open("rb") as file:
        return str(BytesHeaderParser(policy=policy.default).parsebytes(file.read(_HEADERS)).get("To", ""))


def kept_letter(root: Path, number: int, key: str) -> bytes:
    """One letter of the last rehearsal.

    Raises:
        UsageError: there is none.
    """
    return _bytes(_found(outbox_of(root) / str(number), key))


def kept_copy(root: Path, number: int, count: int) -> bytes:
    """One of the last test copies, counted from 1. Raises as `kept_letter` does."""
    return _bytes(_found(outbox_of(root) / f"{number}{TEST}", str(count)))


def in_words(letter: bytes) -> str:
    """A letter as text: what stands at its top, and its text part."""
    opened = open_letter(letter)
    return "\n".join([*(f"{name}: {value}" for name, value in opened.headers.items()), "", opened.text])


def _found(folder: Path, key: str) -> Path:
    path = folder / f"{key}.eml"
    if not _KEY.fullmatch(key) or not path.is_file() or path.is_symlink():
        raise UsageError("there is no such letter")
    return path


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST:
        raise UsageError("this letter is too large to be shown")
    return path.read_bytes()
