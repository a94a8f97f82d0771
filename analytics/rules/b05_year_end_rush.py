"""B05, money that is spent in a rush at the end of the year.

Flows in: all spending of units by month or quarter, and the register of allocations. Flows out: one answer for each
unit and year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from analytics.rules.answers import Answer, Evidence
from analytics.rules.budgets import fetched
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Row, Rule, Subject, evidence, percent, sentence, ten_thousands
from analytics.rules.spending import UNIT_SLIP, Figure, SpendingKey, Year, has_slip, spending
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity, SpendingItem, Term

_DECEMBER, _LAST_QUARTER, _QUARTERS = 12, 4, range(1, 5)
_GRANTS_FROM = (10, 1)  # domain decision 5a.17: grants issued from 1 October are taken out of both sides


class Stretch(Term):
    """The part of the year whose share is tested."""

    DECEMBER = "december", "十二月", "December"
    LAST_QUARTER = "last_quarter", "第四季度", "the fourth quarter"


@dataclass(frozen=True, slots=True)
class _Spent:
    """What a unit spent in a year, in fen; December is None where only quarters are known."""

    whole: int
    quarter: int
    december: int | None

    def shares(self, granted: int) -> dict[Stretch, Fraction]:
        """The shares of December and of the fourth quarter, late grants taken out of both sides."""
        whole = self.whole - granted
        parts = {Stretch.DECEMBER: self.december, Stretch.LAST_QUARTER: self.quarter}
        return {stretch: Fraction(fen - granted, whole) for stretch, fen in parts.items() if fen is not None}


@dataclass(slots=True)
class _Grants:
    """What was handed down to a unit from 1 October on; `is_sure` is False where a day or an amount is blank."""

    fen: int = 0
    is_sure: bool = True
    rows: list[Evidence] = field(default_factory=list)


class YearEndRush(Rule):
    """The shares of December and of the fourth quarter in the spending of the year."""

    code = "B05"
    name = Text("年底突击", "year-end rush")
    what = Text(
        "单位全年支出中，十二月或第四季度所占比例是否过高。",
        "Whether December, or the fourth quarter, has too large a share of a unit's spending of the year.",
    )
    method = (
        Text(
            "取全年各月（或各季度）的支出合计。",
            "Take all spending of the twelve months, or of the four quarters.",
        ),
        Text(
            "十月一日及以后下达给该单位的资金，从分子和分母中同时扣除。",
            "What was handed down to the unit from 1 October on is taken out of both sides.",
        ),
        Text(
            "十二月占比超过 20%，或第四季度占比超过 40% 的，预警。",
            "December above 20 %, or the fourth quarter above 40 %: flag.",
        ),
    )
    why = Text(
        "为不被收回指标而年底集中花钱，容易虚列支出、预付转移、采购走过场。",
        "Money spent so as not to lose it invites sham expenses, prepayments and purchases for show.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第五十七条（及时足额拨付、加强支出管理）",
            "Budget Law, art. 57 (timely payment and control of spending)",
        ),
        Text("20% 和 40% 为本系统默认", "20 % and 40 % are defaults of this system"),
    )
    inputs = (DocumentKind.PERIOD_SPENDING, DocumentKind.ALLOCATION)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.PERCENT
    output = Text(
        "超限的占比（都未超限的，为十二月占比，只有季度数的为第四季度占比）与上限。",
        "The share that is above its limit (where none is: that of December, or of the quarter where only quarters are "
        "known), and the limit.",
    )
    exclusions = (Text("年度未结束的。", "Years that are not over."),)
    assumptions = (
        Text(
            "全年各期不齐、空白或有不同记载的，无法判断；十二月不明而季度齐全的，只看第四季度。",
            "A period missing, blank or stated in two ways: cannot assess. December not known, but all quarters: the "
            "quarter alone is tested.",
        ),
        Text(
            "资金下达登记由财政部门统一登记；该年度未收入，而不扣除即超限的，无法判断。扣除只会降低占比，不扣除也不超限的，"
            "通过。",
            "Allocations are kept by the finance office for all units; not held for the year where the shares are "
            "above their limits: cannot assess. Taking grants out only lowers a share, so what is within its limit "
            "without that passes.",
        ),
        Text(
            "某月与其他各月相差约一万倍的，疑似元与万元错位，无法判断。",
            "A month about ten thousand times off the others looks like a slipped unit: cannot assess.",
        ),
    )
    innocent = (
        Text("工程年底集中结算。", "Works are settled at the end of the year."),
        Text("年终奖、取暖等按规定在十二月支付。", "Bonuses or heating are due in December."),
    )
    parameters = (
        Parameter(
            "december",
            "十二月占比上限",
            "largest share of December",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(20)),),
        ),
        Parameter(
            "quarter",
            "第四季度占比上限",
            "largest share of the fourth quarter",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(40)),),
        ),
        *UNIT_SLIP,
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each unit and year."""
        if not view.held(DocumentKind.PERIOD_SPENDING):
            yield self.not_held(DocumentKind.PERIOD_SPENDING)
            return
        if not view.held(DocumentKind.ALLOCATION):
            yield self.not_held(DocumentKind.ALLOCATION)
        found = spending(view, SpendingItem.TOTAL)
        spent = {key: _spent(year) for key, year in found.items()}
        open_to = {key for key, own in spent.items() if own is not None and self._above(key, own, 0, params)}
        grants = _grants(view, {key.unit_id for key in open_to})
        held = {key.year: view.held(DocumentKind.ALLOCATION, year=key.year) for key in open_to}
        for key, year in sorted(found.items(), key=lambda item: item[0]):
            granted = grants.get((key.unit_id, key.year), _Grants()) if held.get(key.year) else None
            yield self._judge(view.assessed_on, key, year, spent[key], granted, params)

    def _judge(
        self,
        today: date,
        key: SpendingKey,
        year: Year,
        spent: _Spent | None,
        granted: _Grants | None,
        params: Parameters,
    ) -> Answer:
        subject = Subject("unit", key.unit_id, key.unit_id)
        day = first_day(key.year)
        slip, room = params.decimal("slip", day), params.decimal("slip_room", day)
        if slip is None or room is None or not self._limits(key, params):
            return self.excluded(subject, sentence("rules-before-force"), year.rows)
        if today < date(key.year, 12, 31):
            return self.excluded(subject, sentence("rule-b05-open", year=key.year), year.rows)
        if spent is None:
            return self.unknown(subject, sentence("rule-b05-incomplete", year=key.year), year.rows)
        if any(has_slip(_amounts(periods), slip, room) for periods in (year.months, year.quarters)):
            return self.unknown(subject, sentence("rule-b05-slip", year=key.year), year.rows)
        if not self._above(key, spent, 0, params):
            return self._told(subject, key, year, spent, _Grants(), params)
        if granted is None:
            return self.unknown(subject, sentence("rule-b05-grants-not-held", year=key.year), year.rows)
        rows = [*year.rows, *granted.rows]
        if spent.whole - granted.fen <= 0:
            return self.unknown(subject, sentence("rule-b05-all-granted", year=key.year), rows)
        if self._above(key, spent, granted.fen, params) and not granted.is_sure:
            return self.unknown(subject, sentence("rule-b05-grants-unclear", year=key.year), rows)
        return self._told(subject, key, year, spent, granted, params)

    def _told(
        self, subject: Subject, key: SpendingKey, year: Year, spent: _Spent, granted: _Grants, params: Parameters
    ) -> Answer:
        """The flag or pass of a year whose shares are known."""
        above, limits = self._above(key, spent, granted.fen, params), self._limits(key, params)
        shares = spent.shares(granted.fen)
        stretch = (above or list(shares))[0]
        share, limit = percent(shares[stretch]), str(limits[stretch])
        places = {"year": key.year, "stretch": stretch, "share": share, "limit": limit}
        places |= {"whole": ten_thousands(spent.whole), "granted": ten_thousands(granted.fen)}
        code, answer = ("rule-b05-flag", self.flag) if above else ("rule-b05-pass", self.passed)
        rows = [*year.rows, *granted.rows]
        return answer(subject, sentence(code, **places), rows, value=share, threshold=limit)

    def _above(self, key: SpendingKey, spent: _Spent, granted: int, params: Parameters) -> list[Stretch]:
        """The stretches whose share is above its limit; none where nothing is left of the year."""
        limits = self._limits(key, params)
        if spent.whole - granted <= 0 or not limits:
            return []
        shares = spent.shares(granted)
        return [stretch for stretch, share in shares.items() if share * 100 > Fraction(limits[stretch])]

    def _limits(self, key: SpendingKey, params: Parameters) -> dict[Stretch, Decimal]:
        """The largest share of each stretch; empty before both were in force."""
        day = first_day(key.year)
        december, quarter = params.decimal("december", day), params.decimal("quarter", day)
        if december is None or quarter is None:
            return {}
        return {Stretch.DECEMBER: december, Stretch.LAST_QUARTER: quarter}


