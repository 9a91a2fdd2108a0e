"""Section 4, "People" and "Visibility": a named example for every rule."""

from __future__ import annotations

import pytest

from composer.address import address
from composer.mailbox import canonical
from composer.model import EVERY
from tests.address.making import lists, networks, news_for, seen_by
from tests.compose.histories import issue, item, last_of, on, resource, tool

# One person, one copy


def test_the_same_address_ignoring_case_is_one_person():
    rows = lists(heads="ann@example.org, ANN@Example.ORG", data="Ann@example.org")
    audience = address(news_for(None), networks(heads=[], data=[]), rows)

    (person,) = audience.people
    assert person.networks == ("heads", "data")
    assert audience.copies_saved == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ann@example.org", "ANN@EXAMPLE.ORG", True),
        ("zoë@example.org", "ZOË@example.org", True),
        ("zoe\N{COMBINING DIAERESIS}@example.org", "zoë@example.org", True),
        ("straße@example.org", "STRASSE@example.org", True),
        ("ann@example.org", "an.n@example.org", False),
        ("ann@example.org", "ann+news@example.org", False),
    ],
)
def test_what_is_ignored_is_case_and_the_way_accents_are_written(one, other, same):
    assert (canonical(one) == canonical(other)) == same


def test_spelling_and_name_are_those_of_the_first_list_in_the_order_of_networks():
    rows = lists(data="A Other <ANN@example.org>", heads="Ann Other <Ann@example.org>")

    for order in (networks(heads=[], data=[]), networks(data=[], heads=[])):
        (person,) = address(news_for(None), order, rows).people
        first = rows[next(iter(order))].rows[0]
        assert (person.address, person.name) == (first.address, first.name)


@pytest.mark.parametrize(
    ("first", "second", "mailed"),
    [
        ("Ann@bücher.example", "ann@xn--bcher-kva.example", "Ann@bücher.example"),
        ("ann@XN--BCHER-KVA.example", "ann@bücher.example", "ann@XN--BCHER-KVA.example"),
        ("straße@example.org", "Strasse@example.org", "Strasse@example.org"),
        ("Strasse@example.org", "straße@example.org", "Strasse@example.org"),
        ("zoë@example.org", "Zoë@example.org", "zoë@example.org"),
    ],
)
def test_the_spelling_on_file_is_mailed_and_one_that_no_relay_takes_silences_none_that_all_take(first, second, mailed):
    audience = address(news_for(None), networks(heads=[], data=[]), lists(heads=first, data=second))

    assert [person.address for person in audience.people] == [mailed]


def test_the_first_list_decides_the_spelling_even_where_it_is_not_concerned():
    rows = lists(heads="Ann Other <Ann@example.org>", data="ann@example.org")

    (person,) = address(news_for(["data"]), networks(heads=[], data=[]), rows).people
    assert (person.address, person.name, person.networks) == ("Ann@example.org", "Ann Other", ("data",))


def test_a_nameless_row_takes_nobodys_name_away():
    rows = lists(heads="ann@example.org", data="Ann Other <ANN@example.org>")

    (person,) = address(news_for(None), networks(heads=[], data=[]), rows).people
    assert (person.address, person.name) == ("ann@example.org", "Ann Other")


def test_copies_saved_are_rows_of_the_lists_concerned_less_people():
    rows = lists(heads="ann@x.org, bob@x.org", data="ann@x.org, bob@x.org, cy@x.org", send="ann@x.org, dee@x.org")
    audience = address(news_for(["heads", "data"]), networks(heads=[], data=[], send=[]), rows)

    assert (len(audience.people), audience.rows, audience.copies_saved) == (3, 5, 2)


def test_the_suppressed_are_part_of_the_audience_and_strangers_are_not():
    audience = address(
        news_for(["heads"]),
        networks(heads=[], data=[]),
        lists(heads="Ann@x.org, bob@x.org", data="cy@x.org"),
        lambda who: [EVERY] if who in ("ann@x.org", "cy@x.org", "zoe@x.org") else [],
    )

    assert {person.canonical for person in audience.people} == {"ann@x.org", "bob@x.org"}
    assert audience.suppressed == {"ann@x.org"}


def test_who_left_one_network_still_gets_what_comes_by_another():
    rows = lists(heads="ann@x.org, bob@x.org", data="ann@x.org")
    edition = last_of(issue(1, "2020-02-21", item("a", networks=["heads"]), item("b", networks=["data"])))
    ours = networks(heads=[], data=[])
    audience = address(edition, ours, rows, lambda who: ["heads"] if who == "ann@x.org" else [])

    ann = next(person for person in audience.people if person.canonical == "ann@x.org")
    assert ann.networks == ("data",)
    assert audience.variants[ann.variant] == {"news b"}
    assert audience.suppressed == set()


def test_who_left_every_network_that_an_issue_goes_to_is_suppressed_and_counted():
    rows = lists(heads="ann@x.org", data="ann@x.org, bob@x.org", send="ann@x.org")
    audience = address(
        news_for(["heads", "data"]), networks(heads=[], data=[], send=[]), rows, lambda who: ["heads", "data"]
    )

    assert audience.suppressed == {"ann@x.org", "bob@x.org"}
    assert len(audience.people) == 2


def test_leaving_a_network_holds_where_another_includes_it():
    audience = address(
        news_for(["everyone"]), networks(everyone=["heads"], heads=[]), lists(heads="ann@x.org"), lambda who: ["heads"]
    )

    assert audience.suppressed == {"ann@x.org"}


