"""Check: what is wrong with an edition, said before anyone sees it.

Rule: pure. A rule is a module of one of the themes below: its docstring is its section in docs/problems.md, `find`
goes from a `Subject` to what it finds. Only what stands in the edition is judged, so an earlier issue is heard of only
where it carries into this one.
"""

from __future__ import annotations

from composer.check import dates, inbox, links, memory, names, people, weeks, words
from composer.check.judging import judge
from composer.check.names import code_unknown
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.problems import Problem

__all__ = ["RULES", "Found", "Rule", "Subject", "check"]

_THEMES = (weeks, names, people, words, dates, links, memory, inbox)
_JUDGING: tuple[Rule, ...] = tuple(rule for theme in _THEMES for rule in theme.RULES)
RULES: tuple[Rule, ...] = (*_JUDGING, code_unknown.rule_about(_JUDGING))


def check(subject: Subject) -> list[Problem]:
    """Every problem of the edition, by all the rules, at the levels that its workspace and items give them."""
    return judge(subject, RULES)
