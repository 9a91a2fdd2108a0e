"""What asking needs of the machine it runs on; tests hand in their own."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field

from composer.follow.addresses import IPAddress, is_public
from composer.follow.names import Names

# From a name and so many seconds to its addresses; raises Unfollowed.
Resolve = Callable[[str, float], Sequence[IPAddress]]


@dataclass(frozen=True, slots=True)
class Net:
    """How names become addresses, which addresses and ports may be asked, and whose certificates count."""

    resolve: Resolve = field(default_factory=Names)
    may_ask: Callable[[IPAddress], bool] = is_public
    ports: Container[int] = frozenset({80, 443})
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
