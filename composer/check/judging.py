"""How bad what a rule found is: by the rule, by the workspace's settings, by what the item allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Level, Problem


def judge(subject: Subject, rules: Iterable[Rule]) -> list[Problem]:
    """Every problem the rules find; of one that has very many to tell, the first, and of these the worst."""
    settings = subject.programme.settings
    is_english = settings.language.partition("-")[0] == "en"
    allowed = _allowed(subject)
    problems: list[Problem] = []
    for rule in rules:
        level = None if rule.firm else settings.check.get(rule.code)
        if level != OFF and (is_english or not rule.english):
            problems += _told(_found(rule, subject, level, allowed))
    return problems


OFF = "off"
# The codes allowed, by the id of the item or tool and the file it is written in: an id may come again in another issue.
_Allowed = Mapping[tuple[str | None, str], Collection[str]]


def _allowed(subject: Subject) -> _Allowed:
    edition = subject.edition
    allowed: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for item in (*edition.items, *(date.item for date in edition.dates)):
        allowed[item.id, item.place.file].update(item.allow)
    for tool in edition.tools:
        allowed[tool.id, tool.title.place.file].update(tool.allow)
    return allowed


def _found(rule: Rule, subject: Subject, level: str | None, allowed: _Allowed) -> Iterator[Problem]:
    for found in rule.find(subject):
        if rule.firm or rule.code not in allowed.get((found.item, found.place.file), ()):
            yield _problem(rule, found, level)


def _problem(rule: Rule, found: Found, level: str | None) -> Problem:
    own = found.level or rule.level
    judged = Level(level) if level and own is not Level.INFO else own  # what is only for information stays so
    unless = found.unless if rule.firm else found.unless | {str(found.place)}  # told as not readable already
    return Problem(found.place, rule.code, found.message, found.fix, judged, found.item, unless, found.about)


def _told(problems: Iterable[Problem]) -> list[Problem]:
    found = list(islice(problems, _MOST_LOOKED_AT + 1))
    if len(found) <= _MOST_TOLD:
        return found
    worst = sorted(found, key=lambda problem: problem.level is not Level.ERROR)
    first = worst[_MOST_TOLD]
    level = Level.ERROR if len(found) > _MOST_LOOKED_AT else first.level
    message, fix = "from here on, more problems of this kind are not told", "Mend those above first."
    return [*worst[:_MOST_TOLD], Problem(first.place, "problems-many", message, fix, level)]


_MOST_TOLD = 100
_MOST_LOOKED_AT = 5_000  # what is beyond nobody has seen, so it counts as an error
