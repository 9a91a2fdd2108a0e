"""Section 4, "Reminders": a named example for every rule."""

from __future__ import annotations

import datetime

from composer.model import NEVER, Edition, Item
from composer.settings import ReminderRules
from tests.compose.histories import by, day, issue, item, last_of, on, weekly

WEEK = datetime.timedelta(weeks=1)


def reminded(edition: Edition) -> list[str]:
    return [reminder.item.id for reminder in edition.reminders]


def weeks_of(first: Item, date: str, weeks: int, **rules: ReminderRules) -> list[str]:
    """The weeks in which it is a reminder, by their dates; + where it is printed short."""
    return [
        f"{edition.issue.date}{'+' if reminder.before else ''}"
        for edition in weekly(first, date, weeks, **rules)
        for reminder in edition.reminders
    ]


def on_days(first: Item, date: str, *days: str) -> list[bool]:
    """Whether it is a reminder in an issue of each of these days."""
    return [reminded(last_of(issue(1, date, first), issue(2, other))) == [first.id] for other in days]


# What is current


def test_an_item_without_dates_is_reminded_for_two_weeks():
    assert weeks_of(item("report"), "2020-02-21", 8) == ["2020-02-28", "2020-03-06"]


def test_first_and_last_days_count():
    days = ["2020-02-22", "2020-03-06", "2020-03-07"]

    assert on_days(item("report"), "2020-02-21", *days) == [True, True, False]
    assert on_days(item("meeting", on("2020-03-06")), "2020-02-21", *days) == [True, True, False]
    assert on_days(item("course", remind=day("2020-03-06")), "2020-02-21", *days) == [True, True, False]
    assert on_days(item("course", remind=2 * WEEK), "2020-02-21", *days) == [True, True, False]


def test_the_first_day_of_coming_back_counts():
    hold = item("hold", on("2020-02-24"), on("2020-06-19"))

    assert on_days(hold, "2020-02-21", "2020-06-04", "2020-06-05", "2020-06-19", "2020-06-20") == [
        False,
        True,
        True,
        False,
    ]


def test_how_many_weeks_is_a_setting():
    assert weeks_of(item("report"), "2020-02-21", 8, reminders=ReminderRules(weeks=1)) == ["2020-02-28"]


def test_an_item_with_a_date_is_reminded_up_to_it():
    assert weeks_of(item("meeting", on("2020-03-20")), "2020-02-21", 8) == [
        "2020-02-28",
        "2020-03-06",
        "2020-03-13",
        "2020-03-20",
    ]


def test_a_deadline_counts_as_a_date():
    assert on_days(item("bids", by("2020-04-24")), "2020-02-21", "2020-04-24", "2020-04-25") == [True, False]


def test_an_event_of_several_days_lasts_to_its_last():
    assert on_days(item("fair", on("2020-03-20", "2020-03-22")), "2020-02-21", "2020-03-22", "2020-03-23") == [
        True,
        False,
    ]


def test_a_date_far_off_is_reminded_for_twelve_weeks_at_most():
    days = ["2020-05-15", "2020-05-16"]

    assert on_days(item("conference", on("2020-10-30")), "2020-02-21", *days) == [True, False]


def test_a_hold_the_date_for_june_comes_back_in_late_may():
    hold = item("conference", on("2020-06-12", what="Conference"))

    found = weeks_of(hold, "2020-01-10", 30)

    assert found[:12] == [str(day("2020-01-10") + week * WEEK) for week in range(1, 13)]
    assert found[12:] == ["2020-05-29+", "2020-06-05+", "2020-06-12+"]


def test_a_series_of_meetings_comes_back_before_each():
    series = item("network", on("2020-03-06"), on("2020-05-08"), on("2020-09-18"))

    assert weeks_of(series, "2020-02-21", 40) == [
        "2020-02-28",
        "2020-03-06",
        "2020-04-24+",
        "2020-05-01+",
        "2020-05-08+",
        "2020-09-04+",
        "2020-09-11+",
        "2020-09-18+",
    ]


def test_the_order_in_which_dates_are_written_does_not_matter():
    series = item("network", on("2020-09-18"), on("2020-05-08"), on("2020-03-06"))

    assert weeks_of(series, "2020-02-21", 10) == ["2020-02-28", "2020-03-06", "2020-04-24+"]


