"""How bad what a rule found is: by the rule, by the workspace's settings, by what the item allows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level, Problem


def judge(subject: Subject, rules: Iterable[Rule]) -> list[Problem]:
    """Every problem the rules find; of one that has very many to tell, the first."""
    levels = subject.programme.settings.check
    allowed = _allowed(subject)
    problems: list[Problem] = []
    for rule in rules:
        if rule.firm or levels.get(rule.code) != OFF:
            problems += _told(_found(rule, subject, levels, allowed))
    return problems


OFF = "off"
_Allowed = Mapping[str | None, Collection[str]]


def _allowed(subject: Subject) -> _Allowed:
    """The codes that each item and tool printed allows, by its id."""
    items = [*subject.edition.items, *(date.item for date in subject.edition.dates)]
    return {item.id: item.allow for item in items} | {tool.id: tool.allow for tool in subject.edition.tools}


def _found(rule: Rule, subject: Subject, levels: Mapping[str, str], allowed: _Allowed) -> Iterator[Problem]:
    for found in rule.find(subject):
        if rule.firm or rule.code not in allowed.get(found.item, ()):
            yield _problem(rule, found, None if rule.firm else levels.get(rule.code))


def _problem(rule: Rule, found: Found, level: str | None) -> Problem:
    judged = Level(level) if level else found.level or rule.level
    return Problem(found.place, rule.code, found.message, found.fix, judged, found.item, found.unless, found.about)


def _told(problems: Iterable[Problem]) -> list[Problem]:
    told = list(islice(problems, _MOST_TOLD + 1))
    if len(told) > _MOST_TOLD:
        message, fix = "from here on, more problems of this kind are not told", "Mend those above first."
        told[-1] = Problem(told[-1].place, "problems-many", message, fix, told[-1].level)
    return told


_MOST_TOLD = 100
