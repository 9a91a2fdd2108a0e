"""Signing in by a mailed link, as a browser meets it."""

from __future__ import annotations

import html
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from composer.model import EVERY
from composer.sessions import LINK_LASTS, SESSION_LASTS
from tests.web.access.visiting import LEAD, LED, MANAGER, OTHER, Visit, letter_to, token_in
from tests.web.public.site import ONE_CLICK, Site


@pytest.fixture
def visit(site: Site) -> Visit:
    _forget_links(site)
    return Visit(site)


def _forget_links(site: Site) -> None:
    """As if an hour had gone by: no test counts what another has asked for."""
    _in_file(site, "DELETE FROM link")


def _in_file(site: Site, statement: str, *values: str) -> int:
    file = site.root / "var" / "sessions.db"
    if not file.exists():
        return 0
    with sqlite3.connect(file) as connection:
        found = connection.execute(statement, values).fetchone()
    connection.close()
    return int(found[0]) if found else 0


def _earlier(site: Site, table: str, column: str, by: timedelta) -> None:
    _in_file(site, f"UPDATE {table} SET {column} = {column} - {int(by.total_seconds())}")  # noqa: S608 – names and a number of ours


def _sessions(site: Site) -> int:
    return _in_file(site, "SELECT COUNT(*) FROM session")


def test_a_lead_comes_in_by_a_link_to_the_page_they_were_about_to_open(visit):
    turned_away = visit.ask(f"/lists/{LED}/?sort=name")
    assert (turned_away.status, turned_away.headers["Location"]) == (303, "/lists/sign-in")

    answer = visit.presses(visit.mailed_link(LEAD))

    assert (answer.status, answer.headers["Location"]) == (303, f"/lists/{LED}/?sort=name")
    assert visit.session()


def test_an_address_may_be_spelt_as_somebody_likes(visit):
    assert visit.presses(visit.mailed_link(LEAD.title())).status == 303


def test_the_cookies_are_out_of_reach_of_scripts_other_sites_and_other_pages(visit):
    form = visit.ask("/lists/sign-in")
    answer = visit.presses(visit.mailed_link(LEAD))

    for line in (*form.headers.get_all("Set-Cookie"), *answer.headers.get_all("Set-Cookie")):
        words = {word.strip().lower() for word in line.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax"} < words, line
        assert "path=/lists/sign-in" in words or ("-session=" in line and "path=/lists" in words), line
        assert line.startswith("__Secure-composer-lists-")


def test_fetching_a_link_uses_nothing_up(visit, site):
    link = visit.mailed_link(LEAD)
    before = site.state()

    for _ in range(10):
        assert visit.ask(link).status == 200
        assert Visit(site).ask(link).status == 200

    assert site.state() == before
    assert visit.presses(link).status == 303


def test_a_link_works_once(visit, site):
    link = visit.mailed_link(LEAD)
    same = Visit(site, dict(visit.cookies))
    assert visit.presses(link).status == 303

    replayed = same.presses(link)

    assert (replayed.status, replayed.heading) == (403, "This link no longer works")
    assert not same.session()


def test_of_fifty_presses_at_once_one_signs_in(visit, site):
    link = visit.mailed_link(LEAD)
    token = token_in(visit.ask(link))
    before = _sessions(site)
    browsers = [Visit(site, dict(visit.cookies)) for _ in range(50)]

    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda browser: browser.post(link, {"token": token}).status, browsers))

    assert sorted(answers) == [303, *[403] * 49]
    assert _sessions(site) == before + 1


def test_a_link_expires(visit, site):
    link = visit.mailed_link(LEAD)
    _earlier(site, "link", "made", LINK_LASTS)

    assert visit.presses(link).heading == "This link no longer works"


def test_in_another_browser_a_link_says_so_and_offers_another(visit, site):
    link = visit.mailed_link(LEAD)
    other = Visit(site)

    answer = other.ask(link)

    assert answer.heading == "Open the link where you asked for it"
    assert "Send me a link for this browser" in answer.text
    assert other.presses(link).heading == "This link no longer works"
    assert visit.presses(link).status == 303


def test_a_link_to_the_lists_opens_no_desk_and_a_session_neither(visit):
    link = visit.mailed_link(MANAGER)
    visit.ask("/desk/sign-in")
    assert visit.presses(link.replace("/lists/", "/desk/")).status == 403
    assert visit.presses(link).status == 303
    visit.cookies = {(name.replace("lists", "desk"), "/desk"): value for (name, _), value in visit.cookies.items()}
    assert visit.session("desk")

    assert visit.ask("/desk/").headers["Location"] == "/desk/sign-in"


def test_a_lead_gets_no_link_to_the_desk(visit, site):
    before = letter_to(site, LEAD)
    visit.asks_for_link(LEAD, "desk")
    visit.mailed_link(MANAGER, "desk")  # asked later, and here already

    assert letter_to(site, LEAD) == before


