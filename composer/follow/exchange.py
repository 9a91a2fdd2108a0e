"""One request to one address, and as much of the reply as says where a link leads.

Rule: a connection serves one request and is closed. Nothing of a body is read, so that it cannot be too large, too slow
or packed too well.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from dataclasses import dataclass

from composer.follow.addresses import IPAddress
from composer.follow.targets import Target, Unfollowed
from composer.model import Leads


@dataclass(frozen=True, slots=True)
class Reply:
    """A status with where it sends a reader on to, and for how many seconds it wants to be left alone."""

    status: int
    location: str | None = None
    retry_after: int | None = None


class NoReplyError(Exception):
    """The connection ended before a reply came."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, as whom; `method` is HEAD or GET. A GET asks for one byte of the page, and reads none."""

    method: str
    target: Target
    agent: str

    def __bytes__(self) -> bytes:
        lines = [
            f"{self.method} {self.target.path} HTTP/1.1",
            f"Host: {self.target.authority}",
            f"User-Agent: {self.agent}",
            "Accept: */*",
            "Accept-Encoding: identity",
            *(["Range: bytes=0-0"] if self.method == "GET" else []),
            "Connection: close",
        ]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")


def ask(request: Request, address: IPAddress, trust: ssl.SSLContext, until: float, most: int) -> Reply:
    """The reply of the host at this address, of whose head no more than `most` bytes are read.

    `until` is a moment of time.monotonic.

    Raises:
        NoReplyError: it hung up.
        Unfollowed: it cannot be reached, cannot prove its name, or answers too late or nothing that could be read.
    """
    target = request.target
    try:
        plain = socket.create_connection((str(address), target.port), _left(until))
        with plain, _secured(plain, target, trust, until) as connection:
            connection.settimeout(_left(until))
            connection.sendall(bytes(request))
            return _final(_Heads(connection, until, most))
    except TimeoutError as error:
        raise Unfollowed(Leads.DOUBTFUL, f"{target.host} did not answer in time") from error
    except ssl.SSLCertVerificationError as error:
        why = _CERTIFICATE.get(error.verify_code, "a certificate that this machine does not trust")
        raise Unfollowed(Leads.DOUBTFUL, f"{target.host} shows {why}", of_host=True) from error
    except ConnectionRefusedError as error:
        raise Unfollowed(Leads.DOUBTFUL, f"{target.host} takes no connections", of_host=True) from error
    except (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise NoReplyError from error
    except ssl.SSLError as error:
        why = f"{target.host} and this machine know no common way to keep secrets"
        raise Unfollowed(Leads.DOUBTFUL, why, of_host=True) from error
    except OSError as error:
        raise Unfollowed(Leads.DOUBTFUL, f"{target.host} cannot be reached from here", of_host=True) from error


# By OpenSSL's X509_V_ERR_*.
_CERTIFICATE = {
    10: "a certificate that has expired",
    62: "a certificate for another name",
    64: "a certificate for another name",
}


def _secured(plain: socket.socket, target: Target, trust: ssl.SSLContext, until: float) -> socket.socket:
    plain.settimeout(_left(until))
    return trust.wrap_socket(plain, server_hostname=target.host) if target.scheme == "https" else plain


def _left(until: float) -> float:
    """How many seconds there still are.

    Raises:
        TimeoutError: none.
    """
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/1\.[01] (?P<status>[1-9][0-9]{2})(?:[ \r\n]|$)")
_LINE = re.compile(rb"^(?P<name>location|retry-after):[ \t]*(?P<value>[^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_FINAL = 200
_MOST_BEFORE = 8  # replies that only say that there will be one


class _Heads:
    """The heads of the replies that come over a connection, one after the other."""

    def __init__(self, connection: socket.socket, until: float, most: int) -> None:
        self._connection = connection
        self._until = until
        self._most = most
        self._received = bytearray()
        self._begin = 0

    def next(self) -> bytes:
        """The next one, without the empty line that ends it."""
        searched = self._begin
        while not (end := _END.search(self._received, searched)):
            searched = max(self._begin, len(self._received) - 3)
            self._receive()
        head = bytes(self._received[self._begin : end.start()])
        self._begin = end.end()
        return head

    def _receive(self) -> None:
        self._connection.settimeout(_left(self._until))
        more = self._connection.recv(8192)
        if not more:
            raise NoReplyError
        self._received += more
        if len(self._received) > self._most:
            raise _unreadable()


def _final(heads: _Heads) -> Reply:
    """The first reply that does not announce another."""
    for _ in range(_MOST_BEFORE):
        reply = _read(heads.next())
        if reply.status >= _FINAL:
            return reply
    raise _unreadable()


def _read(head: bytes) -> Reply:
    status = _STATUS.match(head)
    if not status:
        raise _unreadable()
    told = {line["name"].lower(): line["value"].strip() for line in _LINE.finditer(head)}
    location, later = told.get(b"location"), told.get(b"retry-after", b"")
    return Reply(
        int(status["status"]),
        location.decode("utf-8", "replace") if location else None,
        int(later[:6]) if later.isdigit() else None,
    )


def _unreadable() -> Unfollowed:
    return Unfollowed(Leads.DOUBTFUL, "its site gives no answer that could be read")
