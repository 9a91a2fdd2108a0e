from __future__ import annotations

import email
import email.policy

from tests.cli.conftest import body, edit


def test_it_writes_html_text_and_letter_of_each_variant(composer, workspace):
    ended = composer("render", "391", "--out", "out", "--json")

    assert ended.json["variants"] == 7
    names = sorted(path.name for path in (workspace / "out").iterdir())
    expected = [f"391{'' if n == 1 else f'.{n}'}.{ending}" for n in range(1, 8) for ending in ("html", "txt", "eml")]
    assert names == sorted(expected)


def test_the_html_and_text_files_are_the_bodies_of_the_letter(composer, workspace):
    composer("render", "391", "--out", "out")

    out = workspace / "out"
    letter = email.message_from_bytes((out / "391.eml").read_bytes(), policy=email.policy.default)
    assert body(letter, "html").strip() == (out / "391.html").read_text().strip()
    assert body(letter, "plain").strip() == (out / "391.txt").read_text().strip()


def test_what_can_be_shown_of_an_issue_with_errors_is_written_and_it_exits_1(composer, workspace):
    (workspace / "images" / "film.png").unlink()

    ended = composer("render", "391", "--out", "out")

    assert ended.returncode == 1
    assert "image-missing" in ended.stderr
    assert "Complex LAC Project Film" in (workspace / "out" / "391.html").read_text()


def test_variants_that_there_no_longer_are_go_and_other_files_stay(composer, workspace):
    composer("render", "391", "--out", "out")
    (workspace / "out" / "notes.txt").write_text("mine")
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nto: [send]")

    variants = composer("render", "391", "--out", "out", "--json").json["variants"]

    names = {path.name for path in (workspace / "out").iterdir()}
    assert names - {"notes.txt"} == {
        f"391{'' if n == 1 else f'.{n}'}.{ending}" for n in range(1, variants + 1) for ending in ("html", "txt", "eml")
    }
    assert "notes.txt" in names


def test_for_a_person_it_says_who_sees_each_variant(composer):
    lines = composer("render", "391", "--out", "out").stdout.splitlines()

    assert lines[1] == "    1 person: everything"
    assert "40 people: without Education Data Group – update" in lines[3]


def test_without_anybody_on_the_lists_the_whole_edition_is_shown(composer, workspace):
    for path in (workspace / "recipients").glob("*.csv"):
        path.unlink()

    ended = composer("render", "391", "--out", "out", "--json")

    assert (ended.returncode, "there is no list of people in this copy" in ended.stderr) == (0, True)
    assert ended.json["variants"] == 1
    assert "Education Data Group" in (workspace / "out" / "391.txt").read_text()


def test_a_template_of_the_workspace_takes_the_place_of_ours_and_its_faults_name_file_and_line(composer, workspace):
    (workspace / "templates").mkdir()
    (workspace / "templates" / "edition.txt.j2").write_text("Just this.\n{{ nothing.here }}\n")

    ended = composer("render", "391", "--out", "out")

    assert ended.returncode == 2
    assert "edition.txt.j2:2" in ended.stderr
