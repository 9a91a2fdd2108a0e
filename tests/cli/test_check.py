from __future__ import annotations

import re

from tests.cli.conftest import edit


def test_the_sample_issues_have_no_problems_even_strictly(composer):
    ended = composer("check", "--all", "--strict")

    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "No problems found.\n")


def test_check_json_has_the_keys_that_scripts_rely_on(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nsubjcet: x")

    ended = composer("check", "391", "--json")

    (problem,) = ended.json["problems"]
    assert list(problem) == ["file", "line", "column", "level", "code", "message", "fix", "item"]
    assert (problem["file"], problem["line"], problem["column"]) == ("issues/391.yaml", 3, 1)
    assert (problem["level"], problem["code"], problem["fix"]) == ("error", "key-unknown", "Did you mean `subject`?")
    assert ended.returncode == 1


def test_a_problem_stands_on_one_line_with_place_level_remedy_and_code(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nsubjcet: x")

    ended = composer("check", "391")

    line = "issues/391.yaml:3:1: error: there is no key `subjcet` here. Did you mean `subject`? [key-unknown]"
    assert ended.stderr.splitlines() == [line]
    assert ended.stdout == "1 error, 0 warnings.\n"


def test_warnings_count_only_when_strict(composer, workspace):
    (workspace / "issues" / "391 copy.yaml").write_text("number: 391\n")

    assert composer("check", "391").returncode == 0
    assert composer("check", "391", "--strict").returncode == 1


def test_an_error_of_an_earlier_issue_counts_only_where_it_carries_into_this_one(composer, workspace):
    over, carried = "far from home\n    workstream: ", "Complex LAC Project Film\n    workstream: "
    edit(workspace / "issues" / "388.yaml", f"{over}safeguarding", f"{over}nothing")
    edit(workspace / "issues" / "389.yaml", f"{carried}safeguarding", f"{carried}nothing")

    problems = composer("check", "391", "--json").json["problems"]

    assert [(problem["file"], problem["code"]) for problem in problems] == [("issues/389.yaml", "workstream-unknown")]


def test_an_unreadable_earlier_issue_is_always_told(composer, workspace):
    (workspace / "issues" / "335.yaml").write_bytes(b"PK\x03\x04 a Word file")

    problems = composer("check", "391", "--json").json["problems"]

    assert [(problem["file"], problem["code"]) for problem in problems] == [("issues/335.yaml", "file-binary")]


def test_a_broken_list_is_told_only_to_issues_that_go_to_it(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nto: [dcs, ad-education]")
    (workspace / "recipients" / "data.csv").write_text('email,name\n"open@example.org,Open\n')
    concerned = {problem["file"] for problem in composer("check", "391", "--json").json["problems"]}
    others = {problem["file"] for problem in composer("check", "390", "--json").json["problems"]}

    assert "recipients/data.csv" not in concerned
    assert "recipients/data.csv" in others


def test_a_number_and_all_together_are_wrong_usage(composer):
    assert composer("check", "391", "--all").returncode == 2


def test_without_usable_settings_it_exits_2_and_says_why(composer, workspace):
    (workspace / "newsletter.yaml").write_text("name: x\n")

    ended = composer("check", "391", "--json")

    assert ended.returncode == 2
    assert [problem["code"] for problem in ended.json["problems"]] == ["key-missing"]


def test_errors_of_the_settings_exit_2_and_are_told_with_the_others(composer, workspace):
    edit(workspace / "newsletter.yaml", "language: en-GB", "language: British English")
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nsubjcet: x")

    ended = composer("check", "391", "--json")

    assert ended.returncode == 2
    assert [problem["code"] for problem in ended.json["problems"]] == ["key-unknown", "language-wrong"]


def test_a_number_that_is_none_says_how_to_write_it(composer):
    ended = composer("check", "391.yaml")

    assert ended.returncode == 2
    assert "give the number of the issue alone, like 391" in ended.stderr


def test_with_json_a_script_can_read_why_nothing_can_be_shown(composer, workspace):
    (workspace / "issues" / "391.yaml").write_bytes(b"PK\x03\x04")

    for command in (["compose", "391"], ["audience", "391"], ["send", "391", "--yes"], ["render", "391", "--out", "o"]):
        ended = composer(*command, "--json")
        assert [problem["code"] for problem in ended.json["problems"]] == ["file-binary"]
        assert ended.returncode == 1


def test_an_error_in_whom_an_earlier_issue_was_for_never_lets_its_items_go_to_everyone(composer, workspace):
    edit(workspace / "issues" / "390.yaml", "date: 2020-02-14", "date: 2020-02-14\nto: [DCS]")

    ended = composer("send", "391", "--yes")

    assert ended.returncode == 1
    assert "issues/390.yaml:" in ended.stderr
    assert not (workspace / "var").exists()


def test_a_network_by_its_printed_name_reaches_nobody_until_it_is_mended(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nto: [SEND Network]")

    ended = composer("audience", "391", "--json")

    assert (ended.json["people"], ended.returncode) == (0, 1)
    assert "there is no network called SEND Network. Did you mean send?" in ended.stderr


def test_a_missing_list_of_an_included_network_is_an_error(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nto: [assistant-directors]")
    (workspace / "recipients" / "ad-education.csv").unlink()

    problems = composer("check", "391", "--json").json["problems"]

    assert [(problem["file"], problem["code"]) for problem in problems] == [
        ("recipients/networks.yaml", "network-empty")
    ]


def test_the_name_of_a_file_cannot_command_the_terminal(workspace, composer):
    (workspace / "issues" / "\x1b[2J\x1b]0;x\x07.yaml").write_text("number: 1\n")
    (workspace / "templates").mkdir()
    (workspace / "templates" / "_contacts.mjml.j2").write_text('{% include "a\x1b[31m" %}')

    checked = composer("check", "391")
    rendered = composer("render", "391", "--out", "out")

    assert "\\x1b[2J" in checked.stderr
    assert "\\x1b[31m" in rendered.stderr
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", checked.stderr + rendered.stderr)
