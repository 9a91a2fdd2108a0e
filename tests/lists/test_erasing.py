from __future__ import annotations

from pathlib import Path

import pytest

from composer.lists import Erased, Holdings, joined, left
from tests.lists.making import ANN, BOB, HEAD, addresses, doing, keeper_of, list_of, person, save


def holding_ann(root: Path) -> list[str]:
    """The files of a workspace that hold her address."""
    files = (path for path in root.rglob("*") if path.is_file())
    return sorted(
        path.relative_to(root).as_posix()
        for path in files
        if b"ann@" in path.read_bytes().lower().replace(b"joann@", b"")
    )


def test_who_is_erased_stands_nowhere_and_everything_works_on(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN + "bob@example.org,Bob,Elm,asks ANN@example.org or joann@example.org\n")
    keeper.edit(
        "send", doing("import", source="ann@example.org.csv"), lambda found: joined(found, person("ann", role="x"))
    )
    keeper.edit("send", doing(), lambda found: left(found, "ann@example.org"))
    keeper.undo("send", None, doing("undo"))
    assert {held.where for held in keeper.holding("ann@example.org").found} == {"list", "history"}

    erased = keeper.erase("ann@example.org")

    assert (erased.networks, erased.entries, erased.unread) == (("send",), 3, {})
    assert b"joann@example.org" in list_of(tmp_path).read_bytes()
    assert holding_ann(tmp_path) == []
    assert keeper.holding("ann@example.org") == Holdings((), {})
    assert [change.erased for change in keeper.history("send")] == [1, 1, 1]
    assert keeper.by_hand("send") is None
    assert keeper.edit("send", doing(), lambda found: joined(found, person("dee"))).change is not None
    assert keeper.undo("send", 1, doing("undo")).change is None


BESIDE = [
    "V/bob@x.org", "“V”", "V!", "V?", "x|V", "{V}", "V…", "see=V", "*V*", "‹V›", "`V`", "V–gone", "PA–V", "V/", "V#",
    "V&", "#V", "/V", "mailto:V?subject=x", "to%3DV",
]  # fmt: skip


@pytest.mark.parametrize("spelt", ["Ann@example.org", "ann%40example.org", "ann&#64;example.org"])
def test_an_address_in_others_notes_is_erased_whatever_signs_stand_beside_it(tmp_path, spelt):
    notes = [f"p{at}@example.org,{words}\n" for at, words in enumerate(BESIDE)]
    keeper = keeper_of(tmp_path, "email,notes\n" + "".join(notes).replace("V", spelt))
    keeper.edit("send", doing(), lambda found: joined(found, person("carl", notes=f"“{spelt}”")))
    keeper.edit("send", doing(), lambda found: left(found, "carl@example.org"))
    save(tmp_path, list_of(tmp_path).read_text() + "dee@example.org,x\n")
    assert len(keeper.holding("ann@example.org").found) == 4

    assert keeper.erase("ann@example.org") == Erased(("send",), 2)

    assert list_of(tmp_path).read_text() == "email,notes\n" + "".join(notes).replace("V", "") + "dee@example.org,x\n"
    assert keeper.holding("ann@example.org") == Holdings((), {})
    assert not [path for path in tmp_path.rglob("*.*") if path.is_file() and spelt.lower() in path.read_text().lower()]


def test_somebody_whose_own_address_ends_like_that_of_who_is_erased_stays_on_the_list_as_they_were(tmp_path):
    others = "x/ann@example.org,\n*ann@example.org,\nann@example.org.uk,asks jo.ann@example.org\n"
    keeper = keeper_of(tmp_path, "email,notes\nann@example.org,\n" + others)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))

    keeper.erase("ann@example.org")

    assert list_of(tmp_path).read_text() == f"email,notes\n{others}carl@example.org,\n"
    assert keeper.holding("ann@example.org").found == ()


def test_where_the_list_has_another_name_it_is_told_that_the_person_stands_there_still(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN + BOB)
    (tmp_path / "copy.csv").hardlink_to(list_of(tmp_path))

    erased = keeper.erase("ann@example.org")

    assert erased.networks == ("send",)
    assert "it has another name too" in erased.unread["send"]
    assert holding_ann(tmp_path) == ["copy.csv"]
    assert keeper.erase("carl@example.org").unread == {}


