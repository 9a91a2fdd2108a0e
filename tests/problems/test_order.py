"""Problems are told in the order of the files, each once, and none that only follows from another."""

from composer.problems import Level, Problem, in_order
from composer.text import Place


def problem(file: str, line: int, code: str = "code", **rest) -> Problem:
    return Problem(Place(file, line, 1), code, "found", "write", **rest)


def test_problems_come_by_file_line_and_code_each_once():
    first, second, third = problem("a", 2), problem("a", 10), problem("b", 1)

    assert list(in_order([third, second, first, second])) == [first, second, third]


def test_a_consequence_is_not_told_where_its_cause_is():
    cause = problem("send.csv", 3)
    consequence = problem("issue", 1, unless=frozenset(["send.csv"]))
    other = problem("issue", 2, unless=frozenset(["data.csv"]))

    assert list(in_order([consequence, other, cause])) == [other, cause]
    assert list(in_order([consequence, other])) == [consequence, other]


def test_a_warning_explains_nothing():
    warning = problem("send.csv", 1, level=Level.WARNING)
    consequence = problem("issue", 1, unless=frozenset(["send.csv"]))

    assert list(in_order([warning, consequence])) == [consequence, warning]


def test_a_place_explains_only_what_is_said_of_it():
    cause = problem("issue", 4)
    here = problem("issue", 4, "other", unless=frozenset(["issue:4:1"]))
    there = problem("issue", 5, "other", unless=frozenset(["issue:5:1"]))

    assert list(in_order([cause, here, there])) == [cause, there]


def test_consequences_do_not_hide_one_another():
    one = problem("a", 1, unless=frozenset(["b"]))
    other = problem("b", 1, unless=frozenset(["a"]))

    assert list(in_order([one, other])) == [one, other]
