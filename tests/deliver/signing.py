"""A key, letters to sign with it, and what receivers make of a signature: dkimpy's judgement."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa

from composer.deliver.dkim import Signer
from composer.deliver.signing_key import record_of
from composer.model import Envelope, Letter
from composer.packaged import TEMPLATES
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.pipeline.mailing import deliveries_of, letter_of, run_of
from composer.render import render
from composer.tokens import Secret
from tests.cli.conftest import SAMPLE

NOW = datetime.datetime(2020, 2, 21, 9, 0, tzinfo=datetime.UTC)
DOMAIN, SELECTOR = "example.org", "s1"
ENVELOPE = Envelope("updates@example.org", "ann@example.org")


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def signer() -> Signer:
    return Signer(key(), DOMAIN, SELECTOR)


def holds(message: bytes) -> bool:
    """Whether a receiver for whom the key is in DNS believes the signature of a message as it stands on the wire."""
    published = {f"{SELECTOR}._domainkey.{DOMAIN}.".encode(): record_of(signer().public_key).encode()}
    wire = message if message.endswith(b"\r\n") else message + b"\r\n"
    believed: bool = dkim.verify(wire, dnsfunc=lambda name, timeout=5: published[name])
    return believed


def signed(*pieces: bytes) -> bytes:
    return signer().signed(Letter("k", pieces, ENVELOPE)).message


@cache
def addressed() -> Addressed:
    return address_issue(Workspace.open(SAMPLE), 391)


@cache
def letters(*, pictures: bool) -> Sequence[Letter]:
    """The letters of the first people of the sample's variant that most see."""
    secret = Secret(b"s" * 32)
    people = list(deliveries_of(addressed(), secret, NOW))
    [(most, _)] = Counter(person.variant for person in people).most_common(1)
    edition = list(addressed().variants)[most]
    settings = addressed().composed.programme.settings
    rendered = render(edition, settings, addressed().images if pictures else {}, [TEMPLATES])
    run = run_of(addressed(), 1, "", "relay.example.org:25", NOW)
    return [letter_of(run, person, rendered, secret) for person in people if person.variant == most][:5]
