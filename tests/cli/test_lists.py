from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.model import EVERY
from composer.pipeline.books import open_books, secret_of
from composer.pipeline.edition import Workspace
from composer.pipeline.leaving import suppress_address
from tests.cli.conftest import Run, edit
from tests.cli.programme import NOW

Command = Callable[..., Run]

LISTED, UNLISTED = "j.tregunna@example.org", "nobody-yet@example.net"


@pytest.fixture
def listed(workspace: Path) -> str:
    """Somebody on the list of one network."""
    (workspace / "recipients" / "send.csv").write_text(f"email,name\n{LISTED},Jo\n", encoding="utf-8")
    return LISTED


def stop(workspace: Path, address: str, network: str = EVERY, reason: str = "") -> None:
    """As the command does."""
    suppress_address(Workspace.open(workspace), address, network, reason, NOW)


def kept(workspace: Path, address: str) -> dict[str, str]:
    """What is suppressed, and why, by network."""
    with open_books(workspace) as ledger:
        key = secret_of(workspace).person_key(address)
        return {suppression.network: suppression.reason for suppression in ledger.suppressions(key)}


def test_somebody_who_asks_gets_nothing_more(workspace: Path, composer: Command, listed: str) -> None:
    ended = composer("lists", "suppress", listed, "--reason", "asked on the telephone")

    assert ended.returncode == 0
    assert kept(workspace, listed) == {EVERY: "by a manager: asked on the telephone"}
    assert "gets nothing more." in ended.stdout
    assert "by a manager: asked on the telephone" in ended.stdout


def test_the_spelling_of_an_address_does_not_matter(workspace: Path, composer: Command, listed: str) -> None:
    composer("lists", "suppress", listed.upper())

    assert kept(workspace, listed) == {EVERY: "by a manager"}


def test_one_network_alone_is_left(workspace: Path, composer: Command, listed: str) -> None:
    ended = composer("lists", "suppress", listed, "--network", "send")

    assert ended.returncode == 0
    assert list(kept(workspace, listed)) == ["send"]
    assert "by send" in ended.stdout


def test_the_same_again_says_so_and_keeps_the_first_reason(workspace: Path, composer: Command, listed: str) -> None:
    stop(workspace, listed, reason="first")

    ended = composer("lists", "suppress", listed, "--reason", "second")

    assert ended.returncode == 0
    assert "gets nothing already" in ended.stdout
    assert kept(workspace, listed) == {EVERY: "by a manager: first"}


def test_restoring_undoes_it_and_says_when_there_was_nothing_to_undo(
    workspace: Path, composer: Command, listed: str
) -> None:
    stop(workspace, listed)

    first, again = (composer("lists", "restore", listed) for _ in range(2))

    assert (first.returncode, again.returncode) == (0, 0)
    assert "is no longer suppressed" in first.stdout
    assert "is not suppressed" in again.stdout
    assert kept(workspace, listed) == {}


def test_what_still_stands_is_told(workspace: Path, composer: Command, listed: str) -> None:
    stop(workspace, listed, "send")
    stop(workspace, listed)

    ended = composer("lists", "restore", listed)

    assert "suppressed by send since" in ended.stdout
    assert "To undo that too: composer lists restore ADDRESS --network send" in ended.stdout


def test_an_address_on_no_list_is_kept_all_the_same(workspace: Path, composer: Command) -> None:
    ended = composer("lists", "suppress", UNLISTED)

    assert ended.returncode == 0
    assert "on no list now" in ended.stdout
    assert kept(workspace, UNLISTED) == {EVERY: "by a manager"}


def test_json_tells_the_same_without_the_address(composer: Command, listed: str) -> None:
    suppressed = composer("lists", "suppress", listed, "--network", "send", "--json")
    restored = composer("lists", "restore", listed, "--network", "send", "--json")

    told = suppressed.json
    assert told["changed"] is True
    assert [(one["network"], one["reason"]) for one in told["suppressions"]] == [("send", "by a manager")]
    assert told["lists"] == ["send"]
    assert restored.json == {"key": told["key"], "changed": True, "suppressions": [], "lists": ["send"]}
    assert "@" not in suppressed.stdout


def test_what_is_not_a_terminal_is_told_no_address(composer: Command, listed: str) -> None:
    ended = composer("lists", "suppress", listed)

    assert "@" not in ended.stdout + ended.stderr


@pytest.mark.parametrize("command", ["suppress", "restore"])
def test_a_misspelt_network_is_answered_with_the_right_one(
    workspace: Path, composer: Command, listed: str, command: str
) -> None:
    ended = composer("lists", command, listed, "--network", "SEND Netwrok")

    assert ended.returncode == 2
    assert "there is no network called SEND Netwrok. Did you mean send?" in ended.stderr
    assert kept(workspace, listed) == {}


def test_a_network_that_is_made_up_of_others_is_refused_with_those(
    workspace: Path, composer: Command, listed: str
) -> None:
    ended = composer("lists", "suppress", listed, "--network", "assistant-directors")

    assert ended.returncode == 2
    assert "Name one of these: ad-education, ad-safeguarding" in ended.stderr
    assert kept(workspace, listed) == {}


def test_a_network_that_there_no_longer_is_can_be_restored(workspace: Path, composer: Command, listed: str) -> None:
    stop(workspace, listed, "qa-leads")
    edit(workspace / "recipients" / "networks.yaml", "qa-leads:", "quality:")

    assert composer("lists", "restore", listed, "--network", "qa-leads").returncode == 0
    assert kept(workspace, listed) == {}


@pytest.mark.parametrize("address", ["nobody", "a b@example.org"])
def test_what_is_no_address_is_refused(composer: Command, address: str) -> None:
    ended = composer("lists", "suppress", address)

    assert ended.returncode == 2
    assert "this is not an e-mail address" in ended.stderr


def test_a_reason_with_an_address_is_refused(workspace: Path, composer: Command, listed: str) -> None:
    ended = composer("lists", "suppress", listed, "--reason", f"{UNLISTED} asked for it")

    assert ended.returncode == 2
    assert "without addresses" in ended.stderr
    assert kept(workspace, listed) == {}


def test_a_long_reason_of_several_lines_is_kept_short_and_on_one(
    workspace: Path, composer: Command, listed: str
) -> None:
    stop(workspace, listed, reason="first\nsecond\x1b[2J " + "long " * 1000)

    [reason] = kept(workspace, listed).values()
    assert reason.startswith("by a manager: first second")
    assert len(reason) < 220
    assert "second\\x1b" in composer("lists", "suppress", listed).stdout


def test_a_missing_ledger_of_a_known_run_refuses(workspace: Path, composer: Command, listed: str) -> None:
    (workspace / "issues" / "sent").mkdir()
    (workspace / "issues" / "sent" / "390-1.json").write_text(json.dumps({"content": "hash"}), encoding="utf-8")

    assert composer("lists", "suppress", listed).returncode == 4


def test_settings_that_cannot_be_read_are_told(workspace: Path, composer: Command, listed: str) -> None:
    edit(workspace / "newsletter.yaml", "from: updates@example.org", "from: nowhere")

    ended = composer("lists", "suppress", listed)

    assert ended.returncode == 2
    assert "newsletter.yaml:" in ended.stderr
