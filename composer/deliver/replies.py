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
_SIGN = re.compile(r"[@\\%+=&]")  # without one there is no address, and no character is written but as itself
_BARELY_USED = re.compile(r"[\\%&]")
_XTEXT = re.compile(r"[+=]([0-9a-f]{2})")
_UNBROKEN = re.compile(r"[^<>(),;:]+")
_AT = r"(?:@|%(?:25)*40|[+=]40|&#(?:64|[xX]40);)"
# One side may be missing, or be left over from a spelling taken out before: no @ is kept in any case.
_SOME_AT = re.compile(_AT)
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
    signed = _SIGN.search(line) is not None
    if _may_name(line, person, encoded=signed):
        for pattern in _spellings(person):
            line = pattern.sub(ADDRESS, line)
    line = _without_any(line) if signed else line
    return line if line.isprintable() else printable(line)


def _without_any(line: str) -> str:
    """Words without anything that looks like an address, looked for only between what can stand in none."""
    if '"' in line or "&" in line:
        return _ADDRESS.sub(ADDRESS, line)
    return _UNBROKEN.sub(lambda words: _ADDRESS.sub(ADDRESS, words[0]) if _SOME_AT.search(words[0]) else words[0], line)


def _plain(words: str) -> str:
    """One spelling of each letter; what is invisible, and what was not UTF-8, left out."""
    if words.isascii() and words.isprintable():
        return " ".join(words.split())
    decoded = words.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    folded = unicodedata.normalize("NFKC", " ".join(decoded.split()))
    return "".join(letter for letter in folded if letter == " " or unicodedata.category(letter)[0] != "C")


def _may_name(line: str, person: str, *, encoded: bool) -> bool:
    """Whether to look for the person at all: to compile their patterns takes longer than all else of a letter."""
    if not (line.isascii() and person.isascii()):
        return True
    line, core = line.lower(), _core(person)
    return core in line or (encoded and _may_spell(line, core))


def _core(person: str) -> str:
    """What stands in all of a person's patterns, one character's spelling after another's, in lower case."""
    return (person.rpartition("@")[0] or person).strip('"').partition("+")[0].lower()


def _may_spell(line: str, core: str) -> bool:
    """Whether `core`, which does not stand in the line as it is, may stand there with some character as =HH or +HH.

    Such a character has another one of the core beside it, as it is or encoded too. Other ways to encode are rare in a
    reply that says all is well, and not looked into.
    """
    if _BARELY_USED.search(line):
        return True
    for found in _XTEXT.finditer(line):
        letter, before, after = chr(int(found[1], 16)).lower(), line[: found.start()][-1:], line[found.end() :][:1]
        beside = [before + letter] * bool(before) + [letter + after] * bool(after)
        if letter == core or (letter in core and (after in ("+", "=") or any(pair in core for pair in beside))):
            return True
    return False


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
