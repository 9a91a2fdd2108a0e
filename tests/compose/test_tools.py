"""Section 4, "Tools": a named example for every rule."""

from __future__ import annotations

from composer.model import NEVER, Edition
from composer.settings import ToolRules
from tests.compose.histories import day, issue, item, last_of, resource, tool


def listed(edition: Edition) -> list[str]:
    return [found.id for found in edition.tools]


def test_a_resource_joins_the_list_under_its_items_id():
    (found,) = last_of(issue(1, "2020-02-21", item("guide", resource=resource("2020-02-13")))).tools

    assert (found.id, found.title, found.url) == ("guide", "A guide", "https://example.org/guide")
    assert (found.published, found.pin, found.issue) == (day("2020-02-13"), None, 1)


def test_a_tool_is_shown_for_twelve_weeks_and_the_last_day_counts():
    first = issue(1, "2020-02-21", tools=(tool("plan"),))

    assert listed(last_of(first, issue(2, "2020-05-15"))) == ["plan"]
    assert listed(last_of(first, issue(2, "2020-05-16"))) == []


def test_how_many_weeks_is_a_setting():
    first, rules = issue(1, "2020-02-21", tools=(tool("plan"),)), ToolRules(weeks=1)

    assert listed(last_of(first, issue(2, "2020-02-28"), tools=rules)) == ["plan"]
    assert listed(last_of(first, issue(2, "2020-02-29"), tools=rules)) == []


def test_a_pinned_tool_stays():
    first = issue(1, "2016-02-19", tools=(tool("plan", pin="top"), tool("help", pin="bottom")))

    assert listed(last_of(first, issue(2, "2020-02-21"))) == ["plan", "help"]


def test_a_retired_tool_is_gone_from_that_week_on():
    first, second = issue(1, "2020-02-21", tools=(tool("plan", pin="top"),)), issue(2, "2020-02-28")
    third = issue(3, "2020-03-06", retire=["plan"])

    assert listed(last_of(first, second)) == ["plan"]
    assert listed(last_of(first, second, third)) == []
    assert listed(last_of(first, second, third, issue(4, "2020-03-13"))) == []


def test_announcing_again_undoes_retiring():
    first, second = issue(1, "2020-02-21", tools=(tool("plan"),)), issue(2, "2020-02-28", retire=["plan"])

    (found,) = last_of(first, second, issue(3, "2020-03-06", tools=(tool("plan"),))).tools
    assert (found.id, found.issue, found.new) == ("plan", 3, False)


def test_announcing_in_the_same_issue_does_not_undo_retiring():
    both = issue(1, "2020-02-21", tools=(tool("plan"),), retire=["plan"])

    assert listed(last_of(both)) == []
    assert listed(last_of(both, issue(2, "2020-02-28"))) == []


def test_dropping_or_replacing_a_reminder_does_not_retire_its_tool():
    first = issue(1, "2020-02-21", item("a", resource=resource()), item("b", resource=resource()))
    second = issue(2, "2020-02-28", item("c", replaces=["b"]), drop=["a"])

    assert listed(last_of(first, second)) == ["a", "b"]


def test_the_tool_of_an_item_that_is_never_reminded_is_shown():
    first = issue(1, "2020-02-21", item("a", resource=resource(), remind=NEVER))

    assert listed(last_of(first, issue(2, "2020-02-28"))) == ["a"]


def test_news_again_without_a_resource_leaves_the_tool_as_it_was():
    first = issue(1, "2020-02-21", item("a", resource=resource()))

    assert [(found.id, found.issue) for found in last_of(first, issue(2, "2020-02-28", item("a"))).tools] == [("a", 1)]


def test_the_same_id_announced_again_replaces_everything():
    first = issue(1, "2020-02-21", tools=(tool("plan", pin="top", published="2019-01-01"),))
    (found,) = last_of(first, issue(2, "2020-02-28", tools=(tool("plan"),))).tools

    assert (found.issue, found.pin, found.published, found.new) == (2, None, None, False)


