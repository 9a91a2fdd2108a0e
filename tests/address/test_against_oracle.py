"""Section 4, "People" and "Visibility", by property: whatever the lists, the audience is what the oracle says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from composer.model import Network, RecipientList
from tests.address import oracle
from tests.address.making import Mailing, gets, mailings, seen_by


@given(mailings())
def test_everyone_on_a_list_concerned_is_there_once_and_nobody_else(mailing: Mailing):
    assert Counter(person.canonical for person in mailing.audience.people) == Counter(list(mailing.expected))


@given(mailings())
def test_spelling_name_and_networks_are_those_of_the_oracle(mailing: Mailing):
    expected = mailing.expected

    for person in mailing.audience.people:
        them = expected[person.canonical]
        assert (person.address, person.name, person.networks) == (them.address, them.name, them.networks)


@given(mailings())
def test_each_person_sees_what_the_oracle_shows_them(mailing: Mailing):
    assert seen_by(mailing.audience) == {who: them.sees for who, them in mailing.expected.items()}


@given(mailings())
def test_the_suppressed_are_those_of_the_oracle(mailing: Mailing):
    assert mailing.audience.suppressed == {who for who, them in mailing.expected.items() if them.suppressed}


@given(mailings())
def test_variants_are_the_distinct_sets_of_entries_that_anyone_sees(mailing: Mailing):
    variants = mailing.audience.variants

    assert len(variants) == len(set(variants))
    assert set(variants) == {them.sees for them in mailing.expected.values()}


@given(mailings())
def test_a_variant_of_the_edition_shows_just_its_entries(mailing: Mailing):
    for variant in mailing.audience.variants:
        assert {entry.key for entry in mailing.edition.showing(variant).entries} == variant


@given(mailings())
def test_copies_saved_are_rows_of_the_lists_concerned_less_people(mailing: Mailing):
    audience = mailing.audience

    assert audience.copies_saved == oracle.copies_saved(mailing.edition, mailing.networks, mailing.lists)
    assert audience.copies_saved >= 0


@given(mailings())
def test_each_network_counts_the_people_it_reaches(mailing: Mailing):
    assert dict(mailing.audience.networks) == {
        name: oracle.reached(name, mailing.edition, mailing.networks, mailing.lists, mailing.gone)
        for name in oracle.targets(mailing.edition.issue, mailing.networks)
    }


@given(mailings(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_changes_who_gets_what(mailing: Mailing, random):
    shuffled = {}
    for name, rows in mailing.lists.items():
        order = list(rows.rows)
        random.shuffle(order)
        shuffled[name] = RecipientList(name, tuple(order))
    before, after = mailing.audience, replace(mailing, lists=shuffled).audience

    assert gets(before) == gets(after)
    assert (before.variants, before.networks, before.copies_saved) == (
        after.variants,
        after.networks,
        after.copies_saved,
    )


@given(mailings(), st.randoms(use_true_random=False))
def test_the_order_of_networks_never_changes_who_gets_what(mailing: Mailing, random):
    names = list(mailing.networks)
    random.shuffle(names)
    other: dict[str, Network] = {name: mailing.networks[name] for name in names}

    before, after = mailing.audience, replace(mailing, networks=other).audience
    assert gets(before) == gets(after)
    assert (before.networks, before.left, before.copies_saved) == (after.networks, after.left, after.copies_saved)


@given(mailings())
def test_who_has_left_a_list_and_is_reached_by_another_is_counted_by_list(mailing: Mailing):
    before = oracle.people(mailing.edition, mailing.networks, mailing.lists)
    lost = [name for who, them in mailing.expected.items() for name in {*before[who].networks} - {*them.networks}]

    assert mailing.audience.left == Counter(lost)
