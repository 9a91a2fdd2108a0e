"""Words of a passage as a message quotes them: whole words, in quotation marks, with … where more was cut."""

from __future__ import annotations

_MOST = 50  # characters
_AROUND = 24  # characters on either side of a place
_STOPS = ".,;:"  # before a …


def beginning(words: str) -> str:
    """The first words."""
    line = " ".join(words.split())
    return f"“{line.rstrip('.') if len(line) <= _MOST else _until(line, _MOST)}”"


def ending(words: str) -> str:
    """The last words."""
    line = " ".join(words.split())
    return f"“{line if len(line) <= _MOST else _from(line, len(line) - _MOST)}”"


def around(words: str, at: int) -> str:
    """What stands on both sides of a place."""
    before, after = words[:at], words[at:]
    before = before if len(before) <= _AROUND else _from(before, len(before) - _AROUND)
    after = after if len(after) <= _AROUND else _until(after, _AROUND)
    return f"“{' '.join(f'{before}{after}'.split()).rstrip('.')}”"


def _from(line: str, start: int) -> str:
    """From the first whole word on; a word longer than that is cut."""
    tail = line[start:]
    if line[start - 1].isspace():
        return f"…{tail}"
    return f"…{tail.partition(' ')[2] if ' ' in tail.strip() else tail}"


def _until(line: str, end: int) -> str:
    """Up to the last whole word; a word longer than that is cut."""
    head = line[:end]
    if line[end].isspace():
        return f"{head.rstrip(_STOPS)}…"
    whole = head.rpartition(" ")[0] if " " in head.strip() else head
    return f"{whole.rstrip(_STOPS)}…"
