from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.cli.forking import Forks
from tests.relays.running import running
from tests.relays.sink import Sink

SAMPLE = Path(__file__).parents[2]
# People who run Composer in a terminal have none of these; the tests must not depend on them either.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))}


FORKS = Forks(ENVIRONMENT)


class Run(subprocess.CompletedProcess[str]):
    """A command that has ended; whatever it was, it ended without a traceback."""

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


def copy_of_sample(root: Path) -> Path:
    """A copy of the sample workspace to do with as you like."""
    root.mkdir()
    for name in ("issues", "recipients", "images"):
        shutil.copytree(SAMPLE / name, root / name)
    shutil.copyfile(SAMPLE / "newsletter.yaml", root / "newsletter.yaml")
    return root


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return copy_of_sample(tmp_path / "workspace")


@pytest.fixture
def composer(workspace: Path) -> Callable[..., Run]:
    """Run the command in the workspace, as a process of its own."""
    return running_in(workspace)


def running_in(workspace: Path) -> Callable[..., Run]:
    """What runs the command in a workspace, as a process of its own."""

    def run(*arguments: str, stdin: str = "", cwd: Path = workspace) -> Run:
        ended = FORKS.run(arguments, cwd, stdin, timeout=60)
        assert "Traceback" not in ended.stderr, ended.stderr
        return Run(ended.args, ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    """A relay that keeps what it takes."""
    with running(Sink(tmp_path / "taken.jsonl", keep=True)) as sink:
        yield sink


@pytest.fixture
def send(composer: Callable[..., Run], sink: Sink) -> Callable[..., Run]:
    """Send issue 391 by the sink."""

    def run(*arguments: str, **options: str) -> Run:
        relay = ["--relay", f"smtp://127.0.0.1:{sink.port}"]
        return composer("send", "391", *relay, "--wait", "0", *arguments, **options)

    return run


def body(letter: EmailMessage, kind: str) -> str:
    """The text/plain or text/html of a letter, its line breaks as newlines."""
    part = letter.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def edit(path: Path, old: str, new: str) -> None:
    """Change a file as an editor would; what is changed must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
