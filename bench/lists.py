"""Long lists: a million rows resolved to people, told as figures, and a spreadsheet compared with its list.

Run by `make bench`. Each figure is of a process from start to exit, with the most memory that it held, and stands
beside a plain reader of the same files in turn with it: csv of the lists, openpyxl of the spreadsheet.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.contest import is_quick
from bench.processes import COMPOSER, run
from bench.workspaces import NUMBER, make_workspace
from composer import clock
from composer.pipeline.books import open_books, secret_of

NETWORKS = 5
ROUNDS = 3
SPREADSHEET = "network-1"  # whose list it is compared with
HEAD = ("email", "name", "organisation", "role")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Something of ours and what it stands beside, as commands."""

    what: str
    ours: Sequence[str]
    reference: Sequence[str]


def main() -> None:
    rows, listed, rounds = (10_000, 1_000, 1) if is_quick("lists") else (1_000_000, 100_000, ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        big, small, sheet = (Path(folder) / name for name in ("big", "small", "sheet.xlsx"))
        make_lists(big, rows)
        suppress(big, rows // 100)
        make_lists(small, NETWORKS * listed)
        make_spreadsheet(sheet, listed)
        print(f"| medians of {rounds} | time | memory | reference | its memory | ratio |\n{'|---' * 6}|")
        for figure in figures(big, small, sheet, rows, listed):
            print(line(figure, rounds), flush=True)


def figures(big: Path, small: Path, sheet: Path, rows: int, listed: int) -> Iterator[Figure]:
    reading = [sys.executable, "-m", "bench.reading"]
    told = [COMPOSER, "--workspace", str(big), "audience", str(NUMBER), "--json"]
    compared = [COMPOSER, "--workspace", str(small), "lists", "import", SPREADSHEET, str(sheet)]
    by_csv = [*reading, "csv", str(big)]
    yield Figure(f"{rows:,} rows of {NETWORKS} lists resolved", [*reading, "composer", str(big)], by_csv)
    yield Figure(f"audience {NUMBER} --json of these, {rows // 100:,} suppressed", told, by_csv)
    yield Figure(f"xlsx of {listed:,} rows compared by lists import", compared, [*reading, "openpyxl", str(sheet)])


def line(figure: Figure, rounds: int) -> str:
    """A line of the table; the ratio's median is of what stood side by side in one round."""
    held = [(peak(figure.ours), peak(figure.reference)) for _ in range(rounds)]
    (time, memory), (beside, its_memory) = (
        (median(one["seconds"] for one in given), max(one["megabytes"] for one in given))
        for given in zip(*held, strict=True)
    )
    ratio = median(ours["seconds"] / reference["seconds"] for ours, reference in held)
    cells = [f"{time:.2f} s", f"{memory:,.0f} MB", f"{beside:.2f} s", f"{its_memory:,.0f} MB", f"{ratio:.2f}"]
    return f"| {figure.what} | {' | '.join(cells)} |"


def peak(command: Sequence[str]) -> dict[str, float]:
    told: dict[str, float] = json.loads(run(sys.executable, "-m", "bench.peak", *command).output)
    return told


def make_lists(root: Path, rows: int) -> None:
    """A workspace of so many rows on five networks; every fourth person is on two of them."""
    make_workspace(root, 1, networks=NETWORKS, paragraphs=1)
    for place in range(NETWORKS):
        with (root / "recipients" / f"network-{place + 1}.csv").open("w") as file:
            file.write(f"{','.join(HEAD)}\n")
            file.writelines(f"{','.join(row)}\n" for row in on(place, rows * 4 // 5))


def on(place: int, people: int) -> Iterator[Row]:
    """The rows of a network's list."""
    for person in range(people):
        if person % NETWORKS == place or (person // NETWORKS % 4 == 0 and (person + 1) % NETWORKS == place):
            yield row_of(person)


def row_of(person: int) -> Row:
    authority = person % 300
    address = f"First.Last{person}@authority{authority}.example.org"
    return address, f"First Last {person}", f"Authority {authority}", "Officer"


def suppress(root: Path, people: int) -> None:
    """So many people have left."""
    secret = secret_of(root)
    with open_books(root) as ledger:
        for person in range(people):
            ledger.suppress(secret.person_key(row_of(person)[0].lower()), "", "unsubscribed by one click", clock.now())


def make_spreadsheet(path: Path, rows: int) -> None:
    """The list of a network with one person in a hundred gone, and as many new ones."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    listed = on(int(SPREADSHEET.rpartition("-")[2]) - 1, NETWORKS * rows * 4 // 5)
    for place, row in enumerate(listed):
        sheet.append(row if place % 100 else row_of(10_000_000 + place))
    book.save(path)


if __name__ == "__main__":
    main()
