"""An issue written in forms, in a real browser, as it lands in the file."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.cli.conftest import edit
from tests.web.desk_writing.conftest import opened_card, said, save


def test_an_item_is_changed_in_its_form_and_the_rest_of_the_file_stays_to_the_byte(desk, write):
    page = write()
    before = desk.text
    card = opened_card(page, 0)
    card.get_by_label("Title").fill("Spring meeting, moved")
    expect(card.locator("summary").first).to_contain_text("Not saved")
    save(card)

    said(page, "Saved.")
    expect(card.locator("summary .badge.unsaved").first).not_to_be_visible()
    assert desk.text == before.replace("title: Spring meeting ", "title: Spring meeting, moved ")
    expect(page.frame_locator("#letter").get_by_text("Spring meeting, moved").first).to_be_attached()


def test_saving_keeps_the_focus_the_scroll_and_what_can_be_taken_back(desk, write):
    page = write()
    update = opened_card(page, 0).get_by_label("Update")
    update.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Bring a map.")
    before = page.locator(".pane.write").evaluate("pane => pane.scrollTop")
    page.keyboard.press("Control+s")

    said(page, "Saved.")
    expect(update).to_be_focused()
    assert page.locator(".pane.write").evaluate("pane => pane.scrollTop") == before
    assert "Bring a map." in str(desk.items[0]["update"])
    page.keyboard.press("Control+z")
    expect(update).not_to_have_value("We meet on **Friday**. Bring a map.")


def test_an_item_is_written_and_saved_with_the_keyboard_alone(desk, write):
    page = write()
    page.locator("#item-new summary").first.focus()
    for keys in ("Enter", "Tab"):
        page.keyboard.press(keys)
    page.keyboard.type("A film")
    page.keyboard.press("Tab")
    page.keyboard.type("Ten minutes long.")
    page.keyboard.press("Control+s")

    said(page, "Added to the end")
    expect(page.locator("#item-3 summary").first).to_be_focused()
    assert desk.items[3] == {"title": "A film", "update": "Ten minutes long.\n"}
    expect(page.locator("#item-new").get_by_label("Title")).to_have_value("")


def test_every_field_lands_in_the_file(desk, write):
    page = write()
    card = opened_card(page, 1)
    card.get_by_label("Action required").fill("Read it.")
    card.get_by_role("button", name="Add a date").click()
    expect(card.get_by_label("Kind")).to_be_focused()
    card.get_by_label("Kind").select_option("by")
    card.get_by_label("Day", exact=True).fill("2020-04-24")
    card.get_by_label("What", exact=True).fill("Tell us")
    card.get_by_role("group", name="Contacts").get_by_label("Priya Nair").check()
    card.get_by_role("group", name="networks").get_by_label("SEND Network").check()
    card.get_by_label("Workstream").select_option("send")
    card.get_by_label("How many weeks or days").fill("3")
    card.get_by_text("A tool or template that comes with it").click()
    card.get_by_label("Name").fill("The guide")
    card.get_by_label("Link").last.fill("https://www.example.org/guide")
    save(card)

    said(page, "Saved.")
    assert desk.items[1] == {
        "title": "A guide",
        "update": "It is short.\n",
        "action": "Read it.\n",
        "dates": ["by 2020-04-24 | Tell us"],
        "contacts": ["priya-nair"],
        "networks": ["send"],
        "workstream": "send",
        "remind": "3 weeks",
        "resource": {"title": "The guide", "url": "https://www.example.org/guide"},
    }
    assert "# The guide came on Tuesday." in desk.text
    expect(card.locator("summary").first).to_contain_text("by 24 April")


def test_a_date_that_is_taken_out_is_gone_from_the_file_once_saved(desk, write):
    page = write()
    card = opened_card(page, 0)
    card.get_by_role("button", name="Take this date out").click()
    expect(card.get_by_label("Kind")).to_have_count(0)
    assert "dates" in desk.items[0]
    save(card)

    said(page, "Saved.")
    assert "dates" not in desk.items[0]


def test_the_issue_itself_has_a_form(desk, write):
    page = write()
    page.get_by_text("Date, readers and subject").click()
    head = page.locator("#head")
    head.get_by_label("Subject").fill("A short week")
    head.get_by_label("SEND Network").check()
    save(head)

    said(page, "Saved.")
    assert "subject: A short week\n" in desk.text
    assert "to: [send]\n" in desk.text
    expect(head.locator("summary")).to_contain_text("for SEND Network")


def test_an_item_moves_and_takes_what_was_typed_along_and_other_cards_keep_theirs(desk, write):
    page = write()
    other = opened_card(page, 2)
    other.get_by_label("Title").fill("Two vacancies")
    card = opened_card(page, 0)
    card.get_by_label("Title").fill("Spring, in May")
    card.get_by_role("button", name="Down").click()

    said(page, "now number 2 of 3")
    assert [item["title"] for item in desk.items] == ["A guide", "Spring, in May", "A vacancy"]
    expect(page.locator("#item-1").get_by_role("button", name="Down")).to_be_focused()
    expect(page.locator("#item-2").get_by_label("Title")).to_have_value("Two vacancies")
    expect(page.locator("#item-2 summary .unsaved").first).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.locator("#item-2 summary .unsaved").first).not_to_be_visible()
    assert [item["title"] for item in desk.items] == ["A guide", "Spring, in May", "Two vacancies"]


def test_a_removed_item_is_brought_back_as_it_was(desk, write):
    page = write()
    before = desk.text
    opened_card(page, 0).get_by_role("button", name="Remove").click()

    said(page, "“Spring meeting” is removed.")
    assert len(desk.items) == 2
    undo = page.get_by_role("button", name="Bring it back")
    expect(undo).to_be_focused()
    undo.press("Enter")
    said(page, "Brought back")
    assert desk.text == before
    expect(page.locator("details.card.item")).to_have_count(4)


def test_leaving_with_words_that_are_not_saved_is_asked_about(desk, write):
    page = write()
    asked = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    opened_card(page, 0).get_by_label("Title").fill("Unsaved")
    page.reload()

    assert asked == ["beforeunload"]
    expect(page.locator("#item-0 summary").first).to_contain_text("Spring meeting")


def test_a_problem_is_told_beside_the_field_it_is_about(desk, write):
    edit(desk.file, "| Spring meeting | Shaw House", "| Spring meeting | Shaw House\n      - 2019-13-40 | Nothing")
    edit(desk.file, "contacts: [priya-nair]", "contacts: [pria-nair]")
    page = write()
    card = opened_card(page, 0)
    expect(card.locator("summary .badge.bad")).to_contain_text("to look at")

    contacts = card.get_by_role("group", name="Contacts")
    expect(contacts).to_contain_text("o contact called pria-nair")
    assert contacts.get_attribute("aria-describedby")
    day = card.get_by_label("Day", exact=True).nth(1)
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(card.locator("fieldset.date").nth(1)).to_contain_text("here is no such day")
    expect(card.locator("fieldset.date").first).not_to_contain_text("here is no such day")
    contacts.get_by_label("pria-nair").uncheck()
    save(card)
    expect(contacts.locator(".problems")).to_have_count(0)


def test_an_address_leads_to_an_item(desk, write):
    page = write("#item-2")

    expect(page.locator("#item-2")).to_have_attribute("open", "")
    expect(page.locator("#item-2 summary").first).to_be_focused()


def test_what_a_form_cannot_keep_is_changed_in_the_text(desk, write):
    edit(desk.file, "title: A guide", "title: !important A guide")
    page = write()
    card = opened_card(page, 1)

    expect(card.get_by_label("Title")).to_have_count(0)
    card.get_by_role("link", name="Change it in the text").click()
    expect(page.get_by_label("issues/391.yaml")).to_be_focused()


def test_the_page_itself_has_no_scrollbar_and_what_is_opened_on_the_right_has_room(desk, write):
    page = write()
    opened_card(page, 0)
    page.locator("#item-0 .fold summary").click()
    page.locator("details.peek summary").first.click()

    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    assert page.locator("details.peek[open] .list").bounding_box()["height"] > 250
