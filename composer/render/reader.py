"""The values of one person: what makes a rendered variant their letter.

Rule: everything personal in a letter is made here, and only here; a test copy differs from a real
letter in these values alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from composer.markdown import wrapped
from composer.model import Letterhead
from composer.render.headers import MARK, Unmailable, ascii_address, mailbox, one_line, plain_link, unsubscribe

# What stands in the place of tokens in a test copy: nobody's, so nothing happens when it is followed.
INERT = "test"


class Personal:
    """What is personal in letters under one letterhead.

    Raises:
        Unmailable: the letterhead names an address to answer to that no header can carry.
    """

    def __init__(self, letterhead: Letterhead) -> None:
        self._letterhead = letterhead
        base = letterhead.public_url.rstrip("/")
        self._web = f"{base}/w/"
        page = [f"{base}/u/"] if letterhead.public_url else []
        mail = f"mailto:{quote(ascii_address(letterhead.answers_to), safe='@')}?subject=unsubscribe%20"
        self._leave, *_ = ways = [*page, mail]
        self._ways_to_leave = [plain_link(way) for way in ways]

    def shared(self, *, networks: Sequence[str], date: datetime, test: bool = False) -> Mapping[str, str]:
        """The values that many share. Arguments as those of `values_for`."""
        here = date.astimezone(ZoneInfo(self._letterhead.timezone))
        return {
            "mark": MARK if test else "",
            "date": format_datetime(here),
            "reason": wrapped(_reason(networks, self._letterhead)),
        }

    def own(
        self, *, address: str, name: str, key: str, unsubscribe_token: str, web_token: str, message_id: str
    ) -> Mapping[str, str]:
        """The values that are one person's alone. Arguments and errors as those of `values_for`."""
        try:
            to = mailbox(name, address, "To")
        except Unmailable as error:
            raise Unmailable(f"{key}: {error}") from error
        return {
            "to": to,
            "message_id": message_id,
            "list_unsubscribe": unsubscribe(*[way + unsubscribe_token for way in self._ways_to_leave]),
            "unsubscribe_url": self._leave + unsubscribe_token,
            "unsubscribe_subject": f"unsubscribe {unsubscribe_token}",
            "web_url": self._web + web_token,
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
    """What `Rendered.letter` asks for.

    Args:
        address: where the letter goes.
        name: who it is to; may be empty.
        networks: the ids of the networks to tell in the footer.
        key: the person's key.
        letterhead: what the settings put into every letter.
        unsubscribe_token: what in the unsubscribe link says who wants to leave; of characters a URL takes as they are.
        web_token: what in the link to the web version says whose it is; likewise.
        message_id: as `render.message_id` makes it.
        date: of sending; told by the programme's clock.
        test: marks the subject and makes every link of the person's own inert.

    Raises:
        Unmailable: no header can carry the address, which the message names by key, or that to answer to.
    """
    personal = Personal(letterhead)
    own = personal.own(
        address=address,
        name=name,
        key=key,
        unsubscribe_token=INERT if test else unsubscribe_token,
        web_token=INERT if test else web_token,
        message_id=message_id,
    )
    return {**personal.shared(networks=networks, date=date, test=test), **own}


def _reason(networks: Sequence[str], letterhead: Letterhead) -> str:
    """Why somebody gets this, in a sentence."""
    # A network added after a run began has no name in its letterhead.
    names = [one_line(letterhead.networks.get(network, network)) for network in networks]
    *others, last = names or [one_line(letterhead.name)]
    if not others:
        return f"You get this because you are on the list of {last}."
    return f"You get this because you are on the lists of {', '.join(others)} and {last}."
