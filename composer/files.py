"""Files written whole or not at all: to a temporary name, synced, renamed, or exchanged for what stood there."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path


def write_whole(path: Path, content: bytes, *, mode: int = 0o644, lasting: bool = True) -> None:
    """Put `content` at `path`, replacing what is there, so that no reader ever sees half of it.

    A power cut may bring back what was there before, unless it is `lasting`.

    Raises:
        OSError: the folder is missing, full or not writable; `path` is then as it was.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    if lasting:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def exchange(one: Path, other: Path) -> bool:
    """Have two files change names in one step, so that neither name is ever missing; False: this system cannot.

    Raises:
        OSError: one of them is missing, or the folder is not writable; nothing was changed.
    """
    return _renamed(one, other, _EXCHANGE)


def name_where_nothing_is(file: Path, name: Path) -> None:
    """Give a file a name that nothing has.

    Raises:
        FileExistsError: something has it; nothing was changed.
        OSError: the folder is not writable.
    """
    if not _renamed(file, name, _NO_REPLACE):
        os.link(file, name)
        file.unlink()


_NO_REPLACE, _EXCHANGE = 1, 2  # renameat2(2)
_HERE = -100  # AT_FDCWD
# The kernel or the file system (NFS, say) knows no such flags.
_UNABLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


@cache
def _renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    """The C library's renameat2, where it has one: Linux with glibc 2.28 or musl 1.2."""
    try:
        found = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return None
    found.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)

    def rename(here: int, old: bytes, there: int, new: bytes, flags: int) -> int:
        return int(ctypes.get_errno()) if found(here, old, there, new, flags) else 0

    return rename


def _renamed(one: Path, other: Path, flags: int) -> bool:
    rename = _renameat2()
    if rename is None:
        return False
    code = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), flags)
    if code in _UNABLE:
        return False
    if code:
        raise OSError(code, os.strerror(code), str(other))
    return True
