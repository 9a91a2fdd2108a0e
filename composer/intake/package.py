"""What a workbook's parts hold beside its cells: hidden rows, merged cells, and whether the parts are whole.

Rule: a part is read in pieces, without entities and up to a bound; a wrong checksum or a wrong tag is damage.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat

MOST_UNPACKED = 700_000_000  # bytes; the sheet of a million people takes 400 million
_PIECE = 1 << 18

# An address in plain sight. Possessive, and only from where one can begin: else a long word takes quadratic time.
_ADDRESS = re.compile(rb"(?<!mailto:)(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
_WIDE_ADDRESS = re.compile(rb"(?<![\w.+-]\0)(?:[\w.+-]\0)++@\0(?:[\w-]\0)++(?:\.\0(?:[\w-]\0)++)+")
_FORMULA = re.compile(rb"<(?:\w+:)?(?:f|(?:odd|even|first)(?:Header|Footer))\b[^>]*>[^<]*")  # no cell shows them
_MAY_HOLD_FORMULAS = re.compile(rb"</(?:\w+:)?f>|Header>|Footer>")
_TEXT_WITH_AT = re.compile(rb">([^<>]*@[^<>]*)")
_NOTE = re.compile(rb"<(/?)(?:\w+:)?annotation\b")


class Damaged(Exception):
    """A part of the workbook is not whole, or not as such parts are."""


class TooLarge(Exception):
    """A workbook holds more than any list of people needs."""


class Package:
    """The ZIP file that a workbook is."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGE as error:
            raise Damaged from error
        if any(part.file_size > MOST_UNPACKED for part in self._zip.infolist()):
            raise TooLarge
        self.names = self._zip.namelist()
        if len(set(self.names)) < len(self.names):
            raise Damaged
        self._left = MOST_UNPACKED
        self.addresses: set[bytes] = set()  # those in the parts that were checked, in lower case

    def check(self, name: str) -> set[str]:
        """Read a part through, and gather its addresses; which of hidden rows, merged cells and formulas it may have.

        Raises:
            Damaged: it is missing, its checksum or its XML is wrong, or it declares entities.
            TooLarge: it unpacks to more than is read.
        """
        parser = _parser()
        marks: set[str] = set()
        noted = False
        for piece in _at_tags(self._pieces(name)):
            _parse(parser, piece)
            marks |= {mark for mark, (words, sign) in _SIGNS.items() if words in piece and sign.search(piece)}
            piece, noted = _without_notes(piece, noted)
            if b"@" in piece:
                texts = _TEXT_WITH_AT.findall(_FORMULA.sub(b"", piece) if _MAY_HOLD_FORMULAS.search(piece) else piece)
                self.addresses |= addresses_in(b"\n".join(texts))
        _parse(parser, b"", last=True)
        return marks

    def holds(self, name: str, words: bytes) -> bool:
        """Whether a part is there and has some words in it."""
        return name in self.names and any(words in piece for piece in _at_tags(self._pieces(name)))

    def walk(
        self,
        name: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] = lambda _: None,
        text: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Tell `start` each element of a part: its name without a prefix, and its attributes, theirs without too.

        `text` is told what stands in elements, in pieces, and `end` the name of each that ends.
        """
        parser = _parser()
        parser.StartElementHandler = lambda tag, attributes: start(
            _local(tag), {_local(key): value for key, value in attributes.items()}
        )
        parser.EndElementHandler = lambda tag: end(_local(tag))
        parser.CharacterDataHandler = text
        for piece in self._pieces(name):
            _parse(parser, piece)
        _parse(parser, b"", last=True)

    def _pieces(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as part:
                while piece := part.read(_PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise TooLarge
                    yield piece
        except _DAMAGE as error:
            raise Damaged from error


# What zipfile raises over damaged bytes. RuntimeError: a part is locked, or packed in a way that it does not know.
_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError, OSError)
_SIGNS = {
    "hidden": (b"hidden", re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)")),
    "formulas": (b"f>", re.compile(rb"</?(?:\w+:)?f\b")),
    "filtered": (b"visibility", re.compile(rb"table-row\b[^>]*visibility")),
    "merged": (b"rows-spanned", re.compile(rb"rows-spanned\s*=\s*[\"'](?!1[\"'])")),
}


def addresses_in(data: bytes) -> set[bytes]:
    """What stands in some bytes that nobody would take for anything but an address, in lower case."""
    return {found.lower() for found in _ADDRESS.findall(data)}


def wide_addresses_in(data: bytes) -> set[bytes]:
    """The same where each character takes two bytes, as old workbooks have it."""
    return {found[::2].lower() for found in _WIDE_ADDRESS.findall(data)}


def _without_notes(piece: bytes, noted: bool) -> tuple[bytes, bool]:
    """A piece without the remarks that people pin to cells, and whether the next begins within one."""
    if not noted and b"annotation" not in piece:
        return piece, False
    kept: list[bytes] = []
    end = 0
    for match in _NOTE.finditer(piece):
        if not noted:
            kept.append(piece[end : match.start()])
        noted, end = not match[1], match.start()
    return b"".join(kept) + (b"" if noted else piece[end:]), noted


def _at_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where a tag ends, so that no text is in two pieces."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b">") + 1
        if cut or len(rest) > 20 * _PIECE:
            cut = cut or len(rest)
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _parser() -> expat.XMLParserType:
    def refuse(*_: object) -> None:
        raise Damaged  # no workbook declares anything

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _parse(parser: expat.XMLParserType, piece: bytes, *, last: bool = False) -> None:
    try:
        parser.Parse(piece, last)
    except (expat.ExpatError, ValueError) as error:
        raise Damaged from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]
