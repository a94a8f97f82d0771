"""P07, a HIGH risk without a measure, without an owner, or not reviewed within a year.

Flows in: risk points of posts. Flows out: one answer for each risk point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from analytics.identity import squash
from analytics.rules.answers import Answer
from analytics.rules.identified import placements
from analytics.rules.ledgers import says_something
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import add_months
from models.vocabulary import DocumentKind, RiskLevel, Severity, Term


class Lack(Term):
    """What a risk point goes without."""

    MEASURE = "measure", "没有防控措施", "no measure"
    OWNER = "owner", "没有责任人", "no owner"
    REVIEW = "review", "超过规定期限未复核", "not reviewed in time"


class NoControl(Rule):
    """What a risk graded HIGH goes without: a measure, an owner, a review in time."""

    code = "P07"
    name = Text("高风险无措施", "no control of a high risk")
    what = Text(
        "高等级风险点是否缺防控措施、缺责任人，或超过规定期限未复核。",
        "Whether a risk graded HIGH goes without a measure or an owner, or was not reviewed in time.",
    )
    method = (
        Text(
            "取等级为“高”的风险点（单位自定等级已按其等级体系换算）。同一风险点载于多份表的，以最新一份为准。",
            "Take risk points graded HIGH (an office's own grades are translated by its scheme). Where a point stands "
            "in several tables, the newest counts.",
        ),
        Text(
            "防控措施空白或写“无”的；没有责任人的；复核日期满规定月数（对应日仍在期限内）之后仍未再复核的：任一成立即预警。",
            "Measure blank or the word none; no owner; the months allowed since the last review have run out (the "
            "corresponding day is still in time): any of them is a flag.",
        ),
    )
    why = Text(
        "已评为高等级的风险没有措施、没有责任人或长期不复核，等于风险点台账形同虚设。",
        "A risk known to be high that nobody answers for, or looks at again, makes the register of risks a formality.",
    )
    source = (
        Text(
            "《中共中央纪委关于加强廉政风险防控的指导意见》（2011年）：找准风险点、评定等级、制定措施、动态管理；12个月为本系统默认",
            "Guiding opinion of the Central Commission for Discipline Inspection on preventing integrity risks "
            "(2011): find, grade, take measures, keep under review; 12 months are a default of this system",
        ),
    )
    inputs = (DocumentKind.RISK_TABLE,)
    severity = Severity.MEDIUM
    subject = "post"
    value_unit = Measure.FINDINGS
    output = Text("所缺的项数；允许 0 项。", "How many of the three it goes without; none is allowed.")
    exclusions = (Text("中、低等级的风险点。", "Risks graded MEDIUM or LOW."),)
    assumptions = (
        Text("没有等级的风险点，无法判断。", "A risk point without a grade: cannot assess."),
        Text(
            "措施和责任人齐备而复核日期空白（或晚于评估日）的，是否按期复核不明：无法判断。",
            "Measure and owner are there, and the day of review is blank or lies ahead: whether it was reviewed in "
            "time is not known, cannot assess.",
        ),
    )
    innocent = (
        Text("正值年度修订，新表尚未公布。", "The yearly revision is under way and the new table not yet out."),
        Text(
            "措施写在制度文件中，风险点表未抄录。", "The measure stands in a regulation that the table does not repeat."
        ),
    )
    parameters = (
        Parameter(
            "review_months",
            "复核期限（月）",
            "months until the next review",
            Measure.MONTHS,
            Text("本系统默认", "default of this system"),
            ((date(2000, 1, 1), 12),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each risk point."""
        if not view.held(DocumentKind.RISK_TABLE):
            yield self.not_held(DocumentKind.RISK_TABLE)
            return
        placed = placements(view, "risk_point")
        published = {row["id"]: row["published"] or date.min for row in view.rows("document")}
        points: dict[tuple[Subject, str, str], list[Row]] = defaultdict(list)
        for row in view.rows("risk_point"):
            points[_subject(row, placed.get(row["id"])), squash(row["name"]), squash(row["description"])].append(row)
        for (subject, *_), rows in sorted(points.items(), key=str):
            age = {row["id"]: (published[row["document_id"]], str(row["recorded_at"] or "")) for row in rows}
            newest = [row for row in rows if age[row["id"]] == max(age.values())]
            older = [row for row in rows if row not in newest]
            for row in newest:  # two posts of one name may bear the same risk
                yield self._judge(subject, row, older, view.assessed_on, params)

    def _judge(self, subject: Subject, newest: Row, older: list[Row], today: date, params: Parameters) -> Answer:
        places = [evidence("risk_point", row) for row in (newest, *older)]
        name = {"name": newest["name"]}
        if newest["grade"] is None:
            return self.unknown(subject, sentence("rule-p07-no-grade", **name), places)
        if newest["grade"] != RiskLevel.HIGH:
            return self.excluded(subject, sentence("rule-p07-not-high", **name), places)
        months = params.whole("review_months", today)
        if months is None:
            return self.excluded(subject, sentence("rules-before-force"), places)
        reviewed = newest["reviewed_on"]
        is_dated = reviewed is not None and reviewed <= today
        holding = {
            Lack.MEASURE: not says_something(newest["measures"]),
            Lack.OWNER: not newest["has_owner"],
            Lack.REVIEW: reviewed is not None and is_dated and today > add_months(reviewed, months),
        }
        lacks = tuple(lack for lack, holds in holding.items() if holds)
        if lacks:
            said = sentence("rule-p07-flag", **name, lacks=lacks, reviewed=reviewed or "—", months=months)
            return self.flag(subject, said, places, value=str(len(lacks)), threshold="0")
        if not is_dated:
            return self.unknown(subject, sentence("rule-p07-no-review", **name), places)
        said = sentence("rule-p07-pass", **name, reviewed=reviewed, months=months)
        return self.passed(subject, said, places, value="0", threshold="0")


def _subject(row: Row, placed: Row | None) -> Subject:
    """The post of a risk point, else its unit, else its document."""
    unit_id, post_id = (placed["unit_id"], placed["post_id"]) if placed else (None, None)
    if post_id is not None:
        return Subject("post", post_id, unit_id, post_id)
    return Subject("unit", unit_id, unit_id) if unit_id else Subject("document", row["document_id"])
