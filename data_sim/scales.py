"""How large a world is: the four scales with what each number is taken from.

Flows in: the name of a scale. Flows out: its targets, which every builder reads and no builder changes.

Sources. Budget units, fund batches and their total, recusals and rotations: the account of Liuyang's work in
2013 (109 first-level budget units, 384 batches, 2.19 billion yuan, 15 applications, 12 rotations). Officials of the
city: the 36 500 pledges of Chengdu's campaign of 2014 over 21 districts. Districts of the province: the 122
county-level units of Hunan. Persons, firms, decisions and ties: the sizes at which the product is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# The last day the world knows: a whole year of work lies behind it, its final accounts do not yet.
AS_OF = date(2025, 12, 31)


@dataclass(frozen=True, slots=True)
class Scale:
    """Targets of one scale. Amounts are in fen. `decisions` are acts of substance, awarded lots and payments."""

    name: str
    districts: int
    townships: int  # in each district
    villages: int  # in each township
    officials: int
    persons_and_firms: int
    decisions: int
    ties: int  # parents, marriages, roles in firms, holdings, weak ties
    budget_units: int  # first-level, in all
    batches: int
    fund_total: int
    recusals: int  # in a year
    rotations: int  # in a year
    is_large: bool = False  # registers by default as Parquet

    @property
    def firms(self) -> int:
        """Registered traders: 12 of 100 nodes.

        About 0.13 for each inhabitant at the end of 2023 (184 million market entities, State Administration for Market
        Regulation; 1.41 billion inhabitants).
        """
        return round(self.persons_and_firms * 0.12)

    @property
    def persons(self) -> int:
        """Persons, the dead of the recorded families among them."""
        return self.persons_and_firms - self.firms


_COUNTY_TOTAL = 219_000_000_000  # 2.19 billion yuan

SCALES = {
    scale.name: scale
    for scale in (
        Scale("village", 1, 1, 2, 60, 600, 500, 1_000, 4, 8, 4_562_500_000, 2, 1),
        Scale("county", 1, 32, 10, 6_000, 90_000, 40_000, 280_000, 109, 384, _COUNTY_TOTAL, 15, 12),
        Scale(
            "city", 21, 12, 10, 36_500, 800_000, 1_000_000, 2_500_000, 21 * 60, 3_410, _COUNTY_TOTAL * 9, 133, 107, True
        ),
        Scale(
            "province",
            122,
            16,
            16,
            300_000,
            9_000_000,
            10_000_000,
            26_000_000,
            122 * 60,
            38_400,
            _COUNTY_TOTAL * 100,
            1_500,
            1_200,
            True,
        ),
    )
}
