"""A spreadsheet dropped, looked at, and applied."""

from __future__ import annotations

import io
import re
import select
import socket
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import openpyxl
import pytest

from composer.model import EVERY, Why
from composer.pipeline.books import open_books, secret_of
from tests.web.leads.site import Answer, Site

HEAD = ["E-mail address", "Full name", "Organisation", "Job title"]
ROWS = [
    ["ann@example.org", "Ann Heath", "Larkfleet Council", "Director"],
    ["bob@example.org", "Bob Kaye", "Oakhaven Council", "Adviser"],
    ["zoe@gmial.com", "Zoe Adey", "", ""],
]


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def looked_at(site: Site, dropped: Answer) -> tuple[str, Answer]:
    """Where the page of a dropped spreadsheet is, and the page."""
    return dropped.headers["Location"].removeprefix("/lists"), site.followed(dropped)


def fields_of(page: Answer, **more: str) -> dict[str, str]:
    """What the form that applies it carries along."""
    found = re.findall(r'name="(sheet|seen)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found} | more


def test_a_workbook_is_shown_first_and_then_becomes_the_list(site: Site) -> None:
    before = site.list()

    where, page = looked_at(site, site.upload("/heads/import", "members.xlsx", workbook({"Members": [HEAD, *ROWS]})))

    assert "members.xlsx, sheet Members, has 3 rows; the list has 3 people. Nothing was changed yet." in page.words
    assert "1 join 1 leave 1 change" in page.words
    assert "Leave Cy Ode cy@example.net" in page.words
    assert "Join Zoe Adey zoe@gmial.com" in page.words
    assert "Role Head of SEND becomes → Director" in page.words
    assert "Cell Members!A4: gmial.com is likely mistyped: zoe@gmial.com, perhaps zoe@gmail.com." in page.words
    assert site.list() == before

    done = site.followed(site.post(where, fields_of(page)))
    assert "The spreadsheet is the list now: 1 joined, 1 left, 1 changed." in done.words
    assert site.list().splitlines()[1:] == [",".join(row) for row in ROWS]
    assert "Spreadsheet members.xlsx 1 joined, 1 left, 1 changed" in site.get("/heads/history").words
    site.post("/heads/undo", {"number": "1"})
    assert site.list() == before


@pytest.mark.parametrize("sign", ["\t", ",", ";"])
def test_a_pasted_table_is_read_as_a_file_is(site: Site, sign: str) -> None:
    table = "\r\n".join(sign.join(row) for row in [HEAD, *ROWS])

    page = site.followed(site.post("/heads/import", {"table": table}))

    assert "Pasted table has 3 rows" in page.words
    assert "1 join 1 leave 1 change" in page.words


def test_of_several_sheets_one_is_chosen(site: Site) -> None:
    sheets = {"Old": [HEAD, ROWS[0]], "New <b>": [HEAD, *ROWS]}
    where, page = looked_at(site, site.upload("/heads/import", "members.xlsx", workbook(sheets)))
    assert "Several sheets of members.xlsx may have the people. Which one is this list? Old New <b>" in page.words

    page = site.get(f"{where}?sheet=New+%3Cb%3E")
    assert "sheet New <b>, has 3 rows" in page.words
    assert site.post(where, fields_of(page)).status == 303
    assert site.list().count("\n") == 4


def test_many_leave_only_where_the_box_is_ticked(site: Site) -> None:
    before = site.list()
    where, page = looked_at(site, site.post("/heads/import", {"table": "email\nann@example.org\n" * 1}))
    assert "Leave Bob Kaye" in page.words
    (site.root / "recipients" / "heads.csv").write_text(before + "".join(f"p{at}@example.org,,,\n" for at in range(9)))

    refused = site.post(where, fields_of(page))
    assert refused.status == 409
    assert "Careful: this removes 91 % (11 of 12) from the list. Yes, so many are meant to leave" in refused.words
    assert "bob@example.org" in site.list()

    assert site.followed(site.post(where, fields_of(refused, shrink="yes"))).status == 200
    assert site.list().count("\n") == 2


def test_nobody_leaves_who_was_not_shown_as_leaving(site: Site) -> None:
    where, page = looked_at(site, site.post("/heads/import", {"table": "email\nann@example.org\nbob@example.org\n"}))
    (site.root / "recipients" / "heads.csv").write_text(site.list() + "late@example.org,,,\n")
    before = site.list()

    refused = site.post(where, fields_of(page, shrink="yes"))

    assert (refused.status, site.list()) == (409, before)
    assert "the list was changed since you were shown this" in refused.words
    assert "late@example.org" in refused.words
    assert site.post(where, fields_of(refused, shrink="yes")).status == 303
    assert "late@example.org" not in site.list()


def test_a_file_older_than_the_list_is_told(site: Site) -> None:
    site.as_("both@example.org").add(email="new@example.org", name="New")
    table = "email,name\nann@example.org,Ann Heath\nbob@example.org,Bob Kaye\ncy@example.net,Cy Ode\n"

    page = site.followed(site.post("/heads/import", {"table": table}))

    assert "it takes back what was done to 1 person only recently" in page.words
    assert re.search(r"New new@example.org Added only recently: .*, by both@example.org: added by hand", page.words)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"email,name\nann@example.org,Ann\nnot one,Bob\n", "Cell A3: this is not an e-mail address: "),
        ("a.pdf", b"%PDF-1.7", "this is a PDF, not a spreadsheet."),
        ("a.xlsx", b"PK\x03\x04nothing", "damaged"),
        ("a.csv", b"\0\0", "the file is empty"),
    ],
)
def test_what_cannot_be_used_is_told_and_changes_nothing(site: Site, name: str, content: bytes, told: str) -> None:
    before = site.state()

    page = site.followed_any(site.upload("/heads/import", name, content))

    assert page.status == 422
    assert told in page.words
    assert site.state() == before


