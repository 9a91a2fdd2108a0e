"""Which earlier items are reminders in an issue, and why the others are not (design section 4)."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from composer.compose.memory import Memory, Version
from composer.compose.words import long_date
from composer.model import Issue, LeftOut, Reminder
from composer.settings import ReminderRules

LOOK_BACK = datetime.timedelta(days=365)


def reminders_of(issue: Issue, memory: Memory) -> list[Reminder]:
    """The reminders of `issue`, newest issue first; `memory` has heeded it but not taken its items."""
    news = {item.id for item in issue.items}
    kept = {str(name): memory.newest[name] for name in issue.keep if name in memory.newest and name not in news}
    found = [(version, _kept(version, issue)) for version in kept.values()]
    for name, version in memory.live.items():
        if name not in news and name not in kept and name not in memory.cut:
            reminder = _current(version, issue.date)
            if reminder:
                found.append((version, reminder))
    found.sort(key=lambda pair: _position(pair[0]))
    return _within_limit([reminder for _, reminder in found], kept, issue.date, memory.rules)


def _position(version: Version) -> tuple[int, int]:
    """Newest issue first, within an issue as written."""
    return -version.issue.number, version.order


def _kept(version: Version, issue: Issue) -> Reminder:
    origin = version.issue
    return Reminder(
        version.item, origin.number, origin.date, issue.date, f"kept this week by issue {issue.number}", version.seen
    )


def _current(version: Version, day: datetime.date) -> Reminder | None:
    window = version.currency.on(day)
    if window is None:
        return None
    end = version.currency.run_from(day)
    reason = f"until {long_date(end.last)}, {end.why_last(day, version.item.dates)}"
    origin = version.issue
    before = window.event if window.back else None
    return Reminder(version.item, origin.number, origin.date, end.last, reason, version.seen, before)


def _within_limit(
    found: list[Reminder], kept: Collection[str], day: datetime.date, rules: ReminderRules
) -> list[Reminder]:
    """Kept ones and those with a date soon stay, then the newest."""
    soon = day + datetime.timedelta(weeks=rules.weeks)
    staying = {
        reminder.item.id
        for reminder in found
        if reminder.item.id in kept or any(e.start <= soon and e.end >= day for e in reminder.item.dates)
    }
    room = max(rules.limit - len(staying), 0)
    others = [reminder.item.id for reminder in found if reminder.item.id not in staying]
    staying.update(others[:room])
    return [reminder for reminder in found if reminder.item.id in staying]


def left_out_of(
    issue: Issue, memory: Memory, reminders: Collection[Reminder], recently: Collection[str]
) -> list[LeftOut]:
    """What was news or (its id in `recently`) a reminder in the last year and is neither now, newest issue first."""
    here = {item.id for item in issue.items} | {reminder.item.id for reminder in reminders}
    since = issue.date - LOOK_BACK
    out = [
        version
        for name, version in memory.newest.items()
        if name not in here and (version.issue.date >= since or name in recently)
    ]
    out.sort(key=_position)
    return [LeftOut(version.item, version.issue.number, _why_not(version, issue, memory)) for version in out]


def _why_not(version: Version, issue: Issue, memory: Memory) -> str:
    cut = memory.cut.get(version.item.id)
    if cut:
        return str(cut)
    if version.is_never:
        return "its `remind` says never"
    day = issue.date
    if version.currency.on(day):
        return f"over the limit of {memory.rules.limit} reminders"
    # Its first window begins with its issue, so one at least is over.
    ended = max((w for w in version.currency.windows if w.last < day), key=lambda window: window.last)
    back = version.currency.next_after(day)
    why = ended.rule or ("its last date so far" if back else "its last date")
    returns = f"; back on {long_date(back.first)}, before {long_date(back.event.start)}" if back and back.event else ""
    return f"ended on {long_date(ended.last)}, {why}{returns}"
