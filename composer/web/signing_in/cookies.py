"""What a browser keeps for pages behind a sign-in.

The session's cookie is SameSite=Lax, as all of them: a link to a list in somebody's mail then opens it. What is posted
brings the visitor's token besides, and is asked for its Origin.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from composer.sessions import KNOWN_LASTS, SESSION_LASTS, Realm

_HOUR = 3600  # seconds
_YEAR = int(KNOWN_LASTS.total_seconds())
_LONGEST_WAY = 500  # characters of a path and its query
_RANDOM = 32  # bytes


@dataclass(frozen=True, slots=True)
class Cookies:
    """Those of one realm. `path`: of its pages, as a browser sees it; `secure`: they are reached by https alone."""

    realm: Realm
    path: str
    secure: bool

    def session(self, request: Request) -> str:
        """The session's value, or nothing."""
        return request.cookies.get(self._name("session"), "")

    def begin(self, response: Response, session: str, known: str) -> None:
        """Give the browser a session, and what it is known by for a year; what it needed to sign in goes."""
        self._set(response, "session", session, "", int(SESSION_LASTS.total_seconds()))
        self._set(response, "known", known, "/sign-in", _YEAR)
        self._drop(response, "browser", "/sign-in")
        self._drop(response, "way", "/sign-in")

    def end(self, response: Response) -> None:
        """Take the session from the browser."""
        self._drop(response, "session", "")

    def browser(self, request: Request) -> str:
        """What tells this browser from others while somebody signs in, or nothing."""
        return request.cookies.get(self._name("browser"), "")

    def known(self, request: Request) -> str:
        """What this browser was given when somebody last signed in there, or nothing."""
        return request.cookies.get(self._name("known"), "")

    def know(self, response: Response, browser: str) -> None:
        """Have the browser known as this for an hour."""
        self._set(response, "browser", browser, "/sign-in", _HOUR)

    def way(self, request: Request) -> str:
        """The path below these pages that somebody was about to open; never one elsewhere."""
        return _way(unquote(request.cookies.get(self._name("way"), "")))

    def remember(self, response: Response, way: str) -> None:
        """Keep a path below these pages until somebody has signed in."""
        if _way(way):
            self._set(response, "way", quote(way, safe=""), "/sign-in", _HOUR)

    def _name(self, what: str) -> str:
        return f"{'__Secure-' if self.secure else ''}composer-{self.realm}-{what}"

    def _set(self, response: Response, what: str, value: str, below: str, seconds: int) -> None:
        response.set_cookie(
            self._name(what),
            value,
            max_age=seconds,
            path=f"{self.path}{below}",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def _drop(self, response: Response, what: str, below: str) -> None:
        response.delete_cookie(
            self._name(what), path=f"{self.path}{below}", secure=self.secure, httponly=True, samesite="lax"
        )


def _way(path: str) -> str:
    """A path of ours as it is, and anything that might lead elsewhere as nothing."""
    if len(path) > _LONGEST_WAY:
        return ""
    decoded = _decoded(path.partition("?")[0])
    within = not {"..", "."}.intersection(decoded.split("/"))
    return path if within and _is_plain(path) and _is_plain(decoded) else ""


def _decoded(path: str) -> str:
    """However often whatever stands between might decode it."""
    while (once := unquote(path)) != path:
        path = once
    return path


def _is_plain(path: str) -> bool:
    return path.isprintable() and path.startswith("/") and not path.startswith("//") and "\\" not in path


def new_browser() -> str:
    """A value for a browser that has none."""
    return secrets.token_urlsafe(_RANDOM)


def form_token(browser: str) -> str:
    """What the forms to sign in bring along, which only pages for this browser have."""
    return hashlib.sha256(f"form\0{browser}".encode("utf-8", "replace")).hexdigest()
