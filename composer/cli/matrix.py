"""Counts in rows and columns, aligned, and as wide as a page is at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WIDTH = 100  # characters: what fits a window of usual size
NONE = "·"


def matrix(names: Sequence[str], shared: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The lines of a table of what every two share; none where there are no two, or it would be wider than `WIDTH`.

    Columns are headed by the names, or where these are too wide by numbers, which the rows have as well.
    """
    if len(names) < 2:
        return []
    cells = [["" if one == other else _cell(shared[one].get(other, 0)) for other in names] for one in names]
    numbers = [str(number) for number in range(1, len(names) + 1)]
    numbered = [f"{number:>{len(numbers[-1])}} {name}" for number, name in zip(numbers, names, strict=True)]
    for heads, labels, gap in ((names, names, 2), (numbers, numbered, 2), (numbers, numbered, 1)):
        lines = table(heads, labels, cells, gap)
        if max(map(len, lines)) <= WIDTH:
            return lines
    return []


def table(heads: Sequence[str], labels: Sequence[str], rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """A line of heads, and one for each label with its cells to the right under them."""
    first = max(map(len, labels))
    widths = [max(map(len, column)) + gap for column in zip(heads, *rows, strict=True)]
    return [
        f"  {label:<{first}}{_right(row, widths)}" for label, row in zip(["", *labels], [heads, *rows], strict=True)
    ]


def _right(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))


def _cell(count: int) -> str:
    return f"{count:,}" if count else NONE
