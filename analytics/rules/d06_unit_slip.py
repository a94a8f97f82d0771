"""D06, a line that is ten thousand times, or a ten-thousandth of, the same line of last year: 元 taken for 万元.

Flows in: the lowest lines of spending of published sets. Flows out: at most three answers for each unit, year and
stage: the lines that slipped, those that cannot be compared, and the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from analytics.rules.answers import Answer
from analytics.rules.budget_lines import Line, Pair, lines_of_sets, paired
from analytics.rules.budgets import SetKey
from analytics.rules.distance import Side
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Rule, Subject, percent, sentence, ten_thousands
from analytics.snapshot import View
from models.vocabulary import DocumentKind, Severity


class UnitSlip(Rule):
    """The ratio of a line to last year's, against ten thousand."""

    code = "D06"
    name = Text("单位错位", "unit slip")
    what = Text(
        "某行金额是否约为上年同一行的一万倍或万分之一，疑似把元当作万元（或相反）。",
        "Whether a line is about ten thousand times, or a ten-thousandth of, the same line of last year, as when 元 "
        "is taken for 万元.",
    )
    method = (
        Text(
            "取支出总表、一般公共预算支出表、基本支出表、政府性基金预算支出表、项目支出表的末级行，与上年同阶段同一张表的同"
            "一行相比：编码和名称都相同；编码在两年都唯一的，只看编码。",
            "Compare the lowest lines of the forms of expenditure, general budget, basic spending, government funds "
            "and projects with the same line of the same form last year, same stage: same code and name, or the code "
            "alone where it is the only one in both years.",
        ),
        Text(
            "本年数除以上年数，在一万倍或万分之一上下 5% 以内的，预警。",
            "This year's figure divided by last year's within 5 % of ten thousand, or of a ten-thousandth: flag.",
        ),
    )
    why = Text(
        "单位错位使公开的数字失真一万倍，其他比较都会被它带偏。",
        "A slipped unit makes a published figure wrong ten thousand times over, and every comparison with it.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第十四条（公开并作出说明）",
            "Budget Law, art. 14 (disclosure with explanations)",
        ),
        Text("倍数与幅度为本系统默认", "factor and tolerance are defaults of this system"),
    )
    inputs = (DocumentKind.BUDGET,)
    severity = Severity.LOW
    subject = "unit"
    value_unit = Measure.TIMES
    flagged_side = Side.FENCED
    output = Text(
        "较大数是较小数的多少倍（取金额最大的一行），与一万倍。",
        "How many times the larger figure is the smaller (of the line with the largest), and ten thousand.",
    )
    exclusions = (
        Text("上年没有的新增行不比较。", "New lines that last year did not have are not compared."),
        Text("任一年为 0 的，倍数无意义，通过。", "Where either year is 0 there is no ratio: pass."),
    )
    assumptions = (
        Text(
            "上年未收入，或任一年空白：无法判断。",
            "Last year not held, or a blank in either year: cannot assess.",
        ),
        Text(
            "上年有不同记载而结论不一的，无法判断。",
            "Last year stated in two ways with different verdicts: cannot assess.",
        ),
    )
    innocent = (
        Text("确实新增或压减的项目，恰好相差约一万倍。", "A project that truly grew or shrank so much."),
        Text("上年的数字才是错的。", "It is last year's figure that is wrong."),
    )
    parameters = (
        Parameter(
            "times",
            "单位错位的倍数",
            "factor of a slipped unit",
            Measure.TIMES,
            Text("元与万元之比", "the ratio of 元 and 万元"),
            ((date(2008, 5, 1), Decimal(10_000)),),
        ),
        Parameter(
            "tolerance",
            "允许偏离该倍数的幅度",
            "tolerance about that factor",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(5)),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """At most three answers for each set that has lines of spending."""
        if not view.held(DocumentKind.BUDGET):
            yield self.not_held(DocumentKind.BUDGET)
            return
        sets = lines_of_sets(view)
        for key, lines in sorted(sets.items(), key=lambda item: item[0]):
            yield from self._judge(key, lines, sets.get(SetKey(key.unit_id, key.year - 1, key.stage)), params)

    def _judge(self, key: SetKey, lines: list[Line], before: list[Line] | None, params: Parameters) -> Iterator[Answer]:
        subject, said = Subject("unit", key.unit_id, key.unit_id), {"year": key.year, "stage": key.term}
        times, tolerance = (
            params.decimal("times", first_day(key.year)),
            params.decimal("tolerance", first_day(key.year)),
        )
        where = {line.form_place for line in lines}
        if times is None or tolerance is None:
            yield self.excluded(subject, sentence("rules-before-force"), where)
            return
        if before is None:
            yield self.unknown(subject, sentence("rule-d06-no-last-year", **said, last=key.year - 1), where)
            return
        found: dict[bool | None, list[Pair]] = {True: [], None: [], False: []}
        for pair in paired(lines, before):
            if pair.others:
                found[_is_slipped(pair, times, tolerance)].append(pair)
        slipped, unknown, sound = found[True], found[None], found[False]
        if slipped:
            yield self._slipped(subject, said, slipped, times)
        if unknown:
            places = [place for pair in unknown for place in pair.places]
            yield self.unknown(subject, sentence("rule-d06-unclear", **said, lines=len(unknown)), places)
        if sound:
            told = sentence("rule-d06-pass", **said, lines=len(sound))
            value = _times(max(map(_ratio, sound)))
            rows = [pair.line.place for pair in sound] + max(sound, key=_ratio).places
            yield self.passed(subject, told, rows, value=value, threshold=str(times))
        if not (slipped or unknown or sound):
            yield self.unknown(subject, sentence("rule-d06-all-new", **said), where)

    def _slipped(self, subject: Subject, said: dict[str, object], slipped: list[Pair], times: Decimal) -> Answer:
        largest = max(slipped, key=lambda pair: (pair.line.amount_fen or 0, pair.line.id))
        told = sentence(
            "rule-d06-flag",
            **said,
            lines=len(slipped),
            label=largest.line.label,
            now=ten_thousands(largest.line.amount_fen or 0),
            before=ten_thousands(min(largest.amounts)),
        )
        rows = [place for pair in slipped for place in pair.places]
        return self.flag(subject, told, rows, value=_times(_ratio(largest)), threshold=str(times))


def _is_slipped(pair: Pair, times: Decimal, tolerance: Decimal) -> bool | None:
    """Whether a line is out by the factor of the unit; None where a figure is blank, or those of last year disagree."""
    now = pair.line.amount_fen
    if now is None or not pair.amounts:
        return None
    answers = {_slips(now, before, times, tolerance) for before in pair.amounts}
    return answers.pop() if len(answers) == 1 else None


def _slips(now: int, before: int, times: Decimal, tolerance: Decimal) -> bool:
    """Whether now / before lies within the tolerance of the factor or of its inverse.

    >>> _slips(12_500_000, 1_250, Decimal(10_000), Decimal(5)), _slips(5_000, 1_250, Decimal(10_000), Decimal(5))
    (True, False)
    """
    if now <= 0 or before <= 0:
        return False
    ratio, room = Fraction(now, before), Fraction(tolerance) / 100
    return any(target * (1 - room) <= ratio <= target * (1 + room) for target in (Fraction(times), 1 / Fraction(times)))


def _ratio(pair: Pair) -> Fraction:
    """How many times the larger figure is the smaller; 1 where either is 0 or negative."""
    now, before = pair.line.amount_fen or 0, min(pair.amounts)
    return Fraction(max(now, before), min(now, before)) if now > 0 and before > 0 else Fraction(1)


def _times(ratio: Fraction) -> str:
    """A ratio as decimal text, to six places at most."""
    return percent(ratio / 100)
