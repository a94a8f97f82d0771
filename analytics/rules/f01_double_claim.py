"""F01, one person who draws two benefits of one month that exclude each other.

Flows in: payments with payees as identity judged them, and the table of schemes that exclude each other. Flows out: one
answer for each payee and pair of schemes that he was paid under.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

from analytics.rules.answers import Answer
from analytics.rules.handling import confidence
from analytics.rules.namesakes import may_be_one
from analytics.rules.notices import programme_key
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.payments import fetched, payer, payments, places
from analytics.rules.rule import Row, Rule, evidence, sentence, yuan
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity

_Pair = frozenset[str]


class DoubleClaim(Rule):
    """Payments to one person for one month under two schemes that exclude each other."""

    code = "F01"
    name = Text("重复享受", "double claim")
    what = Text(
        "同一人同一月份是否领取互斥的两种补助。",
        "Whether one person was paid for one month under two schemes that exclude each other.",
    )
    method = (
        Text(
            "取互斥补助项目表所列项目的拨付（项目名称去掉年度、批次、标点后比较），按收款人归并。",
            "Take the payments of the schemes on the table of exclusions (names compared without year, batch and "
            "signs), and put them together by payee.",
        ),
        Text(
            "两个互斥项目有同一享受月份的拨付，且互斥规定在该月首日有效的，预警；数值为重叠的月数。",
            "Payments of both schemes for one month, on whose first day the exclusion is in force: flag; the value is "
            "the number of such months.",
        ),
        Text(
            "身份证号相同或姓名加足够可辨的部分号码相同的，才视为同一人；仅姓名相同的，无法判断。",
            "One person is who bears the same number, or the same name with enough legible places of the number; the "
            "name alone: cannot assess.",
        ),
    )
    why = Text(
        "重复领取挤占有限的救助资金，也常是代领、冒领的线索。",
        "Aid drawn twice is taken from others, and often a sign that someone draws it in another's name.",
    )
    source = (
        Text(
            "《社会救助暂行办法》第十四条、第十五条（特困人员供养与最低生活保障相衔接）",
            "Interim Measures for Social Assistance, art. 14 and 15 (support fits in with the living allowance)",
        ),
        Text(
            "互斥关系以单位维护的互斥补助项目表为准", "which schemes exclude each other is as the office's table says"
        ),
    )
    inputs = (DocumentKind.PAYMENT, DocumentKind.SCHEME_EXCLUSION)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.MONTHS
    output = Text("两项补助重叠的月数。", "The months paid for under both schemes.")
    exclusions = (Text("互斥规定尚未生效或已终止的月份。", "Months in which the exclusion is not in force."),)
    assumptions = (
        Text(
            "按享受月份判断，不按拨付日期：补发以前月份的，不算重叠。享受月份空白且可能重叠的，无法判断。",
            "The month of benefit counts, not the day of payment: arrears for earlier months do not overlap. Months "
            "left blank that could overlap: cannot assess.",
        ),
        Text("未列入互斥表的项目视为可以同时享受。", "Schemes that are not on the table may be drawn together."),
    )
    innocent = (
        Text(
            "两项补助按规定可以同时享受，互斥表未更新。",
            "The schemes may be drawn together, and the table is out of date.",
        ),
        Text("转换项目当月的过渡发放，次月已追回。", "Paid in the month of the change and taken back in the next."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each payee and pair of schemes, and one for each name where the name is all that is known."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        exclusions = _exclusions(view)
        rows = _aid(view, {scheme for pair in exclusions for scheme in pair})
        for of_person in _grouped(rows, "person_id"):
            yield from self._of_one(of_person, exclusions)
        for namesakes in _grouped(rows, "name"):
            yield from self._of_name(namesakes, exclusions)

    def _of_one(self, rows: list[Row], exclusions: dict[_Pair, list[Row]]) -> Iterator[Answer]:
        """One person, under each pair of schemes that he was paid under."""
        for pair in _pairs(rows, exclusions):
            one, other = (_of_scheme(rows, scheme) for scheme in sorted(pair))
            named = {"scheme": one[0]["programme"], "other": other[0]["programme"]}
            twice = _twice(one, other, exclusions[pair])
            basis = [evidence("scheme_exclusion", row) for row in exclusions[pair]]
            undated = [row for row in (*one, *other) if row["benefit_month"] is None]
            if twice:
                paid = [row for row in (*one, *other) if row["benefit_month"] in twice]
                total = [sum(row["amount_fen"] or 0 for row in side if row in paid) for side in (one, other)]
                said = sentence(
                    "rule-f01-flag", **named, months=len(twice), first=_month(min(twice)), last=_month(max(twice)),
                    amount=yuan(total[0]), other_amount=yuan(total[1]),
                )  # fmt: skip
                tier = max(row["tier"] for row in paid)
                yield self.flag(
                    payer(paid), said, places(paid) + basis, value=str(len(twice)), threshold="0",
                    confidence=confidence(tier),
                )  # fmt: skip
            elif undated:
                said = sentence("rule-f01-no-month", **named, rows=len(undated))
                yield self.unknown(payer(undated), said, places(undated))
            else:
                every = [*one, *other]
                said = sentence("rule-f01-pass", **named)
                yield self.passed(payer(every), said, places(every) + basis, value="0", threshold="0")

    def _of_name(self, rows: list[Row], exclusions: dict[_Pair, list[Row]]) -> Iterator[Answer]:
        """Payees of one name, of whom two could be one person."""
        for pair in _pairs(rows, exclusions):
            one, other = (_of_scheme(rows, scheme) for scheme in sorted(pair))
            perhaps = {
                row["id"]: row
                for left, right in _doubtful(one, other)
                if may_be_one(left, right) and _may_coincide(left, right, exclusions[pair])
                for row in (left, right)
            }
            if perhaps:
                found = [perhaps[key] for key in sorted(perhaps)]
                said = sentence("rule-f01-same-name", scheme=one[0]["programme"], other=other[0]["programme"])
                yield self.unknown(payer(found), said, places(found))


def _exclusions(view: View) -> dict[_Pair, list[Row]]:
    """The rows of the table of exclusions, by the two schemes they name."""
    found: dict[_Pair, list[Row]] = defaultdict(list)
    for row in view.rows("scheme_exclusion"):
        pair = frozenset(key for name in ("scheme", "other_scheme") if (key := programme_key(row[name])))
        if len(pair) == 2:
            found[pair].append(row)
    return dict(found)


def _aid(view: View, schemes: set[str]) -> list[Row]:
    """Payments under these schemes to persons who, or whose namesakes, were paid under more than one of them."""
    payment = view.table("payment")
    written = payment.select("programme").distinct().to_pyarrow().to_pylist()
    names = {row["programme"]: key for row in written if (key := programme_key(row["programme"])) in schemes}
    paid = payments(view)
    paid = paid.filter(paid.programme.isin(sorted(names)) & paid.person_id.notnull())
    several: list[Row] = []
    for column in ("person_id", "name"):
        counted = paid.group_by(column).aggregate(schemes=paid.programme.nunique())
        chosen = paid.semi_join(counted.filter(counted.schemes > 1), column)
        several += fetched(
            chosen,
            *("person_id", "name", "tier", "id_hash", "id_mask"),
            *("programme", "benefit_month", "amount_fen", "paid_on"),
        )
    rows = {row["id"]: {**row, "scheme": names[row["programme"]]} for row in several}
    return [rows[key] for key in sorted(rows)]


def _grouped(rows: Iterable[Row], column: str) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return [groups[key] for key in sorted(groups)]


def _pairs(rows: list[Row], exclusions: dict[_Pair, list[Row]]) -> list[_Pair]:
    drawn = sorted({row["scheme"] for row in rows})
    return [frozenset(pair) for pair in combinations(drawn, 2) if frozenset(pair) in exclusions]


def _of_scheme(rows: list[Row], scheme: str) -> list[Row]:
    return [row for row in rows if row["scheme"] == scheme]


def _twice(one: list[Row], other: list[Row], rules: list[Row]) -> set[date]:
    months = {row["benefit_month"] for row in one} & {row["benefit_month"] for row in other}
    return {month for month in months if month is not None and _in_force(rules, month)}


def _in_force(rules: list[Row], month: date) -> bool:
    first = month.replace(day=1)
    return any(
        (rule["since"] is None or rule["since"] <= first) and (rule["until"] is None or first <= rule["until"])
        for rule in rules
    )


def _doubtful(one: list[Row], other: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Pairs of payments of which at least one has no whole number; the others are told apart by theirs."""
    without = [row for row in other if not row["id_hash"]]
    for left in one:
        yield from ((left, right) for right in (without if left["id_hash"] else other))


def _may_coincide(left: Row, right: Row, rules: list[Row]) -> bool:
    months = {row["benefit_month"] for row in (left, right)}
    known = months - {None}
    return (len(known) == len(months) == 1 and _in_force(rules, known.pop())) or None in months


def _month(month: date) -> str:
    return month.isoformat()[:7]
