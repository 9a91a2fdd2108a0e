"""The desk: the manager's own pages, to write an issue, look at it and send it.

Rule: who may see them is not the desk's business; it is handed a visitor who manages the programme.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from composer.pipeline.edition import Workspace
from composer.web.desk.opened import Opened
from composer.web.shell import Shell

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Desk:
    """What every page of the desk answers from."""

    workspace: Workspace
    opened: Opened
    shell: Shell
    now: Callable[[], datetime.datetime]
