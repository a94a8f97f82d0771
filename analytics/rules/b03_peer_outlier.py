"""B03, a unit that spends far more on 三公经费 for each authorised post than the like of it.

Flows in: reports of the three public expenses, staffing with the class of each unit, and the roster where no class is
written. Flows out: one answer for each unit, year and stage with a report.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from analytics.rules.answers import Answer, Evidence
from analytics.rules.budgets import SetKey, roster
from analytics.rules.expenses import Expenses, expenses
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Rule, Subject, evidence, sentence, term, yuan
from analytics.snapshot import View
from models.money import plain
from models.vocabulary import DocumentKind, Severity, UnitSector

_LOWER, _UPPER = Fraction(1, 4), Fraction(3, 4)


@dataclass(slots=True)
class _Staff:
    """What staffing says of a unit and year: authorised posts and class, each as often as it is stated otherwise."""

    posts: set[int] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    rows: list[Evidence] = field(default_factory=list)

    @property
    def authorised(self) -> int | None:
        """The number of authorised posts; None where blank, zero, or stated in two ways."""
        number = next(iter(self.posts)) if len(self.posts) == 1 else 0
        return number if number > 0 else None

    @property
    def peer_class(self) -> str | None:
        """The class of like units; None where it is not known for certain."""
        return next(iter(self.classes)) if len(self.classes) == 1 else None


@dataclass(frozen=True, slots=True)
class _Peers:
    """The rates of one class, year and stage, in order: fen for each authorised post."""

    rates: tuple[Fraction, ...]

    def without(self, rate: Fraction) -> _Others:
        """The rates of all but one unit that has this rate."""
        return _Others(self.rates, bisect_left(self.rates, rate))


@dataclass(frozen=True, slots=True)
class _Others:
    """Rates in order, one of them left out: a unit is not its own peer."""

    rates: tuple[Fraction, ...]
    left_out: int

    def __len__(self) -> int:
        return len(self.rates) - 1

    def _at(self, place: int) -> Fraction:
        return self.rates[place if place < self.left_out else place + 1]

    def quantile(self, part: Fraction) -> Fraction:
        """A quantile by linear interpolation between the two nearest rates.

        >>> _Others((Fraction(1), Fraction(2), Fraction(3), Fraction(9)), 3).quantile(Fraction(3, 4))
        Fraction(5, 2)
        """
        place = part * (len(self) - 1)
        below = int(place)
        above = min(below + 1, len(self) - 1)
        return self._at(below) + (self._at(above) - self._at(below)) * (place - below)


class PeerOutlier(Rule):
    """三公经费 for each authorised post against the upper fence of like units."""

    code = "B03"
    version = "2"
    name = Text("同类离群", "peer outlier")
    what = Text(
        "单位按编制人均的三公经费是否明显高于同类单位。",
        "Whether a unit's 三公经费 for each authorised post lie far above those of like units.",
    )
    method = (
        Text(
            "三公经费合计除以当年编制数，与同一组别、年度、阶段的其他单位相比。",
            "Divide the total by the authorised posts of that year, and compare with the other units of the class, "
            "same year and stage.",
        ),
        Text(
            "组别取编制表所填；未填的，取预算单位名录的单位类别。",
            "The class is that of the staffing register; where it is blank, the sector of the unit in the roster.",
        ),
        Text(
            "以其他单位的四分位数（线性内插）计算上界：上四分位数加 1.5 倍四分位距。高于上界的，预警；等于的，不预警。",
            "Take the quartiles of the others by linear interpolation and the fence, the upper quartile plus 1.5 "
            "times the interquartile range. Above the fence: flag; at it, no flag.",
        ),
    )
    why = Text(
        "职能和规模相近而人均花费高出许多，常见超标准接待、公车私用，或把费用转到某个单位列支。",
        "Where like units need far less, the excess is often lavish hospitality, private use of cars, or costs of "
        "others.",
    )
    source = (
        Text(
            "离群界限（四分位距的 1.5 倍）为统计学通行做法（Tukey），倍数和最少单位数为本系统默认",
            "fences at 1.5 interquartile ranges are common practice in statistics (Tukey); factor and least number are "
            "defaults of this system",
        ),
        Text(
            "《党政机关厉行节约反对浪费条例》",
            "Regulation on Frugality and against Waste in Party and Government Organs",
        ),
    )
    inputs = (DocumentKind.THREE_PUBLIC, DocumentKind.STAFFING)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.YUAN_PER_POST
    output = Text("按编制人均的金额与上界（元/编制）。", "Yuan for each authorised post, and the fence.")
    exclusions = ()
    assumptions = (
        Text(
            "“三公”经费表附“无此项”说明而没有数字的，合计按 0 计。",
            "A form of these expenses without figures that bears a nil note has the total 0.",
        ),
        Text(
            "可比的其他单位不足最少数，或它们的四分位距为零：无法判断。",
            "Fewer others than the least number, or no spread among them: cannot assess.",
        ),
        Text(
            "合计、编制数或组别空白，或有不同记载：无法判断；这样的单位也不作为他人的同类。",
            "Total, posts or class blank or stated in two ways: cannot assess; such a unit is no peer of others "
            "either.",
        ),
    )
    innocent = (
        Text("执法、应急单位车辆多。", "Law enforcement and emergency units run many vehicles."),
        Text(
            "当年购置或更新了公务用车：一辆车的价款，单位越小，摊到人均越多。预警说明中会写明。",
            "A vehicle was bought or replaced that year: the smaller the unit, the more its price weighs for each "
            "post. The flag says so.",
        ),
        Text("承担全市接待或外事任务。", "The unit receives guests, or travels, for the whole city."),
        Text("编外人员多，编制数偏小。", "Many work there outside the authorised posts."),
        Text(
            "公布数含下属单位，编制数不含。",
            "The figure published includes subordinate units, the authorised posts do not.",
        ),
    )
    parameters = (
        Parameter(
            "peers",
            "作出判断所需的最少其他单位数",
            "least number of other units needed",
            Measure.PEERS,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), 8),),
        ),
        Parameter(
            "fence",
            "上界为上四分位数加四分位距的倍数",
            "interquartile ranges between upper quartile and fence",
            Measure.TIMES,
            Text(
                "统计学通行做法（Tukey）；本系统默认", "common practice in statistics (Tukey); default of this system"
            ),
            ((date(2008, 5, 1), Decimal("1.5")),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each report of a unit, year and stage."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        found, staff = expenses(view), _staffing(view)
        rates = {key: rate for key, own in found.items() if (rate := _rate(own, staff.get(key[:2]))) is not None}
        peers = _by_class(rates, staff)
        for key, own in sorted(found.items()):
            yield self._judge(key, own, staff.get(key[:2], _Staff()), rates.get(key), peers, params)

    def _judge(
        self,
        key: SetKey,
        own: Expenses,
        staff: _Staff,
        rate: Fraction | None,
        peers: Mapping[tuple[int, str, str], _Peers],
        params: Parameters,
    ) -> Answer:
        subject, rows = Subject("unit", key.unit_id, key.unit_id), [*own.rows, *staff.rows]
        said = {"year": key.year, "stage": key.term}
        least, factor = params.whole("peers", first_day(key.year)), params.decimal("fence", first_day(key.year))
        if least is None or factor is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        if own.total is None:
            return self.unknown(subject, sentence("rule-b03-blank", **said), rows)
        if staff.authorised is None:
            return self.unknown(subject, sentence("rule-b03-no-posts", **said), rows)
        if staff.peer_class is None or rate is None:
            return self.unknown(subject, sentence("rule-b03-no-class", **said), rows)
        others = peers[key.year, key.stage, staff.peer_class].without(rate)
        told = {**said, "class": staff.peer_class, "peers": len(others)}
        if len(others) < max(least, 1):
            return self.unknown(subject, sentence("rule-b03-few", **told, least=least), rows)
        lower, upper = others.quantile(_LOWER), others.quantile(_UPPER)
        if lower == upper:
            return self.unknown(subject, sentence("rule-b03-no-spread", **told), rows)
        fence = upper + Fraction(factor) * (upper - lower)
        value, threshold = _each(rate), _each(fence)
        places = {
            **told,
            "rate": _cents(rate),
            "fence": _cents(fence),
            "median": _cents(others.quantile(Fraction(1, 2))),
        }
        places |= {"total": yuan(own.total), "posts": staff.authorised}
        if rate <= fence:
            return self.passed(subject, sentence("rule-b03-pass", **places), rows, value=value, threshold=threshold)
        if (bought := _lifting(own, staff.authorised, fence)) is None:
            return self.flag(subject, sentence("rule-b03-flag", **places), rows, value=value, threshold=threshold)
        fen, lines = bought
        places |= {"purchase": yuan(fen), "without": _cents(Fraction(own.total - fen, staff.authorised))}
        said_of_purchase = sentence("rule-b03-flag-purchase", **places)
        return self.flag(subject, said_of_purchase, [*rows, *lines], value=value, threshold=threshold)


def _lifting(own: Expenses, posts: int, fence: Fraction) -> tuple[int, list[Evidence]] | None:
    """The purchase of vehicles without which a unit would lie within the fence, and its rows; None where none is so."""
    if own.total is None or own.purchase is None or own.purchase[0] > own.total:
        return None
    return own.purchase if Fraction(own.total - own.purchase[0], posts) <= fence else None


def _rate(own: Expenses, staff: _Staff | None) -> Fraction | None:
    """Fen for each authorised post; None where anything needed to compare it is not known."""
    if own.total is None or staff is None or staff.authorised is None or staff.peer_class is None:
        return None
    return Fraction(own.total, staff.authorised)


def _by_class(
    rates: Mapping[SetKey, Fraction], staff: Mapping[tuple[str, int], _Staff]
) -> dict[tuple[int, str, str], _Peers]:
    grouped: dict[tuple[int, str, str], list[Fraction]] = defaultdict(list)
    for key, rate in rates.items():
        grouped[key.year, key.stage, staff[key[:2]].peer_class or ""].append(rate)
    return {key: _Peers(tuple(sorted(found))) for key, found in grouped.items()}


def _staffing(view: View) -> dict[tuple[str, int], _Staff]:
    """Staffing by unit and year; a blank class is filled from the roster, apart from classes that are written."""
    unit_of = units(view, "staffing")
    sectors = {
        unit: {term(UnitSector, row["sector"]).zh for row in rows if row["sector"]}
        for unit, rows in roster(view).items()
    }
    found: dict[tuple[str, int], _Staff] = defaultdict(_Staff)
    for row in view.rows("staffing"):
        unit_id = unit_of.get(row["id"])
        if unit_id is None:
            continue
        staff = found[unit_id, row["fiscal_year"]]
        staff.rows.append(evidence("staffing", row))
        staff.posts |= set() if row["authorised"] is None else {row["authorised"]}
        staff.classes |= {row["peer_class"]} if row["peer_class"] else sectors.get(unit_id, set())
    return dict(found)


def _each(fen: Fraction) -> str:
    """An amount for each post as yuan text: exact where the decimals end within six places, else rounded to six."""
    return _text(fen, "0.000001")


def _cents(fen: Fraction) -> str:
    """An amount for each post as people read it, rounded to fen."""
    return _text(fen, "0.01")


def _text(fen: Fraction, step: str) -> str:
    with localcontext() as exact:
        exact.prec = 60
        amount = Decimal(fen.numerator) / Decimal(fen.denominator * 100)
        return plain(amount.quantize(Decimal(step), rounding=ROUND_HALF_EVEN))
