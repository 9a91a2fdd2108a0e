"""How long `composer compose` takes: the sample cold, 520 weeks of history cold, and again after one change.

Run by `make bench`. Beside each figure stands a reference run in turn with it on the same machine:
PyYAML's own C loader reading the same files and doing nothing with them.
"""

from __future__ import annotations

import datetime
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from composer.pipeline.edition import Workspace, compose_issue

SAMPLE = Path(__file__).parent.parent
WEEKS = 520
ROUNDS = 7
FIRST = datetime.date(2010, 3, 5)

REFERENCE = """
import pathlib, sys, yaml
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.yaml")):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder)
        write_history(history)
        print(f"| what | median of {ROUNDS} | reference | ratio |")
        print("|---|---|---|---|")
        row("compose 391 --json, cold", lambda: cold(SAMPLE, "391"), lambda: reference(SAMPLE / "issues"))
        row(
            f"the same after {WEEKS} weeks, cold",
            lambda: cold(history, str(WEEKS)),
            lambda: reference(history / "issues"),
        )
        again = after_a_change(history)
        row("again after one changed file, in process", again, lambda: reference(history / "issues"))


def row(what: str, ours: Callable[[], float], theirs: Callable[[], float]) -> None:
    """One line of the table, the two measured in turn."""
    pairs = [(ours(), theirs()) for _ in range(ROUNDS)]
    mine, reference_ = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"| {what} | {mine * 1000:,.0f} ms | {reference_ * 1000:,.0f} ms | {mine / reference_:.2f} |")


def timed(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def cold(workspace: Path, number: str) -> float:
    composer = [sys.executable, "-m", "composer", "--workspace", str(workspace)]
    return timed([*composer, "compose", number, "--json"])


def reference(folder: Path) -> float:
    return timed([sys.executable, "-c", REFERENCE, str(folder)])


def after_a_change(root: Path) -> Callable[[], float]:
    """Compose in a process that has done so before, one file having changed since."""
    workspace = Workspace.open(root)
    compose_issue(workspace, WEEKS)
    changed = root / "issues" / f"{WEEKS}.yaml"

    def once() -> float:
        changed.write_text(changed.read_text() + "# changed\n")
        begun = time.perf_counter()
        if compose_issue(workspace, WEEKS).problems:
            sys.exit("the weeks to measure with are not sound issues")
        return time.perf_counter() - begun

    return once


def write_history(root: Path) -> None:
    """520 weekly issues, each as long as the sample's 388 to 391 in turn."""
    for name in ("recipients", "images"):
        shutil.copytree(SAMPLE / name, root / name)
    shutil.copyfile(SAMPLE / "newsletter.yaml", root / "newsletter.yaml")
    (root / "issues").mkdir()
    models = [(SAMPLE / "issues" / f"{number}.yaml").read_text() for number in (388, 389, 390, 391)]
    for number in range(1, WEEKS + 1):
        (root / "issues" / f"{number}.yaml").write_text(one_week(models[number % 4], number))


def one_week(model: str, number: int) -> str:
    """A week of history: the model's items under ids of this week, its dates moved to this week."""
    date = FIRST + datetime.timedelta(weeks=number)
    told = datetime.date.fromisoformat(next(line for line in model.splitlines() if line.startswith("date:")).split()[1])
    return moved(model, date - told, number)


def moved(model: str, by: datetime.timedelta, number: int) -> str:
    """The model `by` so many days later, its number and ids made this week's own."""
    lines = []
    for line in model.splitlines():
        moved_line = DAY.sub(lambda match: str(datetime.date.fromisoformat(match[0]) + by), line)
        lines.append(ID.sub(lambda match: f"{match[1]}w{number}-{match[2]}", moved_line))
    text = "\n".join(lines) + "\n"
    return ORDERS.sub("", NUMBER.sub(f"number: {number}", text, count=1))


DAY = re.compile(r"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b")
ID = re.compile(r"^(\s*- (?:\{)?id: )([a-z0-9-]+)")
NUMBER = re.compile(r"^number: [0-9]+", re.MULTILINE)
# What names items and tools of other weeks, which here have other ids.
ORDERS = re.compile(r"^(?:retire:.*\n(?:  .*\n)*|reminders:\n(?:  .*\n)*|reminders:.*\n| +replaces:.*\n)", re.MULTILINE)


if __name__ == "__main__":
    main()
