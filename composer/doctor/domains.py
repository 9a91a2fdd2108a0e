"""What DNS says of the domains that letters come from: bounces arrive, SPF, DMARC, DKIM."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import dns.asyncresolver

from composer.deliver.dkim import Signer
from composer.doctor.asking import Asking, Unanswered
from composer.doctor.dkim import SELECTORS, Key, keys
from composer.doctor.dmarc import Dmarc, DmarcError, dmarc
from composer.doctor.findings import Finding, Group, Level
from composer.doctor.signing import examine_published
from composer.doctor.spf import Policy, SpfError, policy
from composer.problems import shown
from composer.settings import Settings

_PROVIDERS = (
    # the relay's name ends so, the include that lets it send, what it is called
    (".office365.com", "spf.protection.outlook.com", "Microsoft 365"),
    (".outlook.com", "spf.protection.outlook.com", "Microsoft 365"),
    (".gmail.com", "_spf.google.com", "Google Workspace"),
    (".amazonaws.com", "amazonses.com", "Amazon SES"),
)


async def examine_domains(
    settings: Settings, resolver: dns.asyncresolver.Resolver, signer: Signer | None = None
) -> list[Finding]:
    """Everything about the domains of `from` and `return_path` that DNS tells; a warning where nobody answers.

    `signer` is what letters are signed with here, if they are.
    """
    asking = Asking(resolver)
    sender = domain_of(settings.sender.address)
    bounces = domain_of(settings.return_path or settings.sender.address)
    answers_to = domain_of(settings.answers_to)
    parts = await asyncio.gather(
        *(_mail_arrives(asking, name) for name in dict.fromkeys((bounces, sender, answers_to))),
        _spf(asking, bounces, settings.relay),
        _dmarc(asking, sender, bounces),
        _dkim(asking, sender, signer),
    )
    found = [finding for part in parts for finding in part]
    return _once(found)


def domain_of(address: str) -> str:
    """The domain of an address as DNS knows it."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    return domain if domain.isascii() else _in_ascii(domain)


def _in_ascii(domain: str) -> str:
    import idna

    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain  # asking for it says what is wrong


def not_asked(why: object) -> Finding:
    """Where there is nobody to ask."""
    return _finding("DNS", Level.WARNING, f"could not ask DNS: {why}", "Ask again where there is a network.")


def _once(findings: list[Finding]) -> list[Finding]:
    """Each finding once: of a network that is down, every check says the same."""
    return list(dict.fromkeys(findings))


def _finding(check: str, level: Level, found: str, fix: str = "") -> Finding:
    return Finding(Group.DNS, check, level, found, fix)


async def _mail_arrives(asking: Asking, domain: str) -> list[Finding]:
    """Whether bounces and answers have somewhere to go: MX, or else an address (RFC 5321 section 5.1)."""
    check = f"MX {domain}"
    try:
        hosts = await asking.mail_hosts(domain)
        if "" in hosts:
            found = "the domain says that it takes no mail at all (a null MX), and many receivers refuse mail from such"
            return [_finding(check, Level.ERROR, found, "Use an address that can get mail.")]
        if hosts:
            return [_finding(check, Level.FINE, ", ".join(shown(host) for host in hosts[:4]))]
        if await asking.has_address(domain):
            return [_finding(check, Level.FINE, "no MX; mail goes to the host of that name")]
    except Unanswered as error:
        return [not_asked(error)]
    found = "the domain has neither MX nor address, so bounces and answers are lost and many receivers refuse its mail"
    return [_finding(check, Level.ERROR, found, "Correct the address, or have an MX record published.")]


async def _spf(asking: Asking, domain: str, relay: str) -> list[Finding]:
    check = f"SPF {domain}"
    try:
        found = await policy(asking, domain)
    except Unanswered as error:
        return [not_asked(error)]
    except SpfError as error:
        return [_finding(check, Level.ERROR, str(error), "Have the record mended, then ask again.")]
    if found is None:
        fix = "Have one published; docs/relays.md says which for your relay."
        return [_finding(check, Level.WARNING, "there is no SPF record", fix)]
    return [_judged(check, found), *_covers(check, found, relay)]


