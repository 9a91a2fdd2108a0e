"""The letter that brings a link to sign in: short, plain, and the same to everybody."""

from __future__ import annotations

import secrets
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import Path

from composer.deliver import envelope_of
from composer.model import Letter
from composer.pipeline.keepers import Keeper
from composer.pipeline.signing import signed
from composer.render import ascii_address, domain_of, message_id
from composer.render.headers import display_name, one_line
from composer.sessions import LINK_LASTS
from composer.settings import Settings

_MINUTES = int(LINK_LASTS.total_seconds() // 60)


def sign_in_letter(settings: Settings, keeper: Keeper, link: str, now: datetime, root: Path) -> Letter:
    """The letter with this link, signed where the settings say so; `root` is where a key's path begins.

    Raises:
        UsageError: it is to be signed, and cannot be.
        Unmailable: no header can carry the address.
    """
    sender, to = ascii_address(settings.sender.address), ascii_address(keeper.address)
    letter = EmailMessage(SMTP)
    letter["From"] = Address(display_name(settings.sender.name), addr_spec=sender)
    letter["To"] = Address(addr_spec=to)
    letter["Subject"] = one_line(f"Sign in to {settings.name}")
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id("sign-in", secrets.token_hex(8), settings.sender.address)
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence is told to us
    letter.set_content(_text(settings.name, link), cte="quoted-printable")
    letter.add_alternative(_html(settings.name, link), subtype="html", cte="quoted-printable")
    for part in letter.iter_parts():
        del part["MIME-Version"]  # it belongs to the whole letter
    return _signed(Letter(keeper.key, (letter.as_bytes(),), envelope_of(to, sender)), settings, root)


def _signed(letter: Letter, settings: Settings, root: Path) -> Letter:
    if settings.dkim is None:
        return letter
    from composer.deliver.dkim import load_signer  # imported where letters are signed: it takes long

    return signed(letter, load_signer(settings.dkim, domain_of(settings.sender.address), root))


_FIRST = "Open this address in the browser in which you asked for it, then press the button on the page:"
_THEN = f"It works once, and for {_MINUTES} minutes."


def _who(name: str) -> str:
    return (
        f"Somebody gave your address to sign in to {name}; we do not know who. If it was not you, "
        "do nothing: without this letter nobody comes in."
    )


def _text(name: str, link: str) -> str:
    return f"{_FIRST}\n\n{link}\n\n{_THEN}\n\n{_who(name)}\n"


def _html(name: str, link: str) -> str:
    href = escape(link)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(f'Sign in to {name}')}</title></head>\n"
        '<body style="font:16px/1.5 system-ui,Segoe UI,Arial,sans-serif">\n'
        f'<p>{_FIRST}</p>\n<p><a href="{href}">{href}</a></p>\n<p>{_THEN}</p>\n<p>{escape(_who(name))}</p>\n'
        "</body>\n</html>\n"
    )
