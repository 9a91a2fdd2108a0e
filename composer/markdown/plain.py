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
    """`text` in lines of at most `width`, links as `label: URL`, lists with `- `, pictures as their alt."""
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
            return wrapped(_line(node), width)


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
    rows = [
        [_line(cell).replace("\n", " ").strip() for cell in row.children]
        for part in node.children
        for row in part.children
    ]
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


def _line(node: SyntaxTreeNode) -> str:
    """The inline content of a paragraph, heading or cell, with a newline only at a hard break."""
    pieces: list[str] = []
    for child in node.children:
        _write((child.token and child.token.children) or [], pieces)
    return "".join(pieces)


def _write(children: Sequence[Token], pieces: list[str]) -> None:
    label, address = "", None
    for index, token in enumerate(children):
        if token.type in ("strong_open", "strong_close", "em_open", "em_close"):
            pieces.append("*")
        elif token.type == "hardbreak":
            pieces.append("\n")
        elif token.type == "link_open":
            label = label_of(children, index)
            address = web_address(str(token.attrs["href"]))
        elif token.type == "link_close":
            pieces.append(_after_label(label, address))
        else:
            pieces.append(words([token]))


def _after_label(label: str, address: str | None) -> str:
    """What follows a link's words: its address, unless they are it already."""
    if address is None or label == address:
        return ""
    shown = address[len(_MAIL) :] if address.lower().startswith(_MAIL) else address
    if label == shown:
        return ""
    return f": {shown}" if label else shown
