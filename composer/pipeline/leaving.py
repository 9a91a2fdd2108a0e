"""Leaving and coming back: what people do by the link in their letters, and managers for people who ask them.

Rule: whoever holds a person's link may undo what was done by it, and nothing else: what a manager or a relay decided
is not theirs to undo.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from composer.ledger import Ledger
from composer.load import load_lists
from composer.mailbox import canonical
from composer.model import EVERY, Delivery, RecipientList, Run, State, Suppression, Why
from composer.pipeline.books import open_books, secret_of
from composer.pipeline.edition import Workspace
from composer.pipeline.networks import programme_of, refuse_unknown, refuse_without_list
from composer.pipeline.typed import person_of
from composer.problems import UsageError

ONE_CLICK = "unsubscribed by one click"
ON_THE_PAGE = "unsubscribed on the page"
_OWN = (ONE_CLICK, ON_THE_PAGE)

# Whoever holds a link of the letter has got it, whether or not the relay's answer was heard.
GOT = (State.HANDED_OVER, State.ACCEPTED, State.IN_DOUBT)


class Left(Enum):
    """Whether somebody has left, and by whose doing."""

    NO = "no"
    OWN = "by their own link"
    OTHERS = "by somebody else"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A network somebody gets letters by, or has left."""

    network: str
    name: str
    left: Left


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one person.

    `masked`: their address as they alone know it again; empty: it is not known. `issue`: the newest that they got.
    """

    masked: str
    every: Left
    networks: tuple[Subscription, ...]
    issue: int | None = None

    @property
    def gets_nothing(self) -> bool:
        """Whether no letter comes any more."""
        left_each = bool(self.networks) and all(network.left is not Left.NO for network in self.networks)
        return self.every is not Left.NO or left_each

    def left(self, network: str) -> Left:
        """How it stands with a network, or with `EVERY` one."""
        found = (subscription.left for subscription in self.networks if subscription.network == network)
        return self.every if network == EVERY else next(found, Left.NO)

    def knows(self, network: str) -> bool:
        """Whether this is one of the person's networks."""
        return any(subscription.network == network for subscription in self.networks)


def standing(ledger: Ledger, key: str) -> Standing:
    """How it stands with the person: the networks of their newest letter, and what they have left.

    There may be no letter: of a rehearsal there is none, and of people who were erased. They can leave all the same.
    """
    suppressed = {suppression.network: _whose(suppression) for suppression in ledger.suppressions(key)}
    latest = ledger.latest(key)
    names = latest[0].letterhead.networks if latest else {}
    by_letter = latest[1].networks if latest else ()
    networks = dict.fromkeys([*by_letter, *(network for network in suppressed if network != EVERY)])
    return Standing(
        masked(latest[1].address) if latest and latest[1].address else "",
        suppressed.get(EVERY, Left.NO),
        tuple(Subscription(one, names.get(one, one), suppressed.get(one, Left.NO)) for one in networks),
        _newest(ledger, key, latest),
    )


def _newest(ledger: Ledger, key: str, latest: tuple[Run, Delivery] | None) -> int | None:
    """The newest issue that somebody got and that can still be made out to them."""
    letters = [latest] if latest and _was_got(latest) else reversed(ledger.letters(key)) if latest else []
    return next((letter[0].issue for letter in letters if _was_got(letter)), None)


def _was_got(letter: tuple[Run, Delivery]) -> bool:
    return letter[1].state in GOT and bool(letter[1].address)


def _whose(suppression: Suppression) -> Left:
    return Left.OWN if suppression.reason in _OWN else Left.OTHERS


def leave(ledger: Ledger, key: str, network: str, how: str, now: datetime) -> bool:
    """Somebody wants nothing more by `network`, or by `EVERY` one; `how` is `ONE_CLICK` or `ON_THE_PAGE`.

    False: it is not a network of theirs, and nothing was changed.
    """
    so_far = standing(ledger, key)
    if network != EVERY and not so_far.knows(network):
        return False
    ledger.suppress(key, network, how, now)
    if network == EVERY and so_far.every is Left.OTHERS:
        # The first reason stays: only so does their own wish outlast a manager's `lists restore`.
        for one in so_far.networks:
            ledger.suppress(key, one.network, how, now)
    return True


