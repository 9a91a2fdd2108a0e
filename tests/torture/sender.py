"""`composer` as a process that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.torture.oracle import ROOT
from tests.torture.workspace import NUMBER
from tests.torture.wrong_builds import SOUND

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV_"))},
    "PYTHONPATH": str(ROOT),
}


def start(root: Path, *arguments: str, build: str = SOUND) -> subprocess.Popen[str]:
    """A command, begun."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.torture.driver", build, *arguments],
        cwd=root,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def start_sending(root: Path, connections: int, build: str = SOUND) -> subprocess.Popen[str]:
    """`composer send`, begun."""
    return start(root, "send", str(NUMBER), "--yes", "--connections", str(connections), "--wait", "5", build=build)


class Ended(subprocess.CompletedProcess[str]):
    """A command that has ended, and not in a traceback."""

    @property
    def json(self) -> Any:
        """What it said with --json."""
        return json.loads(self.stdout)


def ended(process: subprocess.Popen[str], within: float = 300) -> Ended:
    """Wait for a command to end."""
    with process:
        stdout, stderr = process.communicate(timeout=within)
    assert "Traceback" not in stderr, stderr
    return Ended(process.args, process.returncode, stdout, stderr)


def run(root: Path, *arguments: str, build: str = SOUND) -> Ended:
    """A command, begun and ended."""
    return ended(start(root, *arguments, build=build))


def status(root: Path) -> dict[str, Any]:
    """The books as `composer status` tells them."""
    told: dict[str, Any] = run(root, "status", str(NUMBER), "--json").json
    return told


def resend(root: Path, build: str = SOUND) -> Ended:
    """Have the letters in doubt sent again."""
    return run(root, "resolve", str(NUMBER), "--in-doubt", "resend", "--json", build=build)
