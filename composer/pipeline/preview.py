"""The edition as the letter that will be sent, made again whenever the workspace changes.

Rule: what is shown came out of `Rendered.letter`. When the files cannot be shown as they stand, the last
letter that could be is kept, and says so. Rules are asked by whoever wants to know what they find: a letter does not
wait for them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Lock
from types import MappingProxyType

from composer.compose.since import Since
from composer.model import LeftOut, Person, Reminder, Rendered
from composer.pipeline.checking import checked
from composer.pipeline.edition import Addressed, UnreadableError, Workspace, address_issue
from composer.pipeline.letters import letter_of_reader, render_variant, sample_letter
from composer.pipeline.pictures import Picture, pictures_of
from composer.pipeline.readers import Found, Keys, Reader, people_like, person_of
from composer.pipeline.shelf import number_to_open
from composer.pipeline.since import WeekBefore
from composer.pipeline.today import today_for
from composer.pipeline.variants import variant_words
from composer.problems import ComposerError, Level, Problem
from composer.render import html_of, read, text_of
from composer.settings import OUTBOX

_MOST_MADE = 32  # letters kept: of variants and readers looked at of late


@dataclass(frozen=True, slots=True)
class Sight:
    """A letter: what an inbox shows of it, and its parts. `pictures` are by content id."""

    sender: str
    subject: str
    preheader: str
    html: str
    text: str
    letter: bytes = field(repr=False)
    pictures: Mapping[str, Picture] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to see of a variant, or of a reader's letter, now.

    `variants` says who sees each, in words; `variant` is the one shown, from 0; `reader` whose letter it is, None for
    a made-up one's. `fault` is a sentence, where the edition cannot be made at all. `stale`: the files as they stand
    cannot be shown, and `sight` is from before; None: there has been none yet. `partial`: the letter is made of what
    could be read beside mistakes. `judged`: `problems` are of this version; otherwise they may be of the one before.
    """

    version: int
    number: int
    variants: tuple[str, ...]
    variant: int
    problems: tuple[Problem, ...]
    fault: str
    stale: bool
    sight: Sight | None
    partial: bool = False
    reader: Reader | None = None
    judged: bool = True

    @property
    def name(self) -> str:
        """What is shown, in words."""
        return f"Issue {self.number}"


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes of the issues before: reminders and why, what is left out and why, and what the issue says of them.

    `since` tells what is otherwise than the week before; None for the first issue there is.
    """

    reminders: tuple[Reminder, ...]
    left_out: tuple[LeftOut, ...]
    kept: frozenset[str]
    dropped: frozenset[str]
    since: Since | None


@dataclass(frozen=True, slots=True)
class _Made:
    """A sight with what it was made from, to know it again."""

    version: int
    rendered: Rendered
    sight: Sight


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What is wrong with a version."""

    version: int
    problems: tuple[Problem, ...] = ()
    fault: str = ""


