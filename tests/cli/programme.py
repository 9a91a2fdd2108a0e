"""A small programme to send for real: four people on two networks, one of them on both."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

from tests.relays.sink import Sink, taken

NOW = datetime.datetime(2026, 3, 6, 9, tzinfo=datetime.UTC)
TODAY = datetime.datetime.now(datetime.UTC).date()
EVERYBODY = {"ann@example.org": 1, "bob@example.org": 1, "cy@example.net": 1, "dee@x.org": 1}


def small_programme(root: Path) -> Path:
    """Its workspace at `root`, with issue 391 of today."""
    for folder in ("issues", "recipients"):
        (root / folder).mkdir(parents=True)
    (root / "newsletter.yaml").write_text(
        "name: Weekly Update\nfrom: updates@example.org\ntimezone: UTC\npublic_url: https://updates.example.org\n"
    )
    networks = "heads: {name: Heads, leads: [lead@example.org]}\ndata: {name: Data, leads: [lead@example.org]}\n"
    (root / "recipients" / "networks.yaml").write_text(networks)
    (root / "recipients" / "heads.csv").write_text("email,name\nann@example.org,Ann Heath\nbob@example.org,Bob Kaye\n")
    (root / "recipients" / "data.csv").write_text(
        "email,name\nann@example.org,Ann Heath\ncy@example.net,Cy\ndee@x.org,\n"
    )
    (root / "issues" / "391.yaml").write_text(
        f"number: 391\ndate: {TODAY}\nitems:\n"
        "  - {title: News for all, update: Something new.}\n"
        "  - {title: For data people, update: Something dry., networks: [data]}\n"
    )
    return root


def recipients(sink: Sink) -> Counter[str]:
    """How often each address got a letter."""
    return Counter(letter.recipient for letter in taken(sink.log))
