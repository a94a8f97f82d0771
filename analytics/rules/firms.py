"""What rules about officials and firms need to know of a firm: its trade, its state, and who is in it by name only.

Flows in: a view and the firms or people in question. Flows out: facts of the register of firms, the trades an organ
regulates, roles that count, and roles that stand under the name of somebody without a number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

import ibis.expr.types as ir

from analytics.identity import masks_conflict, number_mask, squash
from analytics.relations import evidence_rows, firm_ties, kept, named, naming, once_per_view
from analytics.rules.answers import Evidence
from analytics.rules.identified import mentions
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Row, evidence
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import FirmRole, FirmStatus

# Who runs a firm (5a.13), and whoever holds a post in it.
RUNS = frozenset(
    str(role) for role in (FirmRole.LEGAL_REPRESENTATIVE, FirmRole.OPERATOR, FirmRole.PARTNER, FirmRole.MANAGER)
)
POSTS = RUNS | {str(FirmRole.DIRECTOR), str(FirmRole.SUPERVISOR)}
# Where the masked number of the holder of a role stands.
_MASKS = {"firm_officer": "id_mask", "nominee_agreement": "id_mask", "declared_tie": "relative_id_mask"}
_ENDED = (FirmStatus.REVOKED, FirmStatus.CANCELLED)
_MAY_BE_LISTED = "股份有限公司"  # 公司法: only a company limited by shares can be listed


class Firms:
    """The register of firms for some of them, by organisation."""

    def __init__(self, view: View, firm_ids: Iterable[str]) -> None:
        self._rows: dict[str, list[Row]] = defaultdict(list)
        wanted = sorted(set(firm_ids))
        if wanted and not view.is_empty("firm"):
            entries = naming(view, "firm", "firm", wanted)
            for row in named(view, "firm", entries, firm="firm").to_pyarrow().to_pylist():
                self._rows[row["firm_id"]].append(row)
        for rows in self._rows.values():
            rows.sort(key=lambda row: str(row["id"]))

    def places(self, firm_id: str) -> list[Evidence]:
        """Where the firm stands in the register."""
        return [evidence("firm", row) for row in self._rows.get(firm_id, ())]

    def has_ended(self, firm_id: str) -> bool:
        """Whether the registration was revoked or cancelled."""
        return any(row["status"] in _ENDED for row in self._rows.get(firm_id, ()))

    def is_listed(self, firm_id: str) -> bool | None:
        """Whether its shares are listed; None where the register does not say and its form leaves it open."""
        told = [row["is_listed"] for row in self._rows.get(firm_id, ()) if row["is_listed"] is not None]
        if told:
            return any(told)
        names = [row["name"] for row in self._rows.get(firm_id, ())]
        return None if any(_MAY_BE_LISTED in name for name in names) else False

    def trades_in(self, firm_id: str, trades: Iterable[Row]) -> bool | None:
        """Whether a firm is in one of some trades, by name or by code; None where neither can be compared (5a.1)."""
        compared = False
        for row in self._rows.get(firm_id, ()):
            for trade in trades:
                for own, theirs in (("industry", "trade"), ("industry_code", "trade_code")):
                    one, other = squash(row[own]), squash(trade[theirs])
                    if one and other:
                        compared = True
                        if one == other:
                            return True
        return False if compared else None


def regulated_trades(view: View, day: date | None = None) -> dict[str, list[Row]]:
    """The trades that each unit regulates, on a day or at any time: unit -> rows of the register."""
    units = mentions(view, "regulated_trade", "unit")
    found: dict[str, list[Row]] = defaultdict(list)
    for row in view.rows("regulated_trade"):
        if row["id"] in units and (day is None or lasts_on(row["since"], row["until"], day)):
            found[units[row["id"]]["organisation_id"]].append(row)
    return dict(found)


def same_name_roles(
    view: View, people: ir.Table, narrowed: Callable[[ir.Table], ir.Table] = lambda roles: roles
) -> list[Row]:
    """Roles in firms under the name of somebody asked about, of whom nobody can say whether it is the same person.

    `people`: `asked_id`, `name`, `mask` (a masked number, or null) and any further columns, which come along. Not
    where both have an identity number, or numbers that differ in a legible place: those are two people.

    `narrowed` cuts the joined rows to those that matter, before they leave the engine: namesakes in firms grow with the
    square of a city.
    """
    tiers = view.table("person").select(asked_id="person_id", asked_tier="tier")
    joined = _roles_by_name(view).join(people.join(tiers, "asked_id"), "name")
    joined = joined.filter(
        (joined.holder_id != joined.asked_id) & ~((joined.holder_tier == "A") & (joined.asked_tier == "A"))
    )
    rows = narrowed(joined).to_pyarrow().to_pylist()
    stated = (item for row in rows for item in evidence_rows(row["role_evidence"]))
    proofs = Proofs(view, stated, reads=_MASKS.values())
    return [row for row in rows if not _is_another(row, proofs)]


@once_per_view
def _roles_by_name(view: View) -> ir.Table:
    """Roles in firms themselves with the name and tier of the holder, kept: the engine plans the join by name badly."""
    ties = firm_ties(view).filter(lambda t: t.links == 0)
    roles = ties.rename(holder_id="person_id", role_tier="tier", role_evidence="evidence")
    holders = view.table("person").select(holder_id="person_id", name="name", holder_tier="tier")
    return kept(view, "roles_by_name", roles.join(holders, "holder_id"))


def _is_another(row: Row, proofs: Proofs) -> bool:
    for table, row_id in evidence_rows(row["role_evidence"]):
        if table in _MASKS:
            mask = number_mask(proofs.row(table, row_id)[_MASKS[table]])
            if masks_conflict(mask, number_mask(row["mask"])):
                return True
    return False
