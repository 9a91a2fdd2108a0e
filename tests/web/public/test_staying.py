"""Choosing which networks to stay on: exactly what was asked, of exactly what was shown."""

from __future__ import annotations

import pytest

from composer.model import EVERY, Rendered
from tests.web.public.site import NOW, Reader, Site, delivery, multipart, run_of

OWN = "unsubscribed on the page"
THREE = {"dcs": "Directors of Children’s Services", "send": "SEND Network", "qa": "QA Network"}


def save(*stays: str, shown: str = "dcs+send") -> str:
    """The body of the form as a browser sends it."""
    return "&".join([f"shown={shown}", *(f"stay={network}" for network in stays), "save=lists"])


def reasons(site: Site, reader: Reader) -> dict[str, str]:
    return {network: one.reason for network, one in site.suppressed(reader).items()}


@pytest.mark.parametrize("encoding", ["urlencoded", "multipart"])
def test_ticked_lists_stay_and_the_others_are_left(served: Site, reader: Reader, encoding: str) -> None:
    kind, form = multipart(shown="dcs send", stay="dcs", save="lists")

    answer = served.post(reader.link, form, kind) if encoding == "multipart" else served.post(reader.link, save("dcs"))

    assert (answer.status, answer.heading) == (200, "Your choice is saved")
    assert "You have left SEND Network. What is for Directors of Children’s Services is sent to" in answer.text
    assert reasons(served, reader) == {"send": OWN}


def test_ticking_a_list_that_was_left_comes_back_to_it(served: Site, reader: Reader) -> None:
    served.post(reader.link, save("dcs"))

    answer = served.post(reader.link, save("send"))

    assert "You have left Directors of Children’s Services. What is for SEND Network is sent to" in answer.text
    assert reasons(served, reader) == {"dcs": OWN}


def test_saving_what_was_shown_changes_no_byte(served: Site, reader: Reader) -> None:
    before = served.state()

    assert served.post(reader.link, save("dcs", "send")).heading == "Your choice is saved"
    assert served.state() == before


def test_none_ticked_leaves_everything_and_says_so_and_is_undone_as_one(served: Site, reader: Reader) -> None:
    assert "With none ticked, you leave everything" in served.ask(reader.link).text

    answer = served.post(reader.link, save())

    assert answer.heading == "You are unsubscribed"
    assert reasons(served, reader) == {EVERY: OWN}
    served.post(reader.link, "undo=*")
    assert reasons(served, reader) == {}


@pytest.fixture
def joined(served: Site, reader: Reader) -> Reader:
    """Somebody who since the page was shown got a letter by one network more."""
    with served.ledger() as ledger:
        begun = {run.issue for run in ledger.runs()}
        people = [delivery(reader.key, reader.address, THREE)]
        ledger.begin(run_of(max(begun) + 1, THREE), [Rendered(())], people)
    return reader


@pytest.mark.parametrize("stays", [["dcs"], []])
def test_a_list_joined_since_the_page_was_shown_is_not_left(served: Site, joined: Reader, stays: list[str]) -> None:
    answer = served.post(joined.link, save(*stays))

    assert answer.heading == "Your choice is saved"
    assert reasons(served, joined) == dict.fromkeys({"dcs", "send"} - {*stays}, OWN)
    assert "QA Network" in answer.text.partition("</p>")[2].partition("</p>")[0]


def test_what_others_stopped_is_shown_without_a_box_and_stays_stopped(served: Site, reader: Reader) -> None:
    with served.ledger() as ledger:
        ledger.suppress(reader.key, "send", "by a manager", NOW)
    page = served.ask(reader.link).text
    assert "SEND Network<small>The senders have taken you off this list" in page
    assert 'value="send"' not in page

    served.post(reader.link, save("dcs", "send"))

    assert reasons(served, reader) == {"send": "by a manager"}


def test_whoever_was_taken_off_a_list_leaves_everything_with_the_last_of_the_others(
    served: Site, reader: Reader
) -> None:
    with served.ledger() as ledger:
        ledger.suppress(reader.key, "send", "by a manager", NOW)

    served.post(reader.link, save(shown="dcs"))

    assert reasons(served, reader) == {"send": "by a manager", EVERY: OWN}


def test_a_stale_page_subscribes_nobody_again_who_has_left_everything(served: Site, reader: Reader) -> None:
    served.post(reader.link)

    answer = served.post(reader.link, save("dcs"))

    assert answer.heading == "You are unsubscribed"
    assert set(reasons(served, reader)) == {EVERY, "send"}


def test_whoever_was_stopped_by_others_is_not_brought_back(served: Site, reader: Reader) -> None:
    with served.ledger() as ledger:
        ledger.suppress(reader.key, EVERY, "bounced: 5.1.1", NOW)

    assert served.post(reader.link, save("dcs", "send")).heading == "You are unsubscribed"
    assert reasons(served, reader) == {EVERY: "bounced: 5.1.1"}


UNCLEAR = {
    "nothing shown": "stay=dcs&save=lists",
    "an empty list shown": "shown=&stay=dcs&save=lists",
    "ticked but not shown": save("send", shown="dcs"),
    "lists of others": save(shown="qa+everyone"),
    "not saved": "shown=dcs+send&stay=dcs",
    "two buttons": f"{save('dcs')}&undo=send",
    "saved twice": f"{save('dcs')}&save=lists",
}


@pytest.mark.parametrize("what", UNCLEAR)
def test_a_choice_that_is_not_clear_changes_nothing(served: Site, reader: Reader, what: str) -> None:
    answer = served.post(reader.link, UNCLEAR[what])

    assert (answer.status, answer.heading) == (400, "Nothing was changed")
    assert reasons(served, reader) == {}


def test_a_provider_that_sends_the_fields_of_the_page_too_unsubscribes_from_everything(
    served: Site, reader: Reader
) -> None:
    served.post(reader.link, f"{save('dcs')}&List-Unsubscribe=One-Click")

    assert reasons(served, reader) == {EVERY: "unsubscribed by one click"}


def test_a_hundred_lists_can_be_chosen_among(own: Site) -> None:
    networks = {f"network-with-a-long-name-{number:03}": f"Network {number}" for number in range(100)}
    reader = own.somebody()
    with own.ledger() as ledger:
        ledger.begin(run_of(392, networks), [Rendered(())], [delivery(reader.key, reader.address, networks)])
    own.start()
    stays = [*networks][:98]

    answer = own.post(reader.link, save(*stays, shown="+".join(networks)))

    assert answer.heading == "Your choice is saved"
    assert "What is for 98 lists is sent to" in answer.text
    assert set(reasons(own, reader)) == {*networks} - {*stays}


def test_somebody_on_one_list_is_asked_one_thing(own: Site) -> None:
    reader = own.somebody()
    with own.ledger() as ledger:
        ledger.begin(run_of(392), [Rendered(())], [delivery(reader.key, reader.address, ["dcs"])])

    page = own.start().ask(reader.link).text

    assert page.count("<button") == 1
    assert 'type="checkbox"' not in page
