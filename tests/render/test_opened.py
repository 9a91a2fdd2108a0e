"""A finished letter taken apart by its boundaries holds what a parser of mail finds in it."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.letters import render_whole, sample_letter
from composer.render import html_of, read, text_of
from composer.render.opened import opened

SAMPLE = Path(__file__).parents[2]
NOW = datetime.datetime(2020, 2, 21, tzinfo=datetime.UTC)
HARD = "Trailing \t and = and =_alternative_ and --=_related_000000000000000000000000-- and é – “From me”."


@pytest.fixture
def workspace(tmp_path):
    for name in ("issues", "recipients", "images"):
        shutil.copytree(SAMPLE / name, tmp_path / name)
    shutil.copyfile(SAMPLE / "newsletter.yaml", tmp_path / "newsletter.yaml")
    return tmp_path


def letter_of(root: Path, number: int) -> bytes:
    addressed = address_issue(Workspace.open(root), number)
    return sample_letter(addressed, 0, render_whole(addressed), NOW)


def assert_same(letter: bytes) -> None:
    mine, theirs = opened(letter), read(letter)
    body = theirs.get_body(("html",))
    assert body is not None
    assert mine.html == html_of(theirs)
    assert mine.text == text_of(theirs)
    assert mine.encoded == len(str(body.get_payload()))
    pictures = {
        str(part["Content-ID"]).strip("<>"): (part.get_content_type(), len(part.get_payload(decode=True)))
        for part in theirs.walk()
        if part["Content-ID"]
    }
    assert {name: (found.media_type, found.size) for name, found in mine.pictures.items()} == pictures


@pytest.mark.parametrize("number", [334, 391])
def test_a_sample_letter(workspace, number):
    assert_same(letter_of(workspace, number))


def test_words_that_look_like_a_boundary(workspace):
    issue = workspace / "issues" / "391.yaml"
    issue.write_text(issue.read_text().replace("    update: |\n", f"    update: |\n      {HARD}\n\n", 1))
    letter = letter_of(workspace, 391)
    assert "and --=_related_000000000000000000000000--" in " ".join(opened(letter).text.split())
    assert_same(letter)


def test_a_letter_with_pictures(workspace):
    picture = next((workspace / "images").glob("*.png")).name
    issue = workspace / "issues" / "391.yaml"
    words = f"    update: |\n      ![What the page shows](images/{picture})\n\n"
    issue.write_text(issue.read_text().replace("    update: |\n", words, 1))
    letter = letter_of(workspace, 391)
    assert len(opened(letter).pictures) >= 1
    assert_same(letter)
