"""The habits of people who write in Word, told in plain sentences.

When the parser stops, the cause is nearly always one of a few habits: a colon in a title, a leading @,
a bracket left open. Each is recognised here, said with its remedy, mended in memory, and the parser tried
again, so that one run tells all of them and what follows can still be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from composer.load.draft import Draft, indentation, unmasked
from composer.load.lines import KEYED
from composer.load.tree import StoppedError, Tree, in_quotes, parse
from composer.load.vocabulary import vocabulary
from composer.problems import shown

_MAX_REPAIRS = 200
# Parsed again for repairs: either takes well under a second.
_MAX_REREAD = 10_000_000  # characters
_MAX_REREAD_ENTRIES = 60_000


class _Verdict(Enum):
    """What a habit says of the place where the parser stopped."""

    OTHER = "not this habit"
    MENDED = "told and mended: read on"
    STUCK = "told, and there is no reading on"


@dataclass(slots=True)
class _Stop:
    """Where the parser stopped, from 0, and what it said."""

    draft: Draft
    line: int
    column: int
    context_line: int | None
    saying: str
    moved: set[int] = field(default_factory=set)

    def here(self) -> str:
        """The line the parser stopped in."""
        return self.draft.lines[self.line]

    def complain(self, line: int, column: int, code: str, message: str, fix: str) -> None:
        """Record a problem, unless its line has one: what ails a line is told once."""
        if line not in self.draft.told:
            self.draft.complain(line, column, code, message, fix)


def mend(draft: Draft) -> Tree:
    """The tree of the draft, mended wherever the parser stops; root None when that cannot be."""
    moved: set[int] = set()
    size, read = sum(map(len, draft.lines)) + 1, 0
    for repair in range(_MAX_REPAIRS):
        try:
            return parse(draft.source(), draft.moves, masked=draft.changed)
        except StoppedError as error:
            read += error.entries
            stop = _stopped(draft, error, moved)
        verdicts = (habit(stop) for habit in _HABITS)
        stuck = next(verdict for verdict in verdicts if verdict is not _Verdict.OTHER) is _Verdict.STUCK
        if stuck or read > _MAX_REREAD_ENTRIES or repair * size > _MAX_REREAD:
            break
    return Tree(None, [])


def _stopped(draft: Draft, error: StoppedError, moved: set[int]) -> _Stop:
    last = len(draft.lines) - 1
    context = None if error.context_line is None else min(error.context_line, last)
    return _Stop(draft, min(error.line, last), error.column, context, error.saying, moved)


def _tabs(stop: _Stop) -> _Verdict:
    """A tab where YAML wants a space."""
    line = stop.here()
    if line[stop.column : stop.column + 1] != "\t":
        return _Verdict.OTHER
    message, fix = "a tab stands where a space belongs", "Type a space instead."
    stop.complain(stop.line, stop.column, "yaml-tab", message, fix)
    for at in (at for at, character in enumerate(line) if character == "\t"):
        stop.draft.swap(stop.line, at, " ")
    return _Verdict.MENDED


def _stands(line: str, column: int) -> bool:
    """Whether a line is a key at its right column already."""
    match = KEYED.match(line)
    return match is not None and match.start() + len(match["lead"]) == column and not match["hyphens"]


_ENTRY = re.compile(r"^\s*(?:- +)+(?P<value>\S.*)$")
_MISPLACED = ("expected key", "'-' indicator", "mapping values", "expected ':'")


def _indentation(stop: _Stop) -> _Verdict:
    """A key or hyphen that does not line up: it goes to the nearest column where one may stand."""
    match = KEYED.match(stop.here())
    entry = _ENTRY.match(stop.here())
    known = match is not None and match["key"] in vocabulary().keys
    if stop.line in stop.moved or not any(saying in stop.saying for saying in _MISPLACED):
        return _Verdict.OTHER
    if not known and (entry is None or "mapping values" in stop.saying):
        return _Verdict.OTHER
    if match and match.end("key") < stop.column:
        return _Verdict.OTHER
    now = indentation(stop.here())
    column = _column_above(stop.draft, stop.line, hyphens=entry is not None)
    if column is None or column == now:
        return _Verdict.OTHER
    steps = f"{now} space{'' if now == 1 else 's'}"
    message = f"this line begins {steps} in and lines up with nothing above it"
    fix = f"Begin it with {column} spaces, to line it up with the others." if column else "Begin it at the very left."
    stop.complain(stop.line, now, "yaml-indent", message, fix)
    _move(stop, column - now)
    return _Verdict.MENDED


def _column_above(draft: Draft, line: int, *, hyphens: bool) -> int | None:
    """The nearest column where a key, or a hyphen, stands in the lines above."""
    now = indentation(draft.lines[line])
    columns = []
    smallest = 1_000
    for number in range(line - 1, max(line - _LOOK_BACK, -1), -1):
        match = KEYED.match(draft.lines[number]) or _ENTRY.match(draft.lines[number])
        if match is None or indentation(draft.lines[number]) > smallest:
            continue
        smallest = indentation(draft.lines[number])
        if hyphens and draft.lines[number].lstrip().startswith("- "):
            columns.append(smallest)
        elif not hyphens:
            columns.append(match.start("key") if "key" in match.groupdict() else match.start("value"))
        if not smallest:
            break
    return min(columns, key=lambda column: abs(column - now), default=None)


def _move(stop: _Stop, by: int) -> None:
    """Move a line, and those that stand further in below it."""
    now, entry = indentation(stop.here()), stop.here().lstrip().startswith("- ")
    for number in range(stop.line, len(stop.draft.lines)):
        line = stop.draft.lines[number]
        ends = indentation(line) <= now or (not entry and _stands(line, now + by))
        if number > stop.line and line.strip() and ends:
            break
        if line.strip():
            stop.draft.indent(number, max(indentation(line) + by, 0))
    stop.moved.add(stop.line)


# A link of Markdown, after words.
_LINK = re.compile(r"(?<=\S )!?\[[^\[\]]*\]\([^\s()]*\)")


def _link_in_braces(stop: _Stop) -> _Verdict:
    """`{note: See [more](https://…)}`: no mistake, though YAML would have the text in quotes."""
    line = stop.here()
    links = [match for match in _LINK.finditer(line) if match.start() <= stop.column <= match.end()]
    if "expected ','" not in stop.saying or not links:
        return _Verdict.OTHER
    for at in range(*links[0].span()):
        if line[at] in "[]{},":
            stop.draft.mask(stop.line, at)
    return _Verdict.MENDED


def _hash_in_brackets(stop: _Stop) -> _Verdict:
    """`{colour: #00517d}`: what follows the # is a comment, the closing bracket with it."""
    for opened in (stop.context_line, stop.line - 1):
        match = _special_value(stop.draft.lines[opened], far=True, closed=True) if opened is not None else None
        if opened is None or match is None or match["value"][0] not in _CLOSING or "expected" not in stop.saying:
            continue
        cut = stop.draft.lines[opened].find(" #", match.start("value"))
        if cut >= 0:
            fix = "Put quotes around what begins with #."
            message = "what follows ` #` is a comment, the closing bracket with it"
            stop.complain(opened, cut + 1, "yaml-hash", message, fix)
            stop.draft.mask(opened, cut + 1)
            return _Verdict.MENDED
    return _Verdict.OTHER


