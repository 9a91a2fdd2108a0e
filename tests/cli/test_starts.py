"""Each command as it is started: a process from nothing, with what it imports itself.

Other tests' commands are forked from a process that has imported everything (`forking.py`); here they are not.
`preview` and `serve` are started so by tests of their own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from composer.cli import composer as program
from composer.cli.lists import command as lists
from composer.problems import LedgerError
from tests.cli.conftest import ENVIRONMENT
from tests.cli.programme import small_programme

ELSEWHERE = {"preview", "serve", "lists"}  # the last is a group: its commands are here
ANN, ZOE = "ann@example.org", "zoe@example.org"

# In this order, as each finds what those before it have left; with what it ends with where that is not 0.
WEEK = {
    **dict.fromkeys(("init new-one", "schema issue", "new", "check 391", "compose 391", "render 391 --out out"), 0),
    **dict.fromkeys(("audience 391", "approve 391", "send 391 --yes --relay smtp://127.0.0.1:{port}", "status 391"), 0),
    **dict.fromkeys(("resolve 391 --in-doubt skip", "cancel 391 --yes", "backup kept.tar.gz", "doctor"), 0),
    **dict.fromkeys(("lists show", f"lists add data {ZOE}", "lists history data", "lists undo data --yes"), 0),
    **dict.fromkeys(("lists export data data.xlsx", "lists import data data.xlsx", "lists check"), 0),
    **dict.fromkeys((f"lists remove data {ANN}", f"lists suppress {ZOE}", f"lists restore {ZOE}"), 0),
    **dict.fromkeys((f"lists what-about {ANN}", f"lists forget {ZOE} --yes"), 0),
    **dict.fromkeys(("restore kept.tar.gz", "rebuild"), LedgerError.exit_code),  # the ledger is not lost
}


def test_every_command_starts_from_nothing(tmp_path, sink):
    workspace = small_programme(tmp_path / "workspace")

    ended = {words: started(workspace, *words.format(port=sink.port).split()) for words in WEEK}

    assert ended == WEEK


def started(workspace: Path, *arguments: str) -> int:
    """What a command of its own process ends with."""
    run = subprocess.run(
        [sys.executable, "-m", "composer", *arguments],
        cwd=workspace,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    assert "Traceback" not in run.stderr, run.stderr
    return run.returncode


def test_none_is_left_out():
    every = {*named(program), *(f"lists {name}" for name in named(lists))}

    begun = (words.split() for words in WEEK)

    assert every - ELSEWHERE == {" ".join(words[: 2 if words[0] == "lists" else 1]) for words in begun}


def named(group: click.Command) -> list[str]:
    """The commands of a group."""
    assert isinstance(group, click.Group)
    return group.list_commands(click.Context(group))
