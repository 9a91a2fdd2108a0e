"""What became of following a link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Leads(StrEnum):
    """Where a link leads, as far as asking can tell; offline: this machine can ask nobody, of no link's doing."""

    SOMEWHERE = "somewhere"
    NOWHERE = "nowhere"
    DOUBTFUL = "doubtful"
    UNASKED = "unasked"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a link leads and, in words that begin in lower case, why that is thought; "" where it leads somewhere."""

    leads: Leads
    why: str = ""
