"""Every route of the servers, asked by everybody: each gets what routes.yaml says, and by looking nothing changes."""

from __future__ import annotations

import hashlib
import http.client
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from composer.deliver import rehearse
from composer.model import Envelope, Letter
from tests.web.access.enumerated import of_loopback, served
from tests.web.access.expected import VISITORS, Expected, expected
from tests.web.access.visiting import LEAD, LED, MANAGER, ORIGIN, OTHER, Visit, token_in
from tests.web.conftest import Running, start
from tests.web.public.site import BOUNDARY, FORM, HOST, Site, delivery

EXPECTED = expected()
TEXT = b"Subject: x\r\nContent-Type: text/plain\r\n\r\nwords\r\n"


@dataclass
class Everybody:
    """A server, who is signed in to it, and what stands for the words in addresses."""

    site: Site
    visits: dict[tuple[str, str], Visit]
    words: dict[str, str]

    @classmethod
    def at(cls, site: Site) -> Everybody:
        visits = {(who, realm): Visit(site) for who in VISITORS for realm in ("lists", "desk")}
        for who, address in (("another lead", OTHER), ("lead", LEAD), ("manager", MANAGER)):
            visits[who, "lists"].signs_in(address)
            visits[who, "desk"] = visits[who, "lists"]
        visits["manager", "desk"].signs_in(MANAGER, "desk")
        return cls(site, visits, {})

    def visit(self, who: str, realm: str) -> Visit:
        return self.visits[who, realm if realm == "desk" else "lists"]

    def path(self, one: Expected) -> str:
        path = one.path
        for word, meaning in self.words.items():
            path = path.replace(word, meaning)
        return path

    def token(self, who: str, realm: str) -> str:
        """What this visitor's forms bring along."""
        pages = {"lists": f"/lists/{LED}/" if who != "another lead" else "/lists/ad-education/", "desk": "/desk/391/"}
        return token_in(self.visit(who, realm).ask(pages[realm]))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with something behind every address: a run, a rehearsal, a test copy."""
    site = Site.make(tmp_path_factory.mktemp("routes") / "workspace")
    outbox = site.root / "var" / "outbox"
    rehearse(
        outbox,
        391,
        "content",
        [delivery(site.key(0), site.address(0), ["send"])],
        lambda _, person: Letter(person.key, (TEXT,), Envelope("from@example.org", "to@example.org")),
    )
    (outbox / "391-test").mkdir(mode=0o700)
    (outbox / "391-test" / "1.eml").write_bytes(TEXT)
    return site.root


@pytest.fixture(scope="module")
def everybody(root: Path) -> Iterator[Everybody]:
    site = Site(root)
    try:
        everybody = Everybody.at(site.start("--desk"))
        everybody.words = words_of(everybody)
        yield everybody
    finally:
        site.end()


def words_of(everybody: Everybody) -> dict[str, str]:
    """What stands in the servers' own pages for what addresses need."""
    lead, manager = everybody.visit("lead", "lists"), everybody.visit("manager", "desk")
    listed = lead.ask(f"/lists/{LED}/").text
    picture = re.search(r'(?<=")picture/[^"]+', manager.ask("/desk/391/letter").text)
    person = re.search(r"/person/([^?\"]+)", listed)
    assert picture
    assert person
    return {
        "READER": everybody.site.somebody().token,
        "LINK": "a-link",
        "PERSON": person[1],
        "HELD": held(lead),
        "PICTURE": picture[0],
        "KEY": everybody.site.key(0),
    }


def held(lead: Visit) -> str:
    """A spreadsheet that a lead dropped and has not applied yet."""
    token = token_in(lead.ask(f"/lists/{LED}/import"))
    head = "Content-Disposition: form-data; name="
    body = (
        f'--{BOUNDARY}\r\n{head}"token"\r\n\r\n{token}\r\n--{BOUNDARY}\r\n{head}"file"; filename="a.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\nemail,name\nnew@example.net,New\n\r\n--{BOUNDARY}--\r\n"
    )
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    answer = lead.ask(f"/lists/{LED}/import", method="POST", body=body, Origin=ORIGIN, Content_Type=kind)
    found = re.search(r"/import/([\w-]+)", answer.headers.get("Location", "") + answer.text)
    assert found, answer.text
    return found[1]


