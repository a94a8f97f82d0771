"""U11, losing prices that stand in one and the same proportion to the winning one, lot after lot.

Flows in: lots and bids. Flows out: a sign where the buyer decides on purchases.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from analytics.relations import named
from analytics.relations.favour import Stratum, expected, tail
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import LEAST, Row, decided_by, grouped, rows_of
from models.vocabulary import BidOutcome, EvidenceTier, PowerDomain, Severity

_LOSERS = 2  # losing prices that a proportion is made of: one alone is often alike by chance
_PER = 1000  # proportions are compared in parts of a thousand


class PricePattern(Pattern):
    """The bidders change, and their prices keep the same distances."""

    code = "U11"
    version = "2"
    name = Text("报价成固定比例", "prices in fixed proportion")
    what = Text(
        "多个标段的落标报价与中标价之比完全相同。",
        "Over several lots the losing prices stand in the same proportion to the winning one.",
    )
    compared = Text(
        "全部有三个以上报价的标段；比值精确到千分之一；该采购人的标段数与有此比值的标段数不变，随机分布。",
        "All lots with three prices or more; proportions to one part in a thousand; buyer and proportion keep as many "
        "lots, at random.",
    )
    innocent = Text("按定额、按限价下浮报价。", "Prices by tariff, or as a discount on a ceiling.")
    severity = Severity.HIGH

    def look(self, view: View) -> Seen:
        """Each buyer and proportion that occurs in `LEAST` lots of the buyer or more."""
        if view.is_empty("bid") or view.is_empty("purchase"):
            return Seen(0, ())
        lots = _proportions(view)
        alike = grouped(lots, "proportion")
        of_buyer = grouped(lots, "buyer_id")
        tests, found = 0, []
        for (buyer,), bought in sorted(of_buyer.items()):
            for (proportion,), same in sorted(grouped(bought, "proportion").items()):
                tests += 1
                if len(same) < LEAST:
                    continue
                stratum = (Stratum(len(lots), len(bought), len(alike[proportion,])),)
                evidence = tuple(row for lot in same for row in lot["rows"])
                place = decided_by(view, buyer, PowerDomain.PROCUREMENT)
                p = tail(stratum, len(same))
                found.append(Observation(place, len(same), len(bought), expected(stratum), p, evidence))
        return Seen(tests, tuple(found))


def _proportions(view: View) -> list[Row]:
    """Lots with the proportion of their cheapest losing prices to the winning one; not those of one price for all.

    Each lot once, and each bidder once, though the registers name them several times. A lot that nobody is known to
    have won has no proportion, nor has one for which a bidder is on record with several prices.
    """
    of_lot = _bids(view)
    bought = named(view, "purchase", buyer="unit")
    bought = bought.filter(bought.buyer_id.notnull() & bought.number.notnull())
    lots: dict[tuple[str, str], Row] = {}
    for row in rows_of(bought.select("id", "number", "buyer_id", lot=bought.lot.fill_null(""))):
        lot = row["number"], row["lot"]
        if lot in lots or (proportion := _proportion(bids := of_lot.get(lot, []))) is None:
            continue
        rows = (("purchase", row["id"]), *(("bid", bid["id"]) for bid in bids))
        lots[lot] = {"id": row["id"], "buyer_id": row["buyer_id"], "proportion": proportion, "rows": rows}
    return list(lots.values())


def _bids(view: View) -> dict[tuple[str, str], list[Row]]:
    """By project number and lot, the bids that were not withdrawn, each bidder and price once."""
    made = named(view, "bid", firm="bidder")
    made = made.filter(
        made.amount_fen.notnull()
        & (made.amount_fen > 0)
        & made.purchase_number.notnull()
        & (made.outcome.isnull() | (made.outcome != BidOutcome.WITHDRAWN))
    )
    who = (made.firm_tier != EvidenceTier.D).ifelse(made.firm_id, made.bidder)
    made = made.select(
        "id", "purchase_number", "amount_fen", "outcome", lot=made.lot.fill_null(""), who=who.fill_null(made.bidder)
    )
    found: dict[tuple[str, str], dict[tuple[str, int], Row]] = defaultdict(dict)
    for row in rows_of(made):
        found[row["purchase_number"], row["lot"]].setdefault((row["who"], row["amount_fen"]), row)
    return {
        lot: sorted(bids.values(), key=lambda bid: (bid["amount_fen"], bid["id"]))
        for lot, bids in found.items()
        if len({who for who, _ in bids}) == len(bids)
    }


def _proportion(bids: list[Row]) -> tuple[int, ...] | None:
    """The cheapest losing prices in parts of a thousand of the winning one; None where they tell nothing."""
    won = next((bid for bid in bids if bid["outcome"] == str(BidOutcome.WON)), None)
    lost = [bid for bid in bids if bid is not won]
    if won is None or len(lost) < _LOSERS:
        return None
    found = tuple(round(Fraction(bid["amount_fen"] * _PER, won["amount_fen"])) for bid in lost[:_LOSERS])
    return None if found == (_PER,) * _LOSERS else found
