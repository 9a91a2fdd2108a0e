"""What is counted of an audience: by property, each figure as counted one person at a time."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given

from composer.address.figures import Figures, copies_saved
from tests.address import oracle
from tests.address.making import Mailing, lists, mailings, networks, news_for


def figures_of(mailing: Mailing) -> Figures:
    return Figures(mailing.audience, mailing.networks)


@given(mailings())
def test_two_networks_share_those_who_are_on_both(mailing: Mailing):
    overlap = figures_of(mailing).overlap
    on = [them.networks for them in mailing.expected.values()]

    for one, other in permutations(mailing.audience.lists, 2):
        both = sum(1 for names in on if one in names and other in names)
        assert overlap[one].get(other, 0) == overlap[other].get(one, 0) == both


@given(mailings())
def test_copies_are_saved_by_several_networks_rows_again_and_leaving(mailing: Mailing):
    figures = figures_of(mailing)

    by_several = sum(copies_saved(*one) for one in figures.several)
    assert by_several + sum(figures.twice.values()) + sum(mailing.audience.left.values()) == (
        oracle.copies_saved(mailing.edition, mailing.networks, mailing.lists)
    )


@given(mailings())
def test_rows_again_are_those_of_people_who_have_one_on_the_list(mailing: Mailing):
    again = {
        name: len(mailing.lists[name].rows) - len({oracle.who(row) for row in mailing.lists[name].rows})
        for name in mailing.audience.lists
    }

    assert figures_of(mailing).twice == {name: rows for name, rows in again.items() if rows}


@given(mailings())
def test_each_network_counts_those_of_its_people_who_are_sent_nothing(mailing: Mailing):
    suppressed = [them.networks for them in mailing.expected.values() if them.suppressed]

    assert figures_of(mailing).suppressed == {
        target: sum(1 for names in suppressed if oracle.within(target, mailing.networks) & set(names))
        for target in mailing.audience.networks
    }


def test_what_saves_most_copies_is_told_first():
    rows = lists(heads="ann@x.org, bob@x.org, cy@x.org", data="ann@x.org, bob@x.org, cy@x.org", send="cy@x.org")
    mailing = Mailing(news_for(None), networks(heads=[], data=[], send=[]), rows, {})

    assert figures_of(mailing).several == [(("heads", "data"), 2), (("heads", "data", "send"), 1)]
    assert [copies_saved(*one) for one in figures_of(mailing).several] == [2, 2]
