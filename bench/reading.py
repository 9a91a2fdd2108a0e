"""One way to read lists, in a process of its own.

    python -m bench.reading composer|csv WORKSPACE
    python -m bench.reading openpyxl FILE

`composer` resolves the networks to people, checks included; `csv` keeps each address once; `openpyxl` goes through the
rows of a spreadsheet, read-only. Nothing is done with them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bench.workspaces import NUMBER


def main() -> None:
    how, path = sys.argv[1], Path(sys.argv[2])
    print(READERS[how](path))


def by_composer(root: Path) -> int:
    """How many people there are."""
    from composer.pipeline.edition import Workspace, address_issue

    return len(address_issue(Workspace.open(root), NUMBER).audience.people)


def by_csv(root: Path) -> int:
    """How many addresses there are, case aside."""
    from bench.plain import read

    return len(read(root / "recipients"))


def by_openpyxl(path: Path) -> int:
    """How many rows the first sheet has."""
    from openpyxl import load_workbook

    return sum(1 for _ in load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))


READERS = {"composer": by_composer, "csv": by_csv, "openpyxl": by_openpyxl}


if __name__ == "__main__":
    main()
