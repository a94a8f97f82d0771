"""How many namesakes born on the same day are to be expected, in exact arithmetic.

Flows in: how many persons by number bear each name in the registers that are held. Flows out: whether a name is rare
enough for a birth date to tell its bearer (architecture decision 7: fewer than 0.05 namesakes are to be expected).

    expected = population x (bearers + 3) / persons / days

`bearers` of `persons` held in the registers bear the name. The 3 makes it an upper bound for names that are seen seldom
or never (rule of three: none among n is compatible with 3 in n at 95 %). `population` is that of the area that the
registers may mean, `days` the birth days of 40 years: half of those alive fall on fewer days than that, so that a birth
day shared by chance is not taken for rarer than it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

# A prefecture-level city of a million; the expected number grows with it.
POPULATION = 1_000_000
_DAYS = 40 * 365
_SEEN_SELDOM = 3
_FEW = Fraction(5, 100)


@dataclass(frozen=True)
class Namesakes:
    """The bearers of each name among the persons known by number."""

    bearers: Mapping[str, int]
    persons: int

    def expected(self, name: str) -> Fraction | None:
        """The expected number of others of this name born on one day; None where nobody is known by number.

        >>> Namesakes({"王芳": 97}, 60_000).expected("王芳")
        Fraction(25, 219)
        """
        if not self.persons:
            return None
        return Fraction(POPULATION * (self.bearers.get(name, 0) + _SEEN_SELDOM), self.persons * _DAYS)

    def is_rare(self, name: str) -> bool:
        """Whether name and birth date are enough to tell who is meant."""
        expected = self.expected(name)
        return expected is not None and expected < _FEW
