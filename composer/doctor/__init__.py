"""Doctor: everything that would keep a send from working, or its letters from arriving, as far as one can tell.

Rule: nothing is changed and nothing is mailed; each check is bounded in time, and where it cannot ask it says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import dns.asyncresolver

from composer.deliver.dkim import Signer
from composer.doctor import written
from composer.doctor.asking import Unanswered, system_resolver
from composer.doctor.domains import domain_of, examine_domains, not_asked
from composer.doctor.findings import Finding, Group, Level
from composer.doctor.machine import examine_machine
from composer.doctor.relay import examine_relay
from composer.doctor.signing import examine_key
from composer.load import load_programme
from composer.problems import has_errors
from composer.settings import SETTINGS_FILE, Settings

__all__ = ["Finding", "Group", "Level", "examine"]


def examine(
    root: Path, now: datetime, password: str | None, resolver: dns.asyncresolver.Resolver | None = None
) -> list[Finding]:
    """Look at the workspace at `root`, this machine, the relay and DNS; by groups.

    `password` is the relay's; `resolver` answers for DNS, left out the machine's own does. Of settings with errors,
    neither the relay nor DNS is asked.
    """
    programme, problems = load_programme(root)
    findings = list(written.of_problems(problems))
    # What is left of settings with errors in them is not what a send would go by.
    if programme is None or has_errors(problem for problem in problems if problem.place.file == SETTINGS_FILE):
        findings += asyncio.run(examine_machine(root, now))
    else:
        settings = programme.settings
        findings += written.of_settings(settings, password)
        signer, of_key = _signer(settings, root)
        findings += of_key
        findings += asyncio.run(_outside(root, settings, now, password, resolver, signer))
    return [finding.on_one_line() for finding in findings]


def _signer(settings: Settings, root: Path) -> tuple[Signer | None, list[Finding]]:
    """What letters are signed with, if they are to be, and what there is to say of it."""
    if settings.dkim is None:
        return None, []
    signer, found = examine_key(settings.dkim, domain_of(settings.sender.address), root)
    return signer, [found.at_most_a_warning() if written.is_rehearsal(settings) else found]


async def _outside(
    root: Path,
    settings: Settings,
    now: datetime,
    password: str | None,
    resolver: dns.asyncresolver.Resolver | None,
    signer: Signer | None,
) -> list[Finding]:
    """All that takes time, at once."""
    checks: list[Coroutine[Any, Any, list[Finding]]] = [examine_machine(root, now)]
    if not written.is_rehearsal(settings):
        checks.append(examine_relay(settings.relay, password, now))
    checks.append(_domains(settings, resolver, signer))
    return [finding for findings in await asyncio.gather(*checks) for finding in findings]


async def _domains(
    settings: Settings, resolver: dns.asyncresolver.Resolver | None, signer: Signer | None
) -> list[Finding]:
    try:
        found = await examine_domains(settings, resolver or system_resolver(), signer)
    except Unanswered as error:
        found = [not_asked(error)]
    # A rehearsal goes through whatever DNS says.
    return [finding.at_most_a_warning() for finding in found] if written.is_rehearsal(settings) else found