def choose(ledger: Ledger, key: str, shown: Collection[str], stays: Collection[str], now: datetime) -> bool:
    """Somebody stays on some of the networks they were shown, and on none of the others of these.

    What they were not shown stays as it is, and what others decided too. Who stays on none, and has no other, leaves
    everything. False: none of these is a network of theirs, and nothing was changed.
    """
    so_far = standing(ledger, key)
    theirs = [one for one in so_far.networks if one.network in shown]
    if not theirs:
        return False
    others = (one for one in so_far.networks if one.network not in shown and one.left is Left.NO)
    if not stays and not any(others):
        return leave(ledger, key, EVERY, ON_THE_PAGE, now)
    for one in theirs:  # leaving first: were it not to come to an end, nobody would get what they want no more
        if one.network not in stays and one.left is Left.NO:
            ledger.suppress(key, one.network, ON_THE_PAGE, now)
    for one in theirs:
        if one.network in stays and one.left is Left.OWN:
            ledger.restore(key, one.network, now)
    return True


def come_back(ledger: Ledger, key: str, network: str, now: datetime) -> None:
    """Undo what somebody did by their link; what others did stays."""
    if standing(ledger, key).left(network) is Left.OWN:
        ledger.restore(key, network, now)


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else: `l•••@e•••.org`."""
    local, _, domain = address.rpartition("@")
    name, _, ending = domain.rpartition(".")
    return f"{_initial(local)}•••@{_initial(name)}•••.{ending}"


def _initial(word: str) -> str:
    return word[0] if len(word) >= _TELLING_LITTLE else ""


_TELLING_LITTLE = 3  # characters: of fewer, one would say too much


@dataclass(frozen=True, slots=True)
class Kept:
    """What a manager did for somebody, and what is now so. `lists`: the networks whose lists have the address."""

    key: str
    changed: bool
    suppressions: tuple[Suppression, ...]
    lists: tuple[str, ...]


def suppress_address(
    workspace: Workspace, address: str, network: str, reason: str, now: datetime, why: Why = Why.SUPPRESSED
) -> Kept:
    """Send nothing more to an address by a network, or by `EVERY` one. `why` is the kind of reason, and begins it.

    Raises:
        UsageError: there is no such network, this is no address, or the reason holds one.
        UnreadableError: newsletter.yaml cannot be read.
        LedgerError: the ledger refuses.
    """
    if "@" in reason:
        raise UsageError("a reason is kept without addresses; say it in other words")
    networks = programme_of(workspace).networks
    lists, _ = load_lists(workspace.root, networks)
    if network != EVERY:
        refuse_without_list(network, networks, has_list=network in lists)
    said = " ".join(reason.split())[:_LONGEST_REASON]
    key = _key(workspace, address)
    with open_books(workspace.root) as ledger:
        changed = ledger.suppress(key, network, f"{why}: {said}" if said else why.value, now)
        return Kept(key, changed, tuple(ledger.suppressions(key)), _with(lists, address))


_LONGEST_REASON = 200  # characters


def restore_address(workspace: Workspace, address: str, network: str, now: datetime) -> Kept:
    """Undo a suppression, whoever made it. Raises as `suppress_address` does."""
    networks = programme_of(workspace).networks
    lists, _ = load_lists(workspace.root, networks)
    key = _key(workspace, address)
    with open_books(workspace.root) as ledger:
        changed = ledger.restore(key, network, now)
        if not changed and network != EVERY:  # one that there no longer is may still be restored
            refuse_unknown(network, networks)
        return Kept(key, changed, tuple(ledger.suppressions(key)), _with(lists, address))


def _key(workspace: Workspace, address: str) -> str:
    who = person_of(address)  # first: where it is none, nothing is made
    return secret_of(workspace.root).person_key(who)


def _with(lists: Mapping[str, RecipientList], address: str) -> tuple[str, ...]:
    who = canonical(address)
    return tuple(name for name, listed in lists.items() if any(canonical(row.address) == who for row in listed.rows))
