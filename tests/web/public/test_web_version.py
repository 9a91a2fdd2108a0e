"""Letters as they were sent, for the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from composer.model import Delivery, Outcome, Run, State
from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.letters import render_issue
from composer.pipeline.mailing import deliveries_of, letter_of, run_of
from composer.render import html_of
from tests.cli.conftest import copy_of_sample
from tests.web.public.site import NOW, Reader, Site


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody's letter, as it was sent, and the link to it."""

    reader: Reader
    delivery: Delivery
    html: str
    link: str

    @property
    def passed_on(self) -> str:
        """The letter, with a link that tells how to unsubscribe in the place of the one that does."""
        return self.html.replace(f'{self.reader.link}"', f'{self.link}/leave"')


@dataclass
class Mailed:
    """A site whose issue 390 went to everybody, and 391 to all but the last of them."""

    site: Site
    letters: dict[int, list[Sent]]

    def everything(self) -> dict[str, bytes]:
        """Every file of the workspace."""
        return {str(path): path.read_bytes() for path in sorted(self.site.root.rglob("*")) if path.is_file()}

    def link_of(self, key: str, issue: int) -> str:
        return f"/w/{self.site.secret.web_token(key, issue)}"


@pytest.fixture(scope="module")
def mailed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailed]:
    site = Site(copy_of_sample(tmp_path_factory.mktemp("mailed") / "workspace"))
    for path in (site.root / "recipients").glob("*.csv"):
        people = ("head@example.net", "deputy@example.net", "officer@example.net")
        path.write_text("\n".join(["email", *people, ""]), encoding="utf-8")
    mailed = Mailed(site, {})
    for issue in (390, 391):
        mailed.letters[issue] = list(_send(mailed, issue, leaving_out=1 if issue == 391 else 0))
    try:
        site.start()
        yield mailed
    finally:
        site.end()


def _send(mailed: Mailed, issue: int, leaving_out: int) -> Iterator[Sent]:
    addressed = address_issue(Workspace.open(mailed.site.root), issue)
    renderings = render_issue(addressed)
    secret = mailed.site.secret
    people = list(deliveries_of(addressed, secret, NOW))
    run: Run = run_of(addressed, 1, "hash", "smtp://localhost", NOW)
    with mailed.site.ledger() as ledger:
        books = ledger.begin(run, renderings, people)
        for delivery in books.claim(len(people) - leaving_out, NOW).result():
            books.hand_over(delivery.key, NOW).result()
            books.settle(Outcome(delivery.key, State.ACCEPTED, "250 taken"), NOW).result()
            html = html_of(letter_of(run, delivery, renderings[delivery.variant], secret).message)
            reader = Reader(delivery.key, delivery.address, secret.unsubscribe_token(delivery.key))
            yield Sent(reader, delivery, html, mailed.link_of(delivery.key, issue))


def plain(html: str) -> str:
    """A page without what its pictures are made of."""
    return re.sub(r"cid:[^\"]+|data:image/png;base64,[\w+/=]+", "picture", html)


def test_it_is_the_letter_as_it_was_sent(mailed: Mailed) -> None:
    for sent in (mailed.letters[391][0], mailed.letters[391][-1], mailed.letters[390][0]):
        page = mailed.site.ask(sent.link)

        assert page.status == 200
        assert plain(page.text) == plain(sent.passed_on)
        assert "cid:" not in page.text


def test_it_tells_nobodys_address(mailed: Mailed) -> None:
    sent = mailed.letters[391][0]

    assert sent.delivery.address not in mailed.site.ask(sent.link).text


def test_nothing_in_it_lets_whoever_sees_it_unsubscribe_its_reader(mailed: Mailed) -> None:
    for sent in (mailed.letters[391][0], mailed.letters[390][0]):
        page = mailed.site.ask(sent.link).text
        told = mailed.site.ask(f"{sent.link}/leave")

        assert sent.reader.token in sent.html
        assert sent.reader.token not in page + told.text
        assert sent.reader.token.partition(".")[2] not in page + told.text
        assert (told.status, told.heading) == (200, "Unsubscribe from your own letter")
        for link in (sent.link, f"{sent.link}/leave"):
            assert mailed.site.post(link).status == 404
        assert mailed.site.suppressed(sent.reader) == {}


FETCHED = re.compile(
    r"(?:\s(?:src|srcset|background|data|poster|action|ping|manifest)\s*=\s*|url\(|@import)[\"'\s]*([^\"'\s>)]*)"
    r"|<link\b[^>]*>|<meta[^>]+http-equiv=[\"']?refresh[^>]*>",
    re.IGNORECASE,
)


def fetched(html: str) -> set[str]:
    """What a page has whoever opens it ask for."""
    return {found[1] if found[1] is not None else found[0] for found in FETCHED.finditer(html)}


def test_no_letter_asks_anybody_for_anything_and_nobody_gets_pictures_of_their_own(mailed: Mailed) -> None:
    """Nobody learns who opened a letter: its pictures travel in it, and are everybody's."""
    first, second = mailed.letters[391][:2]

    assert fetched(first.html)
    assert all(address.startswith("cid:") for address in fetched(first.html))
    assert fetched(first.html) == fetched(second.html)


