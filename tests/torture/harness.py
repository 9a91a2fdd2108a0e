"""Kill a sender again and again, and hold its books against what the oracle has taken.

Rule: nothing of the product's own judges the product. Who got a letter is what the sink's log says; who stands where,
what SQLite reads in the ledger's file; both are compared after every kill.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from composer.clock import now
from composer.model import EVERY, State
from composer.pipeline.edition import Workspace
from composer.pipeline.leaving import suppress_address
from tests.relays.sink import Odds, Taken
from tests.torture import sender
from tests.torture.books import FINISHED, Books, read_books
from tests.torture.oracle import ROUGH, Oracle, oracle
from tests.torture.workspace import RUN, address_of, is_unmailable, make_workspace
from tests.torture.wrong_builds import SOUND

STOPPED = "the sender was stopped"  # how the reason begins where a kill has left a letter in doubt


@dataclass(frozen=True)
class Plan:
    """One run to be tortured. `status_every`: how many kills until `composer status` is asked too.

    `pipelining`: whether the relay offers it (RFC 2920), so that letters are announced.
    """

    seed: int
    people: int = 5_000
    kills: int = 30
    connections: int = 10
    suppressed: int = 20
    odds: Odds = ROUGH
    pipelining: bool = True
    build: str = SOUND
    status_every: int = 10


@dataclass
class Figures:
    """What came of it. `resent`: copies beyond the first of a person, each `equal` to the first or not."""

    letters: int = 0
    kills: int = 0
    kills_in_flight: int = 0
    kills_before_frozen: int = 0
    lost: int = 0
    silent_repeats: int = 0
    sent_to_suppressed: int = 0
    in_doubt: int = 0
    in_doubt_by_kills: int = 0
    most_by_a_kill: int = 0
    most_handed_over: int = 0
    resolved: int = 0
    resent: int = 0
    equal: int = 0
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)  # books that do not balance, in words

    def add(self, other: Figures) -> None:
        """Another run's."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            setattr(self, name, max(mine, value) if name.startswith("most") else mine + value)


