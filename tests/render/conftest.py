"""Editions made by hand, and the letters they become."""

from __future__ import annotations

import datetime
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import pytest

from composer.model import (
    Contact,
    Edition,
    Event,
    Image,
    Issue,
    Item,
    KeyDate,
    Network,
    News,
    Programme,
    Reminder,
    Rendered,
    Resource,
    Tool,
)
from composer.packaged import TEMPLATES
from composer.pipeline.letterhead import letterhead_of
from composer.render import html_of, message_id, render, text_of, values_for
from composer.settings import Brand, Sender, Settings, Workstream
from composer.text import Place, Text

Values = Callable[..., dict[str, str]]

DATE = datetime.date(2020, 2, 21)
PLACE = Place("issues/391.yaml", 1, 1)
KEY = "36ddm4xu54n36ewbmb5jygrnri"
TOKEN = f"{KEY}.UUYNdP9PHmM9UaUNPdL-QALJVmI0Y5m-4qhPy8_2FI0"
WEB_TOKEN = f"{KEY}-391.blBdz3w6q8rpF7uMDQMWBj-NCfCgZMr9JvIjxvzaDFM"


def text(value: str) -> Text:
    return Text(value, "issues/391.yaml", ((0, 1, 1),))


def png(width: int, height: int) -> bytes:
    """A grey PNG of a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


IMAGES = {"images/logo.png": png(400, 120), "images/film.png": png(1200, 300), "images/small.png": png(90, 40)}

CHRIS = Contact(
    "chris-owen",
    text("Chris Owen"),
    text("Education Network"),
    text("South East Sector-Led Improvement"),
    text("chris.owen@example.org"),
    text("01234 567890"),
)
TRACEY = Contact("tracey-maytas", text("Tracey Maytas"), email=text("tracey.maytas@example.org"))

MAY = Event(
    datetime.date(2020, 5, 1),
    PLACE,
    at=datetime.time(10, 30),
    until=datetime.time(15, 30),
    what=text("AD Education Network"),
    where=text("Shaw House, Newbury"),
)
AGENDA = Event(datetime.date(2020, 4, 24), PLACE, deadline=True, what=text("Send agenda items"))
CONFERENCE = Event(
    datetime.date(2020, 6, 8),
    PLACE,
    to=datetime.date(2020, 6, 9),
    at=datetime.time(10, 0),
    what=text("Conference of the region"),
    where=text("Gatwick"),
    url=text("https://www.example.org/conference?year=2020&day=1"),
)
PAST = Event(datetime.date(2020, 2, 14), PLACE, what=text("Children Missing Education group"))

EDUCATION = Item(
    id="education-may",
    title=text("AD Education Network – next meeting Friday 1 May"),
    place=PLACE,
    workstream=text("education"),
    update=text(
        "The next meeting is a **joint event** with the [SEND Network](https://www.example.org/send?a=1&b=2).\n\n"
        "• The presentation had been well-received.\n• There are several aspects:\n"
        "    ▪ a role for “LAs” in in-year admissions,\n    ▪ a core set of data.\n"
    ),
    action=text(
        "Please write to [Chris](mailto:chris.owen@example.org) by Friday.\n\n| LA | Nominated |\n|---|---|\n"
        "| Kent | no |\n| Wokingham | yes |\n\n![Map of the region](images/small.png)\n"
    ),
    contacts=(text("chris-owen"), text("tracey-maytas")),
    dates=(PAST, AGENDA, MAY),
)
GUIDE = Item(
    id="send-guide",
    title=text("Developing an effective local “SEND” system: a guide <draft> & more"),
    place=PLACE,
    update=text("LGA has published a guide. It has been written as a concise, practical summary."),
    image=Image(text("images/film.png"), text("Three children playing happily together")),
    resource=Resource(
        text("SEND guide"), text("https://www.example.org/guide.pdf"), text("LGA"), datetime.date(2020, 2, 13)
    ),
)
DATA_GROUP = Item(
    id="data-group",
    title=text("Education Data Group – Update"),
    place=PLACE,
    update=text("Only Milton Keynes is not represented so far."),
    action=text("Work is progressing on the children missing education indicators."),
    contacts=(text("chris-owen"),),
)
CONFERENCE_ITEM = Item(
    id="conference",
    title=text("Hold the date: conference"),
    place=PLACE,
    update=text("This stood in full in an earlier update and is not said again."),
    dates=(CONFERENCE,),
    contacts=(text("tracey-maytas"),),
)
ELSEWHERE = Item(id="budget", title=text("Budget returns"), place=PLACE, update=text("Not printed in this edition."))


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(
        name="South East Improvement Update",
        sender=Sender("South East Improvement Update", "updates@example.org"),
        reply_to="programme.manager@example.org",
        website=text("https://www.example.org"),
        public_url="https://updates.example.org",
        postal_address="County Hall, Newbury RG14 1AA",
        workstreams=MappingProxyType({"education": Workstream("Education", text("https://www.example.org/edu"))}),
        brand=Brand(logo=text("images/logo.png"), logo_alt="South East"),
    )


@pytest.fixture(scope="session")
def edition() -> Edition:
    everyone = None
    deadline = Event(datetime.date(2020, 3, 31), PLACE, deadline=True)
    return Edition(
        issue=Issue(391, DATE, PLACE),
        subject="Update no 391 – 21 February 2020",
        intro=text("A summary of the week. Our plan is [the Regional Improvement Plan](https://www.example.org/plan)."),
        news=(News(EDUCATION, everyone), News(GUIDE, everyone)),
        reminders=(
            Reminder(DATA_GROUP, 390, datetime.date(2020, 2, 14), datetime.date(2020, 2, 28), "undated", everyone),
            Reminder(
                CONFERENCE_ITEM,
                385,
                datetime.date(2020, 1, 10),
                datetime.date(2020, 6, 8),
                "before its date",
                everyone,
                before=CONFERENCE,
            ),
        ),
        left_out=(),
        tools=(
            Tool(
                "send-guide",
                text("SEND guide"),
                391,
                everyone,
                url=text("https://www.example.org/guide.pdf"),
                publisher=text("LGA"),
                published=datetime.date(2020, 2, 13),
                note=text("With [a summary](https://www.example.org/guide-summary)."),
                new=True,
            ),
            Tool("mou", text("Memorandum of Understanding 2019-20"), 380, everyone, pin="bottom"),
        ),
        dates=(
            KeyDate("budget-1", deadline, ELSEWHERE, 388, everyone),
            KeyDate("education-may-2", AGENDA, EDUCATION, 391, everyone),
            KeyDate("education-may-3", MAY, EDUCATION, 391, everyone),
            KeyDate("conference-1", CONFERENCE, CONFERENCE_ITEM, 385, everyone),
        ),
        programme=MappingProxyType({"tracey-maytas": TRACEY, "chris-owen": CHRIS}),
    )


@pytest.fixture(scope="session")
def images() -> Mapping[str, bytes]:
    return IMAGES


@pytest.fixture(scope="session")
def rendered(edition: Edition, settings: Settings) -> Rendered:
    return render(edition, settings, IMAGES, (TEMPLATES,))


@pytest.fixture(scope="session")
def reader() -> Values:
    """The values of a reader, some of them changed."""
    return _values


def _values(
    settings: Settings,
    networks: Sequence[str] = ("AD Education Network", "Directors of Children’s Services"),
    **changes: object,
) -> dict[str, str]:
    """`networks` are names, which here are ids as well."""
    given: dict[str, object] = {
        "address": "ann.example@council.example",
        "name": "Ann Example",
        "networks": networks,
        "key": KEY,
        "letterhead": letterhead_of(Programme(settings, {name: _network(name) for name in networks}, {})),
        "unsubscribe_token": TOKEN,
        "web_token": WEB_TOKEN,
        "message_id": message_id("391-1", KEY, settings.sender.address),
        "date": datetime.datetime(2020, 2, 21, 9, 0, tzinfo=datetime.UTC),
    }
    return values_for(**{**given, **changes})  # type: ignore[arg-type]


def _network(name: str) -> Network:
    return Network(name, text(name), PLACE)


@pytest.fixture(scope="session")
def letter(rendered: Rendered, settings: Settings, reader: Values) -> bytes:
    return rendered.letter(reader(settings))


@pytest.fixture(scope="session")
def shown(settings: Settings, reader: Values) -> Callable[[Edition], tuple[str, str]]:
    """An edition as text and HTML, as somebody gets it."""

    def show(edition: Edition) -> tuple[str, str]:
        letter = render(edition, settings, IMAGES, (TEMPLATES,)).letter(reader(settings))
        return text_of(letter), html_of(letter)

    return show
