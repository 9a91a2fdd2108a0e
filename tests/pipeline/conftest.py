from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from composer.lists import Doing
from composer.pipeline.edition import Workspace
from composer.pipeline.importing import Plan, plan
from composer.pipeline.listing import Lists

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
SAM, ADA = Doing("sam", "import", NOW, "members.csv"), Doing("ada", "add", NOW)


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    """A workspace with one list of ten people."""
    (tmp_path / "recipients").mkdir()
    (tmp_path / "newsletter.yaml").write_text("name: Update\nfrom: updates@example.org\n")
    (tmp_path / "recipients" / "networks.yaml").write_text("send: {name: SEND, leads: [ada@example.org]}\n")
    (tmp_path / "recipients" / "send.csv").write_text(listed(range(10)))
    return Lists.open(Workspace.open(tmp_path))


def listed(people: Iterable[int]) -> str:
    """A list of these, as a file."""
    return "email,name\n" + "".join(f"p{at}@example.org,P {at}\n" for at in people)


def planned(lists: Lists, content: str) -> Plan:
    """What a spreadsheet with this content would make of the list."""
    path = lists.root / "members.csv"
    path.write_text(content)
    return plan(lists, "send", path, "", SAM)


def addresses(lists: Lists) -> list[str]:
    """Everybody on the list."""
    table = lists.read("send")
    return [table.address(row) for row in table.rows]