def test_no_link_of_a_letter_leads_by_way_of_us(mailed: Mailed) -> None:
    """Nobody learns who followed a link: each leads where it was written to, but for the reader's own two."""
    sent = mailed.letters[391][0]
    links = set(re.findall(r'href="(https?://[^"]+)"', sent.html))

    ours = {link for link in links if link.startswith("https://updates.example.org")}
    assert {link.partition("?")[0].removeprefix("https://updates.example.org") for link in ours} == {
        sent.reader.link,
        sent.link,
    }
    assert len(links) > len(ours)
    for token in (sent.reader.key, sent.reader.token):
        assert not [link for link in links - ours if token in link]


def test_no_page_asks_anybody_for_anything(mailed: Mailed) -> None:
    sent = mailed.letters[391][0]
    paths = [sent.reader.link, f"{sent.link}/leave", f"{sent.link}x", f"{sent.link}?issue=12"]

    pages = [mailed.site.ask(path).text for path in paths]

    assert [fetched(page) for page in pages] == [set()] * len(pages)
    assert all(address.startswith("data:") for address in fetched(mailed.site.ask(sent.link).text))


def test_looking_at_any_page_changes_no_byte_of_the_workspace(mailed: Mailed) -> None:
    sent = mailed.letters[391][0]
    mailed.site.ask(sent.link)
    before = mailed.everything()

    for path in (
        sent.reader.link,
        sent.link,
        f"{sent.link}?issue=390",
        f"{sent.link}/leave",
        "/w/x",
        "/u/x",
        "/healthz",
    ):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert mailed.site.ask(path, method=method).status in {200, 204, 404}

    assert mailed.everything() == before


def test_its_links_to_earlier_issues_lead_to_them(mailed: Mailed) -> None:
    sent = mailed.letters[391][0]
    assert re.search(rf"{re.escape(sent.link)}\?issue=[0-9]+\"", sent.html)

    earlier = mailed.site.ask(f"{sent.link}?issue=390")

    [same] = [other for other in mailed.letters[390] if other.reader.key == sent.reader.key]
    assert plain(earlier.text) == plain(same.passed_on)


def test_an_issue_that_was_not_sent_to_somebody_is_not_shown(mailed: Mailed) -> None:
    got = {sent.reader.key for sent in mailed.letters[391]}
    without = next(sent for sent in mailed.letters[390] if sent.reader.key not in got)

    for link in (f"{without.link}?issue=391", mailed.link_of(without.reader.key, 391), f"{without.link}?issue=12"):
        answer = mailed.site.ask(link)

        assert (answer.status, answer.heading) == (404, "This update cannot be shown")


@pytest.mark.parametrize("issue", ["", "0", "-390", "390.0", "٣٩٠", "9" * 5000, "390\x00"])
def test_what_is_no_number_is_as_if_not_said(mailed: Mailed, issue: str) -> None:
    sent = mailed.letters[391][0]

    answer = mailed.site.ask(f"{sent.link}?issue={quote(issue)}")

    assert plain(answer.text) == plain(sent.passed_on)


def test_a_token_for_leaving_opens_no_letter_and_the_reverse(mailed: Mailed) -> None:
    sent = mailed.letters[391][0]

    for link in (sent.reader.link.replace("/u/", "/w/"), sent.link.replace("/w/", "/u/"), f"{sent.link}x", "/w/test"):
        assert mailed.site.ask(link).status == 404
        assert mailed.site.post(link).status == 404
    assert mailed.site.suppressed(sent.reader) == {}


def test_reading_changes_no_byte(mailed: Mailed) -> None:
    sent = mailed.letters[391][0]
    mailed.site.ask(sent.link)
    before = mailed.site.state()

    assert {mailed.site.ask(sent.link).status for _ in range(20)} == {200}
    assert mailed.site.state() == before


def test_nothing_in_it_can_run_or_ask_anybody(mailed: Mailed) -> None:
    policy = mailed.site.ask(mailed.letters[391][0].link).headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; ")
    assert "allow-scripts" not in policy
    assert "sandbox" in policy


def test_a_browser_shows_its_pictures_and_tells_how_to_leave(mailed: Mailed, browser: Browser) -> None:
    sent = mailed.letters[391][0]
    page = browser.new_page(java_script_enabled=False)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    here = f"http://127.0.0.1:{mailed.site.port}"
    page.route("https://updates.example.org/**", lambda route: route.fulfill(body="reached"))

    page.goto(here + sent.link)
    shown = page.evaluate("[...document.images].map((image) => image.naturalWidth > 0)")
    page.get_by_role("link", name="Unsubscribe", exact=True).click()
    page.get_by_text("reached").wait_for()

    assert all(shown)
    assert shown
    assert [url for url in asked if not url.startswith("data:")] == [
        here + sent.link,
        f"https://updates.example.org{sent.link}/leave",
    ]
    assert wrong == []
    page.close()
