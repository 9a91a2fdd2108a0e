"""Where on the issue's page the place of a problem is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from composer.text import Place

_KEY = re.compile(r"(?m)^([a-z]+)\s*:")


@dataclass(frozen=True, slots=True)
class Places:
    """The places of an issue's file.

    `items`: the lines its items begin on, where they are shown as forms, with the issue's own above them; `end`: the
    line after the last of them. `query`: the page's, for the file as text, where all the other places are.
    """

    file: str
    query: str
    items: Sequence[int] = ()
    end: int = 0

    @classmethod
    def of(cls, file: str, text: str, items: Sequence[int], query: str) -> Self:
        """Those of a file that says `text`."""
        return cls(file, query, items, _end(text, items[-1]) if items else 0)

    def address(self, place: Place) -> str:
        """Where a click leads; empty where the place is in a file that this page does not show."""
        if place.file != self.file:
            return ""
        if not self.items or place.line >= self.end:
            return f"./{self.query}#L{place.line}"
        item = bisect_right(self.items, place.line) - 1
        return f"#item-{item}" if item >= 0 else "#head"


def _end(text: str, last: int) -> int:
    """The line of the first key of the issue's own after the line `last`, or after the end."""
    lines = text.splitlines()
    return next((at for at, line in enumerate(lines[last:], last + 1) if _KEY.match(line)), len(lines) + 1)
