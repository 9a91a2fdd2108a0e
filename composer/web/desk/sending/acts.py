"""What the forms of the page of sending do.

Rule: a form that did something leads back to the page, so that loading it again does nothing again; one that did
nothing says why, and the page stands as it is now.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from composer.ledger import Books
from composer.mailbox import address_fault
from composer.model import State
from composer.pipeline.agreed import approve_agreed, rehearse_agreed, send_agreed
from composer.pipeline.agreement import Agreement, Otherwise
from composer.pipeline.dispatch import Wish, judge, relay_of
from composer.pipeline.edition import Workspace
from composer.pipeline.settling import held_books
from composer.pipeline.stopping import Switch
from composer.pipeline.trial import ToMail, copies_to_mail, keep_copies
from composer.problems import ComposerError, LedgerError, UsageError
from composer.settings import OUTBOX
from composer.web.desk import Desk
from composer.web.desk.sending.copies import Copy, Tested
from composer.web.desk.sending.looks import Looks
from composer.web.desk.sending.words import sentence
from composer.web.visitors import visitor_of

_MOST_COPIES = 20
_LONGEST = 100  # characters of what was written that are told


class Acts:
    """The forms, by what they do."""

    def __init__(self, desk: Desk, looks: Looks) -> None:
        self._desk = desk
        self._looks = looks
        self._root = desk.workspace.root

    def _workspace(self) -> Workspace:
        """One to read in a thread of its own."""
        return Workspace.open(self._root)

    async def _done(self, request: Request, done: str, at: str = "now") -> Response:
        here = f"{request.scope.get('root_path', '')}/{request.path_params['number']}/send/"
        return RedirectResponse(f"{here}?done={done}#{at}", 303)

    async def _refused(self, request: Request, error: ComposerError, undone: str) -> Response:
        """The page as it is now, with why nothing was done."""
        changed = error.changed if isinstance(error, Otherwise) else ()
        why = (
            [undone, "Something has changed since this page summed it up:", *changed]
            if changed
            else [undone, sentence(str(error))]
        )
        return await self._looks.answer(request, {"wrong": why}, status=409)

    async def test(self, request: Request, form: FormData) -> Response:
        """Send a marked copy to each address that was given."""
        given = str(form.get("addresses", ""))
        addresses = given.replace(",", " ").replace(";", " ").split()
        try:
            copies = await self._send_copies(request.path_params["number"], addresses)
        except LedgerError:
            raise
        except ComposerError as error:
            why = ["No test copy was sent.", sentence(str(error))]
            return await self._looks.answer(request, {"wrong": why, "addresses": given}, status=409)
        visitor, number = visitor_of(request), request.path_params["number"]
        self._looks.copies.keep(visitor.name, number, Tested(copies, given))
        return await self._done(request, "tested", "copies")

    async def _send_copies(self, number: int, addresses: list[str]) -> list[Copy]:
        made = await run_in_threadpool(self._made_copies, number, addresses)
        if isinstance(made, ToMail):  # in the loop of the server, whose end breaks it off
            outcomes = await made.mailed()
            return [
                Copy(address, None, outcome.state is State.ACCEPTED, outcome.reason)
                for address, outcome in zip(addresses, outcomes, strict=True)
            ]
        return [Copy(address, file) for address, file in zip(addresses, made, strict=True)]

    def _made_copies(self, number: int, addresses: list[str]) -> ToMail | list[Path]:
        if not addresses:
            raise UsageError("write an address to send it to")
        for address in addresses:
            if why := address_fault(address):
                raise UsageError(f"“{address[:_LONGEST]}” is not an e-mail address. {why}")
        if len(addresses) > _MOST_COPIES:
            raise UsageError(f"a test copy goes to at most {_MOST_COPIES} addresses")
        judged = judge(self._workspace(), number, lambda _: None)
        if not judged.sound:
            raise UsageError(f"issue {number} has errors: mend them first")
        url, now = Wish().relay_of(judged.addressed), self._desk.now()
        if url == OUTBOX:
            return keep_copies(judged.addressed, addresses, now)
        return copies_to_mail(judged.addressed, addresses, relay_of(url), now)

    async def approve(self, request: Request, form: FormData) -> Response:
        """Record that what was looked at is approved."""
        number, by = request.path_params["number"], visitor_of(request).name
        try:
            agreed = Agreement.read(str(form.get("agreed", "")))
            await run_in_threadpool(approve_agreed, self._workspace(), number, agreed, self._desk.now(), by)
        except LedgerError:
            raise
        except ComposerError as error:
            return await self._refused(request, error, "It was not approved.")
        return await self._done(request, "approved", "send")

    async def rehearse(self, request: Request, form: FormData) -> Response:
        """Make files of everybody's letters."""
        number = request.path_params["number"]
        try:
            _see_typed(number, form)
            agreed = Agreement.read(str(form.get("agreed", "")))
            rehearsal = await run_in_threadpool(rehearse_agreed, self._workspace(), number, agreed, self._desk.now())
        except LedgerError:
            raise
        except ComposerError as error:
            return await self._refused(request, error, "Nothing was written.")
        return await self._done(request, "rehearsed" if rehearsal.written else "same")

    async def send(self, request: Request, form: FormData) -> Response:
        """Send, as was summed up and agreed to."""
        number = request.path_params["number"]
        if self._looks.sends.going(number):
            return await self._done(request, "already")
        try:
            _see_typed(number, form)
            agreed = Agreement.read(str(form.get("agreed", "")))
            wish = Wish(late=agreed.step == "late", correction=agreed.step == "correct")
            work = self._work(number, wish, agreed, answered=len(form.getlist("yes")))
            has_begun = await self._looks.sends.begin(number, work)
        except LedgerError as error:
            return await self._looks.answer(request, {"wrong": ["Nothing was sent.", sentence(str(error))]}, status=409)
        except ComposerError as error:
            return await self._refused(request, error, "Nothing was sent.")
        return await self._done(request, "begun" if has_begun else "already")

    def _work(
        self, number: int, wish: Wish, agreed: Agreement, answered: int
    ) -> Callable[[Switch, Callable[[], None]], object]:
        def work(switch: Switch, begun: Callable[[], None]) -> object:
            workspace, now = self._workspace(), self._desk.now
            return send_agreed(workspace, number, wish, agreed, answered, now=now, heed=switch.heed, begun=begun)

        return work

    async def stop(self, request: Request, form: FormData) -> Response:
        """Have a send of this server stopped."""
        if not self._looks.sends.stop(request.path_params["number"]):
            error = UsageError("this server sends nothing of it at the moment")
            return await self._refused(request, error, "Nothing was stopped.")
        return await self._done(request, "stopping")

    async def settle_doubts(self, request: Request, form: FormData) -> Response:
        """Say of the letters in doubt that they are sent again, or left be."""
        choice = str(form.get("choice", ""))
        if choice not in ("resend", "skip"):
            error = UsageError("choose what becomes of them")
            return await self._refused(request, error, "Nothing was changed.")
        settle = self._resend if choice == "resend" else self._skip
        return await self._settle(request, form, choice, State.IN_DOUBT, settle)

    def _resend(self, books: Books) -> None:
        books.resolve(State.QUEUED, self._desk.now())

    def _skip(self, books: Books) -> None:
        books.resolve(State.CANCELLED, self._desk.now())

    async def retry(self, request: Request, form: FormData) -> Response:
        """Have the letters that were refused tried again."""
        return await self._settle(request, form, "retry", State.REJECTED, lambda books: books.retry(self._desk.now()))

    async def cancel(self, request: Request, form: FormData) -> Response:
        """Send nothing more of the run, ever."""
        try:
            _see_typed(request.path_params["number"], form)
        except UsageError as error:
            return await self._refused(request, error, "Nothing was called off.")
        now = self._desk.now
        return await self._settle(
            request, form, "cancelled", None, lambda books: books.cancel(now(), "cancelled by hand")
        )

    async def _settle(
        self, request: Request, form: FormData, done: str, state: State | None, settle: Callable[[Books], object]
    ) -> Response:
        """Settle letters, if the run and how many stand in this state are what the page said."""
        number = request.path_params["number"]
        told = str(form.get("run", "")), str(form.get("people", ""))

        def settled() -> None:
            with held_books(self._workspace(), number, self._desk.now()) as books:
                people = str(books.counts()[state]) if state else told[1]
                if (books.run.name, people) != told:
                    raise UsageError("the run stands otherwise than this page told. Look again")
                settle(books)

        try:
            await run_in_threadpool(settled)
        except ComposerError as error:
            return await self._refused(request, error, "Nothing was changed.")
        return await self._done(request, done)


def _see_typed(number: int, form: FormData) -> None:
    if str(form.get("typed", "")).strip() != str(number):
        raise UsageError(f"type {number} to say that it is this issue you mean")
