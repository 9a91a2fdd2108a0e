"""Habits that show in a line by itself: a tab, a dash for a hyphen, a colon without its space.

YAML often makes something of them without a complaint, so they are looked for whenever anything at all
is wrong with a file. Lines of a block of text (under `key: |`) are text and are let be.

Rule: a line is touched only where what is meant is beyond doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from composer.load.draft import Draft, indentation
from composer.load.tree import BULLETS
from composer.load.vocabulary import vocabulary

_MOST_LINES = 20_000  # looked at in half a second; no file that people write has as many
_NO_BREAK = "\u00a0"
_DASHES = "".join(BULLETS)
_COLONS = "：﹕︓꞉"

# `  - key: value`, as it should be.
KEYED = re.compile(r"^(?P<lead> *)(?P<hyphens>(?:- +)*)(?P<key>[A-Za-z0-9_.-]+):(?:[ \t]+(?P<value>.*))?$")
_HEADER = re.compile(r"^(?P<lead> *)(?P<hyphens>(?:- +)*)(?:[^\s:#]+: +)?[|>][-+0-9]{0,2}\s*(?:#.*)?$")
_NO_BREAKS = re.compile(rf"^ *(?:-[ {_NO_BREAK}]+)*(?:[a-z_]+:)?[ {_NO_BREAK}]*")
_MARKED = re.compile(rf"^(?P<lead> *)(?P<mark>[{_DASHES}])(?P<space>[ \t{_NO_BREAK}]*)(?P<rest>\S.*)$")
_GLUED_HYPHEN = re.compile(r"^(?P<lead> *)-(?P<rest>[^\s-].*)$")
_GLUED_COLON = re.compile(rf"^ *(?:- +)*(?P<key>[A-Za-z_]+)(?P<colon>[:{_COLONS}])(?P<space>\s*)(?P<rest>.*)$")
_KEY_FIRST = re.compile(rf"^(?P<key>[A-Za-z_]+)[:{_COLONS}](?=\s|$|[^/])")


_CONFLICT = re.compile(r"<{7} ")


def conflict(draft: Draft) -> bool:
    """Tell of two versions that git has put into one file; nothing else about it is worth telling."""
    for number, line in enumerate(draft.lines):
        if _CONFLICT.match(line) and any(later.startswith(">>>>>>> ") for later in draft.lines[number:]):
            message = "two people's changes stand here side by side, and nobody has chosen"
            fix = "Keep the lines that are right, and take out those that begin with <<<<<<<, ======= and >>>>>>>."
            draft.complain(number, 0, "file-conflict", message, fix)
            return True
    return False


@dataclass(slots=True)
class _Above:
    """What stands above the line at hand: the columns that are in use, outermost first, and for what."""

    keys: list[tuple[int, str, bool]] = field(default_factory=list)  # column, key, whether nothing follows it
    hyphens: list[int] = field(default_factory=list)
    block: int | None = None  # the column that text of the block must stand right of
    block_lead: str = ""  # what that line began with before it was mended
    block_indent: int | None = None
    block_told: bool = False

    def note(self, line: str, before: str) -> None:
        """Take in a line that is as it should be, and how it was before."""
        if header := _HEADER.match(line):
            self.block = indentation(line) + len(header["hyphens"])
            self.block_lead = _lead(before)
            self.block_indent, self.block_told = None, False
        match = KEYED.match(line)
        first = indentation(line)
        hyphens = re.match(r" *((?:- +)*)", line)
        column = first + len(hyphens[1]) if hyphens else first
        self.keys = [entry for entry in self.keys if entry[0] < first or (entry[0] == first and entry[2])]
        self.hyphens = [at for at in self.hyphens if at < first]
        if column > first:
            self.hyphens.append(first)
        if match:
            self.keys = [entry for entry in self.keys if entry[0] < column or column > first]
            self.keys.append((column, match["key"], not match["value"]))

    def lists_at(self, column: int) -> bool:
        """Whether an entry of a list may begin at a column."""
        if column in self.hyphens:
            return True
        open_keys = [entry for entry in self.keys if entry[0] <= column]
        return bool(open_keys) and open_keys[-1][2] and open_keys[-1][1] in vocabulary().lists


def mend_lines(draft: Draft) -> None:
    """Tell and mend each such habit in the file."""
    above = _Above()
    for number in range(len(draft.lines) if len(draft.lines) <= _MOST_LINES else 0):
        line = draft.lines[number]
        if not line.strip():
            continue
        if above.block is not None and _in_block(draft, number, above, above.block):
            continue
        above.block = None
        if line.lstrip().startswith("#"):
            continue
        _tab(draft, number, above)
        _no_breaks(draft, number)
        _mark(draft, number, above)
        _hyphen(draft, number, above)
        _colon(draft, number)
        above.note(draft.lines[number], line)


def _in_block(draft: Draft, number: int, above: _Above, parent: int) -> bool:
    """Whether a line is text of the block whose key is indented by `parent`, mended where it has lost its own."""
    line = draft.lines[number]
    if "\t" in _lead(line)[: parent + 1]:
        if _leaves_by_tab(line, above):
            return False
        _tell_tab(draft, number)
        _spaces(draft, number, above.block_indent or parent + 2)
        line = draft.lines[number]
    wanted = above.block_indent if above.block_indent is not None else parent + 2
    if indentation(line) > parent and indentation(line) >= (above.block_indent or 0):
        above.block_indent, above.block_told = wanted if above.block_indent else indentation(line), False
        return True
    if _structural(line) or (indentation(line) == 0 and line.startswith(("---", "..."))):
        return False
    if not above.block_told:
        draft.complain(
            number,
            indentation(line),
            "yaml-indent",
            f"this line belongs to the text above it, but does not begin {wanted} spaces in",
            f"Begin it and the lines that follow with {wanted} spaces, like the rest of the text.",
        )
    draft.told.add(number)
    draft.indent(number, wanted)
    above.block_indent, above.block_told = wanted, True
    return True


def _leaves_by_tab(line: str, above: _Above) -> bool:
    """Whether a line that begins with a tab is the key after a block of text, and not text of it."""
    if "\t" in above.block_lead:
        return len(_lead(line).expandtabs()) <= len(above.block_lead.expandtabs())
    return _known_key(line.strip())


def _lead(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _structural(line: str) -> bool:
    """Whether a line cannot be text: it begins with a key, or is a comment."""
    match = KEYED.match(line.replace(_NO_BREAK, " "))
    if match and (match["key"].islower() or match["key"].lower() in vocabulary().keys):
        return True
    marked = _MARKED.match(line) or _GLUED_HYPHEN.match(line)
    return line.lstrip().startswith("#") or bool(marked and _known_key(marked["rest"])) or _is_glued(line)


def _known_key(words: str) -> bool:
    match = _KEY_FIRST.match(words)
    return bool(match) and words[: len(match["key"])].lower() in vocabulary().keys if match else False


def _is_glued(line: str) -> bool:
    match = _GLUED_COLON.match(line)
    return bool(match and match["key"] in vocabulary().keys)


def _tab(draft: Draft, number: int, above: _Above) -> None:
    """A tab indents: the line goes where the one above it stands."""
    line = draft.lines[number]
    if "\t" in _lead(line):
        _tell_tab(draft, number)
        entry = line.lstrip().startswith("- ")
        columns = above.hyphens if entry else [column for column, *_ in above.keys]
        _spaces(draft, number, columns[-1] if columns else 0)


def _tell_tab(draft: Draft, number: int) -> None:
    draft.complain(
        number,
        draft.lines[number].index("\t"),
        "yaml-tab",
        "a tab stands at the start of the line",
        "Indent with spaces, two for each step.",
    )


def _spaces(draft: Draft, number: int, columns: int) -> None:
    line = draft.lines[number]
    draft.remove(number, 0, len(_lead(line)))
    draft.insert(number, 0, " " * columns)


def _no_breaks(draft: Draft, number: int) -> None:
    """A no-break space where YAML wants a space does no harm once it is one: not worth a word."""
    match = _NO_BREAKS.match(draft.lines[number])
    if match and _NO_BREAK in match[0]:
        for at in range(match.end()):
            if draft.lines[number][at] == _NO_BREAK:
                draft.swap(number, at, " ")


def _mark(draft: Draft, number: int, above: _Above) -> None:
    """`– id: x`: Word has made a dash or a bullet of the hyphen, or put one before a key."""
    match = _MARKED.match(draft.lines[number])
    if match is None:
        return
    column, mark, known = len(match["lead"]), match["mark"], _known_key(match["rest"])
    if above.lists_at(column):
        message, fix = f"a list entry begins with a hyphen, found {mark}", "Type a plain hyphen and a space: - "
        draft.complain(number, column, "yaml-bullet", message, fix)
        draft.swap(number, column, "-")
        draft.remove(number, column + 1, len(match["space"]))
        draft.insert(number, column + 1, " " * _gap(draft, number, column))
    elif known and any(entry[0] == column for entry in above.keys):
        key = match["rest"].split(":")[0]
        message, fix = f"{mark} stands before the key `{key}`", f"Take the {mark} out."
        draft.complain(number, column, "yaml-bullet", message, fix)
        draft.remove(number, column, len(mark + match["space"]))


def _gap(draft: Draft, number: int, column: int) -> int:
    """How many spaces after a hyphen line up what follows it with the next line, if that goes on with the entry."""
    after = next((line for line in draft.lines[number + 1 : number + 9] if line.strip()), "")
    keyed = KEYED.match(after)
    return indentation(after) - column - 1 if keyed and column + 1 < indentation(after) < column + 9 else 1


def _hyphen(draft: Draft, number: int, above: _Above) -> None:
    """`-title: x`: no space after the hyphen."""
    match = _GLUED_HYPHEN.match(draft.lines[number])
    if match and above.lists_at(len(match["lead"])):
        column = len(match["lead"])
        message, fix = "there is no space after the hyphen", "Type a space after the hyphen: - "
        draft.complain(number, column, "yaml-bullet", message, fix)
        draft.insert(number, column + 1, " ")


def _colon(draft: Draft, number: int) -> None:
    """`title:Words`, or a colon of another script."""
    match = _GLUED_COLON.match(draft.lines[number])
    if match is None or match["key"] not in vocabulary().keys:
        return
    plain = match["colon"] == ":"
    if plain and (match["space"] or not match["rest"] or match["rest"].startswith("//")):
        return
    key, at = match["key"], match.start("colon")
    message = f"`{key}:` has no space after its colon" if plain else f"the colon after `{key}` is not a plain one"
    draft.complain(number, at, "yaml-colon", message, f"Write `{key}: ` and then the words.")
    draft.swap(number, at, ":")
    if not match["space"]:
        draft.insert(number, at + 1, " ")
