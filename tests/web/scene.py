"""A workspace with something to see on every page of the web app, and both its servers.

The sample with its invented people: issue 390 was sent and 391 was not; of 390 some letters failed.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from playwright.sync_api import BrowserContext

from composer import clock
from composer.model import Outcome, State
from composer.pipeline.books import open_books, secret_of
from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.letters import render_issue
from composer.pipeline.mailing import deliveries_of, run_of
from composer.pipeline.public import Public
from composer.web.running import Server, quiet
from composer.web.serving import Served, application, here_of
from tests.cli.conftest import copy_of_sample, edit
from tests.web.conftest import Running, start

SENT, UNSENT = 390, 391
_ROWS = 8  # of each list: as many as show how a table looks
READERS = tuple(f"reader-{number}@example.net" for number in range(1, 7))  # each on three lists
# How letters ended that went wrong, in the order of the lists.
FAILED = (
    Outcome("", State.REJECTED, "550 5.1.1 No such person here"),
    Outcome("", State.IN_DOUBT, "the connection was lost after the final dot"),
    Outcome("", State.DEFERRED, "451 4.7.1 Try again later"),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who got issue 390."""

    leave: str
    read: str
    other: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The servers, and whom the public pages are looked at as: each of a few readers."""

    root: Path
    preview: Running
    public: str
    readers: tuple[Reader, ...]

    def address(self, path: str) -> str:
        """Where a browser finds a path of the desk and the lists, or `public:` and a path of the public pages."""
        where, _, below = path.rpartition("public:")
        if path.startswith("public:"):
            return f"{self.public}{below}"
        return f"http://127.0.0.1:{self.preview.port}{self.preview.folder}/{where}{below}"

    def let_in(self, context: BrowserContext) -> None:
        """Have a browser be the one that opened the address of the desk."""
        name, _, value = self.preview.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": self.preview.folder}])


@contextmanager
def scene(root: Path, spoil: Callable[[Path], None] = lambda _: None, reply: str = "") -> Iterator[Scene]:
    """The scene in a new workspace at `root`, which `spoil` may change first; `reply`: what a relay said."""
    copy_of_sample(root)
    for path in (root / "recipients").glob("*.csv"):
        path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:_ROWS]), encoding="utf-8")
    for name in ("dcs", "data", "send"):
        with (root / "recipients" / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{reader},,,\n" for reader in READERS)
    spoil(root)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        public = f"http://127.0.0.1:{listening.getsockname()[1]}"
        edit(root / "newsletter.yaml", "public_url: https://updates.example.org", f"public_url: {public}")
        readers = tuple(_sent(root, reply))
        preview = start(root, str(UNSENT))
        try:
            with _served(root, listening):
                yield Scene(root, preview, public, readers)
        finally:
            preview.end()


def _sent(root: Path, reply: str) -> Iterator[Reader]:
    """Send issue 390 without a relay."""
    addressed = address_issue(Workspace.open(root), SENT)
    secret, now = secret_of(root), clock.now()
    run = run_of(addressed, 1, "hash", "smtp://relay.example.org", now)
    with open_books(root) as ledger:
        books = ledger.begin(run, render_issue(addressed), deliveries_of(addressed, secret, now))
        claimed = list(books.claim(10_000, now).result())
        for at, delivery in enumerate(claimed):
            books.hand_over(delivery.key, now).result()
            failed = FAILED[at] if at < len(FAILED) else None
            state = failed.state if failed else State.ACCEPTED
            words = reply or (failed.reason if failed else "250 2.0.0 Ok: queued")
            books.settle(Outcome(delivery.key, state, words), now).result()
    for address in READERS:
        key = secret.person_key(address)
        yield Reader(
            f"/u/{secret.unsubscribe_token(key)}",
            f"/w/{secret.web_token(key, SENT)}",
            f"/w/{secret.web_token(key, 12)}",
        )


@contextmanager
def _served(root: Path, listening: socket.socket) -> Iterator[None]:
    told: list[str] = []
    workspace = Workspace.open(root)
    with Public(workspace) as public:
        served = Served(workspace, public, clock.now, told.append)
        server = Server(quiet(application(served, here_of(listening)), finishing=5))
        thread = Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()
    assert told == []
