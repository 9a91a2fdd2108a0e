"""Markdown to plain text for the text part of a letter.

Rule: no word is ever broken, so that an address stays an address.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from composer.markdown.dialect import label_of, read, web_address, words

_NARROWEST = 20  # however deep lists are nested, a line has room for a few words
_MAIL = "mailto:"


def to_plain(text: str, width: int = 72) -> str:
    """`text` in lines of at most `width`, lists with `- `, pictures as their alt.

    A sentence is left whole: what it links to stands below its paragraph, each address alone on a line
    after its words.
    """
    return _blocks(SyntaxTreeNode(read(text)).children, width)


def wrapped(line: str, width: int = 72, indent: str = "") -> str:
    """Words in lines of at most `width`, those after the first indented."""
    return "\n".join(
        textwrap.fill(part, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        for part in line.split("\n")
    )


def _blocks(nodes: Sequence[SyntaxTreeNode], width: int, between: str = "\n\n") -> str:
    return between.join(filter(None, (_block(node, max(width, _NARROWEST)) for node in nodes)))


def _block(node: SyntaxTreeNode, width: int) -> str:
    """One block of the text, with everything in it."""
    match node.type:
        case "bullet_list" | "ordered_list":
            return _list(node, width)
        case "blockquote":
            return textwrap.indent(_blocks(node.children, width - 2), "> ", lambda _line: True)
        case "fence" | "code_block":
            return textwrap.indent(node.content.rstrip("\n"), "    ")
        case "hr":
            return "-" * 10
        case "table":
            return _table(node, width)
        case _:
            return _paragraph(_Line(node), width)


def _paragraph(line: _Line, width: int) -> str:
    """Words, and below them what they link to."""
    words = wrapped(line.words, width)
    if len(line.links) == 1 and line.words.rstrip(" .:") == line.links[0][0]:
        words = ""
    below = (f"{wrapped(f'  {label}:', width, '  ')}\n  {address}" for label, address in line.links)
    return "\n".join(filter(None, [words, *below])) if words else textwrap.dedent("\n".join(below))


def _list(node: SyntaxTreeNode, width: int) -> str:
    first = int(node.attrs.get("start", 1))
    blocks = [block for item in node.children for block in item.children]
    between = "\n" if all(block.hidden for block in blocks if block.type == "paragraph") else "\n\n"
    entries = []
    for number, item in enumerate(node.children, first):
        mark = "- " if node.type == "bullet_list" else f"{number}. "
        body = _blocks(item.children, width - len(mark), between)
        entries.append(mark + textwrap.indent(body, " " * len(mark))[len(mark) :])
    return between.join(entries)


def _table(node: SyntaxTreeNode, width: int) -> str:
    """In columns where they fit, else each row as lines of `label: value`."""
    rows = [[_Line(cell).in_a_cell for cell in row.children] for part in node.children for row in part.children]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * len(widths) <= width:
        rows.insert(1, ["-" * column for column in widths])
        return "\n".join(
            "  ".join(cell.ljust(column) for cell, column in zip(row, widths, strict=True)).rstrip() for row in rows
        )
    return "\n\n".join(_labelled(rows[0], row, width) for row in rows[1:] or rows)


def _labelled(labels: list[str], row: list[str], width: int) -> str:
    """A row of a table on lines of its own."""
    named = zip(labels, row, strict=True)
    lines = [f"{label}: {cell}" if label not in ("", cell) else cell for label, cell in named if cell]
    return "\n".join(wrapped(line, width) for line in lines)


class _Line:
    """The inline content of a paragraph, heading or cell, with a newline only at a hard break.

    `links` are the words and addresses of its links, each once, unless the words are the address.
    """

    def __init__(self, node: SyntaxTreeNode) -> None:
        self._pieces: list[str] = []
        self._links: dict[tuple[str, str], None] = {}
        for child in node.children:
            self._write((child.token and child.token.children) or [])
        self.words = "".join(self._pieces)

    @property
    def links(self) -> list[tuple[str, str]]:
        """Those to be told below."""
        return list(self._links)

    @property
    def in_a_cell(self) -> str:
        """All on one line, as there is nothing below a cell but the next."""
        told = [self.words.replace("\n", " ").strip(), *(address for _, address in self._links)]
        return " ".join(filter(None, told))

    def _write(self, children: Sequence[Token]) -> None:
        label, address = "", None
        for index, token in enumerate(children):
            if token.type in ("strong_open", "strong_close", "em_open", "em_close"):
                self._pieces.append("*")
            elif token.type == "hardbreak":
                self._pieces.append("\n")
            elif token.type == "link_open":
                label = label_of(children, index)
                address = web_address(str(token.attrs["href"]))
            elif token.type == "link_close":
                self._close_link(label, address)
            else:
                self._pieces.append(words([token]))

    def _close_link(self, label: str, address: str | None) -> None:
        """Tell where a link leads, unless its words do."""
        if address is None:
            return
        shown = address[len(_MAIL) :] if address.lower().startswith(_MAIL) else address
        if not label:
            self._pieces.append(shown)
        elif label not in (address, shown):
            self._links[label, shown] = None
