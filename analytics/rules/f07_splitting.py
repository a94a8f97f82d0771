"""F07, one need bought in parts that each stay below the limit for open tender.

Flows in: purchases, and changes of budgets. Flows out: one answer for each buyer, item of the budget, category and
fiscal year, and answers about purchases that cannot be put into one or are above the limit by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.identity.names import squash
from analytics.rules.answers import Answer, Evidence
from analytics.rules.identified import units
from analytics.rules.lots import Lot, lots
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Rule, evidence, sentence, term, yuan
from analytics.snapshot import View
from models.money import to_fen
from models.vocabulary import DocumentKind, PurchaseCategory, PurchaseMethod, Severity

_SOURCE = Text(
    "本系统默认，参照《必须招标的工程项目规定》（国家发展和改革委员会令第16号）第五条；货物、服务的公开招标数额标准以本地规定为准，请按规定设置",
    "default of this system, after the Provisions on Projects That Must Be Tendered (NDRC order 16), art. 5; for goods "
    "and services the local limit for open tender decides and is to be set",
)


def _limit(category: PurchaseCategory, amount: int) -> Parameter:
    return Parameter(
        f"limit_{category}",
        f"公开招标数额标准（{category.zh}）",
        f"limit for open tender ({category.en})",
        Measure.YUAN,
        _SOURCE,
        ((date(2018, 6, 1), Decimal(amount)),),
    )


@dataclass(frozen=True, slots=True)
class _Need:
    """What purchases have in common when they may be parts of one need."""

    unit_id: str
    item: str
    category: PurchaseCategory
    year: int


class Splitting(Rule):
    """Purchases of one budget item and year otherwise than by open tender, against the limit for open tender."""

    code = "F07"
    version = "3"
    name = Text("化整为零", "splitting")
    what = Text(
        "同一财政年度、同一预算项目、同一类别的采购，是否拆成多次、每次都不超过公开招标数额标准，而合计超过。",
        "Whether purchases of one fiscal year, budget item and category were made in parts that each stay within the "
        "limit for open tender and together exceed it.",
    )
    method = (
        Text(
            "取公开招标以外方式的采购，按采购人、预算项目、类别、财政年度归并；同一标段见于多份文件的只计一次。",
            "Take purchases otherwise than by open tender, by buyer, budget item, category and fiscal year; a lot that "
            "several documents state counts once.",
        ),
        Text(
            "只计单次不超过数额标准的采购，金额取成交金额，没有的取预算金额。废标后重新采购的，与原项目只计一次。",
            "Only purchases within the limit count, with the contract amount, else the budget of the lot. A purchase "
            "that repeats a failed one counts once with it.",
        ),
        Text(
            "两次以上且合计超过数额标准的，预警（不论供应商是否相同）；正好等于的，不预警。",
            "Two or more that together exceed the limit: flag, whoever the suppliers are; exactly the limit: no flag.",
        ),
    )
    why = Text(
        "拆分采购可以避开公开招标的竞争和公示，把项目交给预定的供应商。",
        "Splitting avoids the competition and publicity of an open tender, so that work can go to a chosen supplier.",
    )
    source = (
        Text(
            "《中华人民共和国政府采购法》第二十八条、《中华人民共和国政府采购法实施条例》第二十八条",
            "Government Procurement Law, art. 28, and its Implementing Regulation, art. 28",
        ),
        Text(
            "《中华人民共和国招标投标法》第四条（工程）",
            "Law on Tenders and Bids, art. 4 (works)",
        ),
    )
    inputs = (DocumentKind.PURCHASE_REGISTER,)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.YUAN
    output = Text("各次采购合计金额与数额标准（元）。", "The sum of the purchases and the limit, in yuan.")
    exclusions = (
        Text(
            "单次金额已超过数额标准的（不属于拆分，另查采购方式是否经批准）。",
            "A purchase above the limit by itself is no part of a split; whether its method was approved is another "
            "question.",
        ),
        Text(
            "预算调剂登记有依据文号的同一预算项目（条例第二十八条：项目预算调整除外）。",
            "A budget item that was changed by a numbered document within the year (art. 28 of the regulation).",
        ),
    )
    assumptions = (
        Text("财政年度为公历年度（预算法第十八条）。", "The fiscal year is the calendar year (Budget Law, art. 18)."),
        Text(
            "预算项目名称不计空格比较；采购人、预算项目、类别、年度、方式或金额空白，且可能影响结论的，无法判断。",
            "Names of budget items are compared without blanks. Buyer, item, category, year, method or amount blank, "
            "where it could decide: cannot assess.",
        ),
        Text(
            "经批准采用其他采购方式的，台账中没有记载，不能排除。",
            "That another method was approved is not in the register, and cannot be left out.",
        ),
    )
    innocent = (
        Text("年中追加预算，调整文件未收入。", "The budget was raised in the year by a document not held."),
        Text("经财政部门批准采用公开招标以外的方式。", "The finance department approved another method."),
        Text(
            "同一预算项目下的需求确实不同、无法合并。",
            "The needs under one budget item differ and could not be joined.",
        ),
    )
    parameters = (
        _limit(PurchaseCategory.GOODS, 2_000_000),
        _limit(PurchaseCategory.SERVICES, 1_000_000),
        _limit(PurchaseCategory.WORKS, 4_000_000),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each need, and for each buyer one about purchases that lack what is needed."""
        if not view.held(DocumentKind.PURCHASE_REGISTER):
            yield self.not_held(DocumentKind.PURCHASE_REGISTER)
            return
        needs: dict[_Need, list[Lot]] = defaultdict(list)
        unclear: dict[str, list[Lot]] = defaultdict(list)
        for lot in lots(view):
            if lot.said("method") == PurchaseMethod.OPEN:
                continue
            need = _need(lot)
            if need is None or lot.said("method") is None or _amount(lot) is None:
                unclear[lot.unit_id or f"document:{lot.rows[0]['document_id']}"].append(lot)
            else:
                needs[need].append(lot)
        adjusted = _adjusted(view)
        most = _most(needs, params)
        for _, found in sorted(unclear.items()):
            yield from self._unclear(found, most, params)
        for need, found in sorted(needs.items(), key=lambda item: str(item[0])):
            yield from self._judge(need, found, adjusted.get((need.unit_id, need.item, need.year), []), params)

    def _judge(self, need: _Need, found: list[Lot], adjusted: list[Evidence], params: Parameters) -> Iterator[Answer]:
        limit = _limit_of(need.category, need.year, params)
        subject = found[0].subject
        if limit is None:
            yield self.excluded(subject, sentence("rules-before-force"), _rows(found))
            return
        above = [lot for lot in found if _fen(lot) > limit]
        parts = [lot for lot in found if _fen(lot) <= limit]
        named = {"item": need.item, "category": need.category, "year": need.year, "limit": yuan(limit)}
        if above:
            said = sentence("rule-f07-above", **named, purchases=len(above))
            yield self.excluded(subject, said, _rows(above))
        if not parts:
            return
        counted = _without_repeated(parts)
        total = sum(map(_fen, counted))
        places = {**named, "purchases": len(counted), "total": yuan(total)}
        is_split = len(counted) > 1 and total > limit
        if is_split and adjusted:
            yield self.excluded(subject, sentence("rule-f07-adjusted", **places), _rows(parts) + adjusted)
        elif is_split:
            said = sentence("rule-f07-flag", **places, repeated=len(parts) - len(counted))
            yield self.flag(subject, said, _rows(parts), value=yuan(total), threshold=yuan(limit))
        else:
            said = sentence("rule-f07-pass", **places)
            yield self.passed(subject, said, _rows(parts), value=yuan(total), threshold=yuan(limit))

    def _unclear(
        self, found: list[Lot], most: dict[tuple[str, PurchaseCategory, int], int], params: Parameters
    ) -> Iterator[Answer]:
        """Purchases of one buyer that lack something; no doubt where even all together stay within the limit."""
        harmless: list[Lot] = []
        doubtful: list[Lot] = []
        sums: list[tuple[int, int]] = []  # in fen, of each kind that stays within its limit: together, limit
        for (category, year), alike in sorted(_by_kind(found).items(), key=lambda item: str(item[0])):
            limit = None if category is None or year is None else _limit_of(category, year, params)
            amounts = [_amount(lot) for lot in alike]
            known = [fen for fen in amounts if fen is not None]
            is_harmless = False
            if category and year and limit is not None and len(known) == len(amounts) and alike[0].unit_id:
                together = sum(fen for fen in known if fen <= limit) + most.get((alike[0].unit_id, category, year), 0)
                is_harmless = together <= limit
                sums += [(together, limit)] if is_harmless else []
            (harmless if is_harmless else doubtful).extend(alike)
        if doubtful:
            said = sentence("rule-f07-unclear", purchases=len(doubtful))
            yield self.unknown(doubtful[0].subject, said, _rows(doubtful))
        if harmless:
            said = sentence("rule-f07-harmless", purchases=len(harmless))
            total, limit = min(sums, key=lambda one: one[1] - one[0])  # the nearest to its limit
            yield self.passed(harmless[0].subject, said, _rows(harmless), value=yuan(total), threshold=yuan(limit))


