"""The history of a list, and undoing."""

from __future__ import annotations

from datetime import UTC, datetime

from composer.pipeline.edition import Workspace
from composer.pipeline.erasing import forget
from composer.pipeline.telling import about
from tests.cli.person_everywhere import files_with
from tests.web.leads.site import Site


def save(site: Site, text: str) -> None:
    """As an editor does."""
    beside = site.root / "recipients" / "heads.saving"
    beside.write_text(text)
    beside.replace(site.root / "recipients" / "heads.csv")


def test_every_change_is_told_in_words_the_newest_first(site: Site) -> None:
    site.add(email="zoe@example.org", name="Zoe")
    site.as_("both@example.org").correct(site.row("ann@example.org"), role="Chair")

    words = site.get("/heads/history").words

    corrected, added = words.index("Details corrected 1 changed"), words.index("Added by hand 1 joined")
    assert corrected < added
    assert "by both@example.org · change 2" in words
    assert "Role Head of SEND becomes → Chair" in words
    assert "Joined: Zoe zoe@example.org" in words


def test_an_undo_leaves_alone_what_others_changed_since_and_says_so(site: Site) -> None:
    site.correct(site.row("ann@example.org"), role="Chair")
    site.as_("both@example.org").correct(site.row("ann@example.org"), role="Director")

    page = site.followed(site.post("/heads/undo", {"number": "1"}))

    assert "Nothing was undone." in page.words
    assert "1 row was left alone" in page.words
    assert "Ann Heath (ann@example.org)" in page.words
    assert "Director" in site.list()


def test_what_was_undone_is_marked_and_cannot_be_undone_twice(site: Site) -> None:
    site.add(email="zoe@example.org")
    site.post("/heads/undo", {"number": "1"})

    assert "undone by change 2" in site.get("/heads/history").words
    again = site.followed(site.post("/heads/undo", {"number": "1"}))
    assert "Change 1 was undone before, by change 2." in again.words
    assert "There is no change 99 of this list." in site.followed(site.post("/heads/undo", {"number": "99"})).words
    assert "composer" not in again.words


def test_a_change_by_hand_is_told_before_it_has_a_number_and_can_be_undone(site: Site) -> None:
    site.add(email="zoe@example.org")
    before = site.list()
    save(site, before.replace("Head of SEND", "By hand"))
    state = site.state()

    words = site.get("/heads/history").words
    assert "The file was changed in another program 1 changed" in words
    assert "The list’s file was changed in another program." in site.get("/heads/").words
    assert site.state() == state

    page = site.followed(site.post("/heads/undo", {"number": "2", "by-hand": "yes"}))
    assert "Change 2 is undone: 1 changed." in page.words
    assert site.list() == before


def test_undoing_a_hand_edit_undoes_nothing_else_that_came_between(site: Site) -> None:
    site.add(email="zoe@example.org")  # the page was shown before this

    page = site.followed(site.post("/heads/undo", {"number": "1", "by-hand": "yes"}))

    assert "Something else was changed meanwhile, so nothing was undone." in page.words
    assert "zoe@example.org" in site.list()


def test_long_histories_come_in_pages(site: Site) -> None:
    for at in range(53):
        site.correct(site.row("ann@example.org"), role=f"Role {at}")

    first = site.get("/heads/history")
    older = site.get("/heads/history?before=4")

    assert first.text.count("<details>") == 50
    assert 'href="/lists/heads/history?before=4"' in first.text
    assert older.text.count("<details>") == 3


def test_a_lead_who_is_forgotten_stands_in_no_history(site: Site) -> None:
    """As `who` of what they did: their address is not left there when they are erased."""
    site.add(email="zoe@example.org")
    site.correct(site.row("ann@example.org"), role="Chair")
    assert files_with(site.root / "var", "lead@example.org") == {"lists/heads/000001.json", "lists/heads/000002.json"}
    networks = site.root / "recipients" / "networks.yaml"
    networks.write_text(networks.read_text().replace("lead@example.org", "next@example.org"))
    told = about(Workspace.open(site.root), "lead@example.org")
    assert [(one.where, one.number) for one in told.lists] == [("history", 2), ("history", 1)]

    forgotten = forget(Workspace.open(site.root), "Lead@Example.org", datetime.now(UTC))

    assert forgotten.is_complete
    assert files_with(site.root, "lead@example.org") == set()
    assert about(Workspace.open(site.root), "lead@example.org").lists == ()
    words = site.get("/heads/history").words
    assert "Details corrected 1 changed" in words
    assert "lead@example.org" not in words
