"""Design section 4 once more, day by day and by brute force, written before looking at composer/compose.

Slow and plain on purpose: each function is a sentence or two of the design. Where the design is
silent, a comment that begins "Decided:" says what was decided.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from composer.model import NEVER, Contact, Event, Issue, Item, Programme, Seen
from composer.settings import ReminderRules, ToolRules

DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)
YEAR = datetime.timedelta(days=365)


# What the oracle says. Plain values: an entry of the edition is compared with one of these, field by field.


@dataclass(frozen=True)
class Version:
    """An item as one issue wrote it."""

    issue: Issue
    item: Item

    @property
    def seen(self) -> Seen:
        """An item is for its `networks`, else its issue's `to`, else everyone."""
        names = self.issue.to if self.item.networks is None else self.item.networks
        return None if names is None else frozenset(str(name) for name in names)


@dataclass(frozen=True)
class Reminded:
    version: Version
    until: datetime.date
    kept: bool
    before: Event | None


@dataclass(frozen=True)
class Listed:
    """A tool of the list."""

    id: str
    title: str
    issue: int
    seen: Seen
    url: str | None
    publisher: str | None
    published: datetime.date | None
    note: str | None
    pin: str | None
    new: bool


@dataclass(frozen=True)
class Dated:
    """A key date."""

    id: str
    event: Event
    version: Version


@dataclass(frozen=True)
class Announcement:
    """A tool as one issue announced it, and when, for the order."""

    id: str
    issue: Issue
    place: int
    title: str
    seen: Seen
    url: str | None
    publisher: str | None
    published: datetime.date | None
    note: str | None
    pin: str | None


# Which issues and which version


def earlier_issues(issue: Issue, others: Iterable[Issue]) -> list[Issue]:
    """ "Earlier" = smaller number and date. Oldest first."""
    found = [other for other in others if other.number < issue.number and other.date < issue.date]
    return sorted(found, key=lambda other: other.number)


def newest_versions(earlier: Sequence[Issue]) -> list[Version]:
    """The newest version of each earlier item, newest issue first, within an issue as written."""
    versions: list[Version] = []
    for issue in reversed(earlier):
        ids = {version.item.id for version in versions}
        versions += [Version(issue, item) for item in issue.items if item.id not in ids]
    return versions


def news_ids(issue: Issue) -> set[str]:
    return {item.id for item in issue.items}


# Rule 1: replaced or dropped


def replaced_by(version: Version, issues: Sequence[Issue]) -> set[int]:
    """The issues in which an item replaces this one.

    Decided: it counts unless the id is news in an issue later than that; an item never replaces itself.
    """
    return {
        issue.number
        for issue in issues
        if issue.number >= version.issue.number
        for item in issue.items
        if item.id != version.item.id and version.item.id in item.replaces
    }


def dropped_by(version: Version, issues: Sequence[Issue]) -> set[int]:
    """The issues that drop it. Decided: it counts unless the id is news in an issue later than that."""
    return {issue.number for issue in issues if issue.number >= version.issue.number and version.item.id in issue.drop}


# Rule 2: current


def days(first: datetime.date, last: datetime.date) -> set[datetime.date]:
    """First and last days count."""
    return {first + DAY * count for count in range((last - first).days + 1)}


def counting_dates(version: Version) -> list[Event]:
    """Dates over before the item's issue do not count; earliest first.

    Decided: a deadline is a date like any other; of two that begin on one day the one over sooner is earlier.
    """
    return sorted(
        (event for event in version.item.dates if event.end >= version.issue.date),
        key=lambda event: (event.start, event.end),
    )


def is_cut_short(version: Version, rules: ReminderRules) -> bool:
    """`most` weeks after the issue are over before the first date is."""
    return counting_dates(version)[0].end > version.issue.date + WEEK * rules.most


def days_after_its_issue(version: Version, rules: ReminderRules) -> set[datetime.date]:
    issued, remind = version.issue.date, version.item.remind
    if remind is NEVER:
        return set()
    if isinstance(remind, datetime.date):
        return days(issued, remind)
    if isinstance(remind, datetime.timedelta):
        return days(issued, issued + remind)
    dates = counting_dates(version)
    if not dates:
        return days(issued, issued + WEEK * rules.weeks)
    return days(issued, min(dates[0].end, issued + WEEK * rules.most))


