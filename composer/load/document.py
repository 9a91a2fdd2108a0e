"""One YAML file, from bytes to values: the order in which source, parser, habits and schema have their say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Sequence as Sequence_
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from composer.load.draft import Draft
from composer.load.faults import at_most
from composer.load.scalars import is_slug, slug_of
from composer.load.schema import id_by_line
from composer.load.source import Source, read_source
from composer.load.tree import Mapping, Node, Scalar, Sequence, StoppedError, Tree, parse
from composer.load.validate import validate
from composer.problems import Problem, has_errors


@dataclass(frozen=True, slots=True)
class Document:
    """What a file gave: its value (None when nothing of it can be kept), its tree, and its problems.

    `sound`: it is YAML as it stands.
    """

    value: Any | None
    root: Node | None
    problems: list[Problem]
    sound: bool


def read_document(path: Path, file: str, kind: str) -> Document:
    """A file of a kind of `schema.KINDS`. Never raises for what the file holds."""
    source, problems = read_source(path, file)
    if source is None:
        return Document(None, None, problems, sound=False)
    read = interpret(kind, source)
    return replace(read, problems=[*problems, *read.problems], sound=read.sound and not has_errors(problems))


def interpret(kind: str, source: Source) -> Document:
    """The text of a file of a kind; when anything is wrong with it, with an eye to habits."""
    try:
        tree: Tree | None = parse(source)
    except StoppedError:
        tree = None
    if tree is not None and not tree.problems:
        value, faults = validate(kind, tree.root, source.file)
        if not has_errors(faults):
            return Document(value, tree.root, _with_items(faults, tree.root), sound=True)
    return _mended(kind, source, tree)


def _mended(kind: str, source: Source, tree: Tree | None) -> Document:
    from composer.load.habits import mend  # here, as most files have nothing wrong
    from composer.load.lines import conflict, mend_lines

    draft = Draft(source.file, source.text.split("\n"))
    if conflict(draft):
        return Document(None, None, draft.problems, sound=False)
    mend_lines(draft)
    if tree is None or draft.changed:
        tree = mend(draft)
    told = [*draft.problems, *tree.problems]
    if tree.root is None and told:
        return Document(None, None, at_most(told), sound=False)
    if tree.root is not None and not isinstance(tree.root, Mapping):
        told, draft.told = [], set()  # the file is something else altogether
    lines = draft.told | {problem.place.line - 1 for problem in tree.problems}
    value, faults = validate(kind, tree.root, source.file, lines)
    return Document(value, tree.root, _with_items([*told, *faults], tree.root), sound=not has_errors(told))


def _with_items(problems: Sequence_[Problem], root: Node | None) -> list[Problem]:
    """The problems, each with the id of the item of an issue that it stands in."""
    starts = sorted(_starts(root)) if problems else []
    named = []
    for problem in at_most(problems):
        at = bisect_right(starts, (problem.place.line, problem.place.column, "\U0010ffff"))
        item = starts[at - 1][2] if at else ""
        named.append(replace(problem, item=item) if item else problem)
    return named


def _starts(root: Node | None) -> Iterable[tuple[int, int, str]]:
    """Where each key of the file begins, without a name, and each item with its id."""
    if not isinstance(root, Mapping):
        return
    for key, text in root.keys.items():
        yield text.place.line, text.place.column, ""
        entries = root.entries[key]
        for entry in entries.items if key in ("items", "tools") and isinstance(entries, Sequence) else ():
            yield entry.place.line, entry.place.column, _id_of(entry) or id_by_line(entry.place)


def _id_of(entry: Node) -> str:
    """The id of an item or tool, as it is or as it was surely meant."""
    if not isinstance(entry, Mapping):
        return ""
    id_, title = entry.entries.get("id"), entry.entries.get("title")
    if isinstance(id_, Scalar) and is_slug(id_.text):
        return str(id_.text)
    named = id_ or title
    return slug_of(named.text) if isinstance(named, Scalar) else ""
