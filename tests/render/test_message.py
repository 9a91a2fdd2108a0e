"""The message: headers in order, two bodies that say the same, lines every relay takes."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import quopri
import re
import sys
from collections.abc import Mapping
from html import escape

import lxml.html
import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as st

from composer.model import Edition, Part, Rendered
from composer.packaged import TEMPLATES
from composer.problems import UsageError
from composer.render import html_of, render, text_of
from composer.render.message import Bodies, message, placeholders
from composer.settings import Sender, Settings

from .conftest import IMAGES, KEY, TOKEN, WEB_TOKEN, Values


def headers(letter: bytes) -> list[tuple[str, str]]:
    return email.message_from_bytes(letter, policy=email.policy.default).items()


def body_lines(letter: bytes) -> list[bytes]:
    return letter.partition(b"\r\n\r\n")[2].split(b"\r\n")


def test_the_headers_come_in_their_order_each_once(letter: bytes) -> None:
    expected = [
        *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Id", "List-Unsubscribe"),
        *("List-Unsubscribe-Post", "Feedback-ID", "Precedence", "Auto-Submitted", "MIME-Version", "Content-Type"),
    ]

    assert expected == [name for name, _ in headers(letter)]


def test_the_headers_say_who_when_and_what(letter: bytes) -> None:
    found = dict(headers(letter))

    assert found["From"] == "South East Improvement Update <updates@example.org>"
    assert found["To"] == "Ann Example <ann.example@council.example>"
    assert found["Subject"] == "Update no 391 – 21 February 2020"
    assert found["Date"] == "Fri, 21 Feb 2020 09:00:00 +0000"
    assert f"<391-1.{KEY}@example.org>" == found["Message-ID"]
    assert found["Reply-To"] == "programme.manager@example.org"
    assert found["List-Id"] == "<updates.example.org>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (found["Precedence"], found["Auto-Submitted"]) == ("bulk", "auto-generated")
    # Gmail counts complaints by its last field: 5 to 15 characters, the same for every issue.
    assert re.fullmatch("391:edition:newsletter:[0-9a-f]{12}", found["Feedback-ID"])


def test_one_click_is_only_promised_over_https(edition: Edition, settings: Settings, reader: Values) -> None:
    for public_url in (None, "http://localhost:8000"):
        plain = dataclasses.replace(settings, public_url=public_url)
        letter = render(edition, plain, IMAGES, (TEMPLATES,)).letter(reader(plain))

        assert "List-Unsubscribe-Post" not in dict(headers(letter))
        assert "<mailto:" in dict(headers(letter))["List-Unsubscribe"]


def test_without_a_public_url_people_leave_by_mail(edition: Edition, settings: Settings, reader: Values) -> None:
    private = dataclasses.replace(settings, public_url=None)
    letter = render(edition, private, IMAGES, (TEMPLATES,)).letter(reader(private))
    address = f"mailto:programme.manager@example.org?subject=unsubscribe%20{TOKEN}"
    tree = lxml.html.document_fromstring(html_of(letter))

    assert f"<{address}>" == dict(headers(letter))["List-Unsubscribe"]
    assert [address] == [a.get("href") for a in tree.iter("a") if a.text == "Unsubscribe"]
    assert f"\nunsubscribe {TOKEN}\n" in text_of(letter)
    assert "/w/" not in html_of(letter) + text_of(letter)


def test_text_comes_first_then_the_page_with_the_pictures_it_shows(letter: bytes) -> None:
    message = email.message_from_bytes(letter, policy=email.policy.default)
    types = [part.get_content_type() for part in message.walk()]
    sent = {part["Content-ID"]: part.get_content() for part in message.walk() if part["Content-ID"]}
    used = re.findall(r'src="cid:([^"]+)"', html_of(letter))

    containers = ["multipart/alternative", "text/plain", "multipart/related", "text/html"]
    assert containers + ["image/png"] * 3 == types
    assert {f"<{content_id}>" for content_id in used} == set(sent)
    assert set(IMAGES.values()) == set(sent.values())
    assert [part.defects for part in message.walk() if part.defects] == []


def test_without_pictures_the_page_stands_alone(edition: Edition, settings: Settings, reader: Values) -> None:
    letter = render(edition, settings, {}, (TEMPLATES,)).letter(reader(settings))
    message = email.message_from_bytes(letter, policy=email.policy.default)

    expected = ["multipart/alternative", "text/plain", "text/html"]
    assert expected == [part.get_content_type() for part in message.walk()]
    assert "Map of the region" in html_of(letter)


def test_a_picture_nobody_asked_for_stays_out(
    edition: Edition, settings: Settings, images: Mapping[str, bytes]
) -> None:
    more = {**images, "images/other.png": images["images/small.png"] + b"other"}

    assert render(edition, settings, images, (TEMPLATES,)) == render(edition, settings, more, (TEMPLATES,))


def test_the_whole_letter_is_seven_bit_with_crlf_and_short_lines(letter: bytes) -> None:
    assert letter.isascii()
    assert b"\0" not in letter
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", letter)
    assert max(map(len, body_lines(letter))) <= 76
    assert max(map(len, letter.split(b"\r\n"))) <= 998


UGLY = (
    st.text()
    | st.text(alphabet=" =.\t\r\nF", max_size=200)
    | st.text(alphabet="ä", min_size=30, max_size=90)
    | st.lists(
        st.sampled_from(["From ", ".", "..", "\r\n", "\r", "\n.\n", "\nFrom ", "=", "=\n", " \n"]), max_size=60
    ).map("".join)
    | st.text(st.characters(categories=["Cs", "L"]), max_size=200)
    | st.text(min_size=1, max_size=50).map(lambda piece: (piece * 10_000)[:10_000])
)


def newlines(value: str) -> str:
    """The value as a body has it: one kind of line end, halves of characters as question marks."""
    return re.sub("\r\n?", "\n", value).encode("utf-8", "replace").decode()


SLOTS = placeholders()
PLAIN_BODIES = Bodies(
    f"Beginning {SLOTS.reason}\nand then{SLOTS.unsubscribe_url}{SLOTS.reason} x\n{SLOTS.web_url}",
    f'<p title="{SLOTS.reason}">{SLOTS.reason}</p><a href="{SLOTS.unsubscribe_url}">x</a>',
    (),
    SLOTS,
)


def decoded(letter: bytes, kind: str) -> str:
    """A part of a letter as its bytes say, without the email package's own reading of line ends."""
    body = letter.partition(f"Content-Type: text/{kind}".encode())[2].partition(b"\r\n\r\n")[2]
    return quopri.decodestring(body.partition(b"\r\n--=_")[0]).decode().replace("\r\n", "\n")


