"""Links asked for and used, sessions begun and ended."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from composer.sessions.file import FILE, reading, writing
from composer.sessions.realm import Realm

LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
KNOWN_LASTS = timedelta(days=365)

_COUNTED = timedelta(hours=1)  # links are kept so long, used or not, to be counted
_MOST_OF_BROWSER = 5  # links in that time for one person, asked for in one browser
_MOST_FOR_ONE = 20  # links in that time for one person: more than a few strangers' asks, and no flood of letters
_MOST = 500  # links in that time for all together
_RANDOM = 32  # bytes

_ASKED = """
    SELECT COUNT(*) FILTER (WHERE realm = :realm AND person = :person AND asker = :asker),
           COUNT(*) FILTER (WHERE realm = :realm AND person = :person),
           COUNT(*)
    FROM link
"""


class Sessions:
    """Those of a workspace. Any thread, and any process, may call its methods; all raise LedgerError where the file
    cannot be used."""

    def __init__(self, var: Path) -> None:
        """In the folder of the machine's state; nothing is made until somebody asks for a link."""
        self._path = var / FILE

    def ask(self, realm: Realm, person: str, browser: str, now: datetime, known: str = "") -> str | None:
        """A new link's value, for the person and the browser that knows this value; None: there were too many.

        `known`: what the browser was given when somebody last signed in there. Where that was this person, it does not
        matter how many others ask for.
        """
        link = secrets.token_urlsafe(_RANDOM)
        with writing(self._path) as file:
            _sweep(file, now)
            theirs = _is_known(file, realm, person, known)
            asker = _hash(known if theirs else browser)
            if _too_many(file, realm, person, asker, theirs=theirs):
                return None
            file.execute(
                "INSERT INTO link (link, realm, person, browser, asker, made) VALUES (?, ?, ?, ?, ?, ?)",
                (_hash(link), realm, person, _hash(browser), asker, _seconds(now)),
            )
        return link

    def redeem(
        self,
        link: str,
        realm: Realm,
        browser: str,
        now: datetime,
        may: Callable[[str], bool],
        former: str = "",
        known: str = "",
    ) -> str | None:
        """A new session's value for a link, which then is used up.

        None: it is no link for this realm and browser, too old or used, or the person may not come in. `former`: the
        session that the browser had, which ends. `known`: what tells from now on that this person signed in there.
        """
        session = secrets.token_urlsafe(_RANDOM)
        with writing(self._path) as file:
            _sweep(file, now)
            used = file.execute(
                "UPDATE link SET used = 1 WHERE link = ? AND realm = ? AND browser = ? AND made > ? AND used = 0 "
                "RETURNING person",
                (_hash(link), realm, _hash(browser), _seconds(now - LINK_LASTS)),
            ).fetchall()
            if not used or not may(used[0][0]):
                return None
            file.execute("DELETE FROM session WHERE session = ?", (_hash(former),))
            file.execute(
                "INSERT INTO session (session, realm, person, ends) VALUES (?, ?, ?, ?)",
                (_hash(session), realm, used[0][0], _seconds(now + SESSION_LASTS)),
            )
            if known:
                file.execute(
                    "INSERT INTO known (browser, realm, person, ends) VALUES (?, ?, ?, ?)",
                    (_hash(known), realm, used[0][0], _seconds(now + KNOWN_LASTS)),
                )
        return session

    def whose(self, session: str, realm: Realm, now: datetime) -> str | None:
        """The key of the person whose session this is; None: nobody's. Nothing is changed by looking."""
        with reading(self._path) as file:
            if file is None:
                return None
            found = file.execute(
                "SELECT person FROM session WHERE session = ? AND realm = ? AND ends > ?",
                (_hash(session), realm, _seconds(now)),
            ).fetchone()
        return str(found[0]) if found else None

    def end(self, session: str, now: datetime) -> None:
        """End a session."""
        with writing(self._path) as file:
            _sweep(file, now)
            file.execute("DELETE FROM session WHERE session = ?", (_hash(session),))

    def forget(self, person: str) -> None:
        """Take out all that is kept of a person; nothing is made where nothing is."""
        if self._path.exists():
            with writing(self._path) as file:
                file.execute("DELETE FROM link WHERE person = ?", (person,))
                file.execute("DELETE FROM session WHERE person = ?", (person,))
                file.execute("DELETE FROM known WHERE person = ?", (person,))


def _sweep(file: sqlite3.Connection, now: datetime) -> None:
    """Take out what no longer counts."""
    file.execute("DELETE FROM link WHERE made <= ?", (_seconds(now - _COUNTED),))
    file.execute("DELETE FROM session WHERE ends <= ?", (_seconds(now),))
    file.execute("DELETE FROM known WHERE ends <= ?", (_seconds(now),))


def _is_known(file: sqlite3.Connection, realm: Realm, person: str, known: str) -> bool:
    looked = "SELECT 1 FROM known WHERE browser = ? AND realm = ? AND person = ?"
    return file.execute(looked, (_hash(known), realm, person)).fetchone() is not None


def _too_many(file: sqlite3.Connection, realm: Realm, person: str, asker: bytes, *, theirs: bool) -> bool:
    """Whether this asker has asked for too many, or others have where it is not one of `theirs`."""
    asked = {"realm": realm, "person": person, "asker": asker}
    by_asker, for_one, for_all = file.execute(_ASKED, asked).fetchone()
    return by_asker >= _MOST_OF_BROWSER or (not theirs and (for_one >= _MOST_FOR_ONE or for_all >= _MOST))


def _hash(value: str) -> bytes:
    return hashlib.sha256(value.encode("utf-8", "replace")).digest()


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
