"""The same by plain HTTP: without scripts, and with hostile words."""

from __future__ import annotations

import html

import pytest
from playwright.sync_api import expect

from tests.cli.conftest import copy_of_sample
from tests.web.conftest import AXE, start
from tests.web.desk_writing.conftest import Desk, opened_card, said, save

HOSTILE = '</textarea></script><script>document.title="hacked"</script><img src=x onerror=alert(1)>"\'`{{7*7}}=cmd|A1'


def fields(desk: Desk, **changed: str) -> dict[str, str]:
    """The first item's form, with the words that it has in the file."""
    usual = {"title": "Spring meeting", "update": "We meet on **Friday**.", "networks": "ad-education"}
    date = {"kind": "on", "day": "2020-05-01", "to": "", "at": "10:30", "until": "15:30"}
    date |= {"what": "Spring meeting", "where": "Shaw House", "url": ""}
    return (
        desk.form()
        | usual
        | {"contacts": "priya-nair"}
        | {f"date_{name}": value for name, value in date.items()}
        | changed
    )


def test_a_plain_form_saves_and_leads_back_to_the_item(desk):
    before = desk.text
    answer = desk.post("/391/item", fields(desk, do="save", title="Spring, in May"))

    assert answer.status == 303
    assert answer.headers["Location"] == f"{desk.running.folder}/391/?did=saved#item-0"
    assert desk.text == before.replace("title: Spring meeting ", "title: Spring, in May ")
    assert "<p>Saved.</p>" in desk.get("/391/?did=saved").body.decode()


def test_a_form_that_changes_nothing_leaves_the_file_to_the_byte(desk):
    before = desk.file.stat().st_mtime_ns
    assert desk.post("/391/item", fields(desk, do="save")).status == 303
    assert desk.file.stat().st_mtime_ns == before


def test_a_date_is_added_to_a_plain_form_and_nothing_is_saved_yet(desk):
    before = desk.text
    page = desk.post("/391/item", fields(desk, do="add-date", title="Half written")).body.decode()

    assert page.count('name="date_day"') == 2
    assert 'value="Half written"' in page
    assert desk.text == before


def test_a_plain_form_is_told_of_both_changes_of_a_field(desk):
    sent = fields(desk, do="save", title="Mine")
    desk.file.write_text(desk.text.replace("title: Spring meeting ", "title: Theirs "))
    answer = desk.post("/391/item", sent)

    assert answer.status == 409
    assert 'value="Mine"' in answer.body.decode()
    assert "<pre>Theirs</pre>" in answer.body.decode()
    assert "title: Theirs" in desk.text


def test_a_form_without_the_token_of_the_page_changes_nothing(desk):
    before = desk.text
    assert desk.post("/391/item", fields(desk, do="remove") | {"token": "guessed"}).status == 403
    for path in ("head", "text", "reminders/keep", "reminders/drop", "reminders/unlist"):
        assert desk.post(f"/391/{path}", {"text": "gone", "id": "x"}).status == 403
    assert desk.post("/new", {}).status == 403
    assert desk.text == before


def test_a_reminder_is_dropped_kept_and_left_to_the_rules_again(desk):
    sent = {name: value for name, value in desk.form().items() if name == "token"} | {"id": "qa-2020"}
    for action, lists in (("drop", "drop: [qa-2020]"), ("keep", "keep: [qa-2020]"), ("unlist", "")):
        answer = desk.post(f"/391/reminders/{action}", sent)
        assert answer.status == 303
        assert answer.headers["Location"] == f"{desk.running.folder}/391/"
        assert lists in desk.text
    assert "qa-2020" not in desk.text


def test_what_cannot_stand_in_a_file_is_told_and_not_lost(desk):
    before = desk.text
    answer = desk.post("/391/item", fields(desk, do="save", title="Bell\x07"))

    assert answer.status == 422
    assert "Not saved." in answer.body.decode()
    assert desk.text == before


def test_a_date_without_a_day_is_refused_at_its_field_and_not_lost(desk):
    before = desk.text
    for sent in ({"do": "save"}, {"do": "add", "part": "new", "index": ""}):
        answer = desk.post("/391/item", fields(desk, date_day="", date_what="Not to lose", **sent))

        assert answer.status == 422
        assert "This date has no day." in answer.body.decode()
        assert 'value="Not to lose"' in answer.body.decode()
    assert desk.text == before


