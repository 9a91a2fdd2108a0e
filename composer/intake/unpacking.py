"""The process that takes a workbook apart: `python -m composer.intake.unpacking KIND < FILE`, within bounds.

What reads workbooks is not ours, and a file may be made to make it panic, or take all memory: then only this process
ends. It writes JSON, an array a line: of a sheet its name, whether it is visible, its hidden rows, merged cells and
formulas without a value; of its rows their numbers and cells; at the end, and only there, how it ended.
Rule: nothing but text and numbers comes out of here, and no more of them than a list of people needs.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import BinaryIO, TextIO

import python_calamine

from composer.intake import layout
from composer.intake.package import Damaged, Package, TooLarge, addresses_in, wide_addresses_in

MEMORY = 1_500_000_000  # bytes of address space; a million people take half of it
SECONDS = 120  # of the processor's time
MOST_CELLS = 20_000_000
MOST_CHARACTERS = 500_000_000
LONGEST = 1_001  # characters of a cell that are handed over: one more than may stay
_BLOCK = 2_000  # rows to a line

# How it ended.
FINE, LOCKED, DAMAGED, LARGE, UNSEEN = "fine", "locked", "damaged", "large", "unseen"


def main() -> None:
    """Take apart the workbook that is standard input."""
    unpack(sys.argv[1], sys.stdin.buffer, sys.stdout)


def unpack(kind: str, file: BinaryIO, out: TextIO) -> None:
    """Write what is to be said of a workbook, with this process bound for good."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (most, most))
    gc.disable()  # nothing here goes round in circles, and there is much of it
    for line in lines_of(kind, file):
        print(json.dumps(line, separators=(",", ":")), file=out)


def lines_of(kind: str, file: BinaryIO) -> Iterator[list[object]]:
    """What is to be said of a workbook of a kind, xlsx, xls or ods."""
    try:
        yield from _taken_apart(kind, file)
    except python_calamine.PasswordError:
        yield ["end", LOCKED]
    except (TooLarge, MemoryError):
        yield ["end", LARGE]
    except (Damaged, python_calamine.CalamineError, ValueError, OSError) as error:
        yield ["end", LARGE if "limit exceeded" in str(error) else DAMAGED]


def _taken_apart(kind: str, file: BinaryIO) -> Iterator[list[object]]:
    package = None if kind == "xls" else Package(file)
    if package and package.holds("META-INF/manifest.xml", b"encryption-data"):
        yield ["end", LOCKED]
        return
    layouts = {} if package is None else layout.of_xlsx(package) if kind == "xlsx" else layout.of_ods(package)
    file.seek(0)
    book = python_calamine.CalamineWorkbook.from_filelike(file)
    seen = _Seen()
    for known in book.sheets_metadata:
        if known.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(known.name)
        laid = layouts.get(known.name, layout.Layout())
        merged = laid.merged or [(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
        visible = known.visible is python_calamine.SheetVisibleEnum.Visible
        yield ["sheet", known.name, visible, laid.hidden, merged, laid.unstored]
        for block in _blocks(_rows(sheet, seen)):
            yield ["rows", block]
    file.seek(0)
    unseen = seen.without(package.addresses if package else _addresses_of_xls(file.read()))
    yield ["end", UNSEEN, unseen] if unseen else ["end", FINE]


class _Seen:
    """The addresses that cells show, and how much was read."""

    def __init__(self) -> None:
        self.cells = 0
        self.characters = 0
        self.addresses: set[bytes] = set()
        self._texts: list[bytes] = []

    def row(self, cells: list[str]) -> None:
        """Count a row in, and look for addresses in it."""
        words = "\n".join(cells)
        self.cells += len(cells)
        self.characters += len(words)
        if self.cells > MOST_CELLS or self.characters > MOST_CHARACTERS:
            raise TooLarge
        if "@" in words:
            self._texts.append(words.encode(errors="replace"))
            if len(self._texts) >= _BLOCK:
                self._gather()

    def _gather(self) -> None:
        self.addresses |= addresses_in(b"\n".join(self._texts))
        self._texts.clear()

    def without(self, held: set[bytes]) -> list[str]:
        """Those of `held` that no cell shows, a few of them."""
        self._gather()
        unseen = held - self.addresses
        # What stands after a string in an old workbook may look like its last letter.
        return sorted(address.decode() for address in unseen if address[:-1] not in self.addresses)[:3]


def _addresses_of_xls(data: bytes) -> set[bytes]:
    return addresses_in(data) | wide_addresses_in(data)


def _rows(sheet: python_calamine.CalamineSheet, seen: _Seen) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, numbered as the spreadsheet does."""
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [*before, *map(_text, values)]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            seen.row(cells)
            yield number, [cell[:LONGEST] for cell in cells]


def _blocks(rows: Iterable[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    block: list[tuple[int, list[str]]] = []
    for row in rows:
        block.append(row)
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _text(value: object) -> str:
    """A value as people would write it: a whole number without a point, a day as 2020-02-21."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ").removesuffix(":00")
    if isinstance(value, time):
        return value.isoformat().removesuffix(":00")
    return value.isoformat() if isinstance(value, date) else str(value)


if __name__ == "__main__":
    main()
