"""The secret stays secret; a token is good for one thing, one person and one issue."""

from __future__ import annotations

import copy
import hashlib
import pickle
import re
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import Signer

from composer.problems import UsageError
from composer.tokens import Secret, WebVersion, load_secret

SECRET = Secret(b"\x07" * 32)
OTHER = Secret(b"\x08" * 32)
KEYS = st.text().map(lambda address: SECRET.person_key(address.encode("utf-8", "replace").decode()))
ISSUES = st.integers(1, 99_999_999)


def signed(value: str, purpose: str) -> str:
    """As letters already sent have it."""
    signer = Signer(b"\x07" * 32, salt=purpose, digest_method=hashlib.sha256, key_derivation="hmac")
    return signer.sign(value).decode()


def test_a_key_is_short_lower_case_and_the_same_each_time() -> None:
    key = SECRET.person_key("ann@council.example")

    assert re.fullmatch("[a-z2-7]{26}", key)
    assert key == SECRET.person_key("ann@council.example")


def test_another_address_and_another_secret_make_another_key() -> None:
    keys = {secret.person_key(who) for secret in (SECRET, OTHER) for who in ("ann@x.example", "bob@x.example")}

    assert len(keys) == 4


@given(KEYS, ISSUES)
def test_a_token_says_what_it_was_made_for(key: str, issue: int) -> None:
    assert SECRET.read_unsubscribe(SECRET.unsubscribe_token(key)) == key
    assert SECRET.read_web(SECRET.web_token(key, issue)) == WebVersion(key, issue)


@given(KEYS, ISSUES)
def test_links_in_letters_of_long_ago_hold(key: str, issue: int) -> None:
    assert SECRET.unsubscribe_token(key) == signed(key, "unsubscribe")
    assert SECRET.web_token(key, issue) == signed(f"{key}-{issue}", "web")


def test_what_stands_in_letters_of_long_ago_is_made_the_same() -> None:
    key = SECRET.person_key("ann@council.example")

    assert key == "wihmgv5kk7canxhqwfepsjf4da"
    assert SECRET.unsubscribe_token(key) == f"{key}.FdYRZGW9MFx78qe5SH37u9yjX7tyAGzQgG_M5ROlkAQ"
    assert SECRET.return_tag("391-1", key) == f"391-1-{key}-dym2xeu7"


@given(KEYS, ISSUES)
def test_a_token_is_short_and_fits_into_an_address(key: str, issue: int) -> None:
    for token in (SECRET.unsubscribe_token(key), SECRET.web_token(key, issue)):
        assert len(token) < 80
        assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


@given(KEYS, ISSUES)
def test_a_token_for_one_thing_is_not_one_for_another(key: str, issue: int) -> None:
    assert SECRET.read_unsubscribe(SECRET.web_token(key, issue)) is None
    assert SECRET.read_web(SECRET.unsubscribe_token(key)) is None
    assert OTHER.read_unsubscribe(SECRET.unsubscribe_token(key)) is None


@given(KEYS)
def test_what_is_signed_for_one_purpose_is_not_signed_for_another(key: str) -> None:
    assert SECRET.read_unsubscribe(signed(key, "web")) is None


@given(KEYS, st.data())
def test_a_changed_token_is_nobodys(key: str, data: st.DataObject) -> None:
    token = SECRET.unsubscribe_token(key)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_.= é"))
    changed = token[:at] + other + token[at + 1 :]

    assert SECRET.read_unsubscribe(changed) == (key if changed == token else None)


def test_a_token_has_one_spelling() -> None:
    token = SECRET.unsubscribe_token(SECRET.person_key("ann@x.example"))
    others = [token[:-1] + last for last in string.ascii_letters + string.digits + "-_" if last != token[-1]]

    assert {SECRET.read_unsubscribe(other) for other in [*others, token + "=", f" {token}", token + "\n"]} == {None}


@given(st.text())
def test_no_text_whatever_stops_the_reading(token: str) -> None:
    assert SECRET.read_unsubscribe(token) is None
    assert SECRET.read_web(token) is None


@pytest.mark.parametrize("value", ["", "short", "A" * 26, "a" * 26 + "-0", "a" * 26 + "-1-1"])
def test_what_we_signed_for_something_else_is_not_a_token(value: str) -> None:
    for purpose in ("unsubscribe", "web"):
        token = signed(value, purpose)

        assert SECRET.read_unsubscribe(token) is None
        assert SECRET.read_web(token) is None


def test_a_secret_never_shows_itself(tmp_path: Path) -> None:
    secret = Secret(b"do-not-show-me")

    assert "do-not-show" not in f"{secret!r} {secret} {[secret]}"
    assert not hasattr(secret, "__dict__")
    for copying in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            copying(secret)


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    key = load_secret(path).person_key("ann@x.example")

    assert load_secret(path).person_key("ann@x.example") == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 32
    assert [path] == list(path.parent.iterdir())


def test_however_many_make_it_at_once_there_is_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    path.parent.mkdir()
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: load_secret(path).person_key("ann@x.example"), range(64)))

    assert len(keys) == 1
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o640, 0o666])
def test_a_secret_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret"
    load_secret(path)
    path.chmod(mode)

    with pytest.raises(UsageError, match=r"can be read by others.*chmod 600"):
        load_secret(path)


def test_a_secret_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o600)

    with pytest.raises(UsageError, match="holds 0 bytes, not 32"):
        load_secret(path)


@given(KEYS, st.integers(1, 999_999), st.integers(1, 9_999))
def test_a_return_tag_tells_the_run_and_the_person_in_any_case(key: str, issue: int, revision: int) -> None:
    run = f"{issue}-{revision}"
    tag = SECRET.return_tag(run, key)

    assert re.fullmatch("[a-z0-9-]+", tag)
    assert SECRET.read_return(tag) == SECRET.read_return(tag.upper()) == (run, key)
    assert OTHER.read_return(tag) is None


@pytest.mark.parametrize("at", range(44))
def test_a_return_tag_with_another_character_is_nobodys(at: int) -> None:
    tag = SECRET.return_tag("391-1", SECRET.person_key("ann@council.example"))
    for other in "a2-1":
        if other != tag[at : at + 1]:
            assert SECRET.read_return(tag[:at] + other + tag[at + 1 :]) is None


def test_secrets_are_told_apart_by_a_fingerprint_that_tells_nothing_else() -> None:
    assert SECRET.fingerprint == Secret(b"\x07" * 32).fingerprint != OTHER.fingerprint
    assert len(SECRET.fingerprint) == 8
