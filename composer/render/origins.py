"""Which line of which template made which part of a page. Asked only once something is wrong.

Rule: the templates are filled in a second time with an invisible mark before each piece of a line;
where the marks stand in what they made is where it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

# Plane 15 of Unicode is private use, all of it: each mark is one character there, by the number of its place.
_FIRST, _LAST = 0xF0000, 0xFFFFD
_MARKS = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")


class Origins:
    """The places of a page's parts."""

    def __init__(self, marked: str, places: Mapping[str, str]) -> None:
        first, *rest = _MARKS.split(marked)
        pieces = rest[1::2]
        self.page = first + "".join(pieces)
        self._starts = list(accumulate(map(len, pieces[:-1]), initial=len(first))) if pieces else []
        self._places = [places.get(mark, "") for mark in rest[::2]]

    def place(self, position: int) -> str:
        """The file and line that what stands at `position` of `page` came from; empty where none is known."""
        before = bisect_right(self._starts, position)
        return self._places[before - 1] if before else ""


class Marking(Extension):
    """Puts the marks into templates as they are read; `places` has the file and line of each."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.places: dict[str, str] = {}
        self._marks: dict[str, str] = {}

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, its words and what it prints marked with their lines."""
        file = stream.filename or stream.name or ""
        for token in stream:
            if token.type == "data":
                lines = enumerate(token.value.split("\n"), start=token.lineno)
                yield Token(token.lineno, "data", "\n".join(self._mark(file, line) + words for line, words in lines))
                continue
            if token.type == "variable_begin":
                yield Token(token.lineno, "data", self._mark(file, token.lineno))
            yield token

    def _mark(self, file: str, line: int) -> str:
        place = f"{file}:{line}"
        if place not in self._marks and _FIRST + len(self._marks) <= _LAST:
            mark = chr(_FIRST + len(self._marks))
            self._marks[place] = mark
            self.places[mark] = place
        return self._marks.get(place, "")
