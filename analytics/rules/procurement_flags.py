"""The procurement flags of the Cardinal family (OCDS), as far as purchases and bids allow, beside our own rules.

Flows in: purchases and bids of a view, whatever they were read from. Flows out: one flag for each contracting process,
buyer or tenderer that an indicator points at, and those of which it cannot be told. These are not rules: they let an
office compare its figures with others who use the open standard. `INDICATORS` says which of our rules looks at the same
thing and where the two differ, and why some of the family are not computed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import combinations

from analytics.identity import squash
from analytics.relations.favour.dealings import rows_of
from analytics.relations.records import named
from analytics.rules.answers import Evidence
from analytics.rules.lots import Lot, lots
from analytics.rules.parameters import Text
from analytics.rules.rule import Row, evidence
from analytics.snapshot import View
from models.calendar import elapsed_days
from models.vocabulary import BidOutcome, PurchaseMethod

# Defaults of the family: days of a short period, disqualified tenderers, bids and processes needed for a ratio.
_SHORT_DAYS = 15
_LEAST_DISQUALIFIED = 1
_LEAST_FOR_A_RATIO = 2
# Ours: fences need this many values, as in B03, and none is drawn on values that do not spread.
_LEAST_FOR_FENCES = 8
_COMPETITIVE = (PurchaseMethod.OPEN, PurchaseMethod.INVITED)


class Party(StrEnum):
    """What a flag is about."""

    PROCESS = "process"
    BUYER = "buyer"
    TENDERER = "tenderer"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the family: our rule that looks at the same, and how the two stand to each other."""

    code: str
    name: Text
    ours: str | None
    stands: Text
    is_computed: bool = True


INDICATORS = (
    Indicator(
        "R003",
        Text("投标时间短", "short submission period"),
        "V07",
        Text(
            "R003：任何方式，少于15天；V07：公开招标，少于20天（招标投标法第二十四条）。系统只存日期：满15天的，小时不明，不能判断。",
            "R003: any method, under 15 days; V07: open tender, under 20 days (Law on Tenders and Bids, art. 24). Only "
            "days are kept: where they are exactly 15, the hour decides, and nothing is told.",
        ),
    ),
    Indicator(
        "R018",
        Text("只有一家投标", "single bid received"),
        "V07",
        Text(
            "R018：公开招标和邀请招标；V07：已成交的公开招标。",
            "R018: open and selective tenders; V07: open tenders with an award.",
        ),
    ),
    Indicator(
        "R024",
        Text("报价接近中标价", "price close to winning bid"),
        None,
        Text(
            "内围栏按全部项目计算；少于8个差值或差值不分散的，不画围栏。",
            "The fence is drawn over all processes; none below 8 differences or where they do not spread.",
        ),
    ),
    Indicator(
        "R025",
        Text("屡投不中", "excessive unsuccessful bids"),
        None,
        Text("围栏同 R024。", "Fences as for R024."),
    ),
    Indicator(
        "R028",
        Text("报价相同", "identical bid prices"),
        None,
        Text("同一标段、不同投标人、金额相同。", "One lot, different tenderers, the same amount."),
    ),
    Indicator(
        "R030",
        Text("逾期投标中标", "late bid won"),
        None,
        Text("系统只存日期：截止当日的视为按时。", "Only days are kept: a bid of the last day counts as in time."),
    ),
    Indicator(
        "R035",
        Text("其余投标均被否决", "all except winning bid disqualified"),
        "V07",
        Text("V07 计所有未撤回的投标。", "V07 counts all bids not withdrawn."),
    ),
    Indicator(
        "R036",
        Text("最低价被否决", "lowest bid disqualified"),
        None,
        Text(
            "评审标准不在数据之列：综合评分的项目也会列出。",
            "The award criterion is not among the data: processes judged by points are listed too.",
        ),
    ),
    Indicator(
        "R038",
        Text("否决投标过多", "excessive disqualified bids"),
        None,
        Text("按采购人和投标人；围栏同 R024。", "By buyer and tenderer; fences as for R024."),
    ),
    Indicator(
        "R044",
        Text("投标人信息相同", "business similarities between suppliers"),
        "V06, F06",
        Text(
            "R044：地址或电话相同即列出；V06：不以地址、电话为据；F06：同一批资金，扣除集群登记地址。",
            "R044: the same address or telephone; V06 takes neither for a link; F06: payees of one batch, without "
            "addresses that many firms rightly share.",
        ),
    ),
    Indicator(
        "R058",
        Text("大幅低价中标", "heavily discounted bid"),
        None,
        Text("围栏同 R024。", "Fences as for R024."),
    ),
    Indicator(
        "R048",
        Text("供应商跨行业", "heterogeneous supplier"),
        None,
        Text(
            "标的没有分类代码，无法计算。",
            "Items bear no classification code, so that variety cannot be counted.",
        ),
        is_computed=False,
    ),
    Indicator(
        "R055",
        Text("多次直接采购", "multiple direct awards"),
        "F07",
        Text(
            "该族未给出计算方法；由 F07 按采购限额计算。",
            "The family states no method; F07 computes it by local limits.",
        ),
        is_computed=False,
    ),
)


