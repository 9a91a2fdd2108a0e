"""Why people of an audience are sent nothing, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from composer.address.figures import Figures, copies_saved
from composer.ledger import has_ledger
from composer.model import EVERY, Suppression
from composer.pipeline.books import reading_books, secret_of, suppressed_by_key, var_of
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.tokens import Secret

__all__ = ["Figures", "Reached", "address_with_reasons", "copies_saved"]


@dataclass(frozen=True, slots=True)
class Reached:
    """An issue with its audience; `why` holds for each of the suppressed, by canonical address, what keeps them out."""

    addressed: Addressed
    why: Mapping[str, Suppression]

    @property
    def figures(self) -> Figures:
        """What there is to count of the audience."""
        return Figures(self.addressed.audience, self.addressed.composed.programme.networks)


def address_with_reasons(workspace: Workspace, number: int | None) -> Reached:
    """The issue with its audience, those who have left taken off their lists, and why. Raises as `address_issue` does.

    Where there is no ledger, nobody is known to have left.

    Raises:
        LedgerError: it refuses.
    """
    if not has_ledger(var_of(workspace.root)):
        return Reached(address_issue(workspace, number), {})
    secret = secret_of(workspace.root)
    with reading_books(workspace.root) as ledger:
        by_key = suppressed_by_key(ledger) if ledger else {}
    if not by_key:
        return Reached(address_issue(workspace, number), {})
    left = {key: frozenset(one.network for one in suppressions) for key, suppressions in by_key.items()}
    addressed = address_issue(workspace, number, lambda who: left.get(secret.person_key(who), ()))
    return Reached(addressed, _why(addressed, by_key, secret))


def _why(
    addressed: Addressed, by_key: Mapping[str, tuple[Suppression, ...]], secret: Secret
) -> Mapping[str, Suppression]:
    audience = addressed.audience
    return {
        person.canonical: _decisive(by_key[secret.person_key(person.canonical)], person.networks)
        for person in audience.people
        if person.canonical in audience.suppressed
    }


def _decisive(suppressions: Iterable[Suppression], networks: Iterable[str]) -> Suppression:
    """What keeps a person out: what is for every network, else what closed the last of theirs."""
    kept_out = [one for one in suppressions if one.network == EVERY]
    return (
        kept_out[0]
        if kept_out
        else max((one for one in suppressions if one.network in networks), key=lambda one: one.at)
    )