class Preview:
    """An issue of a workspace, followed as it changes. Each method may be called from any thread."""

    def __init__(
        self,
        workspace: Workspace,
        number: int,
        now: datetime.datetime,
        reading: Lock | None = None,
        versions: Iterator[int] | None = None,
    ) -> None:
        """Begin with the files as they stand; what cannot be read can be mended while we look.

        `reading` is held while the workspace is read: by all who share it. `versions` numbers the versions, each higher
        than the one before.

        Raises:
            UsageError: there is no such issue.
        """
        self._workspace = workspace
        self._number = number
        self._reading = reading or Lock()
        self._lock = Lock()  # of everything below
        self._judging = Lock()
        self._versions = versions or count(1)
        self._version = 0
        self._judgement = _Judgement(0)
        self._addressed: Addressed | None = None  # the last that could be composed
        self._good = 0  # the version that was
        self._since = now
        self._made: dict[tuple[int, str], _Made] = {}
        self._worded: tuple[Addressed, tuple[str, ...]] | None = None
        self._week_before = WeekBefore()
        self._keys = Keys(workspace.root)
        self._people: dict[str, str] = {}  # the canonical addresses of keys looked for
        with self._reading:
            number_to_open(workspace, number)
        self.renew(now)

    @property
    def version(self) -> int:
        """The number of the newest version."""
        return self._version

    @property
    def pictures(self) -> tuple[str, ...]:
        """The files of the pictures in the last edition that could be made."""
        addressed = self._addressed
        return tuple(addressed.images) if addressed else ()

    def renew(self, now: datetime.datetime) -> int:
        """Read again what has changed; the number of this version, higher each time."""
        with self._reading:
            problems: tuple[Problem, ...] = ()
            fault, addressed = "", None
            try:
                addressed = address_issue(self._workspace, self._number)
            except UnreadableError as error:
                problems = tuple(error.problems)
            except ComposerError as error:
                fault = _sentence(error)
            except OSError as error:
                fault = f"{error.filename or 'A file'} cannot be read: {error.strerror}."
            except Exception as error:  # noqa: BLE001 – whoever writes goes on, and mending the file mends it
                fault = _own_fault(error)
            return self._take(addressed, _Judgement(next(self._versions), problems, fault), now)

    def _take(self, addressed: Addressed | None, unread: _Judgement, now: datetime.datetime) -> int:
        """A new version: an edition, or why it cannot be read."""
        with self._lock:
            self._version = unread.version
            if addressed is None:
                self._judgement = unread
            else:
                self._addressed, self._good, self._since = addressed, unread.version, now
            return self._version

    def make_again(self) -> None:
        """Make the letter that was looked at last, before a page asks for it: those who follow ask at once."""
        with self._lock:
            last = next(reversed(self._made), None)
        if last:
            self.look(*last, judged=False)

    def look(self, variant: int = 0, reader: str = "", *, judged: bool = True) -> Look:
        """A variant as of the newest version, the first where there is none of that index; or a reader's letter.

        Args:
            variant: counted from 0.
            reader: the key of somebody of the audience; another is as if none were given.
            judged: whether to wait for what the rules find.
        """
        look = self._look(variant, reader)
        if look.judged or not judged:
            return look
        self._judge()  # after the letter, for which others may wait as well
        return self._look(variant, reader)

    def _look(self, variant: int, reader: str) -> Look:
        with self._lock:
            words = self._words()
            person = self._person(reader)
            variant = person.variant if person else variant if variant < len(words) else 0
            judgement = self._judgement
            fault = judgement.fault if judgement.version == self._version else ""
            try:
                sight = self._sight(variant, reader if person else "", person)
                stale = self._good < self._version
            except Exception as error:  # noqa: BLE001 – a template may raise anything; mending it mends it
                fault = fault or _why_unmade(error, judgement.problems)
                made = self._made.get((variant, reader if person else ""))
                sight = made.sight if made else None
                stale = True
            return Look(
                self._version,
                self._number,
                words,
                variant,
                judgement.problems,
                fault,
                stale,
                sight,
                not stale and self._addressed is not None and _partly_read(self._addressed),
                Reader.of(person, self._addressed, reader) if person and self._addressed else None,
                judgement.version == self._version,
            )

    def _judge(self) -> None:
        """Find out what is wrong with the newest version, once; nobody who only looks waits for it."""
        with self._judging:
            with self._lock:
                version, addressed, now = self._version, self._addressed, self._since
                if addressed is None or self._judgement.version == version:
                    return
            judgement = _judged(version, addressed, now)
            with self._lock:
                if judgement.version > self._judgement.version:
                    self._judgement = judgement

    def carried(self) -> Carried | None:
        """What comes of the issues before, as of the last edition that could be made; None where there was none."""
        with self._lock:
            if self._addressed is None:
                return None
            composed = self._addressed.composed
            edition, issue = composed.edition, composed.issue
            return Carried(
                edition.reminders,
                edition.left_out,
                frozenset(map(str, issue.keep)),
                frozenset(map(str, issue.drop)),
                self._week_before.since(composed),
            )

    def people_like(self, words: str) -> Found:
        """Who of the audience has each of these words in name or address."""
        with self._lock:
            self._keys.look()
            return people_like(self._addressed, words, self._keys) if self._addressed else Found((), more=False)

    def picture(self, content_id: str) -> Picture | None:
        """A picture of any letter looked at."""
        with self._lock:
            found = (made.sight.pictures.get(content_id) for made in self._made.values())
            return next((picture for picture in found if picture), None)

    def _words(self) -> tuple[str, ...]:
        addressed = self._addressed
        if addressed is None:
            return ()
        if self._worded is None or self._worded[0] is not addressed:
            words = tuple(variant_words(addressed, index) for index, _ in enumerate(addressed.variants))
            self._worded = addressed, words
        return self._worded[1]

    def _person(self, key: str) -> Person | None:
        if not key or self._addressed is None:
            return None
        canonical = self._people.get(key)
        if canonical is None:
            self._keys.look()
            person = person_of(self._addressed, key, self._keys)
            if person:
                self._people[key] = person.canonical
            return person
        return next((person for person in self._addressed.audience.people if person.canonical == canonical), None)

    def _sight(self, variant: int, reader: str, person: Person | None) -> Sight | None:
        """A letter of the last edition there was; made when it is first looked at, as one takes its time."""
        known = self._made.pop((variant, reader), None)
        if known:
            self._made[variant, reader] = known  # the last, as the one looked at last
        if self._addressed is None or (known and known.version == self._good):
            return known.sight if known else None
        rendered = render_variant(self._addressed, variant)
        sight = _seen(self._addressed, variant, _letter(self._addressed, variant, person, rendered, self._since))
        if known and known.rendered == rendered and replace(sight, letter=known.sight.letter) == known.sight:
            sight = known.sight  # nothing but date and id would change
        self._made[variant, reader] = _Made(self._good, rendered, sight)
        while len(self._made) > _MOST_MADE:
            del self._made[next(iter(self._made))]
        return sight


