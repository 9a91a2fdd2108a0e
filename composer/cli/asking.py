"""What a command that cannot be undone asks first, and what it refuses."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from composer.cli.show import exit_code, print_json, print_problems, problems_json
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.problems import UsageError, has_errors, printable

UNATTENDED = "--yes answers where there is nobody to ask"


Day = Callable[[Addressed], datetime.date | None]  # the one on which readers are about to get an issue, if any


def sound_issue(workspace: Workspace, number: int, day: Day, refusal: str, *, as_json: bool) -> Addressed:
    """The issue, checked as for that day and its problems told; one with errors ends the command with `refusal`."""
    from composer.pipeline.checking import checked
    from composer.pipeline.share_left import who_left_if_known

    addressed = address_issue(workspace, number, who_left_if_known(workspace.root))
    problems = checked(addressed, day(addressed), to_send=True)
    print_problems(problems)
    if has_errors(problems):
        if as_json:
            print_json(problems_json(problems))
        click.echo(f"Issue {number} has errors: {refusal}.", err=True)
        sys.exit(exit_code(problems))
    return addressed.before_suppression()


def confirm(number: int, purpose: str, questions: Sequence[str] = ()) -> None:
    """Have every question answered, then the issue's number typed.

    Raises:
        UsageError: the answer was another.
    """
    for question in questions:
        agree(question)
    typed_again(f"Type {number} {purpose}", lambda typed: typed == str(number))


def agree(question: str, otherwise: str = UNATTENDED) -> None:
    """Have a question answered with yes; `otherwise` is what to do where nobody answers.

    Raises:
        UsageError: the answer was another.
    """
    with _answered(otherwise):
        agreed = click.confirm(printable(question), err=True)
    _refuse_unless(agreed)


def typed_again(wanted: str, is_so: Callable[[str], bool]) -> None:
    """Have typed what is about to be done, or to whom.

    Raises:
        UsageError: it was typed otherwise.
    """
    with _answered(UNATTENDED):
        typed = click.prompt(wanted, err=True, default="", show_default=False)
    _refuse_unless(is_so(typed.strip()))


def _refuse_unless(agreed: bool) -> None:
    if not agreed:
        raise UsageError("not confirmed; nothing was done")


@contextmanager
def _answered(otherwise: str) -> Iterator[None]:
    try:
        yield
    except click.Abort as error:
        raise UsageError(f"nobody answered; nothing was done. {otherwise}") from error
