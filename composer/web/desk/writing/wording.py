"""What is wrong, in the words of the form: it speaks of fields, where the file has keys and lines."""

from __future__ import annotations

from dataclasses import replace

from composer.problems import Problem

NO_DAY = "This date has no day"
_MEND_DAY = "Choose one, or take this date out."


def in_form(problem: Problem) -> Problem:
    """The problem as it is told beside a field."""
    match problem.code:
        case "date-keys" if problem.message.endswith("neither"):
            return replace(problem, message=NO_DAY, fix=_MEND_DAY)
        case "date-line" if problem.message.endswith("found nothing"):
            return replace(problem, message=NO_DAY, fix=_MEND_DAY)
        case "date-unlisted":
            _, _, days = problem.message.partition(": ")
            return replace(
                problem, message=f"not among its dates, so nobody is reminded: {days}", fix="Add a date below."
            )
        case _:
            return problem


def is_shown_otherwise(problem: Problem) -> bool:
    """Whether the form says so by itself: where there are no items, its list does."""
    return problem.code == "news-none"
