"""The nouns, in the order they are made: Issue → Edition → Audience → Rendered → letter → Outcome.

Rule: everything here is frozen. Stages take these values and hand over new ones.
"""

from composer.model.client_support import ClientSupport, Degree, Feature, Support
from composer.model.edition import Edition, KeyDate, LeftOut, News, Reminder, Tool
from composer.model.issue import (
    EVERYONE,
    NEVER,
    Event,
    Image,
    Issue,
    Item,
    Never,
    Remind,
    Resource,
    Seen,
    ToolEntry,
)
from composer.model.letter import Letter, Outcome, Part, Rendered, Slot, State
from composer.model.people import Audience, Contact, Network, Person, Programme, Recipient, RecipientList, within

__all__ = [
    "EVERYONE",
    "NEVER",
    "Audience",
    "ClientSupport",
    "Contact",
    "Degree",
    "Edition",
    "Event",
    "Feature",
    "Image",
    "Issue",
    "Item",
    "KeyDate",
    "LeftOut",
    "Letter",
    "Network",
    "Never",
    "News",
    "Outcome",
    "Part",
    "Person",
    "Programme",
    "Recipient",
    "RecipientList",
    "Remind",
    "Reminder",
    "Rendered",
    "Resource",
    "Seen",
    "Slot",
    "State",
    "Support",
    "Tool",
    "ToolEntry",
    "within",
]
