"""P04, a matter whose steps were taken out of order, or in which one was left out.

Flows in: the log of matters, and the order of the steps of powers. Flows out: one answer for each matter in which the
order was broken, cannot be told, or was close; the others are counted for each power.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import ibis.expr.types as ir

from analytics.relations import meanwhile
from analytics.rules.answers import Answer
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.procedures import (
    Procedure,
    Procedures,
    act_evidence,
    logged_acts,
    of_matters,
    rows_of,
    unit_or_log,
    without_matters,
)
from analytics.rules.rule import Row, Rule, Subject, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity

# Steps nearer to each other than this are told one by one: there the order rests on the clock alone.
_NEAR_MINUTES = 60
_BROKEN, _UNKNOWN, _NEAR = 3, 2, 1
_SHOWN = (
    *("id", "document_id", "locator", "places", "matter_id", "matter_number", "unit_id", "power", "post_id", "step_id"),
    *("step_name", "step_no"),
)


@dataclass(slots=True)
class _Found:
    """What was found about one matter: pairs of step numbers by how they stand, and whether a step was left out."""

    pairs: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    is_skipped: bool = False


class OrderBroken(Rule):
    """Pairs of steps of which the later was taken first, and steps left out."""

    code = "P04"
    name = Text("流程倒置", "order broken")
    what = Text(
        "事项的办理环节是否先后颠倒，或跳过了不可省略的环节。",
        "Whether the steps of a matter were taken out of order, or one that may not be left out was skipped.",
    )
    method = (
        Text(
            "环节次序取岗位职权环节表（没有的取权责清单的责任事项）；多份表以最新一份为准。",
            "The order of steps is that of the table of steps, or of the duties of the power list; the newest table "
            "counts.",
        ),
        Text(
            "每一环节取首次办理的时间；后一环节早于前一环节的，预警。都有时间的比到分，同一分钟不算颠倒；否则比到日。",
            "For each step take the first time it was taken; a later step taken before an earlier one: flag. Compared "
            "to the minute where both have a time, the same minute being no break, else to the day.",
        ),
        Text(
            "权责清单未标明可省略的环节没有办理，而其后的环节已办理的，预警（5a.19）。",
            "A step not marked optional was not taken, while a later one was: flag (5a.19).",
        ),
    )
    why = Text(
        "先付后批、先决定后审核，说明审批只是补手续，把关环节形同虚设。",
        "Paid before it was approved, or decided before it was examined: the check was only written up afterwards.",
    )
    source = (
        Text(
            "《关于推行地方各级政府工作部门权力清单制度的指导意见》（2015年）：优化权力运行流程、编制流程图；不得颠倒为本系统的解释",
            "Guiding opinion on power lists of local government departments (2015): procedures are set out in flow "
            "charts; that they are not to be reversed is our reading",
        ),
    )
    inputs = (DocumentKind.MATTER_LOG, DocumentKind.POST_STEP_TABLE)
    severity = Severity.HIGH
    subject = "matter"
    value_unit = Measure.FINDINGS
    output = Text(
        "先后颠倒的环节对数与跳过的环节数之和；允许 0 处。",
        "Pairs of steps out of order, and steps left out, together; none is allowed.",
    )
    exclusions = (
        Text(
            "各环节依次办理、相隔一小时以上的事项，按职权合并作答。",
            "Matters whose steps follow each other by more than an hour are answered together, for each power.",
        ),
        Text("退回重办的，以各环节首次办理为准。", "Where a step was taken again, its first time counts."),
    )
    assumptions = (
        Text("环节办理时间不明的，无法判断。", "A step whose time is not known: cannot assess."),
        Text(
            "没有该职权环节次序的，每项职权答一次“无法判断”；次序表中没有的环节不参与比较。",
            "A power whose order is not known is told once; steps that its order does not hold are not compared.",
        ),
    )
    innocent = (
        Text("批量补录，系统记录的是录入时间。", "Entered later in one batch: the log shows when it was typed in."),
        Text("应急事项先办后补，有相应授权。", "An emergency that rules allow to be written up afterwards."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each matter that stands out, and one for each power."""
        missing = [kind for kind in self.inputs if not view.held(kind)]
        if DocumentKind.MATTER_LOG in missing:
            yield self.not_held(DocumentKind.MATTER_LOG)
            return
        if missing and not view.held(DocumentKind.POWER_LIST):
            yield self.not_held(DocumentKind.POST_STEP_TABLE)
            return
        procedures, log = Procedures(view), logged_acts(view)
        numbered = procedures.numbered(log)
        with meanwhile(view, "first_times", _first_times(numbered)) as firsts:
            found = _found(firsts)
            yield from self._told(numbered, found, procedures)
            yield from self._in_order(firsts, found)
        yield from self._without_order(log, procedures)

    def _told(self, numbered: ir.Table, found: dict[str, _Found], procedures: Procedures) -> Iterator[Answer]:
        """One answer for each matter of which something was found."""
        acts: dict[str, list[Row]] = defaultdict(list)
        for act in rows_of(of_matters(numbered, found).select(*_SHOWN)):
            acts[act["matter_id"]].append(act)
        for matter_id, matter_acts in sorted(acts.items()):
            procedure = procedures.of(matter_acts[0]["unit_id"], matter_acts[0]["power"])
            if procedure is not None:
                yield self._judge(matter_id, matter_acts, found[matter_id], procedure)

    def _judge(self, matter_id: str, acts: list[Row], found: _Found, procedure: Procedure) -> Answer:
        pairs = next((found.pairs[standing] for standing in (_BROKEN, _UNKNOWN, _NEAR) if found.pairs[standing]), [])
        numbers = {number for pair in pairs for number in pair}
        rows = [act for act in acts if act["step_no"] in numbers]
        number = acts[0]["matter_number"]
        broken = found.pairs[_BROKEN]
        if broken or found.is_skipped:
            taken = {act["step_no"] for act in acts}
            left_out = [name for no, name in procedure.required().items() if no < max(taken) and no not in taken]
            rows = [act for act in acts if found.is_skipped or act["step_no"] in numbers]
            shown = broken[0] if broken else (max(taken), max(taken))
            said = sentence(
                "rule-p04-flag" if broken else "rule-p04-skipped",
                number=number,
                later=_name(acts, shown[1]),
                earlier=_name(acts, shown[0]),
                pairs=len(broken),
                skipped=len(left_out),
                names=" / ".join(left_out) or "—",
            )
            subject = _subject(matter_id, next(act for act in acts if act["step_no"] == shown[1]))
            value = str(len(broken) + len(left_out))
            return self.flag(subject, said, act_evidence(rows), value=value, threshold="0")
        places = {"number": number, "later": _name(acts, pairs[0][1]), "earlier": _name(acts, pairs[0][0])}
        subject = _subject(matter_id, rows[0])
        if found.pairs[_UNKNOWN]:
            return self.unknown(subject, sentence("rule-p04-undated", **places), act_evidence(rows))
        said = sentence("rule-p04-pass", **places)
        return self.passed(subject, said, act_evidence(rows), value="0", threshold="0")

    def _in_order(self, firsts: ir.Table, found: Iterable[str]) -> Iterator[Answer]:
        """Matters that are in good order, counted for each power."""
        rest = without_matters(firsts, found)
        for row in rows_of(rest.group_by(["unit_id", "power"]).aggregate(matters=rest.matter_id.nunique())):
            said = sentence("rule-p04-in-order", power=row["power"] or "—", count=row["matters"])
            yield self.passed(unit_or_log(row["unit_id"]), said, value="0", threshold="0")

    def _without_order(self, log: ir.Table, procedures: Procedures) -> Iterator[Answer]:
        """Matters whose order is not known, counted for each power."""
        for row in rows_of(log.group_by(["unit_id", "power"]).aggregate(matters=log.matter_id.nunique())):
            if procedures.of(row["unit_id"], row["power"]) is None:
                said = sentence("rule-p04-no-order", power=row["power"] or "—", count=row["matters"])
                yield self.unknown(unit_or_log(row["unit_id"]), said)


