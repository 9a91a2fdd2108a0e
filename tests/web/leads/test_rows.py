"""Adding, correcting and removing people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from composer.model import EVERY, Why
from composer.pipeline.books import open_books, secret_of
from composer.pipeline.edition import Workspace
from composer.pipeline.leaving import suppress_address
from tests.web.leads.site import Site, form_of

NEW = {"email": "", "name": "", "organisation": "", "role": ""}


def test_somebody_added_is_on_the_list_and_the_notice_undoes_it(site: Site) -> None:
    before = site.list()

    page = site.followed(site.add(email="zoe@example.org", name="Zoë Adey", role="Lead"))
    assert "Zoë Adey is on the list now." in page.words
    assert site.list().splitlines()[-1] == "zoe@example.org,Zoë Adey,,Lead"

    undone = site.followed(site.post("/heads/undo", {"number": "1"}))
    assert "Change 1 is undone: 1 left." in undone.words
    assert site.list() == before


def test_what_a_mail_program_shows_may_be_pasted_as_the_address(site: Site) -> None:
    site.followed(site.add(email="“Adey, Zoe” <mailto:Zoe@Example.org>"))

    assert site.list().splitlines()[-1] == 'Zoe@Example.org,"Adey, Zoe",,'


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("", "Write one address here, like name@example.org."),
        ("zoe", "This is not an e-mail address. Write it like name@example.org"),
        ("a@example.org; b@example.org", "Write one address here"),
        ("zoе@example.org", "only looks like a plain letter"),
        ("ANN@example.org", "Ann Heath is on this list already"),
    ],
)
def test_an_address_that_cannot_be_added_is_told_at_its_field_and_all_typed_is_kept(
    site: Site, email: str, told: str
) -> None:
    before = site.list()

    page = site.add(email=email, name="Zoe", role="Lead & more")

    assert page.status == 422
    assert told in page.words
    assert 'aria-invalid="true"' in page.text
    assert 'value="Lead &amp; more"' in page.text
    assert site.list() == before


def test_a_likely_slip_is_asked_about_first(site: Site) -> None:
    asked = site.add(email="zoe@gmial.com", name="Zoe")
    assert "Did you mean zoe@gmail.com ?" in asked.words
    assert "zoe" not in site.list()

    fields = form_of(NEW, email="zoe@gmial.com", name="Zoe")
    site.followed(site.post("/heads/add", {**fields, "use": "zoe@gmail.com", "about": "zoe@gmial.com"}))
    site.followed(site.post("/heads/add", {**fields, "keep": "zoe@gmial.com"}))

    assert site.list().splitlines()[-2:] == ["zoe@gmail.com,Zoe,,", "zoe@gmial.com,Zoe,,"]
    assert "Mistyped? Perhaps zoe@gmail.com is meant." in site.get("/heads/?only=doubtful").words


def test_an_address_typed_anew_below_the_question_is_the_one_that_counts(site: Site) -> None:
    """Enter in a field presses the first button, which is the one that takes the proposal."""
    fields = form_of(NEW, email="zoe@example.org")

    site.followed(site.post("/heads/add", {**fields, "use": "zoe@gmail.com", "about": "zoe@gmial.com"}))

    assert site.list().splitlines()[-1] == "zoe@example.org,,,"


def test_who_was_erased_stays_out(site: Site) -> None:
    with open_books(site.root) as ledger:
        ledger.suppress(secret_of(site.root).person_key("zoe@example.org"), EVERY, Why.FORGOTTEN, datetime.now(UTC))

    page = site.add(email="Zoe@example.org")

    assert page.status == 422
    assert "is to stay out. If they ask to come back themselves, tell whoever manages the newsletter." in page.words
    assert "zoe" not in site.list().lower()


def test_who_gets_nothing_is_marked_with_the_reason_and_told_when_added(site: Site) -> None:
    for address in ("bob@example.org", "zoe@example.org"):
        suppress_address(Workspace.open(site.root), address, "heads", "rang on Monday", datetime.now(UTC))

    page = site.get("/heads/")
    assert "1 gets nothing" in page.words
    assert "rang on Monday" in page.words
    assert "Ann" not in site.get("/heads/?only=out").words.partition("What to do")[2]
    assert "They get nothing all the same, since" in site.followed(site.add(email="zoe@example.org")).words


def test_a_correction_changes_its_row_alone_and_keeps_the_rest_of_the_file(site: Site) -> None:
    before = site.list()

    site.followed(site.correct(site.row("bob@example.org"), role="Chair", email="Bob.Kaye@example.org"))

    expected = before.replace(
        "bob@example.org,Bob Kaye,Oakhaven Council,Adviser", "Bob.Kaye@example.org,Bob Kaye,Oakhaven Council,Chair"
    )
    assert site.list() == expected


def test_an_address_somebody_else_has_cannot_be_taken(site: Site) -> None:
    page = site.correct(site.row("bob@example.org"), email="Ann@example.org")

    assert page.status == 422
    assert "Ann Heath is on this list already" in page.words


def test_nothing_is_overwritten_that_somebody_saved_first(site: Site) -> None:
    shown = site.row("ann@example.org")
    theirs = site.as_("both@example.org").correct(shown, role="Theirs", organisation="Theirs too")
    assert theirs.status == 303

    page = site.correct(shown, role="Mine", name="Ann Mine")

    assert page.status == 409
    assert "both@example.org did, on" in page.words
    assert "Role On the list now Theirs Yours Mine" in page.words
    assert "ann@example.org,Ann Heath,Theirs too,Theirs" in site.list()
    assert page.text.count(" checked") == 2  # who alone changed a cell is likely meant; of the role nobody knows

    now = site.row("ann@example.org")
    fields = form_of(now, name="Ann Mine", organisation="Larkfleet Council", role="Mine")
    site.followed(site.post("/heads/settle", {**fields, "take-1": "yours", "take-2": "theirs", "take-3": "yours"}))
    assert "ann@example.org,Ann Mine,Theirs too,Mine" in site.list()


def test_a_hand_edit_of_the_file_is_not_overwritten_either(site: Site) -> None:
    shown = site.row("ann@example.org")
    path = site.root / "recipients" / "heads.csv"
    path.write_text(site.list().replace("Head of SEND", "By hand"))

    page = site.correct(shown, role="Mine")

    assert page.status == 409
    assert "By hand" in page.words
    assert "By hand" in site.list()


def test_edits_of_different_rows_never_conflict(site: Site) -> None:
    ann, bob = site.row("ann@example.org"), site.row("bob@example.org")

    assert site.correct(ann, role="A").status == site.correct(bob, role="B").status == 303
    assert "ann@example.org,Ann Heath,Larkfleet Council,A\nbob@example.org,Bob Kaye,Oakhaven Council,B" in site.list()


def test_who_was_taken_off_meanwhile_can_be_put_back_or_left_off(site: Site) -> None:
    shown = site.row("ann@example.org")
    site.as_("both@example.org").post("/heads/remove", form_of(shown))

    page = site.correct(shown, role="Mine")
    assert page.status == 409
    assert "they were taken off the list. both@example.org did" in page.words
    assert "ann@example.org" not in site.list()

    site.followed(site.post("/heads/add", form_of(dict.fromkeys(shown, ""), **{**shown, "role": "Mine"})))
    assert site.list().splitlines()[-1] == "ann@example.org,Ann Heath,Larkfleet Council,Mine"


def test_removing_asks_again_where_the_row_is_another_by_now(site: Site) -> None:
    shown = site.row("ann@example.org")
    site.as_("both@example.org").correct(shown, role="Theirs")

    page = site.post("/heads/remove", form_of(shown))
    assert page.status == 409
    assert "was not removed" in page.words
    assert "ann@example.org" in site.list()

    removed = site.followed(site.post("/heads/remove", form_of(site.row("ann@example.org"))))
    assert "Ann Heath is no longer on the list." in removed.words
    assert "ann@example.org" not in site.list()
    assert site.post("/heads/remove", form_of(shown)).status == 409


def test_of_somebodys_two_rows_the_one_shown_is_corrected(site: Site) -> None:
    path = site.root / "recipients" / "heads.csv"
    path.write_text(site.list() + "Ann@example.org,Ann Again,,\n")
    assert "On this list more than once" in site.get("/heads/").words

    site.followed(site.correct(site.row("Ann@example.org"), role="Second"))

    assert site.list().splitlines()[-1] == "Ann@example.org,Ann Again,,Second"
    assert "ann@example.org,Ann Heath,Larkfleet Council,Head of SEND" in site.list()


def test_an_odd_form_is_refused_whole(site: Site) -> None:
    before = site.state()

    for fields in ({}, {"shown": "["}, {"shown": "[]"}, {"shown": '{"email": 1}'}, {"shown": '{"email": "a@b.org"}'}):
        assert site.post("/heads/correct", fields).status == 400
    assert site.post("/heads/undo", {"number": "²"}).status == 400
    assert site.state() == before


def test_a_notice_is_told_to_its_visitor_alone(site: Site) -> None:
    location = site.add(email="zoe@example.org").headers["Location"].removeprefix("/lists")

    assert "is on the list now" in site.get(location).words
    assert "is on the list now" not in site.as_("both@example.org").get(location).words


HOSTILE = [
    '<script>document.title="run"</script>', "=cmd|' /C calc'!A0", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}",
    "a\u202etxt.exe", "x" * 900,
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_kept_as_text_and_shown_as_text(site: Site, words: str) -> None:
    site.followed(site.add(email="zoe@example.org", name=words, role=words))

    for path in ("/heads/", "/heads/history", "/heads/?q=zoe"):
        page = site.get(path).text
        assert "<script>document" not in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert "<span>49</span>" not in page
    exported = site.get("/heads/export.csv").body.decode("utf-8-sig")
    assert ",=cmd" not in exported


def test_a_cell_of_10000_characters_is_refused_when_typed_and_shown_shortened_when_it_is_there(site: Site) -> None:
    page = site.add(email="zoe@example.org", name="x" * 10_000)
    assert page.status == 422
    assert "This is too long: at most 1,000 characters." in page.words

    (site.root / "recipients" / "heads.csv").write_text(f"email,name\nann@example.org,{'y' * 10_000}\n")
    shown = site.get("/heads/").text
    assert f">{'y' * 300}…<" in shown
    row = site.row("ann@example.org")
    assert site.correct(row, email="Ann@example.org").status == 303
    assert site.list() == f"email,name\nAnn@example.org,{'y' * 10_000}\n"


@pytest.mark.parametrize("name", ["a\nb", "", "=cmd()", "town", "x" * 100_000])
def test_no_form_brings_a_column_to_a_list(site: Site, name: str) -> None:
    before, ann = site.list(), site.row("ann@example.org")

    added = site.post("/heads/add", form_of({"email": "z1@example.org", name: ""}, **{name: "x"}))
    corrected = site.post("/heads/correct", form_of({**ann, name: ""}, **{name: "x"}))
    settled = site.post("/heads/settle", form_of({**ann, name: ""}, **{name: "x"}))

    assert [answer.status for answer in (added, corrected, settled)] == [400, 400, 400]
    assert "Load the page again" in added.words
    assert site.list() == before
    assert site.get("/heads/history").status == 200


def test_a_usual_column_that_a_list_lacks_comes_with_who_has_something_in_it(site: Site) -> None:
    other = site.as_("other@example.org")

    other.followed(other.add("data", email="zoe@example.org", role="Lead"))

    assert site.list("data").replace("\r", "").splitlines()[0] == "email,name,role"


@pytest.mark.parametrize("path", ["add", "correct", "settle", "remove"])
@pytest.mark.parametrize(
    "shown",
    [
        "[" * 100_000,
        '{"email":"\\ud800x@example.org"}',
        '{"email":"ann@example.org","\\ud800":""}',
        '{"email":"ann@example.org","name":"\\udfff"}',
        "9" * 10_000,
        '{"email":1}',
        "",
    ],
)
def test_a_form_that_no_page_made_is_refused_in_a_sentence(site: Site, path: str, shown: str) -> None:
    before = site.list()

    answer = site.post(f"/heads/{path}", {"shown": shown, "cell-0": "ann@example.org", "cell-1": "x"})

    assert answer.status == 400
    assert "This form did not arrive whole. Nothing was changed." in answer.words
    assert site.list() == before
