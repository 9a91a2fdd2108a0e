"""The text of the same file."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.cli.conftest import edit
from tests.web.desk_writing.conftest import said


def area(page: Page) -> Locator:
    return page.get_by_label("issues/391.yaml")


def test_the_text_is_saved_as_it_is_and_the_letter_follows(desk, write):
    page = write("?as=text")
    expect(area(page)).to_have_value(desk.text)
    area(page).fill(desk.text.replace("A vacancy", "Two vacancies"))
    area(page).press("Control+s")

    said(page, "Saved.")
    assert "title: Two vacancies\n" in desk.text
    expect(area(page)).to_be_focused()
    expect(page.frame_locator("#letter").get_by_text("Two vacancies").first).to_be_attached()


def test_tab_indents_and_leaves_after_escape(desk, write):
    page = write("?as=text#L1")
    area(page).press("Home")
    page.keyboard.press("Tab")
    expect(area(page)).to_have_value(f"  {desk.text}")
    page.keyboard.press("Shift+Tab")
    expect(area(page)).to_have_value(desk.text)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("form.text button")).to_be_focused()
    assert page.locator("#text-hint").inner_text().startswith("Tab indents")


def test_lines_are_numbered_and_those_with_a_problem_are_marked(desk, write):
    edit(desk.file, "2020-05-01 10:30", "2020-13-01 10:30")
    page = write("?as=text")
    at = desk.text.split("\n").index("      - 2020-13-01 10:30–15:30 | Spring meeting | Shaw House") + 1

    expect(page.locator(".gutter span.error")).to_have_text([str(at)])
    expect(page.locator(".gutter span")).to_have_count(desk.text.count("\n") + 1)
    assert f"line {at}" in str(area(page).evaluate("area => document.getElementById('text-faulty').textContent"))
    area(page).press("Control+Home")
    page.keyboard.press("Enter")
    expect(page.locator(".gutter span")).to_have_count(desk.text.count("\n") + 2)


def test_an_address_leads_to_a_line_and_selects_it(desk, write):
    page = write("?as=text#L7")

    assert (
        area(page)
        .evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
        .startswith("    title: Sp")
    )


def test_a_file_with_broken_syntax_is_shown_as_text_and_mended_there(desk, write):
    edit(desk.file, "\nitems:", "\nitems: [")
    page = write()
    expect(page.locator("#unreadable")).to_contain_text("Mend it here")
    area(page).fill(desk.text.replace("items: [", "items:"))
    page.get_by_role("button", name="Save").click()

    said(page, "Saved.")
    expect(page.locator("#unreadable")).to_have_count(0)
    page.get_by_role("link", name="Form", exact=True).click()
    expect(page.locator("#item-0 summary").first).to_contain_text("Spring meeting")


def test_a_text_that_two_changed_shows_what_differs_and_loses_nothing(desk, write):
    page = write("?as=text")
    area(page).fill(desk.text.replace("A vacancy", "Mine"))
    edit(desk.file, "A vacancy", "Theirs")
    said(page, "changed elsewhere")
    expect(area(page)).to_have_value(desk.text.replace("Theirs", "Mine"))
    page.get_by_role("button", name="Save").click()

    said(page, "Somebody else changed this too")
    differing = page.get_by_role("region", name="What differs")
    expect(differing.locator(".theirs")).to_have_text("In the file: - title: Theirs")
    expect(differing.locator(".mine")).to_have_text("Yours: - title: Mine")
    assert "Theirs" in desk.text
    page.get_by_role("button", name="Save mine over it").click()
    said(page, "Saved.")
    assert "title: Mine" in desk.text
    expect(differing).to_have_count(0)
