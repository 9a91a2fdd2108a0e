"""What the public pages ask of a workspace.

Rule: looking changes nothing. The ledger stays open, for opening one looks through all of it; a send may run beside.
Letters are looked up in one of their own, so that whoever leaves never waits until a run has been looked through.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, Self, TypeVar

from composer.ledger import read_ledger
from composer.load import load_programme
from composer.pipeline import leaving
from composer.pipeline.books import known_runs, open_books, secret_of, var_of
from composer.pipeline.edition import UnreadableError, Workspace
from composer.pipeline.leaving import Standing
from composer.pipeline.web_version import Shelf, Version
from composer.problems import LedgerError, UsageError
from composer.render.theme import Theme, theme_of
from composer.settings import Settings
from composer.tokens import WebVersion


class Public:
    """A workspace as the public sees it, with the settings of when it was opened. Any thread may call its methods."""

    def __init__(self, workspace: Workspace) -> None:
        """Open it.

        Raises:
            UsageError: there is no `public_url`, or the secret cannot be used.
            UnreadableError: newsletter.yaml cannot be read.
            LedgerError: the ledger refuses, or the secret of its links is not here.
        """
        self.settings = _settings(workspace)
        self.url = _url(self.settings)
        self._secret = secret_of(workspace.root)
        self._kept = _Kept(workspace.root, open_books)
        self._shelf = _Kept(workspace.root, _shelf)
        self.check()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shelf.close()
        self._kept.close()

    @property
    def urls(self) -> frozenset[str]:
        """Where letters lead: the `public_url` of now, and those of every run. Raises as `check` does."""
        with self._kept.current() as ledger:
            return frozenset({self.url, *(run.letterhead.public_url for run in ledger.runs())} - {""})

    @property
    def theme(self) -> Theme:
        """The colours of the newsletter."""
        return theme_of(self.settings.brand.colour)

    def whose(self, token: str) -> str | None:
        """The key of the person whose link to unsubscribe has this token; None: nobody's."""
        return self._secret.read_unsubscribe(token)

    def check(self) -> None:
        """See whether people can leave now.

        Raises:
            LedgerError: the ledger refuses.
        """
        self.standing("")

    def standing(self, key: str) -> Standing:
        """How it stands with a person. Raises as `check` does."""
        with self._kept.current() as ledger:
            return leaving.standing(ledger, key)

    def leave(self, key: str, network: str, how: str, now: datetime) -> Standing | None:
        """Somebody leaves; how it stands then. None: it is not a network of theirs.

        Raises:
            LedgerError: the ledger refuses, and nothing was changed.
        """
        with self._kept.current() as ledger:
            done = leaving.leave(ledger, key, network, how, now)
            return leaving.standing(ledger, key) if done else None

    def choose(self, key: str, shown: Collection[str], stays: Collection[str], now: datetime) -> Standing | None:
        """Somebody stays on these of the networks they were shown. Answers and raises as `leave` does."""
        with self._kept.current() as ledger:
            done = leaving.choose(ledger, key, shown, stays, now)
            return leaving.standing(ledger, key) if done else None

    def come_back(self, key: str, network: str, now: datetime) -> Standing:
        """Somebody undoes what they did by their link, where it was their doing. Raises as `leave` does."""
        with self._kept.current() as ledger:
            leaving.come_back(ledger, key, network, now)
            return leaving.standing(ledger, key)

    def web_token(self, key: str, issue: int) -> str:
        """What in a link to the web version says whose letter of which issue to show."""
        return self._secret.web_token(key, issue)

    def is_web_token(self, token: str) -> bool:
        """Whether a link to the web version has this token."""
        return self._secret.read_web(token) is not None

    def web_version(self, token: str, issue: int | None) -> Version | WebVersion | None:
        """The letter that a link to the web version is for, or that of another issue to the same person.

        What was asked for, where they got no such letter; None: nobody's link. Raises as `check` does.
        """
        linked = self._secret.read_web(token)
        if linked is None:
            return None
        wanted = WebVersion(linked.key, issue or linked.issue)
        with self._shelf.current() as shelf:
            return shelf.version(wanted, self._secret, self.url) or wanted


def _settings(workspace: Workspace) -> Settings:
    programme, problems = load_programme(workspace.root)
    if programme is None:
        raise UnreadableError(problems)
    return programme.settings


def _url(settings: Settings) -> str:
    if not settings.public_url:
        raise UsageError(
            "newsletter.yaml has no public_url, so no letter leads to these pages. Write there how recipients reach "
            "this machine, like public_url: https://updates.example.org"
        )
    return settings.public_url


def _shelf(root: Path) -> Shelf:
    """The letters, in a ledger that only reads."""
    return Shelf(read_ledger(var_of(root), secret_of(root).fingerprint, known_runs(root)))


class _Closing(Protocol):
    def close(self) -> None: ...


Open = TypeVar("Open", bound=_Closing)


class _Kept(Generic[Open]):
    """What is open on a workspace's ledger; opened again where it failed or its file became another one."""

    def __init__(self, root: Path, opening: Callable[[Path], Open]) -> None:
        self._root = root
        self._opening = opening
        self._turn = Lock()
        self._open: Open | None = None
        self._file: tuple[int, int] | None = None

    @contextmanager
    def current(self) -> Iterator[Open]:
        """It, for one thread at a time.

        Raises:
            LedgerError: the ledger refuses.
        """
        with self._turn:
            if self._file != self._identity():
                self._shut()
            if self._open is None:
                self._open = self._opening(self._root)
                self._file = self._identity()
            try:
                yield self._open
            except LedgerError:
                self._shut()
                raise

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = (var_of(self._root) / "ledger.db").stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _shut(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def close(self) -> None:
        """Done with it."""
        with self._turn:
            self._shut()
