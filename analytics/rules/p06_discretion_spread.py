"""P06, penalties of one official that lie far from those of all others.

Flows in: the log of matters (who decided), the register of matters (what was imposed), power lists (which powers are
penalties). Flows out: one answer for each official who decided penalties, told of the post, never by name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from analytics.identity import squash
from analytics.rules.answers import Answer, Evidence
from analytics.rules.distance import Side
from analytics.rules.handling import confidence
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.procedures import Kinds, decisions, rows_of
from analytics.rules.rule import Row, Rule, Subject, percent, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, Severity

_PENALTY = "处罚"


@dataclass(slots=True)
class _Handler:
    """The penalties that one official decided: the part imposed of each matter, and the rows they stand in."""

    parts: dict[str, Fraction] = field(default_factory=dict)  # by matter
    rows: list[Row] = field(default_factory=list)

    @property
    def mean(self) -> Fraction:
        """The mean part."""
        return sum(self.parts.values(), Fraction(0)) / len(self.parts)

    @property
    def subject(self) -> Subject:
        """The post at which most of them were decided."""
        places = Counter((row["unit_id"], row["post_id"]) for row in self.rows)
        unit_id, post_id = min(places, key=lambda place: (-places[place], str(place)))
        if post_id is not None:
            return Subject("post", post_id, unit_id, post_id)
        if unit_id is not None:
            return Subject("unit", unit_id, unit_id)
        return Subject("document", self.rows[0]["document_id"])

    def evidence(self, with_matters: bool) -> list[Evidence]:
        """Where the acts stand, and the matters they decided."""
        places = [Evidence("matter_act", row["id"], row["document_id"], row["locator"]) for row in self.rows]
        if with_matters:
            places += [
                Evidence("matter", r["matter_row"], r["matter_document"], r["matter_locator"]) for r in self.rows
            ]
        return places


@dataclass(frozen=True, slots=True)
class _Others:
    """Means in order, one of them left out: an official is not his own peer."""

    means: list[Fraction]
    left_out: int

    def quantile(self, part: Fraction) -> Fraction:
        """A quantile by linear interpolation."""
        last = len(self.means) - 2
        place = part * last
        below = int(place)
        one, other = self._at(below), self._at(min(below + 1, last))
        return one + (other - one) * (place - below)

    def _at(self, place: int) -> Fraction:
        return self.means[place if place < self.left_out else place + 1]


class DiscretionSpread(Rule):
    """The mean penalty of one official against the fences of the means of all others."""

    code = "P06"
    name = Text("裁量离散", "discretion spread")
    what = Text(
        "某一决定人所作处罚的平均轻重，是否明显偏离其他决定人。",
        "Whether the penalties that one official decided are, in the mean, far milder or harsher than those of others.",
    )
    method = (
        Text(
            "取行政处罚的决定，每件以处罚金额除以涉案金额；登记中一律没有涉案金额的，直接以处罚金额比较。",
            "Take the decisions of penalties; for each, what was imposed as a part of the amount at issue, or the "
            "penalty itself where the register holds no amounts at issue at all.",
        ),
        Text(
            "求每一决定人的均值；其余决定人均值的下四分位数减、上四分位数加若干倍四分位距为界（线性插值）。",
            "Take the mean of each official; the fences are the quartiles of the means of the others (linear "
            "interpolation), less and plus a multiple of the range between them.",
        ),
        Text(
            "案件数达到规定而均值在界外的，预警；恰在界上的不预警。",
            "Enough cases, and a mean outside the fences: flag. A mean on a fence is inside.",
        ),
    )
    why = Text(
        "同类案件有人一贯从轻或从重，可能是人情案、关系案，也可能是裁量基准没有落实。",
        "One hand that is always mild, or always harsh, points to favours, or to guidance on discretion that nobody "
        "follows.",
    )
    source = (
        Text(
            "《中华人民共和国行政处罚法》第三十四条：制定行政处罚裁量基准，规范行使行政处罚裁量权",
            "Administrative Penalties Law, art. 34: guidance on discretion in penalties",
        ),
        Text(
            "四分位距离群值判定；件数、倍数为本系统默认",
            "outliers by interquartile range; values are defaults of this system",
        ),
    )
    inputs = (DocumentKind.MATTER_LOG, DocumentKind.MATTER_REGISTER, DocumentKind.POWER_LIST)
    severity = Severity.LOW
    subject = "post"
    value_unit = Measure.PERCENT
    flagged_side = Side.FENCED
    output = Text(
        "该决定人的均值与较近一侧的界，均以其他决定人均值的中位数为 100%。",
        "The mean of the official and the fence on its side, both in percent of the median of the others.",
    )
    exclusions = (Text("行政处罚以外的职权。", "Powers other than penalties."),)
    assumptions = (
        Text(
            "案件或可比的决定人过少，或其他人之间没有差别的，无法判断。",
            "Too few cases, too few others, or no spread among the others: cannot assess.",
        ),
        Text(
            "只知姓名的决定人，其案件不归于任何人，按单位答一次“无法判断”。",
            "Decisions of which only a name is known are nobody's, and are told once for each unit.",
        ),
        Text("没有处罚金额的案件不计入。", "Cases without an amount imposed are left out."),
    )
    innocent = (
        Text(
            "案件类型不同，分管的多为轻微（或严重）违法。",
            "A different mix of cases: minor, or grave, offences fall to this post.",
        ),
        Text("裁量基准调整前后案件比例不同。", "More of the cases were decided before, or after, guidance changed."),
    )
    parameters = (
        Parameter(
            "cases",
            "最少案件数",
            "least number of cases",
            Measure.ACTS,
            Text("本系统默认", "default of this system"),
            ((date(2000, 1, 1), 20),),
        ),
        Parameter(
            "others",
            "最少可比人数",
            "least number of others to compare with",
            Measure.PEOPLE,
            Text("本系统默认：少于四人无从求四分位数", "default of this system: fewer than four have no quartiles"),
            ((date(2000, 1, 1), 4),),
        ),
        Parameter(
            "fence",
            "四分位距的倍数",
            "multiple of the interquartile range",
            Measure.TIMES,
            Text("四分位距离群值判定的通行取值", "common in outlier detection by interquartile range"),
            ((date(2000, 1, 1), Decimal("1.5")),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each official who decided penalties, and one for each unit with decisions of unknown hands."""
        needed = (DocumentKind.MATTER_LOG, DocumentKind.MATTER_REGISTER)
        missing = [kind for kind in needed if not view.held(kind)]
        if not view.held(DocumentKind.POWER_LIST) and not view.held(DocumentKind.POST_STEP_TABLE):
            missing.append(DocumentKind.POWER_LIST)
        yield from (self.not_held(kind) for kind in missing)
        if any(kind in missing for kind in needed):
            return
        kinds = Kinds(view)
        handlers: dict[str, _Handler] = defaultdict(_Handler)
        unknown: dict[str | None, list[Row]] = defaultdict(list)
        penalties = _penalties(view, kinds)
        by_part = any(row["amount_fen"] for row in penalties)
        for row in penalties:
            part = _part(row, by_part)
            if row["tier"] == EvidenceTier.D:
                unknown[row["unit_id"]].append(row)
            elif part is not None:
                handler = handlers[row["person_id"]]
                handler.parts[row["matter_id"]] = part
                handler.rows.append(row)
        means = sorted(handler.mean for handler in handlers.values())
        for _, handler in sorted(handlers.items()):
            yield self._judge(handler, means, view.assessed_on, params)
        for _, rows in sorted(unknown.items(), key=str):
            nobody = _Handler(rows=rows)
            said = sentence("rule-p06-name-only", count=len(rows))
            yield self.unknown(nobody.subject, said, nobody.evidence(with_matters=False))

    def _judge(self, handler: _Handler, means: list[Fraction], today: date, params: Parameters) -> Answer:
        subject, cases = handler.subject, len(handler.parts)
        rows = handler.evidence(with_matters=False)
        least, fewest, factor = (
            params.whole("cases", today),
            params.whole("others", today),
            params.decimal("fence", today),
        )
        if least is None or fewest is None or factor is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        places: dict[str, object] = {"cases": cases, "others": len(means) - 1}
        if cases < least:
            return self.unknown(subject, sentence("rule-p06-few-cases", **places, least=least), rows)
        if len(means) - 1 < max(fewest, 1):
            return self.unknown(subject, sentence("rule-p06-few-others", **places, least=fewest), rows)
        mean = handler.mean
        others = _Others(means, bisect_left(means, mean))
        low, middle, high = (others.quantile(Fraction(n, 4)) for n in (1, 2, 3))
        if low == high or middle == 0:
            return self.unknown(subject, sentence("rule-p06-no-spread", **places), rows)
        reach = (high - low) * Fraction(factor)
        fence = low - reach if mean < middle else high + reach
        value, threshold = percent(mean / middle), percent(fence / middle)
        places |= {"value": value, "fence": threshold}
        if low - reach <= mean <= high + reach:
            said = sentence("rule-p06-pass", **places)
            return self.passed(subject, said, rows, value=value, threshold=threshold)
        said = sentence("rule-p06-mild" if mean < middle else "rule-p06-harsh", **places)
        tier = max(row["tier"] for row in handler.rows)
        rows = handler.evidence(with_matters=True)
        return self.flag(subject, said, rows, value=value, threshold=threshold, confidence=confidence(tier))


