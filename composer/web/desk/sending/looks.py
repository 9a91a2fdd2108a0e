"""What the pages of sending show. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from composer.model import State
from composer.pipeline.balances import Balance, Named, balances, named
from composer.pipeline.by_network import NetworkReport, as_csv, report_of
from composer.pipeline.edition import UnreadableError, Workspace
from composer.pipeline.kept_letters import kept_copy, kept_letter, kept_letters
from composer.pipeline.outgoing import Outgoing, outgoing
from composer.pipeline.rehearsal import rehearsal_of_issue
from composer.pipeline.suppressed import address_with_reasons
from composer.pipeline.writing import read_draft
from composer.problems import Level, Problem
from composer.web.desk import Desk
from composer.web.desk.looking.places import Places
from composer.web.desk.sending import words
from composer.web.desk.sending.copies import Copies
from composer.web.desk.sending.elsewhere import sent_elsewhere
from composer.web.desk.sending.events import files_of
from composer.web.desk.sending.letter import Told, look_at
from composer.web.desk.sending.sends import Sends
from composer.web.visitors import visitor_of

_MOST_NAMED = 50  # people of one state
_MOST_COUNTED = 20_000  # people of a run that is told by network at once
_PAGE = 200  # people, or letters


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the page of an issue shows."""

    out: Outgoing | None
    problems: Sequence[Problem]
    balances: Sequence[Balance]
    doubts: Sequence[Named] = ()
    refused: Sequence[Named] = ()
    report: NetworkReport | None = None
    rehearsal: Any = None
    places: Places = field(default_factory=lambda: Places("", ""))  # where on the page to write each problem is


