"""`make torture`: a thousand kills over two hundred thousand letters, and the table of figures in the README."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tests.torture.harness import Figures, Plan, torture
from tests.torture.order import synced_before_body

RUNS = 40  # each of a workspace of its own, with another seed; every other one's relay offers PIPELINING
KILLS = 25  # in each
PEOPLE = 5_000
DIALOGUES = ("pipelined", "plain")


def table(figures: Figures) -> Iterator[str]:
    """What came of it, in Markdown."""
    yield f"| kill -9, {os.cpu_count()} cores | |"
    yield "|---|---:|"
    for what, number in {
        "letters": figures.letters,
        "kills": figures.kills,
        "… with letters in flight": figures.kills_in_flight,
        "lost": figures.lost,
        "silent repeats": figures.silent_repeats,
        "sent to somebody who had left": figures.sent_to_suppressed,
        "books that did not balance": len(figures.wrong),
        "in doubt, all": figures.in_doubt,
        "in doubt by kills": figures.in_doubt_by_kills,
        "… by one kill, at most": figures.most_by_a_kill,
        "handed over at a kill, at most": figures.most_handed_over,
        "copies re-sent": figures.resent,
        "… equal to the byte": figures.equal,
        "seconds": round(figures.seconds),
    }.items():
        yield f"| {what} | {number:,} |"


def tortured(folder: Path, runs: int, people: int, kills: int) -> Figures:
    """All runs, as many at once as there are cores."""
    figures, began = Figures(), time.monotonic()
    plans = [
        Plan(seed, people=people, kills=kills, pipelining=seed % 2 == 1, status_every=10) for seed in range(1, runs + 1)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        work = [cores.submit(torture, folder / str(plan.seed), plan) for plan in plans]
        for done in as_completed(work):
            if error := done.exception():
                figures.wrong.append("".join(traceback.format_exception(error)))
                print(figures.wrong[-1], file=sys.stderr)
                continue
            figures.add(done.result())
            minutes = (time.monotonic() - began) / 60
            print(
                f"{minutes:5.1f} min: {figures.kills:,} kills, {figures.letters:,} letters, {figures.lost} lost, "
                f"{figures.silent_repeats} silently repeated, {figures.in_doubt:,} in doubt",
                file=sys.stderr,
            )
    figures.seconds = time.monotonic() - began
    return figures


def main() -> int:
    """Torture, and tell; 0 where the books balance."""
    asked = argparse.ArgumentParser(prog="python -m tests.torture")
    asked.add_argument("--runs", type=int, default=RUNS)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--kills", type=int, default=KILLS)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="torture.") as folder:
        orders = [synced_before_body(Path(folder) / name, pipelining=name == "pipelined") for name in DIALOGUES]
        figures = tortured(Path(folder), said.runs, said.people, said.kills)
    print("\n".join(table(figures)))
    synced, letters = sum(order.synced for order in orders), sum(order.letters for order in orders)
    print(f"\nWritten down and synced before the first byte of the body: {synced} of {letters} letters.")
    for words in figures.wrong:
        print(words, file=sys.stderr)
    balanced = not (figures.lost or figures.silent_repeats or figures.sent_to_suppressed or figures.wrong)
    return 0 if balanced and figures.equal == figures.resent and synced == letters else 1


if __name__ == "__main__":
    sys.exit(main())
