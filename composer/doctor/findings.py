"""What doctor tells: one finding for each thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from composer.problems import printable


class Level(StrEnum):
    """How a finding stands: an error keeps a send from working, a warning does not."""

    FINE = "fine"
    WARNING = "warning"
    ERROR = "error"


class Group(StrEnum):
    """What a finding is about, in the order they are told."""

    SETTINGS = "settings"
    MACHINE = "this machine"
    RELAY = "relay"
    DNS = "DNS"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do about it ("" where there is nothing to do)."""

    group: Group
    check: str
    level: Level
    found: str
    fix: str = ""

    def at_most_a_warning(self) -> Finding:
        """The same, when nothing that is about to be done depends on it."""
        return replace(self, level=Level.WARNING) if self.level is Level.ERROR else self

    def on_one_line(self) -> Finding:
        """The same on one line, in which whatever others wrote commands no terminal."""
        check, found, fix = (printable(" ".join(words.split())) for words in (self.check, self.found, self.fix))
        return replace(self, check=check, found=found, fix=fix)
