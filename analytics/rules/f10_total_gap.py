"""F10, a programme whose notices do not add up to its budget.

Flows in: fund notices and the yearly budget of programmes. Flows out: one answer for each programme and year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from analytics.rules.answers import Answer, Evidence
from analytics.rules.distance import Side
from analytics.rules.identified import units
from analytics.rules.notices import Publication, programme_key, publications
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Row, Rule, Subject, evidence, percent, sentence, ten_thousands
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity


@dataclass(frozen=True, slots=True)
class _Budget:
    """What the budget sets aside for a programme in a year, by one unit; None where blank or stated in two ways."""

    unit_id: str | None
    fen: int | None
    rows: tuple[Evidence, ...]


class TotalGap(Rule):
    """The sum of a programme's notices against its budget line."""

    code = "F10"
    name = Text("批次总额不符", "total gap")
    what = Text(
        "一个专项在一个年度各批次公示金额之和，与年度预算相差是否超过允许幅度。",
        "Whether the batches a programme announced in a year add up to its yearly budget, within the gap allowed.",
    )
    method = (
        Text(
            "合并同一专项、同一年度的公示；正文与清单、不同格式的同一公示只计一次。正文写明金额的取正文金额，否则取合"
            "计或各行之和。",
            "Put together the notices of one programme and year; a letter and its list, or copies in several "
            "formats, count once. "
            "The amount in the letter counts, else the stated total, else the sum of the rows.",
        ),
        Text(
            "与年度预算表中同名专项相比（名称去掉年度、批次、标点和末尾的“专项”“资金”后比较）。",
            "Compare with the programme of the same name in the yearly budget (names without year, batch, signs, and "
            "the words "
            "fund and special at the end).",
        ),
        Text(
            "差额占预算的比例大于允许幅度的，预警。年度未结束时，少于预算不预警（后续批次可能还会公示），超过预算仍预"
            "警。",
            "A gap above the part of the budget allowed: flag. While the year is open a shortfall is no flag (later "
            "batches may "
            "come), an excess is.",
        ),
    )
    why = Text(
        "公示总额与预算对不上，可能有资金未公示就分配，或被挪作他用。",
        "Where notices and budget do not meet, money may have been handed out unannounced, or used for something else.",
    )
    source = (
        Text("《中华人民共和国预算法》第十三条、第十四条", "Budget Law, art. 13 and 14"),
        Text("允许幅度为本系统默认", "the gap allowed is a default of this system"),
    )
    inputs = (DocumentKind.FUND_NOTICE, DocumentKind.PROGRAMME_BUDGET)
    severity = Severity.MEDIUM
    subject = "programme"
    value_unit = Measure.PERCENT
    flagged_side = Side.APART
    output = Text(
        "差额占预算的百分比（多为正，少为负）与允许幅度。",
        "The gap in percent of the budget (excess positive, shortfall negative), and the part allowed.",
    )
    exclusions = (Text("年度未结束且公示总额少于预算的，通过。", "A shortfall while the year is still open passes."),)
    assumptions = (
        Text("会计年度为公历年度（预算法第十八条）。", "The fiscal year is the calendar year (Budget Law, art. 18)."),
        Text(
            "有预算而一份公示也未收入的，无法判断；任何一批金额不明的，无法判断。",
            "A budget without any notice held, or any batch of unknown amount: cannot assess.",
        ),
        Text(
            "同名专项由多个单位发布而预算不能对应的，无法判断。",
            "Where several units publish under one name and the budget does not tell them apart: cannot assess.",
        ),
    )
    innocent = (
        Text("后续批次尚未公示，或下年初才公示。", "A later batch is announced in the next year."),
        Text("年中追加或调减预算，调整文件未收入。", "The budget was changed during the year by a document not held."),
        Text("清单金额含其他来源资金。", "The list includes money from other sources."),
    )
    parameters = (
        Parameter(
            "gap",
            "允许的差额幅度",
            "gap allowed",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(2)),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each programme and year that is announced or budgeted."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        announced: dict[tuple[str, int], list[Publication]] = defaultdict(list)
        for publication in publications(view):
            if publication.programme is None or publication.year is None:
                for notice in publication.notices:
                    subject = Subject("notice", notice["id"], publication.unit_id)
                    yield self.unknown(subject, sentence("rules-no-programme"), [evidence("fund_notice", notice)])
            else:
                announced[publication.programme, publication.year].append(publication)
        budgets = _budgets(view)
        for programme, year in sorted(set(announced) | set(budgets)):
            parts, lines = announced.get((programme, year), []), budgets.get((programme, year), [])
            for unit_id, own_parts, budget in _pairs(parts, lines):
                subject = Subject("programme", f"programme:{programme}:{year}", unit_id)
                yield self._judge(view.assessed_on, subject, year, programme, own_parts, budget, params)

    def _judge(
        self,
        as_of: date,
        subject: Subject,
        year: int,
        programme: str,
        parts: list[Publication],
        budget: _Budget | None,
        params: Parameters,
    ) -> Answer:
        rows = [evidence("fund_notice", n) for part in parts for n in part.notices] + list(
            budget.rows if budget else ()
        )
        named = {"programme": programme, "year": year}
        allowed = params.decimal("gap", first_day(year))
        if allowed is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        if budget is None:
            return self.unknown(subject, sentence("rule-f10-no-budget", **named), rows)
        if not parts:
            return self.unknown(subject, sentence("rule-f10-no-notice", **named), rows)
        amounts = [part.amount_fen for part in parts]
        known = [fen for fen in amounts if fen is not None]
        if len(known) < len(amounts) or len({part.unit_id for part in parts} - {None}) > 1:
            code = "rule-f10-amount-unknown" if len(known) < len(amounts) else "rule-f10-several-publishers"
            return self.unknown(subject, sentence(code, **named), rows)
        if budget.fen is None or budget.fen <= 0:
            return self.unknown(subject, sentence("rule-f10-budget-unclear", **named), rows)
        gap = Fraction(sum(known) - budget.fen, budget.fen)
        places = {
            **named,
            "announced": ten_thousands(sum(known)),
            "budget": ten_thousands(budget.fen),
            "gap": percent(gap),
            "allowed": allowed,
            "batches": len(parts),
        }
        value, threshold = percent(gap), str(allowed)
        if abs(gap) * 100 <= Fraction(allowed):
            return self.passed(subject, sentence("rule-f10-pass", **places), rows, value=value, threshold=threshold)
        if gap < 0 and as_of.year <= year:
            return self.passed(subject, sentence("rule-f10-open", **places), rows, value=value, threshold=threshold)
        code = "rule-f10-flag-excess" if gap > 0 else "rule-f10-flag-shortfall"
        return self.flag(subject, sentence(code, **places), rows, value=value, threshold=threshold)


def _budgets(view: View) -> dict[tuple[str, int], list[_Budget]]:
    """Budget lines by programme and year, one entry for each unit."""
    unit_of = units(view, "programme_budget")
    grouped: dict[tuple[str, int], dict[str | None, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in view.rows("programme_budget"):
        key = programme_key(row["programme"])
        if key is not None:
            grouped[key, row["fiscal_year"]][unit_of.get(row["id"])].append(row)
    return {
        key: [
            _Budget(unit, _amount(rows), tuple(evidence("programme_budget", row) for row in rows))
            for unit, rows in sorted(of_unit.items(), key=lambda item: item[0] or "")
        ]
        for key, of_unit in grouped.items()
    }


def _amount(rows: list[Row]) -> int | None:
    """The amount of one programme, year and unit: lines of one document add up, copies of it have to agree."""
    of_document: dict[str, int | None] = {}
    for row in rows:
        before = of_document.get(row["document_id"], 0)
        blank = row["amount_fen"] is None or before is None
        of_document[row["document_id"]] = None if blank else int(before or 0) + int(row["amount_fen"])
    stated = set(of_document.values())
    return next(iter(stated)) if len(stated) == 1 else None


def _pairs(
    parts: list[Publication], budgets: list[_Budget]
) -> Iterator[tuple[str | None, list[Publication], _Budget | None]]:
    """Which notices stand against which budget: all against the only one, else by unit."""
    publishers = sorted({part.unit_id for part in parts if part.unit_id is not None})
    if len(budgets) <= 1:
        budget = budgets[0] if budgets else None
        owner = budget.unit_id if budget else None
        yield publishers[0] if len(publishers) == 1 else owner, parts, budget
        return
    left = list(parts)
    for budget in budgets:
        mine = [part for part in left if part.unit_id == budget.unit_id]
        left = [part for part in left if part not in mine]
        yield budget.unit_id, mine, budget
    if left:
        yield None, left, None
