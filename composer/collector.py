"""Python's collector of garbage, put off while much is made that stays."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Reading makes many objects that all stay: looking for garbage meanwhile finds none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def without_last_collection() -> None:
    """Have the process end without looking for garbage among all that it made, which takes a tenth of a short one."""
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
