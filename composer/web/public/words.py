"""What the page to leave says first: what is now so, in a heading and a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from composer.pipeline.leaving import Left, Standing
from composer.web.public.forms import Choice, Wish

_MOST_NAMES = 3  # in a sentence; the lists themselves stand below it


@dataclass(frozen=True, slots=True)
class Words:
    """A heading, and a sentence on both sides of the address, as far as that is known."""

    heading: str
    before: str
    after: str

    @classmethod
    def of(cls, standing: Standing, wish: Wish | Choice | None, programme: str) -> Self:
        """How it stands with somebody, or has become by their wish."""
        if standing.every is Left.OWN:
            after = ". What is on its way already may still arrive."
            return cls("You are unsubscribed", "Nothing more is sent to", after)
        if standing.every is Left.OTHERS:
            after = f". The people behind {programme} have stopped it: please write to them if you would like it again."
            return cls("You are unsubscribed", "Nothing more is sent to", after)
        if isinstance(wish, Wish) and wish.undo and standing.left(wish.network) is Left.OTHERS:
            after = " off that list: please write to them if you would like to be on it again."
            return cls("This cannot be undone here", f"The people behind {programme} took", after)
        heading = _done(standing, wish) if wish else "Unsubscribe"
        if standing.gets_nothing:
            return cls(heading, "You are on no list any more, so nothing more is sent to", ".")
        if wish is None:
            return cls(heading, f"{programme} is sent to", ". Nothing changes until you press a button.")
        if isinstance(wish, Choice):
            return cls(heading, f"{_left(standing)}What is for {_stays(standing)} is sent to", ".")
        if wish.undo:
            return cls(heading, f"{programme} is sent to", " as before.")
        after = ". You still get what is sent to your other lists."
        return cls(heading, "What is for that list alone is no longer sent to", after)


def _done(standing: Standing, wish: Wish | Choice) -> str:
    if isinstance(wish, Choice):
        return "Your choice is saved"
    name = next((one.name for one in standing.networks if one.network == wish.network), "")
    if wish.undo:
        return f"You are back on the list of {name}" if name else "You are subscribed again"
    return f"You have left the list of {name}"


def _left(standing: Standing) -> str:
    names = [one.name for one in standing.networks if one.left is Left.OWN]
    return f"You have left {_listed(names)}. " if names else ""


def _stays(standing: Standing) -> str:
    return _listed([one.name for one in standing.networks if one.left is Left.NO])


def _listed(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMES:
        return f"{len(names)} lists"
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
