"""L04, a unit that reports no problem for months while its like find several, or people complain about it.

Flows in: monthly reports, staffing with its classes of like units, the roster, complaints. Flows out: one answer for
each stretch of months without a problem, and one for each unit that has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from analytics.rules.answers import Answer, Evidence
from analytics.rules.clocks import months_between
from analytics.rules.distance import Side
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity

_OURS = Text(
    "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）零问题书面承诺与追踪监督；数值为本系统默认",
    "Jinniu District, Chengdu, plan of 2017 (written assurance of no problems, and follow-up); the value is a default "
    "of this system",
)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Months in a row with no problem on record; `found` is None for a month that was not reported, or not legibly."""

    months: tuple[date, ...]
    found: tuple[int | None, ...]

    @property
    def zeros(self) -> tuple[date, ...]:
        """The longest part of it that is certainly without a problem, the first of such where there are several."""
        best: tuple[date, ...] = ()
        current: list[date] = []
        for month, found in zip(self.months, self.found, strict=True):
            current = [*current, month] if found == 0 else []
            best = tuple(current) if len(current) > len(best) else best
        return best


@dataclass(frozen=True, slots=True)
class _Reports:
    """The monthly reports of one unit."""

    rows: dict[date, list[Row]]

    def found(self, month: date) -> int | None:
        """Problems found in a month; None where no report says, or two reports differ."""
        said = {row["issues"] for row in self.rows.get(month, ())} - {None}
        return int(next(iter(said))) if len(said) == 1 else None

    def stretches(self) -> list[_Stretch]:
        """Months in a row that are not known to have had a problem, from the first to the last month reported."""
        runs: list[list[tuple[date, int | None]]] = [[]]
        for month in months_between(min(self.rows), max(self.rows)):
            found = self.found(month)
            if found:
                runs.append([])
            else:
                runs[-1].append((month, found))
        return [_Stretch(tuple(m for m, _ in run), tuple(f for _, f in run)) for run in runs if run]

    def evidence(self, months: tuple[date, ...] | None = None) -> list[Evidence]:
        """Where the reports of these months stand, or of all."""
        chosen = self.rows if months is None else months
        return [evidence("monthly_report", row) for month in chosen for row in self.rows.get(month, ())]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a unit is compared with: its size and class, the reports of others, and complaints."""

    staff: dict[str, Row]
    classes: dict[str, str]
    reports: dict[str, _Reports]
    complaints: dict[str, list[Row]] | None  # None: no register of complaints is held

    def size(self, unit_id: str) -> int | None:
        """People of a unit."""
        row = self.staff.get(unit_id)
        size = None if row is None else row["actual"] if row["actual"] is not None else row["authorised"]
        return None if size is None else int(size)

    def peers(self, unit_id: str, months: tuple[date, ...]) -> list[int]:
        """What like units found in the same months, those that reported all of them."""
        own = self.classes.get(unit_id)
        totals = []
        for other, theirs in sorted(self.reports.items()):
            found = [theirs.found(month) for month in months]
            if own is not None and other != unit_id and self.classes.get(other) == own and None not in found:
                totals.append(sum(number for number in found if number is not None))
        return totals

    def complained(self, unit_id: str, months: tuple[date, ...]) -> list[Row]:
        """Complaints about a unit received in these months."""
        known = (self.complaints or {}).get(unit_id, [])
        return [row for row in known if row["received_on"] and row["received_on"].replace(day=1) in months]


class ZeroReport(Rule):
    """Months in a row for which a unit reports no problem, beside what like units and complainants found."""

    code = "L04"
    version = "2"
    name = Text("零问题", "zero report")
    what = Text(
        "单位是否连续数月报告零问题，而同类单位普遍发现问题，或其间有针对该单位的举报。",
        "Whether a unit reports no problem for months in a row while its like find several, or people complain about "
        "it.",
    )
    method = (
        Text(
            "取月报表中发现问题数连续为 0 的月份。",
            "Take months in a row whose monthly report says that nothing was found.",
        ),
        Text(
            "同类单位（机构编制表的同类组别，未列的按名录的类别与级次）同期都有报表的，求其发现问题数合计的中位数；"
            "单位本身不计入。",
            "For like units (class of the staffing table, else sector and level of the roster) that reported all of "
            "these months, take the median of what each found in them; a unit is not its own peer.",
        ),
        Text(
            "月数达到规定，且同类中位数达到规定或同期有举报的，预警。",
            "Enough months, and a median of the like that is high enough or a complaint in these months: flag.",
        ),
    )
    why = Text(
        "长期零问题往往不是没有问题，而是没有检查或不敢报告。",
        "Months without a single problem seldom mean that there is none; more often nobody looked, or dared to say.",
    )
    source = (
        Text(
            "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）：零问题单位书面承诺、追踪监督；数值为本系统默认",
            "Jinniu District, Chengdu, plan for dealing with petty corruption (2017): units without problems give a "
            "written assurance and are followed up; values are defaults of this system",
        ),
    )
    inputs = (DocumentKind.MONTHLY_REPORT, DocumentKind.STAFFING, DocumentKind.COMPLAINT_REGISTER)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.MONTHS
    flagged_side = Side.FROM
    output = Text(
        "连续零问题的月数，与开始检查的月数。",
        "Months in a row without a problem, and the number from which they are tested.",
    )
    exclusions = (Text("人员少于规定人数的单位，通过。", "Units with fewer people than set pass."),)
    assumptions = (
        Text(
            "发现问题数空白、前后不一或当月无报表的，不视为 0；可能构成连续零问题的，无法判断。",
            "A blank, contradicted or missing number is not zero; where such months could make a stretch: cannot "
            "assess.",
        ),
        Text(
            "单位人数不明的，或既无同类可比又未收入举报登记的，无法判断。",
            "The size of the unit not known, or neither like units nor a register of complaints: cannot assess.",
        ),
    )
    innocent = (
        Text("单位人少事简，确无可查事项。", "A small unit with little that could be checked."),
        Text("当期检查由上级统一安排，尚未开展。", "Checks of the period are arranged from above and have not begun."),
    )
    parameters = (
        Parameter("months", "连续零问题月数", "months in a row", Measure.MONTHS, _OURS, ((date(2017, 5, 1), 3),)),
        Parameter(
            "peers_median",
            "同类单位问题数的中位数",
            "median of what like units found",
            Measure.FINDINGS,
            _OURS,
            ((date(2017, 5, 1), 3),),
        ),
        Parameter(
            "complaints",
            "同期举报件数",
            "complaints in these months",
            Measure.ACTS,
            _OURS,
            ((date(2017, 5, 1), 1),),
        ),
        Parameter("staff", "最少人数", "least number of people", Measure.PEOPLE, _OURS, ((date(2017, 5, 1), 5),)),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each stretch of months, or one for the unit."""
        if not view.held(DocumentKind.MONTHLY_REPORT):
            yield self.not_held(DocumentKind.MONTHLY_REPORT)
            return
        around = _surroundings(view)
        for unit_id, reports in sorted(around.reports.items()):
            subject = Subject("unit", unit_id, unit_id)
            stretches = reports.stretches()
            for stretch in stretches:
                yield self._judge(subject, reports, stretch, around, params)
            if not stretches:
                needed = params.whole("months", min(reports.rows))
                if needed is None:
                    yield self.excluded(subject, sentence("rules-before-force"), reports.evidence())
                    continue
                said = sentence("rule-l04-found", months=len(reports.rows))
                yield self.passed(subject, said, reports.evidence(), value="0", threshold=str(needed))

    def _judge(
        self, subject: Subject, reports: _Reports, stretch: _Stretch, around: _Surroundings, params: Parameters
    ) -> Answer:
        day = stretch.months[0]
        needed, least = params.whole("months", day), params.whole("staff", day)
        if needed is None or least is None:
            return self.excluded(subject, sentence("rules-before-force"), reports.evidence(stretch.months))
        zeros = stretch.zeros
        places = {"first": f"{stretch.months[0]:%Y-%m}", "last": f"{stretch.months[-1]:%Y-%m}", "needed": needed}
        if len(zeros) < needed:
            rows = reports.evidence(stretch.months)
            if len(stretch.months) >= needed:
                return self.unknown(subject, sentence("rule-l04-blank", **places), rows)
            said = sentence("rule-l04-short", **places, months=len(stretch.months))
            return self.passed(subject, said, rows, value=str(len(zeros)), threshold=str(needed))
        places |= {"first": f"{zeros[0]:%Y-%m}", "last": f"{zeros[-1]:%Y-%m}", "months": len(zeros)}
        rows, size = reports.evidence(zeros), around.size(subject.id)
        if subject.id in around.staff:
            rows.append(evidence("staffing", around.staff[subject.id]))
        if size is None:
            return self.unknown(subject, sentence("rule-l04-size-unknown", **places), rows)
        if size < least:
            said = sentence("rule-l04-small", **places, size=size, least=least)
            return self.passed(subject, said, rows, value=str(len(zeros)), threshold=str(needed))
        return self._compared(subject, zeros, rows, around, places, params)

    def _compared(
        self,
        subject: Subject,
        zeros: tuple[date, ...],
        rows: list[Evidence],
        around: _Surroundings,
        places: dict[str, object],
        params: Parameters,
    ) -> Answer:
        peers, complaints = around.peers(subject.id, zeros), around.complained(subject.id, zeros)
        if not peers and around.complaints is None:
            return self.unknown(subject, sentence("rule-l04-no-peers", **places), rows)
        middle = median(map(Fraction, peers)) if peers else None
        many = middle is not None and middle >= (params.whole("peers_median", zeros[0]) or 0)
        asked = len(complaints) >= (params.whole("complaints", zeros[0]) or 0)
        places |= {
            "peers": len(peers),
            "median": "—" if middle is None else _half(middle),
            "complaints": "—" if around.complaints is None else len(complaints),
        }
        rows = rows + [evidence("complaint", row) for row in complaints]
        value, threshold = str(len(zeros)), str(places["needed"])
        if many or asked:
            return self.flag(subject, sentence("rule-l04-flag", **places), rows, value=value, threshold=threshold)
        return self.passed(subject, sentence("rule-l04-pass", **places), rows, value=value, threshold=threshold)


