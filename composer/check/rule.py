"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from composer.check.subject import Subject
from composer.problems import Level
from composer.text import Place


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a rule objects to: as a `Problem`, but its code is the rule's, and so is its level where None."""

    place: Place
    message: str
    fix: str
    item: str | None = None
    level: Level | None = None
    unless: frozenset[str] = frozenset()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of mistake: its code, how bad it is, and what finds it.

    `firm`: neither newsletter.yaml nor an item's `allow` can change it, as what it finds cannot be sent.
    `english`: it knows how English is written, and judges no other language.
    """

    code: str
    level: Level
    find: Callable[[Subject], Iterator[Found]]
    firm: bool = False
    english: bool = False
