"""How long `composer check` takes: the whole process cold, and in a preview after one item has changed.

Run by `make bench`. The reference is PyYAML's own C loader reading the same issue files in a fresh process and doing
nothing with them; for the preview, composing the issue and rendering it again, which it does anyway.
"""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.compose import ROUNDS, SAMPLE, reference, row, timed
from composer.pipeline.checking import checked
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.pipeline.letters import render_whole

ISSUE = 391


def main() -> None:
    print(f"| what | median of {ROUNDS} | reference | ratio |")
    print("|---|---|---|---|")
    row(f"check {ISSUE}, cold", cold, lambda: reference(SAMPLE / "issues"))
    with tempfile.TemporaryDirectory() as folder:
        preview = Changing(Path(folder) / "workspace")
        row("check in a preview after a change, letters made", preview.checks, preview.makes)


def cold() -> float:
    """Seconds for a process of its own."""
    return timed([sys.executable, "-m", "composer", "--workspace", str(SAMPLE), "check", str(ISSUE)])


class Changing:
    """The sample workspace, of which an item of the issue is another each time."""

    def __init__(self, root: Path) -> None:
        root.mkdir()
        for name in ("issues", "recipients", "images"):
            shutil.copytree(SAMPLE / name, root / name)
        shutil.copyfile(SAMPLE / "newsletter.yaml", root / "newsletter.yaml")
        self._file = root / "issues" / f"{ISSUE}.yaml"
        self._written = self._file.read_text(encoding="utf-8")
        self._changes = 0
        self._workspace = Workspace.open(root)
        checked(self._addressed())

    def checks(self) -> float:
        """Seconds for what a check adds, after a change."""
        addressed = self._addressed()
        render_whole(addressed)
        return measured(lambda: checked(addressed))

    def makes(self) -> float:
        """Seconds for reading, composing, addressing and rendering after a change."""
        self._change()
        return measured(lambda: render_whole(address_issue(self._workspace, ISSUE)))

    def _addressed(self) -> Addressed:
        self._change()
        return address_issue(self._workspace, ISSUE)

    def _change(self) -> None:
        self._changes += 1
        words = f"    update: |\n      This is change {self._changes} of the day.\n\n"
        self._file.write_text(self._written.replace("    update: |\n", words, 1), encoding="utf-8")


def measured(work: Callable[[], object]) -> float:
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
