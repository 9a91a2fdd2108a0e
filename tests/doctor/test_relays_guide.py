"""docs/relays.md can be copied from as it stands."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from composer.deliver import read_relay
from composer.deliver.dkim import load_signer
from composer.load import load_programme
from tests.cli.conftest import SAMPLE
from tests.programs import program

GUIDE = (SAMPLE / "docs" / "relays.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", GUIDE, flags=re.MULTILINE | re.DOTALL))
EXAMPLES = {
    title: example
    for title, section in SECTIONS.items()
    for example in re.findall(r"^```yaml\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
}


@pytest.mark.parametrize("title", EXAMPLES)
def test_an_example_of_settings_is_sound_and_its_relay_can_be_reached_so(tmp_path: Path, title):
    (tmp_path / "recipients").mkdir()
    (tmp_path / "recipients" / "networks.yaml").write_text("all: {name: All}\n")
    (tmp_path / "newsletter.yaml").write_text(f"name: Update\nfrom: updates@example.org\n{EXAMPLES[title]}")
    programme, problems = load_programme(tmp_path)

    assert problems == []
    assert programme is not None
    assert read_relay(programme.settings.relay, "password").host


def test_every_relay_has_its_settings_and_says_how_to_find_a_letter():
    relays = [title for title in SECTIONS if title != "In any case"]

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
    [line] = re.findall(r"^ +(\(umask .+\))$", GUIDE, flags=re.MULTILINE)
    [setting] = re.findall(r"^ +(dkim: \{.+\})$", GUIDE, flags=re.MULTILINE)
    (tmp_path / "var").mkdir()
    (tmp_path / "recipients").mkdir()
    (tmp_path / "recipients" / "networks.yaml").write_text("all: {name: All}\n")
    (tmp_path / "newsletter.yaml").write_text(f"name: Update\nfrom: updates@example.org\n{setting}\n")
    subprocess.run([program("bash"), "-c", line], cwd=tmp_path, check=True, capture_output=True)
    programme, problems = load_programme(tmp_path)

    assert problems == []
    assert programme is not None
    assert programme.settings.dkim is not None
    assert load_signer(programme.settings.dkim, "example.org", tmp_path).public_key.key_size == 2048
