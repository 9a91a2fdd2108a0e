"""An issue as forms show it: words as they stand in the YAML, and nothing converted.

Rule: whatever stands in a file can be shown. What a form could not give back is not `editable`.
"""

from __future__ import annotations

from dataclasses import dataclass

from composer.problems import ComposerError, Problem


@dataclass(frozen=True, slots=True)
class DateFields:
    """A date of an item; a `deadline` is one that begins with `by`.

    What is before the first bar of a line that is no date stands in `day`.
    """

    deadline: bool = False
    day: str = ""
    to: str = ""
    at: str = ""
    until: str = ""
    what: str = ""
    where: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ResourceFields:
    """Something to read or use that an item brings."""

    title: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class ItemFields:
    """An item. `id` is what it goes by, `own_id` what is written for it; `line` is where it begins, from 1.

    Not `editable`, so that only the text of the file can be changed, is an item that is not keys with values; that
    has a key twice, or a value with an anchor, a tag or a reference of YAML; a list or keys where a form has one
    field, or dates or a resource of another shape than design.md gives them; a list with an empty entry; and one whose
    `[…]` or `{…}` holds a comment.
    """

    index: int = 0
    id: str = ""
    own_id: str = ""
    title: str = ""
    update: str = ""
    action: str = ""
    workstream: str = ""
    contacts: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    dates: tuple[DateFields, ...] = ()
    resource: ResourceFields | None = None
    remind: str = ""
    line: int = 0
    editable: bool = True


@dataclass(frozen=True, slots=True)
class HeadFields:
    """What an issue says beside its items. `drop` and `keep` are the lists of its `reminders`."""

    date: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    preheader: str = ""
    intro: str = ""
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue's file: its text, with line feeds and without byte order mark, and what forms show of it.

    `version` tells one content from another. Not `readable`: its syntax is wrong, and only the text can be changed;
    `head` is also None where one of its values has a shape that no form can keep.
    """

    number: int
    file: str
    text: str
    version: str
    head: HeadFields | None = None
    items: tuple[ItemFields, ...] = ()
    readable: bool = False


class ChangedMeanwhile(ComposerError):
    """The file is no longer the one that was opened; `draft` is the newest. Nothing was written."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__(f"{draft.file} was changed meanwhile. Look at what it says now, then save again")


class Unwritable(ComposerError):
    """What was to be saved cannot stand in the file, or would not read back as meant. Nothing was written."""

    def __init__(self, words: str, problems: tuple[Problem, ...] = ()) -> None:
        self.problems = problems
        super().__init__(words)
