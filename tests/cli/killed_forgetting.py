"""Forget a person again and again, killed each time a little later, as `python -m tests.cli.killed_forgetting FOLDER`.

Prints how many points there are, and for each at which it was killed the files that still hold the person after the
same was done once more.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from composer import clock
from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import forget
from tests.cli.person_everywhere import ANN, NAME, files_with

WATCHED = {"os.rename", "os.remove", "os.rmdir", "os.truncate", "os.link", "shutil.rmtree", "sqlite3.connect"}


def forget_killed_at(root: Path, point: int) -> int:
    """Forget in a process that kills itself when it is about to do its so many-th change; returns how many it did."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _die_at(point, writing)
        forget(Workspace.open(root), ANN, clock.now())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        done = len(told.read())
    os.waitpid(child, 0)
    return done


def _die_at(point: int, told: int) -> None:
    count = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if event not in WATCHED and not writes:
            return
        count += 1
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(told, b".")

    sys.addaudithook(watch)


def main(folder: Path) -> None:
    """`folder` holds `workspace` and the backup `kept.tar.gz`; copies are made of both where they stand."""
    aside = folder.with_name("as-made")
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    shutil.copytree(aside, folder)
    points = forget_killed_at(folder / "workspace", -1)
    left = {}
    for point in sorted({1 + points * step // _STEPS for step in range(_STEPS)}):
        shutil.rmtree(folder)
        shutil.copytree(aside, folder)
        died = forget_killed_at(folder / "workspace", point)
        forget_killed_at(folder / "workspace", -1)
        left[point] = [died == point - 1, *sorted(files_with(folder, ANN, NAME))]
    print(json.dumps({"points": points, "left": left}))


_STEPS = 12

if __name__ == "__main__":
    main(Path(sys.argv[1]))
