from __future__ import annotations

import hashlib
import http.client
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.cli.conftest import ENVIRONMENT, SAMPLE, copy_of_sample
from tests.inbox.chromium import chromium
from tests.programs import NODE

PICTURE = r'(?<=")picture/[^"]+'  # in the HTML of a letter in the frame
AXE = NODE / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A workspace of one test alone."""
    return copy_of_sample(tmp_path / "workspace")


@pytest.fixture
def workspace(alone: Path) -> Path:
    return alone


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
    workspace: Path
    _cookie: str = field(default="", repr=False)
    _token: str = field(default="", repr=False)
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
        """The address of issue 391, which is left when the token is spent."""
        return f"{self.address.partition('?')[0]}391/"

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

    @property
    def token(self) -> str:
        """What the forms of its pages bring along."""
        if not self._token:
            self._token = re.findall(r'name="token" value="([^"]+)"', self.get("/391/readers").body.decode())[0]
        return self._token

    def post(self, path: str, **fields: str) -> Answer:
        """What a form of its pages is answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Cookie": self.cookie,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
        }
        try:
            connection.request("POST", f"{self.folder}{path}", urlencode({"token": self.token, **fields}), headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def fragment(self, path: str) -> str:
        """A part of a page, as a page that follows gets it."""
        return self.get(path, **{"HX-Request": "true"}).body.decode()

    def letter(self, path: str = "/391/letter") -> str:
        """What stands in the frame."""
        return self.get(path).body.decode()

    def stream(self, number: int = 391) -> Stream:
        """The open stream of an issue's events."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", f"{self.folder}/{number}/events", headers={"Cookie": self.cookie})
        self._streams.append(Stream(connection, connection.getresponse()))
        return self._streams[-1]

    def close_streams(self) -> None:
        """As a page does that is closed."""
        while self._streams:
            stream = self._streams.pop()
            stream.answer.close()
            stream.connection.close()

    def put_back(self, files: Mapping[Path, bytes]) -> None:
        """Have these files in the workspace and no others, and the server know it before anything else happens."""
        for path in sorted(self.workspace.rglob("*"), reverse=True):
            if not (path in files or any(path in one.parents for one in files)):
                path.unlink() if path.is_symlink() or not path.is_dir() else path.rmdir()
        for path, content in files.items():
            if not path.is_file() or path.read_bytes() != content:
                path.unlink(missing_ok=True)
                path.write_bytes(content)
        self.settle()

    def settle(self) -> None:
        """Return when the server knows every file as it is now: as of a save on the desk, it does when it answers."""
        issue = (self.workspace / "issues" / "391.yaml").read_bytes()
        version = hashlib.sha256(issue).hexdigest()
        assert self.post("/391/text", version=version, text=issue.decode()).status == 200

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
    return Running(process, process.stdout.readline().rpartition(" ")[2].strip(), workspace)


@pytest.fixture
def preview(alone: Path) -> Iterator[Callable[..., Running]]:
    """Start the command in the workspace of the test alone; it is stopped at the end."""
    started: list[Running] = []

    def run(*arguments: str) -> Running:
        started.append(start(alone, *arguments))
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


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Issue 391 of a workspace that `edited` puts back after each test."""
    running = start(copy_of_sample(tmp_path_factory.mktemp("followed") / "workspace"), "391")
    assert running.cookie
    yield running
    running.end()


@pytest.fixture
def edited(followed: Running) -> Iterator[Running]:
    """Issue 391 of a workspace whose files the test may do anything with."""
    files = {path: path.read_bytes() for path in followed.workspace.rglob("*") if path.is_file()}
    yield followed
    followed.close_streams()
    followed.put_back(files)


# For the tests of these folders, none of which calls asyncio.run() itself: see tests/inbox/conftest.py.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 860})
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def let_in(context: BrowserContext, running: Running) -> None:
    """Give a browser the cookie, as if it had opened the address."""
    name, _, value = running.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"{running.home.removesuffix('391/')}"}])
