"""The product's own command, with pauses that a test can wait for, and with a fault built in where one is asked for.

    python -m tests.torture.driver FAULT send 7 --yes

FAULT is the name of a wrong build, or `sound`.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from composer.cli import main
from composer.deliver import again, breaker
from tests.torture.wrong_builds import BUILDS


def hurry() -> None:
    """A second instead of half a minute until a deferred letter is due; less until the relay is asked again."""
    again.SHORTEST = again.LONGEST = timedelta(seconds=1)
    breaker.FIRST_PAUSE = 0.02
    breaker.LONGEST_PAUSE = 0.2


if __name__ == "__main__":
    hurry()
    BUILDS[sys.argv.pop(1)]()
    main()
