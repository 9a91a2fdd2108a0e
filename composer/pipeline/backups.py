"""The backups that were made here, and where: whoever is forgotten is erased from them too.

Rule: a backup is noted before it is written, so that none is unknown because somebody was killed in between.
"""

from __future__ import annotations

import json
from pathlib import Path

from composer.files import write_whole
from composer.pipeline.books import var_of

_MOST = 1_000  # paths; the oldest go first


def known_backups(root: Path) -> list[Path]:
    """Where backups were put, the oldest first; some may be elsewhere by now.

    Raises:
        OSError: the note of it cannot be read.
    """
    try:
        written = json.loads(_note(root).read_bytes())
    except FileNotFoundError:
        return []
    except (ValueError, RecursionError):
        written = None
    if not isinstance(written, list):
        raise OSError(0, "it is not what Composer wrote; remove it, and look after old backups yourself", "var/backups")
    return [Path(path) for path in written if isinstance(path, str)]


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
