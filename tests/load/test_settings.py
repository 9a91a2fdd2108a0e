"""newsletter.yaml: two keys are enough, and everything else has the default that the design promises."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from composer.load import load_programme
from composer.settings import Dkim, Settings
from tests.load.reading import codes

LEAST = "name: South East Improvement Update\nfrom: updates@example.org\n"


@pytest.fixture
def settings_of(tmp_path: Path):
    (tmp_path / "recipients").mkdir()
    (tmp_path / "recipients" / "networks.yaml").write_text("send: {name: SEND}\n")

    def load(text: str) -> Settings:
        (tmp_path / "newsletter.yaml").write_text(text)
        programme, problems = load_programme(tmp_path)
        assert programme is not None
        assert problems == []
        return programme.settings

    return load


def test_everything_but_name_and_sender_has_a_default(settings_of):
    settings = settings_of(LEAST)

    assert (settings.sender.name, settings.sender.address) == ("South East Improvement Update", "updates@example.org")
    assert settings.subject == "Update no {number} – {date}"
    assert (settings.language, settings.timezone) == ("en-GB", "Europe/London")
    assert (settings.relay, settings.in_doubt, settings.approval) == ("outbox", "hold", "optional")
    assert (settings.pace.connections, settings.pace.per_minute) == (2, 0)
    assert (settings.reminders.weeks, settings.reminders.most, settings.reminders.limit) == (2, 12, 12)
    assert (settings.tools.weeks, settings.tools.limit) == (12, 30)
    assert settings.brand.colour == "#00517d"
    assert [getattr(settings.labels, field.name) for field in fields(settings.labels)] == [
        *("Programme", "Update", "Action required", "Reminders from previous weeks"),
        *("Tools & templates", "Contact details", "Key dates"),
    ]
    assert (settings.managers, dict(settings.workstreams)) == ((), {})
    optional = ("reply_to", "intro", "website", "public_url", "postal_address", "return_path")
    assert [getattr(settings, name) for name in optional] == [None] * len(optional)
    assert settings.answers_to == "updates@example.org"


def test_a_part_given_leaves_the_defaults_of_its_other_parts(settings_of):
    settings = settings_of(LEAST + "reminders: {most: 8}\nlabels: {item: News}\npace: {per_minute: 30}\n")

    assert (settings.reminders.weeks, settings.reminders.most) == (2, 8)
    assert (settings.labels.item, settings.labels.update) == ("News", "Update")
    assert (settings.pace.connections, settings.pace.per_minute) == (2, 30)


def test_a_key_left_empty_is_a_key_left_out(settings_of):
    empty = "".join(f"{key}:\n" for key in ("subject", "relay", "pace", "reminders", "labels", "brand", "managers"))

    assert settings_of(LEAST + empty) == settings_of(LEAST)


def test_a_sender_has_an_address_and_may_have_a_name(settings_of):
    named = settings_of("name: Update\nfrom: {name: The Programme, address: a@example.org}\n").sender
    unnamed = settings_of("name: Update\nfrom: {address: a@example.org}\n").sender

    assert (named.name, named.address) == ("The Programme", "a@example.org")
    assert unnamed.name == "Update"


def test_letters_are_signed_only_where_it_says_with_what(settings_of):
    signed = settings_of(f"{LEAST}dkim: {{selector: News1, key: var/dkim.pem}}\n").dkim

    assert settings_of(LEAST).dkim is None
    assert signed == Dkim("news1", "var/dkim.pem")


@pytest.mark.parametrize(
    "relay",
    ["outbox", "smtp://localhost", "smtp://user@example.org:587", "smtps://example.org:465", "smtp://[::1]:2525"],
)
def test_relays(settings_of, relay):
    assert settings_of(f"{LEAST}relay: {relay}\n").relay == relay


def test_what_is_written_stays_as_it_is_written(settings_of):
    settings = settings_of(LEAST.replace("South East Improvement Update", "No") + "postal_address: 1.10\n")

    assert (settings.name, settings.postal_address) == ("No", "1.10")


@pytest.mark.parametrize("missing", ["name", "from"])
def test_without_name_or_sender_there_are_no_settings(tmp_path: Path, missing):
    (tmp_path / "recipients").mkdir()
    (tmp_path / "recipients" / "networks.yaml").write_text("send: {name: SEND}\n")
    (tmp_path / "newsletter.yaml").write_text(
        "".join(line + "\n" for line in LEAST.split("\n") if not line.startswith(missing))
    )
    programme, problems = load_programme(tmp_path)

    assert (programme, codes(problems)) == (None, ["key-missing"])


@pytest.mark.parametrize("file", ["newsletter.yaml", "recipients/networks.yaml", "recipients/contacts.yaml"])
@pytest.mark.parametrize("state", ["empty", "missing", "folder", "binary", "comment"])
def test_a_file_in_a_bad_way_is_one_problem_at_most(tmp_path: Path, file, state):
    (tmp_path / "recipients").mkdir()
    (tmp_path / "newsletter.yaml").write_text(LEAST)
    (tmp_path / "recipients" / "networks.yaml").write_text("send: {name: SEND}\n")
    path = tmp_path / file
    path.unlink(missing_ok=True)
    if state == "folder":
        path.mkdir()
    elif state != "missing":
        path.write_bytes({"empty": b"", "comment": b"# to do\n", "binary": b"\x00\xff\xfe\x80"}[state])
    _, problems = load_programme(tmp_path)

    optional = file.endswith("contacts.yaml") and state in ("empty", "missing", "comment")
    assert [problem.place.file for problem in problems] == ([] if optional else [file])
