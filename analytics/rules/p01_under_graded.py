"""P01, a power over money, people or procurement that its unit graded as low risk.

Flows in: posts and the steps of their powers, with the grades the unit gave. Flows out: one answer for each post and
power.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from analytics.rules.answers import Answer
from analytics.rules.distance import Side
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, term
from analytics.snapshot import View
from models.vocabulary import DocumentKind, PowerDomain, RiskLevel, Severity

# 人财物: powers that custom grades high.
HARMFUL_DOMAINS = (PowerDomain.MONEY, PowerDomain.PERSONNEL, PowerDomain.PROCUREMENT)


class UnderGraded(Rule):
    """The highest grade among the steps of a power over money, personnel or procurement."""

    code = "P01"
    name = Text("定级偏低", "under-graded")
    what = Text(
        "涉及人、财、物的职权，其各环节的最高风险等级是否仅为“低”。",
        "Whether a power over money, personnel or procurement has no step graded above LOW.",
    )
    method = (
        Text(
            "按岗位和职权，取各环节自评风险等级中的最高者。",
            "For each post and power take the highest grade the unit gave to any of its steps.",
        ),
        Text(
            "职权属于资金、人事、采购与工程，而最高等级为“低”的，预警。职权领域按职权名称、类型、环节、岗位名称中的用"
            "词判断。",
            "A power over money, personnel, or procurement and works whose highest grade is LOW: flag. The domain is "
            "read from "
            "the words of the power, its type, its steps and its post.",
        ),
    )
    why = Text(
        "定级偏低的权力会失去相应的防控措施和领导责任：低等级通常只由部门负责人管控。",
        "A power graded too low loses its controls: low grades are left to the head of the section.",
    )
    source = (
        Text(
            "廉政风险防控的通行分级办法：人、财、物及“三重一大”事项为高风险，一般审批为中风险，其余为低风险",
            "usual grading of integrity risks: personnel, money, goods and major decisions high; ordinary approvals "
            "medium; the rest low",
        ),
    )
    inputs = (DocumentKind.POST_STEP_TABLE,)
    severity = Severity.MEDIUM
    subject = "post"
    value_unit = Measure.GRADE
    flagged_side = Side.BELOW
    output = Text("该职权的最高等级与应有的最低等级。", "The highest grade of the power, and the least grade expected.")
    exclusions = (
        Text(
            "许可、执法、内部管理等其他职权不适用。",
            "Other powers (licensing, enforcement, internal) are not in question.",
        ),
    )
    assumptions = (
        Text(
            "未评级的环节不视为低：只有低等级和未评级环节的，无法判断。",
            "A step without a grade is not LOW: where there are only LOW and ungraded steps, cannot assess.",
        ),
    )
    innocent = (
        Text("签批权已取消，该环节只剩形式。", "The power to sign was removed, the step is a formality."),
        Text("金额极小或完全由系统自动计算。", "The amounts are tiny, or computed by a system without discretion."),
    )
    parameters = (
        Parameter(
            "least_grade",
            "人财物职权应有的最低等级",
            "least grade expected of such a power",
            Measure.GRADE,
            Text("廉政风险分级通行办法", "usual grading of integrity risks"),
            ((date(2008, 5, 1), RiskLevel.MEDIUM.value),),
            tuple(level.value for level in RiskLevel),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each post and power."""
        if not view.held(DocumentKind.POST_STEP_TABLE):
            yield self.not_held(DocumentKind.POST_STEP_TABLE)
            return
        unit_of = {post["post_id"]: post["unit_id"] for post in view.rows("post")}
        record = {row["id"]: row for row in view.rows("post_step")}
        powers: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for step in view.rows("step"):
            powers[step["post_id"], step["power"]].append(step)
        for (post_id, power), steps in sorted(powers.items()):
            subject = Subject("post", post_id, unit_of.get(post_id), post_id)
            yield self._judge(view, subject, power, steps, record, params)

    def _judge(
        self, view: View, subject: Subject, power: str, steps: list[Row], record: dict[str, Row], params: Parameters
    ) -> Answer:
        rows = [evidence("post_step", record[step["record_id"]]) for step in steps]
        domains = {term(PowerDomain, step["power_domain"]) for step in steps}
        harmful = tuple(domain for domain in HARMFUL_DOMAINS if domain in domains)
        if not harmful:
            said = sentence("rule-p01-other", power=power, domain=tuple(d for d in PowerDomain if d in domains))
            return self.excluded(subject, said, rows)
        least = params.word("least_grade", view.assessed_on)
        if least is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        grades = [term(RiskLevel, step["grade"]) for step in steps if step["grade"]]
        highest = max(grades, key=lambda level: level.rank, default=None)
        expected = term(RiskLevel, least)
        if highest is not None and highest.rank >= expected.rank:
            said = sentence("rule-p01-pass", power=power, domain=harmful, highest=highest, least=expected)
            return self.passed(subject, said, rows, value=str(highest), threshold=str(expected))
        if highest is None or len(grades) < len(steps):
            said = sentence("rule-p01-ungraded", power=power, domain=harmful, steps=len(steps) - len(grades))
            return self.unknown(subject, said, rows)
        said = sentence("rule-p01-flag", power=power, domain=harmful, highest=highest, least=expected)
        return self.flag(subject, said, rows, value=str(highest), threshold=str(expected))
