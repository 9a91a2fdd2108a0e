"""The oracle: the sink of tests/relays as a process of its own, and what its log says was taken, by whom and when."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.relays.sink import Odds, Taken

ROOT = Path(__file__).parents[2]
# What issue 4 asks for: 3 % 4xx at RCPT, 1 % 4xx after the dot, 1 % dropped after the dot, 1 % dropped before 354.
ROUGH = Odds(soft_rcpt=0.03, soft_dot=0.01, drop_dot=0.01, drop_data=0.01)
PATIENCE = 60.0  # seconds for a letter to be taken


@dataclass
class Oracle:
    """What the sink has taken so far, read from its log as that grows."""

    port: int
    log: Path
    taken: list[Taken] = field(default_factory=list)
    _read: int = 0

    def look(self) -> list[Taken]:
        """All that was taken, in order."""
        if self.log.stat().st_size == self._read:
            return self.taken
        with self.log.open("rb") as file:
            file.seek(self._read)
            whole = file.read().rpartition(b"\n")[0]  # a line may be there in part
        lines = whole.splitlines()
        self.taken += [Taken(**json.loads(line)) for line in lines]
        self._read += len(whole) + bool(lines)
        return self.taken

    def wait_for(self, letters: int, sender: subprocess.Popen[str]) -> bool:
        """Wait until so many were taken; False: the sender ended before that."""
        deadline = time.monotonic() + PATIENCE
        while len(self.look()) < letters:
            if sender.poll() is not None:
                return False
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.taken)} letters taken, not {letters}")
            time.sleep(0.002)
        return True


@contextmanager
def oracle(log: Path, seed: int, odds: Odds, *, pipelining: bool = True) -> Iterator[Oracle]:
    """The sink as a process, at a free port."""
    log.touch()
    faults = {
        "--soft-rcpt": odds.soft_rcpt,
        "--soft-dot": odds.soft_dot,
        "--drop-dot": odds.drop_dot,
        "--drop-data": odds.drop_data,
    }
    said = [word for fault, chance in faults.items() for word in (fault, str(chance))]
    said += [] if pipelining else ["--plain"]
    command = [sys.executable, "-m", "tests.relays.sink", "--log", str(log), "--seed", str(seed), *said]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="ascii") as sink:
        try:
            assert sink.stdout is not None
            yield Oracle(int(sink.stdout.readline()), log)
        finally:
            sink.kill()
