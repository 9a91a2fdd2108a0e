"""The page of a list: everybody on it, to search, to sort, and to go on from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from composer.mailbox import canonical
from composer.model import EMAIL, Suppression
from composer.pipeline.advice import Remark
from composer.pipeline.kept_out import kept_out_if_known
from composer.pipeline.list_checks import check_lists
from composer.pipeline.listing import Listed, people_of
from composer.web.leads import Leads
from composer.web.leads.asking import Asked
from composer.web.leads.looking_at import Look, in_order, in_reading_order, matches, paged
from composer.web.leads.words import remark_words

_NOTICE = "told"


@dataclass(frozen=True)
class Person:
    """Somebody on a list as the page shows them. `doubts` are what may be wrong with the row, in words."""

    cells: Mapping[str, str]
    key: str
    row: str
    out: Suppression | None
    doubts: tuple[str, ...]


def routes(leads: Leads) -> list[Route]:
    """The page of a list."""

    async def people(request: Request) -> Response:
        """Everybody on the list, or those who are searched for; a fragment where the page asks for no more."""
        asked = await run_in_threadpool(Asked.of, leads, request)
        look = Look.of(request.query_params)
        notice = leads.notices.find(asked.owner, request.query_params.get(_NOTICE, ""))
        values = await run_in_threadpool(_values, asked, look)
        template = "people_table.html.j2" if request.headers.get("hx-request") else "people.html.j2"
        answer = leads.shell.page(request, template, {**values, "notice": notice})
        answer.headers["vary"] = "HX-Request"
        return answer

    return [Route("/{network}/", people)]


def with_notice(name: str) -> str:
    """The query by which the page of a list tells a notice that is held."""
    return f"?{_NOTICE}={name}"


def _values(asked: Asked, look: Look) -> dict[str, Any]:
    out = kept_out_if_known(asked.lists.root)
    listed = people_of(asked.lists, asked.network, out)
    checked = check_lists(asked.lists, (asked.network,))[0]
    doubts = _by_person(checked.remarks)
    wanted = [one for one in listed if _is_wanted(one, look, doubts)]
    ordered = in_order(wanted, look, lambda one: one.cells)
    shown, page, pages = paged(ordered, look.page)
    columns = in_reading_order(listed[0].cells if listed else asked.lists.read(asked.network).columns)
    return {
        "asked": asked,
        "look": look,
        "columns": columns,
        "people": [_person(asked, one, doubts) for one in shown],
        "total": len(listed),
        "found": len(wanted),
        "suppressed": checked.suppressed,
        "doubtful": sum(canonical(one.cells[EMAIL]) in doubts for one in listed),
        "knows_who_left": out.is_known,
        "by_hand": any(problem.code == "list-by-hand" for problem in checked.problems),
        "page": page,
        "pages": pages,
    }


def _by_person(remarks: Iterable[Remark]) -> Mapping[str, list[str]]:
    told: defaultdict[str, list[str]] = defaultdict(list)
    for remark in remarks:
        told[canonical(remark.address)].append(remark_words(remark))
    return told


def _is_wanted(one: Listed, look: Look, doubts: Mapping[str, list[str]]) -> bool:
    if look.only == "out" and one.suppression is None:
        return False
    if look.only == "doubtful" and canonical(one.cells[EMAIL]) not in doubts:
        return False
    return matches(one.cells, look.words)


def _person(asked: Asked, one: Listed, doubts: Mapping[str, list[str]]) -> Person:
    who = canonical(one.cells[EMAIL])
    key, row = key_of(asked, who), row_key(asked, one.cells)
    return Person(one.cells, key, row, one.suppression, tuple(dict.fromkeys(doubts.get(who, ()))))


def key_of(asked: Asked, who: str) -> str:
    """What stands for a person (a canonical address) in addresses of pages."""
    return asked.leads.keys.of(who)


def row_key(asked: Asked, row: Mapping[str, str]) -> str:
    """What stands for a row as it is shown."""
    return asked.leads.keys.of("\0".join(f"{name}\1{cell}" for name, cell in row.items()))
