"""Which commits of a repository hold an address: Composer looks, and rewrites no history.

Rule: nothing that a repository's settings name is run: no textconv, no hook, no pager, no fetch.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from composer.pipeline.traces import Spellings

_PATIENCE = 120  # seconds for all of a history
_SAFE = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat",
    "-c", "log.showSignature=false", "-c", "log.mailmap=false", "-c", "protocol.allow=never",
)  # fmt: skip
_WHOLE = ("--all", "--reflog", "-m", "--text", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color")


@dataclass(frozen=True, slots=True)
class History:
    """What git knows. `commits` change what holds the address, or name it; newest first. `fault`: why nobody knows."""

    in_repository: bool
    commits: tuple[str, ...] = ()
    fault: str = ""


def commits_with(root: Path, spellings: Spellings) -> History:
    """The commits, stashes included, in which the address stands."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return History(in_repository=False)
    git = shutil.which("git")
    if git is None:
        return History(in_repository=True, fault="git is not installed here")
    either = "|".join(_escaped(form) for form in spellings.forms)
    try:
        changed = asyncio.run(_log(git, root, "-i", f"-G{either}", "--format=%H"))
        told = asyncio.run(_log(git, root, "--no-patch", "--format=%x00%H %an %ae %cn %ce %B"))
    except _Unanswered as fault:
        return History(in_repository=True, fault=str(fault))
    naming = [entry.split(" ", 1)[0] for entry in told.split("\0") if any(spellings.in_text(entry))]
    return History(in_repository=True, commits=tuple(dict.fromkeys([*changed.split(), *naming])))


def _escaped(form: str) -> str:
    """A form of the address as a POSIX extended expression."""
    return re.sub(r"([.^$*+?()\[{\\|])", r"\\\1", form)


class _Unanswered(Exception):
    """Git did not say; why is the message."""


async def _log(git: str, root: Path, *wanted: str) -> str:
    """What `git log` says, of every ref.

    Raises:
        _Unanswered: it took too long, or cannot be read.
    """
    quiet = asyncio.subprocess.DEVNULL
    arguments = ("--no-pager", "--no-optional-locks", *_SAFE, "-C", str(root), "log", *_WHOLE, *wanted)
    asked = await asyncio.create_subprocess_exec(
        git, *arguments, stdin=quiet, stdout=asyncio.subprocess.PIPE, stderr=quiet, env=_environment()
    )
    try:
        said, _ = await asyncio.wait_for(asked.communicate(), _PATIENCE)
    except TimeoutError:
        asked.kill()
        await asked.wait()
        raise _Unanswered(f"git had not looked through it all in {_PATIENCE} seconds") from None
    if asked.returncode:
        raise _Unanswered(f"git ended with {asked.returncode}; see what `git log --all` says")
    return said.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """The machine's, but for what would have git work elsewhere or ask somebody."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C.UTF-8"}
