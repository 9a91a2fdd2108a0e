"""A workspace that holds one person in every way there is, and a search that shares nothing with Composer's own."""

from __future__ import annotations

import asyncio
import base64
import gzip
import quopri
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from composer.lists import Doing, ListKeeper, joined
from composer.pipeline.books import secret_of
from composer.pipeline.edition import Workspace
from composer.pipeline.keeping import back_up
from composer.pipeline.leaving import suppress_address
from composer.pipeline.sign_in import SignIn
from composer.render import text_of
from composer.sessions import Realm
from tests.cli.conftest import Run
from tests.cli.programme import NOW
from tests.relays.sink import Sink

ANN = "ann@example.org"
NAME = "Ann Heath"


def key_of_ann(workspace: Path) -> str:
    return secret_of(workspace).person_key(ANN)


def with_ann_everywhere(workspace: Path, composer: Callable[..., Run], sink: Sink, backup: Path) -> None:
    """Lists in two spellings with a history, a run sent for real, a rehearsal, test copies, a sign-in, a backup, and
    what killed processes leave behind."""
    heads = workspace / "recipients" / "heads.csv"
    heads.write_text(heads.read_text().replace(ANN, "Ann@Example.ORG"))
    opened = Workspace.open(workspace)
    for network, address in (("data", ANN), ("heads", "Ann@Example.ORG")):
        row = {"email": address, "role": "Head of Data"}
        ListKeeper(workspace).edit(network, Doing("lead", "add", NOW), partial(joined, row=row))
    suppress_address(opened, ANN, "data", "Ann Heath rang", NOW)
    assert composer("send", "391", "--yes").returncode == 0
    assert composer("send", "391", "--yes", "--test", ANN).returncode == 0
    sent = composer("send", "391", "--relay", f"smtp://127.0.0.1:{sink.port}", "--wait", "0", "--yes")
    assert sent.returncode == 0, sent.stderr
    sign_in(workspace)
    back_up(opened, backup)
    leave_behind(workspace)


def sign_in(workspace: Path) -> None:
    """A letter to sign in, a link that was used, its session, and a link that was not; since then no lead any more."""
    networks = workspace / "recipients" / "networks.yaml"
    text = networks.read_text(encoding="utf-8")
    networks.write_text(f"{text}\nanns: {{name: Ann's, leads: [{ANN}]}}\n", encoding="utf-8")
    told: list[str] = []
    signing_in = SignIn(workspace, lambda: NOW, told.append)
    for _ in range(2):
        asyncio.run(signing_in.ask(Realm.LISTS, ANN, "browser"))
        [letter] = (workspace / "var" / "outbox" / "sign-in").glob("*.eml")
        link = link_in(letter.read_bytes())
    assert signing_in.come_in(Realm.LISTS, link, "browser", "")
    networks.write_text(text, encoding="utf-8")
    half = letter.with_name(f".{letter.name}.killed")
    half.write_bytes(letter.read_bytes())


def link_in(letter: bytes) -> str:
    """The value of the link that a letter to sign in brings."""
    [link] = re.findall(r"/sign-in/([\w-]{43})\n", text_of(letter))
    return str(link)


def leave_behind(workspace: Path) -> None:
    """What killed processes, and a ledger that was once damaged, leave."""
    var, key = workspace / "var", key_of_ann(workspace)
    (staging := var / ".backup.killed").mkdir()
    shutil.copyfile(var / "ledger.db", staging / "ledger.db")
    shutil.copyfile(var / "ledger.db", var / "ledger.db.damaged-1")
    letter = (var / "outbox" / "391" / f"{key}.eml").read_bytes()
    (beside := var / "outbox" / ".391.killed").mkdir()
    (beside / f"{key}.eml").write_bytes(letter)
    (old := var / "outbox" / ".391.old.killed").mkdir()
    shutil.copytree(var / "outbox" / "391", old / "391")
    (var / "outbox" / "391-test" / ".1.eml.killed").write_bytes(letter)
    (var / "outbox" / "391" / f"{'a' * 26}.eml").write_bytes(letter)  # rehearsed with another secret


def files_with(root: Path, *words: str) -> set[str]:
    """The files below that hold any of the words, whatever case they are in and however they are encoded."""
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix() for path in files if has_any(path.read_bytes(), *words)}


def has_any(content: bytes, *words: str) -> bool:
    """Whether the bytes say one of the words, in any encoding that Composer writes or people have."""
    said = [view.lower() for view in _views(content)]
    return any(word.lower().encode(code) in view for word in words for code in _CODES for view in said)


_CODES = ("utf-8", "utf-16-le", "utf-16-be")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}(?:\r?\n[A-Za-z0-9+/]+)*={0,2}")


def _views(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    yield content
    if len(content) < 1_000_000 and b"MIME-Version" in content:
        yield quopri.decodestring(content)
        for found in _BASE64.findall(content):
            digits = re.sub(rb"[\r\n=]", b"", found)
            yield base64.b64decode(digits[: len(digits) // 4 * 4])