@pytest.mark.parametrize("realm", ["lists", "desk"])
def test_whoever_asks_learns_nothing_of_who_is_known(visit, realm):
    answers = [
        visit.asks_for_link(address, realm) for address in (LEAD, MANAGER, "nobody@example.net", "no@address@", "@")
    ]

    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    assert answers[0].heading == "Look in your mail"


@pytest.mark.parametrize("slip", ["chris owen", "", "<b>"])
def test_what_is_no_address_is_told_at_once_and_stays_in_its_field(visit, slip):
    answer = visit.asks_for_link(slip, "lists")

    assert (answer.status, answer.heading) == (422, "Sign in")
    assert f'value="{html.escape(slip)}" aria-invalid="true"' in answer.body.decode()
    assert "This is not an email address: it has no @." in answer.body.decode()


def test_the_link_leads_whoever_is_signed_in_by_it_back_to_their_list(visit):
    link = visit.mailed_link(LEAD)
    assert visit.presses(link).status == 303

    again = visit.ask(link)

    assert (again.status, again.headers["Location"]) == (303, "/lists/")


def test_after_five_letters_the_answer_is_the_same_and_no_letter_comes(visit, site):
    for _ in range(5):
        visit.mailed_link(OTHER)
    fifth = letter_to(site, OTHER)

    answers = {visit.asks_for_link(address).body for address in (OTHER, OTHER, "nobody@example.net")}
    visit.mailed_link(LEAD)

    assert len(answers) == 1
    assert letter_to(site, OTHER) == fifth
    assert _in_file(site, "SELECT COUNT(*) FROM link WHERE person = ?", site.secret.person_key(OTHER)) == 5


def test_strangers_who_ask_for_a_leads_links_do_not_keep_the_lead_out(visit, site):
    for _ in range(5):
        Visit(site).mailed_link(LEAD)
    assert Visit(site).signs_in(LEAD).session()
    assert visit.signs_in(LEAD).session()

    for _ in range(13):
        Visit(site).mailed_link(LEAD)
    kept = letter_to(site, LEAD)
    Visit(site).asks_for_link(LEAD)
    Visit(site).mailed_link(MANAGER)  # asked later, and here already
    assert letter_to(site, LEAD) == kept
    visit.cookies = {(name, path): value for (name, path), value in visit.cookies.items() if name.endswith("-known")}

    assert visit.signs_in(LEAD).session()


def test_signing_in_ends_the_session_a_browser_had_and_takes_no_value_from_it(visit, site):
    planted = Visit(site).signs_in(OTHER).session()
    visit.cookies["__Secure-composer-lists-session", "/lists"] = planted

    victim = visit.ask(f"/lists/{LED}/")
    assert victim.status == 404  # it is OTHER's session
    visit.cookies.clear()
    link = visit.mailed_link(LEAD)
    visit.cookies["__Secure-composer-lists-session", "/lists"] = planted
    session = visit.presses(link)

    assert session.status == 303
    assert visit.session() not in ("", planted)
    thief = Visit(site, {("__Secure-composer-lists-session", "/lists"): planted})
    assert thief.ask("/lists/").headers["Location"] == "/lists/sign-in"


def test_signing_out_ends_the_session_and_not_only_the_cookie(visit, site):
    visit.signs_in(LEAD)
    kept = Visit(site, dict(visit.cookies))
    token = token_in(visit.ask(f"/lists/{LED}/"))

    answer = visit.post("/lists/sign-out", {"token": token})

    assert (answer.status, answer.headers["Location"]) == (303, "/lists/sign-in?out=1")
    assert "You are signed out" in visit.ask("/lists/sign-in?out=1").text
    assert not visit.session()
    assert kept.ask(f"/lists/{LED}/").status == 303


def test_a_session_ends_by_itself(visit, site):
    visit.signs_in(LEAD)
    _earlier(site, "session", "ends", SESSION_LASTS)

    assert visit.ask("/lists/").headers["Location"] == "/lists/sign-in"


def test_a_lead_who_is_taken_out_of_the_file_is_out_at_once(visit, site):
    other = Visit(site)
    link = other.mailed_link(LEAD)
    visit.signs_in(LEAD)
    networks = site.root / "recipients" / "networks.yaml"
    text = networks.read_text(encoding="utf-8")
    assert visit.ask(f"/lists/{LED}/").status == 200
    networks.write_text(text.replace(f"leads: [{LEAD}]", "leads: []"), encoding="utf-8")
    try:
        assert visit.ask(f"/lists/{LED}/").headers["Location"] == "/lists/sign-in"
        assert other.presses(link).heading == "This link no longer works"
    finally:
        networks.write_text(text, encoding="utf-8")
    assert visit.ask(f"/lists/{LED}/").status == 200


