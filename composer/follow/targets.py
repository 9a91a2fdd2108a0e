"""A link as what is to be asked: which host, at which port, for what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

import idna

from composer.model import Answer, Leads
from composer.problems import shown


class Unfollowed(Exception):
    """There is no reply that says where a link leads; `of_host`: nor for any other link to that host."""

    def __init__(self, leads: Leads, why: str, *, of_host: bool = False) -> None:
        super().__init__(why)
        self.answer = Answer(leads, why)
        self.of_host = of_host


@dataclass(frozen=True, slots=True)
class Target:
    """What a link asks for: `host` in ASCII, an IPv6 address without brackets; `path` with the query, no fragment."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def site(self) -> str:
        """Scheme, host and port as browsers write them: https://example.org."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port, the port left out where it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole of it."""
        return self.site + self.path


def target_of(href: str) -> Target:
    """What the link asks for.

    Raises:
        Unfollowed: it is none of the web, or is written so that it would mean one thing here and another elsewhere.
    """
    if len(href) > _LONGEST:
        raise Unfollowed(Leads.UNASKED, "it is too long")
    parts = _URL.fullmatch(href.strip())
    if not parts:
        raise Unfollowed(Leads.UNASKED, "it is not an address of the web")
    if "@" in parts["authority"]:
        raise Unfollowed(Leads.UNASKED, "there is a user name or a password in it")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if not authority:
        raise Unfollowed(Leads.UNASKED, "the name of its site cannot be read")
    scheme = parts["scheme"].lower()
    port = int(authority["port"] or _PORTS[scheme])
    return Target(scheme, _host(authority["host"]), port, _path(parts["rest"]))


def moved(target: Target, location: str) -> Target:
    """What a redirect asks for instead. Raises as `target_of` does."""
    try:
        return target_of(urljoin(target.url, location.strip()))
    except ValueError as error:  # urljoin cannot read it
        raise Unfollowed(Leads.DOUBTFUL, "its site sends a reader on to something that is no address") from error


_LONGEST = 4000
_PORTS = {"http": 80, "https": 443}
# Browsers take a backslash for a slash.
_URL = re.compile(r"(?P<scheme>https?):[/\\]{2}(?P<authority>[^/\\?#]*)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]{2,45}\]|[^\s:\[\]%]{1,253})(?::(?P<port>[0-9]{1,5})?)?", re.IGNORECASE)
_ASCII_NAME = re.compile(r"(?!.*\.\.)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def _host(written: str) -> str:
    if written.startswith("["):
        try:
            return str(IPv6Address(written[1:-1]))
        except AddressValueError as error:
            raise Unfollowed(Leads.UNASKED, f"{shown(written)} is no address of a site") from error
    host = _ascii(written).lower().removesuffix(".")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _four_numbers(host)
    if not _ASCII_NAME.fullmatch(host):
        raise Unfollowed(Leads.UNASKED, f"{shown(written)} cannot be the name of a site")
    return host


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise Unfollowed(Leads.UNASKED, f"{shown(host)} cannot be the name of a site") from error


def _four_numbers(host: str) -> str:
    """An IPv4 address: browsers know more spellings (one number, octal, hexadecimal), whose only use is to hide it."""
    try:
        return str(IPv4Address(host))
    except AddressValueError as error:
        raise Unfollowed(Leads.UNASKED, f"{shown(host)} is no name of a site but a number") from error


def _path(rest: str) -> str:
    path = rest.partition("#")[0].replace("\\", "/")
    path = path if path.startswith("/") else f"/{path}"
    return quote(path, safe="%/?[]@!$&'()*+,;=:~", errors="replace")
