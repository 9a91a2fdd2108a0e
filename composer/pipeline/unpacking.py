"""What is packed or encoded in a file: members of archives, compressed streams, parts and headers of mail.

Rule: only the standard library unpacks, and only so many bytes, members and layers of a file. What is not looked into,
as it is locked, damaged, deeper or unknown, is told. UTF-7, and base64 that is in no mail, are not looked for.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from itertools import pairwise
from typing import IO, cast

MOST_BYTES = 64_000_000  # of a file, and of all that is packed in it
_MOST_PARTS = 20_000
_DEEPEST = 5  # layers: a spreadsheet in a .tar.gz that somebody mailed is four
_BLOCK = 1 << 18
# What the standard library's readers raise over damaged bytes. RuntimeError: zipfile, of what is locked or packed in a
# way that it does not know; LookupError: an encoding that there is not.
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, MessageError, EOFError, OSError,
    RuntimeError, LookupError, ValueError,
)  # fmt: skip

Part = tuple[str | None, bytes]  # its name, for what its ending says, None where nothing is in it; and what it holds


class Unpacking:
    """Unpacks one file. `untold` says, once all was taken, what could not be looked into."""

    def __init__(self) -> None:
        self.untold: list[str] = []
        self._bytes, self._parts = MOST_BYTES, _MOST_PARTS

    def parts_of(self, content: bytes, name: str, layer: int = 0) -> Iterator[bytes]:
        """All that is packed in the content of a file of this name, and in that."""
        if closed := _closed(content):
            self._tell(closed)
        elif (unpack := _unpacker_of(content, name)) is None:
            return
        elif layer == _DEEPEST:
            self._tell(f"it is packed more than {_DEEPEST} times over")
        else:
            for part, held in self._counted(unpack(self, content, name)):
                yield held
                if part is not None:
                    yield from self.parts_of(held, part, layer + 1)

    def _counted(self, parts: Iterator[Part]) -> Iterator[Part]:
        try:
            for part in parts:
                yield part
                self._parts -= 1
                if self._parts <= 0:
                    self._tell(f"it has more than {_MOST_PARTS:,} parts")
                    return
        except _DAMAGED:
            self._tell("it is damaged, or none of what it seems")

    def _tell(self, why: str) -> None:
        if why not in self.untold:
            self.untold.append(why)

    def _read(self, reading: IO[bytes]) -> bytes:
        """As much as may be read still, and what there is of a stream that is cut short."""
        taken = bytearray()
        try:
            while self._bytes > 0 and (block := reading.read(min(_BLOCK, self._bytes))):
                taken += block
                self._bytes -= len(block)
            if self._bytes <= 0 and reading.read(1):
                self._tell(f"unpacked, it is larger than {MOST_BYTES // 1_000_000} MB")
        except _DAMAGED:
            self._tell("it is damaged, or cut short")
        return bytes(taken)

    def stream(self, content: bytes, name: str) -> Iterator[Part]:
        """What one of gzip, bzip2 or xz has compressed."""
        opener = next(opener for magic, opener in _STREAMS.items() if content.startswith(magic))
        with opener(io.BytesIO(content)) as reading:
            yield name.rpartition(".")[0], self._read(reading)

    def archive(self, content: bytes, _name: str) -> Iterator[Part]:
        """The members of a zip, as spreadsheets are."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                yield None, _as_lines(member.filename) + member.comment
                if member.flag_bits & _LOCKED:
                    self._tell("it is locked by a password")
                    continue
                try:
                    reading = archive.open(member)
                except _DAMAGED:
                    self._tell("a member of it cannot be unpacked")
                    continue
                with reading:
                    yield member.filename, self._read(reading)

    def tape(self, content: bytes, _name: str) -> Iterator[Part]:
        """The members of a tar."""
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:") as archive:
            for member in archive:
                yield None, _as_lines(member.name)
                if reading := archive.extractfile(member) if member.isreg() else None:
                    with reading:
                        yield member.name, self._read(reading)

    def mail(self, content: bytes, _name: str) -> Iterator[Part]:
        """Headers as they read, and what the parts of messages hold."""
        starts = [0, *(found.start() + 1 for found in _NEXT_MESSAGE.finditer(content)), len(content)]
        for start, end in pairwise(starts):
            for part in message_from_bytes(content[start:end]).walk():
                yield None, "\n".join(_headers(part)).encode("utf-8", "replace")
                payload = part.get_payload(decode=True)
                if isinstance(payload, bytes):
                    self._bytes -= len(payload)
                    yield part.get_filename("") or "", payload


_Unpack = Callable[[Unpacking, bytes, str], Iterator[Part]]
_LOCKED = 1  # a flag of a zip's member
_STREAMS: dict[bytes, Callable[[io.BytesIO], IO[bytes]]] = {
    b"\x1f\x8b": lambda packed: cast("IO[bytes]", gzip.GzipFile(fileobj=packed)),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
_MAIL = (".eml", ".mbox", ".mbx", ".mht", ".mhtml")
_NEXT_MESSAGE = re.compile(rb"\nFrom [^\n]*\n(?=[A-Za-z-]+:)")
_MAIL_HEADER = re.compile(rb"^(?:content-transfer-encoding|mime-version|message-id|received)[ \t]*:", re.I | re.M)
_HEAD = 65_536  # bytes in which the first headers are looked for
_DIRECTORY = b"PK\x05\x06"  # a zip's, at its end
_CLOSED = {
    b"%PDF-": "a PDF",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a rar archive",
    b"\x28\xb5\x2f\xfd": "compressed by zstd",
    b"\x04\x22\x4d\x18": "compressed by lz4",
    b"LZIP": "compressed by lzip",
    b"\x1f\x9d": "compressed by compress",
}
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office wrote before 2007, and writes for what has a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def _closed(content: bytes) -> str:
    """Why nothing can look into it; empty where that is not so."""
    if content.startswith(_OFFICE) and _ENCRYPTED in content:
        return "it is locked by a password"
    return next((f"it is {kind}: look yourself" for magic, kind in _CLOSED.items() if content.startswith(magic)), "")


def _unpacker_of(content: bytes, name: str) -> _Unpack | None:
    if any(content.startswith(magic) for magic in _STREAMS):
        return Unpacking.stream
    if content.startswith(b"PK\x03\x04") or content.rfind(_DIRECTORY, max(0, len(content) - _HEAD)) >= 0:
        return Unpacking.archive
    if content[257:262] == b"ustar":
        return Unpacking.tape
    if name.lower().endswith(_MAIL) or content.startswith(b"From ") or _MAIL_HEADER.search(content, 0, _HEAD):
        return Unpacking.mail
    return None


def _as_lines(name: str) -> bytes:
    """A member's name, and without its ending, which would be one more label of a domain."""
    return f"{name}\n{name.rpartition('.')[0]}\n".encode("utf-8", "replace")


def _headers(part: Message) -> Iterator[str]:
    for name, value in part.items():
        try:
            yield f"{name}: {make_header(decode_header(value))}"
        except (HeaderParseError, LookupError, ValueError):
            yield f"{name}: {value}"
    yield part.get_filename("") or ""