def test_an_item_that_is_brought_back_is_led_to(desk):
    sent = {name: value for name, value in desk.form().items() if name in ("token", "version")}
    answer = desk.post("/391/text", sent | {"text": desk.text + "\n", "do": "restore", "index": "1"})

    assert answer.headers["Location"].endswith("#item-1")


def test_there_is_no_form_of_an_issue_that_there_is_not(desk):
    token = desk.form()["token"]
    assert desk.get("/999/").status == 404
    assert desk.post("/999/item", {"token": token, "do": "save"}).status == 404


def test_hostile_words_are_shown_as_words_in_every_field(desk, write):
    page = write()
    card = opened_card(page, 0)
    for label in ("Title", "Update", "Action required"):
        card.get_by_label(label).fill(HOSTILE)
    for label in ("What", "Where"):
        card.get_by_label(label, exact=True).fill(HOSTILE)
    save(card)
    said(page, "Saved.")
    page.reload()

    card = opened_card(page, 0)
    for label in ("Title", "Update", "Action required"):
        expect(card.get_by_label(label)).to_have_value(HOSTILE)
    assert desk.items[0]["title"] == HOSTILE
    assert page.locator("img[src=x]").count() == 0
    assert "hacked" not in page.title()
    page.goto(f"{desk.address}?as=text")
    assert HOSTILE in page.get_by_label("issues/391.yaml").input_value()
    assert html.escape(HOSTILE, quote=False).replace("'", "&#39;") not in desk.text


@pytest.mark.parametrize("what", ["text", "conflict", "phone", "home", "dark"])
def test_no_page_has_a_fault_that_axe_knows(desk, write, what):
    desk.file.write_text(desk.text.replace("2020-05-01 10:30", "2020-13-01 10:30").replace("[priya-nair]", "[priya]"))
    page = write("?as=text" if what == "text" else "../" if what == "home" else "")
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text) if "Content Security" in told.text else None)
    if what == "dark":
        page.emulate_media(color_scheme="dark")
    if what == "phone":
        page.set_viewport_size({"width": 320, "height": 700})
        page.reload()
    if what in ("conflict", "dark"):
        card = opened_card(page, 0)
        opened_card(page, "new")
        page.get_by_text("Date, readers and subject").click()
        if what == "conflict":
            card.get_by_label("Title").fill("Mine")
            desk.file.write_text(desk.text.replace("title: Spring meeting ", "title: Theirs "))
            said(page, "changed elsewhere")
            save(card)
            said(page, "Somebody else")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run('#writing, main').then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
    )

    assert found == []
    assert not refused
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_first_page_tells_how_each_issue_stands_and_begins_the_next(desk, write):
    page = write("../")
    expect(page.locator(".issues .card").first).to_contain_text("Issue 391")
    expect(page.locator(".issues .card").first).to_contain_text("21 February 2020")
    expect(page.locator(".issues .card").first).to_contain_text("Spring meeting · A guide · A vacancy")
    expect(page.locator(".issues .badge").first).to_have_text("Draft")
    page.get_by_role("button", name="New issue").click()

    try:
        said(page, "The issue is begun.")
        said(page, "reminders and")
        assert page.url.startswith(desk.address.replace("/391/", "/392/"))
        assert "date: 2020-02-28" in (desk.workspace / "issues" / "392.yaml").read_text()
        page.go_back()
        page.get_by_role("button", name="New issue").click()
        expect(page.get_by_role("alert")).to_contain_text("Issue 392 has no items yet")
        page.get_by_role("link", name="Write issue 392 first").click()
        card = opened_card(page, "new")
        card.get_by_label("Title").fill("The first item")
        card.get_by_label("Update").fill("Of a new week.")
        save(card)
        said(page, "Added")
        assert "title: The first item" in (desk.workspace / "issues" / "392.yaml").read_text()
    finally:
        (desk.workspace / "issues" / "392.yaml").unlink()


def test_a_workspace_without_an_issue_says_what_to_do(tmp_path):
    workspace = copy_of_sample(tmp_path / "workspace")
    for file in (workspace / "issues").iterdir():
        file.unlink()
    empty = Desk(start(workspace), workspace)
    try:
        assert "No issue yet" in empty.get("/").body.decode()
    finally:
        empty.running.end()