def test_with_unreadable_files_nobody_is_let_in(visit, site):
    visit.signs_in(LEAD)
    settings = site.root / "newsletter.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text("name: [", encoding="utf-8")
    try:
        assert visit.ask(f"/lists/{LED}/").status == 303
    finally:
        settings.write_text(text, encoding="utf-8")


def test_links_of_letters_sign_nobody_in_and_links_to_sign_in_unsubscribe_nobody(visit, site):
    key = site.secret.person_key(LEAD)
    tokens = site.secret.unsubscribe_token(key), site.secret.web_token(key, 391)
    link = visit.mailed_link(LEAD)

    for token in tokens:
        assert visit.presses(f"/lists/sign-in/{token}").status == 403
        assert Visit(site, {("__Secure-composer-lists-session", "/lists"): token}).ask("/lists/").status == 303
    value = link.rpartition("/")[2]
    assert visit.post(f"/u/{value}", {}).status == 404
    assert site.post(f"/u/{value}", ONE_CLICK).status == 404
    assert visit.ask(f"/w/{value}").status == 404
    with site.ledger() as ledger:
        assert EVERY not in [one.network for one in ledger.suppressions(key)]
    assert visit.presses(link).status == 303


@pytest.mark.parametrize("path", ["/lists/sign-in", "/lists/sign-in/a-link", "/lists/sign-out"])
def test_forms_of_no_page_of_ours_do_nothing(visit, site, path):
    visit.ask("/lists/sign-in")
    before = site.state()

    for token in ("", "wrong", token_in(Visit(site).ask("/lists/sign-in"))):
        assert visit.post(path, {"token": token, "address": LEAD}).status == 403

    assert site.state() == before


def test_a_form_without_the_cookie_of_its_browser_says_to_ask_again(visit):
    token = token_in(visit.ask("/lists/sign-in"))
    visit.cookies.clear()

    answer = visit.post("/lists/sign-in", {"token": token, "address": LEAD})

    assert answer.status == 403
    assert "no letter was sent" in answer.text


@pytest.mark.parametrize(
    "way",
    [
        "//evil.example",
        "/\\evil.example",
        "/../u/x",
        "https://evil.example",
        "/\r\nX: y",
        "/%2e%2e/desk/",
        "/%252E./desk/",
        "/%2fevil.example",
        "/%5cevil.example",
        "%2fevil.example",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(visit, way):
    from urllib.parse import quote

    link = visit.mailed_link(LEAD)
    visit.cookies["__Secure-composer-lists-way", "/lists/sign-in"] = quote(way, safe="")

    assert visit.presses(link).headers["Location"] == "/lists/"


@pytest.mark.parametrize("dots", ["%2e%2e", "%252e%252e", "%25252e."])
def test_a_way_that_leads_out_once_it_is_decoded_is_not_kept(visit, dots):
    visit.ask(f"/lists/{dots}/desk/")

    assert not [name for name, _ in visit.cookies if name.endswith("-way")]


def test_what_a_script_or_a_form_asks_for_when_signed_out_says_so_and_moves_nothing(visit):
    fragment = visit.ask("/lists/", HX_Request="true")
    posted = visit.post(f"/lists/{LED}/", {"token": "x"})
    by_script = visit.post(f"/lists/{LED}/", {"token": "x"}, HX_Request="true")

    assert (fragment.status, fragment.headers["HX-Redirect"]) == (403, "/lists/sign-in")
    assert (posted.status, posted.heading) == (403, "Nothing was saved: you are signed out")
    assert (by_script.status, by_script.headers["HX-Reswap"]) == (403, "afterbegin")
    assert "<h1>" not in by_script.text


def test_a_form_typed_before_the_session_ended_can_be_sent_in_the_next(visit):
    before = token_in(visit.signs_in(LEAD).ask(f"/lists/{LED}/"))
    visit.cookies.clear()

    assert token_in(visit.signs_in(LEAD).ask(f"/lists/{LED}/")) == before


def test_a_form_that_is_too_large_is_refused(visit):
    token = token_in(visit.ask("/lists/sign-in"))

    assert visit.post("/lists/sign-in", {"token": token, "address": "x" * 70_000}).status == 413


def test_every_page_of_signing_in_is_strict(visit):
    link = visit.mailed_link(LEAD)
    for answer in (visit.ask("/lists/sign-in"), visit.ask(link), visit.ask("/lists/"), visit.presses(link)):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert not {"Server", "Access-Control-Allow-Origin"} & set(answer.headers)


@pytest.mark.parametrize("damage", [b"", b"too short"])
@pytest.mark.parametrize("realm", ["lists", "desk"])
def test_whoever_is_signed_in_is_told_on_a_page_that_the_secret_is_damaged(
    visit: Visit, site: Site, realm: str, damage: bytes
):
    visit.signs_in(MANAGER, realm)
    secret = site.root / "var" / "secret"
    kept = secret.read_bytes()
    if damage:
        secret.write_bytes(damage)
    else:
        secret.rename(secret.with_name("elsewhere"))
    try:
        answer = visit.ask(f"/{realm}/")
        stranger = Visit(site).ask(f"/{realm}/")
    finally:
        secret.with_name("elsewhere").unlink(missing_ok=True)
        secret.write_bytes(kept)
        secret.chmod(0o600)

    assert (answer.status, answer.heading) == (503, "This cannot be shown now")
    assert "ar/secret" in answer.text
    assert str(site.root) not in answer.text
    assert stranger.status == 303
