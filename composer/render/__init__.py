"""Render an edition: MJML page and text part from templates, one MIME message cut for its readers.

Rule: once per variant, never per person. What is a person's own goes in by `Rendered.letter` with the
values `values_for` makes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from composer.model import Edition, Rendered
from composer.render.headers import Unmailable, ascii_address, domain_of, message_id
from composer.render.message import Bodies, Placeholders, html_of, message, placeholders, read, text_of
from composer.render.mjml import html_from
from composer.render.page import Page, page_of
from composer.render.pictures import Pictures
from composer.render.reader import Personal, values_for
from composer.render.templates import fill
from composer.settings import Settings

__all__ = [
    "Personal",
    "Unmailable",
    "ascii_address",
    "domain_of",
    "html_of",
    "message_id",
    "mjml_of",
    "read",
    "render",
    "text_of",
    "values_for",
]

PAGE = "edition.mjml.j2"
TEXT = "edition.txt.j2"


def render(edition: Edition, settings: Settings, images: Mapping[str, bytes], templates: Sequence[Path]) -> Rendered:
    """One variant as a message, finished but for the values of a person.

    Args:
        edition: the variant.
        settings: the programme's.
        images: the workspace's pictures by file name; those the edition does not show stay out.
        templates: the folders to look for a template in, the first that has it wins.

    Raises:
        UsageError: a template has a fault, named with its line.
    """
    slots = placeholders()
    values = _values(edition, settings, images, slots)
    html = html_from(fill(PAGE, templates, values), PAGE)
    text = fill(TEXT, templates, values)
    return Rendered(message(edition, settings, Bodies(text, html, values["pictures"].used, slots)))


def mjml_of(edition: Edition, settings: Settings, images: Mapping[str, bytes], templates: Sequence[Path]) -> str:
    """The page before it is HTML, to be looked into. Arguments and errors as `render`'s."""
    return fill(PAGE, templates, _values(edition, settings, images, placeholders()))


class _Values(TypedDict):
    """What templates are filled in with."""

    page: Page
    pictures: Pictures


def _values(edition: Edition, settings: Settings, images: Mapping[str, bytes], slots: Placeholders) -> _Values:
    pictures = Pictures(images, domain_of(settings.sender.address))
    return _Values(page=page_of(edition, settings, pictures, slots), pictures=pictures)
