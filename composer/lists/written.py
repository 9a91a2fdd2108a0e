"""A list as it is written: its rows in the very characters of the file, beside the cells they stand for.

Rule: a row that nobody altered is written again the same to the byte, whatever its quotes and line ends. Blank lines
go with the row above them.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice

from composer.collector import without_collector
from composer.delimited import rows_of
from composer.load.lists import list_of_bytes
from composer.load.source import decode
from composer.model.tables import EMAIL, USUAL, Cells, Sheet, Table
from composer.problems import ComposerError, Problem, UsageError, has_errors
from composer.text import Place, letters


class ListUnreadable(ComposerError):
    """A list has faults, and is left as it is until somebody mends them; `problems` tell them."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        super().__init__(f"{file} has faults, and nothing was changed. Mend them first: composer lists check")
        self.problems = tuple(problems)


class SavedWithFaults(ComposerError):
    """Somebody saved a list with faults while change `number` was made, which is kept; `problems` tell them."""

    def __init__(self, file: str, number: int, problems: Sequence[Problem]) -> None:
        super().__init__(
            f"{file} was saved with faults while change {number} was made, and stands as it was saved. Change {number} "
            "is kept, and comes back with the next edit if the faults are mended within the hour: composer lists check"
        )
        self.number = number
        self.problems = tuple(problems)


class Unlistable(UsageError):
    """What was to be written cannot stand in a list; `problems` tell why, by the row among those that are new."""

    def __init__(self, problems: Sequence[Problem], words: str = "") -> None:
        row = "a row cannot stand in a list. Its cells are to be on one line each."
        super().__init__(f"Nothing was changed: {words or row}")
        self.problems = tuple(problems)


_UNNAMED = "a column cannot be called so. Its name is to be in small letters, on one line, and of no other column."


