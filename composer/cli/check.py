"""`composer check`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

import click

from composer import clock
from composer.cli.show import (
    exit_code,
    json_option,
    number_argument,
    print_json,
    print_problems,
    problems_json,
    tally,
    with_workspace,
)
from composer.collector import without_last_collection
from composer.model import Answer
from composer.pipeline.checking import AskLinks, check_all, checked
from composer.pipeline.edition import Addressed, UnreadableError, Workspace, address_issue
from composer.pipeline.share_left import who_left_if_known
from composer.problems import Problem


@click.command("check")
@number_argument
@click.option("--all", "every", is_flag=True, help="Check every issue.")
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@click.option("--links", "follow", is_flag=True, help="Follow the links, and tell those that lead nowhere.")
@click.option("--format", "form", type=click.Choice(["github"]), help="Print annotations for a pull request on GitHub.")
@json_option
@with_workspace
def command(
    workspace: Workspace,
    number: int | None,
    *,
    every: bool,
    strict: bool,
    follow: bool,
    form: str | None,
    as_json: bool,
) -> None:
    """Tell every problem of an issue and of what it depends on.

    Without a number, the newest issue.

    \b
    Examples:
      composer check 391
      composer check 391 --links
      composer check --all --strict
      composer check --all --format github
    """
    without_last_collection()
    if every and number is not None:
        raise click.UsageError("Give a number or --all, not both.")
    if form and as_json:
        raise click.UsageError("Give --json or --format github, not both.")
    problems = _problems(workspace, number, every=every, follow=follow)
    if as_json:
        print_json(problems_json(problems))
    if form:
        _annotate(workspace, problems)
    else:
        print_problems(problems)
    if not as_json:
        click.echo(tally(problems))
    sys.exit(exit_code(problems, strict=strict))


def _problems(workspace: Workspace, number: int | None, *, every: bool, follow: bool) -> list[Problem]:
    left, ask = who_left_if_known(workspace.root), _asker(workspace) if follow else _ask_nobody
    try:
        if every:
            return list(check_all(workspace, left, ask))
        addressed = address_issue(workspace, number, left)
        return list(checked(addressed, answers=ask(addressed)))
    except UnreadableError as error:
        return error.problems


def _asker(workspace: Workspace) -> AskLinks:
    from composer.pipeline.dead_links import LinkAsker

    asker = LinkAsker(workspace.root, clock.now())
    return lambda addressed: asker.ask(addressed.edition, addressed.composed.programme.settings)


def _ask_nobody(_: Addressed) -> Mapping[str, Answer]:
    return {}


def _annotate(workspace: Workspace, problems: Iterable[Problem]) -> None:
    from composer.cli.github import annotation, folder_in_repository

    folder = folder_in_repository(workspace.root)
    for problem in problems:
        click.echo(annotation(problem, folder))
