"""What a ledger does for those who send, read and write off: the promise that every implementation keeps.

Rule: a move is committed, and its receipt synced before that, when its answer is there; whoever waits for that
before acting on it can be killed at any instant and the books still balance. A ledger that is missing, empty or
damaged while a run is known refuses: it never means that nobody has got anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, Self

from composer.ledger.answer import Answer
from composer.model import Approval, Delivery, Outcome, Rendered, Run, State, Suppression


@dataclass(frozen=True, slots=True)
class ErasedLetter:
    """A letter that no longer says whose it is: of which run, and how it stood before and stands since."""

    run: str
    before: State
    after: State


class ImpossibleMove(RuntimeError):
    """A letter was to be moved as `states.MOVES` does not allow: a fault in the program."""


class Books(Protocol):
    """The books of one run. What returns an answer is done by the writer, in the order asked for.

    Only whoever holds the run's lock may move letters. Every `now` is aware, in UTC.
    """

    @property
    def run(self) -> Run:
        """Which run."""
        ...

    def renderings(self) -> tuple[Rendered, ...]:
        """What its letters are spliced from, by variant."""
        ...

    # What a sender does, for each letter in this order.

    def claim(self, most: int, now: datetime) -> Answer[list[Delivery]]:
        """Take up to `most` letters that are queued, or deferred and due, the longest waiting first.

        Those who have left since are moved aside to `suppressed` in the same transaction and not returned: everybody
        who is suppressed by all networks, or by every one of the delivery's. (None returned: none is due now.)
        """
        ...

    def hand_over(self, key: str, now: datetime) -> Answer[None]:
        """The relay said 354; the body may be written once this is answered."""
        ...

    def settle(self, outcome: Outcome, now: datetime, next_at: datetime | None = None) -> Answer[None]:
        """What became of a claimed or handed over letter; `next_at`: when a deferred one is due again."""
        ...

    def release(self, keys: Sequence[str]) -> Answer[None]:
        """Put claimed letters back, as they were before they were claimed but for `first_tried`."""
        ...

    # What is done between senders.

    def recover(self, now: datetime) -> None:
        """After a sender died: what it had claimed is queued again (deferred, if it was so before), and what it had
        handed over is in doubt."""
        ...

    def add(self, people: Iterable[Delivery], renderings: Sequence[Rendered] = ()) -> int:
        """People who joined since, and further renderings, whose variants count on from those there are.

        Those there already are passed over, but suppressed ones given as queued are queued. One transaction. Returns
        how many letters are queued by it.
        """
        ...

    def resolve(self, to: Literal[State.QUEUED, State.CANCELLED], now: datetime) -> int:
        """Settle every letter in doubt: to be sent again, or not. Returns how many."""
        ...

    def retry(self, now: datetime) -> int:
        """Try again every letter that was rejected. Returns how many."""
        ...

    def cancel(self, now: datetime, reason: str) -> int:
        """Send nothing more of this run: what is queued or deferred is cancelled. Returns how many."""
        ...

    # Reading.

    def counts(self) -> Mapping[State, int]:
        """How many letters stand in each state; every state is there, and the sum is the audience."""
        ...

    def due(self, now: datetime) -> int:
        """How many letters `claim` could take at `now`."""
        ...

    def next_due(self) -> datetime | None:
        """When the next deferred letter is due; None if none is deferred."""
        ...

    def standing(self, *states: State) -> Iterator[Delivery]:
        """Each letter that stands in one of these states; all letters where none is given. In the order frozen."""
        ...

    def find(self, key: str) -> Delivery | None:
        """One person's."""
        ...


class Ledger(Protocol):
    """All runs, who wants nothing more, and what was approved."""

    def begin(
        self, run: Run, renderings: Sequence[Rendered], people: Iterable[Delivery], instead_of: str | None = None
    ) -> Books:
        """Freeze a run, its renderings and its audience in one transaction.

        The run it stands `instead_of` ends in the same one: what is queued, deferred or in doubt of it is cancelled.

        Raises:
            LedgerError: there is a run of this name already, or two people share a key.
        """
        ...

    def books(self, run: str) -> Books:
        """The books of a run by its name, like `391-1`.

        Raises:
            LedgerError: there is no such run, or its rows do not hold together.
        """
        ...

    def runs(self, issue: int | None = None) -> list[Run]:
        """All runs, or those of an issue, oldest first."""
        ...

    def latest(self, key: str) -> tuple[Run, Delivery] | None:
        """The newest letter to a person."""
        ...

    def suppress(self, key: str, network: str, reason: str, now: datetime) -> bool:
        """This person gets nothing more by `network` ('' is all). False: it was so already (the first reason stays)."""
        ...

    def restore(self, key: str, network: str, now: datetime) -> bool:
        """Undo one suppression. False: there was none."""
        ...

    def suppressions(self, key: str | None = None) -> list[Suppression]:
        """Everybody's, or one person's, oldest first."""
        ...

    def letters(self, key: str) -> list[tuple[Run, Delivery]]:
        """Every letter to a person, of the oldest run first."""
        ...

    def renderings(self, run: str) -> tuple[Rendered, ...]:
        """What a run says, by variant, without looking through its letters."""
        ...

    def erase(self, key: str, now: datetime) -> list[ErasedLetter]:
        """Empty the address and name of every letter of a person who is forgotten, and have no byte of them left.

        What is queued or deferred of theirs is suppressed, and what is in doubt cancelled. Nobody may be sending it.
        Returns what was changed; done again, nothing.

        Raises:
            LedgerError: somebody goes on reading what the ledger was before; all but the last bytes are gone then.
        """
        ...

    def approve(self, approval: Approval) -> None:
        """Keep an approval, in the place of the issue's last one."""
        ...

    def approvals(self) -> list[Approval]:
        """What was last approved of each issue, in their order."""
        ...

    def approval(self, issue: int) -> Approval | None:
        """What was last approved of an issue."""
        ...

    def close(self) -> None:
        """Finish what was asked for, and close."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