def _judged(version: int, addressed: Addressed, now: datetime.datetime) -> _Judgement:
    try:
        return _Judgement(version, checked(addressed, _day(addressed, now)))
    except OSError as error:
        fault = f"{error.filename or 'A file'} cannot be read: {error.strerror}."
    except Exception as error:  # noqa: BLE001 – whoever writes goes on, and mending the file mends it
        fault = _own_fault(error)
    return _Judgement(version, fault=fault)


def _day(addressed: Addressed, now: datetime.datetime) -> datetime.date | None:
    """Today, where the issue is still to go to people, so that nothing is told only when it is about to be sent."""
    composed = addressed.composed
    runs = (composed.workspace.root / "issues" / "sent").glob(f"{composed.issue.number}-*.json")
    return None if composed.programme.settings.relay == OUTBOX or any(runs) else today_for(addressed, now)


def _partly_read(addressed: Addressed) -> bool:
    """Whether parts with mistakes are missing from an edition. Lists only say who gets it."""
    return any(
        problem.level is Level.ERROR and not problem.place.file.endswith(".csv") for problem in addressed.read_problems
    )


def _why_unmade(error: Exception, problems: tuple[Problem, ...]) -> str:
    """Why there is no letter, in a sentence; empty where the problems say so already."""
    if not isinstance(error, ComposerError):
        return _own_fault(error)
    return "" if any(problem.code == "template-wrong" for problem in problems) else _sentence(error)


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


def _letter(
    addressed: Addressed, variant: int, person: Person | None, rendered: Rendered, now: datetime.datetime
) -> bytes:
    if person:
        return letter_of_reader(addressed, person, rendered, now)
    return sample_letter(addressed, variant, rendered, now)


def _seen(addressed: Addressed, variant: int, letter: bytes) -> Sight:
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
