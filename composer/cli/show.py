"""How results and problems are shown: results to stdout, problems to stderr, JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from composer.pipeline.edition import UnreadableError, Workspace
from composer.problems import COMMANDING, ComposerError, Level, Problem, UsageError, in_order, printable
from composer.settings import SETTINGS_FILE
from composer.text import Cell

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


class _Number(click.ParamType[int]):
    """The number of an issue."""

    name = "number"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if not str(value).isdecimal() or len(str(value)) > 6:
            self.fail(f"give the number of the issue alone, like 391, not {value!r}", param, ctx)
        return int(value)


number_argument = click.argument("number", metavar="[N]", type=_Number(), required=False)
needed_number_argument = click.argument("number", metavar="N", type=_Number())


def with_workspace(command: Callable[..., None]) -> Callable[..., None]:
    """Hand a command the workspace it works on; what cannot be read ends it with its problems."""

    @click.pass_obj
    @wraps(command)
    def run(start: Path, /, **arguments: Any) -> None:
        try:
            command(Workspace.open(start), **arguments)
        except UnreadableError as error:
            problems, people = list(in_order(error.problems)), bool(arguments.get("people"))
            if arguments.get("as_json"):
                print_json(problems_json(problems, people=people))
            finish(problems, people=people)

    return run


def print_json(value: Any) -> None:
    """A value to stdout, dates as ISO 8601, what could command a terminal as JSON's escapes."""
    written = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    click.echo(COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", written))


def print_problems(problems: Iterable[Problem], *, people: bool = False) -> None:
    """Each problem to stderr on one line that editors can jump to; on a terminal, or with `people`, naming them."""
    for problem in problems:
        words = problem.sentences(problem.naming if people or sys.stderr.isatty() else problem.message)
        level = click.style(f"{problem.level}:", fg=_COLOURS[problem.level], bold=problem.level is not Level.INFO)
        place = click.style(f"{printable(str(problem.place))}:", bold=True)
        code = click.style(f"[{problem.code}]", dim=True)
        click.echo(f"{place} {level} {printable(words)} {code}", err=True)


_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.INFO: "cyan"}


def problems_json(problems: Iterable[Problem], *, people: bool = False) -> dict[str, Any]:
    """Problems as scripts know them (design section 5); with `people` they name them."""
    return {
        "problems": [
            {
                "file": problem.place.file,
                "line": problem.place.line,
                "column": problem.place.column,
                "level": problem.level,
                "code": problem.code,
                "message": problem.naming if people else problem.message,
                "fix": problem.fix,
                "item": problem.item,
                **({"cell": problem.place.name} if isinstance(problem.place, Cell) else {}),
            }
            for problem in problems
        ]
    }


def errors_first(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in order, what has to be mended before what may be looked at."""
    return sorted(in_order(problems), key=lambda problem: list(Level).index(problem.level))


def exit_code(problems: Iterable[Problem], *, strict: bool = False) -> int:
    """2 for errors in the settings, 1 for others; `strict`: warnings count as errors. Information never counts."""
    counted = (Level.ERROR, Level.WARNING) if strict else (Level.ERROR,)
    counting = [problem for problem in problems if problem.level in counted]
    if any(problem.place.file == SETTINGS_FILE for problem in counting):
        return UsageError.exit_code
    return ComposerError.exit_code if counting else 0


def tally(problems: Sequence[Problem]) -> str:
    """`1 error, 2 warnings, 1 remark.`; remarks only where there are any."""
    levels = [problem.level for problem in problems]
    told = [count(levels.count(Level.ERROR), "error"), count(levels.count(Level.WARNING), "warning")]
    if Level.INFO in levels:
        told.append(count(levels.count(Level.INFO), "remark"))
    return f"{', '.join(told)}." if levels else "No problems found."


def finish(problems: Iterable[Problem], *, people: bool = False) -> NoReturn:
    """Tell the problems and end."""
    found = list(problems)
    print_problems(found, people=people)
    sys.exit(exit_code(found))


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def heading(words: str) -> None:
    """A heading on stdout."""
    click.echo()
    click.secho(words, bold=True)
