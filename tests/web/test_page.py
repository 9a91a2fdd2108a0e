"""The preview in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, Route, expect

from tests.cli.conftest import edit
from tests.web.conftest import AXE, Running, add_template, let_in

NEW = "Back to Social Work – help at no cost"
OLD = "Return to Social Work – recruitment help at no cost"


@pytest.fixture
def workspace(edited: Running) -> Path:
    return edited.workspace


@pytest.fixture
def opened(page: Page, edited: Running) -> Page:
    """The page of an issue whose files the test may change."""
    let_in(page.context, edited)
    page.goto(edited.home)
    return page


@pytest.fixture
def looked(page: Page, shown: Running) -> Page:
    """The page of an issue that nobody changes."""
    let_in(page.context, shown)
    page.goto(shown.home)
    return page


def switch(page: Page, name: str) -> Locator:
    """One of the switches of the edition."""
    return page.locator("#bar").get_by_role("link", name=name, exact=True)


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


def test_opening_the_address_shows_the_letter_and_keeps_the_token_out_of_the_address_bar_until_it_stops(
    inspected, preview
):
    page = inspected
    running = preview("391")
    page.goto(running.address)
    expect(letter(page).get_by_text(OLD).first).to_be_attached()
    expect(page.locator("#inbox")).to_contain_text("Update no 391 – 21 February 2020")
    expect(page.locator("#inbox")).to_contain_text("South East Improvement Update")
    expect(page.locator(".size")).to_contain_text("KB of 100")
    assert page.url == running.home

    expect(page.locator("#stopped")).to_be_hidden()
    running.stop()
    expect(page.locator("#stopped")).to_be_visible()
    looks_right(page)


def test_a_save_shows_the_new_words_in_the_open_page(opened, workspace):
    edit(issue(workspace), OLD, NEW)

    expect(letter(opened).get_by_text(NEW).first).to_be_attached()


# Looks at every picture the browser paints: there is one letter, it has words, and it is where it was.
WATCH = """place => { window.faults = []; (function look() {
  const seen = frame => getComputedStyle(frame).visibility === "visible";
  const frames = [...document.querySelectorAll("iframe")].filter(seen);
  if (frames.length !== 1) faults.push(`${frames.length} letters`);
  else if ((frames[0].contentDocument?.body?.innerText ?? "").length < 1000) faults.push("an empty letter");
  else if (frames[0].contentWindow.scrollY !== place) faults.push(`at ${frames[0].contentWindow.scrollY}`);
  requestAnimationFrame(look);
})(); }"""


def test_it_neither_moves_nor_goes_blank_over_several_saves_and_a_change_of_scheme(opened, workspace):
    letter(opened).locator("html").evaluate("() => scrollTo(0, 1500)")
    opened.evaluate(WATCH, 1500)

    for count in range(3):
        edit(issue(workspace), OLD if count == 0 else f"{NEW} {count - 1}", f"{NEW} {count}")
        expect(letter(opened).get_by_text(f"{NEW} {count}").first).to_be_attached()
    switch(opened, "Dark").click()
    expect(opened.locator("#letter.dark")).to_be_attached()

    assert opened.evaluate("faults") == []
    assert scrolled(opened) == 1500


def test_quick_saves_in_a_row_end_with_the_newest(opened, edited, workspace):
    good = issue(workspace).read_text()
    for count in range(25):
        issue(workspace).write_text(good.replace(OLD, f"{NEW} {count}."))
        opened.wait_for_timeout(20)
    issue(workspace).write_text(good)

    edited.settle()
    expect(opened.locator("body")).to_have_attribute("data-version", str(edited.stream().version()))
    opened.wait_for_function("() => !following && stream.readyState === 1")
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()
    expect(opened.locator("iframe")).to_have_count(1)


def test_the_keyboard_stays_in_the_letter_over_a_save(opened, workspace):
    link = letter(opened).locator('a[href^="https://"]').nth(3)
    link.focus()
    edit(issue(workspace), OLD, NEW)

    expect(letter(opened).get_by_text(NEW).first).to_be_attached()
    expect(link).to_be_focused()
    assert opened.evaluate("document.activeElement.id") == "letter"


def test_a_change_of_nothing_that_is_shown_does_not_load_the_letter_again(opened, workspace):
    letter(opened).locator("body").evaluate("body => { body.dataset.mark = 'still here' }")
    before = opened.get_attribute("body", "data-version")
    edit(issue(workspace), "number: 391", "number: 391   # the same")

    expect(opened.locator("body")).not_to_have_attribute("data-version", before)
    expect(letter(opened).locator("body")).to_have_attribute("data-mark", "still here")


def test_a_mistake_is_told_over_the_last_good_letter_and_goes_when_it_is_mended(opened, workspace):
    break_it(workspace)

    problems = opened.locator("#problems")
    expect(problems).to_contain_text("line 4")
    expect(problems.get_by_role("heading")).to_have_text("1 mistake")
    expect(problems).to_contain_text("as it was before this mistake")
    expect(problems).not_to_contain_text("what could be read")
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()

    mend_it(workspace)
    expect(problems).to_have_text("")
    expect(letter(opened).get_by_text(OLD).first).to_be_attached()


def test_a_letter_of_what_could_be_read_says_that_parts_are_missing(opened, workspace):
    edit(issue(workspace), "\n    update: |", "\n    updates: |")

    expect(opened.locator("#problems")).to_contain_text("Below is what could be read. Parts with mistakes are missing.")
    expect(opened.locator("#problems code").first).to_have_text("updates")
    expect(opened.locator("#problems")).not_to_contain_text("before this mistake")
    edit(issue(workspace), "\n    updates: |", "\n    update: |")
    expect(opened.locator("#problems")).to_have_text("")


def test_a_mistake_in_a_list_says_nothing_of_missing_parts(opened, workspace):
    with (workspace / "recipients" / "data.csv").open("a") as list_:
        list_.write("no address,,,\n")

    expect(opened.locator("#problems").get_by_role("heading", level=3)).to_have_text("recipients/data.csv")
    expect(opened.locator("#problems")).not_to_contain_text("what could be read")


def test_the_issues_own_mistakes_come_first_by_line_and_others_under_the_name_of_their_file(opened, workspace):
    edit(issue(workspace), "date: 2020-02-21", "date: 2020-02-21\nto: [nowhere]")
    edit(workspace / "newsletter.yaml", "\nlanguage:", "\nlangage: x\nlanguage:")
    (workspace / "issues" / "notes 1.txt").write_text("x")

    problems = opened.locator("#problems")
    expect(problems.get_by_role("heading", level=2)).to_have_text("2 mistakes, 1 warning")
    expect(problems.get_by_role("heading", level=3)).to_have_text(["newsletter.yaml", "issues/notes 1.txt"])
    expect(problems.locator(".place")).to_have_text(["line 3", re.compile(r"line \d+"), "line 1"])
    expect(problems.locator("li").last).to_contain_text("Warning:")


def test_the_place_of_a_mistake_in_another_file_is_copied_by_a_click(opened, workspace, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    edit(workspace / "newsletter.yaml", "\nlanguage:", "\nlangage: x\nlanguage:")
    place = opened.locator("#problems").get_by_role("button", name="line")
    where = place.get_attribute("data-copy")
    place.click()

    assert where.startswith("newsletter.yaml:")
    expect(opened.locator("#status")).to_have_text(f"Copied: {where}")
    assert opened.evaluate("navigator.clipboard.readText()") == where


def test_mistakes_folded_away_stay_so_until_there_are_none(opened, workspace):
    break_it(workspace)
    mistakes = opened.locator("#mistakes")
    expect(mistakes.locator("li")).to_be_visible()
    mistakes.locator("summary").click()
    expect(mistakes.locator("li")).to_be_hidden()
    (workspace / "issues" / "notes 1.txt").write_text("x")
    edit(issue(workspace), "number: 391", "number: 391   # the same")
    expect(mistakes.locator("li").first).to_be_hidden()
    mend_it(workspace)
    expect(opened.locator("#mistakes")).to_have_count(0)
    break_it(workspace)

    expect(mistakes.locator("li").first).to_be_visible()


def test_many_mistakes_leave_most_of_the_window_to_the_letter(opened, workspace):
    good = issue(workspace).read_text()
    issue(workspace).write_text(good + "".join(f"wrong-{count}: x\n" for count in range(40)))

    expect(opened.locator("#mistakes h2")).to_have_text("40 mistakes")
    assert opened.locator("#letter").bounding_box()["height"] > 400
    opened.locator("#mistakes li").last.scroll_into_view_if_needed()
    expect(opened.locator("#mistakes li").last).to_be_in_viewport()


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

    expect(opened.locator("#problems summary")).to_have_text("1 mistake")
    expect(opened.locator("#problems")).to_contain_text("This template cannot be filled in: there is no nothing")
    expect(opened.locator("#problems")).to_contain_text("before this mistake")
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


def test_where_there_never_was_a_letter_it_says_so_until_there_is_one(inspected, preview, alone):
    page = inspected
    break_it(alone)
    page.goto(preview().address)
    expect(page.get_by_role("heading", name="No letter to show yet")).to_be_visible()
    expect(page.locator("#problems").get_by_role("link")).to_have_text("line 4")
    looks_right(page)

    mend_it(alone)
    expect(letter(page).get_by_text(OLD).first).to_be_attached()
    expect(page.get_by_role("heading", level=1)).to_have_text("Issue 391")


def test_a_page_nobody_looks_at_catches_up_when_it_is_shown(opened, edited, workspace):
    hide = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
    hide += " document.dispatchEvent(new Event('visibilitychange')); }"
    opened.evaluate(hide, True)
    assert opened.evaluate("stream.readyState") == 2
    edit(issue(workspace), OLD, NEW)
    edited.settle()
    assert NEW in edited.letter()
    expect(letter(opened).get_by_text(NEW)).to_have_count(0)

    opened.evaluate(hide, False)
    expect(letter(opened).get_by_text(NEW).first).to_be_attached()


def chosen(page: Page, name: str) -> None:
    """Wait until it is the one that is set."""
    expect(switch(page, name)).to_have_attribute("aria-current", "true")


def test_the_back_button_turns_a_switch_back(looked, shown):
    looked.evaluate("window.mark = 'the same page'")
    for name in ("Text", "Source"):
        switch(looked, name).click()
        chosen(looked, name)
    looked.go_back()
    chosen(looked, "Text")
    expect(letter(looked).locator("body")).not_to_contain_text("MIME-Version")
    looked.go_back()
    chosen(looked, "Letter")
    expect(letter(looked).get_by_role("heading", level=1)).to_be_attached()
    assert looked.url == shown.home
    looked.go_forward()
    chosen(looked, "Text")
    assert looked.evaluate("mark") == "the same page"


def test_a_switch_opens_in_another_tab_as_any_link(looked, context):
    with context.expect_page() as other:
        switch(looked, "Source").click(modifiers=["ControlOrMeta"])

    chosen(other.value, "Source")
    chosen(looked, "Letter")


def test_a_phone_keeps_what_is_at_the_top(looked):
    words = letter(looked).get_by_text(OLD).last
    words.evaluate("words => words.scrollIntoView()")
    switch(looked, "Phone").click()
    chosen(looked, "Phone")
    assert words.evaluate("words => words.getBoundingClientRect().top") == pytest.approx(0, abs=60)

    switch(looked, "Desktop").click()
    chosen(looked, "Desktop")
    assert words.evaluate("words => words.getBoundingClientRect().top") == pytest.approx(0, abs=60)


def test_the_switches_are_links_that_keep_one_another(looked):
    looked.evaluate("window.mark = 'the same page'")
    switch(looked, "Phone").click()
    chosen(looked, "Phone")
    switch(looked, "Dark").click()
    chosen(looked, "Dark")
    looked.locator("#variants summary").click()
    looked.get_by_role("link", name="40 people: without Education Data Group – update").click()
    expect(looked.locator("#variants summary")).to_contain_text("Variant 2")
    expect(looked.locator("#variants summary")).to_be_focused()
    switch(looked, "Text").click()
    chosen(looked, "Text")

    assert looked.evaluate("mark") == "the same page"
    query = dict(part.split("=") for part in urlsplit(looked.url).query.split("&"))
    assert query == {"width": "phone", "scheme": "dark", "variant": "2", "view": "text"}
    expect(letter(looked).locator("body")).not_to_contain_text("Education Data Group – update")
    looked.reload()
    expect(switch(looked, "Text")).to_have_attribute("aria-current", "true")


def test_without_scripts_everything_but_following_works(browser: Browser, shown):
    context = browser.new_context(java_script_enabled=False)
    let_in(context, shown)
    page = context.new_page()
    page.goto(shown.home)
    expect(letter(page).get_by_text(OLD).first).to_be_attached()
    switch(page, "Source").click()

    expect(letter(page).locator("body")).to_contain_text("MIME-Version: 1.0")
    context.close()


def test_a_phone_shows_the_letter_375_pixels_wide(looked):
    switch(looked, "Phone").click()
    chosen(looked, "Phone")
    expect(letter(looked).get_by_text(OLD).first).to_be_attached()

    assert looked.frames[1].evaluate("innerWidth") == 375


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_scheme_is_the_one_chosen_whatever_the_systems_is(page, shown, system):
    page.emulate_media(color_scheme=system)
    let_in(page.context, shown)
    page.goto(shown.home)

    def brightness() -> float:
        words = letter(page).get_by_text("next meeting together").first
        colour = words.evaluate("words => getComputedStyle(words).color.match(/[0-9]+/g).map(Number)")
        return float(sum(colour[:3]) / 3)

    dark_words = brightness()
    switch(page, "Dark").click()
    expect(switch(page, "Dark")).to_have_attribute("aria-current", "true")
    light_words = brightness()

    assert dark_words < 100
    assert light_words > 180
    assert letter(page).locator("html").evaluate("html => getComputedStyle(html).colorScheme") == "dark"


def test_pictures_of_the_letter_are_shown_and_nothing_is_asked_of_another_host(page, shown):
    asked: list[str] = []
    let_in(page.context, shown)
    page.on("request", lambda request: asked.append(request.url))
    for query in ("", "?scheme=dark", "?view=text", "?view=source"):
        page.goto(f"{shown.home}{query}")
        expect(letter(page).locator("body")).to_be_visible()
        page.wait_for_load_state("load")
        if query in ("", "?scheme=dark"):
            widths = letter(page).locator("img").evaluate_all("images => images.map(image => image.naturalWidth)")
            assert len(widths) > 1
            assert all(widths)

    assert {urlsplit(address).netloc for address in asked} == {f"127.0.0.1:{shown.port}"}


def test_a_link_opens_a_tab_that_knows_nothing_of_this_one_and_a_link_within_stays(looked, context):
    address = looked.url
    within = letter(looked).locator('a[href^="#"]').first
    within.click()
    looked.frames[1].wait_for_function(
        "() => { const top = document.querySelector(':target')?.getBoundingClientRect().top;"
        " return top > -2 && top < innerHeight; }"
    )
    assert looked.url == address
    assert len(context.pages) == 1

    # Nobody's server is asked: the page that would come is made here.
    context.route("https://**", lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html"))
    with context.expect_page() as popup:
        letter(looked).locator('a[href^="https://"]').first.click()
    assert popup.value.evaluate("window.opener") is None
    assert looked.url == address
    expect(letter(looked).get_by_text(OLD).first).to_be_attached()


HOSTILE = """<h1>Hostile</h1><script>top.ran = "script"</script><img src="x" onerror="top.ran = 'handler'">
<svg onload="top.ran = 'svg'"></svg><iframe srcdoc="<script>top.ran = 'srcdoc'</script>"></iframe>
<a id="here" href="javascript:top.ran = 'link'; void 0">here</a>
<a id="tab" href="javascript:opener.top.ran = 'tab'" target="_blank" rel="opener">tab</a>
<a id="top" href="/" target="_top">top</a><form action="?"><button id="form">send</button></form>"""


@pytest.mark.parametrize("walls", ["both", "the policy alone", "the sandbox of the frame alone"])
def test_nothing_a_letter_holds_runs_or_leads_away(page, shown, walls):
    def answer(route: Route) -> None:
        was = route.fetch()
        headers = dict(was.headers)
        if walls == "the sandbox of the frame alone":
            del headers["content-security-policy"]
        body = HOSTILE
        if route.request.resource_type == "document" and "letter" not in route.request.url:
            body = was.text().replace(" sandbox=", " data-was=") if walls == "the policy alone" else was.text()
        route.fulfill(response=was, headers=headers if body == HOSTILE else was.headers, body=body)

    let_in(page.context, shown)
    page.goto(shown.home)
    page.route(
        lambda address: "/picture" not in address and "/static/" not in address and "/events" not in address, answer
    )
    page.evaluate("window.ran = ''")
    page.reload()
    expect(letter(page).get_by_text("Hostile")).to_be_visible()
    address = page.url
    for clicked in ("here", "tab", "form", "top"):
        letter(page).locator(f"#{clicked}").click(no_wait_after=True)
        page.wait_for_timeout(100)

    assert page.evaluate("window.ran ?? ''") == ""
    assert page.url == address
    expect(page.get_by_role("heading", level=1).first).to_have_text("Issue 391")
    expect(letter(page).get_by_text("Hostile")).to_be_visible()


@pytest.fixture
def inspected(browser: Browser) -> Iterator[Page]:
    """A page that lets axe-core in, which the page's own policy would not."""
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 860})
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "axe.run({include: [['#look'], ['.top'], ['.tabs']]}, {iframes: false}).then(result => result.violations)"
    )
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def looks_right(page: Page) -> None:
    """Axe finds nothing: on a desk by day, nor on a telephone by night."""
    for width, scheme in ((1280, "light"), (375, "dark")):
        page.set_viewport_size({"width": width, "height": 860})
        if width == 375:
            page.evaluate("location.hash = 'look'")
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 860})


@pytest.mark.parametrize("state", ["good", "warned", "partial", "broken"])
def test_axe_finds_nothing_on_the_page(inspected, edited, workspace, state):
    let_in(inspected.context, edited)
    inspected.goto(edited.home)
    if state == "good":
        for fold in ("since", "reminders"):
            inspected.locator(f"#{fold} summary").click()
        inspected.locator("#reader summary").click()
        expect(inspected.locator("#reader input[type=search]")).to_be_focused()
        inspected.keyboard.type("an")
        expect(inspected.locator("#found a").first).to_be_visible()
    if state == "warned":
        (workspace / "issues" / "notes 1.txt").write_text("x")
        inspected.locator("#warnings summary").click()
        inspected.locator("#variants summary").click()
    if state == "partial":
        edit(issue(workspace), "date: 2020-02-21", "date: 2020-02-21\nto: [nowhere]")
        edit(workspace / "newsletter.yaml", "\nlanguage:", "\nlangage: x\nlanguage:")
        expect(inspected.locator("#mistakes li")).to_have_count(2)
    if state == "broken":
        break_it(workspace)
        expect(inspected.locator("#problems")).to_contain_text("before this mistake")

    looks_right(inspected)
