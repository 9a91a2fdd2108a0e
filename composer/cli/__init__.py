"""The command line: arguments in, exit code out. Each command is a module, imported only when it is run."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import ClassVar

import click

from composer import __version__
from composer.cli.lazily import Lazily
from composer.problems import ComposerError, UsageError, printable

_COMMANDS = {
    "init": "Start a workspace.",
    "new": "Begin next week's issue.",
    "compose": "Show an edition as a list, with the reason for each reminder and tool.",
    "check": "Tell every problem of an issue.",
    "render": "Write an edition as HTML, text and e-mail files.",
    "preview": "Show an edition in the browser, and again whenever you save.",
    "audience": "Show who gets an issue.",
    "approve": "Record that you approve an issue as it is.",
    "send": "Send an issue to everybody on its networks.",
    "status": "Show the books of a run: every state and its count.",
    "resolve": "Settle letters that may or may not have arrived.",
    "cancel": "Stop a run for good.",
    "backup": "Put the ledger, its receipts and the secret into a file.",
    "restore": "Put a backup in the place of a ledger that is lost.",
    "rebuild": "Make a lost ledger again from its receipts.",
    "doctor": "Look for what would keep a send from working: settings, machine, relay, DNS.",
    "lists": "Keep the lists: import, export, add, remove, undo; who gets nothing; forget somebody.",
    "serve": "Serve the pages that letters lead to: to unsubscribe, and to read on the web.",
    "schema": "Print JSON Schema, for editors.",
}


# How many objects more between two looks for garbage: nearly all that a command makes it keeps, as people of a list.
_GARBAGE = (50_000, 20, 20)


class _Commands(Lazily):
    """The commands, each in the module of its name."""

    where: ClassVar = {name: f"composer.cli.{name}:command" for name in _COMMANDS}
    told: ClassVar = _COMMANDS

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        # What is imported stays: looking for garbage among it would take time from a short command.
        gc.disable()
        command = super().get_command(ctx, cmd_name)
        gc.freeze()
        gc.enable()
        gc.set_threshold(*_GARBAGE)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="the folder you are in",
    help="The workspace's folder, or one inside it.",
)
@click.version_option(__version__, prog_name="composer")
@click.pass_context
def composer(ctx: click.Context, workspace: Path) -> None:
    """Compose a weekly newsletter from plain files, and send one copy to each person.

    \b
    A week:
      composer new            next week's issue file
      composer check 391      what is wrong with it
      composer compose 391    what it holds, and why
      composer send 391       send it

    \b
    Exit codes: 0 fine, 1 the data has errors, 2 wrong usage or settings,
    3 sending is incomplete, 4 the ledger refuses.
    """
    ctx.obj = workspace


def main() -> None:
    """Run the command line; every failure a user can meet ends in a sentence, never a traceback."""
    try:
        composer(prog_name="composer", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("composer: stopped", err=True)
        sys.exit(UsageError.exit_code)
    except ComposerError as error:
        click.echo(printable(f"composer: {error}"), err=True)
        sys.exit(error.exit_code)
    except OSError as error:  # a full disk, a folder that may not be written
        click.echo(printable(f"composer: {error.filename or 'the disk'}: {error.strerror}"), err=True)
        sys.exit(UsageError.exit_code)
