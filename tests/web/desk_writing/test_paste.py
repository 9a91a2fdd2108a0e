"""What is on the clipboard after copying in Word, Outlook, Google Docs and elsewhere, pasted with the keyboard.

Each `clipboard/NAME.html` is what such a program puts there; `NAME.md` is what becomes of it in the file.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.desk_writing.conftest import opened_card, said, save

CLIPBOARD = Path(__file__).parent / "clipboard"
NAMES = sorted(path.stem for path in CLIPBOARD.glob("*.html"))

# Another program copies: what it offers is on the clipboard as it is, unlike what a page may write there itself.
COPY = """([html, plain]) => {
  document.addEventListener("copy", event => {
    event.preventDefault();
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", plain);
  }, { once: true });
  document.execCommand("copy");
}"""


def paste(page: Page, field: Locator, html: str, plain: str = "plain words", keys: str = "Control+v") -> None:
    page.evaluate(COPY, [html, plain])
    field.focus()
    page.keyboard.press(keys)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_copied_becomes_markdown_in_the_file(desk, write, name):
    page = write()
    card = opened_card(page, 1)
    update = card.get_by_label("Update")
    update.fill("")
    paste(page, update, (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8"))
    wanted = (CLIPBOARD / f"{name}.md").read_text(encoding="utf-8")
    expect(update).to_have_value(wanted.rstrip("\n"))
    save(card)

    said(page, "Saved.")
    assert desk.items[1]["update"] == wanted
    assert "hacked" not in page.title()


def test_a_paste_can_be_taken_back(desk, write):
    page = write()
    update = opened_card(page, 1).get_by_label("Update")
    update.press("Control+End")
    paste(page, update, "<p>One</p><p>Two</p>")
    expect(update).to_have_value("It is short.\n\nOne\n\nTwo")
    page.keyboard.press("Control+z")
    expect(update).to_have_value("It is short.")


def test_words_go_into_a_sentence_and_blocks_on_lines_of_their_own(desk, write):
    page = write()
    update = opened_card(page, 1).get_by_label("Update")
    update.fill("It is .")
    update.evaluate("area => area.setSelectionRange(6, 6)")
    paste(page, update, "<p><b>very</b> short</p>")
    expect(update).to_have_value("It is **very** short.")
    update.evaluate("area => area.setSelectionRange(6, 6)")
    paste(page, update, "<ul><li>one</li><li>two</li></ul>")
    expect(update).to_have_value("It is \n\n- one\n- two\n\n**very** short.")


def test_pasting_without_format_is_the_browsers_own(desk, write):
    page = write()
    update = opened_card(page, 1).get_by_label("Update")
    update.fill("")
    paste(page, update, "<b>bold</b>", "bold", "Control+Shift+v")

    expect(update).to_have_value("bold")


def test_code_that_an_editor_copied_stays_as_it_is(desk, write):
    page = write()
    update = opened_card(page, 1).get_by_label("Update")
    update.fill("")
    html = '<div style="color: #d4d4d4;font-family: Consolas;white-space: pre;"><div><span>**a** *b*</span></div></div>'
    paste(page, update, html, "**a** *b*")

    expect(update).to_have_value("**a** *b*")


def test_a_field_of_one_line_takes_one_line(desk, write):
    page = write()
    title = opened_card(page, 1).get_by_label("Title")
    title.fill("")
    paste(page, title, "<h1>The guide</h1><p>of <b>2020</b></p>", "The guide\r\n\r\nof\u00a02020\r\n")

    expect(title).to_have_value("The guide of 2020")
