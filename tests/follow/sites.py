"""Sites on this machine that behave as they are told, each on a port of its own."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address

from composer.follow import Bounds, Follower, IPAddress, Net, Unfollowed
from composer.model import Answer, Leads

HERE = "127.0.0.1"
PRIVATE = "127.0.0.2"  # the tests' own private network: nothing may be asked of it
QUICK = Bounds(pause=0, request=5, link=20, run=30)

Says = bytes | Callable[[socket.socket, str], None]


def reply(status: int, *headers: str, body: bytes = b"") -> bytes:
    """A reply as a site sends it."""
    return "\r\n".join([f"HTTP/1.1 {status} Said", *headers, "", ""]).encode() + body


@dataclass
class Site:
    """A site: what it says by path (and "HEAD /path" where that differs), and what it was asked."""

    says: Mapping[str, Says]
    port: int = 0
    asked: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def serve(self, listening: socket.socket, context: ssl.SSLContext | None) -> None:
        """Answer until the socket is closed, each connection in a thread of its own."""
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=self._meet, args=(connection, context), daemon=True).start()

    def _meet(self, connection: socket.socket, context: ssl.SSLContext | None) -> None:
        with suppress(OSError), connection, _secured(connection, context) as secured:
            self._answer(secured)

    def _answer(self, connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received:
            more = connection.recv(4096)
            if not more:
                return
            received += more
        request = received.decode("latin-1")
        method, path, _ = request.split(" ", 2)
        self.asked.append(f"{method} {path}")
        self.requests.append(request)
        says = self.says.get(f"{method} {path}", self.says.get(path, reply(404)))
        if callable(says):
            says(connection, request)
        else:
            connection.sendall(says)


def _secured(connection: socket.socket, context: ssl.SSLContext | None) -> socket.socket:
    return context.wrap_socket(connection, server_side=True) if context else connection


@contextmanager
def site(
    says: Mapping[str, Says], address: str = HERE, context: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[Site]:
    """A site that is there for as long as the block lasts."""
    with socket.create_server((address, port)) as listening:
        made = Site(says, listening.getsockname()[1])
        threading.Thread(target=made.serve, args=(listening, context), daemon=True).start()
        yield made
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def resolve(host: str, seconds: float) -> list[IPAddress]:
    """All names are here, but those that are private and the one that nobody has."""
    if host.startswith("nobody."):
        raise Unfollowed(Leads.NOWHERE, f"there is no site called {host}", of_host=True)
    return [ip_address(PRIVATE if host.startswith("private.") else HERE)]


def may_ask(address: IPAddress) -> bool:
    """Whether it is the one address of the tests' public web."""
    return address == IPv4Address(HERE)


def net_here(trust: ssl.SSLContext | None = None) -> Net:
    """The net that the tests' sites make."""
    return Net(resolve, may_ask, range(1, 65_536), trust or ssl.create_default_context())


def followed(href: str, net: Net | None = None, bounds: Bounds = QUICK) -> Answer:
    """Where one link leads."""
    return Follower(net or net_here(), "Tester/1", bounds).follow(href)
