"""Composer as its users get it: a wheel installed by itself, nothing of this checkout in reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `composer` command of a fresh virtual environment with the built wheel in it."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", str(folder / "venv"))
    # What nobody runs here is not compiled either.
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "venv" / "bin" / "python"), "install", "--no-compile"]
    run(*pip, "--quiet", "--disable-pip-version-check", "-c", str(ROOT / "constraints.txt"), str(wheel))
    return folder / "venv" / "bin" / "composer"


def run(*command: str, cwd: Path | None = None) -> str:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", env=clean)
    assert ended.returncode == 0, ended.stderr + ended.stdout
    return ended.stdout


def test_init_in_an_empty_folder_gives_a_workspace_on_which_every_command_works(installed, tmp_path):
    composer = str(installed)
    run(composer, "init", cwd=tmp_path)

    assert run(composer, "check", "--all", "--strict", cwd=tmp_path) == "No problems found.\n"
    assert json.loads(run(composer, "compose", "391", "--json", cwd=tmp_path))["number"] == 391
    assert json.loads(run(composer, "audience", "391", "--json", cwd=tmp_path))["people"] == 150
    run(composer, "render", "391", "--out", "out", cwd=tmp_path)
    assert (tmp_path / "out" / "391.html").stat().st_size > 10_000
    books = json.loads(run(composer, "send", "391", "--yes", "--json", cwd=tmp_path))
    assert books["accepted"] == books["audience"] == len(list((tmp_path / "var/outbox/391").glob("*.eml"))) == 150
    assert json.loads(run(composer, "new", "--json", cwd=tmp_path))["number"] == 392
    for kind in ("issue", "newsletter", "networks", "contacts"):
        assert "properties" in run(composer, "schema", kind, cwd=tmp_path)


def test_the_installed_package_is_whole_by_itself(installed, tmp_path):
    python = str(installed.with_name("python"))
    told = run(python, "-c", "from composer import packaged; print(packaged.SAMPLE)", cwd=tmp_path).strip()

    assert Path(told).is_relative_to(installed.parents[1])
    assert (Path(told) / "templates" / "edition.mjml.j2").is_file()
    assert ROOT not in Path(told).parents