def test_what_cannot_be_read_hides_nothing_of_what_else_is_held_of_somebody(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + BOB)
    for network in ("data", "send"):
        keeper.edit(network, doing(), lambda found: joined(found, person("ann", role="x")))
        keeper.edit(network, doing(), lambda found: joined(found, person("carl")))
    save(tmp_path, HEAD + ANN + 'bob@example.org,"Bob,,\n')
    (tmp_path / "var" / "lists" / "data" / "000002.json").write_text("{")
    list_of(tmp_path).with_name("trust.csv").write_bytes(b"\xff")

    held = keeper.holding("ann@example.org")

    assert [(one.network, one.where) for one in held.found] == [
        ("data", "list"),
        ("data", "history"),
        ("send", "last"),
        ("send", "history"),
    ]
    assert sorted(held.unread) == ["data", "send", "trust"]
    assert "var/lists/data/000002.json cannot be read" in held.unread["data"]
    assert "it has faults" in held.unread["send"]


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("email,ask ann@example.org,ask,b,c", "email,ask 2,ask,b,c"),
        ("email,ask,ask 2,ask ANN@example.org,c", "email,ask,ask 2,ask 3,c"),
        ("email,email ann@example.org,a,b,c", "email,email 2,a,b,c"),
        ('email,"ann@example.org, ask",", ask",b,c', 'email,"2, ask",", ask",b,c'),
        ("email,ask ann@example.org,ask ann%40example.org,b,c", "email,ask 2,ask ,b,c"),
        ("email,ann@example.org,,b,c", "email,,,b,c"),
    ],
)
def test_a_column_that_would_be_called_like_another_is_numbered_and_the_list_works_on(tmp_path, head, after):
    people = "bob@example.org,w,x,y,z\n"
    keeper = keeper_of(tmp_path, f"{head}\n{people}")
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))

    keeper.erase("ann@example.org")

    assert list_of(tmp_path).read_text() == f"{after}\n{people}carl@example.org,,,,\n"
    assert len(keeper.edit("send", doing(), lambda found: left(found, "carl@example.org")).table.rows) == 1
    assert holding_ann(tmp_path) == []


def test_a_column_that_names_who_is_erased_is_called_otherwise_in_the_list_and_its_history(tmp_path):
    keeper = keeper_of(tmp_path, "email,ask Ann@example.org\nbob@example.org,x\n")
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    keeper.edit("send", doing(), lambda found: left(found, "bob@example.org"))

    keeper.erase("ann@example.org")

    assert holding_ann(tmp_path) == []
    assert [len(change.diff.leaves) for change in keeper.history("send")] == [1, 0]


def test_a_list_that_is_a_link_is_told_as_not_reached_and_its_history_is_seen_to(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    elsewhere = list_of(tmp_path).rename(tmp_path / "elsewhere.csv")
    list_of(tmp_path).symlink_to(elsewhere)

    erased = keeper.erase("ann@example.org")

    assert "is a link" in erased.unread["send"]
    assert erased.networks == ()
    assert list_of(tmp_path).is_symlink()
    assert holding_ann(tmp_path) == ["elsewhere.csv", "recipients/send.csv"]


@pytest.mark.parametrize("damaged", ["000002.json", "000001.json"])
def test_a_change_that_cannot_be_read_is_told_and_is_no_hindrance_to_erasing_the_rest(tmp_path, damaged):
    keeper = keeper_of(tmp_path, HEAD + ANN + BOB)
    for network in ("data", "send"):
        keeper.edit(network, doing(), lambda found: joined(found, person("ann", role="x")))
        keeper.edit(network, doing(), lambda found: joined(found, person("carl")))
    (tmp_path / "var" / "lists" / "data" / damaged).write_text("{")

    erased = keeper.erase("ann@example.org")

    assert erased.networks == ("data", "send")
    assert erased.unread.keys() == {"data"}
    assert f"var/lists/data/{damaged} cannot be read" in erased.unread["data"]
    assert holding_ann(tmp_path) == []
    assert addresses(keeper.edit("send", doing(), lambda found: joined(found, person("dee"))).table) == [
        "bob@example.org",
        "carl@example.org",
        "dee@example.org",
    ]


def test_a_list_as_it_was_known_that_cannot_be_read_is_told_and_the_list_is_seen_to(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN + BOB)
    keeper.edit("send", doing(), lambda found: joined(found, person("carl")))
    (tmp_path / "var" / "lists" / "send" / "last.csv").write_bytes(b"\xff")

    erased = keeper.erase("ann@example.org")

    assert "var/lists/send/last.csv cannot be read" in erased.unread["send"]
    assert holding_ann(tmp_path) == []


def test_where_a_folder_stands_in_the_place_of_a_file_that_is_told_and_the_rest_is_seen_to(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN + BOB)
    keeper.edit("send", doing(), lambda found: joined(found, person("ann", role="x")))
    last = tmp_path / "var" / "lists" / "send" / "last.csv"
    last.unlink()
    last.mkdir()

    held, erased = keeper.holding("ann@example.org"), keeper.erase("ann@example.org")

    assert [one.where for one in held.found] == ["list", "history"]
    assert (erased.networks, erased.entries) == (("send",), 1)
    assert held.unread == erased.unread
    assert "cannot be read or written: Is a directory" in erased.unread["send"]
    assert holding_ann(tmp_path) == []


def test_a_list_with_faults_is_told_and_its_history_and_other_lists_are_seen_to(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    for network in ("send", "trust"):
        keeper.edit(network, doing(), lambda found: joined(found, person("ann", role="x")))
    save(tmp_path, HEAD + ANN + 'bob@example.org,"Bob,,\n')

    erased = keeper.erase("ann@example.org")

    assert (erased.networks, erased.entries) == (("trust",), 2)
    assert "it has faults" in erased.unread["send"]
    assert holding_ann(tmp_path) == ["recipients/send.csv"]


def test_where_one_networks_history_cannot_be_written_the_others_are_erased_from(tmp_path):
    keeper = keeper_of(tmp_path, HEAD + ANN)
    keeper.edit("data", doing(), lambda found: joined(found, person("ann")))
    (tmp_path / "var" / "lists" / "send").write_text("not a folder")

    erased = keeper.erase("ann@example.org")

    assert erased.networks == ("data",)
    assert "cannot be written" in erased.unread["send"]
