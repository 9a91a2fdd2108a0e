"""Domains that are likely mistyped, each with the one likely meant.

Rule: advice, never a verdict. What may well be somebody's own domain is left alone: a slip is told only beside a domain
that everybody knows, or that ten times as many people of the lists use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

_FEW = 3  # people: a domain that more of them use, nobody mistyped
_MANY = 10  # people, and so many times as many as use the other
_LONGEST = 48  # characters of a domain that is compared; comparing takes their square
_MOST = 2_000  # domains that others are compared with, the commonest


def likely_meant(users: Mapping[str, int]) -> dict[str, str]:
    """The domain likely meant, for each that is likely mistyped.

    `users`: how many people use each domain, spelt as in a canonical address.
    """
    near = _Near(users)
    doubtful = (domain for domain in users if domain not in _REAL and len(domain) <= _LONGEST)
    meant = {domain: by_ending(domain) or near.meant(domain) for domain in doubtful}
    return {domain: other for domain, other in meant.items() if other}


# Mail for everybody: the names are long enough that one letter more or less is no other company's.
_LONG_NAMES = """
    gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com yahoo.com yahoo.co.uk icloud.com btinternet.com
    btopenworld.com virginmedia.com ntlworld.com talktalk.net tiscali.co.uk blueyonder.co.uk protonmail.com
    education.gov.uk ofsted.gov.uk
"""
# Short names have neighbours everywhere: only letters that changed places or are doubled count.
_SHORT_NAMES = "live.com live.co.uk nhs.net ymail.com"
# Like one of those above, and somebody's.
_REAL_NAMES = """
    mail.com email.com cloud.com yahoo.ca yahoo.co.in fmail.com hmail.com qmail.com tmail.com zmail.com
"""
_WELL_KNOWN = frozenset(_LONG_NAMES.split())
_WELL_KNOWN_SHORT = frozenset(_SHORT_NAMES.split())
_REAL = _WELL_KNOWN | _WELL_KNOWN_SHORT | frozenset(_REAL_NAMES.split())


# Endings


def by_ending(domain: str) -> str | None:
    """The domain with a sound ending, where it has one that nobody's has, like .gov.ukk or .con."""
    labels = domain.split(".")
    for length in (3, 2, 1):
        right = _ENDINGS.get(".".join(labels[-length:])) if len(labels) > length else None
        if right:
            return ".".join([*labels[:-length], right])
    return None


def _endings() -> Iterator[tuple[str, str]]:
    """Each ending that there is not, with the one meant."""
    for right, wrong in _WRONG.items():
        yield from ((ending, right) for ending in wrong.split())
    for second in _SECOND_LEVELS:
        right = f"{second}.uk"
        yield from ((f"{second}.{top}", right) for top in _WRONG_TOPS.split())
        yield from ((f"{second}uk", right), (f"{right}.com", right), (f"{right}.uk", right), (f"{right}.co", right))


_SECOND_LEVELS = ("gov", "co", "org", "ac", "nhs", "sch", "police")
_WRONG_TOPS = "ukk uuk u k ik ul yk ku uj ukl uki u.k"
_WRONG = {
    "com": "con cmo ocm comm coom vom xom cpm conm cim c0m",
    "net": "nte nett ent ner",
    "org": "ogr rog orgg og",
    "gov.uk": "go.uk gv.uk ov.uk ogv.uk gvo.uk goc.uk gof.uk giv.uk gpv.uk gob.uk govt.uk goov.uk ggov.uk govv.uk "
    "gov.co.uk gov.org.uk gov.gov.uk gov.com",
    "co.uk": "oc.uk cp.uk vo.uk ci.uk c.uk cco.uk coo.uk xo.uk com.uk",
    "org.uk": "og.uk rg.uk ogr.uk rog.uk orgg.uk ogg.uk prg.uk",
    "nhs.uk": "nsh.uk hns.uk nhss.uk nnhs.uk nhhs.uk nhs.co.uk nhs.org.uk nhs.gov.uk",
}
_ENDINGS = dict(_endings())


