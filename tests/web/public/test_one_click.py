"""RFC 8058: a mail provider unsubscribes its user by one POST."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from composer.model import EVERY
from tests.web.public.site import FORM, NOW, ONE_CLICK, Reader, Site, multipart

ENCODED = {"urlencoded": (FORM, ONE_CLICK.encode()), "multipart": multipart(List_Unsubscribe="One-Click")}


@pytest.mark.parametrize("encoding", ENCODED)
def test_either_encoding_unsubscribes_from_everything(served: Site, reader: Reader, encoding: str) -> None:
    kind, body = ENCODED[encoding]

    answer = served.post(reader.link, body, kind)

    assert (answer.status, answer.heading) == (200, "You are unsubscribed")
    assert "Location" not in answer.headers
    suppression = served.suppressed(reader)[EVERY]
    assert suppression.reason == "unsubscribed by one click"


@pytest.mark.parametrize("kind", [f"{FORM}; charset=UTF-8", FORM.upper(), "text/plain", ""])
def test_what_providers_call_the_form_does_not_matter(served: Site, reader: Reader, kind: str) -> None:
    assert served.post(reader.link, ONE_CLICK, kind).status == 200
    assert EVERY in served.suppressed(reader)


def test_the_same_post_again_changes_nothing_and_answers_the_same(served: Site, reader: Reader) -> None:
    first = served.post(reader.link)
    since = served.suppressed(reader)

    again = [served.post(reader.link) for _ in range(4)]

    assert {(answer.status, answer.body) for answer in again} == {(first.status, first.body)}
    assert served.suppressed(reader) == since


def test_a_provider_may_post_from_anywhere(served: Site, reader: Reader) -> None:
    answer = served.post(reader.link, Origin="https://mail.example.com", Sec_Fetch_Site="cross-site")

    assert answer.status == 200
    assert EVERY in served.suppressed(reader)


def test_whoever_is_in_no_books_can_leave_too(served: Site) -> None:
    stranger = served.stranger()

    assert served.post(stranger.link).status == 200
    assert list(served.suppressed(stranger)) == [EVERY]


def test_twenty_posts_at_once_are_all_kept(served: Site) -> None:
    readers = [served.somebody() for _ in range(20)]

    with ThreadPoolExecutor(len(readers)) as threads:
        answers = list(threads.map(lambda reader: served.post(reader.link).status, readers))

    assert answers == [200] * len(readers)
    assert all(EVERY in served.suppressed(reader) for reader in readers)


def test_a_send_that_is_under_way_claims_nobody_who_left(served: Site) -> None:
    """The books are open for writing elsewhere the whole time."""
    leaving, staying = served.somebody(), served.somebody()
    with served.ledger() as sender:
        books = sender.books("391-1")

        assert served.post(leaving.link).status == 200
        claimed = {delivery.key for delivery in books.claim(1000, NOW).result()}
        books.release(sorted(claimed)).result()

    assert leaving.key not in claimed
    assert staying.key in claimed


def test_whoever_leaves_after_a_manager_stopped_them_stays_away_when_that_is_undone(
    served: Site, reader: Reader
) -> None:
    with served.ledger() as ledger:
        ledger.suppress(reader.key, EVERY, "by a manager: moved on", NOW)

    assert served.post(reader.link).status == 200
    assert served.suppressed(reader)[EVERY].reason == "by a manager: moved on"
    with served.ledger() as ledger:
        ledger.restore(reader.key, EVERY, NOW)
    assert set(served.suppressed(reader)) == {"dcs", "send"}
    assert "nothing more is sent" in served.ask(reader.link).text


UNCLEAR = {
    "nothing": (FORM, b""),
    "another value": (FORM, b"List-Unsubscribe=Two-Clicks"),
    "another name": (FORM, b"Unsubscribe=One-Click"),
    "no such network": (FORM, b"leave=everyone-else"),
    "an empty choice": (FORM, b"leave="),
    "two choices": (FORM, b"leave=dcs&leave=send"),
    "a choice and its contrary": (FORM, b"leave=dcs&undo=dcs"),
    "many fields": (FORM, b"&".join([b"a=b"] * 500 + [ONE_CLICK.encode()])),
    "no boundary": ("multipart/form-data", ONE_CLICK.encode()),
    "a wrong boundary": ("multipart/form-data; boundary=other", multipart(List_Unsubscribe="One-Click")[1]),
    "a file": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"; filename="x"\r\n\r\nOne-Click\r\n--b--\r\n',
    ),
    "cut short": ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="List-Unsub'),
    "noise": (FORM, bytes(range(256)) * 8),
    "noise in parts": ("multipart/form-data; boundary=b", b"--b\r\n" + bytes(range(256)) * 8),
    "a strange charset": ("multipart/form-data; boundary=b; charset=none", b"--b--\r\n"),
}


@pytest.mark.parametrize("what", UNCLEAR)
def test_a_post_that_says_nothing_clear_changes_nothing(served: Site, reader: Reader, what: str) -> None:
    kind, body = UNCLEAR[what]

    answer = served.post(reader.link, body, kind)

    assert (answer.status, answer.heading) == (400, "Nothing was changed")
    assert served.suppressed(reader) == {}
