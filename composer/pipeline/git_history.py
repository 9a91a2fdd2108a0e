"""Which commits and tags of a repository hold an address: Composer looks, and rewrites no history.

Rule: nothing that a repository's settings name is run: no textconv, no hook, no pager, no fetch. Git sees text as
it stands: files in the history that are packed or mail are named as not looked through.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from composer.pipeline.traces import Spellings

_PATIENCE = 120  # seconds for all of a history
_SAFE = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat",
    "-c", "log.showSignature=false", "-c", "core.quotePath=false", "-c", "log.mailmap=false",
    "-c", "protocol.allow=never",
)  # fmt: skip
_LOG = (
    "log", "--all", "--reflog", "-m", "--text", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color",
    "--encoding=UTF-8",
)  # fmt: skip
_TAGS = ("for-each-ref", "--format=%(refname:strip=2) %(taggername) %(taggeremail) %(contents)%00", "refs/tags")
_PACKED = ("xlsx", "xlsm", "xls", "ods", "numbers", "docx", "zip", "gz", "tgz", "bz2", "xz", "7z", "rar", "zst", "pdf",
           "eml", "mbox", "msg")  # fmt: skip
_MOST_NAMES = 20  # files that are named as not looked through


@dataclass(frozen=True, slots=True)
class GitHistory:
    """What git knows. `commits` change what holds the address, or name it; newest first. `fault`: why nobody knows.

    `tags` say it in their names or messages. `packed` are files of the history into which git does not look.
    """

    in_repository: bool
    commits: tuple[str, ...] = ()
    fault: str = ""
    tags: tuple[str, ...] = ()
    packed: tuple[str, ...] = ()


def commits_with(root: Path, spellings: Spellings) -> GitHistory:
    """The commits, stashes included, in which the address stands."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return GitHistory(in_repository=False)
    git = shutil.which("git")
    if git is None:
        return GitHistory(in_repository=True, fault="git is not installed here")
    either = "|".join(_escaped(form) for form in spellings.forms)
    try:
        changed = _asked(git, root, *_LOG, "-i", f"-G{either}", "--format=%H").split()
        told = _asked(git, root, *_LOG, "--no-patch", "--format=%x00%H %an %ae %cn %ce %B").split("\0")
        named = _asked(
            git, root, *_LOG, "--full-history", "--format=%H", "--no-patch", "--", *map(_named, spellings.forms)
        )
        tags = _asked(git, root, *_TAGS).split("\0")
        packed = _packed(git, root)
    except _Unanswered as fault:
        return GitHistory(in_repository=True, fault=str(fault))
    naming = [entry.split(" ", 1)[0] for entry in told if any(spellings.in_text(entry))]
    tagged = [entry.lstrip("\n").split(" ", 1)[0] for entry in tags if any(spellings.in_text(entry))]
    commits = tuple(dict.fromkeys([*changed, *naming, *named.split()]))
    return GitHistory(in_repository=True, commits=commits, tags=tuple(tagged), packed=packed)


def _packed(git: str, root: Path) -> tuple[str, ...]:
    """Files of all the history into which git does not look, by their endings; the first of them."""
    endings = [f":(top,icase)*.{ending}" for ending in _PACKED]
    names = _asked(git, root, *_LOG, "--full-history", "--name-only", "-z", "--format=", "--", *endings)
    return tuple(sorted({name.strip("\n") for name in names.split("\0")} - {""}))[:_MOST_NAMES]


def _named(form: str) -> str:
    """All paths in which a form of the address stands, for git."""
    escaped = re.sub(r"([*?\[\\])", r"\\\1", form)
    return f":(top,icase)*{escaped}*"


def _escaped(form: str) -> str:
    """A form of the address as a POSIX extended expression; between two characters UTF-16 has a zero."""
    return "[^ -~]?".join(re.sub(r"[.^$*+?()\[{\\|]", r"\\\g<0>", sign) for sign in form)


class _Unanswered(Exception):
    """Git did not say; why is the message."""


def _asked(git: str, root: Path, *wanted: str) -> str:
    """What git says, asked this.

    Raises:
        _Unanswered: it took too long, or cannot be read.
    """
    quiet = subprocess.DEVNULL
    command = (git, "--no-pager", "--no-optional-locks", *_SAFE, "-C", str(root), *wanted)
    try:
        asked = subprocess.run(  # noqa: S603 – git itself, no shell
            command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, env=_environment(), timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise _Unanswered(f"git had not looked through it all in {_PATIENCE} seconds") from None
    if asked.returncode:
        raise _Unanswered(f"git ended with {asked.returncode}; see what `git log --all` says")
    return asked.stdout.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """The machine's, but for what would have git work elsewhere or ask somebody."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C.UTF-8"}
