"""Changed values put into a file: only the lines of what changed are touched.

Rule: a comment on the line of a value stays there; one above a key stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TypeVar

from composer.writing.layout import Entry, Keyed, Leaf, Listing, Node
from composer.writing.script import Edit, Script
from composer.writing.written import Prose, Stacked, Value, entry_lines, flowing, in_line, listed_lines, literal

_T = TypeVar("_T")


@dataclass
class Splices:
    """Changes of a file, gathered."""

    script: Script
    edits: list[Edit] = field(default_factory=list)

    def set_keys(self, keyed: Keyed, changes: Mapping[str, Value | None], order: Sequence[str]) -> None:
        """Change values of keys, take keys out (None), and put new ones where the usual order has them."""
        gone = [key for key, value in changes.items() if value is None and key in keyed.entries]
        fresh = {key: value for key, value in changes.items() if value is not None and key not in keyed.entries}
        for key, value in changes.items():
            if value is not None and key in keyed.entries:
                self.replace(keyed.entries[key], value, keyed.column)
        self._remove_keys(keyed, gone)
        self._add_keys(
            keyed, {key: fresh[key] for key in order if key in fresh}, [key for key in order if key not in gone]
        )

    def replace(self, entry: Entry, value: Value, column: int) -> None:
        """Put another value after a key that stands at a column, and has one that is text, or none."""
        leaf = entry.node
        if not isinstance(leaf, Leaf):
            raise TypeError("lists and keys are changed in what they hold")
        if isinstance(value, str):
            self.rewrite(leaf, value, column)
        elif leaf.flow or not isinstance(value, Stacked | Mapping):
            self._rewritten(leaf, flowing(value))
        else:
            at = self.script.line_end(leaf.end)
            self._edit(at, at, "".join("\n" + words for words in entry_lines("", value, column)[1:]))

    def rewrite(self, leaf: Leaf, text: str, column: int) -> None:
        """Put other words in place of a value that is text; `column` is that of its key or dash."""
        if isinstance(text, Prose) and not leaf.flow and text and self._goes_below(leaf, text):
            head, lines = literal(text, column, leaf.indent or column + 2)
            self._rewritten(leaf, head, "".join("\n" + words for words in lines))
        else:
            self._rewritten(leaf, in_line(text, flow=leaf.flow, quotes=leaf.style) if text else "")

    def _rewritten(self, leaf: Leaf, head: str, lines: str = "") -> None:
        """Put words, and lines below them, in place of a value; what follows it on its line stays there."""
        written, start = self.script.text, leaf.start
        if head and start and written[start - 1] in ":-,":
            head = " " + head
        elif not head and not leaf.flow:
            start = len(written[:start].rstrip(" "))
        below = self.script.line_end(leaf.head_end)
        self._edit(start, leaf.head_end, head)
        self._edit(below, max(leaf.end, below), lines)

    def _goes_below(self, leaf: Leaf, text: str) -> bool:
        return leaf.blank or leaf.style in ("|", ">") or "\n" in text

    def _edit(self, start: int, end: int, words: str) -> None:
        if self.script.text[start:end] != words:
            self.edits.append(Edit(start, end, words))

    # Keys

    def _remove_keys(self, keyed: Keyed, gone: Sequence[str]) -> None:
        entries = list(keyed.entries.values())
        if keyed.flow:
            self._remove_flowing(keyed, [at for at, key in enumerate(keyed.entries) if key in gone])
            return
        left = [entry for key, entry in keyed.entries.items() if key in gone]
        if left and left[0] is entries[0] and self._is_by_dash(left[0]):
            run = next((at for at, key in enumerate(keyed.entries) if key not in gone), len(entries))
            left = left[self._remove_first(entries, run) :]
        for entry in left:
            self._remove_lines(self.script.line_start(entry.start), entry.node.end)

    def _is_by_dash(self, entry: Entry) -> bool:
        """Whether a key stands on the line of its list's dash."""
        return bool(self.script.text[self.script.line_start(entry.start) : entry.start].strip(" "))

    def _remove_first(self, entries: Sequence[Entry], run: int) -> int:
        """Take out the first keys of an entry of a list, and have the next one take their place beside the dash.

        Only one is, if comments are between them, or nothing is left. How many were taken out.
        """
        pairs = pairwise(entries[: run + 1])
        if run < len(entries) and all(self._follows(one, other) for one, other in pairs):
            self._edit(entries[0].start, entries[run].start, "")
            return run
        self._edit(entries[0].start, self.script.line_end(entries[0].node.end), "")
        return 1

    def _follows(self, one: Entry, other: Entry) -> bool:
        """Whether a key is on the line after another's value."""
        between = self.script.text[self.script.next_line(one.node.end) : other.start]
        return not between.strip(" ")

    def _remove_lines(self, start: int, end: int) -> None:
        """Take out whole lines; where the file ends with them, the break before them goes."""
        after = self.script.next_line(end)
        if after == self.script.line_end(end) and start:
            start = self.script.line_end(self.script.line_start(start - 1))
        self._edit(start, after, "")

    def _remove_flowing(self, node: Keyed | Listing, at: Collection[int]) -> None:
        """Take entries out of brackets or braces, each with a comma."""
        places = self._places(node)
        kept = [number for number in range(len(places)) if number not in at]
        if not kept:
            self._edit(node.start + 1, node.end - 1, "")
        for number in at if kept else ():
            if number < kept[-1]:
                self._edit(places[number][0], places[number + 1][0], "")
            else:
                self._edit(places[number - 1][1], places[number][1], "")

    def _places(self, node: Keyed | Listing) -> list[tuple[int, int]]:
        """From where to where each entry stands."""
        if isinstance(node, Listing):
            return [(each.start, each.end) for each in node.items]
        return [(entry.start, entry.node.end) for entry in node.entries.values()]

    def _add_keys(self, keyed: Keyed, fresh: Mapping[str, Value], order: Sequence[str]) -> None:
        if keyed.flow and not keyed.entries:
            self._edit(keyed.start, keyed.end, flowing(fresh))
            return
        for key, value in fresh.items():
            self._add_key(keyed, key, value, order)

    def _add_key(self, keyed: Keyed, key: str, value: Value, order: Sequence[str]) -> None:
        before = [name for name in keyed.entries if name in order[: order.index(key)]]
        last = max(before, key=order.index) if before else None
        if keyed.flow:
            self._add_flowing_key(keyed, last, f"{key}: {flowing(value)}")
        elif last is not None:
            at = self.script.line_end(keyed.entries[last].node.end)
            self._edit(at, at, "".join("\n" + words for words in entry_lines(key, value, keyed.column)))
        else:
            self._add_first(keyed, entry_lines(key, value, keyed.column))

    def _add_first(self, keyed: Keyed, lines: Sequence[str]) -> None:
        """Put a key in before all others."""
        line = self.script.line_start(keyed.start)
        if line and not self.script.text[line : keyed.start].strip(" "):
            at = self.script.line_end(self.script.line_start(line - 1))
            self._edit(at, at, "".join("\n" + words for words in lines))
        else:
            self._edit(keyed.start, keyed.start, "\n".join(lines)[keyed.column :] + "\n" + " " * keyed.column)

    def _add_flowing_key(self, keyed: Keyed, last: str | None, words: str) -> None:
        if last is not None:
            at = keyed.entries[last].node.end
            self._edit(at, at, f", {words}")
        else:
            self._edit(keyed.start + 1, keyed.start + 1, f"{words}, ")

    # Lists

    def revise(
        self,
        listing: Listing,
        old: Sequence[_T],
        new: Sequence[_T],
        value: Callable[[_T], Value],
        amend: Callable[[Node, _T], None],
    ) -> None:
        """Make a list say `new`, not empty, where it says `old`: what stays is not touched.

        `amend` puts something else in the place of an entry; `value` is what is written for a new one.
        """
        for kind, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            both = min(a_end - a, b_end - b)
            for at in range(both):
                amend(listing.items[a + at], new[b + at])
            if a + both < a_end:
                self._take_out(listing, range(a + both, a_end))
            self.put_in(listing, a + both, [value(each) for each in new[b + both : b_end]])

    def _take_out(self, listing: Listing, gone: range) -> None:
        if listing.flow:
            self._remove_flowing(listing, gone)
            return
        for at in gone:
            self._remove_lines(self.script.line_start(self.dash(listing, at)), listing.items[at].end)

    def put_in(self, listing: Listing, at: int, values: Sequence[Value], *, apart: bool = False) -> None:
        """Put entries in before one of a list, or at its end; `apart`: after an empty line each."""
        if not values:
            return
        if listing.flow:
            words = ", ".join(flowing(value) for value in values)
            where = listing.items[at - 1].end if at else listing.start + 1
            lead, tail = (", " if at else ""), (", " if not at and listing.items else "")
            self._edit(where, where, lead + words + tail)
            return
        gap = self._gap(listing, at)
        lines = [words for value in values for words in [*[""] * apart, *listed_lines(value, listing.column, gap)]]
        if at:
            where = self.script.line_end(listing.items[at - 1].end)
            self._edit(where, where, "".join("\n" + words for words in lines))
        else:
            self._edit(listing.start, listing.start, "\n".join(lines).lstrip(" ") + "\n" + " " * listing.column)

    def _gap(self, listing: Listing, at: int) -> int:
        """How many spaces an entry before one of a list has after its dash, or the first."""
        for number in [*reversed(range(at)), 0]:
            dash = self.dash(listing, number)
            between = self.script.text[dash + 1 : listing.items[number].start]
            if between and not between.strip(" "):
                return len(between)
        return 1

    def dash(self, listing: Listing, at: int) -> int:
        """Where the dash of an entry stands."""
        line = self.script.line(listing.items[at].start)
        first = self.script.line(listing.start)
        while line > first:
            dash = self.script.offset(line, listing.column)
            lead = self.script.text[self.script.offset(line, 0) : dash]
            if self.script.text[dash : dash + 1] == "-" and not lead.strip(" "):
                return dash
            line -= 1
        return listing.start

    def rewrite_entry(self, leaf: Leaf, value: Value, column: int) -> None:
        """Put something else in place of an entry of a list that is text; `column` is that of its dash."""
        if isinstance(value, str):
            self.rewrite(leaf, value, column)
        elif leaf.flow:
            self._rewritten(leaf, flowing(value))
        else:
            at = self.script.column(leaf.start)
            self._rewritten(leaf, "\n".join(listed_lines(value, 0, at - 1)).removeprefix("-").lstrip(" "))

    def fill(self, listing: Listing, at: int, value: Mapping[str, Value]) -> None:
        """Write keys with values where a dash stands alone."""
        lines = listed_lines(value, listing.column)
        end = listing.items[at].end
        if self.script.text[end : self.script.line_end(end)].strip(" "):
            after = self.script.line_end(end)
            lead = " " * (listing.column + 2) + lines[0][listing.column + 2 :]
            self._edit(after, after, "".join("\n" + words for words in [lead, *lines[1:]]))
        else:
            self._edit(end, end, "\n".join(lines)[listing.column + 1 :])

    def replace_empty(self, keyed: Keyed, key: str, value: Value) -> None:
        """Put a value after a key that has none, or `[]` or `{}`."""
        entry = keyed.entries[key]
        node = entry.node
        if isinstance(node, Leaf):
            self.replace(entry, value, keyed.column)
        elif keyed.flow or not isinstance(value, Stacked | Mapping):
            self._edit(node.start, node.end, flowing(value))
        else:
            self._edit(len(self.script.text[: node.start].rstrip(" ")), node.end, "")
            at = self.script.line_end(node.end)
            self._edit(at, at, "".join("\n" + words for words in entry_lines("", value, keyed.column)[1:]))

    # Items

    def remove_item(self, listing: Listing, at: int) -> None:
        """Take an item out, with the empty lines after it, or, of the last one, before it."""
        if listing.flow:
            self._remove_flowing(listing, [at])
            return
        start, end = self.script.line_start(self.dash(listing, at)), listing.items[at].end
        if at + 1 < len(listing.items):
            while self._is_blank(after := self.script.next_line(end)) and after < len(self.script.text):
                end = after
        elif at:
            while self._is_blank(above := self.script.line_start(start - 1)):
                start = above
        self._remove_lines(start, end)

    def _is_blank(self, at: int) -> bool:
        """Whether the line of an offset is empty."""
        return not self.script.text[self.script.line_start(at) : self.script.line_end(at)].strip(" \t")

    def exchange(self, listing: Listing, first: int, last: int) -> None:
        """Have two neighbours among the items change places, each with the comments right above it."""
        one, other = (self._block(listing, at) for at in (first, last))
        text = self.script.text
        self.edits += [Edit(*one, text[slice(*other)], raw=True), Edit(*other, text[slice(*one)], raw=True)]

    def _block(self, listing: Listing, at: int) -> tuple[int, int]:
        """From where to where an item goes, with the comments right above it that are indented as it is."""
        node = listing.items[at]
        if listing.flow:
            return node.start, node.end
        start = self.script.line_start(self.dash(listing, at))
        lowest = self.script.next_line(listing.items[at - 1].end) if at else 0
        lead = " " * listing.column + "#"
        while start > lowest and self.script.text.startswith(lead, above := self.script.line_start(start - 1)):
            start = above
        return start, self.script.line_end(node.end)
