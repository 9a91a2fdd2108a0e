"""Workspace templates come first, and their faults are told where they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from composer.model import Edition
from composer.packaged import TEMPLATES
from composer.problems import UsageError
from composer.render import html_of, render
from composer.settings import Settings

from .conftest import IMAGES, Values


def test_a_piece_in_the_workspace_is_used_instead_of_ours(
    tmp_path: Path, edition: Edition, settings: Settings, reader: Values
) -> None:
    (tmp_path / "_contacts.mjml.j2").write_text(
        "<mj-section><mj-column><mj-text>Ask {{ page.contacts | length }} people</mj-text></mj-column></mj-section>"
    )
    html = html_of(render(edition, settings, IMAGES, (tmp_path, TEMPLATES)).letter(reader(settings)))

    assert "Ask 2 people" in html
    assert "01234 567890" not in html
    assert "Tools &amp; templates" in html


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("\n\n{{ page.subjct }}", "_contacts.mjml.j2:3: .*has no attribute 'subjct'"),
        ("\n{% if %}", "_contacts.mjml.j2:2: this template cannot be read"),
        ("{{ page.subject.nothing() }}", "_contacts.mjml.j2:1: .*nothing"),
        ("\n{{ 1 / 0 }}", "_contacts.mjml.j2:2: .*ZeroDivisionError"),
        ("{{ page.__class__.__mro__ }}", "_contacts.mjml.j2:1: .*unsafe"),
        ("{% include 'missing.j2' %}", "_contacts.mjml.j2:1: .*missing.j2"),
        ("<mj-section>", "edition.mjml.j2: this template does not make MJML"),
        ("<mj-section><mj-column><mj-fancy></mj-fancy></mj-column></mj-section>", "<mj-fancy>"),
    ],
)
def test_a_fault_is_told_with_file_and_line(
    tmp_path: Path, edition: Edition, settings: Settings, content: str, said: str
) -> None:
    (tmp_path / "_contacts.mjml.j2").write_text(content)

    with pytest.raises(UsageError, match=said):
        render(edition, settings, IMAGES, (tmp_path, TEMPLATES))


def test_without_any_template_the_missing_one_is_named(tmp_path: Path, edition: Edition, settings: Settings) -> None:
    with pytest.raises(UsageError, match=r"edition\.mjml\.j2"):
        render(edition, settings, IMAGES, (tmp_path,))


def test_the_readme_tells_every_piece_of_the_page() -> None:
    readme = (TEMPLATES / "README.md").read_text()
    used = {name for path in TEMPLATES.glob("*.j2") for name in re.findall(r"\bpage\.([a-z_]+)", path.read_text())}

    assert used
    assert [name for name in sorted(used) if f"`{name}`" not in readme] == []
