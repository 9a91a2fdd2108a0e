"""The relay's password, from where whoever runs Composer put it.

Rule: every command asks here, so that none knows a way that another does not.
"""

from __future__ import annotations

import os
from pathlib import Path

from composer.deliver.relay import RELAY_VARIABLE
from composer.problems import UsageError

FILE_VARIABLE = f"{RELAY_VARIABLE}_FILE"  # as systemd's credentials and Docker's secrets are handed over
_LARGEST = 4096  # bytes


def relay_password() -> str | None:
    """What the environment says, or the file that it names: the whole of it but for a line's end; None: neither.

    Raises:
        UsageError: there are both, or the file cannot be read. The message holds nothing of it.
    """
    said, file = os.environ.get(RELAY_VARIABLE), os.environ.get(FILE_VARIABLE)
    if not file:
        return said
    if said:
        raise UsageError(f"{RELAY_VARIABLE} and {FILE_VARIABLE} are both set. Take one of them out")
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"the file that {FILE_VARIABLE} names cannot be read: {error.strerror}") from error
    password = _decoded(content).rstrip("\r\n") if len(content) <= _LARGEST else ""
    if not password:
        raise UsageError(f"the file that {FILE_VARIABLE} names holds no password. Put it there, alone on one line")
    return password


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise UsageError(f"the file that {FILE_VARIABLE} names is not UTF-8. Write it anew") from None
