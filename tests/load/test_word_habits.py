"""What people who write in Word do is told in their words, and the rest of the file is read all the same.

What is told, and where, is in tests/problems/cases.yaml; here is what is read.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.load.document import interpret
from composer.load.source import decode
from composer.markdown import to_html
from composer.packaged import SAMPLE
from composer.problems import has_errors
from tests.load.reading import FILE, HEAD, codes, issue_of, read

TITLES = [
    "AD Network: spring",
    "AD Network:",
    "One: two: three",
    "@home with reading",
    "*Important* news",
    "[Draft] budget",
    "%5 more",
    "`code`",
    "!important",
    "!important news: more",
    "&amp; more",
    "> 5 people",
    "|x",
    "{x} y",
    "- x",
    "? x",
    ", x",
    '"Crisis" report',
    '"Crisis": a report',
    "'Tis the season",
    '\'Tis: the "season"',
    "“A”: b's #1 report: no",
    "*News",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("item", ["- title: {}\n    update: x\n", "- update: x\n    title: {}\n"])
def test_a_title_that_means_something_else_to_yaml_is_read_as_it_was_meant(title, item):
    lines = item.format(title)
    issue, problems = issue_of(f"items:\n  {lines}  - title: Other\n    update: y\n")

    assert len(problems) == 1
    assert [(item.title, item.update) for item in issue.items] == [(title, "x"), ("Other", "y")]
    assert problems[0].place.line == 4 + ("- update" in item)


@given(st.lists(st.sampled_from(TITLES), min_size=1, max_size=12))
def test_every_such_title_of_an_issue_is_told_at_once(titles):
    items = "".join(
        f"  - id: item-{number}\n    title: {title}\n    update: x\n" for number, title in enumerate(titles)
    )
    issue, problems = issue_of("items:\n" + items)

    assert sorted(problem.place.line for problem in problems) == [5 + 3 * number for number in range(len(titles))]
    assert [item.title for item in issue.items] == titles
    assert {problem.item for problem in problems} == {item.id for item in issue.items}


@pytest.mark.parametrize("title", [title for title in TITLES if title != "*News"])
def test_the_remedy_is_a_title_that_can_be_pasted(title):
    _, problems = issue_of(f"items:\n  - title: {title}\n    update: x\n")
    remedy = problems[0].fix.partition(": ")[2].removeprefix("title: ")
    issue, left = issue_of(f"items:\n  - title: {remedy}\n    update: x\n")

    assert (left, issue.items[0].title) == ([], title)


@pytest.mark.parametrize(
    "line",
    ["2020-05-01 10:30 | AD: x | Shaw: y", "2020-05-01 10:30: Meeting | x", "by 2020-05-01: Reply", "2020-05-01: x"],
)
def test_a_date_line_with_a_colon_is_told_with_a_line_that_can_be_pasted(line):
    issue, problems = issue_of(
        f"items:\n  - title: T\n    update: x\n    dates:\n      - {line}\n      - 2020-06-01 | Kept\n"
    )
    remedy = problems[0].fix.partition(": ")[2]

    assert codes(problems)[0] == "yaml-colon"
    assert issue.items[0].dates[-1].what == "Kept"
    assert remedy == f'- "{line}"'


@pytest.mark.parametrize(
    "text", ["Agenda\n• one\n• two", "Agenda\n\n• one\n• two", "•\tone\n•\ttwo", "• one: two #3\n  ▪ within"]
)
def test_bullets_pasted_into_a_block_are_a_list(text):
    lines = "".join(f"      {line}\n" for line in text.split("\n"))
    issue, problems = issue_of(f"items:\n  - title: T\n    update: |\n{lines}")

    assert problems == []
    assert "<li>" in to_html(issue.items[0].update, picture=lambda _: "")


@pytest.mark.parametrize("mark", list("–—−•·▪◦‣●○■"))
@pytest.mark.parametrize("space", [" ", "", "\u00a0", "   ", "\t"])
def test_a_dash_or_bullet_for_a_hyphen_is_read_as_one(mark, space):
    mark += space
    issue, problems = issue_of(
        f"items:\n  {mark}title: One\n    update: x\n    contacts:\n      {mark}ann\n      {mark}bob\n"
    )

    assert set(codes(problems)) == {"yaml-bullet"}
    assert [problem.place.line for problem in problems] == [4, 7, 8]
    assert [item.title for item in issue.items] == ["One"]
    assert issue.items[0].contacts == ("ann", "bob")


@pytest.mark.parametrize("indent", ["\t", "\t\t", "  \t", "\t  "])
def test_tabs_are_told_line_by_line_and_read(indent):
    issue, problems = issue_of(f"items:\n  - title: One\n{indent}update: |\n{indent}\tText\n{indent}contacts: [ann]\n")

    assert set(codes(problems)) == {"yaml-tab"}
    assert [problem.place.line for problem in problems] == [5, 6, 7]
    assert (issue.items[0].update, issue.items[0].contacts) == ("Text\n", ("ann",))


def test_no_break_spaces_where_a_space_belongs_do_no_harm():
    text = f"{HEAD}items:\n\u00a0\u00a0-\u00a0title:\u00a0One\n\u00a0 \u00a0 update: Two\u00a0words\n"
    source, problems = decode(text.encode(), FILE)
    assert source is not None
    found = interpret("issue", source)
    assert found.value is not None

    assert [*problems, *found.problems] == []
    assert [(item.title, item.update) for item in found.value.items] == [("One", "Two\u00a0words")]


def test_text_that_lost_its_indentation_is_read_as_text_up_to_the_next_key():
    issue, problems = issue_of(
        "items:\n  - title: One\n    update: |\nDear all: hello\n\n- a list\n    contacts: [ann]\n"
    )

    assert codes(problems) == ["yaml-indent"]
    assert issue.items[0].update == "Dear all: hello\n\n- a list\n"
    assert issue.items[0].contacts == ("ann",)


def test_nothing_in_a_block_of_text_is_touched():
    text = "title:glued: @home\n– dash: x\n-hyphen\n\ttab\n> quote #1: \"open\n[bracket\u00a0x\n'Tis"
    lines = "".join(f"      {line}\n" for line in text.split("\n"))
    issue, problems = issue_of(f"items:\n  - title: A: b\n    update: |\n{lines}")

    assert codes(problems) == ["yaml-colon"]
    assert issue.items[0].update == text + "\n"


def test_curly_quotes_are_welcome_in_what_people_read():
    issue, problems = issue_of(
        "preheader: “Hello”\nitems:\n  - title: “News”\n    update: “x”\n"
        "    dates: [2020-05-01 | “Big” day | ‘Here’]\n    image: {file: images/a.png, alt: “A”}\n"
    )

    assert problems == []
    assert issue.items[0].dates[0].where == "‘Here’"


@pytest.mark.parametrize(
    ("line", "warned"),
    [
        ("title: Budget #1 of 2", True),
        ("title: Our #SEND week", True),
        ("title: Budget  #1", True),
        ("title: Budget # 1", True),
        ("title: Budget  # a comment", False),
        ("title: Budget            # a comment", False),
        ("title: 'Budget' # a comment", False),
        ("title: C# and F#", False),
        ("title: |  # a comment\n      Budget", False),
    ],
)
def test_a_sharp_that_cuts_a_sentence_short_is_a_warning_and_a_comment_is_none(line, warned):
    _, problems = issue_of(f"items:\n  - {line}\n    update: x\n")

    assert codes(problems) == (["text-cut"] if warned else [])
    assert not has_errors(problems)


@pytest.mark.parametrize("key", ["titel", "Title", "TITLE", "tittle", "“title”"])
def test_a_misspelt_key_is_one_problem_and_the_item_stays(key):
    issue, problems = issue_of(f"items:\n  - {key}: News\n    update: x\n")

    assert codes(problems) == ["key-unknown"]
    assert problems[0].fix == "Did you mean `title`?"
    assert len(issue.items) == 1


@pytest.mark.parametrize("file", sorted((SAMPLE / "issues").glob("*.yaml")), ids=lambda path: path.name)
def test_the_sample_issues_are_sound(file):
    assert read("issue", file.read_text(encoding="utf-8")).problems == []
