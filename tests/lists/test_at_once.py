from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lists.driver import EDITS, SAVES, WRITERS
from tests.lists.making import ANN, HEAD, keeper_of


def driven(*arguments: str | Path) -> Any:
    command = [sys.executable, "-m", "tests.lists.driver", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.stderr == ""
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    root = tmp_path_factory.mktemp("many")
    keeper_of(root, HEAD + ANN)
    return driven("writers", root)


def rows_of(told: Any) -> dict[str, list[str]]:
    rows = [line.split(",") for line in told["list"].splitlines()[1:]]
    return {row[0].partition("@")[0]: row for row in rows}


def test_500_edits_of_50_writers_beside_an_editor_are_all_there(told):
    rows = rows_of(told)

    assert {f"w{writer}.{edit}" for writer in range(WRITERS) for edit in range(0, EDITS, 2)} <= rows.keys()
    assert {rows[f"p{writer}"][3] for writer in range(WRITERS)} == {f"role {EDITS - 1}"}


def test_what_the_editor_saved_meanwhile_is_all_there(told):
    assert told["saves"] == SAVES
    assert {f"hand{number}" for number in range(1, SAVES + 1)} <= rows_of(told).keys()


def test_the_history_tells_each_of_the_edits(told):
    joined = {who for how, people in told["history"] if how == "add" for who in people}
    roles = {(who, role) for who, role in told["roles"]}

    assert sum(how == "add" for how, _ in told["history"]) == WRITERS * EDITS + 1
    assert {f"w{writer}.{edit}@example.org" for writer in range(WRITERS) for edit in range(0, EDITS, 2)} <= joined
    assert {(f"p{w}@example.org", f"role {edit}") for w in range(WRITERS) for edit in range(3, EDITS, 2)} <= roles


def test_nothing_is_left_beside_the_list(told):
    assert told["beside"] == ["send.csv"]


@pytest.mark.parametrize(
    ("scenario", "most"), [("change", "50"), ("new", "12"), ("undo", "12"), ("change plain", "12"), ("new plain", "12")]
)
def test_killed_anywhere_the_list_is_as_before_or_as_after_and_the_history_agrees(tmp_path, scenario, most):
    told = driven("kills", tmp_path, scenario, most)

    edits = 0 if "new" in scenario else 2
    assert len(told["points"]) >= int(most)
    for point in told["points"]:
        assert point["killed"], point
        assert point["text"] in (told["before"], told["after"]), point
        assert point["opened"] == point["text"], point
        assert len(point["history"]) == edits + (point["text"] == told["after"]), point
        assert (point["by_hand"], point["again"], point["beside"]) == ("None", told["after"], ["send.csv"]), point
    assert {point["text"] for point in told["points"]} == {told["before"], told["after"]}


def test_killed_anywhere_while_a_stale_save_is_mended_the_next_edit_mends_it(tmp_path):
    told = driven("kills", tmp_path, "stale", "12")

    assert len(told["points"]) >= 12
    assert all(point["killed"] for point in told["points"])
    assert [point["again"] for point in told["points"]] == [told["after"]] * len(told["points"])


def test_killed_anywhere_while_somebody_saves_by_hand_neither_is_lost(tmp_path):
    told = driven("kills", tmp_path, "displacing", "12")

    assert len(told["points"]) >= 12
    assert all(point["killed"] for point in told["points"])
    assert {tuple(sorted(point["again"].splitlines())) for point in told["points"]} == {
        tuple(sorted(told["after"].splitlines()))
    }
    assert {"ann", "hand", "dora"} <= {line.partition("@")[0] for line in told["after"].splitlines()}
    assert {tuple(point["beside"]) for point in told["points"]} == {("send.csv",)}


def test_killed_anywhere_erasing_again_completes_it(tmp_path):
    told = driven("kills", tmp_path, "erase", "12")

    assert len(told["points"]) >= 12
    assert all(point["killed"] for point in told["points"])
    assert {point["again"] for point in told["points"]} == {told["after"]}
    assert {point["holds_ann"] for point in told["points"]} == {0}
    assert "ann@" not in told["after"]
