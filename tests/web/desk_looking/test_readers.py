"""Anybody's own letter in the frame: what it shows is what they would get."""

from __future__ import annotations

import datetime
import email
import email.policy
import html
import re

import pytest

from composer.model import Person
from composer.pipeline.edition import Addressed, Workspace, address_issue
from composer.pipeline.letterhead import letterhead_of
from composer.pipeline.letters import render_variant
from composer.render import html_of, text_of, values_for
from tests.cli.conftest import SAMPLE
from tests.web.conftest import Running
from tests.web.test_letter import SCHEME, undone

NOBODYS = "preview"  # what stands in the links of letters that are only looked at
NOW = datetime.datetime(2020, 2, 21, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def addressed() -> Addressed:
    return address_issue(Workspace.open(SAMPLE), 391)


@pytest.fixture(scope="module")
def person(addressed: Addressed) -> Person:
    """Somebody on several lists, who does not see everything."""
    return next(person for person in addressed.audience.people if person.variant > 1 and len(person.networks) > 1)


@pytest.fixture(scope="module")
def key(shown: Running, person: Person) -> str:
    """How the pages call them."""
    return found(shown, person.address)[0]


def found(shown: Running, words: str) -> list[str]:
    """The keys of those who are found."""
    return re.findall(r"reader=([a-z2-7]{26})", shown.post("/391/readers", words=words).body.decode())


def own_letter(addressed: Addressed, person: Person) -> bytes:
    """Their letter, but for the links that are theirs alone, put together here from what is rendered."""
    values = values_for(
        address=person.address,
        name=person.name,
        networks=person.networks,
        key="x",
        letterhead=letterhead_of(addressed.composed.programme),
        unsubscribe_token=NOBODYS,
        web_token=NOBODYS,
        message_id="<any@example.org>",
        date=NOW,
    )
    return render_variant(addressed, person.variant).letter(values)


def test_what_the_frame_shows_of_a_persons_letter_is_its_own_html_in_every_view(shown, addressed, person, key):
    own = SCHEME.sub(r"\1", html_of(own_letter(addressed, person)))

    for view in ("html", "off"):
        for scheme in ("light", "dark"):
            frame = shown.letter(f"/391/letter?reader={key}&view={view}&scheme={scheme}")
            assert undone(frame, dark=scheme == "dark") == own
    assert shown.letter(f"/391/letter?reader={key}&view=text") == text_of(own_letter(addressed, person))
    assert html_of(shown.get(f"/391/letter?reader={key}&view=source").body) == html_of(own_letter(addressed, person))


def test_it_is_made_out_to_them_and_names_their_networks_and_no_others(shown, addressed, person, key):
    letter = email.message_from_bytes(
        shown.get(f"/391/letter?reader={key}&view=source").body, policy=email.policy.default
    )
    networks = addressed.composed.programme.networks
    footer = next(line for line in html_of(letter.as_bytes()).split("You get this")[1:]).split("</")[0]
    text = html.unescape(re.sub(r"\s+", " ", footer))

    assert person.address in letter["To"]
    assert person.name in letter["To"]
    for name, network in networks.items():
        assert (str(network.name) in text) == (name in person.networks), name


def test_following_its_links_takes_nobody_off_a_list(shown, key):
    source = shown.get(f"/391/letter?reader={key}&view=source").body.decode()
    page = shown.letter(f"/391/letter?reader={key}")

    assert re.findall(r"/u/([\w.-]+)", page)
    assert set(re.findall(r"/[uw]/([\w.-]+)", page)) == {NOBODYS}
    assert "unsubscribe%20preview" in source


@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_people_are_found_by_parts_of_name_and_address_whatever_their_case(shown, person, key, case):
    first, last = person.name.split(" ", 1)

    assert key in found(shown, case(f"{last} {first[:2]}"))
    assert found(shown, case(person.address)) == [key]
    assert found(shown, f"{first} nobody-is-called-this") == []
    assert found(shown, " ") == []


def test_more_than_a_screenful_is_not_listed_but_told(shown):
    answer = shown.post("/391/readers", words="e").body.decode()

    assert answer.count("<li>") == 20
    assert "And others." in answer


def test_addresses_are_in_no_address_of_a_page(shown, person):
    answer = shown.post("/391/readers", words=person.address).body.decode()

    assert person.address in answer
    assert not [address for address in re.findall(r'(?:href|src|action)="([^"]*)"', answer) if "@" in address]
    asked = shown.get(f"/391/?reader={person.address}").body.decode()
    assert person.address not in asked
    assert "Reader: anybody" in asked


def test_a_key_of_nobody_shows_a_made_up_readers_letter_and_says_so(shown):
    page = shown.get(f"/391/?reader={'a' * 26}").body.decode()

    assert "is not among the readers of this issue now" in page
    assert "Reader: anybody" in page


def test_without_scripts_the_readers_found_are_a_page_that_leads_back(shown, person, key):
    page = shown.get("/391/readers?scheme=dark").body.decode()

    assert 'action="readers?scheme=dark"' in page
    assert "Whose letter?" in page


def test_looking_for_people_makes_no_secret(preview, workspace):
    running = preview("391")
    assert found(running, "an")

    assert not (workspace / "var").exists()
