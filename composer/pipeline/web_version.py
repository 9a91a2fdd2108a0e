"""The web version: a letter that somebody got, for their browser.

Rule: it is shown to whom it was sent, from what was frozen when it was; nothing is rendered again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from composer.ledger import Books, Ledger
from composer.model import State
from composer.pipeline.mailing import letter_of
from composer.pipeline.pictures import Picture, pictures_of
from composer.render import html_of, read
from composer.tokens import Secret, WebVersion

# Whoever has the link has got the letter, whether or not the relay's answer was heard.
_GOT = (State.HANDED_OVER, State.ACCEPTED, State.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Version:
    """The page of a letter, and its pictures by content id."""

    html: str
    pictures: Mapping[str, Picture] = field(repr=False)

    @classmethod
    def of(cls, letter: bytes) -> Self:
        """Of a letter as it was sent."""
        parsed = read(letter)
        return cls(html_of(parsed), MappingProxyType(dict(pictures_of(parsed))))


class Shelf:
    """The books of a ledger's runs. Opening them goes through all of their letters, so each is opened once.

    The ledger is closed with it.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._books: dict[str, Books] = {}

    def version(self, wanted: WebVersion, secret: Secret) -> Version | None:
        """The letter of an issue as a person last got it; None if they got none, or what it said is lost.

        Raises:
            LedgerError: the ledger refuses.
        """
        for run in reversed(self._ledger.runs(wanted.issue)):
            books = self._opened(run.name)
            delivery = books.find(wanted.key)
            if delivery and delivery.state in _GOT:
                rendered = books.renderings()[delivery.variant]
                # The ledger was made again from receipts that had lost what it said; or the person is forgotten.
                if not rendered.parts or not delivery.address:
                    return None
                return Version.of(letter_of(run, delivery, rendered, secret).message)
        return None

    def close(self) -> None:
        """Done with the ledger."""
        self._ledger.close()

    def _opened(self, run: str) -> Books:
        if run not in self._books:
            self._books[run] = self._ledger.books(run)
        return self._books[run]
