"""A workspace to be tortured: many people on networks that overlap, and an issue that renders in no time."""

from __future__ import annotations

from pathlib import Path

NUMBER = 7
RUN = f"{NUMBER}-1"
NETWORKS = ("north", "south", "east")
UNMAILABLE_EVERY = 1_000  # the address of every so manieth person needs SMTPUTF8, which no relay of ours offers

_SETTINGS = """\
name: Torture
from: updates@example.org
return_path: bounces@example.org
relay: smtp://127.0.0.1:{port}
public_url: https://updates.example.org
"""

_ISSUE = f"""\
number: {NUMBER}
date: 2026-11-20
items:
  - title: A short one
    update: |
      Nothing but a few words.

      .

      A line of one dot is what a careless server ends a letter at.
"""


def address_of(person: int) -> str:
    """The address of a person by number."""
    local = "zoë" if is_unmailable(person) else "person"
    return f"{local}{person}@example.org"


def is_unmailable(person: int) -> bool:
    """Whether no relay of ours takes such an address."""
    return person % UNMAILABLE_EVERY == UNMAILABLE_EVERY - 1


def make_workspace(root: Path, people: int, port: int) -> Path:
    """A workspace of so many people, whose relay is at a port of this machine."""
    (root / "recipients").mkdir(parents=True, exist_ok=True)
    (root / "issues").mkdir()
    (root / "newsletter.yaml").write_text(_SETTINGS.format(port=port), encoding="utf-8")
    (root / "issues" / f"{NUMBER}.yaml").write_text(_ISSUE, encoding="utf-8")
    networks = "".join(f"{name}: {{name: The {name}}}\n" for name in NETWORKS)
    (root / "recipients" / "networks.yaml").write_text(networks, encoding="utf-8")
    for place, name in enumerate(NETWORKS):
        rows = [f"{address_of(person)},Person {person}" for person in range(people) if _is_on(person, place)]
        (root / "recipients" / f"{name}.csv").write_text("\n".join(["email,name", *rows, ""]), encoding="utf-8")
    return root


def _is_on(person: int, place: int) -> bool:
    """Everybody is on one list at least; every second person on two."""
    return person % len(NETWORKS) == place or (person % 2 == 0 and (person + 1) % len(NETWORKS) == place)
