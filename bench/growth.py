"""What grows with the audience, and what must not: 1,000 to 1,000,000 people on 50 networks.

Run by `make bench`. Resolving and freezing stand beside the standard library reading the same lists and writing as many
rows. Sending is a whole `composer send` to the fast sink, stopped by SIGINT after so many letters; the smallest letters
there are, as what grows is not their size.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.contest import is_quick
from bench.processes import INCOMPLETE, Ran, Started, is_running, resident, run, started
from bench.sinks import FastSink, fast_sink
from bench.workspaces import copied, make_workspace, send_command

SIZES = (1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 3
MOST = 100_000  # letters of one send
NETWORKS = 50
CONNECTIONS = 16
LOOK = 0.05  # seconds between two looks at a sender

_HEAD = [
    *("people", "resolving", "by csv", "freezing", "by sqlite3"),
    *("until the first letter", "letters/s", "memory while sending", "ever"),
]


@dataclass(frozen=True, slots=True)
class Sent:
    """One send: seconds until the first letter had come, letters a second from then on, megabytes then and ever."""

    first: float
    rate: float
    memory: float
    ever: float


def main() -> None:
    sizes, rounds, most = ((1_000, 10_000), 1, 2_000) if is_quick("growth") else (SIZES, ROUNDS, MOST)
    print(f"Medians of {rounds}.\n\n| {' | '.join(_HEAD)} |")
    print("|---" * len(_HEAD) + "|")
    with tempfile.TemporaryDirectory() as folder, fast_sink() as sink:
        for people in sizes:
            workspace = make_workspace(Path(folder) / "workspace", people, networks=NETWORKS, paragraphs=1)
            ours, plain, sent = [], [], []
            for _ in range(rounds):
                ours.append(begun("bench.freezing", workspace))
                plain.append(begun("bench.plain", workspace))
                sent.append(delivered(workspace, sink, people, most))
            print("|", " | ".join([f"{people:,}", *beginning(ours, plain), *sending(sent)]), "|", flush=True)
            shutil.rmtree(workspace)


def begun(module: str, workspace: Path) -> Mapping[str, float]:
    """How long resolving and freezing took, in a process of its own."""
    with copied(workspace) as root:
        told: Mapping[str, float] = json.loads(run(sys.executable, "-m", module, str(root)).output)
        return told


def beginning(ours: Sequence[Mapping[str, float]], plain: Sequence[Mapping[str, float]]) -> list[str]:
    return [
        f"{median(one[what] for one in given):,.2f} s" for what in ("resolving", "freezing") for given in (ours, plain)
    ]


def sending(sent: Sequence[Sent]) -> list[str]:
    first, rate = (median(getattr(one, what) for one in sent) for what in ("first", "rate"))
    memory, ever = (max(getattr(one, what) for one in sent) for what in ("memory", "ever"))
    return [f"{first:,.2f} s", f"{rate:,.0f}", f"{memory:,.0f} MB", f"{ever:,.0f} MB"]


def delivered(workspace: Path, sink: FastSink, people: int, most: int) -> Sent:
    """Send to everybody, or to so many at most, and watch the sender meanwhile."""
    sink.got()
    with (
        copied(workspace) as root,
        started(*send_command(root, f"smtp://127.0.0.1:{sink.port}", CONNECTIONS)) as sender,
    ):
        first, memory, ever = watched(sender, sink, people, most)
        ran = sender.ended(INCOMPLETE if people > most else 0)
    got = sink.got()
    refuse_unless_balanced(ran, people, got.letters or 0, most)
    return Sent(first, got.rate or 0.0, memory, ever)


def watched(sender: Started, sink: FastSink, people: int, most: int) -> tuple[float, float, float]:
    """Seconds until a letter had come, and the most megabytes from then on, and ever; stops it after `most`."""
    begun = time.perf_counter()
    first = memory = ever = 0.0
    stopped = False
    while is_running(sender.pid):
        letters = sink.so_far().letters or 0
        now, peak = resident(sender.pid)
        ever = max(ever, peak)
        if letters:
            first = first or time.perf_counter() - begun
            memory = max(memory, now)
        if people > most <= letters and not stopped:
            sender.process.send_signal(signal.SIGINT)
            stopped = True
        time.sleep(LOOK)
    return first, memory, ever


def refuse_unless_balanced(ran: Ran, people: int, came: int, most: int) -> None:
    """End the bench where the books and the sink do not tell the same, or too few letters came."""
    books = json.loads(ran.output)
    if not (books["audience"] == people and books["accepted"] == came >= min(people, most)):
        sys.exit(f"{came:,} letters came of {people:,}, and the books say {books}")


if __name__ == "__main__":
    main()
