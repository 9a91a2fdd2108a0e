"""Postfix's smtp-sink, a server that we did not write, for one test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.programs import MissingTool

PATIENCE = 10.0  # seconds until it listens


def daemon(name: str) -> str:
    """Where a program for administrators is; only their PATH holds its folder.

    Raises:
        MissingTool: nowhere.
    """
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if not found:
        raise MissingTool(f"There is no {name} here. `bin/setup-tests`, as root, installs what the tests run.")
    return found


def free_port() -> int:
    """A port nobody listens at. smtp-sink shares a port without a word, and the kernel then shares out connections."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
    assert not listening(port)
    return port


def listening(port: int) -> bool:
    """Whether anybody listens there; asked of the kernel, so that no connection is made."""
    address = f"0100007F:{port:04X}"
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[1] in (address, f"00000000:{port:04X}") and row[3] == "0A" for row in rows)


def wait_until_listening(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return once the server takes connections."""
    deadline = time.monotonic() + PATIENCE
    while not listening(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"no server at port {port}: it ended with {server.poll()}")
        time.sleep(0.01)


@contextmanager
def smtp_sink(*flags: str, dump: Path | None = None) -> Iterator[int]:
    """A running smtp-sink; yields its port. With `dump`, what it got is appended to that file, refused letters too."""
    port = free_port()
    arguments = [daemon("smtp-sink"), *flags]
    if os.geteuid() == 0:
        arguments += ["-u", "root"]
    if dump is not None:
        arguments += ["-D", dump.name]
    folder = dump.parent if dump is not None else None
    with subprocess.Popen([*arguments, f"127.0.0.1:{port}", "100"], cwd=folder, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_listening(port, server)
            yield port
        finally:
            server.kill()


def dumped(dump: Path) -> list[bytes]:
    """The messages in a dump, with CRLF, without what smtp-sink puts before and after each."""
    pieces = re.split(
        rb"^X-Client-Addr: .*\n(?:X-.*\n)+Received: .*\n\t.*\n\t.*\n", dump.read_bytes(), flags=re.MULTILINE
    )
    return [piece.removesuffix(b"\n").replace(b"\n", b"\r\n") for piece in pieces[1:]]
