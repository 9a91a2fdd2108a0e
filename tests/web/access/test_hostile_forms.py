"""Forms made to cost much, or to break what reads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.access.visiting import LED, MANAGER, ORIGIN, Visit, token_in
from tests.web.public.site import BOUNDARY, FORM, ONE_CLICK, Answer, Site, multipart

MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
CHARSETS = ["punycode", '"punycode"', "undefined", "utf-7", "idna", "unicode_escape", "no-such", "\x7f", ""]
_, FIELD = multipart(**{"x-": "a" * 3_000})
BROKEN = {
    "without a boundary": ("multipart/form-data", FIELD),
    "with a boundary that is too long": (f"multipart/form-data; boundary={'B' * 3000}", FIELD),
    "with bytes where a boundary is due": (MULTIPART, b"\x00" + FIELD),
    "with a part that has no name": (MULTIPART, f"--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode()),
    "with a file where none is taken": (MULTIPART, FIELD.replace(b'"x-"', b'"x-"; filename="y"')),
    "of too many parts": (MULTIPART, multipart(**{f"f{n}": "" for n in range(600)})[1]),
    "of too many fields": (FORM, b"a=1&" * 600),
    "of signs that stand for nothing": (f"{MULTIPART}{';x=' + chr(34) * 3_000}", FIELD),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site.make(tmp_path_factory.mktemp("hostile") / "workspace")
    try:
        yield made.start("--desk")
        _, printed = made.stop()
        assert "fault" not in printed
    finally:
        made.end()


@pytest.fixture(scope="module")
def manager(site: Site) -> Visit:
    return Visit(site).signs_in(MANAGER, "desk").signs_in(MANAGER)


def sent(visit: Visit, path: str, kind: str, body: bytes) -> Answer:
    return visit.ask(path, method="POST", body=body, Origin=ORIGIN, Content_Type=kind)


ANONYMOUS, LEADS, DESK = "/lists/sign-in", f"/lists/{LED}/add", "/desk/391/text"


@pytest.mark.parametrize("charset", CHARSETS)
def test_no_codec_of_the_senders_choice_is_ever_used(site, manager, charset):
    for visit, path in ((Visit(site), ANONYMOUS), (manager, LEADS), (manager, DESK), (manager, "/desk/sign-out")):
        answer = sent(visit, path, f"{MULTIPART}; charset={charset}", FIELD)
        assert (answer.status, "could not be read" in answer.text) == (400, True), path


def test_a_codec_that_takes_minutes_is_refused_before_the_field_is_read(site, manager):
    _, large = multipart(**{"x-": "a" * 700_000})

    assert sent(manager, LEADS, f"{MULTIPART}; charset=punycode", large).status == 400
    assert site.ask("/healthz").status == 200


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_no_form_is_refused_in_a_sentence_by_all_who_take_forms(site, manager, how):
    for visit, path in ((Visit(site), ANONYMOUS), (manager, LEADS), (manager, DESK)):
        answer = sent(visit, path, *BROKEN[how])
        assert (answer.status, "could not be read" in answer.text) == (400, True), path


@pytest.mark.parametrize("charset", CHARSETS)
def test_nobody_is_taken_off_a_list_by_a_codec_and_the_page_to_leave_says_so(site, charset):
    reader = site.somebody()
    kind, body = multipart(List_Unsubscribe="One-Click")

    answer = site.post(reader.link, body, f"{kind}; charset={charset}")

    assert answer.status == 400
    assert not site.suppressed(reader)


@pytest.mark.parametrize("charset", ["utf-8", '"UTF-8"', "us-ascii"])
def test_one_click_is_heard_in_the_encodings_that_providers_use(site, charset):
    reader = site.somebody()
    kind, body = multipart(List_Unsubscribe="One-Click")

    assert site.post(reader.link, body, f"{kind}; charset={charset}").status == 200
    assert site.suppressed(reader)
    assert site.post(site.somebody().link, ONE_CLICK).status == 200


def test_a_form_is_understood_in_either_encoding(site):
    visit = Visit(site)
    token = token_in(visit.ask(ANONYMOUS))

    for kind, body in ((FORM, f"address=%C3%A9%40x&token={token}&b=".encode()), multipart(address="é@x", token=token)):
        assert sent(visit, ANONYMOUS, kind, body).heading == "Look in your mail"
