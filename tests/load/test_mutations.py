"""Nothing a file holds makes loading raise, hang, or fall silent.

400 mutants here, 2,000 where CI is set, more with COMPOSER_MUTANTS.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from composer.load import load_programme
from composer.load.issues import read_issue
from composer.load.lists import read_list
from composer.packaged import SAMPLE
from composer.pipeline.edition import UnreadableError, Workspace, address_issue
from composer.problems import Problem, UsageError, has_errors
from tests.load.mutants import mutant

MUTANTS = int(os.environ.get("COMPOSER_MUTANTS") or (2_000 if os.environ.get("CI") else 400))
BATCHES = 20
SLOWEST = 2.0  # seconds of the processor's time
WHOLE_RUN = 10  # every so many mutants of an issue go through composing and checking, too

PROGRAMME = ["newsletter.yaml", "recipients/networks.yaml", "recipients/contacts.yaml"]
FILES = [
    *PROGRAMME,
    *sorted(f"issues/{path.name}" for path in (SAMPLE / "issues").glob("*.yaml")),
    *sorted(f"recipients/{path.name}" for path in (SAMPLE / "recipients").glob("*.csv")),
]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    root: Path = tmp_path_factory.mktemp("sample")
    shutil.copyfile(SAMPLE / "newsletter.yaml", root / "newsletter.yaml")
    for folder in ("issues", "recipients", "images"):
        shutil.copytree(SAMPLE / folder, root / folder)
    return root


def load(root: Path, file: str) -> tuple[bool, list[Problem]]:
    """Whether the file gave anything, and what is wrong with it."""
    if file in PROGRAMME:
        programme, problems = load_programme(root)
        return programme is not None, [problem for problem in problems if problem.place.file == file]
    if file.startswith("issues/"):
        read = read_issue(root / file, file, int(Path(file).stem))
        return read.issue is not None, list(read.problems)
    people, problems = read_list(root / file, file, Path(file).stem)
    lines = [line for line in (root / file).read_bytes().splitlines() if line.strip(b" ,")]
    return bool(people.rows) or len(lines) == 1, problems  # a header alone is a sound list of nobody


def check(root: Path, file: str) -> None:
    try:
        address_issue(Workspace.open(root), int(Path(file).stem))
    except (UnreadableError, UsageError):
        return


def assert_stands_in(data: bytes, problem: Problem) -> None:
    lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert 1 <= problem.place.line <= len(lines), problem
    assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 2, problem


def try_mutant(root: Path, file: str, data: bytes, *, wholly: bool) -> tuple[float, bool, list[Problem]]:
    """The processor's seconds it took, whether the file gave anything, and what is wrong with it."""
    (root / file).write_bytes(data)
    began = time.process_time()
    loaded, problems = load(root, file)
    if wholly:
        check(root, file)
    return time.process_time() - began, loaded, problems


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_mutant_loads_or_is_told_what_is_wrong_with_it_and_where(workspace, batch):
    for seed in range(batch, MUTANTS, BATCHES):
        file = FILES[seed // BATCHES % len(FILES)]
        sound = (workspace / file).read_bytes()
        data = mutant(seed, sound)
        wholly = file.startswith("issues/") and seed // BATCHES // len(FILES) % WHOLE_RUN == 0
        try:
            took, loaded, problems = try_mutant(workspace, file, data, wholly=wholly)

            assert took < SLOWEST
            assert loaded or has_errors(problems)
            for problem in problems:
                assert_stands_in(data, problem)
        except BaseException as error:
            kept = Path(os.environ.get("COMPOSER_MUTANTS_KEPT", workspace)) / f"mutant-{seed}-{Path(file).name}"
            kept.write_bytes(data)
            error.add_note(f"seed {seed} of {file}, kept at {kept}")
            raise
        finally:
            (workspace / file).write_bytes(sound)
