"""Names as often as they occur in life, and names of places and firms that read true.

Flows in: random generators and arrays of attributes. Flows out: positions in two tables of names (cheap to keep for millions
of people), place and firm names, and numbers in ranges that nobody real can bear. The one door of this folder.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from data_sim.naming import given_names, minorities
from data_sim.naming import surnames as _surnames
from data_sim.naming.firms import firm_names
from data_sim.naming.places import place_names
from data_sim.naming.registered import accounts, credit_codes, identity_numbers, landlines, mobiles

__all__ = [
    "GIVEN",
    "NO_SURNAME",
    "SURNAMES",
    "accounts",
    "credit_codes",
    "draw_given",
    "draw_minority",
    "draw_surnames",
    "firm_names",
    "identity_numbers",
    "landlines",
    "mobiles",
    "place_names",
]

_SEXES: Final = (True, False)

SURNAMES: Final[list[str]] = [*_surnames.table().names.tolist(), ""]
# The surname of those who have none: their whole name stands among the given ones.
NO_SURNAME: Final = len(SURNAMES) - 1

_TABLES = [[given_names.table(band, male) for male in _SEXES] for band in range(len(given_names.YEARS))]
_ALL = np.unique(np.concatenate([*(t.names for pair in _TABLES for t in pair), *map(minorities.table, _SEXES)]))
GIVEN: Final[list[str]] = _ALL.tolist()
_POSITIONS = [[np.searchsorted(_ALL, t.names).astype(np.int32) for t in pair] for pair in _TABLES]
_MINORITY = {male: np.searchsorted(_ALL, minorities.table(male)).astype(np.int32) for male in _SEXES}


def draw_surnames(rng: np.random.Generator, size: int) -> NDArray[np.int16]:
    """Positions in `SURNAMES`, as often as the surnames occur among all residents."""
    return _surnames.table().sample(rng, size).astype(np.int16)


def draw_given(rng: np.random.Generator, female: NDArray[np.bool_], birth_year: NDArray[np.int64]) -> NDArray[np.int32]:
    """Positions in `GIVEN`, as often as the names occur among those of this sex and these years of birth."""
    given = np.empty(len(female), np.int32)
    band = given_names.bands(birth_year)
    draws = rng.random(len(female))
    for place, (men, women) in enumerate(_TABLES):
        for table, positions, sex in ((men, _POSITIONS[place][0], False), (women, _POSITIONS[place][1], True)):
            here = np.flatnonzero((band == place) & (female == sex))
            codes = np.searchsorted(table.running, draws[here], side="right")
            given[here] = positions[np.minimum(codes, len(positions) - 1)]
    return given


def draw_minority(rng: np.random.Generator, female: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Positions in `GIVEN` of whole names without a surname (their bearers have the surname `NO_SURNAME`)."""
    draws = rng.random(len(female))
    return np.where(
        female,
        _MINORITY[False][(draws * len(_MINORITY[False])).astype(np.int64)],
        _MINORITY[True][(draws * len(_MINORITY[True])).astype(np.int64)],
    )
