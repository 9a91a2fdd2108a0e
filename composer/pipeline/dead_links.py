"""Where the links of editions lead: asked of their sites, or remembered from before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from composer import __version__
from composer.follow import Bounds, Follower, KeptAnswers, Net
from composer.markdown import web_addresses
from composer.model import Answer, Edition
from composer.pipeline.link_answers import answers_file
from composer.settings import Settings


class LinkAsker:
    """Asks where links lead, for one workspace and one run of a command: its manners and bounds hold for all editions.

    The run begins when the first link is asked for.
    """

    def __init__(self, root: Path, now: datetime, net: Net | None = None, bounds: Bounds | None = None) -> None:
        self._net = net
        self._bounds = bounds or Bounds()
        self._kept = KeptAnswers(answers_file(root), now)
        self._follower: Follower | None = None
        self._told: dict[str, Answer] = {}

    def ask(self, edition: Edition, settings: Settings) -> Mapping[str, Answer]:
        """Where each of the edition's web addresses leads, by the address as typed."""
        wanted = list(dict.fromkeys(address.href for address in web_addresses(edition, settings)))
        known = {href: answer for href in wanted if (answer := self._told.get(href) or self._kept.get(href))}
        unknown = [href for href in wanted if href not in known]
        if not unknown:
            return known
        asked = self._following(settings).follow_all(unknown)
        self._told |= asked
        self._kept.add(asked)
        return known | asked

    def _following(self, settings: Settings) -> Follower:
        if self._follower is None:
            self._follower = Follower(self._net or Net(), _introduction(settings), self._bounds)
        return self._follower


def _introduction(settings: Settings) -> str:
    """Who we say we are: a site may look up whose newsletter links to it."""
    about = str(settings.public_url or settings.website or "")
    said = "".join(character for character in about if "!" <= character <= "~" and character not in "();")
    return f"Composer/{__version__} (looks whether the links of a newsletter work{f'; +{said}' if said else ''})"
