"""What docs/problems.md says of a rule is what the rule says of itself, and its examples do what they say."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pytest

from composer.check import RULES
from tests.problems.sections import PAGE, docstring_of, written
from tests.problems.test_cases import OF_RULES, build, expected_of, problems_of_issue

TEXTS = {rule.code: docstring_of(rule) for rule in RULES}
_FENCE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_HALF = re.compile(r"^# (wrong|right)(?:: (\S+))?\n(.*?)(?=^# (?:wrong|right)|\Z)", re.MULTILINE | re.DOTALL)
_VERDICT = re.compile(r"^(?:#|<!--) (wrong|right)\b", re.MULTILINE)
EXAMPLES = [
    (code, *half) for code, text in TEXTS.items() for fence in _FENCE.findall(text) for half in _HALF.findall(fence)
]


def test_the_document_says_of_the_rules_what_they_say_of_themselves():
    page = PAGE.read_text(encoding="utf-8")

    assert page == written(page), "python -m tests.problems.sections writes it"


@pytest.mark.parametrize("code", TEXTS)
def test_a_rule_shows_what_is_wrong_and_what_is_right(code):
    fenced = re.findall(r"^```\w+\n(.*?)^```", TEXTS[code], flags=re.MULTILINE | re.DOTALL)

    assert any({"wrong", "right"} <= set(_VERDICT.findall(fence)) for fence in fenced)


@pytest.mark.parametrize(("code", "verdict", "file", "example"), EXAMPLES)
def test_an_example_is_as_wrong_or_right_as_it_says(code, verdict, file, example, tmp_path):
    build(tmp_path, files_of(file, example))

    told = {problem.code for problem in problems_of_issue(tmp_path, 2)}

    assert (code in told) == (verdict == "wrong"), told


def files_of(file: str, written: str) -> dict[str, Any]:
    """The files that an example is about: a whole one, keys of the issue, or keys of its one item."""
    if file and file != "issue":
        return {file: written}
    if not file:
        item = textwrap.indent(_with(written, "title: News", "update: Something new."), "    ")
        written = f"items:\n  -{item[3:]}"
    return {"issues/2.yaml": _with(written, "number: 2", "date: 2020-02-21", "items: [{title: News, update: x}]")}


def _with(written: str, *lines: str) -> str:
    """Keys, and before them those of the lines that they lack."""
    keys = set(re.findall(r"^(\w+):", written, flags=re.MULTILINE))
    return "".join(f"{line}\n" for line in lines if line.partition(":")[0] not in keys) + written


@pytest.mark.parametrize("code", TEXTS)
def test_a_rule_has_a_case_that_fails_and_one_that_passes_in_a_file_of_its_own(code):
    own = [case for name, case in OF_RULES.items() if name.startswith(f"{code}: ")]
    failing = [case for case in own if code in {match["code"] for match in expected_of(case)}]

    assert 0 < len(failing) < len(own)
