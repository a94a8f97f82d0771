"""U01, one official who handles the matters of one party again and again, where colleagues could have.

Flows in: favouritism among officials and parties. Flows out: a sign at the step where those matters were handled.
"""

from __future__ import annotations

from analytics.relations.favour import FavourKind
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.favours import seen_by_givers
from analytics.unusual.pattern import Pattern, Seen
from models.vocabulary import Severity


class OneParty(Pattern):
    """Matters of one party gather before one official."""

    code = "U01"
    version = "2"
    name = Text("固定经办", "one official for one party")
    what = Text(
        "同一对象的事项总由同一人经办。", "The matters of one party are handled by one official again and again."
    )
    compared = Text(
        "同单位、同职权、同环节的其他经办人；各人件数、各对象件数不变，随机分派。",
        "Colleagues at the same step of the same power; everyone keeps as many matters, dealt out at random.",
    )
    innocent = Text(
        "按片区、行业分工；项目有固定联系人。", "Work divided by area or trade; a fixed contact for a project."
    )
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each official and party that met beyond chance."""
        return seen_by_givers(view, FavourKind.CHOSEN_PARTY)
