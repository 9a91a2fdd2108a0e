"""Which SMTP server takes our letters, and how it is to be reached.

Rule: a relay's password is in the environment, never in a file, and shows itself nowhere.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from composer.problems import UsageError, printable, shown

RELAY_VARIABLE = "COMPOSER_RELAY_PASSWORD"


class RelayDown(Exception):
    """A relay takes no letters now; this says nothing about any letter.

    `reason` is for a manager to read and holds neither a secret nor anybody's address. `permanent`: trying again
    changes nothing until somebody changes the settings or the relay.
    """

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Relay:
    """An SMTP server. `tls_at_once`: TLS from the first byte (smtps), else by STARTTLS; `user` None: no AUTH."""

    host: str
    port: int
    tls_at_once: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """`host:port`, without the user."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def on_this_machine(self) -> bool:
        """Whether what is said to it never leaves this machine."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


_URL = re.compile(
    r"(?P<scheme>smtps?)://(?:(?P<user>[^\s@/:]+)@)?"
    r"(?:(?P<host>[A-Za-z0-9.-]+)|\[(?P<literal>[0-9A-Fa-f:]+)\])(?::(?P<port>[0-9]{1,5}))?/?"
)
_LONGEST_LABEL = 63  # RFC 1035 section 2.3.4
_WITH_PASSWORD = re.compile(r"[A-Za-z]+://[^@/\s]*:[^@\s]*@")


def read_relay(url: str, password: str | None = None) -> Relay:
    """The relay of `smtp://user@host:587` or `smtps://host:465`.

    Without a port it is 465 for smtps, 587 (submission, RFC 6409) with a user and 25 without. A user that holds an @
    has it as %40. `password` belongs to the user; without a user it is passed over.

    Raises:
        UsageError: this is no relay, holds a password, or has a user without one.
    """
    if _WITH_PASSWORD.match(url):
        raise UsageError(
            f"a password stands in the relay. Take it out, change it, put it into the environment as {RELAY_VARIABLE}."
        )
    found = _URL.fullmatch(url)
    if not found:
        remedy = "Write smtp://user@host:587, or smtps://host:465."
        if url.count("@") > 1:
            remedy = "Write the @ of the user as %40, like smtp://updates%40example.org@host:587."
        raise UsageError(f"this is not a relay: {_shown(url)}. {remedy}")
    at_once = found["scheme"] == "smtps"
    user = unquote(found["user"]) if found["user"] else None
    if user and not password:
        raise UsageError(
            f"the relay has a user but no password. Put it in the environment as {RELAY_VARIABLE}, "
            "or take the user and its @ out of the relay."
        )
    default = 465 if at_once else 587 if user else 25
    return Relay(_host(found), _port(found["port"], default), at_once, user, password if user else None)


def _host(found: re.Match[str]) -> str:
    if not found["literal"]:
        if not all(0 < len(label) <= _LONGEST_LABEL for label in found["host"].split(".")):
            raise UsageError(f"the relay's host is no name: {shown(found['host'])}. Write one like relay.example.org.")
        return found["host"]
    try:
        return str(ipaddress.IPv6Address(found["literal"]))
    except ValueError:
        raise UsageError(f"the relay's host is no IPv6 address: [{found['literal']}]. Write one like [::1].") from None


def _port(digits: str | None, default: int) -> int:
    port = int(digits) if digits else default
    if not 0 < port < 65_536:
        raise UsageError(f"a relay cannot have the port {port}. Write one from 1 to 65535, like 587.")
    return port


def _shown(url: str) -> str:
    """The URL without what may be somebody's password in the wrong place."""
    scheme, separator, rest = url.rpartition("://")
    return (
        printable(shown(scheme + separator + re.sub(r":(?![0-9]+/?$).*", ":…", rest.rpartition("@")[2]))) or "nothing"
    )
