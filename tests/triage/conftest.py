"""The two models that tests look at, fitted once."""

from __future__ import annotations

import pytest

from analytics.triage import Model
from tests.triage.cases import cold_start, of_reviews


@pytest.fixture(scope="session")
def cold() -> Model:
    return cold_start()


@pytest.fixture(scope="session")
def reviewed() -> Model:
    return of_reviews()
