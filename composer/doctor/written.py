"""What newsletter.yaml says, judged as somebody about to send would."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from composer.deliver import RELAY_VARIABLE
from composer.doctor.findings import Finding, Group, Level
from composer.problems import Level as Severity
from composer.problems import Problem, in_order
from composer.settings import OUTBOX, SETTINGS_FILE, Settings


def of_problems(problems: list[Problem]) -> Iterator[Finding]:
    """The problems of newsletter.yaml, networks and contacts; one fine finding where there is none."""
    for problem in in_order(problems):
        level = Level.ERROR if problem.level is Severity.ERROR else Level.WARNING
        yield _finding(str(problem.place), level, problem.message.rstrip("."), problem.fix)
    if not problems:
        yield _finding(SETTINGS_FILE, Level.FINE, "read, and nothing is wrong with it")


def of_settings(settings: Settings, password: str | None) -> Iterator[Finding]:
    """The settings a send depends on; the password is asked for, never told."""
    yield _relay(settings)
    yield from _password(settings, password)
    yield _public_url(settings)
    yield _reply_to(settings)
    yield _postal_address(settings)
    yield _return_path(settings)


def is_rehearsal(settings: Settings) -> bool:
    """Whether nothing leaves this machine."""
    return settings.relay == OUTBOX


def _finding(check: str, level: Level, found: str, fix: str = "") -> Finding:
    return Finding(Group.SETTINGS, check, level, found, fix)


def _relay(settings: Settings) -> Finding:
    if is_rehearsal(settings):
        found = "outbox: every send is a rehearsal, nothing leaves this machine"
        return _finding("relay", Level.FINE, found, "To mail, set a relay: docs/relays.md says how.")
    return _finding("relay", Level.FINE, settings.relay)


def _password(settings: Settings, password: str | None) -> Iterator[Finding]:
    user = unquote(urlsplit(settings.relay).username or "")
    if user and not password:
        found = f"the relay has a user, {user}, and there is no password for it"
        yield _finding(RELAY_VARIABLE, Level.ERROR, found, f"Put it in the environment as {RELAY_VARIABLE}.")
    elif user:
        yield _finding(RELAY_VARIABLE, Level.FINE, "there is one; it is not shown")
    elif password and not is_rehearsal(settings):
        found = "there is a password, but the relay names no user, so it is not used"
        yield _finding(
            RELAY_VARIABLE, Level.WARNING, found, "Write the user into the relay, like smtp://user@host:587."
        )


def _public_url(settings: Settings) -> Finding:
    url = settings.public_url
    if url is None:
        found = "not set, so people unsubscribe by mail only; Gmail and Yahoo ask bulk senders for one click"
        fix = "Set it to the https address where `composer serve` is reached."
        return _finding("public_url", Level.WARNING, found, fix)
    if not url.lower().startswith("https://"):
        found = f"{url} is not https, and one-click unsubscribing (RFC 8058) needs https"
        return _finding("public_url", Level.WARNING, found, "Serve it by https and write https:// here.")
    return _finding("public_url", Level.FINE, url)


def _reply_to(settings: Settings) -> Finding:
    if settings.reply_to is None:
        found = f"not set: answers and unsubscribe mails go to {settings.sender.address}"
        return _finding("reply_to", Level.WARNING, found, "Make sure somebody reads it, or set reply_to.")
    return _finding("reply_to", Level.FINE, settings.reply_to)


def _postal_address(settings: Settings) -> Finding:
    if settings.postal_address is None:
        fix = "Set it: some countries' laws want one in every newsletter, and spam filters like to see it."
        return _finding("postal_address", Level.WARNING, "not set", fix)
    return _finding("postal_address", Level.FINE, "set")


def _return_path(settings: Settings) -> Finding:
    if settings.return_path is None:
        found = f"not set: bounces go to {settings.sender.address}, all alike"
        return _finding("return_path", Level.FINE, found, "docs/relays.md says when to set it.")
    tagged = settings.return_path.replace("@", "+TAG@")
    found = f"{settings.return_path}: bounces go to addresses like {tagged}, a tag for each letter"
    return _finding("return_path", Level.FINE, found, f"Make sure that mail to {tagged} arrives there.")
