"""C04, kin of a leader in a post over personnel, money, discipline or audit of the same organ.

Flows in: kin among those in office. Flows out: one answer for each leader and relative who serve in one unit.
"""

from __future__ import annotations

from collections.abc import Iterator

from analytics.rules.answers import Answer
from analytics.rules.colleagues import SAME_NAME, KinColleagues, kin_colleagues
from analytics.rules.handling import confidence
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Rule, sentence, term
from analytics.rules.serving import InOffice
from analytics.snapshot import View
from models.vocabulary import DocumentKind, SensitiveDuty, Severity


class SensitivePostKin(Rule):
    """A leader's relative who does the organ's personnel, finance, discipline or audit work."""

    code = "C04"
    name = Text("敏感岗位", "kin in a sensitive post")
    what = Text(
        "机关领导成员的公务员法第七十四条所列亲属，是否在本机关从事组织、人事、纪检、监察、审计或财务工作。",
        "Whether relatives of a leader, listed in Civil Servant Law art. 74, do organisation, personnel, discipline, "
        "supervision, audit or finance work in the same organ.",
    )
    method = (
        Text(
            "取评估日在岗人员，按双方任一方的亲属名单（K74）配对，其中一方为本机关领导成员。",
            "Pair those in office on the assessed day by the list of relatives (K74) of either, where one is a leader "
            "of the organ.",
        ),
        Text(
            "另一方的岗位登记为组织人事、财务、纪检监察或审计：预警。",
            "The other's post is recorded as personnel, finance, discipline or audit: flag.",
        ),
    )
    why = Text(
        "管人管钱和监督的岗位由领导亲属担任，内部制约便形同虚设。",
        "Where a leader's kin keep the money, the staff or the discipline, nobody inside checks the leader.",
    )
    source = (
        Text("《中华人民共和国公务员法》第七十四条第一款", "Civil Servant Law, art. 74 para. 1"),
        Text("《公务员回避规定（试行）》（2011年）第五条", "Trial rules on recusal of civil servants (2011), art. 5"),
    )
    inputs = (DocumentKind.TENURE_REGISTER, DocumentKind.DECLARED_TIES)
    severity = Severity.HIGH
    subject = "post"
    value_unit = Measure.FINDINGS
    kin_set = "K74"
    output = Text("担任敏感岗位的领导亲属；不允许有。", "Leaders' kin in sensitive posts; none is allowed.")
    exclusions = (
        Text("不同机关的亲属、一般岗位不在此列。", "Kin in other organs and in ordinary posts are outside the rule."),
    )
    assumptions = (
        Text("岗位类别未登记的，无法判断。", "Where the kind of duty is not recorded: cannot assess."),
        Text("仅姓名相同，无法判断。", "The same name alone: cannot assess."),
    )
    innocent = (Text("调整手续正在办理。", "A transfer is under way."),)

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each leader and relative in one unit."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        pairs = [pair for pair in kin_colleagues(view) if pair.in_one_unit]
        proofs = Proofs(view, (item for pair in pairs for item in pair.ties), reads=())
        for pair in pairs:
            for leader, relative in ((pair.one, pair.other), (pair.other, pair.one)):
                if leader.row["is_leader"] is not False:
                    yield self._judge(pair, leader, relative, proofs)

    def _judge(self, pair: KinColleagues, leader: InOffice, relative: InOffice, proofs: Proofs) -> Answer:
        rows = [relative.place, leader.place, *proofs.places(pair.ties)]
        duty, subject = relative.row["sensitive_duty"], relative.subject
        if duty == SensitiveDuty.NONE:
            return self.passed(subject, sentence("rule-c04-pass"), rows, value="0", threshold="0")
        if pair.why:
            code = "rule-c04-same-name" if pair.why == SAME_NAME else "rule-c04-relation-unclear"
            return self.unknown(subject, sentence(code), rows)
        if leader.row["is_leader"] is None:
            return self.unknown(subject, sentence("rule-c04-leader-unknown"), rows)
        if duty is None:
            return self.unknown(subject, sentence("rule-c04-duty-unknown"), rows)
        said = sentence("rule-c04-flag", duty=term(SensitiveDuty, duty))
        return self.flag(subject, said, rows, value="1", threshold="0", confidence=confidence(pair.tier))
