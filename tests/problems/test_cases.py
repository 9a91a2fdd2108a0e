"""Each mistake people make is told once, at its place, in their words.

The mistakes are in cases.yaml, and, for the rules of `check`, in rules/CODE.yaml; a new one needs no Python.
"""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from composer.check import RULES
from composer.lists import Doing, ListKeeper
from composer.model import EVERY, Answer, Leads, Why
from composer.pipeline.checking import checked
from composer.pipeline.edition import UnreadableError, Workspace, address_issue
from composer.pipeline.importing import plan, shrinking, shrinks
from composer.pipeline.leaving import suppress_address
from composer.pipeline.list_checks import check_lists
from composer.pipeline.listing import Lists
from composer.pipeline.share_left import who_left_if_known
from composer.problems import Problem

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DATA = yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))
NOW = datetime(2020, 2, 21, 9, 30, tzinfo=UTC)
OF_RULES: dict[str, dict[str, Any]] = {
    f"{path.stem}: {name}": case
    for path in sorted((HERE / "rules").glob("*.yaml"))
    for name, case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"].items()
}
CASES: dict[str, dict[str, Any]] = DATA["cases"] | OF_RULES
EXPECTED = re.compile(
    r"(?P<place>\S+( \d+\.yaml)?:\d+:\d+|\S+ [A-Z]+\d+) (?P<level>\w+) (?P<code>[a-z-]+) ~ (?P<says>.*) ~ (?P<fix>.*)"
)


def content(written: Any, base: str) -> bytes:
    """The bytes of a file of a case; the forms are told at the top of cases.yaml."""
    match written:
        case str():
            return written.encode()
        case list():
            return b"".join(content(part, base) for part in written)
        case {"more": more}:
            return (base + str(more)).encode()
        case {"repeat": words, "times": times}:
            return str(words).encode() * int(times)
        case {"base64": coded}:
            return base64.b64decode(str(coded))
    raise AssertionError(written)


def build(root: Path, files: dict[str, Any]) -> None:
    if "items" in files:
        files = files | {"issues/2.yaml": [DATA["issue"], files["items"]]}
    for name, written in {**DATA["base"], **files}.items():
        path = root / name
        if name == "items" or written is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if written == {"folder": True}:
            path.mkdir()
        else:
            path.write_bytes(content(written, DATA["base"].get(name, "")))


def problems_of(root: Path, case: dict[str, Any]) -> list[Problem]:
    """What the command that a case is about tells."""
    make(root, case)
    workspace = Workspace.open(root)
    if "import" in case:
        return problems_of_import(Lists.open(workspace), *case["import"])
    if "lists" in case:
        [judged] = check_lists(Lists.open(workspace), (case["lists"],))
        return [*judged.problems, *(remark.problem for remark in judged.remarks)]
    return problems_of_issue(root, case.get("number", 2), answers_of(case))


def answers_of(case: dict[str, Any]) -> dict[str, Answer]:
    return {href: Answer(Leads(leads), why) for href, (leads, why) in case.get("answers", {}).items()}


def problems_of_issue(root: Path, number: int, answers: Mapping[str, Answer] = MappingProxyType({})) -> list[Problem]:
    """What `composer check` tells of an issue."""
    try:
        return list(checked(address_issue(Workspace.open(root), number, who_left_if_known(root)), answers=answers))
    except UnreadableError as error:
        return list(error.problems)


def make(root: Path, case: dict[str, Any]) -> None:
    """The workspace of a case, with what happened in it before."""
    if "known" in case:
        build(root, {})
        for network in case["known"]:
            ListKeeper(root).edit(network, Doing("", "edit", NOW), lambda table: table)
    build(root, case.get("files", {}))
    gone = dict.fromkeys(case.get("left", ()), Why.UNSUBSCRIBED) | dict.fromkeys(
        case.get("forgotten", ()), Why.FORGOTTEN
    )
    for address, why in gone.items():
        suppress_address(Workspace.open(root), address, EVERY, "", NOW, why)


def problems_of_import(lists: Lists, network: str, file: str) -> list[Problem]:
    planned = plan(lists, network, lists.root / file, "", Doing("", "import", NOW, file))
    guard = shrinking(planned.before, planned.diff)
    remarks = [remark.problem for remark in planned.incoming.remarks]
    return [*planned.incoming.told, *remarks, *([shrinks(planned.incoming, guard)] if guard else [])]


def expected_of(case: dict[str, Any]) -> list[re.Match[str]]:
    matches = []
    for entry in case.get("problems", []):
        line, times = (entry["line"], entry["times"]) if isinstance(entry, dict) else (entry, 1)
        match = EXPECTED.fullmatch(line)
        assert match, f"not PLACE LEVEL CODE ~ words ~ words: {line}"
        matches += [match] * times
    return matches


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_once_at_its_place_with_its_remedy(name, tmp_path):
    case = CASES[name]
    problems = problems_of(tmp_path, case)
    expected = expected_of(case)

    told = [f"{problem.place} {problem.level} {problem.code}" for problem in problems]
    wanted = [f"{match['place']} {match['level']} {match['code']}" for match in expected]
    if "anywhere" not in case:
        assert told == wanted, "\n".join(map(str, problems))
    for problem, match in zip(problems, expected, strict=True):
        assert match["says"] in problem.naming
        assert match["fix"] in problem.fix
        assert_plain(problem, case)


PARSER_WORDS = re.compile(
    r"\b(mapping|scalar|sequence|token|parser?|flow|anchor|simple key|codepoint|pydantic|utf8)\b", re.I
)


def assert_plain(problem: Problem, case: dict[str, Any]) -> None:
    """No message speaks as a parser does."""
    assert not PARSER_WORDS.search(problem.naming + problem.fix), problem
    assert not problem.message.endswith("."), problem
    assert not problem.message[:1].isupper() or problem.message.split()[0] in str(case), problem


def codes_in_source() -> set[str]:
    """The rules' codes, and every word of the other sources that looks like one: nothing else there does."""
    return {
        *(rule.code for rule in RULES),
        *_codes("check", "problems"),
        *_codes("load", "[a-z]+"),
        *_codes("pipeline", "list|network"),
        *codes_of_sheets(),
    }


def codes_of_sheets() -> set[str]:
    return set(_codes("intake", "sheet"))


def _codes(folder: str, first: str) -> Iterator[str]:
    for path in (ROOT / "composer" / folder).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(rf"({first})(-[a-z]+)+", str(node.value)):
                yield str(node.value)


def codes_in_cases() -> set[str]:
    return {match["code"] for case in CASES.values() for match in expected_of(case)}


def sections_of_the_document() -> list[str]:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    return re.findall(r"^### ([a-z-]+)$", text, flags=re.MULTILINE)


def test_every_code_has_a_case_and_every_case_a_code():
    assert codes_in_cases() == codes_in_source() - codes_of_sheets()


def test_every_code_of_a_spreadsheet_has_a_test_of_its_own():
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "intake").glob("*.*"))

    assert {code for code in codes_of_sheets() if not re.search(rf"\b{code}\b", tests)} == set()


def test_every_code_has_one_section_in_the_document_and_every_section_a_code():
    sections = sections_of_the_document()

    assert len(sections) == len(set(sections))
    assert set(sections) == codes_in_source()


def test_the_index_of_the_document_names_every_section():
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    indexed = re.findall(r"\[`([a-z-]+)`\]\(#([a-z-]+)\)", text)

    assert sorted(name for name, _ in indexed) == sorted(sections_of_the_document())
    assert all(name == target for name, target in indexed)
