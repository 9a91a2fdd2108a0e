from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.cli.conftest import copy_of_sample
from tests.web.conftest import Answer, Running, start

WORDS = """\
# The week of the spring meeting.
number: 391
date: 2020-02-21

items:
  - id: spring
    title: Spring meeting   # ask Priya about the room
    update: |
      We meet on **Friday**.
    dates:
      - 2020-05-01 10:30–15:30 | Spring meeting | Shaw House
    contacts: [priya-nair]
    networks: [ad-education]

  # The guide came on Tuesday.
  - title: A guide
    update: |
      It is short.

  - title: A vacancy
    update: |
      There is one.
"""


@dataclass(frozen=True)
class Desk:
    """The desk of a workspace, and issue 391 there."""

    running: Running
    workspace: Path

    @property
    def file(self) -> Path:
        return self.workspace / "issues" / "391.yaml"

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def items(self) -> list[dict[str, object]]:
        """What the file says, read by another program."""
        found: list[dict[str, object]] = yaml.safe_load(self.text)["items"]
        return found

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.running.port}{self.running.folder}/391/"

    def get(self, path: str) -> Answer:
        return self.running.get(path)

    def form(self, page: str = "/391/") -> dict[str, str]:
        """The fields of the form of the first item, as a browser without scripts sends them."""
        html = self.get(page).body.decode()
        card = html[html.index('id="item-0"') : html.index("</form>", html.index('id="item-0"'))]
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', card))

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """A form as a browser without scripts sends it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=20)
        try:
            headers = {
                "Cookie": self.running.cookie,
                "Origin": f"http://127.0.0.1:{self.running.port}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request("POST", f"{self.running.folder}{path}", urlencode(fields, doseq=True), headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


@pytest.fixture(scope="package")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    workspace = copy_of_sample(tmp_path_factory.mktemp("desk") / "workspace")
    running = start(workspace, "391")
    yield Desk(running, workspace)
    running.end()


@pytest.fixture
def desk(serving: Desk) -> Desk:
    """The desk, with an issue of three items."""
    serving.file.write_text(WORDS, encoding="utf-8")
    return serving


@pytest.fixture(scope="package")
def signed_in(browser: Browser, serving: Desk) -> Iterator[BrowserContext]:
    """A browser that has the cookie."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    name, _, value = serving.running.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": f"{serving.running.folder}/"}])
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def write(desk: Desk, signed_in: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Open the issue in a tab."""
    tabs: list[Page] = []
    faults: list[str] = []

    def opened(what: str = "") -> Page:
        page = signed_in.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(desk.address + what)
        page.bring_to_front()
        tabs.append(page)
        return page

    yield opened
    for tab in tabs:
        tab.close()
    assert not faults


def opened_card(page: Page, index: int | str) -> Locator:
    """An item's form, unfolded."""
    card = page.locator(f"#item-{index}")
    if not card.evaluate("card => card.open"):
        card.locator("summary").first.click()
    return card


def save(card: Locator) -> None:
    card.locator(".actions.bottom button.strong").click()


def said(page: Page, words: str) -> None:
    """It is told where screen readers read it out."""
    expect(page.locator("#said[role=status]")).to_contain_text(words)
