"""F04, a programme of which one payee takes an unusual share.

Flows in: fund notices and their rows, with payees as identity judged them. Flows out: one answer for each programme
and year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import ibis
import pyarrow as pa

from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.rules.notices import Publication, publications
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Row, Rule, Sentence, Subject, evidence, percent, sentence, ten_thousands
from analytics.snapshot import View
from models.vocabulary import Confidence, DocumentKind, EvidenceTier, Severity


@dataclass(frozen=True, slots=True)
class _Sum:
    """What the rows of one notice hand to one payee."""

    notice_id: str
    payee: str | None  # identifier; None where the row names no payee
    name: str | None
    tier: str | None
    fen: int
    blank: int  # rows without an amount


@dataclass(frozen=True, slots=True)
class _Shares:
    """Amounts by payee, and what follows from them."""

    amounts: Counter[str]
    total: int

    @property
    def top(self) -> tuple[str, int]:
        """The payee with most; among equals the smaller identifier."""
        return min(self.amounts.items(), key=lambda item: (-item[1], item[0]))

    @property
    def share(self) -> Fraction:
        """The part of the total that the top payee takes."""
        return Fraction(self.top[1], self.total)

    @property
    def hhi(self) -> Fraction:
        """Herfindahl-Hirschman index: the sum of squared shares in percent, 10 000 for a single payee."""
        return sum((Fraction(fen * 100, self.total) ** 2 for fen in self.amounts.values()), Fraction(0))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is answered about a programme, and the rows that decide it: by notice and payee ("" names none)."""

    outcome: Outcome
    said: Sentence
    decisive: tuple[tuple[str, str], ...]
    value: str = ""
    threshold: str = ""
    confidence: Confidence = Confidence.HIGH
    only_blank: bool = False  # of these rows, those without an amount


