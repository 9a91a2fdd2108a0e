"""Who sees a variant of an edition, in words."""

from __future__ import annotations

from composer.model import News, Reminder
from composer.pipeline.edition import Addressed

_TITLES = 3  # of the items a variant lacks


def variant_words(addressed: Addressed, variant: int) -> str:
    """How many people see a variant, counted from 0, and which items of the edition they do not."""
    people = sum(1 for person in addressed.audience.people if person.variant == variant)
    who = f"{people:,} {'person' if people == 1 else 'people'}"
    keys = addressed.audience.variants[variant] if addressed.audience.variants else None
    printed: list[News | Reminder] = [*addressed.edition.news, *addressed.edition.reminders]
    without = [str(entry.item.title) for entry in printed if keys is not None and entry.key not in keys]
    if not without:
        return f"{who}: every item"
    more = f" and {len(without) - _TITLES} more" if len(without) > _TITLES else ""
    return f"{who}: without {'; '.join(without[:_TITLES])}{more}"
