"""A small world for tests, made once and copied for each: a village in well under a second.

Flows in: nothing. Flows out: pytest fixtures; `tests/conftest.py` takes them in by name.
"""

from __future__ import annotations

from copy import deepcopy

import pytest

from data_sim.city import build
from data_sim.world import World

SEED = 20250101


@pytest.fixture(scope="session")
def village_once() -> World:
    """The village of one seed, shared by all tests: for looking at only."""
    return build("village", SEED)


@pytest.fixture
def village(village_once: World) -> World:
    """The same village, to be changed at will."""
    return deepcopy(village_once)