def _half(number: Fraction) -> str:
    """A median of whole numbers as text: whole, or with a half."""
    return f"{number.numerator // number.denominator}.5" if number.denominator > 1 else str(number)


def _surroundings(view: View) -> _Surroundings:
    unit_of = units(view, "monthly_report")
    by_unit: dict[str, dict[date, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in view.rows("monthly_report"):
        if row["id"] in unit_of:
            by_unit[unit_of[row["id"]]][row["month"].replace(day=1)].append(row)
    staff, classes = _staff(view)
    return _Surroundings(staff, classes, {u: _Reports(dict(rows)) for u, rows in by_unit.items()}, _complaints(view))


def _staff(view: View) -> tuple[dict[str, Row], dict[str, str]]:
    """The latest row of staff of each unit, and the class of like units it belongs to."""
    listed, staffed = units(view, "budget_unit"), units(view, "staffing")
    classes = {
        listed[row["id"]]: f"{row['sector']}/{row['level']}"
        for row in view.rows("budget_unit")
        if row["id"] in listed and row["sector"] and row["level"] is not None
    }
    staff: dict[str, Row] = {}
    for row in sorted(view.rows("staffing"), key=lambda r: (r["fiscal_year"], r["id"])):
        if row["id"] in staffed and row["fiscal_year"] <= view.assessed_on.year:
            staff[staffed[row["id"]]] = row
    classes |= {unit_id: row["peer_class"] for unit_id, row in staff.items() if row["peer_class"]}
    return staff, classes


def _complaints(view: View) -> dict[str, list[Row]] | None:
    if not view.held(DocumentKind.COMPLAINT_REGISTER):
        return None
    unit_of = units(view, "complaint")
    found: dict[str, list[Row]] = defaultdict(list)
    for row in view.rows("complaint"):
        if row["id"] in unit_of:
            found[unit_of[row["id"]]].append(row)
    return dict(found)
