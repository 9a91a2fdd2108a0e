"""Source maps: where in the file each character of a YAML scalar stands.

YAML folds lines, drops indentation and decodes escapes; this undoes it for positions only. A literal
block (`|`) and a scalar on one line, which is nearly all there is, need one span each; others one for each
line and each escape. White space that YAML made, or took away, has no place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.text import Span

_BLANK = " \t\n\r\x0b\x0c\x85\xa0\u2028\u2029"
# An escape of a scalar in double quotes (YAML 1.1 section 5.6), or the backslash that joins two lines.
_ESCAPE = re.compile(r"\\(?:x(?P<x>..)|u(?P<u>....)|U(?P<U>.{8})|(?P<letter>.)|$)")
_DOUBLED = re.compile(r"''")
_BLANK_LETTERS = "tnvfrNLP_ \t"


def spans_of(
    value: str, style: str | None, lines: list[str], start: tuple[int, int], end: tuple[int, int]
) -> tuple[tuple[Span, ...], int]:
    """The spans and the indent of `Text` for a scalar.

    `start` and `end` are the parser's marks, (line, column) from 0; `style` is YAML's indicator, or
    empty for a plain scalar.
    """
    line, column = start
    if style == "|":
        return _literal(value, lines, line)
    if style == ">":
        line, column = line + 1, 0
    elif style:
        column, end = column + 1, (end[0], max(end[1] - 1, 0))
    return _aligned(value, style, lines, (line, column), end), 0


def _literal(value: str, lines: list[str], header: int) -> tuple[tuple[Span, ...], int]:
    first = header + 1
    lead = next((_indent(line) for line in lines[first:] if line.strip()), 0)
    own = next((_indent(line) for line in value.split("\n") if line.strip()), 0)
    indent = max(lead - own, 0)
    return ((0, first + 1, indent + 1),), indent


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _aligned(
    value: str, style: str | None, lines: list[str], start: tuple[int, int], end: tuple[int, int]
) -> tuple[Span, ...]:
    """Walk value and source side by side: each run of source characters stands as it is in the value."""
    spans: list[Span] = [(0, start[0] + 1, start[1] + 1)]
    offset = 0
    for line in range(start[0], min(end[0], len(lines) - 1) + 1):
        begin = start[1] if line == start[0] else 0
        text = lines[line][: end[1]] if line == end[0] and style != ">" else lines[line]
        for column, length in _runs(text, begin, style):
            while offset < len(value) and value[offset] in _BLANK:
                offset += 1
            if offset == 0:
                spans.pop()
            spans.append((offset, line + 1, column + 1))
            offset += length
    return tuple(spans)


def _runs(text: str, begin: int, style: str | None) -> Iterator[tuple[int, int]]:
    """The runs of a source line that stand in the value: column and how many characters they make there."""
    escape = {"'": _DOUBLED, '"': _ESCAPE}.get(style or "")
    at = begin
    for match in escape.finditer(text, begin) if escape else ():
        yield from _run(text, at, match.start())
        if not _is_blank(match):
            yield match.start(), 1
        at = match.end()
    yield from _run(text, at, len(text))


def _run(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    lead = len(words) - len(words.lstrip(_BLANK))
    if length := len(words.strip(_BLANK)):
        yield start + lead, length


def _is_blank(match: re.Match[str]) -> bool:
    """Whether an escape stands for white space, or for nothing."""
    if match.re is _DOUBLED:
        return False
    digits = match["x"] or match["u"] or match["U"]
    if digits:
        return chr(int(digits, 16)) in _BLANK
    return not match["letter"] or match["letter"] in _BLANK_LETTERS