def test_an_event_of_several_days_comes_back_and_stays_to_its_last():
    fair = item("fair", on("2020-06-12", "2020-07-03"))

    assert weeks_of(fair, "2020-01-10", 30)[12:] == [
        "2020-05-29+",
        "2020-06-05+",
        "2020-06-12+",
        "2020-06-19+",
        "2020-06-26+",
        "2020-07-03+",
    ]


def test_most_cuts_short_an_event_that_begins_before_it_and_ends_after_it():
    fair = item("fair", on("2020-03-06", "2020-03-27"))

    assert weeks_of(fair, "2020-02-21", 8, reminders=ReminderRules(most=3)) == [
        "2020-02-28",
        "2020-03-06",
        "2020-03-13",
        "2020-03-20+",
        "2020-03-27+",
    ]


def test_dates_over_before_the_issue_do_not_count():
    report_and_next = item("network", on("2020-02-20"), on("2020-03-13"))
    only_past = item("network", on("2020-02-10"), on("2020-02-20"))

    assert weeks_of(report_and_next, "2020-02-21", 8) == ["2020-02-28", "2020-03-06", "2020-03-13"]
    assert weeks_of(only_past, "2020-02-21", 8) == ["2020-02-28", "2020-03-06"]


def test_an_event_that_is_on_when_the_issue_comes_out_counts():
    assert weeks_of(item("fair", on("2020-02-17", "2020-03-20")), "2020-02-21", 8) == [
        "2020-02-28",
        "2020-03-06",
        "2020-03-13",
        "2020-03-20",
    ]


def test_an_event_on_the_day_of_its_issue_counts_and_is_over_the_day_after():
    assert on_days(item("today", on("2020-02-21")), "2020-02-21", "2020-02-22") == [False]


# `remind`


def test_remind_never_is_never_reminded():
    assert weeks_of(item("note", on("2020-03-20"), remind=NEVER), "2020-02-21", 8) == []


def test_remind_until_a_day_is_the_last_word():
    series = item("network", on("2020-03-06"), on("2020-05-08"), remind=day("2020-03-13"))

    assert weeks_of(series, "2020-02-21", 20) == ["2020-02-28", "2020-03-06", "2020-03-13"]


def test_remind_until_a_day_may_be_longer_than_most():
    course = item("course", remind=day("2020-08-28"))

    assert on_days(course, "2020-02-21", "2020-08-28", "2020-08-29") == [True, False]


def test_remind_three_weeks_and_then_again_before_its_dates():
    series = item("network", on("2020-05-08"), remind=3 * WEEK)

    assert weeks_of(series, "2020-02-21", 20) == [
        "2020-02-28",
        "2020-03-06",
        "2020-03-13",
        "2020-04-24+",
        "2020-05-01+",
        "2020-05-08+",
    ]


def test_remind_some_weeks_may_be_longer_than_most():
    assert len(weeks_of(item("course", remind=20 * WEEK), "2020-02-21", 40)) == 20


def test_remind_ten_days():
    course = item("course", remind=datetime.timedelta(days=10))

    assert on_days(course, "2020-02-21", "2020-03-02", "2020-03-03") == [True, False]


# News, replaced, dropped, kept


def test_what_is_news_is_no_reminder():
    edition = last_of(issue(1, "2020-02-21", item("report")), issue(2, "2020-02-28", item("report")))

    assert reminded(edition) == []
    assert [news.item.id for news in edition.news] == ["report"]


def test_the_newest_version_is_reminded():
    old, new = item("meeting", on("2020-05-01")), item("meeting", on("2020-03-06"))
    edition = last_of(issue(1, "2020-02-14", old), issue(2, "2020-02-21", new), issue(3, "2020-02-28"))

    assert [(reminder.item, reminder.issue) for reminder in edition.reminders] == [(new, 2)]


def test_a_newest_version_that_is_over_does_not_bring_back_an_older_one():
    old, new = item("meeting", on("2020-05-01")), item("meeting", remind=NEVER)

    assert reminded(last_of(issue(1, "2020-02-14", old), issue(2, "2020-02-21", new), issue(3, "2020-02-28"))) == []


