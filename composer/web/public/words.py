"""What the page to leave says first: what is now so, in a heading and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from composer.pipeline.leaving import Left, Standing
from composer.web.public.forms import Wish


@dataclass(frozen=True, slots=True)
class Words:
    """A heading, and a sentence on both sides of the address, as far as that is known."""

    heading: str
    before: str
    after: str

    @classmethod
    def of(cls, standing: Standing, wish: Wish | None, programme: str) -> Self:
        """How it stands with somebody, or has become by their wish."""
        if standing.every is Left.OWN:
            after = ". What is on its way already may still arrive."
            return cls("You are unsubscribed", "Nothing more is sent to", after)
        if standing.every is Left.OTHERS:
            after = f". The people behind {programme} have stopped it: please write to them if you would like it again."
            return cls("You are unsubscribed", "Nothing more is sent to", after)
        if wish and wish.undo and standing.left(wish.network) is Left.OTHERS:
            after = " off that list: please write to them if you would like to be on it again."
            return cls("This cannot be undone here", f"The people behind {programme} took", after)
        heading = _done(standing, wish) if wish else "Unsubscribe"
        if standing.gets_nothing:
            return cls(heading, "You have left every list, so nothing more is sent to", ".")
        if wish is None:
            return cls(heading, f"{programme} is sent to", ". Nothing changes until you press a button.")
        if wish.undo:
            return cls(heading, f"{programme} is sent to", " as before.")
        after = ". You still get what is sent to your other lists."
        return cls(heading, "What is for that list alone is no longer sent to", after)


def _done(standing: Standing, wish: Wish) -> str:
    name = next((one.name for one in standing.networks if one.network == wish.network), "")
    if wish.undo:
        return f"You are back on the list of {name}" if name else "You are subscribed again"
    return f"You have left the list of {name}"
