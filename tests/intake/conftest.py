"""A spreadsheet with all that people do to spreadsheets, saved by LibreOffice once for all tests."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from tests.intake.libreoffice import COVERED, cell, row, saved, sheet

PEOPLE = sheet(
    "People",
    [
        row(cell("AD Education Network – mailing list", across=4)),
        row("Email list as of May", "", "", "Changes to Ann, please"),
        row(""),
        row("Full name", "E-mail address (work)", "Organisation/LA", "Job title", "Ext.", "Notes", "Active", "Since"),
        row(
            "Zoë Åkesson ",
            "zoe@example.org ",
            "Kent, County Council",
            "Head \nof service",
            7.0,
            'says "hello"',
            True,
            date(2020, 2, 1),
        ),
        row(
            "Łukasz Nowak",
            "Łukasz Nowak <lukasz@example.org>",
            "Żory; Council",
            "",
            1234.5,
            "",
            False,
            date(2019, 12, 31),
        ),
        row("", "ann@example.org; bob@example.org", "Surrey", "Team", "", "", ""),
        row("", "Cy Lee <cy@example.org>\nDot Shah <dot@example.org>", "Surrey", "Team", "", "", ""),
        row(""),
        row("", "<mailto:eve@example.org>", "Ελλάδα", "", "'+44 12", "", ""),
        row("Nobody", "nobody at example", "", "", "", "", ""),
        row("No address", "", "", "Lead", "", "", ""),
        row(""),
        row("Printed in May", ""),
    ],
)
MERGED = sheet(
    "Merged",
    [
        row("Organisation", "Email", "Name"),
        row(cell("Kent", down=3), "ann@example.org", "Ann"),
        row(COVERED, "bob@example.org", "Bob", hidden=True),
        row(COVERED, "cy@example.org", "Cy", hidden=True),
        row("Surrey", cell("team@example.org", down=2), "Dot"),
        row("Surrey", COVERED, "Eve"),
        row("Sussex", "fay@example.org", "Fay"),
    ],
)
CLEAN = sheet(
    "Clean",
    [
        row(cell("Mailing list", across=3)),
        row("Email", "Name", "Organisation"),
        *(row(f"person{at}@example.org", f"Persón {at}", f"Council {at % 4}", 7.0 * at) for at in range(12)),
        row("zoe@example.org; yan@example.net", "", "Kent"),
        row("Xi Lee <xi@example.org>", "", cell("Surrey", down=2)),
        row("wen@example.net", "Wen", COVERED),
    ],
)


@pytest.fixture(scope="session")
def network(tmp_path_factory) -> dict[str, Path]:
    """The file in each format, by the format's name."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    base = tmp_path_factory.getbasetemp()
    return saved((base.parent / f"network-{run}") if run else base / "network", "network", [PEOPLE, MERGED, CLEAN])
