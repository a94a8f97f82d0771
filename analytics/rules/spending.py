"""Spending by month and quarter as rules compare it: for a unit, year and item the figure of each period.

Flows in: the register of spending by period. Flows out: figures in fen with their rows. A quarter is its own entry or
the sum of its three months; where both are written they have to agree. Nothing that is blank is taken for zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from analytics.rules.answers import Evidence
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Text
from analytics.rules.rule import evidence
from analytics.snapshot import View
from models.vocabulary import Period, SpendingItem

# How figures that look like 元 taken for 万元 are told from others. D06 compares the same line of two years; here
# periods are compared, which differ by themselves, and there is more room.
UNIT_SLIP = (
    Parameter(
        "slip",
        "单位错位的倍数（元与万元）",
        "factor of a slipped unit (元 and 万元)",
        Measure.TIMES,
        Text("本系统默认：一万倍", "default of this system: ten thousand"),
        ((date(2008, 5, 1), Decimal(10_000)),),
    ),
    Parameter(
        "slip_room",
        "与该倍数相差几倍以内视为疑似错位",
        "how many times off that factor still counts as a slip",
        Measure.TIMES,
        Text("本系统默认", "default of this system"),
        ((date(2008, 5, 1), Decimal(2)),),
    ),
)


class SpendingKey(NamedTuple):
    """What a unit spent on an item in a year."""

    unit_id: str
    year: int
    item: str


@dataclass(slots=True)
class Figure:
    """What is written for one period: every amount in fen, and the rows."""

    amounts: set[int] = field(default_factory=set)
    rows: list[Evidence] = field(default_factory=list)

    @property
    def fen(self) -> int | None:
        """The one amount; None where blank or written in two ways."""
        return next(iter(self.amounts)) if len(self.amounts) == 1 else None


@dataclass(slots=True)
class Year:
    """The periods of one unit, year and item."""

    months: dict[int, Figure] = field(default_factory=lambda: defaultdict(Figure))
    quarters: dict[int, Figure] = field(default_factory=lambda: defaultdict(Figure))

    def month(self, number: int) -> Figure:
        """One month; an empty figure where it has no entry."""
        return self.months.get(number, Figure())

    def quarter(self, number: int) -> Figure:
        """One quarter: as written, and as its three months add up where all of them are known."""
        own = self.quarters.get(number, Figure())
        months = [self.month(month) for month in range(3 * number - 2, 3 * number + 1)]
        amounts = [month.fen for month in months]
        known = [fen for fen in amounts if fen is not None]
        summed = {sum(known)} if len(known) == len(amounts) else set()
        return Figure(own.amounts | summed, [*own.rows, *(row for month in months for row in month.rows)])

    @property
    def rows(self) -> list[Evidence]:
        """All rows of the year."""
        return [row for figure in (*self.months.values(), *self.quarters.values()) for row in figure.rows]


def spending(view: View, item: SpendingItem) -> dict[SpendingKey, Year]:
    """What each unit spent on an item, by year; an entry that stands twice counts once."""
    unit_of = units(view, "period_spending")
    found: dict[SpendingKey, Year] = defaultdict(Year)
    for row in view.rows("period_spending"):
        if row["item"] != item or row["id"] not in unit_of:
            continue
        year = found[SpendingKey(unit_of[row["id"]], row["fiscal_year"], row["item"])]
        period = str(row["period"])
        figure = (year.months if period in _MONTHS else year.quarters)[int(period[1:])]
        figure.rows.append(evidence("period_spending", row))
        figure.amounts |= set() if row["amount_fen"] is None else {int(row["amount_fen"])}
    return dict(found)


def is_slipped(one: int, other: int, slip: Decimal, room: Decimal) -> bool:
    """Whether one figure is about ten thousand times the other, as 元 read as 万元 is.

    >>> is_slipped(6_000_000, 610, Decimal(10_000), Decimal(2)), is_slipped(6_000, 610, Decimal(10_000), Decimal(2))
    (True, False)
    """
    small, large = sorted((abs(one), abs(other)))
    if not small:
        return False
    times = Fraction(large, small)
    return Fraction(slip) / Fraction(room) <= times <= Fraction(slip) * Fraction(room)


def has_slip(amounts: Iterable[int], slip: Decimal, room: Decimal) -> bool:
    """Whether some figure is out by about ten thousand times from the middle one of the others."""
    ordered = sorted(fen for fen in amounts if fen)
    for place, fen in enumerate(ordered):
        others = ordered[:place] + ordered[place + 1 :]
        if others and is_slipped(fen, others[len(others) // 2], slip, room):
            return True
    return False


_MONTHS = frozenset(str(period) for period in Period if str(period).startswith("M"))
