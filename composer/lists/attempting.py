"""What is done in parts, of which one may fail and be told while the rest is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from composer.lists.written import ListUnreadable
from composer.problems import ComposerError

_Made = TypeVar("_Made")


@dataclass
class Attempt:
    """What is done as far as it can be; `failures` tell what could not."""

    failures: list[str] = field(default_factory=list)

    def made(self, part: Callable[[], _Made], otherwise: _Made) -> _Made:
        """What a part made, or what counts where it failed."""
        try:
            return part()
        except ListUnreadable:
            self.failures.append(_FAULTY)
        except ComposerError as error:
            self.failures.append(str(error))
        except OSError as error:
            self.failures.append(f"it, or its history in var/lists, cannot be read or written: {error.strerror}")
        return otherwise

    @property
    def told(self) -> str:
        """What could not be done, each once; empty where there is nothing."""
        return "; ".join(dict.fromkeys(self.failures))


_FAULTY = "it has faults, so the person may be on it still; mend it as `composer lists check` says, then do this again"
