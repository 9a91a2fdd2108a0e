from __future__ import annotations

import random
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from composer.model import State
from composer.problems import INCOMPLETE
from tests.relays.sink import Odds
from tests.torture import sender
from tests.torture.books import read_books
from tests.torture.oracle import Oracle, oracle
from tests.torture.workspace import NUMBER, make_workspace

PEOPLE = 3_000
CONNECTIONS = 8
FIRST = 23  # letters at most before a signal: some are always left for the next
SOFT = Odds(soft_rcpt=0.03, soft_dot=0.01)  # without a drop, nobody is in doubt but by our own doing
GO_ON = f"Go on with: composer send {NUMBER}"


def stop_often(folder: Path, seed: int, pipelining: bool, signals: list[signal.Signals]) -> list[str]:
    """Send, stopped by each of these signals with letters in flight; what was not as it should be, in words."""
    folder.mkdir()
    chance = random.Random(seed)
    with oracle(folder / "taken.jsonl", seed, SOFT, pipelining=pipelining) as asked:
        root = make_workspace(folder / "workspace", PEOPLE, asked.port)
        wrong = [fault for number in signals for fault in stopped_well(root, asked, number, chance)]
        last = sender.ended(sender.start_sending(root, CONNECTIONS))
        copies = Counter(letter.recipient for letter in asked.look())
    books = read_books(root)
    if last.returncode or set(copies.values()) != {1} or copies.keys() != books.addresses(State.ACCEPTED):
        wrong.append(f"at the end: exit {last.returncode}, {len(copies)} letters, {max(copies.values())} copies")
    return wrong


def stopped_well(root: Path, asked: Oracle, number: signal.Signals, chance: random.Random) -> list[str]:
    before = len(asked.look())
    process = sender.start_sending(root, CONNECTIONS)
    in_flight = asked.wait_for(before + chance.randrange(1, FIRST), process)
    process.send_signal(number)
    stopped = sender.ended(process)
    underway = read_books(root).standing(State.CLAIMED, State.HANDED_OVER, State.IN_DOUBT)
    told = {
        f"{number.name} came when nothing was in flight": not in_flight,
        f"{len(underway)} claimed, handed over or in doubt after {number.name}": bool(underway),
        f"exit {stopped.returncode} after {number.name}": stopped.returncode != INCOMPLETE,
        f"did not say how to go on, but: {stopped.stderr}": GO_ON not in stopped.stderr,
    }
    return [words for words, is_so in told.items() if is_so]


def test_fifty_sigterms_and_some_sigints_leave_nobody_in_doubt_and_say_how_to_go_on(tmp_path):
    signals = [*[signal.SIGTERM] * 25, *[signal.SIGINT] * 3]

    with ThreadPoolExecutor() as both:
        told = list(both.map(lambda seed: stop_often(tmp_path / str(seed), seed, seed == 1, signals), (1, 2)))

    assert told == [[], []]
