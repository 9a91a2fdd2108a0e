"""A list of people is read strictly: no row of it is ever passed over in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.load import ListShelf, lists, load_lists
from composer.load.lists import read_list
from composer.model import Network, Recipient
from composer.problems import Level, Problem
from composer.text import Place, Text
from tests.load.reading import codes

FILE = "recipients/send.csv"


@pytest.fixture
def read(tmp_path):
    def read_bytes(data: str | bytes) -> tuple[list[Recipient], list[Problem]]:
        path = tmp_path / "send.csv"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        found, problems = read_list(path, FILE, "send")
        assert found.network == "send"
        return list(found.rows), problems

    return read_bytes


def places(problems: list[Problem]) -> list[tuple[int, int]]:
    return [(problem.place.line, problem.place.column) for problem in problems]


ANN, BOB = Recipient("ann@example.org", "Ann"), Recipient("bob@example.org", "Bob")


@pytest.mark.parametrize(
    "text",
    [
        "email,name\nann@example.org,Ann\nbob@example.org,Bob\n",
        "email,name\nann@example.org,Ann\nbob@example.org,Bob",
        "email,name\r\nann@example.org,Ann\r\nbob@example.org,Bob\r\n",
        "email,name\rann@example.org,Ann\rbob@example.org,Bob\r",
        "\ufeffemail,name\nann@example.org,Ann\nbob@example.org,Bob\n",
        '"email","name"\n"ann@example.org","Ann"\n"bob@example.org","Bob"\n',
        "\n\nemail,name\n\nann@example.org,Ann\n,\n  , \nbob@example.org,Bob\n\n\n",
        "Email,NAME\n ann@example.org , Ann\nbob@example.org,Bob \n",
        "name,email\nAnn,ann@example.org\nBob,bob@example.org\n",
        "joined,name,email,note\n2019,Ann,ann@example.org,\n,Bob,bob@example.org,x\n",
        'email,name,organisation,role\nann@example.org,Ann,"A, B and C","the ""lead"""\nbob@example.org,Bob,,\n',
        "email,name,,\nann@example.org,Ann,,\nbob@example.org,Bob,,\n",
    ],
)
def test_a_sound_list_in_any_common_shape_is_read_whole(read, text):
    assert read(text) == ([ANN, BOB], [])


def test_names_are_optional(read):
    assert read("email\nann@example.org\n") == ([Recipient("ann@example.org")], [])


@pytest.mark.parametrize(
    "end", ["", "\n", "\nbob@example.org,Bob\n", "\nbob@example.org,Bob\n" * 30, '\nbob@example.org,"Bob"\n']
)
def test_an_unclosed_quote_names_the_row_where_it_opened_and_swallows_no_other(read, end):
    rows, problems = read(f'email,name\nann@example.org,Ann\ncy@example.org,"Cy{end}')

    assert codes(problems) == ["list-quote"]
    assert places(problems) == [(3, 16)]
    assert rows == [ANN, *[BOB] * end.count("bob")]


def test_a_quote_closed_in_a_later_row_swallows_none_either(read):
    rows, problems = read('email,name\ncy@example.org,"Cy\nann@example.org,Ann\nbob@example.org,"Bob"\n')
    more, others = read('email,name\ncy@example.org,"Cy\nann@example.org,Ann\ndi@example.org,Di"\n')

    assert (rows, codes(problems), places(problems)) == ([ANN, BOB], ["list-quote"], [(2, 16)])
    assert (more[0], codes(others), places(others)) == (ANN, ["list-quote"], [(2, 16)])


def test_every_unclosed_quote_is_told(read):
    rows, problems = read('email,name\n"ann@example.org,Ann\nbob@example.org,"Bob\nbob@example.org,Bob\n')

    assert (rows, codes(problems), places(problems)) == ([BOB], ["list-quote"] * 2, [(2, 1), (3, 17)])


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("email,name,email", "two columns are called email"),
        ("email,name,Name ", "two columns are called name"),
        ("e-mail,name", "there is no column email"),
        ("name", "there is no column email"),
        ("ann@example.org,Ann", "there is no column email"),
        ("email;name", "not separated by commas"),
        ("email\tname", "not separated by commas"),
    ],
)
def test_a_header_that_is_not_understood_is_told_and_nobody_is_guessed(read, header, says):
    rows, problems = read(f"{header}\nann@example.org,Ann\n")

    assert rows == []
    assert codes(problems) == ["list-header"]
    assert says in problems[0].message
    assert problems[0].place.line == 1


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", ",,\n"])
def test_an_empty_list_is_told(read, text):
    rows, problems = read(text)

    assert (rows, codes(problems)) == ([], ["list-header"])


