"""Sending from the desk in a real browser: the whole way by keyboard, while it goes on, and when things go wrong."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cli.conftest import edit, running_in
from tests.cli.programme import EVERYBODY, small_programme
from tests.relays.running import running
from tests.relays.sink import taken
from tests.web.conftest import AXE, Running, start
from tests.web.desk_sending.conftest import Desk, Moody, SendPage

HOSTILE = (
    "<script>document.title = 'run'</script><img src=x onerror=document.title='run'> \x1b[2J\u202e " + "z" * 10_000
)


def come_in(context: BrowserContext, running: Running) -> BrowserContext:
    """A browser that has the cookie."""
    name, _, value = running.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{running.port}/"}])
    return context


@pytest.fixture(scope="module")
def window(browser: Browser, desk: Desk) -> Iterator[BrowserContext]:
    """A browser that has come in, and lets axe-core into pages, which their own policy would not."""
    with browser.new_context(viewport={"width": 1280, "height": 860}, bypass_csp=True) as made:
        yield come_in(made, desk.running)


def address_of(page: SendPage) -> str:
    return f"http://127.0.0.1:{page.running.port}{page.running.folder}{page.path}"


@pytest.fixture
def view(window: BrowserContext, page: SendPage) -> Iterator[Page]:
    """The page of sending, opened."""
    shown = window.new_page()
    shown.goto(address_of(page))
    yield shown
    shown.close()


def inspect(view: Page) -> None:
    """axe-core finds nothing by day and by night, and nothing is wider than a phone."""
    view.add_script_tag(path=AXE)
    for scheme in ("dark", "light"):
        view.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = view.evaluate("axe.run(document).then(result => result.violations)")
        assert found == [], [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
    view.set_viewport_size({"width": 320, "height": 700})
    assert view.evaluate("document.documentElement.scrollWidth") <= 320
    view.set_viewport_size({"width": 1280, "height": 860})


def to(view: Page, name: str) -> None:
    """Go on with the Tab key to what is called so."""
    for _ in range(60):
        view.keyboard.press("Tab")
        if name in view.evaluate(
            "document.activeElement.innerText || document.activeElement.labels?.[0].innerText || ''"
        ):
            return
    raise AssertionError(f"the keyboard does not get to {name}")


def test_from_the_test_copy_to_the_balance_by_keyboard_alone(desk: Desk, page: SendPage, view: Page):
    inspect(view)
    to(view, "Send it to")
    view.keyboard.type(" me@example.org")
    view.keyboard.press("Enter")
    expect(view.locator("#copies")).to_be_focused()
    expect(view.locator("#copies")).to_contain_text("The copy for me@example.org was taken by the mail server.")
    inspect(view)

    to(view, "Approve it as it is now")
    view.keyboard.press("Enter")
    expect(view.locator("#send")).to_be_focused()
    expect(view.locator("#approve")).to_contain_text("exactly as it is now")

    desk.sink.breathes.clear()
    to(view, f"Type {page.number} to confirm")
    view.keyboard.type(str(page.number))
    view.keyboard.press("Enter")
    expect(view.locator("#now")).to_be_focused()
    expect(view.locator("#live")).to_contain_text("Sending now")
    inspect(view)
    desk.sink.breathes.set()

    expect(view.locator("#live .headline")).to_have_text("Sent")
    expect(view.locator("#balance")).to_be_focused()
    expect(view.locator(".states .accepted .number")).to_have_text("4")
    inspect(view)
    assert Counter(letter.recipient for letter in desk.got(page.number)) == EVERYBODY


def test_it_moves_on_by_itself_and_keeps_the_keyboard_where_it_is(desk: Desk, page: SendPage, view: Page):
    desk.sink.breathes.clear()
    page.send()
    page.until("Sending now")
    view.reload()
    view.get_by_role("button", name="Stop sending").focus()
    view.evaluate("window.stayed = true")

    view.keyboard.press("Enter")
    expect(view.locator("#live")).to_contain_text("Stopping")
    desk.sink.breathes.set()
    expect(view.locator("#live .headline")).to_have_text("Not finished")
    expect(view.get_by_role("heading", name="Go on sending")).to_be_visible()


def test_back_from_a_test_copy_leads_to_the_page_and_mails_no_other(desk: Desk, page: SendPage, view: Page):
    view.get_by_label("Send it to").fill("me@example.org")
    view.get_by_role("button", name="Send a test copy").click()
    expect(view.locator("#copies")).to_contain_text("taken")
    sent = len(desk.sink.messages)

    view.reload()
    expect(view.locator("#copies")).to_contain_text("taken")
    view.get_by_role("link", name="Names of all").click()
    view.go_back()

    expect(view.locator("#copies")).to_contain_text("taken")
    assert len(desk.sink.messages) == sent


def test_a_kept_test_copy_is_shown_as_the_letter_with_a_way_back(desk: Desk, page: SendPage, view: Page):
    edit(desk.workspace / "newsletter.yaml", f"relay: smtp://127.0.0.1:{desk.sink.port}", "relay: outbox")
    view.reload()
    view.get_by_role("button", name="Send a test copy").click()

    view.get_by_role("link", name="See it").click()

    expect(view.get_by_role("heading", level=1)).to_have_text(f"Test copy 1 of issue {page.number}")
    expect(view.frame_locator("iframe.kept").locator("body")).to_contain_text("Something new.")
    inspect(view)
    view.get_by_role("link", name="source, as it is sent").click()
    expect(view.locator("body")).to_contain_text("MIME-Version: 1.0")
    view.go_back()
    view.get_by_role("link", name="Back to sending").click()
    expect(view.locator("#copies")).to_contain_text("is a file here")


def test_an_open_page_notices_a_send_that_begins_elsewhere(desk: Desk, page: SendPage, view: Page):
    desk.sink.breathes.clear()
    sender = threading.Thread(target=desk.composer, args=("send", str(page.number), "--yes"))
    sender.start()
    try:
        expect(view.locator("#live")).to_contain_text("Sending now", timeout=20_000)
        expect(view.locator("#balance")).to_contain_text("from a terminal on this machine")
    finally:
        desk.sink.breathes.set()
        sender.join()
    expect(view.locator("#live .headline")).to_have_text("Sent")


def test_it_notices_a_second_send_too(desk: Desk, page: SendPage, view: Page):
    page.send()
    page.until("Nothing is left to send")
    view.goto(f"{address_of(page)}?#balance")
    edit(desk.issue(page.number), "Something new.", "Something newer.")
    desk.sink.breathes.clear()

    page.send()

    expect(view.locator("#live")).to_contain_text("Sending now", timeout=20_000)


def test_an_open_page_tells_that_the_issue_has_changed_and_not_that_another_has(desk: Desk, page: SendPage, view: Page):
    later = desk.issue(9000)
    later.write_text(desk.words.replace("number: 391", "number: 9000"))
    try:
        view.wait_for_timeout(1500)
        expect(view.locator("#changed")).to_be_empty()
    finally:
        later.unlink()
    edit(desk.issue(page.number), "Something new.", "Something newer.")

    expect(view.locator("#changed")).to_contain_text("has changed since this page was opened")
    inspect(view)
    view.get_by_role("link", name="Load it again").click()
    expect(view.locator("#changed")).to_be_empty()


def test_without_javascript_it_is_sent_and_looked_at_again_by_hand(desk: Desk, page: SendPage, browser: Browser):
    with browser.new_context(java_script_enabled=False) as context:
        view = come_in(context, desk.running).new_page()
        view.goto(address_of(page))
        desk.sink.breathes.clear()
        view.get_by_label(f"Type {page.number} to confirm").fill(str(page.number))
        view.get_by_role("button", name="Send 4 letters").click()
        expect(view.locator("#live")).to_contain_text("Sending now")
        desk.sink.breathes.set()
        page.until("Nothing is left to send")

        view.get_by_role("link", name="Look again").click()

        expect(view.locator("#live .headline")).to_have_text("Sent")


def test_what_a_hostile_relay_says_is_shown_as_text(desk: Desk, page: SendPage, view: Page):
    desk.sink.refusal = HOSTILE
    page.send()
    page.until("Refused: 4 people")

    view.reload()

    expect(view.locator(".who").first).to_contain_text("<script>document.title = 'run'</script>")
    assert view.title().startswith("Send issue")
    assert view.locator(".who script, .who img").count() == 0
    assert not {"\x1b", "\u202e"} & set(view.locator("body").inner_text())
    inspect(view)


def test_a_relay_that_is_down_is_told_with_its_reason_and_what_now(desk: Desk, page: SendPage, view: Page):
    edit(desk.workspace / "newsletter.yaml", f"127.0.0.1:{desk.sink.port}", "127.0.0.1:9")
    page.send()
    page.until("The mail server takes no letters at the moment.")
    view.reload()

    expect(view.locator("#live .notice .said")).to_contain_text("127.0.0.1")
    inspect(view)
    view.get_by_role("button", name="Stop sending").click()
    expect(view.locator("#live .headline")).to_have_text("Not finished")
    assert "4 letters by 127.0.0.1:9" in page.text()


def test_the_pages_beside_it_are_sound_too(desk: Desk, page: SendPage, view: Page):
    edit(desk.workspace / "newsletter.yaml", f"relay: smtp://127.0.0.1:{desk.sink.port}", "relay: outbox")
    home = view.url
    page.post(page.form("rehearse"), typed=str(page.number))
    for below in ("", "people", "letters"):
        view.goto(home + below)
        inspect(view)
        assert view.locator("main").inner_text()
    edit(desk.workspace / "newsletter.yaml", "relay: outbox", f"relay: smtp://127.0.0.1:{desk.sink.port}")
    page.send()
    page.until("Nothing is left to send")
    view.goto(f"{home}runs/{page.number}-1")
    inspect(view)
    expect(view.locator("main")).to_contain_text("Everybody, each once")


def test_stopping_the_server_during_a_send_loses_nobody_and_sends_nobody_twice(tmp_path: Path):
    workspace = small_programme(tmp_path / "workspace")
    composer = running_in(workspace)
    with running(Moody(tmp_path / "taken.jsonl")) as sink:
        assert isinstance(sink, Moody)
        edit(workspace / "newsletter.yaml", "timezone: UTC", f"timezone: UTC\nrelay: smtp://127.0.0.1:{sink.port}")
        started = start(workspace)
        page = SendPage(started, 391)
        sink.breathes.clear()
        page.send()
        page.until("Sending now")
        with page.stream() as stream:
            assert stream.readline()
            started.process.send_signal(signal.SIGTERM)
            while stream.readline():
                pass  # until the server ends the stream
        while "is being sent now" not in composer("status", "391").stdout:
            time.sleep(0.05)
        assert started.process.poll() is None
        sink.breathes.set()
        assert started.process.wait(timeout=20) == 0
        started.end()

        stopped = composer("status", "391", "--json").json
        went = [letter.recipient for letter in taken(sink.log)]
        assert (stopped["in_doubt"], stopped["sending"]) == (0, 0)
        assert stopped["accepted"] == len(went) == len(set(went))
        assert 0 < stopped["queued"] < 4
        assert composer("send", "391", "--yes").returncode == 0
        assert Counter(letter.recipient for letter in taken(sink.log)) == EVERYBODY
