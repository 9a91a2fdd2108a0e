"""The shelf of issues: which files are issues, what is kept of a faulty one, and when a file is read again."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from composer.load import IssueShelf
from composer.load.issues import read_issue
from tests.load.reading import codes, issue_of

LONG = "y" * 301
GOOD = "number: {0}\ndate: 2020-02-{0:02}\nitems:\n  - {{title: News, update: x}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "issues").mkdir()
    for number in (1, 8, 15):
        (tmp_path / "issues" / f"{number}.yaml").write_text(GOOD.format(number))
    return tmp_path / "issues"


def test_issues_come_by_number_whatever_else_lies_there(folder: Path):
    for name in ("notes.md", "8.yaml~", "issue-9.yaml", "0008.yaml", "9.yml", ".9.yaml.swp"):
        (folder / name).write_text(GOOD.format(9))
    (folder / "sent").mkdir()
    reads, problems = IssueShelf(folder.parent).read()

    assert [read.number for read in reads] == [1, 8, 15]
    assert [(problem.code, problem.place.file) for problem in problems] == [
        ("issue-name", "issues/0008.yaml"),
        ("issue-name", "issues/9.yml"),
        ("issue-name", "issues/issue-9.yaml"),
    ]


def test_a_file_is_read_again_only_when_it_has_changed(folder: Path):
    shelf = IssueShelf(folder.parent)
    before = {read.number: read for read in shelf.read()[0]}
    (folder / "8.yaml").write_text(GOOD.format(8) + "# changed\n")
    (folder / "1.yaml").unlink()
    after = {read.number: read for read in shelf.read()[0]}

    assert set(after) == {8, 15}
    assert after[15] is before[15]
    assert after[8] is not before[8]


@pytest.mark.parametrize("date", ["date: soon", "date:", "when: 2020-02-08", "date: [2020]"])
def test_an_issue_whose_date_cannot_be_read_stands_between_its_neighbours(folder: Path, date: str):
    (folder / "8.yaml").write_text(GOOD.format(8).replace("date: 2020-02-08", date))
    reads, _ = IssueShelf(folder.parent).read()
    first, undated, last = (read.issue for read in reads)

    assert first
    assert undated
    assert last
    assert first.date < undated.date < last.date
    assert not reads[1].sound
    assert len(codes(list(reads[1].problems))) == len(set(codes(list(reads[1].problems))))


def test_the_newest_without_a_date_is_a_week_later(folder: Path):
    (folder / "22.yaml").write_text("number: 22\ndate: soon\n")
    newest = IssueShelf(folder.parent).read()[0][-1].issue

    assert newest
    assert newest.date == datetime.date(2020, 2, 22)


def test_the_files_name_is_the_number_whatever_the_file_says(folder: Path):
    (folder / "8.yaml").write_text("number: 9\ndate: 2020-02-08\n")
    read = read_issue(folder / "8.yaml", "issues/8.yaml", 8)

    assert read.issue
    assert (read.issue.number, codes(list(read.problems))) == (8, ["number-file"])


def test_a_file_that_cannot_be_opened_is_told_and_the_others_are_read(folder: Path):
    (folder / "8.yaml").unlink(missing_ok=True)
    (folder / "8.yaml").symlink_to("8.yaml")  # a link to itself: nobody can open that, root included
    reads, _ = IssueShelf(folder.parent).read()

    assert [(read.number, codes(list(read.problems))) for read in reads if read.issue is None] == [
        (8, ["file-unreadable"])
    ]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["a pipe", "a folder"])
def test_what_is_no_file_is_told_and_not_waited_for(folder: Path, make):
    (folder / "8.yaml").unlink(missing_ok=True)
    make(folder / "8.yaml")
    read = read_issue(folder / "8.yaml", "issues/8.yaml", 8)

    assert (read.issue, codes(list(read.problems))) == (None, ["file-unreadable"])


def test_every_problem_in_an_item_carries_its_id():
    issue, problems = issue_of(
        "subject: No {x}\n"
        "items:\n"
        "  - title: The “first”: item\n    update: x\n"
        "  - id: my.second_item\n    title: Second\n    update: x\n    remind: soon\n"
        "  - id: My Third\n    title: Third #3\n    update: x\n"
        "  - {update: x}\n"
        "tools:\n"
        "  - {id: tool, title: Tool, pin: left}\n"
        "retire: [“tool”]\n"
    )

    assert sorted((problem.place.line, problem.code, problem.item) for problem in problems) == [
        (3, "placeholder-unknown", None),
        (5, "yaml-colon", "the-first-item"),
        (10, "remind-wrong", "my.second_item"),
        (11, "id-wrong", "my-third"),
        (12, "text-cut", "my-third"),
        (14, "key-missing", "line-14"),
        (16, "choice-unknown", "tool"),
        (17, "quotes-curly", None),
    ]
    assert [item.id for item in issue.items] == ["the-first-item", "my.second_item", "my-third", "line-14"]


def test_what_is_sound_of_a_faulty_item_is_kept():
    issue, problems = issue_of(
        "items:\n"
        "  - title: News\n"
        "    update: x\n"
        "    contacts: [ann-bell, Bob Hart, “cy”]\n"
        "    dates: [2020-05-01 | Kept, never | Lost, 2020-05-02 | Kept too]\n"
        "    image: {file: ../x, alt: A}\n"
        "    colour: red\n"
    )
    item = issue.items[0]

    assert codes(problems) == ["quotes-curly", "date-line", "path-wrong", "key-unknown"]
    assert item.contacts == ("ann-bell", "Bob Hart", "cy")
    assert [event.what for event in item.dates] == ["Kept", "Kept too"]
    assert item.image is None


def test_places_hold_after_an_entry_was_taken_out():
    _, problems = issue_of(
        "items:\n  - just text\n  - title: T\n    update: x\n    image: {file: images/a.png}\n"
        "  - title: U\n    update: x\n    dates: [{on: 2020-05-02, to: 2020-05-01}]\n"
    )

    assert [(problem.code, problem.place.line) for problem in problems] == [
        ("value-kind", 4),
        ("key-missing", 7),
        ("date-order", 10),
    ]


def test_a_part_that_falls_away_takes_its_other_faults_with_it():
    issue, problems = issue_of(
        f"items:\n  - title: T\n    update: x\n    resource: {{title: x, publisher: {LONG}, published: 1 May 2020}}\n"
    )

    assert codes(problems) == ["key-missing", "text-long", "date-wrong"]
    assert issue.items[0].resource is None
