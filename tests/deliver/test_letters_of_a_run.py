"""The letters of a run: what many share is made once, and each is to the byte what it would be alone."""

from __future__ import annotations

import datetime
import itertools
from zoneinfo import ZoneInfo

from composer.model import Delivery, Letterhead, Part, Rendered, Run, Slot
from composer.pipeline.mailing import Mailing, letter_of
from composer.tokens import Secret

LONDON = ZoneInfo("Europe/London")
TWICE = datetime.datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)  # the clock shows it twice that night
HEAD = Letterhead("Update", "news@example.org", "ann@example.org", "https://example.org", "Europe/London", {"a": "A"})
RUN = Run(391, 1, "", HEAD, "bounces@example.org", "relay", TWICE)
SECRET = Secret(b"s" * 32)
NAMES = ("to", "date", "message_id", "list_unsubscribe", "reason", "unsubscribe_url", "web_url")
PARTS = [part for name in NAMES for part in (Part(f"\r\n{name}: ".encode()), Part(name=name, slot=Slot.HEADER))]


def test_whoever_was_before_a_reader_they_get_their_own_letter() -> None:
    renderings = {variant: Rendered((Part(b"Variant: %d" % variant), *PARTS)) for variant in (0, 1)}
    mailing = Mailing(RUN, SECRET, renderings)
    each = itertools.product((0, 1), ((), ("a",), ("a", "b")), (TWICE, TWICE.replace(fold=1)), ("ann", "bob"))
    made = []
    for variant, networks, date, name in each:
        delivery = Delivery(SECRET.person_key(name), f"{name}@example.net", name, networks, variant, date)
        made.append(mailing.letter(delivery))

        assert made[-1] == letter_of(RUN, delivery, renderings[variant], SECRET)
    assert len({letter.message for letter in made}) == len(made) == 24
