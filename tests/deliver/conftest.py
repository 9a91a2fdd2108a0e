from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.deliver import engine_scene
from tests.deliver.engine_scene import Staging


@pytest.fixture(params=[True, False], ids=["pipelined", "plain"])
def pipelining(request: pytest.FixtureRequest) -> bool:
    """Whether the relay offers PIPELINING: a claim about either dialogue is tested on both."""
    return bool(request.param)


@pytest.fixture
def scene(tmp_path: Path, pipelining: bool) -> Staging:
    """A run and a relay, in either dialogue."""
    return partial(engine_scene.scene, tmp_path, pipelining=pipelining)
