"""What the tests run as processes of their own: `python -m tests.ledger.programs WHAT FOLDER …`."""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path
from random import Random
from typing import Any

from composer.ledger import Answer, Ledger, open_ledger
from composer.model import Outcome, State
from composer.problems import LedgerError

from .made import FINGERPRINT, NOW, RENDERINGS, claim, key, people, run

KNOWN = {"391-1": run().content}
_LONGEST_WAIT = 60


def suppress(var: Path, first: int, last: int) -> None:
    """Suppress people, each as it comes."""
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        print("ready", flush=True)
        for number in range(first, last):
            assert ledger.suppress(key(number), "", "asked to", NOW)


def grow(var: Path) -> None:
    """Begin runs, of each hand a letter over at once, and have people join it."""
    with open_ledger(var, FINGERPRINT, {}) as ledger:
        for issue in range(12):
            books = ledger.begin(run(issue + 1), RENDERINGS, people(1500))
            for each in claim(books, 2):
                books.hand_over(each, NOW).result()
            for joined in range(1500, 1900, 20):
                books.add(people(20, joined))


def send(var: Path) -> None:
    """Send letters, and say of each how far it has come, until somebody kills us."""
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        books = ledger.books("391-1")
        books.recover(NOW)
        while claimed := claim(books, 4):
            for each in claimed:
                books.hand_over(each, NOW).result()
                print("handed_over", each, flush=True)
                books.settle(Outcome(each, State.ACCEPTED, "250"), NOW).result()
                print("accepted", each, flush=True)


def fill(folder: Path, seed: int, points: int) -> None:
    """Reach the limit on files' sizes at random points; print what was promised, and what was said, at each."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    chance = Random(seed)
    for point in range(points):
        var = folder / str(point)
        open_ledger(var, FINGERPRINT, {}).close()
        with open_ledger(var, FINGERPRINT, {}) as ledger:
            ledger.begin(run(), RENDERINGS, people(40))
            limit(largest(var) + chance.randrange(60_000))
            promised, said = asked(ledger)
        limit(resource.RLIM_INFINITY)
        print(json.dumps({"promised": promised, "said": sorted(set(said))}))


def fill_receipts(var: Path) -> None:
    """Reach the limit with the receipts alone, which are the longest file, and hand a letter over."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open_ledger(var, FINGERPRINT, {}) as ledger:
        books = ledger.begin(run(), RENDERINGS, people(1))
        for _ in range(20):
            claim(books)
            books.settle(Outcome(key(0), State.DEFERRED, "450 " * 10_000), NOW, NOW).result()
    with open_ledger(var, FINGERPRINT, KNOWN) as ledger:
        books = ledger.books("391-1")
        claim(books)
        limit(largest(var))
        print(books.hand_over(key(0), NOW).exception(timeout=_LONGEST_WAIT))


def limit(size: int) -> None:
    """No file grows beyond this."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def largest(var: Path) -> int:
    """The length of the longest file."""
    return max(path.stat().st_size for path in var.rglob("*") if path.is_file())


def asked(ledger: Ledger) -> tuple[dict[str, str], list[str]]:
    """What is promised of each letter when many things are asked for at once, and what is said when it cannot be."""
    promised: dict[str, str] = {}
    said: list[str] = []

    def heard(answer: Answer[Any], person: str, state: str) -> None:
        error = answer.exception(timeout=_LONGEST_WAIT)
        if error is None:
            promised[person] = state
        else:
            said.append(f"{type(error).__name__}: {error}")

    try:
        books = ledger.books("391-1")
        claimed = claim(books, 40)
    except LedgerError as error:
        return promised, [f"LedgerError: {error}"]
    for start in range(0, 40, 5):
        some = claimed[start : start + 5]
        for state, answers in (
            ("handed_over", [books.hand_over(person, NOW) for person in some]),
            ("accepted", [books.settle(Outcome(person, State.ACCEPTED, "250" * 99), NOW) for person in some]),
        ):
            for person, answer in zip(some, answers, strict=True):
                heard(answer, person, state)
    return promised, said


if __name__ == "__main__":
    what, where, *numbers = sys.argv[1:]
    if what == "suppress":
        suppress(Path(where), *map(int, numbers))
    elif what == "grow":
        grow(Path(where))
    elif what == "fill":
        fill(Path(where), *map(int, numbers))
    elif what == "fill_receipts":
        fill_receipts(Path(where))
    else:
        send(Path(where))
