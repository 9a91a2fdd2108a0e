"""From the bytes of a file of delimited text to its characters, as the programs save it that people use.

Rule: UTF-8 and UTF-16 are known for sure; what is neither is taken as Windows saves it, and that is told.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from composer.intake.grid import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_AS_CSV = "Save it as “CSV UTF-8”, or as .xlsx, and import that."
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")


@dataclass(frozen=True)
class Decoded:
    """Text with every line end as a newline; `guessed` where its encoding is not known for sure."""

    text: str
    guessed: bool = False


def decoded(data: bytes) -> Decoded:
    """The characters of a file.

    Raises:
        Unreadable: it is no text, or text in a mixture of encodings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_text(_surely(data[len(mark) :], encoding)))
    if wide := _wide(data[:4_000]):
        return Decoded(_text(_surely(data, wide)))
    try:
        return Decoded(_text(data.decode("utf-8")))
    except UnicodeDecodeError:
        return Decoded(_text(_as_windows(data)), guessed=True)


def _surely(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        message = f"the file begins as {name} text but does not go on so"
        raise Unreadable("sheet-encoding", message, _AS_CSV) from None


def _wide(beginning: bytes) -> str | None:
    """UTF-16 without a mark, as the zeros of plain letters tell."""
    pairs = len(beginning) // 2
    if beginning[1::2].count(0) > pairs // 3 and beginning[::2].count(0) <= pairs // 20:
        return "utf-16-le"
    if beginning[::2].count(0) > pairs // 3 and beginning[1::2].count(0) <= pairs // 20:
        return "utf-16-be"
    return None


def _as_windows(data: bytes) -> str:
    """Text of one byte a character, unless it is UTF-8 after all, with something wrong in it."""
    as_utf8 = data.decode("utf-8", "replace")
    wrong = as_utf8.count("\ufffd")
    letters = sum(len(run) for run in re.findall("[\x80-\ufffc\U00010000-\U0010ffff]+", as_utf8))
    if letters > wrong:
        line = as_utf8.count("\n", 0, as_utf8.index("\ufffd")) + 1
        message = f"the file is UTF-8 text, but line {line} holds a character that is not"
        raise Unreadable("sheet-encoding", message, f"Type that line again. {_AS_CSV}")
    return data.decode("cp1252", "replace")


def _text(text: str) -> str:
    beginning = text[:4_000]
    if len(_CONTROL.findall(beginning)) > len(beginning) // 20:
        fix = "Save the spreadsheet as .xlsx, .ods or .csv and import that."
        raise Unreadable("sheet-kind", "this is not a spreadsheet, nor text", fix)
    return text.lstrip("\ufeff").rstrip("\x1a\0").replace("\r\n", "\n").replace("\r", "\n")