@dataclass(frozen=True, slots=True)
class ProcurementFlag:
    """One indicator about one process (its number), buyer or tenderer (their ids).

    `value` is what the family reports (1, a count, a ratio); None where it cannot be told whether the flag holds.
    """

    indicator: str
    party: Party
    about: str
    value: Fraction | None
    rows: tuple[Evidence, ...]


@dataclass(slots=True)
class _Process:
    """One lot with its awards and its bids, each tenderer once."""

    number: str
    awards: list[Lot] = field(default_factory=list)
    bids: list[Row] = field(default_factory=list)

    @property
    def buyer(self) -> str | None:
        """The buyer, where one is known."""
        return next((lot.unit_id for lot in self.awards if lot.unit_id), None)

    @property
    def suppliers(self) -> set[str]:
        """Names of those to whom it was awarded."""
        return {squash(lot.said("supplier")) for lot in self.awards if lot.said("supplier")}

    @property
    def valid(self) -> list[Row]:
        """Bids that were not disqualified."""
        return [row for row in self.bids if row["outcome"] != BidOutcome.REJECTED]

    @property
    def disqualified(self) -> list[Row]:
        """Bids that were."""
        return [row for row in self.bids if row["outcome"] == BidOutcome.REJECTED]

    def is_winner(self, bid: Row) -> bool:
        """Whether a bid is that of a supplier."""
        return bid["outcome"] == BidOutcome.WON or squash(bid["bidder"]) in self.suppliers

    def said(self, column: str) -> object:
        """What its awards say first."""
        return next((value for lot in self.awards if (value := lot.said(column)) is not None), None)

    @property
    def rows(self) -> tuple[Evidence, ...]:
        """All rows it rests on."""
        bought = [evidence("purchase", row) for lot in self.awards for row in lot.rows]
        return tuple(sorted({*bought, *(evidence("bid", row) for row in self.bids)}))


def procurement_flags(view: View) -> list[ProcurementFlag]:
    """All flags of the computed indicators, sorted; a process is named by its number, in whichever lot it is met."""
    processes = _processes(view)
    found = [flag for indicator in _PER_PROCESS for process in processes if (flag := _flag(indicator, process))]
    found += [*_price_fences(processes), *_tenderers_without_luck(processes), *_disqualifiers(processes)]
    best: dict[tuple[str, str, str], ProcurementFlag] = {}
    for flag in sorted(found, key=lambda one: (one.value is None, -(one.value or 0), one.rows)):
        best.setdefault((flag.indicator, flag.party, flag.about), flag)
    return [flag for _, flag in sorted(best.items())]


def _flag(indicator: str, process: _Process) -> ProcurementFlag | None:
    value = _PER_PROCESS[indicator](process)
    if value is False:
        return None
    told = None if value is None else Fraction(value)
    return ProcurementFlag(indicator, Party.PROCESS, process.number, told, process.rows)


# Of one process: a value, False for no flag, None where it cannot be told.
_Judged = int | Fraction | bool | None


