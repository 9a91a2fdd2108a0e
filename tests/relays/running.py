"""The oracle sink beside a test: in a thread of its own, so that commands run as processes can be waited for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.relays.sink import Sink


@contextmanager
def running(sink: Sink, port: int = 0) -> Iterator[Sink]:
    """The sink, listening until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(sink.listen(port), loop).result()
        try:
            yield sink
        finally:
            asyncio.run_coroutine_threadsafe(sink.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
