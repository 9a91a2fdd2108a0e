"""How the switches of an edition stand. Rule: it is all in the address, so that a link or a reload shows the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from starlette.requests import Request

VIEWS = {"html": "Letter", "off": "Images off", "text": "Text", "source": "Source"}
WIDTHS = {"desktop": "Desktop", "phone": "Phone"}
SCHEMES = {"light": "Light", "dark": "Dark"}
DRAWN = ("html", "off")  # the views that are a page with colours, not words alone

_KEY = re.compile(r"[a-z2-7]{26}")
_WRITINGS = ("text",)  # how else than by forms the left of the page may show the issue


@dataclass(frozen=True, slots=True)
class State:
    """How the switches stand.

    `variant` counts from 1, as people do; `reader` is the key of whose letter is shown; `writing` belongs to the left
    of the page, and is kept for it.
    """

    view: str = "html"
    variant: int = 1
    width: str = "desktop"
    scheme: str = "light"
    reader: str = ""
    writing: str = ""

    @classmethod
    def of(cls, request: Request) -> State:
        """As the address says; what it says wrongly is as if not said."""
        asked = request.query_params
        variant, reader, writing = asked.get("variant", "1"), asked.get("reader", ""), asked.get("as", "")
        return cls(
            _one_of(VIEWS, asked.get("view")),
            int(variant) if variant.isascii() and variant.isdigit() and 0 < len(variant) < 5 and int(variant) else 1,
            _one_of(WIDTHS, asked.get("width")),
            _one_of(SCHEMES, asked.get("scheme")),
            reader if _KEY.fullmatch(reader) else "",
            writing if writing in _WRITINGS else "",
        )

    @property
    def drawn(self) -> bool:
        """Whether the view is a page with colours."""
        return self.view in DRAWN

    @property
    def query(self) -> str:
        """What of it is not as usual, for an address; empty, or with its question mark."""
        return _query(_said(asdict(self)))

    def address(self, **switched: str | int) -> str:
        """The page's address in this state, with some switches set otherwise; it leads to the edition."""
        return f"./{_query(_said(asdict(self) | switched))}#look"

    def letter(self, digest: str) -> str:
        """The address of the letter in this state: another one whenever the letter is another."""
        said = {"view": self.view, "variant": self.variant, "scheme": self.scheme}
        return f"letter?{urlencode(said | ({'reader': self.reader} if self.reader else {}) | {'is': digest})}"


def _said(values: Mapping[str, str | int]) -> Mapping[str, str | int]:
    usual = asdict(State())
    return {_NAMES.get(name, name): value for name, value in values.items() if value != usual[name]}


_NAMES = {"writing": "as"}


def _query(said: Mapping[str, str | int]) -> str:
    return f"?{urlencode(said)}" if said else ""


def _one_of(known: Mapping[str, str], asked: str | None) -> str:
    return asked if asked is not None and asked in known else next(iter(known))