class Looks:
    """The pages, of the files as they stand."""

    def __init__(self, desk: Desk, sends: Sends) -> None:
        self._desk = desk
        self.sends = sends
        self._workspace = Workspace.open(desk.workspace.root)
        self._reading = Lock()  # a workspace is read by one thread at a time
        self.copies = Copies()
        desk.shell.add_filters({"sentence": words.sentence})

    async def page(self, request: Request) -> Response:
        """An issue's page, from top to bottom what there is to do."""
        done = request.query_params.get("done", "")
        if done == "tested":
            tested = self.copies.of(visitor_of(request).name, request.path_params["number"])
            return await self.answer(request, {"copies": tested.copies, "addresses": tested.addresses})
        return await self.answer(request, {"done": words.DONE.get(done, "")})

    async def answer(self, request: Request, more: dict[str, object], status: int = 200) -> Response:
        """The page with something more: what was `done`, in a sentence, what is `wrong`, in several, `copies` sent."""
        number = request.path_params["number"]
        files = await run_in_threadpool(files_of, self._workspace.root, number)  # before the reading of them
        seen = await run_in_threadpool(self._seen, number)
        values = {
            "files": files,
            "done": "",
            "wrong": (),
            "copies": (),
            "addresses": "",
            **self._values(number, seen),
            **more,
        }
        return self._desk.shell.page(request, "sending/page.html.j2", values, status=status)

    def _values(self, number: int, seen: Seen) -> dict[str, object]:
        return {
            "number": number,
            "seen": seen,
            "out": seen.out,
            "balance": seen.balances[0] if seen.balances else None,
            "errors": sum(problem.level is Level.ERROR for problem in seen.problems),
            "sent_elsewhere": sent_elsewhere(seen.balances[0].sender) if seen.balances else "",
            "here_sent": self.sends.going(number),
            "fault": self.sends.fault(number),
            "words": words,
        }

    def _seen(self, number: int) -> Seen:
        with self._reading:
            stand = balances(self._workspace, number, self._desk.now())
            if stand and stand[0].sender:
                return Seen(None, (), stand)
            try:
                out = outgoing(self._workspace, number, self._desk.now)
                problems: Sequence[Problem] = out.problems
            except UnreadableError as error:
                out, problems = None, error.problems
            finally:
                self._workspace.forget_people()
            return Seen(
                out,
                sorted(problems, key=lambda problem: list(Level).index(problem.level)),
                stand,
                self._named(stand, State.IN_DOUBT, State.HANDED_OVER),
                self._named(stand, State.REJECTED),
                self._counted(number, stand),
                rehearsal_of_issue(self._workspace.root, number),
                self._places(number),
            )

    def _places(self, number: int) -> Places:
        draft = read_draft(self._workspace, number)
        return Places.of(draft.file, draft.text, [item.line for item in draft.items], "?as=text")

    def _named(self, stand: Sequence[Balance], *states: State) -> Sequence[Named]:
        return named(self._workspace, stand[0].run.name, states, _MOST_NAMED) if stand else ()

    def _counted(self, number: int, stand: Sequence[Balance]) -> NetworkReport | None:
        few = stand and stand[0].audience <= _MOST_COUNTED
        return report_of(self._workspace, number, stand[0].run.name) if few else None

    # More than fits on the page.

    async def people(self, request: Request) -> Response:
        """Everybody an issue is for, by name."""
        number = request.path_params["number"]
        at = _page_of(request)

        def read() -> dict[str, object]:
            with self._reading:
                reached = address_with_reasons(self._workspace, number)
                people = reached.addressed.audience.people
                names = {name: str(one.name) for name, one in reached.addressed.composed.programme.networks.items()}
                shown = people[at * _PAGE : (at + 1) * _PAGE]
                why = {person.canonical: reached.why.get(person.canonical) for person in shown}
                self._workspace.forget_people()
                return {"people": shown, "why": why, "names": names, "all": len(people)}

        values = await run_in_threadpool(read)
        return self._desk.shell.page(
            request, "sending/people.html.j2", {**values, "number": number, "at": at, "most": _PAGE, "words": words}
        )

    async def run(self, request: Request) -> Response:
        """One run, finished or not: its balance and what became of it for each network."""
        number, run = request.path_params["number"], request.path_params["run"]

        def read() -> dict[str, object]:
            report = report_of(self._workspace, number, run)
            stand = {one.run.name: one for one in balances(self._workspace, number, self._desk.now())}
            refused = named(self._workspace, run, (State.REJECTED,), _MOST_NAMED)
            return {"report": report, "balance": stand[run], "refused": refused}

        values = await run_in_threadpool(read)
        return self._desk.shell.page(request, "sending/run.html.j2", {**values, "number": number, "words": words})

    async def networks_csv(self, request: Request) -> Response:
        """What became of a run for each network, for a spreadsheet."""
        number, run = request.path_params["number"], request.path_params["run"]
        report = await run_in_threadpool(report_of, self._workspace, number, run)
        headers = {"content-disposition": f'attachment; filename="run-{report.run}.csv"'}
        called = {state: name for state, (name, _) in words.STATES.items()}
        # With a mark at its beginning, by which Excel knows the encoding.
        return Response(
            as_csv(report, called).encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers
        )

    async def letters(self, request: Request) -> Response:
        """The letters of the last rehearsal."""
        number, at = request.path_params["number"], _page_of(request)
        rehearsal = await run_in_threadpool(rehearsal_of_issue, self._workspace.root, number)
        if rehearsal is None:
            raise HTTPException(404)
        kept = await run_in_threadpool(kept_letters, self._workspace.root, number, at * _PAGE, _PAGE)
        values = {"number": number, "rehearsal": rehearsal, "letters": kept, "at": at, "most": _PAGE, "words": words}
        return self._desk.shell.page(request, "sending/letters.html.j2", values)

    async def letter(self, request: Request) -> Response:
        """A letter of the last rehearsal."""
        number, key = request.path_params["number"], request.path_params["key"]
        letter = await run_in_threadpool(kept_letter, self._workspace.root, number, key)
        told = Told(f"A letter of the rehearsal of issue {number}", "letters", "Back to the letters of the rehearsal")
        return await run_in_threadpool(look_at, self._desk.shell, request, letter, told)

    async def test_copy(self, request: Request) -> Response:
        """One of the last test copies."""
        number, count = request.path_params["number"], request.path_params["count"]
        letter = await run_in_threadpool(kept_copy, self._workspace.root, number, count)
        told = Told(f"Test copy {count} of issue {number}", "?done=tested#copies", "Back to sending")
        return await run_in_threadpool(look_at, self._desk.shell, request, letter, told)


def _page_of(request: Request) -> int:
    asked = request.query_params.get("page", "1")
    return int(asked) - 1 if asked.isascii() and asked.isdigit() and 0 < len(asked) < 7 and int(asked) else 0
