"""What a file is, by what it holds: its name may say anything.

Rule: whatever is no spreadsheet is called what it is, with the way to make one of it.
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum, auto

from composer.intake.grid import Unreadable

_SAVE = "Open it in Excel or LibreOffice, save it as .xlsx and import that."


class Kind(Enum):
    """The kinds of files that people are read from."""

    TEXT = auto()
    XLSX = auto()
    XLS = auto()
    ODS = auto()


def kind_of(data: bytes) -> Kind:
    """What kind of spreadsheet some bytes are.

    Raises:
        Unreadable: none.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("sheet-empty", "the file is empty", "Save the spreadsheet again and import that.")
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(_OLE):
        return _ole(data)
    for magic, kind in _OTHERS:
        if data.startswith(magic):
            raise _refused(kind)
    _refuse_markup(data[:2_000])
    return Kind.TEXT


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich-text file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BEGIN:VCARD", "a file of contacts (vCard)"),
    (b"Return-Path:", "an e-mail"),
    (b"MIME-Version:", "an e-mail"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"PK\x05\x06", "an empty packed file"),
    (b"SQLite format 3", "a database"),
)


# In a locked .xls the record FILEPASS follows the one that begins the workbook.
_FILEPASS = re.compile(rb"\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL)


def _refused(what: str, fix: str = "Save the spreadsheet as .xlsx, .ods or .csv and import that.") -> Unreadable:
    return Unreadable("sheet-kind", f"this is {what}, not a spreadsheet", fix)


def _packed(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError, EOFError):  # as over damaged bytes
        raise damaged() from None
    for name, kind in ("xl/workbook.xml", Kind.XLSX), ("content.xml", Kind.ODS):
        if name in names and not any(other in names for other in _OTHER_PACKAGES):
            return kind
    what = next((kind for part, kind in _OTHER_PACKAGES.items() if part in names), "a ZIP file")
    raise _refused(what, _SAVE if "workbook" in what else "Take the spreadsheet itself, as .xlsx, .ods or .csv.")


_OTHER_PACKAGES = {
    "word/document.xml": "a Word file",
    "ppt/presentation.xml": "a PowerPoint file",
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "Index/Document.iwa": "a Numbers or Pages file (a workbook of Apple's)",
}


def _ole(data: bytes) -> Kind:
    """An old Office file: the names of its streams, in UTF-16, say which program wrote it."""
    if "EncryptedPackage".encode("utf-16-le") in data or _FILEPASS.search(data):
        raise locked()
    if any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book")):
        return Kind.XLS
    if "WordDocument".encode("utf-16-le") in data:
        raise _refused("an old Word file")
    raise _refused("an Office file of another kind")


def _refuse_markup(beginning: bytes) -> None:
    """Object to web pages and flat XML, which often are called .xls."""
    text = beginning.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if re.match(rb"<(!doctype html|html|head|body|table|meta|style)\b", text):
        raise _refused("a web page, whatever it is called", _SAVE)
    if text.startswith((b"<?xml", b"<!--", b"<office:document", b"<workbook")):
        raise _refused("an XML file", _SAVE)


def refuse_lock(name: str) -> None:
    """Object to what a spreadsheet program puts beside a workbook while somebody has it open.

    Raises:
        Unreadable: the file is such, by its name.
    """
    lock = re.fullmatch(r"~\$(.+)|\.~lock\.(.+)#", name)
    if lock:
        program, own = ("Excel", lock[1]) if lock[1] else ("LibreOffice", lock[2])
        message = f"this is the lock file that {program} keeps while somebody has the workbook open"
        raise Unreadable("sheet-kind", message, f"Import the workbook itself, {own}.")


def damaged() -> Unreadable:
    """What is told of a workbook that cannot be read."""
    return Unreadable("sheet-unreadable", "this spreadsheet cannot be read: it is damaged, or far too large", _SAVE)


def locked() -> Unreadable:
    """What is told of a workbook that asks for a password."""
    fix = "Open it, take the password off (File, Info, Protect Workbook), save it and import that."
    return Unreadable("sheet-unreadable", "this spreadsheet is protected by a password", fix)


def too_large(what: str) -> Unreadable:
    """What is told of a file that is more than any list of people needs."""
    fix = "Copy the cells with people into a new spreadsheet, and import that."
    return Unreadable("sheet-large", what, fix)