class Concentration(Rule):
    """The largest payee's share of what a programme handed out in a year."""

    code = "F04"
    version = "2"
    name = Text("资金集中", "concentration")
    what = Text(
        "一个专项在一个年度公示的资金中，最大收款对象所占比例是否过高。",
        "Whether one payee takes too large a share of what a programme announced in a year.",
    )
    method = (
        Text(
            "把同一专项、同一年度、同一发布单位的公示合并；正文与清单、不同格式的同一公示只计一次。",
            "Put together the notices of one programme, year and publisher; a letter and its list, or copies in "
            "several formats, "
            "count once.",
        ),
        Text(
            "按收款对象汇总金额，最大一家除以总额。少于规定的收款对象数，不作判断。",
            "Sum the amounts by payee and divide the largest by the total. With fewer payees than set, cannot assess.",
        ),
        Text(
            "比例高于阈值的，预警；等于阈值的，不预警。同时显示 HHI（各家百分比的平方和），仅供参考。",
            "Above the threshold: flag; exactly at it: no flag. The HHI (sum of squared percentages) is shown and "
            "decides nothing.",
        ),
    )
    why = Text(
        "资金长期流向一家，可能是量身定做申报条件、围绕特定关系人分配的结果。",
        "When most of a programme goes to one payee, its conditions may have been cut to fit someone.",
    )
    source = (
        Text(
            "阈值为本系统默认，参照集中度分析的通行做法（最大份额与 HHI）",
            "thresholds are defaults of this system, after common practice in concentration analysis (top share and "
            "HHI)",
        ),
        Text("《中华人民共和国预算法》第五十七条（资金监管和绩效评价）", "Budget Law, art. 57 (supervision of funds)"),
    )
    inputs = (DocumentKind.FUND_NOTICE,)
    severity = Severity.MEDIUM
    subject = "programme"
    value_unit = Measure.PERCENT
    output = Text("最大收款对象所占百分比与阈值。", "The share of the largest payee in percent, and the threshold.")
    exclusions = ()
    assumptions = (
        Text(
            "仅姓名相同的收款人不合并；如果合并与否影响结论，答“无法判断”。",
            "Payees with the same name only are not put together; where that decides, cannot assess.",
        ),
        Text(
            "个别行缺金额或缺收款对象的，答“无法判断”，除非不论其为何都已超过阈值。",
            "With a blank amount or payee: cannot assess, unless the share is above the threshold whatever it may be.",
        ),
        Text("年度未结束的，只反映截至评估日的公示。", "In an open year the answer shows what was announced so far."),
    )
    innocent = (
        Text("符合条件的基地或企业只有一家。", "Only one base or firm is eligible."),
        Text(
            "收款对象是代建或统一采购的平台单位，再分配到项目。",
            "The payee is a platform that buys for many and passes it on.",
        ),
    )
    parameters = (
        Parameter(
            "share",
            "最大份额上限",
            "largest share allowed",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(30)),),
        ),
        Parameter(
            "payees",
            "作出判断所需的最少收款对象数",
            "least number of payees needed",
            Measure.PAYEES,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), 5),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each programme, year and publisher."""
        if not view.held(DocumentKind.FUND_NOTICE):
            yield self.not_held(DocumentKind.FUND_NOTICE)
            return
        sums = _sums(view)
        programmes: dict[tuple[str, int, str | None], list[Publication]] = defaultdict(list)
        for publication in publications(view):
            if publication.programme is None or publication.year is None:
                for notice in publication.notices:
                    subject = Subject("notice", notice["id"], publication.unit_id)
                    yield self.unknown(subject, sentence("rules-no-programme"), [evidence("fund_notice", notice)])
            else:
                programmes[publication.programme, publication.year, publication.unit_id].append(publication)
        verdicts = [
            (key, parts, _verdict(key[1], parts, [s for part in parts for s in sums[part.list_id]], params))
            for key, parts in programmes.items()
        ]
        rows = _rows_of(view, {pair for *_, verdict in verdicts for pair in verdict.decisive})
        for (programme, year, unit_id), parts, verdict in verdicts:
            subject = Subject("programme", f"programme:{programme}:{year}", unit_id)
            places = [evidence("fund_notice", notice) for part in parts for notice in part.notices]
            decisive = [row for pair in verdict.decisive for row in rows[pair]]
            if verdict.only_blank:
                decisive = [row for row in decisive if row["amount_fen"] is None]
            yield self._answered(verdict, subject, places + [evidence("fund_item", row) for row in decisive])

    def _answered(self, verdict: _Verdict, subject: Subject, rows: list[Evidence]) -> Answer:
        said, value, threshold = verdict.said, verdict.value, verdict.threshold
        if verdict.outcome is Outcome.FLAG:
            sure = verdict.confidence
            return self.flag(subject, said, rows, value=value, threshold=threshold, confidence=sure)
        if verdict.outcome is Outcome.PASS:
            return self.passed(subject, said, rows, value=value, threshold=threshold)
        return (self.excluded if verdict.outcome is Outcome.EXCLUDED else self.unknown)(subject, said, rows)


def _verdict(year: int, parts: list[Publication], sums: list[_Sum], params: Parameters) -> _Verdict:
    """What the sums of one programme and year say, and which rows decide it."""
    limit, least = params.decimal("share", first_day(year)), params.whole("payees", first_day(year))
    if limit is None or least is None:
        return _Verdict(Outcome.EXCLUDED, sentence("rules-before-force"), ())
    named = {"programme": parts[0].programme, "year": year}
    by_identity, by_name = _shares(sums, merge_names=False), _shares(sums, merge_names=True)
    doubt = Outcome.CANNOT_ASSESS
    blank = [s for s in sums if s.blank]
    if blank and by_identity.total <= 0:
        return _Verdict(doubt, sentence("rule-f04-nothing", **named), _pairs(blank), only_blank=True)
    if by_identity.total <= 0:
        return _Verdict(doubt, sentence("rule-f04-nothing", **named), ())
    if len(by_name.amounts) < least:
        said = sentence("rule-f04-few", **named, payees=len(by_name.amounts), least=least)
        return _Verdict(doubt, said, _pairs(sums))
    threshold = Fraction(limit) / 100
    unnamed = [s for s in sums if s.payee is None]
    first, most = by_identity.top
    top = [s for s in sums if s.payee == first]
    above = by_identity.share > threshold
    if blank:
        rows = sum(s.blank for s in blank)
        return _Verdict(doubt, sentence("rule-f04-blank", **named, rows=rows), _pairs(blank), only_blank=True)
    if not above and most + sum(s.fen for s in unnamed) > threshold * by_identity.total:
        return _Verdict(doubt, sentence("rule-f04-unnamed", **named), _pairs(top + unnamed))
    if not above and by_name.share > threshold:
        name, _ = by_name.top
        namesakes = [s for s in sums if _name_of(s) == name]
        return _Verdict(doubt, sentence("rule-f04-same-name", **named), _pairs(namesakes))
    places = {
        **named,
        "share": percent(by_identity.share),
        "limit": limit,
        "top": ten_thousands(most),
        "total": ten_thousands(by_identity.total),
        "payees": len(by_identity.amounts),
        "hhi": round(by_identity.hhi),
    }
    weak = any(s.tier not in (None, EvidenceTier.A) for s in top)
    return _Verdict(
        Outcome.FLAG if above else Outcome.PASS,
        sentence("rule-f04-flag" if above else "rule-f04-pass", **places),
        _pairs(top),
        percent(by_identity.share),
        str(limit),
        Confidence.MEDIUM if weak else Confidence.HIGH,
    )


def _pairs(sums: Iterable[_Sum]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(s.notice_id, s.payee or "") for s in sums}))


def _name_of(part: _Sum) -> str | None:
    """The payee as counted when those known by name only are put together."""
    return f"name:{part.name}" if part.payee and part.tier == EvidenceTier.D else part.payee


def _shares(sums: Iterable[_Sum], merge_names: bool) -> _Shares:
    """Amounts by payee; payees known by name only stay apart unless `merge_names`."""
    amounts: Counter[str] = Counter()
    total = 0
    for part in sums:
        total += part.fen
        payee = _name_of(part) if merge_names else part.payee
        if payee is not None:
            amounts[payee] += part.fen
    return _Shares(amounts, total)


def _payees(view: View) -> Any:
    """Fund rows with the payee each one names, as an expression for the engine."""
    item, mention = view.table("fund_item"), view.table("mention")
    payee = mention.filter((mention.record_table == "fund_item") & (mention.role == "payee"))
    payee = payee.select("record_id", "tier", who=payee.person_id.fill_null(payee.organisation_id))
    return item.left_join(payee, item.id == payee.record_id)


def _sums(view: View) -> dict[str, list[_Sum]]:
    """Per notice, the amount of each payee; whole fen, summed on the engine."""
    joined = _payees(view)
    summed = joined.group_by("notice_id", "who", "payee", "tier").aggregate(
        fen=joined.amount_fen.sum(), rows=joined.count(), filled=joined.amount_fen.count()
    )
    sums: dict[str, list[_Sum]] = defaultdict(list)
    for row in summed.to_pyarrow().to_pylist():
        fen = 0 if row["fen"] is None else int(row["fen"])
        blank = int(row["rows"] - row["filled"])
        sums[row["notice_id"]].append(_Sum(row["notice_id"], row["who"], row["payee"], row["tier"], fen, blank))
    return sums


def _rows_of(view: View, pairs: set[tuple[str, str]]) -> dict[tuple[str, str], list[Row]]:
    """The fund rows of these notices and payees (an empty payee: rows that name none)."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    if not pairs:
        return rows
    notice_ids, payees = zip(*sorted(pairs), strict=True)
    wanted = ibis.memtable(pa.table({"notice_id": pa.array(notice_ids), "payee_id": pa.array(payees)}))
    joined = _payees(view).mutate(payee_id=lambda t: t.who.fill_null(""))
    chosen = joined.semi_join(wanted, ["notice_id", "payee_id"])
    columns = ("id", "document_id", "locator", "places", "notice_id", "payee_id", "amount_fen")
    for row in chosen.select(*columns).to_pyarrow().to_pylist():
        rows[row["notice_id"], row["payee_id"]].append(row)
    return rows
