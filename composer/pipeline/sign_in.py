"""Signing in by a link that is mailed: asked for, sent, used, ended.

Rule: whoever asks learns nothing of who is known here; of what fails, whoever runs this is told without an address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from composer.deliver import Relay
from composer.load import load_programme
from composer.model import Letter, State
from composer.pipeline.alone import keep_alone, mail_alone
from composer.pipeline.books import secret_of, var_of
from composer.pipeline.dispatch import relay_of
from composer.pipeline.keepers import Keeper, Keepers
from composer.pipeline.rehearsal import outbox_of
from composer.pipeline.sign_in_letter import sign_in_letter
from composer.problems import ComposerError, printable
from composer.sessions import Realm, Sessions
from composer.settings import OUTBOX

_FOLDER = "sign-in"  # in the outbox


class SignIn:
    """Signing in to a workspace's pages. Any thread may call its methods."""

    def __init__(self, root: Path, now: Callable[[], datetime], tell: Callable[[str], None]) -> None:
        """`tell` gets a sentence for each letter that could not be sent, which names nobody."""
        self._root = root
        self._now = now
        self._tell = tell
        self._keepers = Keepers(root)
        self._sessions = Sessions(var_of(root))

    async def ask(self, realm: Realm, address: str, browser: str, known: str = "") -> None:
        """Mail a link to this address, if it is of somebody who may come in; takes as long as the relay does.

        `known`: what the browser was given when somebody last came in there.
        Nothing is said or raised of what became of it: whoever asks may be anybody.
        """
        try:
            if to_mail := await asyncio.to_thread(self._ask, realm, address, browser, known):
                await self._mail(*to_mail)
        except (ComposerError, OSError) as error:
            words = error.strerror if isinstance(error, OSError) else error
            self._tell(printable(f"a letter to sign in could not be sent: {words}"))

    async def _mail(self, letter: Letter, relay: Relay) -> None:
        outcome = await mail_alone(letter, relay)
        if outcome.state is not State.ACCEPTED:
            self._tell(f"a letter to sign in was not accepted: {outcome.state.value}, see that the relay works")

    def _ask(self, realm: Realm, address: str, browser: str, known: str) -> tuple[Letter, Relay] | None:
        """The letter to mail, if one is."""
        keeper = self._keepers.of_address(address)
        if keeper is None or not keeper.may_enter(realm):
            return None
        programme, _ = load_programme(self._root)
        if programme is None:
            return None
        now = self._now()
        link = self._sessions.ask(realm, keeper.key, browser, now, known)
        if link is None:
            self._tell("more letters to sign in were asked for than are sent in an hour; no more is sent now")
            return None
        pages = f"{(programme.settings.public_url or '').rstrip('/')}/{realm}"
        letter = sign_in_letter(programme.settings, keeper, f"{pages}/sign-in/{link}", now, self._root)
        if programme.settings.relay != OUTBOX:
            return letter, relay_of(programme.settings.relay)
        self._keep(letter)
        return None

    def _keep(self, letter: Letter) -> None:
        keep_alone(letter, outbox_of(self._root) / _FOLDER)
        self._tell(f"relay is outbox, so a letter to sign in was kept in var/outbox/{_FOLDER} and not sent")

    def come_in(self, realm: Realm, link: str, browser: str, former: str, known: str = "") -> str | None:
        """The value of a new session for a link; None: it is no good here, in this browser, or any more.

        `known`: what the browser is given to be known by from now on.

        Raises:
            LedgerError: nobody can sign in now.
        """

        def may(key: str) -> bool:
            keeper = self._keepers.with_key(key)
            return keeper is not None and keeper.may_enter(realm)

        return self._sessions.redeem(link, realm, browser, self._now(), may, former, known)

    def who(self, realm: Realm, session: str) -> Keeper | None:
        """Who is signed in by this session and may be here at this moment. Raises as `come_in` does."""
        key = self._sessions.whose(session, realm, self._now()) if session else None
        keeper = self._keepers.with_key(key) if key else None
        return keeper if keeper and keeper.may_enter(realm) else None

    def form_token(self, realm: Realm, keeper: Keeper) -> str:
        """What the forms of somebody signed in bring along."""
        return secret_of(self._root).form_token(realm, keeper.key)

    def go_out(self, session: str) -> None:
        """End a session. Raises as `come_in` does."""
        self._sessions.end(session, self._now())