def state(root: Path) -> dict[str, str]:
    """A hash of every file of a workspace, by path."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def answered(port: int, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
    """The status of an answer and where it leads to; of a stream, only that it begins."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        if not answer.headers.get("Content-Type", "").startswith("text/event-stream"):
            answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def asked(everybody: Everybody, one: Expected, who: str, form: dict[str, str] | None, **other: str) -> tuple[int, str]:
    """A visitor's request, with what a browser would say of itself, but for `other` headers ("" leaves one out)."""
    visit = everybody.visit(who, one.realm)
    path = everybody.path(one)
    posted = {"Origin": ORIGIN, "Content-Type": FORM} if form is not None else {}
    kept = visit.cookies_for(path)
    headers = {"Host": HOST, **({"Cookie": kept} if kept else {}), **posted, **other}
    headers = {name: value for name, value in headers.items() if value}
    body = urlencode(form) if form is not None else None
    return answered(everybody.site.port, one.method, path, body, headers)


def is_as_expected(one: Expected, wanted: int | str, status: int, to: str) -> bool:
    if wanted == "sign-in":
        return status == 303 and to == f"/{one.realm}/sign-in"
    if wanted == "any":
        return status not in (403, 404) and status < 500 and not to.endswith("/sign-in")
    return status == wanted


def of(method: str) -> list[Expected]:
    return [one for one in EXPECTED.values() if one.method == method]


def test_every_route_that_there_is_has_an_entry_and_no_other(root):
    there = set(served(root))

    assert sorted(there - set(EXPECTED)) == [], "write these into routes.yaml"
    assert sorted(set(EXPECTED) - there) == []


def test_what_this_machine_serves_are_the_same_routes(root):
    behind = {route for route in EXPECTED if not EXPECTED[route].is_public and not EXPECTED[route].signs_in}

    assert set(of_loopback(root)) == {route.replace(" /desk/", " /") for route in behind}


def test_every_get_gives_each_visitor_what_is_theirs_and_changes_no_file(everybody):
    wrong = []
    for one in of("GET"):
        before = state(everybody.site.root)
        for who, wanted in zip(VISITORS, one.answers, strict=True):
            status, to = asked(everybody, one, who, None)
            if not is_as_expected(one, wanted, status, to):
                wrong.append(f"{one.route}, {who}: {status} {to}, not {wanted}")
        if changed := set(before.items()) ^ set(state(everybody.site.root).items()):
            wrong.append(f"{one.route} changed {sorted({path for path, _ in changed})}")

    assert wrong == []


def test_no_post_without_the_visitors_token_does_anything(everybody):
    wrong = []
    for one in of("POST"):
        before = state(everybody.site.root)
        for who in VISITORS:
            for form in ({}, {"token": "wrong"}, {"token": everybody.token("another lead", "lists")}):
                if who == "another lead" and one.realm == "lists" and len(form.get("token", "")) > 5:
                    continue  # it is theirs
                status, _ = asked(everybody, one, who, form)
                if status != (400 if one.is_public else 403):
                    wrong.append(f"{one.route}, {who}, {form}: {status}")
        if state(everybody.site.root) != before:
            wrong.append(f"{one.route} has changed a file")

    assert wrong == []


def test_the_lead_of_another_network_can_do_nothing_with_a_token_of_their_own(everybody):
    token = everybody.token("another lead", "lists")
    before = state(everybody.site.root)
    theirs = [one for one in of("POST") if one.answers[1] == 404]

    assert len(theirs) >= 7
    assert {one.route: asked(everybody, one, "another lead", {"token": token})[0] for one in theirs} == {
        one.route: 404 for one in theirs
    }
    assert state(everybody.site.root) == before


def test_with_a_token_of_their_own_whoever_keeps_a_list_is_let_do_it(everybody):
    forms = [one for one in of("POST") if one.path.startswith(f"/lists/{LED}/") and "HELD" not in one.path]

    assert len(forms) >= 6
    for who in ("lead", "manager"):
        form = {"token": everybody.token(who, "lists")}  # and nothing else: there is nothing to do
        statuses = {one.route: asked(everybody, one, who, form)[0] for one in forms}
        assert {route for route, status in statuses.items() if status in (403, 404) or status >= 500} == set()


