"""P05, a permit that was not decided within its time limit.

Flows in: the register of matters, power lists and tables of steps (which powers are permits, and what their law gives).
Flows out: one answer for each permit applied for, and one for each power whose kind is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.identity import matter_id, squash
from analytics.rules.answers import Answer
from analytics.rules.clocks import less_pause, working_days
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.procedures import Kinds
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import CalendarUnknown
from models.vocabulary import Confidence, DocumentKind, Severity

_PERMIT = "许可"
_COLUMNS = (
    *("id", "document_id", "locator", "places", "number", "power", "unit_id", "accepted_on", "suspended_from"),
    *("suspended_to", "extension_days", "closed_on", "outcome"),
)
_FACTS = ("accepted_on", "suspended_from", "suspended_to", "extension_days", "closed_on")
_CODES = {True: "rule-p05-flag", False: "rule-p05-open"}  # by whether it was decided


@dataclass(frozen=True, slots=True)
class _Power:
    """What lists say of a power of a unit: whether it is a permit, and the limits of its law, in working days.

    `is_listed` is false where only its name says that it is a permit.
    """

    is_permit: bool
    is_listed: bool
    legal_days: frozenset[int]


class Overtime(Rule):
    """Working days from taking up an application for a permit to its decision."""

    code = "P05"
    name = Text("审批超时", "decision overdue")
    what = Text(
        "行政许可是否超过法定期限（含批准延长）才办结，或到期仍未办结。",
        "Whether a permit took longer than its law gives, approved extensions included, or is still undecided after "
        "that.",
    )
    method = (
        Text(
            "自受理次日起数工作日至办结之日；未办结的数至评估日。补正期间（首尾两日均计入）不算在内。",
            "Count working days from the day after acceptance to the day the matter was closed, or to the assessed "
            "day; the days for corrections, first and last included, do not count.",
        ),
        Text(
            "期限：权责清单载明法定时限的，从其规定；未载明的为二十日，经批准可延长十日。",
            "The limit is the legal one of the power list where it states one, else twenty days, and ten more where "
            "that was approved.",
        ),
        Text("超过期限的，预警。", "Longer than the limit: flag."),
    )
    why = Text(
        "许可久拖不决，给吃拿卡要和选择性办理留下空间。",
        "A permit that is kept waiting leaves room to ask for favours, and to be quick for some.",
    )
    source = (
        Text(
            "《中华人民共和国行政许可法》第四十二条（二十日内作出决定，经批准可延长十日）、第八十二条（期限以工作日计算）",
            "Administrative Licensing Law, art. 42 (twenty days, ten more by approval) and 82 (working days)",
        ),
        Text(
            "《中华人民共和国民法典》第二百零一条（首日不计）",
            "Civil Code, art. 201 (the first day does not count)",
        ),
    )
    inputs = (DocumentKind.MATTER_REGISTER, DocumentKind.POWER_LIST)
    severity = Severity.MEDIUM
    subject = "matter"
    value_unit = Measure.WORKING_DAYS
    output = Text("已用工作日与允许的工作日。", "Working days taken, and working days allowed.")
    exclusions = (Text("行政许可以外的职权，不逐件作答。", "Powers other than permits are not answered one by one."),)
    assumptions = (
        Text(
            "受理日期空白的，无法判断；已有结果而办结日期空白、期限已过的，无法判断。",
            "No day of acceptance, or an outcome on a day that is not written once the limit has passed: cannot "
            "assess.",
        ),
        Text(
            "职权类型不明的职权，每项答一次“无法判断”；名称写明“许可”的，按一般期限判断，把握为中。",
            "A power whose kind is not known is told once; one whose name says permit is judged by the common limit, "
            "with medium confidence.",
        ),
        Text(
            "听证、检验、检测、鉴定、专家评审所需时间（第四十五条）未登记的，未能扣除。",
            "Time for hearings, tests and expert reviews (art. 45) is not taken off unless it is recorded.",
        ),
    )
    innocent = (
        Text("补正材料的中止时间未登记。", "The time for corrections was not recorded."),
        Text("联合办理，期限为四十五日。", "Several offices decided together, which gives forty-five days."),
    )
    parameters = (
        Parameter(
            "days",
            "一般期限（工作日）",
            "common limit",
            Measure.WORKING_DAYS,
            Text("《行政许可法》第四十二条", "Administrative Licensing Law, art. 42"),
            ((date(2004, 7, 1), 20),),
        ),
        Parameter(
            "extension",
            "最多可批准延长（工作日）",
            "most that may be approved beyond it",
            Measure.WORKING_DAYS,
            Text("《行政许可法》第四十二条", "Administrative Licensing Law, art. 42"),
            ((date(2004, 7, 1), 10),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each permit, and one for each power whose kind is not known."""
        if not view.held(DocumentKind.MATTER_REGISTER):
            yield self.not_held(DocumentKind.MATTER_REGISTER)
            return
        if not view.held(DocumentKind.POWER_LIST) and not view.held(DocumentKind.POST_STEP_TABLE):
            yield self.not_held(DocumentKind.POWER_LIST)
        powers = _Powers(view)
        asked = _matters_by_power(view)
        permits: set[str] = set()
        for unit_id, power, count in asked:
            known = powers.of(unit_id, power)
            if known is None:
                subject = Subject("unit", unit_id, unit_id) if unit_id else Subject("document", "register:matter")
                yield self.unknown(subject, sentence("rule-p05-kind-unknown", power=power or "—", count=count))
            elif known.is_permit:
                permits.add(str(power))
        for rows in _permits(view, permits):
            known = powers.of(rows[0]["unit_id"], rows[0]["power"])
            if known is not None and known.is_permit:
                yield self._judge(rows, known, view.assessed_on, params)

    def _judge(self, same: list[Row], power: _Power, today: date, params: Parameters) -> Answer:
        row, rows = same[0], [evidence("matter", one) for one in same]
        unit_id, accepted, closed = row["unit_id"], row["accepted_on"], row["closed_on"]
        subject = Subject("matter", matter_id(unit_id or f"document:{row['document_id']}", row["number"]), unit_id)
        number = {"number": row["number"]}
        if accepted is None:
            return self.unknown(subject, sentence("rule-p05-undated", **number), rows)
        if closed is not None and closed < accepted:
            return self.unknown(subject, sentence("rule-p05-reversed", **number), rows)
        limits = _limits(row, power, params)
        if not limits:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        end = min(closed or today, today)
        try:
            gross = working_days(accepted, end)
            days = _net(row, end)
        except CalendarUnknown:
            return self.unknown(subject, sentence("rules-calendar-unknown", year=end.year), rows)
        shown = gross if days is None else days
        places = {**number, "accepted": accepted, "end": end, "days": shown, "limit": limits[-1]}
        if shown <= limits[0]:
            said = sentence("rule-p05-pass", **places)
            return self.passed(subject, said, rows, value=str(shown), threshold=str(limits[0]))
        if days is None:
            return self.unknown(subject, sentence("rule-p05-pause-unclear", **places), rows)
        if days <= limits[-1]:
            return self.unknown(subject, sentence("rule-p05-two-limits", **places, least=limits[0]), rows)
        is_decided = closed is not None and closed <= today
        if not is_decided and squash(row["outcome"]):
            return self.unknown(subject, sentence("rule-p05-no-end", **places), rows)
        said = sentence(_CODES[is_decided], **places)
        sure = Confidence.HIGH if power.is_listed else Confidence.MEDIUM
        return self.flag(subject, said, rows, value=str(days), threshold=str(limits[-1]), confidence=sure)


