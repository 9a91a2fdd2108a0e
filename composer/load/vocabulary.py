"""The words of the schema: which keys there are, and what stands after them.

Looked up only when a file cannot be read as it stands, to tell a key from text that looks like one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from composer.load.schema import KINDS, File, Prose
from composer.text import Text


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All keys; those that a list follows, those that only words follow, and of these those of many lines."""

    keys: frozenset[str]
    lists: frozenset[str]
    texts: frozenset[str]
    prose: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The keys of all kinds of file."""
    fields = [field for kind in KINDS.values() for field in _fields(kind)]
    lists = {name for name, annotation in fields if get_origin(inner_of(annotation)) is tuple}
    others = {name for name, annotation in fields if inner_of(annotation) is not Text}
    return Vocabulary(
        keys=frozenset(name for name, _ in fields),
        lists=frozenset(lists),
        texts=frozenset(name for name, _ in fields) - others,
        prose=frozenset(name for name, annotation in fields if annotation in (Prose, Prose | None)) - others,
    )


def _fields(annotation: Any) -> Iterator[tuple[str, Any]]:
    for part in _parts(annotation):
        for name, field in part.model_fields.items():
            yield field.alias or name, _annotation(field)
            yield from _fields(field.annotation)


def _annotation(field: FieldInfo) -> Any:
    """The annotation as it was written: pydantic takes the outermost Annotated apart."""
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _parts(annotation: Any) -> Iterator[type[File]]:
    inner = inner_of(annotation)
    if get_origin(inner) in (dict, tuple):
        yield from _parts(get_args(inner)[get_origin(inner) is dict])
    elif isinstance(inner, type) and issubclass(inner, File):
        yield inner


def keys_at(kind: str, loc: tuple[str | int, ...]) -> list[str] | None:
    """The keys there may be at a place of a kind of file; None where they are free or there are none."""
    part = part_at(kind, loc)
    return None if part is None else [field.alias or name for name, field in part.model_fields.items()]


def part_at(kind: str, loc: tuple[str | int, ...]) -> type[File] | None:
    """The class of the keys that belong at a place of a kind of file."""
    here = inner_of(KINDS[kind])
    for step in loc:
        if get_origin(here) in (dict, tuple):
            here = inner_of(get_args(here)[get_origin(here) is dict])
        elif isinstance(here, type) and issubclass(here, File):
            fields = {field.alias or name: field for name, field in here.model_fields.items()}
            if step not in fields:
                return None
            here = inner_of(fields[str(step)].annotation)
        else:
            return None
    return here if isinstance(here, type) and issubclass(here, File) else None


def inner_of(annotation: Any) -> Any:
    """The annotation without Annotated and Optional."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = get_args(annotation)[0]
    return annotation
