"""What one value may be: every conversion from text, with the remedy where it fails.

Rule: nothing is guessed. A value reads as exactly one thing or is a fault that says what to write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, NoReturn, cast
from zoneinfo import available_timezones

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from composer.load.tree import BULLETS, Scalar
from composer.problems import Level, Problem, shown
from composer.settings import OUTBOX
from composer.text import Text

MAX_LINE = 300
MAX_WORD = 2_000  # characters of what is not for reading; the longest is a link
MAX_PROSE = 10_000  # characters of one text; see issues.MAX_TEXT for all of them
_BLOCK = "Write the key with `|`, like `update: |`,"


_CURLY = "“”„‟‘’‚‛«»″′"
_QUOTES = _CURLY + "\"'"


def fault(code: str, message: str, fix: str, offset: int = 0, meant: str | None = None) -> NoReturn:
    """Refuse the value being read, pointing `offset` characters into it; `meant` is what it should have been."""
    context = {"message": message, "fix": fix, "offset": offset, "meant": meant}
    raise PydanticCustomError(code, "{message}", context)


def scalar(value: Any) -> Scalar:
    """The value, which must be text and not a list or keys."""
    if isinstance(value, Scalar):
        return value
    kind = "a list" if isinstance(value, list) else "keys with values"
    fault(
        "value-kind",
        f"one value belongs here, found {kind}",
        "Write one value; text that begins with [ or { goes in quotes.",
    )


def word(value: Any, limit: int = MAX_WORD) -> Text:
    """A value that is not for reading: an id, a date, a link. Quotes that Word made curly are none of it."""
    text = scalar(value).text
    if len(text) > limit:
        fault("text-long", f"this has {len(text):,} characters; {limit:,} is the most", "Shorten it.", limit)
    if text[:1].isspace() or text[-1:].isspace():
        start = len(text) - len(text.lstrip())
        text = text.cut(start, max(len(text.rstrip()), start))
    if text and (text[0] in _CURLY or text[-1] in _CURLY):
        inner = text.strip(_QUOTES + " ")
        curly_quotes(inner, inner)
    return text


def curly_quotes(inner: str, meant: str) -> NoReturn:
    """Refuse a value in the curly quotes of a word processor."""
    message = f"curly quotes stand around {shown(inner) or 'nothing'}"
    fault("quotes-curly", message, f"Write it in straight quotes or none: {shown(inner)}", meant=meant or None)


_LISTED = re.compile(rf"\s*(?:[{''.join(BULLETS)}]|[-*+] |[0-9]{{1,2}}[.)] )")


def _words(value: Any, info: ValidationInfo, limit: int) -> Text:
    if isinstance(value, list) and limit > MAX_LINE:
        fault("text-bullets", "text belongs here, found a list", f"{_BLOCK} and the list on the lines below it.")
    if isinstance(value, dict) and limit > MAX_LINE:
        fault(
            "value-kind", "text belongs here, found keys with values", f"{_BLOCK} and the text on the lines below it."
        )
    found = scalar(value)
    text = found.text
    if len(text) > limit:
        fault(
            "text-long",
            f"the text has {len(text):,} characters; {limit:,} is the most",
            "Shorten it, or link to the rest.",
            limit,
            meant=text[:limit],
        )
    folded = found.style in ("", "'", '"') and len(found.lines) > 1
    if folded and any(_LISTED.match(line) for line in found.lines[1:]):
        fault(
            "text-bullets",
            "a list was pasted in, and would run together into one line",
            f"{_BLOCK} and the list on the lines below it, indented.",
        )
    _warn_of_cut(found, info)
    return text


_CUT = re.compile(r"^(\S*) #|^ +#\S")


def _warn_of_cut(found: Scalar, info: ValidationInfo) -> None:
    """A ` #` right after words, or right before a word, was hardly meant as a comment."""
    if found.plain and _CUT.match(found.tail):
        at = found.text.at(max(len(found.text) - 1, 0))
        cast(dict[str, list[Problem]], info.context)["problems"].append(
            Problem(
                at,
                "text-cut",
                f"the text ends here, cut short by{shown(found.tail).rjust(len(shown(found.tail)) + 1)}",
                "Put the whole text in quotes if that belongs to it.",
                Level.WARNING,
            )
        )


def prose(value: Any, info: ValidationInfo) -> Text:
    """Markdown of any number of lines."""
    text = _words(value, info, MAX_PROSE)
    for rule in _TABLE_RULE.finditer(text):
        if (rule[0].count("|") + 1) * text.count("\n", rule.end()) > _MAX_CELLS:
            fix = "Split it, or link to a file that holds it."
            fault("text-long", f"a table has room for more than {_MAX_CELLS:,} cells", fix, rule.start())
    return text


# The line under a table's head. Short rows are filled up to its width, so a small text can make a huge table.
_TABLE_RULE = re.compile(r"^[ >\t|:-]*-\|[ \t|:-]*$", re.MULTILINE)
_MAX_CELLS = 4_000


def line(value: Any, info: ValidationInfo) -> Text:
    """Words on one line."""
    text = trimmed(_words(value, info, MAX_LINE))
    if "\n" in text:
        at, joined = text.index("\n") + 1, " ".join(text.split())
        fault("text-lines", "this must be one line, found several", "Join them into one line.", at, meant=joined)
    return text


def trimmed(text: Text) -> Text:
    """The text without the line break a block leaves at its end."""
    return text.cut(0, len(text.rstrip("\n"))) if text.endswith("\n") else text


_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")


def slug(value: Any) -> Text:
    """An id: lower-case letters, digits, hyphens."""
    text = word(value)
    slug_key(text)
    return text


def reference(value: Any) -> Text:
    """What stands for something that has an id, as it stands: what there is, a file alone does not tell."""
    return word(value)


def is_slug(words: str) -> bool:
    """Whether words are an id as they stand."""
    return _SLUG.fullmatch(words) is not None


def slug_key(key: str) -> str:
    """An id that stands as a key."""
    if not is_slug(key):
        better = slug_of(key)
        if key.strip(_QUOTES) == better != key.strip("\"'"):
            curly_quotes(better, better)
        message = f"this cannot be an id: {shown(key) or 'nothing'}"
        fix = f"Write {better}." if better else "Use lower-case letters a to z, digits and hyphens."
        fault("id-wrong", message, fix, meant=better or None)
    return str(key)


def slug_of(title: str) -> str:
    """An id made of a title: lower-case ASCII, apostrophes dropped, other runs one hyphen, at most 60."""
    plain = re.sub("['’‘ʼ`]", "", title)
    ascii_ = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:60].rstrip("-")


def number(value: Any) -> int:
    """The number of an issue."""
    return _digits(value, 6, "391")


def count(value: Any) -> int:
    """How many, at most 9,999: so many weeks still make a date."""
    return _digits(value, 4, "12")


def some(value: Any) -> int:
    """How many, at least one."""
    found = count(value)
    if not found:
        fault("number-wrong", "a number from 1 on belongs here, found 0", "Write 1 or more.")
    return found


def _digits(value: Any, most: int, example: str) -> int:
    text = word(value)
    if not re.fullmatch(rf"[0-9]{{1,{most}}}", text):
        found = re.fullmatch(rf"[^0-9+-]*([0-9]{{1,{most}}})\.?[^0-9]*", text[:LONGEST_GUESSED])
        fault(
            "number-wrong",
            f"a whole number belongs here, found {shown(text)}",
            f"Write digits only, like {found[1] if found else example}.",
            meant=found[1] if found else None,
        )
    return int(text)


LONGEST_GUESSED = 60  # characters; what is longer is no misspelt date or number
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def colour(value: Any) -> str:
    """A colour of six hex digits; mail clients drop shorter forms."""
    text = word(value)
    if not _COLOUR.fullmatch(text):
        fault(
            "colour-wrong",
            f"this is not a colour: {shown(text)}",
            'Write # and six digits 0-9, a-f, in quotes: "#00517d".',
        )
    return str(text).lower()


def path(value: Any) -> Text:
    """A file of the workspace, by a relative path with slashes."""
    text = word(value)
    parts = text.split("/")
    if not text or "\\" in text or ":" in text or text.startswith("/") or ".." in parts or "" in parts:
        better = text.replace("\\", "/") if "\\" in text and ":" not in text else "images/film.jpg"
        fault(
            "path-wrong",
            f"this is not a file of the workspace: {shown(text)}",
            f"Write its path from the workspace's folder, like {shown(better)}.",
        )
    return text


def language(value: Any) -> str:
    """A language tag (BCP 47)."""
    text = word(value)
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*", text):
        fault("language-wrong", f"this is not a language tag: {shown(text)}", "Write one like en-GB.")
    return str(text)


def timezone(value: Any) -> str:
    """A time zone by its IANA name."""
    text = word(value)
    if text != "Europe/London" and text not in available_timezones():
        fault("timezone-unknown", f"there is no time zone {shown(text)}", "Write one like Europe/London.")
    return str(text)


_RELAY = re.compile(r"smtps?://(?:[^\s@/:]+@)?(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?/?")


def relay(value: Any) -> str:
    """The outbox, or an SMTP server without its password."""
    text = word(value)
    if re.match(r"smtps?://[^@/\s]*:[^@/\s]*@", text):
        fault(
            "relay-password",
            "a password stands in the relay",
            "Take it out, change it, and put it in the environment as COMPOSER_RELAY_PASSWORD.",
        )
    if text != OUTBOX and not _RELAY.fullmatch(text):
        fault(
            "relay-wrong",
            f"this is not a relay: {shown(text)}",
            "Write outbox, or smtp://user@host:587, or smtps://host:465.",
        )
    return str(text)


_SELECTOR = re.compile(
    r"(?!.{100})[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)


def selector(value: Any) -> str:
    """What DNS knows a DKIM key by: a name that stands before `._domainkey` (RFC 6376 section 3.1)."""
    text = word(value)
    if not _SELECTOR.fullmatch(text):
        fault(
            "selector-wrong",
            f"a key cannot be called that in DNS: {shown(text)}",
            "Write a name of letters, digits and hyphens, like s1.",
        )
    return str(text).lower()


_LONGEST_PATH = 1_000  # a private key of 2,048 bits has some 1,600 characters


def key_file(value: Any) -> str:
    """The path of a file that holds a private key, anywhere on this machine, and never the key itself."""
    text = word(value)
    if "-----" in text or len(text) > _LONGEST_PATH:
        fix = "Take it out, make a new one, and write the path of its file, like var/dkim.pem."
        fault("key-file", "a key stands here, where the path of its file belongs", fix)
    if text.startswith("~"):
        fix = "Write the path from / or from the workspace's folder, like var/dkim.pem."
        fault("key-file", f"~ is not understood here: {shown(text)}", fix)
    return str(text)


def subject(value: Any, info: ValidationInfo) -> Text:
    """A subject; {number}, {date} and {name} are filled in."""
    text = line(value, info)
    for match in re.finditer(r"\{([^{}]*)\}?|\}", text):
        if match[0] not in ("{number}", "{date}", "{name}"):
            fault(
                "placeholder-unknown",
                f"a subject cannot fill in {shown(match[0])}",
                "Use {number}, {date} or {name}, or take the braces out.",
                match.start(),
            )
    return text


def choice(*allowed: str) -> Callable[[Any], Text]:
    """A reader of one of the given words."""

    def read(value: Any) -> Text:
        text = word(value)
        if text not in allowed:
            fault(
                "choice-unknown",
                f"{shown(text) or 'nothing'} is not one of the choices here",
                f"Write {' or '.join(allowed)}.",
                meant=text.lower() if text.lower() in allowed else None,
            )
        return text

    return read
