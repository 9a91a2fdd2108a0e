"""Commands as processes that need not import anything: each is forked from one that imported all of Composer once.

A start costs a few milliseconds instead of half a second. The process is its own in everything else: arguments,
folder, the three streams, exit code, the interpreter's own end. `test_starts.py` starts each command from nothing.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).parents[2]
_LONGEST = 100_000  # bytes of what is asked for: a folder and arguments


class Forks:
    """The process that commands are forked from, begun with the first of them; it ends with whoever began it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._control: socket.socket | None = None

    def run(
        self, arguments: tuple[str, ...], cwd: Path, stdin: str, timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """A command that has ended.

        Raises:
            TimeoutExpired: it did not end within so many seconds; it was killed.
        """
        with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            typed.write(stdin.encode())
            typed.seek(0)
            code = self._ended(arguments, cwd, (typed, out, err), timeout)
            return subprocess.CompletedProcess(["composer", *arguments], code, _text(out), _text(err))

    def _ended(self, arguments: tuple[str, ...], cwd: Path, streams: tuple[BinaryIO, ...], timeout: float) -> int:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            with theirs:
                asked = json.dumps([str(cwd), *arguments]).encode()
                socket.send_fds(self._begun(), [asked], [*(stream.fileno() for stream in streams), theirs.fileno()])
            process = int(ours.recv(100))
            ours.settimeout(timeout)
            try:
                return os.waitstatus_to_exitcode(int(ours.recv(100)))
            except TimeoutError as error:
                os.kill(process, signal.SIGKILL)
                raise subprocess.TimeoutExpired(["composer", *arguments], timeout) from error

    def _begun(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                server = subprocess.Popen(
                    [sys.executable, "-m", __name__, str(theirs.fileno())],
                    cwd=ROOT,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                )
            atexit.register(server.wait)
            atexit.register(self._control.close)  # which is done first, and ends it
        return self._control


def _text(stream: BinaryIO) -> str:
    """What was written, its line breaks as newlines, as `subprocess` reads it."""
    stream.seek(0)
    return stream.read().decode().replace("\r\n", "\n").replace("\r", "\n")


def _import_everything() -> None:
    import composer

    for module in pkgutil.walk_packages(composer.__path__, "composer."):
        if not module.name.endswith("__main__"):
            with contextlib.suppress(Exception):  # the command that needs it will tell
                importlib.import_module(module.name)


class _Forking:
    """The process that forks, once for each command asked for; in the new one `next_command` returns."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)

    def next_command(self) -> list[str]:
        """The folder and arguments of the command that this process now is."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    if (asked := self._fork()) is not None:
                        return asked
                else:
                    self._tell_end(key)

    def _fork(self) -> list[str] | None:
        asked, streams, _, _ = socket.recv_fds(self._control, _LONGEST, 4)
        if not asked:  # whoever began it has ended
            os._exit(0)
        process = os.fork()
        if not process:
            self._control.close()
            self._selector.close()
            for at, stream in enumerate(streams[:3]):
                os.dup2(stream, at)
            for stream in streams:
                os.close(stream)
            command: list[str] = json.loads(asked)
            return command
        for stream in streams[:3]:
            os.close(stream)
        waiting = socket.socket(fileno=streams[3])
        waiting.send(str(process).encode())
        self._selector.register(os.pidfd_open(process), selectors.EVENT_READ, (process, waiting))
        return None

    def _tell_end(self, key: selectors.SelectorKey) -> None:
        process, waiting = key.data
        self._selector.unregister(key.fd)
        os.close(key.fd)
        _, status = os.waitpid(process, 0)
        with waiting, contextlib.suppress(BrokenPipeError):
            waiting.send(str(status).encode())


if __name__ == "__main__":
    _import_everything()
    gc.freeze()
    folder, *arguments = _Forking(socket.socket(fileno=int(sys.argv[1]))).next_command()
    os.chdir(folder)
    sys.path[0] = folder
    sys.argv = ["composer", *arguments]
    from composer.cli import main

    main()
