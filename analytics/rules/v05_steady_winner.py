"""V05, one supplier has more than half of what a unit buys.

Flows in: the register of purchases, buyers and suppliers as identity judged them, and what trade suppliers are in.
Flows out: one answer for each buyer, and one for each document with purchases that name no buyer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from analytics.relations.favour import Dealing, favouritism
from analytics.rules.answers import Answer, Evidence
from analytics.rules.identified import mentions
from analytics.rules.lots import Lot, lots
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, percent, sentence, ten_thousands
from analytics.snapshot import View
from models.vocabulary import Confidence, DocumentKind, EvidenceTier, Severity

# GB/T 4754: production and supply of electricity and heat (44), of gas (45), of water (46).
_UTILITY_DIVISIONS = ("44", "45", "46")
_UTILITY_NAME = re.compile(r"自来水|供水|供电|电网|电力公司|燃气|供热|热力")
_NO_UTILITY_NAME = re.compile(r"设备|工程|安装|器材|材料|科技|建设|仪表|销售")

# Yuan and 万元 are ten thousand apart: this many times above or below its budget, an amount is in the other unit.
_UNIT_SLIP = 1000


@dataclass(frozen=True, slots=True)
class _Won:
    """One lot as this rule sees it: who supplied it, and when."""

    lot: Lot
    supplier: str | None
    tier: str | None
    is_utility: bool

    @property
    def fen(self) -> int | None:
        """The amount contracted; None where it is blank, or a slip of units away from the budget of the lot."""
        amount: int | None = self.lot.said("amount_fen")
        budget: int | None = self.lot.said("budget_amount_fen")
        if amount and budget and not budget <= amount * _UNIT_SLIP <= budget * _UNIT_SLIP**2:
            return None
        return amount

    @property
    def year(self) -> int | None:
        """The fiscal year; where none is stated, that of the award, the contract or the announcement."""
        year: int | None = self.lot.said("fiscal_year")
        days = (self.lot.said(column) for column in ("awarded_on", "contract_on", "announced_on"))
        return year if year is not None else next((day.year for day in days if day is not None), None)

    def who(self, merge_names: bool) -> str | None:
        """The supplier; those known by name only are one when `merge_names`."""
        return f"name:{self.lot.said('supplier')}" if merge_names and self.tier == EvidenceTier.D else self.supplier


class SteadyWinner(Rule):
    """The largest supplier's share of the value that a unit bought."""

    code = "V05"
    version = "2"
    name = Text("常胜供应商", "steady winner")
    what = Text(
        "一个单位的采购额中，最大供应商所占比例是否过半。",
        "Whether one supplier has more than half of the value that a unit bought.",
    )
    method = (
        Text(
            "取采购人最近几个年度（见参数）的全部标段，按供应商汇总成交金额，最大一家除以总额；标段数不足的，不作判断。",
            "Take all lots of a buyer in the last years held (see parameters), sum the contract amounts by supplier "
            "and divide the largest by the total; with too few lots, cannot assess.",
        ),
        Text(
            "比例高于阈值的，预警；等于阈值的，不预警。",
            "Above the threshold: flag; exactly at it: no flag.",
        ),
        Text(
            "水、电、气、热的供应单位独此一家，其标段从两边扣除；扣除后标段数不足的，不适用。",
            "Water, power, gas and heat have one supplier only: their lots are taken out of both sides; where too few "
            "lots are left, the rule does not apply.",
        ),
        Text(
            "同时显示偶然概率：各采购人、各供应商在同类同年标段中的数量不变，随机分配时，两者相遇次数不少于实际次数的"
            "概率（超几何分布，精确计算，并控制错误发现率）。仅供参考，不影响判断。",
            "Shown beside it: the chance that the two would meet as often or more if lots of one category and year "
            "were dealt out at random, every buyer and every supplier keeping its number (hypergeometric, exact, with "
            "the false discovery rate). It decides nothing.",
        ),
    )
    why = Text(
        "采购长期流向一家供应商，可能是量身定做采购需求、排斥竞争的结果。",
        "When most of what is bought comes from one supplier, requirements may have been cut to fit it.",
    )
    source = (
        Text(
            "阈值为本系统默认，参照腐败风险指数（CRI）的中标份额指标",
            "the threshold is a default of this system, after the winner's share of the Corruption Risk Index (CRI)",
        ),
        Text(
            "《中华人民共和国政府采购法》第三条（公平竞争）、第五条（不得阻挠供应商自由进入市场）",
            "Government Procurement Law, art. 3 (fair competition) and 5 (free entry of suppliers)",
        ),
    )
    inputs = (DocumentKind.PURCHASE_REGISTER,)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.PERCENT
    output = Text("最大供应商所占百分比与阈值。", "The share of the largest supplier in percent, and the threshold.")
    exclusions = (
        Text(
            "供水、供电、供气、供热单位（按企业登记的行业代码；无登记的，按企业名称）。",
            "Suppliers of water, power, gas and heat (by the industry code of the register of firms; by the name of "
            "a firm that stands in no register).",
        ),
        Text("同一采购的第二次公布只计一次。", "A purchase published twice counts once."),
    )
    assumptions = (
        Text(
            "缺金额、缺供应商的标段，如果其取值可能改变结论，答“无法判断”。",
            "With a blank amount or supplier: cannot assess, unless the answer is the same whatever it may be.",
        ),
        Text(
            "成交金额与预算金额相差一千倍以上的，视为元与万元写错，按缺金额处理。",
            "An amount a thousand times its budget, or a thousandth, is in the wrong unit and counts as blank.",
        ),
        Text(
            "仅简称相同的供应商不合并；如果合并与否影响结论，答“无法判断”。",
            "Suppliers with the same short name only are not put together; where that decides, cannot assess.",
        ),
        Text(
            "未写明年度和日期的标段按在期内计算。",
            "A lot that states neither year nor date counts as within the years.",
        ),
    )
    innocent = (
        Text("当地只有一家能够供应（如供水）。", "Only one firm can supply it here (such as water)."),
        Text("一个大项目占了全年采购额的大部分。", "One large project makes up most of what was bought."),
        Text(
            "通过框架协议或统一采购确定的供应商。", "The supplier was set by a framework agreement or joint purchasing."
        ),
    )
    parameters = (
        Parameter(
            "share",
            "最大份额上限",
            "largest share allowed",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2003, 1, 1), Decimal(50)),),
        ),
        Parameter(
            "lots",
            "作出判断所需的最少标段数",
            "least number of lots needed",
            Measure.LOTS,
            Text("本系统默认", "default of this system"),
            ((date(2003, 1, 1), 5),),
        ),
        Parameter(
            "years",
            "合并计算的年度数",
            "years counted together",
            Measure.YEARS,
            Text("本系统默认", "default of this system"),
            ((date(2003, 1, 1), 3),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each buyer."""
        if not any(view.held(kind) for kind in _HOLDING):
            yield self.not_held(DocumentKind.PURCHASE_REGISTER)
            return
        buyers, nameless = _won(view)
        for document, unnamed in sorted(nameless.items()):
            said = sentence("rule-v05-no-buyer", lots=len(unnamed))
            yield self.unknown(Subject("document", document), said, _rows(unnamed))
        for buyer, won in sorted(buyers.items()):
            yield self._judge(view, Subject("unit", buyer, buyer), won, params)

    def _judge(self, view: View, subject: Subject, won: list[_Won], params: Parameters) -> Answer:
        day = view.assessed_on
        limit, least, years = params.decimal("share", day), params.whole("lots", day), params.whole("years", day)
        if limit is None or least is None or years is None:
            return self.excluded(subject, sentence("rules-before-force"), _rows(lot.lot for lot in won))
        last = max((lot.year for lot in won if lot.year is not None), default=None)
        within = [lot for lot in won if lot.year is None or last is None or lot.year > last - years]
        open_lots = [lot for lot in within if not lot.is_utility]
        if len(within) >= least > len(open_lots):
            said = sentence("rule-v05-utility", lots=len(within), left=len(open_lots), least=least)
            return self.excluded(subject, said, _rows(lot.lot for lot in within))
        if len(open_lots) < least:
            said = sentence("rule-v05-few", lots=len(open_lots), least=least)
            return self.unknown(subject, said, _rows(lot.lot for lot in within))
        return self._by_share(view, subject, open_lots, limit)

    def _by_share(self, view: View, subject: Subject, won: list[_Won], limit: Decimal) -> Answer:
        allowed = Fraction(limit) / 100
        by_identity, by_name = _amounts(won, merge_names=False), _amounts(won, merge_names=True)
        total = sum(lot.fen or 0 for lot in won)
        if total <= 0 or not by_identity:
            return self.unknown(subject, sentence("rule-v05-nothing", lots=len(won)), _rows(lot.lot for lot in won))
        top, fen = min(by_identity.items(), key=lambda item: (-item[1], item[0]))
        own = [lot for lot in won if lot.supplier == top]
        is_above = Fraction(fen, total) > allowed
        if blank := [lot for lot in won if lot.fen is None]:
            said = sentence("rule-v05-blank", lots=len(blank))
            return self.unknown(subject, said, _rows(lot.lot for lot in (*blank, *own)))
        unnamed = [lot for lot in won if lot.supplier is None]
        if not is_above and fen + sum(lot.fen or 0 for lot in unnamed) > allowed * total:
            said = sentence("rule-v05-unnamed", lots=len(unnamed))
            return self.unknown(subject, said, _rows(lot.lot for lot in (*unnamed, *own)))
        if not is_above and Fraction(max(by_name.values()), total) > allowed:
            return self.unknown(subject, sentence("rule-v05-same-name"), _rows(lot.lot for lot in won))
        share = percent(Fraction(fen, total))
        places = {
            "lots": len(won),
            "total": ten_thousands(total),
            "won": len(own),
            "top": ten_thousands(fen),
            "share": share,
            "limit": limit,
        }
        code = "rule-v05-flag" if is_above else "rule-v05-pass"
        if met := favouritism(view).suppliers.of(subject.id, top):
            code, places = f"{code}-chance", {**places, **_chance(met)}
        rows = _rows(lot.lot for lot in own)
        if not is_above:
            return self.passed(subject, sentence(code, **places), rows, value=share, threshold=str(limit))
        sure = Confidence.HIGH if all(lot.tier == EvidenceTier.A for lot in own) else Confidence.MEDIUM
        said = sentence(code, **places)
        return self.flag(subject, said, rows, value=share, threshold=str(limit), confidence=sure)


_HOLDING = (DocumentKind.PURCHASE_REGISTER, DocumentKind.AWARD, DocumentKind.PROCUREMENT_RELEASE)


def _chance(met: Dealing) -> dict[str, str]:
    """What chance says of a buyer and a supplier, for the sentence."""
    return {"expected": _short(met.expected), "p": _short(met.p), "q": _short(met.q)}


def _short(ratio: Fraction) -> str:
    """A ratio with two figures that count.

    >>> _short(Fraction(1, 3)), _short(Fraction(1, 30000)), _short(Fraction(1))
    ('0.33', '0.000033', '1')
    """
    if ratio.denominator == 1:
        return str(ratio.numerator)
    value = Decimal(ratio.numerator) / Decimal(ratio.denominator)
    if value >= 1:
        return f"{value:.1f}"
    places = 1 - value.adjusted()
    return f"{value:.{places}f}" if places <= _MOST_PLACES else f"{value:.1E}"


_MOST_PLACES = 8


def _amounts(won: Iterable[_Won], merge_names: bool) -> Counter[str]:
    amounts: Counter[str] = Counter()
    for one in won:
        who = one.who(merge_names)
        if who is not None:
            amounts[who] += one.fen or 0
    return amounts


def _won(view: View) -> tuple[dict[str, list[_Won]], dict[str, list[Lot]]]:
    """Lots by buyer; and lots that name none, by document.

    A register in which no row names a buyer is that of its publisher.
    """
    mentioned = mentions(view, "purchase", "supplier")
    found = lots(view)
    suppliers = {id(lot): _mention(lot, mentioned) for lot in found}
    naming = {row["document_id"] for lot in found for row in lot.rows if row["buyer"]}
    utilities = _utilities(view, {who["organisation_id"]: lot for lot in found if (who := suppliers[id(lot)])})
    buyers: dict[str, list[_Won]] = defaultdict(list)
    nameless: dict[str, list[Lot]] = defaultdict(list)
    for lot in found:
        document = lot.rows[0]["document_id"]
        if lot.unit_id is None or (not lot.said("buyer") and document in naming):
            nameless[document].append(lot)
            continue
        who = suppliers[id(lot)]
        supplier, tier = (who["organisation_id"], who["tier"]) if who else (None, None)
        buyers[lot.unit_id].append(_Won(lot, supplier, tier, supplier in utilities))
    return buyers, nameless


def _mention(lot: Lot, mentioned: Mapping[str, Row]) -> Row | None:
    """Who the supplier of a lot is: by the surest of the rows that state it."""
    known = [mentioned[row["id"]] for row in lot.rows if row["id"] in mentioned]
    return min(known, key=lambda who: (who["tier"], who["organisation_id"]), default=None)


def _utilities(view: View, suppliers: Mapping[str, Lot]) -> set[str]:
    """Suppliers of water, power, gas or heat: by their registered trade, else by their name."""
    firm, mention = view.table("firm"), view.table("mention")
    firm = firm.filter(firm.industry_code.notnull())
    meant = mention.filter((mention.record_table == "firm") & (mention.role == "firm"))
    traded = firm.join(meant, firm.id == meant.record_id)
    by_trade = traded.filter(traded.industry_code.left(2).isin(_UTILITY_DIVISIONS))
    found = {row["organisation_id"] for row in by_trade.select("organisation_id").to_pyarrow().to_pylist()}
    by_name = {one for one, lot in suppliers.items() if _has_utility_name(lot.said("supplier"))} - found
    registered = traded.filter(traded.organisation_id.isin(sorted(by_name))).select("organisation_id")
    return found | (by_name - {row["organisation_id"] for row in registered.to_pyarrow().to_pylist()})


def _has_utility_name(name: str | None) -> bool:
    return bool(name and _UTILITY_NAME.search(name) and not _NO_UTILITY_NAME.search(name))


def _rows(found: Iterable[Lot]) -> list[Evidence]:
    return [evidence("purchase", row) for lot in found for row in lot.rows]
