"""The leads' pages: each keeps the lists of the networks they lead, and no other.

Rule: who somebody is, the guard has found out; which lists are theirs is looked up anew for each request.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from composer.pipeline.edition import Workspace
from composer.pipeline.importing import MOST_BYTES
from composer.web.leads.held import Held, Spreadsheets
from composer.web.leads.keys import Keys
from composer.web.leads.notices import Notice
from composer.web.shell import Shell

FOLDER = Path(__file__).parent
_MINUTES = 30  # that something is held for somebody


def _notices() -> Held[Notice]:
    return Held(_MINUTES * 60, 1_000)


def _spreadsheets() -> Spreadsheets:
    return Spreadsheets(_MINUTES * 60, MOST_BYTES, 4 * MOST_BYTES)


@dataclass(frozen=True)
class Leads:
    """What every page of the leads answers from."""

    workspace: Workspace
    shell: Shell
    now: Callable[[], datetime.datetime]
    notices: Held[Notice] = field(default_factory=_notices)
    spreadsheets: Spreadsheets = field(default_factory=_spreadsheets)
    keys: Keys = field(default_factory=Keys)
