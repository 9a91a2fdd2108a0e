"""Who may sign in, and the letter that brings the link."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from composer.pipeline.books import secret_of
from composer.pipeline.keepers import Keepers
from composer.pipeline.sign_in import SignIn
from composer.render import html_of, text_of
from composer.sessions import Realm
from tests.cli.conftest import copy_of_sample
from tests.cli.person_everywhere import link_in
from tests.relays.running import running
from tests.relays.sink import Sink
from tests.sessions.test_sessions import NOW

LEAD = "beatrice.coyle@example.org"
MANAGER = "programme.manager@example.org"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return copy_of_sample(tmp_path / "workspace")


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def sign_in(workspace: Path, told: list[str]) -> SignIn:
    return SignIn(workspace, lambda: NOW, told.append)


def rewrite(file: Path, change: Callable[[str], str]) -> None:
    text = file.read_text(encoding="utf-8")
    assert change(text) != text
    file.write_text(change(text), encoding="utf-8")


def outbox(workspace: Path) -> list[Path]:
    return sorted((workspace / "var" / "outbox" / "sign-in").glob("*"))


def test_leads_and_managers_are_known_however_their_address_is_spelt(workspace):
    keepers = Keepers(workspace)

    lead = keepers.of_address(" Beatrice.COYLE@example.org")
    assert lead
    assert (lead.address, lead.manages, lead.leads) == (LEAD, False, frozenset({"send"}))
    manager = keepers.of_address(MANAGER)
    assert manager
    assert manager.manages
    assert keepers.with_key(lead.key) == lead
    assert keepers.of_address("rupert.ainscough@example.net") is None  # on a list, and leads none
    assert keepers.of_address("") is None


def test_one_person_leads_several_networks_and_may_manage_too(workspace):
    networks = workspace / "recipients" / "networks.yaml"
    rewrite(
        networks, lambda text: text.replace("leads: [priya.nair@example.org]", f"leads: [{LEAD.title()}, {MANAGER}]")
    )

    keepers = Keepers(workspace)

    lead, manager = keepers.of_address(LEAD), keepers.of_address(MANAGER)
    assert lead
    assert lead.leads == {"send", "ad-education"}
    assert manager
    assert (manager.manages, manager.leads) == (True, frozenset({"ad-education", "assistant-directors"}))


def test_files_are_read_again_when_they_change_and_faulty_ones_let_nobody_in(workspace):
    keepers = Keepers(workspace)
    networks = workspace / "recipients" / "networks.yaml"
    assert keepers.of_address(LEAD)

    rewrite(networks, lambda text: text.replace(LEAD, "somebody.else@example.org"))
    assert keepers.of_address(LEAD) is None
    assert keepers.of_address("somebody.else@example.org")
    networks.write_text("send: [", encoding="utf-8")
    assert keepers.of_address("somebody.else@example.org") is None
    assert keepers.of_address(MANAGER)
    (workspace / "newsletter.yaml").unlink()
    assert keepers.of_address(MANAGER) is None


def test_the_letter_is_short_plain_and_says_what_to_do_when_it_was_not_asked_for(sign_in, workspace, told):
    asyncio.run(sign_in.ask(Realm.LISTS, LEAD, "browser"))

    [path] = outbox(workspace)
    letter = path.read_bytes()
    parsed = message_from_bytes(letter, policy=default)
    assert path.stem == secret_of(workspace).person_key(LEAD)
    assert path.stat().st_mode & 0o777 == 0o600
    assert parsed["Subject"] == "Sign in to South East Improvement Update"
    assert (parsed["To"], parsed["Auto-Submitted"]) == (LEAD, "auto-generated")
    assert max(map(len, letter.split(b"\r\n"))) <= 78
    assert letter.isascii()
    link = f"https://updates.example.org/lists/sign-in/{link_in(letter)}"
    for words in (text_of(letter), html_of(letter)):
        assert set(re.findall(r"https?://[^\s\"<]+", words)) == {link}
        assert "If it was not you, do nothing" in words
    assert "<img" not in html_of(letter)
    assert len(told) == 1
    assert "@" not in told[0]


def test_a_name_made_to_do_harm_is_words_in_the_letter(workspace, sign_in):
    name = 'name: "<b>x</b> & =?utf-8?q?y?= é"'
    rewrite(workspace / "newsletter.yaml", lambda text: re.sub("^name: .*", name, text, flags=re.MULTILINE))

    asyncio.run(sign_in.ask(Realm.LISTS, LEAD, "browser"))

    letter = outbox(workspace)[0].read_bytes()
    assert "<b>x</b> & =?utf-8?q?y?= é" in text_of(letter)
    assert "&lt;b&gt;x&lt;/b&gt; &amp;" in html_of(letter)
    assert str(message_from_bytes(letter, policy=default)["Subject"]).startswith("Sign in to <b>x</b> &")


def test_it_goes_by_the_relay_of_the_settings(workspace, sign_in, told, tmp_path):
    with running(Sink(tmp_path / "taken.jsonl", keep=True)) as sink:
        rewrite(
            workspace / "newsletter.yaml",
            lambda text: text.replace("relay: outbox", f"relay: smtp://127.0.0.1:{sink.port}"),
        )
        asyncio.run(sign_in.ask(Realm.DESK, MANAGER, "browser"))

    assert told == []
    assert outbox(workspace) == []
    taken = (tmp_path / "taken.jsonl").read_text(encoding="utf-8")
    assert taken.count("\n") == 1
    assert json.loads(taken)["recipient"] == MANAGER


def test_of_what_fails_the_machine_is_told_without_an_address(workspace, sign_in, told):
    rewrite(workspace / "newsletter.yaml", lambda text: text.replace("relay: outbox", "relay: smtp://127.0.0.1:1"))

    asyncio.run(sign_in.ask(Realm.LISTS, LEAD, "browser"))

    assert len(told) == 1
    assert "letter to sign in" in told[0]
    assert "@" not in told[0]


@pytest.mark.parametrize(("realm", "address"), [(Realm.DESK, LEAD), (Realm.LISTS, "nobody@example.net")])
def test_who_may_not_come_in_is_sent_nothing_and_leaves_no_trace(workspace, sign_in, told, realm, address):
    asyncio.run(sign_in.ask(realm, address, "browser"))

    assert told == []
    assert outbox(workspace) == []
    assert not (workspace / "var" / "sessions.db").exists()