def _open_bracket(stop: _Stop) -> _Verdict:
    """`to: [send`: the next key stands inside the bracket."""
    opened, keyed = stop.context_line, KEYED.match(stop.here())
    if "expected ','" not in stop.saying or opened is None or opened >= stop.line or keyed is None:
        return _Verdict.OTHER
    match = _special_value(stop.draft.lines[opened], far=True)
    if match is None or keyed.start("key") > match.start("value"):
        return _Verdict.OTHER
    _mend_first(stop, opened, match)
    return _Verdict.MENDED


def _colon_in_text(stop: _Stop) -> _Verdict:
    """`title: AD Network: spring`: the second colon would begin another key."""
    line, column = stop.here(), stop.column
    if line[column : column + 1] != ":" or not ("mapping values" in stop.saying or "expected ','" in stop.saying):
        return _Verdict.OTHER
    message = "a colon followed by a space stands in text without quotes"
    if "expected ','" in stop.saying:
        fix = "Put the text with the colon in quotes."
        stop.complain(stop.line, column, "yaml-colon", message, fix)
        stop.draft.mask(stop.line, column)
        return _Verdict.MENDED
    owner, start = _owner(stop.draft, stop.line, column)
    stop.complain(stop.line, column, "yaml-colon", message, _as_text(stop.draft, owner, start))
    _make_text(stop.draft, owner, start, stop.line)
    return _Verdict.MENDED


