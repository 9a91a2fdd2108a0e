"""Commands as processes of their own: how long each took from start to exit, and what of the processor's time.

Rule: a command that fails ends the bench, with what it said; nothing is left out of a median.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

COMPOSER = str(Path(sys.executable).with_name("composer"))
INCOMPLETE = 3  # how `composer send` ends where letters are left to send

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended: its output, and its seconds of wall time and of the processor's (user and system)."""

    output: str
    seconds: float
    cpu: float


class Started:
    """A command that runs, its output going to files; made by `started`."""

    def __init__(
        self, command: Sequence[str], output: IO[bytes], complaints: IO[bytes], env: Mapping[str, str]
    ) -> None:
        self._command, self._output, self._complaints = command, output, complaints
        self._begun = time.perf_counter()
        # As installed: what Python has compiled once is kept.
        around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.process = subprocess.Popen(command, stdout=output, stderr=complaints, env={**around, **env})
        self.pid = self.process.pid

    def ended(self, *statuses: int) -> Ran:
        """Wait for its end, which must be one of these exit statuses, or 0 where none is given."""
        _, status, used = os.wait4(self.pid, 0)
        seconds = time.perf_counter() - self._begun
        self.process.returncode = os.waitstatus_to_exitcode(status)
        output = _told(self._output)
        if self.process.returncode not in (statuses or (0,)):
            words = f"{output}{_told(self._complaints)}"
            sys.exit(f"{' '.join(self._command)} ended with {self.process.returncode}:\n{words}")
        return Ran(output, seconds, used.ru_utime + used.ru_stime)


def _told(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


@contextmanager
def started(*command: str, env: Mapping[str, str] | None = None) -> Iterator[Started]:
    """A command that is killed when the block ends, should it still run then."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        begun = Started(command, output, complaints, env or {})
        try:
            yield begun
        finally:
            if begun.process.poll() is None:
                begun.process.kill()
                begun.process.wait()


def run(*command: str, env: Mapping[str, str] | None = None) -> Ran:
    """Run a command to its end."""
    with started(*command, env=env) as begun:
        return begun.ended()


def is_running(pid: int) -> bool:
    """Whether it has not ended yet."""
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


def cpu_of(pid: int) -> float:
    """Seconds of the processor's time that a running process has used, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def read_by(pid: int) -> int:
    """Bytes that a running process has read, from sockets too."""
    return int(Path(f"/proc/{pid}/io").read_text().split()[1])


def resident(pid: int) -> tuple[float, float]:
    """Megabytes that a running process holds in memory: now, and at most so far; nothing where it has ended."""
    sizes = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    now, most = (int(sizes.get(name, "0").split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most
