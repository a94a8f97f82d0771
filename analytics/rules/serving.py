"""Who holds which post of which unit on the assessed day, and whether that unit is an organ.

Flows in: a view. Flows out: one `InOffice` for each entry of the register of post holders that lasts on that day
(domain decision 5a.12). Villages are self-governing and no organs; state enterprises have staff, not civil servants.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.relations import once_per_view
from analytics.rules.answers import Evidence
from analytics.rules.identified import mentions, placements
from analytics.rules.rule import Row, Subject, evidence
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import UnitSector

_VILLAGE_ENDINGS = ("村民委员会", "居民委员会", "村委会", "居委会", "村党支部委员会", "村党总支部委员会")


@dataclass(frozen=True, slots=True)
class InOffice:
    """One entry of the register of post holders, with the person meant. `sector` is null where the roster is silent."""

    row: Row
    person_id: str
    name: str
    tier: str
    unit_id: str | None
    post_id: str | None
    sector: str | None
    place: Evidence  # where the entry stands

    @property
    def is_in_village(self) -> bool:
        """Whether the post belongs to a village or neighbourhood."""
        return self.sector == UnitSector.VILLAGE

    @property
    def is_in_enterprise(self) -> bool:
        """Whether the post belongs to a state enterprise."""
        return self.sector == UnitSector.ENTERPRISE

    @property
    def subject(self) -> Subject:
        """The post, or the unit where the post is not known."""
        if self.post_id is None:
            return Subject("unit", self.unit_id or "", self.unit_id)
        return Subject("post", self.post_id, self.unit_id, self.post_id)


@once_per_view
def in_office(view: View) -> list[InOffice]:
    """Everybody in office on the assessed day, in the order of the entries."""
    holders, placed = mentions(view, "tenure", "holder"), placements(view, "tenure")
    sectors = _sectors(view)
    found = []
    for row in view.rows("tenure"):
        holder = holders.get(row["id"])
        if holder is None or not lasts_on(row["since"], row["until"], view.assessed_on):
            continue
        unit_id, post_id = placed[row["id"]]["unit_id"], placed[row["id"]]["post_id"]
        sector = sectors.get(unit_id)
        if sector is None and view.unit_names.get(unit_id, "").endswith(_VILLAGE_ENDINGS):
            sector = str(UnitSector.VILLAGE)
        who = holder["person_id"], row["name"], holder["tier"]
        found.append(InOffice(row, *who, unit_id, post_id, sector, evidence("tenure", row)))
    return found


def _sectors(view: View) -> dict[str, str]:
    """The sector of each unit of the roster, by organisation."""
    units = mentions(view, "budget_unit", "unit")
    return {
        units[row["id"]]["organisation_id"]: row["sector"]
        for row in view.rows("budget_unit")
        if row["sector"] and row["id"] in units
    }