def test_pinned_top_then_newest_published_then_pinned_bottom():
    first = issue(1, "2020-02-14", tools=(tool("low", pin="bottom"), tool("old", published="2019-12-01")))
    second = issue(2, "2020-02-21", item("new", resource=resource("2020-02-20")), tools=(tool("high", pin="top"),))

    assert listed(last_of(first, second)) == ["high", "new", "old", "low"]


def test_pinned_ones_stand_as_announced_oldest_issue_first():
    first = issue(1, "2020-02-14", tools=(tool("b", pin="top"), tool("a", pin="top", published="2020-02-01")))
    second = issue(2, "2020-02-21", tools=(tool("c", pin="top", published="2010-01-01"),))

    assert listed(last_of(first, second)) == ["b", "a", "c"]


def test_announced_again_a_pinned_tool_takes_the_place_of_the_newer_announcement():
    first = issue(1, "2020-02-14", tools=(tool("a", pin="top"), tool("b", pin="top")))

    assert listed(last_of(first, issue(2, "2020-02-21", tools=(tool("a", pin="top"),)))) == ["b", "a"]


def test_without_a_day_of_publishing_the_issues_date_counts():
    first = issue(1, "2020-02-14", tools=(tool("undated"), tool("old", published="2020-02-13")))
    second = issue(
        2, "2020-02-21", tools=(tool("between", published="2020-02-15"), tool("early", published="2020-02-01"))
    )

    assert listed(last_of(first, second)) == ["between", "undated", "old", "early"]


def test_published_on_the_same_day_they_stand_as_announced():
    first = issue(1, "2020-02-14", tools=(tool("c", published="2020-02-01"),))
    second = issue(
        2,
        "2020-02-21",
        item("b", resource=resource("2020-02-01")),
        tools=(tool("a", published="2020-02-01"),),
    )

    assert listed(last_of(first, second)) == ["c", "b", "a"]


def test_within_an_issue_resources_come_before_tools_and_the_later_announcement_is_in_force():
    both = issue(
        1,
        "2020-02-21",
        item("a", resource=resource()),
        item("b", resource=resource()),
        tools=(tool("a", pin="bottom"),),
    )

    assert [(found.id, found.pin) for found in last_of(both).tools] == [("b", None), ("a", "bottom")]


def test_beyond_the_limit_the_last_unpinned_go_and_pinned_ones_do_not_count():
    first = issue(
        1,
        "2020-02-21",
        tools=(
            tool("low", pin="bottom"),
            tool("old", published="2019-01-01"),
            tool("new", published="2020-01-01"),
            tool("high", pin="top"),
        ),
    )

    assert listed(last_of(first, tools=ToolRules(limit=1))) == ["high", "new", "low"]
    assert listed(last_of(first, tools=ToolRules(limit=0))) == ["high", "low"]


def test_new_is_what_was_first_announced_in_this_issue():
    first = issue(1, "2020-02-14", tools=(tool("plan"),))
    second = issue(2, "2020-02-21", tools=(tool("plan"), tool("guide")))

    assert {found.id: found.new for found in last_of(first, second).tools} == {"plan": False, "guide": True}
    assert {found.id: found.new for found in last_of(first, second, issue(3, "2020-02-28")).tools} == {
        "plan": False,
        "guide": False,
    }


def test_a_tool_that_was_long_gone_is_not_new_when_it_comes_again():
    first = issue(1, "2015-02-20", tools=(tool("plan"),))

    assert [found.new for found in last_of(first, issue(2, "2020-02-21", tools=(tool("plan"),))).tools] == [False]


def test_a_tools_entry_is_for_whom_its_issue_is_and_a_resource_for_whom_its_item_is():
    first = issue(
        1,
        "2020-02-21",
        item("guide", resource=resource(), networks=["send"]),
        item("film", resource=resource()),
        to=["heads", "send"],
        tools=(tool("plan"),),
    )

    assert {found.id: found.seen for found in last_of(first, issue(2, "2020-02-28", to=["data"])).tools} == {
        "guide": frozenset(["send"]),
        "film": frozenset(["heads", "send"]),
        "plan": frozenset(["heads", "send"]),
    }
