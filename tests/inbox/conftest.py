"""A browser for the tests of a module, and pages in it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.inbox.chromium import Scheme, Shown, chromium, shown, with_pictures
from tests.inbox.letters import letters

Show = Callable[..., Shown]
Real = Callable[[int], Sequence[Shown]]


# Not for the session: while playwright's synchronous API is open, its event loop counts as running in this
# thread, and another module's asyncio.run() is refused.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """Opens a page: show(html, width, scheme); it stays open until the test is over."""
    with ExitStack() as pages:

        def opened(html: str, width: int, scheme: Scheme = "light") -> Shown:
            return pages.enter_context(shown(browser, html, width, scheme))

        yield opened


@pytest.fixture(scope="module")
def real(browser: Browser) -> Iterator[Real]:
    """The variants of a real update in pages which the module's tests share: they may resize them and read."""
    with ExitStack() as pages:

        @functools.cache
        def opened(number: int) -> Sequence[Shown]:
            htmls = map(with_pictures, letters(number))
            return [pages.enter_context(shown(browser, html, 600)) for html in htmls]

        yield opened
