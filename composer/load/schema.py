"""The files as their writers see them: every key there is. Unknown keys are faults.

These classes are the contract of design.md section 3; `composer schema` is made from them.
"""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from composer.load import addresses, days, scalars
from composer.load.dateline import read_dateline, sensible, split_by_colon
from composer.load.tree import Mapping, Scalar, Sequence
from composer.model import Event, Image, Issue, Item, Never, Resource, ToolEntry
from composer.text import Place, Text

_STRING = {"type": "string"}
_DAY = {"type": "string", "format": "date", "examples": ["2020-02-21"]}
_LINK = {"type": "string", "pattern": "^(https?://|mailto:)"}
_SLUG = {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,80}$"}

Prose = Annotated[Text, PlainValidator(scalars.prose), WithJsonSchema(_STRING | {"description": "Markdown"})]
Line = Annotated[Text, PlainValidator(scalars.line), WithJsonSchema(_STRING)]
Slug = Annotated[Text, PlainValidator(scalars.slug), WithJsonSchema(_SLUG)]
Reference = Annotated[Text, PlainValidator(scalars.reference), WithJsonSchema(_SLUG)]
Id = Annotated[str, BeforeValidator(scalars.slug_key)]
Number = Annotated[int, PlainValidator(scalars.number), WithJsonSchema({"type": "integer", "minimum": 0})]
Count = Annotated[int, PlainValidator(scalars.count), WithJsonSchema({"type": "integer", "minimum": 0})]
Some = Annotated[int, PlainValidator(scalars.some), WithJsonSchema({"type": "integer", "minimum": 1})]
Day = Annotated[datetime.date, PlainValidator(days.day), WithJsonSchema(_DAY)]
Clock = Annotated[datetime.time, PlainValidator(days.clock), WithJsonSchema(_STRING | {"examples": ["10:30"]})]
Remind = Annotated[
    tuple[datetime.date | datetime.timedelta | Never, Place],
    PlainValidator(days.remind_placed),
    WithJsonSchema(_STRING | {"examples": ["2020-05-01", "3 weeks", "10 days", "never"]}),
]
Url = Annotated[Text, PlainValidator(addresses.url), WithJsonSchema(_LINK)]
Https = Annotated[str, PlainValidator(addresses.https), WithJsonSchema(_LINK)]
Address = Annotated[Text, PlainValidator(addresses.address), WithJsonSchema(_STRING | {"format": "email"})]
SenderAddress = Annotated[Text, PlainValidator(addresses.sender_address), WithJsonSchema(_STRING | {"format": "email"})]
Colour = Annotated[str, PlainValidator(scalars.colour), WithJsonSchema(_STRING | {"pattern": "^#[0-9a-fA-F]{6}$"})]
Path = Annotated[Text, PlainValidator(scalars.path), WithJsonSchema(_STRING)]
Language = Annotated[str, PlainValidator(scalars.language), WithJsonSchema(_STRING)]
Timezone = Annotated[str, PlainValidator(scalars.timezone), WithJsonSchema(_STRING)]
Relay = Annotated[str, PlainValidator(scalars.relay), WithJsonSchema(_STRING | {"examples": ["outbox"]})]
Selector = Annotated[str, PlainValidator(scalars.selector), WithJsonSchema(_STRING | {"examples": ["s1"]})]
KeyFile = Annotated[str, PlainValidator(scalars.key_file), WithJsonSchema(_STRING | {"examples": ["var/dkim.pem"]})]
Subject = Annotated[Text, PlainValidator(scalars.subject), WithJsonSchema(_STRING)]
Pin = Annotated[str, PlainValidator(scalars.choice("top", "bottom")), WithJsonSchema({"enum": ["top", "bottom"]})]
InDoubt = Annotated[str, PlainValidator(scalars.choice("hold", "resend")), WithJsonSchema({"enum": ["hold", "resend"]})]
Approval = Annotated[
    str, PlainValidator(scalars.choice("optional", "required")), WithJsonSchema({"enum": ["optional", "required"]})
]
CheckLevel = Annotated[
    Text,
    PlainValidator(scalars.choice("error", "warning", "off")),
    WithJsonSchema({"enum": ["error", "warning", "off"]}),
]
Networks = Annotated[tuple[Reference, ...], Field(min_length=1)]