def _found(firsts: ir.Table) -> dict[str, _Found]:
    """What was found, by matter."""
    found: dict[str, _Found] = defaultdict(_Found)
    for pair in rows_of(_telling_pairs(firsts)):
        found[pair["matter_id"]].pairs[pair["standing"]].append((pair["earlier_no"], pair["step_no"]))
    for matter in rows_of(_skipped(firsts)):
        found[matter["matter_id"]].is_skipped = True
    return found


def _first_times(numbered: ir.Table) -> ir.Table:
    """The first time of each step of each matter, as `day` and as `minute` (since 1970), with how many acts of the step
    bear no day (`undated`) and no time (`without_clock`).
    """
    day = numbered.acted_on.fill_null(numbered.acted_at.date())
    minute = numbered.acted_at.epoch_seconds() // 60
    timed = numbered.mutate(day=day, minute=minute)
    return timed.group_by(["matter_id", "unit_id", "power", "step_no"]).aggregate(
        day=timed.day.min(),
        minute=timed.minute.min(),
        undated=timed.day.isnull().cast("int64").sum(),
        without_clock=timed.minute.isnull().cast("int64").sum(),
        is_required=timed.is_required.max(),
        required_through=timed.required_through.max(),
    )


def _telling_pairs(firsts: ir.Table) -> ir.Table:
    """Pairs of steps of one matter, an earlier and a later one, that are broken, unknown or near."""
    earlier = firsts.select(
        "matter_id",
        "power",
        earlier_no="step_no",
        earlier_day="day",
        earlier_minute="minute",
        earlier_undated="undated",
        earlier_without="without_clock",
    )
    pair = firsts.inner_join(earlier, ["matter_id", "power"])
    pair = pair.filter(pair.earlier_no < pair.step_no)
    by_clock = (pair.without_clock == 0) & (pair.earlier_without == 0)
    is_before = by_clock.ifelse(pair.minute < pair.earlier_minute, pair.day < pair.earlier_day)
    is_near = by_clock.ifelse(pair.minute - pair.earlier_minute <= _NEAR_MINUTES, pair.day == pair.earlier_day)
    is_open = (
        pair.day.isnull() | pair.earlier_day.isnull() | (pair.undated > 0) | (is_before & (pair.earlier_undated > 0))
    )
    standing = (
        (is_before & (pair.earlier_undated == 0))
        .fill_null(False)
        .ifelse(_BROKEN, is_open.fill_null(True).ifelse(_UNKNOWN, is_near.fill_null(False).ifelse(_NEAR, 0)))
    )
    told = pair.mutate(standing=standing)
    return told.filter(told.standing > 0).select("matter_id", "earlier_no", "step_no", "standing")


def _skipped(firsts: ir.Table) -> ir.Table:
    """Matters in which fewer steps were taken than may not be left out up to the last one taken."""
    counted = firsts.group_by(["matter_id", "power"]).aggregate(
        taken=firsts.is_required.sum(), needed=firsts.required_through.max()
    )
    return counted.filter(counted.taken < counted.needed).select("matter_id").distinct()


def _name(acts: list[Row], number: int) -> str:
    return min(str(act["step_name"]) for act in acts if act["step_no"] == number)


def _subject(matter_id: str, act: Row) -> Subject:
    post_id, step_id = act["post_id"], act["step_id"]
    return Subject("matter", matter_id, act["unit_id"], post_id, step_id if post_id else None)
