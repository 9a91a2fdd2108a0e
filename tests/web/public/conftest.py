from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.public.site import Reader, Site


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests that meet readers of their own."""
    site = Site.make(tmp_path_factory.mktemp("served") / "workspace")
    try:
        yield site.start()
    finally:
        site.end()


@pytest.fixture
def reader(served: Site) -> Reader:
    return served.somebody()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Site]:
    """A workspace for one test to spoil; its server is not started."""
    site = Site.make(tmp_path / "workspace")
    try:
        yield site
    finally:
        site.end()


HOSTILE = {"dcs": '{{ 7 * 7 }} " onclick="alert(1)', "send": "<img src=x onerror=alert(1)>"}


@pytest.fixture
def own_named(tmp_path: Path) -> Iterator[Site]:
    """A workspace whose names are made to do harm."""
    site = Site.make(tmp_path / "workspace", HOSTILE)
    settings = site.root / "newsletter.yaml"
    name = "name: South East Improvement Update"
    text = settings.read_text(encoding="utf-8")
    assert name in text
    settings.write_text(text.replace(name, "name: </title><script>alert(1)</script>"), encoding="utf-8")
    try:
        yield site
    finally:
        site.end()
