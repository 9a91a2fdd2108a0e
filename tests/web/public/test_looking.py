"""Who follows a link, and what they learn by it: scanners do, and guessers."""

from __future__ import annotations

import pytest

from composer.model import EVERY
from tests.web.public.site import Reader, Site


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_a_hundred_times_changes_no_byte(served: Site, reader: Reader, method: str) -> None:
    before = served.state()

    answers = {served.ask(reader.link, method=method).status for _ in range(100)}

    assert answers == {204 if method == "OPTIONS" else 200}
    assert served.state() == before
    assert served.suppressed(reader) == {}


def test_the_page_says_whose_it_is_to_its_owner_alone(served: Site, reader: Reader) -> None:
    page = served.ask(reader.link)

    assert "r•••@e•••.net" in page.text
    assert reader.address not in page.text
    assert "South East Improvement Update" in page.text
    assert "SEND Network" in page.text
    assert "QA" not in page.text, "a network of others"


def test_without_a_letter_there_is_no_address_and_one_button(served: Site) -> None:
    page = served.ask(served.stranger().link)

    assert (page.status, page.heading) == (200, "Unsubscribe")
    assert "•" not in page.text
    assert page.text.count("<button") == 1
    assert "Unsubscribe from everything" in page.text


def _wrong(served: Site, reader: Reader) -> dict[str, str]:
    token = reader.token
    changed = "a" if token[-1] != "a" else "b"
    return {
        "cut short": token[:-1],
        "a letter changed": token[:-1] + changed,
        "another's signature": f"{reader.key}.{served.somebody().token.partition('.')[2]}",
        "no signature": reader.key,
        "a web token": served.secret.web_token(reader.key, 391),
        "a return tag": served.secret.return_tag("391-1", reader.key),
        "an address": reader.address,
        "empty": "",
        "a slash more": f"{token}/",
        "a folder": f"{token}/more",
        "traversal": "../u/../../etc/passwd",
        "encoded": token.replace(".", "%2E%00"),
        "not UTF-8": "%ff%fe",
        "long": "a" * 4000,
        "test": "test",
    }


def test_every_wrong_link_gets_the_same_bytes(served: Site, reader: Reader) -> None:
    wrong = _wrong(served, reader).values()

    answers = [served.ask(f"/u/{token}") for token in wrong] + [served.ask("/"), served.ask("/favicon.ico")]

    assert {answer.status for answer in answers} == {404}
    assert len({answer.body for answer in answers}) == 1
    for answer in answers:
        del answer.headers["date"]
    assert len({str(answer.headers.items()) for answer in answers}) == 1
    assert answers[0].heading == "This link does not work"
    assert "example.org" not in answers[0].text


def test_a_wrong_link_unsubscribes_nobody(served: Site, reader: Reader) -> None:
    before = served.state()

    answers = [served.post(f"/u/{token}") for token in _wrong(served, reader).values()]

    assert {(answer.status, answer.body) for answer in answers} == {(404, served.ask("/u/x").body)}
    assert served.state() == before


def test_an_unsubscribe_token_opens_no_web_version(served: Site, reader: Reader) -> None:
    assert served.ask(f"/w/{reader.token}").status == 404
    assert served.post(f"/w/{reader.token}").status == 404
    assert EVERY not in served.suppressed(reader)


def test_the_health_check_is_for_this_machine_and_the_proxy(served: Site) -> None:
    for host in (f"127.0.0.1:{served.port}", f"localhost:{served.port}", "updates.example.org"):
        answer = served.ask("/healthz", host=host)

        assert (answer.status, answer.body) == (200, b"ok\n")
