"""The web version: a letter that somebody got, for their browser.

Rule: it is shown to whom it was sent, from what was frozen when it was; nothing is rendered again. What is their own
in it is that of a page which people pass on: its link to unsubscribe leads to where it is told how, and its other links
lead to where the pages are today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self

from composer.ledger import Books, Ledger
from composer.model import Delivery, Rendered, Run
from composer.pipeline.leaving import GOT
from composer.pipeline.mailing import message_id_of
from composer.pipeline.pictures import Picture, pictures_of
from composer.render import html_of, read, values_for
from composer.tokens import Secret, WebVersion


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

    def version(self, wanted: WebVersion, secret: Secret, url: str) -> Version | None:
        """The letter of an issue as a person last got it; None if they got none, or what it said is lost.

        `url`: where the pages are today.

        Raises:
            LedgerError: the ledger refuses.
        """
        for run in reversed(self._ledger.runs(wanted.issue)):
            books = self._opened(run.name)
            delivery = books.find(wanted.key)
            if delivery and delivery.state in GOT:
                rendered = books.renderings()[delivery.variant]
                # The ledger was made again from receipts that had lost what it said; or the person is forgotten.
                if not rendered.parts or not delivery.address:
                    return None
                return Version.of(_passed_on(run, delivery, rendered, secret, url))
        return None

    def close(self) -> None:
        """Done with the ledger."""
        self._ledger.close()

    def _opened(self, run: str) -> Books:
        if run not in self._books:
            self._books[run] = self._ledger.books(run)
        return self._books[run]


def _passed_on(run: Run, delivery: Delivery, rendered: Rendered, secret: Secret, url: str) -> bytes:
    """The letter without what only its reader may have: whoever sees the page cannot unsubscribe them."""
    values = values_for(
        address=delivery.address,
        name=delivery.name,
        networks=delivery.networks,
        key=delivery.key,
        letterhead=replace(run.letterhead, public_url=url),
        unsubscribe_token="",
        web_token=secret.web_token(delivery.key, run.issue),
        message_id=message_id_of(run, delivery.key),
        date=delivery.date,
    )
    how = {"unsubscribe_url": f"{values['web_url']}/leave", "unsubscribe_subject": "unsubscribe"}
    return rendered.letter({**values, **how})
