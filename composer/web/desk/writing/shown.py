"""What the left of an issue's page shows, made of the file, of what is wrong with it, and of what was just done."""

from __future__ import annotations

import datetime
import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from composer.model import Programme
from composer.pipeline.writing import DateFields, Draft, HeadFields, ItemFields, ResourceFields
from composer.problems import Level, Problem
from composer.web.desk.writing.beside import Beside, Told
from composer.web.desk.writing.both import ITEM_PARTS, digests

# The parts of the page that something can be done to; `NEW` is the form for another item, `GONE` one whose item is
# in the file no more.
ITEM, HEAD, TEXT, NEW, GONE = "item", "head", "text", "new", "gone"


@dataclass(frozen=True, slots=True)
class Notice:
    """What came of what was asked for; `kind` is one of the shell's.

    `undo`: the text of the file before, with the item of index `undone`.
    """

    words: str
    kind: str = "good"
    undo: str = field(default="", repr=False)
    undone: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and is not saved.

    `theirs`: what the file has now; of `conflicts`, fields that somebody else changed too. `opened_with`: see `both`.
    `dayless`: the dates, from 0, that cannot be saved without a day.
    """

    fields: ItemFields | HeadFields
    theirs: ItemFields | HeadFields | None = None
    conflicts: tuple[str, ...] = ()
    opened_with: str = ""
    dayless: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The file after something was done, and what to tell of it.

    `at` is the item it was done to, None: another part, or nothing. `typed` is for that item, `NEW` one or the head.
    `text` is one that was typed and is not saved. `focus`: what is looked at next. `did`: what a plain form leads on to
    the page with.
    """

    draft: Draft
    notice: Notice | None = None
    at: int | None = None
    part: str = ""
    typed: Typed | None = None
    text: str | None = None
    focus: str = ""
    status: int = 200
    did: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick."""

    value: str
    name: str
    ticked: bool
    known: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, each by what the file calls it."""

    networks: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    workstreams: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, programme: Programme) -> Choices:
        """What the settings have."""
        return cls(
            {network.id: str(network.name) for network in programme.networks.values()},
            {contact.id: str(contact.name) for contact in programme.contacts.values()},
            {name: workstream.name for name, workstream in programme.settings.workstreams.items()},
        )

    def offered(self, kind: str, chosen: tuple[str, ...]) -> Iterator[Choice]:
        """Those of a kind, ticked where chosen; and what was chosen that there is not."""
        known: Mapping[str, str] = getattr(self, kind)
        for value, name in known.items():
            yield Choice(value, name, value in chosen)
        for value in chosen:
            if value not in known:
                yield Choice(value, value, ticked=True, known=False)

    def names(self, kind: str, chosen: tuple[str, ...]) -> str:
        """Those chosen, in words."""
        return ", ".join(choice.name for choice in self.offered(kind, chosen) if choice.ticked)


@dataclass(frozen=True, slots=True)
class Remind:
    """How long an item is reminded, as the form asks it."""

    kind: str
    day: str = ""
    count: str = ""
    unit: str = "weeks"
    written: str = ""

    @classmethod
    def of(cls, text: str) -> Remind:
        """As it is written in the file."""
        if not text:
            return cls("usual")
        if text.lower() in ("never", "no"):
            return cls("never")
        if found := re.fullmatch(r"(\d+) (week|day)s?", text):
            return cls("for", count=found[1], unit=f"{found[2]}s")
        return cls("until", day=text) if is_day(text) else cls("written", written=text)

    @property
    def words(self) -> str:
        """In words."""
        usual = {"usual": "as usual", "never": "never", "until": f"until {in_words(self.day)}"}
        return usual.get(self.kind, self.written or f"for {self.count} {self.unit}")


def day_type(text: str) -> str:
    """The type of field that shows a day as it is written: a browser's own shows no other than 2020-05-01."""
    return "date" if not text or is_day(text) else "text"


def time_type(text: str) -> str:
    """The type of field that shows a time as it is written."""
    return "time" if not text or re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text) else "text"


def is_day(text: str) -> bool:
    """Whether it is a day as files have it."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def in_words(day: str) -> str:
    """2020-05-01 as 1 May 2020; anything else as it is."""
    if not is_day(day):
        return day
    date = datetime.date.fromisoformat(day)
    return f"{date.day} {date:%B %Y}"


def date_line(date: DateFields) -> str:
    """A date in words."""
    days = in_words(date.day) + (f" to {in_words(date.to)}" if date.to else "")
    times = date.at + (f"–{date.until}" if date.until else "")
    when = " ".join(part for part in ("by" if date.deadline else "", days, times) if part)
    return " | ".join(part for part in (when, date.what, date.where, date.url) if part)


@dataclass(frozen=True, slots=True)
class Card:
    """An item's form. `key` begins the ids of its fields, and stays with the item wherever it moves."""

    key: str
    fields: ItemFields
    told: Told = field(default_factory=dict)
    opened_with: str = ""
    typed: Typed | None = None
    is_open: bool = False
    last: bool = False

    @property
    def remind(self) -> Remind:
        """How long it is reminded."""
        return Remind.of(self.fields.remind)

    @property
    def resource(self) -> ResourceFields:
        """Its resource, or an empty one."""
        return self.fields.resource or ResourceFields()

    @property
    def days(self) -> list[str]:
        """Its dates, short."""
        return [f"{'by ' if date.deadline else ''}{_short(date.day)}" for date in self.fields.dates if date.day]

    @property
    def elsewhere(self) -> list[Problem]:
        """What is wrong with it, and with none of its fields."""
        return [problem for part, problems in self.told.items() if not self._shows(part) for problem in problems]

    def _shows(self, part: str) -> bool:
        """Whether it is told beside a field."""
        name, _, rest = part.partition("-")
        if name == "dates":
            return rest.partition("-")[0] in map(str, range(len(self.fields.dates)))
        return name in ITEM_PARTS

    @property
    def has_faulty_resource(self) -> bool:
        """Whether something is wrong with a field of its resource."""
        return any(part.startswith("resource-") for part in self.told)

    @property
    def dayless(self) -> tuple[int, ...]:
        """The dates that were not saved, for they have no day."""
        return self.typed.dayless if self.typed else ()

    @property
    def mistakes(self) -> int:
        """How many things are wrong with it."""
        return sum(len(problems) for problems in self.told.values())

    @property
    def has_error(self) -> bool:
        """Whether one of them stops it from being sent."""
        return any(problem.level is Level.ERROR for problems in self.told.values() for problem in problems)


