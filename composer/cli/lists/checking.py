"""`composer lists check`."""

from __future__ import annotations

import sys

import click

from composer.cli.lists.people import how_many, people_option, print_remarks, remarks_json
from composer.cli.show import count, exit_code, json_option, print_json, print_problems, with_workspace
from composer.pipeline.edition import Workspace
from composer.pipeline.list_checks import Checked, check_lists
from composer.pipeline.listing import Lists


@click.command("check")
@click.argument("network", required=False)
@people_option
@json_option
@with_workspace
def check_command(workspace: Workspace, network: str | None, *, people: bool, as_json: bool) -> None:
    """Tell what is wrong with the lists, and what may be: faults, likely typos, people who stand there twice.

    \b
    JSON: lists[{network, people, suppressed}], null where a list cannot be
      read; problems[], with --people also with their address and meant

    \b
    Examples:
      composer lists check
      composer lists check send
    """
    lists = Lists.open(workspace)
    networks = (lists.known(network),) if network is not None else lists.with_lists()
    checked = check_lists(lists, networks)
    problems = [problem for one in checked for problem in one.problems]
    remarks = [remark for one in checked for remark in one.remarks]
    if as_json:
        print_json(
            {"lists": [_json(one) for one in checked], "problems": remarks_json(problems, remarks, people=people)}
        )
    else:
        for one in checked:
            click.echo(_words(one))
        print_problems(problems, people=people)
        print_remarks(remarks, people=people)
    sys.exit(exit_code(problems))


def _json(one: Checked) -> dict[str, object]:
    told = {"people": one.people, "suppressed": one.suppressed} if one.is_readable else _UNKNOWN
    return {"network": one.network, **told}


_UNKNOWN = {"people": None, "suppressed": None}


def _words(one: Checked) -> str:
    found = (
        count(len(one.problems) + len(one.remarks), "remark") if one.problems or one.remarks else "nothing to remark"
    )
    people = how_many(one.people, one.suppressed) if one.is_readable else "cannot be read"
    return f"{one.network}: {people}; {found}"
