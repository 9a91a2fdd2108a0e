"""Whose a mailbox is: somebody's at home, a person's at work, or an office's that anybody may write to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from composer.check.given_names import is_only_given_name
from composer.mailbox import folded

# Mail for everybody: the big providers and those that come with a line in Britain.
_FREE_WRITTEN = """
    gmail.com googlemail.com hotmail.com hotmail.co.uk hotmail.fr hotmail.it hotmail.es hotmail.de outlook.com
    outlook.co.uk live.com live.co.uk live.ie msn.com yahoo.com yahoo.co.uk yahoo.ie yahoo.fr yahoo.de
    yahoo.co.in ymail.com rocketmail.com icloud.com me.com mac.com aol.com aol.co.uk aim.com proton.me
    protonmail.com protonmail.ch pm.me gmx.com gmx.co.uk gmx.net gmx.de web.de mail.com email.com zoho.com
    zohomail.eu yandex.com yandex.ru mail.ru tutanota.com tuta.com tuta.io fastmail.com fastmail.fm hushmail.com
    hey.com inbox.com btinternet.com btopenworld.com virginmedia.com virgin.net ntlworld.com blueyonder.co.uk
    talktalk.net tiscali.co.uk lineone.net sky.com plus.com o2.co.uk tesco.net orange.net wanadoo.co.uk
    freeserve.co.uk fsmail.net supanet.com eircom.net qq.com 163.com
"""
_FREE = frozenset(_FREE_WRITTEN.split())

# What offices and services are called: none of these is somebody's name.
_OFFICE_WRITTEN = """
    academy access accounts action ad admin administration administrator admissions adoption adult adults advice
    advisory alert alerts all applications apply apprenticeship apprenticeships area assessment attendance audit
    awards benchmarking best board book booking bookings bulletin business call campaign campaigns care careers
    carer carers case centre chair challenge charity child childcare children childrens church city client
    clinical clubs college comment commissioner commissioning comms communication communications community
    complaints conference conferences consult consultation consultations contact contacts contract contracts
    coordinator council councillors county course courses covid customer data democratic department dept design
    desk development digital direct director directors disability district do donate donations duty early east
    editor education educational elections emergency employment engagement english enquire enquiries enquiry
    equalities equality evaluation event events exams executive experience external families family feedback
    film finance first forum foster fostering foundation fund funding funds general governance governor
    governors grants group groups guidance head health hello help helpdesk helpline home homes hospital housing
    hr hub human improvement improvements inclusion info information innovation inspection institute insurance
    international invoice invoices involvement it jobs join kids kinship lead leader leaders leadership learn
    learning legal liaison library licensing line list local mail mailbox management manager marketing mash
    media medical meeting meetings member members membership mental museum national network networks new news
    newsletter newsroom no noreply north nursery office officer officers online open operations organisation
    outreach panel parent parents parking participation partner partners partnership partnerships payroll peer
    people performance permanence planning play policy pool post postbox postmaster practice press privacy
    private professional professionals programme programmes project projects protection psychology public
    publications publicity publishing purchasing quality queries questions reception records recruitment
    referral referrals reform refugee region regional register registrar registration registry regulation reply
    report reports request requests research reservations residential resources response review reviews safe
    safeguarding safety sales school schools science secretariat secretary section sector secure security
    seminar seminars send senior service services social south special sport staff stakeholder stakeholders
    standards statistics strategic strategy student students study subscribe subscriptions suggestions
    supervision support supporters survey surveys sustainability system systems talent teacher teachers teaching
    team tech technical tenders ticket tickets tourism trading train training transformation transport travel
    trust trustees union unit university unsubscribe update updates user users virtual visit voice volunteer
    volunteering volunteers vsh web webinar webinars webmaster website welcome welfare wellbeing west work
    workers workforce working workshop workshops world worship young your youth
"""
OFFICE = frozenset(_OFFICE_WRITTEN.split())


# Of these, what people are called too: behind a given name they are a surname.
_SURNAMES_WRITTEN = "best case church early east english head north south west world young"
_SURNAMES = frozenset(_SURNAMES_WRITTEN.split())


class Capitals(NamedTuple):
    """Words of a text that begin with a capital letter, and the pairs of them that stand side by side; folded."""

    single: frozenset[str]
    pairs: frozenset[tuple[str, str]]


@lru_cache(maxsize=4)  # asked for each address of a text
def capitals_of(words: str) -> Capitals:
    """What may be a name in a text; addresses in it aside."""
    found = [match[0] for match in _WORD.finditer(_ADDRESSED.sub(" ", words))]
    folds = [folded(word) if word[0].isupper() else "" for word in found]
    pairs = ((one, other) for one, other in pairwise(folds) if one and other)
    return Capitals(frozenset(folds) - {""}, frozenset(pairs))


_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’-](?=\w))*")
_ADDRESSED = re.compile(r"\S{1,64}@\S{1,100}")


def is_free(domain: str) -> bool:
    """Whether a mailbox at the domain is somebody's own rather than a workplace's."""
    return domain.casefold() in _FREE


def is_of_an_office(local: str) -> bool:
    """Whether what stands before the @ names a service: whoever works there reads it."""
    return _names_an_office(_parts(local))


def is_of_a_person(local: str, named: Capitals) -> bool:
    """Whether what stands before the @ is a person's name, also by who is named in the text around it."""
    parts = _parts(local)
    if not parts or _names_an_office(parts):
        return False
    if len(parts) == 1:
        return (is_only_given_name(parts[0]) and parts[0] in named.single) or parts[0] in _joined(named)
    first, last = parts[0], parts[-1]
    return is_only_given_name(first) or any(
        last == surname and given.startswith(first) for given, surname in _names(named) if len(last) > 1
    )


def name_in(local: str) -> frozenset[str]:
    """The first and last of what may be a name before the @, folded."""
    parts = _parts(local)
    return frozenset((parts[0], parts[-1])) if parts else frozenset()


def _parts(local: str) -> list[str]:
    return [part for part in (part.strip("0123456789'’") for part in re.split(r"[._+-]", folded(local))) if part]


def _names_an_office(parts: list[str]) -> bool:
    if parts and is_only_given_name(parts[0]):
        return not (OFFICE - _SURNAMES).isdisjoint(parts[1:])
    return not OFFICE.isdisjoint(parts)


def _names(named: Capitals) -> Iterator[tuple[str, str]]:
    yield from (pair for pair in named.pairs if OFFICE.isdisjoint(pair))


def _joined(named: Capitals) -> set[str]:
    """How the named would be written in one word."""
    written: set[str] = set()
    for given, surname in _names(named):
        if is_only_given_name(given) and len(surname) > 2:
            first = given[0]
            written |= {given + surname, first + surname, surname + first, surname + given, given + surname[0]}
    return written
