"""The bar that a terminal shows while a send runs: the rate, the time left, and the states of its letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

# What ends a letter, as far as one send goes; a deferred one may be tried again within it.
_ENDS = ("accepted", "rejected", "in_doubt", "cancelled")


class _Rate(ProgressColumn):
    """Letters a second, lately."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="progress.data.speed")


@contextmanager
def bar_of(
    letters: int, line: Callable[[str, Mapping[str, object]], str]
) -> Iterator[Callable[[str, Mapping[str, object]], None]]:
    """A bar of so many letters on stderr, gone when the block ends; `line` words an event that is no letter's."""
    columns = (
        TextColumn("Sending"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[states]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar, letters, line)


class _Bar:
    """Counts events into a bar; `line` words those that are no letter's."""

    def __init__(self, bar: Progress, letters: int, line: Callable[[str, Mapping[str, object]], str]) -> None:
        self._bar = bar
        self._line = line
        self._task = bar.add_task("send", total=letters, states="")
        self._states: Counter[str] = Counter()
        self._deferred: set[str] = set()

    def __call__(self, event: str, fields: Mapping[str, object]) -> None:
        if event in (*_ENDS, "deferred"):
            self._count(event, str(fields["key"]))
            told = ", ".join(
                f"{number:,} {state.replace('_', ' ')}" for state, number in self._states.items() if number
            )
            self._bar.update(self._task, advance=int(event in _ENDS), states=told)
        elif line := self._line(event, fields):
            self._bar.console.print(line, markup=False, highlight=False)

    def _count(self, state: str, key: str) -> None:
        """A letter that was deferred and now stands otherwise is deferred no more."""
        if key in self._deferred:
            self._deferred.discard(key)
            self._states["deferred"] -= 1
        if state == "deferred":
            self._deferred.add(key)
        self._states[state] += 1
