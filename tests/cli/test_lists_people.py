"""Looking at lists, and one person joining or leaving."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.lists import Doing, ListKeeper, joined
from composer.pipeline.edition import Workspace
from composer.pipeline.leaving import suppress_address
from tests.cli.conftest import Run, edit
from tests.cli.terminal import on_a_terminal
from tests.cli.test_lists import NOW

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
    assert "nobody answered; nothing was changed" in nobody.stderr
    assert "This would be undone:" in undone.stderr
    assert listed.read_text(encoding="utf-8") == LIST


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

    assert ended.returncode == 0
    assert "1 person was left alone, as their rows were changed since" in ended.stdout
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
    listed.write_text(LIST, encoding="utf-8")

    ended = composer("lists", "check", "send")

    assert "changed in an editor: 0 joined, 1 left, 0 changed" in ended.stderr
    assert "[list-by-hand]" in ended.stderr


def test_check_fails_on_faults_of_any_list_and_still_judges_the_others(composer: Command, listed: Path) -> None:
    listed.write_text(LIST + "nobody,,,\n", encoding="utf-8")

    ended = composer("lists", "check")

    assert ended.returncode == 1
    assert "recipients/send.csv:4" in ended.stderr
    assert "data: 29 people" in ended.stdout


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
