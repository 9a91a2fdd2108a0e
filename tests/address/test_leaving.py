"""Leaving, by property: what somebody leaves is theirs alone, holds for that network alone, and beats every file."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from composer.address import concerned_by
from composer.model import EVERY, Recipient, RecipientList
from tests.address.making import NAMES, Mailing, gets, mailings

PEOPLE = st.sampled_from(["ann@x.org", "bob@x.org", "cy@x.org", "ross@x.org", "zoe@x.org"])
NETWORKS = st.sampled_from([*NAMES, "unknown"])


@given(mailings(), PEOPLE, NETWORKS)
def test_leaving_one_network_silences_no_other(mailing: Mailing, who: str, network: str):
    before, after = (one.audience for one in (mailing, mailing.with_suppression(who, network)))

    others = {person.canonical: {*person.networks} - {network} for person in before.people}
    if who not in before.suppressed and others.get(who):
        assert who not in after.suppressed
        assert gets(after)[who][0] == others[who]


@given(mailings(), PEOPLE, st.sampled_from([*NAMES, EVERY, "unknown"]))
def test_a_suppression_moves_nobody_in_or_out_and_changes_what_nobody_else_gets(
    mailing: Mailing, who: str, network: str
):
    before, after = (gets(one.audience) for one in (mailing, mailing.with_suppression(who, network)))

    assert after.keys() == before.keys()
    assert {other: got for other, got in after.items() if other != who} == {
        other: got for other, got in before.items() if other != who
    }


@given(mailings(), PEOPLE, st.sampled_from([*NAMES, EVERY, "unknown"]))
def test_whoever_is_sent_nothing_is_not_sent_anything_again_by_leaving_more(mailing: Mailing, who: str, network: str):
    assert mailing.audience.suppressed <= mailing.with_suppression(who, network).audience.suppressed


@given(mailings(), PEOPLE, st.sets(st.sampled_from(NAMES), min_size=1))
def test_leaving_every_network_beats_every_file(mailing: Mailing, who: str, onto: set[str]):
    """Whatever lists somebody is put on again, in whatever spelling."""
    again = {
        name: RecipientList(name, (*getattr(mailing.lists.get(name), "rows", ()), Recipient(who.upper(), "Again")))
        for name in onto
    }
    audience = replace(mailing.with_suppression(who, EVERY), lists={**mailing.lists, **again}).audience

    concerned = onto.intersection(concerned_by(mailing.edition.issue, mailing.networks))
    assert who in audience.suppressed or not concerned
    assert concerned <= gets(audience).get(who, (frozenset(),))[0]


@given(mailings())
def test_whoever_left_nothing_gets_what_they_would_if_nobody_had(mailing: Mailing):
    alone = gets(replace(mailing, gone={}).audience)

    assert {who: got for who, got in gets(mailing.audience).items() if who not in mailing.gone} == {
        who: got for who, got in alone.items() if who not in mailing.gone
    }


@given(mailings())
def test_copies_saved_do_not_depend_on_who_has_left(mailing: Mailing):
    assert mailing.audience.copies_saved == replace(mailing, gone={}).audience.copies_saved
