"""recipients/NETWORK.csv, read strictly: a fault is an error with its row, never a silently shorter list."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from composer.load.addresses import address_fault
from composer.load.source import MAX_LIST_BYTES, Source, read_source
from composer.model import Network, Recipient, RecipientList
from composer.problems import Level, Problem, nearest, shown
from composer.text import Place

_MOST_TOLD = 100  # problems of one list; a wrong export has one in every row


def load_lists(root: Path, networks: Mapping[str, Network]) -> tuple[dict[str, RecipientList], list[Problem]]:
    """The list of each network that has one, and what is wrong with them."""
    folder = root / "recipients"
    lists: dict[str, RecipientList] = {}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        file = f"recipients/{path.name}"
        if path.suffix.lower() in _OTHER_SHEETS or (path.suffix.lower() == ".csv" and path.stem not in networks):
            problems += [_stray(path, file, networks)] if networks else []  # none at all: that is told already
        elif path.suffix.lower() == ".csv":
            lists[path.stem], faults = read_list(path, file, path.stem)
            problems += faults
    return lists, problems


_OTHER_SHEETS = (".xlsx", ".xls", ".ods", ".tsv")


def _stray(path: Path, file: str, networks: Mapping[str, Network]) -> Problem:
    start = Place(file, 1, 1)
    if path.suffix.lower() in _OTHER_SHEETS:
        fix = "Save it as CSV UTF-8 under the network's name, like send.csv."
        return Problem(start, "list-stray", "a spreadsheet is not read as a list", fix, Level.WARNING)
    near = nearest(path.stem, networks)
    fix = f"Name it {near}.csv." if near else "Add the network to networks.yaml, or move the file away."
    return Problem(
        start,
        "list-stray",
        f"there is no network {path.stem}, so nobody on this list gets anything",
        fix,
        Level.WARNING,
    )


_MAX_LINE = 200_000  # characters: a line of commas costs eight times its length in cells
_MAX_LINES = 2_000_000  # each costs some 60 bytes of memory beyond its own


def read_list(path: Path, file: str, network: str) -> tuple[RecipientList, list[Problem]]:
    """One list. Never raises for what the file holds; a row with a fault is not in the list."""
    source, problems = read_source(path, file, MAX_LIST_BYTES)
    if source is None:
        return RecipientList(network, ()), problems
    if source.text.count("\n") > _MAX_LINES:
        message, fix = f"the list has more than {_MAX_LINES:,} lines", "Take out what does not belong in it."
        return RecipientList(network, ()), [*problems, Problem(source.start(), "file-large", message, fix)]
    if (long := next((n for n, line in enumerate(source.text.split("\n"), 1) if len(line) > _MAX_LINE), 0)) > 0:
        message, fix = f"this line has more than {_MAX_LINE:,} characters", "Take out what does not belong in it."
        place = Place(file, long, _MAX_LINE + 1)
        return RecipientList(network, ()), [*problems, Problem(place, "file-large", message, fix)]
    reader = _ListReader(source, frozenset(problem.place.line for problem in problems))
    rows = tuple(reader.rows())
    problems += reader.problems
    if reader.untold:
        problems.append(
            Problem(
                source.start(),
                "list-many",
                f"{reader.untold:,} more problems are not told here",
                "Mend those above first; the list may be a wrong export.",
            )
        )
    return RecipientList(network, rows), problems


class _Lines:
    """The lines of a list, for the CSV reader; one row may take only so many, so that no quote swallows the rest."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.next = 0
        self.row = 0  # the first line of the row at hand

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.next >= min(len(self.lines), self.row + _LONGEST_ROW):
            raise StopIteration
        self.next += 1
        return self.lines[self.next - 1] + "\n"


_LONGEST_ROW = 20  # lines


def _check_end(row: list[str], *, several_lines: bool) -> None:
    """Object, in the words of the csv module, to a quote that closes only somewhere in the next row."""
    if several_lines and _swallows_another(row):
        raise csv.Error("unexpected end of data")


def _swallows_another(row: list[str]) -> bool:
    """Whether a quote was closed only by one of a later row: a cell of several lines has an address further down."""
    return any("@" in cell.partition("\n")[2] for cell in row)


