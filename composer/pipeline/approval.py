"""Approval: somebody has looked at exactly these bytes and this audience, before suppression.

Rule: what is approved is kept as hashes; who has joined since is known from the lists, who has left only by number.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from composer.model import Approval, Person
from composer.pipeline.acting import user
from composer.pipeline.books import open_books, secret_of
from composer.pipeline.edition import Addressed
from composer.pipeline.letterhead import letterhead_of
from composer.pipeline.letters import render_whole
from composer.render import html_of, read, text_of
from composer.tokens import Secret


@dataclass(frozen=True, slots=True)
class Changed:
    """What is not as it was approved: parts of the letter in words, and people."""

    parts: tuple[str, ...] = ()
    joined: tuple[Person, ...] = ()
    otherwise: tuple[Person, ...] = ()
    left: int = 0

    def __bool__(self) -> bool:
        return bool(self.parts or self.joined or self.otherwise or self.left)


def approve_issue(addressed: Addressed, now: datetime.datetime, by: str = "") -> Approval:
    """Keep an approval of the issue as it is, `by` somebody or by whoever runs this.

    Raises:
        LedgerError: as opening the ledger does.
    """
    root = addressed.composed.workspace.root
    approval = approval_of(addressed, secret_of(root), by or user(), now)
    with open_books(root) as ledger:
        ledger.approve(approval)
    return approval


def approval_of(addressed: Addressed, secret: Secret, by: str, now: datetime.datetime) -> Approval:
    """An approval of the issue as it is."""
    rendered = render_whole(addressed)
    letter = read(rendered.letter(dict.fromkeys(rendered.names, "")))
    pictures = [part.get_payload(decode=True) for part in letter.walk() if part.get_content_maintype() == "image"]
    base = letterhead_of(addressed.composed.programme).public_url
    return Approval(
        issue=addressed.composed.issue.number,
        subject=_hash(f"{name}: {value}" for name, value in letter.items() if name != "Content-Type"),
        html=_hash([html_of(letter), base, *map(repr, pictures)]),
        text=_hash([text_of(letter), base]),
        people={secret.person_key(person.canonical): _gets(addressed, person) for person in addressed.audience.people},
        by=by,
        at=now,
    )


def changed_since(addressed: Addressed, approved: Approval, secret: Secret) -> Changed:
    """What is otherwise now than it was approved."""
    now = approval_of(addressed, secret, approved.by, approved.at)
    everybody = {secret.person_key(person.canonical): person for person in addressed.audience.people}
    joined = [person for key, person in everybody.items() if key not in approved.people]
    otherwise = [
        person
        for key, person in everybody.items()
        if key in approved.people and approved.people[key] != now.people[key]
    ]
    return Changed(
        tuple(_parts(now, approved)), tuple(joined), tuple(otherwise), len(approved.people.keys() - now.people.keys())
    )


def _parts(now: Approval, approved: Approval) -> Iterator[str]:
    """The parts of the letter that are others."""
    if now.subject != approved.subject:
        yield "the subject or another header"
    if now.html != approved.html:
        yield "the HTML"
    if now.text != approved.text:
        yield "the text"


def _gets(addressed: Addressed, person: Person) -> str:
    """A hash of what is this person's own: how they are addressed, and which entries they see."""
    networks = [str(addressed.composed.programme.networks[network].name) for network in person.networks]
    sees = sorted(addressed.audience.variants[person.variant])
    return _hash([person.address, person.name, *networks, *sees])


def _hash(words: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for word in words:
        digest.update(f"{len(word)} {word}\n".encode("utf-8", "replace"))
    return digest.hexdigest()
