"""Locks between processes: flock on files that are never removed, so that nobody holds the lock of a file that is gone.

Rule: a lock ends with the process that holds it, however it ends; nothing is ever left to clear away.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

_LONGEST = 200  # bytes of who holds it that are read back


class Held(OSError):
    """Another process holds the lock; `holder` is who, as it told when it took it."""

    def __init__(self, holder: str) -> None:
        super().__init__(errno.EWOULDBLOCK, f"held by {holder}")
        self.holder = holder


@contextmanager
def hold(path: Path, who: str) -> Iterator[None]:
    """Hold the lock at `path`, telling others `who` does, like "pid 4711 on mail since 2026-11-22 09:30".

    Raises:
        Held: somebody else does.
        OSError: the file cannot be made or opened, or is a symbolic link.
    """
    handle = _opened(path)
    try:
        _take(handle)
        _write(handle, who)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)  # which lets go of the lock


def holder_of(path: Path) -> str:
    """Who holds the lock at `path`, as they told; empty if nobody does. Nothing is made."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return ""
    try:
        _take(handle)
    except Held as held:
        return held.holder
    finally:
        os.close(handle)
    return ""


def has_holder_told(path: Path) -> bool:
    """Whether the name of a holder stands in the lock at `path`; unlike `holder_of`, in the way of nobody who takes it.

    A name may be of one that was killed, and who takes the lock at this moment has not told theirs yet.
    """
    try:
        return path.lstat().st_size > 0
    except OSError:
        return False


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _take(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, _LONGEST, 0).decode("utf-8", "replace").strip()
        raise Held(holder or "another process") from None


def _write(handle: int, who: str) -> None:
    os.ftruncate(handle, 0)  # whoever was killed while holding it left a name behind
    os.pwrite(handle, who.encode("utf-8", "replace")[:_LONGEST], 0)


class Turns:
    """A lock for many short turns: `with turns:` waits for whoever has the turn. One thread at a time may use it."""

    def __init__(self, path: Path) -> None:
        self._handle = _opened(path)

    def __enter__(self) -> Self:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Done with it."""
        os.close(self._handle)
