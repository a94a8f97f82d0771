"""B06, a line of the final account that is far from its budget, and no document moved it.

Flows in: the lowest lines of spending of budgets and final accounts, and the register of budget adjustments. Flows out:
for each unit and year with a final account at most one answer of each kind: lines without a document, lines that cannot
be judged, lines that documents cover, and lines near their budget.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from analytics.rules.adjustments import Adjustment, adjustments
from analytics.rules.answers import Answer, Evidence
from analytics.rules.budget_lines import Line, Pair, lines_of_sets, paired
from analytics.rules.budgets import SetKey
from analytics.rules.distance import Side
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Rule, Subject, sentence, ten_thousands
from analytics.snapshot import View
from models.money import plain
from models.vocabulary import DocumentKind, Severity, SpendingStage, Term


class Verdict(Term):
    """What is found about one line."""

    NEAR = "near", "在允许幅度内", "within the share allowed"
    COVERED = "covered", "有文号的调整覆盖", "covered by a document"
    SHIFTED = "shifted", "无文号的调整", "without a document"
    BLANK = "blank", "决算或预算空白", "blank in final account or budget"
    UNCLEAR = "unclear", "调整登记缺文号或数字", "adjustment without number or figures"
    NOT_HELD = "not_held", "未收入调整登记", "no register of adjustments"


class _Judged(NamedTuple):
    """A line with its budget, what was found, and by how much it is off: fen, the share allowed included apart."""

    pair: Pair
    verdict: Verdict
    shift: int
    allowed: Fraction
    entries: tuple[Adjustment, ...] = ()

    @property
    def places(self) -> list[Evidence]:
        """The line, its budget, and the adjustments that were looked at."""
        return [*self.pair.places, *(row for entry in self.entries for row in entry.rows)]


@dataclass(slots=True)
class _Documents:
    """The adjustments of a unit and year, and the names of lines by form, to tell which line one is about."""

    entries: list[Adjustment]
    is_held: bool
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def of(self, line: Line) -> tuple[Adjustment, ...]:
        """The adjustments of a line: by its name, or by its code where the name is that of no other line of the form.

        A project's adjustment so counts for the subject that the project belongs to, and not for other projects of it.
        """
        return tuple(entry for entry in self.entries if self._is_about(entry, line))

    def _is_about(self, entry: Adjustment, line: Line) -> bool:
        if entry.line == line.name:
            return entry.code is None or line.code is None or entry.code == line.code
        return entry.code is not None and entry.code == line.code and entry.line not in self.names[line.form]


class UnapprovedShift(Rule):
    """Final account against initial budget, line by line."""

    code = "B06"
    name = Text("调剂无据", "unapproved shift")
    what = Text(
        "决算某行与年初预算相差较大，是否没有预算调剂或调整的文件。",
        "Whether a line of the final account is far from its initial budget, and no document adjusted it.",
    )
    method = (
        Text(
            "取支出总表、一般公共预算支出表、基本支出表、政府性基金预算支出表、项目支出表的末级行，决算与同一年度预算的同一"
            "行相比。",
            "Compare the lowest lines of the forms of expenditure, general budget, basic spending, government funds "
            "and projects: final account against the same line of the budget of that year.",
        ),
        Text(
            "相差（多或少）超过年初预算 20% 的，查预算调剂登记；有文号的调整计入后仍超过的，或没有登记的，预警。",
            "Where it is more than 20 % of the initial budget off, up or down, look in the register of adjustments: "
            "flag where none is on record, or where the line is still as far off with numbered documents taken in.",
        ),
    )
    why = Text(
        "没有依据的调剂，使人大批准的预算形同虚设，也便于在项目之间腾挪资金。",
        "Shifts without a document make the approved budget void, and let money wander between projects.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第六十九条（预算调整）、第七十二条（资金调剂按财政部门规定办理）",
            "Budget Law, art. 69 (adjustment) and art. 72 (transfers between items follow the rules of the finance "
            "office)",
        ),
        Text("20% 为本系统默认", "20 % is a default of this system"),
    )
    inputs = (DocumentKind.BUDGET, DocumentKind.BUDGET_ADJUSTMENT)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.YUAN
    flagged_side = Side.APART
    output = Text(
        "相差最大的一行相差多少元（多为正，少为负），与允许的差额（年初预算的 20%）。",
        "By how many yuan the line farthest off is off (more positive, less negative), and the 20 % of its budget "
        "allowed.",
    )
    exclusions = (Text("只有预算、尚无决算的年度不检查。", "Years without a final account are not looked at."),)
    assumptions = (
        Text(
            "当年预算未收入，预算中没有同一行，或任一方空白：无法判断。",
            "The budget of the year not held, a line that it does not have, or a blank on either side: cannot assess.",
        ),
        Text(
            "预算调剂登记由财政部门统一登记；该年度未收入的，差额过大也无法判断是否经批准。",
            "Adjustments are kept by the finance office for all units; not held for the year, a shift may have been "
            "approved: cannot assess.",
        ),
        Text(
            "登记的调整缺文号或数字，而这决定结论的：无法判断。",
            "An adjustment without number or figures, where it decides: cannot assess.",
        ),
        Text(
            "按项目登记的调整，计入该项目所属的科目；不计入同一科目的其他项目。",
            "The adjustment of a project counts for the subject it belongs to, and not for other projects of that "
            "subject.",
        ),
    )
    innocent = (
        Text("上级年中追加的专项资金。", "Funds that a higher office added during the year."),
        Text("项目因故停建或结转下年。", "A project was stopped, or carried over."),
    )
    parameters = (
        Parameter(
            "share",
            "允许的差额占年初预算的比例",
            "shift allowed, in percent of the initial budget",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2015, 1, 1), Decimal(20)),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """At most one answer of each kind for each unit and year with a final account."""
        if not view.held(DocumentKind.BUDGET):
            yield self.not_held(DocumentKind.BUDGET)
            return
        if not view.held(DocumentKind.BUDGET_ADJUSTMENT):
            yield self.not_held(DocumentKind.BUDGET_ADJUSTMENT)
        sets, moved = lines_of_sets(view), adjustments(view)
        finals = {key: lines for key, lines in sets.items() if key.stage == SpendingStage.FINAL}
        held = {year: view.held(DocumentKind.BUDGET_ADJUSTMENT, year=year) for year in {key.year for key in finals}}
        for key, lines in sorted(finals.items(), key=lambda item: item[0]):
            budget = sets.get(SetKey(key.unit_id, key.year, str(SpendingStage.BUDGET)))
            documents = _Documents(moved.get((key.unit_id, key.year), []), held[key.year])
            yield from self._judge(key, lines, budget, documents, params)

    def _judge(
        self, key: SetKey, lines: list[Line], budget: list[Line] | None, documents: _Documents, params: Parameters
    ) -> Iterator[Answer]:
        subject, where = Subject("unit", key.unit_id, key.unit_id), {line.form_place for line in lines}
        share = params.decimal("share", first_day(key.year))
        if share is None:
            yield self.excluded(subject, sentence("rules-before-force"), where)
            return
        if budget is None:
            yield self.unknown(subject, sentence("rule-b06-no-budget", year=key.year), where)
            return
        for line in (*lines, *budget):
            documents.names[line.form].add(line.name)
        found: dict[Verdict, list[_Judged]] = defaultdict(list)
        new: list[Line] = []
        for pair in paired(lines, budget):
            if pair.others:
                judged = _judge_line(pair, documents, Fraction(share) / 100)
                found[judged.verdict].append(judged)
            else:
                new.append(pair.line)
        for verdict, judged_lines in sorted(found.items(), key=lambda item: str(item[0])):
            yield self._told(subject, key.year, verdict, judged_lines, share)
        if new:
            told = sentence("rule-b06-not-in-budget", year=key.year, lines=len(new))
            yield self.unknown(subject, told, [line.place for line in new])

    def _told(self, subject: Subject, year: int, verdict: Verdict, found: list[_Judged], share: Decimal) -> Answer:
        """The one answer about all lines of a verdict."""
        places: dict[str, object] = {"year": year, "lines": len(found)}
        if verdict in (Verdict.BLANK, Verdict.UNCLEAR, Verdict.NOT_HELD):
            rows = [place for judged in found for place in judged.places]
            return self.unknown(subject, sentence(_UNKNOWN[verdict], **places), rows)
        farthest = max(found, key=lambda judged: (abs(judged.shift), judged.pair.line.id))
        value, threshold = _yuan(Fraction(farthest.shift)), _yuan(farthest.allowed)
        if verdict is Verdict.NEAR:
            rows = [judged.pair.line.place for judged in found] + farthest.places
            return self.passed(
                subject, sentence("rule-b06-pass", **places, share=share), rows, value=value, threshold=threshold
            )
        rows = [place for judged in found for place in judged.places]
        line = farthest.pair.line
        places |= {
            "label": line.label,
            "final": ten_thousands(line.amount_fen or 0),
            "budget": ten_thousands(max(farthest.pair.amounts)),
            "share": share,
        }
        if verdict is Verdict.COVERED:
            return self.passed(subject, sentence("rule-b06-covered", **places), rows, value=value, threshold=threshold)
        return self.flag(subject, sentence("rule-b06-flag", **places), rows, value=value, threshold=threshold)


_UNKNOWN = {
    Verdict.BLANK: "rule-b06-blank",
    Verdict.UNCLEAR: "rule-b06-adjustment-unclear",
    Verdict.NOT_HELD: "rule-b06-adjustments-not-held",
}


def _judge_line(pair: Pair, documents: _Documents, share: Fraction) -> _Judged:
    """What is found about one line; where copies of the budget disagree, only what holds for each of them."""
    now = pair.line.amount_fen
    if now is None or not pair.amounts or min(pair.amounts) < 0:
        return _Judged(pair, Verdict.BLANK, 0, Fraction(0))
    nearest = min(pair.amounts, key=lambda initial: (abs(now - initial) - share * initial, initial))
    shift, allowed = now - nearest, share * nearest
    if abs(shift) <= allowed:
        is_certain = all(abs(now - initial) <= share * initial for initial in pair.amounts)
        return _Judged(pair, Verdict.NEAR if is_certain else Verdict.BLANK, shift, allowed)
    entries = documents.of(pair.line)
    if not entries:
        verdict = Verdict.SHIFTED if documents.is_held else Verdict.NOT_HELD
        return _Judged(pair, verdict, shift, allowed)
    differences = [entry.difference_fen for entry in entries]
    known = [fen for fen in differences if fen is not None]
    if len(known) < len(differences):
        return _Judged(pair, Verdict.UNCLEAR, shift, allowed, entries)
    if abs(shift - sum(known)) > allowed:
        return _Judged(pair, Verdict.SHIFTED, shift - sum(known), allowed, entries)
    is_numbered = all(entry.has_document for entry in entries)
    return _Judged(pair, Verdict.COVERED if is_numbered else Verdict.UNCLEAR, shift - sum(known), allowed, entries)


def _yuan(fen: Fraction) -> str:
    """Fen, with parts of one, as exact yuan text."""
    return plain(Decimal(fen.numerator) / Decimal(fen.denominator) / 100)
