"""Looking at lists, and one person joining or leaving."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from composer.lists import Doing, ListKeeper, joined
from composer.pipeline.edition import Workspace
from composer.pipeline.leaving import suppress_address
from tests.cli.conftest import ENVIRONMENT, Run, edit
from tests.cli.programme import NOW
from tests.cli.terminal import on_a_terminal

Command = Callable[..., Run]

HEADER = "email,name,organisation,role\n"
LIST = HEADER + "ann@example.org,Ann Heath,Kent,Head\nbob@example.org,Bob Kaye,,\n"


@pytest.fixture
def listed(workspace: Path) -> Path:
    """The file of a list with two people."""
    path = workspace / "recipients" / "send.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_all_lists_are_shown_with_their_people_leads_and_last_change(
    workspace: Path, composer: Command, listed: Path
) -> None:
    keeper = ListKeeper(workspace)
    keeper.edit("send", Doing("sam", "add", NOW), lambda table: joined(table, {"email": "cy@example.net"}))
    suppress_address(Workspace.open(workspace), "cy@example.net", "send", "", NOW)
    listed.write_text(listed.read_text(encoding="utf-8") + "dee@example.org,Dee,,\n", encoding="utf-8")

    told = {one["network"]: one for one in composer("lists", "show", "--json").json["lists"]}
    shown = composer("lists", "show").stdout

    assert told.keys() == {"dcs", "ad-education", "ad-safeguarding", "send", "data", "qa-leads"}
    send = told["send"]
    assert (send["people"], send["suppressed"], send["leads"], send["by_hand"]) == (4, 1, 1, True)
    assert (send["changed"]["who"], send["changed"]["how"], send["changed"]["joins"]) == ("sam", "add", 1)
    assert "4 people, 1 of them suppressed" in shown
    assert "6 March 2026 09:00, add by sam" in shown
    assert "changed in an editor since" in shown
    assert "@" not in shown


def test_a_list_that_cannot_be_read_hides_no_other(composer: Command, listed: Path) -> None:
    listed.write_text('email\n"broken\n', encoding="utf-8")

    ended = composer("lists", "show")

    assert "recipients/send.csv:2" in ended.stderr
    assert "cannot be read: composer lists check send" in ended.stdout
    assert "Data and Performance Network (data)" in ended.stdout


def test_a_terminal_is_shown_everybody_and_why_some_get_nothing(workspace: Path, listed: Path) -> None:
    suppress_address(Workspace.open(workspace), "bob@example.org", "", "asked by telephone", NOW)

    code, shown = on_a_terminal(workspace, "lists", "show", "send")

    assert code == 0
    assert "Ann Heath <ann@example.org>, Kent, Head\n" in shown
    assert "Bob Kaye <bob@example.org> – nothing since 6 March 2026: by a manager: asked by telephone" in shown


def test_somebody_joins_and_the_rest_of_the_file_stays_as_it_was(composer: Command, listed: Path) -> None:
    ended = composer("lists", "add", "send", "Cy@Example.net", "--name", "Cy  Dane", "--role", "=1+1")

    assert ended.returncode == 0
    assert "is on the list of send now (change 1)." in ended.stdout
    assert "@" not in ended.stdout + ended.stderr
    assert listed.read_text(encoding="utf-8") == LIST + "Cy@Example.net,Cy Dane,,=1+1\n"


def test_who_is_there_already_is_told_and_keeps_the_cells_that_are_not_named(composer: Command, listed: Path) -> None:
    same = composer("lists", "add", "send", "ANN@example.org", "--name", "Ann Heath", "--json").json
    changed = composer("lists", "add", "send", "bob@example.org", "--role", "Chair")

    assert (same["was_there"], same["changed"]) == (True, False)  # nor does the spelling change, which is mailed
    assert changed.returncode == 0
    assert "What the list of send says" in changed.stdout
    assert listed.read_text(encoding="utf-8") == LIST.replace("Bob Kaye,,", "Bob Kaye,,Chair")
    again = composer("lists", "add", "send", "bob@example.org", "--role", "Chair")
    assert "already, just so; nothing was changed" in again.stdout


def test_adding_somebody_who_has_left_says_that_they_get_nothing_all_the_same(
    workspace: Path, composer: Command, listed: Path
) -> None:
    suppress_address(Workspace.open(workspace), "cy@example.net", "send", "", NOW)

    ended = composer("lists", "add", "send", "cy@example.net")

    assert ended.returncode == 0
    assert "They get nothing all the same, since 6 March 2026: by a manager" in ended.stdout
    assert "composer lists restore ADDRESS --network send" in ended.stdout


def test_a_likely_typo_is_added_and_told(composer: Command, listed: Path) -> None:
    ended = composer("lists", "add", "send", "cy@gmial.com")

    assert ended.returncode == 0
    assert "is gmail.com meant?" in ended.stderr
    assert "cy@gmial.com" in listed.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "send", "nobody"), "this is not an e-mail address"),
        (("remove", "send", "a b@example.org"), "this is not an e-mail address"),
        (("add", "sned", "cy@example.net"), "Did you mean send?"),
        (("add", "assistant-directors", "cy@example.net"), "Name one of these: ad-education, ad-safeguarding"),
        (("history", "send", "7"), "there is no change 7"),
        (("undo", "send", "--yes"), "no change to undo"),
        (("show", "../data"), "there is no network"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_to_do(
    composer: Command, listed: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = composer("lists", *arguments)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert listed.read_text(encoding="utf-8") == LIST


def test_somebody_leaves_and_comes_back_by_undo(composer: Command, listed: Path) -> None:
    left = composer("lists", "remove", "send", "ANN@example.org")
    without = listed.read_text(encoding="utf-8")
    nobody = composer("lists", "undo", "send")
    undone = composer("lists", "undo", "send", stdin="y\n")

    assert left.returncode == 0
    assert "ann@" not in without
    assert nobody.returncode == 2
    assert "nobody answered; nothing was done" in nobody.stderr
    assert "This would be undone:" in undone.stderr
    assert listed.read_text(encoding="utf-8") == LIST


def test_what_somebody_agreed_to_is_undone_and_nothing_that_came_between(workspace: Path, listed: Path) -> None:
    keeper = ListKeeper(workspace)
    keeper.edit("send", Doing("sam", "add", NOW), lambda table: joined(table, {"email": "cy@example.net"}))
    command = [sys.executable, "-m", "composer", "lists", "undo", "send"]
    with subprocess.Popen(
        command, cwd=workspace, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as asking:
        assert asking.stderr is not None
        asked = b""
        while b"Undo it" not in asked:
            asked += asking.stderr.read(1)
        keeper.edit("send", Doing("ada", "add", NOW), lambda table: joined(table, {"email": "dee@example.net"}))
        said, _ = asking.communicate(b"y\n", timeout=60)

    assert b"1  6 March 2026 09:00, add by sam: 1 joined" in asked
    assert said.startswith(b"Change 1 is undone: 1 left (change 3).")
    assert listed.read_text(encoding="utf-8") == LIST + "dee@example.net,,,\n"


def test_nobody_leaves_a_list_they_are_not_on_and_a_terminal_is_told_who_may_be_meant(
    workspace: Path, composer: Command, listed: Path
) -> None:
    piped = composer("lists", "remove", "send", "anne@example.org")
    code, shown = on_a_terminal(workspace, "lists", "remove", "send", "anne@example.org")

    assert piped.returncode == code == 1
    assert "nobody of this address is on the list of send; nothing was changed" in piped.stderr
    assert "ann@example.org" not in piped.stderr
    assert "Did you mean ann@example.org?" in shown
    assert listed.read_text(encoding="utf-8") == LIST


def test_history_tells_counts_and_a_number_names_people_where_they_may_be_named(
    workspace: Path, composer: Command, listed: Path
) -> None:
    keeper = ListKeeper(workspace)
    keeper.edit("send", Doing("sam", "import", NOW, "m.xlsx"), lambda table: joined(table, {"email": "cy@example.net"}))

    piped = composer("lists", "history", "send")
    named = composer("lists", "history", "send", "1", "--people")
    told = composer("lists", "history", "send", "--json", "--people").json

    assert piped.stdout == "    1  6 March 2026 09:00, import of m.xlsx by sam: 1 joined\n"
    assert "cy@example.net" in named.stdout
    assert [row["email"] for row in told["changes"][0]["people"]["joins"]] == ["cy@example.net"]


def test_a_later_undo_leaves_alone_what_was_changed_since(workspace: Path, composer: Command, listed: Path) -> None:
    keeper = ListKeeper(workspace)
    cy = {"email": "cy@example.net"}
    keeper.edit("send", Doing("sam", "add", NOW), lambda table: joined(table, cy))
    keeper.edit("send", Doing("sam", "add", NOW), lambda table: joined(table, cy | {"role": "Chair"}))

    ended = composer("lists", "undo", "send", "1", "--yes")

    assert ended.returncode == 1
    assert ended.stdout.startswith("Nothing was undone:\n  1 row was left alone: changed since")
    assert "cy@example.net,,,Chair" in listed.read_text(encoding="utf-8")


def test_check_tells_what_may_be_wrong_by_the_line_and_names_nobody_in_a_pipe(
    workspace: Path, composer: Command, listed: Path
) -> None:
    listed.write_text(
        LIST + "\n\nann.heath@example.net,Ann  HEATH,,\nBOB@example.org,Bob,,\njo@gmial.com,Jo,,\n", encoding="utf-8"
    )
    edit(workspace / "recipients" / "networks.yaml", "  leads: [beatrice.coyle@example.org]\n", "")

    ended = composer("lists", "check", "send", "--json")

    told = ended.json
    assert ended.returncode == 0
    assert [(one["code"], one["line"]) for one in told["problems"]] == [
        ("network-lead", 20),
        ("list-duplicate", 7),
        ("list-typo", 8),
        ("list-namesake", 6),
    ]
    assert told["lists"] == [{"network": "send", "people": 5, "suppressed": 0}]
    assert not {"jo@", "Heath", "ann@"} & set(re.findall(r"\w+@?", ended.stdout))


def test_check_tells_a_hand_edit_that_the_history_does_not_know_yet(
    workspace: Path, composer: Command, listed: Path
) -> None:
    ListKeeper(workspace).edit(
        "send", Doing("sam", "add", NOW), lambda table: joined(table, {"email": "c@example.net"})
    )
    listed.write_text(listed.read_text(encoding="utf-8").replace("Kent", "Surrey"), encoding="utf-8")

    ended = composer("lists", "check", "send")

    assert "changed in an editor: 0 joined, 0 left, 1 changed. That is kept" in ended.stderr
    assert "[list-by-hand]" in ended.stderr


def test_an_older_copy_saved_over_an_add_is_not_told_to_be_kept(composer: Command, listed: Path) -> None:
    composer("lists", "add", "send", "cy@example.net")
    listed.write_text(LIST.replace("Kent", "Surrey"), encoding="utf-8")

    checked = composer("lists", "check", "send")
    added = composer("lists", "add", "send", "dee@example.net")

    assert "That is kept" not in checked.stderr
    assert "It takes back change 1: if an older copy was saved" in checked.stderr
    assert "what it lacked was kept: 1 joined" in added.stdout
    assert "put it back: composer lists undo" not in added.stdout
    assert "cy@example.net" in listed.read_text(encoding="utf-8")


def test_an_add_lost_by_an_editor_that_was_open_for_long_is_told_with_what_puts_it_back(
    workspace: Path, composer: Command, listed: Path
) -> None:
    two_hours_ago = datetime.now(UTC) - timedelta(hours=2)
    ListKeeper(workspace).edit(
        "send", Doing("ada", "add", two_hours_ago), lambda table: joined(table, {"email": "cy@example.net"})
    )
    listed.write_text(LIST.replace("Kent", "Surrey"), encoding="utf-8")

    added = composer("lists", "add", "send", "dee@example.net")
    composer("lists", "undo", "send", "2", "--yes")

    assert "It took back what was done only recently: 1 added (change 1)." in added.stdout
    assert "put it back: composer lists undo send 2" in added.stdout
    assert "cy@example.net" in listed.read_text(encoding="utf-8")


def test_what_somebody_took_out_by_hand_of_many_that_were_imported_is_no_older_copy(
    workspace: Path, composer: Command, listed: Path
) -> None:
    now = datetime.now(UTC)
    ListKeeper(workspace).edit(
        "send",
        Doing("ada", "import", now),
        lambda table: joined(joined(table, {"email": "cy@example.net"}), {"email": "dee@example.net"}),
    )
    listed.write_text(listed.read_text(encoding="utf-8").replace("cy@example.net,,,\n", ""), encoding="utf-8")

    checked = composer("lists", "check", "send")

    assert "0 joined, 1 left, 0 changed. That is kept" in checked.stderr


def test_a_list_that_is_gone_is_an_error_wherever_it_is_looked_at(
    workspace: Path, composer: Command, listed: Path
) -> None:
    ListKeeper(workspace).edit(
        "send", Doing("sam", "add", NOW), lambda table: joined(table, {"email": "c@example.net"})
    )
    listed.unlink()

    checked = composer("lists", "check", "send")
    shown = composer("lists", "show")
    exported = composer("lists", "export", "send")

    assert checked.returncode == exported.returncode == 1
    assert "recipients/send.csv:1:1: error: the list is gone. Put the file back: var/lists/send/" in checked.stderr
    assert "[list-gone]" in exported.stderr
    assert "[list-gone]" in shown.stderr
    assert "cannot be read: composer lists check send" in shown.stdout
    assert "changed in an editor" not in shown.stdout + checked.stderr


def test_history_tells_that_people_of_a_change_were_forgotten_since(
    workspace: Path, composer: Command, listed: Path
) -> None:
    ListKeeper(workspace).edit(
        "send", Doing("sam", "add", NOW), lambda table: joined(table, {"email": "cy@example.net"})
    )
    composer("lists", "forget", "cy@example.net", "--yes")

    shown = composer("lists", "history", "send")
    told = composer("lists", "history", "send", "--json").json

    assert "1 person of this change was forgotten since" in shown.stdout
    assert [one["forgotten"] for one in told["changes"]] == [1]


def test_check_fails_on_faults_of_any_list_and_still_judges_the_others(composer: Command, listed: Path) -> None:
    listed.write_text(LIST + "nobody,,,\n", encoding="utf-8")

    ended = composer("lists", "check")

    assert ended.returncode == 1
    assert "recipients/send.csv:4" in ended.stderr
    assert "data: 29 people" in ended.stdout
    assert "send: cannot be read; 1 remark" in ended.stdout
    told = {one["network"]: one["people"] for one in composer("lists", "check", "--json").json["lists"]}
    assert (told["send"], told["data"]) == (None, 29)


@pytest.mark.parametrize("kind", ["unsubscribed", "bounced", "complained"])
def test_a_suppression_says_its_kind(workspace: Path, composer: Command, listed: Path, kind: str) -> None:
    composer("lists", "suppress", "ann@example.org", "--as", kind, "--reason", "a colleague called")

    told = composer("lists", "show", "send", "--json", "--people").json
    [ann] = [one["suppressed"] for one in told["recipients"] if one["suppressed"]]
    assert (ann["kind"], ann["reason"]) == (kind, f"{kind}: a colleague called")


def test_an_export_is_a_new_file_for_its_owner_alone(workspace: Path, composer: Command, listed: Path) -> None:
    first = composer("lists", "export", "send", "out.csv")
    again = composer("lists", "export", "send", "out.csv")
    piped = composer("lists", "export", "send")

    out = workspace / "out.csv"
    assert first.returncode == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert out.read_bytes() == b"\xef\xbb\xbf" + LIST.encode()
    assert again.returncode == 2
    assert "is there already, and is left as it is" in again.stderr
    assert piped.stdout == LIST


def test_an_export_into_no_folder_says_so(composer: Command, listed: Path) -> None:
    ended = composer("lists", "export", "send", "nodir/next.xlsx")

    assert ended.returncode == 2
    assert "there is no folder nodir." in ended.stderr


def test_one_person_who_gets_nothing_is_told_as_one(workspace: Path, composer: Command, listed: Path) -> None:
    listed.write_text(HEADER + "ann@example.org,Ann Heath,Kent,Head\n", encoding="utf-8")
    suppress_address(Workspace.open(workspace), "ann@example.org", "send", "", NOW)

    assert "SEND Network: 1 person, suppressed\n" in composer("lists", "show", "send").stdout
    assert "send: 1 person, suppressed; " in composer("lists", "check", "send").stdout


def test_a_row_again_with_other_capitals_in_its_address_is_not_told_as_another_address(
    composer: Command, listed: Path
) -> None:
    listed.write_text(LIST + "ANN@Example.org,Ann Heath,Kent,Head\n", encoding="utf-8")

    told = composer("lists", "check", "send").stderr

    assert "this person stands in line 2 already. The first row counts" in told


def test_an_issue_for_a_network_whose_list_is_gone_is_not_sent(
    workspace: Path, composer: Command, listed: Path
) -> None:
    composer("lists", "add", "send", "cy@example.net")
    sound = composer("check", "391")
    listed.unlink()

    gone = composer("check", "391")

    assert "list-gone" not in sound.stderr
    assert gone.returncode == 1
    assert "recipients/send.csv:1:1: error: the list is gone." in gone.stderr