def dates_it_comes_back_for(version: Version, rules: ReminderRules) -> list[Event]:
    """Decided: `remind: DAY` is the last word, so no date brings it back."""
    remind = version.item.remind
    if remind is NEVER or isinstance(remind, datetime.date):
        return []
    dates = counting_dates(version)
    if isinstance(remind, datetime.timedelta) or not dates or is_cut_short(version, rules):
        return dates
    return dates[1:]


def days_before(event: Event, rules: ReminderRules) -> set[datetime.date]:
    """From `weeks` weeks before it up to it; an event of several days lasts to its `to`."""
    return days(event.start - WEEK * rules.weeks, event.end)


def current_days(version: Version, rules: ReminderRules) -> set[datetime.date]:
    found = days_after_its_issue(version, rules)
    for event in dates_it_comes_back_for(version, rules):
        found |= days_before(event, rules)
    return found


def back_for(version: Version, day: datetime.date, rules: ReminderRules) -> Event | None:
    """The later date for which it is back on that day, and printed short.

    Decided: as long as its first window covers the day it is printed in full. Of several dates the one that
    begins first counts (the design does not say).
    """
    if day in days_after_its_issue(version, rules):
        return None
    near = [event for event in dates_it_comes_back_for(version, rules) if day in days_before(event, rules)]
    return min(near, key=lambda event: (event.start, event.at or datetime.time.min), default=None)


def last_of_run(day: datetime.date, current: set[datetime.date]) -> datetime.date:
    """The last day of the unbroken run of days."""
    while day + DAY in current:
        day += DAY
    return day


# Reminders


def reminders_before_limit(issue: Issue, others: Iterable[Issue], rules: ReminderRules) -> list[Reminded]:
    earlier = earlier_issues(issue, others)
    found = []
    for version in newest_versions(earlier):
        if version.item.id in news_ids(issue):
            continue  # Decided: a kept id that is news is news
        if version.item.id in issue.keep:
            # Decided: kept ones are printed in full, whatever date is near
            found.append(Reminded(version, issue.date, kept=True, before=None))
            continue
        if replaced_by(version, [*earlier, issue]) or dropped_by(version, [*earlier, issue]):
            continue
        current = current_days(version, rules)
        if issue.date in current:
            until = last_of_run(issue.date, current)
            found.append(Reminded(version, until, kept=False, before=back_for(version, issue.date, rules)))
    return found


def stays_over_limit(reminded: Reminded, day: datetime.date, rules: ReminderRules) -> bool:
    """Kept ones and those with a date within `weeks` weeks."""
    soon = days(day, day + WEEK * rules.weeks)
    return reminded.kept or any(days(event.start, event.end) & soon for event in reminded.version.item.dates)


def reminders(issue: Issue, others: Iterable[Issue], rules: ReminderRules) -> list[Reminded]:
    """Decided: the limit is for the whole edition, and those that stay may exceed it."""
    found = reminders_before_limit(issue, others, rules)
    staying = [reminded for reminded in found if stays_over_limit(reminded, issue.date, rules)]
    for reminded in found:
        if len(staying) < rules.limit and reminded not in staying:
            staying.append(reminded)
    return [reminded for reminded in found if reminded in staying]


# Left out


def left_out(issue: Issue, others: Sequence[Issue], rules: ReminderRules) -> list[Version]:
    """Every item that was news or a reminder within 365 days before N and is neither in N."""
    earlier = earlier_issues(issue, others)
    were: set[str] = set()
    for past in earlier:
        if past.date >= issue.date - YEAR:
            were |= news_ids(past)
            were |= {reminded.version.item.id for reminded in reminders(past, others, rules)}
    are = news_ids(issue) | {reminded.version.item.id for reminded in reminders(issue, others, rules)}
    return [version for version in newest_versions(earlier) if version.item.id in were - are]


def why_left_out(version: Version, issue: Issue, others: Sequence[Issue], rules: ReminderRules) -> set[str]:
    """Every reason that is true."""
    issues = [*earlier_issues(issue, others), issue]
    reasons = {f"replaced in {number}" for number in replaced_by(version, issues)}
    reasons |= {f"dropped in {number}" for number in dropped_by(version, issues)}
    if version.item.remind is NEVER:
        reasons.add("never")
    elif issue.date not in current_days(version, rules):
        reasons.add("not current")
    return reasons or {"limit"}


# Tools


