"""`make screenshots`: every page of the web app as pictures to look at, in out/screenshots/pages/.

Rule: a page is in this table or it is not looked at; whatever goes over all pages goes over the same table.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from composer.problems import ComposerError
from tests.inbox.chromium import Scheme, chromium
from tests.programs import MissingTool
from tests.web.scene import SENT, UNSENT, Scene, scene

FOLDER = Path(__file__).resolve().parents[2] / "out" / "screenshots" / "pages"


@dataclass(frozen=True, slots=True)
class Look:
    """A page, and what is done on it before it is looked at. `{leave}` and the like: as of a reader of the scene."""

    name: str
    path: str
    then: tuple[Callable[[Page], None], ...] = ()
    reader: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at."""

    width: int
    scheme: Scheme = "light"


VIEWS: Mapping[str, View] = {
    "desktop": View(1280),
    "desktop-dark": View(1280, "dark"),
    "phone": View(375),
    "phone-dark": View(375, "dark"),
}


def press(name: str) -> Callable[[Page], None]:
    """Press the first button of this name."""

    def done(page: Page) -> None:
        page.get_by_role("button", name=name).first.click()

    return done


def once(name: str) -> Callable[[Page], None]:
    """Press the button of this name, unless that was done when the page was looked at otherwise."""

    def done(page: Page) -> None:
        for button in page.get_by_role("button", name=name).all():
            button.click()

    return done


def follow(name: str) -> Callable[[Page], None]:
    """Follow the first link of this name."""

    def done(page: Page) -> None:
        page.get_by_role("link", name=name).first.click()

    return done


def fill(label: str, words: str) -> Callable[[Page], None]:
    """Write into the field with this label."""

    def done(page: Page) -> None:
        page.get_by_label(label, exact=True).first.fill(words)

    return done


def untick(page: Page) -> None:
    """Untick the first box."""
    page.get_by_role("checkbox").first.uncheck()


def open_all(page: Page) -> None:
    """Open whatever can be opened."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


_TABLE = """\
email\tname\tShoe size
anjali.adeleke@example.net\tAnjali Adeleke-Moss\t39
new.person@example.net\tNew Person\t41
"""
_ISSUE = f"{UNSENT}/"
_LIST = "lists/dcs/"

LOOKS: Sequence[Look] = (
    Look("public-leave", "public:{leave}"),
    Look("public-saved", "public:{leave}", (untick, press("Save")), 1),
    Look("public-everything", "public:{leave}", (once("Unsubscribe from everything"),), 2),
    Look("public-again", "public:{leave}", (press("Unsubscribe from everything"), press("Subscribe again")), 3),
    Look("public-unclear", "public:{leave}", (lambda page: post(page, "leave=nowhere"),), 4),
    Look("public-lost", "public:{leave}x"),
    Look("public-web-version", "public:{read}"),
    Look("public-from-letter", "public:{read}/leave"),
    Look("public-unsent", "public:{other}"),
    Look("sign-in-elsewhere", "public:/lists/sign-in/a-link", (lambda page: unknown(page),)),
    Look("sign-in", "public:/lists/sign-in"),
    Look("sign-in-asked", "public:/lists/sign-in", (fill("Your email address", "a@example.org"), press("Send me"))),
    Look("sign-in-button", "public:/lists/sign-in", (lambda page: beyond(page, "/a-link"),)),
    Look("sign-in-spent", "public:/lists/sign-in", (lambda page: beyond(page, "/a-link"), press("Sign in"))),
    Look("lists", "lists/"),
    Look("list", _LIST),
    Look("list-nobody-found", f"{_LIST}?q=nobody-of-this-name"),
    Look("list-add", f"{_LIST}add"),
    Look("list-add-wrong", f"{_LIST}add", (press("Add"),)),
    Look("list-correct", _LIST, (follow("Correct"),)),
    Look("list-spreadsheet", f"{_LIST}import"),
    Look("list-spreadsheet-nothing", f"{_LIST}import", (press("See what would change"),)),
    Look("list-spreadsheet-plan", f"{_LIST}import", (open_all, lambda page: paste(page), press("See what"))),
    Look("list-history-empty", "lists/send/history"),
    Look("list-not-there", "lists/nowhere/"),
    Look("desk", ""),
    Look("desk-not-there", "nowhere"),
    Look("desk-issue", _ISSUE),
    Look("desk-issue-open", _ISSUE, (open_all,)),
    Look("desk-send", f"{_ISSUE}send/"),
    Look("desk-send-audience", f"{_ISSUE}send/people"),
    Look("desk-sent", f"{SENT}/send/"),
    Look("desk-sent-open", f"{SENT}/send/", (open_all,)),
    Look("desk-run", f"{SENT}/send/runs/{SENT}-1"),
)


def paste(page: Page) -> None:
    """Paste a table where there is a field for one."""
    page.locator("textarea").first.fill(_TABLE)


def post(page: Page, body: str) -> None:
    """Send a form that says this, as no page does."""
    page.evaluate(
        """(fields) => { const form = document.createElement("form"); form.method = "post";
        for (const [name, value] of new URLSearchParams(fields)) {
          const input = form.appendChild(document.createElement("input")); input.name = name; input.value = value; }
        document.body.append(form); form.submit(); }""",
        body,
    )
    page.get_by_role("link", name="Go back").wait_for()


def unknown(page: Page) -> None:
    """Look at the page as a browser that has never asked for a link."""
    page.context.clear_cookies(path="/lists")
    page.reload()


def beyond(page: Page, path: str) -> None:
    """Go to what is below the page."""
    page.goto(page.url + path)


def come_to(page: Page, seen: Scene, look: Look) -> None:
    """Open the page, and do what is done on it."""
    reader = seen.readers[look.reader]
    page.goto(seen.address(look.path.format(leave=reader.leave, read=reader.read, other=reader.other)))
    for step in look.then:
        step(page)
    page.wait_for_load_state()


@contextmanager
def window(browser: Browser, seen: Scene, view: View, *, inspected: bool = False) -> Iterator[BrowserContext]:
    """A browser's window that may see the desk; `inspected`: scripts of a test may run in it."""
    context = browser.new_context(
        viewport={"width": view.width, "height": 860}, color_scheme=view.scheme, bypass_csp=inspected
    )
    context.set_default_timeout(10_000)
    seen.let_in(context)
    try:
        yield context
    finally:
        context.close()


def main() -> None:
    """Write the pictures asked for, all by default, and print their names."""
    asked = _arguments()
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory() as folder, scene(Path(folder) / "workspace") as seen, chromium() as browser:
            for name in asked.only:
                with window(browser, seen, VIEWS[name]) as context:
                    for look in LOOKS:
                        if re.search(asked.pages, look.name):
                            print(_picture(context, seen, look, name))
    except (ComposerError, MissingTool) as error:
        sys.exit(str(error))


def _picture(context: BrowserContext, seen: Scene, look: Look, view: str) -> Path:
    path = FOLDER / f"{look.name}-{view}.png"
    page = context.new_page()
    come_to(page, seen, look)
    page.screenshot(path=path, full_page=True)
    page.close()
    return path.relative_to(FOLDER.parents[2])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="?", default="", help="a pattern for names of pages; default: all")
    parser.add_argument("--only", nargs="+", choices=VIEWS, default=list(VIEWS), help="views; default: all")
    return parser.parse_args()


if __name__ == "__main__":
    main()
