"""Answers are remembered: good ones for a week, others for an hour, and nothing that is damaged."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from composer.follow import KeptAnswers
from composer.model import Answer, Leads

NOW = datetime(2020, 2, 21, 9, 30, tzinfo=UTC)
GOOD = Answer(Leads.SOMEWHERE)
GONE = Answer(Leads.NOWHERE, "there is no such page (404)")
DOUBTFUL = Answer(Leads.DOUBTFUL, "its site has a fault (500)")
OFFLINE = Answer(Leads.OFFLINE, "the name server of this machine does not know the internet’s names")
UNASKED = Answer(Leads.UNASKED, "there was no time left")


def kept(file, answer: Answer, later: timedelta) -> Answer | None:
    KeptAnswers(file, NOW).add({"https://example.org/": answer})
    return KeptAnswers(file, NOW + later).get("https://example.org/")


@pytest.mark.parametrize(
    ("answer", "later", "believed"),
    [
        (GOOD, timedelta(), True),
        (GOOD, timedelta(days=6, hours=23), True),
        (GOOD, timedelta(days=7), False),
        (GONE, timedelta(minutes=59), True),
        (GONE, timedelta(hours=1), False),
        (DOUBTFUL, timedelta(minutes=59), True),
        (DOUBTFUL, timedelta(hours=1), False),
        (UNASKED, timedelta(), False),
        (OFFLINE, timedelta(), False),
        (GOOD, -timedelta(minutes=1), False),  # the clock was put back
    ],
)
def test_an_answer_is_believed_for_its_time(answer, later, believed, tmp_path):
    assert kept(tmp_path / "var" / "cache" / "links.json", answer, later) == (answer if believed else None)


def test_what_is_added_joins_what_is_still_believed_and_the_rest_goes(tmp_path):
    file = tmp_path / "links.json"
    KeptAnswers(file, NOW).add({"https://a.example/": GOOD, "https://b.example/": GONE})

    KeptAnswers(file, NOW + timedelta(hours=2)).add({"https://c.example/": DOUBTFUL})

    assert list(json.loads(file.read_bytes())) == ["https://a.example/", "https://c.example/"]


ROW = {"at": NOW.isoformat(), "leads": "somewhere", "why": ""}


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({"https://example.org/": 1}).encode(),
        json.dumps({"https://example.org/": {}}).encode(),
        json.dumps({"https://example.org/": ROW | {"at": "yesterday"}}).encode(),
        json.dumps({"https://example.org/": ROW | {"at": "2020-02-21T09:30:00"}}).encode(),
        json.dumps({"https://example.org/": ROW | {"at": 1}}).encode(),
        json.dumps({"https://example.org/": ROW | {"leads": "unasked"}}).encode(),
        json.dumps({"https://example.org/": ROW | {"leads": ["somewhere"]}}).encode(),
    ],
)
def test_a_damaged_file_holds_nothing_and_is_written_anew(written, tmp_path):
    file = tmp_path / "links.json"
    file.write_bytes(written)

    answers = KeptAnswers(file, NOW)

    assert answers.get("https://example.org/") is None
    answers.add({"https://example.org/": GOOD})
    assert KeptAnswers(file, NOW).get("https://example.org/") == GOOD


@pytest.mark.parametrize("why", ["gone\nissues/1.yaml:1:1: error: forged", "a\x1b[2J\u2028b\r", "x" * 3_000_000])
def test_what_somebody_else_wrote_is_one_short_line(why, tmp_path):
    file = tmp_path / "links.json"
    file.write_text(json.dumps({"https://example.org/": ROW | {"leads": "doubtful", "why": why}}))

    told = KeptAnswers(file, NOW).get("https://example.org/")

    assert told
    assert told.why[:1] == why[:1]
    assert told.why.isprintable()
    assert len(told.why) <= 400


def pipe(file: Path) -> None:
    os.mkfifo(file)


def link_to_elsewhere(file: Path) -> None:
    (elsewhere := file.with_name("elsewhere")).write_text(json.dumps({"https://example.org/": ROW}))
    file.symlink_to(elsewhere)


def far_too_large(file: Path) -> None:
    file.write_text(json.dumps({"https://example.org/": ROW}) + " " * 4_000_000)


@pytest.mark.parametrize("put", [pipe, link_to_elsewhere, far_too_large, Path.mkdir])
def test_what_is_no_file_of_composers_is_not_waited_for_nor_read(put, tmp_path):
    put(file := tmp_path / "links.json")

    assert KeptAnswers(file, NOW).get("https://example.org/") is None


def test_one_damaged_answer_does_not_take_the_others_with_it(tmp_path):
    file = tmp_path / "links.json"
    file.write_text(json.dumps({"https://a.example/": None, "https://b.example/": ROW}))

    assert KeptAnswers(file, NOW).get("https://b.example/") == GOOD


def test_a_file_that_cannot_be_written_costs_only_asking_again(tmp_path):
    (tmp_path / "var").write_text("in the way")

    answers = KeptAnswers(tmp_path / "var" / "cache" / "links.json", NOW)
    answers.add({"https://example.org/": GOOD})

    assert answers.get("https://example.org/") == GOOD
    assert (tmp_path / "var").read_text() == "in the way"
