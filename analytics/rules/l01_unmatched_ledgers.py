"""L01, check and rectification ledgers that do not answer each other line by line.

Flows in: both ledgers. Flows out: up to three answers for each check and unit: lines with a partner, lines without, and
lines of which that cannot be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from analytics.rules.answers import Answer
from analytics.rules.ledgers import CHECKS, ENTRIES, KIND_OF, Books, Line, Numbered, by_number
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Rule, Subject, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity

_OTHER = {CHECKS: ENTRIES, ENTRIES: CHECKS}


class UnmatchedLedgers(Rule):
    """Problems without an entry in the rectification ledger, and entries without a problem."""

    code = "L01"
    name = Text("台账不对应", "ledgers unmatched")
    what = Text(
        "检查台账的每个问题与整改台账是否一一对应。",
        "Whether each problem of the check ledger has its entry in the rectification ledger, and the other way round.",
    )
    method = (
        Text(
            "按编号和问题序号，把检查台账与整改台账逐行对应；编号由填报单位自编，故填报单位或问题单位须一致。",
            "Match both ledgers line by line by the number of the check and of the problem; numbers are given by the "
            "unit that keeps the ledger, so the keepers or the units concerned have to agree.",
        ),
        Text("任一台账中没有对应行的，预警。", "A line of either ledger without a partner in the other: flag."),
    )
    why = Text(
        "查出的问题没有进入整改台账，就无人整改也无人销号；没有来源的整改记录则可能是补写的。",
        "A problem that never reaches the rectification ledger is mended by nobody; an entry without a problem may "
        "have been written afterwards.",
    )
    source = (
        Text(
            "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）附件2、附件3：检查台账与整改台账编号一一对应",
            "Jinniu District, Chengdu, plan for dealing with petty corruption (2017), annexes 2 and 3: check ledger "
            "and rectification ledger under the same numbers",
        ),
    )
    inputs = (DocumentKind.CHECK_LEDGER, DocumentKind.RECTIFICATION_LEDGER)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.FINDINGS
    output = Text("没有对应行的行数；允许 0 行。", "The number of lines without a partner; none is allowed.")
    exclusions = ()
    assumptions = (
        Text(
            "未写问题序号的行，可能正是所缺的那一行：无法判断。",
            "A line without the number of its problem may be the one that is sought: cannot assess.",
        ),
        Text(
            "填报单位的另一本台账未收入，或只到该年之前的，无法判断。",
            "Where the keeper's other ledger is not held, or ends before that year: cannot assess.",
        ),
        Text("同一行重复登记的，只算一次对应。", "A line entered twice answers the same partner."),
    )
    innocent = (
        Text("本周刚查出，整改台账尚未填报。", "The problem was found this week and is about to be entered."),
        Text("问题并入另一编号整改，台账未注明。", "It is being mended under another number, and nobody noted it."),
    )
    parameters = (
        Parameter(
            "orphans",
            "允许没有对应行的行数",
            "lines without a partner allowed",
            Measure.FINDINGS,
            Text(
                "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）；其他地区为本系统默认",
                "Jinniu District, Chengdu, plan of 2017; elsewhere a default of this system",
            ),
            ((date(2017, 5, 1), 0),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers for each check, by the unit concerned."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        numbered = by_number(view)
        books = {
            CHECKS: Books(view, [line for both in numbered.values() for line in both.checks], CHECKS),
            ENTRIES: Books(view, [line for both in numbered.values() for line in both.entries], ENTRIES),
        }
        allowed = params.whole("orphans", view.assessed_on) or 0
        for number, both in numbered.items():
            yield from self._judge(number, both, books, allowed)

    def _judge(self, number: str, both: Numbered, books: dict[str, Books], allowed: int) -> Iterator[Answer]:
        sorted_out: dict[tuple[Subject, str], list[Line]] = defaultdict(list)
        for line in (*both.checks, *both.entries):
            sorted_out[line.subject, _standing(line, both, books[_OTHER[line.table]])].append(line)
        for (subject, standing), found in sorted(sorted_out.items(), key=lambda item: str(item[0])):
            rows = [line.evidence for line in found]
            counted = {
                "number": number,
                "checks": sum(line.table == CHECKS for line in found),
                "entries": sum(line.table == ENTRIES for line in found),
            }
            if standing == "orphan" and len(found) > allowed:
                said = sentence("rule-l01-flag", **counted)
                yield self.flag(subject, said, rows, value=str(len(found)), threshold=str(allowed))
            elif standing == "orphan":
                said = sentence("rule-l01-allowed", **counted)
                yield self.passed(subject, said, rows, value=str(len(found)), threshold=str(allowed))
            elif standing == "matched":
                partners = [partner.evidence for line in found for partner in both.partners(line)]
                said = sentence("rule-l01-pass", **counted)
                yield self.passed(subject, said, rows + partners, value="0", threshold=str(allowed))
            elif standing == "unnumbered":
                yield self.unknown(subject, sentence("rule-l01-unnumbered", number=number), rows)
            else:
                registers = tuple(sorted({KIND_OF[_OTHER[line.table]] for line in found}))
                yield self.unknown(subject, sentence("rules-not-held-unit", register=registers), rows)


def _standing(line: Line, both: Numbered, other: Books) -> str:
    """Where a line stands: matched, orphan, unnumbered (it, or a line that may be its partner), or not held."""
    if both.partners(line):
        return "matched"
    if not other.reach(line):
        return "not-held"
    without_number = any(met.issue_no is None for met in both.meeting(line))
    return "unnumbered" if line.issue_no is None or without_number else "orphan"
