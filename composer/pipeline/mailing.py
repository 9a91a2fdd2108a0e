"""What a run is made of: everybody's delivery, and each delivery as a letter.

Rule: a letter of a run is made of the run, its rendering and its delivery alone, so that a letter sent again, however
much later, is the same to the byte.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from composer.deliver import envelope_of
from composer.model import Delivery, Envelope, Letter, Rendered, Run, State
from composer.pipeline.edition import Addressed
from composer.pipeline.letterhead import letterhead_of
from composer.pipeline.letters import render_whole
from composer.render import Personal, Unmailable, ascii_address, message_id
from composer.tokens import Secret


def run_of(addressed: Addressed, revision: int, content: str, relay: str, now: datetime.datetime) -> Run:
    """A new run of the issue."""
    programme = addressed.composed.programme
    return Run(
        issue=addressed.composed.issue.number,
        revision=revision,
        content=content,
        letterhead=letterhead_of(programme),
        return_path=programme.settings.return_path,
        relay=relay,
        began=now,
    )


def deliveries_of(addressed: Addressed, secret: Secret, now: datetime.datetime) -> Iterator[Delivery]:
    """Everybody of the audience: queued, suppressed, or rejected because no relay takes such an address."""
    for person in addressed.audience.people:
        state, reason = State.QUEUED, ""
        if person.canonical in addressed.audience.suppressed:
            state, reason = State.SUPPRESSED, "left before it was sent"
        else:
            try:
                ascii_address(person.address)
            except Unmailable as error:
                state, reason = State.REJECTED, str(error)
        yield Delivery(
            key=secret.person_key(person.canonical),
            address=person.address,
            name=person.name,
            networks=person.networks,
            variant=person.variant,
            date=now,
            state=state,
            reply=reason,
        )


_GROUPS = 1_024  # of people who get the same but for what is their own


class Mailing:
    """The letters of a run, of its renderings by variant; what many letters share is made once.

    Raises:
        Unmailable: an address of ours is none that relays take.
    """

    def __init__(self, run: Run, secret: Secret, renderings: Mapping[int, Rendered]) -> None:
        self._name, self._issue, self._sender = run.name, run.issue, run.letterhead.sender
        self._secret = secret
        self._renderings = renderings
        self._personal = Personal(run.letterhead)
        self._envelope = _envelopes(run, secret)
        self._shared = lru_cache(_GROUPS)(self._filled)

    def letter(self, delivery: Delivery) -> Letter:
        """A delivery as the letter that goes out.

        Raises:
            Unmailable: no letter can be made out to this address.
        """
        key, address = delivery.key, delivery.address
        own = self._personal.own(
            address=address,
            name=delivery.name,
            key=key,
            unsubscribe_token=self._secret.unsubscribe_token(key),
            web_token=self._secret.web_token(key, self._issue),
            message_id=message_id(self._name, key, self._sender),
        )
        # In UTC, as moments that a clock shows twice are the same to the cache.
        shared = self._shared(delivery.variant, delivery.networks, delivery.date.astimezone(datetime.UTC))
        return Letter(key, shared.pieces(own), self._envelope(key, address))

    def _filled(self, variant: int, networks: tuple[str, ...], date: datetime.datetime) -> Rendered:
        return self._renderings[variant].filled(self._personal.shared(networks=networks, date=date))


def letter_of(run: Run, delivery: Delivery, rendered: Rendered, secret: Secret) -> Letter:
    """One letter by itself, as `Mailing.letter` makes each."""
    return Mailing(run, secret, {delivery.variant: rendered}).letter(delivery)


def message_id_of(run: Run, key: str) -> str:
    """The Message-ID of a person's letter, by which a relay's log knows it."""
    return message_id(run.name, key, run.letterhead.sender)


def envelope(run: Run, key: str, address: str, secret: Secret) -> Envelope:
    """The envelope of the letter of whoever has this key.

    Raises:
        UsageError: the return path is too long for the mark of a letter.
    """
    return _envelopes(run, secret)(key, address)


def _envelopes(run: Run, secret: Secret) -> Callable[[str, str], Envelope]:
    """What makes the envelope for a key and an address."""
    name, sender = run.name, ascii_address(run.letterhead.sender)
    return_path = ascii_address(run.return_path) if run.return_path else None

    def envelope_for(key: str, address: str) -> Envelope:
        tag = secret.return_tag(name, key) if return_path else ""
        return envelope_of(ascii_address(address), sender, return_path, tag)

    return envelope_for


def content_of(addressed: Addressed) -> str:
    """A hash of what the issue says and which networks see what, whoever is on their lists."""
    digest = hashlib.sha256()
    _add(digest, render_whole(addressed))
    for entry in addressed.edition.entries:
        seen = None if entry.seen is None else sorted(map(str, entry.seen))
        digest.update(f"{entry.key!r} {seen!r}\n".encode())
    return digest.hexdigest()


def rehearsal_of(addressed: Addressed, variants: Sequence[Rendered], people: Sequence[Delivery], secret: Secret) -> str:
    """A hash of every letter: another one if any of them would be, dates and ids aside."""
    digest = hashlib.sha256(f"{letterhead_of(addressed.composed.programme)!r} {secret.fingerprint}\n".encode())
    for rendered in variants:
        _add(digest, rendered)
    for person in people:
        told = (person.address, person.name, person.networks, person.variant, person.state.value)
        digest.update(f"{told!r}\n".encode())
    return digest.hexdigest()


def _add(digest: hashlib._Hash, rendered: Rendered) -> None:
    for part in rendered.parts:
        digest.update(f"{len(part.fixed)} {part.name} {part.slot.value}\n".encode() + part.fixed)
