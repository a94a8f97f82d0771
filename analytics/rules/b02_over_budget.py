"""B02, 三公经费 whose final account is above the budget, as documents adjusted it.

Flows in: reports of the three public expenses and the register of budget adjustments. Flows out: one answer for each
unit and year with a final account.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from analytics.rules.adjustments import Adjustment, adjustments
from analytics.rules.answers import Answer, Evidence
from analytics.rules.budgets import SetKey
from analytics.rules.expenses import Expenses, expenses
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Rule, Subject, sentence, ten_thousands, yuan
from analytics.snapshot import View
from models.money import to_fen
from models.vocabulary import DocumentKind, Severity, SpendingStage, ThreePublicItem

# How the register of adjustments names the three public expenses, by words or by economic class; the first that fits.
_WORDS = (
    (re.compile(r"三公"), ThreePublicItem.TOTAL),
    (re.compile(r"因公出国"), ThreePublicItem.ABROAD),
    (re.compile(r"公务接待"), ThreePublicItem.RECEPTION),
    (re.compile(r"(?:公务用车|公车)购置(?:及|和|与)?运行"), ThreePublicItem.VEHICLES),
    (re.compile(r"(?:公务用车|公车)购置"), ThreePublicItem.VEHICLE_PURCHASE),
    (re.compile(r"(?:公务用车|公车).*运行"), ThreePublicItem.VEHICLE_RUNNING),
    (re.compile(r"公务用车|公车"), ThreePublicItem.VEHICLES),
)
_CLASSES = {
    "30212": ThreePublicItem.ABROAD,
    "30217": ThreePublicItem.RECEPTION,
    "30231": ThreePublicItem.VEHICLE_RUNNING,
    "30913": ThreePublicItem.VEHICLE_PURCHASE,
    "31013": ThreePublicItem.VEHICLE_PURCHASE,
}


@dataclass(frozen=True, slots=True)
class _Moved:
    """What documents added to the budget of these expenses, in fen: None where that is not known for certain."""

    fen: int | None = 0
    has_document: bool = True
    rows: tuple[Evidence, ...] = ()


class OverBudget(Rule):
    """The total of the final account against the total of the budget, same unit and year."""

    code = "B02"
    name = Text("三公经费超预算", "three-public over budget")
    what = Text(
        "同一单位、同一年度的三公经费决算数是否超过预算数（含经批准的调整）。",
        "Whether a unit's final account of 三公经费 exceeds the budget of that year, adjustments by document included.",
    )
    method = (
        Text(
            "取同一单位、年度的三公经费预算合计和决算合计；未列合计的，由三项相加，缺一项即不能相加。",
            "Take the totals of budget and final account; where none is stated, add the three costs, all three being "
            "needed.",
        ),
        Text(
            "预算合计加上预算调剂登记中有文号的三公经费调整（最后的调整后数减年初数）。",
            "Add to the budget what the register of adjustments moved by a numbered document (last adjusted figure "
            "less the initial one).",
        ),
        Text("决算大于调整后预算的，预警。", "A final account above the adjusted budget: flag."),
    )
    why = Text(
        "没有预算的三公支出就是违规支出，超出部分往往来自挤占其他项目。",
        "These costs may not be spent without a budget; what goes beyond is mostly taken from other items.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第十三条：未列入预算的不得支出",
            "Budget Law, art. 13: no spending outside the budget",
        ),
        Text(
            "《党政机关厉行节约反对浪费条例》",
            "Regulation on Frugality and against Waste in Party and Government Organs",
        ),
    )
    inputs = (DocumentKind.THREE_PUBLIC, DocumentKind.BUDGET_ADJUSTMENT)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.YUAN
    output = Text(
        "超出调整后预算的金额（元）与允许的超出额。",
        "The excess over the adjusted budget in yuan, and what is allowed.",
    )
    exclusions = (Text("只有预算、尚无决算的年度不检查。", "Years without a final account are not looked at."),)
    assumptions = (
        Text(
            "“三公”经费表附“无此项”说明而没有数字的，合计按 0 计。",
            "A form of these expenses without figures that bears a nil note has the total 0.",
        ),
        Text(
            "预算调剂登记由财政部门统一登记；该年度未收入的，超出预算也无法判断是否经批准。",
            "Adjustments are kept by the finance office for all units; not held for the year, an excess may have been "
            "approved: cannot assess.",
        ),
        Text(
            "预算未收入、合计空白，或不同文件给出不同数字且结论不一致的：无法判断。",
            "No budget held, a blank total, or documents that differ with different verdicts: cannot assess.",
        ),
        Text(
            "调整登记没有文号、数字不全，而这决定结论的：无法判断。",
            "An adjustment without number or figures, where it decides: cannot assess.",
        ),
    )
    innocent = (
        Text("调整已经批准，未作登记。", "The adjustment was approved and not registered."),
        Text("上级追加的专项任务（如外事、抢险）。", "A task set by a higher office, such as a visit or a flood."),
    )
    parameters = (
        Parameter(
            "excess",
            "允许超出预算的金额",
            "excess over the budget allowed",
            Measure.YUAN,
            Text("《中华人民共和国预算法》第十三条", "Budget Law, art. 13"),
            ((date(2015, 1, 1), Decimal(0)),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each unit and year with a final account."""
        if not view.held(DocumentKind.THREE_PUBLIC):
            yield self.not_held(DocumentKind.THREE_PUBLIC)
            return
        if not view.held(DocumentKind.BUDGET_ADJUSTMENT):
            yield self.not_held(DocumentKind.BUDGET_ADJUSTMENT)
        found, moved = expenses(view), adjustments(view)
        years = {key.year for key in found}
        held = {year for year in years if view.held(DocumentKind.BUDGET_ADJUSTMENT, year=year)}
        for key, final in sorted(found.items()):
            if key.stage == SpendingStage.FINAL:
                budget = found.get(SetKey(key.unit_id, key.year, str(SpendingStage.BUDGET)))
                known = _moved(moved.get((key.unit_id, key.year), [])) if key.year in held else _Moved(None)
                yield self._judge(key, final, budget, known, params)

    def _judge(
        self, key: SetKey, final: Expenses, budget: Expenses | None, moved: _Moved, params: Parameters
    ) -> Answer:
        subject = Subject("unit", key.unit_id, key.unit_id)
        rows = [*final.rows, *(budget.rows if budget else ()), *moved.rows]
        limit = params.decimal("excess", first_day(key.year))
        if limit is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        if budget is None:
            return self.unknown(subject, sentence("rule-b02-no-budget", year=key.year), rows)
        if not final.totals or not budget.totals:
            return self.unknown(subject, sentence("rule-b02-blank", year=key.year), rows)
        allowed, raised = to_fen(limit), moved.fen or 0
        pairs = sorted((now - planned, now, planned) for now, planned in product(final.totals, budget.totals))
        above = {gap - raised > allowed for gap, _, _ in pairs}
        if len(above) > 1:
            return self.unknown(subject, sentence("rule-b02-two-figures", year=key.year), rows)
        gap, now, planned = pairs[0] if True in above else pairs[-1]  # what holds whichever figure is right
        figures = {"year": key.year, "final": ten_thousands(now), "budget": ten_thousands(planned)}
        over_initial = gap > allowed
        is_open = over_initial if moved.fen is None else over_initial != (True in above) and not moved.has_document
        if is_open:
            code = "rule-b02-adjustment-unclear" if moved.rows else "rule-b02-adjustments-not-held"
            return self.unknown(subject, sentence(code, **figures), rows)
        value, threshold = yuan(gap - raised), str(limit)
        places = {**figures, "raised": ten_thousands(raised)}
        if True in above:
            told = sentence("rule-b02-flag", **places, excess=ten_thousands(gap - raised))
            return self.flag(subject, told, rows, value=value, threshold=threshold)
        return self.passed(subject, sentence("rule-b02-pass", **places), rows, value=value, threshold=threshold)


