"""When a deferred letter is tried again, and when it is given up.

Rule: the pause grows by the refusals that were the letter's own. A relay that is down, full or closing makes nobody
wait longer, and nobody be given up.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from composer.model import Delivery

# RFC 5321 section 4.5.4.1 asks for at least 30 minutes, of whoever writes to somebody else's server. Ours writes to
# its own relay, where a refusal for now is most often greylisting or a short lack of resources.
SHORTEST = timedelta(seconds=30)
LONGEST = timedelta(minutes=30)

# The same section: "the give-up time generally needs to be at least 4-5 days".
GIVEN_UP = timedelta(days=4)

# A letter may have been claimed days ago and never left, for want of a relay: as many refusals as it takes for the
# pause to reach its longest have to be its own.
REFUSALS = 6


def pause(refusals: int, chance: float) -> timedelta:
    """How long to wait, in whole seconds: by `chance` (0 to 1) up to a bound that doubles with each refusal."""
    doublings = min(max(refusals, 1), REFUSALS)
    bound = min(LONGEST, SHORTEST * (1 << doublings))
    return timedelta(seconds=round((SHORTEST + chance * (bound - SHORTEST)).total_seconds()))


def is_given_up(delivery: Delivery, refusals: int, now: datetime) -> bool:
    """Whether a letter that was just refused for now, `refusals` times in all, is not tried again."""
    first = delivery.first_tried
    return first is not None and now - first >= GIVEN_UP and refusals >= REFUSALS
