"""What a posted form says, as the fields of an item or of the issue itself.

Rule: nothing is judged here. A field comes as it was typed, with line feeds; what may stand in the file is for
`composer.writing` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields as fields_of
from dataclasses import replace

from starlette.datastructures import FormData

from composer.pipeline.writing import DateFields, HeadFields, ItemFields, ResourceFields

DATE = "date_"  # begins the name of each field of a date; a date sends all of them, so they pair up by their order
RESOURCE = "resource_"


def words(form: FormData, name: str) -> str:
    """A field's text, with line feeds; empty where there is none."""
    return _plain(form.get(name))


def number(form: FormData, name: str) -> int | None:
    """A field's whole number; None where it holds none."""
    text = words(form, name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else None


def item_fields(form: FormData, before: ItemFields) -> ItemFields:
    """The item as it was typed; what no field shows is as `before`."""
    return replace(
        before,
        title=_line(form, "title"),
        update=words(form, "update").strip("\n"),
        action=words(form, "action").strip("\n"),
        workstream=_line(form, "workstream"),
        contacts=_ticked(form, "contacts", before.contacts),
        networks=_ticked(form, "networks", before.networks),
        dates=tuple(_dates(form)),
        resource=_resource(form),
        remind=_remind(form),
    )


def head_fields(form: FormData, before: HeadFields) -> HeadFields:
    """The issue's own fields as they were typed."""
    return replace(
        before,
        date=_line(form, "date"),
        to=_ticked(form, "to", before.to),
        subject=_line(form, "subject"),
        preheader=_line(form, "preheader"),
        intro=words(form, "intro").strip("\n"),
    )


def _plain(value: object) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""


def _line(form: FormData, name: str) -> str:
    return words(form, name).strip()


def _ticked(form: FormData, name: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """What is ticked: in the order that it stood in before, and what is new at its end."""
    ticked = dict.fromkeys(_plain(value) for value in form.getlist(name) if value)
    return (*(value for value in before if value in ticked), *(value for value in ticked if value not in before))


def _dates(form: FormData) -> Iterator[DateFields]:
    names = [field.name for field in fields_of(DateFields) if field.name != "deadline"]
    columns = [[_plain(value).strip() for value in form.getlist(DATE + name)] for name in names]
    for kind, *row in zip(form.getlist(f"{DATE}kind"), *columns, strict=False):
        yield DateFields(kind == "by", *row)


def without_empty(fields: ItemFields) -> ItemFields:
    """The item without dates that nothing was typed into."""
    return replace(fields, dates=tuple(date for date in fields.dates if replace(date, deadline=False) != DateFields()))


def dayless(fields: ItemFields, before: tuple[DateFields, ...] = ()) -> tuple[int, ...]:
    """The dates, from 0, that were typed without a day; those of `before` may stand as they do."""
    return tuple(at for at, date in enumerate(fields.dates) if not date.day and date not in before)


def _resource(form: FormData) -> ResourceFields | None:
    typed = ResourceFields(*(_line(form, RESOURCE + field.name) for field in fields_of(ResourceFields)))
    return None if typed == ResourceFields() else typed


def _remind(form: FormData) -> str:
    """How long to remind, as it is written in the file."""
    match words(form, "remind"):
        case "until":
            return _line(form, "remind_day")
        case "for":
            count, unit = _line(form, "remind_count"), words(form, "remind_unit")
            return f"{count} {unit if count != '1' else unit.removesuffix('s')}" if count else ""
        case "never":
            return "never"
        case "written":
            return _line(form, "remind_written")
        case _:
            return ""
