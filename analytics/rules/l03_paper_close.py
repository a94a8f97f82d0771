"""L03, a problem closed on paper: without proof, before it was mended, or back within ninety days.

Flows in: the rectification ledger. Flows out: one answer for each entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analytics.rules.answers import Answer
from analytics.rules.ledgers import ENTRIES, Line, lines, says_something
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, RectificationStatus, Severity, Term


class Ground(Term):
    """By what a close is seen to be one on paper."""

    NO_PROOF = "no_proof", "没有佐证材料", "no proof"
    TOO_EARLY = "too_early", "销号早于整改", "closed before it was mended"
    BACK = "back", "销号后不久又重新启动", "taken up again soon after"


class PaperClose(Rule):
    """Grounds on which a close of the rectification ledger is not believed."""

    code = "L03"
    version = "2"
    name = Text("虚假销号", "closed on paper")
    what = Text(
        "已销号的问题是否没有佐证、销号早于整改，或销号后短期内又重新启动。",
        "Whether a problem was closed without proof, before it was mended, or taken up again soon after.",
    )
    method = (
        Text(
            "取整改台账中已销号（含销号后又重新启动）的问题。",
            "Take the entries that have been closed, also those taken up again afterwards.",
        ),
        Text(
            "佐证材料空白或写“无”的；销号日期早于整改时间的；自销号之日起规定天数内重新启动的：任一成立即预警。",
            "Proof blank or the word none; closed before the day it was mended; taken up again within the days set, "
            "counted from the close: any of them is a flag.",
        ),
    )
    why = Text(
        "只在台账上销号，问题并未解决；“三个不放过”要求整改不到位不放过。",
        "A problem closed in the ledger alone is not solved, and nobody looks at it again.",
    )
    source = (
        Text(
            "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）：销号管理、逐项整改到位；90天为本系统默认",
            "Jinniu District, Chengdu, plan for dealing with petty corruption (2017): problems are closed one by one "
            "when mended; 90 days is a default of this system",
        ),
    )
    inputs = (DocumentKind.RECTIFICATION_LEDGER,)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.FINDINGS
    output = Text("成立的情形数；允许 0 种。", "The number of grounds found; none is allowed.")
    exclusions = (Text("尚未销号的。", "Problems that have not been closed."),)
    assumptions = (
        Text(
            "完成情况与销号日期都空白的，是否销号不明：无法判断。",
            "Neither a state nor a day of closing: whether it was closed is not known, cannot assess.",
        ),
        Text(
            "只比较已填的日期；登记为重新启动而日期不明的，无法判断。",
            "Only days that are written are compared; taken up again on a day that is not written: cannot assess.",
        ),
        Text(
            "佐证材料一栏有内容即视为有佐证，真伪须人工核对。",
            "Any proof named counts; whether it proves is for people.",
        ),
    )
    innocent = (
        Text("立行立改，当日整改当日销号。", "It was mended at once, and closed the same day."),
        Text("佐证材料另存档案，台账未注明。", "The proof is kept in another file that the ledger does not name."),
        Text("重新启动的是新发生的同类问题。", "What was taken up again is a new problem of the same kind."),
    )
    parameters = (
        Parameter(
            "reopened_days",
            "销号后重新启动的观察天数",
            "days after a close in which taking it up again counts",
            Measure.DAYS,
            Text("本系统默认", "default of this system"),
            ((date(2000, 1, 1), 90),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each entry."""
        if not view.held(DocumentKind.RECTIFICATION_LEDGER):
            yield self.not_held(DocumentKind.RECTIFICATION_LEDGER)
            return
        for entry in lines(view, ENTRIES):
            yield self._judge(entry, params, view.assessed_on)

    def _judge(self, entry: Line, params: Parameters, today: date) -> Answer:
        row, rows, places = entry.row, [entry.evidence], {"number": entry.number}
        closed = _is_closed(row)
        if closed is None:
            return self.unknown(entry.subject, sentence("rule-l03-no-state", **places), rows)
        if not closed:
            return self.excluded(entry.subject, sentence("rule-l03-open", **places), rows)
        on = row["closed_on"] or row["reopened_on"] or today
        limit = params.whole("reopened_days", on)
        if limit is None:
            return self.excluded(entry.subject, sentence("rules-before-force"), rows)
        is_back = _is_back(row, limit)
        holding = {
            Ground.NO_PROOF: not says_something(row["proof"]),
            Ground.TOO_EARLY: bool(row["closed_on"] and row["rectified_on"] and row["closed_on"] < row["rectified_on"]),
            Ground.BACK: bool(is_back),
        }
        grounds = tuple(ground for ground, holds in holding.items() if holds)
        if grounds:
            said = sentence("rule-l03-flag", **places, grounds=grounds)
            return self.flag(entry.subject, said, rows, value=str(len(grounds)), threshold="0")
        if is_back is None:
            return self.unknown(entry.subject, sentence("rule-l03-back-undated", **places), rows)
        return self.passed(entry.subject, sentence("rule-l03-pass", **places), rows, value="0", threshold="0")


def _is_closed(row: Row) -> bool | None:
    """Whether a problem was ever closed; None where nothing tells."""
    if row["closed_on"] is not None or row["reopened_on"] is not None:
        return True
    if row["status"] is None:
        return None
    return row["status"] in {RectificationStatus.CLOSED, RectificationStatus.REOPENED}


def _is_back(row: Row, limit: int) -> bool | None:
    """Whether it was taken up again within the days set; None where it was, on a day that is not known."""
    if row["closed_on"] is not None and row["reopened_on"] is not None:
        days: int = (row["reopened_on"] - row["closed_on"]).days
        return 0 <= days <= limit
    was_reopened = row["reopened_on"] is not None or row["status"] == RectificationStatus.REOPENED
    return None if was_reopened else False
