"""Everything that may happen to a run, in any order, with crashes anywhere: the books balance."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from composer.ledger import Books, ImpossibleMove, Ledger, open_ledger
from composer.model import Outcome, State

from .made import FINGERPRINT, NOW, RENDERINGS, copied, key, run
from .made import person as letter_to

PEOPLE = 6
KNOWN = {"391-1": run().content}


class Run(RuleBasedStateMachine):
    """A run, and a plain account of what must have become of each of its letters."""

    checked = 0
    ledger: Ledger
    books: Books
    var: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="composer-machine-")
        self.left_open: list[Ledger] = []
        self.crashes = 0
        self.now: datetime = NOW

    @initialize()
    def begin(self) -> None:
        self.var = Path(self.folder.name) / "0"
        self.ledger = open_ledger(self.var, FINGERPRINT, {})
        self.books = self.ledger.begin(run(), RENDERINGS, map(letter_to, range(PEOPLE)))
        self.states = dict.fromkeys(map(key, range(PEOPLE)), State.QUEUED)
        self.before_claim: dict[str, State] = {}
        self.due: dict[str, datetime] = {}
        self.accepted: list[str] = []
        self.left: set[str] = set()

    def teardown(self) -> None:
        for ledger in (*self.left_open, self.ledger):
            ledger.close()
        self.folder.cleanup()

    def among(self, data: st.DataObject, *states: State) -> str | None:
        found = sorted(person for person, state in self.states.items() if state in states)
        return data.draw(st.sampled_from(found)) if found else None

    def claimable(self) -> set[str]:
        return {
            person
            for person, state in self.states.items()
            if state is State.QUEUED or (state is State.DEFERRED and self.due[person] <= self.now)
        }

    @rule(most=st.integers(1, 4))
    def claim(self, most: int) -> None:
        claimable = self.claimable()
        claimed = {delivery.key for delivery in self.books.claim(most, self.now).result()}
        assert claimed <= claimable - self.left
        assert len(claimed) == most or not claimable - self.left - claimed
        for person in claimed:
            self.before_claim[person] = self.states[person]
            self.states[person] = State.CLAIMED
        for person in claimable & self.left:
            letter = self.books.find(person)
            assert letter is not None
            assert letter.state in (State.SUPPRESSED, self.states[person])
            self.states[person] = letter.state

    @rule(data=st.data())
    def hand_over(self, data: st.DataObject) -> None:
        if person := self.among(data, State.CLAIMED):
            self.books.hand_over(person, self.now).result()
            self.states[person] = State.HANDED_OVER

    @rule(data=st.data(), minutes=st.integers(0, 90))
    def settle(self, data: st.DataObject, minutes: int) -> None:
        if person := self.among(data, State.HANDED_OVER):
            state = data.draw(st.sampled_from([State.ACCEPTED, State.DEFERRED, State.REJECTED, State.IN_DOUBT]))
            self.due[person] = self.now + timedelta(minutes=minutes)
            self.books.settle(Outcome(person, state, "the reply"), self.now, self.due[person]).result()
            self.states[person] = state
            self.accepted += [person] * (state is State.ACCEPTED)

    @rule(data=st.data())
    def refuse_before_the_body(self, data: st.DataObject) -> None:
        if person := self.among(data, State.CLAIMED):
            self.books.settle(Outcome(person, State.DEFERRED, "450"), self.now, self.now).result()
            self.states[person], self.due[person] = State.DEFERRED, self.now

    @rule(data=st.data(), state=st.sampled_from(State))
    def move_as_is_not_allowed(self, data: st.DataObject, state: State) -> None:
        if person := self.among(data, State.ACCEPTED, State.REJECTED, State.CANCELLED):
            with suppress(ImpossibleMove):
                self.books.settle(Outcome(person, state), self.now).result()

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        if person := self.among(data, State.CLAIMED):
            self.books.release([person]).result()
            self.states[person] = self.before_claim[person]

    @rule(number=st.integers(0, PEOPLE - 1))
    def unsubscribe(self, number: int) -> None:
        assert self.ledger.suppress(key(number), "", "asked to", self.now) == (key(number) not in self.left)
        self.left.add(key(number))

    @rule(number=st.integers(0, PEOPLE - 1))
    def come_back(self, number: int) -> None:
        assert self.ledger.restore(key(number), "", self.now) == (key(number) in self.left)
        self.left.discard(key(number))

    @rule(number=st.integers(0, PEOPLE + 2))
    def late(self, number: int) -> None:
        queued = self.states.get(key(number), State.SUPPRESSED) is State.SUPPRESSED
        assert self.books.add([letter_to(number)]) == queued
        if queued:
            self.states[key(number)] = State.QUEUED

    @rule(resend=st.booleans())
    def resolve(self, resend: bool) -> None:
        to: Literal[State.QUEUED, State.CANCELLED] = State.QUEUED if resend else State.CANCELLED
        doubted = [person for person, state in self.states.items() if state is State.IN_DOUBT]
        assert self.books.resolve(to, self.now) == len(doubted)
        self.states |= dict.fromkeys(doubted, to)

    @precondition(lambda self: len(self.accepted) > 2)
    @rule()
    def cancel(self) -> None:
        waiting = [person for person, state in self.states.items() if state in (State.QUEUED, State.DEFERRED)]
        assert self.books.cancel(self.now, "over") == len(waiting)
        self.states |= dict.fromkeys(waiting, State.CANCELLED)

    @rule(minutes=st.integers(1, 60))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def crash(self) -> None:
        self.go_on_with(copied(self.var, self.next_folder()))

    @rule(data=st.data())
    def crash_between_receipt_and_commit(self, data: st.DataObject) -> None:
        """The receipts tell of a last move that the ledger never got to hold."""
        ledger_before = copied(self.var, self.next_folder())
        self.hand_over(data)
        if data.draw(st.booleans()):
            self.settle(data, 5)
        receipts = copied(self.var, self.next_folder()) / "receipts"
        shutil.rmtree(ledger_before / "receipts")
        copied(receipts, ledger_before)
        self.go_on_with(ledger_before)

    @rule()
    def stop_and_go_on(self) -> None:
        self.ledger.close()
        self.go_on_with(self.var)

    def next_folder(self) -> Path:
        self.crashes += 1
        return Path(self.folder.name) / str(self.crashes)

    def go_on_with(self, var: Path) -> None:
        self.left_open.append(self.ledger)
        self.var = var
        self.ledger = open_ledger(var, FINGERPRINT, KNOWN)
        self.books = self.ledger.books("391-1")
        self.books.recover(self.now)
        for person, state in self.states.items():
            if state is State.CLAIMED:
                self.states[person] = self.before_claim[person]
            if state is State.HANDED_OVER:
                self.states[person] = State.IN_DOUBT

    @invariant()
    def the_books_balance(self) -> None:
        assert {letter.key: letter.state for letter in self.books.standing()} == self.states
        assert sum(self.books.counts().values()) == len(self.states)
        assert len(self.accepted) == len(set(self.accepted))
        Run.checked += 1


def test_in_whatever_order_things_happen_the_books_balance():
    chosen = settings(
        max_examples=settings().max_examples // 2, stateful_step_count=30, suppress_health_check=[HealthCheck.too_slow]
    )
    run_state_machine_as_test(Run, settings=chosen)
    assert Run.checked > 100
