"""Pairing the quotation marks and brackets of a passage.

Rule: a mark that may be an apostrophe, a sign for feet or inches, or a list's is taken for that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Flaw(Enum):
    """What can be wrong with a mark."""

    OPEN = "opened and not closed"
    CLOSED = "closed and not opened"
    MIXED = "closed by a mark of another kind"
    CROSSED = "closed by a bracket of another kind"
    SPACED = "apart from its words"
    APOSTROPHE = "an opening mark for an apostrophe"


@dataclass(frozen=True, slots=True)
class Fault:
    """A mark with something wrong, `start` characters into the passage; `partner` is the one it pairs with.

    `wanted` is what should stand there instead, where it is the wrong one.
    """

    start: int
    flaw: Flaw
    mark: str
    partner: str
    wanted: str = ""

    def pairs(self, opening: Fault) -> bool:
        """Whether this mark closes what that one opens."""
        return self.partner == opening.mark or _KIND[self.mark] == _KIND[opening.mark]


_CLOSING = {"“": "”", "„": "“", "‘": "’", "«": "»", "(": ")", "[": "]", "{": "}", '"': '"'}
_OPENING = {"”": "“", "’": "‘", "»": "«", ")": "(", "]": "[", "}": "{", '"': '"', "'": "‘"}
_KIND = {mark: kind for kind, marks in enumerate(('“”„"', "‘’'", "«»", "()", "[]", "{}")) for mark in marks}

# a) and iv), unless a bracket is open.
_LIST_MARK = re.compile(r"(?:^|(?<=[\s,;:/–—]))(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\)(?!\w)")
# Smileys, elisions and feet: what looks like half of a pair and is none.
_NO_MARK = re.compile(
    r"(?<![\w)])[:;=8xX]['’o-]?[()\[\]{}DPp|/]+(?!\w)"
    r"|(?<!\w)[‘'’](?=\d0s?\b|\d\d\b|(?:tis|twas|twill|em|til|till|cause|cos|bout|n|un|er|im|alf|appen|ello|phone|flu)\b)"
    r"|(?<=\bn)[‘'’]|(?<=[\d.⅛¼⅜½⅝¾⅞])[’']\s?(?=\d)",
    re.IGNORECASE,
)
_MARKS = re.compile("[“”„«»\"‘’'()\\[\\]{}]")


_MOST = 500  # marks in one passage: more are a drawing, or an attack


def faults_of(words: str) -> Sequence[Fault]:
    """What is wrong with the marks of a passage, in order."""
    marks = list(_MARKS.finditer(words))
    if len(marks) > _MOST:
        return ()
    pairing = _Pairing(words)
    skipped = {at for none in _NO_MARK.finditer(words) for at in range(*none.span())}
    for mark in marks:
        if mark.start() not in skipped:
            pairing.take(mark[0], mark.start())
    return pairing.finish()


class _Pairing:
    """The marks that are open, as they are met one after another."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._open: list[tuple[str, int]] = []
        self._faults: list[Fault] = []
        self._list_marks = {found.end() - 1 for found in _LIST_MARK.finditer(words)}
        self._spare = 0  # list marks that closed a bracket, and may have been nothing but list marks

    def finish(self) -> Sequence[Fault]:
        """All faults, with those of the marks that are still open."""
        for mark, at in self._open:
            self._add(at, Flaw.OPEN, mark, _CLOSING[mark])
        return sorted(self._faults, key=lambda fault: fault.start)

    def take(self, mark: str, at: int) -> None:
        """The next mark."""
        if mark == '"':
            self._take_straight(at)
        elif mark in "‘’'":
            self._take_single(mark, at)
        elif mark == "“" and self._is_open("„"):
            self._close(mark, at, "„")
        elif mark in _CLOSING:
            self._take_opening(mark, at)
        elif at in self._list_marks:
            self._take_list_mark(at)
        else:
            self._take_closing(mark, at)

    def _take_opening(self, mark: str, at: int) -> None:
        if mark in "“„" and self._after(at).isspace() and not self._is_last(at):
            self._add(at, Flaw.SPACED, mark, _CLOSING[mark])
            self._forgive(mark, at)
        elif mark == "“" and self._open and self._open[-1][0] == "“":
            _, before = self._open.pop()
            self._add(before, Flaw.OPEN, mark, _CLOSING[mark])
            self._open.append((mark, at))
        else:
            self._open.append((mark, at))

    def _forgive(self, mark: str, at: int) -> None:
        """A mark that has been told of counts as open if something closes it, so that the rest pairs."""
        if _CLOSING[mark] in self._words[at + 1 :]:
            self._open.append((mark, at))

    def _take_closing(self, mark: str, at: int) -> None:
        partner = _OPENING[mark]
        if mark == "”" and self._is_open('"') and not self._is_open("“"):
            self._close(mark, at, '"')
            self._add(at, Flaw.MIXED, mark, '"', '"')
        elif not self._is_open(partner):
            self._take_unopened(mark, at, partner)
        else:
            self._close(mark, at, partner)
            if mark == "”" and self._before(at).isspace():
                self._add(at, Flaw.SPACED, mark, partner)

    def _take_unopened(self, mark: str, at: int, partner: str) -> None:
        if mark == ")" and self._spare:
            self._spare -= 1
        elif mark in ")]}" and self._open and self._open[-1][0] in "([{":
            opened, _ = self._open.pop()
            self._add(at, Flaw.CROSSED, mark, opened, _CLOSING[opened])
        elif mark != "”" or not _is_measure(self._before(at)):
            self._add(at, Flaw.CLOSED, mark, partner)

    def _take_list_mark(self, at: int) -> None:
        if self._is_open("("):
            self._close(")", at, "(")
            self._spare += 1

    def _take_straight(self, at: int) -> None:
        before, after = self._before(at), self._after(at)
        opens = not _ends_word(before) and not after.isspace()
        if self._is_open('"'):
            self._close('"', at, '"')
        elif self._is_open("“") and not opens:
            self._close('"', at, "“")
            self._add(at, Flaw.MIXED, '"', "“", "”")
        elif opens:
            self._open.append(('"', at))
        elif not _is_measure(before) and not (before.isspace() and after.isspace()):
            self._take_stray(at, before, after)

    def _take_stray(self, at: int, before: str, after: str) -> None:
        """A straight mark that does not look like an opening one, with nothing open."""
        if not (before.isalpha() and after.isalpha()):
            self._add(at, Flaw.CLOSED, '"', '"')

    def _take_single(self, mark: str, at: int) -> None:
        before, after = self._before(at), self._after(at)
        if before.isalnum() and after.isalnum():
            if mark == "‘":
                self._add(at, Flaw.APOSTROPHE, mark, "’")
        elif mark == "‘":
            self._open_single(at, before, after)
        elif self._is_open("‘") and not before.isspace():
            self._close_single(mark, at)

    def _open_single(self, at: int, before: str, after: str) -> None:
        if _ends_word(before):  # the boys‘ school
            self._add(at, Flaw.APOSTROPHE, "‘", "’")
        elif after.isspace() and not self._is_last(at):
            self._add(at, Flaw.SPACED, "‘", "’")
        else:
            self._open.append(("‘", at))

    def _close_single(self, mark: str, at: int) -> None:
        """The mark closes unless it may be the apostrophe of a plural and another one comes that can."""
        later = _SINGLE_END.search(self._words, at + 1)
        new = self._words.find("‘", at + 1)
        if self._before(at) in "sSzZ" and later and (new < 0 or later.start() < new):
            return
        if mark == "'" and not (later and later[0] == "’"):
            self._add(at, Flaw.MIXED, mark, "‘", "’")
        self._close(mark, at, "‘")

    def _is_open(self, mark: str) -> bool:
        return any(opened == mark for opened, _ in self._open)

    def _close(self, mark: str, at: int, partner: str) -> None:
        """Close the last mark of a kind; those opened within it and not closed are faults, brackets around it not."""
        number = max(number for number, (opened, _) in enumerate(self._open) if opened == partner)
        within = self._open[number + 1 :]
        crossing = [(opened, where) for opened, where in within if self._closes_later(opened, at)]
        for opened, where in within:
            if (opened, where) not in crossing:
                self._add(where, Flaw.OPEN, opened, _CLOSING[opened])
        self._open = [*self._open[:number], *crossing]

    def _closes_later(self, opened: str, at: int) -> bool:
        """Whether a mark opened before closes after: “(so” he said) crosses, but each has its partner."""
        return _CLOSING[opened] in self._words[at + 1 :]

    def _add(self, at: int, flaw: Flaw, mark: str, partner: str, wanted: str = "") -> None:
        self._faults.append(Fault(at, flaw, mark, partner, wanted))

    def _before(self, at: int) -> str:
        return self._words[at - 1 : at] or " "

    def _after(self, at: int) -> str:
        return self._words[at + 1 : at + 2] or " "

    def _is_last(self, at: int) -> bool:
        return not self._words[at + 1 :].strip()


_SINGLE_END = re.compile(r"(?<=[^\s(])[’'](?!\w)")


def _ends_word(before: str) -> bool:
    return before.isalnum() or before in ".,;:!?…)]%’”"


def _is_measure(before: str) -> bool:
    return before.isdigit() or before in "¼½¾⅛⅜⅝⅞'’"
