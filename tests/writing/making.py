"""Workspaces with one issue, issues in every shape that people give them, and what people type."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from composer.packaged import SAMPLE
from composer.pipeline.edition import Workspace
from composer.pipeline.writing import DateFields, ResourceFields


def workspace_with(text: str | bytes, number: int = 7, folder: Path | None = None) -> Workspace:
    """A workspace with this issue."""
    root = folder or Path(tempfile.mkdtemp())
    (root / "issues").mkdir(parents=True, exist_ok=True)
    (root / "newsletter.yaml").write_bytes((SAMPLE / "newsletter.yaml").read_bytes())
    data = text if isinstance(text, bytes) else text.encode()
    (root / "issues" / f"{number}.yaml").write_bytes(data)
    return Workspace.open(root)


def written(workspace: Workspace, number: int = 7) -> str:
    """What the issue's file holds."""
    return (workspace.root / "issues" / f"{number}.yaml").read_bytes().decode()


def reference(text: str) -> object:
    """What another parser reads, every value as text; it minds tabs on empty lines, which `load` does not."""
    return _plain(YAML(typ="rt").compose(re.sub("[ \t]*\t[ \t]*(?=[\r\n]|$)", "", text.lstrip("\ufeff"))))


def _plain(node: object) -> object:
    if isinstance(node, MappingNode):
        return {_plain(key): _plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(value) for value in node.value]
    # Where it folded lines, it leaves a mark.
    return node.value.replace("\a", "").rstrip("\n") if isinstance(node, ScalarNode) else None


# What people type, and what they could.
_awkward = st.sampled_from(
    ["- x", "---", "...", ": ", " #", "#", "'", '"', "\\", "|", ">", "@", "*", "&a", "!b", "%", "[", "]", "{", "}", ",",
     "?", "key: value", "`", "~", "null", "no", "1.10", "2020-05-01", "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ",
     "\xa0", "\u2028", "\x85", "\x0b", "\ufeff", "\u202e", "שלום", "🎉", "é", "<b>", "{number}", "<<", "=", "\ud7ff",
     "- ", "* a", "1. a", "| a | b |", "----|----", "    code", "–", "“q”", "‘q’", "•"]
)  # fmt: skip
typed = st.lists(st.one_of(_awkward, st.text(max_size=6), st.sampled_from("abc ")), max_size=9).map("".join)
words = st.sampled_from(["plain", "two words", "with: colon", "a # hash", "é–“q”", "it's", 'say "so"', "x" * 200, "no"])
ids = st.sampled_from(["chris-owen", "send", "ad-education", "dcs", "x1"])
day = st.sampled_from(["2020-05-01", "2020-12-31", "next week", ""])
dates = st.builds(
    DateFields,
    st.booleans(),
    day,
    to=st.sampled_from(["", "", "2021-01-01"]),
    at=st.sampled_from(["", "10:30", "9.00", "10am"]),
    until=st.sampled_from(["", "", "15:30"]),
    what=st.one_of(words, typed, st.just("")),
    where=st.one_of(words, typed, st.just("")),
    url=st.sampled_from(["", "", "https://example.org/a?b=c#d"]),
)
resources = st.none() | st.builds(ResourceFields, words, st.just("https://example.org"), words | st.just(""), day)

_COMMENT = st.sampled_from(["", "", "", "  # a note", "   # key: value"])
_ABOVE = st.sampled_from(["", "", "", "# above", "    # far in", "\n", "  \t\n", "# two\n# lines"])


def _literal(text: str, column: int, header: str = "|") -> str:
    return header + "\n" + "\n".join(" " * (column + 3) + line if line else "" for line in text.split("\n"))


