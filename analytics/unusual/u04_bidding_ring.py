"""U04, firms that bid together for the lots of a buyer and win in turn.

Flows in: rings of bidders. Flows out: a sign where the buyer decides on purchases.
"""

from __future__ import annotations

from analytics.relations.favour import favouritism
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import decided_by
from models.vocabulary import PowerDomain, Severity


class BiddingRing(Pattern):
    """Three firms or more bid for the same lots far more often than firms of as many bids would, and share the wins."""

    code = "U04"
    version = "2"
    name = Text("轮流中标", "winners in turn")
    what = Text(
        "几家投标人总是同场投标，并且轮流中标。", "The same firms bid together again and again, and each wins as often."
    )
    compared = Text(
        "同类别、同年度项目的其他投标人；各家投标次数不变，随机分布。",
        "Other bidders for lots of the category and year; each bids as often, at random.",
    )
    innocent = Text(
        "本地同业少；框架协议供应商名单。", "Few firms of the trade nearby; a framework with listed suppliers."
    )
    severity = Severity.HIGH

    def look(self, view: View) -> Seen:
        """Each ring whose members win in turn, at each of its buyers."""
        found = favouritism(view)
        turns = [ring for ring in found.rings if ring.is_in_turn]
        shown = [(ring, buyer) for ring in turns for buyer in ring.buyers]
        return Seen(
            found.bidders.pairs,
            tuple(
                Observation(
                    decided_by(view, buyer, PowerDomain.PROCUREMENT),
                    len(ring.lots),
                    len(ring.firms),
                    ring.weakest.expected,
                    ring.weakest.p,
                    ring.rows,
                )
                for ring, buyer in shown
            ),
            tuple(ring.weakest.q for ring, _ in shown),
        )