class Keys(dict[str, Any]):
    """Keys and their values, not yet read, and the node they were written in."""

    def __init__(self, entries: dict[str, Any], node: Mapping) -> None:
        super().__init__(entries)
        self.node = node

    @property
    def place(self) -> Place:
        """Where they begin."""
        return self.node.place


class Entries(list[Any]):
    """The entries of a list, not yet read, and the node they were written in."""

    def __init__(self, entries: Iterable[Any], node: Sequence) -> None:
        super().__init__(entries)
        self.node = node


class File(BaseModel):
    """A file or a part of one."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Made(File, ABC):
    """A part that becomes a value of the model, which remembers its place."""

    @abstractmethod
    def made(self, place: Place) -> Any:
        """The value."""


def _made(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    return handler(value).made(value.place)


def id_by_line(place: Place) -> str:
    """What an entry goes by whose title makes no id: of use in one reading of its file only."""
    return f"line-{place.line}"


class EventFile(Made):
    """A date line, in keys: `on` or `by`, and what else there is to say."""

    on: Day | None = None
    by: Day | None = None
    to: Day | None = None
    at: Clock | None = None
    until: Clock | None = None
    what: Line | None = None
    where: Line | None = None
    url: Url | None = None

    def made(self, place: Place) -> Event:
        """The event."""
        start = self.on or self.by
        if start is None or (self.on and self.by):
            found = "neither" if start is None else "both"
            fix = "Write on: for an event, by: for a deadline."
            scalars.fault("date-keys", f"a date has `on` or `by`, found {found}", fix)
        if self.to and self.by:
            scalars.fault("date-keys", "a deadline is one day", "Leave out the second day.")
        return sensible(
            Event(start, place, self.by is not None, self.to, self.at, self.until, self.what, self.where, self.url)
        )


def _event(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    if isinstance(value, Scalar):
        return read_dateline(value.text)
    if isinstance(value, Keys) and len(value) == 1:
        key, words = next(iter(value.items()))
        dateline = key[:1].isdigit() or key.lower().startswith("by ")
        if isinstance(words, Scalar) and (dateline or (key.lower() == "by" and "|" in words.text)):
            split_by_colon(key, words.text)
    return _made(value, handler)


class ResourceFile(Made):
    """Something to read or use; it joins the tools list."""

    title: Line
    url: Url
    publisher: Line | None = None
    published: Day | None = None

    def made(self, place: Place) -> Resource:
        """The resource."""
        return Resource(self.title, self.url, self.publisher, self.published)


class ImageFile(Made):
    """A picture of the workspace."""

    file: Path
    alt: Line

    def made(self, place: Place) -> Image:
        """The picture."""
        return Image(self.file, self.alt)


class ItemFile(Made):
    """One entry of an issue."""

    id: Slug | None = None
    title: Line
    workstream: Reference | None = None
    update: Prose
    action: Prose | None = None
    contacts: tuple[Reference, ...] = ()
    dates: tuple[Annotated[EventFile, WrapValidator(_event, json_schema_input_type=str | EventFile)], ...] = ()
    resource: Annotated[ResourceFile, WrapValidator(_made)] | None = None
    image: Annotated[ImageFile, WrapValidator(_made)] | None = None
    remind: Remind | None = None
    replaces: tuple[Reference, ...] = ()
    networks: Networks | None = None
    allow: tuple[Reference, ...] = ()

    def made(self, place: Place) -> Item:
        """The item."""
        id_ = self.id or scalars.slug_of(self.title) or id_by_line(place)
        kept = {name: getattr(self, name) for name in ItemFile.model_fields if name not in ("id", "remind")}
        remind, remind_place = self.remind or (None, None)
        return Item(id=str(id_), place=place, remind=remind, remind_place=remind_place, **kept)


class ToolFile(Made):
    """An entry of the tools list."""

    id: Slug | None = None
    title: Line
    url: Url | None = None
    publisher: Line | None = None
    published: Day | None = None
    note: Prose | None = None
    pin: Pin | None = None
    allow: tuple[Reference, ...] = ()

    def made(self, place: Place) -> ToolEntry:
        """The entry."""
        id_ = self.id or scalars.slug_of(self.title) or id_by_line(place)
        kept = {name: getattr(self, name) for name in ToolFile.model_fields if name != "id"}
        return ToolEntry(id=str(id_), place=place, **kept)


class OrdersFile(File):
    """What this issue says about earlier items."""

    drop: tuple[Reference, ...] = ()
    keep: tuple[Reference, ...] = ()


class IssueFile(Made):
    """issues/NUMBER.yaml."""

    number: Number
    date: Day
    to: Networks | None = None
    subject: Subject | None = None
    preheader: Line | None = None
    intro: Prose | None = None
    items: tuple[Annotated[ItemFile, WrapValidator(_made)], ...] = ()
    reminders: OrdersFile | None = None
    tools: tuple[Annotated[ToolFile, WrapValidator(_made)], ...] = ()
    retire: tuple[Reference, ...] = ()

    def made(self, place: Place) -> Issue:
        """The issue."""
        kept = {name: getattr(self, name) for name in IssueFile.model_fields if name != "reminders"}
        orders = self.reminders
        return Issue(place=place, drop=orders.drop if orders else (), keep=orders.keep if orders else (), **kept)


class SenderFile(File):
    """Who the letters are from."""

    name: Line | None = None
    address: SenderAddress


def _sender(value: Any) -> Any:
    return {"address": value} if isinstance(value, Scalar) else value


class PaceFile(File):
    """How fast the relay is given letters."""

    connections: Some | None = None
    per_minute: Count | None = None


class DkimFile(File):
    """What letters are signed with."""

    selector: Selector
    key: KeyFile


class RemindersSettingsFile(File):
    """How long items are reminded."""

    weeks: Count | None = None
    most: Count | None = None
    limit: Count | None = None


class ToolsSettingsFile(File):
    """How long tools are listed."""

    weeks: Count | None = None
    limit: Count | None = None


class WorkstreamFile(File):
    """A section of the programme."""

    name: Line
    url: Url | None = None
    icon: Path | None = None


class LabelsFile(File):
    """The fixed words of an edition."""

    item: Line | None = None
    update: Line | None = None
    action: Line | None = None
    reminders: Line | None = None
    tools: Line | None = None
    contacts: Line | None = None
    dates: Line | None = None


class BrandFile(File):
    """Colour and logo."""

    colour: Colour | None = None
    logo: Path | None = None
    logo_alt: Line | None = None


class NewsletterFile(File):
    """newsletter.yaml."""

    name: Line
    sender: Annotated[SenderFile, BeforeValidator(_sender, json_schema_input_type=str | SenderFile)] = Field(
        alias="from"
    )
    subject: Subject | None = None
    reply_to: SenderAddress | None = None
    managers: tuple[Address, ...] = ()
    language: Language | None = None
    timezone: Timezone | None = None
    intro: Prose | None = None
    website: Url | None = None
    public_url: Https | None = None
    postal_address: Line | None = None
    relay: Relay | None = None
    return_path: Address | None = None
    pace: PaceFile | None = None
    dkim: DkimFile | None = None
    in_doubt: InDoubt | None = None
    approval: Approval | None = None
    reminders: RemindersSettingsFile | None = None
    tools: ToolsSettingsFile | None = None
    workstreams: dict[Id, WorkstreamFile] | None = None
    labels: LabelsFile | None = None
    brand: BrandFile | None = None
    check: dict[str, CheckLevel] | None = None


class NetworkFile(Made):
    """A network of recipients/networks.yaml."""

    name: Line
    leads: tuple[Address, ...] = ()
    includes: tuple[Reference, ...] = ()
    description: Prose | None = None

    def made(self, place: Place) -> tuple[NetworkFile, Place]:
        """Itself; its id is known a level up."""
        return self, place


class ContactFile(File):
    """A person of recipients/contacts.yaml."""

    name: Line
    role: Line | None = None
    organisation: Line | None = None
    email: Address | None = None
    phone: Line | None = None


@cache
def adapter(kind: str) -> TypeAdapter[Any]:
    """The reader of a kind of file: newsletter, issue, networks or contacts."""
    return TypeAdapter(KINDS[kind])


KINDS: dict[str, Any] = {
    "newsletter": NewsletterFile,
    "issue": Annotated[IssueFile, WrapValidator(_made)],
    "networks": dict[Id, Annotated[NetworkFile, WrapValidator(_made)]],
    "contacts": dict[Id, ContactFile],
}


def json_schema(kind: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a kind of file, for editors."""
    schema = adapter(kind).json_schema(mode="validation")
    return schema | {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Composer: {kind}"}