@dataclass(slots=True)
class _ListReader:
    """`told` are lines that have a problem already."""

    source: Source
    told: frozenset[int] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    untold: int = 0
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.source.text.split("\n")

    def rows(self) -> Iterator[Recipient]:
        """The sound rows, in order."""
        header: list[str] | None = None
        for at, row in self._cells():
            if not any(cell.strip() for cell in row):
                continue
            if header is None:
                header = self._header(row, at)
                if "email" not in header:
                    return
            elif at not in self.told:
                yield from self._row(header, row, at)
        if header is None and not self.problems:
            fix = "Begin it with the line email,name,organisation,role."
            self._tell(1, "", "list-header", "the list is empty", fix)

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the number of its first line. A row whose quotes are wrong is told, and the next is read."""
        lines = _Lines(self.lines)
        while lines.row < len(lines.lines):
            try:
                for row in csv.reader(lines, strict=True):
                    _check_end(row, several_lines=lines.next > lines.row + 1)
                    yield lines.row + 1, row
                    lines.row = lines.next
            except csv.Error as error:
                self._broken(lines.row + 1, str(error))
                lines.next = lines.row = lines.row + 1

    def _header(self, row: list[str], at: int) -> list[str]:
        header = [cell.strip().lower() for cell in row]
        repeated = {name for name, times in Counter(header).items() if name and times > 1}
        for name in sorted(repeated):
            self._tell(
                at, name, "list-header", f"two columns are called {shown(name)}", "Give each column a name of its own."
            )
        if "email" not in header:
            sign = next((sign for sign in ";\t" if sign in row[0]), None)
            if sign:
                fix = "Save it as “CSV UTF-8 (comma delimited)”."
                self._tell(at, "", "list-header", "the columns are not separated by commas", fix)
            else:
                near = next((name for name in header if "mail" in name), None)
                fix = (
                    f"Rename the column {near} to email."
                    if near
                    else "Begin the list with email,name,organisation,role."
                )
                self._tell(at, near or "", "list-header", "there is no column email", fix)
        return [] if repeated else header

    def _row(self, header: list[str], row: list[str], at: int) -> Iterator[Recipient]:
        if len(row) != len(header):
            self._tell(
                at,
                "",
                "list-cells",
                f"this row has {len(row)} cell{'' if len(row) == 1 else 's'}, the header {len(header)}",
                "Put a cell that holds a comma in quotes, and leave none out.",
            )
            return
        address = row[header.index("email")].strip()
        if "\n" in "".join(row) or "\t" in "".join(row):
            bad = next(name for name, cell in zip(header, row, strict=True) if "\n" in cell or "\t" in cell)
            message = f"the cell {bad} has a line break or a tab"
            self._tell(at, "", "list-cell", message, "Keep each cell on one line.")
        elif why := address_fault(address):
            message = f"this is not an e-mail address: {shown(address) or 'nothing'}"
            self._tell(at, address, "list-address", message, why)
        else:
            yield Recipient(address, row[header.index("name")].strip() if "name" in header else "")

    def _broken(self, at: int, why: str) -> None:
        if "field larger" in why:
            message = "a cell here has more than 131,072 characters"
            self._tell(at, "", "list-cell", message, "Shorten it; a quote may be missing.")
        elif "unexpected end" in why:
            fix = 'Close it, or take it out; a quote inside a cell is doubled: "".'
            self._tell(at, '"', "list-quote", "a quote is opened here and never closed", fix)
        else:
            fix = 'Put the whole cell in quotes, and double a quote inside it: "".'
            self._tell(at, '"', "list-quote", "a quote stands where none can", fix)

    def _tell(self, at: int, words: str, code: str, message: str, fix: str) -> None:
        if len(self.problems) >= _MOST_TOLD:
            self.untold += 1
            return
        place = Place(self.source.file, at, self._column(at, words))
        self.problems.append(Problem(place, code, message, fix))

    def _column(self, at: int, words: str) -> int:
        """Where the words stand in the line, at its beginning when they cannot be found."""
        return max(self.lines[at - 1].lower().find(words.lower()), 0) + 1
