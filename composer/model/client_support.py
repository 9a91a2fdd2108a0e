"""What mail programs make of the features of HTML and CSS, by their names in the Can I email data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Degree(StrEnum):
    """How far a mail program supports a feature; the values are the data's letters."""

    YES = "y"
    PARTLY = "a"
    NO = "n"
    UNKNOWN = "u"


@dataclass(frozen=True, slots=True)
class Support:
    """What one mail program makes of one feature, with the testers' notes."""

    degree: Degree
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature. A mail program that `support` does not name was never tried."""

    slug: str
    title: str
    support: Mapping[str, Support]


@dataclass(frozen=True, slots=True)
class ClientSupport:
    """All features there are data on, by slug, over the mail programs in question (`family.platform`)."""

    clients: tuple[str, ...]
    features: Mapping[str, Feature]