def _penalties(view: View, kinds: Kinds) -> list[Row]:
    """The decisions of penalties with what was imposed; entries of a matter that contradict each other are left out."""
    decided = decisions(view)
    powers = decided.select("unit_id", "power").distinct().to_pyarrow().to_pylist()
    names = sorted({row["power"] for row in powers if row["power"] and _is_penalty(kinds, row)})
    rows = [row for row in rows_of(decided.filter(decided.power.isin(names))) if _is_penalty(kinds, row)]
    said: dict[str, set[tuple[int | None, int | None]]] = defaultdict(set)
    for row in rows:
        said[row["matter_id"]].add((row["decided_amount_fen"], row["amount_fen"]))
    return [row for row in rows if len(said[row["matter_id"]]) == 1]


def _is_penalty(kinds: Kinds, row: Row) -> bool:
    """Whether the power of a row is a penalty: as it is listed, else by its name."""
    listed = kinds.is_a(row["unit_id"], row["power"], _PENALTY)
    unlisted = not kinds.of(row["unit_id"], row["power"])
    return bool(listed) or (unlisted and _PENALTY in squash(row["power"]))


def _part(row: Row, by_part: bool) -> Fraction | None:
    """What was imposed, as a part of the amount at issue, or in fen; None where it cannot be compared."""
    imposed, at_issue = row["decided_amount_fen"], row["amount_fen"]
    if imposed is None or (by_part and not at_issue):
        return None
    return Fraction(imposed, at_issue) if by_part else Fraction(imposed)
