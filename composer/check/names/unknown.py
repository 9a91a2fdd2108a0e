"""A name that stands for nothing of its kind, put into words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from composer.check.rule import Found
from composer.model.names import Names
from composer.problems import shown
from composer.text import Text


def unknown(kind: str, name: Text, fix: str, item: str | None = None, unless: Iterable[str] = ()) -> Found:
    """A name that stands for nothing of a kind."""
    message = f"there is no {kind} called {shown(name) or 'nothing'}"
    return Found(name.place, message, fix, item, unless=frozenset(unless))


def missing(
    kind: str, written: Iterable[Text], known: Container[str], names: Names, item: str | None = None
) -> Iterator[Found]:
    """Those of the ids written that stood in no issue."""
    for name in written:
        if name not in known:
            yield unknown(kind, name, names.remedy(name, f"Look up the id in the issue where the {kind} stood."), item)