@pytest.mark.parametrize("row", ["cy@example.org", "cy@example.org,Cy,x", "cy@example.org,Cy,"])
def test_a_row_with_another_number_of_cells_is_told(read, row):
    rows, problems = read(f"email,name\nann@example.org,Ann\n{row}\nbob@example.org,Bob\n")

    assert (rows, codes(problems), places(problems)) == ([ANN, BOB], ["list-cells"], [(3, 1)])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "cy",
        "cy@",
        "@example.org",
        "cy@@example.org",
        "cy@example",
        "cy example.org",
        "cy @example.org",
        "Cy <cy@example.org>",
        "cy@example.org; di@example.org",
        "cy@example..org",
        ".cy@example.org",
        "cy@-example.org",
        "cy@example.test",
        "cy@localhost",
        "a%b@example.org",
        "a!b@example.org",
        "mailto:cy@example.org",
        "cy@example.org.",
        "“cy@example.org”",
        "cy@" + "x" * 64 + ".org",
        "x" * 65 + "@example.org",
        "cy@" + "abcdefg." * 32 + "org",
        "cy@exam_ple.org",
        "cy\u200b@example.org",
        "cy@[127.0.0.1]",
    ],
)
def test_a_bad_address_is_told_with_its_row_and_no_other_is_lost(read, address):
    rows, problems = read(f"email,name\nann@example.org,Ann\n{address},Cy\nbob@example.org,Bob\n")

    assert (rows, codes(problems), places(problems)) == ([ANN, BOB], ["list-address"], [(3, 1)])


