"""Hypothesis: few examples while working, many where CI is set. Temporary folders lie in memory where there is room."""

import os
from pathlib import Path

from hypothesis import settings

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=120, deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

_MEMORY = Path("/dev/shm")  # noqa: S108 – pytest makes a folder of the user's own in it
_ROOM = 2 * 1024**3  # bytes; all tests together write a tenth of it


def _has_room(folder: Path) -> bool:
    """Whether it can hold what all tests write, and programs can be started from it: a container's often cannot."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize >= _ROOM and not about.f_flag & os.ST_NOEXEC


# A ledger asks the disk to keep each step, and its tests would wait for that longer than for all else. What they claim
# is that it asks (tests/torture/order.py), and what is left of files when a process dies, which is the same in memory.
if _has_room(_MEMORY):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
