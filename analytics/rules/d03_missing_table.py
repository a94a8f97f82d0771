"""D03, a published set in which a form is absent, or blank without a note that there is nothing to report.

Flows in: the forms of published sets, the roster of units, and days of approval and publication. Flows out: one answer
for each unit, year and stage of which any form is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from analytics.rules.answers import Answer, Evidence
from analytics.rules.budgets import (
    PUBLISH_WITHIN,
    Approval,
    SetKey,
    Shown,
    approvals,
    by_document,
    due_on,
    fetched,
    forms,
    overdue,
    reports,
    roster,
    shown_on,
)
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, term
from analytics.snapshot import View
from models.vocabulary import BudgetForm, DocumentKind, Severity

_REQUIRED, _OPTIONAL = "required", "optional"
# The eight forms of a departmental set; provinces add others, which an office sets to required.
_EIGHT = (
    BudgetForm.BALANCE,
    BudgetForm.REVENUE,
    BudgetForm.EXPENDITURE,
    BudgetForm.APPROPRIATION,
    BudgetForm.GENERAL,
    BudgetForm.BASIC,
    BudgetForm.THREE_PUBLIC,
    BudgetForm.FUND,
)
_MORE = (BudgetForm.STATE_CAPITAL, BudgetForm.PROJECTS, BudgetForm.TARGETS, BudgetForm.UNIT_TARGETS)


def _duty(form: BudgetForm) -> Parameter:
    """Whether a form belongs to every set."""
    return Parameter(
        f"form_{form}",
        f"{form.zh}是否必备（required 必备，optional 非必备）",
        f"whether every set has this form (required or optional): {form.en}",
        Measure.DUTY,
        Text(
            "本系统默认：部门预决算通行的八张表；各省另有规定的，改设本参数",
            "default of this system: the eight forms common to departmental sets; set it where the province asks for "
            "others",
        ),
        ((date(2015, 1, 1), _REQUIRED if form in _EIGHT else _OPTIONAL),),
        (_REQUIRED, _OPTIONAL),
    )


@dataclass(slots=True)
class _Set:
    """The forms of one set: those with something in them, those blank without a note, and those that cannot be told."""

    told: set[BudgetForm] = field(default_factory=set)
    blank: set[BudgetForm] = field(default_factory=set)
    unclear: set[BudgetForm] = field(default_factory=set)
    rows: list[tuple[BudgetForm, Evidence]] = field(default_factory=list)

    def add(self, form: BudgetForm, is_told: bool | None, row: Evidence) -> None:
        """Take in one form; of several copies one with figures or a note is enough."""
        (self.unclear if is_told is None else self.told if is_told else self.blank).add(form)
        self.rows.append((form, row))

    def absent(self, required: Iterable[BudgetForm]) -> tuple[BudgetForm, ...]:
        """Required forms of which there is no copy at all."""
        return tuple(form for form in required if form not in self.told | self.blank | self.unclear)

    def unsaid(self, required: Iterable[BudgetForm]) -> tuple[BudgetForm, ...]:
        """Required forms of which every copy is blank, without a note."""
        return tuple(form for form in required if form in self.blank - self.told - self.unclear)

    def unknown(self, required: Iterable[BudgetForm]) -> tuple[BudgetForm, ...]:
        """Required forms of which it is not known whether they are blank or noted."""
        return tuple(form for form in required if form in self.unclear - self.told)


class MissingTable(Rule):
    """The eight forms of a set, each with figures or a note that there is nothing."""

    code = "D03"
    name = Text("缺表", "missing table")
    what = Text(
        "已公开的部门预算、决算是否缺少应有的表，或有空表而未注明“无此项”。",
        "Whether a published budget or final account lacks a form it must have, or holds a blank one without a note "
        "that there is nothing to report.",
    )
    method = (
        Text(
            "合并同一单位、年度、阶段收入的全部表；单独公开的“三公”经费表也算。",
            "Put together all forms held of one unit, year and stage; a report of the three public expenses published "
            "by itself counts.",
        ),
        Text(
            "逐一核对收支总表、收入总表、支出总表、财政拨款收支总表、一般公共预算支出表、基本支出表、“三公”经费表、政府"
            "性基金预算支出表。",
            "Look for each of the eight forms: balance, revenue, expenditure, appropriations, general public budget, "
            "basic spending, three public expenses, government funds.",
        ),
        Text(
            "公开期限已过，仍缺表，或者某表为空表又没有“无此项”说明的，预警。",
            "The last day for publishing is past, and a form is absent, or blank without a nil note: flag.",
        ),
    )
    why = Text(
        "缺的往往是不愿让人看的那张；空表不说明，看不出是没有还是没填。",
        "The form left out is often the one nobody should see; a blank without a note may be nothing or may be hidden.",
    )
    source = (
        Text("《中华人民共和国预算法》第十四条", "Budget Law, art. 14"),
        Text("《中华人民共和国预算法实施条例》第六条", "Implementing Regulation of the Budget Law, art. 6"),
        Text(
            "八张表的清单为本系统默认，取部门预决算公开的通行格式",
            "the list of eight is a default of this system, after the form in which departments publish",
        ),
    )
    inputs = (DocumentKind.BUDGET, DocumentKind.UNIT_ROSTER)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.FORMS
    output = Text("缺少的和未注明的空表张数，与 0。", "The number of forms absent or blank without a note, and 0.")
    exclusions = (
        Text("附有“无此项”说明的空表。", "Blank forms with a nil note."),
        Text("公开期限未过的。", "Sets whose last day is not past."),
        Text("名录注明不公开理由的单位。", "Units that the roster exempts from publishing."),
    )
    assumptions = (
        Text(
            "批复日期不明的，以公开日期代之：公开不会早于批复，由此推出的期限只会更晚。两者都不明的，无法判断。",
            "Where the day of approval is not known that of publication stands in for it: nothing is published before "
            "it is approved, so the true last day is no later than the one so reckoned. Neither known: cannot assess.",
        ),
        Text(
            "是否空表、有无说明看不清的，无法判断；单位不在名录内的，无法判断其应公开哪些表。",
            "Whether a form is blank or noted cannot be read, or the unit is not on the roster: cannot assess.",
        ),
    )
    innocent = (
        Text("确实没有该项收支，漏写说明。", "There is truly nothing to report, and the note was forgotten."),
        Text("该表在另一个附件中，未收集到。", "The form stands in an annex that was not collected."),
    )
    parameters = (PUBLISH_WITHIN, *(_duty(form) for form in (*_EIGHT, *_MORE)))

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each set of which any form is held."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        sets, unplaced = forms(view)
        for document, places in by_document("budget_table", unplaced).items():
            yield self.unknown(Subject("document", document), sentence("rules-set-unplaced"), places)
        filled, approved, shown, listed = _filled(view), approvals(view)[0], shown_on(view, sets), roster(view)
        costs = reports(view)
        for key, rows in sorted(sets.items()):
            found = _put_together(rows, costs.get(key, []), filled)
            due = _surely_due(approved.get(key, Approval()), shown.get(key))
            yield self._judge(view.assessed_on, key, found, due, listed.get(key.unit_id, []), params)

    def _judge(
        self, today: date, key: SetKey, found: _Set, due: date | None, listed: list[Row], params: Parameters
    ) -> Answer:
        subject = Subject("unit", key.unit_id, key.unit_id)
        duty = [f for f in (*_EIGHT, *_MORE) if params.word(f"form_{f}", first_day(key.year)) == _REQUIRED]
        days = params.whole("days", due or first_day(key.year))
        rows = [row for form, row in found.rows if form in duty] or [row for _, row in found.rows]
        if not duty or days is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        absent, unsaid, unknown = found.absent(duty), found.unsaid(duty), found.unknown(duty)
        said = {"year": key.year, "stage": key.term}
        count = len(absent) + len(unsaid)
        value, threshold = str(count), "0"
        if not count:
            if unknown:
                told = sentence("rule-d03-unclear", **said, forms=unknown)
                return self.unknown(subject, told, [row for form, row in found.rows if form in unknown])
            told = sentence("rule-d03-pass", **said, required=len(duty))
            return self.passed(subject, told, rows, value=value, threshold=threshold)
        if not absent:
            rows = [row for form, row in found.rows if form in unsaid]
        if not listed:
            return self.unknown(subject, sentence("rules-not-on-roster"), rows)
        if all(row["exempt_reason"] for row in listed):
            return self.excluded(subject, sentence("rule-d03-exempt", **said), rows)
        if due is None:
            return self.unknown(subject, sentence("rule-d03-no-approval", **said, forms=absent + unsaid), rows)
        late = overdue(due, days, today)
        if late is None:
            return self.unknown(subject, sentence("rules-calendar-unknown", year=today.year), rows)
        if not late:
            told = sentence("rule-d03-not-due", **said, forms=absent + unsaid, due=due_on(due, days))
            return self.passed(subject, told, rows, value=value, threshold=threshold)
        code = "rule-d03-flag-blank" if not absent else "rule-d03-flag" if unsaid else "rule-d03-flag-absent"
        named = {name: found for name, found in (("absent", absent), ("blank", unsaid)) if found}
        return self.flag(subject, sentence(code, **said, **named), rows, value=value, threshold=threshold)


def _put_together(rows: list[Row], costs: list[Row], filled: set[str]) -> _Set:
    """The forms of a set, from budget files and from reports of the three public expenses published by themselves."""
    found = _Set()
    for row in rows:
        found.add(term(BudgetForm, row["form"]), _is_told(row, filled), evidence("budget_table", row))
    for report in costs:
        has_figures = report["stated_total_fen"] is not None or report["id"] in filled
        found.add(BudgetForm.THREE_PUBLIC, True if has_figures else None, evidence("three_public_report", report))
    return found


def _is_told(row: Row, filled: set[str]) -> bool | None:
    """Whether a form holds figures or a nil note; None where that cannot be read."""
    if row["id"] in filled or row["is_nil"] or row["nil_note"]:
        return True
    return None if row["is_blank"] is None else not row["is_blank"]


def _surely_due(approval: Approval, shown: Shown | None) -> date | None:
    """The day from which the last day for publishing is reckoned at the latest.

    That of approval; else the first day of publication known, which no approval comes after.
    """
    if approval.approved:
        return max(approval.approved)
    return min([*approval.published, *([shown.day] if shown is not None else [])], default=None)


def _filled(view: View) -> set[str]:
    """The forms and reports that hold at least one figure or target."""
    line, target, cost = view.table("budget_line"), view.table("performance_target"), view.table("three_public_line")
    parts = (
        line.filter(line.amount_fen.notnull()).select(id="table_id"),
        target.select(id="table_id"),
        cost.filter(cost.amount_fen.notnull()).select(id="report_id"),
    )
    return {str(row["id"]) for part in parts for row in fetched(part.distinct())}
