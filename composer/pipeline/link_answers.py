"""Where the answers to links are kept, which is no more than a cache: without it, sites are asked again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def answers_file(root: Path) -> Path:
    """The file of a workspace that has them, by the links as they were typed."""
    return root / "var" / "cache" / "links.json"


def erase_answers(root: Path) -> None:
    """Take away the file, and what killed processes left of it; what cannot be taken away stays for a search to find.

    A link may have a person's address in it.
    """
    file = answers_file(root)
    for path in (file, *file.parent.glob(f".{file.name}.*")):
        with suppress(OSError):
            path.unlink()
