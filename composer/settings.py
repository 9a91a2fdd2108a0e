"""What newsletter.yaml says, defaults filled in. Read once by `load` and passed down; never changed.

Rule: the default of a setting is written here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from composer.text import Text

SETTINGS_FILE = "newsletter.yaml"
OUTBOX = "outbox"  # the relay that is none: letters are kept as files here


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the letters are from."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a relay is given letters; `per_minute` 0 is as fast as it takes them."""

    connections: int = 2
    per_minute: int = 0


@dataclass(frozen=True, slots=True)
class Dkim:
    """What letters are signed with: the selector that DNS knows the key by, and the path of the private key's file.

    A relative path begins at the workspace.
    """

    selector: str
    key: str


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """How long an undated item is reminded, the most weeks a dated one is, and how many are shown."""

    weeks: int = 2
    most: int = 12
    limit: int = 12


@dataclass(frozen=True, slots=True)
class ToolRules:
    """How long a tool is listed and how many are, pinned ones not counted."""

    weeks: int = 12
    limit: int = 30


@dataclass(frozen=True, slots=True)
class Workstream:
    """A section of the programme, shown as an icon at the top."""

    name: str
    url: Text | None = None
    icon: Text | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """The fixed words of an edition."""

    item: str = "Programme"
    update: str = "Update"
    action: str = "Action required"
    reminders: str = "Reminders from previous weeks"
    tools: str = "Tools & templates"
    contacts: str = "Contact details"
    dates: str = "Key dates"


@dataclass(frozen=True, slots=True)
class Brand:
    """The look: one colour (#rrggbb) and a logo, a file of the workspace."""

    colour: str = "#00517d"
    logo: Text | None = None
    logo_alt: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The programme's settings (design: newsletter.yaml). `check` holds levels by a problem's code."""

    name: str
    sender: Sender
    subject: str = "Update no {number} – {date}"
    reply_to: str | None = None
    managers: tuple[str, ...] = ()
    language: str = "en-GB"
    timezone: str = "Europe/London"
    intro: Text | None = None
    website: Text | None = None
    public_url: str | None = None
    postal_address: str | None = None
    relay: str = OUTBOX
    return_path: str | None = None
    pace: Pace = Pace()
    dkim: Dkim | None = None
    in_doubt: str = "hold"
    approval: str = "optional"
    reminders: ReminderRules = ReminderRules()
    tools: ToolRules = ToolRules()
    workstreams: Mapping[str, Workstream] = field(default_factory=lambda: MappingProxyType({}))
    labels: Labels = Labels()
    brand: Brand = Brand()
    check: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def answers_to(self) -> str:
        """Where replies and unsubscribe mails go."""
        return self.reply_to or self.sender.address
