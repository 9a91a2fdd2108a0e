"""Links work once, for their person, realm and browser; sessions end; what is kept names nobody."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from composer.problems import LedgerError
from composer.sessions import KNOWN_LASTS, LINK_LASTS, SESSION_LASTS, Realm, Sessions

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
ANN, BOB = "a" * 26, "b" * 26
BROWSER = "a browser"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def sessions(var: Path) -> Sessions:
    return Sessions(var)


def asked(sessions: Sessions, person: str = ANN, realm: Realm = Realm.LISTS, now: datetime = NOW) -> str:
    link = sessions.ask(realm, person, BROWSER, now)
    assert link
    return link


def redeemed(
    sessions: Sessions,
    link: str,
    *,
    realm: Realm = Realm.LISTS,
    browser: str = BROWSER,
    after: timedelta = timedelta(0),
    former: str = "",
) -> str | None:
    return sessions.redeem(link, realm, browser, NOW + after, lambda _: True, former)


def signed_in(sessions: Sessions, person: str = ANN) -> str:
    session = redeemed(sessions, asked(sessions, person))
    assert session
    return session


def test_a_link_begins_a_session_of_its_person(sessions):
    assert sessions.whose(signed_in(sessions), Realm.LISTS, NOW) == ANN


def test_a_link_works_once(sessions):
    link = asked(sessions)

    assert redeemed(sessions, link)
    assert redeemed(sessions, link) is None


def test_of_fifty_at_once_in_two_processes_one_begins_a_session(sessions, var):
    link = asked(sessions)
    racing = [sys.executable, "-m", "tests.sessions.racing", str(var), link, "25"]
    both = [
        subprocess.Popen(racing, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()

    told = [process.communicate(timeout=60) for process in both]

    assert [errors for _, errors in told] == ["", ""]
    assert len("".join(out for out, _ in told).split()) == 1
    assert rows(var, "session") == 1


def test_a_link_is_good_for_less_than_a_quarter_of_an_hour(sessions):
    second = timedelta(seconds=1)

    assert redeemed(sessions, asked(sessions), after=LINK_LASTS) is None
    assert redeemed(sessions, asked(sessions), after=LINK_LASTS - second)


def test_a_link_is_for_one_browser_and_trying_in_another_does_not_use_it_up(sessions):
    link = asked(sessions)

    assert redeemed(sessions, link, browser="another") is None
    assert redeemed(sessions, link)


def test_a_link_and_a_session_are_for_one_realm(sessions):
    link = asked(sessions)

    assert redeemed(sessions, link, realm=Realm.DESK) is None
    session = redeemed(sessions, link)
    assert session
    assert sessions.whose(session, Realm.DESK, NOW) is None
    assert sessions.whose(session, Realm.LISTS, NOW) == ANN


def test_whoever_may_not_come_in_uses_the_link_up_and_gets_no_session(sessions, var):
    link = asked(sessions)

    assert sessions.redeem(link, Realm.LISTS, BROWSER, NOW, lambda _: False) is None
    assert redeemed(sessions, link) is None
    assert rows(var, "session") == 0


def test_a_session_ends_by_itself_and_by_signing_out(sessions):
    session, other = signed_in(sessions), signed_in(sessions)

    assert sessions.whose(session, Realm.LISTS, NOW + SESSION_LASTS - timedelta(seconds=1)) == ANN
    assert sessions.whose(session, Realm.LISTS, NOW + SESSION_LASTS) is None
    sessions.end(session, NOW)
    assert sessions.whose(session, Realm.LISTS, NOW) is None
    assert sessions.whose(other, Realm.LISTS, NOW) == ANN


def test_signing_in_ends_the_session_that_the_browser_had_and_takes_no_value_from_it(sessions):
    planted = signed_in(sessions, BOB)

    session = redeemed(sessions, asked(sessions), former=planted)

    assert session not in (None, planted)
    assert sessions.whose(planted, Realm.LISTS, NOW) is None


def test_at_most_five_links_an_hour_are_made_for_one_person_in_one_browser_used_or_not(sessions):
    for _ in range(5):
        redeemed(sessions, asked(sessions))

    assert sessions.ask(Realm.LISTS, ANN, BROWSER, NOW) is None
    assert sessions.ask(Realm.LISTS, ANN, BROWSER, NOW + timedelta(minutes=59)) is None
    assert sessions.ask(Realm.LISTS, ANN, "another", NOW)
    assert sessions.ask(Realm.DESK, ANN, BROWSER, NOW)
    assert sessions.ask(Realm.LISTS, BOB, BROWSER, NOW)
    assert sessions.ask(Realm.LISTS, ANN, BROWSER, NOW + timedelta(hours=1))


def test_at_most_twenty_links_an_hour_are_made_for_one_person_and_realm_however_many_browsers_ask(sessions):
    strangers_ask(sessions, ANN, NOW)

    assert sessions.ask(Realm.LISTS, ANN, BROWSER, NOW) is None
    assert sessions.ask(Realm.DESK, ANN, BROWSER, NOW)
    assert sessions.ask(Realm.LISTS, BOB, BROWSER, NOW)


def strangers_ask(sessions: Sessions, person: str, now: datetime) -> None:
    """As often as they may."""
    for stranger in range(20):
        assert sessions.ask(Realm.LISTS, person, f"stranger {stranger}", now)


def test_where_a_person_signed_in_before_no_number_of_others_keeps_them_from_a_link(sessions):
    assert sessions.redeem(asked(sessions), Realm.LISTS, BROWSER, NOW, lambda _: True, known="known")
    later = NOW + KNOWN_LASTS - timedelta(minutes=1)
    strangers_ask(sessions, ANN, later)

    assert sessions.ask(Realm.LISTS, ANN, "new", later) is None
    assert sessions.ask(Realm.LISTS, ANN, "new", later, "unknown") is None
    links = [sessions.ask(Realm.LISTS, ANN, f"new {number}", later, "known") for number in range(6)]
    assert [link is not None for link in links] == [True] * 5 + [False]
    assert redeemed(sessions, links[0] or "", browser="new 0", after=later - NOW)


def test_a_browser_is_known_as_the_persons_who_signed_in_there_for_a_year(sessions, var):
    assert sessions.redeem(asked(sessions), Realm.LISTS, BROWSER, NOW, lambda _: True, known="known")
    later = NOW + KNOWN_LASTS
    strangers_ask(sessions, BOB, later - timedelta(minutes=1))

    assert rows(var, "known") == 1
    assert sessions.ask(Realm.LISTS, BOB, "new", later - timedelta(minutes=1), "known") is None
    asked(sessions, now=later)
    assert rows(var, "known") == 0


def test_all_together_are_bounded(sessions, var):
    asked(sessions)
    with sqlite3.connect(var / "sessions.db") as file:
        file.executemany(
            "INSERT INTO link (link, realm, person, browser, asker, made) VALUES (?, 'lists', ?, x'00', x'00', ?)",
            [(bytes([n // 256, n % 256]), f"person {n}", int(NOW.timestamp())) for n in range(499)],
        )

    assert sessions.ask(Realm.LISTS, BOB, BROWSER, NOW) is None
    file.close()


def test_the_file_is_its_owners_and_holds_no_value_that_opens_anything(sessions, var):
    link = asked(sessions)
    session = redeemed(sessions, link)
    assert session

    content = (var / "sessions.db").read_bytes()

    assert (var / "sessions.db").stat().st_mode & 0o777 == 0o600
    assert ANN.encode() in content
    assert not [value for value in (link, session, BROWSER) if value.encode() in content]


def test_looking_makes_and_changes_nothing(sessions, var):
    assert sessions.whose("nobody's", Realm.LISTS, NOW) is None
    assert not var.exists()
    session = signed_in(sessions)
    before = (var / "sessions.db").read_bytes(), sorted(var.iterdir())

    assert sessions.whose(session, Realm.LISTS, NOW + SESSION_LASTS) is None
    assert ((var / "sessions.db").read_bytes(), sorted(var.iterdir())) == before


def test_old_rows_go_when_something_is_written(sessions, var):
    signed_in(sessions)

    asked(sessions, BOB, now=NOW + SESSION_LASTS)

    assert (rows(var, "session"), rows(var, "link")) == (0, 1)


def test_a_person_who_is_forgotten_is_in_no_byte_of_the_file(sessions, var):
    session, other = signed_in(sessions), signed_in(sessions, BOB)
    asked(sessions)

    sessions.forget(ANN)

    assert ANN.encode() not in (var / "sessions.db").read_bytes()
    assert sessions.whose(session, Realm.LISTS, NOW) is None
    assert sessions.whose(other, Realm.LISTS, NOW) == BOB


def test_forgetting_somebody_makes_no_file(sessions, var):
    sessions.forget(ANN)

    assert not var.exists()


@pytest.mark.parametrize("content", [b"not a database, and longer than a header of one " * 20, None])
def test_a_file_that_is_damaged_or_of_another_version_lets_nobody_in_and_says_what_to_do(sessions, var, content):
    session = signed_in(sessions)
    if content:
        (var / "sessions.db").write_bytes(content)
    else:
        with sqlite3.connect(var / "sessions.db") as file:
            file.execute("PRAGMA user_version = 9")
        file.close()

    with pytest.raises(LedgerError, match="remove it, and everybody signs in again"):
        sessions.ask(Realm.LISTS, ANN, BROWSER, NOW)
    if content:
        with pytest.raises(LedgerError, match="Nobody can sign in now"):
            sessions.whose(session, Realm.LISTS, NOW)


def rows(var: Path, table: str) -> int:
    with sqlite3.connect(var / "sessions.db") as file:
        [count] = file.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608 – a table of ours, by name
    file.close()
    return int(count)
