"""What people call a thing that has an id: the id, or the name that is printed.

Rule: an id alone stands for it; what is recognised here goes into a remedy, never into an edition.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Names:
    """The ids there are of one kind, each with the name that is printed; of two alike the first counts."""

    known: Iterable[tuple[str, str]]

    def remedy(self, name: str, otherwise: str) -> str:
        """What to write for a name that is no id of these; `otherwise` when it resembles none."""
        meant = self._exactly(name)
        if meant is None and re.search("[;,]", name.strip(";, ")):
            return "If these are several, put commas between them, in brackets: [one, two]."
        meant = meant or self._nearly(name)
        return f"Did you mean {meant}?" if meant else otherwise

    def _exactly(self, name: str) -> str | None:
        form = _form(name)
        return self._ids.get(form) or self._printed.get(form)

    def _nearly(self, name: str) -> str | None:
        form = _form(name)[:_LONGEST]
        ids = list(self._ids)[:_MOST_KNOWN]
        printed = [name[:_LONGEST] for name in list(self._printed)[:_MOST_KNOWN]]
        by_form = {name[:_LONGEST]: meant for name, meant in self._printed.items()} | self._ids
        near = _closest(form, [*ids, *printed], _SURELY) or _closest(form, ids, _LIKELY)
        return by_form[near] if near else None

    @cached_property
    def _ids(self) -> dict[str, str]:
        return {_form(id_): id_ for id_, _ in reversed(self._pairs)}

    @cached_property
    def _printed(self) -> dict[str, str]:
        return {form: id_ for id_, name in reversed(self._pairs) if (form := _form(name))}

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        """Gone through only when a name is unknown: there may be thousands."""
        return list(self.known)


_LONGEST = 80  # characters; comparing is quadratic in them
_MOST_KNOWN = 500  # to compare with, for a misspelling here and there
# Printed names share words, such as "Network", so theirs must be closer than ids.
_SURELY, _LIKELY = 0.8, 0.6


def _form(words: str) -> str:
    """Words without what people write now so, now so: case, accents, hyphens, apostrophes."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", re.sub("['’‘ʼ`]", "", plain)))


def _closest(form: str, known: list[str], cutoff: float) -> str | None:
    return next(iter(difflib.get_close_matches(form, known, 1, cutoff)), None)
