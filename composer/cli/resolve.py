"""`composer resolve`."""

from __future__ import annotations

import click

from composer import clock
from composer.cli.show import count, json_option, needed_number_argument, with_workspace
from composer.pipeline.edition import Workspace
from composer.problems import UsageError


@click.command("resolve")
@needed_number_argument
@click.option(
    "--in-doubt",
    "doubts",
    type=click.Choice(["resend", "skip"]),
    help="Send them again, the same to the byte but for the DKIM signature, if its key was changed since; or leave "
    "them be.",
)
@click.option("--rejected", type=click.Choice(["resend"]), help="Try again whom the relay refused, once it would not.")
@json_option
@with_workspace
def command(workspace: Workspace, number: int, *, doubts: str | None, rejected: str | None, as_json: bool) -> None:
    """Settle letters that may or may not have arrived, or that were refused.

    In doubt: the relay broke off after the letter and before its answer. Look for the letters in its log, by
    their Message-ID; `composer status N` names the people. Who is sent it again may get it twice.

    \b
    Examples:
      composer resolve 391 --in-doubt resend
      composer resolve 391 --in-doubt skip
      composer resolve 391 --rejected resend
    """
    from composer.cli.balance import print_settled
    from composer.model import State
    from composer.pipeline.settling import held_books

    if not doubts and not rejected:
        raise UsageError("say what to settle: --in-doubt resend, --in-doubt skip, or --rejected resend")
    done = []
    with held_books(workspace, number, clock.now()) as books:
        if doubts:
            again = doubts == "resend"
            settled = books.resolve(State.QUEUED if again else State.CANCELLED, clock.now())
            done.append(f"{count(settled, 'letter')} in doubt {'to be sent again' if again else 'left be'}")
        if rejected:
            done.append(f"{count(books.retry(clock.now()), 'rejected letter')} to be tried again")
        print_settled(books, ", ".join(done), as_json=as_json)
