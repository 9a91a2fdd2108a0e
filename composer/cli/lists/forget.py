"""`composer lists forget`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from composer import clock
from composer.cli.asking import typed_again
from composer.cli.lists.people import may_name
from composer.cli.show import count, json_option, print_json, with_workspace
from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import Forgotten
from composer.pipeline.erasing import forget as forget_person
from composer.pipeline.telling import about, near
from composer.pipeline.traces import Spellings, Trace
from composer.pipeline.typed import is_same
from composer.problems import ComposerError, printable

_NAMED = 10  # commits


@click.command("forget")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_workspace
def forget(workspace: Workspace, address: str, *, yes: bool, as_json: bool) -> None:
    """Erase a person everywhere Composer writes, and keep them out.

    Lists, their history, the books, rehearsals and the backups that were made here no longer say who they are. What
    stays is a key that only this workspace's secret can make of the address: it keeps them out of every list, and the
    books balance. What else has the address, in your own files or in git, is told with its place.

    \b
    Exit codes: 0 nothing is left here, 1 places are left for you to edit, or were not reached,
    4 an issue is being sent to them: they get nothing more; do it again afterwards.

    \b
    JSON: key, already, erased{lists, history, letters, settled{state: count}, rehearsals, set_aside[], backups[]},
      left[{file, line, fix}], printed[], git{in_repository, commits[], tags[], packed[],
      fault}, unreachable[{what, why}]

    \b
    Examples:
      composer lists forget ann@example.org
    """
    address = address.strip()
    if not yes:
        _confirm(workspace, address)
    done = forget_person(workspace, address, clock.now())
    if as_json:
        print_json(_json(done, Spellings(address)))
    else:
        _print(done, address)
    if not done.is_complete:
        sys.exit(ComposerError.exit_code)


def _confirm(workspace: Workspace, address: str) -> None:
    """Show what is held, and have the address typed again.

    Raises:
        UsageError: it was typed otherwise.
    """
    held = about(workspace, address)
    click.echo(
        f"{count(len(held.lists), 'entry', 'entries')} in lists and their history, "
        f"{count(len(held.letters), 'letter')} in the books and {len(held.rehearsals):,} in rehearsals "
        "would be erased. This cannot be undone.",
        err=True,
    )
    if not (held.lists or held.letters):
        meant = near(workspace, address)
        if meant and sys.stderr.isatty():
            click.echo(
                f"Nobody of this address is on a list or was sent a letter. Is {printable(meant)} meant?", err=True
            )
    typed_again("Type the address again to erase the person", lambda typed: is_same(typed, address))


def _json(done: Forgotten, spellings: Spellings) -> dict[str, Any]:
    erased = done.erased
    return {
        "key": done.key,
        "already": done.already,
        "erased": {
            "lists": list(erased.lists),
            "history": erased.history,
            "letters": len(erased.letters),
            "settled": dict(Counter(one.after.value for one in erased.letters if one.after is not one.before)),
            "rehearsals": erased.rehearsals,
            "set_aside": list(erased.set_aside),
            "backups": list(erased.backups),
        },
        "left": [{"file": spellings.taken_out(one.file), "line": one.line, "fix": _fix(one)} for one in done.left],
        "printed": list(done.printed),
        "git": _git_json(done, spellings),
        "unreachable": [{"what": spellings.taken_out(one.what), "why": one.why} for one in done.unreached],
    }


def _git_json(done: Forgotten, spellings: Spellings) -> dict[str, Any]:
    git = done.git
    return {
        "in_repository": git.in_repository,
        "commits": list(git.commits),
        "tags": list(map(spellings.taken_out, git.tags)),
        "packed": list(map(spellings.taken_out, git.packed)),
        "fault": git.fault,
    }


def _print(done: Forgotten, address: str) -> None:
    who = printable(address) if may_name(False) else "The person"
    click.secho(f"{who} is forgotten, and stays out.", bold=True)
    if erased := list(_erased(done)):
        click.secho("Erased:", bold=True)
    for words in erased:
        click.echo(f"  {words}")
    if done.erased.is_nothing:
        click.echo(f"  {_nothing(done)} Whoever puts the address on a list again sends nothing to it.")
    spellings = Spellings(address)
    if done.left:
        click.secho(f"Left for you to edit ({count(len(done.left), 'place')}):", bold=True)
        for trace in done.left:
            click.echo(f"  {printable(_place(trace, spellings))}: {_fix(trace)}")
    click.secho("Out of Composer's reach:", bold=True)
    for words in _beyond(done, spellings):
        click.echo(f"  {printable(words)}")


def _nothing(done: Forgotten) -> str:
    """What to say where nothing was erased: that there was nothing only if all was looked through."""
    if not done.is_complete:
        return "Nothing was erased where that could be done; what is left is told below."
    if done.already:
        return "They were forgotten before, and nothing had to be erased."
    return "They were on no list and in no book: nothing had to be erased."


def _erased(done: Forgotten) -> Iterator[str]:
    erased = done.erased
    if erased.lists:
        yield f"the {'list' if len(erased.lists) == 1 else 'lists'} of {', '.join(erased.lists)}"
    if erased.history:
        yield f"{count(erased.history, 'entry', 'entries')} of the lists' history"
    if erased.letters:
        yield f"{count(len(erased.letters), 'letter')} in the books: no address, no name; the counts balance as before"
    for (before, after), letters in Counter((one.before, one.after) for one in erased.letters).items():
        if before is not after:
            yield f"  {count(letters, 'letter')}: {before.value} before, now {after.value}"
    if erased.rehearsals:
        yield f"{count(erased.rehearsals, 'letter')} of rehearsals and test copies"
    for name in erased.set_aside:
        yield f"what was set aside as {name}"
    for file in erased.backups:
        yield f"the backup {printable(file)}, which was written anew"


def _place(trace: Trace, spellings: Spellings) -> str:
    file = trace.file if may_name(False) else spellings.taken_out(trace.file)
    return f"{file}:{trace.line}" if trace.line else file


def _fix(trace: Trace) -> str:
    """What to do about a place."""
    file = trace.file
    if file == "recipients/networks.yaml":
        return "they lead a network; take them off its leads, and name somebody else"
    if file == "recipients/contacts.yaml":
        return "they are a contact; take the entry out, and where issues name it"
    if file == "newsletter.yaml":
        return "the settings name them; name somebody else"
    if file.startswith("issues/"):
        return "the programme's own words; edit them if they are to go"
    if file.startswith("var/outbox/"):
        return "letters to others print it; once nothing else here has it, rehearse again"
    return "edit or remove the file"


def _beyond(done: Forgotten, spellings: Spellings) -> Iterator[str]:
    for one in done.unreached:
        what = one.what if may_name(False) else spellings.taken_out(one.what)
        yield f"not reached: {what}: {one.why}"
    if not all(one.is_gone for one in done.unreached):
        yield "once what was not reached is mended, run the same command again"
    if done.printed:
        yield (
            f"what {', '.join(done.printed)} said to everybody has the address, and stays as it was sent: letters in "
            "inboxes say the same"
        )
    yield from _git(done)
    yield (
        "backups that were copied or moved elsewhere: throw them away. One that is restored here leaves them out, as "
        "long as var/ is not lost"
    )
    yield "letters in inboxes, the relay's logs, and copies of lists that people have: ask those who keep them"


def _git(done: Forgotten) -> Iterator[str]:
    git = done.git
    if git.commits:
        named = ", ".join(commit[:12] for commit in git.commits[:_NAMED])
        more = f" and {len(git.commits) - _NAMED:,} more" if len(git.commits) > _NAMED else ""
        yield (
            f"git: the address stands in {count(len(git.commits), 'commit')} ({named}{more}). Composer rewrites no "
            "history: see `git filter-repo --replace-text`, then push with "
            "--force and have everybody clone again"
        )
    elif git.in_repository and not (git.fault or git.tags):
        yield "git: no commit here holds the address; look at other clones and branches that were never fetched"
    if git.tags:
        yield f"git: these tags say the address: {', '.join(git.tags)}. Delete them here and where they were pushed"
    if git.packed:
        yield (
            f"git: packed files in the history were not looked through: {', '.join(git.packed)}. See who is in them: "
            "git log --all -- FILE"
        )
