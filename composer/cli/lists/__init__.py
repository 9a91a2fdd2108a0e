"""`composer lists`: a module for each of its commands, or for two that belong together; imported when it is run."""

from __future__ import annotations

from typing import ClassVar

import click

from composer.cli.lazily import Lazily

# Each with where it is, and what it does.
_COMMANDS = {
    "show": ("show:show", "Show the lists there are, or who is on one."),
    "add": ("membership:add_command", "Put somebody on a list, or change what it says of them."),
    "remove": ("membership:remove_command", "Take somebody off a list."),
    "import": ("importing:import_command", "Have a spreadsheet take a list's place; first shown, then applied."),
    "export": ("exporting:export_command", "Write a list for a spreadsheet program."),
    "check": ("checking:check_command", "Tell what is wrong with the lists, and what may be."),
    "history": ("history:history_command", "Show what became of a list: every change, the newest first."),
    "undo": ("history:undo_command", "Undo a change of a list."),
    "suppress": ("suppress:suppress", "Send nothing more to an address."),
    "restore": ("suppress:restore", "Undo a suppression."),
    "forget": ("forget:forget", "Erase a person everywhere, and keep them out."),
    "what-about": ("what_about:what_about", "Tell all that is known about a person."),
}


class _Lists(Lazily):
    """The commands of lists."""

    where: ClassVar = {name: f"composer.cli.lists.{place}" for name, (place, _) in _COMMANDS.items()}
    told: ClassVar = {name: words for name, (_, words) in _COMMANDS.items()}


@click.group("lists", cls=_Lists)
def command() -> None:
    """Keep the networks' lists, and say who gets no letters.

    \b
    Examples:
      composer lists import send members.xlsx            what a spreadsheet would change
      composer lists import send members.xlsx --apply    have it take the list's place
      composer lists undo send                           undo that
    """
