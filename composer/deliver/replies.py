"""What a relay said, in the form in which it may be kept: in receipts, in the ledger and on a screen.

Rule: a reply is hostile. It is one short line without controls, and nobody's address is left in it, the recipient's
least of all, however it is written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from composer.problems import printable

LONGEST = 200  # characters kept
ADDRESS = "‹address›"

_LONGEST_READ = 1_000  # characters; looking for addresses is quadratic in the length of a word
_STATUS = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s+|$)")  # RFC 3463
_ENCODED = re.compile(r"[\\%+=]|&#")  # where some character of an address may be written otherwise than as itself
_AT = r"(?:@|%(?:25)*40|[+=]40|&#(?:64|[xX]40);)"
# One side may be missing, or be left over from a spelling taken out before: no @ is kept in any case.
_ADDRESS = re.compile(rf"(?:\"(?:[^\"\\]|\\.)*\"|[^\s<>(),;:\"]*)\s?{_AT}\s?[^\s<>(),;:\"']*")


def kept(code: int, words: str, recipient: str = "") -> str:
    """A reply as it may be kept: code, enhanced status and words, like `550 5.1.1 ‹address›: no such user`.

    Args:
        code: the reply code.
        words: what follows it; of a reply of several lines all of them, with line feeds between.
        recipient: whom it is about; this address is taken out in every spelling.
    """
    statuses, lines = [], []
    for line in words.split("\n"):
        status = _STATUS.match(line)
        statuses += [status[1]] if status else []
        lines.append(line[status.end() :] if status else line)
    said = without_addresses(" ".join(lines), recipient)
    whole = " ".join([str(code), *statuses[:1], *said.split()])
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"


def without_addresses(words: str, person: str = "") -> str:
    """Words on one line, safe for a terminal, without anything that looks like an address or is this person's."""
    line = _plain(words)
    if len(line) > _LONGEST_READ:
        # What the cut goes through could be half an address, which nothing below would know.
        line = line[:_LONGEST_READ].rpartition(" ")[0]
    for pattern in _spellings(person) if _may_name(line, person) else ():
        line = pattern.sub(ADDRESS, line)
    return printable(_ADDRESS.sub(ADDRESS, line))


def _plain(words: str) -> str:
    """One spelling of each letter; what is invisible, and what was not UTF-8, left out."""
    decoded = words.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    folded = unicodedata.normalize("NFKC", " ".join(decoded.split()))
    return "".join(letter for letter in folded if letter == " " or unicodedata.category(letter)[0] != "C")


def _may_name(line: str, person: str) -> bool:
    """Whether to look for the person at all: to compile their patterns takes longer than all else of a letter."""
    if _ENCODED.search(line) or not (line + person).isascii():
        return True
    return any(word.lower() in line.lower() for word in _words(person.rpartition("@")[0] or person))


@lru_cache(maxsize=64)
def _spellings(person: str) -> tuple[re.Pattern[str], ...]:
    """What finds an address, or its local part as a word of its own, in every way to write its characters."""
    local, at, domain = person.rpartition("@")
    if not at:
        return (re.compile(_word(person), re.IGNORECASE),) if person else ()
    whole = rf"\"?{_spelt(local)}\"?\s?(?:{_AT}|=)\s?{_spelt(domain)}"
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in [whole, *map(_word, _words(local))])


def _words(local: str) -> list[str]:
    """What of a local part is not to stand in a reply by itself either."""
    return [word for word in dict.fromkeys([local, local.strip('"'), local.partition("+")[0]]) if word]


def _word(part: str) -> str:
    """`part` where it is not a piece of a longer word; %3C before it is no letter of a word."""
    return rf"(?:(?<![^\W_])|(?<=[%+=][0-9A-F]{{2}})){_spelt(part)}(?![^\W_])"


def _spelt(part: str) -> str:
    """Each character as it is, quoted (RFC 5321), or encoded for a URL, as xtext (RFC 3461), or in HTML."""
    return "".join(_character(letter) for letter in part)


def _character(letter: str) -> str:
    code = f"{ord(letter):02X}"
    return rf"(?:\\?{re.escape(letter)}|%(?:25)*{code}|[+=]{code}|&\#(?:{ord(letter)}|x{code});)"
