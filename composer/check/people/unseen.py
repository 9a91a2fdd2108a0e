"""News that nobody sees."""

from __future__ import annotations

from composer.check.subject import Subject
from composer.model import Audience, News


def unseen_news(subject: Subject, audience: Audience) -> list[News]:
    """The new items with networks of their own that nobody sees."""
    seen = {key for keys in audience.variants for key in keys}
    return [entry for entry in subject.edition.news if entry.key not in seen and entry.item.networks]