def test_later_issues_do_not_matter():
    before, this = issue(1, "2020-02-21", item("report")), issue(2, "2020-02-28")
    later = issue(3, "2020-03-06", drop=["report"])

    assert reminded(last_of(later, before, this)) == ["report"]


def test_an_item_that_is_replaced_is_no_longer_reminded_from_that_issue_on():
    first = issue(1, "2020-02-21", item("hold", on("2020-05-01")))
    second = issue(2, "2020-02-28", item("meeting", replaces=["hold"]))

    assert reminded(last_of(first, second)) == []
    assert reminded(last_of(first, second, issue(3, "2020-03-06"))) == ["meeting"]


def test_an_item_that_is_dropped_is_not_reminded_from_that_week_on():
    first, second = issue(1, "2020-02-21", item("hold", on("2020-05-01"))), issue(2, "2020-02-28")
    third = issue(3, "2020-03-06", drop=["hold"])

    assert reminded(last_of(first, second)) == ["hold"]
    assert reminded(last_of(first, second, third)) == []
    assert reminded(last_of(first, second, third, issue(4, "2020-03-13"))) == []


def test_news_again_later_undoes_a_drop():
    first, second = issue(1, "2020-02-21", item("hold")), issue(2, "2020-02-28", drop=["hold"])
    again = issue(3, "2020-03-06", item("hold"))

    assert reminded(last_of(first, second, again, issue(4, "2020-03-13"))) == ["hold"]


def test_news_again_later_undoes_a_replacement():
    first, second = issue(1, "2020-02-21", item("hold")), issue(2, "2020-02-28", item("meeting", replaces=["hold"]))
    again = issue(3, "2020-03-06", item("hold"))

    assert reminded(last_of(first, second, again, issue(4, "2020-03-13"))) == ["hold", "meeting"]


def test_news_in_the_same_issue_does_not_undo_a_drop_or_a_replacement():
    dropped = issue(1, "2020-02-21", item("hold"), drop=["hold"])
    replaced = issue(1, "2020-02-21", item("hold"), item("meeting", replaces=["hold"]))

    assert reminded(last_of(dropped, issue(2, "2020-02-28"))) == []
    assert reminded(last_of(replaced, issue(2, "2020-02-28"))) == ["meeting"]


def test_an_item_never_replaces_itself():
    assert reminded(last_of(issue(1, "2020-02-21", item("a", replaces=["a"])), issue(2, "2020-02-28"))) == ["a"]


def test_keep_puts_an_item_back_whatever_its_expiry_says():
    first = issue(1, "2020-02-21", item("report"), item("note", remind=NEVER))

    assert reminded(last_of(first, issue(2, "2020-07-24"))) == []
    assert reminded(last_of(first, issue(2, "2020-07-24", keep=["report", "note"]))) == ["report", "note"]


def test_keep_puts_an_item_back_whatever_was_dropped_or_replaced():
    first = issue(1, "2020-02-21", item("report"), item("hold"))
    second = issue(2, "2020-02-28", item("meeting", replaces=["hold"]), drop=["report"])

    assert reminded(last_of(first, second, issue(3, "2020-03-06", keep=["hold", "report"]))) == [
        "meeting",
        "report",
        "hold",
    ]


def test_keep_is_for_that_week_only():
    first, kept = issue(1, "2020-02-21", item("report")), issue(2, "2020-07-24", keep=["report"])

    assert reminded(last_of(first, kept, issue(3, "2020-07-31"))) == []


def test_keep_does_not_make_news_a_reminder():
    first = issue(1, "2020-02-21", item("report"))

    assert reminded(last_of(first, issue(2, "2020-02-28", item("report"), keep=["report"]))) == []


def test_ids_that_no_earlier_issue_has_are_ignored():
    strange = issue(2, "2020-02-28", item("new", replaces=["nobody"]), drop=["nothing"], keep=["unheard"])

    assert reminded(last_of(issue(1, "2020-02-21", item("report")), strange)) == ["report"]


# Printed in full or short


def test_one_that_is_back_before_a_later_date_has_that_dates_words_as_its_heading():
    hold = item("network", on("2020-03-06", what="Spring"), on("2020-06-12", what="Summer"))
    edition = last_of(issue(1, "2020-02-21", hold), issue(2, "2020-05-29"))

    (reminder,) = edition.reminders
    assert reminder.before == hold.dates[1]
    assert (reminder.title, reminder.issue) == ("Summer", 1)


