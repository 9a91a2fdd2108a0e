"""The next issue, begun by several at once."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from composer.pipeline.edition import Workspace
from composer.pipeline.workspace import Begun, new_issue
from composer.problems import UsageError
from tests.cli.conftest import copy_of_sample

AT_ONCE = 8
NOW = datetime.datetime(2020, 2, 25, tzinfo=datetime.UTC)


def begun(root: Path, together: Barrier) -> Begun | UsageError:
    workspace = Workspace.open(root)
    workspace.shelf.read()
    together.wait()
    try:
        return new_issue(workspace, NOW)
    except UsageError as refused:
        return refused


def test_of_several_who_begin_the_next_issue_at_once_one_does_and_the_others_are_told(tmp_path):
    workspace = copy_of_sample(tmp_path / "workspace")
    together = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda _: begun(workspace, together), range(AT_ONCE)))

    assert [answer.file.name for answer in answers if isinstance(answer, Begun)] == ["392.yaml"]
    told = {str(answer) for answer in answers if isinstance(answer, UsageError)}
    assert all("issues/392.yaml" in words for words in told)
    assert told
    assert [path.name for path in (workspace / "issues").glob(".*")] == []
    assert (workspace / "issues" / "392.yaml").read_text().startswith("number: 392\n")
