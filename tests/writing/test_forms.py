"""Forms of an issue: they change what they say, and all else stays to the byte."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from composer.load.issues import read_issue
from composer.packaged import SAMPLE
from composer.pipeline.workspace import new_issue
from composer.pipeline.writing import (
    DateFields,
    ItemFields,
    ResourceFields,
    Unwritable,
    add_item,
    drop_reminder,
    keep_reminder,
    move_item,
    read_draft,
    remove_item,
    save_head,
    save_item,
    unlist_reminder,
)
from composer.problems import UsageError
from tests.writing.making import workspace_with, written

SAMPLES = [int(path.stem) for path in sorted((SAMPLE / "issues").glob("*.yaml"))]
NEW = ItemFields(title="A title: with colon", update="Words.\n\n- a list", dates=(DateFields(day="2020-05-01"),))

ISSUE = """\
number: 7
date: 2020-02-21
# About education
items:
  - id: first   # its id
    title: "In quotes"
    # The update is long.
    update: |
      One line.

      - and a list
    contacts: [a,  b]   # both
    dates:
      - 2020-05-01 10.30 to 15:30 | What   # a day
      # and
      - {by: 2020-04-24, what: "x: y", url: https://example.org}
    remind: 2020-05-01

  -   title: Second
      update: plain
tools: []
"""


def test_an_unchanged_form_leaves_every_sample_as_it_is():
    for number in SAMPLES:
        before = (SAMPLE / "issues" / f"{number}.yaml").read_bytes()
        workspace = workspace_with(before, number)
        draft = read_draft(workspace, number)
        assert draft.head
        save_head(workspace, number, draft.version, draft.head)
        for item in draft.items:
            assert item.editable
            assert save_item(workspace, number, draft.version, item.index, item) == draft
        assert written(workspace, number).encode() == before


def test_a_field_of_a_sample_changes_its_own_lines_only():
    for number in SAMPLES:
        before = (SAMPLE / "issues" / f"{number}.yaml").read_bytes()
        lines = before.decode().split("\n")
        workspace = workspace_with(before, number)
        draft = read_draft(workspace, number)
        for item in draft.items:
            title = f"{item.title} – changed"
            draft = save_item(workspace, number, draft.version, item.index, replace(item, title=title))
        changed = written(workspace, number).split("\n")
        pairs = [(old, new) for old, new in zip(lines, changed, strict=True) if old != new]
        assert len(pairs) == len(draft.items)
        assert all(old.strip(" -").startswith("title: ") for old, _ in pairs)


def test_an_item_shows_what_is_written_and_what_it_goes_by():
    item, second = read_draft(workspace_with(ISSUE), 7).items

    assert (item.id, item.own_id, item.title, item.line) == ("first", "first", "In quotes", 5)
    assert item.update == "One line.\n\n- and a list"
    assert item.contacts == ("a", "b")
    assert item.dates == (
        DateFields(day="2020-05-01", at="10.30", until="15:30", what="What"),
        DateFields(deadline=True, day="2020-04-24", what="x: y", url="https://example.org"),
    )
    assert (second.id, second.own_id, second.update) == ("second", "", "plain")


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"title": "It's new"}, '"In quotes"', '"It\'s new"'),
        ({"title": 'Say "so"'}, '"In quotes"', "'Say \"so\"'"),
        ({"own_id": ""}, "id: first   # its id\n    ", ""),
        ({"remind": ""}, "    remind: 2020-05-01\n", ""),
        ({"remind": "no"}, "remind: 2020-05-01", "remind: no"),
        ({"workstream": "send"}, '"In quotes"\n', '"In quotes"\n    workstream: send\n'),
        ({"action": "Do: it"}, "a list\n", "a list\n    action: |\n      Do: it\n"),
        ({"networks": ("dcs", "a, b")}, "remind: 2020-05-01\n", 'remind: 2020-05-01\n    networks: [dcs, "a, b"]\n'),
        ({"contacts": ("a", "c", "b")}, "[a,  b]   # both", "[a, c,  b]   # both"),
        ({"contacts": ("b",)}, "[a,  b]   # both", "[b]   # both"),
        ({"contacts": ()}, "    contacts: [a,  b]   # both\n", ""),
        ({"update": "  code"}, "|\n      One line.\n\n      - and a list\n", "|2\n        code\n"),
        ({"update": ""}, " |\n      One line.\n\n      - and a list\n", "\n"),
    ],
)  # fmt: skip
def test_a_changed_field_takes_the_place_of_what_it_was(changes, old, new):
    assert ISSUE.count(old) == 1
    workspace = workspace_with(ISSUE)
    draft = read_draft(workspace, 7)

    saved = save_item(workspace, 7, draft.version, 0, replace(draft.items[0], **changes))

    assert written(workspace) == ISSUE.replace(old, new) == saved.text


def test_new_lines_end_as_the_others_do():
    workspace = workspace_with(ISSUE.replace("\n", "\r\n"))
    draft = read_draft(workspace, 7)

    save_item(workspace, 7, draft.version, 1, replace(draft.items[1], update="one\r\n\r\ntwo\r\n"))

    expected = ISSUE.replace("update: plain", "update: |\n        one\n\n        two")
    assert written(workspace) == expected.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("dates", "old", "new"),
    [
        ({0: {"what": "Else | more"}}, "- 2020-05-01 10.30 to 15:30 | What   # a day\n", """\
- on: 2020-05-01
        at: 10.30
        until: 15:30
        what: Else | more   # a day
"""),
        ({0: {"what": "A: b"}}, "2020-05-01 10.30 to 15:30 | What   #", '"2020-05-01 10.30–15:30 | A: b"   #'),
        ({0: {"deadline": True, "at": "", "until": ""}}, "2020-05-01 10.30 to 15:30 | What ", "by 2020-05-01 | What "),
        ({1: {"url": "", "where": "Here"}}, ", url: https://example.org}", ", where: Here}"),
        ({1: {"deadline": False}}, "{by: 2020-04-24, ", "{on: 2020-04-24, "),
        ({0: {"day": "soon", "to": "", "at": "", "until": ""}}, "2020-05-01 10.30 to 15:30 | What ", "soon | What "),
    ],
)  # fmt: skip
def test_a_changed_date_leaves_the_other_as_it_is_spelt(dates, old, new):
    assert ISSUE.count(old) == 1
    workspace = workspace_with(ISSUE)
    draft = read_draft(workspace, 7)
    item = draft.items[0]
    changed = tuple(replace(date, **dates.get(at, {})) for at, date in enumerate(item.dates))

    save_item(workspace, 7, draft.version, 0, replace(item, dates=changed))

    assert written(workspace) == ISSUE.replace(old, new)


def test_dates_are_added_and_taken_out_with_their_own_lines():
    workspace = workspace_with(ISSUE)
    draft = read_draft(workspace, 7)
    item = draft.items[0]
    dates = (item.dates[1], DateFields(day="2020-06-01", to="2020-06-02", what="Two days", where="Gatwick"))

    save_item(workspace, 7, draft.version, 0, replace(item, dates=dates))

    line = "      - 2020-05-01 10.30 to 15:30 | What   # a day\n"
    last = "url: https://example.org}\n"
    expected = ISSUE.replace(line, "").replace(last, f"{last}      - 2020-06-01–2020-06-02 | Two days | Gatwick\n")
    assert written(workspace) == expected


def test_an_item_is_added_at_the_end_and_indented_as_its_neighbour_is():
    workspace = workspace_with(ISSUE)
    fields = replace(NEW, resource=ResourceFields("On: it", "https://example.org/a#b", published="2020-02-13"))

    added = add_item(workspace, 7, read_draft(workspace, 7).version, fields)

    assert replace(added.items[2], index=0, id="", line=0) == fields
    assert written(workspace) == ISSUE.replace(
        "update: plain\n",
        """update: plain

  -   title: "A title: with colon"
      update: |
        Words.

        - a list
      dates:
        - 2020-05-01
      resource:
        title: "On: it"
        url: https://example.org/a#b
        published: 2020-02-13
""",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("items:", "items:\n  - title: T"),
        ("items: []", "items:\n  - title: T"),
        ("items: []  # none yet\n", "items:  # none yet\n  - title: T\n"),
        ("items:  # none\n# later\n  # - title: X\n", "items:  # none\n  - title: T\n# later\n  # - title: X\n"),
        ("intro: x\nretire: [a]\n", "intro: x\nitems:\n  - title: T\nretire: [a]\n"),
        ("items: [{title: A}]", "items: [{title: A}, {title: T}]"),
        ("items:\n- title: A\n# end", "items:\n- title: A\n\n- title: T\n# end"),
        ("items:\n- title: A\n- title: B", "items:\n- title: A\n- title: B\n- title: T"),
    ],
)
def test_the_first_item_stands_where_items_belong_and_comments_stay(before, after):
    head = "number: 7\ndate: 2020-02-21\n"
    workspace = workspace_with(head + before)

    add_item(workspace, 7, read_draft(workspace, 7).version, ItemFields(title="T"))

    assert written(workspace) == head + after


def test_items_are_written_into_what_new_begins(tmp_path):
    workspace = workspace_with((SAMPLE / "issues" / "391.yaml").read_bytes(), 391, tmp_path)
    new_issue(workspace, datetime.datetime(2020, 2, 25, tzinfo=datetime.UTC))
    begun = written(workspace, 392)
    version = read_draft(workspace, 392).version

    version = add_item(workspace, 392, version, NEW).version
    draft = add_item(workspace, 392, version, replace(NEW, title="Another"))

    text = written(workspace, 392)
    assert [line for line in text.split("\n") if line in begun.split("\n") and line] == [
        line for line in begun.split("\n") if line
    ]
    assert [item.title for item in draft.items] == [NEW.title, "Another"]
    assert not read_issue(tmp_path / "issues" / "392.yaml", "issues/392.yaml", 392).problems


@pytest.mark.parametrize(("index", "kept"), [(0, [1, 2]), (1, [0, 2]), (2, [0, 1])])
def test_an_item_is_removed_with_its_own_lines_and_one_gap(index, kept):
    blocks = ["  # about a\n", "  - title: A\n    update: |\n      a\n", "  - title: B # b\n", "  - title: C\n"]
    text = "number: 7\nitems:\n" + blocks[0] + "\n".join(blocks[1:]) + "\nreminders: {}\n"
    workspace = workspace_with(text)

    remove_item(workspace, 7, read_draft(workspace, 7).version, index)

    left = "\n".join(blocks[at + 1] for at in kept)
    assert written(workspace) == "number: 7\nitems:\n" + blocks[0] + left + "\nreminders: {}\n"


def test_an_item_moves_with_the_comment_above_it_and_back_again():
    text = "items:\n  - title: A\n    update: |\n      a\n\n  # about b\n  - title: B\n\n\n# end"
    workspace = workspace_with(text)

    moved = move_item(workspace, 7, read_draft(workspace, 7).version, 0, 1)
    assert moved.text == "items:\n  # about b\n  - title: B\n\n  - title: A\n    update: |\n      a\n\n\n# end"
    assert move_item(workspace, 7, moved.version, 1, 1) == moved  # there is none to change places with

    assert move_item(workspace, 7, moved.version, 1, -1).text == text


def test_the_head_is_changed_where_its_keys_usually_stand():
    workspace = workspace_with(ISSUE)
    draft = read_draft(workspace, 7)
    assert draft.head

    head = replace(draft.head, date="2020-02-28", to=("dcs",), intro="Hello.\n\nMore.", keep=("old",))
    saved = save_head(workspace, 7, draft.version, head)

    expected = ISSUE.replace("date: 2020-02-21\n", "date: 2020-02-28\nto: [dcs]\nintro: |\n  Hello.\n\n  More.\n")
    assert saved.text == expected.replace("tools: []", "reminders:\n  keep: [old]\ntools: []")
    assert saved.head == head


def test_a_reminder_is_on_one_list_at_most():
    workspace = workspace_with("items: []\nreminders:\n  drop: [a, b]  # gone\n")
    draft = read_draft(workspace, 7)

    draft = keep_reminder(workspace, 7, draft.version, "a")
    assert draft.text == "items: []\nreminders:\n  drop: [b]  # gone\n  keep: [a]\n"
    draft = drop_reminder(workspace, 7, draft.version, "a")
    assert draft.text == "items: []\nreminders:\n  drop: [b, a]  # gone\n"
    draft = unlist_reminder(workspace, 7, draft.version, "b")
    draft = unlist_reminder(workspace, 7, draft.version, "a")
    assert draft.text == "items: []\n"
    assert drop_reminder(workspace, 7, draft.version, "a").text == "items: []\nreminders:\n  drop: [a]\n"


@pytest.mark.parametrize(
    "item",
    [
        "just words",
        "{title: [a, b]}",
        "{title: A, update: {Note: that}}",
        "{title: A, contacts: {a: b}}",
        "{title: A, dates: 2020-05-01}",
        "{title: A, dates: [{on: 2020-05-01, by: 2020-05-01}]}",
        "{title: A, dates: [{on: 2020-05-01, colour: red}]}",
        "{title: A, resource: https://example.org}",
        "&mark {title: A}",
        "{title: *mark}",
        "{title: !important A}",
        "{title: A, title: B}",
        "{title: A, # why\n  update: x}",
        "{title: A, contacts: [a, '']}",
    ],
)
def test_what_a_form_cannot_keep_is_left_to_the_text_and_others_can_be_saved(item):
    text = f"items:\n- {item}\n- title: B\n"
    workspace = workspace_with(text)
    draft = read_draft(workspace, 7)
    assert [shown.editable for shown in draft.items] == [False, True]

    with pytest.raises(Unwritable, match="text view"):
        save_item(workspace, 7, draft.version, 0, replace(draft.items[0], title="Else"))
    save_item(workspace, 7, draft.version, 1, replace(draft.items[1], title="Else"))

    assert written(workspace) == text.replace("title: B\n", "title: Else\n")


def test_mistakes_in_one_item_do_not_keep_another_from_being_saved():
    text = "number: 7\ndate: soon\nitems:\n- titel: A\n  remind: maybe\n- title: B\n  update: b\n"
    workspace = workspace_with(text)
    draft = read_draft(workspace, 7)

    save_item(workspace, 7, draft.version, 1, replace(draft.items[1], update="c"))

    assert written(workspace) == text.replace("update: b", "update: c")


def test_there_is_no_third_item_of_two():
    workspace = workspace_with(ISSUE)
    with pytest.raises(UsageError, match="no item 3"):
        save_item(workspace, 7, read_draft(workspace, 7).version, 2, NEW)
    assert written(workspace) == ISSUE


def test_what_would_not_read_back_as_meant_is_not_written():
    text = "items:\n- title: A\n\n      # further in than text of a new item would be\n"
    workspace = workspace_with(text)

    with pytest.raises(Unwritable, match="would not read back as it was typed"):
        add_item(workspace, 7, read_draft(workspace, 7).version, ItemFields(title="T", update="words"))

    assert written(workspace) == text
