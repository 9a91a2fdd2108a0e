"""What the documents say is so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest

from composer.cli import composer
from composer.pipeline.checking import checked
from composer.pipeline.edition import Workspace, address_issue

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_to_a_file(document):
    prose = re.sub(r"^```.*?^```|`[^`]*`", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", prose)

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_a_document_exists(document):
    text = document.read_text()
    commands = set(re.findall(r"(?:^\$ |`)composer ([a-z]+)", text, flags=re.MULTILINE))
    targets = set(re.findall(r"(?:^\$ |`|^    )make ([a-z-]+)", text, flags=re.MULTILINE))

    assert commands <= set(composer.list_commands(click.Context(composer)))
    assert targets <= set(TARGETS)


def test_the_example_of_the_guide_is_a_sound_issue(tmp_path):
    for name in ("issues", "recipients", "images", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(ROOT / "newsletter.yaml", tmp_path / "newsletter.yaml")
    example, *others = re.findall(
        r"^```yaml\n(.*?)^```", (ROOT / "docs" / "guide.md").read_text(), flags=re.MULTILINE | re.DOTALL
    )
    (tmp_path / "issues" / "392.yaml").write_text(example)

    assert checked(address_issue(Workspace.open(tmp_path), 392)) == ()
    assert len(others) == 7


def test_every_key_of_an_item_is_told_in_the_guide():
    from composer.load import json_schema

    guide = (ROOT / "docs" / "guide.md").read_text()
    keys = json_schema("issue")["$defs"]["ItemFile"]["properties"]

    assert [key for key in keys if f"`{key}`" not in guide] == []


def test_the_readmes_exit_codes_are_the_commands_own():
    from composer.problems import ComposerError, UsageError

    readme = (ROOT / "README.md").read_text()
    assert f"| {ComposerError.exit_code} | the data has errors |" in readme
    assert f"| {UsageError.exit_code} | wrong usage or settings |" in readme