def item_of(adjustment: Adjustment) -> ThreePublicItem | None:
    """Which of the three public expenses a line of the register of adjustments is; None for any other line."""
    worded = next((item for pattern, item in _WORDS if pattern.search(adjustment.line)), None)
    return worded or _CLASSES.get(adjustment.code or "")


def _moved(entries: Iterable[Adjustment]) -> _Moved:
    """What was added in all; a total stands for its parts, the vehicles for purchase and running."""
    by_item: dict[ThreePublicItem, list[Adjustment]] = defaultdict(list)
    for entry in entries:
        item = item_of(entry)
        if item is not None:
            by_item[item].append(entry)
    counted = by_item.get(ThreePublicItem.TOTAL) or [
        *by_item[ThreePublicItem.ABROAD],
        *by_item[ThreePublicItem.RECEPTION],
        *(
            by_item[ThreePublicItem.VEHICLES]
            or by_item[ThreePublicItem.VEHICLE_PURCHASE] + by_item[ThreePublicItem.VEHICLE_RUNNING]
        ),
    ]
    differences = [entry.difference_fen for entry in counted]
    known = [fen for fen in differences if fen is not None]
    return _Moved(
        fen=sum(known) if len(known) == len(differences) else None,
        has_document=all(entry.has_document for entry in counted),
        rows=tuple(row for entry in counted for row in entry.rows),
    )
