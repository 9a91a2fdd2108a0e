"""Which addresses and numbers may stand in an edition: those of its contacts, and the programme's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from composer.check.people.phones import dialled, numbers_in
from composer.mailbox import canonical, folded
from composer.model import Contact, Programme


@dataclass(frozen=True)
class Published:
    """Addresses in canonical form, numbers as dialled at home, and the contacts by the words of their names, folded."""

    addresses: frozenset[str]
    numbers: frozenset[str]
    named: tuple[tuple[frozenset[str], str], ...]

    @classmethod
    def of(cls, programme: Programme) -> Published:
        """Those of a programme."""
        settings = programme.settings
        own = [settings.sender.address, settings.answers_to, *settings.managers]
        contacts = programme.contacts.values()
        return cls(
            frozenset(canonical(address) for address in [*own, *(one.email for one in contacts if one.email)]),
            frozenset(digits for one in contacts for digits in _numbers_of(one)),
            tuple((frozenset(folded(one.name).split()), one.id) for one in contacts),
        )

    def contact(self, name: frozenset[str]) -> str | None:
        """The id of the contact in whose name all these words stand; None: nobody is called so."""
        return next((id_ for words, id_ in self.named if len(name) > 1 and name <= words), None)


@lru_cache(maxsize=256)
def _numbers_of(contact: Contact) -> frozenset[str]:
    phone = str(contact.phone or "")
    return frozenset([dialled(phone), *(number.digits for number in numbers_in(phone))]) - {""}
