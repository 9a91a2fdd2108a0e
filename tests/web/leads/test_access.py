"""Whose lists somebody sees, and that looking changes nothing."""

from __future__ import annotations

import pytest

from tests.web.leads.site import MANAGER, Site, form_of

GETS = [
    "/heads/", "/heads/?q=ann&sort=-name&page=3&only=out", "/heads/add", "/heads/person/0123", "/heads/import",
    "/heads/import/held", "/heads/history", "/heads/export.csv", "/heads/export.xlsx",
]  # fmt: skip
POSTS = [
    "/heads/add",
    "/heads/correct",
    "/heads/settle",
    "/heads/remove",
    "/heads/import",
    "/heads/import/held",
    "/heads/undo",
]
FORM = {**form_of({"email": "ann@example.org", "name": "Ann Heath"}), "number": "1", "table": "email\nx@example.org\n"}


def test_a_lead_of_one_network_is_led_straight_to_its_list(site: Site) -> None:
    assert site.get("/").headers["Location"] == "/lists/heads/"


def test_a_lead_of_several_sees_them_and_no_other(site: Site) -> None:
    home = site.as_("both@example.org").get("/")

    assert "Heads of Service 3 people" in home.words
    assert "Data Network 1 person" in home.words
    assert "Quiet" not in home.text


def test_a_manager_sees_all_and_which_have_no_lead(site: Site) -> None:
    home = site.as_(MANAGER).get("/")

    assert "Quiet Network 0 people" in home.words
    assert home.words.count("Nobody is named as its lead.") == 1
    assert "Everybody Made up of other networks" in home.words


def test_who_leads_none_is_told_whom_to_ask(site: Site) -> None:
    home = site.as_("nobody@example.org").get("/")

    assert home.status == 200
    assert "You are not named as the lead of any network" in home.words
    assert "mailto:manager@example.org" in home.text


@pytest.mark.parametrize("path", GETS)
def test_anothers_list_answers_as_one_that_there_is_not(site: Site, path: str) -> None:
    other = site.as_("other@example.org")

    theirs, none = other.get(path), other.get(path.replace("/heads/", "/none/"))

    assert (theirs.status, theirs.body) == (none.status, none.body) == (404, none.body)


@pytest.mark.parametrize("path", POSTS)
def test_nothing_of_anothers_list_is_changed_by_a_form(site: Site, path: str) -> None:
    other, before = site.as_("other@example.org"), site.state()

    theirs, none = other.post(path, FORM), other.post(path.replace("/heads/", "/none/"), FORM)

    assert (theirs.status, theirs.body) == (none.status, none.body) == (404, none.body)
    assert site.state() == before


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_the_token_of_a_page_changes_nothing(site: Site, path: str) -> None:
    before = site.state()

    assert site.post(path, FORM, bringing="another").status == 403
    assert site.state() == before


def test_looking_changes_no_file(site: Site) -> None:
    assert site.add(email="zoe@example.org").status == 303  # with a history, too
    before = site.state()

    answers = [site.get(path).status for path in GETS]

    assert answers == [200, 200, 200, 404, 200, 404, 200, 200, 200]
    assert site.state() == before


def test_a_spreadsheet_that_would_be_anothers_network_does_not_tell_who_is_on_that(site: Site) -> None:
    people = "".join(f"p{at}@example.org,P\n" for at in range(9))
    (site.root / "recipients" / "data.csv").write_text(f"email,name\n{people}")

    lead = site.followed(site.post("/heads/import", {"table": f"email,name\n{people}"}))
    manager = site.as_(MANAGER).followed(site.as_(MANAGER).post("/heads/import", {"table": f"email,name\n{people}"}))

    assert "are on the list of" not in lead.words
    assert "9 of the 9 people here are on the list of data" in manager.words


def test_a_list_with_faults_is_told_line_by_line_and_a_card_says_so(site: Site) -> None:
    (site.root / "recipients" / "heads.csv").write_text("email,name\nann@example.org,Ann\nnobody,\n")

    for path in ("/heads/", "/heads/add", "/heads/history"):
        if path != "/heads/history":
            assert site.get(path).status == 409
    page = site.get("/heads/").words
    assert "recipients/heads.csv, line 3 This is not an e-mail address." in page
    assert "This list cannot be read" in site.as_("both@example.org").get("/").words


def test_a_network_added_to_the_file_is_there_at_once(site: Site) -> None:
    networks = site.root / "recipients" / "networks.yaml"
    networks.write_text(networks.read_text().replace("heads: {name: Heads of Service", "heads: {name: Renamed"))

    assert "<h1>Renamed</h1>" in site.get("/heads/").text
