"""Patterns compiled when they are first asked for: of many that rules have, a text that is well needs few.

Rule: what each text is searched with is compiled at once, by `re`; this is for what comes after a first sign.
"""

from __future__ import annotations

import re
from typing import Any, cast


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern; whoever has its methods sees no difference, but `re` itself does not take it for one."""
    return cast("re.Pattern[str]", _Late(pattern, flags))


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """What the pattern has under a name; kept here, so that it is asked for once."""
        found = getattr(re.compile(self._pattern, self._flags), name)
        setattr(self, name, found)
        return found