class Torture:
    """One run, from its first start to its last letter."""

    def __init__(self, root: Path, plan: Plan, asked: Oracle, tell: Callable[[str], None] = lambda _: None) -> None:
        self.plan = plan
        self.root = make_workspace(root, plan.people, asked.port)
        self.oracle = asked
        self.tell = tell
        self.figures = Figures(letters=plan.people)
        self.random = random.Random(plan.seed)
        self._startup = 1.0  # seconds until a sender's first letter, as last seen
        self._resolved: Counter[str] = Counter()  # by address, how often its letter was to be sent again
        self._stopped: set[str] = set()  # whom a kill has left in doubt, as last seen
        self._doubtful: set[str] = set()

    def go(self) -> Figures:
        """All of it."""
        began = time.monotonic()
        self._suppress()
        while self.figures.kills < self.plan.kills and self._kill():
            self._look_after_kill()
            if self.random.random() < 1 / _RESOLVED_EVERY:
                self._resend()
        self._finish()
        self._balance(read_books(self.root))
        self.figures.seconds = time.monotonic() - began
        return self.figures

    # Killing.

    def _kill(self) -> bool:
        """Start a sender and kill it; False: it ended before that."""
        process = sender.start_sending(self.root, self.plan.connections, self.plan.build)
        with process:
            if not self._wait_for_the_moment(process):
                return False
            if not self.strike(process):
                return False
        self.figures.kills += 1
        return True

    def strike(self, process: subprocess.Popen[str]) -> bool:
        """What ends a sender before its time; False: it came to its end all the same."""
        process.kill()
        process.communicate()
        return True

    def _wait_for_the_moment(self, process: subprocess.Popen[str]) -> bool:
        began, before = time.monotonic(), len(self.oracle.look())
        kind = self.random.random()
        if kind < _WHILE_STARTING:
            time.sleep(self.random.uniform(0, self._startup))
            return process.poll() is None
        if not before and kind < _WHILE_FREEZING and not self._frozen():
            self._wait_until_freezing(process)
            return process.poll() is None
        if not self.oracle.wait_for(before + 1, process):
            return False
        self._startup = time.monotonic() - began
        left = self.plan.people * _USED - before
        most = max(2, round(min(left, 2 * left / (self.plan.kills - self.figures.kills))))
        if not self.oracle.wait_for(before + self.random.randrange(1, most), process):
            return False
        time.sleep(self.random.uniform(0, _A_LETTER))
        return process.poll() is None

    def _frozen(self) -> bool:
        return (self.root / "issues" / "sent" / f"{RUN}.json").exists()

    def _wait_until_freezing(self, process: subprocess.Popen[str]) -> None:
        """The receipts of a run are the first that its beginning writes."""
        while process.poll() is None and not (self.root / "var" / "receipts" / f"{RUN}.jsonl").exists():
            time.sleep(0.001)
        time.sleep(self.random.uniform(0, _FREEZING))

    # Looking.

    def _look_after_kill(self) -> None:
        books = read_books(self.root)
        figures = self.figures
        handed_over = len(books.standing(State.HANDED_OVER))
        figures.kills_in_flight += handed_over > 0
        figures.kills_before_frozen += not books.letters
        figures.most_handed_over = max(figures.most_handed_over, handed_over)
        self._note_doubt(books)
        self.expect(handed_over <= self.plan.connections, f"{handed_over} handed over at a kill")
        self._judge(books)
        if figures.kills % self.plan.status_every == 0 and books.letters:
            self._compare_status(books)
            self.tell(f"seed {self.plan.seed}: {figures.kills} kills, {len(self.oracle.taken)} letters taken")

    def _note_doubt(self, books: Books) -> None:
        """Count whom a kill has left in doubt; the next sender says so when it begins."""
        doubtful = books.standing(State.IN_DOUBT)
        stopped = {key for key in doubtful if books.letters[key].reply.startswith(STOPPED)}
        by_kill = len(stopped - self._stopped)
        figures = self.figures
        figures.in_doubt += len(doubtful - self._doubtful)
        figures.in_doubt_by_kills += by_kill
        figures.most_by_a_kill = max(figures.most_by_a_kill, by_kill)
        self.expect(by_kill <= self.plan.connections, f"{by_kill} in doubt by one kill")
        self._stopped, self._doubtful = stopped, doubtful

    def _judge(self, books: Books) -> None:
        """What must hold at every moment."""
        taken = {letter.recipient for letter in self.oracle.look()}
        missing = books.addresses(State.ACCEPTED) - taken
        self.expect(not missing, f"{len(missing)} accepted in the books, and never taken")
        if books.letters:
            total = sum(books.counts().values())
            self.expect(total == self.plan.people, f"the states sum to {total}, not {self.plan.people}")

    def _compare_status(self, books: Books) -> None:
        told = sender.status(self.root)
        states = {state: number for state, number in told.items() if state not in ("run", "issue", "audience")}
        self.expect(sum(states.values()) == told["audience"] == self.plan.people, f"status does not balance: {told}")
        # The receipts may be ahead of the ledger, which whoever writes next takes over; nothing else may differ.
        behind = abs(states["accepted"] - books.counts()["accepted"])
        self.expect(behind <= self.plan.connections, f"status has {behind} accepted otherwise than the ledger")

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.figures.wrong.append(f"kill {self.figures.kills}: {otherwise}")

    # Going on.

    def _suppress(self) -> None:
        workspace = Workspace.open(self.root)
        mailable = [person for person in range(self.plan.people) if not is_unmailable(person)]
        for person in self.random.sample(mailable, self.plan.suppressed):
            suppress_address(workspace, address_of(person), EVERY, "", now())

    def _resend(self) -> bool:
        """Have the letters in doubt sent again, and remember whose; False: there were none."""
        before = read_books(self.root)
        doubtful = before.standing(State.IN_DOUBT, State.HANDED_OVER)
        if not doubtful:
            return False
        assert sender.resend(self.root, self.plan.build).returncode == 0
        after = read_books(self.root)
        self._note_recovered(before, after)
        resolved = doubtful & after.standing(State.QUEUED)
        self._resolved.update(after.letters[key].address for key in resolved)
        self.figures.resolved += len(resolved)
        self._stopped = self._doubtful = set()
        return bool(resolved)

    def _note_recovered(self, before: Books, after: Books) -> None:
        """`resolve` recovers what a kill has left, and settles it at once: that was in doubt too."""
        recovered = len(before.standing(State.HANDED_OVER) & after.standing(State.QUEUED))
        self.figures.in_doubt += recovered
        self.figures.in_doubt_by_kills += recovered
        self.figures.most_by_a_kill = max(self.figures.most_by_a_kill, recovered)

    def _finish(self) -> None:
        """Send until the command says that there is nothing left to do."""
        for _ in range(_ROUNDS):
            last = sender.ended(sender.start_sending(self.root, self.plan.connections, self.plan.build))
            self._note_doubt(read_books(self.root))
            if last.returncode == 0:
                return
            self._resend()
        self.figures.wrong.append(f"not at an end: {last.stderr[-300:]}")

    def _balance(self, books: Books) -> None:
        """The end: everybody once, and twice only who was in doubt."""
        figures = self.figures
        self._judge(books)
        self._compare_status(books)
        self.expect(books.standing(*FINISHED) == set(books.letters), "not everybody has come to an end")
        copies = Counter(letter.recipient for letter in self.oracle.look())
        due = {letter.address for letter in books.letters.values()}
        due -= books.addresses(State.REJECTED, State.SUPPRESSED, State.CANCELLED)
        figures.lost = len(due - copies.keys())
        figures.silent_repeats = sum(max(0, times - 1 - self._resolved[who]) for who, times in copies.items())
        figures.sent_to_suppressed = len(books.addresses(State.SUPPRESSED) & copies.keys())
        unmailable = sum(is_unmailable(person) for person in range(self.plan.people))
        ends = [len(books.standing(state)) for state in (State.SUPPRESSED, State.REJECTED, State.CANCELLED)]
        self.expect(ends == [self.plan.suppressed, unmailable, 0], f"{ends} suppressed, rejected, cancelled")
        self._compare_copies()

    def _compare_copies(self) -> None:
        first: dict[str, Taken] = {}
        for letter in self.oracle.taken:
            if letter.recipient in first:
                self.figures.resent += 1
                self.figures.equal += letter == first[letter.recipient]
            else:
                first[letter.recipient] = letter
        ids = {letter.message_id for letter in first.values()}
        self.expect(len(ids) == len(first), "two people's letters have the same Message-ID")


_WHILE_STARTING = 0.1  # of the kills, by when a sender has only begun
_WHILE_FREEZING = 0.6  # of those before the run was frozen, as it is
_FREEZING = 0.3  # seconds it takes
_A_LETTER = 0.01  # seconds that a letter takes, or a commit, at most
_USED = 0.85  # of the letters, for the kills to share; the rest for the end
_RESOLVED_EVERY = 8  # kills
_ROUNDS = 12


def torture(folder: Path, plan: Plan, tell: Callable[[str], None] = lambda _: None) -> Figures:
    """Make a workspace in a folder, and torture the sender of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with oracle(folder / "taken.jsonl", plan.seed, plan.odds, pipelining=plan.pipelining) as asked:
        return Torture(folder / "workspace", plan, asked, tell).go()