@pytest.mark.parametrize(
    "address",
    [
        "o'neil@example.org",
        "a+b@example.org",
        "siân@example.org",
        "a@exämple.org",
        "A.B@Example.ORG",
        "x" * 64 + "@example.org",
    ],
)
def test_a_good_address_keeps_its_spelling(read, address):
    assert read(f"email\n{address}\n") == ([Recipient(address)], [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_is_told_by_name(read, encoding):
    rows, problems = read("email,name\nann@example.org,Ann\n".encode(encoding))

    assert (rows, codes(problems)) == ([], ["file-encoding"])
    assert "UTF-16" in problems[0].message


def test_a_letter_saved_by_windows_is_told_at_its_place(read):
    rows, problems = read("email,name\nann@example.org,Ann\nsian@example.org,Siân\n".encode("cp1252"))

    assert (rows, codes(problems), places(problems)) == ([], ["file-encoding"], [(3, 20)])


def test_a_control_character_is_told_once_and_its_row_is_not_read(read):
    rows, problems = read("email,name\nann@example.org,Ann\ncy@exam\x00ple.org,Cy\nbob@example.org,Bob\n")

    assert (rows, codes(problems), places(problems)) == ([ANN, BOB], ["control-character"], [(3, 8)])


CELLS = st.sampled_from(
    ["ann@example.org", "bob@example.org", "ann@", "", "Ann", "A, B", 'say "hi"', "two\nlines", "tab\there", "é"]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=12), st.booleans())
def test_rows_read_and_rows_told_are_the_rows_there(tmp_path_factory, rows, quoted):
    written = ["email,name", *(",".join(_cell(cell, quoted) for cell in row) for row in rows)]
    path = tmp_path_factory.mktemp("lists") / "send.csv"
    path.write_text("\n".join(written) + "\n")
    found, problems = read_list(path, FILE, "send")

    there = sum(any(cell.strip() for cell in row) for row in rows)
    assert len(found.rows) + len({problem.place.line for problem in problems}) == there
    assert len(problems) == len({problem.place.line for problem in problems})


def _cell(cell: str, quoted: bool) -> str:
    return '"' + cell.replace('"', '""') + '"' if quoted or set(cell) & set(',"\n') else cell


@given(st.text('ab@.,"\n ;é', max_size=200))
def test_whatever_a_list_holds_no_line_is_passed_over_in_silence(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("lists") / "send.csv"
    path.write_text("email,name\nann@example.org,Ann\n" + text)
    found, problems = read_list(path, FILE, "send")
    told = {problem.place.line for problem in problems}
    blank = {number for number, line in enumerate(path.read_text().split("\n"), 1) if not line.strip(' ,"')}

    assert found.rows[0] == ANN
    lines = text.count("\n") + 1
    assert len(found.rows) - 1 + len(told) + len(blank) + _continued(text) >= lines


def _continued(text: str) -> int:
    """At most so many lines go on with the row of the line before."""
    return text.count('"') // 2 and text.count("\n")


def test_problems_beyond_a_hundred_are_counted(read):
    rows, problems = read("email,name\n" + "x,Ann\n" * 250 + "ann@example.org,Ann\n")

    assert rows == [ANN]
    assert codes(problems) == ["list-address"] * 100 + ["list-many"]
    assert problems[-1].message.startswith("150 ")


def network(name: str) -> Network:
    return Network(name, Text(name, FILE, ((0, 1, 1),)), Place(FILE, 1, 1))


def test_files_that_are_no_networks_lists_are_told(tmp_path: Path):
    folder = tmp_path / "recipients"
    folder.mkdir()
    for name in ("send.csv", "sned.csv", "send.xlsx", "notes.txt", "DATA.CSV"):
        (folder / name).write_text("email\nann@example.org\n")
    lists, problems = load_lists(tmp_path, {"send": network("send"), "data": network("data")})

    assert set(lists) == {"send"}
    assert codes(problems) == ["list-stray"] * 3
    assert {problem.level for problem in problems} == {Level.WARNING}
    assert {problem.place.file for problem in problems} == {
        f"recipients/{n}" for n in ("sned.csv", "send.xlsx", "DATA.CSV")
    }


def test_a_workspace_without_the_folder_has_no_lists(tmp_path: Path):
    assert load_lists(tmp_path, {"send": network("send")}) == ({}, [])


@pytest.mark.parametrize("bound", ["_MAX_LINES", "MAX_LIST_BYTES"])
def test_a_list_larger_than_any_is_refused_and_not_read(tmp_path: Path, monkeypatch, bound: str):
    path = tmp_path / "send.csv"
    path.write_text("email\n" + "a@example.org\n" * 200)
    monkeypatch.setattr(lists, bound, 100)
    people, problems = read_list(path, "recipients/send.csv", "send")

    assert (people.rows, [problem.code for problem in problems]) == ((), ["file-large"])


def test_a_line_of_nothing_but_commas_is_refused_at_its_place(tmp_path: Path):
    path = tmp_path / "send.csv"
    path.write_text("email\n" + "," * 200_001 + "\n")
    people, problems = read_list(path, "recipients/send.csv", "send")

    assert (people.rows, [(problem.code, problem.place.line) for problem in problems]) == ((), [("file-large", 2)])


@pytest.fixture
def shelf(tmp_path: Path) -> ListShelf:
    (tmp_path / "recipients").mkdir()
    (tmp_path / FILE).write_text("email,name\nann@example.org,Ann\n")
    return ListShelf(tmp_path)


def test_a_list_is_taken_apart_once_as_long_as_its_bytes_are_the_same(shelf: ListShelf):
    first, _ = shelf.read({"send": network("send")})
    (shelf.root / FILE).touch()

    assert shelf.read({"send": network("send")})[0]["send"] is first["send"]


def test_a_list_with_other_bytes_is_read_again_whatever_its_size_and_time_say(shelf: ListShelf):
    path = shelf.root / FILE
    status = path.stat()
    shelf.read({"send": network("send")})
    path.write_text("email,name\nbob@example.org,Bob\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert path.stat().st_size == status.st_size
    assert shelf.read({"send": network("send")})[0]["send"].rows == (BOB,)


def test_a_list_read_again_tells_its_problems_again(shelf: ListShelf):
    (shelf.root / FILE).write_text("email,name\nann@,Ann\n")

    assert [codes(shelf.read({"send": network("send")})[1]) for _ in range(2)] == [["list-address"]] * 2
