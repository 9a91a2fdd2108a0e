from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.leads.site import Site, lead_programme, served


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests that put the lists back first."""
    with served(lead_programme(tmp_path_factory.mktemp("leads") / "workspace")) as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    """The server, its lists as at the beginning and without a history."""
    put_back(server.root)
    return server


def put_back(root: Path) -> None:
    """Make the workspace anew, at the same place."""
    shutil.rmtree(root)
    lead_programme(root)
