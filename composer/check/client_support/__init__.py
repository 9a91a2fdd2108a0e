"""Which mail programs do not support what a letter uses, by the data of Can I email.

Rule: a feature of the data is recognised, or named in `BEYOND` with the reason. What only Word-engine Outlook sees is
judged for it alone, and what is kept from it is not held against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from composer.check.client_support import css, page
from composer.check.client_support.conditional import word_view
from composer.model import ClientSupport, Degree, Support

__all__ = ["BEYOND", "RECOGNISED", "Finding", "features_used", "judge_client_support"]

RECOGNISED: frozenset[str] = css.RECOGNISED | page.RECOGNISED

BEYOND: Mapping[str, str] = {
    "amp": "is a MIME part of its own, text/x-amp-html, and no part of the HTML",
    "bimi": "is a DNS record of the sender's domain",
}
"""The features of the data that no look at a letter's HTML can find."""

WORD = "outlook.windows"
"""The client that obeys conditional comments."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A feature that a letter uses and some of the mail programs do not support, or support in part.

    `partly` has the testers' notes by mail program.
    """

    slug: str
    title: str
    unsupported: tuple[str, ...]
    partly: Mapping[str, tuple[str, ...]]


def features_used(html: str, pictures: Mapping[str, str]) -> frozenset[str]:
    """The slugs of the features that the page uses, conditional comments unread.

    Args:
        html: the page. Any text will do.
        pictures: the media types of the letter's inline parts by Content-ID, without angle brackets.
    """
    return page.features_of(html, pictures)


def judge_client_support(html: str, pictures: Mapping[str, str], known: ClientSupport) -> list[Finding]:
    """What the page uses and some mail programs do not support whole, by slug.

    Args:
        html: the letter's HTML. Any text will do.
        pictures: the media types of the letter's inline parts by Content-ID, without angle brackets.
        known: the mail programs, and what they support. What was never tried counts as supported.
    """
    seen = features_used(html, pictures)
    seen_by_word = features_used(word_view(html), pictures)
    findings = []
    for slug in sorted(known.features.keys() & (seen | seen_by_word)):
        reached = [client for client in known.clients if slug in (seen_by_word if client == WORD else seen)]
        feature = known.features[slug]
        support = {client: feature.support.get(client, _UNTRIED) for client in reached}
        unsupported = tuple(client for client, found in support.items() if found.degree is Degree.NO)
        partly = {client: found.notes for client, found in support.items() if found.degree is Degree.PARTLY}
        if unsupported or partly:
            findings.append(Finding(slug, feature.title, unsupported, partly))
    return findings


_UNTRIED = Support(Degree.UNKNOWN)
