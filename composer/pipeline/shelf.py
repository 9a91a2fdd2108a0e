"""What stands on the shelf: the issues of a workspace by their numbers."""

from __future__ import annotations

from composer.load import load_programme
from composer.pipeline.edition import Workspace
from composer.problems import UsageError


def number_to_open(workspace: Workspace, number: int | None) -> int | None:
    """The issue of this number, or the newest; None where there is none yet. It need not be readable.

    Raises:
        UsageError: there is no such issue.
    """
    reads, _ = workspace.shelf.read()
    newest = reads[-1].number if reads else None
    if number is None:
        return newest
    if any(read.number == number for read in reads):
        return number
    if newest is None:
        raise UsageError("there is no issue yet. Begin one with: composer new")
    raise UsageError(f"there is no issues/{number}.yaml; the newest issue is {newest}")


def name_of(workspace: Workspace) -> str:
    """What the newsletter is called; "Composer" while newsletter.yaml cannot be read."""
    programme, _ = load_programme(workspace.root)
    return programme.settings.name if programme else "Composer"
