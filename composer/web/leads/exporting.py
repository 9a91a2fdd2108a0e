"""A list as a file to open in a spreadsheet program; dropped here again, it is the same list."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from composer.pipeline.exporting import as_csv, as_xlsx
from composer.web.leads import Leads
from composer.web.leads.asking import Asked

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def routes(leads: Leads) -> list[Route]:
    """The list as a workbook, and as text."""

    async def workbook(request: Request) -> Response:
        """The list for Excel or LibreOffice."""
        asked = await run_in_threadpool(Asked.of, leads, request)
        return _file(await run_in_threadpool(_xlsx, asked), _XLSX, f"{asked.network}.xlsx")

    async def text(request: Request) -> Response:
        """The list as comma-separated values."""
        asked = await run_in_threadpool(Asked.of, leads, request)
        return _file(await run_in_threadpool(_csv, asked), "text/csv; charset=utf-8", f"{asked.network}.csv")

    return [Route("/{network}/export.xlsx", workbook), Route("/{network}/export.csv", text)]


def _xlsx(asked: Asked) -> bytes:
    return as_xlsx(asked.lists.read(asked.network), asked.name)


def _csv(asked: Asked) -> bytes:
    # Without the mark at its beginning, Excel takes a CSV file for one of the code page of its country.
    return as_csv(asked.lists.read(asked.network)).encode("utf-8-sig")


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, headers=headers, media_type=kind)
