"""V07, an open tender with hardly any contest: one bid, or too few days to bid.

Flows in: purchases by open tender and the register of bids. Flows out: one answer for each lot, and for each buyer one
about purchases by other methods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.identity.names import organisation_name, squash
from analytics.rules.answers import Answer, Evidence
from analytics.rules.lots import Lot, lots
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, evidence, sentence
from analytics.snapshot import View
from models.calendar import elapsed_days
from models.money import plain
from models.vocabulary import BidOutcome, DocumentKind, PurchaseMethod, Severity

_CRI = Text(
    "腐败风险指数（CRI，Fazekas 等），仅供显示",
    "Corruption Risk Index (CRI, Fazekas and others), for information",
)
_Key = tuple[str, str]  # project number and lot


@dataclass(frozen=True, slots=True)
class _Contest:
    """What is known of the contest for one lot: how many bid, and how many days they had."""

    bids: int | None
    days: int | None
    contradicts: bool  # ledger and register of bids disagree about whether there was one bid
    rows: tuple[Evidence, ...]


class ThinContest(Rule):
    """Bids received in an open tender, and days from its announcement to the last day for bids."""

    code = "V07"
    version = "2"
    name = Text("竞争不足", "thin contest")
    what = Text(
        "公开招标是否只有一家投标，或投标时间少于法定天数。",
        "Whether an open tender drew one bid only, or left fewer days to bid than the law asks for.",
    )
    method = (
        Text(
            "取公开招标的标段。投标家数按投标登记（撤回的不计，同一投标人只计一次），没有登记的按台账所写。"
            "中标公告只列中标人的，看不出投标家数，不作为只有一家投标的依据。",
            "Take the lots by open tender. Bids are counted in the register of bids (without those withdrawn, each "
            "bidder once), or as the ledger says where the register has none. An award notice that names winners alone "
            "does not tell how many bid.",
        ),
        Text(
            "投标天数为公告日期至投标截止日期，首日不计（民法典第二百零一条）。",
            "Days run from the announcement to the last day for bids; the first day does not count (Civil Code, art. "
            "201).",
        ),
        Text(
            "已成交而只有一家投标的，或天数少于规定的，预警。同时显示 CRI 两项得分，不影响结论。",
            "Awarded on one bid, or fewer days than set: flag. The two scores of the CRI are shown and decide nothing.",
        ),
    )
    why = Text(
        "只有一家投标或时间过短，往往是条件量身定做、消息没有真正公开的结果。",
        "One bid, or no time to bid, is often what is left when conditions were cut to fit and nobody else was told.",
    )
    source = (
        Text("《中华人民共和国招标投标法》第二十四条、第二十八条", "Law on Tenders and Bids, art. 24 and 28"),
        Text("《中华人民共和国政府采购法》第三十五条、第三十六条", "Government Procurement Law, art. 35 and 36"),
    )
    inputs = (DocumentKind.PURCHASE_REGISTER, DocumentKind.BID_REGISTER)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.FINDINGS
    output = Text(
        "发现的情形数（只有一家投标、天数不足）与允许数。",
        "Signs found (one bid, too few days), and how many are allowed.",
    )
    exclusions = (
        Text("公开招标以外的采购方式。", "Other methods than open tender."),
        Text(
            "未成交的标段不看投标家数：不足三家本应重新招标。",
            "A lot without award: fewer than three bids are tendered again by law.",
        ),
    )
    assumptions = (
        Text(
            "以公告日期为招标文件开始发出之日。",
            "The documents of the tender are taken to be issued on the day of the announcement.",
        ),
        Text(
            "投标家数与日期有一项可以比较的，按该项判断；都不能比较，或登记与台账对是否只有一家说法不一的，无法判断。",
            "Where only bids or only days are known, they decide. Neither known, or register and ledger disagree on "
            "whether there was one bid: cannot assess.",
        ),
    )
    innocent = (
        Text("专业性强，有能力的供应商很少。", "A niche market with few who can supply."),
        Text("重新招标后仍只有一家，经批准继续评审。", "Tendered again, still one bid, and allowed to go on."),
        Text("招标文件早于公告发出。", "The documents were issued before the announcement."),
    )
    parameters = (
        Parameter(
            "days",
            "投标天数",
            "days to bid",
            Measure.DAYS,
            Text(
                "《中华人民共和国招标投标法》第二十四条：不得少于二十日",
                "Law on Tenders and Bids, art. 24: not fewer than twenty days",
            ),
            ((date(2000, 1, 1), 20),),
        ),
        Parameter(
            "bids",
            "视为竞争不足的投标家数",
            "number of bids that is too thin",
            Measure.BIDS,
            Text("本系统默认：只有一家", "default of this system: one"),
            ((date(2000, 1, 1), 1),),
        ),
        Parameter(
            "cri_high", "CRI 1 分：少于", "CRI score 1: fewer than", Measure.DAYS, _CRI, ((date(2000, 1, 1), 5),)
        ),
        Parameter(
            "cri_half", "CRI 0.5 分：不多于", "CRI score 0.5: up to", Measure.DAYS, _CRI, ((date(2000, 1, 1), 15),)
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each lot by open tender."""
        if not view.held(DocumentKind.PURCHASE_REGISTER):
            yield self.not_held(DocumentKind.PURCHASE_REGISTER)
            return
        tendered: dict[tuple[str | None, _Key], list[Lot]] = defaultdict(list)
        others: dict[str, list[Lot]] = defaultdict(list)
        for lot in lots(view):
            if lot.said("method") in (None, PurchaseMethod.OPEN):
                number = lot.key if lot.key[0] else (lot.rows[0]["id"], "")
                tendered[lot.unit_id, number].append(lot)
            else:
                others[lot.unit_id or lot.rows[0]["document_id"]].append(lot)
        bids = _bids(view)
        for _, awards in sorted(tendered.items(), key=lambda item: str(item[0])):
            whole = Lot(awards[0].unit_id, tuple(row for lot in awards for row in lot.rows))
            yield self._judge(whole, _contest(whole, bids), params, view.assessed_on)
        for _, found in sorted(others.items()):
            said = sentence("rule-v07-other-method", purchases=len(found))
            yield self.excluded(found[0].subject, said, _rows(found))

    def _judge(self, lot: Lot, contest: _Contest, params: Parameters, today: date) -> Answer:
        day = lot.said("announced_on") or lot.said("bids_due") or today
        least, lone = params.whole("days", day), params.whole("bids", day)
        rows = [*_rows([lot]), *contest.rows]
        named = {"lot": " ".join(part for part in lot.key if part) or "-"}
        if least is None or lone is None:
            return self.excluded(lot.subject, sentence("rules-before-force"), rows)
        if lot.said("method") is None:
            return self.unknown(lot.subject, sentence("rule-v07-no-method", **named), rows)
        is_short = None if contest.days is None else contest.days < least
        is_lone = None if contest.bids is None else contest.bids <= lone and _is_awarded(lot)
        places = {
            **named,
            "bids": "-" if contest.bids is None else contest.bids,
            "days": "-" if contest.days is None else contest.days,
            "least": least,
            "lone": lone,
            **_scores(contest, lone, params, day),
        }
        signs = str(int(bool(is_short)) + int(bool(is_lone)))
        if is_short or is_lone:
            return self.flag(lot.subject, sentence("rule-v07-flag", **places), rows, value=signs, threshold="0")
        if contest.contradicts:
            return self.unknown(lot.subject, sentence("rule-v07-contradiction", **named), rows)
        if is_short is None and is_lone is None:
            return self.unknown(lot.subject, sentence("rule-v07-unknown", **named), rows)
        return self.passed(lot.subject, sentence("rule-v07-pass", **places), rows, value=signs, threshold="0")