def _owner(draft: Draft, line: int, column: int) -> tuple[int, int]:
    """Where the text begins that a column of a line is part of: line, column."""
    for number in range(line, max(line - _LOOK_BACK, -1), -1):
        text = draft.lines[number]
        match = KEYED.match(text)
        if match and match["value"] and (number < line or match.start("value") <= column):
            return number, match.start("value")
        entry = _ENTRY.match(text)
        if entry and not (match and not match["value"]):
            return number, entry.start("value")
        if match and number < line:
            break
    return line, indentation(draft.lines[line])


def _below(draft: Draft, owner: int, start: int, at_least: int) -> range:
    """The lines that go on with a text which begins at a line and column."""
    match = KEYED.match(draft.lines[owner])
    outer = match.start("key") if match else max(start - 1, 0)
    end = owner + 1
    for number in range(owner + 1, len(draft.lines)):
        line = draft.lines[number]
        if number > at_least and line.strip():
            keyed = KEYED.match(line)
            if indentation(line) <= outer or (keyed and keyed["key"] in vocabulary().keys):
                break
        if line.strip() or number <= at_least:
            end = number + 1
    return range(owner + 1, end)


def _make_text(draft: Draft, owner: int, start: int, last: int) -> None:
    """Let nothing in a text, and in the lines that go on with it, mean anything to YAML."""
    draft.told.add(owner)
    if draft.lines[owner][start : start + 1] in _SPECIAL_FIRST:
        draft.mask(owner, start)
    draft.mask_words(owner, start)
    for number in _below(draft, owner, start, last):
        draft.mask_words(number, 0)


def _as_text(draft: Draft, owner: int, start: int) -> str:
    """The remedy for words that YAML reads as something else: quotes, or a block of text."""
    value = unmasked(draft.lines[owner][start:].rstrip())
    key = draft.lines[owner][:start].strip().removeprefix("- ").rstrip(": ")
    if key in vocabulary().prose and len(_below(draft, owner, start, owner)):
        return f"Write `{key}: |`, and all of the text on the lines below it, indented."
    if len(_below(draft, owner, start, owner)):
        return "Join the lines of the text into one, and put it in quotes."
    if key in ("", "-"):
        return f"Put the whole line in quotes: - {in_quotes(value)}"
    return f"Put the text in quotes: {key}: {in_quotes(value)}"


def _hash_in_text(stop: _Stop) -> _Verdict:
    """Text over several lines, one of which has a ` #`: what follows it is a comment, and the text ends."""
    if not any(saying in stop.saying for saying in ("expected key", "expected ':'")):
        return _Verdict.OTHER
    owner, start = _owner(stop.draft, stop.line, -1)
    for number in range(owner, stop.line):
        cut = stop.draft.lines[number].find(" #", start if number == owner else 0)
        if cut >= 0 and not stop.draft.lines[number][:cut].rstrip().endswith(("|", ">")):
            message = "the text ends at ` #`, which begins a comment"
            stop.complain(number, cut + 1, "yaml-hash", message, _as_text(stop.draft, owner, start))
            _make_text(stop.draft, owner, start, stop.line)
            return _Verdict.MENDED
    return _Verdict.OTHER


# The start of a value, and a first character that means something else to YAML.
_SPECIAL_FIRST = tuple("@`%&*!|>[]{}\"',?-#")
_SPECIAL = re.compile(r"^\s*(?:- +)*(?:(?P<key>[^\s\"'#:\[\]{},&*!|>@`%]+):[ ]+)?(?P<value>[@`%&*!|>\[\]{}\"',?-].*)$")
_BLOCK_HEADER = re.compile(r"^[|>][-+0-9]{0,2}\s*(#.*)?$")
_CLOSED = re.compile(r"""^("([^"\\]|\\.)*"|'([^']|'')*')\s*(#.*)?$""")
_FLOW_CLOSED = re.compile(r"^[\[{].*[\]}]\s*(#.*)?$")
_LOOK_BACK = 400  # lines from where an open quote was noticed back to where it began
_CLOSING = {"[": "]", "{": "}"}


def _leading_character(stop: _Stop) -> _Verdict:
    """`title: @home`, `title: "Crisis" report`, `title: [Draft] budget`: the first character is YAML's own."""
    near = [number for number in (stop.context_line, stop.line) if number is not None]
    back = range(stop.line - 1, max(stop.line - _LOOK_BACK, -1), -1)
    for number, far in [*((n, False) for n in near), *((n, True) for n in back)]:
        match = _special_value(stop.draft.lines[number], far=far)
        if match is None and number == stop.line and (braced := _SPECIAL.match(stop.here())):
            # `subject: {name} no {number}`: where words belong, brackets are words
            match = braced if braced["value"][0] in _CLOSING and braced["key"] in vocabulary().texts else None
        if match is not None:
            _mend_first(stop, number, match)
            return _Verdict.MENDED
    return _Verdict.OTHER