@dataclass(frozen=True)
class ListFile:
    """What a list's file holds. `raws` are the rows as they are written, line ends included, `head` all before them.

    A network that has no file has one without a head.
    """

    head: str
    table: Table
    raws: tuple[str, ...]
    end: str = "\n"  # of the lines of this file

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file."""
        return "".join((self.head, *self.raws)).encode()

    @property
    def records(self) -> tuple[str, ...]:
        """The head and the rows; none where there is no file."""
        return (self.head, *self.raws) if self.head else ()


NO_FILE = ListFile("", Table(USUAL, ()), ())


def read_soundly(data: bytes, file: str) -> ListFile:
    """The list of these bytes, read as strictly as for sending.

    Raises:
        ListUnreadable: there are faults in it.
    """
    _, problems = list_of_bytes(data, file, "")
    if has_errors(problems):
        raise ListUnreadable(file, problems)
    return read_known(data, file)


def read_known(data: bytes, file: str) -> ListFile:
    """The list of bytes that were found sound before. Raises as `read_soundly` where they are not, after all."""
    with without_collector():
        return _taken_apart(data, file)


def _taken_apart(data: bytes, file: str) -> ListFile:
    source, problems = decode(data, file)
    if source is None:
        raise ListUnreadable(file, problems)
    lines = list(io.StringIO(data.decode(), newline=""))
    starts: list[int] = []
    rows: list[Cells] = []
    for at, row in rows_of(source.text.split("\n"), _broken):
        cells = tuple(map(str.strip, row))
        if any(cells):
            starts.append(at - 1)
            rows.append(cells)
    columns = column_names(rows[0]) if rows else ()
    if EMAIL not in columns or any(len(row) != len(columns) for row in rows):
        return read_soundly(data, file) if not problems else _refuse(file, problems)
    raws = tuple(_joined(lines, starts))
    end = lines[starts[0]].removeprefix(lines[starts[0]].rstrip("\r\n")) or "\n"
    return ListFile("".join(lines[: starts[0]]) + raws[0], Table(columns, tuple(rows[1:])), raws[1:], end)


def _refuse(file: str, problems: Sequence[Problem]) -> ListFile:
    raise ListUnreadable(file, problems)


def _broken(_: int, why: str) -> None:
    raise csv.Error(why)


def _joined(lines: Sequence[str], starts: Sequence[int]) -> Iterator[str]:
    """The lines of each row as one."""
    for start, following in zip(starts, (*starts[1:], len(lines)), strict=True):
        yield lines[start] if following == start + 1 else "".join(lines[start:following])


def column_names(header: Iterable[str]) -> Cells:
    """What the columns of a header are called; one without a name is called as spreadsheets do, like (c)."""
    names = [cell.strip().lower() for cell in header]
    return tuple(name or _nameless(at, names) for at, name in enumerate(names, 1))


def _nameless(at: int, names: Sequence[str]) -> str:
    name = f"({letters(at).lower()})"
    while name in names:
        name = f"({name})"
    return name


def with_lines(written: ListFile, file: str) -> Sheet:
    """The rows of a list, each with the line of `file` on which it begins."""
    lines = accumulate(map(_lines, written.raws), initial=1 + _lines(written.head))
    return Sheet(written.table, tuple(Place(file, line, 1) for line in islice(lines, len(written.raws))))


def _lines(text: str) -> int:
    return len(_LINE_ENDS.findall(text))


_LINE_ENDS = re.compile("\r\n|\r|\n")


def rewritten(file: ListFile, table: Table, others: Iterable[tuple[Cells, str]] = ()) -> ListFile:
    """The file with the rows of `table`, whose columns begin with those of the file: rows of it are kept as written.

    `others` are cells and how they were once written, for rows that come back.

    Raises:
        Unlistable: a row cannot be in a list, or a column cannot be called so.
    """
    if table.columns[: len(file.table.columns)] != file.table.columns and file.head:
        raise ValueError("columns may only be added")
    head = _header(file, table.columns)
    if head != file.head:
        _refuse_misread(head, table.columns)
    written = _Written(file, len(table.columns), others)
    taken = [written.take(row) for row in table.rows]
    new = dict.fromkeys(row for row, raw in zip(table.rows, taken, strict=True) if raw is None)
    lines = dict(zip(new, _formatted(table.columns, new, file.end), strict=True))
    pairs = [(row, raw) if raw is not None else lines[row] for row, raw in zip(table.rows, taken, strict=True)]
    raws = [raw for _, raw in pairs]
    if raws and not head.endswith(("\n", "\r")):
        head += file.end
    _end_all_but_the_last(raws, file.end)
    return ListFile(head, Table(table.columns, tuple(row for row, _ in pairs)), tuple(raws), file.end)


def arranged(table: Table, columns: Cells) -> Table:
    """The same rows with these columns first, which the table has. Raises ValueError where it lacks one."""
    order = (*columns, *(name for name in table.columns if name not in columns))
    if order == table.columns:
        return table
    at = [table.columns.index(name) for name in order]
    return Table(order, tuple(tuple(row[place] for place in at) for row in table.rows))


class _Written:
    """How rows of cells are written in a file, each as often as it has them."""

    def __init__(self, file: ListFile, width: int, others: Iterable[tuple[Cells, str]]) -> None:
        self.further = width - len(file.table.columns) if file.head else 0
        empty = ("",) * self.further
        self.known: defaultdict[Cells, deque[str]] = defaultdict(deque)
        for cells, raw in zip(file.table.rows, file.raws, strict=True):
            self.known[cells + empty].append(_widened(raw, self.further) if self.further else raw)
        for cells, raw in others:
            if len(cells) == width:
                self.known[cells].append(raw)

    def take(self, row: Cells) -> str | None:
        """The next way in which the row is written; None if there is none left."""
        raws = self.known.get(row)
        return raws.popleft() if raws else None


_LINE_END = re.compile("[\r\n]")


def _widened(raw: str, further: int) -> str:
    """A row with so many empty cells more. It is one line; what follows are blank ones."""
    line = _LINE_END.split(raw, maxsplit=1)[0]
    return line + "," * further + raw[len(line) :]


def _formatted(columns: Cells, rows: Iterable[Cells], end: str) -> Iterable[tuple[Cells, str]]:
    """The rows as lines of a file, each with the cells that are read from it again."""
    lines = [_line(row, end) for row in rows]
    return zip(_read_back(columns, lines, end).table.rows, lines, strict=True) if lines else ()


def _read_back(columns: Cells, lines: Sequence[str], end: str) -> ListFile:
    written = (_line(columns, end) + "".join(lines)).encode("utf-8", "surrogatepass")
    try:
        back = read_soundly(written, "row")
    except ListUnreadable as unreadable:
        raise Unlistable(unreadable.problems) from None
    if len(back.raws) != len(lines):
        raise Unlistable(())
    return back


def _refuse_misread(head: str, columns: Cells) -> None:
    """Object to a header that is read otherwise than it was meant: nobody could read the list again."""
    try:
        back = read_soundly(head.encode("utf-8", "surrogatepass"), "header")
    except ListUnreadable as unreadable:
        raise Unlistable(unreadable.problems, _UNNAMED) from None
    if back.table.columns != columns or back.raws:
        raise Unlistable((), _UNNAMED)


def refuse_unseen(columns: Iterable[str]) -> None:
    """Object to a column whose name holds what cannot be seen, a line end among it. Raises Unlistable."""
    if any(unicodedata.category(sign) in _UNSEEN for name in columns for sign in name):
        raise Unlistable((), _UNNAMED)


_UNSEEN = ("Cc", "Cs", "Zl", "Zp")


def _line(cells: Cells, end: str) -> str:
    """One row as a line, its cells in quotes where they must be."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end).writerow(cells)
    return buffer.getvalue()


def _header(file: ListFile, columns: Cells) -> str:
    if not file.head:
        return _line(columns, file.end)
    new = columns[len(file.table.columns) :]
    if not new:
        return file.head
    line = _LINE_END.split(file.head, maxsplit=1)[0]
    ends = file.head[len(line) :]
    if ends.strip("\r\n") or not line.strip():  # blank lines around it, or a name of several lines
        return _line(columns, file.end)
    return f"{line},{_line(new, '')}{ends}"


def _end_all_but_the_last(raws: list[str], end: str) -> None:
    for at, raw in enumerate(raws[:-1]):
        if not raw.endswith(("\n", "\r")):
            raws[at] = raw + end
