"""A DNS server on this machine, over UDP and TCP, which says what a test has it say."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

INTERNET = {(".", "NS"): ["a.root-servers.net."]}
_UDP_ROOM = 512


class Names:
    """What the server knows: texts of records by name and kind. What it does not know does not exist."""

    def __init__(self, records: Mapping[tuple[str, str], Iterable[str]], *, rcode: dns.rcode.Rcode | None = None):
        self._records = {(name.lower(), kind): list(texts) for (name, kind), texts in records.items()}
        self._rcode = rcode
        self.asked: list[tuple[str, str]] = []

    def answer(self, wire: bytes) -> dns.message.Message:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True) or "."
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if self._rcode is not None:
            answer.set_rcode(self._rcode)
        elif texts := self._records.get((name.lower(), kind)):
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        elif name.lower() not in {known for known, _ in self._records}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


class _Udp(socketserver.ThreadingUDPServer):
    daemon_threads = True

    def __init__(self, port: int, names: Names) -> None:
        super().__init__(("127.0.0.1", port), _OverUdp)
        self.names = names


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, names: Names) -> None:
        super().__init__(("127.0.0.1", 0), _OverTcp)
        self.names = names


class _OverUdp(socketserver.BaseRequestHandler):
    server: _Udp

    def handle(self) -> None:
        wire, socket = self.request
        answer = self.server.names.answer(wire)
        sent = answer.to_wire()
        if len(sent) > _UDP_ROOM:
            answer.answer.clear()
            answer.flags |= dns.flags.TC
            sent = answer.to_wire()
        socket.sendto(sent, self.client_address)


class _OverTcp(socketserver.StreamRequestHandler):
    server: _Tcp

    def handle(self) -> None:
        while head := self.rfile.read(2):
            sent = self.server.names.answer(self.rfile.read(struct.unpack("!H", head)[0])).to_wire()
            self.wfile.write(struct.pack("!H", len(sent)) + sent)


def texts(*records: str) -> list[str]:
    """TXT records as a zone file writes them, each in strings of at most 255 bytes."""
    return [" ".join(_quoted(record[at : at + 255]) for at in range(0, len(record), 255)) for record in records]


def _quoted(piece: str) -> str:
    escaped = piece.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if " " <= letter <= "~" else f"\\{ord(letter):03d}" for letter in escaped) + '"'


@contextmanager
def dns_server(names: Names) -> Iterator[dns.asyncresolver.Resolver]:
    """A resolver that asks a server which answers from `names`."""
    with _Tcp(names) as tcp, _Udp(tcp.server_address[1], names) as udp:
        servers: tuple[socketserver.BaseServer, ...] = (tcp, udp)
        threads = [threading.Thread(target=server.serve_forever, args=(0.02,)) for server in servers]
        for thread in threads:
            thread.start()
        try:
            yield resolver_at(tcp.server_address[1])
        finally:
            for server, thread in zip(servers, threads, strict=True):
                server.shutdown()
                thread.join()


def resolver_at(port: int) -> dns.asyncresolver.Resolver:
    """A resolver that asks 127.0.0.1 at `port` and nobody else."""
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = port
    resolver.lifetime, resolver.timeout = 2, 0.5
    return resolver