def _short_period(process: _Process) -> _Judged:
    announced, due = process.said("announced_on"), process.said("bids_due")
    if announced is None or due is None or announced > due:  # type: ignore[operator]
        return False
    days = elapsed_days(announced, due)  # type: ignore[arg-type]
    return None if days == _SHORT_DAYS else days < _SHORT_DAYS


def _single_bid(process: _Process) -> _Judged:
    return process.said("method") in _COMPETITIVE and process.said("bidders") == 1


def _identical_prices(process: _Process) -> _Judged:
    bidders: dict[int, set[str]] = defaultdict(set)
    for row in process.bids:
        if row["amount_fen"] is not None:
            bidders[row["amount_fen"]].add(_who(row))
    return any(len(who) > 1 for who in bidders.values())


def _late_bid_won(process: _Process) -> _Judged:
    due = process.said("bids_due")
    days = [row["submitted_on"] for row in process.valid if process.is_winner(row) and row["submitted_on"]]
    return due is not None and any(day > due for day in days)


def _others_disqualified(process: _Process) -> _Judged:
    valid = {_who(row) for row in process.valid}
    won = {_who(row) for row in process.valid if process.is_winner(row)}
    out = {_who(row) for row in process.disqualified} - valid
    holds = len(valid) == 1 and valid == won and len(process.suppliers) == 1 and len(out) >= _LEAST_DISQUALIFIED
    return len(out) if holds else False


def _lowest_disqualified(process: _Process) -> _Judged:
    priced = [row for row in process.bids if row["amount_fen"] is not None]
    if not process.suppliers or not priced:
        return False
    lowest = min(row["amount_fen"] for row in priced)
    return all(row["outcome"] == BidOutcome.REJECTED for row in priced if row["amount_fen"] == lowest)


def _same_contact(process: _Process) -> _Judged:
    contacts = [(_who(row), {squash(row["address"]), row["phone_hash"] or ""} - {""}) for row in process.bids]
    return any(one != other and mine & theirs for (one, mine), (other, theirs) in combinations(contacts, 2))


_PER_PROCESS: Mapping[str, Callable[[_Process], _Judged]] = {
    "R003": _short_period,
    "R018": _single_bid,
    "R028": _identical_prices,
    "R030": _late_bid_won,
    "R035": _others_disqualified,
    "R036": _lowest_disqualified,
    "R044": _same_contact,
}


def _price_fences(processes: Sequence[_Process]) -> Iterator[ProcurementFlag]:
    """R024 and R058: how far the second-lowest valid bid lies above the winning one, which is the lowest."""
    differences = {place: gap for place, process in enumerate(processes) if (gap := _gap(process)) is not None}
    if (fences := _fences(differences.values())) is None:
        return
    for place, gap in differences.items():
        process = processes[place]
        for indicator, is_out in (("R024", gap <= fences[0]), ("R058", gap >= fences[1])):
            if is_out:
                yield ProcurementFlag(indicator, Party.PROCESS, process.number, gap, process.rows)


def _gap(process: _Process) -> Fraction | None:
    """The difference by the winning price; None unless one supplier won with the lowest of several priced bids."""
    priced = sorted((row for row in process.valid if row["amount_fen"]), key=lambda row: int(row["amount_fen"]))
    winners = [row for row in priced if process.is_winner(row)]
    if len(process.suppliers) != 1 or len(winners) != 1 or len(priced) < _LEAST_FOR_A_RATIO:
        return None
    lowest, second = priced[0]["amount_fen"], priced[1]["amount_fen"]
    return Fraction(second - lowest, lowest) if winners[0]["amount_fen"] == lowest else None


