"""The books' answers, brought from the writer's thread into the loop, which is woken once however many there are."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from composer.ledger import Answer

_T = TypeVar("_T")


class Answers:
    """Belongs to the loop it is made in."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._came: deque[tuple[Callable[[Any], None], Answer[Any]]] = deque()
        self._is_woken = False

    def bring(self, request: Answer[_T], then: Callable[[Answer[_T]], None]) -> None:
        """Call `then` in the loop once the request is answered; in the order of the answers."""
        request.add_done_callback(partial(self._take_in, then))

    def _take_in(self, then: Callable[[Any], None], request: Answer[Any]) -> None:
        """In whichever thread answers."""
        self._came.append((then, request))
        # Looked at after the answer is in the queue: whoever empties it has unset this before looking into it.
        if not self._is_woken:
            self._is_woken = True
            with suppress(RuntimeError):  # the loop is closed: nobody hears any more
                self._loop.call_soon_threadsafe(self._bring)

    def _bring(self) -> None:
        self._is_woken = False
        while self._came:
            then, request = self._came.popleft()
            then(request)
