"""`composer`, telling besides where the processor's time went while it delivered.

    python -m bench.sampled PROFILE.json ARGUMENT...

runs `composer ARGUMENT...` and writes seconds of the processor's time: `loop`, of the thread with the event loop, by
the function that was at work; `ledger`, of the thread that writes the books, by what was done; `ledger_in_all`; and
`syncs`, the wall seconds of each fsync.

Rule: the loop's thread is interrupted every millisecond, and the time that it has used since then is put down to where
it is: a thread that looks at others would meet them only where they let go of Python's lock. The ledger's thread cannot
be interrupted, so what it does is timed instead.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar, TypeVarTuple

import composer as package
from composer.cli import main as composer
from composer.ledger.answer import Answer
from composer.ledger.statements import SQL
from composer.ledger.transaction import Transaction
from composer.ledger.writer import Writer

PERIOD = 0.001  # seconds
_PACKAGE = f"{Path(str(package.__file__)).parent}{os.sep}"
_ASYNCIO = f"{Path(str(asyncio.__file__)).parent}{os.sep}"
_WORDS = {statement: name for name, statement in SQL.items()}

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


class LoopProfile:
    """Seconds of the main thread, by `module:function`, while an event loop runs in it."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._last = 0.0

    def begin(self) -> None:
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, PERIOD, PERIOD)

    def end(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _look(self, _: int, frame: FrameType | None) -> None:
        now = time.thread_time()
        if place := _place(frame):
            self.seconds[place] += now - self._last
        self._last = now


def _place(frame: FrameType | None) -> str:
    """The innermost function of ours, or of asyncio, that is at work; empty where no loop runs."""
    place = ""
    while frame is not None:
        code = frame.f_code
        if not place and (module := _module(code.co_filename)):
            place = f"{module}:{code.co_name}"
        if code.co_name == "run_forever":
            return place
        frame = frame.f_back
    return ""


def _module(file: str) -> str:
    """A module of ours without its package, or one of asyncio's with it; empty: of neither."""
    if file.startswith(_PACKAGE):
        return file.removeprefix(_PACKAGE).removesuffix(".py")
    return f"asyncio/{Path(file).stem}" if file.startswith(_ASYNCIO) else ""


class LedgerProfile:
    """Seconds of every other thread, by what it did; what is done within something else counts there no more."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.threads: dict[int, float] = {}
        self.syncs: list[float] = []
        self._within = [0.0]  # one thread writes: for each that is being timed, what was timed within it

    def begin(self) -> None:
        """Time what requests, SQLite and the system take, for whoever asks from now on."""
        connect, ask = sqlite3.connect, Writer.ask
        for name, told in _CALLS.items():
            _replace(os, name, self._timed(told, getattr(os, name)))

        def asked(writer: Writer, work: Callable[[Transaction, *Arguments], T], *given: *Arguments) -> Answer[T]:
            named = f"{sys._getframe(1).f_code.co_name}, in Python"
            return ask(writer, lambda *all_given: self.timed(named, lambda: work(*all_given)), *given)

        _replace(sqlite3, "connect", partial(connect, factory=_timed_connection(self)))
        _replace(Writer, "ask", asked)

    def timed(self, what: str, work: Callable[[], T]) -> T:
        """Do it, and put it down unless it is done by the thread that has the event loop."""
        if threading.current_thread() is threading.main_thread():
            return work()
        self._within.append(0.0)
        begun, wall = time.thread_time(), time.perf_counter()
        try:
            return work()
        finally:
            now = time.thread_time()
            self.seconds[what] += now - begun - self._within.pop()
            self._within[-1] += now - begun
            self.threads[threading.get_ident()] = now
            if what == _CALLS["fsync"]:
                self.syncs.append(time.perf_counter() - wall)

    def _timed(self, what: str, call: Callable[..., T]) -> Callable[..., T]:
        return lambda *given, **named: self.timed(what, lambda: call(*given, **named))


def _replace(of: object, name: str, by: Callable[..., object]) -> None:
    setattr(of, name, by)


def _timed_connection(profile: LedgerProfile) -> type[sqlite3.Connection]:
    class Timed(sqlite3.Connection):
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            call = super().execute
            return profile.timed(_name(sql), lambda: call(sql, *given))

        def executemany(self, sql: str, *given: Any) -> sqlite3.Cursor:
            call = super().executemany
            return profile.timed(_name(sql), lambda: call(sql, *given))

    return Timed


_CALLS = {
    "fsync": "receipts: sync",
    "fdatasync": "receipts: sync",
    "write": "receipts: write",
    "pwrite": "receipts: write",
    "pwritev": "receipts: write",
    "writev": "receipts: write",
}


def _name(sql: str) -> str:
    """What a statement is called; those without a name by their first words."""
    return f"SQL: {_WORDS.get(sql) or ' '.join(sql.split(maxsplit=2)[:2])}"


def main() -> None:
    profile, *arguments = sys.argv[1:]
    sys.argv = ["composer", *arguments]
    loop, ledger = LoopProfile(), LedgerProfile()
    ledger.begin()
    loop.begin()
    try:
        composer()
    finally:
        loop.end()
        told = {
            "loop": loop.seconds,
            "ledger": ledger.seconds,
            "ledger_in_all": sum(ledger.threads.values()),
            "syncs": ledger.syncs,
        }
        Path(profile).write_text(json.dumps(told))


if __name__ == "__main__":
    main()
