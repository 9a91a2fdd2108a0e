"""Who may sign in: the managers of newsletter.yaml and the leads of networks.yaml, as the files say at the moment.

Rule: whoever is taken out of a file is out at once; what cannot be read lets nobody in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from composer.load import load_programme
from composer.mailbox import canonical
from composer.model import Programme
from composer.pipeline.books import secret_of
from composer.sessions import Realm
from composer.settings import SETTINGS_FILE
from composer.tokens import Secret


@dataclass(frozen=True, slots=True)
class Keeper:
    """Somebody who keeps lists: of the networks they lead, or as a manager of all. `address` as the files spell it."""

    key: str
    address: str
    manages: bool
    leads: frozenset[str]

    def may_enter(self, realm: Realm) -> bool:
        """Whether the pages there are for them."""
        return self.manages or realm is Realm.LISTS


class Keepers:
    """Those of a workspace, read again when a file changes. Any thread may ask; all may raise as `secret_of` does."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = (root / SETTINGS_FILE, root / "recipients" / "networks.yaml")
        self._read: _Read | None = None

    def of_address(self, address: str) -> Keeper | None:
        """Whoever has this address, however it is spelt; None: nobody who keeps lists."""
        return self._now().by_address.get(canonical(address.strip()))

    def with_key(self, key: str) -> Keeper | None:
        """Whoever has this key; None: nobody who keeps lists, any more or ever."""
        return self._now().by_key.get(key)

    def _now(self) -> _Read:
        stamps = tuple(map(_stamp, self._files))  # taken first: what changes while it is read is seen the next time
        read = self._read
        if read is None or read.stamps != stamps:
            programme, _ = load_programme(self._root)
            found = tuple(_keepers(programme, secret_of(self._root))) if programme else ()
            by_address = {canonical(keeper.address): keeper for keeper in found}
            by_key = {keeper.key: keeper for keeper in found}
            read = self._read = _Read(stamps, MappingProxyType(by_address), MappingProxyType(by_key))
        return read


_Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    stamps: tuple[_Stamp, ...]
    by_address: Mapping[str, Keeper]
    by_key: Mapping[str, Keeper]


def _stamp(path: Path) -> _Stamp:
    """What is otherwise when the file is; nothing where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _keepers(programme: Programme, secret: Secret) -> Iterator[Keeper]:
    """Each person once, by the first spelling: managers, then leads in the order of networks.yaml."""
    settings = programme.settings
    managers = {canonical(address) for address in settings.managers}
    spelt: dict[str, str] = {}
    led: dict[str, set[str]] = {}
    for address, networks in (*((manager, set[str]()) for manager in settings.managers), *_leads(programme)):
        who = canonical(address)
        spelt.setdefault(who, address)
        led.setdefault(who, set()).update(networks)
    for who, address in spelt.items():
        yield Keeper(secret.person_key(who), address, who in managers, frozenset(led[who]))


def _leads(programme: Programme) -> Iterator[tuple[str, set[str]]]:
    for network in programme.networks.values():
        yield from ((str(lead), {network.id}) for lead in network.leads)
