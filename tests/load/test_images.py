"""Pictures are files of the workspace, and of nowhere else."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import yaml

from composer.pipeline.edition import Workspace, address_issue

DATA = yaml.safe_load((Path(__file__).parents[1] / "problems" / "cases.yaml").read_text(encoding="utf-8"))
PICTURE = base64.b64decode(DATA["base"]["images/tiny.png"]["base64"])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    for name, text in DATA["base"].items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode() if isinstance(text, str) else PICTURE)
    (tmp_path / "secret.png").write_bytes(PICTURE)
    return root


def shown(root: Path, file: str) -> tuple[list[str], list[str]]:
    """The pictures read for a text that shows one, and the codes told."""
    (root / "issues" / "2.yaml").write_text(
        f"number: 2\ndate: 2020-02-21\nitems:\n  - title: T\n    update: |\n      ![A picture](<{file}>)\n"
    )
    addressed = address_issue(Workspace.open(root), 2)
    return list(addressed.images), [problem.code for problem in addressed.problems]


def test_a_picture_of_the_workspace_is_read(workspace: Path):
    assert shown(workspace, "images/tiny.png") == (["images/tiny.png"], [])


@pytest.mark.parametrize(
    "file", ["../secret.png", "images/../../secret.png", "images/link.png", "images", "", "x" * 5_000, "a\\0b"]
)
def test_nothing_outside_the_workspace_is_read(workspace: Path, file: str):
    (workspace / "images" / "link.png").symlink_to(workspace.parent / "secret.png")

    assert shown(workspace, file) == ([], ["image-missing"])


def test_an_absolute_path_is_not_read(workspace: Path):
    assert shown(workspace, str(workspace.parent / "secret.png")) == ([], ["image-missing"])


def test_a_picture_is_read_and_told_once_however_often_it_is_shown(workspace: Path):
    text = "![a](images/none.png) ![b](images/tiny.png)\n\n      ![c](images/none.png) ![d](images/tiny.png)"
    (workspace / "issues" / "2.yaml").write_text(
        f"number: 2\ndate: 2020-02-21\nitems:\n  - id: pictures\n    title: T\n    update: |\n      {text}\n"
    )
    addressed = address_issue(Workspace.open(workspace), 2)

    assert list(addressed.images) == ["images/tiny.png"]
    assert [(problem.code, problem.item) for problem in addressed.problems] == [("image-missing", "pictures")]
