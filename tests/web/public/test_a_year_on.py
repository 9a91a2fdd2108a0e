"""A letter's links work for as long as somebody keeps the letter: a year on, moved, renamed, forgotten, restored."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from composer.model import EVERY, Outcome, Run, State
from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.letters import render_issue
from composer.pipeline.mailing import deliveries_of, run_of
from composer.pipeline.public import Public
from composer.web.public.guard import Guard
from composer.web.public.pages import pages
from composer.web.running import Server, quiet
from tests.cli.conftest import copy_of_sample
from tests.web.public.site import HOST, NOW, Reader, Site

A_YEAR_ON = NOW + timedelta(days=366)
PEOPLE = ("head@example.net", "deputy@example.net")
MASKED = "h•••@e•••.net"


@pytest.fixture
def sent(tmp_path: Path) -> Site:
    """A workspace whose issue 391 went to two people, through the command's own ways."""
    site = Site(copy_of_sample(tmp_path / "workspace"))
    for path in (site.root / "recipients").glob("*.csv"):
        path.write_text("\n".join(["email", *PEOPLE, ""]), encoding="utf-8")
    addressed = address_issue(Workspace.open(site.root), 391)
    run: Run = run_of(addressed, 1, "hash", "smtp://localhost", NOW)
    with site.ledger() as ledger:
        books = ledger.begin(run, render_issue(addressed), deliveries_of(addressed, site.secret, NOW))
        for delivery in books.claim(len(PEOPLE), NOW).result():
            books.hand_over(delivery.key, NOW).result()
            books.settle(Outcome(delivery.key, State.ACCEPTED, "250 taken"), NOW).result()
    return site


def reader_of(site: Site) -> Reader:
    key = site.secret.person_key(PEOPLE[0])
    return Reader(key, PEOPLE[0], site.secret.unsubscribe_token(key))


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What the pages told whoever runs them: nothing went wrong."""
    sentences: list[str] = []
    yield sentences
    assert sentences == []


@contextmanager
def asked(site: Site, told: list[str]) -> Iterator[Site]:
    """The pages with the clock a year on; each use opens the workspace as a new server does."""
    with Public(Workspace.open(site.root)) as public, socket.create_server(("127.0.0.1", 0)) as listening:
        app = Guard(pages(public, lambda: A_YEAR_ON, told.append), public.urls, ())
        server = Server(quiet(app, finishing=5))
        thread = Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        site.port = listening.getsockname()[1]
        try:
            yield site
        finally:
            server.should_exit = True
            thread.join()


def later_settings(site: Site) -> None:
    """What a workspace may have become: another name, another address, and none of the networks that there were."""
    (site.root / "newsletter.yaml").write_text(
        "name: The Improvement Letter\nfrom: letter@example.com\npublic_url: https://letter.example.com/news\n",
        encoding="utf-8",
    )
    for path in (site.root / "recipients").iterdir():
        path.unlink()
    (site.root / "recipients" / "networks.yaml").write_text("everybody: {name: Everybody}\n", encoding="utf-8")


@pytest.mark.parametrize("become", [lambda site: None, later_settings], ids=["the same", "renamed and moved"])
def test_a_year_on_the_link_still_shows_the_lists_and_leaves_them(sent, told, become) -> None:
    become(sent)
    reader = reader_of(sent)

    with asked(sent, told) as site:
        page = site.ask(reader.link)
        saved = site.post(reader.link, "shown=send+dcs&stay=dcs&save=lists")
        left = site.post(reader.link, "List-Unsubscribe=One-Click")

    assert MASKED in page.text
    assert "Directors of Children’s Services" in page.text, "as it was called in the letter"
    assert "Your choice is saved" in saved.text
    assert "You are unsubscribed" in left.text
    assert {network: one.at for network, one in sent.suppressed(reader).items()} == {
        "send": A_YEAR_ON,
        EVERY: A_YEAR_ON,
    }


def test_the_page_to_leave_leads_to_the_newest_letter_on_the_web(sent, told) -> None:
    with asked(sent, told) as site:
        page = site.ask(reader_of(sent).link)
        [link] = re.findall(r'href="\.\.(/w/[^"]+)">Read update no 391 on the web', page.text)

        assert "Return to Social Work" in site.ask(link).text


def test_a_letter_of_before_a_move_leads_to_where_the_pages_are_now(sent, told) -> None:
    later_settings(sent)
    link = f"/w/{sent.secret.web_token(reader_of(sent).key, 391)}"

    with asked(sent, told) as site:
        version = site.ask(link).text

    assert f'"https://letter.example.com/news{link}/leave"' in version
    assert HOST not in version


def forget(site: Site) -> None:
    ended = site.run("lists", "forget", PEOPLE[0], "--yes")
    assert ended.returncode == 0, ended.stderr


def test_whoever_was_forgotten_is_told_that_they_get_nothing_and_nothing_of_them_is_shown(sent, told) -> None:
    reader = reader_of(sent)
    forget(sent)

    with asked(sent, told) as site:
        bodies = ["shown=send+dcs&stay=dcs&save=lists", "shown=send&save=lists", "undo=*", "leave=*"]
        answers = [site.ask(reader.link), *(site.post(reader.link, body) for body in bodies)]
        version = site.ask(f"/w/{sent.secret.web_token(reader.key, 391)}")

    for answer in answers:
        assert answer.status in {200, 400}
        assert set(re.findall(r"[\w.]+@[\w.]+", answer.text)) <= {"programme.manager@example.org"}
        assert "•" not in answer.text
        assert "/w/" not in answer.text
    assert "Nothing more is sent to the address that got this link" in answers[0].text
    assert version.status == 404
    assert PEOPLE[0] not in version.text


def test_after_a_restore_the_links_of_letters_work(sent, told, tmp_path) -> None:
    reader = reader_of(sent)
    assert sent.run("backup", str(tmp_path / "kept.backup")).returncode == 0
    with asked(sent, told) as site:
        site.post(reader.link, "leave=send")
    for path in sorted((sent.root / "var").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    restored = sent.run("restore", str(tmp_path / "kept.backup"))
    assert restored.returncode == 0, restored.stderr

    with asked(sent, told) as site:
        page = site.ask(reader.link)
        site.post(reader.link, "shown=send+dcs&stay=send&save=lists")

    assert MASKED in page.text
    assert "dcs" in sent.suppressed(reader)
