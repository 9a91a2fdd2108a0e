from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from composer.pipeline.edition import Workspace
from composer.pipeline.workspace import new_issue


def test_init_gives_a_workspace_that_checks_clean(composer, tmp_path):
    ended = composer("init", "mine", cwd=tmp_path)

    assert ended.returncode == 0
    assert composer("check", "--all", "--strict", cwd=tmp_path / "mine").returncode == 0
    ignored = (tmp_path / "mine" / ".gitignore").read_text().splitlines()
    assert "recipients/*.csv" in ignored
    assert "var/" in ignored


def test_init_never_touches_what_is_there(composer, tmp_path):
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "391.yaml").write_text("mine\n")

    ended = composer("init", cwd=tmp_path)

    assert ended.returncode == 2
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and "workspace" not in str(path)] == [
        "391.yaml"
    ]
    assert (tmp_path / "issues" / "391.yaml").read_text() == "mine\n"


def test_new_begins_next_weeks_issue_and_tells_what_carries_over(composer, workspace):
    ended = composer("new", "--json")

    told = ended.json
    assert (told["number"], told["date"]) == (392, "2020-02-28")
    text = (workspace / "issues" / "392.yaml").read_text()
    assert all(f"#   {name}: " in text for name in told["reminders"] + told["tools"])
    edition = composer("compose", "392", "--json").json
    assert [entry["id"] for entry in edition["reminders"]] == told["reminders"]
    problems = composer("check", "392", "--json").json["problems"]
    assert [problem["code"] for problem in problems] == ["news-none"]


def test_a_new_issue_becomes_a_sound_one_by_taking_the_marks_away(composer, workspace):
    composer("new")
    path = workspace / "issues" / "392.yaml"
    path.write_text(re.sub(r"^  # ", "  ", path.read_text(), flags=re.MULTILINE))

    ended = composer("check", "392")

    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_sample_item_of_a_new_issue_is_still_to_come(composer, workspace):
    composer("new")
    path = workspace / "issues" / "392.yaml"
    path.write_text(re.sub(r"^  # ", "  ", path.read_text(), flags=re.MULTILINE))

    dates = composer("compose", "392", "--json").json["dates"]

    assert "Friday 27 March" in path.read_text()
    assert [date["on"] for date in dates if date["title"] == "AD Education Network"] == ["2020-03-27"]


def test_new_after_an_issue_with_errors_tells_them_in_order_and_that_nothing_was_made(composer, workspace):
    (workspace / "issues" / "391.yaml").write_text(
        "number: 391\ndate: soon\nitems:\n  - title: A: b\n    update: x\n    remind: never never\n  - titel: B\n"
    )

    ended = composer("new")

    *problems, closing = ended.stderr.splitlines()
    lines = [int(line.split(":")[1]) for line in problems]
    assert (lines, ended.returncode) == (sorted(lines), 1)
    assert len(set(lines)) == 4
    assert closing == "No issue was begun. Mend what is told above, then say again: composer new"
    assert not (workspace / "issues" / "392.yaml").exists()
    assert len(composer("new", "--json").json["problems"]) == len(problems)


def test_new_twice_says_to_write_the_first_one_first(composer, workspace):
    composer("new")

    ended = composer("new")

    assert ended.returncode == 2
    assert "issues/392.yaml has no items yet" in ended.stderr
    assert not (workspace / "issues" / "393.yaml").exists()


def test_the_first_issue_of_all_is_number_one(composer, workspace):
    for path in (workspace / "issues").iterdir():
        path.unlink()

    assert composer("new", "--json").json["number"] == 1
    assert composer("compose", "1", "--json").json["reminders"] == []


def test_new_after_an_unreadable_issue_says_so_and_writes_nothing(composer, workspace):
    (workspace / "issues" / "391.yaml").write_bytes(b"PK\x03\x04")

    ended = composer("new")

    assert ended.returncode == 1
    assert "file-binary" in ended.stderr
    assert not (workspace / "issues" / "392.yaml").exists()


def test_a_folder_that_cannot_be_made_ends_in_a_sentence(composer, tmp_path):
    (tmp_path / "file").write_text("not a folder")

    ended = composer("init", "file/mine", cwd=tmp_path)

    assert ended.returncode == 2
    assert "file" in ended.stderr


COMMANDS = (
    *("init", "new", "compose", "check", "render", "preview", "audience", "approve", "send", "status", "resolve"),
    *("cancel", "backup", "restore", "rebuild", "doctor", "lists", "serve", "schema"),
)

# They tell nothing but that it is done or where it is; and a group of commands.
SAY_LITTLE = ("preview", "serve", "backup", "restore", "rebuild", "lists")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_text_with_an_example_and_json(composer, name):
    ended = composer(name, "--help")

    assert ended.returncode == 0
    assert re.search(rf"Examples?:\n +composer {name}", ended.stdout)
    assert ("--json" in ended.stdout) == (name not in SAY_LITTLE)


def test_the_help_of_all_lists_every_command(composer):
    listed = composer("--help").stdout.partition("Commands:")[2]

    assert [line.split()[0] for line in listed.splitlines() if re.match(r"  \w", line)] == list(COMMANDS)


def test_a_reader_that_stops_early_sees_no_complaint(workspace):
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "composer", "compose", "391"], cwd=workspace, stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)

    assert ended.stderr == b""
    assert ended.returncode == 1


def test_new_tells_what_it_could_not_read(composer, workspace):
    (workspace / "issues" / "388.yaml").write_bytes(b"PK\x03\x04")

    ended = composer("new")

    assert ended.returncode == 1
    assert "issues/388.yaml:1:1: error" in ended.stderr
    assert (workspace / "issues" / "392.yaml").exists()


def test_the_first_issue_is_dated_by_the_programmes_clock(tmp_path):
    late = datetime.datetime(2020, 2, 20, 23, 30, tzinfo=datetime.UTC)
    folder = tmp_path
    (folder / "newsletter.yaml").write_text("name: x\nfrom: a@example.org\ntimezone: Pacific/Auckland\n")
    (folder / "recipients").mkdir()
    (folder / "recipients" / "networks.yaml").write_text("send: {name: SEND}\n")

    assert new_issue(Workspace.open(folder), late).edition.issue.date == datetime.date(2020, 2, 21)


def test_a_new_workspace_tells_how_to_change_a_template_and_where_ours_are(composer, tmp_path):
    assert composer("init", str(tmp_path / "mine")).returncode == 0
    told = (tmp_path / "mine" / "templates" / "README.md").read_text()

    (ours,) = re.findall(r"are in (\S+) on this machine", told)
    assert (Path(ours) / "_footer.mjml.j2").is_file()
    assert "put a file of the same name" in told
