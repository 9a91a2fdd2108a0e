"""What stands before the server on the web: a proxy that speaks TLS and passes everything else on as it came."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.relays.certificates import certificate


class _Proxy:
    def __init__(self, listening: socket.socket, context: ssl.SSLContext) -> None:
        self._listening = listening
        self._context = context
        self.to = 0  # the port of the server, once it is known

    def run(self) -> None:
        """Until the socket is closed."""
        with suppress(OSError):
            while True:
                browser, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with (
            suppress(OSError),
            self._context.wrap_socket(plain, server_side=True) as browser,
            socket.create_connection(("127.0.0.1", self.to)) as server,
        ):
            back = threading.Thread(target=_copy, args=(server, browser), daemon=True)
            back.start()
            _copy(browser, server)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(folder: Path) -> Iterator[tuple[str, _Proxy]]:
    """A proxy's address, and itself, to be told of the server's port."""
    made = certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = _Proxy(listening, made.of_server())
        threading.Thread(target=running.run, daemon=True).start()
        yield f"https://localhost:{listening.getsockname()[1]}", running
        listening.shutdown(socket.SHUT_RDWR)
