"""The values of many, made one after another, are those each would have alone."""

from __future__ import annotations

import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.model import Letterhead
from composer.render.reader import Personal

HEAD = Letterhead(
    name="Update",
    sender="updates@example.org",
    answers_to="manager@example.org",
    public_url="https://updates.example.org/",
    timezone="Europe/London",
    networks={"dcs": "Directors of Children’s Services", "ed": "AD Education", "send": "SEND & co"},
)
LONDON = ZoneInfo("Europe/London")
TWICE = datetime.datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)  # the clock shows it twice that night

DATES = st.integers(0, 4_000_000_000).map(lambda second: datetime.datetime.fromtimestamp(second, LONDON))
NETWORKS = st.lists(st.sampled_from([*HEAD.networks, "gone"]), max_size=3)
PEOPLE = st.lists(st.tuples(st.sampled_from(["ann", "bob", "eve"]), NETWORKS, DATES), max_size=6)


def values(personal: Personal, name: str, networks: list[str], date: datetime.datetime) -> dict[str, str]:
    own = personal.own(
        address=f"{name}@example.org",
        name=name,
        key=name,
        unsubscribe_token=f"{name}.u",
        web_token=f"{name}.w",
        message_id=f"<{name}@example.org>",
    )
    return {**personal.shared(networks=networks, date=date), **own}


@runs(max_examples=100, deadline=None)
@given(PEOPLE)
@example([("ann", ["dcs"], TWICE), ("ann", ["ed"], TWICE.replace(fold=1))])
def test_whoever_was_before_a_reader_they_get_their_own_values(people: list[tuple[str, list[str], datetime.datetime]]):
    personal = Personal(HEAD)
    for name, networks, date in people:
        own = values(personal, name, networks, date)

        assert own == values(Personal(HEAD), name, networks, date)
        assert parsedate_to_datetime(own["date"]) == date.astimezone(datetime.UTC)


def test_both_ways_to_leave_name_the_reader_and_nobody_else() -> None:
    own = values(Personal(HEAD), "ann", ["dcs"], TWICE)

    page, mail = "https://updates.example.org/u/ann.u", "mailto:manager@example.org?subject=unsubscribe%20ann.u"
    assert own["list_unsubscribe"] == f"<{page}>,\r\n <{mail}>"
    assert (own["unsubscribe_url"], own["unsubscribe_subject"]) == (page, "unsubscribe ann.u")
    assert own["web_url"] == "https://updates.example.org/w/ann.w"
