"""What became of test copies, kept for the page that is shown after they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_MOST = 64  # visitors and issues; whoever comes back later than that sees the page without


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of a test copy: a file here, or what the mail server said."""

    address: str
    file: Path | None = None
    taken: bool = False
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Tested:
    """The last test copies of somebody, and the addresses as they wrote them."""

    copies: Sequence[Copy] = ()
    addresses: str = ""


class Copies:
    """By who sent them and of which issue. To be used from the loop of the server."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], Tested] = {}

    def keep(self, who: str, number: int, tested: Tested) -> None:
        """In the place of those before."""
        self._kept.pop((who, number), None)
        self._kept[who, number] = tested
        while len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]

    def of(self, who: str, number: int) -> Tested:
        """The last; empty where there is none."""
        return self._kept.get((who, number), Tested())
