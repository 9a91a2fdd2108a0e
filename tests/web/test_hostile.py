"""Every page of the web app with hostile text in everything that people write, and in what a relay answers.

It is shown as text, nothing runs, no layout breaks, and axe-core finds nothing: on a telephone by night, by day at a
desk.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Frame, Page

from tests.cli.conftest import edit
from tests.web.conftest import AXE
from tests.web.looks import LOOKS, Look, View, come_to, window
from tests.web.scene import SENT, UNSENT, Scene, scene

MARK = "h0stile"
# Ends what it may stand in, and would then run; what a spreadsheet, a template or a terminal would take for its own.
HOSTILE = (
    f"""{MARK} </title></style></textarea></script><script>alert("ran")</script><img src=x onerror=alert("ran")>"""
    """" onfocus="alert('ran')" autofocus x='' onmouseover='alert("ran")' {{ 7 * 7 }} ${7*7}"""
    """ <svg onload=alert("ran")>"""
    " =HYPERLINK(1) \u202egpj.exe\u202c\u2066 <!-- ]]> javascript:alert('ran')"
)
SHORT = f"""{MARK} <script>alert("ran")</script>' onclick='alert("ran")" onfocus="alert('ran')"""
LONG = "W" * 10_000
REPLY = f"550 \x1b[31m\x07\x00{HOSTILE} {LONG}"

_ITEM = f"""
  - id: hostile
    title: {json.dumps(HOSTILE)}
    update: |
      {HOSTILE}

      [press this](javascript:alert("ran")) and [this](data:text/html,<script>alert("ran")</script>)
      and <b onclick=alert("ran")>

      {LONG}
    action: {json.dumps(HOSTILE)}
    contacts: [hostile]
    dates:
      - {{by: 2020-04-24, what: {json.dumps(HOSTILE)}}}
  - id: long
    title: {json.dumps(f"{MARK} {LONG}")}
    update: Nothing but a long title.
"""


def spoil(root: Path) -> None:
    """Put it wherever somebody writes something."""
    edit(root / "newsletter.yaml", "name: South East Improvement Update", f"name: {json.dumps(SHORT)}")
    _replace(
        root / "recipients" / "networks.yaml", "name: Directors of Children’s Services", f"name: {json.dumps(SHORT)}"
    )
    contacts = root / "recipients" / "contacts.yaml"
    added = json.dumps(dict.fromkeys(("name", "role", "organisation"), HOSTILE))
    contacts.write_text(f"{contacts.read_text(encoding='utf-8')}\nhostile: {added}\n", encoding="utf-8")
    for number in (SENT, UNSENT):
        issue = root / "issues" / f"{number}.yaml"
        _replace(issue, "\nitems:", f"\nsubject: {json.dumps(HOSTILE)}\nitems:{_ITEM}")
    _spoil_list(root / "recipients" / "dcs.csv")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, path.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _spoil_list(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    rows = [[email, HOSTILE, f"{MARK} {LONG}", f"={HOSTILE}"] for email, *_ in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*heading, SHORT], *([*row, SHORT] for row in rows)])


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("hostile") / "workspace", spoil, REPLY) as made:
        yield made


@pytest.fixture(scope="module")
def phone(browser: Browser, seen: Scene) -> Iterator[BrowserContext]:
    with window(browser, seen, View(320, "dark"), inspected=True) as context:
        yield context


TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# What hostile text would have become if it were not text: in every page and frame.
ALIVE = """() => [...document.querySelectorAll("*")].flatMap((one) => [
  ...[...one.attributes].filter((given) => /^on/i.test(given.name)).map((given) => given.name),
  ...["href", "src", "action", "formaction", "data", "srcdoc"].map((name) => one.getAttribute(name) ?? "")
    .filter((address) => /^[\\s\\x00-\\x1f]*(javascript|vbscript|data:text)/i.test(address)),
  ...(one.localName === "script" && !(one.src && new URL(one.src).origin === location.origin) ? ["script"] : []),
  ...(one.localName === "img" && one.getAttribute("src") === "x" ? ["img"] : []),
])"""


# Letters are looked at in tests/inbox/test_accessibility.py: one is an article, whose landmarks are those of its page.
LETTERS = {"public-web-version"}
AXE_RUN = """() => axe.run({exclude: ["iframe"]}, {resultTypes: ["violations"], iframes: false})
  .then((found) => found.violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target).join(" ")}`))"""


def trap(page: Page) -> list[str]:
    """What ran in the page or its frames: no policy keeps it from that here."""
    ran: list[str] = []

    def asked(dialog: Dialog) -> None:
        ran.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def said(message: ConsoleMessage) -> None:
        if "the server responded with a status of 4" not in message.text:
            ran.append(message.text)

    page.on("dialog", asked)
    page.on("pageerror", lambda error: ran.append(f"error: {error}"))
    page.on("console", said)
    return ran


def alive(frame: Frame) -> list[str]:
    return [f"{frame.name or 'page'}: {found}" for found in frame.evaluate(ALIVE)]


def wider(page: Page) -> list[str]:
    """Whether it has to be scrolled sideways."""
    return ["scrolls sideways"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []


def wrong(page: Page) -> list[str]:
    """What axe-core finds wrong."""
    return [str(one) for one in page.evaluate(AXE_RUN)]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_hostile_text_is_shown_as_text_and_the_page_is_as_accessible_as_ever(
    phone: BrowserContext, seen: Scene, look: Look
) -> None:
    page = phone.new_page()
    ran = trap(page)
    try:
        come_to(page, seen, look)
        page.mouse.move(160, 300)

        assert [found for frame in page.frames for found in alive(frame)] == []
        shown = page.evaluate("document.title + document.documentElement.innerText")
        assert MARK in shown, "it is on every page, as each has the newsletter's name"
        assert look.name in LETTERS or not set(TURNING) & set(shown), "it turns no line round"
        assert wider(page) == []
        if look.name not in LETTERS:
            page.add_script_tag(path=AXE)
            assert wrong(page) == []
            page.set_viewport_size({"width": 1280, "height": 860})
            page.emulate_media(color_scheme="light")
            assert [*wrong(page), *wider(page)] == []
        assert ran == []
    finally:
        page.close()
