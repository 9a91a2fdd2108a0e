"""Signing in as a lead does it: in a browser, by https, through a proxy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.person_everywhere import link_in
from tests.web.access.tls import proxy
from tests.web.access.visiting import LEAD, LED, MANAGER, letter_to
from tests.web.conftest import AXE
from tests.web.public.site import HOST, Site


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    """Where browsers reach a server, and what it serves."""
    folder = tmp_path_factory.mktemp("reached")
    site = Site.make(folder / "workspace")
    settings = site.root / "newsletter.yaml"
    with proxy(folder / "certificate") as (address, running):
        text = settings.read_text(encoding="utf-8").replace(f"https://{HOST}", f"{address}/news")
        settings.write_text(text, encoding="utf-8")
        try:
            running.to = site.start("--desk").port
            yield f"{address}/news", site
        finally:
            site.end()


def new_page(browser: Browser, **options: Any) -> Page:
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 860}, **options)
    context.set_default_timeout(10_000)
    return context.new_page()


def mailed(site: Site, address: str, before: bytes) -> str:
    """The link of a letter that was not there before."""
    until = time.monotonic() + 20
    while letter_to(site, address) == before:
        assert time.monotonic() < until, "no letter came"
        time.sleep(0.01)
    return link_in(letter_to(site, address))


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scripts", [True, False], ids=["", "without JavaScript"])
def test_a_lead_signs_in_works_and_signs_out_with_the_keyboard_alone(browser, reached, scripts):
    address, site = reached
    page = new_page(browser, java_script_enabled=scripts)
    page.goto(f"{address}/lists/{LED}/history")
    expect(page).to_have_url(f"{address}/lists/sign-in")
    before = letter_to(site, LEAD)
    for _ in range(3):  # the link past the head, the newsletter's name, the field
        page.keyboard.press("Tab")
    page.keyboard.type(LEAD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mail")

    page.goto(f"{address}/lists/sign-in/{mailed(site, LEAD, before)}")
    expect(page.get_by_role("button", name="Sign in")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{address}/lists/{LED}/history")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page.get_by_role("status")).to_have_text("You are signed out in this browser.")
    page.goto(f"{address}/lists/{LED}/")
    expect(page).to_have_url(f"{address}/lists/sign-in")
    page.context.close()


def test_a_manager_signs_in_to_the_desk_and_out_again(browser, reached):
    address, site = reached
    page = new_page(browser)
    page.goto(f"{address}/desk/391/")
    before = letter_to(site, MANAGER)
    page.get_by_label("Your email address").fill(MANAGER)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mail")
    page.goto(f"{address}/desk/sign-in/{mailed(site, MANAGER, before)}")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{address}/desk/391/")

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("status")).to_have_text("You are signed out in this browser.")
    page.context.close()


def test_a_link_from_a_mail_opens_the_list_for_who_is_signed_in(browser, reached):
    """From another site, as webmail is one."""
    address, site = reached
    page = new_page(browser)
    signed_in(page, address, site)
    page.goto(f"data:text/html,<a href='{address}/lists/{LED}/'>the list</a>")
    page.get_by_role("link").click()

    expect(page).to_have_url(f"{address}/lists/{LED}/")
    page.context.close()


def signed_in(page: Page, address: str, site: Site) -> None:
    before = letter_to(site, LEAD)
    page.goto(f"{address}/lists/sign-in")
    page.get_by_label("Your email address").fill(LEAD)
    page.get_by_role("button", name="Send me a link").click()
    page.goto(f"{address}/lists/sign-in/{mailed(site, LEAD, before)}")
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_of_signing_in_is_accessible_and_fits(browser, reached, scheme, width):
    address, _ = reached
    page = new_page(browser, color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 700})

    def fits() -> None:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(f"{address}/lists/sign-in/a-link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the link where you asked for it")
    fits()
    page.goto(f"{address}/desk/sign-in")
    fits()
    page.get_by_label("Your email address").fill("nobody@example.net")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mail")
    fits()
    page.goto(f"{address}/desk/sign-in/a-link")
    fits()
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")
    fits()
    page.context.close()
