"""Several people and programs at one file, and files that cannot be read or written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from composer.load.dateline import read_dateline
from composer.locks import Turns
from composer.pipeline.writing import (
    ChangedMeanwhile,
    DateFields,
    Draft,
    HeadFields,
    ItemFields,
    Unwritable,
    add_item,
    read_draft,
    save_head,
    save_item,
    save_text,
)
from composer.problems import UsageError
from composer.text import Text
from composer.writing.datelines import from_line, to_line
from tests.writing.making import dates, workspace_with, written

ISSUE = "number: 7\ndate: 2020-02-21\nitems:\n  - title: A\n    update: a\n"


def file_of(root: Path) -> Path:
    return root / "issues" / "7.yaml"


def test_of_many_who_save_at_once_from_one_version_one_wins_and_the_others_see_what_is_new(tmp_path):
    workspace = workspace_with(ISSUE, folder=tmp_path)
    draft = read_draft(workspace, 7)
    won, lost = [], []
    together = threading.Barrier(8)

    def save(number: int) -> None:
        together.wait()
        try:
            won.append(save_item(workspace, 7, draft.version, 0, replace(draft.items[0], title=f"Title {number}")))
        except ChangedMeanwhile as error:
            lost.append(error.draft)

    savers = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()

    assert len(won) == 1
    assert lost == won * 7
    assert won[0].text == written(workspace) != ISSUE


def test_a_save_waits_for_the_one_before_and_then_sees_what_it_wrote(tmp_path):
    workspace = workspace_with(ISSUE, folder=tmp_path)
    draft = read_draft(workspace, 7)
    (tmp_path / "var" / "locks").mkdir(parents=True)
    told = []

    def save() -> None:
        with pytest.raises(ChangedMeanwhile) as error:
            save_text(workspace, 7, draft.version, "number: 7")
        told.append(error.value.draft.text)

    saver = threading.Thread(target=save)
    turns = Turns(tmp_path / "var" / "locks" / "issue-7.lock")
    with turns:
        saver.start()
        saver.join(0.2)
        file_of(tmp_path).write_text("number: 8", encoding="utf-8")
    saver.join()
    turns.close()

    assert told == ["number: 8"] == [written(workspace)]


def test_a_save_by_an_editor_is_a_change_and_is_kept(tmp_path):
    workspace = workspace_with(ISSUE, folder=tmp_path)
    draft = read_draft(workspace, 7)
    file_of(tmp_path).write_text(ISSUE.replace("title: A", "title: Else"), encoding="utf-8")

    saves: tuple[Callable[[], Draft], ...] = (
        lambda: save_item(workspace, 7, draft.version, 0, replace(draft.items[0], title="Mine")),
        lambda: add_item(workspace, 7, draft.version, draft.items[0]),
        lambda: save_text(workspace, 7, draft.version, "number: 7"),
        lambda: save_item(workspace, 7, draft.version, 0, draft.items[0]),
    )
    for save in saves:
        with pytest.raises(ChangedMeanwhile, match="changed meanwhile") as told:
            save()
        assert told.value.draft.items[0].title == "Else"
    assert "Else" in written(workspace)


def test_the_mode_of_the_file_is_kept_and_nothing_is_left_beside_it(tmp_path):
    workspace = workspace_with(ISSUE, folder=tmp_path)
    file_of(tmp_path).chmod(0o660)

    save_text(workspace, 7, read_draft(workspace, 7).version, "number: 7\n")

    assert file_of(tmp_path).stat().st_mode & 0o777 == 0o660
    assert [path.name for path in (tmp_path / "issues").iterdir()] == ["7.yaml"]


def test_what_cannot_be_read_or_written_is_told_in_a_sentence(tmp_path):
    workspace = workspace_with(ISSUE, folder=tmp_path)
    version = read_draft(workspace, 7).version
    for number in (8, -1, 10**7):
        with pytest.raises(UsageError, match=r"there is no (issues/8.yaml|issue)"):
            read_draft(workspace, number)
        with pytest.raises(UsageError, match="there is no"):
            save_text(workspace, number, version, "x")

    file_of(tmp_path).chmod(0o444)
    with pytest.raises(UsageError, match="write-protected"):
        save_text(workspace, 7, version, "x")
    file_of(tmp_path).rename(tmp_path / "other.yaml")
    file_of(tmp_path).symlink_to(tmp_path / "other.yaml")
    with pytest.raises(UsageError, match="is a link"):
        save_text(workspace, 7, version, "x")
    with pytest.raises(UsageError, match="is a link"):
        read_draft(workspace, 7)
    assert (tmp_path / "other.yaml").read_text(encoding="utf-8") == ISSUE
    file_of(tmp_path).unlink()
    file_of(tmp_path).write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(UsageError, match="Word"):
        read_draft(workspace, 7)
    (tmp_path / "issues").rename(tmp_path / "gone")
    with pytest.raises(UsageError, match=r"there is no issues/7\.yaml"):
        save_text(workspace, 7, version, "x")


def test_a_lock_that_cannot_be_made_is_told_and_nothing_is_saved(tmp_path):
    workspace = workspace_with(ISSUE, folder=tmp_path)
    (tmp_path / "var").write_text("in the way", encoding="utf-8")
    with pytest.raises(UsageError, match="var/locks cannot be written"):
        save_text(workspace, 7, read_draft(workspace, 7).version, "x")
    assert written(workspace) == ISSUE


def test_text_with_mistakes_is_kept_and_can_be_mended(tmp_path):
    workspace = workspace_with(ISSUE, folder=tmp_path)
    broken = "number: 7\r\nitems: [\r\n  title: Foo: bar\x0b\r\n"

    draft = save_text(workspace, 7, read_draft(workspace, 7).version, broken)

    assert written(workspace) == draft.text == broken.replace("\r\n", "\n")
    assert not draft.readable
    assert not draft.items
    with pytest.raises(Unwritable, match="text view"):
        save_head(workspace, 7, draft.version, HeadFields(date="2020-02-21"))
    with pytest.raises(Unwritable, match="text view"):
        add_item(workspace, 7, draft.version, ItemFields(title="A"))
    assert save_text(workspace, 7, draft.version, ISSUE).items[0].title == "A"


def test_text_too_large_or_broken_in_itself_is_refused(tmp_path):
    workspace = workspace_with(ISSUE, folder=tmp_path)
    version = read_draft(workspace, 7).version
    with pytest.raises(Unwritable, match="larger than 1 MB"):
        save_text(workspace, 7, version, "é" * 500_001)
    with pytest.raises(Unwritable, match="half of a character"):
        save_text(workspace, 7, version, "\ud800")
    assert written(workspace) == ISSUE


def test_a_file_of_another_encoding_is_shown_and_saved_as_utf_8(tmp_path):
    text = "number: 7\ntitle: café – “now”\n"
    for encoding in ("cp1252", "utf-16"):
        workspace = workspace_with(text.encode(encoding), folder=tmp_path)
        draft = read_draft(workspace, 7)
        assert (draft.text, draft.readable) == (text, False)
        assert save_text(workspace, 7, draft.version, draft.text).readable
        assert written(workspace).removeprefix("\ufeff") == text


@given(date=dates)
def test_a_date_line_that_is_written_is_read_as_the_same_date(date):
    line = to_line(date)
    if line is None:
        return
    assert from_line(line) == date
    try:
        read = read_dateline(Text(line, "x", ((0, 1, 1),)))
    except ValueError:
        return  # what somebody typed is no date, and is told when the issue is checked
    assert (str(read.start), read.deadline, read.what or "", read.where or "") == (
        date.day, date.deadline, date.what, date.where,
    )  # fmt: skip
    assert [str(read.to or ""), bool(read.at), bool(read.until)] == [date.to, bool(date.at), bool(date.until)]


@pytest.mark.parametrize(
    "line",
    [
        "2020-05-01 – 2020-05-02, 10.30 - 15:30 | What | Where", "by 2020-05-01 9:00|What", "BY  2020-05-01",
        "2020-05-01 to 2020-05-03", "2020-05-01 | | Where", "2020-05-01 10:00—11:00 | a – b",
    ],
)  # fmt: skip
def test_a_date_line_has_the_fields_that_load_reads(line):
    read, date = read_dateline(Text(line, "x", ((0, 1, 1),))), from_line(line)
    assert DateFields(
        read.deadline, str(read.start), str(read.to or ""), date.at, date.until, read.what or "", read.where or ""
    ) == date  # fmt: skip
    assert (bool(read.at), bool(read.until)) == (bool(date.at), bool(date.until))
