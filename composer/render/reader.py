"""The values of one person: what makes a rendered variant their letter.

Rule: everything personal in a letter is made here, and only here; a test copy differs from a real
letter in these values alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from composer.markdown import wrapped
from composer.model import Letterhead
from composer.render.headers import MARK, Unmailable, ascii_address, mailbox, one_line, unsubscribe

# What stands in the place of tokens in a test copy: nobody's, so nothing happens when it is followed.
INERT = "test"


def values_for(
    *,
    address: str,
    name: str,
    networks: Sequence[str],
    key: str,
    letterhead: Letterhead,
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
        networks: the ids of the networks to tell in the footer.
        key: the person's key.
        letterhead: the programme's.
        unsubscribe_token: what in the unsubscribe link says who wants to leave.
        web_token: what in the link to the web version says whose it is.
        message_id: as `render.message_id` makes it.
        date: of sending; told by the programme's clock.
        test: marks the subject and makes every link of the person's own inert.

    Raises:
        Unmailable: no header can carry the address; the message names the person by key.
    """
    if test:
        unsubscribe_token = web_token = INERT
    subject = f"unsubscribe {unsubscribe_token}"
    mail = f"mailto:{quote(ascii_address(letterhead.answers_to), safe='@')}?subject={quote(subject)}"
    page = f"{_base(letterhead)}/u/{unsubscribe_token}" if letterhead.public_url else ""
    try:
        to = mailbox(name, address, "To")
    except Unmailable as error:
        raise Unmailable(f"{key}: {error}") from error
    return {
        "to": to,
        "mark": MARK if test else "",
        "date": format_datetime(date.astimezone(ZoneInfo(letterhead.timezone))),
        "message_id": message_id,
        "list_unsubscribe": unsubscribe(*(link for link in (page, mail) if link)),
        "reason": wrapped(_reason(networks, letterhead)),
        "unsubscribe_url": page or mail,
        "unsubscribe_subject": subject,
        "web_url": f"{_base(letterhead)}/w/{web_token}",
    }


def _base(letterhead: Letterhead) -> str:
    return letterhead.public_url.rstrip("/")


def _reason(networks: Sequence[str], letterhead: Letterhead) -> str:
    """Why somebody gets this, in a sentence."""
    # A network added after a run began has no name in its letterhead.
    names = [one_line(letterhead.networks.get(network, network)) for network in networks]
    *others, last = names or [one_line(letterhead.name)]
    if not others:
        return f"You get this because you are on the list of {last}."
    return f"You get this because you are on the lists of {', '.join(others)} and {last}."