def test_a_date_without_words_leaves_the_items_title():
    hold = item("network", on("2020-03-06"), on("2020-06-12"))

    (reminder,) = last_of(issue(1, "2020-02-21", hold), issue(2, "2020-05-29")).reminders
    assert (reminder.before, reminder.title) == (hold.dates[1], "Title of network")


def test_in_its_first_window_an_item_is_printed_in_full_though_a_later_date_is_near():
    two = item("network", on("2020-03-13"), on("2020-03-20"))

    long_and_short = item("fair", on("2020-02-22", "2020-03-13"), on("2020-03-06"))
    course = item("course", on("2020-02-28"), on("2020-03-20"), remind=3 * WEEK)

    assert weeks_of(two, "2020-02-21", 8) == ["2020-02-28", "2020-03-06", "2020-03-13", "2020-03-20+"]
    assert weeks_of(long_and_short, "2020-02-21", 8) == ["2020-02-28", "2020-03-06", "2020-03-13"]
    assert weeks_of(course, "2020-02-21", 8) == ["2020-02-28", "2020-03-06", "2020-03-13", "2020-03-20+"]


def test_of_several_dates_near_at_once_the_first_to_begin_is_the_heading():
    fair = on("2020-06-01", "2020-06-30", what="Fair")
    hold = item("network", on("2020-03-06"), on("2020-06-12", what="Meeting"), fair)

    (reminder,) = last_of(issue(1, "2020-02-21", hold), issue(2, "2020-05-29")).reminders
    assert reminder.title == "Fair"


def test_a_kept_item_is_printed_in_full_though_a_date_is_near():
    hold = item("network", on("2020-03-06"), on("2020-06-12"))
    edition = last_of(issue(1, "2020-02-21", hold), issue(2, "2020-05-29", keep=["network"]))

    assert [reminder.before for reminder in edition.reminders] == [None]


# Until and the reason


def until_and_reason(edition: Edition) -> tuple[str, str]:
    (reminder,) = edition.reminders
    return str(reminder.until), reminder.reason


def test_a_reminder_says_until_when_and_why():
    next_week = issue(2, "2020-02-28")

    assert until_and_reason(last_of(issue(1, "2020-02-21", item("a", on("2020-03-06"))), next_week)) == (
        "2020-03-06",
        "until 6 March 2020, its next date",
    )
    assert until_and_reason(last_of(issue(1, "2020-02-21", item("a")), next_week)) == (
        "2020-03-06",
        "until 6 March 2020, 2 weeks after its issue",
    )
    assert until_and_reason(last_of(issue(1, "2020-02-21", item("a", remind=day("2020-03-06"))), next_week)) == (
        "2020-03-06",
        "until 6 March 2020, the day its `remind` gives",
    )


def test_until_is_the_last_day_of_the_unbroken_run():
    # Up to 6 March; the second date's two weeks begin on the very next day, the third's leave a gap of a day.
    series = item("network", on("2020-03-06"), on("2020-03-21"), on("2020-04-05"), on("2020-04-21"))

    until, _ = until_and_reason(last_of(issue(1, "2020-02-21", series), issue(2, "2020-02-28")))

    assert until == "2020-04-05"


def test_a_gap_of_one_day_ends_the_run():
    series = item("network", on("2020-03-06"), on("2020-03-22"))

    until, _ = until_and_reason(last_of(issue(1, "2020-02-21", series), issue(2, "2020-02-28")))

    assert until == "2020-03-06"


def test_a_kept_item_is_there_until_the_issues_date_and_says_so():
    edition = last_of(issue(1, "2020-02-21", item("a")), issue(2, "2020-02-28", keep=["a"]))

    assert until_and_reason(edition) == ("2020-02-28", "kept this week by issue 2")


# Order and limit


def test_newest_issue_first_and_within_an_issue_as_written():
    first, second = issue(1, "2020-02-21", item("d"), item("a")), issue(2, "2020-02-28", item("c"), item("b"))

    assert reminded(last_of(first, second, issue(3, "2020-03-06", keep=["a"]))) == ["c", "b", "d", "a"]


