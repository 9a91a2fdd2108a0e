"""The real letters: those of the sample workspace for the sample reader, through the whole pipeline."""

import datetime
import functools
import re
import tempfile
from pathlib import Path

from composer.packaged import SAMPLE
from composer.pipeline.edition import Workspace, address_issue
from composer.pipeline.letters import write_rendered

REAL = (335, 368, 391)
"""The three updates that were really sent; the others of the sample workspace are made up."""


@functools.cache
def _rendered(number: int) -> dict[str, bytes]:
    """What `composer render` writes, by file name; made once, dated now."""
    addressed = address_issue(Workspace.open(SAMPLE), number)
    with tempfile.TemporaryDirectory() as folder:
        written = write_rendered(addressed, Path(folder), datetime.datetime.now(datetime.UTC))
        return {path.name: path.read_bytes() for paths in written for path in paths}


def _variant(name: str) -> int:
    """Which variant a file is of: 391.eml is the first's, 391.2.eml the second's."""
    named = re.fullmatch(r"[0-9]+(?:\.([0-9]+))?\.\w+", name)
    assert named, name
    return int(named[1] or 1)


@functools.cache
def letters(number: int) -> list[bytes]:
    """Each variant's finished letter of an issue, the fullest first."""
    rendered = _rendered(number)
    return [rendered[name] for name in sorted(rendered, key=_variant) if name.endswith(".eml")]


@functools.cache
def html(number: int) -> str:
    """The HTML of the issue's first variant."""
    return _rendered(number)[f"{number}.html"].decode()


@functools.cache
def text(number: int) -> str:
    """The text part of the issue's first variant."""
    return _rendered(number)[f"{number}.txt"].decode()
