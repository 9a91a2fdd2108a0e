"""docs/relays.md can be copied from as it stands."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from composer.deliver import read_relay
from composer.deliver.dkim import load_signer
from composer.deliver.signing_key import read_signing_key, record_of
from composer.load import load_programme
from tests.cli.conftest import SAMPLE
from tests.programs import program

GUIDE = (SAMPLE / "docs" / "relays.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", GUIDE, flags=re.MULTILINE | re.DOTALL))
GENERAL = ("In any case", "Signing here")  # the others are each about a relay
EXAMPLES = {
    title: example
    for title, section in SECTIONS.items()
    for example in re.findall(r"^```yaml\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
}


def workspace_with(settings: str, root: Path) -> Path:
    (root / "recipients").mkdir()
    (root / "recipients" / "networks.yaml").write_text("all: {name: All}\n")
    (root / "newsletter.yaml").write_text(f"name: Update\nfrom: updates@example.org\n{settings}\n")
    return root


def line_of(pattern: str) -> str:
    """The one line for a shell that looks so."""
    [line] = re.findall(rf"^ +({pattern})$", GUIDE, flags=re.MULTILINE)
    return str(line)


def shell(line: str, folder: Path) -> str:
    """What it prints."""
    command = [program("bash"), "-c", f"set -e -o pipefail; {line}"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("title", EXAMPLES)
def test_an_example_of_settings_is_sound_and_its_relay_can_be_reached_so(tmp_path: Path, title):
    programme, problems = load_programme(workspace_with(EXAMPLES[title], tmp_path))

    assert problems == []
    assert programme is not None
    assert read_relay(programme.settings.relay, "password").host


def test_every_relay_has_its_settings_and_says_how_to_find_a_letter():
    relays = [title for title in SECTIONS if title not in GENERAL]

    assert list(EXAMPLES) == relays
    assert [title for title in relays if "in_doubt" not in EXAMPLES[title] or "pace" not in EXAMPLES[title]] == []
    assert [title for title in relays if not re.search("Finding a letter|connector|looks up", SECTIONS[title])] == []


def test_the_pace_for_a_mailbox_of_microsofts_is_below_its_limit():
    section = SECTIONS["Microsoft 365, with a mailbox's password"]
    limit = re.search(r"(\d+) messages a minute", section)
    pace = re.search(r"per_minute: (\d+)", section)

    assert limit is not None
    assert pace is not None
    assert 0 < int(pace[1]) < int(limit[1])


def test_the_guides_way_to_a_key_for_dkim_can_be_followed(tmp_path: Path):
    [setting] = re.findall(r"^ +(dkim: \{.+\})$", GUIDE, flags=re.MULTILINE)
    shell(line_of(r"\(umask .+\)"), tmp_path)
    programme, problems = load_programme(workspace_with(setting, tmp_path))

    assert problems == []
    assert programme is not None
    assert programme.settings.dkim is not None
    assert load_signer(programme.settings.dkim, "example.org", tmp_path).public_key.key_size == 2048


def test_the_guides_way_to_the_record_of_another_key_prints_what_doctor_would_say(tmp_path: Path):
    another = line_of(r"\(umask .+\)").replace("dkim.pem", "dkim-2.pem")
    shell(another, tmp_path)

    printed = shell(line_of("echo .+"), tmp_path)

    assert printed == record_of(read_signing_key(tmp_path / "var" / "dkim-2.pem").public_key()) + "\n"


def test_every_link_within_the_guide_leads_to_a_heading():
    headings = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in SECTIONS}
    links = set(re.findall(r"\]\(#([^)]+)\)", GUIDE))

    assert links
    assert links <= headings