def _judged(check: str, found: Policy) -> Finding:
    told = f"{found.record[:_LONGEST_RECORD]} ({found.lookups} of 10 look-ups)"
    if found.ending == "+":
        fix = "Have it end in ~all or -all."
        return _finding(check, Level.ERROR, f"{told}: it ends in +all, which lets anybody send as you", fix)
    if not found.admits:
        fix = "Have your relay put into it; docs/relays.md says how."
        return _finding(check, Level.ERROR, f"{told}: it lets nobody send for this domain", fix)
    if found.ending not in ("-", "~"):
        fix = "Have it end in ~all or -all."
        return _finding(check, Level.WARNING, f"{told}: it does not say what holds for all others", fix)
    return _finding(check, Level.FINE, told)


_LONGEST_RECORD = 300


def _covers(check: str, found: Policy, relay: str) -> Iterator[Finding]:
    """Whether the relay's provider is included; which addresses another relay sends from, only its IT knows."""
    host = urlsplit(relay).hostname or ""
    for ending, include, name in _PROVIDERS:
        if not host.endswith(ending):
            continue
        if include in found.included:
            yield _finding(check, Level.FINE, f"it includes {include}, so {name} may send")
        else:
            fix = f"Have include:{include} put into it, unless the relay sends by a domain of its own."
            yield _finding(check, Level.WARNING, f"it does not include {include}, by which {name} sends", fix)
        return
    if host:
        fix = "Ask whoever runs the relay from which public addresses it sends, and whether the record names them."
        yield _finding(check, Level.FINE, f"whether it covers {host} cannot be told from here", fix)


async def _dmarc(asking: Asking, sender: str, bounces: str) -> list[Finding]:
    check = f"DMARC {sender}"
    try:
        found = await dmarc(asking, sender)
    except Unanswered as error:
        return [not_asked(error)]
    except DmarcError as error:
        fix = "Have the record mended, then ask again."
        return [_finding(check, Level.WARNING, f"receivers ignore the record: {error}", fix)]
    if found is None:
        fix = f'Have one published at _dmarc.{sender}, to begin with: "v=DMARC1; p=none; rua=mailto:ADDRESS"'
        told = "there is no DMARC record, which Gmail, Yahoo and Outlook.com want of bulk senders"
        return [_finding(check, Level.WARNING, told, fix)]
    whose = "" if found.domain == sender else f", by the record of {found.domain}"
    return [_finding(check, Level.FINE, f"p={found.policy}{whose}"), _alignment(check, found, sender, bounces)]


def _alignment(check: str, found: Dmarc, sender: str, bounces: str) -> Finding:
    """Whether SPF, which is about the return path, counts for the From that people see."""
    if found.aligned(sender, bounces, strict=found.strict_spf):
        return _finding(check, Level.FINE, f"SPF of {bounces} counts for mail from {sender} (aligned)")
    told = f"SPF of {bounces} does not count for mail from {sender}, so only DKIM can pass"
    fix = f"Have the relay sign with DKIM as {sender}, or set a return_path there."
    return _finding(check, Level.WARNING, told, fix)


async def _dkim(asking: Asking, domain: str, signer: Signer | None) -> list[Finding]:
    check = f"DKIM {domain}"
    try:
        if signer:
            return [await examine_published(asking, signer)]
        published = await keys(asking, domain)
    except Unanswered as error:
        return [not_asked(error)]
    if not any(not key.revoked for key in published):
        asked = ", ".join(SELECTORS)
        told = f"no key found. DNS cannot list them; asked for: {asked}. One by another name may be there"
        fix = "Send yourself a test and look for `dkim=pass` and `header.d=` in its Authentication-Results."
        return [_finding(check, Level.WARNING, told, fix)]
    return [_of_key(check, key) for key in published if not key.revoked]


def _of_key(check: str, key: Key) -> Finding:
    if key.weak:
        told = f"the key of {key.selector} is shorter than 2,048 bits"
        return _finding(check, Level.WARNING, told, "Have a new one made of 2,048 bits.")
    return _finding(check, Level.FINE, f"a key by the selector {key.selector}")
