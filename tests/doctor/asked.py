"""What doctor finds in a given DNS."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import dns.asyncresolver

from composer.doctor import Finding, Level
from composer.doctor.domains import examine_domains
from composer.settings import Sender, Settings
from tests.doctor.names import INTERNET, Names, dns_server

SETTINGS = Settings("Update", Sender("Update", "news@council.example.net"), relay="smtp://relay.example.net")
MAIL = {("council.example.net", "MX"): ["10 mx.example.net."]}


def findings(
    records: Mapping[tuple[str, str], list[str]], *, relay: str = SETTINGS.relay, return_path: str | None = None
) -> list[Finding]:
    """What is found where the internet has these records, with settings like these."""
    with dns_server(Names({**INTERNET, **MAIL, **records})) as resolver:
        return asked_of(resolver, replace(SETTINGS, relay=relay, return_path=return_path))


def asked_of(resolver: dns.asyncresolver.Resolver, settings: Settings = SETTINGS) -> list[Finding]:
    """What is found by a resolver."""
    return asyncio.run(examine_domains(settings, resolver))


def of(check: str, found: list[Finding]) -> list[tuple[Level, str]]:
    """The findings of one check."""
    return [(finding.level, finding.found) for finding in found if finding.check.startswith(check)]


def worst(check: str, found: list[Finding]) -> Level:
    """The worst level of one check's findings."""
    levels = [level for level, _ in of(check, found)]
    return max(levels, key=[Level.FINE, Level.WARNING, Level.ERROR].index)
