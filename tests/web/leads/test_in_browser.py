"""The leads' pages in a real browser: at a desk, on a phone, by keyboard alone, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.web.conftest import AXE
from tests.web.leads.conftest import put_back
from tests.web.leads.site import Site, form_of

PHONE: ViewportSize = {"width": 375, "height": 740}
Open = Callable[..., Page]


@pytest.fixture
def opened(site: Site, browser: Browser) -> Iterator[Open]:
    """A page of the lists, in a window of its own; whatever it asks another host for fails the test."""
    contexts = []

    def at(path: str = "/heads/", visitor: str = "lead@example.org", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        contexts.append(context)
        context.add_cookies([{"name": "visitor", "value": visitor.replace("@", "%40"), "url": site.home}])
        page = context.new_page()
        page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
        page.goto(site.home + path)
        return page

    yield at
    for context in contexts:
        context.close()


def told(page: Page) -> None:
    """The notice has the focus: that is where the news is."""
    expect(page.locator(".notice").first).to_be_focused()


def test_a_lead_searches_corrects_and_undoes_at_a_desk(opened: Open, site: Site) -> None:
    before = site.list()
    page = opened()
    page.get_by_label("Search this list").press_sequentially("kay")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("1 of 3 is shown.")
    assert page.url.endswith("?q=kay&sort=")

    page.get_by_role("link", name="Correct Bob Kaye").click()
    page.get_by_label("Role").fill("Chair")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Bob Kaye is corrected.")).to_be_visible()
    told(page)
    assert "Chair" in site.list()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Change 1 is undone: 1 changed.")).to_be_visible()
    assert site.list() == before


def test_by_keyboard_alone_and_without_javascript_somebody_is_added(opened: Open, site: Site) -> None:
    page = opened("/heads/add", java_script_enabled=False)

    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Zoe Adey")
    page.keyboard.press("Tab")
    page.keyboard.type("zoe@gmial.com")
    page.keyboard.press("Enter")
    expect(page.get_by_text("looks mistyped")).to_be_visible()
    told(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Zoe Adey is on the list now.")).to_be_visible()
    told(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    assert site.list().endswith("zoe@gmail.com,Zoe Adey,,\n")


def test_without_javascript_a_list_is_searched_sorted_and_paged(opened: Open, site: Site) -> None:
    rows = "".join(f"p{at}@example.org,Person {at:04},,\n" for at in range(5_000))
    (site.root / "recipients" / "heads.csv").write_text(f"email,name,organisation,role\n{rows}")
    page = opened(java_script_enabled=False)
    expect(page.locator("tbody tr")).to_have_count(100)

    page.get_by_role("link", name="Name").click()
    page.get_by_role("link", name="Name").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    expect(page.locator("tbody tr").first).to_contain_text("Person 4999")
    page.get_by_role("link", name="Further").click()
    expect(page.locator("tbody tr").first).to_contain_text("Person 4899")

    page.get_by_label("Search this list").fill("PERSON 0123")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_on_a_phone_each_person_is_a_card_and_a_spreadsheet_is_applied(
    opened: Open, site: Site, tmp_path: Path
) -> None:
    page = opened(viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    card = page.get_by_role("row", name="Ann Heath")
    expect(card.get_by_text("Organisation")).to_be_visible()

    page.get_by_role("link", name="Spreadsheet", exact=True).click()
    file = tmp_path / "members.csv"
    file.write_text("email,name\nann@example.org,Ann Heath\nbob@example.org,Bob Kaye\nnew@example.org,New\n")
    page.get_by_label("Your spreadsheet").set_input_files(file)
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("region", name="Leave")).to_contain_text("Cy Ode")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("button", name="Apply it to the list").click()

    expect(page.get_by_text("The spreadsheet is the list now: 1 joined, 1 left.")).to_be_visible()
    assert "new@example.org" in site.list()


def test_who_saved_first_is_shown_beside_and_the_choice_is_saved(opened: Open, site: Site) -> None:
    page = opened()
    page.get_by_role("link", name="Correct Ann Heath").click()
    site.as_("both@example.org").correct(site.row("ann@example.org"), role="Theirs", organisation="Elm")
    page.get_by_label("Role").fill("Mine")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Somebody saved this first")).to_be_visible()
    told(page)
    page.get_by_role("group", name="Role").get_by_label("Yours").check()
    page.get_by_role("button", name="Save what is chosen").click()

    expect(page.get_by_text("Ann Heath is corrected.")).to_be_visible()
    assert "ann@example.org,Ann Heath,Elm,Mine" in site.list()


def test_no_script_runs_of_hostile_names_while_searching(opened: Open, site: Site) -> None:
    hostile = '"<img src=x onerror=alert(1)><script>alert(2)</script>"'
    (site.root / "recipients" / "heads.csv").write_text(f"email,name\nann@example.org,{hostile}\nbob@example.org,Bob\n")
    page = opened()

    page.get_by_label("Search this list").press_sequentially("script")

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("<script>alert(2)</script>")


def test_axe_finds_nothing_on_any_page_in_any_state(opened: Open, site: Site) -> None:
    site.add(email="zoe@gmial.com", name="Zoe")  # asked about, not added
    site.post(
        "/heads/add",
        {**form_of({"email": "", "name": ""}, email="zoe@gmial.com", name="Ann Heath"), "keep": "zoe@gmial.com"},
    )
    page = opened("/", visitor="both@example.org", bypass_csp=True, viewport=PHONE)

    def look(path: str = "", *, dark: bool = False) -> None:
        if path:
            page.goto(site.home + path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        if dark:
            page.emulate_media(color_scheme="dark")
            found += page.evaluate("axe.run(document, {runOnly: ['color-contrast']})")["violations"]
            page.emulate_media(color_scheme="light")
        faults = [(one["id"], one["nodes"][0]["html"]) for one in found]
        assert faults == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, page.url

    for path in ("/", "/heads/?q=nobody", "/heads/add", "/heads/import/gone", "/none/"):
        look(path)
    for path in ("/heads/?only=doubtful&sort=-name", "/heads/history"):
        look(path, dark=True)
    look("/heads/person/gone")
    page.get_by_role("link", name="See who is on the list").click()
    look()
    page.set_viewport_size({"width": 1280, "height": 860})
    page.get_by_role("link", name="Correct Bob Kaye").click()
    page.set_viewport_size(PHONE)
    look()
    page.get_by_label("Email").fill("not one")
    page.get_by_role("button", name="Save").click()
    look()
    site.correct(site.row("bob@example.org"), role="Theirs")
    page.get_by_label("Email").fill("bob@example.org")
    page.get_by_label("Role").fill("Mine")
    page.get_by_role("button", name="Save").click()
    look(dark=True)
    page.goto(f"{site.home}/heads/import")
    page.get_by_text("Or paste a table").click()
    page.get_by_label("The cells").fill("email,role\nann@example.org,New\nbad\n")
    page.get_by_role("button", name="See what").click()
    look()
    page.get_by_role("link", name="Bring it again").click()
    page.get_by_text("Or paste a table").click()
    page.get_by_label("The cells").fill("email,role,town\nann@example.org,New,X\nnew@gmial.com,,\n")
    page.get_by_role("button", name="See what").click()
    look(dark=True)
    page.get_by_role("button", name="Apply").click()
    look()
    (site.root / "recipients" / "heads.csv").write_text("email,name\nann@example.org,Ann\nnobody,\n")
    look("/heads/")
    look("/")
    put_back(site.root)
    (site.root / "recipients" / "heads.csv").write_text("email,name\n")
    look("/heads/")
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "visitor", "value": "nobody%40example.org", "url": site.home}])
    look("/")
