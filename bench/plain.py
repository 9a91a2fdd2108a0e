"""The reference: reading the same lists and writing as many rows, with the standard library and nothing besides.

    python -m bench.plain WORKSPACE

prints JSON: `resolving`, each address once, by csv; `freezing`, a row each in one transaction of sqlite3, synced.
Nothing is judged, no key is made, there are no receipts and no seals.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    root = Path(sys.argv[1])
    begun = time.perf_counter()
    people = read(root / "recipients")
    resolved = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=root) as folder:
        write(Path(folder) / "plain.db", people)
        frozen = time.perf_counter()
    print(json.dumps({"resolving": resolved - begun, "freezing": frozen - resolved}))


def read(folder: Path) -> dict[str, list[str]]:
    """Everybody's name and networks, by address."""
    people: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                people.setdefault(row["email"].lower(), [row["name"]]).append(path.stem)
    return people


def write(path: Path, people: dict[str, list[str]]) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE letters (address TEXT PRIMARY KEY, name TEXT, networks TEXT, state TEXT)")
    with connection:
        rows = ((address, name, ",".join(networks), "queued") for address, (name, *networks) in people.items())
        connection.executemany("INSERT INTO letters VALUES (?, ?, ?, ?)", rows)
    connection.close()


if __name__ == "__main__":
    main()
