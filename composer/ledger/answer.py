"""The answer to what is asked of the writer, given in its thread and heard in whichever has asked.

Rule: it has no lock. A list's `append` and `pop` are each done whole, and whoever adds a callback looks for the answer
afterwards as whoever gives it looks for callbacks: one of the two finds each callback, and only one gets hold of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar, cast

T = TypeVar("T")


class Answer(Generic[T]):
    """Given once, by `give` or `fail`; nobody can call off what was asked."""

    __slots__ = ("_callbacks", "_fault", "_is_given", "_value")

    def __init__(self) -> None:
        self._is_given = False
        self._value: T | None = None
        self._fault: BaseException | None = None
        self._callbacks: list[Callable[[Answer[T]], object]] = []

    def done(self) -> bool:
        """Whether it has been given."""
        return self._is_given

    def result(self, timeout: float | None = None) -> T:
        """What was asked for, once it is there; `timeout` in seconds.

        Raises:
            BaseException: what it failed with.
            TimeoutError: it is not given in time.
        """
        if fault := self.exception(timeout):
            raise fault
        return cast("T", self._value)

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """What it failed with, once that is known. Raises TimeoutError."""
        if not self._is_given:
            self._wait(timeout)
        return self._fault

    def _wait(self, timeout: float | None) -> None:
        given = threading.Event()
        self.add_done_callback(lambda _: given.set())
        if not given.wait(timeout):
            raise TimeoutError

    def add_done_callback(self, callback: Callable[[Answer[T]], object]) -> None:
        """Have it called once with this answer: by the thread that gives it, or here and now if it is given already.

        It must not raise: the thread that gives answers has more of them to give.
        """
        self._callbacks.append(callback)
        if self._is_given:
            self._tell()

    def give(self, value: T) -> None:
        """This is the answer."""
        self._value = value
        self._is_given = True
        self._tell()

    def fail(self, fault: BaseException) -> None:
        """There is none, and this is why."""
        self._fault = fault
        self._is_given = True
        self._tell()

    def _tell(self) -> None:
        while self._callbacks:
            try:
                callback = self._callbacks.pop(0)
            except IndexError:  # another thread has got hold of the last one
                return
            callback(self)
