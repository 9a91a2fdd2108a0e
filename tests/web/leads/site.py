"""The leads' pages served over HTTP, with a guard that takes anybody for who their cookie says they are."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from composer.pipeline.edition import Workspace
from composer.web import leads
from composer.web.headers import strictly
from composer.web.leads import Leads
from composer.web.leads.application import application
from composer.web.running import quiet
from composer.web.shell import POLICY, Shell
from composer.web.visitors import Visitor, admitted

FORMS = "what each form of a visitor brings along"
MANAGER = "manager@example.org"
LEADS: Mapping[str, frozenset[str]] = {
    "lead@example.org": frozenset({"heads"}),
    "other@example.org": frozenset({"data"}),
    "both@example.org": frozenset({"heads", "data"}),
    "nobody@example.org": frozenset(),
}
NETWORKS = """\
heads: {name: Heads of Service, leads: [lead@example.org]}
data: {name: Data Network, leads: [other@example.org]}
quiet: {name: Quiet Network}
all: {name: Everybody, includes: [heads, data]}
"""
HEADS = """\
email,name,organisation,role
ann@example.org,Ann Heath,Larkfleet Council,Head of SEND
bob@example.org,Bob Kaye,Oakhaven Council,Adviser
cy@example.net,Cy Ode,,
"""


def lead_programme(root: Path, heads: str = HEADS) -> Path:
    """A workspace with lists that leads keep."""
    for folder in ("issues", "recipients"):
        (root / folder).mkdir(parents=True)
    (root / "newsletter.yaml").write_text(
        "name: Weekly Update\nfrom: updates@example.org\nreply_to: manager@example.org\ntimezone: Europe/London\n"
    )
    (root / "recipients" / "networks.yaml").write_text(NETWORKS)
    (root / "recipients" / "heads.csv").write_text(heads, encoding="utf-8")
    (root / "recipients" / "data.csv").write_text("email,name\ndee@example.org,Dee\n")
    return root


class StandIn:
    """Believes the cookie; what a real guard would refuse is not its business."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            name = Request(scope).cookies.get("visitor", "").replace("%40", "@")
            if name not in LEADS and name != MANAGER and not name.startswith("lead-"):
                await PlainTextResponse("Who are you?", 403)(scope, receive, send)
                return
            own = LEADS.get(name, frozenset({"heads"}))
            visitor = Visitor(name, FORMS, name == MANAGER, frozenset() if name == MANAGER else own)
            await self._app(admitted(scope, visitor), receive, strictly(send, {"content-security-policy": POLICY}))


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """What a reader sees, on one line."""
        main = self.text.partition("<main")[2]
        return " ".join(unescape(re.sub("<[^>]*>", " ", main)).split())


@dataclass
class Site:
    root: Path
    port: int
    visitor: str = "lead@example.org"

    def as_(self, visitor: str) -> Site:
        return Site(self.root, self.port, visitor)

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}/lists"

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Cookie": f"visitor={quote(self.visitor)}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        try:
            connection.request(method, f"/lists{path}", body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, b"", **headers)

    def post(self, path: str, fields: Mapping[str, str], *, bringing: str = FORMS) -> Answer:
        body = urlencode({"token": bringing, **fields}).encode()
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> Answer:
        boundary = "0a1b2c3d4e5f"
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"token": FORMS, **fields}.items()
        ]
        shown = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{shown}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()])
        return self.ask("POST", path, body, Content_Type=f"multipart/form-data; boundary={boundary}")

    def followed(self, answer: Answer) -> Answer:
        """The page that an answer leads to."""
        assert answer.status == 303, (answer.status, answer.words)
        return self.get(answer.headers["Location"].removeprefix("/lists"))

    def followed_any(self, answer: Answer) -> Answer:
        """The page that an answer leads to, or is."""
        return self.followed(answer) if answer.status == 303 else answer

    def row(self, who: str, network: str = "heads") -> dict[str, str]:
        """The row of somebody as the list's page shows it now: what its forms carry along."""
        rows = [json.loads(unescape(found)) for found in _SHOWN.findall(self.get(f"/{network}/").text)]
        return next(row for row in rows if row["email"] == who)

    def correct(self, shown: Mapping[str, str], network: str = "heads", **cells: str) -> Answer:
        return self.post(f"/{network}/correct", form_of(shown, **cells))

    def add(self, network: str = "heads", **cells: str) -> Answer:
        return self.post(
            f"/{network}/add", form_of(dict.fromkeys(("email", "name", "organisation", "role"), ""), **cells)
        )

    def state(self) -> dict[str, str]:
        """A hash of every file of the workspace, by path."""
        return {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def list(self, network: str = "heads") -> str:
        return (self.root / "recipients" / f"{network}.csv").read_text(encoding="utf-8")


_SHOWN = re.compile(r'action="[^"]*/remove">.*?name="shown" value="([^"]*)"')


def form_of(shown: Mapping[str, str], **cells: str) -> dict[str, str]:
    """The fields of the form of a row, some of them typed otherwise."""
    typed = {f"cell-{at}": cells.get(name, cell) for at, (name, cell) in enumerate(shown.items())}
    return {"shown": json.dumps(dict(shown)), **typed}


@contextmanager
def served(root: Path) -> Iterator[Site]:
    """A server of the leads' pages of a workspace, in a thread of its own."""
    pages = application(Leads(Workspace.open(root), Shell(leads.FOLDER, "Weekly Update"), lambda: datetime.now(UTC)))
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    server = uvicorn.Server(quiet(StandIn(Starlette(routes=[Mount("/lists", pages)]))))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield Site(root, listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