# One slip of the fingers


class _Near:
    """The domains that may be meant, found by what is left of them without one of their characters.

    Two that are one slip apart (a letter too many, too few, another, or two that changed places) have such a rest
    in common; so each domain is compared with the few that it shares one with, and not with all.
    """

    def __init__(self, users: Mapping[str, int]) -> None:
        self._users = users
        common = [domain for domain, number in users.items() if number >= _MANY and len(domain) <= _LONGEST]
        commonest = sorted(common, key=lambda domain: (-users[domain], domain))[:_MOST]
        self._by_rest: dict[str, list[str]] = {}
        for domain in {*_WELL_KNOWN, *_WELL_KNOWN_SHORT, *commonest}:
            for rest in _rests(domain):
                self._by_rest.setdefault(rest, []).append(domain)

    def meant(self, domain: str) -> str | None:
        """The domain that most people use of those one slip away, if this one is so rare that it may be a slip."""
        near = {other for rest in _rests(domain) for other in self._by_rest.get(rest, ()) if other != domain}
        likely = [other for other in sorted(near) if self._is_rare(domain, other) and _is_slip(other, domain)]
        return max(likely, key=lambda other: self._users.get(other, 0), default=None)

    def _is_rare(self, domain: str, beside: str) -> bool:
        users, others = self._users[domain], self._users.get(beside, 0)
        if beside in _WELL_KNOWN or beside in _WELL_KNOWN_SHORT:
            return users <= _FEW or others >= _MANY * users
        return users <= _FEW and others >= _MANY * users


def _rests(domain: str) -> Iterator[str]:
    yield domain
    yield from (domain[:at] + domain[at + 1 :] for at in range(len(domain)))


class _Slip(NamedTuple):
    """Where two domains differ: behind `before` the one goes on with `meant`, the other with `written`; then alike."""

    before: str
    meant: str
    written: str

    @property
    def swaps(self) -> bool:
        """Two characters changed places."""
        return len(self.meant) == 2 and self.meant == self.written[::-1]

    @property
    def is_one(self) -> bool:
        """There is one character too many, too few, or another; or two changed places."""
        return self.swaps or (len(self.meant) <= 1 and len(self.written) <= 1)

    @property
    def doubles(self) -> bool:
        """One of two like characters is missing, or one was doubled."""
        return "" in (self.meant, self.written) and self.before[-1:] == self.meant + self.written

    @property
    def of_fingers(self) -> bool:
        """It is what fingers do: numbers, as of schools, are told apart on purpose, and so are keys far apart."""
        if (self.meant + self.written).isdigit():
            return False
        return self.swaps or "" in (self.meant, self.written) or self.written in _BESIDE.get(self.meant, "")


def _slip(meant: str, written: str) -> _Slip:
    before = _alike(meant, written)
    after = _alike(meant[before:][::-1], written[before:][::-1])
    return _Slip(meant[:before], meant[before : len(meant) - after], written[before : len(written) - after])


def _alike(one: str, other: str) -> int:
    """How many characters the two have in common from their beginnings on."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_slip(meant: str, written: str) -> bool:
    """Whether somebody who means the one domain may well write the other by one slip."""
    slip = _slip(meant, written)
    if not slip.is_one or meant in _WELL_KNOWN:
        return slip.is_one
    if meant in _WELL_KNOWN_SHORT:
        return slip.swaps or slip.doubles
    begins = slip.before.rpartition(".")[2]
    label = begins + meant[len(slip.before) :].partition(".")[0]
    return len(label) >= _LONG_ENOUGH and slip.of_fingers


_LONG_ENOUGH = 4  # letters: of shorter names every neighbour is somebody's, as uhb.nhs.uk and uhd.nhs.uk
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    key: "".join(other[max(at - 1, 0) : at + 2] for other in _ROWS[max(row - 1, 0) : row + 2]).replace(key, "")
    for row, keys in enumerate(_ROWS)
    for at, key in enumerate(keys)
}
