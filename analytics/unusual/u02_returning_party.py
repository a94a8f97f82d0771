"""U02, a party that comes back to one unit far more often than others do.

Flows in: favouritism of units and parties. Flows out: a sign at the step where most of its matters were handled.
"""

from __future__ import annotations

from analytics.relations.favour import FavourKind
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.favours import seen_by_givers
from analytics.unusual.pattern import Pattern, Seen
from models.vocabulary import Severity


class ReturningParty(Pattern):
    """One party has far more matters before a unit than an even spread gives."""

    code = "U02"
    version = "2"
    name = Text("反复办理", "returning party")
    what = Text("同一对象在同一单位反复办理事项。", "One party comes back to one unit again and again.")
    compared = Text(
        "在该单位办事的同类对象；每个对象至少一件，其余随机分布。",
        "Other firms (or persons) before the unit; each came once, the rest falls on anybody alike.",
    )
    innocent = Text("大企业、长期项目本来事项多。", "A large firm, or a long project, has many matters by nature.")
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each party that returns beyond chance."""
        return seen_by_givers(view, FavourKind.RETURNING_PARTY)