def _contest(lot: Lot, bids: dict[_Key, list[Row]]) -> _Contest:
    entered = bids.get(lot.key, []) or bids.get((lot.key[0], ""), []) if lot.key[0] else []
    counted = len({row["bidder_code"] or organisation_name(row["bidder"]) for row in entered}) or None
    stated = lot.said("bidders")
    contradicts = None not in (counted, stated) and (counted == 1) is not (stated == 1)
    announced, due = lot.said("announced_on"), lot.said("bids_due")
    is_dated = announced is not None and due is not None and announced <= due
    return _Contest(
        bids=None if contradicts else counted or stated or None,
        days=elapsed_days(announced, due) if is_dated else None,
        contradicts=contradicts,
        rows=tuple(evidence("bid", row) for row in entered),
    )


def _scores(contest: _Contest, lone: int, params: Parameters, day: date) -> dict[str, str]:
    """The scores of the CRI for the number of bids and for the days to bid, "-" where not known."""
    bids = "-" if contest.bids is None else str(int(contest.bids <= lone))
    high, half = params.whole("cri_high", day), params.whole("cri_half", day)
    if contest.days is None or high is None or half is None:
        return {"cri_bids": bids, "cri_days": "-"}
    score = Decimal(1) if contest.days < high else Decimal("0.5") if contest.days <= half else Decimal(0)
    return {"cri_bids": bids, "cri_days": plain(score)}


def _is_awarded(lot: Lot) -> bool:
    return any(lot.said(column) is not None for column in ("supplier", "awarded_on", "contract_on", "amount_fen"))


def _bids(view: View) -> dict[_Key, list[Row]]:
    """Bids for open tenders by project number and lot, without those withdrawn, where they are the whole list."""
    bid, purchase, document = view.table("bid"), view.table("purchase"), view.table("document")
    is_open = purchase.method.isnull() | (purchase.method == PurchaseMethod.OPEN.value)
    tendered = purchase.filter(is_open & purchase.number.notnull()).select(purchase_number="number").distinct()
    standing = bid.filter(bid.outcome.isnull() | (bid.outcome != BidOutcome.WITHDRAWN.value))
    columns = ("id", "document_id", "locator", "purchase_number", "lot", "bidder", "bidder_code", "outcome")
    asked = standing.semi_join(tendered, "purchase_number").select(*columns)
    notices = document.filter(document.kind == DocumentKind.AWARD.value).select(notice="id")
    told = asked.left_join(notices, asked.document_id == notices.notice)
    found: dict[_Key, list[Row]] = defaultdict(list)
    for row in told.to_pyarrow().to_pylist():
        found[squash(row["purchase_number"]), squash(row["lot"])].append(row)
    return {key: rows for key, rows in found.items() if not all(map(_names_a_winner, rows))}


def _names_a_winner(row: Row) -> bool:
    """Whether a bid is known from an award notice alone, as the one that won: others may have bid."""
    return row["notice"] is not None and row["outcome"] == BidOutcome.WON


def _rows(found: list[Lot]) -> list[Evidence]:
    return [evidence("purchase", row) for lot in found for row in lot.rows]
