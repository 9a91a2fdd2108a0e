"""Signs of one person in a passage: by what somebody could be reached, or known to the state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from composer.check.people.homes import homes_in
from composer.check.people.identifiers import identifiers_in
from composer.check.people.mailboxes import capitals_of, is_free, is_of_a_person, is_of_an_office, name_in
from composer.check.people.phones import Number, numbers_in
from composer.check.people.published import Published
from composer.check.personal_names import people_in
from composer.mailbox import canonical, folded
from composer.markdown import Passage
from composer.problems import Level


@dataclass(frozen=True, slots=True)
class Sign:
    """What somebody could be reached or known by: from one character of a passage to before another.

    `whose` is the id of the contact it seems to be of; `fix` what is to be done with what may be printed of nobody.
    """

    start: int
    end: int
    what: str
    value: str
    level: Level = Level.WARNING
    whose: str | None = None
    is_address: bool = False
    fix: str = ""


# What there is of each: looking for one in earnest takes time.
_MAY_TELL = re.compile(r"@|\d[\d \u00a0().-]{4}|\bb(?:irth|orn)|d\.?o\.?b", re.IGNORECASE)
_MAY_BE_HOME = re.compile(r"\bhome\b|\bhis\b|\bher\b|\btheir\b|\bliv(?:es?|ed|ing)\b|\bresid")


_OUT = "Take it out."
_UNTOLD = "Take it out; whoever asks can be told."


def signs_in(passage: Passage, around: str, published: Published, before: str = "") -> Iterator[Sign]:
    """What is not published already; `around` is the whole text, `before` the end of what stands above."""
    words = passage.words
    if _MAY_TELL.search(words):
        yield from (
            Sign(*found, words[found.start : found.end], Level.ERROR, fix=_OUT) for found in identifiers_in(words)
        )
        yield from _of_numbers(words, published, before)
        yield from _of_addresses(words, published, around)
    if _MAY_BE_HOME.search(words):
        for start, end in homes_in(words):
            yield Sign(start, end, "where somebody lives", words[start:end], fix=_UNTOLD)
    for anchor in passage.anchors:
        sign = _of_link(anchor.href, anchor.start, published, around)
        if sign and sign.value != canonical(words[anchor.start : anchor.end].strip()):
            yield sign


def _of_link(href: str, start: int, published: Published, around: str) -> Sign | None:
    """Whom a link mails."""
    scheme, _, rest = href.partition(":")
    if scheme.lower() != "mailto":
        return None
    return _of_address(unquote(rest.partition("?")[0]).partition(",")[0].strip(), start, start, published, around)


def _of_numbers(words: str, published: Published, before: str) -> Iterator[Sign]:
    for number in numbers_in(words):
        sign = _mobile(number, published) or _direct_line(number, words, published, before)
        if sign:
            yield sign


def _mobile(number: Number, published: Published) -> Sign | None:
    if not number.is_mobile or number.digits in published.numbers:
        return None
    return Sign(number.start, number.end, "a mobile number", number.digits)


def _direct_line(number: Number, words: str, published: Published, before: str) -> Sign | None:
    """A number of a place, where it stands beside a person."""
    if number.is_mobile or number.digits in published.numbers:
        return None
    begin = max(number.start - _BESIDE, 0)
    nearby = words[begin : number.start]
    nearby = nearby if begin or _PROSE.search(nearby) else f"{before[-_BESIDE:]}\n{nearby}"
    people = [one for one in people_in(nearby) if not _ENDED.search(nearby, one.end)]
    if not people or published.contact(frozenset(folded(people[-1].written).split())):
        return None
    return Sign(number.start, number.end, "the direct number", number.digits)


_BESIDE = 100  # characters
# Words before a number other than what it is called by: it does not stand on a line of its own.
_PROSE = re.compile(r"[^\W\d_]{2,}.*[^\W\d_]{2,}", re.DOTALL)
# The sentence that named somebody is over, and another has begun.
_ENDED = re.compile(r"[a-z)][.!?]\s+(?!(?:T|Tel|Telephone|Phone|Call|Ring|Direct|Mobile|M|Contact)\b)", re.IGNORECASE)


_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_LOCAL = re.compile(r"[\w.+'’-]{1,64}\Z")


def _of_addresses(words: str, published: Published, around: str) -> Iterator[Sign]:
    for at in re.finditer("@", words):
        local = _LOCAL.search(words[max(at.start() - 64, 0) : at.start()])
        domain = _DOMAIN.match(words, at.end())
        if local and domain:
            start = at.start() - len(local[0])
            sign = _of_address(words[start : domain.end()], start, domain.end(), published, around)
            if sign:
                yield sign


def _of_address(address: str, start: int, end: int, published: Published, around: str) -> Sign | None:
    if canonical(address) in published.addresses:
        return None
    local, _, domain = address.rpartition("@")
    named = capitals_of(around)
    whose = published.contact(name_in(local))
    if is_free(domain) and not is_of_an_office(local):
        return Sign(
            start, end, f"a private mailbox ({domain.lower()})", canonical(address), whose=whose, is_address=True
        )
    if is_of_a_person(local, named):
        return Sign(start, end, "the address", canonical(address), whose=whose, is_address=True)
    return None
