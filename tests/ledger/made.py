"""A run, its people and a ledger to try things with."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from composer.ledger import Books
from composer.model import Delivery, Letterhead, Outcome, Part, Rendered, Run, Slot, State

NOW = datetime(2020, 2, 21, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)
FINGERPRINT = "a fingerprint"
RENDERINGS = (
    Rendered((Part(b"Subject: Update\r\n\r\nGood morning, "), Part(name="name", slot=Slot.TEXT), Part(b".\r\n"))),
    Rendered((Part(b"Subject: Update\r\n\r\nFor schools \xff\r\n"),)),
)
LETTERHEAD = Letterhead(
    name="Update",
    sender="updates@example.org",
    answers_to="answers@example.org",
    public_url="https://updates.example.org",
    timezone="Europe/London",
    networks={"dcs": "Directors"},
)


def key(number: int) -> str:
    """The key of a person."""
    return hashlib.sha256(b"%d" % number).hexdigest()[:26].translate(str.maketrans("0189", "zyxw"))


def run(issue: int = 391, revision: int = 1, content: str = "what is said") -> Run:
    return Run(issue, revision, content, LETTERHEAD, None, "smtp://relay.example.net", NOW)


def person(number: int, networks: tuple[str, ...] = ("dcs",), state: State = State.QUEUED) -> Delivery:
    return Delivery(
        key(number), f"person{number}@example.org", f"Person {number}", networks, number % 2, NOW, state=state
    )


def people(count: int, first: int = 0) -> list[Delivery]:
    return [person(number) for number in range(first, first + count)]


def accept(books: Books, *keys: str) -> None:
    """A relay takes on the letters of these, who are claimed."""
    for each in keys:
        books.hand_over(each, NOW).result()
        books.settle(Outcome(each, State.ACCEPTED, "250 2.0.0 Ok"), NOW).result()


def claim(books: Books, most: int = 1, now: datetime = NOW) -> list[str]:
    """The keys of whom a sender claims."""
    return [delivery.key for delivery in books.claim(most, now).result()]


def numbers(books: Books) -> dict[str, int]:
    """The states in which there is anybody."""
    return {str(state): count for state, count in books.counts().items() if count}


def copied(var: Path, to: Path) -> Path:
    """A copy of the workspace's state, as a power cut would leave it. Another process copies: SQLite's locks on a file
    end when any handle of this process on it is closed."""
    subprocess.run(["cp", "-r", var, to], check=True)
    return to
