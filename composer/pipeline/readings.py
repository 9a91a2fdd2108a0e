"""What bytes say as text: as they stand, then with what was escaped in them, and without the tags within words.

Rule: a reading keeps the lines of what it was made of, so that a place in it is one in the file. One escaping is
undone, not one within another.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip  # the longer first: UTF-32 begins as UTF-16 does


def text_of(content: bytes) -> str | None:
    """The text that the bytes are; None where they are none."""
    for mark, code in _WIDE:
        if content.startswith(mark):
            return content.decode(code, "replace")
    if b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def readings_of(text: str) -> Iterator[str]:
    """The text, and what else it says where something in it is escaped or stands between tags."""
    yield text
    near = _near_signs(text)
    if any(sign in near for sign in "%&\\"):
        yield _ESCAPED.sub(_plain, near)
    if "<" in near and (untagged := _TAG.sub(_between, near)) != near:
        yield _ESCAPED.sub(_plain, untagged)


_SIGN = re.compile(r"[@＠﹫]|%40|&#(?:0*64|[xX]0*40);|&commat;|\\(?:u0040|U00000040|x40)")
_NEAR = 2_000  # characters on either side: an address of which each is escaped, or a few tags between its own


def _near_signs(text: str) -> str:
    """What stands near an @, and the ends of lines, so that a long text without one costs little."""
    kept: list[str] = []
    done = 0
    for found in _SIGN.finditer(text):
        start, end = max(done, found.start() - _NEAR), found.end() + _NEAR
        if start > done:
            kept += (" ", "\n" * text.count("\n", done, start))
        kept.append(text[start:end])
        done = max(done, min(end, len(text)))
    return "".join(kept)


_ESCAPED = re.compile(
    r"(?:%[0-9A-Fa-f]{2})+"  # a link
    r"|&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z]{2,8});"  # a web page
    r"|\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)"  # JSON, YAML and what programs write
)


def _plain(escaped: re.Match[str]) -> str:
    """What an escape stands for; a line's end is a blank here, as lines are to be counted."""
    written = escaped[0]
    if written.startswith("%"):
        said = unquote(written)
    elif written.startswith("&"):
        said = html.unescape(written)
    elif len(written) > 2:
        code = int(written[2:], 16)
        said = chr(code) if code < 0x110000 else " "
    else:
        said = " " if written[1] in "nrtbfvae0" else written[1]
    return said.replace("\n", " ")


_TAG = re.compile(r"</?(?:[A-Za-z]\w*:)?([A-Za-z]\w*)[^<>]{0,500}>")
_APART = frozenset({"br", "c", "div", "hr", "is", "li", "p", "row", "si", "tab", "td", "th", "tr"})


def _between(tag: re.Match[str]) -> str:
    """What stands for a tag: nothing within a word, as the runs of a cell are."""
    return " " * (tag[1].lower() in _APART) + "\n" * tag[0].count("\n")
