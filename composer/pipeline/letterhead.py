"""What the settings and networks put into every letter beside what is rendered."""

from __future__ import annotations

from composer.model import Letterhead, Programme


def letterhead_of(programme: Programme) -> Letterhead:
    """The programme's letterhead, as it is frozen into a run."""
    settings = programme.settings
    return Letterhead(
        name=settings.name,
        sender=settings.sender.address,
        answers_to=settings.answers_to,
        public_url=settings.public_url or "",
        timezone=settings.timezone,
        networks={network.id: str(network.name) for network in programme.networks.values()},
    )
