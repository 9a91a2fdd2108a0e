"""Check: what is wrong with an edition, said before anyone sees it.

Rule: pure. A rule is a function from a `Subject` to problems; `RULES` is all of them. Only what stands in
the edition is judged, so an earlier issue is heard of only where it carries into this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from composer.check import markdown, people, references, weeks
from composer.check.subject import Subject
from composer.problems import Problem

__all__ = ["RULES", "Subject", "check"]

Rule = Callable[[Subject], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    weeks.numbers_and_dates_rise,
    weeks.something_is_new,
    references.networks_exist,
    references.contacts_exist,
    references.workstreams_exist,
    references.earlier_items_exist,
    references.tools_exist,
    references.orders_agree,
    markdown.links_can_be_followed,
    markdown.no_raw_html,
    markdown.nothing_is_lost,
    people.targets_reach_somebody,
    people.included_lists_have_somebody,
    people.items_reach_somebody,
    people.everybody_sees_news,
)


def check(subject: Subject) -> list[Problem]:
    """Every problem of the edition, by all the rules; of one that has very many to tell, the first."""
    problems: list[Problem] = []
    for rule in RULES:
        found = list(islice(rule(subject), _MOST_TOLD + 1))
        if len(found) > _MOST_TOLD:
            message, fix = "from here on, more problems of this kind are not told", "Mend those above first."
            found[-1] = Problem(found[-1].place, "problems-many", message, fix)
        problems += found
    return problems


_MOST_TOLD = 100
