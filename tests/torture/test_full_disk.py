from __future__ import annotations

import os
import re
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from composer.problems import LedgerError, UsageError
from tests.relays.sink import Odds
from tests.torture import sender
from tests.torture.harness import Figures, Plan, Torture
from tests.torture.oracle import oracle
from tests.torture.workspace import RUN

DISK = 24 << 20  # bytes
SOFT = Odds(soft_rcpt=0.03, soft_dot=0.01)  # whoever is in doubt is so by the disk
ROOM = 8_000  # bytes that may still be written, at most; a letter takes some hundreds
# By exit code, what is said: of the ledger, or of another file when the ledger is not open yet.
TOLD = {
    LedgerError.exit_code: "the disk is full, or a limit on the size of files is reached"
    "|var/locks cannot be written: (No space left on device|File too large)",
    UsageError.exit_code: r"(?m)^composer: .*: (No space left on device|File too large)(\. .*)?$",
}


class Limited(Torture):
    """Instead of being killed, a sender may from some moment on write no file beyond a size (EFBIG)."""

    def strike(self, process: subprocess.Popen[str]) -> bool:
        most = self._smallest() + self.random.randrange(ROOM)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        return self.judge(sender.ended(process))

    def _smallest(self) -> int:
        """The size of what grows with each letter: the ledger's log, or the receipts."""
        growing = [self.root / "var" / "ledger.db-wal", self.root / "var" / "receipts" / f"{RUN}.jsonl"]
        return min((path.stat().st_size for path in growing if path.exists()), default=0)

    def judge(self, stopped: sender.Ended) -> bool:
        """It has stopped, and said why; False: it had so little left to do that it came to its end."""
        if "Sent: run" in stopped.stdout:
            return False
        told = TOLD.get(stopped.returncode, "nothing")
        self.expect(bool(re.search(told, stopped.stderr)), f"exit {stopped.returncode}: {stopped.stderr[-300:]}")
        return True


class Filled(Limited):
    """From some moment on the disk that var/ is on has almost no room left (ENOSPC)."""

    def strike(self, process: subprocess.Popen[str]) -> bool:
        ballast = self.root / "var" / "ballast"
        with ballast.open("wb") as file:
            full = False
            while not full:  # as long as the sender takes the room first
                full = self._fill(file.fileno())
        told = self.judge(sender.ended(process))
        ballast.unlink()
        return told

    def _fill(self, ballast: int) -> bool:
        disk = os.fstatvfs(ballast)
        free = disk.f_bavail * disk.f_bsize - self.random.randrange(ROOM)
        if free <= 0:
            return True
        try:
            os.posix_fallocate(ballast, 0, free)
        except OSError:
            return False
        return True


@contextmanager
def disk(folder: Path) -> Iterator[bool]:
    """A small disk of its own mounted at a folder, where this machine lets us mount; else False, and a plain folder."""
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "tmpfs", str(folder)], check=False, capture_output=True
    )
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", str(folder)], check=True)


def torture(torturer: type[Torture], folder: Path, plan: Plan) -> Figures:
    with oracle(folder / "taken.jsonl", plan.seed, plan.odds, pipelining=plan.pipelining) as asked:
        return torturer(folder / "workspace", plan, asked).go()


def assert_balanced(figures: Figures, plan: Plan) -> None:
    assert figures.wrong == []
    assert (figures.kills, figures.lost, figures.silent_repeats) == (plan.kills, 0, 0)
    assert figures.equal == figures.resent
    assert figures.most_by_a_kill <= plan.connections


def test_a_limit_on_the_size_of_files_stops_a_send_in_words_and_loses_nobody(tmp_path):
    plan = Plan(seed=6, people=800, kills=20, odds=SOFT, pipelining=False, status_every=10)

    figures = torture(Limited, tmp_path, plan)

    assert_balanced(figures, plan)


def test_a_full_disk_stops_a_send_in_words_and_loses_nobody(tmp_path):
    plan = Plan(seed=7, people=700, kills=5, odds=SOFT, status_every=10)
    var = tmp_path / "workspace" / "var"
    with disk(var) as is_own:
        figures = torture(Filled if is_own else Limited, tmp_path, plan)

    assert_balanced(figures, plan)
