"""The addresses that DNS knows for a name.

Rule: "there is no such name" is believed only of a name server that knows one which certainly exists: behind a captive
portal or without a network, some answer so to everything. What one that knows none says is no link's doing.
"""

from __future__ import annotations

from ipaddress import ip_address
from threading import Lock

import dns.exception
import dns.resolver

from composer.follow.addresses import IPAddress
from composer.follow.targets import Unfollowed
from composer.model import Leads

_KNOWN = "example.org"  # which IANA keeps


class Names:
    """A name server: the one this machine is set to use, if no other is given. May be asked by several threads."""

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver
        self._believed: bool | None = None
        self._one_at_a_time = Lock()
        self._believing = Lock()

    def __call__(self, host: str, seconds: float) -> list[IPAddress]:
        """The addresses of a host, those of IPv4 first.

        Raises:
            Unfollowed: there are none, or nobody could be asked.
        """
        if self._believed is False:
            raise _offline()
        try:
            return self._addresses(host, seconds)
        except _UNKNOWN as error:
            if not self._believable(seconds):
                raise _offline() from error
            raise Unfollowed(Leads.NOWHERE, f"there is no site called {host}", of_host=True) from error
        except _UNTOLD as error:
            if not self._believable(seconds):
                raise _offline() from error
            raise Unfollowed(Leads.DOUBTFUL, f"no name server told where {host} is", of_host=True) from error

    def _addresses(self, host: str, seconds: float) -> list[IPAddress]:
        answers = self._system().resolve_name(f"{host}.", lifetime=seconds, search=False)
        found = [ip_address(address) for address in answers.addresses()]
        return sorted(found, key=lambda address: (address.version, int(address)))  # always the same one first

    def _system(self) -> dns.resolver.Resolver:
        with self._one_at_a_time:
            self._resolver = self._resolver or dns.resolver.Resolver()
            return self._resolver

    def _believable(self, seconds: float) -> bool:
        with self._believing:
            if self._believed is None:
                try:
                    self._believed = bool(self._addresses(_KNOWN, seconds))
                except _UNTOLD:
                    self._believed = False
            return self._believed


_UNKNOWN = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer)
_UNTOLD = (dns.exception.DNSException, OSError, EOFError, ValueError)


def _offline() -> Unfollowed:
    why = "the name server of this machine does not know the internet’s names"
    return Unfollowed(Leads.OFFLINE, why, of_host=True)
