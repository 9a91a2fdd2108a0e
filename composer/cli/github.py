"""Problems as GitHub shows them beside the lines of a pull request: workflow commands, one for each."""

from __future__ import annotations

import os
import re
from pathlib import Path

from composer.problems import COMMANDING, Level, Problem
from composer.text import Cell

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}


def annotation(problem: Problem, folder: str = "") -> str:
    """The workflow command that shows a problem; it names nobody. `folder`: the workspace's, in the repository."""
    place = problem.place
    where = {"file": f"{folder}/{place.file}" if folder else place.file, "line": str(place.line)}
    if not isinstance(place, Cell):
        where["col"] = str(place.column)
    told = ",".join(f"{key}={_property(value)}" for key, value in {**where, "title": problem.code}.items())
    return f"::{_COMMANDS[problem.level]} {told}::{_data(_naming_nobody(problem.words))}"


def _naming_nobody(words: str) -> str:
    """Words without addresses: an annotation may be seen by more people than the file."""
    return _ADDRESS.sub("(an address)", words)


_ADDRESS = re.compile(r"[^\s@<>()\[\],;:]{1,64}@[^\s@<>()\[\],;:]{0,254}[^\s@<>()\[\],;:.!?]")


def folder_in_repository(root: Path) -> str:
    """The workspace's folder as a workflow's annotations name files: from where the repository is checked out."""
    repository = Path(os.environ.get("GITHUB_WORKSPACE") or root).resolve()
    here = root.resolve()
    within = here.relative_to(repository).parts if here.is_relative_to(repository) else ()
    return "/".join(within)


def _data(words: str) -> str:
    """Words as the runner takes them apart again; what commands a terminal is shown, not done."""
    plain = words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return COMMANDING.sub(lambda found: found[0].encode("unicode_escape").decode(), plain)


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
