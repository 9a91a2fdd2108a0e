"""What the buttons of the forms do to the file of an issue.

Rule: what somebody typed is never lost: it is in the file, or it is handed back to be shown again. Where the file was
changed meanwhile, both changes are kept if they are of different fields, and somebody chooses if they are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from starlette.datastructures import FormData

from composer.pipeline.edition import Workspace
from composer.pipeline.writing import (
    ChangedMeanwhile,
    DateFields,
    Draft,
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
from composer.web.desk.writing.both import digests, merged, unchanged
from composer.web.desk.writing.form import dayless, head_fields, item_fields, number, without_empty, words
from composer.web.desk.writing.shown import GONE, HEAD, ITEM, NEW, TEXT, Done, Notice, Typed

_TRIES = 5  # somebody else's program may save at the same moment, again and again

BOTH = "Somebody else changed this too, in an editor perhaps. Nothing is lost: choose below."
_GONE = "Somebody took this item out of the file. What you wrote is below, not saved: add it to the end to keep it."
_UNREADABLE = (
    "The file cannot be read as it stands, so this was not saved. Mend the text first; what you wrote is below."
)
_DAYLESS = "Not saved: a date has no day. Choose one, or take that date out."
_AGAIN = "The file was changed at the same moment. Look at it, then try again."
_ALSO = " The file was also changed elsewhere meanwhile: both changes are in it."


def done_to_item(workspace: Workspace, issue: int, form: FormData) -> Done:
    """What the button that was pressed on an item's form does."""
    what, _, which = words(form, "do").partition(":")
    if what in ("add-date", "drop-date"):
        return _with_dates(read_draft(workspace, issue), form, int(which) if which.isdecimal() else None)
    if what == "add" or number(form, "index") is None:
        return _repeatedly(lambda draft: _added(workspace, draft, form), workspace, issue)
    if what == "remove":
        return _repeatedly(lambda draft: _removed(workspace, draft, form), workspace, issue)
    saved = _repeatedly(lambda draft: _saved(workspace, draft, form), workspace, issue)
    if what not in ("up", "down") or saved.typed or saved.at is None:
        return saved
    return _moved(workspace, saved, -1 if what == "up" else 1)


def done_to_head(workspace: Workspace, issue: int, form: FormData) -> Done:
    """Save the issue's own fields."""

    def attempt(draft: Draft) -> Done:
        if draft.head is None:
            return Done(draft, Notice(_UNREADABLE, "bad"), status=409)
        both = merged(head_fields(form, draft.head), draft.head, words(form, "opened"))
        if both.conflicts:
            typed = Typed(both.fields, draft.head, both.conflicts, digests(draft.head))
            return Done(draft, Notice(BOTH, "mild"), part=HEAD, typed=typed, focus="head", status=409)
        try:
            saved = save_head(workspace, issue, draft.version, both.fields)
        except Unwritable as error:
            return Done(draft, _refused(error), part=HEAD, typed=Typed(both.fields), focus="head", status=422)
        return Done(saved, _told("saved", draft, form), part=HEAD, did="saved")

    return _repeatedly(attempt, workspace, issue)


def done_to_text(workspace: Workspace, issue: int, form: FormData) -> Done:
    """Save the text of the file; or, with `do` = restore, bring it back as it was before an item was removed."""
    text = words(form, "text")
    restoring = words(form, "do") == "restore"
    try:
        saved = save_text(workspace, issue, words(form, "version"), text)
    except ChangedMeanwhile as changed:
        return Done(changed.draft, Notice(BOTH, "mild"), part=TEXT, text=text, focus="text", status=409)
    except Unwritable as error:
        return Done(read_draft(workspace, issue), _refused(error), part=TEXT, text=text, focus="text", status=422)
    did = "restored" if restoring else "saved"
    if not restoring:
        return Done(saved, Notice(DID[did]), part=TEXT, did=did)
    at = number(form, "index")
    return Done(saved, Notice(DID[did]), at=at, did=did, focus="head" if at is None else f"item-{at}")


def done_to_reminders(
    act: Callable[[Workspace, int, str, str], Draft], workspace: Workspace, issue: int, item: str
) -> None:
    """Keep, drop or unlist a reminder, whatever else was changed meanwhile: the lists hold nothing but ids."""
    for _ in range(_TRIES):
        try:
            act(workspace, issue, read_draft(workspace, issue).version, item)
            return
        except ChangedMeanwhile as changed:
            last = changed
    raise last


DID = {
    "saved": "Saved.",
    "moved": "Saved, and moved.",
    "added": "Added to the end of the issue.",
    "removed": "Removed from the issue.",
    "restored": "Brought back, as it was.",
}


def _repeatedly(attempt: Callable[[Draft], Done], workspace: Workspace, issue: int) -> Done:
    """Done to the newest file, and again where somebody saves between reading and writing."""
    for _ in range(_TRIES):
        draft = read_draft(workspace, issue)
        try:
            return attempt(draft)
        except ChangedMeanwhile as changed:
            draft = changed.draft
    return Done(draft, Notice(_AGAIN, "bad"), status=409)


def _told(did: str, before: Draft, form: FormData) -> Notice:
    also = words(form, "version") not in ("", before.version)
    return Notice(DID[did] + (_ALSO if also else ""))


def _refused(error: Unwritable) -> Notice:
    sentences = [str(error).rstrip(".") + ".", *(problem.words for problem in error.problems)]
    return Notice(f"Not saved. {' '.join(sentences)}", "bad")


