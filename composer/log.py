"""The log: one JSON object a line, for machines and for whoever wonders afterwards. Never an address."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


class Log:
    """Appends to a file that only its owner reads; a line is written whole or, in a power cut, not at all."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)

    def write(self, event: str, at: datetime.datetime, fields: Mapping[str, object]) -> None:
        """One line: when, what, and what there is to tell of it.

        A log that cannot be written, on a full disk say, stops no letter: the ledger is what counts.
        """
        line = _encode({"at": at.isoformat(), "event": event, **fields})
        try:
            os.write(self._file, line.encode("utf-8", "replace") + b"\n")
        except OSError:
            return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        os.close(self._file)
