"""The form of somebody's row: what was typed into it, and what is wrong with that.

Rule: what somebody typed is never lost; a cell that was not touched is not changed, whatever is in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from composer.model import EMAIL
from composer.pipeline.listing import Row
from composer.pipeline.membership import likely_typo
from composer.pipeline.on_pages import page_words
from composer.pipeline.typed_row import cell_of, mailbox_of
from composer.problems import UsageError
from composer.web.leads.asking import Asked
from composer.web.leads.looking_at import in_reading_order

NAME = "name"
_ODD = "This form did not arrive whole. Nothing was changed. Go back, load the page again, and send it once more."


@dataclass
class Typed:
    """What somebody typed of a person. `shown` is the row it was made of, empty cells for somebody new.

    `wrong` tells what is wrong, by column; `meant` is the address likely meant, where theirs looks mistyped.
    """

    shown: Row
    cells: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    meant: str = ""
    there: str = ""  # the key of somebody who has this address already

    @property
    def address(self) -> str:
        """The address as it would be saved."""
        return self.cells[EMAIL]

    @property
    def first_wrong(self) -> str:
        """The first column with something wrong, as the fields stand on the page."""
        return next((name for name in in_reading_order(self.cells) if name in self.wrong), "")


def shown_in(form: FormData) -> Row:
    """The row that a form was made of.

    Raises:
        HTTPException: 400, it is none.
    """
    try:
        row = json.loads(str(form.get("shown", "")))
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or EMAIL not in row or not all(map(_is_text, (*row, *row.values()))):
        raise HTTPException(400, _ODD)
    return row


def _is_text(said: object) -> bool:
    """Whether a page can show it: JSON may say halves of a sign, which no file or page can hold."""
    return isinstance(said, str) and not any("\ud800" <= sign <= "\udfff" for sign in said)


def typed_in(form: FormData) -> Typed:
    """What was typed, each cell tidied unless it is as it was shown. Raises HTTPException: 400, the form is odd."""
    shown = shown_in(form)
    typed = Typed(shown, {})
    for at, (name, was) in enumerate(shown.items()):
        words = form.get(f"cell-{at}")
        if not isinstance(words, str):
            raise HTTPException(400, _ODD)
        typed.cells[name] = was if words == was else _cell(typed, name, words)
    return typed


def _cell(typed: Typed, name: str, words: str) -> str:
    if name == EMAIL:
        return words.strip()
    try:
        return cell_of(words)
    except UsageError as error:
        typed.wrong[name] = page_words(str(error))
        return words


def judged(asked: Asked, typed: Typed, form: FormData) -> bool:
    """Whether all can be saved; what is wrong with it is told in `typed`."""
    if form.get("use") and typed.address == form.get("about"):  # else they typed another one since
        typed.cells[EMAIL] = str(form["use"])
    if typed.address == typed.shown[EMAIL] != "":
        return not typed.wrong
    try:
        address, name = mailbox_of(typed.address)
    except UsageError as error:
        typed.wrong[EMAIL] = page_words(str(error))
        return False
    typed.cells[EMAIL] = address
    if name and NAME in typed.cells and not typed.cells[NAME]:
        typed.cells[NAME] = _cell(typed, NAME, name)
    is_meant = address in (form.get("keep"), form.get("use"))
    typed.meant = "" if is_meant or typed.wrong else likely_typo(asked.lists, address) or ""
    return not (typed.wrong or typed.meant)
