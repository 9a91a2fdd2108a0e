"""Workspaces to measure with: so many people on so many networks, and an issue whose letters have so many bytes."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import COMPOSER, Ran, run

NUMBER = 7
TOLERANCE = 0.01  # of the bytes of a letter
ITEMS = 14
_ATTEMPTS = 8

_SETTINGS = """\
name: Bench
from: updates@example.org
return_path: bounces@example.org
public_url: https://updates.example.org
"""
_PARAGRAPH = "A paragraph of an ordinary update says what happened in part {} of a long week, for whoever reads on."


def make_workspace(root: Path, people: int, *, networks: int = 1, paragraphs: int = ITEMS) -> Path:
    """A workspace from which nothing was ever sent; the issue has so many paragraphs.

    Everybody is on one of the networks, and every tenth person on the next one as well.
    """
    for folder in ("issues", "recipients"):
        (root / folder).mkdir(parents=True)
    (root / "newsletter.yaml").write_text(_SETTINGS)
    (root / "issues" / f"{NUMBER}.yaml").write_text(_issue(paragraphs))
    names = [f"network-{number}" for number in range(1, networks + 1)]
    (root / "recipients" / "networks.yaml").write_text("".join(f"{name}: {{name: {name}}}\n" for name in names))
    for place, name in enumerate(names):
        with (root / "recipients" / f"{name}.csv").open("w") as file:
            file.write("email,name\n")
            file.writelines(f"{address_of(person)},Person {person}\n" for person in _on(place, networks, people))
    return root


def address_of(person: int) -> str:
    return f"person{person}@example.org"


def _on(place: int, networks: int, people: int) -> Iterator[int]:
    for person in range(people):
        if person % networks == place or (person % 10 == 0 and (person + 1) % networks == place):
            yield person


def _issue(paragraphs: int) -> str:
    """An issue of so many paragraphs, shared out among its items."""
    lines = [f"number: {NUMBER}", "date: 2026-11-20", "items:"]
    count = min(ITEMS, paragraphs)
    for item in range(count):
        lines += [f"  - title: Item {item + 1} of a long week", "    update: |"]
        for part in range(item, paragraphs, count):
            lines += [f"      {_PARAGRAPH.format(part + 1)}", ""]
    return "\n".join(lines) + "\n"


def paragraphs_for(size: int) -> int:
    """How many paragraphs make a letter of so many bytes."""
    paragraphs = max(size // 400, 1)
    for _ in range(_ATTEMPTS):
        found = len(one_letter(paragraphs))
        if abs(found - size) <= TOLERANCE * size:
            return paragraphs
        paragraphs = max(round(paragraphs * size / found), 1)
    sys.exit(f"no number of paragraphs makes a letter of {size:,} bytes; {paragraphs} are as near as it gets")


def one_letter(paragraphs: int) -> bytes:
    """The letter of one person, as a rehearsal keeps it: what is sent, to the byte, ids and dates aside."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_workspace(Path(folder) / "workspace", 1, paragraphs=paragraphs)
        run(COMPOSER, "--workspace", str(root), "send", str(NUMBER), "--relay", "outbox", "--yes")
        (letter,) = (root / "var" / "outbox" / str(NUMBER)).glob("*.eml")
        return letter.read_bytes()


def letter_and_workspace(folder: Path, people: int, size: int) -> tuple[Path, Path]:
    """A workspace of so many people whose letters have so many bytes, and one of these letters in a file."""
    paragraphs = paragraphs_for(size)
    letter = folder / "letter.eml"
    letter.write_bytes(one_letter(paragraphs))
    return letter, make_workspace(folder / "workspace", people, paragraphs=paragraphs)


@contextmanager
def copied(workspace: Path) -> Iterator[Path]:
    """A copy of a workspace, on the same disk, until the block ends."""
    with tempfile.TemporaryDirectory(dir=workspace.parent) as folder:
        yield Path(shutil.copytree(workspace, Path(folder) / "workspace"))


def send_command(workspace: Path, relay: str, connections: int) -> list[str]:
    """`composer send`, asking nothing and telling the books as JSON."""
    asked = ["--relay", relay, "--connections", str(connections), "--wait", "0", "--yes", "--json"]
    return [COMPOSER, "--workspace", str(workspace), "send", str(NUMBER), *asked]


def refuse_unless_accepted(sent: Ran, letters: int) -> None:
    """End the bench where the books do not say that everybody's letter was accepted."""
    books = json.loads(sent.output)
    if not books["accepted"] == books["audience"] == letters:
        sys.exit(f"not all of {letters:,} letters were accepted: {books}")