@runs(max_examples=300, deadline=None)
@given(reason=UGLY, url=UGLY)
def test_whatever_is_spliced_in_lines_stay_short_and_it_comes_out_the_same(
    edition: Edition, reason: str, url: str
) -> None:
    settings = Settings(name="x", sender=Sender("x", "updates@example.org"))
    ordinary = dict.fromkeys(("to", "mark", "date", "message_id", "list_unsubscribe", "web_url"), "w")
    letter = Rendered(message(edition, settings, PLAIN_BODIES)).letter(
        {**ordinary, "reason": reason, "unsubscribe_url": url}
    )
    lines = letter.split(b"\r\n")
    said, link = newlines(reason), newlines(url)

    assert letter.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", letter)
    assert max(map(len, lines)) <= 76
    assert not any(line.startswith(b"From ") for line in lines)
    assert decoded(letter, "plain") == f"Beginning {said}\nand then{link}{said} x\nw"
    html = f'<p title="{escape(said)}">{escape(said)}</p><a href="{escape(link)}">x</a>'
    assert decoded(letter, "html") == html


def test_the_same_edition_renders_to_the_same_parts(edition: Edition, settings: Settings, rendered: Rendered) -> None:
    assert rendered == render(edition, settings, IMAGES, (TEMPLATES,))


def test_no_placeholder_is_left_and_no_two_runs_share_one(letter: bytes) -> None:
    assert b"slot" not in letter
    assert not set(placeholders().names) & set(placeholders().names)


