"""The backups that were made here, and where: whoever is forgotten is erased from them too.

Rule: a backup is noted before it is written, so that none is unknown because somebody was killed in between.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import TypeGuard

from composer.files import write_whole
from composer.pipeline.books import var_of

_MOST = 1_000  # paths; the oldest go first
_LONGEST = 200  # characters that are told of what is no path


def known_backups(root: Path) -> list[Path]:
    """Where backups were put, the oldest first; some may be elsewhere by now.

    Raises:
        OSError: the note of it cannot be read.
    """
    return [Path(path) for path in _written(root) if _is_path(path)]


def unknown_entries(root: Path) -> list[str]:
    """What stands in the note and is no path that Composer wrote, as JSON; it may be where a backup is.

    Raises:
        OSError: the note cannot be read.
    """
    return [json.dumps(entry)[:_LONGEST] for entry in _written(root) if not _is_path(entry)]


def _written(root: Path) -> list[object]:
    try:
        written = json.loads(_content(_note(root)))
    except FileNotFoundError:
        return []
    except (ValueError, RecursionError):
        written = None
    if not isinstance(written, list):
        raise OSError(0, "it is not what Composer wrote; remove it, and look after old backups yourself", "var/backups")
    return written


def _content(note: Path) -> bytes:
    with open(note, "rb", opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK)) as file:  # a pipe is empty
        return file.read() if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""


def _is_path(entry: object) -> TypeGuard[str]:
    """Whether it is the path of a file as Composer notes it: absolute, and such that a file can have it."""
    if not isinstance(entry, str) or "\0" in entry:
        return False
    try:
        os.fsencode(entry)
    except UnicodeEncodeError:
        return False
    return Path(entry).is_absolute() and Path(entry).name != ""


def note_backup(root: Path, file: Path) -> None:
    """Keep in mind that a backup is at this absolute path. Raises OSError."""
    others = [path for path in known_backups(root) if path != file]
    _write(root, [*others, file][-_MOST:])


def drop_note(root: Path, file: Path) -> None:
    """There is no backup at this path after all. Raises OSError."""
    _write(root, [path for path in known_backups(root) if path != file])


def _write(root: Path, files: list[Path]) -> None:
    written = json.dumps([str(path) for path in files], indent=1).encode() + b"\n"
    write_whole(_note(root), written, mode=0o600)


def _note(root: Path) -> Path:
    return var_of(root) / "backups"
