"""Which file system a folder is on, as Linux tells it in /proc/self/mountinfo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = re.compile(
    r"nfs\d*|cifs|smb\d*|smbfs|afs|ceph|lustre|ncpfs|9p|glusterfs|fuse\.(sshfs|glusterfs|ceph|s3fs|rclone|davfs\d*)"
)


@dataclass(frozen=True, slots=True)
class FileSystem:
    """A file system by the kernel's name for its kind, like ext4 or nfs4."""

    name: str

    @property
    def remote(self) -> bool:
        """Whether other machines may have a hand in it, so that locks and shared memory cannot be relied on."""
        return _REMOTE.fullmatch(self.name) is not None


def file_system(folder: Path, table: Path = MOUNTS) -> FileSystem | None:
    """The file system `folder` is on; None where this machine has no such table."""
    try:
        lines = table.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return None
    wanted = folder.resolve()
    found = [mount for mount in _mounts(lines) if wanted.is_relative_to(mount[0])]
    # Of two at the same place the later one is on top.
    return max(enumerate(found), key=lambda at: (len(at[1][0].parts), at[0]))[1][1] if found else None


def _mounts(lines: list[str]) -> Iterator[tuple[Path, FileSystem]]:
    """`ID PARENT DEVICE ROOT PLACE OPTIONS [MORE …] - KIND SOURCE OPTIONS` (proc(5))."""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kind = before.split(), after.split()
        if len(fields) > 4 and kind:
            yield Path(_unescaped(fields[4])), FileSystem(kind[0])


def _unescaped(place: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), place)
