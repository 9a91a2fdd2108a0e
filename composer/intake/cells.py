"""What a cell says once all is taken off that cannot be seen, and whose addresses stand in it.

Rule: what is left is an address, or several, or the cell is told: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata

from composer.formulas import unguarded
from composer.mailbox import address_fault, canonical, plainly_sound

# Line breaks and other controls, and what no list may hold: they become a space.
_CONTROLS = re.compile(
    "\\s*[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff\U0010ff00-\U0010ffff]"
    "[\\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff\U0010ff00-\U0010ffff]*"
)
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WIDE_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_JOINERS = "\u200c\u200d"  # part of words in some scripts, of no address


def tidy(cell: str) -> str:
    """The words of a cell: on one line, without what cannot be seen, as they were before an export guarded them."""
    cell = unguarded(cell)
    if cell.isprintable():  # as nearly all are
        return cell.strip()
    cell = _CONTROLS.sub(" ", _UNSEEN.sub("", cell))
    return _WIDE_SPACES.sub(" ", cell).strip(f" {_JOINERS}")


class NotAnAddress(ValueError):
    """A cell where an address should stand holds something else: what it is about, what to write, and what is wrong."""

    def __init__(self, about: str, fix: str, found: str = "this is not an e-mail address") -> None:
        super().__init__("not an address")  # what the cell says goes into no exception's text
        self.about = about
        self.fix = fix
        self.found = found


Mailbox = tuple[str, str]  # an address, and the name that stands before it: "Name <address>"


def mailboxes(cell: str) -> list[Mailbox]:
    """The addresses in a cell that is not empty, each once.

    Raises:
        NotAnAddress: something in it is none.
    """
    if plainly_sound(cell):  # as nearly all are
        return [(cell, "")]
    words = _plain(tidy(_BREAK.sub(";", cell)))
    if not address_fault(_bare(words)):
        return [(_judged(_bare(words)), "")]
    found = _bracketed(words) if "<" in words else [(_bare(part), "") for part in _parts(words)]
    if not found:
        raise NotAnAddress(words, "Write one address, like name@example.org.")
    return _each_once([(_judged(address), name) for address, name in found])


_BREAK = re.compile("[\r\n\t\x0b\x0c\u2028\u2029\x85]+")
_AROUND = " .,;:'\"‘’“”<>()[]{}`´" + _JOINERS
_BETWEEN = re.compile(r"[\s;,/|]+")
_BRACKETS = re.compile(r"([^<>]*)<([^<>]*)>")


def _plain(words: str) -> str:
    return words.replace("\u200c", "").replace("\u200d", "")


def _bare(words: str) -> str:
    """An address without what programs and people put around it."""
    words = words.strip(_AROUND)
    if words[:7].lower() == "mailto:":
        words = words[7:].partition("?")[0].strip(_AROUND)
    return words


def _parts(words: str) -> list[str]:
    return [part for part in _BETWEEN.split(words) if _bare(part)]


def _bracketed(words: str) -> list[Mailbox]:
    """Mailboxes as mail programs write them, those without brackets between them too."""
    found: list[Mailbox] = []
    end = 0
    for match in _BRACKETS.finditer(words):
        before, name = _before(words[end : match.start()] + match[1])
        found += [*before, (_bare(match[2]), name)]
        end = match.end()
    return found + [(_bare(part), "") for part in _parts(words[end:])]


def _before(words: str) -> tuple[list[Mailbox], str]:
    """What stands before a bracket: addresses without brackets, then the name that belongs to the one in it."""
    head, at, tail = words.rpartition("@")
    if not at:
        return [], words.strip(_AROUND + "/|")
    cut = _BETWEEN.search(tail)
    last, name = (tail[: cut.start()], tail[cut.end() :]) if cut else (tail, "")
    return [(_bare(part), "") for part in _parts(f"{head}@{last}")], name.strip(_AROUND + "/|")


def _each_once(found: list[Mailbox]) -> list[Mailbox]:
    once: dict[str, Mailbox] = {}
    for address, name in found:
        known = once.get(canonical(address))
        once[canonical(address)] = (known[0], known[1] or name) if known else (address, name)
    return list(once.values())


def _judged(address: str) -> str:
    """An address that may be written to.

    Raises:
        NotAnAddress: it may not, or one of its characters only looks like the one that is meant.
    """
    if plainly_sound(address):
        return address
    if at := _look_alike(address):
        sign, place, what = at
        found = f"character {place} of this address (U+{ord(sign):04X}) only looks like {what}"
        raise NotAnAddress(address, "Type the address again with plain letters and signs.", found)
    if why := address_fault(address):
        raise NotAnAddress(address, why)
    return address


def _look_alike(address: str) -> tuple[str, int, str] | None:
    """The first character that stands for another: the character, its place from 1, what it looks like."""
    for at, sign in enumerate(address, 1):
        plain = unicodedata.normalize("NFKC", sign)
        if not sign.isascii() and plain.isascii():
            return sign, at, plain.strip() or "a space"
    return _mixed(address)


def _mixed(address: str) -> tuple[str, int, str] | None:
    """A letter of an alphabet that looks like ours among letters of ours, within one word."""
    for word in re.finditer(r"[^\W\d_]+", address):
        scripts = [unicodedata.name(sign, "").partition(" ")[0] for sign in word[0]]
        if "LATIN" not in scripts:
            continue
        for at, (sign, script) in enumerate(zip(word[0], scripts, strict=True), word.start() + 1):
            if script in ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"):
                return sign, at, f"a plain letter and is {script.capitalize()}"
    return None
