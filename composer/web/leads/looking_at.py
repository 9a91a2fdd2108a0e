"""How somebody looks at a list: what they search for, how it is sorted, and which part of it is shown.

Rule: pure; how a list is looked at stands in the page's address, and nowhere else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from composer.model import EMAIL
from composer.pipeline.listing import Row

ALL_AT_ONCE = 300  # people; of more, a page shows some
PER_PAGE = 100

_T = TypeVar("_T")
_LONGEST_ASKED = 200  # characters


@dataclass(frozen=True)
class Look:
    """What is asked for: words that all stand in a row; `sort` is a column, with a minus before it from the end."""

    words: str = ""
    sort: str = ""
    page: int = 1
    only: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Look:
        """What the query of an address asks for; what it says wrongly is as if not said."""
        page = asked.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        only = asked.get("only", "")
        words = asked.get("q", "").strip()[:_LONGEST_ASKED]
        return cls(words, asked.get("sort", ""), max(number, 1), only if only in ("out", "doubtful") else "")

    @property
    def column(self) -> str:
        """The column that is sorted by; empty: as the file has it."""
        return self.sort.removeprefix("-")

    @property
    def from_the_end(self) -> bool:
        """Whether Z comes before A."""
        return self.sort.startswith("-")

    def address(self) -> str:
        """The query of the page's address."""
        said = {"q": self.words, "sort": self.sort, "only": self.only, "page": "" if self.page == 1 else str(self.page)}
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def sorted_by(self, column: str) -> str:
        """The address of the same, sorted by a column; sorted by it already, the other way round."""
        back = self.sort == column
        return replace(self, sort=f"-{column}" if back else column, page=1).address()

    def at(self, page: int) -> str:
        """The address of another page."""
        return replace(self, page=page).address()

    def showing(self, only: str) -> str:
        """The address of those alone who get nothing, or of whom there is something to say."""
        return replace(self, only=only, page=1).address()


def plain(words: str) -> str:
    """Words as they are compared: whatever their case and accents."""
    if words.isascii():
        return words.lower()
    apart = unicodedata.normalize("NFKD", words).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def matches(row: Row, words: str) -> bool:
    """Whether each of the words stands somewhere in a row."""
    said = plain("\n".join(row.values()))
    return all(word in said for word in plain(words).split())


def in_order(people: Sequence[_T], look: Look, cells: Callable[[_T], Row]) -> list[_T]:
    """Sorted as it is asked for, those without anything in the column last. `cells`: what the list says of one."""
    if not look.column:
        return list(people)
    filled = [one for one in people if cells(one).get(look.column)]
    empty = [one for one in people if not cells(one).get(look.column)]
    filled.sort(key=lambda one: plain(cells(one)[look.column]), reverse=look.from_the_end)
    return filled + empty


def paged(people: Sequence[_T], page: int) -> tuple[Sequence[_T], int, int]:
    """The people of a page, which one it is, and how many there are."""
    if len(people) <= ALL_AT_ONCE:
        return people, 1, 1
    pages = -(-len(people) // PER_PAGE)
    page = min(page, pages)
    return people[(page - 1) * PER_PAGE : page * PER_PAGE], page, pages


def in_reading_order(columns: Iterable[str]) -> tuple[str, ...]:
    """The columns as people look for somebody: by name first."""
    usual = ("name", EMAIL, "organisation", "role")
    known = tuple(columns)
    return (*(name for name in usual if name in known), *(name for name in known if name not in usual))
