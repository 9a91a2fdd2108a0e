"""Commands with a terminal for their output, as people have it."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import ENVIRONMENT


def on_a_terminal(workspace: Path, *arguments: str, typed: str = "") -> tuple[int, str]:
    """The exit code of a command in the workspace, and what it shows; `typed` are the answers to what it asks."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "composer", *arguments]
    with subprocess.Popen(
        command, cwd=workspace, stdout=theirs, stderr=theirs, stdin=subprocess.PIPE, env=ENVIRONMENT
    ) as run:
        os.close(theirs)
        assert run.stdin is not None
        with contextlib.suppress(BrokenPipeError), run.stdin:
            run.stdin.write(typed.encode())
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return run.returncode, shown.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the last writer is gone
        return b""
