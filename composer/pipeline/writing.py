"""An issue's file, changed by forms and as text: whatever a form did not change stays as it was, to the byte.

Every function here works on the file as it is now, and whoever changes it tells the `version` looked at. All raise
UsageError where there is no such issue, or where its file cannot be read or written. Those that change something raise
ChangedMeanwhile, with the newest draft, where somebody else did so first, and Unwritable where the file could not say
what was meant; then nothing was written. They return the draft as it is afterwards.
"""

from __future__ import annotations

from composer.pipeline.edition import Workspace
from composer.problems import UsageError
from composer.writing.changing import (
    Change,
    added_item,
    changed_head,
    changed_item,
    moved_item,
    removed_item,
    with_orders,
)
from composer.writing.fields import (
    ChangedMeanwhile,
    DateFields,
    Draft,
    HeadFields,
    ItemFields,
    ResourceFields,
    Unwritable,
)
from composer.writing.keeping import IssueFile
from composer.writing.reading import Page

__all__ = [
    "ChangedMeanwhile",
    "DateFields",
    "Draft",
    "HeadFields",
    "ItemFields",
    "ResourceFields",
    "Unwritable",
    "add_item",
    "drop_reminder",
    "keep_reminder",
    "move_item",
    "read_draft",
    "remove_item",
    "save_head",
    "save_item",
    "save_text",
    "unlist_reminder",
]


def read_draft(workspace: Workspace, number: int) -> Draft:
    """An issue as forms show it, and as text."""
    return IssueFile(workspace.root, number).read().draft


def save_text(workspace: Workspace, number: int, version: str, text: str) -> Draft:
    """Let the file hold this text, mistakes and all, up to 1 MB."""
    return IssueFile(workspace.root, number).put(version, text)


def save_item(workspace: Workspace, number: int, version: str, index: int, fields: ItemFields) -> Draft:
    """Save an item; of `fields`, `index`, `id`, `line` and `editable` say nothing."""

    def make(page: Page) -> Change | None:
        _check(page, index)
        return changed_item(page, index, fields)

    return IssueFile(workspace.root, number).change(version, make)


def add_item(workspace: Workspace, number: int, version: str, fields: ItemFields) -> Draft:
    """Write an item after all others."""
    return IssueFile(workspace.root, number).change(version, lambda page: added_item(page, fields))


def remove_item(workspace: Workspace, number: int, version: str, index: int) -> Draft:
    """Take an item out."""

    def make(page: Page) -> Change:
        _check(page, index)
        return removed_item(page, index)

    return IssueFile(workspace.root, number).change(version, make)


def move_item(workspace: Workspace, number: int, version: str, index: int, by: int) -> Draft:
    """Have an item change places with the one before (`by` -1) or after it (1), if there is one."""

    def make(page: Page) -> Change | None:
        _check(page, index)
        return moved_item(page, index, by)

    return IssueFile(workspace.root, number).change(version, make)


def save_head(workspace: Workspace, number: int, version: str, head: HeadFields) -> Draft:
    """Save what the issue says beside its items."""
    return IssueFile(workspace.root, number).change(version, lambda page: changed_head(page, head))


def keep_reminder(workspace: Workspace, number: int, version: str, item_id: str) -> Draft:
    """Remind of an earlier item this week, whatever else says it has run out."""
    return _order(workspace, number, version, item_id, keep=True)


def drop_reminder(workspace: Workspace, number: int, version: str, item_id: str) -> Draft:
    """Remind of an earlier item no more, from this week on."""
    return _order(workspace, number, version, item_id, drop=True)


def unlist_reminder(workspace: Workspace, number: int, version: str, item_id: str) -> Draft:
    """Remind of an earlier item as the rules have it."""
    return _order(workspace, number, version, item_id)


def _order(
    workspace: Workspace, number: int, version: str, item_id: str, *, keep: bool = False, drop: bool = False
) -> Draft:
    def make(page: Page) -> Change | None:
        head = page.draft.head or HeadFields()
        return changed_head(page, with_orders(head, item_id, keep=keep, drop=drop))

    return IssueFile(workspace.root, number).change(version, make)


def _check(page: Page, index: int) -> None:
    if not 0 <= index < len(page.draft.items):
        raise UsageError(f"{page.draft.file} has no item {index + 1}")