def test_a_letter_asks_for_exactly_the_values_there_are(rendered: Rendered, settings: Settings, reader: Values) -> None:
    assert rendered.names | {"unsubscribe_subject"} == set(reader(settings))


def test_two_people_differ_only_in_what_is_their_own(rendered: Rendered, settings: Settings, reader: Values) -> None:
    ann = rendered.letter(reader(settings))
    bob = rendered.letter(reader(settings, name="Bob", address="bob@council.example"))

    assert ann.replace(b"Ann Example <ann.example", b"Bob <bob") == bob


def test_the_address_is_nowhere_but_in_to(letter: bytes) -> None:
    assert letter.count(b"ann.example") == 1


def test_a_test_copy_is_marked_and_its_links_do_nothing(rendered: Rendered, settings: Settings, reader: Values) -> None:
    letter = rendered.letter(reader(settings, test=True))

    assert dict(headers(letter))["Subject"] == "[TEST] Update no 391 – 21 February 2020"
    assert TOKEN.encode() not in letter
    assert WEB_TOKEN.encode() not in letter.replace(b"=\r\n", b"")
    assert "https://updates.example.org/u/test" in text_of(letter)
    assert "https://updates.example.org/w/test" in html_of(letter)


def test_a_sender_with_an_unusual_name_is_read_back(edition: Edition, settings: Settings, reader: Values) -> None:
    odd = dataclasses.replace(settings, sender=Sender("Verbesserung Südost, wöchentlich", "updates@example.org"))
    letter = render(edition, odd, IMAGES, (TEMPLATES,)).letter(reader(odd))

    assert dict(headers(letter))["From"].addresses[0].display_name == "Verbesserung Südost, wöchentlich"  # type: ignore[attr-defined]


def test_a_value_that_is_missing_is_told() -> None:
    with pytest.raises(KeyError, match="reason"):
        Rendered((Part(name="reason"),)).letter({})


EVERY = "".join(map(chr, range(sys.maxunicode + 1)))
NAMES = [
    *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Id", "List-Unsubscribe"),
    *("List-Unsubscribe-Post", "Feedback-ID", "Precedence", "Auto-Submitted", "MIME-Version", "Content-Type"),
]


def hostile_letter(words: str, reader: Values, edition: Edition) -> bytes:
    """A letter with these words wherever somebody's words go."""
    settings = Settings(
        name=words,
        sender=Sender(words, "updates@example.org"),
        postal_address=words,
        public_url=f"https://a.example/{words}",
    )
    values = reader(settings, name=words, networks=[words, words])
    return Rendered(message(dataclasses.replace(edition, subject=words), settings, PLAIN_BODIES)).letter(values)


@pytest.mark.parametrize("plane", range(17))
def test_no_character_there_is_adds_a_header_to_a_letter(reader: Values, edition: Edition, plane: int) -> None:
    for begin in range(plane << 16, (plane + 1) << 16, 256 if plane == 0 else 4096):
        block = EVERY[begin : begin + 4096]
        for words in (block[:256], block[-256:]) if plane else (EVERY[begin : begin + 256],):
            letter = hostile_letter(f"a{words[:50]}\r\nBcc: b@b.example\r\n\r\n", reader, edition)

            assert [name for name, _ in headers(letter)] == NAMES


@runs(max_examples=200, deadline=None)
@given(words=st.text(max_size=30) | st.text(alphabet="\r\n\x85\u2028\x0b\x0c :aB", max_size=30))
def test_no_words_add_a_header_to_a_letter(reader: Values, edition: Edition, words: str) -> None:
    letter = hostile_letter(f"{words}\r\nBcc: b@b.example\n\n{words}", reader, edition)

    assert [name for name, _ in headers(letter)] == NAMES
    assert letter.isascii()
    assert max(map(len, letter.split(b"\r\n"))) <= 998


def test_an_address_of_the_web_app_that_makes_a_line_too_long_is_refused(reader: Values, edition: Edition) -> None:
    with pytest.raises(UsageError, match="shorten public_url"):
        hostile_letter("x" * 2000, reader, edition)
