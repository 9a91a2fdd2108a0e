"""Answers kept for a while, so that the same sites are not asked again at every check."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from composer.files import write_whole
from composer.model import Answer, Leads

# How long an answer is believed. What is mended is wanted to be seen; what is there seldom goes.
_GOOD_FOR = {
    Leads.SOMEWHERE: timedelta(days=7),
    Leads.NOWHERE: timedelta(hours=1),
    Leads.DOUBTFUL: timedelta(hours=1),
}
_LARGEST = 4_000_000  # bytes of a file that is read


class KeptAnswers:
    """The answers in a file, as of a moment. One that is missing or damaged holds none."""

    def __init__(self, file: Path, now: datetime) -> None:
        self._file = file
        self._now = now
        self._kept = dict(_read(file, now))

    def get(self, href: str) -> Answer | None:
        """The answer to a link, where there is one that is still believed."""
        kept = self._kept.get(href)
        return kept[1] if kept else None

    def add(self, answers: Mapping[str, Answer]) -> None:
        """Keep these, of this moment, and write the file; one that cannot be written costs only asking again."""
        self._kept |= {href: (self._now, answer) for href, answer in answers.items() if answer.leads in _GOOD_FOR}
        rows = {
            href: {"at": at.isoformat(), "leads": answer.leads, "why": answer.why}
            for href, (at, answer) in self._kept.items()
        }
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps(rows, indent=1).encode(), mode=0o600, lasting=False)
        except OSError:
            return


def _read(file: Path, now: datetime) -> Iterator[tuple[str, tuple[datetime, Answer]]]:
    try:
        rows = json.loads(_content(file))
    except (OSError, ValueError, RecursionError):
        return
    for href, row in rows.items() if isinstance(rows, dict) else ():
        try:
            at, answer = datetime.fromisoformat(row["at"]), Answer(Leads(row["leads"]), _line(row["why"]))
            if timedelta() <= now - at < _GOOD_FOR[answer.leads]:
                yield href, (at, answer)
        except (KeyError, TypeError, ValueError):
            continue


def _line(why: object) -> str:
    """On one line and no longer than Composer says it: it is printed."""
    said = str(why)[:_LONGEST_SAID]
    return " ".join("".join(character if character.isprintable() else " " for character in said).split())


_LONGEST_SAID = 400


def _content(file: Path) -> bytes:
    """What is in it, if it is a file of a size that Composer writes: anybody may have put something in its place.

    Raises:
        OSError: it is not there, or cannot be read.
        ValueError: it is something else.
    """
    with open(file, "rb", opener=_opened) as content:
        kind = os.fstat(content.fileno())
        if not stat.S_ISREG(kind.st_mode) or kind.st_size > _LARGEST:
            raise ValueError("no file of answers")
        return content.read(_LARGEST)


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)
