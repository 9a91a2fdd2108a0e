"""Where the processor's time goes while one letter is delivered, of a whole `composer send` to the fast sink.

Run by `make bench`. `bench.sampled` tells how it is measured; docs/speed.md holds the tables.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.contest import composer, is_quick
from bench.processes import Ran, run
from bench.sinks import fast_sink
from bench.workspaces import copied, letter_and_workspace, refuse_unless_accepted, send_command

LETTERS = 20_000
BYTES = 60_000
CONNECTIONS = 16
TOP = 20  # functions

# Each function of the loop's thread belongs to the first of these that it matches, else to its module.
_PARTS = (
    (r"asyncio/selector_events:(write|_write|_sendto)", "socket: writing"),
    (r"asyncio/selector_events:_?read", "socket: reading"),
    (r"asyncio/sslproto:", "TLS"),
    (r"asyncio/", "event loop"),
    (r"deliver/(dkim|relaxed|signing_key):", "signing the letter"),
    (r"(render|markdown|model|tokens|pipeline|deliver/(envelope|body))\b", "making the letter"),
    (r"(deliver/(clerk|timeline|again):|ledger/)", "clerk: asking the ledger"),
    (r"deliver/(dialogue|transaction|stream|answers|wire|replies|opening|bounds|relay):", "dialogue"),
    (r"deliver/(engine|worker|breaker|bell|pace):", "engine and workers"),
    (r"(log|cli|clock)\b", "log and progress"),
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What `bench.sampled` has written, in seconds of the processor's time; `syncs` in seconds of wall time."""

    loop: Mapping[str, float]
    ledger: Mapping[str, float]
    ledger_in_all: float
    syncs: list[float]


def main() -> None:
    letters = 2_000 if is_quick("cost") else LETTERS
    with tempfile.TemporaryDirectory() as folder, fast_sink() as sink:
        _, workspace = letter_and_workspace(Path(folder), letters, BYTES)
        relay, told = f"smtp://127.0.0.1:{sink.port}", Path(folder) / "profile.json"
        plain = composer(workspace, relay, CONNECTIONS, letters)
        with copied(workspace) as root:
            _, *arguments = send_command(root, relay, CONNECTIONS)
            ran = run(sys.executable, "-m", "bench.sampled", str(told), *arguments)
        refuse_unless_accepted(ran, letters)
        if (got := sink.got()).letters != 2 * letters:
            sys.exit(f"twice {letters:,} letters were sent, and the sink got {got}")
        show(Profile(**json.loads(told.read_text())), ran, letters)
    sampled, usual = (each.cpu / letters * 1e6 for each in (ran, plain))
    print(f"A letter took {sampled:,.0f} µs of CPU in all, and {usual:,.0f} µs in a run that was not sampled.")


def show(profile: Profile, ran: Ran, letters: int) -> None:
    """Both threads by part, the rest of the process, and the functions of the loop's thread that cost most."""
    parts: defaultdict[str, float] = defaultdict(float)
    for place, seconds in profile.loop.items():
        parts[part_of(place)] += seconds
    in_loop, in_ledger = sum(parts.values()), profile.ledger_in_all
    _table(f"Event loop's thread, {letters:,} letters of {BYTES:,} bytes", _most(parts), letters)
    rest = in_ledger - sum(profile.ledger.values())
    _table("Ledger's thread", [*_most(profile.ledger), ("groups and futures, in Python", rest)], letters)
    before_and_after = ran.cpu - in_loop - in_ledger
    of_all = [("event loop's thread", in_loop), ("ledger's thread", in_ledger), ("before and after", before_and_after)]
    _table("The process from start to exit", of_all, letters)
    _table(f"The {TOP} places of the event loop's thread", _most(profile.loop)[:TOP], letters, in_loop)
    if profile.syncs:
        each = letters / len(profile.syncs)
        took = median(profile.syncs) * 1000
        print(f"Synced {len(profile.syncs):,} times, once for {each:.1f} letters; the median sync took {took:.2f} ms.")


def part_of(place: str) -> str:
    """Which part of delivering a function belongs to."""
    return next((part for pattern, part in _PARTS if re.match(pattern, place)), place.partition(":")[0])


def _most(of: Mapping[str, float]) -> list[tuple[str, float]]:
    """The largest first."""
    return sorted(of.items(), key=lambda item: -item[1])


def _table(head: str, rows: Sequence[tuple[str, float]], letters: int, whole: float | None = None) -> None:
    """What each took of a letter's time and of the whole, which is their sum where none is given."""
    everything = whole or sum(seconds for _, seconds in rows)
    print(f"| {head} | a letter | share |\n|---|---|---|")
    for name, seconds in [*rows, *([] if whole else [("together", everything)])]:
        print(f"| {name} | {seconds / letters * 1e6:,.1f} µs | {seconds / everything:.1%} |")
    print()


if __name__ == "__main__":
    main()