def _need(lot: Lot) -> _Need | None:
    item, category, year = squash(lot.said("budget_item")), lot.said("category"), lot.said("fiscal_year")
    if not lot.unit_id or not item or category is None or year is None:
        return None
    return _Need(lot.unit_id, item, term(PurchaseCategory, category), int(year))


def _amount(lot: Lot) -> int | None:
    """What the lot cost in fen; where no contract amount is stated, what was set aside for it."""
    amount = lot.said("amount_fen")
    amount = lot.said("budget_amount_fen") if amount is None else amount
    return None if amount is None else int(amount)


def _fen(lot: Lot) -> int:
    return _amount(lot) or 0


def _limit_of(category: PurchaseCategory, year: int, params: Parameters) -> int | None:
    limit = params.decimal(f"limit_{category}", first_day(year))
    return None if limit is None else to_fen(limit)


def _without_repeated(parts: list[Lot]) -> list[Lot]:
    """The purchases without those that another repeats, or that repeat one which was awarded after all."""
    by_number: dict[str, list[Lot]] = defaultdict(list)
    for lot in parts:
        by_number[lot.key[0]].append(lot)
    out: list[Lot] = []
    for lot in parts:
        original = squash(lot.said("retender_of"))
        if original and original != lot.key[0] and (repeated := by_number.get(original)):
            failed = [one for one in repeated if one.said("supplier") is None and one.said("contract_on") is None]
            out += failed or [lot]
    return [lot for lot in parts if lot not in out]


