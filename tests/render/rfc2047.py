"""A decoder of header values as strict as the receivers that bounce them (RFC 2047 section 5)."""

from __future__ import annotations

import base64
import re

_WORD = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]+)\?=")
_Q = re.compile(r"(?:[A-Za-z0-9!*+/_-]|=[0-9A-F]{2})+")


def decode(header: str, value: bytes) -> str:
    """The words of a folded value, or an AssertionError."""
    lines = f"{header}: {value.decode('ascii')}".split("\r\n")
    assert all(len(line) <= 78 for line in lines), lines
    assert all(line.startswith(" ") and line.strip() for line in lines[1:]), lines
    unfolded = "".join(lines).removeprefix(f"{header}: ")
    assert not re.search(r"[^ -~]", unfolded)
    pieces = re.split(r"(=\?\S+\?=)", unfolded)
    words = [_word(piece) if index % 2 else piece for index, piece in enumerate(pieces)]
    # white space between two encoded words is not part of the text
    return "".join(
        word for index, word in enumerate(words) if index % 2 or word.strip() or index in (0, len(words) - 1)
    )


def _word(word: str) -> str:
    assert len(word) <= 75, word
    found = _WORD.fullmatch(word)
    assert found, word
    if found[1] == "b":
        return base64.b64decode(found[2], validate=True).decode("utf-8")
    assert _Q.fullmatch(found[2]), word
    plain = found[2].replace("_", " ")
    return re.sub(rb"=(..)", lambda code: bytes([int(code[1], 16)]), plain.encode("ascii")).decode("utf-8")
