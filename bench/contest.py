"""Composer and its references sending the same to the same sink, in turn, so that whatever else the machine does meets
all of them alike.

Rule: a round that is not whole ends the bench: every letter accepted, and as many bytes come as were sent.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench.processes import Ran, run
from bench.sinks import Got, Sink
from bench.workspaces import copied, refuse_unless_accepted, send_command

_ENVELOPE = 0.02  # of a letter's bytes: how far the commands and the tolerance of its size may lead from these


@dataclass(frozen=True, slots=True)
class Contender:
    """Whoever sends; `goal`: how many times its rate Composer's should be, at least."""

    name: str
    send: Callable[[], Ran]
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What one contender needed: as a process, and of the sink's CPU; and what the sink got."""

    ran: Ran
    sink_cpu: float
    got: Got


def composer(workspace: Path, relay: str, connections: int, letters: int, env: dict[str, str] | None = None) -> Ran:
    """`composer send` from a copy of the workspace, to so many people."""
    with copied(workspace) as root:
        sent = run(*send_command(root, relay, connections), env=env)
        refuse_unless_accepted(sent, letters)
        return sent


def sendmail(letter: Path, port: int, connections: int, letters: int, env: dict[str, str] | None = None) -> Ran:
    """aiosmtplib's own; with `env`, which says whom to trust, over TLS."""
    asked = ["--port", str(port), "--connections", str(connections), "--letters", str(letters), "--letter", str(letter)]
    return run(sys.executable, "-m", "bench.sendmail", *asked, *(["--tls"] if env else []), env=env)


def contest(sink: Sink, contenders: Sequence[Contender], letters: int, size: int, rounds: int) -> None:
    """Run them in turn, Composer first, and print the table; a first round does not count."""
    sends = [partial(_watched, sink, contender.send, letters, size) for contender in contenders]
    held = [[send() for send in sends] for _ in range(rounds + 1)][1:]
    of_each = [[one_round[place] for one_round in held] for place in range(len(contenders))]
    head = [f"{letters:,} letters of {size:,} bytes, medians of {rounds}", *_HEAD]
    rows = [
        list(_row(contender, given, of_each[0], letters)) for contender, given in zip(contenders, of_each, strict=True)
    ]
    known = [place for place in range(len(head)) if any(row[place] for row in rows)]
    for line in (head, ["---"] * len(head), *rows):
        print("|", " | ".join(line[place] for place in known), "|")


_HEAD = ["letters/s", "Composer's is", "goal", "delivering alone", "CPU a letter", "the sink's"]


def _row(contender: Contender, given: Sequence[Round], ours: Sequence[Round], letters: int) -> Iterator[str]:
    """One line of the table: the medians of its rounds; that of a ratio is of what stood side by side in one round."""
    rate = letters / median(one.ran.seconds for one in given)
    yield contender.name
    yield _written(rate)
    ratio = median(other.ran.seconds / our.ran.seconds for our, other in zip(ours, given, strict=True))
    yield f"{ratio:.2f} ×" if contender.goal else ""
    yield f"≥ {contender.goal} ×" if contender.goal else ""
    alone = [one.got.rate for one in given if one.got.rate is not None]
    yield f"{_written(median(alone))}/s" if alone else ""
    yield f"{median(one.ran.cpu for one in given) / letters * 1e6:,.0f} µs"
    yield f"{median(one.sink_cpu for one in given) / letters * 1e6:,.0f} µs"


def _written(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}"


def _watched(sink: Sink, send: Callable[[], Ran], letters: int, size: int) -> Round:
    sink.got()
    before = sink.cpu()
    ran = send()
    cpu, got = sink.cpu() - before, sink.got()
    if got.letters not in (None, letters) or abs(got.bytes / letters - size) > _ENVELOPE * size:
        sys.exit(f"{letters:,} letters of {size:,} bytes were sent, and the sink got {got}")
    return Round(ran, cpu, got)


def is_quick(name: str) -> bool:
    """Whether `--quick` was said: a try whose figures say nothing."""
    asked = argparse.ArgumentParser(prog=f"python -m bench.{name}")
    asked.add_argument("--quick", action="store_true", help="few letters and one round, to see that it runs")
    return bool(asked.parse_args().quick)
