"""Servers to send to, each a process of its own, and what each can tell of what it got."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Protocol, cast

from bench.processes import cpu_of, read_by
from tests.relays.smtp_sink import daemon, free_port, wait_until_listening


@dataclass(frozen=True, slots=True)
class Got:
    """What a sink got: bytes; where it counts letters, these, and seconds from the first one's end to the last's."""

    bytes: int
    letters: int | None = None
    seconds: float = 0.0

    @property
    def rate(self) -> float | None:
        """Letters a second while they came; None where the sink does not know."""
        return (self.letters - 1) / self.seconds if self.letters and self.seconds else None


class Sink(Protocol):
    """A server that takes every letter."""

    port: int

    def cpu(self) -> float:
        """Seconds of the processor's time that it has used."""
        ...

    def got(self) -> Got:
        """What came since this was last asked."""
        ...


class SmtpSink:
    """Postfix's smtp-sink, which counts nothing: what it got is told by the bytes that it has read."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self._pid = port, pid
        self._read = 0

    def cpu(self) -> float:
        """See `Sink`."""
        return cpu_of(self._pid)

    def got(self) -> Got:
        """See `Sink`; commands are counted as well."""
        before, self._read = self._read, read_by(self._pid)
        return Got(self._read - before)


class FastSink:
    """bench.fast_sink."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._asking, self._answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
        self.port = int(self._answers.readline())
        self._pid = process.pid

    def cpu(self) -> float:
        """See `Sink`."""
        return cpu_of(self._pid)

    def got(self) -> Got:
        """See `Sink`."""
        return self._asked("anew")

    def so_far(self) -> Got:
        """What came since `got` was last asked."""
        return self._asked("so far")

    def _asked(self, words: str) -> Got:
        self._asking.write(f"{words}\n")
        self._asking.flush()
        return Got(**json.loads(self._answers.readline()))


@contextmanager
def smtp_sink() -> Iterator[SmtpSink]:
    """Postfix's smtp-sink, keeping and counting nothing."""
    port = free_port()
    who = ["-u", "root"] if os.geteuid() == 0 else []
    command = [daemon("smtp-sink"), *who, f"127.0.0.1:{port}", "1000"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_listening(port, server)
            yield SmtpSink(port, server.pid)
        finally:
            server.kill()


@contextmanager
def fast_sink(*flags: str) -> Iterator[FastSink]:
    """Our own, which the sender can hardly outrun."""
    command = [sys.executable, "-m", "bench.fast_sink", *flags]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield FastSink(process)
        finally:
            process.kill()


@contextmanager
def far_away(port: int) -> Iterator[int]:
    """A port that leads to this one the long way: 20 ms, each way."""
    command = [sys.executable, "-m", "bench.delay", "--to", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(cast(IO[str], process.stdout).readline())
        finally:
            process.kill()
