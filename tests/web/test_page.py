"""The preview in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.cli.conftest import edit
from tests.web.conftest import AXE, Running, add_template

NEW = "Back to Social Work – help at no cost"
OLD = "Return to Social Work – recruitment help at no cost"


@pytest.fixture
def running(preview) -> Running:
    started: Running = preview("391")
    return started


@pytest.fixture
def opened(page: Page, running: Running) -> Page:
    page.goto(running.address)
    return page


def letter(page: Page) -> FrameLocator:
    return page.frame_locator("#letter")


def issue(workspace: Path) -> Path:
    return workspace / "issues" / "391.yaml"


def break_it(workspace: Path) -> None:
    """No parser can make anything of this."""
    edit(issue(workspace), "\nitems:", "\nitems: [")


def mend_it(workspace: Path) -> None:
    edit(issue(workspace), "\nitems: [", "\nitems:")


def scrolled(page: Page) -> int:
    return int(page.frames[1].evaluate("scrollY"))


def test_opening_the_address_shows_the_letter_and_keeps_the_token_out_of_the_address_bar(opened, running):
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()
    expect(opened.locator("#inbox")).to_contain_text("Update no 391 – 21 February 2020")
    expect(opened.locator("#inbox")).to_contain_text("South East Improvement Update")
    expect(opened.locator(".size")).to_contain_text("KB")
    assert opened.url == f"http://127.0.0.1:{running.port}/"


def test_a_save_shows_the_new_words_in_the_open_page(opened, workspace):
    edit(issue(workspace), OLD, NEW)

    expect(letter(opened).get_by_text(NEW).first).to_be_attached()


def test_it_stays_where_it_was_scrolled_to_over_several_saves(opened, workspace):
    letter(opened).get_by_text(OLD).last.scroll_into_view_if_needed()
    opened.wait_for_timeout(600)
    place, address = scrolled(opened), opened.url
    assert place > 0

    for count in range(3):
        edit(issue(workspace), OLD if count == 0 else f"{NEW} {count - 1}", f"{NEW} {count}")
        expect(letter(opened).get_by_text(f"{NEW} {count}").first).to_be_attached()
        opened.wait_for_function("() => !following")
        assert scrolled(opened) == pytest.approx(place, abs=60)
        assert opened.url == address


def test_a_change_of_nothing_that_is_shown_does_not_load_the_letter_again(opened, workspace):
    letter(opened).locator("body").evaluate("body => { body.dataset.mark = 'still here' }")
    before = opened.get_attribute("body", "data-version")
    edit(issue(workspace), "number: 391", "number: 391   # the same")

    expect(opened.locator("body")).not_to_have_attribute("data-version", before)
    expect(letter(opened).locator("body")).to_have_attribute("data-mark", "still here")


def test_a_mistake_is_told_over_the_last_good_letter_and_goes_when_it_is_mended(opened, workspace):
    break_it(workspace)

    problems = opened.locator("#problems")
    expect(problems).to_contain_text("issues/391.yaml:4:8")
    expect(problems).to_contain_text("as it was before this mistake")
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()

    mend_it(workspace)
    expect(problems).to_have_text("")
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()


def test_an_error_that_leaves_something_to_show_is_told_over_what_there_is(opened, workspace):
    edit(issue(workspace), "date: 2020-02-21", "date: 2020-02-21\nto: [nowhere]")

    expect(opened.locator("#problems")).to_contain_text("nowhere")
    expect(opened.locator("#problems")).not_to_contain_text("before this mistake")


def test_warnings_are_folded_away_and_stay_open_once_opened(opened, workspace):
    (workspace / "issues" / "notes 1.txt").write_text("x")
    warnings = opened.locator("#warnings")
    expect(warnings.locator("summary")).to_have_text("1 warning")
    expect(warnings.locator("li")).to_be_hidden()
    warnings.locator("summary").click()
    (workspace / "issues" / "notes 2.txt").write_text("x")

    expect(warnings.locator("summary")).to_have_text("2 warnings")
    expect(warnings.locator("li").first).to_be_visible()
    expect(warnings.locator("summary")).to_be_focused()


def test_a_fault_in_a_template_is_told_over_the_last_good_letter(opened, workspace):
    template = add_template(workspace, "{{ nothing.here }}")

    expect(opened.locator("#problems")).to_contain_text(": this template cannot be filled in")
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()

    template.unlink()
    expect(opened.locator("#problems")).to_have_text("")


def test_when_the_issue_is_deleted_the_last_letter_stays_and_a_sentence_says_so(opened, workspace):
    words = issue(workspace).read_text()
    issue(workspace).unlink()
    expect(opened.locator("#problems")).to_contain_text("There is no issues/391.yaml")
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()

    issue(workspace).write_text(words)
    expect(opened.locator("#problems")).to_have_text("")


def test_where_there_never_was_a_letter_it_says_so_until_there_is_one(page, preview, workspace):
    break_it(workspace)
    page.goto(preview().address)
    expect(page.get_by_role("heading", name="No letter to show yet")).to_be_visible()
    expect(page.locator("#problems")).to_contain_text("issues/391.yaml:4:8")

    mend_it(workspace)
    expect(letter(page).get_by_text(OLD).first).to_be_attached()
    expect(page.get_by_role("heading", level=1)).to_have_text("Issue 391")


def test_a_page_nobody_looks_at_catches_up_when_it_is_shown(opened, workspace):
    hide = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
    hide += " document.dispatchEvent(new Event('visibilitychange')); }"
    opened.evaluate(hide, True)
    assert opened.evaluate("stream.readyState") == 2
    edit(issue(workspace), OLD, NEW)
    opened.wait_for_timeout(500)
    expect(letter(opened).get_by_text(NEW)).to_have_count(0)

    opened.evaluate(hide, False)
    expect(letter(opened).get_by_text(NEW).first).to_be_attached()


def test_it_says_when_the_preview_has_stopped(opened, running):
    expect(opened.locator("#stopped")).to_be_hidden()
    running.stop()

    expect(opened.locator("#stopped")).to_be_visible()


def test_the_switches_are_links_that_keep_one_another(opened):
    opened.get_by_role("link", name="Phone").click()
    opened.get_by_role("link", name="Dark").click()
    opened.locator("#variants summary").click()
    opened.get_by_role("link", name="40 people: without Education Data Group – update").click()
    opened.get_by_role("link", name="Text").click()

    query = dict(part.split("=") for part in urlsplit(opened.url).query.split("&"))
    assert query == {"width": "phone", "scheme": "dark", "variant": "2", "view": "text"}
    expect(letter(opened).locator("body")).not_to_contain_text("Education Data Group – update")
    opened.reload()
    expect(opened.get_by_role("link", name="Text", exact=True)).to_have_attribute("aria-current", "true")


def test_without_scripts_everything_but_following_works(browser: Browser, running):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(running.address)
    page.get_by_role("link", name="Source").click()

    expect(letter(page).locator("body")).to_contain_text("MIME-Version: 1.0")
    context.close()


def test_a_phone_shows_the_letter_375_pixels_wide(opened):
    opened.get_by_role("link", name="Phone").click()
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()

    assert opened.frames[1].evaluate("innerWidth") == 375


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_scheme_is_the_one_chosen_whatever_the_systems_is(page, running, system):
    page.emulate_media(color_scheme=system)
    page.goto(running.address)

    def brightness() -> float:
        words = letter(page).get_by_text("next meeting together").first
        colour = words.evaluate("words => getComputedStyle(words).color.match(/[0-9]+/g).map(Number)")
        return float(sum(colour[:3]) / 3)

    dark_words = brightness()
    page.get_by_role("link", name="Dark").click()
    expect(page.get_by_role("link", name="Dark")).to_have_attribute("aria-current", "true")
    light_words = brightness()

    assert dark_words < 100
    assert light_words > 180
    assert letter(page).locator("html").evaluate("html => getComputedStyle(html).colorScheme") == "dark"


def test_pictures_of_the_letter_are_shown_and_nothing_is_asked_of_another_host(page, running):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for query in ("", "?scheme=dark", "?view=text", "?view=source"):
        page.goto(running.address if not query else f"http://127.0.0.1:{running.port}/{query}")
        expect(letter(page).locator("body")).to_be_visible()
        page.wait_for_load_state("load")
        if query in ("", "?scheme=dark"):
            widths = letter(page).locator("img").evaluate_all("images => images.map(image => image.naturalWidth)")
            assert len(widths) > 1
            assert all(widths)

    assert {urlsplit(address).netloc for address in asked} == {f"127.0.0.1:{running.port}"}


def test_a_link_opens_a_tab_that_knows_nothing_of_this_one_and_a_link_within_stays(opened, context):
    address = opened.url
    within = letter(opened).locator('a[href^="#"]').first
    within.click()
    opened.frames[1].wait_for_function(
        "() => { const top = document.querySelector(':target')?.getBoundingClientRect().top;"
        " return top > -2 && top < innerHeight; }"
    )
    assert opened.url == address
    assert len(context.pages) == 1

    # Nobody's server is asked: the page that would come is made here.
    context.route("https://**", lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html"))
    with context.expect_page() as popup:
        letter(opened).locator('a[href^="https://"]').first.click()
    assert popup.value.evaluate("window.opener") is None
    assert opened.url == address
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()


def test_no_script_runs_in_the_letter_and_it_cannot_be_looked_into(opened):
    assert opened.evaluate("document.getElementById('letter').contentDocument") is None
    sandbox = opened.get_attribute("#letter", "sandbox")
    assert sandbox == "allow-popups allow-popups-to-escape-sandbox"


@pytest.fixture
def inspected(browser: Browser) -> Iterator[Page]:
    """A page that lets axe-core in, which the page's own policy would not."""
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 860})
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {iframes: false}).then(result => result.violations)")
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["good", "warned", "broken", "empty", "stopped"])
def test_axe_finds_nothing_on_the_page(inspected, preview, workspace, scheme, state):
    inspected.emulate_media(color_scheme=scheme)
    if state == "empty":
        break_it(workspace)
    running = preview()
    inspected.goto(running.address)
    if state == "warned":
        (workspace / "issues" / "notes 1.txt").write_text("x")
        inspected.locator("#warnings summary").click()
        inspected.locator("#variants summary").click()
    if state == "broken":
        break_it(workspace)
        expect(inspected.locator("#problems")).to_contain_text("before this mistake")
    if state == "stopped":
        running.stop()
        expect(inspected.locator("#stopped")).to_be_visible()

    assert violations(inspected) == []
