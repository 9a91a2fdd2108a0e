"""From an addressed issue to letters: as files to look at, as a rehearsal in the outbox, as a test copy."""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from composer import packaged
from composer.address import targets_of
from composer.deliver import Rehearsal, rehearse
from composer.files import write_whole
from composer.load import address_fault
from composer.model import Edition, Letter, Outcome, Person, Rendered, State
from composer.pipeline.edition import Addressed
from composer.problems import UsageError
from composer.render import Unmailable, html_of, message_id, render, text_of, values_for
from composer.tokens import Secret, load_secret

# The reader of letters made to be looked at.
_READER = ("reader@example.org", "A reader")
_NOBODYS = "preview"


def render_issue(addressed: Addressed) -> list[Rendered]:
    """Each variant of the edition, rendered."""
    return [_rendered(addressed, edition) for edition in addressed.variants]


def render_variant(addressed: Addressed, variant: int) -> Rendered:
    """One variant of the edition, counted from 0, rendered."""
    return _rendered(addressed, list(addressed.variants)[variant])


def _rendered(addressed: Addressed, edition: Edition) -> Rendered:
    templates = [addressed.composed.workspace.root / "templates", packaged.TEMPLATES]
    return render(edition, addressed.composed.programme.settings, addressed.images, templates)


def sample_letter(addressed: Addressed, variant: int, rendered: Rendered, now: datetime.datetime) -> bytes:
    """A rendered variant as the letter of a made-up reader who sees it."""
    return rendered.letter(_sample_values(addressed, variant, now))


def write_rendered(addressed: Addressed, folder: Path, now: datetime.datetime) -> list[list[Path]]:
    """`N.html`, `N.txt` and `N.eml` of each variant in `folder`: the letter of a made-up reader.

    Those of variants that there no longer are go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = addressed.composed.issue.number
    written = []
    for count, rendered in enumerate(render_issue(addressed), start=1):
        letter = sample_letter(addressed, count - 1, rendered, now)
        bodies = {"html": html_of(letter).encode(), "txt": text_of(letter).encode(), "eml": letter}
        stem = f"{number}" if count == 1 else f"{number}.{count}"
        for ending, content in bodies.items():
            write_whole(folder / f"{stem}.{ending}", content)
        written.append([folder / f"{stem}.{ending}" for ending in bodies])
    now_there = {path for paths in written for path in paths}
    for path in folder.iterdir():
        if re.fullmatch(rf"{number}\.[0-9]+\.(html|txt|eml)", path.name) and path not in now_there:
            path.unlink()
    return written


def _sample_values(addressed: Addressed, variant: int, now: datetime.datetime, to: str = "") -> Mapping[str, str]:
    programme = addressed.composed.programme
    person = next((person for person in addressed.audience.people if person.variant == variant), None)
    networks = person.networks if person else targets_of(addressed.composed.issue, programme.networks)
    address, name = _READER
    return values_for(
        address=to or address,
        name="" if to else name,
        networks=[str(programme.networks[network].name) for network in networks],
        key="reader",
        settings=programme.settings,
        unsubscribe_token=_NOBODYS,
        web_token=_NOBODYS,
        message_id=message_id(f"{addressed.composed.issue.number}-look", secrets.token_hex(8), programme.settings),
        date=_here(addressed, now),
        test=bool(to),
    )


def _here(addressed: Addressed, now: datetime.datetime) -> datetime.datetime:
    """The moment by the programme's clock."""
    return now.astimezone(ZoneInfo(addressed.composed.programme.settings.timezone))


def rehearse_issue(addressed: Addressed, now: datetime.datetime) -> Rehearsal:
    """Put everybody's letter into the outbox: a rehearsal, never counted as sent."""
    root = addressed.composed.workspace.root
    secret = load_secret(root / "var" / "secret")
    variants = render_issue(addressed)
    to_write = [person for person in addressed.audience.people if person.canonical not in addressed.audience.suppressed]

    def letters(run: str) -> Iterator[Letter | Outcome]:
        for person in to_write:
            yield _letter(addressed, person, variants[person.variant], secret, run, now)

    return rehearse(
        outbox_of(addressed),
        addressed.composed.issue.number,
        _content_of(addressed, variants),
        len(addressed.audience.suppressed),
        letters,
    )


def outbox_of(addressed: Addressed) -> Path:
    """The folder of rehearsals."""
    return addressed.composed.workspace.root / "var" / "outbox"


def _letter(
    addressed: Addressed, person: Person, rendered: Rendered, secret: Secret, run: str, now: datetime.datetime
) -> Letter | Outcome:
    """The person's letter, or why there can be none."""
    programme = addressed.composed.programme
    key = secret.person_key(person.canonical)
    try:
        values = values_for(
            address=person.address,
            name=person.name,
            networks=[str(programme.networks[network].name) for network in person.networks],
            key=key,
            settings=programme.settings,
            unsubscribe_token=secret.unsubscribe_token(key),
            web_token=secret.web_token(key, addressed.composed.issue.number),
            message_id=message_id(run, key, programme.settings),
            date=_here(addressed, now),
        )
    except Unmailable as error:
        return Outcome(key, State.REJECTED, str(error))
    return Letter(key, rendered.letter(values))


def _content_of(addressed: Addressed, variants: Sequence[Rendered]) -> str:
    """A hash of what is said and to whom: the same only if every letter would be, dates and ids aside."""
    digest = hashlib.sha256()
    for rendered in variants:
        for part in rendered.parts:
            digest.update(f"{len(part.fixed)} {part.name} {part.slot.value}\n".encode() + part.fixed)
    networks = addressed.composed.programme.networks
    for person in addressed.audience.people:
        named = [str(networks[network].name) for network in person.networks]
        told = (person.address, person.name, named, person.variant, person.canonical in addressed.audience.suppressed)
        digest.update(f"{told!r}\n".encode())
    return digest.hexdigest()


def send_test(addressed: Addressed, addresses: Sequence[str], now: datetime.datetime) -> list[Path]:
    """A marked copy of the fullest variant for each address, its links inert; nothing is recorded.

    Raises:
        UsageError: one of them is not an address; nothing is written then.
    """
    for count, address in enumerate(addresses, start=1):
        if why := address_fault(address):
            raise UsageError(f"the address of test copy {count} is not one. {why}")
    rendered = render_issue(addressed)[0]
    try:
        letters = [rendered.letter(_sample_values(addressed, 0, now, to=address)) for address in addresses]
    except Unmailable as error:
        raise UsageError(f"no test copy can go to one of these addresses: {error}") from error
    folder = outbox_of(addressed) / f"{addressed.composed.issue.number}-test"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    paths = [folder / f"{count}.eml" for count in range(1, len(letters) + 1)]
    for path, letter in zip(paths, letters, strict=True):
        write_whole(path, letter)
    return paths
