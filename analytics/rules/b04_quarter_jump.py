"""B04, official hospitality of a quarter that jumps over the same quarter of the year before.

Flows in: spending on hospitality by quarter or month. Flows out: one answer for each unit and quarter that has one to
compare with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

from analytics.rules.answers import Answer
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Rule, Subject, sentence, yuan
from analytics.rules.spending import UNIT_SLIP, SpendingKey, Year, is_slipped, spending
from analytics.snapshot import View
from models.money import plain, to_fen
from models.vocabulary import DocumentKind, Severity, SpendingItem

_QUARTERS = range(1, 5)


class QuarterJump(Rule):
    """Hospitality of a quarter, year on year."""

    code = "B04"
    name = Text("接待费突增", "quarter jump")
    what = Text(
        "单位某季度的公务接待费，是否比上年同季度大幅增加。",
        "Whether a unit's official hospitality of a quarter rose steeply over the same quarter of the year before.",
    )
    method = (
        Text(
            "取本季度和上年同季度的公务接待费；按月填报的，三个月齐全的相加。",
            "Take the hospitality of the quarter and of the same quarter last year; where months are kept, all three "
            "are added.",
        ),
        Text(
            "增幅超过 30% 并且增加额超过 1 万元的，预警；两个条件须同时满足。",
            "A rise of more than 30 % and of more than 10 000 yuan, both: flag.",
        ),
    )
    why = Text(
        "接待费突然上升，常与超标准接待、分解列支或节日宴请有关。",
        "A sudden rise often goes with lavish hosting, split bills, or banquets before holidays.",
    )
    source = (
        Text(
            "《党政机关国内公务接待管理规定》；30% 和 1 万元为本系统默认",
            "Rules on official hospitality within the country; 30 % and 10 000 yuan are defaults of this system",
        ),
        Text(
            "《党政机关厉行节约反对浪费条例》",
            "Regulation on Frugality and against Waste in Party and Government Organs",
        ),
    )
    inputs = (DocumentKind.PERIOD_SPENDING,)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.YUAN
    output = Text(
        "比上年同季度的增加额（元），与允许的增加额（1 万元和上年数的 30% 中较大者）。",
        "The increase in yuan, and the larger of 10 000 yuan and 30 % of last year's figure.",
    )
    exclusions = (Text("增幅大而增加额不超过 1 万元的。", "Steep rises of no more than 10 000 yuan."),)
    assumptions = (
        Text(
            "上年未收入、上年同季度空白，或同一季度有不同数字且结论不一致的：无法判断。",
            "Last year not held, a blank quarter, or figures that differ with different verdicts: cannot assess.",
        ),
        Text(
            "两数相差约一万倍的，疑似元与万元错位，无法判断。",
            "Figures about ten thousand times apart look like a slipped unit: cannot assess.",
        ),
    )
    innocent = (
        Text("承办会议、接待上级检查等一次性活动。", "An event was hosted once, or an inspection received."),
        Text("上年同期因故接待很少。", "There was hardly any hosting in that quarter last year."),
    )
    parameters = (
        Parameter(
            "share",
            "允许的增幅",
            "rise allowed, in percent of last year",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(30)),),
        ),
        Parameter(
            "least",
            "不论增幅，允许的增加额",
            "increase allowed whatever its share",
            Measure.YUAN,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(10_000)),),
        ),
        *UNIT_SLIP,
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each unit and quarter, or for the year where last year is not held at all."""
        if not view.held(DocumentKind.PERIOD_SPENDING):
            yield self.not_held(DocumentKind.PERIOD_SPENDING)
            return
        found = spending(view, SpendingItem.RECEPTION)
        for key, year in sorted(found.items(), key=lambda item: item[0]):
            last = found.get(SpendingKey(key.unit_id, key.year - 1, key.item))
            if last is None:
                subject = Subject("unit", key.unit_id, key.unit_id)
                said = sentence("rule-b04-no-last-year", year=key.year, last=key.year - 1)
                yield self.unknown(subject, said, year.rows)
                continue
            for number in _QUARTERS:
                if year.quarter(number).rows:
                    yield self._judge(key, number, year, last, params)

    def _judge(self, key: SpendingKey, number: int, year: Year, last: Year, params: Parameters) -> Answer:
        subject = Subject("unit", key.unit_id, key.unit_id)
        now, before = year.quarter(number), last.quarter(number)
        rows, said = [*now.rows, *before.rows], {"year": key.year, "quarter": number}
        day = first_day(key.year)
        share, least = params.decimal("share", day), params.decimal("least", day)
        slip, room = params.decimal("slip", day), params.decimal("slip_room", day)
        if share is None or least is None or slip is None or room is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        if not now.amounts or not before.amounts:
            return self.unknown(subject, sentence("rule-b04-blank", **said), rows)
        pairs = sorted(product(now.amounts, before.amounts), key=lambda pair: pair[0] - pair[1])
        if any(is_slipped(one, other, slip, room) for one, other in pairs):
            return self.unknown(subject, sentence("rule-b04-slip", **said), rows)
        above = {one - other > _allowed(other, share, least) for one, other in pairs}
        if len(above) > 1:
            return self.unknown(subject, sentence("rule-b04-two-figures", **said), rows)
        one, other = pairs[0] if True in above else pairs[-1]
        allowed = plain(_allowed(other, share, least) / 100)
        places = {**said, "now": yuan(one), "before": yuan(other), "rise": yuan(one - other), "allowed": allowed}
        code, answer = ("rule-b04-flag", self.flag) if True in above else ("rule-b04-pass", self.passed)
        return answer(subject, sentence(code, **places), rows, value=yuan(one - other), threshold=allowed)


def _allowed(before: int, share: Decimal, least: Decimal) -> Decimal:
    """The increase allowed over a figure, in fen: the larger of the least sum and the share."""
    return max(Decimal(to_fen(least)), before * share / 100)
