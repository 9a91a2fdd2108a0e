"""What `check`, `approve` and `send` make of a letter that cannot go out as it is, while the others still work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run, edit

PALE = """<mj-section><mj-column><mj-text><h2>In this update</h2>
<p style="color:#cccccc">Pale words</p></mj-text></mj-column></mj-section>
"""


@pytest.fixture
def template(workspace: Path) -> Path:
    """A template of the workspace's own."""
    path = workspace / "templates" / "_contents.mjml.j2"
    path.parent.mkdir()
    path.write_text(PALE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "arguments", [("check", "391"), ("approve", "391"), ("send", "391", "--yes")], ids=["check", "approve", "send"]
)
def test_what_goes_out_is_judged_as_it_was_rendered(
    composer: Callable[..., Run], template: Path, arguments: tuple[str, ...]
) -> None:
    run = composer(*arguments)

    assert run.returncode == 1
    assert "templates/_contents.mjml.j2:1:1: error: Pale words is #cccccc on #ffffff" in run.stderr


@pytest.mark.parametrize("command", ["check", "approve"])
def test_a_template_that_makes_no_letter_is_told_with_its_line(
    composer: Callable[..., Run], template: Path, command: str
) -> None:
    edit(template, "Pale words", "{{ page.nothing }}")

    run = composer(command, "391")

    assert run.returncode == 1
    assert "templates/_contents.mjml.j2:2:1: error: this template cannot be filled in" in run.stderr
    assert "[template-wrong]" in run.stderr


def test_what_renders_nothing_minds_no_template(composer: Callable[..., Run], template: Path) -> None:
    edit(template, "Pale words", "{{ page.nothing }}")

    assert composer("compose", "391").returncode == 0
    assert composer("audience", "391").returncode == 0
