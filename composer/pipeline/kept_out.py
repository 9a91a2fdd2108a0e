"""Who is sent nothing, and why, known again by their canonical address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from composer.model import EVERY, Suppression, Why
from composer.pipeline.books import knows_who_left, reading_books, secret_of, suppressed_by_key
from composer.tokens import Secret


@dataclass(frozen=True)
class KeptOut:
    """Everybody who is sent nothing by some network. `is_known`: the ledger that tells is on this machine."""

    is_known: bool
    _secret: Secret | None = None
    _by_key: Mapping[str, tuple[Suppression, ...]] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        """Whether anybody is."""
        return bool(self._by_key)

    def by(self, network: str, who: str) -> Suppression | None:
        """What keeps a person (canonical address) from what a network is sent: what holds for all first."""
        found = [one for one in self._of(who) if one.network in (EVERY, network)]
        return min(found, key=lambda one: one.network != EVERY, default=None)

    def forgotten(self, who: str) -> Suppression | None:
        """That a person (canonical address) was erased and is to stay out."""
        return next((one for one in self._of(who) if one.why is Why.FORGOTTEN), None)

    def knows_forgotten(self, key: str) -> bool:
        """Whether the person of this key was erased and is to stay out."""
        return any(one.why is Why.FORGOTTEN for one in self._by_key.get(key, ()))

    def forgotten_of(self, people: Iterable[str]) -> frozenset[str]:
        """Those of the people (canonical addresses) who were erased."""
        return frozenset(who for who in people if self.forgotten(who)) if self._by_key else frozenset()

    def _of(self, who: str) -> tuple[Suppression, ...]:
        if self._secret is None or not self._by_key:
            return ()
        return self._by_key.get(self._secret.person_key(who), ())


def kept_out(root: Path) -> KeptOut:
    """Everybody who is sent nothing, as the ledger knows.

    Raises:
        LedgerError: it is not here though something was sent, or it refuses.
    """
    with reading_books(root) as ledger:
        if ledger is None:
            return KeptOut(is_known=True)
        return KeptOut(True, secret_of(root), suppressed_by_key(ledger))


def forgotten_now(root: Path) -> Callable[[str], Suppression | None]:
    """Tells whether a person (canonical address) was erased, by the ledger as it is when the first one is asked about.

    Asked while a list's lock is held, the answer is good for what is written there: whoever is forgotten later is kept
    out first, and taken off the list once the lock is free. Raises as `kept_out` does, when asked.
    """
    out = cache(lambda: kept_out(root))
    return lambda who: out().forgotten(who)


def kept_out_if_known(root: Path) -> KeptOut:
    """The same to look at: where the ledger is on another machine, nobody is known to be kept out."""
    return kept_out(root) if knows_who_left(root) else KeptOut(is_known=False)