def test_over_the_limit_the_newest_stay():
    first, second = issue(1, "2020-02-21", item("a"), item("b")), issue(2, "2020-02-28", item("c"), item("d"))
    edition = last_of(first, second, issue(3, "2020-03-06"), reminders=ReminderRules(limit=3))

    assert reminded(edition) == ["c", "d", "a"]
    assert [(left.item.id, left.reason) for left in edition.left_out] == [("b", "over the limit of 3 reminders")]


def test_over_the_limit_kept_ones_and_those_with_a_date_soon_stay():
    first = issue(1, "2020-02-21", item("kept"), item("soon", on("2020-03-20")), item("later", on("2020-03-21")))
    second = issue(2, "2020-02-28", item("new"), item("newer"))
    edition = last_of(first, second, issue(3, "2020-03-06", keep=["kept"]), reminders=ReminderRules(limit=3))

    assert reminded(edition) == ["new", "kept", "soon"]


def test_those_that_must_stay_may_exceed_the_limit():
    first = issue(1, "2020-02-21", item("new"), item("newer"), *(item(name, on("2020-03-13")) for name in "abc"))

    assert reminded(last_of(first, issue(2, "2020-03-06"), reminders=ReminderRules(limit=2))) == ["a", "b", "c"]


# Left out


def left_out(edition: Edition) -> list[tuple[str, int, str]]:
    return [(left.item.id, left.issue, left.reason) for left in edition.left_out]


def test_what_was_left_out_is_listed_with_the_reason():
    first = issue(
        1,
        "2020-02-21",
        item("over", on("2020-02-24")),
        item("series", on("2020-02-25"), on("2020-06-12")),
        item("undated"),
        item("never", remind=NEVER),
        item("dropped"),
        item("hold"),
    )
    second = issue(2, "2020-02-28", item("meeting", on("2020-05-01"), replaces=["hold"]))

    assert left_out(last_of(first, second, issue(3, "2020-03-13", drop=["dropped"]))) == [
        ("over", 1, "ended on 24 February 2020, its last date"),
        ("series", 1, "ended on 25 February 2020, its last date so far; back on 29 May 2020, before 12 June 2020"),
        ("undated", 1, "ended on 6 March 2020, 2 weeks after its issue"),
        ("never", 1, "its `remind` says never"),
        ("dropped", 1, "dropped by issue 3"),
        ("hold", 1, "replaced by meeting in issue 2"),
    ]


def test_news_of_just_a_year_ago_is_listed_and_of_a_day_more_is_not():
    first = issue(1, "2019-02-21", item("report"))

    assert left_out(last_of(first, issue(2, "2020-02-21"))) != []
    assert left_out(last_of(first, issue(2, "2020-02-22"))) == []


def test_older_news_that_was_a_reminder_within_a_year_is_listed():
    first = issue(1, "2019-02-15", item("report"))
    reminding, empty = issue(2, "2019-03-01"), issue(2, "2019-03-02")  # its two weeks end on 1 March, 365 days before

    assert [left[:2] for left in left_out(last_of(first, reminding, issue(3, "2020-02-29")))] == [("report", 1)]
    assert left_out(last_of(first, empty, issue(3, "2020-02-29"))) == []


def test_one_that_was_kept_within_a_year_is_listed():
    first, kept = issue(1, "2017-02-17", item("report")), issue(2, "2019-06-07", keep=["report"])

    assert [left[:2] for left in left_out(last_of(first, kept, issue(3, "2020-02-28")))] == [("report", 1)]


def test_what_is_news_or_reminded_is_not_left_out():
    first = issue(1, "2020-02-21", item("a"), item("b"))

    assert left_out(last_of(first, issue(2, "2020-02-28", item("a")))) == []


# Numbers and dates


def test_earlier_means_a_smaller_number_and_an_earlier_date():
    this = issue(5, "2020-02-28")
    same_day = issue(4, "2020-02-28", item("same-day"))
    misnumbered = issue(6, "2020-02-21", item("misnumbered"))
    earlier = issue(3, "2020-02-21", item("earlier"))

    assert reminded(last_of(same_day, misnumbered, earlier, this)) == ["earlier"]


def test_the_first_issue_of_all_has_no_reminders():
    edition = last_of(issue(1, "2020-02-21", item("a", replaces=["b"]), drop=["c"], keep=["d"]))

    assert (edition.reminders, edition.left_out) == ((), ())