def _mend_first(stop: _Stop, number: int, match: re.Match[str]) -> None:
    """Tell of a value's first character, and make words of the value, or close its bracket."""
    value, start = match["value"].rstrip(), match.start("value")
    closing = _CLOSING.get(value[0])
    if closing and closing not in value and match["key"] not in vocabulary().texts:
        message, fix = f"the bracket {value[0]} is opened here and never closed", f"Close it with {closing}."
        stop.complain(number, start, "yaml-bracket", message, fix)
        stop.draft.append(number, closing)
        return
    message = f"a value cannot begin with {value[0]} as it stands: {shown(unmasked(value))}"
    fix = f"Put all of it in quotes: {in_quotes(unmasked(value))}"
    if value.startswith(("| ", "> ")) and match["key"] in vocabulary().prose:
        message, fix = (
            f"words stand behind the {value[0]}",
            f"Begin the text on the line below the {value[0]}, indented.",
        )
    stop.complain(number, start, "yaml-quote", message, fix)
    _make_text(stop.draft, number, start, number)


def _special_value(line: str, *, far: bool, closed: bool = False) -> re.Match[str] | None:
    """The value of a line, if it begins with a character it should not.

    `far` from where the parser stopped, only a quote or bracket left open counts; with `closed`, one that
    looks closed too.
    """
    match = _SPECIAL.match(line)
    if match is None:
        return None
    value = match["value"]
    first = value[0]
    fine = (
        (first in "|>" and _BLOCK_HEADER.match(value))
        or (first in "\"'" and _CLOSED.match(value))
        or (first in "[{" and _FLOW_CLOSED.match(value))
        or (first == "-" and not line[: match.start("value")].strip())
    )
    return None if (fine and not closed) or (far and first not in "\"'[{") else match


def _backslash(stop: _Stop) -> _Verdict:
    r"""`"C:\new"`: a backslash in double quotes begins an escape."""
    at = stop.here().rfind("\\", 0, stop.column + 1)
    if "escape" not in stop.saying or at < 0:
        return _Verdict.OTHER
    message = "a backslash in double quotes stands for something else"
    stop.complain(stop.line, at, "yaml-quote", message, "Use single quotes, or take the backslash out.")
    stop.draft.mask(stop.line, at)
    return _Verdict.MENDED


def _text_without_key(stop: _Stop) -> _Verdict:
    """Words where a key belongs: they go on with the text above."""
    line = stop.line
    if "expected ':'" in stop.saying and stop.context_line is not None:
        line = stop.context_line
    words = stop.draft.lines[line]
    if "expected ':'" not in stop.saying or line in stop.moved or not line or not words.strip():
        return _Verdict.OTHER
    message = f"a key and a colon belong here, like `title: …`, found: {shown(unmasked(words))}"
    fix = "If this is part of the text above, indent it further than the key of that text."
    stop.complain(line, indentation(words), "yaml-indent", message, fix)
    for number in range(line, len(stop.draft.lines)):
        words = stop.draft.lines[number]
        if number > line and (not words.strip() or KEYED.match(words) or _ENTRY.match(words)):
            break
        stop.draft.told.add(number)
        stop.draft.indent(number, indentation(words) + 2)
        stop.draft.mask_words(number, 0)
        stop.moved.add(number)
    return _Verdict.MENDED


def _anything_else(stop: _Stop) -> _Verdict:
    """No habit we know: say where, and what to look for."""
    if not stop.draft.problems:  # else it may well follow from those
        message = "this line cannot be made sense of"
        fix = "Check the quotes, brackets and indentation of this line and the one above it."
        stop.complain(stop.line, stop.column, "yaml-syntax", message, fix)
    return _Verdict.STUCK


_HABITS: tuple[Callable[[_Stop], _Verdict], ...] = (
    _tabs,
    _backslash,
    _link_in_braces,
    _indentation,
    _hash_in_brackets,
    _open_bracket,
    _colon_in_text,
    _hash_in_text,
    _leading_character,
    _text_without_key,
    _anything_else,
)
