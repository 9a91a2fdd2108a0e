from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.public.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests of a module, with the desk."""
    made = Site.make(tmp_path_factory.mktemp("access") / "workspace")
    try:
        yield made.start("--desk")
    finally:
        made.end()
