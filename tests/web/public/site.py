"""`composer serve` as a process of its own, over a workspace with a run in its ledger."""

from __future__ import annotations

import hashlib
import http.client
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from composer.ledger import Ledger
from composer.model import Delivery, Letterhead, Part, Rendered, Run, State, Suppression
from composer.pipeline.books import open_books, secret_of
from composer.tokens import Secret
from tests.cli.conftest import ENVIRONMENT, copy_of_sample

HOST = "updates.example.org"  # of public_url in the sample's newsletter.yaml
NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
NETWORKS = {"dcs": "Directors of Children’s Services", "send": "SEND Network"}
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "0a1b2c3d4e5f"


def multipart(**fields: str) -> tuple[str, bytes]:
    """A form as multipart/form-data: its content type, and its bytes."""
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name.replace("_", "-")}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return f"multipart/form-data; boundary={BOUNDARY}", ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def heading(self) -> str:
        found = re.findall("<h1>(.*?)</h1>", self.text, re.DOTALL)
        assert len(found) == 1, self.text
        return str(found[0])


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who got a letter, with the link that stood in it."""

    key: str
    address: str
    token: str

    @property
    def link(self) -> str:
        return f"/u/{self.token}"


def run_of(issue: int, networks: Mapping[str, str] = NETWORKS) -> Run:
    letterhead = Letterhead(
        name="South East Improvement Update",
        sender="updates@example.org",
        answers_to="programme.manager@example.org",
        public_url=f"https://{HOST}",
        timezone="Europe/London",
        networks=networks,
    )
    return Run(issue, 1, "hash", letterhead, None, "smtp://localhost", NOW)


def delivery(key: str, address: str, networks: Iterable[str], state: State = State.QUEUED) -> Delivery:
    return Delivery(key, address, "", tuple(networks), 0, NOW, state)


@dataclass
class Site:
    """A workspace with 200 people in the run of an issue, each on two networks, and the server of it once started."""

    root: Path
    process: subprocess.Popen[str] | None = None
    port: int = 0
    _taken: int = 0
    _asked: list[str] = field(default_factory=list)

    @classmethod
    def make(cls, root: Path, networks: Mapping[str, str] = NETWORKS) -> Site:
        site = cls(copy_of_sample(root))
        people = (delivery(site.key(number), site.address(number), list(networks)) for number in range(_PEOPLE))
        with site.ledger() as ledger:
            ledger.begin(run_of(391, networks), [Rendered((Part(b"letter"),))], people)
        return site

    def ledger(self) -> Ledger:
        """The workspace's ledger, as another process opens it."""
        return open_books(self.root)

    @property
    def secret(self) -> Secret:
        return secret_of(self.root)

    def address(self, number: int) -> str:
        return f"reader-{number}@example.net"

    def key(self, number: int) -> str:
        return self.secret.person_key(self.address(number))

    def somebody(self) -> Reader:
        """A reader whom no other test has met."""
        assert self._taken < _PEOPLE
        self._taken += 1
        return self.reader(self._taken - 1)

    def reader(self, number: int) -> Reader:
        key = self.key(number)
        return Reader(key, self.address(number), self.secret.unsubscribe_token(key))

    def stranger(self) -> Reader:
        """Somebody with a link, of whom the ledger knows nothing."""
        self._taken += 1
        return self.reader(_PEOPLE + self._taken)

    def suppressed(self, reader: Reader) -> dict[str, Suppression]:
        """What the reader is suppressed by, by network."""
        with self.ledger() as ledger:
            return {suppression.network: suppression for suppression in ledger.suppressions(reader.key)}

    def start(self, *arguments: str) -> Site:
        """Start the server, and wait until it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "composer", "serve", "--port", "0", *arguments],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        self.port = int(line.rpartition(":")[2])
        return self

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command in the workspace, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "composer", *arguments],
            cwd=self.root,
            capture_output=True,
            encoding="utf-8",
            env=ENVIRONMENT,
            timeout=60,
        )

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | str | None = None, host: str = HOST, **headers: str
    ) -> Answer:
        """A request on a connection of its own, with these headers and no others."""
        self._asked.append(path)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body=body, headers={"Host": host, **sent})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def post(self, path: str, body: bytes | str = ONE_CLICK, kind: str = FORM, **headers: str) -> Answer:
        """A form sent; without a body, as a mail provider sends its user's one click."""
        return self.ask(path, method="POST", body=body, Content_Type=kind, **headers)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Stop it: how it ended, and all it printed but its first line."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(how)
        out, errors = self.process.communicate(timeout=20)
        return self.process.returncode, out + errors

    def end(self) -> None:
        """Stop it if it runs; it has told nobody's address, key or link."""
        if self.process is None:
            return
        _, printed = self.stop()
        self.process = None
        assert "Traceback" not in printed, printed
        secrets = [part for path in self._asked for part in re.split("[/?]", path) if len(part) > 25]
        assert not [word for word in ("@", *secrets) if word in printed], printed

    def state(self) -> dict[str, str]:
        """A hash of every file under var/, by path: what must not change when somebody only looks."""
        return {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((self.root / "var").rglob("*"))
            if path.is_file()
        }


_PEOPLE = 200