def _limits(row: Row, power: _Power, params: Parameters) -> list[int]:
    """The limits that may hold for a matter, in working days, least first; none before the law was in force."""
    common, most = params.whole("days", row["accepted_on"]), params.whole("extension", row["accepted_on"])
    if common is None or most is None:
        return []
    granted = max(row["extension_days"] or 0, 0)
    # What another law gives, and how far it may be extended, is that law's business.
    return sorted({days + granted for days in power.legal_days} or {common + min(granted, most)})


def _net(row: Row, end: date) -> int | None:
    """Working days taken, less those for corrections; None where these cannot be told."""
    first, last = row["suspended_from"], row["suspended_to"]
    if first is None:
        return working_days(row["accepted_on"], end) if last is None else None
    if last is not None and last < first:
        return None
    return less_pause(row["accepted_on"], end, (first, last))


class _Powers:
    """The powers of units as power lists and tables of steps describe them."""

    def __init__(self, view: View) -> None:
        self._kinds = Kinds(view)
        self._days: dict[tuple[str | None, str], set[int]] = defaultdict(set)
        unit_of = units(view, "power_item")
        for row in view.rows("power_item"):
            if row["legal_limit_days"] is not None and row["legal_limit_days"] > 0:
                self._days[unit_of.get(row["id"]), squash(row["name"])].add(row["legal_limit_days"])

    def of(self, unit_id: str | None, power: str | None) -> _Power | None:
        """What is known of a power of a unit; None where its kind is not, or is told in two ways."""
        legal_days = frozenset(self._days.get((unit_id, squash(power)), ()))
        is_permit = self._kinds.is_a(unit_id, power, _PERMIT)
        if is_permit is not None:
            return _Power(is_permit, True, legal_days)
        is_named = not self._kinds.of(unit_id, power) and _PERMIT in squash(power)
        return _Power(True, False, legal_days) if is_named else None


def _placed(view: View) -> Any:
    """Matters with the unit that handles them."""
    matter, mention = view.table("matter"), view.table("mention")
    unit = mention.filter((mention.record_table == "matter") & (mention.role == "unit"))
    unit = unit.select(matter_row="record_id", unit_id="organisation_id")
    return matter.left_join(unit, matter.id == unit.matter_row)


def _matters_by_power(view: View) -> list[tuple[str | None, str | None, int]]:
    """How many matters there are of each power of each unit."""
    placed = _placed(view)
    counted = placed.group_by(["unit_id", "power"]).aggregate(matters=placed.count())
    found = [(row["unit_id"], row["power"], int(row["matters"])) for row in counted.to_pyarrow().to_pylist()]
    return sorted(found, key=str)


def _permits(view: View, powers: set[str]) -> Iterator[list[Row]]:
    """The matters of these powers in order, entries that say the same of one matter together."""
    placed = _placed(view)
    chosen = placed.filter(placed.power.isin(sorted(powers))).select(*_COLUMNS)
    same: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in chosen.to_pyarrow().to_pylist():
        key = (row["unit_id"] or row["document_id"], squash(row["number"]), *(str(row[fact]) for fact in _FACTS))
        same[key].append(row)
    for _, rows in sorted(same.items()):
        yield sorted(rows, key=lambda row: str(row["id"]))
