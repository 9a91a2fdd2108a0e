from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from composer import clock
from composer.doctor import Group, Level, examine
from tests.cli.conftest import ENVIRONMENT, copy_of_sample, edit
from tests.doctor.names import INTERNET, Names, dns_server, texts
from tests.doctor.relays import PASSWORD, USER, Manner, certificate, relay

RELAY = "relay: outbox\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return copy_of_sample(tmp_path / "workspace")


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("relay") / "ca")


def doctor(workspace: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, as a process of its own; whatever it meets, it ends without a traceback."""
    ended = subprocess.run(
        [sys.executable, "-m", "composer", "doctor", *arguments],
        cwd=workspace,
        capture_output=True,
        encoding="utf-8",
        env={**ENVIRONMENT, **environment},
        timeout=60,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended


def levels(ended: subprocess.CompletedProcess[str]) -> dict[tuple[str, str], str]:
    return {(told["group"], told["check"]): told["level"] for told in json.loads(ended.stdout)["findings"]}


def test_the_sample_workspace_can_be_rehearsed_wherever_it_is(workspace):
    ended = doctor(workspace, "--json")

    assert ended.returncode == 0, ended.stdout
    assert set(json.loads(ended.stdout)["findings"][0]) == {
        "group",
        "check",
        "level",
        "found",
        "fix",
    }
    assert {group for group, _ in levels(ended)} == {"settings", "this machine", "DNS"}
    assert "error" not in levels(ended).values()


def test_it_is_told_line_by_line_in_groups(workspace):
    lines = doctor(workspace).stdout.splitlines()

    assert [line for line in lines if line and not line.startswith(" ")][:3] == ["Settings", "This machine", "DNS"]
    assert "  fine     newsletter.yaml: read, and nothing is wrong with it" in lines
    assert lines[-1].startswith("0 errors, ")


def test_a_relay_that_cannot_be_reached_ends_with_2(workspace):
    edit(workspace / "newsletter.yaml", RELAY, "relay: smtp://127.0.0.1:1\n")
    ended = doctor(workspace, "--json")

    assert ended.returncode == 2
    assert levels(ended)["relay", "connection"] == "error"


@pytest.mark.parametrize("given", [PASSWORD, "another-Canary-0815"])
@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_the_password_is_tried_and_stands_nowhere_in_the_output(workspace, shown, given, arguments):
    manner = Manner(shown.context())
    with relay(manner) as port:
        edit(workspace / "newsletter.yaml", RELAY, f"relay: smtp://{USER.replace('@', '%40')}@127.0.0.1:{port}\n")
        ended = doctor(workspace, *arguments, COMPOSER_RELAY_PASSWORD=given, SSL_CERT_FILE=str(shown.file))

    assert any(line.startswith("AUTH PLAIN") for line in manner.heard)
    assert "it is not shown" in ended.stdout
    assert "Canary" not in ended.stdout + ended.stderr
    assert ("accepted for" in ended.stdout) is (given == PASSWORD)


def test_a_relay_with_a_user_and_no_password_ends_with_2(workspace):
    with relay(Manner()) as port:
        edit(workspace / "newsletter.yaml", RELAY, f"relay: smtp://news@127.0.0.1:{port}\n")
        ended = doctor(workspace, "--json", COMPOSER_RELAY_PASSWORD="")

    assert ended.returncode == 2
    assert levels(ended)["settings", "COMPOSER_RELAY_PASSWORD"] == "error"
    assert levels(ended)["relay", "connection"] == "fine"


def test_of_settings_with_errors_the_machine_is_told_and_nobody_is_asked(workspace):
    edit(workspace / "newsletter.yaml", RELAY, "relay: smtp://u:secret@relay.example.org\nfrom: [\n")
    ended = doctor(workspace, "--json")

    assert ended.returncode == 2
    assert {group for group, _ in levels(ended)} == {"settings", "this machine"}
    assert "secret@" not in ended.stdout


def test_settings_that_are_unwise_are_warnings_with_what_to_do(workspace):
    text = (workspace / "newsletter.yaml").read_text()
    kept = [line for line in text.splitlines() if not line.startswith(("public_url", "reply_to", "postal_address"))]
    (workspace / "newsletter.yaml").write_text("\n".join(kept) + "\n")
    told = json.loads(doctor(workspace, "--json").stdout)["findings"]
    warned = {finding["check"]: finding["fix"] for finding in told if finding["level"] == "warning"}

    assert {"public_url", "reply_to", "postal_address"} <= set(warned)
    assert all(warned.values())


def test_a_public_address_without_tls_is_a_warning(workspace):
    edit(workspace / "newsletter.yaml", "public_url: https://", "public_url: http://")

    assert levels(doctor(workspace, "--json"))["settings", "public_url"] == "warning"


def test_outside_a_workspace_it_says_so(tmp_path):
    ended = doctor(tmp_path)

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "there is no workspace" in ended.stderr


def test_where_everything_is_as_it_should_be_all_is_fine(workspace, shown, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(shown.file))
    records = {
        **INTERNET,
        ("example.org", "MX"): ["10 mx.example.org."],
        ("example.org", "TXT"): texts("v=spf1 mx -all"),
        ("_dmarc.example.org", "TXT"): texts("v=DMARC1; p=quarantine"),
        ("default._domainkey.example.org", "TXT"): texts("v=DKIM1; p=" + "A" * 392),
    }
    with relay(Manner(shown.context())) as port, dns_server(Names(records)) as resolver:
        edit(workspace / "newsletter.yaml", RELAY, f"relay: smtp://{USER.replace('@', '%40')}@127.0.0.1:{port}\n")
        found = examine(workspace, clock.now(), PASSWORD, resolver)

    outside = [finding for finding in found if finding.group is not Group.MACHINE]
    assert [finding for finding in outside if finding.level is not Level.FINE] == []
    assert list(dict.fromkeys(finding.group for finding in found)) == list(Group)


def test_what_dns_says_never_stands_in_the_way_of_a_rehearsal(workspace):
    records = {**INTERNET, ("example.org", "MX"): ["0 ."], ("example.org", "TXT"): texts("v=spf1 +all")}
    with dns_server(Names(records)) as resolver:
        rehearsed = examine(workspace, clock.now(), None, resolver)
        edit(workspace / "newsletter.yaml", RELAY, "relay: smtp://127.0.0.1:1\n")
        sent = examine(workspace, clock.now(), None, resolver)

    errors = [
        [f.check for f in found if f.group is Group.DNS and f.level is Level.ERROR] for found in (rehearsed, sent)
    ]
    assert errors == [[], ["MX example.org", "SPF example.org"]]


COMMANDING = {chr(code) for code in (*range(32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def test_what_others_wrote_commands_no_terminal(workspace):
    records = {
        **INTERNET,
        ("example.org", "MX"): ["10 \\027[2J\\155x.example.net."],
        ("example.org", "TXT"): texts("v=spf1 \x1b[2Ja\x07\x00b\n\r -all"),
        ("_dmarc.example.org", "TXT"): texts("v=DMARC1; p=\xe2\x80\xae\x1b[2Jowned\x07"),
    }
    offers = ("8BITMIME", "AUTH \x1b]0;owned\x07 \x9b2J", "SIZE \x1b1")
    with relay(Manner(offers=offers, auth="")) as port, dns_server(Names(records)) as resolver:
        edit(workspace / "newsletter.yaml", RELAY, f"relay: smtp://127.0.0.1:{port}\n")
        found = examine(workspace, clock.now(), None, resolver)

    said = [finding.check + finding.found + finding.fix for finding in found]
    assert sum("\\x1b" in words for words in said) == 3
    assert any("\\u202e" in words for words in said)
    assert [words for words in said if COMMANDING & set(words)] == []
