"""Histories made straight from model objects: by hand for the named examples, by Hypothesis for the rest."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, TypeVar

from hypothesis import strategies as st

from composer.compose import compose
from composer.model import (
    NEVER,
    Contact,
    Edition,
    Event,
    Issue,
    Item,
    Programme,
    Remind,
    Resource,
    ToolEntry,
)
from composer.settings import ReminderRules, Sender, Settings, ToolRules
from composer.text import Place, Text

T = TypeVar("T")
HERE = Place("issues/1.yaml", 1, 1)

# By hand


def text(value: str) -> Text:
    return Text(value, HERE.file, ((0, 1, 1),))


def texts(values: Sequence[str]) -> tuple[Text, ...]:
    return tuple(map(text, values))


def day(iso: str) -> datetime.date:
    return datetime.date.fromisoformat(iso)


def on(start: str, to: str | None = None, what: str | None = None, at: str | None = None) -> Event:
    """A date line: something on a day, or from a day to another."""
    return Event(
        day(start),
        HERE,
        to=day(to) if to else None,
        at=datetime.time.fromisoformat(at) if at else None,
        what=text(what) if what else None,
    )


def by(start: str, what: str | None = None) -> Event:
    """A deadline."""
    return replace(on(start, what=what), deadline=True)


def item(name: str, *dates: Event, **also: Any) -> Item:
    for field in ("replaces", "networks", "contacts"):
        if also.get(field) is not None:
            also[field] = texts(also[field])
    return Item(name, text(f"Title of {name}"), HERE, text(f"What is new about {name}."), dates=dates, **also)


def resource(published: str | None = None) -> Resource:
    return Resource(text("A guide"), text("https://example.org/guide"), None, day(published) if published else None)


def tool(name: str, pin: str | None = None, published: str | None = None) -> ToolEntry:
    return ToolEntry(name, text(f"Title of {name}"), HERE, published=day(published) if published else None, pin=pin)


def issue(number: int, date: str, *items: Item, **also: Any) -> Issue:
    for field in ("to", "drop", "keep", "retire"):
        if also.get(field) is not None:
            also[field] = texts(also[field])
    return Issue(number, day(date), HERE, items=items, **also)


def contact(name: str) -> Contact:
    return Contact(name, text(f"Name of {name}"))


def programme(
    reminders: ReminderRules | None = None, tools: ToolRules | None = None, contacts: Sequence[str] = ()
) -> Programme:
    settings = Settings(
        name="South East Update",
        sender=Sender("South East Update", "updates@example.org"),
        reminders=reminders or ReminderRules(),
        tools=tools or ToolRules(),
    )
    return Programme(settings, {}, {name: contact(name) for name in contacts})


def last_of(*issues: Issue, **rules: Any) -> Edition:
    """The edition of the last of these issues."""
    return compose(issues[-1], issues, programme(**rules))


def weekly(first: Item, date: str, weeks: int, **rules: Any) -> list[Edition]:
    """The editions of the weeks after an issue with this item, in none of which there is anything new."""
    begin = issue(1, date, first)
    later = [replace(begin, number=1 + week, date=day(date) + week * ONE_WEEK, items=()) for week in range(1, weeks)]
    return [last_of(begin, *later[:count], **rules) for count in range(1, weeks)]


ONE_WEEK = datetime.timedelta(weeks=1)


# By Hypothesis: few ids, so that they meet again; days that fall on, just before and just after the limits.
# A value is one draw from a list, simplest first: a whole history costs a few milliseconds and shrinks well.

FIRST_DAY = datetime.date(2019, 3, 1)
IDS = ["a", "b", "c", "d", "e"]
NETWORKS = ["heads", "data", "send"]
CONTACTS = ["chris", "priya", "sam"]
TITLES = {name: text(f"Title of {name}") for name in IDS}
# Weeks from the issue, and the days around: where one rule ends and another begins.
OFFSETS = [
    *(7 * week + more for week in (0, 1, 2, 3, 0, 1, 2, 3, 4, 6, 10, 12, 14, 26) for more in (0, -1, 1)),
    *(-14, 3, 5, 10, 17, 24, 90, 363),
]
GAPS = [*(25 * [7]), 1, 6, 8, 13, 14, 21, 27, 84, 91, 182, 364, 365, 366]


def span(days: int) -> datetime.timedelta:
    return datetime.timedelta(days=days)


def subsets(names: Sequence[str]) -> list[tuple[Text, ...]]:
    """None of them, each, and each two in both orders."""
    return [texts(some) for size in range(3) for some in permutations(names, size)]


def rarely(choices: Sequence[T], usual: T) -> list[T]:
    """The usual choice four times in five."""
    return [*4 * len(choices) * [usual], *choices]


# What an issue of FIRST_DAY would say; `moved` takes it to the day of the issue it is drawn for.
EVENTS = [
    Event(
        FIRST_DAY + span(offset), HERE, deadline, FIRST_DAY + span(offset + length) if length else None, at, what=what
    )
    for deadline, length in [(False, 0), (False, 0), (True, 0), (False, 1), (False, 9), (False, 30), (False, 60)]
    for at, what in [(None, None), (datetime.time(9), text("Meeting")), (datetime.time(13), text("Course"))]
    for offset in OFFSETS
]
REMINDS: list[Remind] = [
    *(25 * [None]),
    NEVER,
    *map(span, [0, 1, 6, 7, 8, 14, 20, 21, 21, 35, 35]),
    *(FIRST_DAY + span(offset) for offset in [0, 1, 6, 7, 8, 14, 35, 90, -1]),
]
PUBLISHED = [None, None, *(FIRST_DAY + span(7 * week) for week in range(-2, 3))]
RESOURCES = [Resource(text("A guide"), text("https://example.org"), published=published) for published in PUBLISHED]
TOOLS = [
    ToolEntry("", text("Tool"), HERE, published=published, pin=pin)
    for pin in [None, None, "top", "bottom"]
    for published in PUBLISHED
]

NAMES = [
    *(8 * list(permutations(IDS, 1))),
    *(20 * [()]),
    *(2 * list(permutations(IDS, 2))),
    *permutations(IDS, 3),
]

st_names = st.sampled_from(NAMES)
st_date = st.sampled_from(EVENTS)
# Made once: Hypothesis hashes each of a thousand events to know whether it has met a strategy before.
st_so_many_dates = {count: st.tuples(*count * [st_date]) for count in (1, 2, 0, 3)}
st_items = st.builds(
    Item,
    id=st.just(""),
    title=st.just(text("")),
    place=st.just(HERE),
    update=st.just(text("Update")),
    contacts=st.sampled_from(subsets([*CONTACTS, "nobody"])),
    dates=st.sampled_from(list(st_so_many_dates)).flatmap(st_so_many_dates.__getitem__),
    resource=st.sampled_from([*len(RESOURCES) * [None], *RESOURCES]),
    remind=st.sampled_from(REMINDS),
    replaces=st.sampled_from(rarely(subsets([*IDS, "unknown"]), ())),
    networks=st.sampled_from(rarely(subsets(NETWORKS), None)),
)
st_tools = st.sampled_from(TOOLS)
st_few = st.sampled_from(rarely(subsets([*IDS, "unknown"]), ()))
st_to = st.sampled_from(rarely(subsets(NETWORKS), None))


def moved(day: datetime.date | None, by: datetime.timedelta) -> datetime.date | None:
    return day and day + by


def item_of(plan: Item, name: str, by: datetime.timedelta) -> Item:
    return replace(
        plan,
        id=name,
        title=TITLES[name],
        dates=tuple(replace(event, start=event.start + by, to=moved(event.to, by)) for event in plan.dates),
        remind=plan.remind + by if isinstance(plan.remind, datetime.date) else plan.remind,
        resource=plan.resource and replace(plan.resource, published=moved(plan.resource.published, by)),
    )


@st.composite
def issues(draw: st.DrawFn, number: int, date: datetime.date, tooling: bool = False) -> Issue:
    by = date - FIRST_DAY
    tools = {name: draw(st_tools) for name in draw(st_names)} if tooling else {}
    return Issue(
        number,
        date,
        HERE,
        to=draw(st_to),
        items=tuple(item_of(draw(st_items), name, by) for name in draw(st_names)),
        drop=draw(st_few),
        keep=draw(st_few),
        tools=tuple(replace(tool, id=name, published=moved(tool.published, by)) for name, tool in tools.items()),
        retire=draw(st_few) if tooling else (),
    )


@dataclass(frozen=True)
class History:
    """An issue, all the others (itself, later and stray ones among them) in any order, and a programme."""

    issue: Issue
    others: tuple[Issue, ...]
    programme: Programme

    @property
    def edition(self) -> Edition:
        return compose(self.issue, self.others, self.programme)


RULES = st.sampled_from(
    [
        ReminderRules(weeks, most, limit)
        for weeks, most in [*(6 * [(2, 12)]), (2, 3), (2, 1), (1, 3), (0, 12), (4, 1), (2, 0), (0, 0)]
        for limit in [12, 12, 12, 1, 2, 3, 0]
    ]
)
TOOL_RULES = st.sampled_from([ToolRules(weeks, limit) for weeks in [12, 0, 1, 2] for limit in [30, 0, 1, 2]])
ORDERS = st.sampled_from(list(permutations(CONTACTS)))
st_gaps = st.lists(st.sampled_from(GAPS), min_size=2, max_size=7)
st_which = st.sampled_from([-1, -1, -1, -1, -1, -1, -2, 0])
st_stray = st.sampled_from([None, None, None, None, span(0), span(8)])


@st.composite
def histories(draw: st.DrawFn, tooling: bool = False) -> History:
    """Numbers and dates rise together, but for strays that contradict the issue."""
    date, written = FIRST_DAY, []
    for number, gap in enumerate(draw(st_gaps), start=1):
        date += span(gap)
        written.append(draw(issues(10 * number, date, tooling)))
    this = written[max(draw(st_which), -len(written))]
    late = draw(st_stray)
    if late is not None:
        written.append(draw(issues(this.number - 5, this.date + late)))  # a smaller number, a date as late or later
        written.append(draw(issues(this.number + 5, this.date - late)))  # and the other way round
    draw(st.randoms(use_true_random=False)).shuffle(written)
    return History(this, tuple(written), programme(draw(RULES), draw(TOOL_RULES), draw(ORDERS)))
