"""The buttons of the page: one network or all, and undoing it."""

from __future__ import annotations

import pytest

from composer.model import EVERY
from composer.pipeline.leaving import masked
from tests.web.public.site import NOW, Reader, Site


def test_one_list_is_left_and_the_others_stay(served: Site, reader: Reader) -> None:
    answer = served.post(reader.link, "leave=send")

    assert (answer.status, answer.heading) == (200, "You have left the list of SEND Network")
    assert {network: one.reason for network, one in served.suppressed(reader).items()} == {
        "send": "unsubscribed on the page"
    }
    assert "Undo" in served.ask(reader.link).text


def test_whoever_leaves_each_list_is_told_that_nothing_comes_any_more(served: Site, reader: Reader) -> None:
    served.post(reader.link, "leave=send")
    answer = served.post(reader.link, "leave=dcs")

    assert "nothing more is sent" in answer.text
    assert "still get" not in answer.text


@pytest.mark.parametrize(("choice", "network"), [("send", "send"), ("*", EVERY)])
def test_leaving_is_undone_by_the_button_for_it(served: Site, reader: Reader, choice: str, network: str) -> None:
    served.post(reader.link, f"leave={choice}")
    assert network in served.suppressed(reader)

    answers = [served.post(reader.link, f"undo={choice}") for _ in range(2)]

    assert served.suppressed(reader) == {}
    assert [answer.status for answer in answers] == [200, 200]
    assert "You are" in answers[0].heading


def test_one_click_is_undone_on_the_page_too(served: Site, reader: Reader) -> None:
    served.post(reader.link)

    assert served.post(reader.link, "undo=*").heading == "You are subscribed again"
    assert served.suppressed(reader) == {}


@pytest.mark.parametrize("reason", ["by a manager", "by a manager: unsubscribed on the page", "bounced: 5.1.1", ""])
@pytest.mark.parametrize("network", [EVERY, "send"])
def test_nobody_undoes_what_others_did(served: Site, reader: Reader, network: str, reason: str) -> None:
    with served.ledger() as ledger:
        ledger.suppress(reader.key, network, reason, NOW)

    page = served.ask(reader.link)
    answer = served.post(reader.link, f"undo={network or '*'}")

    assert 'name="undo"' not in page.text
    assert 'name="undo"' not in answer.text
    assert "subscribed again" not in answer.heading
    assert "back on" not in answer.heading
    assert network in served.suppressed(reader)


def test_undoing_one_list_undoes_nothing_else(served: Site, reader: Reader) -> None:
    served.post(reader.link, "leave=send")
    served.post(reader.link, "leave=dcs")
    with served.ledger() as ledger:
        ledger.suppress(reader.key, EVERY, "by a manager", NOW)

    served.post(reader.link, "undo=send")

    assert set(served.suppressed(reader)) == {EVERY, "dcs"}


def test_undoing_everything_leaves_single_lists_as_they_were(served: Site, reader: Reader) -> None:
    served.post(reader.link, "leave=send")
    served.post(reader.link, "leave=*")

    served.post(reader.link, "undo=*")

    assert list(served.suppressed(reader)) == ["send"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("leonie@example.org", "l•••@e•••.org"),
        ("al@ex.org", "•••@•••.org"),
        ("leonie@department.council.gov.uk", "l•••@d•••.uk"),
        ("élise@exämple.org", "é•••@e•••.org"),
    ],
)
def test_a_masked_address_tells_neither_its_name_nor_its_house(address: str, shown: str) -> None:
    assert masked(address) == shown