def test_nothing_dropped_is_told_at_the_form(site: Site) -> None:
    page = site.upload("/heads/import", "", b"")

    assert page.status == 422
    assert "Choose a spreadsheet, or paste a table below." in page.words


def test_what_is_dropped_is_held_outside_the_workspace_for_its_visitor_and_list_alone(site: Site) -> None:
    before = site.state()
    both = site.as_("both@example.org")
    where, page = looked_at(both, both.upload("/heads/import", "secret-members.csv", b"email\nann@example.org\n"))

    assert "secret-members.csv has 1 row" in page.words
    assert site.state() == before
    [held] = Path(tempfile.gettempdir()).glob("composer-*/*/secret-members.csv")
    assert held.parents[1].stat().st_mode & 0o777 == 0o700
    assert site.get(where).status == 404
    assert both.get(where.replace("/heads/", "/data/")).status == 404
    assert both.post(where.replace("/heads/", "/data/"), {"shrink": "yes"}).status == 422
    assert site.state() == before

    both.post(where, fields_of(page, shrink="yes"))
    assert not held.exists()
    assert "not held here any more" in both.get(where).words


def test_who_gets_nothing_or_was_erased_is_told_without_naming_a_command(site: Site) -> None:
    with open_books(site.root) as ledger:
        key = secret_of(site.root).person_key
        ledger.suppress(key("zoe@example.org"), EVERY, Why.FORGOTTEN, datetime.now(UTC))
        ledger.suppress(key("bob@example.org"), "heads", Why.UNSUBSCRIBED, datetime.now(UTC))

    page = site.followed(
        site.post("/heads/import", {"table": "email\nann@example.org\nbob@example.org\nzoe@example.org"})
    )

    assert "this person was erased, and is to stay out: zoe@example.org. They are left out. " in page.words
    assert "If they ask to come back themselves, tell whoever manages the newsletter." in page.words
    assert "0 join 1 leave" in page.words
    assert "composer lists" not in page.words


NAMES = [
    '<img src=x onerror=alert(1)>".csv', "=cmd|' /C calc'!A0.csv", "a\x07b\u202ecsv.csv", "n" * 400 + ".csv",
    "../../etc/passwd.csv", "..", "~$members.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_of_files_are_shown_as_text_and_lead_nowhere(site: Site, name: str) -> None:
    page = site.followed_any(
        site.upload("/heads/import", name, b"email\nann@example.org\nbob@example.org\ncy@example.net\nz@example.org\n")
    )

    assert page.status == (422 if name.startswith("~$") else 200)
    assert "<img" not in page.text
    assert "\u202e" not in page.text
    assert "\x07" not in page.text
    if page.status == 200:
        where = re.search(r'action="/lists(/heads/import/[^"]+)"', page.text)
        assert where
        assert site.post(where[1], fields_of(page)).status == 303
        history = site.get("/heads/history").text
        assert "<img" not in history
        assert "\u202e" not in history


def test_hostile_cells_and_columns_are_shown_as_text(site: Site) -> None:
    table = (
        f'email,name,<script>alert(1)</script>\nann@example.org,"<img src=x>",=cmd|x\nbob@example.org,,{"y" * 900}\n'
    )

    where, page = looked_at(site, site.post("/heads/import", {"table": table}))
    site.followed(site.post(where, fields_of(page)))

    for answer in (page, site.get("/heads/"), site.get("/heads/history"), site.get("/heads/?sort=%3Cscript%3E")):
        assert answer.status == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
    assert ",'=cmd|x" in site.get("/heads/export.csv").body.decode("utf-8-sig")
    cells = openpyxl.load_workbook(io.BytesIO(site.get("/heads/export.xlsx").body)).active[2]
    assert cells[-1].value == "'=cmd|x"


def test_an_exported_list_brought_back_changes_nothing(site: Site) -> None:
    site.add(email="zoe@example.org", name="=1+1", role="Zoë; a, b")

    for kind in ("xlsx", "csv"):
        exported = site.get(f"/heads/export.{kind}")
        assert exported.headers["Content-Disposition"] == f'attachment; filename="heads.{kind}"'
        page = site.followed(site.upload("/heads/import", f"heads.{kind}", exported.body))
        assert "The list is so already: there is nothing to change." in page.words


def test_whoever_looks_at_an_import_often_keeps_nobody_else_waiting(site: Site) -> None:
    rows = "".join(f"person{at}@example.org\tPerson {at}\n" for at in range(400))
    dropped = site.post("/heads/import", {"table": f"email\tname\n{rows}"})
    address = dropped.headers["Location"]
    looking = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(60)]
    for one in looking:
        one.sendall(f"GET {address} HTTP/1.1\r\nHost: x\r\nCookie: visitor={site.visitor}\r\n\r\n".encode())

    assert site.as_("other@example.org").get("/data/").status == 200

    answered = select.select(looking, [], [], 0)[0]
    for one in looking:
        one.close()
    assert len(answered) < len(looking) // 2
