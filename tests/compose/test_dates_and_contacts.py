"""Section 4, "Key dates", "Contacts" and "Visibility": a named example for every rule; and the subject line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from composer.compose import compose
from composer.model import NEVER, Edition, Issue
from tests.compose.histories import by, issue, item, last_of, on, programme, text


def dates(edition: Edition) -> list[str]:
    return [date.id for date in edition.dates]


# Key dates


def test_dates_of_news_and_of_earlier_items_stand_in_order():
    first = issue(1, "2020-02-14", item("network", on("2020-06-12"), on("2020-03-06")))
    second = issue(2, "2020-02-21", item("course", on("2020-04-01")))

    assert dates(last_of(first, second)) == ["network-2", "course-1", "network-1"]


def test_on_one_day_the_time_decides_and_those_without_one_come_first():
    news = item("a", on("2020-03-06", at="13:00"), on("2020-03-06", at="09:00"), by("2020-03-06"))

    assert dates(last_of(issue(1, "2020-02-21", news))) == ["a-3", "a-2", "a-1"]


def test_a_date_on_the_issues_day_is_there_and_of_the_day_before_is_not():
    news = item("a", on("2020-02-20"), on("2020-02-21"))

    assert dates(last_of(issue(1, "2020-02-21", news))) == ["a-2"]


def test_an_event_of_several_days_is_there_until_its_last():
    first = issue(1, "2020-02-14", item("fair", on("2020-02-15", "2020-02-21")))

    assert dates(last_of(first, issue(2, "2020-02-21"))) == ["fair-1"]
    assert dates(last_of(first, issue(2, "2020-02-22"))) == []


def test_a_date_is_there_though_its_item_is_no_longer_current():
    first = issue(1, "2020-02-21", item("conference", on("2021-02-19")))
    edition = last_of(first, issue(2, "2020-07-24"))

    assert edition.reminders == ()
    assert [(date.id, date.item, date.issue) for date in edition.dates] == [("conference-1", first.items[0], 1)]


def test_dates_of_items_replaced_or_dropped_or_never_reminded_are_not_there():
    first = issue(
        1,
        "2020-02-21",
        item("hold", on("2020-06-01")),
        item("dropped", on("2020-06-02")),
        item("never", on("2020-06-03"), remind=NEVER),
    )
    second = issue(2, "2020-02-28", item("meeting", on("2020-06-04"), replaces=["hold"]), drop=["dropped"])

    assert dates(last_of(first)) == ["hold-1", "dropped-1", "never-1"]  # news is news
    assert dates(last_of(first, second)) == ["meeting-1"]
    assert dates(last_of(first, second, issue(3, "2020-03-06"))) == ["meeting-1"]


def test_dates_of_a_kept_item_are_there_even_when_it_was_dropped():
    first = issue(1, "2020-02-21", item("hold", on("2020-06-01")))
    second = issue(2, "2020-02-28", drop=["hold"])

    assert dates(last_of(first, second, issue(3, "2020-03-06", keep=["hold"]))) == ["hold-1"]
    assert dates(last_of(first, second, issue(3, "2020-03-06", keep=["hold"]), issue(4, "2020-03-13"))) == []


def test_only_the_newest_version_of_an_item_has_dates():
    first = issue(1, "2020-02-14", item("a", on("2020-06-01")))
    moved = issue(2, "2020-02-21", item("a", on("2020-06-08"), on("2020-06-09")))

    assert [(date.id, str(date.event.start)) for date in last_of(first, moved, issue(3, "2020-02-28")).dates] == [
        ("a-1", "2020-06-08"),
        ("a-2", "2020-06-09"),
    ]


def test_a_date_without_words_has_its_items_title():
    news = item("a", on("2020-03-06", what="Spring meeting"), by("2020-03-07"))

    assert [date.title for date in last_of(issue(1, "2020-02-21", news)).dates] == ["Spring meeting", "Title of a"]


# Contacts


def test_contacts_named_by_news_and_then_by_reminders_come_before_the_rest():
    first = issue(1, "2020-02-14", item("old", contacts=["sam", "chris"]))
    second = issue(2, "2020-02-21", item("new", contacts=["priya", "sam"]))
    edition = last_of(first, second, contacts=["anna", "chris", "priya", "sam"])

    assert [contact.id for contact in edition.contacts] == ["priya", "sam", "chris", "anna"]


def test_contacts_nobody_knows_are_ignored():
    edition = last_of(issue(1, "2020-02-21", item("new", contacts=["nobody"])), contacts=["chris"])

    assert [contact.id for contact in edition.contacts] == ["chris"]


def test_a_variant_names_first_only_the_contacts_of_what_it_shows():
    news = issue(1, "2020-02-21", item("a", contacts=["sam"]), item("b", contacts=["priya"]))
    edition = last_of(news, contacts=["chris", "priya", "sam"])

    assert [contact.id for contact in edition.showing({"news b"}).contacts] == ["priya", "chris", "sam"]


# Visibility


@pytest.mark.parametrize(
    ("to", "networks", "seen"),
    [
        (["heads", "send"], ["send"], {"send"}),
        (["heads", "send"], None, {"heads", "send"}),
        (None, ["send"], {"send"}),
        (None, None, None),
    ],
)
def test_an_item_is_for_its_networks_else_for_its_issues_else_for_everyone(to, networks, seen):
    first = issue(1, "2020-02-21", item("a", on("2020-06-01"), networks=networks), to=to)
    later = last_of(first, issue(2, "2020-02-28", to=["data"]))

    assert [news.seen for news in last_of(first).news] == [seen]
    assert [reminder.seen for reminder in later.reminders] == [seen]
    assert [date.seen for date in later.dates] == [seen]


def test_the_preheader_of_a_variant_tells_only_what_it_shows():
    edition = last_of(issue(1, "2020-02-21", item("secret", networks=["heads"]), item("open")))

    assert edition.preheader == "Title of secret · Title of open"
    assert edition.showing({"news open"}).preheader == "Title of open"


# Subject and introduction


def subject_of(first: Issue, template: str = "Update no {number} – {date}") -> str:
    rules = programme()
    return compose(first, [], replace(rules, settings=replace(rules.settings, subject=template))).subject


def test_the_subject_is_the_programmes_with_number_date_and_name():
    assert subject_of(issue(391, "2020-02-21")) == "Update no 391 – 21 February 2020"
    assert subject_of(issue(391, "2020-02-07"), "{name} {number}") == "South East Update 391"


def test_an_issue_may_have_a_subject_and_an_introduction_of_its_own():
    own = replace(issue(391, "2020-02-21"), subject=text("Special of {date}"), intro=text("Hello"))

    assert subject_of(own) == "Special of 21 February 2020"
    assert last_of(own).intro == "Hello"
