"""The right of an issue's page in a real browser: readers, reminders, places of problems, a narrow screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.conftest import edit
from tests.web.conftest import Running, let_in
from tests.web.test_page import letter, switch

REMINDER = "Quality assurance – four longer meetings a year"


@pytest.fixture
def looked(page: Page, shown: Running) -> Page:
    let_in(page.context, shown)
    page.goto(shown.home)
    return page


@pytest.fixture
def root(edited: Running) -> Path:
    return edited.workspace


@pytest.fixture
def opened(page: Page, edited: Running) -> Page:
    """The page of an issue whose files the test may change."""
    let_in(page.context, edited)
    page.goto(edited.home)
    return page


def test_a_readers_letter_is_found_by_keyboard_alone_and_no_address_is_in_the_address_bar(looked):
    looked.locator("#reader summary").focus()
    looked.keyboard.press("Enter")
    expect(looked.locator("#words")).to_be_focused()
    looked.keyboard.type("Anjali")
    expect(looked.locator("#found a")).to_have_count(1)
    looked.keyboard.press("Tab")
    looked.keyboard.press("Tab")
    expect(looked.locator("#found a")).to_be_focused()
    looked.keyboard.press("Enter")

    expect(looked.locator("#inbox")).to_contain_text("anjali.adeleke@example.net")
    expect(looked.locator("#reader summary")).to_be_focused()
    expect(looked.locator("#letter")).to_have_attribute("title", "Letter to Anjali Adeleke, as it will be sent")
    assert "@" not in looked.url
    looked.get_by_role("link", name="Back to anybody").click()
    expect(looked.locator("#inbox")).not_to_contain_text("anjali")


def test_without_pictures_their_words_stand_in_their_place_and_none_is_asked_for(looked):
    asked: list[str] = []
    looked.on("request", lambda request: asked.append(request.url))
    switch(looked, "Images off").click()
    expect(switch(looked, "Images off")).to_have_attribute("aria-current", "true")
    logo = letter(looked).get_by_alt_text("South East Improvement Programme")

    expect(logo).to_be_visible()
    assert logo.evaluate("image => image.naturalWidth") == 0
    assert not [address for address in asked if "/picture/" in address]


def test_what_changed_since_the_week_before_is_folded_beside_the_letter(looked):
    looked.get_by_text("Since issue 390").click()

    since = looked.locator("#since")
    expect(since).to_contain_text("Update no 390")
    expect(since).to_contain_text("Return to Social Work – recruitment help at no cost")


def test_a_reminder_is_left_out_and_put_back_by_a_click_with_the_letter_following(opened, root):
    expect(letter(opened).get_by_text(REMINDER).first).to_be_attached()
    opened.locator("#reminders summary").click()
    opened.get_by_role("button", name=f"Leave out: {REMINDER}").click()

    back = opened.get_by_role("button", name=f"Put back: {REMINDER}")
    expect(back).to_be_focused()
    expect(letter(opened).get_by_text(REMINDER)).to_have_count(0)
    assert "drop: [" in (root / "issues" / "391.yaml").read_text()
    expect(opened.locator("#undone")).to_be_hidden()

    back.click()
    expect(opened.get_by_role("button", name=f"Leave out: {REMINDER}")).to_be_focused()
    expect(letter(opened).get_by_text(REMINDER).first).to_be_attached()


def test_a_problem_leads_to_its_item_and_one_of_no_item_to_the_head(opened, root):
    issue = root / "issues" / "391.yaml"
    before = issue.read_text()
    edit(issue, "date: 2020-02-21", "date: 2020-02-21\nto: [nowhere]")
    edit(issue, "title: Return to Social Work", "titel: Return to Social Work")

    places = opened.locator("#problems a.place")
    expect(places.first).to_have_attribute("href", "#head")
    expect(places.last).to_have_attribute("href", "#item-6")
    places.last.click()
    expect(opened.locator("#item-6")).to_be_in_viewport()
    issue.write_text(before.replace("\nitems:", "\nitems: ["))
    expect(places.first).to_have_attribute("href", "./?as=text#L4")
    issue.write_text(before)
    expect(places).to_have_count(0)


def test_what_is_typed_to_find_a_reader_outlasts_a_save(opened, root):
    opened.locator("#reader summary").click()
    expect(opened.locator("#words")).to_be_focused()
    opened.keyboard.type("Anjali")
    expect(opened.locator("#found a")).to_have_count(1)
    issue = root / "issues" / "391.yaml"
    edit(issue, "Return to Social Work", f"Return to Social Work {'and so on ' * 200}")

    expect(letter(opened).get_by_text("and so on and so on").first).to_be_attached()
    expect(opened.locator("#words")).to_have_value("Anjali")
    expect(opened.locator("#words")).to_be_focused()
    expect(opened.locator("#found a")).to_have_count(1)


def test_on_a_phone_writing_and_preview_are_two_views_without_scripts(browser: Browser, shown):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700})
    let_in(context, shown)
    page = context.new_page()
    page.goto(shown.home)
    expect(page.locator("#letter")).to_be_hidden()
    page.get_by_role("navigation", name="View").get_by_role("link", name="Preview").click()
    expect(page.locator("#letter")).to_be_visible()
    expect(page.locator("#content > .write")).to_be_hidden()
    switch(page, "Dark").click()
    expect(page.locator("#letter.dark")).to_be_visible()
    page.get_by_role("navigation", name="View").get_by_role("link", name="Write").click()
    expect(page.locator("#letter")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_is_wider_than_the_window(looked, width):
    looked.set_viewport_size({"width": width, "height": 700})
    looked.evaluate("location.hash = 'look'")

    assert looked.evaluate("document.documentElement.scrollWidth") <= width
