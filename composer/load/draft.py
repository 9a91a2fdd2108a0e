"""A file while it is being mended: its lines, what was changed in them, and what was said about it.

Rule: whatever is changed, each character still leads back to the place it has in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from composer.load.source import FIRST_MASK, Source
from composer.problems import Problem
from composer.text import Place

# (column, by): in a mended line, a character from that column on stands `by` columns further right than it
# did before. Edits of one line in the order they were made.
Moves = Mapping[int, list[tuple[int, int]]]

_LAST_MASK = FIRST_MASK + 0x7F
UNMASK = {FIRST_MASK + code: code for code in range(0x80)}


def masked(character: str) -> str:
    """A character that means nothing to YAML, in place of one that does; other characters as they are."""
    return chr(FIRST_MASK + ord(character)) if character.isascii() else character


def unmasked(text: str) -> str:
    """The text with its own characters again."""
    return text if text.isascii() else text.translate(UNMASK)


def before_moves(moves: Iterable[tuple[int, int]], column: int) -> int:
    """The column in the file of a column in a mended line; both from 0."""
    for start, by in reversed(list(moves)):
        if column >= start:
            column -= by
    return column


@dataclass(slots=True)
class Draft:
    """The lines of a file as mended so far.

    `told` are lines (from 0) that have a problem already: what else seems wrong with a value that begins on
    one of them is a consequence.
    """

    file: str
    lines: list[str]
    moves: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    changed: bool = False

    def source(self) -> Source:
        """The file as mended so far."""
        return Source(self.file, "\n".join(self.lines))

    def complain(self, line: int, column: int, code: str, message: str, fix: str) -> None:
        """Record a problem at a line and column (from 0) of the mended lines."""
        column = before_moves(self.moves.get(line, ()), column)
        self.problems.append(Problem(Place(self.file, line + 1, column + 1), code, unmasked(message), unmasked(fix)))
        self.told.add(line)

    def swap(self, line: int, column: int, character: str) -> None:
        """Replace one character."""
        text = self.lines[line]
        self.lines[line] = text[:column] + character + text[column + 1 :]
        self.changed = True

    def mask(self, line: int, column: int) -> None:
        """Take its meaning from one character."""
        self.swap(line, column, masked(self.lines[line][column]))

    def insert(self, line: int, column: int, words: str) -> None:
        """Put something in before a column."""
        text = self.lines[line]
        self.lines[line] = text[:column] + words + text[column:]
        self.moves.setdefault(line, []).append((column + len(words), len(words)))
        self.changed = True

    def remove(self, line: int, column: int, count: int) -> None:
        """Take characters out."""
        text = self.lines[line]
        self.lines[line] = text[:column] + text[column + count :]
        self.moves.setdefault(line, []).append((column, -count))
        self.changed = True

    def indent(self, line: int, columns: int) -> None:
        """Give a line another indentation."""
        now = indentation(self.lines[line])
        if columns > now:
            self.insert(line, 0, " " * (columns - now))
        elif columns < now:
            self.remove(line, 0, now - columns)

    def append(self, line: int, words: str) -> None:
        """Put something at the end of a line."""
        self.lines[line] = self.lines[line].rstrip() + words
        self.changed = True

    def mask_words(self, line: int, column: int) -> None:
        """Make words of the rest of a line: no colon in it is a key's any more, no # a comment's."""
        text = self.lines[line]
        self.lines[line] = text[:column] + _MEANT_FOR_YAML.sub(lambda match: masked(match[0]), text[column:])
        self.changed = True


_MEANT_FOR_YAML = re.compile(r":(?=[ \t]|$)|(?:^|(?<=[ \t]))#")


def indentation(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))
