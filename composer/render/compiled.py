"""Compiled templates kept on disk, as Python keeps its modules: compiling them takes longer than all else of a letter.

Rule: what is kept is code, so it is kept where nobody else can write: in the user's own cache folder, which with
everything above it belongs to the user or to the system, and in files of the user's own. Elsewhere nothing is kept.
Whatever cannot be read, written or believed is compiled again.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

from composer.render import bounds

_DIGEST = 32  # bytes
_MOST_FILES = 200


class Compiled(BytecodeCache):
    """The compiled templates of a folder that is private; see `private_folder`."""

    def __init__(self, folder: Path, made_by: Path) -> None:
        """`made_by` is a module that decides, beside `bounds`, what templates are compiled to."""
        self._folder = folder
        self._made_by = made_by

    def load_bytecode(self, bucket: Bucket) -> None:
        """Have the template's code, where it was compiled before."""
        content = _own_file(self._file(bucket))
        digest, code = content[:_DIGEST], content[_DIGEST:]
        if code and hashlib.sha256(code).digest() == digest:
            with suppress(EOFError, ValueError, TypeError):
                found = marshal.loads(code)  # noqa: S302 – nobody but the user can have written it
                bucket.code = found if isinstance(found, CodeType) else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the template's code, whole or not at all."""
        code = marshal.dumps(bucket.code)
        with suppress(OSError):
            if sum(1 for _ in self._folder.iterdir()) >= _MOST_FILES:
                self.clear()
            descriptor, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(hashlib.sha256(code).digest() + code)
            Path(name).replace(self._file(bucket))

    def clear(self) -> None:
        """Forget all of them."""
        for file in self._folder.iterdir():
            file.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        """Where the code of this very text is, compiled by this very program."""
        return (
            self._folder
            / hashlib.sha256(f"{_program(self._made_by)} {bucket.key} {bucket.checksum}".encode()).hexdigest()
        )


@cache
def _program(made_by: Path) -> str:
    digest = hashlib.sha256(f"{sys.version} {sys.implementation.cache_tag} {jinja2.__version__}".encode())
    for module in (made_by, Path(bounds.__file__), Path(__file__)):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def _own_file(path: Path) -> bytes:
    """The bytes of a file that is the user's, and that nobody else may write; of any other, none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as opened:
        status = os.fstat(descriptor)
        own = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022
        return opened.read() if own else b""


def private_folder() -> Path | None:
    """A folder for what only this user may write, made if need be; None where there is no such place."""
    if os.name != "posix":
        return None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base, "composer", "templates")
        if not folder.is_absolute() or not _may_be_made(folder):
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_private(folder) else None
    except (OSError, RuntimeError, ValueError):
        return None


def _may_be_made(folder: Path) -> bool:
    """Whether what is there of it is safe: nothing is made in a home that a `sudo` kept."""
    there = next(above for above in (folder, *folder.parents) if os.path.lexists(above))
    return all(_is_safe(above) for above in (there, *there.parents))


def _is_private(folder: Path) -> bool:
    """Whether nobody but the user and the system can put a file there, or put another folder in its place."""
    return all(_is_safe(above) for above in (folder, *folder.parents)) and folder.lstat().st_uid == os.geteuid()


def _is_safe(folder: Path) -> bool:
    status = folder.lstat()
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid in (0, os.geteuid())
        and not (status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX)
    )
