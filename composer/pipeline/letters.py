"""An addressed issue as letters to look at: each variant rendered, as files, as the letter of a made-up reader."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from composer import packaged
from composer.address import targets_of
from composer.files import write_whole
from composer.model import Edition, Person, Rendered
from composer.pipeline.edition import Addressed
from composer.pipeline.letterhead import letterhead_of
from composer.render import html_of, message_id, render, text_of, values_for

# The reader of letters made to be looked at.
_READER = ("reader@example.org", "A reader")
_NOBODYS = "preview"


def render_issue(addressed: Addressed) -> list[Rendered]:
    """Each variant of the edition, rendered."""
    return [_rendered(addressed, edition) for edition in addressed.variants]


def render_variant(addressed: Addressed, variant: int) -> Rendered:
    """One variant of the edition, counted from 0, rendered."""
    return _rendered(addressed, list(addressed.variants)[variant])


def render_whole(addressed: Addressed) -> Rendered:
    """The whole edition, rendered, whether or not somebody sees all of it."""
    return _rendered(addressed, addressed.edition)


def _rendered(addressed: Addressed, edition: Edition) -> Rendered:
    shown = frozenset(entry.key for entry in edition.entries)
    if shown not in addressed.rendered:
        templates = [addressed.composed.workspace.root / "templates", packaged.TEMPLATES]
        settings = addressed.composed.programme.settings
        addressed.rendered[shown] = render(edition, settings, addressed.images, templates)
    return addressed.rendered[shown]


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


def sample_letter(addressed: Addressed, variant: int, rendered: Rendered, now: datetime.datetime) -> bytes:
    """A rendered variant as the letter of a made-up reader who sees it."""
    return rendered.letter(_sample_values(addressed, variant, now))


def letter_of_reader(addressed: Addressed, person: Person, rendered: Rendered, now: datetime.datetime) -> bytes:
    """The letter of somebody of the audience, to look at.

    It is theirs but for the links in it that are a person's own, to leave and to read it on the web: those are of
    a made-up reader, so they look as they will, and following one while looking takes nobody off a list.

    Raises:
        Unmailable: no header can carry the address; the message names it by key.
    """
    return rendered.letter(_values(addressed, (person.address, person.name), person.networks, now))


def marked_copy(addressed: Addressed, rendered: Rendered, to: str, now: datetime.datetime) -> bytes:
    """The fullest variant as a marked copy for `to`, its links inert.

    Raises:
        Unmailable: no header can carry the address.
    """
    return rendered.letter(_sample_values(addressed, 0, now, to=to))


def _sample_values(addressed: Addressed, variant: int, now: datetime.datetime, to: str = "") -> Mapping[str, str]:
    person = next((person for person in addressed.audience.people if person.variant == variant), None)
    networks = (
        person.networks if person else targets_of(addressed.composed.issue, addressed.composed.programme.networks)
    )
    return _values(addressed, (to, "") if to else _READER, networks, now, test=bool(to))


def _values(
    addressed: Addressed,
    reader: tuple[str, str],
    networks: Sequence[str],
    now: datetime.datetime,
    *,
    test: bool = False,
) -> Mapping[str, str]:
    programme = addressed.composed.programme
    address, name = reader
    return values_for(
        address=address,
        name=name,
        networks=networks,
        key="reader",
        letterhead=letterhead_of(programme),
        unsubscribe_token=_NOBODYS,
        web_token=_NOBODYS,
        message_id=message_id(
            f"{addressed.composed.issue.number}-look", secrets.token_hex(8), programme.settings.sender.address
        ),
        date=now,
        test=test,
    )
