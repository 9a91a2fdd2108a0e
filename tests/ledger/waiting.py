"""Who waits for a turn, as the kernel tells it."""

from __future__ import annotations

import time
from pathlib import Path

_PATIENCE = 30.0  # seconds


def until_somebody_waits_for(lock: Path) -> None:
    """Return once a thread or a process waits for whoever holds this lock."""
    file = f":{lock.stat().st_ino}"
    deadline = time.monotonic() + _PATIENCE
    while not any(words[1] == "->" and words[-3].endswith(file) for words in _locks()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nobody waits for {lock.name}")
        time.sleep(0.005)


def _locks() -> list[list[str]]:
    return [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
