from __future__ import annotations

import asyncio
import http.client
import itertools
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.cli.conftest import Run, edit, running_in
from tests.cli.programme import small_programme
from tests.relays.running import running
from tests.relays.sink import EndOfSession, Odds, Sink, Taken, taken
from tests.web.conftest import Answer, Running, start

PATIENCE = 20  # seconds


@dataclass
class Form:
    """A form of the page: where it leads, and what its fields hold."""

    action: str
    fields: dict[str, str]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given["action"], {}))
        elif tag == "input" and given.get("type") not in ("radio", "checkbox"):
            self.found[-1].fields[given["name"]] = given.get("value", "")


@dataclass
class SendPage:
    """The page of sending an issue, as a browser has it, without one."""

    running: Running
    number: int

    @property
    def path(self) -> str:
        return f"/{self.number}/send/"

    def get(self, below: str = "") -> Answer:
        return self.running.get(self.path + below)

    def text(self, below: str = "") -> str:
        """What it says, without markup."""
        return words(self.get(below))

    def form(self, what: str) -> Form:
        """One of its forms, by the last part of where it leads."""
        forms = _Forms()
        forms.feed(self.get().body.decode())
        return next(form for form in forms.found if form.action.endswith(f"/send/{what}"))

    def post(self, form: Form, **filled: str) -> Answer:
        """The form as somebody sends it who filled in these fields."""
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=PATIENCE)
        body = urlencode(form.fields | filled)
        headers = {
            "Cookie": self.running.cookie,
            "Origin": f"http://127.0.0.1:{self.running.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request("POST", form.action, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    @contextmanager
    def stream(self) -> Iterator[http.client.HTTPResponse]:
        """The open stream of events."""
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=PATIENCE)
        connection.request("GET", f"{self.running.folder}{self.path}events", headers={"Cookie": self.running.cookie})
        try:
            yield connection.getresponse()
        finally:
            connection.close()

    def send(self, **filled: str) -> Answer:
        """Agree to what the page sums up."""
        return self.post(self.form("go"), typed=str(self.number), **filled)

    def until(self, said: str) -> str:
        """What the page says once it says this."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if said in (text := self.text()):
                return text
            time.sleep(0.05)
        raise AssertionError(f"it never said {said}: {text}")


def words(answer: Answer) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"<(title|script)\b.*?</\1>", "", answer.body.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


class Moody(Sink):
    """A relay that answers nothing while it holds its breath, and breaks off after the letters to some, which it takes.

    It breaks off once for each of them.
    """

    loses: frozenset[str] = frozenset()
    refusal = ""  # what it says to each body in the place of taking it

    def __init__(self, log: Path) -> None:
        super().__init__(log, keep=True)
        self.breathes = threading.Event()
        self.breathes.set()

    async def reply(self, said: bytes, writer: asyncio.StreamWriter) -> None:
        if self.refusal and said.startswith(b"250 2.0.0 taken"):
            pieces = [self.refusal[at : at + 400] for at in range(0, len(self.refusal), 400)]
            said = "".join(f"554-5.7.1 {piece}\r\n" for piece in pieces).encode() + b"554 5.7.1 no\r\n"
        await super().reply(said, writer)

    def take(self, sender: str, recipient: str, message: bytes) -> None:
        super().take(sender, recipient, message)
        assert self.breathes.wait(PATIENCE)
        if recipient in self.loses:
            self.loses -= {recipient}
            raise EndOfSession


@dataclass
class Desk:
    """A desk that runs, its workspace and the relay of that."""

    running: Running
    workspace: Path
    sink: Moody
    composer: Callable[..., Run]
    words: str  # of its issue

    def got(self, number: int) -> list[Taken]:
        """The letters of an issue's runs that the relay has taken."""
        return [letter for letter in taken(self.sink.log) if re.match(f"<{number}-[0-9]+[.]", letter.message_id)]

    def issue(self, number: int) -> Path:
        return self.workspace / "issues" / f"{number}.yaml"


def _write(sink_port: int, workspace: Path) -> None:
    settings = f"timezone: UTC\nrelay: smtp://127.0.0.1:{sink_port}\nmanagers: [boss@example.org]"
    edit(workspace / "newsletter.yaml", "timezone: UTC", settings)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    workspace = small_programme(folder / "workspace")
    with running(Moody(folder / "taken.jsonl")) as sink:
        assert isinstance(sink, Moody)
        _write(sink.port, workspace)
        started = start(workspace)
        issue = workspace / "issues" / "391.yaml"
        said = issue.read_text()
        issue.unlink()
        yield Desk(started, workspace, sink, running_in(workspace), said)
        started.end()


_numbers = itertools.count(400)


@pytest.fixture
def page(desk: Desk) -> Iterator[SendPage]:
    """The page of an issue of its own, of today; all else is as it was when the test is over."""
    number = next(_numbers)
    desk.issue(number).write_text(desk.words.replace("number: 391", f"number: {number}"))
    files = [desk.workspace / "newsletter.yaml", *(desk.workspace / "recipients").glob("*.csv")]
    before = {path: path.read_bytes() for path in files}
    yield SendPage(desk.running, number)
    desk.sink.odds, desk.sink.loses, desk.sink.refusal = Odds(), frozenset(), ""
    desk.sink.breathes.set()
    desk.issue(number).unlink()
    for path, content in before.items():
        path.write_bytes(content)
