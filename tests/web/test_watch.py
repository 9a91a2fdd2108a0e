"""Which files are followed, and that following them does not depend on what the system grants."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from composer.web.desk.watch import stamps
from tests.cli.conftest import edit


def test_swap_files_and_what_machines_write_are_none_of_its_business(workspace: Path) -> None:
    before = stamps(workspace)
    (workspace / "var").mkdir()
    for name in ("var/ledger", "issues/.391.yaml.swp", "issues/391.yaml~", "issues/#391.yaml#", "notes.txt"):
        (workspace / name).write_text("x")

    assert stamps(workspace) == before
    edit(workspace / "issues" / "391.yaml", "Return to Social Work", "Back to Social Work")
    assert stamps(workspace) != before


WITHOUT_WATCHES = """
import os, resource, sys
from pathlib import Path
import anyio
from composer.web.desk.watch import wakes

async def wake_twice():
    stop, count = anyio.Event(), 0
    lowest = os.open("/dev/null", os.O_RDONLY) + 1
    os.close(lowest - 1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, lowest))
    async for _ in wakes(Path(sys.argv[1]), stop):
        count += 1
        if count == 2:
            stop.set()
    print(count)

anyio.run(wake_twice)
"""


def test_where_the_system_grants_no_watch_the_files_are_looked_at_all_the_same(workspace: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_WATCHES, str(workspace)], capture_output=True, text=True, timeout=30
    )

    assert (done.stdout, done.stderr) == ("2\n", "")
