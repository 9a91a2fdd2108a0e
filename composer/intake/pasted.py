"""Addresses as they are copied out of a mail program: no table, but one after another.

Rule: only what holds an address in every part is such; of anything else nothing is taken.
"""

from __future__ import annotations

import re

from composer.intake.grid import Grid, Telling


def pasted(text: str, telling: Telling) -> Grid | None:
    """A row for each mailbox of a text like “"Bell, Ann" <ann@example.org>; Bob <bob@example.org>”, which is told.

    None: it is something else. The addresses are not judged here.
    """
    first = text.lstrip().partition("\n")[0]
    if "<" not in first or "@" not in first:  # as in nearly all files
        return None
    found = _mailboxes(text, ";") or _mailboxes(text, ",")
    if found is None:
        return None
    message = "this is no table but addresses as mail programs write them; each is taken as a row, in their order"
    telling.warning(1, 1, "sheet-no-header", message, "Look whether everybody is there.")
    return Grid(rows={number: [words] for number, words in enumerate(["email", *found])})


def _mailboxes(text: str, sign: str) -> list[str] | None:
    """The parts of a text that a sign and the ends of lines set apart, each with an address; None: one has none.

    Where there are several lines, each holds one part, or the sign ends it: several parts on each are a table.
    """
    found: list[str] = []
    lines = [_FIELD.sub("", line.strip()) for line in text.split("\n") if line.strip()]
    for line in lines:
        parts = _parts(line, sign)
        if parts is None or (len(parts) > 1 and not line.endswith(sign) and line is not lines[-1]):
            return None
        found += parts
    return found


def _parts(line: str, sign: str) -> list[str] | None:
    found: list[str] = []
    end = 0
    part = _PARTS[sign]
    while end < len(line):
        match = part.match(line, end)
        if match is None:
            return None
        found += [match[1]] if match[1] else []
        end = match.end()
    return found


_FIELD = re.compile(r"^(to|cc|bcc)\s*:\s*", re.IGNORECASE)  # as it stands before the addresses of a letter
_PARTS = {
    sign: re.compile(
        rf'\s*+((?:"[^"<>]*+"|[^"<>{sign}])*+<[^<>\s@]*+@[^<>\s]*+>|[^\s"<>,;@]++@[^\s"<>,;@]++|)\s*+(?:{sign}|$)'
    )
    for sign in ";,"
}
