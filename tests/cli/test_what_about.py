"""`lists what-about`: all that is held about one person, and not a word of it where nobody asked for names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from composer import clock
from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import forget
from composer.pipeline.telling import about, near
from composer.problems import UsageError
from tests.cli.conftest import Run, edit, running_in
from tests.cli.person_everywhere import ANN, NAME, has_any, key_of_ann, with_ann_everywhere
from tests.cli.programme import TODAY, small_programme
from tests.relays.running import running
from tests.relays.sink import Sink

Composer = Callable[..., Run]


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Path:
    """A workspace that knows Ann. Nothing here changes it: asking changes nothing."""
    folder = tmp_path_factory.mktemp("what-about")
    workspace = small_programme(folder / "workspace")
    with running(Sink(folder / "taken.jsonl", keep=True)) as sink:
        with_ann_everywhere(workspace, running_in(workspace), sink, folder / "kept.tar.gz")
    edit(workspace / "recipients" / "networks.yaml", "{name: Heads, leads: [lead@", "{name: Heads, leads: [ann@")
    return workspace


def test_it_is_all_told_by_name_where_that_is_asked_for(known):
    told = running_in(known)("lists", "what-about", ANN.upper(), "--people", "--json").json

    assert told["key"] == key_of_ann(known)
    rows = [row for one in told["lists"] if one["where"] == "list" for row in one["rows"]]
    assert [(row["email"], row["name"], row["role"]) for row in rows] == [
        (ANN, NAME, "Head of Data"),
        ("Ann@Example.ORG", NAME, "Head of Data"),
    ]
    assert {(one["by"], one["how"]) for one in told["lists"] if one["where"] == "history"} >= {("lead", "add")}
    assert [(one["network"], one["kind"], one["reason"]) for one in told["suppressions"]] == [
        ("data", "by a manager", "by a manager: Ann Heath rang")
    ]
    [letter] = told["letters"]
    assert (letter["run"], letter["state"], letter["name"], letter["date"][:10]) == (
        "391-1",
        "accepted",
        NAME,
        str(TODAY),
    )
    assert len(told["rehearsals"]) >= 3
    assert told["mentions"] == [{"file": "recipients/networks.yaml", "line": 1}]
    assert [one["holds"] for one in told["backups"]] == [True]
    assert "key" in told["kept"]["suppressions"]


def test_where_names_were_not_asked_for_there_are_none(known):
    run = running_in(known)

    for ended in (run("lists", "what-about", ANN, "--json"), run("lists", "what-about", ANN)):
        assert ended.returncode == 0
        assert not has_any(ended.stdout.replace("Ann Heath rang", "").encode(), ANN, NAME)
        assert "391-1" in ended.stdout


def test_a_person_of_whom_nothing_is_held_is_told_so_in_a_sentence(known):
    ended = running_in(known)("lists", "what-about", "nobody@example.net", "--people")

    assert (ended.returncode, ended.stdout) == (0, "Nothing is held about nobody@example.net.\n")


def test_asking_changes_nothing(known):
    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in known.rglob("*") if path.is_file() and "-shm" not in path.name}

    (known / "var" / ".backup.killed").mkdir(exist_ok=True)
    about(Workspace.open(known), ANN)
    before = everything()

    about(Workspace.open(known), ANN)

    assert everything() == before


def test_of_who_was_forgotten_the_key_is_all_that_is_held(tmp_path):
    workspace = Workspace.open(small_programme(tmp_path / "workspace"))
    forget(workspace, ANN, clock.now())

    held = about(workspace, ANN)

    assert [one.reason for one in held.suppressions] == ["forgotten"]
    assert (held.lists, held.letters, held.rehearsals, held.mentions, held.backups) == ((), (), (), (), ())


def test_in_a_workspace_that_nothing_was_sent_from_asking_makes_nothing(tmp_path):
    workspace = small_programme(tmp_path / "workspace")

    told = running_in(workspace)("lists", "what-about", ANN, "--json").json

    assert told["key"] is None
    assert {one["network"] for one in told["lists"]} == {"data", "heads"}
    assert not (workspace / "var").exists()


def test_a_note_of_backups_that_cannot_be_read_is_told_and_hides_nothing_else(tmp_path):
    workspace = small_programme(tmp_path / "workspace")
    (workspace / "var").mkdir()
    (workspace / "var" / "backups").write_bytes(b"\xff not a note")

    held = about(Workspace.open(workspace), ANN)

    assert {one.network for one in held.lists} == {"data", "heads"}
    assert [one.what for one in held.unreached] == ["var/backups, where backups were put"]


ODD = ['[""]', '["/"]', '["a\\u0000b"]', '["\\ud800"]', '["relative.tar.gz"]', "[7]"]


@pytest.mark.parametrize("note", ODD)
def test_what_is_no_path_of_a_backup_is_told_and_keeps_nothing_else_from_being_done(tmp_path, note):
    workspace = small_programme(tmp_path / "workspace")
    (workspace / "var").mkdir()
    (workspace / "var" / "backups").write_text(note)

    asked = running_in(workspace)("lists", "what-about", ANN, "--json")
    ended = running_in(workspace)("lists", "forget", ANN, "--yes")

    [entry] = asked.json["unreachable"]
    assert (entry["what"], asked.stderr) == (f"{note[1:-1]}, a line of var/backups", "")
    assert (ended.returncode, ended.stderr) == (1, "")
    assert f"not reached: {note[1:-1]}, a line of var/backups: it is no file's absolute path" in ended.stdout
    assert ANN not in (workspace / "recipients" / "heads.csv").read_text()


def test_pipes_are_not_waited_for(tmp_path):
    workspace = small_programme(tmp_path / "workspace")
    (workspace / "var" / "outbox" / "391").mkdir(parents=True)
    for name in ("var/backups", "var/outbox/391/zz.eml", "pipe"):
        os.mkfifo(workspace / name)

    held = about(Workspace.open(workspace), ANN)
    done = forget(Workspace.open(workspace), ANN, clock.now())

    assert [one.what for one in held.unreached] == ["var/backups, where backups were put"]
    assert (done.erased.lists, done.unreached) == (("data", "heads"), held.unreached)


def test_a_history_that_cannot_be_read_is_told(tmp_path):
    workspace = small_programme(tmp_path / "workspace")
    (history := workspace / "var" / "lists" / "data").mkdir(parents=True)
    (history / "000001.json").write_text("{")

    held = about(Workspace.open(workspace), ANN)

    assert ["000001.json cannot be read" in one.why for one in held.unreached] == [True]


def test_a_list_with_faults_hides_nobody(tmp_path):
    workspace = small_programme(tmp_path / "workspace")
    with (workspace / "recipients" / "data.csv").open("a") as file:
        file.write('"never closed\n')

    held = about(Workspace.open(workspace), ANN)

    assert {one.file for one in held.mentions} == {"recipients/data.csv", "recipients/heads.csv"}
    assert "faults" in held.unreached[0].why


@pytest.mark.parametrize(("typed", "meant"), [("anne@example.org", ANN), ("ann@exmple.org", ANN), ("zoe@x.net", None)])
def test_a_slip_of_the_fingers_is_answered_with_who_may_be_meant(tmp_path, typed, meant):
    assert near(Workspace.open(small_programme(tmp_path / "workspace")), typed) == meant


def test_what_is_no_address_is_refused(tmp_path):
    with pytest.raises(UsageError, match="not an e-mail address"):
        about(Workspace.open(small_programme(tmp_path / "workspace")), "nobody")
