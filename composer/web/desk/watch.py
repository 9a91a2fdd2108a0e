"""Which files an edition is made of, and waiting until they change.

Rule: a file system's events only wake us. Whether something changed is seen from the files themselves, so an
event that is lost, or comes too often, does no harm.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from pathlib import Path

import anyio
from watchfiles import awatch

_FOLDERS = ("issues", "recipients", "templates", "images")
_FILE = "newsletter.yaml"

# Milliseconds: a save is over when nothing has happened for so long; one that goes on is looked at after so long;
# and the files are looked at this often even without an event (a network drive sends none).
_STEP, _DEBOUNCE, _ANYWAY = 25, 100, 1000

Stamp = tuple[int, int, int]


def folders(root: Path) -> list[str]:
    """The folders an edition's files are in, those inside them included, and the workspace itself."""
    inside = [folder for name in _FOLDERS for folder, _, _ in os.walk(root / name)]
    return [str(root), *sorted(inside)] if root.is_dir() else []


def stamps(root: Path, pictures: Iterable[str] = ()) -> Mapping[str, Stamp]:
    """Each file an edition may be made of, with what changes when it does. Swap files of editors are left out.

    `pictures` are those shown now, which may stand in any folder.
    """
    found = {str(root / name): _stamp(root / name) for name in (_FILE, *pictures)}
    for name in _FOLDERS:
        found |= {file.path: _stamp(file) for file in _files(root / name)}
    return {path: stamp for path, stamp in found.items() if stamp}


def _files(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    """Those in a folder and the folders in it. Of hundreds, entries are looked at in half the time that paths are."""
    try:
        with os.scandir(folder) as entries:
            inside = list(entries)
    except OSError:  # there is no such folder, or not any more
        return
    for entry in inside:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        elif not _is_swap(entry.name):
            yield entry


def _is_swap(name: str) -> bool:
    return name.startswith((".", "#")) or name.endswith("~")


def _stamp(file: Path | os.DirEntry[str]) -> Stamp | None:
    try:
        status = file.stat()
    except OSError:  # gone since it was listed
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


async def wakes(root: Path, stop: anyio.Event) -> AsyncIterator[None]:
    """Whenever something may have changed, until `stop` is set."""
    while not stop.is_set():
        watched = folders(root)
        try:
            # A folder that comes, goes or is replaced needs a new watch.
            async for _ in awatch(
                *watched,
                watch_filter=None,
                debounce=_DEBOUNCE,
                step=_STEP,
                stop_event=stop,
                rust_timeout=_ANYWAY,
                yield_on_timeout=True,
                recursive=False,
            ):
                yield
                if folders(root) != watched:
                    break
        except FileNotFoundError:  # a folder went between listing and watching it
            await anyio.sleep(_STEP / 1000)
        except (OSError, RuntimeError):  # a system has only so many watches; the second is watchfiles' own
            yield
            with anyio.move_on_after(_ANYWAY / 1000):
                await stop.wait()