def _most(needs: dict[_Need, list[Lot]], params: Parameters) -> dict[tuple[str, PurchaseCategory, int], int]:
    """For each buyer, category and year the largest sum, within the limit each, of one budget item."""
    found: dict[tuple[str, PurchaseCategory, int], int] = defaultdict(int)
    for need, parts in needs.items():
        limit = _limit_of(need.category, need.year, params) or 0
        key = (need.unit_id, need.category, need.year)
        found[key] = max(found[key], sum(fen for fen in map(_fen, parts) if fen <= limit))
    return found


def _by_kind(found: Iterable[Lot]) -> dict[tuple[PurchaseCategory | None, int | None], list[Lot]]:
    groups: dict[tuple[PurchaseCategory | None, int | None], list[Lot]] = defaultdict(list)
    for lot in found:
        category = lot.said("category")
        groups[None if category is None else term(PurchaseCategory, category), lot.said("fiscal_year")].append(lot)
    return groups


def _adjusted(view: View) -> dict[tuple[str, str, int], list[Evidence]]:
    """Changes of budget items that rest on a numbered document, by unit, item and year."""
    unit_of = units(view, "budget_adjustment")
    found: dict[tuple[str, str, int], list[Evidence]] = defaultdict(list)
    for row in view.rows("budget_adjustment"):
        unit = unit_of.get(row["id"])
        if unit and row["document_number"] and row["line"] and row["fiscal_year"]:
            found[unit, squash(row["line"]), row["fiscal_year"]].append(evidence("budget_adjustment", row))
    return found


def _rows(found: Iterable[Lot]) -> list[Evidence]:
    return [evidence("purchase", row) for lot in found for row in lot.rows]
