"""A spreadsheet takes the place of a list: shown first, done only when that is meant, undone if it was wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from composer.lists import ListKeeper
from composer.pipeline.edition import Workspace
from composer.pipeline.leaving import suppress_address
from tests.cli.conftest import Run
from tests.cli.programme import NOW
from tests.cli.terminal import on_a_terminal

Command = Callable[..., Run]

HEADER = "email,name,organisation,role\n"
ANN, BOB, CY = "ann@example.org,Ann Heath,Kent,Head\n", "bob@example.org,Bob Kaye,,\n", "cy@example.net,Cy Dane,,\n"


@pytest.fixture
def listed(workspace: Path) -> Path:
    """The file of a list with three people."""
    path = workspace / "recipients" / "send.csv"
    path.write_text(HEADER + ANN + BOB + CY, encoding="utf-8")
    return path


@pytest.fixture
def sheet(workspace: Path) -> Callable[[str], str]:
    """Write a spreadsheet; what the command is to call it."""

    def write(content: str, name: str = "members.csv") -> str:
        (workspace / name).write_text(content, encoding="utf-8")
        return name

    return write


CHANGED = HEADER + "bob@example.org,Bob Kaye,Surrey,\nCY@example.net,Cy Dane,,\njo@gmial.com,Jo Doe,,\n"


def test_nothing_changes_without_apply_and_the_next_command_is_told(composer: Command, listed: Path, sheet) -> None:
    before = listed.read_bytes()

    ended = composer("lists", "import", "send", sheet(CHANGED))

    assert ended.returncode == 0
    assert listed.read_bytes() == before
    assert "composer lists import send members.csv --apply" in ended.stdout
    for words in ("Join: 1", "Leave: 1", "Change: 1", "Spelt otherwise: 1"):
        assert words in ended.stdout


def test_what_was_shown_is_done_with_apply_and_undone_with_undo(composer: Command, listed: Path, sheet) -> None:
    before = listed.read_bytes()

    done = composer("lists", "import", "send", sheet(CHANGED), "--apply")
    after = listed.read_text(encoding="utf-8")
    undone = composer("lists", "undo", "send", "--yes")

    assert "Done: 1 joined, 1 left, 2 changed (change 1)." in done.stdout
    assert "To undo it: composer lists undo send 1" in done.stdout
    assert after == HEADER + "bob@example.org,Bob Kaye,Surrey,\nCY@example.net,Cy Dane,,\njo@gmial.com,Jo Doe,,\n"
    assert "Change 1 is undone" in undone.stdout
    assert listed.read_bytes() == before


def test_a_pipe_is_told_nobody(composer: Command, listed: Path, sheet) -> None:
    asked = (
        ["import", "send", sheet(CHANGED)],
        ["show", "send"],
        ["check"],
        ["import", "send", "members.csv", "--apply"],
    )
    for arguments in (*asked, ["history", "send"], ["history", "send", "1"], ["undo", "send", "--yes"]):
        ended = composer("lists", *arguments)
        assert ended.returncode == 0
        assert "@" not in ended.stdout + ended.stderr
        assert "Bob" not in ended.stdout + ended.stderr


def test_a_terminal_is_told_everybody_who_joins_leaves_or_changes(workspace: Path, listed: Path, sheet) -> None:
    code, shown = on_a_terminal(workspace, "lists", "import", "send", sheet(CHANGED))

    assert code == 0
    assert "Jo Doe <jo@gmial.com>" in shown
    assert "Ann Heath <ann@example.org>, Kent, Head" in shown
    assert "bob@example.org  organisation: none → Surrey" in shown
    assert "email: cy@example.net → CY@example.net" in shown
    assert "gmial.com is likely mistyped: jo@gmial.com, perhaps jo@gmail.com." in shown


def test_of_many_a_terminal_shows_the_first_and_all_when_asked(workspace: Path, listed: Path, sheet) -> None:
    many = HEADER + ANN + BOB + CY + "".join(f"p{at}@example.org,,,\n" for at in range(400))

    _, some = on_a_terminal(workspace, "lists", "import", "send", sheet(many))
    _, everybody = on_a_terminal(workspace, "lists", "import", "send", "members.csv", "--people")

    assert "Join: 400" in some
    assert "and 380 more; --people names them all" in some
    assert "p19@example.org" in some
    assert "p20@example.org" not in some
    assert "p399@example.org" in everybody


def test_json_tells_counts_and_with_people_everybody(composer: Command, listed: Path, sheet) -> None:
    counts = composer("lists", "import", "send", sheet(CHANGED), "--json")
    people = composer("lists", "import", "send", "members.csv", "--json", "--people").json

    told = counts.json
    assert (told["joins"], told["leaves"], told["changes"], told["applied"]) == (1, 1, 2, False)
    assert [(one["code"], one["cell"]) for one in told["problems"]] == [("list-typo", "A4")]
    assert "@" not in counts.stdout
    assert [row["email"] for row in people["people"]["joins"]] == ["jo@gmial.com"]
    assert people["problems"][0]["meant"] == "jo@gmail.com"


def test_with_any_error_nothing_is_applied_and_every_one_is_told_by_its_cell(
    composer: Command, listed: Path, sheet
) -> None:
    before = listed.read_bytes()

    ended = composer("lists", "import", "send", sheet(CHANGED + "nobody,N,,\na b@x,N,,\n"), "--apply")

    assert ended.returncode == 1
    assert "Nothing was compared or changed" in ended.stderr
    assert "members.csv A5: error:" in ended.stderr
    assert "members.csv A6: error:" in ended.stderr
    assert listed.read_bytes() == before


def test_what_has_to_be_mended_is_told_before_what_may_be_looked_at(composer: Command, listed: Path, sheet) -> None:
    ended = composer("lists", "import", "send", sheet("email,name\nann@example.org; bob@example.org,\nnobody,N\n"))

    levels = [line.split(": ")[1] for line in ended.stderr.splitlines() if "members.csv" in line]
    assert levels == ["error", "warning"]


SHRUNK = HEADER + ANN


def test_a_list_does_not_shrink_much_unless_that_is_said(composer: Command, listed: Path, sheet) -> None:
    listed.write_text(HEADER + ANN + "".join(f"p{at}@example.org,,,\n" for at in range(49)), encoding="utf-8")
    kept = HEADER + ANN + "".join(f"p{at}@example.org,,,\n" for at in range(18))
    before = listed.read_bytes()

    refused = composer("lists", "import", "send", sheet(kept), "--apply")

    assert refused.returncode == 1
    assert "this removes 62 % (31 of 50). Add --shrink if that is meant. [list-shrinks]" in refused.stderr
    assert "Nothing was changed. If so many are meant to leave:" in refused.stdout
    assert "composer lists import send members.csv --shrink --apply" in refused.stdout
    assert listed.read_bytes() == before

    done = composer("lists", "import", "send", "members.csv", "--apply", "--shrink")
    assert done.returncode == 0
    assert listed.read_text(encoding="utf-8") == kept


def test_who_has_left_is_told_with_since_when_and_why_and_stays_out(
    workspace: Path, composer: Command, listed: Path, sheet
) -> None:
    suppress_address(Workspace.open(workspace), "cy@example.net", "send", "asked by telephone", NOW)

    ended = composer("lists", "import", "send", sheet(HEADER + ANN + BOB + CY))
    shown = composer("lists", "show", "send", "--json", "--people").json

    assert "this person gets nothing by send since 6 March 2026: by a manager: asked by telephone" in ended.stderr
    assert "[list-left]" in ended.stderr
    assert "nothing to change" in ended.stdout
    [cy] = [one for one in shown["recipients"] if one["suppressed"]]
    assert (cy["email"], cy["suppressed"]["reason"]) == ("cy@example.net", "by a manager: asked by telephone")


def test_who_was_erased_is_left_out_whatever_the_file_says(composer: Command, listed: Path, sheet) -> None:
    composer("lists", "forget", "cy@example.net", "--yes")

    ended = composer("lists", "import", "send", sheet(HEADER + ANN + BOB + CY), "--apply")

    assert "[list-forgotten]" in ended.stderr
    assert "cy@example.net" not in listed.read_text(encoding="utf-8")
    refused = composer("lists", "add", "send", "cy@example.net")
    assert refused.returncode == 1
    assert "was erased on" in refused.stderr
    assert "composer lists restore" in refused.stderr


def test_who_was_added_of_late_does_not_leave_unnoticed(
    workspace: Path, composer: Command, listed: Path, sheet
) -> None:
    composer("lists", "add", "send", "dee@example.org", "--name", "Dee")
    listed.write_text(listed.read_text(encoding="utf-8") + "eve@example.org,Eve,,\n", encoding="utf-8")

    ended = composer("lists", "import", "send", sheet(HEADER + ANN + BOB + CY + "dee@example.org,Dee,,\n"), "--apply")

    assert "The list had been changed in an editor, which is change 2: 1 joined." in ended.stdout
    assert [change.doing.how for change in ListKeeper(workspace).history("send")] == ["import", "by hand", "add"]
    again = composer("lists", "undo", "send", "3", "--yes")
    assert again.returncode == 0
    assert "eve@example.org" in listed.read_text(encoding="utf-8")
    later = composer("lists", "import", "send", "members.csv")
    assert "added only recently (change 2)" in later.stdout


def test_hostile_words_neither_command_the_terminal_nor_break_the_report(workspace: Path, listed: Path, sheet) -> None:
    hostile = HEADER.replace("role", "role,no\x1b[2Jte") + 'x@example.org,"\x1b]0;evil\x07=1+1",\u202eorg,,y\n'
    name = sheet(hostile, "\x1b[31mred.csv")

    code, shown = on_a_terminal(workspace, "lists", "import", "send", name, "--shrink", "--people")

    assert "x@example.org" in shown
    assert code == 0
    for command in ("\x1b[2J", "\x1b]0;", "\x07", "\u202e", "\x1b[31mred"):
        assert command not in shown


@pytest.mark.parametrize("file", ["missing.xlsx", "recipients"])
def test_what_is_no_file_is_told(composer: Command, listed: Path, file: str) -> None:
    ended = composer("lists", "import", "send", file)

    assert ended.returncode == 2
    assert file in ended.stderr


def test_a_list_with_faults_is_told_and_left_alone(composer: Command, listed: Path, sheet) -> None:
    listed.write_text(HEADER + ANN + '"broken\n', encoding="utf-8")
    before = listed.read_bytes()

    ended = composer("lists", "import", "send", sheet(CHANGED), "--apply", "--shrink")

    assert ended.returncode == 1
    assert "recipients/send.csv:3" in ended.stderr
    assert listed.read_bytes() == before


def test_the_faults_of_another_list_stop_no_import(workspace: Path, composer: Command, listed: Path, sheet) -> None:
    (workspace / "recipients" / "data.csv").write_text('email\n"broken\n', encoding="utf-8")

    assert composer("lists", "import", "send", sheet(CHANGED), "--apply").returncode == 0


def test_two_addresses_in_a_cell_take_no_name_off_the_list(composer: Command, listed: Path, sheet) -> None:
    both = HEADER + '"ann@example.org; bob@example.org",Ann Heath and Bob Kaye,,\n' + CY

    composer("lists", "import", "send", sheet(both), "--apply")

    told = listed.read_text(encoding="utf-8")
    assert "ann@example.org,Ann Heath," in told
    assert "bob@example.org,Bob Kaye," in told


def test_an_old_spreadsheet_that_brings_somebody_back_or_resets_a_cell_is_noticed(
    workspace: Path, composer: Command, listed: Path, sheet
) -> None:
    composer("lists", "remove", "send", "bob@example.org")
    composer("lists", "add", "send", "ann@example.org", "--role", "Director")

    ended = composer("lists", "import", "send", sheet(HEADER + ANN + BOB + CY))
    _, shown = on_a_terminal(workspace, "lists", "import", "send", "members.csv")

    assert "1 person here was removed only recently (change 1): is the file older than that?" in ended.stdout
    assert "1 person here was changed only recently (change 2): is the file older than that?" in ended.stdout
    assert "Bob Kaye <bob@example.org> – removed on " in shown
    assert "role: Director → Head – changed on " in shown


def test_who_was_added_in_an_editor_just_now_does_not_leave_unnoticed(composer: Command, listed: Path, sheet) -> None:
    composer("lists", "add", "send", "dee@example.org")
    listed.write_text(listed.read_text(encoding="utf-8") + "eve@example.org,Eve,,\n", encoding="utf-8")

    ended = composer("lists", "import", "send", sheet(HEADER + ANN + BOB + CY))

    assert "2 people here were added only recently (change 1 and one by hand)" in ended.stdout


def test_a_pipe_is_told_what_names_the_people(composer: Command, listed: Path, sheet) -> None:
    looked = composer("lists", "import", "send", sheet(CHANGED))
    composer("lists", "import", "send", "members.csv", "--apply")
    history = composer("lists", "history", "send", "1")

    assert "Join: 1 (--people names them)" in looked.stdout
    assert "(--people names them)" in history.stdout


def test_a_new_column_is_told_to_stay(composer: Command, listed: Path, sheet) -> None:
    ended = composer("lists", "import", "send", sheet("email,phone\nann@example.org,1\nbob@example.org,2\n"))
    fewer = composer("lists", "import", "send", sheet("email\nann@example.org\nbob@example.org\n"))

    assert "phone\n  kept in the list from now on; delete them from the spreadsheet if they are not" in ended.stdout
    assert "column" not in fewer.stdout
