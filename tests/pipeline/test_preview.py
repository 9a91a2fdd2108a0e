"""What the preview tells of an issue that cannot be shown as it stands, and that it goes on."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from composer.pipeline.edition import Workspace
from composer.pipeline.preview import Preview
from tests.cli.conftest import copy_of_sample, edit

NOW = datetime(2020, 2, 21, 9, 30, tzinfo=UTC)
DEEP = "<mj-section><mj-column><mj-raw><style>{{ ':not(' * 700 }}a{}</style></mj-raw></mj-column></mj-section>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_of_sample(tmp_path / "workspace")


@pytest.fixture
def preview(root: Path) -> Preview:
    return Preview(Workspace.open(root), 391, NOW)


def with_footer(root: Path, words: str) -> Path:
    (root / "templates").mkdir(exist_ok=True)
    footer = root / "templates" / "_footer.mjml.j2"
    footer.write_text(words)
    return footer


def codes(preview: Preview) -> list[str]:
    return [problem.code for problem in preview.look().problems]


@pytest.mark.parametrize("words", [DEEP, "{{ no_such }}", "<svg>"])
def test_a_template_that_makes_no_letter_is_told_once_over_the_last_letter_until_it_is_mended(root, preview, words):
    before = preview.look().sight
    footer = with_footer(root, words)
    preview.renew(NOW)

    look = preview.look()
    assert (look.fault, set(codes(preview)), look.stale, look.sight) == ("", {"template-wrong"}, True, before)
    footer.unlink()
    preview.renew(NOW)
    assert (preview.look().stale, preview.look().problems, preview.look().fault) == (False, (), "")


def near_the_end_of_the_stack(action: Callable[[], object], left: int) -> None:
    """Do something where only so many calls more are possible, so that it fails in the middle."""
    depth = len(traceback.extract_stack())

    def deeper(count: int) -> None:
        if count:
            deeper(count - 1)
        else:
            action()

    deeper(sys.getrecursionlimit() - depth - left)


@pytest.mark.parametrize("left", [16, 24])
def test_a_fault_that_nobody_foresaw_is_told_in_a_sentence_without_its_words_and_is_gone_the_next_time(
    root, preview, left
):
    preview.look()
    edit(root / "issues" / "391.yaml", "date: 2020-02-21", "date: 2020-02-21\nsubject: Another")
    near_the_end_of_the_stack(lambda: preview.renew(NOW), left)

    look = preview.look()
    assert look.fault.startswith("Composer cannot judge this, which is a fault of its own (RecursionError). Take back")
    assert look.sight is not None
    preview.renew(NOW)
    assert (preview.look().stale, preview.look().fault) == (False, "")
    assert preview.look().sight.subject == "Another"


def test_an_issue_whose_only_mistake_a_rule_found_is_shown_whole(root, preview):
    edit(
        root / "issues" / "391.yaml", "\n    update: |", "\n    update: |\n      We meet on Monday 18 February 2020.\n"
    )
    preview.renew(NOW)

    assert set(codes(preview)) == {"weekday-mismatch"}
    assert not preview.look().partial


def test_an_issue_of_which_a_part_could_not_be_read_is_shown_in_part(root, preview):
    edit(root / "issues" / "391.yaml", "\n    update: |", "\n    updates: |")
    preview.renew(NOW)

    assert preview.look().partial


@pytest.mark.parametrize(
    ("relay", "sent", "told"),
    [("relay: smtp://127.0.0.1:25\n", (), True), ("", (), False), ("relay: smtp://127.0.0.1:25\n", ("391-1",), False)],
)
def test_an_issue_still_to_go_out_by_a_relay_is_judged_by_today_as_send_does(root, relay, sent, told):
    edit(root / "newsletter.yaml", "name:", f"{relay}name:")
    (root / "issues" / "sent").mkdir(exist_ok=True)
    for run in sent:
        (root / "issues" / "sent" / f"{run}.json").write_text("{}")
    later = NOW.replace(month=8)

    found = [
        problem for problem in Preview(Workspace.open(root), 391, later).look().problems if "today" in problem.words
    ]
    assert bool(found) is told
