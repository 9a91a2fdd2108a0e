from __future__ import annotations

import csv
from pathlib import Path


def rows(workspace: Path) -> list[str]:
    return [
        row["email"].lower()
        for path in sorted((workspace / "recipients").glob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    ]


def test_audience_json_counts_what_the_lists_hold(composer, workspace):
    told = composer("audience", "391", "--json").json

    addresses = rows(workspace)
    assert told["people"] == len(set(addresses)) == 150
    assert told["copies_saved"] == len(addresses) - len(set(addresses))
    assert told["suppressed"] == 0
    assert (
        told["networks"]["assistant-directors"] < told["networks"]["ad-education"] + told["networks"]["ad-safeguarding"]
    )
    assert told["variants"] == 7
    assert sum(entry["people"] for entry in told["overlaps"]) < 150


def test_names_are_told_only_when_asked_for(composer):
    assert "@" not in composer("audience", "391").stdout
    assert "@" not in composer("audience", "391", "--json").stdout
    assert len(composer("audience", "391", "--json", "--people").json["recipients"]) == 150


def test_for_a_person_it_names_networks_and_copies_saved(composer):
    ended = composer("audience", "391")

    assert "150 letters for issue 391" in ended.stdout
    assert "69 copies saved" in ended.stdout
    assert "Assistant Directors" in ended.stdout


def test_for_a_person_networks_have_their_names_wherever_they_stand(composer):
    told = composer("audience", "391").stdout.partition("On several networks\n")[2].partition("\n\n")[0]
    overlaps = composer("audience", "391", "--json").json["overlaps"]

    assert len(told.splitlines()) == len(overlaps)
    assert "AD Education Network" in told
    assert "ad-education" not in told
    assert any("ad-education" in entry["networks"] for entry in overlaps)
