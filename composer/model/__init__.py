"""The nouns, in the order they are made: Issue → Edition → Audience → Rendered → letter → Outcome.

Rule: everything here is frozen. Stages take these values and hand over new ones.
"""

from composer.model.answer import Answer, Leads
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
    meet,
)
from composer.model.letter import Envelope, Letter, Part, Rendered, Slot
from composer.model.page import Enclosed, Page
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
    Why,
    reported,
    told_as,
)
from composer.model.tables import EMAIL, USUAL, Cells, Sheet, Table
from composer.model.vocabulary import Vocabulary

__all__ = [
    "EMAIL",
    "EVERY",
    "EVERYONE",
    "NEVER",
    "USUAL",
    "Answer",
    "Approval",
    "Audience",
    "Cells",
    "ClientSupport",
    "Contact",
    "Degree",
    "Delivery",
    "Edition",
    "Enclosed",
    "Envelope",
    "Event",
    "Feature",
    "Image",
    "Issue",
    "Item",
    "KeyDate",
    "Leads",
    "LeftOut",
    "Letter",
    "Letterhead",
    "Network",
    "Never",
    "News",
    "Outcome",
    "Page",
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
    "Sheet",
    "Slot",
    "State",
    "Support",
    "Suppression",
    "Table",
    "Tool",
    "ToolEntry",
    "Vocabulary",
    "Why",
    "meet",
    "reported",
    "told_as",
    "within",
]
