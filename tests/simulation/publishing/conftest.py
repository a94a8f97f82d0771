"""Records of an invented office, the styles that tests go through, and the real readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from data_sim.publishing.document import Written
from data_sim.publishing.style import Format, Style, house_style

UNIT = "岚汀市农业农村局"
HOUSES = range(4)


def house(number: int, file_format: Format) -> Style:
    """The habits of one of many invented units, in a given format."""
    return replace(house_style(np.random.default_rng(number)), format=file_format)


def rng(number: int = 0) -> np.random.Generator:
    return np.random.default_rng(number)


@pytest.fixture(scope="session")
def read() -> Callable[[Written], Reading]:
    """What the real readers make of a file."""
    return lambda written: recognise(read_content(written.path))