_PROSES: list[Callable[[int], str]] = [
    lambda column: _literal("one\n\n- two: 2\n  more # no comment", column),
    lambda column: _literal("one\n\n  two", column, "|-"),
    lambda column: _literal("kept\n\n", column, "|+"),
    lambda column: _literal("folded\nlines\n\nhere", column, ">"),
    lambda column: '"in quotes, \\u00e9 and \\"more\\""',
    lambda column: "'it''s one line'",
    lambda column: f"plain words\n{' ' * (column + 2)}on two lines",
    lambda column: "plain",
    lambda column: f"\n{' ' * (column + 2)}below its key",
    lambda column: "",
]
_LISTS: list[Callable[[int], str]] = [
    lambda column: "[a, b]",
    lambda column: "[ a,b , 'c d' ]",
    lambda column: "[]",
    lambda column: f"\n{' ' * column}- a\n{' ' * column}# between\n{' ' * column}- b  # why",
    lambda column: f"\n{' ' * (column + 2)}-   a",
    lambda column: f"[a,\n{' ' * (column + 2)}b]",
    lambda column: "",
]
_DATES: list[Callable[[int], str]] = [
    lambda column: (
        f"\n{' ' * column}- 2020-05-01 10.30 to 15:30 | What | Where  # when\n{' ' * column}- by 2020-04-24 | x"
    ),
    lambda column: f'\n{" " * (column + 1)}- {{on: 2020-06-08, to: 2020-06-09, at: "10:00", what: Conference}}',
    lambda column: f"\n{' ' * (column + 2)}- on: 2020-06-08\n{' ' * (column + 4)}# inside\n{' ' * (column + 4)}what: X",
    lambda column: "['2020-05-01 | a', {by: 2020-05-02}]",
    lambda column: "[]",
    lambda column: "",
]
_RESOURCES: list[Callable[[int], str]] = [
    lambda column: "{title: A, url: https://example.org/x}",
    lambda column: f"\n{' ' * (column + 2)}title: A  # it\n{' ' * (column + 2)}url: https://example.org\n",
    lambda column: "{}",
    lambda column: "",
]
_KEYS: dict[str, list[Callable[[int], str]]] = {
    "title": [lambda _: "Plain title", lambda _: '"In: quotes"', lambda _: "'a # hash'", lambda _: "no", lambda _: ""],
    "update": _PROSES,
    "action": _PROSES,
    "workstream": [lambda _: "education", lambda _: '"send"'],
    "contacts": _LISTS,
    "networks": _LISTS,
    "dates": _DATES,
    "resource": _RESOURCES,
    "remind": [lambda _: "2020-05-01", lambda _: "3 weeks", lambda _: "never"],
    "replaces": _LISTS[:3],
    "id": [lambda _: "some-id", lambda _: "'other'"],
}


@st.composite
def items(draw: st.DrawFn, column: int) -> str:
    """An item in block style with its dash at a column."""
    gap = draw(st.sampled_from([1, 1, 3]))
    keys = draw(st.lists(st.sampled_from(sorted(_KEYS)), min_size=1, max_size=7, unique=True))
    indent = column + 1 + gap
    lines = []
    for at, key in enumerate(keys):
        value = draw(st.sampled_from(_KEYS[key]))(indent)
        note = draw(_COMMENT) if "\n" not in value else ""
        above = draw(_ABOVE) if at else ""
        lines.append(f"{above}\n" * bool(above) + " " * indent * bool(at) + f"{key}: {value}{note}".rstrip(" "))
    return " " * column + "-" + " " * gap + "\n".join(lines)


_FLOWING = [
    "- {id: x, title: Flowing, update: 'words, here'}",
    '- {title: "A: b", contacts: [a, b], dates: [by 2020-01-01]}',
    "- # a comment",
    "- {}",
    "- {update: , dates: [], resource: {}}",
    "-",
]


@st.composite
def issues(draw: st.DrawFn) -> str:
    """An issue as somebody may have laid it out, with a mark, and with other ends of lines."""
    column = draw(st.sampled_from([0, 2, 2, 4]))
    flowing = st.sampled_from(_FLOWING).map(lambda item: " " * column + item)
    entries = draw(st.lists(st.one_of(items(column), items(column), flowing), max_size=4))
    apart = draw(st.sampled_from(["\n", "\n\n", "\n# between\n", "\n \n"]))
    head = draw(st.sampled_from(["", "# first\n", "---\n"])) + "number: 7\ndate: 2020-02-21  # Friday\n"
    head += draw(st.sampled_from(["", "\n", "to: [ad-education]\n", "intro: |\n  Hello,\n\n    you\n# after\n"]))
    tail = draw(st.sampled_from(["", "\n", "\nreminders:\n  drop: [a]  # gone\n", "retire: [b]", "tools: []\n# end"]))
    listed = "items:" + (f"{draw(_COMMENT)}\n" + apart.join(entries) if entries else draw(st.sampled_from(["", " []"])))
    text = head + listed + "\n" + tail
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    text = text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])))
    return draw(st.sampled_from(["", "", "\ufeff"])) + text


FIELDS: dict[str, st.SearchStrategy[object]] = {
    "title": typed,
    "own_id": ids | st.just(""),
    "update": typed,
    "action": typed,
    "workstream": words,
    "contacts": st.lists(ids, max_size=3).map(tuple),
    "networks": st.lists(ids | words, max_size=3).map(tuple),
    "dates": st.lists(dates, max_size=3).map(tuple),
    "resource": resources,
    "remind": words | st.just(""),
}