def _spent(year: Year) -> _Spent | None:
    """What was spent in the year; None where a quarter is not known."""
    quarters = [year.quarter(number).fen for number in _QUARTERS]
    known = [fen for fen in quarters if fen is not None]
    if len(known) < len(quarters) or sum(known) <= 0:
        return None
    return _Spent(sum(known), known[_LAST_QUARTER - 1], year.month(_DECEMBER).fen)


def _amounts(periods: Mapping[int, Figure]) -> list[int]:
    return [fen for figure in periods.values() for fen in figure.amounts]


def _grants(view: View, unit_ids: set[str]) -> dict[tuple[str, int], _Grants]:
    """What was handed down to these units from 1 October on, by year; an entry that stands twice counts once.

    An entry without a day may be one of these, in the fiscal year it names.
    """
    found: dict[tuple[str, int], _Grants] = defaultdict(_Grants)
    seen: set[tuple[Any, ...]] = set()
    for row in sorted(_late(view, unit_ids), key=lambda row: str(row["id"])):
        issued, amount = row["issued_on"], row["amount_fen"]
        year = issued.year if issued is not None else row["fiscal_year"]
        if year is None or (issued is not None and issued < date(year, *_GRANTS_FROM)):
            continue
        grants = found[row["unit_id"], year]
        grants.rows.append(evidence("allocation", row))
        entry = tuple(row[column] for column in _ENTRY)
        if issued is None or amount is None:
            grants.is_sure = False
        elif entry not in seen:
            grants.fen += int(amount)
        seen.add(entry)
    return dict(found)


_ENTRY = ("unit_id", "programme", "fiscal_year", "batch_name", "document_number", "issued_on", "amount_fen")


def _late(view: View, unit_ids: set[str]) -> list[Row]:
    """The entries of these units that are, or may be, of the last quarter of a year."""
    if not unit_ids:
        return []
    allocation, mention = view.table("allocation"), view.table("mention")
    receiver = mention.filter(
        (mention.record_table == "allocation")
        & (mention.role == "receiver")
        & mention.organisation_id.isin(sorted(unit_ids))
    ).select("record_id", unit_id="organisation_id")
    late = allocation.filter(allocation.issued_on.isnull() | (allocation.issued_on.month() >= _GRANTS_FROM[0]))
    columns = ("id", "document_id", "locator", *_ENTRY[1:])
    return fetched(late.select(*columns).inner_join(receiver, late.id == receiver.record_id))
