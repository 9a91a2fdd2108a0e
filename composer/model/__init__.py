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
from composer.model.letter import Envelope, Letter, Part, Rendered, Slot
from composer.model.people import Audience, Contact, Network, Person, Programme, Recipient, RecipientList, within
from composer.model.sending import (
    EVERY,
    Approval,
    Delivery,
    Letterhead,
    Outcome,
    Run,
    State,
    Suppression,
    reported,
    told_as,
)

__all__ = [
    "EVERY",
    "EVERYONE",
    "NEVER",
    "Approval",
    "Audience",
    "ClientSupport",
    "Contact",
    "Degree",
    "Delivery",
    "Edition",
    "Envelope",
    "Event",
    "Feature",
    "Image",
    "Issue",
    "Item",
    "KeyDate",
    "LeftOut",
    "Letter",
    "Letterhead",
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
    "Run",
    "Seen",
    "Slot",
    "State",
    "Support",
    "Suppression",
    "Tool",
    "ToolEntry",
    "reported",
    "told_as",
    "within",
]
