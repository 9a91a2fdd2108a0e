"""The values of one person: what makes a rendered variant their letter.

Rule: everything personal in a letter is made here, and only here; a test copy differs from a real
letter in these values alone. What is the same for many is made once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from composer.markdown import wrapped
from composer.model import Letterhead
from composer.render.headers import MARK, Unmailable, ascii_address, mailbox, one_line, unsubscribe

# What stands in the place of tokens in a test copy: nobody's, so nothing happens when it is followed.
INERT = "test"

_GROUPS = 1_024  # of networks that many people are on the lists of


class Personal:
    """What is personal in letters under one letterhead.

    Raises:
        Unmailable: the letterhead names an address to answer to that no header can carry.
    """

    def __init__(self, letterhead: Letterhead) -> None:
        base = letterhead.public_url.rstrip("/")
        self._page = f"{base}/u/" if letterhead.public_url else ""
        self._web = f"{base}/w/"
        self._mail = f"mailto:{quote(ascii_address(letterhead.answers_to), safe='@')}?subject="
        zone = ZoneInfo(letterhead.timezone)
        self._date = lru_cache(lambda instant: format_datetime(datetime.fromtimestamp(instant, zone)))
        self._reason = lru_cache(maxsize=_GROUPS)(lambda networks: wrapped(_reason(networks, letterhead)))

    def values(
        self,
        *,
        address: str,
        name: str,
        networks: Sequence[str],
        key: str,
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
            unsubscribe_token: what in the unsubscribe link says who wants to leave; of characters a URL takes as they
                are.
            web_token: what in the link to the web version says whose it is; likewise.
            message_id: as `render.message_id` makes it.
            date: of sending; told by the programme's clock.
            test: marks the subject and makes every link of the person's own inert.

        Raises:
            Unmailable: no header can carry the address; the message names the person by key.
        """
        if test:
            unsubscribe_token = web_token = INERT
        mail = f"{self._mail}unsubscribe%20{unsubscribe_token}"
        page = self._page and f"{self._page}{unsubscribe_token}"
        try:
            to = mailbox(name, address, "To")
        except Unmailable as error:
            raise Unmailable(f"{key}: {error}") from error
        return {
            "to": to,
            "mark": MARK if test else "",
            "date": self._date(date.timestamp()),
            "message_id": message_id,
            "list_unsubscribe": unsubscribe(page, mail) if page else unsubscribe(mail),
            "reason": self._reason(tuple(networks)),
            "unsubscribe_url": page or mail,
            "unsubscribe_subject": f"unsubscribe {unsubscribe_token}",
            "web_url": f"{self._web}{web_token}",
        }


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
    """The values of one letter by itself. Arguments and errors as `Personal.values`'s."""
    return Personal(letterhead).values(
        address=address,
        name=name,
        networks=networks,
        key=key,
        unsubscribe_token=unsubscribe_token,
        web_token=web_token,
        message_id=message_id,
        date=date,
        test=test,
    )


def _reason(networks: Sequence[str], letterhead: Letterhead) -> str:
    """Why somebody gets this, in a sentence."""
    # A network added after a run began has no name in its letterhead.
    names = [one_line(letterhead.networks.get(network, network)) for network in networks]
    *others, last = names or [one_line(letterhead.name)]
    if not others:
        return f"You get this because you are on the list of {last}."
    return f"You get this because you are on the lists of {', '.join(others)} and {last}."
