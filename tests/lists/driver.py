"""Processes that change one list: many at once with an editor beside them, or one that is killed at every line.

Run as `python -m tests.lists.driver writers|kills FOLDER …`; tells what came of it as JSON. It forks, so that a process
costs milliseconds; and it is a program of its own, as a process with threads had better not fork.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

from composer import files
from composer.lists import ListKeeper, Row, joined, left
from composer.lists import desk as _desk
from composer.model.tables import Table
from tests.lists.making import ANN, HEAD, doing, list_of, person, save

WRITERS, EDITS = 50, 10
READING = 0.01  # seconds that the list is open in the editor
SAVES = 50


def writers(root: Path) -> object:
    """50 processes with 10 edits each, and an editor that saves the list whole as long as they go on."""
    children = [_forked(partial(_edits, root, number)) for number in range(WRITERS)]
    going = set(children)
    saves = 0
    while going:
        if saves < SAVES:
            saves += 1
            _saves_by_hand(root, saves)
        else:
            time.sleep(READING)
        for child in list(going):
            if os.waitpid(child, os.WNOHANG)[0]:
                going.discard(child)
    keeper = ListKeeper(root)
    keeper.edit("send", doing(), lambda table: joined(table, person("last")))
    changes = keeper.history("send")
    return {
        "saves": saves,
        "list": list_of(root).read_text(),
        "history": [[change.doing.how, [row["email"] for row in change.diff.joins]] for change in changes],
        "leaves": [row["email"] for change in changes for row in change.diff.leaves],
        "roles": [
            [new["email"], new["role"]]
            for change in changes
            if change.doing.how == "add"
            for _, new in change.diff.changes
        ],
        "beside": sorted(path.name for path in (root / "recipients").iterdir()),
    }


def _edits(root: Path, number: int) -> None:
    keeper = ListKeeper(root)
    for edit in range(EDITS):
        row = person(f"p{number}", role=f"role {edit}") if edit % 2 else person(f"w{number}.{edit}", name=f"{number}")
        keeper.edit("send", doing(), partial(_with, row=row))


def _with(table: Table, row: Row) -> Table:
    return joined(table, row)


def _saves_by_hand(root: Path, number: object) -> None:
    """What somebody does who has the list open in an editor: what they read, and a person more."""
    text = list_of(root).read_text()
    time.sleep(READING)
    save(root, f"{text}hand{number}@example.org,By hand,,\n")


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(status)
    return child


def kills(root: Path, scenario: str, most: str) -> object:
    """What became of a list after a process was killed at so many of the lines that have to do with files.

    Of a scenario that ends in `plain`, on a system that cannot exchange the names of files.
    """
    scenario, _, plain = scenario.partition(" ")
    with mock.patch.object(files, "_renameat2", return_value=None) if plain else nullcontext():
        return _kills(root, scenario, most)


def _kills(root: Path, scenario: str, most: str) -> object:
    prepare, work = SCENARIOS[scenario]
    begun = root / "begun"
    (begun / "recipients").mkdir(parents=True)
    prepare(begun)
    _lines_of(_copied(begun, root / "once"), work)  # what is done once in a process is done
    places = list(enumerate(_lines_of(_copied(begun, root / "whole"), work), 1))
    chosen = places[:: max(len(places) // int(most), 1)]
    return {
        "before": _text(begun),
        "after": _text(root / "whole"),
        "points": [_killed(_copied(begun, root / str(number)), work, number) | {"at": at} for number, at in chosen],
    }


def _copied(begun: Path, root: Path) -> Path:
    return Path(shutil.copytree(begun, root))


def _killed(root: Path, work: Callable[[Path], None], number: int) -> dict[str, Any]:
    child = _forked(lambda: _until_line(number, lambda: work(root)))
    status = os.waitpid(child, 0)[1]
    keeper = ListKeeper(root)
    return {
        "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
        "text": _text(root),
        "history": [change.doing.how for change in keeper.history("send")],
        "by_hand": repr(keeper.by_hand("send")),
        "opened": _text(root),
        "again": _text_after(root, work),
        "beside": sorted(path.name for path in (root / "recipients").iterdir()),
        "holds_ann": len(keeper.holding("ann@example.org").found),
    }


def _text_after(root: Path, work: Callable[[Path], None]) -> str | None:
    work(root)
    return _text(root)


def _text(root: Path) -> str | None:
    return list_of(root).read_text() if list_of(root).exists() else None


def _lines_of(root: Path, work: Callable[[Path], None]) -> list[str]:
    """The lines that the work comes by, in the order of their first time; of what writes, each time."""
    seen: dict[tuple[str, int, int], None] = {}
    _traced(seen, lambda: None, lambda: work(root))
    return [f"{Path(file).name}:{line}:{time}" for file, line, time in seen]


def _until_line(number: int, work: Callable[[], None]) -> None:
    seen: dict[tuple[str, int, int], None] = {}

    def arrived() -> None:
        if len(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    _traced(seen, arrived, work)


_LISTS = str(Path(_desk.__file__).parent)
_WRITES = str(Path(_desk.__file__).parent.parent / "files.py")
_WITH_FILES = tuple(str(Path(_LISTS) / name) for name in ("desk.py", "place.py", "history.py", "erasing.py"))
_TIMES = 6


def _traced(seen: dict[tuple[str, int, int], None], arrived: Callable[[], None], work: Callable[[], None]) -> None:
    times: dict[tuple[str, int], int] = {}

    def local(frame: FrameType, event: str, _: object) -> Any:
        if event == "line":
            place = frame.f_code.co_filename, frame.f_lineno
            times[place] = times.get(place, 0) + 1
            if times[place] <= (_TIMES if place[0] == _WRITES else 1):
                seen[(*place, times[place])] = None
                arrived()
        return local

    def every(frame: FrameType, event: str, argument: object) -> Any:
        return local if frame.f_code.co_filename in (*_WITH_FILES, _WRITES) else None

    sys.settrace(every)
    try:
        work()
    finally:
        sys.settrace(None)


def _two(root: Path) -> None:
    list_of(root).write_text(
        "email,name,organisation,role\r\nann@example.org,Ann,,\r\nbob@example.org,Bob,,", newline=""
    )
    keeper = ListKeeper(root)
    keeper.edit("send", doing(), lambda table: joined(table, person("carl")))
    keeper.edit("send", doing(), lambda table: joined(table, person("ann", role="Lead")))


def _stale(root: Path) -> None:
    _two(root)
    save(root, "email,name,organisation,role\nann@example.org,Ann,,\nbob@example.org,Bobby,,\n")


def _add(root: Path) -> None:
    ListKeeper(root).edit("send", doing("add"), lambda table: joined(table, person("dora", name="Dora")))


def _swap(root: Path) -> None:
    ListKeeper(root).edit("send", doing("import"), lambda table: left(_with_dora(table), "bob@example.org"))


def _with_dora(table: Table) -> Table:
    return joined(table, person("dora", name="Dora"))


def _erase(root: Path) -> None:
    ListKeeper(root).erase("ann@example.org")


def _undo(root: Path) -> None:
    keeper = ListKeeper(root)
    if not any(change.undoes == 2 for change in keeper.history("send")):
        keeper.undo("send", 2, doing("undo"))


def _displacing(root: Path) -> None:
    """Somebody saves by hand, once, while a change is made."""

    def alter(table: Table) -> Table:
        if "hand@example.org" not in map(table.who, table.rows):
            _saves_by_hand(root, "")
        return _with_dora(table)

    ListKeeper(root).edit("send", doing("add"), alter)


SCENARIOS: dict[str, tuple[Callable[[Path], None], Callable[[Path], None]]] = {
    "new": (lambda root: None, _add),
    "change": (_two, _swap),
    "stale": (_stale, _add),
    "undo": (_two, _undo),
    "displacing": (lambda root: save(root, HEAD + ANN), _displacing),
    "erase": (_two, _erase),
}

if __name__ == "__main__":
    what, folder, *arguments = sys.argv[1:]
    print(json.dumps(writers(Path(folder)) if what == "writers" else kills(Path(folder), *arguments)))
