"""Forms as they come: read in one way, and what cannot be read refused in a sentence.

Rule: nothing else here calls `request.form`. Left to itself it decodes each field by whatever codec the sender names,
and there are some for which a small field takes minutes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

_LARGEST_FIELD = 1_100_000  # bytes: the text of an issue is 1 MB at most
_LONGEST_KIND = 300  # characters of a Content-Type: a long one takes long to take apart
_CHARSETS = (b"utf-8", b"utf8", b"us-ascii")  # a browser names none, and means the first
_UNREADABLE = "This form could not be read. Nothing was changed. Load the page again, and send it once more"


@asynccontextmanager
async def form_of(request: Request, *, fields: int, files: int = 0) -> AsyncIterator[FormData]:
    """What was sent, in which at most so many fields and files may come; its files are closed when the block ends.

    Raises:
        HTTPException: 400 where it is no form that can be read; what `bounded` raises.
    """
    form = await _read(request, fields, files)
    try:
        yield form
    finally:
        await form.close()


async def _read(request: Request, fields: int, files: int) -> FormData:
    kind = _kind(request)
    try:
        if kind == b"application/x-www-form-urlencoded":
            return await run_in_threadpool(_decoded, await request.body(), fields)
        return await request.form(max_files=files, max_fields=fields, max_part_size=_LARGEST_FIELD)
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise HTTPException(400, _UNREADABLE) from error  # the library's words are for programmers
    except (MultiPartException, ValueError) as error:
        raise HTTPException(400, _UNREADABLE) from error


def _kind(request: Request) -> bytes:
    said = request.headers.get("content-type", "")
    kind, options = parse_options_header(said[:_LONGEST_KIND])
    if len(said) > _LONGEST_KIND or options.get(b"charset", _CHARSETS[0]).lower() not in _CHARSETS:
        raise HTTPException(400, _UNREADABLE)
    return kind


def _decoded(body: bytes, fields: int) -> FormData:
    """Of a megabyte of nothing but signs to decode this takes seconds, so it keeps no other request waiting."""
    read: list[tuple[str, str | UploadFile]] = []
    read += parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=fields)
    return FormData(read)
