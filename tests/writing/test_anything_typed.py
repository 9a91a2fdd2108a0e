"""Whatever is typed into a form, of whatever file: it reads back, and the rest of the file is as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.load.source import CONTROL
from composer.pipeline.edition import Workspace
from composer.pipeline.writing import (
    Draft,
    HeadFields,
    ItemFields,
    Unwritable,
    add_item,
    move_item,
    read_draft,
    remove_item,
    save_head,
    save_item,
    save_text,
)
from composer.writing.changing import settled_head, settled_item
from tests.writing.making import FIELDS, ids, issues, reference, typed, words, workspace_with, written

NOTES = ("# above", "# far in", "# two", "# lines", "# first", "# after", "# end")


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A workspace for all examples: each has an issue of its own to begin with."""
    return Path(tmp_path_factory.mktemp("typed"))


def opened(root: Path, text: str) -> tuple[Workspace, Draft]:
    workspace = workspace_with(text, folder=root)
    return workspace, read_draft(workspace, 7)


def saved_or_refused(save: Callable[[], Draft], text: str, workspace: Workspace) -> Draft | None:
    """What was saved; None where a sentence said why not, and nothing was written."""
    try:
        return save()
    except Unwritable as error:
        refused = str(error)
    assert "invisible control character" in refused or "in brackets" in refused
    assert written(workspace) == text
    return None


def same_but(saved: Draft, draft: Draft, index: int, form: ItemFields) -> bool:
    """Whether the items are as they were, but one, which is as a form says."""
    shown = [replace(item, id="", line=0) for item in saved.items]
    meant = [replace(item, id="", line=0) for item in draft.items]
    meant[index] = replace(settled_item(form), id="", line=0, index=index)
    return shown == meant and saved.head == draft.head


def notes_of(text: str) -> list[int]:
    return [text.count(note) for note in NOTES]


@given(text=issues(), data=st.data())
def test_a_form_says_what_it_says_and_leaves_all_else(root, text, data):
    workspace, draft = opened(root, text)
    for item in draft.items:
        assert save_item(workspace, 7, draft.version, item.index, item) == draft
    if not draft.items:
        return
    item = data.draw(st.sampled_from(draft.items))
    keys = data.draw(st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=3, unique=True))
    form = replace(item, **{key: data.draw(FIELDS[key]) for key in keys})
    saved = saved_or_refused(lambda: save_item(workspace, 7, draft.version, item.index, form), text, workspace)
    if saved is None:
        return
    assert same_but(saved, draft, item.index, form)
    assert notes_of(written(workspace)) == notes_of(text)
    changed = {key.removeprefix("own_") for key in keys}
    assert beside(reference(written(workspace)), item.index, changed) == beside(reference(text), item.index, changed)


def beside(read: Any, index: int, keys: set[str]) -> Any:
    """What another parser reads, but some keys of an item."""
    items = [entry or {} for entry in read["items"]]
    items[index] = {key: value for key, value in items[index].items() if key not in keys}
    return {**read, "items": items}


@given(text=issues(), form=st.builds(ItemFields, **FIELDS))
def test_an_item_is_added_to_any_issue(root, text, form):
    workspace, draft = opened(root, text)
    saved = saved_or_refused(lambda: add_item(workspace, 7, draft.version, form), text, workspace)
    if saved is None:
        return
    assert replace(saved.items[-1], id="", line=0, index=0) == settled_item(form)
    assert [item.title for item in saved.items[:-1]] == [item.title for item in draft.items]
    kept = [line for line in draft.text.split("\n") if line.strip()]
    lines = iter(saved.text.replace("items: []", "items:").split("\n"))
    assert all(line.replace("items: []", "items:") in lines for line in kept)  # in the order they had


@given(text=issues(), at=st.integers(0, 3), by=st.sampled_from([1, -1]))
def test_items_are_moved_and_removed_and_no_other_changes(root, text, at, by):
    workspace, draft = opened(root, text)
    if at >= len(draft.items):
        return
    meant = [replace(item, id="", line=0, index=0) for item in draft.items]
    moved = move_item(workspace, 7, draft.version, at, by)
    if 0 <= at + by < len(meant):
        meant[at], meant[at + by] = meant[at + by], meant[at]
    assert [replace(item, id="", line=0, index=0) for item in moved.items] == meant
    assert sorted(moved.text.split("\n")) == sorted(draft.text.split("\n"))
    removed = remove_item(workspace, 7, moved.version, at)
    del meant[at]
    assert [replace(item, id="", line=0, index=0) for item in removed.items] == meant


HEADS = st.builds(
    HeadFields, words, st.lists(ids | words, max_size=3).map(tuple), typed, typed, typed,
    st.lists(ids, max_size=2).map(tuple), st.lists(ids, max_size=2).map(tuple),
)  # fmt: skip


@given(text=issues(), head=HEADS)
def test_the_head_of_any_issue_is_saved(root, text, head):
    workspace, draft = opened(root, text)
    saved = saved_or_refused(lambda: save_head(workspace, 7, draft.version, head), text, workspace)
    if saved is None:
        return
    assert saved.head == settled_head(head)
    assert [replace(item, id="", line=0) for item in saved.items] == [
        replace(item, id="", line=0) for item in draft.items
    ]


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\xa0")))
def test_any_text_reads_back_to_the_letter_in_every_field(root, text):
    workspace, draft = opened(root, "items:\n- title: A\n- {title: B, update: b}\n")
    plain = text.strip()
    for index in (0, 1):
        form = replace(draft.items[index], title=plain, update=f"{plain}\n\n  {plain}.", action=f" {plain}.")
        if CONTROL.search(text):
            with pytest.raises(Unwritable, match="invisible control character"):
                save_item(workspace, 7, draft.version, index, form)
            continue
        draft = save_item(workspace, 7, draft.version, index, form)
        shown = draft.items[index]
        assert (shown.title, shown.update, shown.action) == (plain, form.update, form.action)


@pytest.mark.parametrize("line", ["word " * 2_000, "é" * 10_000, "🎉: #" * 2_500, "[" * 10_000, "\t" + "x" * 9_999])
def test_ten_thousand_characters_read_back(root, line):
    workspace, draft = opened(root, "items:\n- title: A\n")
    text = line.rstrip()
    saved = save_item(workspace, 7, draft.version, 0, replace(draft.items[0], title=text.strip(), update=text))
    assert (saved.items[0].title, saved.items[0].update) == (text.strip(), text)


@given(text=issues(), more=typed)
def test_the_text_view_keeps_ends_of_lines_and_the_mark(root, text, more):
    workspace, draft = opened(root, text)
    assert save_text(workspace, 7, draft.version, draft.text.replace("\n", "\r\n")) == draft
    assert written(workspace) == text

    if "\r" in more or CONTROL.search(more):
        return
    saved = save_text(workspace, 7, draft.version, draft.text + more)
    assert saved.text == draft.text + more
    assert written(workspace).startswith(text)