def _short(day: str) -> str:
    return in_words(day).rpartition(" ")[0] if is_day(day) else day


def theirs_in_words(typed: Typed, part: str, choices: Choices) -> str:
    """What the file has now for a field that two changed."""
    value = getattr(typed.theirs, part)
    if part in ("contacts", "networks", "to"):
        words = choices.names("contacts" if part == "contacts" else "networks", value)
    elif part == "dates":
        words = "\n".join(date_line(date) for date in value)
    elif part == "resource":
        words = " | ".join(text for text in (value.title, value.url, value.publisher, value.published) if text)
    elif part == "remind":
        words = Remind.of(value).words
    else:
        words = in_words(value) if part == "date" else value
    return words or "nothing"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, by its number: whether something is wrong there, and whether it is another than was typed."""

    number: int
    level: str = ""


@dataclass(frozen=True, slots=True)
class Pane:
    """All of the left. `look` is the version of the preview that the problems are of."""

    done: Done
    choices: Choices
    beside: Beside
    look: int
    as_text: bool
    head: HeadFields | None
    head_opened_with: str
    cards: tuple[Card, ...]
    gone: Card | None
    new: Card

    @classmethod
    def of(cls, done: Done, choices: Choices, beside: Beside, look: int, *, as_text: bool) -> Pane:
        """What to show of what was done."""
        draft = done.draft
        typed = done.typed if done.part == HEAD else None
        head = typed.fields if typed and isinstance(typed.fields, HeadFields) else draft.head
        return cls(
            done=done,
            choices=choices,
            beside=beside,
            look=look,
            as_text=as_text or not draft.readable,
            head=head,
            head_opened_with=_opened_with(typed, draft.head),
            cards=tuple(_cards(done, beside)),
            gone=_by_itself(GONE, done) if done.part == GONE else None,
            new=_by_itself(NEW, done),
        )

    @property
    def number(self) -> int:
        """Which issue."""
        return self.done.draft.number

    @property
    def version(self) -> str:
        """Which content of the file."""
        return self.done.draft.version

    @property
    def text(self) -> str:
        """What stands in the text view: the file, or what was typed."""
        return self.done.draft.text if self.done.text is None else self.done.text

    @property
    def focus(self) -> str:
        """The id of what is looked at next; empty: what was looked at before."""
        by_itself = {NEW: self.new, GONE: self.gone}
        card = by_itself.get(self.done.part) or next((card for card in self.cards if card.is_open), None)
        what, _, row = self.done.focus.partition(":")
        if card is None or what not in ("date", "add-date", "up", "down"):
            return self.done.focus
        if what == "date":
            return f"{card.key}-date-{row}-kind"
        at_end = (what == "up" and card.fields.index == 0) or (what == "down" and card.last)
        return f"{card.key}-{ {'up': 'down', 'down': 'up'}[what] if at_end else what }"

    @property
    def head_typed(self) -> Typed | None:
        """What was typed of the head, and is not saved."""
        return self.done.typed if self.done.part == HEAD else None

    @property
    def lines(self) -> list[Line]:
        """The lines of the text."""
        levels = self.beside.levels if self.done.text is None else {}
        return [Line(at, levels.get(at, "")) for at in range(1, self.text.count("\n") + 2)]

    @property
    def differing(self) -> list[tuple[str, str]]:
        """Of a text that two changed, the lines that differ: `mine` or `theirs`, and the line."""
        kinds = {"-": "theirs", "+": "mine"}
        mine, theirs = self.text.splitlines(), self.done.draft.text.splitlines()
        compared = difflib.unified_diff(theirs, mine, n=0, lineterm="")
        return [(kinds[line[0]], line[1:]) for line in islice(compared, 2, _MOST_DIFFERING) if line[0] in kinds]


_MOST_DIFFERING = 400  # lines shown


def _cards(done: Done, beside: Beside) -> Iterator[Card]:
    met: Counter[str] = Counter()
    for item in done.draft.items:
        id_ = re.sub(r"[^a-z0-9-]", "-", item.id) or "item"
        met[id_] += 1
        typed = done.typed if done.part == ITEM and done.at == item.index else None
        yield Card(
            key=f"{id_}-{met[id_]}",
            fields=typed.fields if typed and isinstance(typed.fields, ItemFields) else item,
            told=beside.items.get(item.index, {}),
            opened_with=_opened_with(typed, item),
            typed=typed,
            is_open=done.at == item.index and done.part == ITEM,
            last=item is done.draft.items[-1],
        )


def _opened_with(typed: Typed | None, fields: ItemFields | HeadFields | None) -> str:
    if typed and typed.opened_with:
        return typed.opened_with
    return digests(fields) if fields else ""


def _by_itself(key: str, done: Done) -> Card:
    """A form of an item that is not in the file."""
    typed = done.typed if done.part == key else None
    fields = typed.fields if typed and isinstance(typed.fields, ItemFields) else ItemFields()
    return Card(key, fields, typed=typed, is_open=typed is not None)
