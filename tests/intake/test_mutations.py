"""Nothing that befalls a spreadsheet makes intake raise, or gives a shorter list in silence.

400 mutants here, 2,000 where CI is set, more with COMPOSER_MUTANTS.
"""

from __future__ import annotations

import faulthandler
import io
import json
import os
import random
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from composer.intake import Taken, read_sheet, unpacking
from composer.intake.grid import Telling, Unreadable
from composer.intake.kinds import Kind, kind_of
from composer.intake.reading import taken_from
from composer.intake.workbook import gathered
from composer.problems import has_errors
from tests.intake import oracle
from tests.load.mutants import mutant

MUTANTS = int(os.environ.get("COMPOSER_MUTANTS") or (2_000 if os.environ.get("CI") else 400))
BATCHES = 20
WHOLLY = 10  # every so many workbooks are read as users have it read, by a process of its own

SHEET = "Clean"
ROWS = [
    ("Email", "Name", "Organisation"),
    *((f"person{at}@example.org", f"Persón {at}", f"Council {at % 4}") for at in range(12)),
    ("zoe@example.org; yan@example.net", "", "Kent"),
    ("Xi Lee <xi@example.org>", "", "Surrey"),
]
PARTS = {"xlsx": ["xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/workbook.xml"], "ods": ["content.xml"]}
KINDS = ("csv", "tsv", "xlsx", "xls", "ods")


@pytest.fixture(scope="module")
def sound(network) -> dict[str, bytes]:
    """A sheet of fourteen people in each format."""
    lines = {"csv": ('"{}","{}",{}', "\n"), "tsv": ("{}\t{}\t{}", "\r\n")}
    text = {kind: end.join(row.format(*cells) for cells in ROWS).encode() for kind, (row, end) in lines.items()}
    return text | {kind: network[kind].read_bytes() for kind in ("xlsx", "xls", "ods")}


def mutated(seed: int, kind: str, data: bytes) -> bytes:
    """The file with something wrong in it, or in one of its parts."""
    rng = random.Random(seed)
    if kind not in PARTS or rng.random() < 0.3:
        return mutant(seed, data)
    spoilt = rng.choice(PARTS[kind])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, mutant(seed, old.read(part)) if part == spoilt else old.read(part))
    return out.getvalue()


def taken(path: Path, data: bytes, *, wholly: bool) -> Taken:
    """What is read of a file; of a workbook in a process made from this one, as a new one takes its time."""
    path.write_bytes(data)
    name = SHEET if path.suffix in (".xlsx", ".xls", ".ods") else ""
    telling = Telling(path.name)
    try:
        kind = kind_of(data)
    except Unreadable:
        kind = Kind.TEXT
    if wholly or kind is Kind.TEXT:
        return read_sheet(path, "" if kind is Kind.TEXT else name)
    try:
        return taken_from(gathered(unpacked(path, kind)), name, telling)
    except Unreadable as why:
        telling.error(1, 1, why.code, why.message, why.fix)
        return Taken(None, telling.problems, "")


def unpacked(path: Path, kind: Kind) -> Iterator[list[object]]:
    """What the unpacking process says, until it ends."""
    told = path.with_suffix(".json")
    child = os.fork()
    if not child:
        try:
            faulthandler.disable()  # what reads workbooks may abort, which is what this process is for
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            with path.open("rb") as file, told.open("w") as out:
                unpacking.unpack(kind.name.lower(), file, out)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    with told.open() as lines:
        yield from (json.loads(line) for line in lines if line.endswith("\n"))


def found(kind: str, data: bytes) -> Iterable[oracle.Found]:
    """The addresses that another reading finds in a file; none where it finds no such file."""
    try:
        if kind == "xlsx":
            return list(oracle.of_xlsx(data, PARTS["xlsx"][0]))
        if kind == "ods":
            return list(oracle.of_ods(data, SHEET))
        return list(oracle.of_xls(data) if kind == "xls" else oracle.of_text(data))
    except oracle.NoReading:
        return []


@pytest.fixture(scope="module")
def elsewhere(sound) -> set[str]:
    """The addresses of the other sheets, which are not to be read; an old workbook has all of them in one place."""
    here = set(oracle.addresses(repr(ROWS))) | {"wen@example.net"}
    return {address for address, _ in oracle.of_xls(sound["xls"])} - here


def is_there(address: str, row: int, read: Taken) -> bool:
    """Whether an address is in the list, or told, or the list is refused."""
    if read.sheet is None or has_errors(read.problems):
        return bool(read.problems)
    people = "\n".join(cell.lower() for person in read.sheet.table.rows for cell in person)
    told = any(problem.place.line == row or address in problem.naming.lower() for problem in read.problems)
    return address in people or told


@pytest.mark.parametrize("batch", range(BATCHES))
def test_of_a_mutant_everybody_is_read_or_told(sound, elsewhere, tmp_path, batch):
    for seed in range(batch, MUTANTS, BATCHES):
        kind = KINDS[seed // BATCHES % len(KINDS)]
        data = mutated(seed, kind, sound[kind])
        path = tmp_path / f"mutant-{seed}.{kind}"
        try:
            read = taken(path, data, wholly=seed // BATCHES // len(KINDS) % WHOLLY == 0)

            assert (read.sheet is not None) or has_errors(read.problems)
            sought = [(address, row) for address, row in found(kind, data) if address not in elsewhere]
            assert [address for address, row in sought if not is_there(address, row, read)] == []
        except BaseException as error:
            kept = Path(os.environ.get("COMPOSER_MUTANTS_KEPT", tmp_path)) / path.name
            kept.write_bytes(data)
            error.add_note(f"seed {seed}, kept at {kept}")
            raise
        path.unlink()


def test_unharmed_everybody_is_read(sound, tmp_path):
    """Else what the mutants show would be worth nothing."""
    for kind, data in sound.items():
        read = taken(tmp_path / f"sound.{kind}", data, wholly=False)

        assert read.sheet is not None
        assert not has_errors(read.problems)
        people = {read.sheet.table.who(row) for row in read.sheet.table.rows}
        assert {address for address, _ in found(kind, data)} >= people
        assert len(people) >= 15
