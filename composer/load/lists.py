"""recipients/NETWORK.csv, read strictly: a fault is an error with its row, never a silently shorter list."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from composer.collector import without_collector
from composer.delimited import rows_of
from composer.load.source import MAX_LIST_BYTES, Source, decode, read_bytes
from composer.mailbox import address_fault
from composer.model import Network, Recipient, RecipientList
from composer.problems import Level, Problem, nearest, shown
from composer.text import Place

_MOST_TOLD = 100  # problems of one list; a wrong export has one in every row


def load_lists(root: Path, networks: Mapping[str, Network]) -> tuple[dict[str, RecipientList], list[Problem]]:
    """The list of each network that has one, and what is wrong with them."""
    return ListShelf(root).read(networks)


_ListRead = tuple[RecipientList, list[Problem]]


@dataclass(slots=True)
class ListShelf:
    """The lists of a workspace. Reading again takes apart only those whose bytes are others than before."""

    root: Path
    _read: dict[str, tuple[bytes, _ListRead]] = field(default_factory=dict)

    def read(self, networks: Mapping[str, Network]) -> tuple[dict[str, RecipientList], list[Problem]]:
        """The list of each network that has one, and what is wrong with them."""
        folder = self.root / "recipients"
        lists: dict[str, RecipientList] = {}
        problems: list[Problem] = []
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            file = f"recipients/{path.name}"
            if path.suffix.lower() in _OTHER_SHEETS or (path.suffix.lower() == ".csv" and path.stem not in networks):
                problems += [_stray(path, file, networks)] if networks else []  # none at all: that is told already
            elif path.suffix.lower() == ".csv":
                lists[path.stem], faults = self._one(path, file)
                problems += faults
        return lists, problems

    def forget(self) -> None:
        """Keep nobody in memory."""
        self._read.clear()

    def _one(self, path: Path, file: str) -> _ListRead:
        data = read_bytes(path, file, MAX_LIST_BYTES)
        if isinstance(data, Problem):
            return RecipientList(path.stem, ()), [data]
        digest = hashlib.sha256(data).digest()
        known = self._read.get(file)
        if known is None or known[0] != digest:
            with without_collector():
                known = digest, list_of_bytes(data, file, path.stem)
            self._read[file] = known
        return known[1]


_OTHER_SHEETS = (".xlsx", ".xls", ".ods", ".tsv")


def _stray(path: Path, file: str, networks: Mapping[str, Network]) -> Problem:
    start = Place(file, 1, 1)
    if path.suffix.lower() in _OTHER_SHEETS:
        fix = "Import it: composer lists import NETWORK FILE; then keep it elsewhere."
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


def read_list(path: Path, file: str, network: str) -> _ListRead:
    """One list. Never raises for what the file holds; a row with a fault is not in the list."""
    data = read_bytes(path, file, MAX_LIST_BYTES)
    return (RecipientList(network, ()), [data]) if isinstance(data, Problem) else list_of_bytes(data, file, network)


def list_of_bytes(data: bytes, file: str, network: str) -> _ListRead:
    """The list that a file of these bytes holds. Never raises for what they are; a row with a fault is not in it."""
    source, problems = decode(data, file)
    if source is None:
        return RecipientList(network, ()), problems
    lines = source.text.split("\n")
    if len(lines) > _MAX_LINES + 1:
        message, fix = f"the list has more than {_MAX_LINES:,} lines", "Take out what does not belong in it."
        return RecipientList(network, ()), [*problems, Problem(source.start(), "file-large", message, fix)]
    if max(map(len, lines)) > _MAX_LINE:
        message, fix = f"this line has more than {_MAX_LINE:,} characters", "Take out what does not belong in it."
        long = next(number for number, line in enumerate(lines, 1) if len(line) > _MAX_LINE)
        place = Place(file, long, _MAX_LINE + 1)
        return RecipientList(network, ()), [*problems, Problem(place, "file-large", message, fix)]
    reader = _ListReader(source, lines, frozenset(problem.place.line for problem in problems))
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


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the columns are called, and where those stand that are read."""

    names: list[str]
    email: int
    name: int | None

    @classmethod
    def of(cls, names: list[str]) -> _Columns | None:
        """The columns of these names; None where there is no email."""
        if "email" not in names:
            return None
        return cls(names, names.index("email"), names.index("name") if "name" in names else None)


@dataclass(slots=True)
class _ListReader:
    """`told` are lines that have a problem already."""

    source: Source
    lines: list[str]
    told: frozenset[int]
    problems: list[Problem] = field(default_factory=list)
    untold: int = 0

    def rows(self) -> Iterator[Recipient]:
        """The sound rows, in order."""
        columns: _Columns | None = None
        for at, row in rows_of(self.lines, self._broken):
            words = "".join(row)
            if not words.strip():
                continue
            if columns is None:
                columns = _Columns.of(self._header(row, at))
                if columns is None:
                    return
            elif at not in self.told and (found := self._row(columns, row, words, at)):
                yield found
        if columns is None and not self.problems:
            fix = "Begin it with the line email,name,organisation,role."
            self._tell(1, "", "list-header", "the list is empty", fix)

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

    def _row(self, columns: _Columns, row: list[str], words: str, at: int) -> Recipient | None:
        """The recipient of a row, whose cells make these `words` together; None: it is told why there is none."""
        if len(row) != len(columns.names):
            self._tell(
                at,
                "",
                "list-cells",
                f"this row has {len(row)} cell{'' if len(row) == 1 else 's'}, the header {len(columns.names)}",
                "Put a cell that holds a comma in quotes, and leave none out.",
            )
            return None
        if "\n" in words or "\t" in words:
            bad = next(name for name, cell in zip(columns.names, row, strict=True) if "\n" in cell or "\t" in cell)
            message = f"the cell {bad} has a line break or a tab"
            self._tell(at, "", "list-cell", message, "Keep each cell on one line.")
            return None
        address = row[columns.email].strip()
        if why := address_fault(address):
            about = shown(address) or "nothing"
            self._tell(at, address, "list-address", "this is not an e-mail address", why, about)
            return None
        return Recipient(address, "" if columns.name is None else row[columns.name].strip())

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

    def _tell(self, at: int, words: str, code: str, message: str, fix: str, about: str = "") -> None:
        if len(self.problems) >= _MOST_TOLD:
            self.untold += 1
            return
        place = Place(self.source.file, at, self._column(at, words))
        self.problems.append(Problem(place, code, message, fix, about=about))

    def _column(self, at: int, words: str) -> int:
        """Where the words stand in the line, at its beginning when they cannot be found."""
        return max(self.lines[at - 1].lower().find(words.lower()), 0) + 1
