"""U03, officials of two units who decide on firms of each other's circle.

Flows in: favouritism both ways. Flows out: a sign at each of the two posts.
"""

from __future__ import annotations

from analytics.relations.favour import FavourKind
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.favours import seen_by_givers
from analytics.unusual.pattern import Pattern, Seen
from models.vocabulary import Severity


class FavoursTraded(Pattern):
    """Each of two officials handles matters of firms in which the other, or the other's kin, has a part."""

    code = "U03"
    version = "2"
    name = Text("互相照顾", "favours traded")
    what = Text(
        "两个单位的经办人，各自办理与对方本人或亲属有关企业的事项。",
        "Officials of two units each handle matters of firms in the other's circle.",
    )
    compared = Text(
        "同环节的其他经办人；件数不变、随机分派，两个方向合并计算。",
        "Colleagues at the same step; matters dealt out at random, both ways together.",
    )
    innocent = Text(
        "小地方同业少，企业与亲属关系分散。", "In a small place a trade has few firms, and kin have parts in many."
    )
    severity = Severity.HIGH

    def look(self, view: View) -> Seen:
        """Each pair of officials beyond chance, at either post."""
        return seen_by_givers(view, FavourKind.FAVOURS_TRADED)
