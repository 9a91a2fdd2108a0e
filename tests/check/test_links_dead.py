"""What following an edition's links told is said at each place where they stand, as sure as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from composer.markdown import web_addresses
from composer.model import Answer, Leads
from composer.pipeline.checking import checked
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.problems import Level, Problem

FILES = {
    "newsletter.yaml": """\
name: Weekly Update
from: updates@example.org
website: https://example.org/website
workstreams:
  education: {name: Education, url: https://example.org/workstream}
""",
    "recipients/networks.yaml": "send: {name: SEND Network}\n",
    "recipients/send.csv": "email,name\nann@example.org,Ann\n",
    "issues/1.yaml": """\
number: 1
date: 2020-01-03
items:
  - title: Meetings
    update: See the [first agenda](https://example.org/first).
    dates:
      - {on: 2020-01-10, what: First, url: https://example.org/past}
      - {on: 2020-02-28, what: Second, url: https://example.org/second}
""",
    "issues/2.yaml": """\
number: 2
date: 2020-02-21
intro: Read the [guide](https://example.org/intro).
items:
  - title: News
    update: |
      Read the **[report](https://example.org/report)** or write to [us](mailto:office@example.org).

      - The [same report](https://example.org/report) again.
    action: Fill in the [form](<https://example.org/form>).
    dates:
      - {on: 2020-03-06, what: Meeting, url: https://example.org/meeting}
    resource: {title: Toolkit, url: https://example.org/toolkit}
    allow: [link-duplicate]
tools:
  - {id: pack, title: Pack, url: https://example.org/pack, note: "With a [film](https://example.org/film)."}
""",
}
GONE = Answer(Leads.NOWHERE, "there is no such page (404)")


@pytest.fixture
def addressed(tmp_path: Path) -> Addressed:
    for name, written in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")
    return address_issue(Workspace.open(tmp_path), 2)


def dead(addressed: Addressed, answers: dict[str, Answer]) -> list[Problem]:
    return [problem for problem in checked(addressed, answers=answers) if problem.code == "link-dead"]


PAGES = ["website", "workstream", "intro", "report", "form", "meeting", "toolkit", "pack", "film", "second"]


def place_of(address: str) -> str:
    """Where an address stands first."""
    return next(
        f"{file}:{number}:{line.index(address) + 1}"
        for file, written in FILES.items()
        for number, line in enumerate(written.splitlines(), start=1)
        if address in line
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_dead_link_is_told_where_it_stands(page, addressed):
    address = f"https://example.org/{page}"
    [problem] = dead(addressed, {address: GONE})

    assert str(problem.place) == place_of(address)
    assert problem.level is Level.ERROR
    assert problem.message == f"this link leads nowhere, there is no such page (404): {address}"


def test_every_address_printed_is_asked_for_and_no_other(addressed):
    settings = addressed.composed.programme.settings
    asked = {address.href for address in web_addresses(addressed.edition, settings)}

    assert asked == {f"https://example.org/{page}" for page in PAGES}


@pytest.mark.parametrize(
    ("leads", "level", "says"),
    [
        (Leads.NOWHERE, Level.ERROR, "this link leads nowhere, why"),
        (Leads.DOUBTFUL, Level.WARNING, "this link may lead nowhere, why"),
        (Leads.UNASKED, Level.INFO, "this link was not followed, why"),
    ],
)
def test_what_is_not_sure_is_no_error(leads, level, says, addressed):
    [problem] = dead(addressed, {"https://example.org/form": Answer(leads, "why")})

    assert problem.level is level
    assert problem.message.startswith(says)


def test_a_link_that_leads_somewhere_is_not_told(addressed):
    answers = {f"https://example.org/{page}": Answer(Leads.SOMEWHERE) for page in PAGES}

    assert dead(addressed, answers) == []
    assert dead(addressed, {}) == []
