"""What is seen of a send while it runs: a bar with the rate, the time left and the states, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click

from composer.problems import printable

Watch = Callable[[str, Mapping[str, object]], None]


@contextmanager
def progress(letters: int) -> Iterator[Watch]:
    """Something to hand the events of a send to, shown until the block ends."""
    if not sys.stderr.isatty():
        yield _tell
        return
    from composer.cli.bar import bar_of  # here, as what draws it takes longer to import than a short send

    with bar_of(letters, _line) as bar:
        yield bar


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
