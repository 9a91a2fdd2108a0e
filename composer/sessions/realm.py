"""What somebody signs in to."""

from __future__ import annotations

from enum import StrEnum


class Realm(StrEnum):
    """A link and a session are for one of these, and no good at the other. Each is where its pages are found."""

    LISTS = "lists"
    DESK = "desk"