def test_foreign_hosts_are_refused_by_every_route_whoever_asks(everybody):
    statuses = {
        (one.route, who, host): asked(everybody, one, who, {} if one.method == "POST" else None, Host=host)[0]
        for one in EXPECTED.values()
        for who in ("nobody", "manager")
        for host in ("attacker.example.org", f"127.0.0.1:{everybody.site.port}")
        if not (one.is_public and host.startswith("127."))  # where a health check asks
    }

    assert {where for where, status in statuses.items() if status != 421} == set()


def test_what_comes_of_another_sites_page_or_of_none_is_refused_by_every_route_behind_a_sign_in(everybody):
    before = state(everybody.site.root)
    tokens = {realm: everybody.token("manager", realm) for realm in ("lists", "desk")}
    wrong = []
    for one in EXPECTED.values():
        if one.is_public:
            continue  # mail providers post from anywhere (RFC 8058), and the address is what entitles
        posts = one.method == "POST"
        form = {"token": tokens[one.realm]} if posts else None
        others = [{"Origin": "https://attacker.example.org"}, {"Origin": "null"}, {"Origin": f"http://{HOST}"}]
        if posts:
            others += [{"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
        for other in others:
            for who in ("nobody", "manager"):
                if (status := asked(everybody, one, who, form, **other)[0]) != 403:
                    wrong.append(f"{one.route}, {who}, {other}: {status}")

    assert wrong == []
    assert state(everybody.site.root) == before


@pytest.fixture(scope="module")
def preview(root: Path) -> Iterator[Running]:
    running = start(root, "391")
    assert running.cookie
    yield running
    running.end()


def of_preview(preview: Running, words: dict[str, str], one: Expected, **headers: str) -> int:
    """The answer of this machine's own server to a route of the desk or the lists."""
    path = one.path
    for word, meaning in words.items():
        path = path.replace(word, meaning)
    path = preview.folder + path.removeprefix("/desk")
    posted = {"Content-Type": FORM} if one.method == "POST" else {}
    body = "" if one.method == "POST" else None
    return answered(preview.port, one.method, path, body, {**posted, **headers})[0]


@pytest.fixture(scope="module")
def here(everybody: Everybody) -> list[Expected]:
    return [one for one in EXPECTED.values() if not one.is_public and not one.signs_in]


def test_this_machines_server_shows_nothing_to_anybody_but_who_opened_it(preview, everybody, here):
    origin = {"Origin": f"http://127.0.0.1:{preview.port}"}
    before = state(everybody.site.root)
    foreign = [
        {"Origin": "https://attacker.example.org"},
        {"Origin": "null"},
        {**origin, "Host": "attacker.example.org"},
        {**origin, "Sec-Fetch-Site": "cross-site"},
    ]
    refused = [origin, *({**one, "Cookie": preview.cookie} for one in foreign)]

    statuses = {
        (one.route, str(headers)): of_preview(preview, everybody.words, one, **headers)
        for one in here
        for headers in refused
    }

    assert {where for where, status in statuses.items() if status != 403} == set()
    assert state(everybody.site.root) == before


def test_this_machines_server_does_nothing_without_the_token_or_the_origin(preview, everybody, here):
    before = state(everybody.site.root)
    posts = [one for one in here if one.method == "POST"]
    with_origin = {"Cookie": preview.cookie, "Origin": f"http://127.0.0.1:{preview.port}"}

    for headers in (with_origin, {"Cookie": preview.cookie}):
        statuses = {one.route: of_preview(preview, everybody.words, one, **headers) for one in posts}
        assert {where for where, status in statuses.items() if status != 403} == set()
    assert state(everybody.site.root) == before


def test_looking_at_this_machines_server_changes_no_file(preview, everybody, here):
    wrong = []
    for one in (one for one in here if one.method == "GET" and "HELD" not in one.path and "PERSON" not in one.path):
        before = state(everybody.site.root)
        status = of_preview(preview, everybody.words, one, Cookie=preview.cookie)
        if not is_as_expected(one, one.answers[-1], status, ""):
            wrong.append(f"{one.route}: {status}")
        if state(everybody.site.root) != before:
            wrong.append(f"{one.route} changed a file")

    assert wrong == []
