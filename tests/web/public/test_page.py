"""The pages in a browser: with the keyboard alone, without scripts, on a telephone, at night."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from composer.model import EVERY
from tests.web.conftest import AXE
from tests.web.public.site import NOW, Reader, Site


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 720})
    yield context
    context.close()


@pytest.fixture
def inspected(browser: Browser) -> Iterator[Page]:
    """A page that lets axe-core in, which the page's own policy would not."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def here(site: Site, path: str) -> str:
    return f"http://127.0.0.1:{site.port}{path}"


def test_the_keyboard_alone_leaves_and_comes_back_without_scripts(
    served: Site, reader: Reader, plain: BrowserContext
) -> None:
    page = plain.new_page()
    page.goto(here(served, reader.link))

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Unsubscribe from everything")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
    left = served.suppressed(reader)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Subscribe again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are subscribed again")

    assert list(left) == [EVERY]
    assert served.suppressed(reader) == {}


def test_the_keyboard_alone_chooses_the_lists_to_stay_on_and_undoes_it(
    served: Site, reader: Reader, plain: BrowserContext
) -> None:
    page = plain.new_page()
    page.goto(here(served, reader.link))
    expect(page.get_by_role("button")).to_have_count(2)
    expect(page.get_by_role("group", name="Or choose your lists")).to_be_visible()

    page.get_by_role("button", name="Unsubscribe from everything").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="SEND Network")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page).to_have_title("Your choice is saved – South East Improvement Update")
    expect(page.get_by_role("checkbox", name="Directors")).to_be_checked()
    expect(page.get_by_role("checkbox", name="SEND Network")).not_to_be_checked()
    assert list(served.suppressed(reader)) == ["send"]
    page.get_by_role("button", name="Undo leaving SEND Network", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are back on the list of SEND Network")
    assert served.suppressed(reader) == {}


def test_a_page_asks_for_nothing_beside_itself(served: Site, reader: Reader, page: Page) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))

    page.goto(here(served, reader.link))
    band = page.locator("header").evaluate("(header) => getComputedStyle(header).backgroundColor")

    assert band == "rgb(0, 81, 125)", "the brand's colour"
    assert {url.rpartition("/")[2] for url in asked} <= {reader.token, "favicon.ico"}
    assert said == []


def test_a_choice_that_was_not_clear_leads_back(served: Site, reader: Reader, page: Page) -> None:
    page.goto(here(served, reader.link))
    page.get_by_role("checkbox", name="SEND Network").evaluate("(box) => { box.value = 'nowhere' }")
    page.get_by_role("button", name="Save my choice").click()

    page.get_by_role("link", name="Go back and choose again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Unsubscribe")
    assert served.suppressed(reader) == {}


def _start(site: Site, reader: Reader, page: Page) -> None:
    page.goto(here(site, reader.link))


def _all(site: Site, reader: Reader, page: Page) -> None:
    _start(site, reader, page)
    page.get_by_role("button", name="everything").click()


def _one(site: Site, reader: Reader, page: Page) -> None:
    _start(site, reader, page)
    page.get_by_role("checkbox", name="SEND Network").uncheck()
    page.get_by_role("button", name="Save").click()


def _each(site: Site, reader: Reader, page: Page) -> None:
    site.post(reader.link, "leave=send")
    site.post(reader.link, "leave=dcs")
    _start(site, reader, page)


def _fixed(site: Site, reader: Reader, page: Page) -> None:
    with site.ledger() as ledger:
        ledger.suppress(reader.key, "send", "by a manager", NOW)
    _start(site, reader, page)


def _stopped(site: Site, reader: Reader, page: Page) -> None:
    with site.ledger() as ledger:
        ledger.suppress(reader.key, EVERY, "by a manager", NOW)
    _start(site, reader, page)


def _lost(site: Site, reader: Reader, page: Page) -> None:
    page.goto(here(site, f"{reader.link}x"))


def _told_how(site: Site, reader: Reader, page: Page) -> None:
    page.goto(here(site, f"/w/{site.secret.web_token(reader.key, 391)}/leave"))


def _unsent(site: Site, reader: Reader, page: Page) -> None:
    page.goto(here(site, f"/w/{site.secret.web_token(reader.key, 12)}"))


STATES = [_start, _all, _one, _each, _fixed, _stopped, _lost, _told_how, _unsent]


@pytest.mark.parametrize("come_to", STATES)
def test_axe_finds_nothing_wrong_by_day_and_by_night_small_and_large(
    served: Site, reader: Reader, inspected: Page, come_to: Callable[[Site, Reader, Page], None]
) -> None:
    come_to(served, reader, inspected)
    inspected.add_script_tag(path=AXE)
    for width in (320, 1280):
        inspected.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            inspected.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = inspected.evaluate(
                "axe.run(document, {resultTypes: ['violations', 'incomplete']})"
                ".then((found) => [...found.violations, ...found.incomplete].map((rule) => rule.id))"
            )
            assert found == [], f"{width} pixels, {scheme}"
        assert inspected.evaluate("document.documentElement.scrollWidth") <= width
        heights = inspected.evaluate("[...document.querySelectorAll('button, label')].map((one) => one.offsetHeight)")
        assert all(height >= 44 for height in heights)
