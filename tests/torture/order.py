"""The order of what the system is asked for: a letter's receipt synced, its row synced, and only then its body.

Watched with strace, from outside the process.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from composer.model import State
from tests.programs import program
from tests.relays.sink import Odds
from tests.torture import sender
from tests.torture.books import read_books
from tests.torture.oracle import oracle
from tests.torture.workspace import NUMBER, make_workspace

PEOPLE = 200
CONNECTIONS = 4
_CALLS = "trace=fsync,fdatasync,pwrite64,sendto"
_UNFINISHED = re.compile(r"^(\d+) (\w+)\((.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) <\.\.\. \w+ resumed>(.*)$")


@dataclass(frozen=True)
class Order:
    """How many letters were sent, and of how many the books were synced before the body."""

    letters: int
    synced: int


def synced_before_body(folder: Path, *, pipelining: bool) -> Order:
    """Send some letters, and see what the sender asked of the system in which order.

    Raises:
        MissingTool: there is no strace.
    """
    folder.mkdir()
    trace = folder / "trace"
    strace = [program("strace"), "-f", "-y", "-s", "100000", "-e", _CALLS, "-e", "signal=none", "-o", str(trace)]
    send = ["send", str(NUMBER), "--yes", "--connections", str(CONNECTIONS)]
    with oracle(folder / "taken.jsonl", 1, Odds(), pipelining=pipelining) as asked:
        root = make_workspace(folder / "workspace", PEOPLE, asked.port)
        command = [*strace, sys.executable, "-m", "tests.torture.driver", "sound", *send]
        subprocess.run(command, cwd=root, env=sender.ENVIRONMENT, check=True, capture_output=True)
        assert len(asked.look()) == PEOPLE
    calls = list(_ends(trace.read_text(encoding="utf-8", errors="replace").splitlines()))
    keys = read_books(root).standing(State.ACCEPTED)
    return Order(len(keys), sum(_is_synced(calls, key) for key in keys))


def _ends(lines: list[str]) -> Iterator[str]:
    """Each call at its end, but what is sent at its beginning: bytes may leave as soon as it is asked for."""
    begun: dict[str, str] = {}
    for line in lines:
        if found := _UNFINISHED.match(line):
            begun[found[1]] = f"{found[2]}({found[3]}"
            if found[2] == "sendto":
                yield begun.pop(found[1])
        elif found := _RESUMED.match(line):
            yield begun.pop(found[1], "") + found[2]
        else:
            yield line.partition(" ")[2].lstrip()


def _is_synced(calls: list[str], key: str) -> bool:
    """Whether the receipt of handing over is written, then synced, then the row's log synced, then the body begun."""
    steps = iter(calls)
    handed_over = re.compile(rf"pwrite64\(.*receipts/.*{key}[^}}]*handed_over")
    return (
        any(handed_over.match(call) for call in steps)
        and any(re.match(r"fsync\(\d+<.*receipts/", call) for call in steps)
        and any(re.match(r"fdatasync\(\d+<.*ledger\.db-wal>", call) for call in steps)
        and any(re.match(rf"sendto\(.*Message-ID: <[^>]*{key}", call, re.IGNORECASE) for call in steps)
    )
