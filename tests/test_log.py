from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from composer.log import Log

NOW = datetime.datetime(2020, 2, 21, 9, 0, tzinfo=datetime.UTC)


def test_each_event_is_a_line_of_json_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "log" / "send.jsonl"
    for event in ("relay_down", "relay_up"):
        with Log(path) as log:
            log.write(event, NOW, {"reason": "a\nb\x1b[2J", "pause": 1.5, "next_at": NOW})

    lines = path.read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["relay_down", "relay_up"]
    assert json.loads(lines[0]) == {
        "at": "2020-02-21T09:00:00+00:00",
        "event": "relay_down",
        "reason": "a\nb\x1b[2J",
        "pause": 1.5,
        "next_at": "2020-02-21 09:00:00+00:00",
    }
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_log_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "send.jsonl").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic link"):
        Log(tmp_path / "send.jsonl")


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        full.write(b"x")

    with Log(Path("/dev/full")) as log:
        log.write("accepted", NOW, {})
