"""D02, a unit of the roster whose budget or final account is not published though the last day is past.

Flows in: the roster of units, the register of approvals, and the sets that are held. Flows out: one answer for each
unit, year and stage that is approved or published anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analytics.rules.answers import Answer, Evidence
from analytics.rules.budgets import (
    PUBLISH_WITHIN,
    Approval,
    SetKey,
    approvals,
    due_on,
    forms,
    overdue,
    reports,
    roster,
)
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import DocumentKind, Severity


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all sets: approvals, one row that shows each published set, and the roster."""

    approvals: dict[SetKey, Approval]
    shown: dict[SetKey, Evidence]
    roster: dict[str, list[Row]]

    def is_published(self, key: SetKey, today: date) -> bool:
        """Whether the set is held, or the register has it published by today."""
        return key in self.shown or any(day <= today for day in self.approvals.get(key, Approval()).published)


class MissingUnit(Rule):
    """The roster minus what is published, once the twentieth day from approval is past."""

    code = "D02"
    name = Text("应公开未公开", "missing unit")
    what = Text(
        "名录内的预算单位，批复满二十日后，部门预算或决算是否仍未公开。",
        "Whether a unit of the roster has still not published its budget or final account when the twentieth day from "
        "its approval is past.",
    )
    method = (
        Text(
            "以预算单位名录为准；名录内的单位，凡有批复登记的年度和预算、决算，都应公开。",
            "The roster says who must publish: each budget and final account that the register of approvals has for a "
            "unit of it.",
        ),
        Text(
            "登记填有公开日期，或者已收入该单位该年度的任何一张表的，视为已公开。",
            "It counts as published where the register gives the day, or any form of that set is held.",
        ),
        Text(
            "最后一日（批复后第二十日，遇休息日顺延）已过仍未公开的，预警。",
            "Not published although the last day (the twentieth, moved over days of rest) is past: flag.",
        ),
    )
    why = Text(
        "整套预决算不公开，社会监督无从开始。",
        "Where a whole set is withheld, nobody outside can begin to look.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第十四条第二款、第九十二条第三项",
            "Budget Law, art. 14 para. 2 and art. 92 item 3",
        ),
        Text(
            "《中华人民共和国预算法实施条例》第六条（所属单位）",
            "Implementing Regulation of the Budget Law, art. 6 (subordinate units)",
        ),
        Text("《中华人民共和国民法典》第二百零一条、第二百零三条", "Civil Code, art. 201 and 203"),
    )
    inputs = (DocumentKind.UNIT_ROSTER, DocumentKind.BUDGET_APPROVAL, DocumentKind.BUDGET)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.DAYS
    output = Text(
        "批复至评估日的天数，与批复到最后一日的天数。",
        "Days from approval to the assessed day, and up to the last day.",
    )
    exclusions = (
        Text("名录注明不公开理由（如涉密）的。", "The roster gives a reason for not publishing, such as secrecy."),
        Text(
            "最后一日尚未设立、已撤销或已并入其他单位的；并入单位已公开的，通过。",
            "The unit did not exist on the last day, or was merged into another; where that one has published: pass.",
        ),
    )
    assumptions = (
        Text(
            "批复日期不明的，无法判断；不在名录内的单位，无法判断其是否应公开。",
            "No day of approval, or a unit that is not on the roster: cannot assess.",
        ),
        Text(
            "没有收入的文件视为没有公开：请先确认收集齐全。",
            "What is not held counts as not published: make sure first that all was collected.",
        ),
    )
    innocent = (
        Text("涉密单位或涉密事项依法不公开，名录未注明。", "Secret by law, which the roster does not say."),
        Text("机构合并，由承接单位公开。", "The unit was merged and its successor publishes."),
        Text("已公开但未收集到。", "It was published, and was not collected."),
    )
    parameters = (PUBLISH_WITHIN,)

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each unit, year and stage that is approved or published anywhere."""
        missing = [kind for kind in self.inputs[:2] if not view.held(kind)]
        if missing:
            yield from (self.not_held(kind) for kind in missing)
            return
        approved, unplaced = approvals(view)
        for row in unplaced:
            rows = [evidence("budget_approval", row)]
            yield self.unknown(Subject("document", row["document_id"]), sentence("rules-set-unplaced"), rows)
        known = _Known(approved, _shown(view), roster(view))
        asked = {(key.year, key.stage) for key in known.approvals.keys() | known.shown.keys()}
        keys = {SetKey(unit, *one) for unit in known.roster for one in asked} | known.approvals.keys()
        for key in sorted(keys):
            yield self._judge(view.assessed_on, key, known, params)

    def _judge(self, today: date, key: SetKey, known: _Known, params: Parameters) -> Answer:
        subject = Subject("unit", key.unit_id, key.unit_id)
        approval, listed = known.approvals.get(key, Approval()), known.roster.get(key.unit_id, [])
        rows = [*approval.rows, *(evidence("budget_unit", row) for row in listed)]
        said = {"year": key.year, "stage": key.term}
        if known.is_published(key, today):
            rows += [known.shown[key]] if key in known.shown else []
            return self.cleared(subject, sentence("rule-d02-published", **said), rows)
        if not listed:
            return self.unknown(subject, sentence("rules-not-on-roster"), rows)
        start = max(approval.approved, default=None)
        days = params.whole("days", start or today)
        if days is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        relieved = self._relieved(subject, key, due_on(start, days) if start else today, listed, rows, known, today)
        if relieved is not None:
            return relieved
        if start is None:
            return self.unknown(subject, sentence("rule-d02-no-approval", **said), rows)
        late = overdue(start, days, today)
        if late is None:
            return self.unknown(subject, sentence("rules-calendar-unknown", year=today.year), rows)
        due = due_on(start, days)
        code, answer = ("rule-d02-flag", self.flag) if late else ("rule-d02-not-due", self.passed)
        told = sentence(code, **said, approved=start, due=due, as_of=today)
        return answer(subject, told, rows, value=str((today - start).days), threshold=str((due - start).days))

    def _relieved(
        self,
        subject: Subject,
        key: SetKey,
        due: date,
        listed: list[Row],
        rows: list[Evidence],
        known: _Known,
        today: date,
    ) -> Answer | None:
        """The answer where the roster frees the unit of the duty; None where it has to publish."""
        said = {"year": key.year, "stage": key.term}
        there = [row for row in listed if lasts_on(row["since"], row["until"], due)]
        merged = [row for row in there or listed if row["merged_into"]]
        if merged:
            successors = {row["successor_id"] for row in merged}
            for successor in successors - {None}:
                if known.is_published(SetKey(successor, key.year, key.stage), today):
                    shown = known.shown.get(SetKey(successor, key.year, key.stage))
                    return self.cleared(
                        subject, sentence("rule-d02-successor", **said), [*rows, *([shown] if shown else [])]
                    )
            if successors <= known.roster.keys():
                return self.excluded(subject, sentence("rule-d02-merged", **said), rows)
            return self.unknown(subject, sentence("rule-d02-successor-unknown", **said), rows)
        if not there:
            return self.excluded(subject, sentence("rule-d02-not-there", **said, due=due), rows)
        exempt = [row for row in there if row["exempt_reason"]]
        if len(exempt) == len(there):
            return self.excluded(subject, sentence("rule-d02-exempt", **said), rows)
        if exempt:
            return self.unknown(subject, sentence("rule-d02-two-entries", **said), rows)
        return None


def _shown(view: View) -> dict[SetKey, Evidence]:
    """A row that shows each published set: a form of it, or its three public expenses, which are one of the forms."""
    found = {key: evidence("three_public_report", rows[0]) for key, rows in reports(view).items()}
    return found | {key: evidence("budget_table", rows[0]) for key, rows in forms(view)[0].items()}
