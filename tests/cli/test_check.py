from __future__ import annotations

import datetime
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from composer.cli.github import annotation
from composer.problems import Problem
from composer.text import Place
from tests.cli.conftest import ENVIRONMENT, SAMPLE, edit, running_in


def test_the_sample_issues_have_no_problems_even_strictly(composer):
    ended = composer("check", "--all", "--strict")

    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "No problems found.\n")


def test_check_json_has_the_keys_that_scripts_rely_on(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nsubjcet: x")

    ended = composer("check", "391", "--json")

    (problem,) = ended.json["problems"]
    assert list(problem) == ["file", "line", "column", "level", "code", "message", "fix", "item"]
    assert (problem["file"], problem["line"], problem["column"]) == ("issues/391.yaml", 3, 1)
    assert (problem["level"], problem["code"], problem["fix"]) == ("error", "key-unknown", "Did you mean `subject`?")
    assert ended.returncode == 1


def test_a_problem_stands_on_one_line_with_place_level_remedy_and_code(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nsubjcet: x")

    ended = composer("check", "391")

    line = "issues/391.yaml:3:1: error: there is no key `subjcet` here. Did you mean `subject`? [key-unknown]"
    assert ended.stderr.splitlines() == [line]
    assert ended.stdout == "1 error, 0 warnings.\n"


def test_warnings_count_only_when_strict(composer, workspace):
    (workspace / "issues" / "391 copy.yaml").write_text("number: 391\n")

    assert composer("check", "391").returncode == 0
    assert composer("check", "391", "--strict").returncode == 1


def test_an_error_of_an_earlier_issue_counts_only_where_it_carries_into_this_one(composer, workspace):
    over, carried = "far from home\n    workstream: ", "Complex LAC Project Film\n    workstream: "
    edit(workspace / "issues" / "388.yaml", f"{over}safeguarding", f"{over}nothing")
    edit(workspace / "issues" / "389.yaml", f"{carried}safeguarding", f"{carried}nothing")

    problems = composer("check", "391", "--json").json["problems"]

    assert [(problem["file"], problem["code"]) for problem in problems] == [("issues/389.yaml", "workstream-unknown")]


def test_an_unreadable_earlier_issue_is_always_told(composer, workspace):
    (workspace / "issues" / "335.yaml").write_bytes(b"PK\x03\x04 a Word file")

    problems = composer("check", "391", "--json").json["problems"]

    assert [(problem["file"], problem["code"]) for problem in problems] == [("issues/335.yaml", "file-binary")]


def test_a_broken_list_is_told_only_to_issues_that_go_to_it(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nto: [dcs, ad-education]")
    (workspace / "recipients" / "data.csv").write_text('email,name\n"open@example.org,Open\n')
    concerned = {problem["file"] for problem in composer("check", "391", "--json").json["problems"]}
    others = {problem["file"] for problem in composer("check", "390", "--json").json["problems"]}

    assert "recipients/data.csv" not in concerned
    assert "recipients/data.csv" in others


def test_a_number_and_all_together_are_wrong_usage(composer):
    assert composer("check", "391", "--all").returncode == 2


def test_without_usable_settings_it_exits_2_and_says_why(composer, workspace):
    (workspace / "newsletter.yaml").write_text("name: x\n")

    ended = composer("check", "391", "--json")

    assert ended.returncode == 2
    assert [problem["code"] for problem in ended.json["problems"]] == ["key-missing"]


def test_errors_of_the_settings_exit_2_and_are_told_with_the_others(composer, workspace):
    edit(workspace / "newsletter.yaml", "language: en-GB", "language: British English")
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nsubjcet: x")

    ended = composer("check", "391", "--json")

    assert ended.returncode == 2
    assert [problem["code"] for problem in ended.json["problems"]] == ["key-unknown", "language-wrong"]


def test_a_number_that_is_none_says_how_to_write_it(composer):
    ended = composer("check", "391.yaml")

    assert ended.returncode == 2
    assert "give the number of the issue alone, like 391" in ended.stderr


def test_with_json_a_script_can_read_why_nothing_can_be_shown(composer, workspace):
    (workspace / "issues" / "391.yaml").write_bytes(b"PK\x03\x04")

    for command in (["compose", "391"], ["audience", "391"], ["send", "391", "--yes"], ["render", "391", "--out", "o"]):
        ended = composer(*command, "--json")
        assert [problem["code"] for problem in ended.json["problems"]] == ["file-binary"]
        assert ended.returncode == 1


def test_an_error_in_whom_an_earlier_issue_was_for_never_lets_its_items_go_to_everyone(composer, workspace):
    edit(workspace / "issues" / "390.yaml", "date: 2020-02-14", "date: 2020-02-14\nto: [DCS]")

    ended = composer("send", "391")

    assert ended.returncode == 1
    assert "issues/390.yaml:" in ended.stderr
    assert not (workspace / "var").exists()


def test_a_network_by_its_printed_name_reaches_nobody_until_it_is_mended(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nto: [SEND Network]")

    ended = composer("audience", "391", "--json")

    assert (ended.json["people"], ended.returncode) == (0, 1)
    assert "there is no network called SEND Network. Did you mean send?" in ended.stderr


def test_a_missing_list_of_an_included_network_is_an_error(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nto: [assistant-directors]")
    (workspace / "recipients" / "ad-education.csv").unlink()

    problems = composer("check", "391", "--json").json["problems"]

    assert [(problem["file"], problem["code"]) for problem in problems] == [
        ("recipients/networks.yaml", "network-empty")
    ]


def test_the_name_of_a_file_cannot_command_the_terminal(workspace, composer):
    (workspace / "issues" / "\x1b[2J\x1b]0;x\x07.yaml").write_text("number: 1\n")
    (workspace / "templates").mkdir()
    (workspace / "templates" / "_contacts.mjml.j2").write_text('{% include "a\x1b[31m" %}')

    checked = composer("check", "391")
    rendered = composer("render", "391", "--out", "out")

    assert "\\x1b[2J" in checked.stderr
    assert "\\x1b[31m" in rendered.stderr
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", checked.stderr + rendered.stderr)


def issue(number: int, day: datetime.date, item: str = "") -> str:
    words = f"update: News of the week beginning {day:%d %B} for everyone who works with us.{item}"
    return f"number: {number}\ndate: {day}\nitems:\n  - title: Week {number}\n    {words}\n    remind: never\n"


@pytest.fixture
def small(tmp_path):
    """A sound workspace of 13 weeks, in which nobody names the second contact."""
    root = tmp_path / "small"
    (root / "issues").mkdir(parents=True)
    (root / "recipients").mkdir()
    (root / "newsletter.yaml").write_text("name: Weekly Update\nfrom: updates@example.org\n")
    (root / "recipients" / "networks.yaml").write_text("send: {name: SEND, leads: [lead@example.org]}\n")
    (root / "recipients" / "send.csv").write_text("email,name\nann@example.org,Ann Heath\n")
    first = datetime.date(2019, 11, 1)
    for number in range(1, 14):
        day = first + datetime.timedelta(weeks=number)
        (root / "issues" / f"{number}.yaml").write_text(issue(number, day))
    return root


CONTACT = "chris-owen: {name: Chris Owen, email: chris.owen@example.org}\n"


def test_remarks_are_told_and_never_count(small):
    (small / "recipients" / "contacts.yaml").write_text(CONTACT)

    ended = running_in(small)("check", "--strict")

    assert ended.stderr.startswith("recipients/contacts.yaml:1:20: info: no item has named")
    assert (ended.stdout, ended.returncode) == ("0 errors, 0 warnings, 1 remark.\n", 0)


def test_errors_warnings_and_remarks_are_counted_apart(small):
    (small / "recipients" / "contacts.yaml").write_text(CONTACT)
    personal = " Ring Jo on 07700 900123, or 07700 900124."
    words = " The child (born 3 May 2011) was seen."
    (small / "issues" / "13.yaml").write_text(issue(13, datetime.date(2020, 1, 31), personal + words))

    ended = running_in(small)("check")

    assert (ended.stdout, ended.returncode) == ("1 error, 2 warnings, 1 remark.\n", 1)
    assert [problem["level"] for problem in running_in(small)("check", "--json").json["problems"]] == [
        "warning",
        "warning",
        "error",
        "info",
    ]


def test_on_github_each_problem_is_an_annotation_that_names_nobody(small):
    (small / "recipients" / "contacts.yaml").write_text(CONTACT)
    (small / "recipients" / "send.csv").write_text(
        "email,name\noffice@example.org,Ann Heath\noffice@example.org,Bo Lee\n"
    )
    words = " Ring Jo on 07700 900123. 100% (born 3 May 2011)."
    (small / "issues" / "13.yaml").write_text(issue(13, datetime.date(2020, 1, 31), words))

    ended = running_in(small)("check", "13", "--format", "github")

    *told, tally = ended.stdout.splitlines()
    assert [line.partition("::")[2].partition("::")[0] for line in told] == [
        "warning file=issues/13.yaml,line=5,col=94,title=personal-data",
        "error file=issues/13.yaml,line=5,col=119,title=personal-data",
        "notice file=recipients/contacts.yaml,line=1,col=20,title=contact-unnamed",
        "warning file=recipients/send.csv,line=3,col=1,title=address-shared",
    ]
    assert "::a date of birth is printed here. Take it out." in told[1]
    assert (tally, ended.stderr, ended.returncode) == ("1 error, 2 warnings, 1 remark.", "", 1)
    assert "office@" not in ended.stdout
    assert "07700" not in ended.stdout
    assert "Bo Lee" not in ended.stdout


def test_on_github_files_are_named_from_where_the_repository_is_checked_out(small, monkeypatch):
    (small / "recipients" / "networks.yaml").write_text("send: {name: SEND}\n")
    environment = {**ENVIRONMENT, "GITHUB_WORKSPACE": str(small.parent)}

    command = [sys.executable, "-m", "composer", "check", "--format", "github"]
    ended = subprocess.run(command, cwd=small, env=environment, capture_output=True, encoding="utf-8")

    assert ended.stdout.startswith("::warning file=small/recipients/networks.yaml,line=1,col=7,title=network-lead::")


def test_json_and_annotations_together_are_wrong_usage(composer):
    assert composer("check", "391", "--json", "--format", "github").returncode == 2


def test_what_a_runner_would_take_for_its_own_is_escaped():
    place = Place("issues/a,b:c%.yaml", 3, 5)
    problem = Problem(place, "key-unknown", "there is no key a%0Ab\r\nx\x1b[2J, jo@d.example.org", "Write x: y, z.")

    assert annotation(problem) == (
        "::error file=issues/a%2Cb%3Ac%25.yaml,line=3,col=5,title=key-unknown::"
        "there is no key a%250Ab%0D%0Ax\\x1b[2J, (an address). Write x: y, z."
    )


def test_an_annotation_names_nobody_in_its_remedy_either():
    problem = Problem(Place("issues/1.yaml", 3, 5), "link-wrong", "no", "Write mailto:jo@d.example.org.")

    assert annotation(problem).endswith("::no. Write mailto:(an address).")


@given(st.text(), st.text())
def test_an_annotation_is_one_line_whatever_is_in_it(file, words):
    line = annotation(Problem(Place(file, 1, 1), "code", words, "Fix."))

    assert len(line.splitlines()) == 1
    assert re.fullmatch(r"::error file=[^,:]*,line=1,col=1,title=code::.*", line, flags=re.DOTALL)


HOOK = yaml.safe_load((SAMPLE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]


def test_the_hook_has_what_pre_commit_asks_for():
    assert {"id", "name", "entry", "language"} <= set(HOOK)
    assert (HOOK["id"], HOOK["language"], HOOK["pass_filenames"]) == ("composer-check", "python", False)


@pytest.mark.parametrize(
    ("file", "concerned"),
    [
        ("issues/391.yaml", True),
        ("newsletter.yaml", True),
        ("recipients/contacts.yaml", True),
        ("recipients/send.csv", True),
        ("templates/edition.mjml.j2", True),
        ("images/film.jpg", True),
        ("issues/sent/391-1.json", False),
        ("README.md", False),
        ("news/issues/391.yaml", True),
        ("news/issues/sent/391-1.json", False),
    ],
)
def test_the_hook_runs_for_the_files_of_a_workspace(file, concerned):
    assert bool(re.search(HOOK["files"], file)) is concerned


@pytest.mark.parametrize(("words", "code"), [("", 0), (" The child (born 3 May 2011) was seen.", 1)])
def test_git_refuses_a_commit_with_errors_where_the_hook_is(small, words, code):
    entry = HOOK["entry"].replace("composer", shlex.join([sys.executable, "-m", "composer"]), 1)
    git = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "core.hooksPath=hooks"]
    (small / "hooks").mkdir()
    hook = small / "hooks" / "pre-commit"
    hook.write_text(f"#!/bin/sh\nexec {entry}\n")
    hook.chmod(0o755)
    (small / "issues" / "13.yaml").write_text(issue(13, datetime.date(2020, 1, 31), words))
    for arguments in (["init", "--quiet"], ["add", "issues"]):
        subprocess.run([*git, *arguments], cwd=small, env=ENVIRONMENT, check=True)

    ended = subprocess.run([*git, "commit", "-qm", "Week 13"], cwd=small, env=ENVIRONMENT, capture_output=True)

    assert (ended.returncode, b"[personal-data]" in ended.stderr) == (code, bool(code))


def test_who_left_is_read_from_the_ledger_and_nothing_is_made(small):
    people = "".join(f"p{number}@example.org,\n" for number in range(10))
    (small / "recipients" / "send.csv").write_text(f"email,name\n{people}")
    composer = running_in(small)
    assert composer("check").stdout == "No problems found.\n"
    assert not (small / "var").exists()
    for number in range(2):
        composer("lists", "suppress", f"p{number}@example.org")
    before = kept(small)

    ended = composer("check")

    assert "2 of the 10 people on the network send get nothing any more" in ended.stderr
    assert kept(small) == before


def kept(root: Path) -> dict[Path, bytes]:
    """What the machine keeps, with its bytes; what SQLite needs while it reads aside."""
    files = (path for path in (root / "var").rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.suffix not in (".db-wal", ".db-shm")}


def test_a_damaged_ledger_does_not_keep_an_issue_from_being_checked(small):
    (small / "var").mkdir()
    (small / "var" / "ledger.db").write_bytes(b"not a ledger" * 1000)

    ended = running_in(small)("check")

    assert (ended.stdout, ended.returncode) == ("No problems found.\n", 0)
