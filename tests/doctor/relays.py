"""A relay on this machine that speaks SMTP as far as doctor goes, and certificates for it."""

from __future__ import annotations

import base64
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.programs import program

USER, PASSWORD = "news@example.org", "Canary-Sesame-4711"
SIZE = "35882577"


@dataclass(slots=True)
class Manner:
    """How a relay behaves; `heard` is what it was told, line by line."""

    tls: ssl.SSLContext | None = None
    at_once: bool = False
    greeting: bytes = b"220 relay.example.net ESMTP\r\n"
    offers: tuple[str, ...] = ("PIPELINING", f"SIZE {SIZE}", "8BITMIME")
    auth: str = "PLAIN LOGIN"
    refuses: Callable[[str], bytes] | None = None  # the answer to a login, made of what was sent
    heard: list[str] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        manner = self.server.manner
        if manner.at_once and not self._encrypt():
            return
        if manner.greeting:
            self.connection.sendall(manner.greeting)
        try:
            while (line := self.rfile.readline()) and self._answer(line.decode().strip()):
                pass
        except OSError:
            return

    def _answer(self, line: str) -> bool:
        manner = self.server.manner
        manner.heard.append(line)
        verb = line.split(" ")[0].upper()
        if verb == "EHLO":
            offers = [*manner.offers, *self._of_tls()]
            for offer in ("relay.example.net", *offers)[:-1]:
                self.connection.sendall(f"250-{offer}\r\n".encode("latin-1"))
            self.connection.sendall(f"250 {offers[-1]}\r\n".encode("latin-1"))
        elif verb == "STARTTLS":
            self.connection.sendall(b"220 go on\r\n")
            return self._encrypt()
        elif verb == "AUTH":
            self.connection.sendall(self._of_login(line.split(" ")[-1]))
        elif verb == "QUIT":
            self.connection.sendall(b"221 bye\r\n")
            return False
        else:
            self.connection.sendall(b"502 not here\r\n")
        return True

    def _of_tls(self) -> tuple[str, ...]:
        manner, encrypted = self.server.manner, isinstance(self.connection, ssl.SSLSocket)
        if encrypted or not manner.tls:
            return (f"AUTH {manner.auth}",) if manner.auth else ()
        return ("STARTTLS",)

    def _of_login(self, sent: str) -> bytes:
        if refuses := self.server.manner.refuses:
            return refuses(sent)
        right = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
        return b"235 2.7.0 welcome\r\n" if sent == right else b"535 5.7.8 wrong\r\n"

    def _encrypt(self) -> bool:
        assert self.server.manner.tls
        try:
            self.connection = self.server.manner.tls.wrap_socket(self.connection, server_side=True)
        except OSError:  # the other side does not believe us
            return False
        self.rfile = self.connection.makefile("rb")
        return True

    def finish(self) -> None:
        self.rfile.close()
        self.connection.close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, manner: Manner) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.manner = manner


@contextmanager
def relay(manner: Manner) -> Iterator[int]:
    """A relay that behaves so; the port it is at."""
    with _Server(manner) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate in a file together with its key; trusting the file is trusting it."""

    file: Path

    def context(self) -> ssl.SSLContext:
        """What a server shows it with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context


def certificate(folder: Path, *, begins: str = "20200101000000Z", ends: str = "20991231000000Z") -> Certificate:
    """A certificate for 127.0.0.1 and localhost that is valid between two moments (like 20200101000000Z)."""
    folder.mkdir()
    (folder / "index").touch()
    (folder / "serial").write_text("01")
    (folder / "ca.cnf").write_text(_CA.format(folder=folder))
    openssl = program("openssl")
    key, request, signed = folder / "key", folder / "request", folder / "signed"
    make: list[str | Path] = [
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=relay",
    ]
    sign: list[str | Path] = [
        "ca",
        "-batch",
        "-notext",
        "-selfsign",
        "-config",
        folder / "ca.cnf",
        "-keyfile",
        key,
        "-in",
        request,
    ]
    subprocess.run([openssl, *make, "-keyout", key, "-out", request], check=True, capture_output=True)
    subprocess.run(
        [openssl, *sign, "-out", signed, "-startdate", begins, "-enddate", ends], check=True, capture_output=True
    )
    whole = folder / "certificate.pem"
    whole.write_bytes(key.read_bytes() + signed.read_bytes())
    return Certificate(whole)


_CA = """
[ca]
default_ca = own
[own]
database = {folder}/index
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
subjectAltName = IP:127.0.0.1,DNS:localhost
"""
