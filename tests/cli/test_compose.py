from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.conftest import ENVIRONMENT, edit

REMINDERS = [
    ("qa-capacity", 390, "2020-05-08"),
    ("ad-safeguarding-march", 390, "2020-03-06"),
    ("complex-lac-film", 389, "2020-02-21"),
    ("developing-models-conference", 389, "2020-05-01"),
]
TOOLS = [
    "regional-plan",
    "effects-of-cpd",
    "eal-progress-8",
    "send-guide",
    "jtai-family-environment",
    "building-resilience",
    "paediatric-workforce",
    "rescuing-the-reforms",
    "child-abuse-data",
    "camhs-access",
    "pass-the-parcel",
    "improving-behaviour",
    "improving-csa-data",
    "lait-20",
    "dsg-2020-21",
    "widening-participation",
    "expenditure-2018-19",
    "looked-after-2018-19",
    "disadvantage-gap",
    "pisa-2018",
    "send-sef",
    "moc-documents",
]


def test_the_sample_391_carries_the_reminders_and_tools_of_the_real_update(composer):
    edition = composer("compose", "391", "--json").json

    assert [(entry["id"], entry["issue"], entry["until"]) for entry in edition["reminders"]] == REMINDERS
    assert [tool["id"] for tool in edition["tools"]] == TOOLS
    assert [tool["id"] for tool in edition["tools"] if tool["new"]] == ["effects-of-cpd", "send-guide"]


@pytest.mark.parametrize(
    ("number", "reminders", "tools"),
    [
        ("335", [("care-cash-crisis", 334, "2019-01-25"), ("plo-seminar", 334, "2019-02-11")], 12),
        ("368", [("moc-review", 367, "2019-11-22"), ("safeguarding-meetings-2019", 335, "2019-09-06")], 23),
    ],
)
def test_the_older_samples_carry_what_was_news_a_week_before(composer, number, reminders, tools):
    edition = composer("compose", number, "--json").json

    assert [(entry["id"], entry["issue"], entry["until"]) for entry in edition["reminders"]] == reminders
    assert len(edition["tools"]) == tools
    assert 0 < len([tool for tool in edition["tools"] if tool["new"]]) < tools


def test_compose_json_has_the_keys_that_scripts_rely_on(composer):
    edition = composer("compose", "391", "--json").json

    assert list(edition) == [
        "number", "date", "subject", "news", "reminders", "left_out", "tools", "dates", "contacts",
    ]  # fmt: skip
    assert (edition["number"], edition["date"]) == (391, "2020-02-21")
    assert edition["subject"] == "Update no 391 – 21 February 2020"
    assert all(set(entry) == {"id", "title"} for entry in edition["news"] + edition["contacts"])
    assert all(set(entry) == {"id", "title", "issue", "reason", "until"} for entry in edition["reminders"])
    assert all(set(entry) == {"id", "title", "issue", "reason"} for entry in edition["left_out"])
    assert all(set(entry) == {"id", "title", "url", "published", "pin", "new"} for entry in edition["tools"])
    assert all(set(entry) - {"on", "by"} == {"id", "title", "item"} for entry in edition["dates"])
    assert all(("on" in entry) != ("by" in entry) for entry in edition["dates"])


def test_every_reminder_and_everything_left_out_has_a_reason(composer):
    edition = composer("compose", "391", "--json").json

    assert all(entry["reason"] for entry in edition["reminders"] + edition["left_out"])
    reasons = {entry["id"]: entry["reason"] for entry in edition["left_out"]}
    assert reasons["building-resilience"] == "dropped by issue 391"
    assert reasons["education-send-hold"] == "replaced by education-may in issue 391"


def test_an_issue_with_errors_is_shown_as_far_as_it_goes_and_exits_1(composer, workspace):
    edit(workspace / "issues" / "391.yaml", "id: education-may\n", "id: education-may\n    workstream: 7up!\n")

    ended = composer("compose", "391", "--json")

    assert ended.returncode == 1
    assert len(ended.json["news"]) == 7
    assert "issues/391.yaml:" in ended.stderr


def test_for_a_person_it_prints_a_list_with_reasons(composer):
    ended = composer("compose", "391")

    assert ended.returncode == 0
    assert "Complex LAC Project Film" in ended.stdout
    assert "until 21 February 2020, 2 weeks after its issue" in ended.stdout
    assert ended.stderr == ""


def test_without_a_number_it_is_the_newest_issue(composer):
    assert composer("compose", "--json").json["number"] == 391


def test_an_issue_that_is_not_there_is_wrong_usage(composer):
    ended = composer("compose", "400")

    assert ended.returncode == 2
    assert "there is no issues/400.yaml; the newest issue is 391" in ended.stderr


def test_outside_a_workspace_it_says_how_to_start_one(composer, tmp_path):
    ended = composer("compose", "391", cwd=tmp_path)

    assert ended.returncode == 2
    assert "composer init" in ended.stderr


def test_it_works_from_a_folder_inside_the_workspace_and_by_option(composer, workspace, tmp_path):
    assert composer("compose", "391", cwd=workspace / "issues").returncode == 0
    assert composer("--workspace", str(workspace), "compose", "391", cwd=tmp_path).returncode == 0


def test_composing_imports_nothing_that_only_rendering_or_sending_needs(workspace):
    unwanted = "{'jinja2', 'mjml', 'premailer', 'lxml', 'itsdangerous', 'email_validator', 'composer.render'}"
    script = (
        "import sys\n"
        "sys.argv = ['composer', 'compose', '391', '--json']\n"
        "from composer.cli import main\n"
        "try:\n    main()\n"
        f"finally:\n    print(sorted({unwanted} & set(sys.modules)), file=sys.stderr)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=workspace, capture_output=True, encoding="utf-8", env=ENVIRONMENT
    )

    assert ended.stderr.strip() == "[]"
