"""C10, an official whose recusal was accepted, and who went on to act in the matter.

Flows in: recusal states. Flows out: one answer for each handler and matter that an accepted recusal speaks of, flags
by step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

from analytics.relations import RecusalState, recusal_states
from analytics.rules.answers import Answer
from analytics.rules.c01_not_recused import Doubt
from analytics.rules.handling import Acts, confidence
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, RecusalOutcome, Severity


class DecidedStillActed(Rule):
    """Acts of substance after the day the recusal was accepted."""

    code = "C10"
    version = "3"
    name = Text("回避后仍参与", "decided, still acted")
    what = Text(
        "组织同意回避之后，该经办人是否仍对同一事项作出实质性办理。",
        "Whether someone went on to act in a matter after his recusal in it had been accepted.",
    )
    method = (
        Text(
            "以组织同意回避的决定日起算；只记申报、没有决定栏内容的登记，视为申报当日同意。",
            "The time runs from the organ's accepting decision; an entry that knows only a declaration counts as "
            "accepted that day.",
        ),
        Text(
            "其后仍有受理、核验、审核、决定、拨付、验收等实质性办理的，预警。归档、送达、登记、告知不算。",
            "Acts of substance afterwards (accept, examine, review, decide, pay, verify): flag. Filing, delivering, "
            "registering and "
            "notifying are not.",
        ),
        Text(
            "与决定在同一天而无时刻的，无法判断。",
            "On the very day of the decision, with no time of day: cannot assess.",
        ),
    )
    why = Text(
        "纸面回避、实际经手，比未回避更隐蔽，说明回避决定没有落实到系统权限和流程上。",
        "Recusal on paper with the hand still on the file is harder to see than none, and shows that access was "
        "never withdrawn.",
    )
    source = (Text("《中华人民共和国公务员法》第七十六条、第七十七条", "Civil Servant Law, art. 76 and 77"),)
    inputs = (DocumentKind.RECUSAL_REGISTER, DocumentKind.MATTER_LOG)
    severity = Severity.HIGH
    subject = "step"
    value_unit = Measure.ACTS
    output = Text(
        "同意回避之后的实质性办理次数；允许 0 次。", "Acts of substance after the acceptance; none is allowed."
    )
    exclusions = (
        Text("不同意回避或尚未决定的申请。", "Applications that were refused or are not decided."),
        Text("申请后、决定前的办理，仅供参考。", "Acts between application and decision are for information."),
    )
    assumptions = (
        Text(
            "回避登记与事项按编号、名称，或相对人加名称（职权）对应；经办人按身份对应，仅姓名相同的无法判断。",
            "Recusal and matter are matched by number, title, or party with title or power; people by identity. With "
            "the same name "
            "only: cannot assess.",
        ),
        Text("登记未写明事项的，无法判断。", "An entry that names no matter: cannot assess."),
    )
    innocent = (
        Text("系统账号共用，并非本人操作。", "The account is shared; someone else acted."),
        Text("补录此前已完成的环节，时间为录入时间。", "A step done earlier was entered late, under the day of entry."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each handler and matter; a flag for each step acted at after the acceptance."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        recusals = {row["id"]: row for row in view.rows("recusal")}
        unit_of = units(view, "recusal")
        for row in recusals.values():
            if not row["matter"] and row["outcome"] == RecusalOutcome.ACCEPTED:
                unit_id = unit_of.get(row["id"])
                subject = Subject("unit", unit_id, unit_id) if unit_id else Subject("document", row["document_id"])
                yield self.unknown(subject, sentence("rule-c10-no-matter"), [evidence("recusal", row)])
        states = recusal_states(view)
        acts = Acts(view, {("matter_act", act) for state in states.values() for act in _every_act(state)})
        for state in states.values():
            rows = [recusals[row] for row in state.recusal_ids]
            yield from self._judge(
                acts, state, rows, next((unit_of[r["id"]] for r in rows if r["id"] in unit_of), None)
            )

    def _judge(self, acts: Acts, state: RecusalState, recusals: list[Row], unit_id: str | None) -> Iterator[Answer]:
        known, every = state.acts, _every_act(state)
        rows = [evidence("recusal", row) for row in recusals]
        rows += acts.evidence(("matter_act", act) for act in every)
        subject = acts.subject(acts.first(every)["id"]) if every else Subject("matter", state.matter_id, unit_id)
        doubt = _doubt(state)
        if state.outcome != RecusalOutcome.ACCEPTED:
            yield self.excluded(subject, sentence("rule-c10-not-accepted"), rows)
        elif doubt is not None:
            yield self.unknown(subject, sentence("rule-c10-unknown", why=doubt), rows)
        elif known.after:
            yield from self._flags(acts, state, recusals)
        else:
            said = sentence("rule-c10-pass", decided=state.decided)
            yield self.passed(subject, said, rows, value="0", threshold="0")

    def _flags(self, acts: Acts, state: RecusalState, recusals: list[Row]) -> Iterator[Answer]:
        for subject, act_ids in acts.by_subject(state.acts.after).items():
            first = acts.first(act_ids)
            said = sentence(
                "rule-c10-flag",
                matter=first["matter_number"],
                step=first["step_name"],
                first=first["acted_on"],
                decided=state.decided,
                count=len(act_ids),
            )
            yield self.flag(
                subject,
                said,
                [evidence("recusal", row) for row in recusals] + acts.evidence(("matter_act", a) for a in act_ids),
                value=str(len(act_ids)),
                threshold="0",
                confidence=confidence(state.tier),
            )


def _every_act(state: RecusalState) -> list[str]:
    """All acts of the person in the matter, those that count for nothing among them: a pass shows what was done."""
    counting = [act for part in (state.acts, state.unclear_acts) for place in astuple(part) for act in place]
    return counting or list(state.idle_acts)


def _doubt(state: RecusalState) -> Doubt | None:
    """What keeps an accepted recusal from being judged; None where it can be."""
    known, unclear = state.acts, state.unclear_acts
    if state.tier == EvidenceTier.D:
        return Doubt.SAME_NAME
    if state.decided is None:
        return Doubt.DECISION_UNDATED
    if known.after:
        return None
    if known.on_decision:
        return Doubt.SAME_DAY
    if known.undated:
        return Doubt.ACT_UNDATED
    return Doubt.ACT_UNKNOWN if unclear.after or unclear.on_decision or unclear.undated else None
