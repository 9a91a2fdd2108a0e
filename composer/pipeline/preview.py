"""The edition as the letter that will be sent, made again whenever the workspace changes.

Rule: what is shown came out of `Rendered.letter`. When the files cannot be shown as they stand, the last
letter that could be is kept, and says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from composer.model import Rendered
from composer.pipeline.checking import checked
from composer.pipeline.edition import Addressed, UnreadableError, Workspace, address_issue, compose_issue
from composer.pipeline.letters import render_variant, sample_letter
from composer.pipeline.pictures import Picture, pictures_of
from composer.pipeline.variants import variant_words
from composer.problems import ComposerError, Level, Problem
from composer.render import html_of, read, text_of


@dataclass(frozen=True, slots=True)
class Sight:
    """One variant as the letter of a made-up reader: what an inbox shows of it, and its parts.

    `pictures` are by content id.
    """

    sender: str
    subject: str
    preheader: str
    html: str
    text: str
    letter: bytes = field(repr=False)
    pictures: Mapping[str, Picture] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to see of a variant now.

    `variants` says who sees each, in words; `variant` is the one shown, from 0. `fault` is a sentence, where
    the edition cannot be made at all. `stale`: the files as they stand cannot be shown, and `sight` is from
    before; None: there has been none yet. `partial`: the letter is made of what could be read beside mistakes.
    """

    version: int
    number: int | None
    variants: tuple[str, ...]
    variant: int
    problems: tuple[Problem, ...]
    fault: str
    stale: bool
    sight: Sight | None
    partial: bool = False

    @property
    def name(self) -> str:
        """What is shown, in words."""
        return _name(self.number)


@dataclass(frozen=True, slots=True)
class _Made:
    """A sight with what it was made from, to know it again."""

    version: int
    rendered: Rendered
    sight: Sight


class Preview:
    """An issue of a workspace, followed as it changes. Each method may be called from any thread."""

    def __init__(self, workspace: Workspace, number: int | None, now: datetime.datetime) -> None:
        """Begin with the files as they stand; without a number, with the newest issue, and stay with it.

        Raises:
            UsageError: there is no such issue.
        """
        self._workspace = workspace
        self._number = number
        self._lock = Lock()
        self._version = 0
        self._problems: tuple[Problem, ...] = ()
        self._fault = ""
        self._addressed: Addressed | None = None  # the last that could be composed
        self._good = 0  # the version that was
        self._since = now
        self._made: dict[int, _Made] = {}
        with suppress(UnreadableError):  # what cannot be read can be mended while we look
            compose_issue(workspace, number)
        self.renew(now)

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self._workspace.root

    @property
    def name(self) -> str:
        """What is shown, in words; without a number until the newest issue could be read."""
        return _name(self._number)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The files of the pictures in the last edition that could be made."""
        return tuple(self._addressed.images) if self._addressed else ()

    def renew(self, now: datetime.datetime) -> int:
        """Read again what has changed; the number of this version, higher each time."""
        with self._lock:
            self._version += 1
            self._problems, self._fault = (), ""
            try:
                self._read(now)
            except UnreadableError as error:
                self._problems = tuple(error.problems)
            except ComposerError as error:
                self._fault = _sentence(error)
            except OSError as error:
                self._fault = f"{error.filename or 'A file'} cannot be read: {error.strerror}."
            except Exception as error:  # noqa: BLE001 – whoever writes goes on, and mending the file mends it
                self._fault = _own_fault(error)
            return self._version

    def _read(self, now: datetime.datetime) -> None:
        self._addressed = address_issue(self._workspace, self._number)
        self._number = self._addressed.composed.issue.number
        self._good, self._since = self._version, now
        self._problems = checked(self._addressed)

    def look(self, variant: int = 0) -> Look:
        """A variant as of the newest version; the first, if there is none of that index."""
        with self._lock:
            words = self._words()
            variant = variant if variant < len(words) else 0
            fault = self._fault
            try:
                sight = self._sight(variant)
                stale = self._good < self._version
            except Exception as error:  # noqa: BLE001 – a template may raise anything; mending it mends it
                fault = fault or self._why_unmade(error)
                sight = self._made[variant].sight if variant in self._made else None
                stale = True
            partial = not stale and self._addressed is not None and _partly_read(self._addressed)
            return Look(self._version, self._number, words, variant, self._problems, fault, stale, sight, partial)

    def picture(self, content_id: str) -> Picture | None:
        """A picture of any letter looked at."""
        with self._lock:
            found = (made.sight.pictures.get(content_id) for made in self._made.values())
            return next((picture for picture in found if picture), None)

    def _why_unmade(self, error: Exception) -> str:
        """Why there is no letter, in a sentence; empty where the problems say so already."""
        if not isinstance(error, ComposerError):
            return _own_fault(error)
        return "" if any(problem.code == "template-wrong" for problem in self._problems) else _sentence(error)

    def _words(self) -> tuple[str, ...]:
        if self._addressed is None:
            return ()
        return tuple(variant_words(self._addressed, index) for index, _ in enumerate(self._addressed.variants))

    def _sight(self, variant: int) -> Sight | None:
        """The variant of the last edition there was; made when it is first looked at, as one takes its time."""
        known = self._made.get(variant)
        if self._addressed is None or (known and known.version == self._good):
            return known.sight if known else None
        rendered = render_variant(self._addressed, variant)
        sight = _seen(self._addressed, variant, rendered, self._since)
        if known and known.rendered == rendered and replace(sight, letter=known.sight.letter) == known.sight:
            sight = known.sight  # nothing but date and id would change
        self._made[variant] = _Made(self._good, rendered, sight)
        return sight


def _partly_read(addressed: Addressed) -> bool:
    """Whether parts with mistakes are missing from an edition. Lists only say who gets it."""
    return any(
        problem.level is Level.ERROR and not problem.place.file.endswith(".csv") for problem in addressed.read_problems
    )


def _name(number: int | None) -> str:
    return "Newest issue" if number is None else f"Issue {number}"


def _sentence(error: ComposerError) -> str:
    words = str(error).rstrip(".")
    first = words.partition(" ")[0]
    begin = first[:1].upper() + first[1:] if first.isalpha() else first  # a file's name stays as it is
    return f"{begin}{words[len(first) :]}."


def _own_fault(error: Exception) -> str:
    """What cannot be shown for a fault of ours; what the exception says may quote anything, so it is left out."""
    return (
        f"Composer cannot judge this, which is a fault of its own ({type(error).__name__}). "
        "Take back what you changed last, and tell whoever looks after Composer."
    )


def _seen(addressed: Addressed, variant: int, rendered: Rendered, now: datetime.datetime) -> Sight:
    letter = sample_letter(addressed, variant, rendered, now)
    parsed = read(letter)
    edition = list(addressed.variants)[variant]
    return Sight(
        sender=addressed.composed.programme.settings.sender.name,
        subject=edition.subject,
        preheader=edition.preheader,
        html=html_of(parsed),
        text=text_of(parsed),
        letter=letter,
        pictures=MappingProxyType(dict(pictures_of(parsed))),
    )
