"""Two people's changes to the same fields, put together.

A form tells a digest of each field as it was when it was opened. Where only one of the two changed a field, that
change is taken; where both did, and differently, somebody has to choose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from composer.pipeline.writing import HeadFields, ItemFields

Fields = TypeVar("Fields", ItemFields, HeadFields)

ITEM_PARTS = ("title", "update", "action", "dates", "contacts", "workstream", "networks", "resource", "remind")
HEAD_PARTS = ("date", "to", "subject", "preheader", "intro")


@dataclass(frozen=True, slots=True)
class Merged(Generic[Fields]):
    """The fields with both changes in them; of `conflicts` they hold the one typed here."""

    fields: Fields
    conflicts: tuple[str, ...]


def digests(fields: ItemFields | HeadFields) -> str:
    """What each field is like, for a form to bring back: `title:1f2e3d4c update:…`."""
    return " ".join(f"{part}:{_digest(getattr(fields, part))}" for part in _parts(fields))


def merged(mine: Fields, theirs: Fields, opened_with: str) -> Merged[Fields]:
    """`mine`, with what of `theirs` was changed since the form was opened and is as it was then in `mine`."""
    before = dict(entry.split(":", 1) for entry in opened_with.split() if ":" in entry)
    taken: dict[str, Any] = {}
    conflicts: list[str] = []
    for part in _parts(mine):
        my, their = getattr(mine, part), getattr(theirs, part)
        if _digest(my) == before.get(part):
            taken[part] = their
        elif _digest(their) not in (_digest(my), before.get(part)):
            conflicts.append(part)
    return Merged(replace(mine, **taken), tuple(conflicts))


def unchanged(fields: ItemFields | HeadFields, opened_with: str) -> bool:
    """Whether the fields are as when the form was opened."""
    return digests(fields) == opened_with


def _parts(fields: ItemFields | HeadFields) -> Iterable[str]:
    return ITEM_PARTS if isinstance(fields, ItemFields) else HEAD_PARTS


def _digest(value: object) -> str:
    # The lines of a text end at its end with or without a line feed.
    plain = value.strip() if isinstance(value, str) else value
    return hashlib.sha256(repr(plain).encode("utf-8", "replace")).hexdigest()[:12]
