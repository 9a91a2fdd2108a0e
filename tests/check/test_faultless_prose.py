"""Faultless prose is left alone: more than 200 items of prose/, each file of them printed as one issue."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from composer.check import dates, links, memory, words
from composer.pipeline.checking import checked
from composer.pipeline.edition import Workspace, address_issue
from composer.problems import Level, Problem

PROSE = Path(__file__).parent / "prose"
FILES = sorted(PROSE.glob("*.yaml"))
ABOUT_PROSE = {rule.code for theme in (words, dates, links, memory) for rule in theme.RULES}
SETTINGS = {
    "newsletter.yaml": "name: Weekly Update\nfrom: updates@example.org\n",
    "recipients/networks.yaml": "send: {name: SEND Network}\n",
    "recipients/send.csv": "email,name\nann@example.org,Ann\n",
    "recipients/contacts.yaml": (PROSE / "recipients" / "contacts.yaml").read_text(encoding="utf-8"),
}


def problems_of(root: Path, items: str) -> list[Problem]:
    """What is told of an issue of Friday 21 February 2020 that holds the items."""
    for name, written in (SETTINGS | {"issues/1.yaml": f"number: 1\ndate: 2020-02-21\nitems:\n{items}"}).items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")
    return list(checked(address_issue(Workspace.open(root), 1)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_faultless_prose_is_told_nothing(file, tmp_path):
    items = file.read_text(encoding="utf-8")
    problems = problems_of(tmp_path, items)

    lines = items.splitlines()
    told = [problem for problem in problems if problem.code in ABOUT_PROSE or problem.level is Level.ERROR]
    # Three lines of the issue stand before the first line of the file.
    assert told == [], "\n".join(f"{problem}\n    {lines[problem.place.line - 4]}" for problem in told)


def test_there_are_two_hundred_of_them():
    titles = [item["title"] for file in FILES for item in yaml.safe_load(file.read_text(encoding="utf-8"))]

    assert len(set(titles)) == len(titles) >= 200


def test_a_fault_among_them_would_be_told(tmp_path):
    faulty = "  - title: News\n    update: See the example [\u00adhere](http:// ) <b>and</b> there.\n"

    assert {problem.code for problem in problems_of(tmp_path, faulty)} & ABOUT_PROSE
