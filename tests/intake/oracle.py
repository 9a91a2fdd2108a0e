"""Another reading of a spreadsheet's bytes, with none of ours: the addresses in it, and the rows they stand in."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

Found = tuple[str, int]  # an address in lower case, and its row from 1; 0: nobody knows

_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_EXCEL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class NoReading(Exception):
    """These bytes are no such file."""


def addresses(words: str) -> list[str]:
    """What looks like an address in some words."""
    return [found.lower() for found in _ADDRESS.findall(words)]


def of_text(data: bytes) -> Iterator[Found]:
    """The addresses in delimited text, with the lines they stand in."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    try:
        text = data.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError:
        if encoding:
            raise NoReading from None
        text = data.decode("cp1252", "replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    yield from ((address, line) for line, words in enumerate(lines, 1) for address in addresses(words))


_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def of_xls(data: bytes) -> Iterator[Found]:
    """The addresses in an old workbook's bytes, where strings have one byte a letter, or two."""
    for text in (data.decode("latin-1"), data.decode("utf-16-le", "replace"), data[1:].decode("utf-16-le", "replace")):
        yield from ((address, 0) for address in addresses(text))


def of_xlsx(data: bytes, part: str) -> Iterator[Found]:
    """The addresses in the cells of one sheet of a workbook, as Excel's XML has them."""
    strings = ["".join(map(str, item.itertext())) for item in _parsed(data, "xl/sharedStrings.xml").iter(f"{_EXCEL}si")]
    for cell in _parsed(data, part).iter(f"{_EXCEL}c"):
        words = "".join(map(str, cell.itertext()))
        if cell.get("t") == "s" and words.isdecimal() and int(words) < len(strings):
            words = strings[int(words)]
        row = re.sub("[^0-9]", "", cell.get("r", "")) or "0"
        yield from ((address, int(row)) for address in addresses(words))


def of_ods(data: bytes, name: str) -> Iterator[Found]:
    """The addresses in the cells of one sheet of an OpenDocument spreadsheet."""
    for table in _parsed(data, "content.xml").iter(f"{_TABLE}table"):
        if table.get(f"{_TABLE}name") == name:
            for row in table.iter(f"{_TABLE}table-row"):
                lines = ("".join(map(str, line.itertext())) for line in row.iter(f"{_TEXT}p"))
                yield from ((address, 0) for words in lines for address in addresses(words))


def _parsed(data: bytes, part: str) -> etree._Element:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
    except _DAMAGED as error:
        raise NoReading from error


# RuntimeError: a part that is said to be locked, or packed in a way that nobody here unpacks.
_DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError, EOFError, OSError, etree.XMLSyntaxError)