def _tenderers_without_luck(processes: Sequence[_Process]) -> Iterator[ProcurementFlag]:
    """R025: tenderers with many valid bids (above the third quartile) who win an unusually small part of them."""
    bids: dict[str, list[Row]] = defaultdict(list)
    wins: dict[str, int] = defaultdict(int)
    for process in processes:
        if len(process.suppliers) == 1:
            for row in process.valid:
                bids[_who(row)].append(row)
                wins[_who(row)] += process.is_winner(row)
    ratios = {who: Fraction(wins[who], len(rows)) for who, rows in bids.items()}
    if (fences := _fences(ratios.values())) is None:
        return
    many = quantile(sorted(Fraction(len(rows)) for rows in bids.values()), Fraction(3, 4))
    for who, ratio in sorted(ratios.items()):
        if len(bids[who]) >= many and ratio <= fences[0]:
            rows = tuple(sorted(evidence("bid", row) for row in bids[who]))
            yield ProcurementFlag("R025", Party.TENDERER, who, ratio, rows)


def _disqualifiers(processes: Sequence[_Process]) -> Iterator[ProcurementFlag]:
    """R038: buyers that disqualify, and tenderers that are disqualified, in an unusually large part of bids."""
    of_buyers: dict[str, list[_Process]] = defaultdict(list)
    of_tenderers: dict[str, list[Row]] = defaultdict(list)
    for process in processes:
        if process.bids and process.buyer:
            of_buyers[process.buyer].append(process)
        for row in process.bids:
            of_tenderers[_who(row)].append(row)
    buyers = {
        buyer: [row for process in own for row in process.bids]
        for buyer, own in of_buyers.items()
        if len(own) >= _LEAST_FOR_A_RATIO
    }
    tenderers = {who: rows for who, rows in of_tenderers.items() if len(rows) >= _LEAST_FOR_A_RATIO}
    for party, groups in ((Party.BUYER, buyers), (Party.TENDERER, tenderers)):
        ratios = {who: Fraction(len(_rejected(rows)), len(rows)) for who, rows in groups.items()}
        if (fences := _fences(ratios.values())) is None:
            continue
        for who, ratio in sorted(ratios.items()):
            if ratio >= fences[1]:
                rows = tuple(sorted(evidence("bid", row) for row in _rejected(groups[who])))
                yield ProcurementFlag("R038", party, who, ratio, rows)


def _rejected(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["outcome"] == BidOutcome.REJECTED]


def _fences(values: Iterable[Fraction]) -> tuple[Fraction, Fraction] | None:
    """Inclusive fences, 1.5 interquartile ranges off the quartiles; None for too few values or ones without spread."""
    ordered = sorted(values)
    if len(ordered) < _LEAST_FOR_FENCES:
        return None
    first, third = quantile(ordered, Fraction(1, 4)), quantile(ordered, Fraction(3, 4))
    reach = (third - first) * 3 / 2
    return (first - reach, third + reach) if reach else None


def quantile(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    """A quantile of ordered values by linear interpolation between the two nearest.

    >>> quantile([Fraction(1), Fraction(2), Fraction(3), Fraction(9)], Fraction(3, 4))
    Fraction(9, 2)
    """
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _who(row: Row) -> str:
    """The tenderer of a bid."""
    who: str = row["firm_id"] or f"name:{squash(row['bidder'])}"
    return who


def _processes(view: View) -> list[_Process]:
    """Lots by number, with their bids; a bid that names no lot is of the whole process where it has one lot."""
    found: dict[tuple[str, str], _Process] = {}
    for lot in lots(view):
        number, name = lot.key
        key = (number or str(lot.rows[0]["id"]), name)
        found.setdefault(key, _Process(lot.said("number") or key[0])).awards.append(lot)
    names: dict[str, list[str]] = defaultdict(list)
    for number, name in found:
        names[number].append(name)
    only = {number: own[0] for number, own in names.items() if len(own) == 1}
    for row in rows_of(named(view, "bid", firm="bidder").order_by("id")):
        if row["outcome"] == BidOutcome.WITHDRAWN or not row["purchase_number"]:
            continue
        number, name = squash(row["purchase_number"]), squash(row["lot"])
        key = (number, "") if not name and (number, "") in found else (number, name or only.get(number, ""))
        process = found.setdefault(key, _Process(row["purchase_number"]))
        if all(_who(known) != _who(row) or known["amount_fen"] != row["amount_fen"] for known in process.bids):
            process.bids.append(row)
    return [process for _, process in sorted(found.items())]
