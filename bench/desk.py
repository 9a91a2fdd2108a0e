"""How long a save on the desk takes until the letter is painted: issue 520 with all the weeks before it, in Chromium.

Run by `make bench`. The time runs from the click on Save to the frame that shows the new words, as the page itself sees
it. The reference, in turn with it in this process, is reading, composing, addressing and
rendering after such a change, which no page could do without.
"""

from __future__ import annotations

import datetime
import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from bench.compose import WEEKS, write_history
from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.letters import render_variant, sample_letter
from tests.inbox.chromium import chromium

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
SETTLED = 1_000  # milliseconds
ROUNDS = 15

# Saves the text as somebody does, and resolves when the frame that took the other's place has been painted. A frame
# that is there is not looked into: that would take time from what is measured.
SAVE = """async ([text, words]) => {
  const form = document.querySelector("#writing form.text");
  const before = document.getElementById("letter");
  form.elements.text.value = text;
  form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  const begun = performance.now();
  form.querySelector("button.strong").click();
  while (document.getElementById("letter") === before) {
    if (performance.now() - begun > 10_000) throw new Error(document.getElementById("said").textContent);
    await new Promise(requestAnimationFrame);
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const painted = performance.now() - begun;
  if (!document.getElementById("letter").contentDocument.body.textContent.includes(words)) throw new Error("not it");
  return painted / 1000;
}"""
AT_REST = """() => document.getElementById("writing").dataset.look === document.body.dataset.version
  && !document.querySelector(".htmx-request")"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        served, other = Path(folder) / "served", Path(folder) / "other"
        served.mkdir()
        write_history(served)
        shutil.copytree(served, other)  # of its own, as the desk follows what is changed in its workspace
        with saving(served) as page:
            desk, reference = Desk(page, served), Reference(other)
            saves, makes = zip(*((desk.saves(), reference.makes()) for _ in range(ROUNDS)), strict=True)
            print(f"| what | median of {ROUNDS} | worst | reference | ratio |")
            print("|---|---|---|---|---|")
            ours, theirs = (statistics.median(times) * 1000 for times in (saves, makes))
            worst = max(saves) * 1000
            what = f"save to painted, after {WEEKS} weeks"
            print(f"| {what} | {ours:,.0f} ms | {worst:,.0f} ms | {theirs:,.0f} ms | {ours / theirs:.2f} |")


class Desk:
    """The page of the newest issue, open in a browser."""

    def __init__(self, page: Page, root: Path) -> None:
        self._page = page
        self._issue = Changing(root)
        self.saves()

    def saves(self) -> float:
        """Seconds from the click on Save until the letter with its words is painted."""
        words, text = self._issue.changed()
        took = float(self._page.evaluate(SAVE, [text, words]))
        self._page.wait_for_timeout(SETTLED)  # what is wrong with it is found out meanwhile
        self._page.wait_for_function(AT_REST)
        return took


class Changing:
    """The newest issue, of which an item says something else each time."""

    def __init__(self, root: Path) -> None:
        self.file = root / "issues" / f"{WEEKS}.yaml"
        self._written = self.file.read_text(encoding="utf-8")
        self._changes = 0

    def changed(self) -> tuple[str, str]:
        """Words that are new, and the issue's text with them."""
        self._changes += 1
        words = f"This is change {self._changes} of {os.getpid()} today."
        return words, self._written.replace("    update: |\n", f"    update: |\n      {words}\n\n", 1)


class Reference:
    """The same without a desk."""

    def __init__(self, root: Path) -> None:
        self._workspace = Workspace.open(root)
        self._issue = Changing(root)
        self.makes()

    def makes(self) -> float:
        """Seconds for the letter of one change."""
        self._issue.file.write_text(self._issue.changed()[1], encoding="utf-8")
        gc.collect()
        begun = time.perf_counter()
        addressed = address_issue(self._workspace, WEEKS)
        sample_letter(addressed, 0, render_variant(addressed, 0), NOW)
        return time.perf_counter() - begun


@contextmanager
def saving(root: Path) -> Iterator[Page]:
    """The desk's page of the newest issue, served by a process of its own."""
    command = [sys.executable, "-m", "composer", "--workspace", str(root), "preview", str(WEEKS), "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(server.stdout.readline().rpartition(" ")[2].strip() if server.stdout else "")
        page.goto(f"{page.url}?as=text")
        try:
            yield page
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