def _found(draft: Draft, form: FormData) -> ItemFields | None:
    """The item that a form is of, in the file as it is now; None: it is there no more."""
    at, id_ = number(form, "index"), words(form, "id")
    there = draft.items[at] if at is not None and at < len(draft.items) else None
    if there and (words(form, "version") == draft.version or there.id == id_):
        return there
    same = [item for item in draft.items if item.id == id_]
    if len(same) == 1:
        return same[0]
    # Its id may come of its title: another title, and all the rest as it was.
    opened = {entry for entry in words(form, "opened").split() if not entry.startswith("title:")}
    return next((item for item in draft.items if opened and opened <= set(digests(item).split())), None)


def _saved(workspace: Workspace, draft: Draft, form: FormData) -> Done:
    item = _found(draft, form)
    if item is None:
        return _nowhere(draft, form)
    if not item.editable:
        return Done(draft, at=item.index, part=ITEM, did="saved")
    both = merged(without_empty(item_fields(form, item)), item, words(form, "opened"))
    if both.conflicts:
        typed = Typed(both.fields, item, both.conflicts, digests(item))
        return _unsaved(draft, item.index, typed, Notice(BOTH, "mild"), 409)
    if rows := dayless(both.fields, item.dates):
        typed = Typed(both.fields, opened_with=digests(item), dayless=rows)
        return _unsaved(draft, item.index, typed, Notice(_DAYLESS, "bad"), 422)
    try:
        saved = save_item(workspace, draft.number, draft.version, item.index, both.fields)
    except Unwritable as error:
        return _unsaved(draft, item.index, Typed(both.fields, opened_with=digests(item)), _refused(error), 422)
    return Done(saved, _told("saved", draft, form), at=item.index, part=ITEM, did="saved")


def _unsaved(draft: Draft, at: int, typed: Typed, notice: Notice, status: int) -> Done:
    return Done(draft, notice, at=at, part=ITEM, typed=typed, focus=f"item-{at}", status=status)


def _nowhere(draft: Draft, form: FormData) -> Done:
    """The item is there no more, or nothing can be found in the file."""
    typed = Typed(item_fields(form, ItemFields(own_id=words(form, "own_id"))))
    return Done(draft, Notice(_GONE if draft.readable else _UNREADABLE, "bad"), part=GONE, typed=typed, status=409)


def _with_dates(draft: Draft, form: FormData, without: int | None) -> Done:
    """The form with one more date, or without one; nothing is saved."""
    item = _found(draft, form) if number(form, "index") is not None else None
    fields = item_fields(form, item or ItemFields())
    dates = list(fields.dates)
    if without is None:
        dates.append(DateFields())
    else:
        del dates[without : without + 1]
    typed = Typed(replace(fields, dates=tuple(dates)), opened_with=words(form, "opened"))
    row = len(dates) - 1 if without is None else min(without, len(dates) - 1)
    focus = f"date:{row}" if dates else "add-date"
    return Done(draft, at=item.index if item else None, part=ITEM if item else _part(form), typed=typed, focus=focus)


def _part(form: FormData) -> str:
    """Which of the two forms of an item that is not in the file."""
    return GONE if words(form, "part") == GONE else NEW


def _added(workspace: Workspace, draft: Draft, form: FormData) -> Done:
    fields = without_empty(item_fields(form, ItemFields(own_id=words(form, "own_id"))))
    part = _part(form)
    if not draft.readable:
        return _nowhere(draft, form)
    if not fields.title:
        notice = Notice("Not added yet: give the item a title first.", "bad")
        return Done(draft, notice, part=part, typed=Typed(fields), focus=f"{part}-title", status=422)
    if rows := dayless(fields):
        typed = Typed(fields, dayless=rows)
        return Done(draft, Notice(_DAYLESS, "bad"), part=part, typed=typed, focus=f"item-{part}", status=422)
    try:
        added = add_item(workspace, draft.number, draft.version, fields)
    except Unwritable as error:
        return Done(draft, _refused(error), part=part, typed=Typed(fields), focus=f"item-{part}", status=422)
    at = len(added.items) - 1
    return Done(added, Notice(DID["added"]), at=at, part=ITEM, did="added", focus=f"item-{at}")


def _removed(workspace: Workspace, draft: Draft, form: FormData) -> Done:
    item = _found(draft, form)
    if item is None:
        return Done(draft, Notice("Somebody has removed this item already."), did="removed")
    if item.editable and not unchanged(item, words(form, "opened")):
        notice = Notice("Not removed: somebody has changed this item meanwhile. Look at it, then remove it.", "mild")
        return Done(draft, notice, at=item.index, part=ITEM, focus=f"item-{item.index}", status=409)
    removed = remove_item(workspace, draft.number, draft.version, item.index)
    words_ = f"“{item.title or 'The item without a title'}” is removed."
    return Done(removed, Notice(words_, undo=draft.text, undone=item.index), focus="undo")


def _moved(workspace: Workspace, saved: Done, by: int) -> Done:
    at = saved.at or 0
    if not 0 <= at + by < len(saved.draft.items):
        return saved
    try:
        moved = move_item(workspace, saved.draft.number, saved.draft.version, at, by)
    except ChangedMeanwhile as changed:
        return Done(changed.draft, Notice(_AGAIN, "bad"), status=409)
    except Unwritable as error:
        return replace(saved, notice=_refused(error), status=422)
    where = f"{DID['moved']} It is now number {at + by + 1} of {len(moved.items)}."
    return Done(moved, Notice(where), at=at + by, part=ITEM, did="moved", focus="up" if by < 0 else "down")
