"""A browser opened at an address that is a secret.

Rule: nobody else on the machine learns it. What a program is started with, everybody may list; so the browser is given
a file that only its owner can read, and which leads on.
"""

from __future__ import annotations

import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

_PAGE = (
    '<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="utf-8"><title>Composer</title>'
    '<meta http-equiv="refresh" content="0;url={address}"></head>\n'
    '<body><p><a href="{address}">Open the preview</a></p></body>\n</html>\n'
)


@contextmanager
def opened(address: str, var: Path) -> Iterator[None]:
    """Open the browser there; the file for it lies in a folder of its own in `var` until the block ends.

    A browser from a snap sees nothing of /tmp, and of the rest only what is not hidden in the home folder. Where no
    file can be written no browser is opened: the address was printed.
    """
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix="opening-", dir=var)
    except OSError:
        yield
        return
    with folder as name:
        webbrowser.open(_leading_to(address, Path(name)).absolute().as_uri())
        yield


def _leading_to(address: str, folder: Path) -> Path:
    page = folder / "open.html"
    page.touch(mode=0o600, exist_ok=False)
    page.write_text(_PAGE.format(address=escape(address)), encoding="utf-8")
    return page
