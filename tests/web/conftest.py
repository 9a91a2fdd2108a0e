from __future__ import annotations

import http.client
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.cli.conftest import ENVIRONMENT, SAMPLE, copy_of_sample
from tests.inbox.chromium import chromium
from tests.programs import NODE

PICTURE = r'(?<=")picture/[^"]+'  # in the HTML of a letter in the frame
AXE = NODE / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return copy_of_sample(tmp_path / "workspace")


def add_template(workspace: Path, words: str) -> Path:
    """A templates folder that comes all at once: our text template with more words at its end."""
    coming = workspace / "coming"
    coming.mkdir()
    ours = (SAMPLE / "templates" / "edition.txt.j2").read_text(encoding="utf-8")
    (coming / "edition.txt.j2").write_text(f"{ours}{words}\n", encoding="utf-8")
    return coming.rename(workspace / "templates") / "edition.txt.j2"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Stream:
    """An open stream of events."""

    connection: http.client.HTTPConnection
    answer: http.client.HTTPResponse

    def version(self) -> int:
        """The next version it tells."""
        while True:
            line = self.answer.readline()
            assert line, "the stream has ended"
            assert not line.startswith(b": still here"), "nothing was told until the heartbeat"
            if line.startswith(b"data: "):
                return int(line[6:])


@dataclass
class Running:
    """`composer preview`, a process of its own, and what a browser with its cookie gets from it."""

    process: subprocess.Popen[str]
    address: str
    _cookie: str = field(default="", repr=False)
    _streams: list[Stream] = field(default_factory=list)

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def folder(self) -> str:
        """The path that all of it is under, which nobody else knows."""
        return urlsplit(self.address).path.rstrip("/")

    @property
    def home(self) -> str:
        """The address that is left when the token is spent."""
        return self.address.partition("?")[0]

    def ask(self, path: str, *, method: str = "GET", folder: str | None = None, **headers: str) -> Answer:
        """A request for a path in the folder, with these headers and no others but Host, on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, f"{self.folder if folder is None else folder}{path}", headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    @property
    def cookie(self) -> str:
        """The cookie, for which the token is exchanged once."""
        if not self._cookie:
            answer = self.ask(f"/?{urlsplit(self.address).query}")
            self._cookie = answer.headers["Set-Cookie"].split(";")[0]
        return self._cookie

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask(path, Cookie=self.cookie, **headers)

    def letter(self, path: str = "/letter") -> str:
        """What stands in the frame."""
        return self.get(path).body.decode()

    def stream(self) -> Stream:
        """The open stream of events."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", f"{self.folder}/events", headers={"Cookie": self.cookie})
        self._streams.append(Stream(connection, connection.getresponse()))
        return self._streams[-1]

    def close_streams(self) -> None:
        """As a page does that is closed."""
        while self._streams:
            stream = self._streams.pop()
            stream.answer.close()
            stream.connection.close()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=20)

    def end(self) -> None:
        """Stop it if it still runs; it has never printed a traceback, nor an address."""
        self.close_streams()
        if self.process.poll() is None:
            self.process.terminate()
        _, errors = self.process.communicate(timeout=20)
        assert "Traceback" not in errors, errors
        assert "@" not in errors, errors


def start(workspace: Path, *arguments: str) -> Running:
    """The command started in the workspace."""
    process = subprocess.Popen(
        [sys.executable, "-m", "composer", "preview", *arguments, "--no-open"],
        cwd=workspace,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert process.stdout
    return Running(process, process.stdout.readline().rpartition(" ")[2].strip())


@pytest.fixture
def preview(workspace: Path) -> Iterator[Callable[..., Running]]:
    """Start the command in the workspace; it is stopped at the end."""
    started: list[Running] = []

    def run(*arguments: str) -> Running:
        started.append(start(workspace, *arguments))
        return started[-1]

    yield run
    for running in started:
        running.end()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Issue 391 of a workspace that nobody changes; its token is spent."""
    running = start(copy_of_sample(tmp_path_factory.mktemp("shown") / "workspace"), "391")
    assert running.cookie
    yield running
    running.end()


# For a module, not the session: see tests/inbox/conftest.py.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 860})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
