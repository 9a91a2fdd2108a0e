"""Somebody else changes the file meanwhile: in an editor, or in another tab."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.cli.conftest import edit
from tests.web.desk_writing.conftest import Desk, opened_card, said, save

MAP = "We meet on **Friday**. Bring a map."


def test_a_form_nobody_has_touched_follows_the_file(desk, write):
    page = write()
    card = opened_card(page, 0)
    title = card.get_by_label("Title")
    title.focus()
    edit(desk.file, "title: Spring meeting", "title: Summer meeting")

    expect(title).to_have_value("Summer meeting")
    expect(title).to_be_focused()
    expect(card).to_have_attribute("open", "")


def test_words_that_are_not_saved_are_never_overwritten(desk, write):
    page = write()
    card = opened_card(page, 0)
    card.get_by_label("Title").fill("Spring meeting, moved")
    edit(desk.file, "title: Spring meeting ", "title: Summer meeting ")

    said(page, "The file was changed elsewhere too.")
    expect(card.get_by_label("Title")).to_have_value("Spring meeting, moved")


def test_changes_of_different_fields_are_both_kept(desk, write):
    page = write()
    card = opened_card(page, 0)
    card.get_by_label("Update").fill(MAP)
    edit(desk.file, "title: Spring meeting ", "title: Summer meeting ")
    edit(desk.file, "title: A guide", "title: A longer guide")
    expect(page.locator("#item-1 summary").first).to_contain_text("A longer guide")
    save(card)

    said(page, "Saved.")
    assert [item["title"] for item in desk.items] == ["Summer meeting", "A longer guide", "A vacancy"]
    assert desk.items[0]["update"] == f"{MAP}\n"
    expect(card.get_by_label("Title")).to_have_value("Summer meeting")


def conflict(desk: Desk, write: Callable[..., Page]) -> tuple[Page, Locator]:
    """A title that was changed here and in the file."""
    page = write()
    card = opened_card(page, 0)
    card.get_by_label("Title").fill("Spring meeting, moved")
    card.get_by_label("Update").fill(MAP)
    edit(desk.file, "title: Spring meeting ", "title: Summer meeting ")
    said(page, "changed elsewhere")
    save(card)
    said(page, "Somebody else changed this too")
    return page, card


def test_the_same_field_changed_twice_shows_both_and_mine_can_be_saved_over_it(desk, write):
    page, card = conflict(desk, write)

    expect(card.locator(".theirs")).to_have_count(1)
    expect(card.locator(".field", has=page.get_by_label("Title")).locator(".theirs")).to_contain_text("Summer meeting")
    expect(card.get_by_label("Title")).to_have_value("Spring meeting, moved")
    expect(card.get_by_label("Title")).to_be_focused()
    assert "Summer meeting" in desk.text
    card.get_by_role("button", name="Save mine over it").click()
    said(page, "Saved.")
    assert desk.items[0]["title"] == "Spring meeting, moved"
    assert desk.items[0]["update"] == f"{MAP}\n"
    expect(card.locator(".theirs")).to_have_count(0)


def test_what_is_there_can_be_taken_instead(desk, write):
    _, card = conflict(desk, write)
    card.get_by_role("link", name="Take what is there").click()

    expect(card.get_by_label("Title")).to_have_value("Summer meeting")
    expect(card.get_by_label("Update")).to_have_value("We meet on **Friday**.")
    expect(card.locator("summary .unsaved").first).not_to_be_visible()
    assert "moved" not in desk.text


def test_two_tabs_save_different_items_and_neither_loses_anything(desk, write):
    one, other = write(), write()
    first, second = opened_card(one, 0), opened_card(other, 2)
    first.get_by_label("Title").fill("From the first tab")
    second.get_by_label("Title").fill("From the second tab")
    save(first)
    said(one, "Saved.")
    save(second)
    said(other, "Saved.")

    assert [item["title"] for item in desk.items] == ["From the first tab", "A guide", "From the second tab"]


def test_an_item_that_was_taken_out_meanwhile_is_handed_back_to_be_added_again(desk, write):
    page = write()
    card = opened_card(page, 0)
    card.get_by_label("Title").fill("Spring meeting, moved")
    edit(desk.file, desk.text[desk.text.index("  - id: spring") : desk.text.index("  # The guide")], "")
    said(page, "out of the file. What you wrote stays here")
    save(page.locator("details.card", has=page.locator("summary", has_text="Spring meeting")))

    said(page, "took this item out")
    again = page.locator("#item-gone")
    expect(again.get_by_label("Title")).to_have_value("Spring meeting, moved")
    again.get_by_role("button", name="Add it to the end").last.click()
    said(page, "Added")
    assert [item["title"] for item in desk.items] == ["A guide", "A vacancy", "Spring meeting, moved"]


def test_a_file_that_cannot_be_read_any_more_leaves_what_is_typed(desk, write):
    page = write()
    card = opened_card(page, 0)
    card.get_by_label("Title").fill("Spring meeting, moved")
    edit(desk.file, "\nitems:", "\nitems: [")

    said(page, "What you wrote stays here")
    expect(card.get_by_label("Title")).to_have_value("Spring meeting, moved")


def test_a_server_that_has_gone_is_told_and_nothing_is_lost(desk, write):
    page = write()
    card = opened_card(page, 0)
    card.get_by_label("Title").fill("Spring meeting, moved")
    page.route("**/item", lambda route: route.abort())
    save(card)

    said(page, "Composer does not answer")
    expect(card.get_by_label("Title")).to_have_value("Spring meeting, moved")
    expect(card.locator("summary .unsaved").first).to_be_visible()
