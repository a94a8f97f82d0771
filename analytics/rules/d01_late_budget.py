"""D01, a budget or final account that was published after the day the law allows.

Flows in: the register of approvals, and the days of publication that documents bear. Flows out: one answer for each
unit, year and stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from analytics.rules.answers import Answer
from analytics.rules.budgets import PUBLISH_WITHIN, Approval, SetKey, Shown, approvals, due_on, forms, overdue, shown_on
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.rule import Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity


class LateBudget(Rule):
    """Days from approval to publication, against twenty days under the Civil Code's reckoning."""

    code = "D01"
    name = Text("预算公开超期", "late budget")
    what = Text(
        "部门预算、决算是否在批复后二十日之后才公开。",
        "Whether a unit's budget or final account was published after the twentieth day from its approval.",
    )
    method = (
        Text(
            "取批复登记中的批复日期和公开日期；登记未填公开日期的，取所收入预决算文件的发布日期（多份取最早）。",
            "Take the days of approval and publication from the register of approvals; where it gives no day of "
            "publication, the earliest day that a document of the set bears.",
        ),
        Text(
            "批复当日不计，第二十日为最后一日；最后一日是休息日的，顺延到下一个工作日（民法典第二百零一条、第二百零三"
            "条）。",
            "The day of approval does not count and the twentieth day is the last; where it is a day of rest, the next "
            "working day (Civil Code, art. 201 and 203).",
        ),
        Text("公开日期在最后一日之后的，预警。", "Published after the last day: flag."),
    )
    why = Text(
        "拖延公开使社会监督错过预算执行的前期，也常用来掩盖未定的分配。",
        "A set that comes late escapes scrutiny while the money is being handed out.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第十四条第二款：经本级政府财政部门批复的部门预算、决算及报表，应当在批复后二十日"
            "内由各部门向社会公开",
            "Budget Law, art. 14 para. 2: budgets, final accounts and their forms that the finance office approved are "
            "published by the departments within twenty days",
        ),
        Text(
            "《中华人民共和国预算法实施条例》第六条：所属单位的预算、决算在部门批复后二十日内公开",
            "Implementing Regulation of the Budget Law, art. 6: subordinate units publish within twenty days of the "
            "department's approval",
        ),
        Text("《中华人民共和国民法典》第二百零一条、第二百零三条", "Civil Code, art. 201 and 203"),
    )
    inputs = (DocumentKind.BUDGET_APPROVAL, DocumentKind.BUDGET)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.DAYS
    output = Text(
        "批复到公开的天数，与批复到最后一日的天数。", "Days from approval to publication, and up to the last day."
    )
    exclusions = (Text("没有公开日期的，由 D02 检查。", "Sets without a day of publication are left to D02."),)
    assumptions = (
        Text(
            "批复日期空白、公开日期早于批复日期的，无法判断。",
            "No day of approval, or a publication before the approval: cannot assess.",
        ),
        Text(
            "同一事项登记了不同日期、或登记超期而所收入文件的发布日期在期限内的，结论不一致，无法判断。",
            "Entries that differ, or a late day in the register beside a document published in time: cannot assess.",
        ),
    )
    innocent = (
        Text("网站迁移后发布日期被改成迁移日。", "The site was moved and shows the day of the move."),
        Text("已在其他载体按期公开。", "It was published in time elsewhere."),
    )
    parameters = (PUBLISH_WITHIN,)

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each set that is approved or published."""
        if not view.held(DocumentKind.BUDGET_APPROVAL):
            yield self.not_held(DocumentKind.BUDGET_APPROVAL)
            return
        found, unplaced = approvals(view)
        for row in unplaced:
            rows = [evidence("budget_approval", row)]
            yield self.unknown(Subject("document", row["document_id"]), sentence("rules-set-unplaced"), rows)
        sets, _ = forms(view)
        shown = shown_on(view, sets)
        for key in sorted(found.keys() | shown.keys()):
            yield self._judge(key, found.get(key, Approval()), shown.get(key), params)

    def _judge(self, key: SetKey, approval: Approval, shown: Shown | None, params: Parameters) -> Answer:
        subject = Subject("unit", key.unit_id, key.unit_id)
        rows = approval.rows if shown is None else [*approval.rows, shown.form]
        said = {"year": key.year, "stage": key.term}
        published = approval.published or ({shown.day} if shown is not None else set())
        if not published:
            return self.excluded(subject, sentence("rule-d01-unpublished", **said), rows)
        if not approval.approved:
            return self.unknown(subject, sentence("rule-d01-no-approval", **said), rows)
        days = params.whole("days", min(approval.approved))
        if days is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        approved, day = max(approval.approved), min(published)
        if day < approved:
            return self.unknown(subject, sentence("rule-d01-reversed", **said, approved=approved, published=day), rows)
        late = {overdue(start, days, end) for start, end in product(approval.approved, published)}
        if late == {None}:
            return self.unknown(subject, sentence("rules-calendar-unknown", year=approved.year), rows)
        in_hand = shown is not None and overdue(approved, days, shown.day) is False
        if len(late) > 1 or (in_hand and True in late):
            return self.unknown(subject, sentence("rule-d01-two-days", **said), rows)
        due = due_on(approved, days)
        code, answer = ("rule-d01-flag", self.flag) if True in late else ("rule-d01-pass", self.passed)
        told = sentence(code, **said, approved=approved, due=due, published=day)
        return answer(subject, told, rows, value=str((day - approved).days), threshold=str((due - approved).days))
