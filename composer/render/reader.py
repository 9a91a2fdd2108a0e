"""The values of one person: what makes a rendered variant their letter.

Rule: everything personal in a letter is made here, and only here; a test copy differs from a real
letter in these values alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from composer.markdown import wrapped
from composer.render.headers import MARK, Unmailable, ascii_address, mailbox, one_line, unsubscribe
from composer.settings import Settings

# What stands in the place of tokens in a test copy: nobody's, so nothing happens when it is followed.
INERT = "test"


def values_for(
    *,
    address: str,
    name: str,
    networks: Sequence[str],
    key: str,
    settings: Settings,
    unsubscribe_token: str,
    web_token: str,
    message_id: str,
    date: datetime,
    test: bool = False,
) -> dict[str, str]:
    """What `Rendered.letter` asks for.

    Args:
        address: where the letter goes.
        name: who it is to; may be empty.
        networks: the names of the networks to tell in the footer.
        key: the person's key.
        settings: the programme's.
        unsubscribe_token: what in the unsubscribe link says who wants to leave.
        web_token: what in the link to the web version says whose it is.
        message_id: as `render.message_id` makes it.
        date: of sending, with its time zone.
        test: marks the subject and makes every link of the person's own inert.

    Raises:
        Unmailable: no header can carry the address; the message names the person by key.
    """
    if test:
        unsubscribe_token = web_token = INERT
    subject = f"unsubscribe {unsubscribe_token}"
    mail = f"mailto:{quote(ascii_address(settings.answers_to), safe='@')}?subject={quote(subject)}"
    page = f"{_base(settings)}/u/{unsubscribe_token}" if settings.public_url else ""
    try:
        to = mailbox(name, address, "To")
    except Unmailable as error:
        raise Unmailable(f"{key}: {error}") from error
    return {
        "to": to,
        "mark": MARK if test else "",
        "date": format_datetime(date),
        "message_id": message_id,
        "list_unsubscribe": unsubscribe(*(link for link in (page, mail) if link)),
        "reason": wrapped(_reason(networks, settings)),
        "unsubscribe_url": page or mail,
        "unsubscribe_subject": subject,
        "web_url": f"{_base(settings)}/w/{web_token}",
    }


def _base(settings: Settings) -> str:
    return (settings.public_url or "").rstrip("/")


def _reason(networks: Sequence[str], settings: Settings) -> str:
    """Why somebody gets this, in a sentence."""
    *others, last = [one_line(name) for name in networks] or [one_line(settings.name)]
    if not others:
        return f"You get this because you are on the list of {last}."
    return f"You get this because you are on the lists of {', '.join(others)} and {last}."
