"""What is seen of a send while it runs: a bar with the rate, the time left and the states, on a terminal only."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from composer.problems import printable

Watch = Callable[[str, Mapping[str, object]], None]

# What ends a letter, as far as one send goes; a deferred one may be tried again within it.
_ENDS = ("accepted", "rejected", "in_doubt", "cancelled")


class _Rate(ProgressColumn):
    """Letters a second, lately."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="progress.data.speed")


@contextmanager
def progress(letters: int) -> Iterator[Watch]:
    """Something to hand the events of a send to, shown until the block ends."""
    if not sys.stderr.isatty():
        yield _tell
        return
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("Sending"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[states]}"),
        console=console,
        transient=True,
    )
    with bar:
        yield _Bar(bar, letters)


class _Bar:
    """Counts events into a bar."""

    def __init__(self, bar: Progress, letters: int) -> None:
        self._bar = bar
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
        elif line := _line(event, fields):
            self._bar.console.print(line, markup=False, highlight=False)

    def _count(self, state: str, key: str) -> None:
        """A letter that was deferred and now stands otherwise is deferred no more."""
        if key in self._deferred:
            self._deferred.discard(key)
            self._states["deferred"] -= 1
        if state == "deferred":
            self._deferred.add(key)
        self._states[state] += 1


def _tell(event: str, fields: Mapping[str, object]) -> None:
    """Without a terminal only what somebody may have to do something about."""
    if line := _line(event, fields):
        click.echo(line, err=True)


def _line(event: str, fields: Mapping[str, object]) -> str:
    """What is told of an event that is no letter's, if anything."""
    if event == "relay_down":
        reason = printable(str(fields["reason"])).rstrip(".")
        return f"The relay takes no letters: {reason}. Trying again in {fields['pause']:.0f} s."
    return _LINES.get(event, "")


_LINES = {
    "relay_up": "The relay takes letters again.",
    "stopping": "Stopping: the letters on their way are finished first. Ctrl-C again leaves them in doubt.",
}
