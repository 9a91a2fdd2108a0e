"""How words are written in YAML so that `load` reads them back: plain where that will do, in quotes, or below a `|`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import yaml

from composer.load.source import CONTROL
from composer.writing.fields import Unwritable
from composer.writing.script import BREAK


class Prose(str):
    """Text of any number of lines, written below a `|`."""

    __slots__ = ()


class Stacked(tuple["Value", ...]):
    """A list that is written one entry a line."""

    __slots__ = ()


Value = str | tuple["Value", ...] | Mapping[str, "Value"]

# What breaks lines here and there; `load` makes spaces of some, and refuses others.
_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_EMPTY_LINE = re.compile(r"^[ \t\xa0]+$", re.MULTILINE)
_HARD_INDENT = re.compile(r"^[ \t]*\xa0[ \t\xa0]*", re.MULTILINE)


def prose(text: str) -> str:
    """Text of a field of many lines as it can stand in a file.

    Its lines end in line feeds, none that looks empty holds spaces, none begins with a hard one, and the last has no
    end.
    """
    text = _EMPTY_LINE.sub("", _BREAKS.sub("\n", text).replace("\ufeff", ""))
    return _HARD_INDENT.sub(lambda found: found[0].replace("\xa0", " "), text).rstrip("\n")


def line(text: str) -> str:
    """Text of a field of one line as it can stand in a file: without breaks, and without spaces around it."""
    return _BREAKS.sub(" ", BREAK.sub(" ", text)).replace("\ufeff", "").strip(" \t\xa0")


def check(text: str, name: str) -> None:
    """Raises Unwritable where a text holds what no file may."""
    if found := CONTROL.search(text):
        raise Unwritable(
            f"The field “{name}” holds an invisible control character (U+{ord(found[0]):04X}), after "
            f"“{text[max(found.start() - 20, 0) : found.start()]}”. Delete it and type that place again"
        )


def in_line(text: str, *, flow: bool, quotes: str = "") -> str:
    """Text on the line of its key; `flow`: in brackets or braces; `quotes`: as they were."""
    if quotes in ("'", '"') or not _is_plain(text, flow=flow):
        return _quoted(text, quotes)
    return text


def _quoted(text: str, quotes: str) -> str:
    if "\n" in text:
        return json.dumps(text, ensure_ascii=False)
    if '"' in text or "\\" in text or (quotes == "'" and text):
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


_INDICATORS = tuple("[]{}*&!|>%@`\"'#,?")


def _is_plain(text: str, *, flow: bool) -> bool:
    """Whether text is read as itself without quotes."""
    if not text or text != text.strip() or text.startswith(_INDICATORS) or "\n" in text or "\t" in text:
        return False
    trials = (f"[{text}]", f"{{k: {text}}}") if flow else (f"- {text}", f"k: {text}")
    return all(_reads_as(trial, text, scalars) for scalars, trial in enumerate(trials, 1))


def _reads_as(trial: str, text: str, scalars: int) -> bool:
    """Whether YAML holds so many scalars, of which the last is this text and plain."""
    try:
        found = [event for event in yaml.parse(trial, Loader=yaml.CLoader) if isinstance(event, yaml.ScalarEvent)]
    except yaml.YAMLError:
        return False
    return (
        len(found) == scalars
        and found[-1].value == text
        and not any((found[-1].style, found[-1].anchor, found[-1].tag))
    )


def literal(text: str, base: int, indent: int) -> tuple[str, list[str]]:
    """Text below a `|` of a key at column `base`: what stands after the key, and the lines, indented by `indent`."""
    if not base < indent <= base + 9:
        indent = base + 2
    lines = text.split("\n")
    first = next((words for words in lines if words), "")
    number = str(indent - base) if first.startswith((" ", "\t")) else ""
    return f"|{number}", [" " * indent + words if words else "" for words in lines]


def entry_lines(key: str, value: Value, column: int) -> list[str]:
    """A key and its value, as lines at a column."""
    lead = f"{' ' * column}{key}:"
    if isinstance(value, Prose):
        head, lines = literal(value, column, column + 2)
        return [f"{lead} {head}", *lines]
    if isinstance(value, Mapping):
        return [lead, *mapping_lines(value, column + 2)]
    if isinstance(value, Stacked):
        return [lead, *(words for each in value for words in listed_lines(each, column + 2))]
    if isinstance(value, str):
        return [f"{lead} {in_line(value, flow=False)}" if value else lead]
    return [f"{lead} {flowing(value)}"]


def mapping_lines(value: Mapping[str, Value], column: int) -> list[str]:
    """Keys and values, as lines at a column."""
    return [words for key, each in value.items() for words in entry_lines(key, each, column)]


def listed_lines(value: Value, column: int, gap: int = 1) -> list[str]:
    """An entry of a list, as lines with the dash at a column, and so many spaces after it."""
    dash = f"{' ' * column}-{' ' * gap}"
    if isinstance(value, Mapping):
        lines = mapping_lines(value, len(dash))
        return [dash + lines[0][len(dash) :], *lines[1:]]
    return [dash + (in_line(value, flow=False) if isinstance(value, str) else flowing(value))]


def flowing(value: Value) -> str:
    """A value in brackets, braces or quotes, on one line."""
    if isinstance(value, str):
        return in_line(value, flow=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flowing(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(flowing(each) for each in value) + "]"
