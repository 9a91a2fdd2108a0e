"""Who sees a variant of an edition, in words."""

from __future__ import annotations

from composer.model import News, Reminder
from composer.pipeline.edition import Addressed

_TITLES = 3  # of what a variant lacks


def variant_words(addressed: Addressed, variant: int) -> str:
    """How many people see a variant, counted from 0, and what of the edition they do not."""
    people = sum(1 for person in addressed.audience.people if person.variant == variant)
    who = f"{people:,} {'person' if people == 1 else 'people'}"
    without = lacking(addressed, variant)
    return f"{who}: without {'; '.join(without)}" if without else f"{who}: everything"


def lacking(addressed: Addressed, variant: int) -> list[str]:
    """What the people of a variant do not see, the first few; tools and dates of an item that is named are not, too."""
    if not addressed.audience.variants:
        return []
    edition, keys = addressed.edition, addressed.audience.variants[variant]
    printed: list[News | Reminder] = [*edition.news, *edition.reminders]
    items = [entry.item for entry in printed if entry.key not in keys]
    ids = {item.id for item in items}
    tools = [tool.title for tool in edition.tools if tool.key not in keys and tool.id not in ids]
    dates = [date.title for date in edition.dates if date.key not in keys and date.item.id not in ids]
    named = [str(item.title) for item in items] + [f"the tool {title}" for title in tools]
    named += [f"the date {title}" for title in dates]
    more = [f"{len(named) - _TITLES} more"] if len(named) > _TITLES else []
    return [*named[:_TITLES], *more]