def announcements_of(issue: Issue) -> Iterator[Announcement]:
    """Decided: within an issue the items' resources come before its `tools`."""
    place = 0
    for item in issue.items:
        if item.resource:
            about = item.resource
            seen = Version(issue, item).seen
            yield Announcement(
                item.id, issue, place, about.title, seen, about.url, about.publisher, about.published, None, None
            )
            place += 1
    everyone_concerned = None if issue.to is None else frozenset(str(name) for name in issue.to)
    for tool in issue.tools:
        yield Announcement(
            tool.id,
            issue,
            place,
            tool.title,
            everyone_concerned,
            tool.url,
            tool.publisher,
            tool.published,
            tool.note,
            tool.pin,
        )
        place += 1


def announcements_in_force(issues: Sequence[Issue]) -> list[Announcement]:
    """Same id announced again replaces; oldest issue first, within an issue as announced.

    Decided: the place is that of the announcement in force.
    """
    everything = [announcement for issue in issues for announcement in announcements_of(issue)]
    return [
        announcement
        for number, announcement in enumerate(everything)
        if announcement.id not in {later.id for later in everything[number + 1 :]}
    ]


def is_retired(announcement: Announcement, issues: Sequence[Issue]) -> bool:
    """From this week on. Decided: as with drops, announcing in the same issue does not undo it, only later does."""
    return any(announcement.id in issue.retire for issue in issues if issue.number >= announcement.issue.number)


def is_shown(announcement: Announcement, day: datetime.date, rules: ToolRules) -> bool:
    return announcement.pin is not None or day in days(
        announcement.issue.date, announcement.issue.date + WEEK * rules.weeks
    )


def tools(issue: Issue, others: Iterable[Issue], rules: ToolRules) -> list[Listed]:
    earlier = earlier_issues(issue, others)
    issues = [*earlier, issue]
    shown = [
        announcement
        for announcement in announcements_in_force(issues)
        if not is_retired(announcement, issues) and is_shown(announcement, issue.date, rules)
    ]
    top = [announcement for announcement in shown if announcement.pin == "top"]
    middle = [announcement for announcement in shown if announcement.pin is None]
    bottom = [announcement for announcement in shown if announcement.pin == "bottom"]
    middle.sort(key=lambda announcement: announcement.published or announcement.issue.date, reverse=True)  # stable
    known = {announcement.id for past in earlier for announcement in announcements_of(past)}
    return [
        Listed(
            id=announcement.id,
            title=announcement.title,
            issue=announcement.issue.number,
            seen=announcement.seen,
            url=announcement.url,
            publisher=announcement.publisher,
            published=announcement.published,
            note=announcement.note,
            pin=announcement.pin,
            new=announcement.id not in known,
        )
        for announcement in [*top, *middle[: rules.limit], *bottom]
    ]


# Key dates


def key_dates(issue: Issue, others: Iterable[Issue]) -> list[Dated]:
    """All on or after N's date, of news and of earlier items not replaced, dropped or `never`, current or not.

    Decided: one of several days is there until its last; of one day those without a time come first.
    """
    earlier = earlier_issues(issue, others)
    issues = [*earlier, issue]
    having = [Version(issue, item) for item in issue.items]
    for version in newest_versions(earlier):
        if version.item.id in news_ids(issue):
            continue
        gone = replaced_by(version, issues) or dropped_by(version, issues) or version.item.remind is NEVER
        if not gone or version.item.id in issue.keep:  # Decided: a kept item's dates are there whatever else
            having.append(version)
    found = [
        Dated(f"{version.item.id}-{number}", event, version)
        for version in having
        for number, event in enumerate(version.item.dates, start=1)
        if event.end >= issue.date
    ]
    return sorted(found, key=lambda dated: (dated.event.start, dated.event.at or datetime.time.min))


# Contacts


def contacts(issue: Issue, others: Iterable[Issue], programme: Programme) -> list[Contact]:
    """Those named by news and reminders first, then the rest of the programme's."""
    items = list(issue.items)
    items += [reminded.version.item for reminded in reminders(issue, others, programme.settings.reminders)]
    return in_contact_order(items, programme.contacts)


def in_contact_order(items: Iterable[Item], programme: Mapping[str, Contact]) -> list[Contact]:
    order: list[str] = []
    for name in [*(str(name) for item in items for name in item.contacts), *programme]:
        if name in programme and name not in order:
            order.append(name)
    return [programme[name] for name in order]
