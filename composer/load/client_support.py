"""The Can I email data that travels with Composer, over the mail programs that its letters are judged by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from composer import packaged
from composer.model import ClientSupport, Degree, Feature, Support

CLIENTS = (
    "apple-mail.ios",
    "apple-mail.macos",
    "gmail.android",
    "gmail.desktop-webmail",
    "gmail.ios",
    "gmail.mobile-webmail",
    "outlook.android",
    "outlook.ios",
    "outlook.macos",
    "outlook.outlook-com",
    "outlook.windows",
    "samsung-email.android",
    "thunderbird.macos",
    "yahoo.android",
    "yahoo.desktop-webmail",
)
"""The fifteen mail programs, as `family.platform` of the data.

Outlook everywhere, because councils read mail in it: Windows with Word's engine, and outlook.com, which the new Outlook
for Windows is too (the Mail app of Windows, its forerunner, has ended). Apple Mail and Gmail everywhere, because they
are what people have at home and on phones; Samsung's because it comes with half of the Android phones. Yahoo is the
strictest webmail about CSS; its app on iOS differs little from that on Android and is left out. Thunderbird stands for
the free ones; nearly all of the data on it was gathered on macOS.
"""


@lru_cache(maxsize=1)
def load_client_support() -> ClientSupport:
    """The data of the newest version of each of the `CLIENTS`; read once a process."""
    return ClientSupport(CLIENTS, _Features(packaged.CANIEMAIL))


class _Features(Mapping[str, Feature]):
    """The features by slug, each read when somebody asks for it: a letter uses few of them."""

    def __init__(self, file: Path) -> None:
        data = json.loads(file.read_bytes())["data"]
        self._told: Mapping[str, Mapping[str, Any]] = {feature["slug"]: feature for feature in data}
        self._read: dict[str, Feature] = {}

    def __getitem__(self, slug: str) -> Feature:
        if slug not in self._read:
            self._read[slug] = _feature(self._told[slug])
        return self._read[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def _feature(told: Mapping[str, Any]) -> Feature:
    support = {}
    for client in CLIENTS:
        family, platform = client.split(".")
        if versions := told["stats"].get(family, {}).get(platform):
            support[client] = _support(_newest(versions), told["notes_by_num"] or {})
    return Feature(told["slug"], told["title"], MappingProxyType(support))


def _newest(versions: Mapping[str, str]) -> str:
    """The last one written. Numbers do not tell: Outlook for macOS went from 2019 to 16.80."""
    return list(versions.values())[-1]


def _support(told: str, notes: Mapping[str, str]) -> Support:
    """`a #1 #4` is: partly, see notes 1 and 4."""
    degree, *numbers = told.replace("#", " ").split()
    return Support(Degree(degree), tuple(notes[number] for number in numbers if number in notes))
