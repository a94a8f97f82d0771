"""B01, 三公经费 that rose over the year before without a published reason.

Flows in: three-public reports and their lines. Flows out: one answer for each unit, year and stage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product

from analytics.identity import squash
from analytics.rules.answers import Answer, Evidence
from analytics.rules.expenses import total_of
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, ten_thousands, term, yuan
from analytics.snapshot import View
from models.money import from_fen
from models.vocabulary import DocumentKind, Severity, SpendingStage

# What stands in a column of reasons where there is none.
_NO_REASON = frozenset({"", "无", "暂无", "没有", "未说明", "无说明", "不详", "none", "n/a"})


@dataclass(slots=True)
class _Year:
    """All that is published about one unit, year and stage."""

    amounts: set[int] = field(default_factory=set)
    own: bool = False  # some document is about this year, not merely comparing with it
    reason: bool = False
    rows: list[Evidence] = field(default_factory=list)


class ThreePublicRise(Rule):
    """The total of 三公经费, year on year, same unit and same stage."""

    code = "B01"
    version = "2"
    name = Text("三公经费上升", "three-public rise")
    what = Text(
        "同一单位、同一口径（预算对预算、决算对决算）的三公经费合计是否比上年增加而未说明原因。",
        "Whether a unit's 三公经费 total rose over the year before, budget against budget or final against final, "
        "with no "
        "reason published.",
    )
    method = (
        Text(
            "取每个单位每年的三公经费合计；未列合计的，由因公出国（境）、公务用车、公务接待三项相加，缺一项即不能相加"
            "。",
            "Take the total of each unit and year; where none is stated, add travel abroad, vehicles and "
            "hospitality, all three "
            "being needed.",
        ),
        Text(
            "与上年同阶段的合计相减；同一文件内并列的上年数，与其他文件中的上年数同等采用。",
            "Subtract the total of the year before, same stage; a figure of last year beside this year's in one "
            "document counts "
            "like one from another document.",
        ),
        Text("增加额大于 0 且未见增减原因说明的，预警。", "An increase above 0 without a published reason: flag."),
    )
    why = Text(
        "三公经费只减不增是硬约束；无说明的上升常与超标准接待、违规用车有关。",
        "These costs are meant only to fall; an unexplained rise often goes with lavish hospitality or misuse of "
        "vehicles.",
    )
    source = (
        Text(
            "国务院“约法三章”（2013年3月）：“三公”经费只减不增",
            "State Council pledge of March 2013: these costs may only fall",
        ),
        Text(
            "《党政机关厉行节约反对浪费条例》",
            "Regulation on Frugality and against Waste in Party and Government Organs",
        ),
        Text(
            "《中华人民共和国预算法》第十四条（公开并作出说明）",
            "Budget Law, art. 14 (disclosure with explanations)",
        ),
    )
    inputs = (DocumentKind.THREE_PUBLIC,)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.YUAN
    output = Text(
        "比上年的增加额（元）与允许的增加额。", "The increase over the year before in yuan, and the increase allowed."
    )
    exclusions = (
        Text(
            "公布了增减原因的，不预警，但原因是否成立需人工判断。",
            "A published reason clears the flag; whether it convinces is for people.",
        ),
    )
    assumptions = (
        Text(
            "上年未收入，或合计空白：无法判断，不视为 0。",
            "The year before not held, or a blank total: cannot assess; a blank is not zero.",
        ),
        Text(
            "不同文件对同一年给出不同数字且结论不一致的：无法判断。",
            "Documents that state different figures for one year, with different verdicts: cannot assess.",
        ),
    )
    innocent = (
        Text("更新报废车辆等一次性支出，说明另行发布。", "A scrapped car was replaced, explained elsewhere."),
        Text("机构合并、职能划入，口径变大。", "The unit took over another one or new duties."),
        Text("上年受疫情影响基数偏低。", "The year before was unusually low, as in the epidemic."),
    )
    parameters = (
        Parameter(
            "rise",
            "允许的增加额",
            "increase allowed",
            Measure.YUAN,
            Text("国务院“约法三章”（2013年3月）只减不增", "State Council pledge of March 2013: only fall"),
            ((date(2013, 3, 17), Decimal(0)),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each unit, year and stage that a document is about."""
        if not view.held(DocumentKind.THREE_PUBLIC):
            yield self.not_held(DocumentKind.THREE_PUBLIC)
            return
        unit_of = units(view, "three_public_report")
        lines: dict[str, list[Row]] = defaultdict(list)
        for line in view.rows("three_public_line"):
            lines[line["report_id"]].append(line)
        reports = view.rows("three_public_report")
        newest = _newest_year(reports)
        years: dict[tuple[str, str], dict[int, _Year]] = defaultdict(lambda: defaultdict(_Year))
        for report in reports:
            unit_id, year = unit_of.get(report["id"]), report["fiscal_year"]
            if unit_id is None or year is None:
                subject = Subject("document", report["document_id"], unit_id)
                yield self.unknown(subject, sentence("rule-b01-unplaced"), [evidence("three_public_report", report)])
                continue
            known = years[unit_id, report["stage"]][year]
            _add(known, report, lines[report["id"]], own=newest[report["document_id"]] == year)
        for (unit_id, stage), of_unit in sorted(years.items()):
            for year, known in sorted(of_unit.items()):
                previous = of_unit.get(year - 1)
                if known.own or previous is not None:
                    yield self._judge(unit_id, term(SpendingStage, stage), year, known, previous, params)

    def _judge(
        self, unit_id: str, stage: SpendingStage, year: int, known: _Year, previous: _Year | None, params: Parameters
    ) -> Answer:
        subject = Subject("unit", unit_id, unit_id)
        rows = known.rows + (previous.rows if previous else [])
        allowed = params.decimal("rise", first_day(year))
        if allowed is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        if previous is None:
            said = sentence("rule-b01-no-previous", year=year, previous=year - 1, stage=stage)
            return self.unknown(subject, said, rows)
        if not known.amounts or not previous.amounts:
            return self.unknown(subject, sentence("rule-b01-blank", year=year, stage=stage), rows)
        rises = sorted((now - before, now, before) for now, before in product(known.amounts, previous.amounts))
        above = {from_fen(rise) > allowed for rise, _, _ in rises}
        if len(above) > 1 and not known.reason:
            return self.unknown(subject, sentence("rule-b01-two-figures", year=year, stage=stage), rows)
        rise, now, before = rises[0]
        figures = {"year": year, "stage": stage, "now": ten_thousands(now), "before": ten_thousands(before)}
        if rise <= 0:
            said = sentence("rule-b01-pass", **figures)
        elif known.reason or True not in above:
            said = sentence(
                "rule-b01-explained" if known.reason else "rule-b01-allowed", **figures, rise=ten_thousands(rise)
            )
        else:
            said = sentence("rule-b01-flag", **figures, rise=ten_thousands(rise))
            return self.flag(subject, said, rows, value=yuan(rise), threshold=str(allowed))
        return self.passed(subject, said, rows, value=yuan(rise), threshold=str(allowed))


def _newest_year(reports: list[Row]) -> dict[str, int]:
    """The latest year each document speaks of; earlier ones in it are there for comparison."""
    newest: dict[str, int] = {}
    for report in reports:
        if report["fiscal_year"] is not None:
            document = report["document_id"]
            newest[document] = max(newest.get(document, report["fiscal_year"]), report["fiscal_year"])
    return newest


def _add(known: _Year, report: Row, lines: list[Row], own: bool) -> None:
    total, rows = total_of(report, lines)
    known.own = known.own or own
    known.reason = known.reason or _explains(report["reason"])
    known.rows += [evidence("three_public_report", report), *rows]
    if total is not None:
        known.amounts.add(total)


def _explains(reason: str | None) -> bool:
    """Whether a column of reasons holds one: a dash or the word none is no reason."""
    return squash(reason).strip("-—–_/.。、,;:()").lower() not in _NO_REASON
