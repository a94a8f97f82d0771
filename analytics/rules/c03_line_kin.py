"""C03, kin of article 74 in one line of command: one under the other, or both under the same immediate superior.

Flows in: kin among those in office and the reporting lines of their organ. Flows out: one answer for each two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from analytics.relations import once_per_view
from analytics.rules.answers import Answer
from analytics.rules.colleagues import SAME_NAME, KinColleagues, kin_colleagues
from analytics.rules.handling import confidence
from analytics.rules.identified import mentions, units
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.proofs import Proofs, Reference
from analytics.rules.rule import Rule, Subject, sentence
from analytics.rules.serving import InOffice
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import DocumentKind, EvidenceTier, Severity


class LineKin(Rule):
    """Two officials of one organ who are kin and stand in one line of command."""

    code = "C03"
    name = Text("任职回避", "kin in one line")
    what = Text(
        "公务员法第七十四条所列亲属是否在同一机关双方直接隶属于同一领导人员，或有直接上下级领导关系。",
        "Whether kin listed in Civil Servant Law art. 74 serve in one organ under the same immediate superior, or one "
        "directly under the other.",
    )
    method = (
        Text(
            "取评估日在岗人员，按双方任一方的亲属名单（K74）配对；村（社区）不是机关。",
            "Take those in office on the assessed day and pair them by the list of relatives (K74) of either; villages "
            "are no organs.",
        ),
        Text(
            "同一机关内，一方是另一方的直接上级，或双方直接上级相同：预警。",
            "In one organ, one is the other's immediate superior, or both have the same one: flag.",
        ),
    )
    why = Text(
        "亲属之间上下级，监督和考核难以公正。",
        "Between kin, supervision and appraisal cannot be fair.",
    )
    source = (
        Text("《中华人民共和国公务员法》第七十四条第一款", "Civil Servant Law, art. 74 para. 1"),
        Text(
            "《公务员回避规定（试行）》（2011年）第五条、第六条",
            "Trial rules on recusal of civil servants (2011), art. 5 and 6",
        ),
    )
    inputs = (DocumentKind.TENURE_REGISTER, DocumentKind.DECLARED_TIES, DocumentKind.REPORTING_LINE)
    severity = Severity.HIGH
    subject = "post"
    value_unit = Measure.FINDINGS
    kin_set = "K74"
    output = Text("处于同一领导线的亲属对数；不允许有。", "Pairs of kin in one line of command; none is allowed.")
    exclusions = (
        Text("不同机关的亲属不在此列。", "Kin in different organs are outside the rule."),
        Text("间隔一级以上的领导关系不在此列（5a.12）。", "Superiors further up are outside the rule."),
    )
    assumptions = (
        Text(
            "隶属关系未登记的非领导成员，其直接上级不明，无法判断。",
            "Where the reporting line of someone who is no leader is not recorded, his superior is unknown: cannot "
            "assess.",
        ),
        Text("仅姓名相同，无法判断。", "The same name alone: cannot assess."),
    )
    innocent = (
        Text("调整手续正在办理。", "A transfer is under way."),
        Text("省级以上主管部门依法批准的例外。", "An exception approved by the competent provincial department."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each two kin in office."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        pairs, lines = kin_colleagues(view), _superiors(view)
        proofs = Proofs(view, (item for pair in pairs for item in pair.ties), reads=())
        for pair in pairs:
            yield self._judge(pair, lines, proofs)

    def _judge(self, pair: KinColleagues, lines: _Lines, proofs: Proofs) -> Answer:
        above, shown = _line_of(pair, lines)
        lower = _newcomer(pair) if above is None else pair.other if above == pair.one.person_id else pair.one
        subject: Subject = lower.subject
        rows = [pair.one.place, pair.other.place, *proofs.places(pair.ties), *lines.proofs.places(shown)]
        if not pair.in_one_unit:
            return self.passed(subject, sentence("rule-c03-other-organ"), rows, value="0", threshold="0")
        in_line = _in_line(pair, lines)
        if in_line is False:
            return self.passed(subject, sentence("rule-c03-pass"), rows, value="0", threshold="0")
        if pair.why == SAME_NAME:
            return self.unknown(subject, sentence("rule-c03-same-name"), rows)
        if pair.why:
            return self.unknown(subject, sentence("rule-c03-relation-unclear"), rows)
        if in_line is None:
            return self.unknown(subject, sentence("rule-c03-no-line"), rows)
        said = sentence("rule-c03-under" if above else "rule-c03-same-superior")
        return self.flag(subject, said, rows, value="1", threshold="0", confidence=confidence(pair.tier))


class _Lines:
    """Immediate superiors on the assessed day: unit and person -> superiors, with the rows."""

    def __init__(self, view: View) -> None:
        self.of: dict[tuple[str | None, str], dict[str, list[Reference]]] = defaultdict(lambda: defaultdict(list))
        unit_of = units(view, "reporting_line")
        below, above = (mentions(view, "reporting_line", role) for role in ("subordinate", "superior"))
        used = []
        for row in view.rows("reporting_line"):
            lower, higher = below.get(row["id"]), above.get(row["id"])
            known = lower and higher and EvidenceTier.D not in (lower["tier"], higher["tier"])
            if lower and higher and known and lasts_on(row["since"], row["until"], view.assessed_on):
                reference = ("reporting_line", row["id"])
                self.of[unit_of.get(row["id"]), lower["person_id"]][higher["person_id"]].append(reference)
                used.append(reference)
        self.proofs = Proofs(view, used, reads=())


@once_per_view
def _superiors(view: View) -> _Lines:
    return _Lines(view)


def _newcomer(pair: KinColleagues) -> InOffice:
    """Of two neither of whom leads the other, the one who came later: by that post the conflict arose."""
    return max((pair.one, pair.other), key=lambda entry: (str(entry.row["since"] or ""), str(entry.row["id"])))


def _in_line(pair: KinColleagues, lines: _Lines) -> bool | None:
    """Whether two people of one unit stand in one line; None where a superior is not recorded."""
    mine, theirs = (set(lines.of.get((entry.unit_id, entry.person_id), ())) for entry in (pair.one, pair.other))
    if pair.other.person_id in mine or pair.one.person_id in theirs or mine & theirs:
        return True
    unrecorded = [not found and entry.row["is_leader"] is not True
                  for found, entry in ((mine, pair.one), (theirs, pair.other))]  # fmt: skip
    return None if any(unrecorded) else False


def _line_of(pair: KinColleagues, lines: _Lines) -> tuple[str | None, list[Reference]]:
    """The person of a pair who is the other's superior, if any, and the reporting lines that tell."""
    shown: list[Reference] = []
    above = None
    for lower, higher in ((pair.one, pair.other), (pair.other, pair.one)):
        found = lines.of.get((lower.unit_id, lower.person_id), {})
        shown += [reference for references in found.values() for reference in references]
        if pair.in_one_unit and higher.person_id in found:
            above = higher.person_id
    return above, shown
