"""newsletter.yaml, networks.yaml and contacts.yaml: what does not change from week to week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from composer.load.document import read_document
from composer.load.schema import ContactFile, File, NetworkFile, NewsletterFile
from composer.model import Contact, Network, Programme
from composer.model.names import Names
from composer.problems import Problem, shown
from composer.settings import (
    Brand,
    Dkim,
    Labels,
    Pace,
    ReminderRules,
    Sender,
    Settings,
    ToolRules,
    Workstream,
)
from composer.text import Place


def load_programme(root: Path) -> tuple[Programme | None, list[Problem]]:
    """Settings, networks and contacts of the workspace at `root`; None without usable settings."""
    written, problems = _read(root, "newsletter.yaml", "newsletter")
    networks, network_problems = _read(root, "recipients/networks.yaml", "networks")
    contacts, contact_problems = _read(root, "recipients/contacts.yaml", "contacts", optional=True)
    problems += network_problems + contact_problems
    if networks is not None and not networks and not network_problems:
        message, fix = (
            "there is no network",
            "Add one here, like send: {name: SEND Network}, with a list in recipients/.",
        )
        problems.append(Problem(Place("recipients/networks.yaml", 1, 1), "network-empty", message, fix))
    known = {name: _network(name, *entry) for name, entry in (networks or {}).items()}
    problems += _includes(known)
    if written is None:
        return None, problems
    people = {name: _contact(name, entry) for name, entry in (contacts or {}).items()}
    return Programme(_settings(written), MappingProxyType(known), MappingProxyType(people)), problems


def _read(root: Path, file: str, kind: str, *, optional: bool = False) -> tuple[Any | None, list[Problem]]:
    path = root / file
    if not path.exists():
        if optional:
            return None, []
        problem = Problem(Place(file, 1, 1), "file-missing", "this file is missing", _MISSING[kind])
        return None, [problem]
    read = read_document(path, file, kind)
    return read.value, read.problems


_MISSING = {
    "newsletter": "Go to the workspace's folder, or start one with: composer init",
    "networks": "Write it with a line for each network, like: send: {name: SEND Network}",
}


def _settings(written: NewsletterFile) -> Settings:
    sender = written.sender
    plain = (
        "subject",
        "reply_to",
        "language",
        "timezone",
        "intro",
        "website",
        "public_url",
        "postal_address",
        "relay",
        "return_path",
        "in_doubt",
        "approval",
    )
    return Settings(
        name=str(written.name),
        sender=Sender(str(sender.name or written.name), str(sender.address)),
        managers=written.managers,
        pace=Pace(**_given(written.pace)),
        dkim=Dkim(**_given(written.dkim)) if written.dkim else None,
        reminders=ReminderRules(**_given(written.reminders)),
        tools=ToolRules(**_given(written.tools)),
        workstreams=MappingProxyType(
            {name: Workstream(**_given(entry)) for name, entry in (written.workstreams or {}).items()}
        ),
        labels=Labels(**_given(written.labels)),
        brand=Brand(**_given(written.brand)),
        check=MappingProxyType(written.check or {}),
        **{key: value for key in plain if (value := getattr(written, key)) is not None},
    )


def _given(written: File | None) -> dict[str, Any]:
    """Only what the file says: the defaults are `settings`'s."""
    if written is None:
        return {}
    return {name: value for name in type(written).model_fields if (value := getattr(written, name)) is not None}


def _network(name: str, written: NetworkFile, place: Place) -> Network:
    return Network(name, written.name, place, written.leads, written.includes, written.description)


def _contact(name: str, written: ContactFile) -> Contact:
    return Contact(name, written.name, written.role, written.organisation, written.email, written.phone)


def _includes(networks: Mapping[str, Network]) -> Iterator[Problem]:
    """A network includes only networks that there are, and never itself by any way round."""
    told: set[str] = set()
    names = Names((network.id, network.name) for network in networks.values())
    for network in networks.values():
        for name in network.includes:
            if name not in networks:
                fix = names.remedy(name, f"The networks are {', '.join(networks)}.")
                message = f"there is no network called {shown(name) or 'nothing'}"
                yield Problem(name.place, "network-unknown", message, fix)
        ring = _ring(network.id, networks)
        if ring and not told.intersection(ring):
            told.update(ring)
            yield Problem(
                network.place,
                "network-cycle",
                f"networks include one another in a ring: {' → '.join(ring)}",
                "Take one of the includes out.",
            )


def _ring(start: str, networks: Mapping[str, Network]) -> list[str]:
    """The way from a network back to itself, or nothing."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in networks[way[-1]].includes if way[-1] in networks else ():
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, str(name)])
    return []
