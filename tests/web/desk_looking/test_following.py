"""What the page is told as files change: the letter first, then what is wrong with it, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import edit
from tests.web.conftest import Running

MISTAKE = "\n    update: |\n      We meet on Monday 18 February 2020.\n"


@pytest.fixture
def running(edited: Running) -> Running:
    return edited


@pytest.fixture
def workspace(edited: Running) -> Path:
    return edited.workspace


def test_the_letter_does_not_wait_for_what_is_wrong_with_it(running, workspace):
    stream = running.stream()
    stream.version()
    edit(workspace / "issues" / "391.yaml", "\n    update: |", MISTAKE)
    stream.version()

    look = running.fragment("/391/look")
    assert "mistakes" not in look
    assert 'id="peeks"' not in look
    assert "Monday 18 February" in running.letter()
    after = running.fragment("/391/problems")
    assert "data-waits" not in after
    assert "7 mistakes" in after
    assert 'id="peeks"' in after


def test_a_page_that_is_loaded_whole_knows_what_is_wrong(running, workspace):
    stream = running.stream()
    stream.version()
    edit(workspace / "issues" / "391.yaml", "\n    update: |", MISTAKE)
    stream.version()

    page = running.get("/391/").body.decode()
    assert "7 mistakes" in page
    assert "data-waits" not in page


def test_what_the_desk_wrote_itself_is_read_once_and_there_when_it_answers(preview, alone):
    running, workspace = preview("391"), alone
    stream = running.stream()
    first = stream.version()
    reminder = "quality-assurance-meetings"
    assert running.post("/391/reminders/drop", id=reminder).status == 204
    assert "drop" in (workspace / "issues" / "391.yaml").read_text()
    assert stream.version() == first + 1
    while running.get("/391/").status != 200:
        pass
    edit(workspace / "issues" / "391.yaml", "Return to Social Work", "Back to Social Work")

    assert stream.version() == first + 2


def test_an_issue_opened_again_has_a_version_that_no_page_has_seen(running):
    before = running.stream().version()
    running.close_streams()
    for number in (388, 389, 390, *range(388, 391)):
        assert running.get(f"/{number}/look", **{"HX-Request": "true"}).status == 200

    assert running.get("/387/").status == 404
    assert running.stream().version() >= before


def test_two_issues_open_are_both_told_of_a_change_that_concerns_both(running, workspace):
    one, other = running.stream(), running.stream(390)
    versions = one.version(), other.version()
    edit(workspace / "newsletter.yaml", "name: ", "name: New ")

    assert one.version() > versions[0]
    assert other.version() > versions[1]
    assert "New South East" in running.fragment("/390/look")


def test_an_issue_that_is_renamed_is_told_missing_and_opens_under_its_new_number(running, workspace):
    stream = running.stream()
    stream.version()
    (workspace / "issues" / "391.yaml").rename(workspace / "issues" / "392.yaml")
    stream.version()

    assert "There is no issues/391.yaml" in running.fragment("/391/problems")
    assert running.get("/392/letter").status == 200


def test_parts_of_the_page_asked_for_by_themselves_lead_to_the_page(running):
    for part in ("look", "problems"):
        answer = running.get(f"/391/{part}?view=text")
        assert (answer.status, answer.headers["Location"]) == (303, "./?view=text")
