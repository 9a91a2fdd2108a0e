from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from composer.mailbox import canonical
from composer.model import EVERY
from composer.pipeline.books import open_books, secret_of
from tests.cli.conftest import Run, edit
from tests.cli.programme import small_programme

Composer = Callable[..., Run]

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)


def rows(workspace: Path) -> list[str]:
    return [
        row["email"].lower()
        for path in sorted((workspace / "recipients").glob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def section(ended: Run, words: str) -> list[str]:
    """The lines under a heading."""
    return ended.stdout.partition(f"\n\n{words}\n")[2].partition("\n\n")[0].splitlines()


def suppress(workspace: Path, address: str, reason: str, network: str = EVERY) -> None:
    """As bounces, complaints, links and managers do."""
    with open_books(workspace) as ledger:
        ledger.suppress(secret_of(workspace).person_key(canonical(address)), network, reason, NOW)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Ann and Bob are on heads, Ann, Cy and Dee on data."""
    return small_programme(tmp_path / "small")


def test_audience_json_counts_what_the_lists_hold(composer, workspace):
    told = composer("audience", "391", "--json").json

    addresses = rows(workspace)
    assert told["people"] == len(set(addresses)) == 150
    assert told["rows"] == len(addresses)
    assert told["copies_saved"] == told["rows"] - told["people"]
    assert told["suppressed"] == 0
    assert (
        told["networks"]["assistant-directors"] < told["networks"]["ad-education"] + told["networks"]["ad-safeguarding"]
    )
    assert told["variants"] == 7
    assert sum(entry["people"] for entry in told["overlaps"]) < 150


def test_json_tells_for_every_two_networks_how_many_are_on_both(composer, workspace):
    told = composer("audience", "391", "--json").json

    on = {
        path.stem: {row["email"].lower() for row in csv.DictReader(path.read_text("utf-8").splitlines())}
        for path in (workspace / "recipients").glob("*.csv")
    }
    assert set(told["overlap"]) == set(on)
    for one, other in combinations(on, 2):
        shared = len(on[one] & on[other])
        assert told["overlap"][one].get(other, 0) == told["overlap"][other].get(one, 0) == shared
    assert told["by_network"]["send"] == {
        "people": len(on["send"]),
        "suppressed": 0,
        "left": 0,
        "rows": len(on["send"]),
    }
    assert told["by_network"]["assistant-directors"]["rows"] is None


def test_names_are_told_only_when_asked_for(composer):
    assert "@" not in composer("audience", "391").stdout
    assert "@" not in composer("audience", "391", "--json").stdout
    assert len(composer("audience", "391", "--json", "--people").json["recipients"]) == 150
    assert composer("audience", "391", "--people").stdout.count("@") == 150


def test_for_a_person_it_names_networks_and_copies_saved(composer):
    ended = composer("audience", "391")

    assert "150 letters for issue 391" in ended.stdout
    assert (
        "150 people on 6 lists, in 219 rows; 0 suppressed\n69 copies saved by sending each person one" in ended.stdout
    )
    assert "Assistant Directors, with ad-education, ad-safeguarding" in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 100


def test_copies_saved_are_told_by_the_networks_that_save_them_and_add_up(composer):
    told = section(composer("audience", "391"), "Copies saved")
    overlaps = composer("audience", "391", "--json").json["overlaps"]

    saved = [line for line in told[1:] if line[:11].strip()]
    assert len(saved) == len(overlaps)
    assert sum(int(line.split()[0]) for line in saved) == 69
    assert saved[0].split(maxsplit=2) == ["21", "21", "AD Education Network, SEND Network"]
    assert "ad-education" not in " ".join(told)
    assert any("ad-education" in entry["networks"] for entry in overlaps)


def test_the_matrix_has_a_row_and_a_column_for_each_list(composer):
    heads, *lines = section(composer("audience", "391"), "On two networks at once")

    assert heads.split() == [line.split()[0] for line in lines]
    assert heads.split() == ["dcs", "ad-education", "ad-safeguarding", "send", "data", "qa-leads"]
    assert lines[1].split() == ["ad-education", "2", "1", "22", "8", "1"]


def test_each_variant_is_told_with_what_its_people_do_not_see(composer):
    told = section(composer("audience", "391"), "Variants")

    assert told[0].split(maxsplit=1)[1] == "1 person  everything"
    assert [line.strip() for line in told[3:5]] == [
        "4.  19 people  without Education Data Group – update",
        "without Quality assurance – four longer meetings a year",
    ]


# Who is suppressed, and why.


def test_the_suppressed_are_told_by_reason(small, composer):
    suppress(small, "ann@example.org", "unsubscribed on the page", "heads")
    suppress(small, "ann@example.org", "unsubscribed by one click", "data")
    suppress(small, "bob@example.org", "bounced: no such mailbox", "heads")
    suppress(small, "cy@example.net", "complained", EVERY)
    suppress(small, "dee@x.org", "forgotten", EVERY)
    suppress(small, "nobody@example.net", "by a manager", EVERY)

    told = composer("audience", "--json", cwd=small).json
    ended = composer("audience", cwd=small)

    assert told["suppressed_by"] == {"unsubscribed": 1, "bounced": 1, "complained": 1, "forgotten": 1}
    assert told["suppressed"] == told["people"] == 4
    assert section(ended, "Suppressed, and why") == [
        "        1  bounced: each of their networks",
        "        1  complained: all networks",
        "        1  forgotten: all networks",
        "        1  unsubscribed: each of their networks",
    ]
    assert "0 letters for issue 391" in ended.stdout
    assert ended.returncode == 0


def test_people_are_named_with_the_reason_and_since_when(small, composer):
    suppress(small, "BOB@example.org", "by a manager: asked on the telephone")

    by_address = {
        one["address"]: one for one in composer("audience", "--json", "--people", cwd=small).json["recipients"]
    }
    assert by_address["bob@example.org"]["suppressed"] == "by a manager: asked on the telephone"
    assert by_address["ann@example.org"]["suppressed"] is None
    assert section(composer("audience", "--people", cwd=small), "People") == [
        "  Ann Heath <ann@example.org>  heads, data",
        "  Bob Kaye <bob@example.org>  heads  suppressed since 2026-03-06: by a manager: asked on the telephone",
        "  Cy <cy@example.net>  data",
        "  dee@x.org  data",
    ]


def test_what_keeps_somebody_out_of_all_is_told_before_what_keeps_them_out_of_one(small, composer):
    suppress(small, "bob@example.org", "bounced", "heads")
    suppress(small, "bob@example.org", "unsubscribed by one click", EVERY)

    assert composer("audience", "--json", cwd=small).json["suppressed_by"] == {"unsubscribed": 1}


def test_who_left_one_network_and_is_reached_by_another_is_told_and_not_suppressed(small, composer):
    suppress(small, "ann@example.org", "unsubscribed by one click", "heads")

    told = composer("audience", "--json", cwd=small).json
    ended = composer("audience", cwd=small)

    assert (told["people"], told["suppressed"], told["copies_saved"]) == (4, 0, 1)
    assert told["by_network"]["heads"] == {"people": 1, "suppressed": 0, "left": 1, "rows": 2}
    assert section(ended, "Left, and reached by another network") == ["        1  Heads"]
    assert section(ended, "Copies saved")[1:] == ["        1       1  Heads, which they have left"]


# Sizes.


def test_without_a_number_it_is_the_newest_issue(composer):
    newest = max(int(path.stem) for path in (Path(__file__).parents[2] / "issues").glob("*.yaml"))

    assert f"letters for issue {newest}" in composer("audience").stdout


def test_nobody_at_all_is_said_in_a_sentence(small, composer):
    for path in (small / "recipients").glob("*.csv"):
        path.write_text("email,name\n")

    ended = composer("audience", cwd=small)

    assert ended.stdout.startswith("0 letters for issue 391\nNobody is on the lists that it goes to.\n")
    assert composer("audience", "--json", cwd=small).json["people"] == 0
    assert ended.returncode == 1


def test_of_one_network_there_is_no_matrix_and_a_row_again_is_told(small, composer):
    (small / "recipients" / "networks.yaml").write_text("heads: {name: Heads, leads: [lead@example.org]}\n")
    (small / "recipients" / "data.csv").unlink()
    edit(small / "issues" / "391.yaml", ", networks: [data]", "")
    with (small / "recipients" / "heads.csv").open("a") as file:
        file.write("ANN@Example.org,Ann\n")

    ended = composer("audience", cwd=small)

    assert "2 people on 1 list, in 3 rows; 0 suppressed\n1 copy saved" in ended.stdout
    assert "On two networks" not in ended.stdout
    assert section(ended, "Copies saved")[1:] == ["        1       ·  Heads, where somebody has another row"]


def many_networks(root: Path, count: int, on_all: int) -> None:
    """So many networks, and so many people on all of them; each two share two more, who are on no third."""
    names = [f"network-{number}" for number in range(count)]
    (root / "recipients" / "networks.yaml").write_text("".join(f"{name}: {{name: The {name}}}\n" for name in names))
    (root / "recipients" / "data.csv").unlink()
    (root / "recipients" / "heads.csv").unlink()
    edit(root / "issues" / "391.yaml", ", networks: [data]", "")
    crowd = [f"crowd.{person}@example.org" for person in range(on_all)]
    for name in names:
        pairs = [".".join(pair) for pair in combinations(names, 2) if name in pair]
        rows = [f"{pair}.{person}@example.org" for pair in pairs for person in ("one", "other")]
        (root / "recipients" / f"{name}.csv").write_text("\n".join(["email", *rows, *crowd, ""]))


@pytest.mark.parametrize(("count", "on_all", "lines"), [(25, 0, 26), (25, 998, 21), (40, 0, 21)])
def test_25_networks_make_a_matrix_and_what_is_wider_a_list_of_pairs(small, composer, count, on_all, lines):
    many_networks(small, count, on_all)

    ended = composer("audience", cwd=small)
    told = section(ended, "On two networks at once")

    assert len(told) == lines
    assert max(map(len, ended.stdout.splitlines())) <= 100
    more = f"and {count * (count - 1) // 2 - 20} more pairs, all told with --json"
    assert (told[-1].strip() == more) == (lines == 21)
    overlap = composer("audience", "--json", cwd=small).json["overlap"]
    assert [len(others) for others in overlap.values()] == count * [count - 1]
    assert {people for others in overlap.values() for people in others.values()} == {2 + on_all}


def test_a_name_cannot_command_the_terminal(small, composer):
    edit(small / "recipients" / "heads.csv", "Bob Kaye", "Bob\N{RIGHT-TO-LEFT OVERRIDE}Kaye")
    suppress(small, "bob@example.org", "bounced \N{RIGHT-TO-LEFT OVERRIDE}550")

    told = section(composer("audience", "--people", cwd=small), "People")

    assert told[1].startswith(
        "  Bob\\u202eKaye <bob@example.org>  heads  suppressed since 2026-03-06: bounced \\u202e550"
    )
