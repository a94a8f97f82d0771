"""V03, someone paid from public money who draws the minimum living allowance.

Flows in: eligibility lists and the payroll, with persons as identity judged them. Flows out: one answer for each row of
the lists about the allowance.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from analytics.relations import id_table
from analytics.rules.answers import Answer, Evidence
from analytics.rules.benefits import Keepers, benefits, fetched, places
from analytics.rules.handling import confidence
from analytics.rules.namesakes import may_be_one
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.rule import Row, Rule, evidence, sentence, term
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, PayrollKind, Severity

_ALLOWANCE = re.compile(r"最低生活保障|低保")


class PaidStaffOnAid(Rule):
    """Months in which someone stood on the public payroll and on the list of the minimum living allowance."""

    code = "V03"
    name = Text("财政供养享受", "paid staff on aid")
    what = Text(
        "最低生活保障的享受对象，是否同时为财政供养人员。",
        "Whether someone on the minimum living allowance is on the public payroll in the same months.",
    )
    method = (
        Text(
            "取补助对象资格名单中项目名称含“最低生活保障”或“低保”的行。",
            "Take the rows of eligibility lists whose scheme is the minimum living allowance.",
        ),
        Text(
            "按身份证号，或姓名加足够可辨的部分号码，与财政供养人员名册对应。",
            "Find their people on the payroll by identity number, or by name and enough legible places of it.",
        ),
        Text(
            "享受期间内有任何一个月在名册上的，预警；数值为重叠的月数。",
            "Any month of pay within the time of the benefit: flag; the value is the number of such months.",
        ),
    )
    why = Text(
        "财政供养人员有稳定收入，一般不符合低保条件；列入名单往往靠隐瞒或关照。",
        "Those paid from public money have an income and rarely qualify; being on the list points to a false claim "
        "or a favour.",
    )
    source = (
        Text(
            "《社会救助暂行办法》第九条（人均收入低于标准）、第六十六条、第六十八条",
            "Interim Measures for Social Assistance, art. 9 (income below the standard), 66 and 68",
        ),
    )
    inputs = (DocumentKind.BENEFIT_LIST, DocumentKind.PAYROLL)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.MONTHS
    output = Text("同时领取的月数与允许的月数（0）。", "Months of both, and months allowed (none).")
    exclusions = (
        Text("其他补助项目。", "Other schemes."),
        Text(
            "与财政供养人员同名但号码不同的，是两个人，通过。",
            "The name of someone on the payroll with another number is another person, and passes.",
        ),
    )
    assumptions = (
        Text(
            "一方没有号码、只有姓名相同的，无法判断。",
            "The same name with a number missing on one side: cannot assess.",
        ),
        Text(
            "享受期间没有任何月份的名册收入的，无法判断。",
            "No payroll of any month of the benefit held: cannot assess.",
        ),
        Text(
            "名册所列各类人员（含编外聘用、离退休）一律比较。",
            "All kinds of people on the payroll are compared, contract staff and the retired among them.",
        ),
    )
    innocent = (
        Text(
            "低保按户核定，家庭人均收入仍低于标准。", "The allowance goes by household, whose income is still too low."
        ),
        Text("临时性岗位，收入很低（如公益性岗位）。", "A temporary post with very little pay."),
        Text("已在核查中停发，名单尚未更新。", "It was stopped in a check, and the list is not yet up to date."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each row of the lists about the allowance."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        rows = _on_allowance(view)
        payroll = _Payroll(view, rows)
        keepers = Keepers(view)
        for row in rows:
            yield self._judge(row, payroll, keepers, view.assessed_on)

    def _judge(self, row: Row, payroll: _Payroll, keepers: Keepers, today: date) -> Answer:
        subject, own = keepers.subject(row), places([row])
        paid = payroll.of(row)
        both = [pay for pay in paid if pay["month"] is not None and _lasts(row, pay["month"], today)]
        if both:
            kinds = tuple(sorted({term(PayrollKind, pay["kind"]) for pay in both if pay["kind"]}))
            months = {pay["month"].replace(day=1) for pay in both}
            tier = max(str(one["tier"]) for one in (row, *both))
            said = sentence(
                "rule-v03-flag" if kinds else "rule-v03-flag-no-kind", scheme=row["scheme"], months=len(months),
                first=min(months).isoformat()[:7], last=max(months).isoformat()[:7], kinds=kinds,
            )  # fmt: skip
            return self.flag(
                subject, said, own + _places(both), value=str(len(months)), threshold="0", confidence=confidence(tier)
            )
        namesakes = payroll.namesakes(row)
        if namesakes:
            said = sentence("rule-v03-same-name", scheme=row["scheme"])
            return self.unknown(subject, said, own + _places(namesakes))
        if any(pay["month"] is None for pay in paid):
            said = sentence("rule-v03-no-month", scheme=row["scheme"])
            return self.unknown(subject, said, own + _places(paid))
        if not any(_lasts(row, month, today) for month in payroll.months):
            return self.unknown(subject, sentence("rule-v03-no-payroll", scheme=row["scheme"]), own)
        code = "rule-v03-other-months" if paid else "rule-v03-pass"
        return self.passed(subject, sentence(code, scheme=row["scheme"]), own + _places(paid), value="0", threshold="0")


class _Payroll:
    """The rows of the payroll that mean, or could mean, someone on the allowance."""

    def __init__(self, view: View, rows: list[Row]) -> None:
        roll = _who_is_paid(view)
        self.months = {row["month"] for row in _listed(roll.select("month").distinct()) if row["month"]}
        self._of: dict[str, list[Row]] = defaultdict(list)
        known = {row["person_id"] for row in rows if row["tier"] != EvidenceTier.D}
        for pay in _chosen(roll, "person_id", known):
            self._of[pay["person_id"]].append(pay)
        bearers = _identities(roll, {row["name"] for row in rows})
        by_name: dict[str, list[Row]] = defaultdict(list)
        for bearer in bearers:
            by_name[bearer["name"]].append(bearer)
        self._perhaps = {
            row["id"]: [one["person_id"] for one in by_name[row["name"]] if may_be_one(row, one)] for row in rows
        }
        wanted = {person for persons in self._perhaps.values() for person in persons}
        for pay in _chosen(roll, "person_id", wanted - known):
            self._of[pay["person_id"]].append(pay)

    def of(self, row: Row) -> list[Row]:
        """The pay of the very person on the list."""
        return self._of[row["person_id"]]

    def namesakes(self, row: Row) -> list[Row]:
        """One row of the payroll for each person of the same name who could be the one on the list."""
        return [self._of[person][0] for person in sorted(self._perhaps[row["id"]]) if self._of[person]]


def _on_allowance(view: View) -> list[Row]:
    listed = benefits(view)
    schemes = [row["scheme"] for row in _listed(listed.select("scheme").distinct())]
    wanted = sorted(scheme for scheme in schemes if _ALLOWANCE.search("".join(scheme.split())))
    columns = ("scheme", "person_id", "tier", "name", "id_hash", "id_mask", "since", "until")
    return fetched(listed.filter(listed.scheme.isin(wanted)), *columns) if wanted else []


def _who_is_paid(view: View) -> Any:
    payroll, mention, person = view.table("payroll"), view.table("mention"), view.table("person")
    meant = mention.filter((mention.record_table == "payroll") & (mention.role == "paid"))
    meant = meant.select("record_id", "person_id", "tier").join(person.select("person_id", "name"), "person_id")
    return payroll.join(meant, payroll.id == meant.record_id)


def _identities(roll: Any, names: set[str]) -> list[Row]:
    """The distinct persons on the payroll who bear one of these names."""
    wanted = id_table("name", names)
    return _listed(roll.semi_join(wanted, "name").select("person_id", "name", "id_hash", "id_mask").distinct())


def _chosen(roll: Any, column: str, values: set[str]) -> list[Row]:
    wanted = id_table(column, values)
    columns = ("id", "document_id", "locator", "person_id", "tier", "kind", "month")
    return sorted(_listed(roll.semi_join(wanted, column).select(*columns)), key=lambda row: str(row["id"]))


def _listed(table: Any) -> list[Row]:
    rows: list[Row] = table.to_pyarrow().to_pylist()
    return rows


def _lasts(row: Row, month: date, today: date) -> bool:
    """Whether a month of pay lies within the months of a benefit; an open end lasts up to the assessed day."""
    first, last = row["since"] or date.min, row["until"] or max(today, row["since"] or today)
    return first.replace(day=1) <= month.replace(day=1) <= last.replace(day=1)


def _places(rows: Iterable[Row]) -> list[Evidence]:
    return [evidence("payroll", row) for row in rows]
