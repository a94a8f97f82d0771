"""C01, an official who handled a matter in which he or his kin have an interest, and did not step aside.

Flows in: interest paths and recusal states. Flows out: one answer for each handler, matter and step with an interest
path.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from analytics.relations import (
    InterestPath,
    RecusalStanding,
    RecusalState,
    interest_paths,
    recusal_states,
    relation_word,
)
from analytics.rules.answers import Answer
from analytics.rules.handling import Acts, Registers, confidence, units_with_matters
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.rule import Rule, Sentence, Subject, sentence, term
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity, Term


class Interest(Term):
    """How a handler touches the party of a matter."""

    SELF = "self", "经办人本人即相对人", "the handler is the party"
    SELF_ROLE = "self_role", "经办人本人在相对人单位任职或持股", "the handler has a role in the firm that is the party"
    KIN = "kin", "相对人是经办人的亲属", "the party is a relative of the handler"
    KIN_ROLE = (
        "kin_role",
        "经办人的亲属在相对人单位任职或持股",
        "a relative of the handler has a role in the firm that is the party",
    )


class Doubt(Term):
    """Why a path is outside the rule, or cannot be judged."""

    IDLE = "idle", "没有实质性办理", "no act of substance"
    NOT_KIN = "not-kin", "所申报关系不是亲属", "the declared relation is no kinship"
    OUTSIDE_K74 = (
        "outside-k74",
        "不在公务员法第七十四条的亲属范围内",
        "outside the relatives of Civil Servant Law art. 74",
    )
    ROLE_TOO_SMALL = "role-too-small", "仅为普通职工，不构成利害关系", "an employee only, which is no interest"
    SHARE_BELOW = "share-below", "持股低于5%，仅供参考", "a share below 5 %, for information only"
    NOT_IN_FORCE = "not-in-force", "办理时该任职或持股不存续", "the role was not held on the day of the act"
    LISTED = "listed", "持有的是上市公司股份", "a share in a listed company"
    NO_CONTROL = (
        "no-control",
        "在其上级持股企业任职或持股，但未控制该企业",
        "a role or share in a firm that holds the party, without control of it",
    )
    OTHER_NUMBER = (
        "other-number",
        "与经办人或其亲属同名，身份证号不同，是另一个人",
        "the name of the handler or of a relative, with another identity number: somebody else",
    )
    SAME_NAME = (
        "same-name",
        "仅姓名相同，无法确认是否同一人",
        "same name only; whether it is the same person is not known",
    )
    RELATION_UNKNOWN = "relation-unknown", "所填关系无法识别", "the declared relation cannot be read"
    ROLE_UNKNOWN = "role-unknown", "在企业的任职不明", "the role in the firm is not known"
    SHARE_UNKNOWN = "share-unknown", "持股比例不明", "the share in the firm is not known"
    DATES_UNKNOWN = "dates-unknown", "任职或持股的起止日期不明", "from when to when the role was held is not known"
    ACT_UNKNOWN = "act-unknown", "所办环节是否属实质性办理不明", "whether the step is an act of substance is not known"
    ACT_UNDATED = "act-undated", "办理日期不明", "the day of the act is not known"
    APPLICATION_UNDATED = (
        "application-undated",
        "回避申请日期不明",
        "the day of the application to step aside is not known",
    )
    DECISION_UNDATED = "decision-undated", "回避决定日期不明", "the day of the decision on the recusal is not known"
    SAME_DAY = "same-day", "回避与办理在同一天，先后不明", "recusal and act fall on one day, in unknown order"


# Recusals that end the question, with the sentence of the pass.
_CLEARED = {
    RecusalStanding.IN_TIME: "rule-c01-recused",
    RecusalStanding.PENDING: "rule-c01-pending",
    RecusalStanding.REFUSED: "rule-c01-refused",
}
_FLAGGED = {RecusalStanding.LATE: "rule-c01-late", RecusalStanding.ACTED_AFTER: "rule-c01-acted-after"}


class NotRecused(Rule):
    """Acts of substance by someone with an interest in the matter, with no recusal that clears them."""

    code = "C01"
    version = "4"
    name = Text("应回避未回避", "not recused")
    what = Text(
        "经办人本人或其公务员法第七十四条所列亲属与相对人有利害关系，而其仍实质性办理该事项、未依法回避。",
        "Whether someone handled a matter although he, or a relative listed in Civil Servant Law art. 74, has an "
        "interest in its "
        "party, and did not step aside.",
    )
    method = (
        Text(
            "取经办人本人申报的亲属（K74：夫妻、直系血亲、三代以内旁系血亲、近姻亲），及其在企业的任职和持股。",
            "Take the relatives the handler declared (K74: spouse, direct line, collateral kin within three "
            "generations, near "
            "affinity) and their roles and shares in firms.",
        ),
        Text(
            "利害关系：本人或亲属即相对人；或在相对人单位任法定代表人、经营者、合伙人、董事、监事、高级管理人员；或持"
            "有非上市企业5%及以上；或经由每层持股均超过50%的企业控制相对人。代持的，以实际持有人为准；任职和持股既看申报，"
            "也看登记。",
            "An interest: he or the relative is the party; or is its legal representative, operator, partner, "
            "director, supervisor or senior manager; or holds 5 % or more of an unlisted firm; or controls it through "
            "further firms, above 50 % at each link. Behind a nominee stands the beneficiary. Roles and shares as "
            "declared and as registered.",
        ),
        Text(
            "实质性办理：受理、核验、审核、评审、决定、审批、评定、拨付、验收。登记、告知、送达、归档不算。",
            "Acts of substance: accept, examine, review, decide, approve, award, pay, verify. Registering, "
            "notifying, delivering and "
            "filing are not.",
        ),
        Text(
            "在首次实质性办理之前申请（或被决定）回避、未被驳回且其后未再办理的，通过。办理之后才申请的，仍预警并注明"
            "“迟”。"
            "已同意回避而后又办理的，本规则与 C10 均预警。",
            "Applied for (or ordered) before the first act of substance, not refused, and no act afterwards: passes. "
            "Applied for after "
            "the first act: the flag stays, worded late. Accepted and then acted: flagged here and by C10.",
        ),
    )
    why = Text(
        "与相对人有利害关系的人经手审批或拨付，公正无从保证；回避是防止利益输送的第一道防线。",
        "Nobody can be trusted to decide for his own family; stepping aside is the first line of defence against "
        "favours.",
    )
    source = (
        Text(
            "《中华人民共和国公务员法》第七十四条、第七十六条、第七十七条",
            "Civil Servant Law, art. 74, 76 and 77",
        ),
        Text(
            "《公务员回避规定（试行）》（2011年）第五条（亲属范围）",
            "Trial rules on recusal of civil servants (2011), art. 5 (relatives)",
        ),
    )
    inputs = (DocumentKind.MATTER_LOG, DocumentKind.DECLARED_TIES, DocumentKind.RECUSAL_REGISTER)
    severity = Severity.HIGH
    subject = "step"
    value_unit = Measure.ACTS
    kin_set = "K74"
    output = Text(
        "在该环节实质性办理的次数；允许 0 次。", "The number of acts of substance at the step; none is allowed."
    )
    exclusions = (
        Text(
            "申请后、决定前继续办理的，以及组织决定不同意回避的，仅供参考，不预警。",
            "Acting between application and decision, and recusals the organ refused, are for information and no flag.",
        ),
        Text(
            "只看经办人自己的亲属范围：妻子的表亲不在其列（5a.2）。",
            "The handler's own list decides: his wife's cousin is outside it.",
        ),
        Text(
            "没有任何关联的经办事项不逐条作答。", "Matters without any path to the handler are not listed one by one."
        ),
    )
    assumptions = (
        Text(
            "仅姓名相同不构成关系：无法判断，并列出候选。身份证号不同的，是两个人。",
            "The same name alone makes no tie: cannot assess, with the candidates. Two different numbers are two "
            "people.",
        ),
        Text(
            "单位的回避登记未收入，或只到办理年度之前的，无法判断。",
            "Where the unit's recusal register is not held, or ends before the year of the act: cannot assess.",
        ),
        Text(
            "继亲、关系填写不明、任职起止不明的，无法判断。",
            "Step relatives, relations that cannot be read, and roles without dates: cannot assess.",
        ),
    )
    innocent = (
        Text("系统账号由他人代用，并非本人办理。", "Someone else used the account; he did not in fact act."),
        Text("已书面回避，但登记表漏登。", "He stepped aside in writing and the register left it out."),
        Text("事项为无裁量的普惠性发放。", "The matter gave everyone the same, with nothing to decide."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each handler, matter and step that an interest path touches."""
        missing = [kind for kind in self.inputs if not view.held(kind)]
        yield from (self.not_held(kind) for kind in missing)
        if DocumentKind.MATTER_LOG in missing or DocumentKind.RECUSAL_REGISTER in missing:
            return
        states = recusal_states(view)
        registers = Registers(view, DocumentKind.RECUSAL_REGISTER, "recusal", ("applied", "decided"))
        if DocumentKind.DECLARED_TIES not in missing:
            declared = Registers(view, DocumentKind.DECLARED_TIES, "declared_tie", ("declared_on",))
            for unit_id in units_with_matters(view):
                if not declared.reach(unit_id, None):
                    said = sentence("rules-not-held-unit", register=DocumentKind.DECLARED_TIES)
                    yield self.unknown(Subject("unit", unit_id, unit_id), said)
        touched: dict[tuple[str, str], list[InterestPath]] = defaultdict(list)
        for path in interest_paths(view):
            touched[path.actor_id, path.matter_id].append(path)
        rows = {row for paths in touched.values() for path in paths for row in path.evidence}
        rows |= {("recusal", row) for key in touched if key in states for row in states[key].recusal_ids}
        acts = Acts(view, rows)
        for key, paths in sorted(touched.items()):
            yield from self._judge(acts, paths, states.get(key), registers)

    def _judge(
        self, acts: Acts, paths: list[InterestPath], state: RecusalState | None, registers: Registers
    ) -> Iterator[Answer]:
        holding = [path for path in paths if path.verdict is True]
        open_ones = [path for path in paths if path.verdict is None]
        chosen = holding or open_ones or paths
        first = acts.first(act for path in chosen for act in path.acts)
        subject = acts.subject(first["id"])
        rows = acts.evidence(item for path in chosen for item in path.evidence)
        rows += acts.evidence(("recusal", row) for row in (state.recusal_ids if state else ()))
        matter = first["matter_number"]
        if all(path.why == "idle" for path in paths):
            yield self.excluded(subject, sentence("rule-c01-idle", matter=matter), rows)
        elif not holding and not open_ones:
            why = tuple(sorted({term(Doubt, path.why) for path in paths}, key=lambda doubt: doubt.value))
            said = sentence("rule-c01-outside", matter=matter, why=why)
            yield self.passed(subject, said, rows, value="0", threshold="0")
        elif state is not None and state.standing in _CLEARED:
            said = sentence(_CLEARED[state.standing], matter=matter, applied=state.applied)
            yield self.passed(subject, said, rows, value="0", threshold="0")
        elif not holding:
            why = tuple(sorted({term(Doubt, path.why) for path in open_ones}, key=lambda doubt: doubt.value))
            yield self.unknown(subject, sentence("rule-c01-unknown", matter=matter, why=why), rows)
        elif state is not None and state.standing is RecusalStanding.UNKNOWN:
            said = sentence("rule-c01-recusal-unclear", matter=matter, why=term(Doubt, state.why))
            yield self.unknown(subject, said, rows)
        elif state is None and not registers.reach(subject.unit_id, _year(first["acted_on"])):
            yield self.unknown(subject, sentence("rule-c01-register-short", matter=matter), rows)
        else:
            yield from self._flags(acts, holding, state)

    def _flags(self, acts: Acts, holding: list[InterestPath], state: RecusalState | None) -> Iterator[Answer]:
        """One flag for each step at which the handler acted."""
        code = _FLAGGED[state.standing] if state is not None else "rule-c01-flag"
        recusals = acts.evidence(("recusal", row) for row in (state.recusal_ids if state else ()))
        for subject, act_ids in acts.by_subject(act for path in holding for act in path.acts).items():
            here = _decisive(path for path in holding if set(path.acts) & set(act_ids))
            ties = acts.evidence(row for path in here for row in path.ties)
            # An act that names the party itself needs no other row to show it.
            named = [("matter_act", path.parties[0]) for path in here if not set(act_ids) & set(path.parties)]
            parties = acts.evidence([("matter_act", act) for act in act_ids] + named)
            yield self.flag(
                subject,
                _said(code, acts, act_ids, here, state),
                ties + parties + recusals,
                value=str(len(act_ids)),
                threshold="0",
                confidence=confidence(min(path.tier for path in here)),
            )


def _decisive(paths: Iterable[InterestPath]) -> list[InterestPath]:
    """Of the paths over each relative to each party in the strongest tier, the strongest, and of those the shortest."""
    found = sorted(paths, key=lambda path: (path.tier, -path.strength, len(path.ties), path.ties))
    best: dict[tuple[str, str | None, str], InterestPath] = {}
    for path in found:
        if path.tier == found[0].tier:
            best.setdefault((path.kind, path.relative_id, path.party_id), path)
    return list(best.values())


def _said(code: str, acts: Acts, act_ids: list[str], paths: list[InterestPath], state: RecusalState | None) -> Sentence:
    first = acts.first(act_ids)
    relations = sorted({word for path in paths if (word := relation_word(path.relation))})
    places = {
        "matter": first["matter_number"],
        "step": first["step_name"],
        "first": first["acted_on"],
        "count": len(act_ids),
        "interest": tuple(kind for kind in Interest if any(path.kind == kind for path in paths)),
        "relation": f" [{'、'.join(relations)}]" if relations else "",
    }
    if state is not None:
        places |= {"applied": state.applied, "decided": state.decided or "-"}
    return sentence(code, **places)


def _year(day: object) -> int | None:
    year: int | None = getattr(day, "year", None)
    return year