# Networks


def test_an_issue_for_all_goes_to_all_and_an_issue_for_some_to_those():
    all_networks, rows = networks(heads=[], data=[]), lists(heads="ann@x.org", data="bob@x.org")

    assert set(seen_by(address(news_for(None), all_networks, rows))) == {"ann@x.org", "bob@x.org"}
    assert set(seen_by(address(news_for(["data"]), all_networks, rows))) == {"bob@x.org"}


def test_nested_includes_reach_everyone_below():
    nested = networks(all=["south"], south=["heads"], heads=[], data=[])
    rows = lists(all="ann@x.org", south="bob@x.org", heads="cy@x.org", data="dee@x.org")
    audience = address(news_for(["all"]), nested, rows)

    assert set(seen_by(audience)) == {"ann@x.org", "bob@x.org", "cy@x.org"}
    assert dict(audience.networks) == {"all": 3}


def test_a_network_without_a_list_of_its_own_reaches_those_it_includes():
    audience = address(news_for(["all"]), networks(all=["heads"], heads=[]), lists(heads="ann@x.org"))

    assert dict(audience.networks) == {"all": 1}


def test_rings_of_includes_end():
    ring = networks(a=["b"], b=["c"], c=["a", "c"])
    audience = address(news_for(["b"]), ring, lists(a="ann@x.org", b="bob@x.org", c="cy@x.org"))

    assert set(seen_by(audience)) == {"ann@x.org", "bob@x.org", "cy@x.org"}


def test_very_deep_includes_are_followed_to_the_end():
    deep = networks(**{f"n{step}": [f"n{step + 1}"] for step in range(3000)}, n3000=[])

    assert len(address(news_for(["n0"]), deep, lists(n3000="ann@x.org")).people) == 1


def test_networks_nobody_knows_are_ignored():
    audience = address(news_for(["heads", "unknown"]), networks(heads=["missing"]), lists(heads="ann@x.org"))

    assert [person.networks for person in audience.people] == [("heads",)]


def test_a_persons_networks_are_only_those_concerned_and_direct():
    some = networks(all=["heads"], heads=[], data=[])
    rows = lists(all="ann@x.org", heads="bob@x.org, ann@x.org", data="bob@x.org")
    audience = address(news_for(["all"]), some, rows)

    assert {person.canonical: person.networks for person in audience.people} == {
        "ann@x.org": ("all", "heads"),
        "bob@x.org": ("heads",),
    }


def test_nobody_at_all_is_an_empty_audience():
    audience = address(news_for(["heads"]), networks(heads=[]), {})

    assert (audience.people, audience.variants, audience.copies_saved) == ((), (), 0)


# Who sees what


def test_an_item_for_a_network_is_seen_by_people_of_networks_it_includes_and_not_the_other_way_round():
    some = networks(all=["heads"], heads=[])
    edition = news_for(["all"], item("open", networks=["all"]), item("closed", networks=["heads"]))

    assert seen_by(address(edition, some, lists(all="ann@x.org", heads="bob@x.org"))) == {
        "ann@x.org": {"news open"},
        "bob@x.org": {"news open", "news closed"},
    }


def test_being_on_a_list_that_is_not_concerned_still_decides_what_one_sees():
    edition = news_for(["heads"], item("a"), item("b", networks=["data"]))
    rows = lists(heads="ann@x.org, bob@x.org", data="bob@x.org, cy@x.org")

    assert seen_by(address(edition, networks(heads=[], data=[]), rows)) == {
        "ann@x.org": {"news a"},
        "bob@x.org": {"news a", "news b"},
    }


def test_someone_who_sees_nothing_still_gets_the_edition():
    audience = address(news_for(["heads"], item("a", networks=["data"])), networks(heads=[]), lists(heads="ann@x.org"))

    assert seen_by(audience) == {"ann@x.org": set()}


def test_people_who_see_the_same_share_a_variant():
    edition = news_for(None, item("a"), item("b", networks=["heads", "data"]), item("c", networks=["send"]))
    rows = lists(heads="ann@x.org", data="bob@x.org", send="cy@x.org", rest="dee@x.org")
    audience = address(edition, networks(heads=[], data=[], send=[], rest=[]), rows)

    variant = {person.canonical: person.variant for person in audience.people}
    assert variant["ann@x.org"] == variant["bob@x.org"]
    assert len(audience.variants) == len(set(variant.values())) == 3


@pytest.mark.parametrize(
    ("earlier", "key"),
    [
        (issue(1, "2020-02-14", item("old", networks=["heads"])), "reminder old"),
        (issue(1, "2019-06-14", item("fair", on("2020-08-01"), networks=["heads"])), "date fair-1"),
        (issue(1, "2020-01-03", item("guide", resource=resource(), networks=["heads"])), "tool guide"),
        (issue(1, "2020-01-03", to=["heads"], tools=(tool("plan"),)), "tool plan"),
    ],
)
def test_reminders_tools_and_dates_alone_make_variants(earlier, key):
    edition = last_of(earlier, issue(2, "2020-02-21", item("a")))
    audience = address(edition, networks(heads=[], data=[]), lists(heads="ann@x.org", data="bob@x.org"))

    assert seen_by(audience) == {"ann@x.org": {"news a", key}, "bob@x.org": {"news a"}}
    assert len(audience.variants) == 2
