"""recipients/NETWORK.csv on the disk: read when nobody is writing in it, and changed so that no save is ever lost.

Rule: the list's name is never missing, and what it displaces is looked at before it goes: an editor may have saved it.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from composer.files import exchange, name_where_nothing_is, sync_folder
from composer.lists.history import digest
from composer.lists.written import ListUnreadable
from composer.load.source import MAX_LIST_BYTES, read_bytes
from composer.problems import Problem, UsageError

_PAUSE = 0.02  # seconds in which an editor that writes into the file gets on
_MOST_PAUSES = 25


class ListPlace:
    """Where a network's list stands, and beside it for a moment the one that takes its place."""

    def __init__(self, root: Path, network: str) -> None:
        check_name(network)
        self.path = root / "recipients" / f"{network}.csv"
        self.file = f"recipients/{network}.csv"
        self.new = self.path.with_name(f".{network}.csv.new")
        self._part = self.path.with_name(f".{network}.csv.part")
        self._displaced = f".{network}.csv.displaced-"

    def found(self) -> bytes | None:
        """What the list's file holds; None where there is none.

        Raises:
            ListUnreadable: it cannot be read.
        """
        if not os.path.lexists(self.path):
            return None
        data = read_bytes(self.path, self.file, MAX_LIST_BYTES)
        if isinstance(data, Problem):
            raise ListUnreadable(self.file, [data])
        return data

    def found_quiet(self, inode: int) -> bytes | None:
        """What it holds once nobody writes in it any more; `inode` is that of the file as we wrote it last, or 0.

        An editor that writes into the file that was there, or makes one anew, is waited for, for half a second.
        """
        for _ in range(_MOST_PAUSES):
            marks, data = self._marks(self.path), self.found()
            if marks and data and _is_whole(data) and inode not in (0, marks[0]):
                return data  # another file took its place, whole
            time.sleep(_PAUSE)
            if marks and self._marks(self.path) == marks:
                return data
        return self.found()

    def saved(self) -> datetime.datetime:
        """When the file was written. Raises OSError."""
        return saved_at(self.path)

    @property
    def inode(self) -> int:
        """Which file it is. Raises OSError."""
        return self.path.stat().st_ino

    @property
    def names(self) -> int:
        """How many names the file has in all folders (hard links); 0 where there is none."""
        return self.path.stat().st_nlink if self.path.exists() else 0

    def check(self) -> None:
        """Raises UsageError where the list is a link: what is written through it may be another list, or none."""
        if self.path.is_symlink():
            raise UsageError(f"{self.file} is a link, and is not written through. Put the file itself there")

    def stage(self, data: bytes, *, as_of_before: bool = False) -> int:
        """Put the new list beside the one that is there, whole and synced; its inode. Raises OSError.

        `as_of_before`: it keeps the time of the list that is there.
        """
        self._part.unlink(missing_ok=True)
        handle = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            with contextlib.suppress(FileNotFoundError):
                now = self.path.stat()
                os.fchmod(file.fileno(), now.st_mode & 0o777)
                if as_of_before:
                    os.utime(file.fileno(), ns=(now.st_atime_ns, now.st_mtime_ns))
                with contextlib.suppress(PermissionError):
                    os.fchown(file.fileno(), -1, now.st_gid)
            os.fsync(file.fileno())
            inode = os.fstat(file.fileno()).st_ino
        self._part.rename(self.new)
        return inode

    def swap(self, stood: bytes | None) -> bool:
        """Let the staged list take the place of the list; False: there is none, or one where none stood.

        What somebody saved meanwhile is displaced too: `was_another` tells. Only where a system cannot exchange names
        is it looked for before, `stood` being what was there, and False if it was found. Raises OSError.
        """
        try:
            if stood is None:
                name_where_nothing_is(self.new, self.path)
            elif not exchange(self.new, self.path):
                if self.found() != stood:
                    return False
                self.new.replace(self.path)
        except (FileExistsError, FileNotFoundError):
            return False
        sync_folder(self.path.parent)
        return True

    def happened(self, after: str) -> bool:
        """Whether the staged list of this digest took its place: if so, another or none stands where it was staged."""
        if not self.new.exists():
            return True
        linked = self.path.exists() and self.path.samefile(self.new)
        return linked or digest(self.new.read_bytes()) != after

    def was_another(self, stood: str, inode: int) -> bool:
        """Whether what was displaced, once nobody writes in it any more, has another digest than what `stood` there.

        `inode` is as `found_quiet` has it.
        """
        if not self.new.exists() or (self.path.exists() and self.path.samefile(self.new)):
            return False
        for pauses in range(_MOST_PAUSES):
            marks, data = self._marks(self.new), self.new.read_bytes()
            if not pauses and digest(data) == stood:
                return False
            if marks and _is_whole(data) and inode not in (0, marks[0]):
                return True
            time.sleep(_PAUSE)
            if self._marks(self.new) == marks:
                return digest(data) != stood
        return True

    def set_aside(self, number: int) -> None:
        """Keep what change `number` displaced, as somebody's save. Raises OSError."""
        self.new.rename(self.path.with_name(f"{self._displaced}{number}"))
        sync_folder(self.path.parent)

    def put_back(self, aside: Path, ours: bytes) -> None:
        """Let what was set aside be the list again, unless somebody saved ours meanwhile. Raises OSError."""
        if self.found() == ours:
            aside.replace(self.path)
        else:
            aside.unlink()

    def displaced(self) -> list[tuple[int, Path]]:
        """The saves that were set aside, each with the number of the change that displaced it, oldest first."""
        names = ((re.fullmatch(f"{re.escape(self._displaced)}([0-9]+)", path.name), path) for path in self._beside())
        return sorted((int(found[1]), path) for found, path in names if found)

    def clear(self) -> None:
        """Nothing is staged any more. Raises OSError."""
        for path in (self._part, self.new, *self._half_written()):
            path.unlink(missing_ok=True)

    def left_behind(self) -> list[Path]:
        """Files beside the list that a killed writer left."""
        aside = (path for _, path in self.displaced())
        return [path for path in (self._part, self.new, *aside, *self._half_written()) if path.exists()]

    def _half_written(self) -> list[Path]:
        """What `files.write_whole` did not finish beside a save that was set aside."""
        return sorted(path for path in self._beside() if path.name.startswith(f".{self._displaced}"))

    def _beside(self) -> Iterator[Path]:
        return self.path.parent.iterdir() if self.path.parent.is_dir() else iter(())

    @staticmethod
    def _marks(path: Path) -> tuple[int, int, int] | None:
        try:
            now = path.stat()
        except FileNotFoundError:
            return None
        return now.st_ino, now.st_size, now.st_mtime_ns


def _is_whole(data: bytes) -> bool:
    """Whether a file ends as one does that nobody is in the middle of writing."""
    return data.endswith((b"\n", b"\r"))


def saved_at(path: Path) -> datetime.datetime:
    """When a file was written. Raises OSError."""
    return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)


def check_name(network: str) -> None:
    """Raises UsageError for what is no network's id, as it may lead out of its folder."""
    if not network or network.startswith(".") or any(sign in network for sign in "/\\\0"):
        raise UsageError("this is no network's id. Write it as networks.yaml has it, like send")
