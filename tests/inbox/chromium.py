"""Letters shown in Chromium, which may ask nobody for anything.

Rule: whatever a page asks the network for is refused and remembered; the pictures of a letter come from its own parts.
"""

from __future__ import annotations

import base64
import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, Page, Route, sync_playwright

from composer.render import html_of
from tests.programs import NODE, program

Scheme = Literal["light", "dark"]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Where the letter stands for the browser: a name that no DNS will ever have (RFC 2606).
HERE = "http://letter.invalid/"

MEASURE = NODE / "measure.js"

_CID = re.compile(r"cid:([^\"')\s]+)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter in the browser, and every address the browser asked for because of it."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def measured(self, what: str) -> Any:
        """What a call of tests/node/measure.js gives, like `texts()`."""
        self.page.evaluate(MEASURE.read_text(encoding="utf-8") + "; window.measure = measure;")
        return self.page.evaluate(f"measure.{what}")

    def resize(self, width: int) -> None:
        """Make its window so wide, in pixels."""
        self.page.set_viewport_size({"width": width, "height": 800})


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window.

    Raises:
        MissingTool: there is none on this machine.
    """
    executable = program("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def shown(browser: Browser, html: str, width: int, scheme: Scheme = "light", height: int = 800) -> Iterator[Shown]:
    """The page in a window of its own, `width` by `height` pixels, for a reader who likes `scheme`."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    result = Shown(page)

    def answer(route: Route) -> None:
        if route.request.url == HERE:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            result.asked.append(route.request.url)
            route.abort()

    try:
        page.route("**/*", answer)
        page.goto(HERE)
        yield result
    finally:
        page.close()


def with_pictures(letter: bytes) -> str:
    """The HTML of a letter, with the letter's own parts in the place of their `cid:` addresses.

    Raises:
        KeyError: it shows a part that it does not have.
    """
    message = email.message_from_bytes(letter, policy=email.policy.default)
    parts = {str(part["Content-ID"]).strip("<>"): part for part in message.walk() if part["Content-ID"]}

    def data(cid: re.Match[str]) -> str:
        part = parts[cid[1]]
        return f"data:{part.get_content_type()};base64,{base64.b64encode(part.get_content()).decode()}"

    return _CID.sub(data, html_of(letter))
