"""Lots of purchases: one for each award, however many documents state it.

Flows in: purchases as ledgers, notices, contracts and open data state them, and the buyers that identity judged. Flows
out: lots, each with the rows that state it and what they say together. Counted row by row, a lot that is in the ledger
and in a notice would look like two purchases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.identity.names import organisation_name, squash
from analytics.relations import once_per_view
from analytics.rules.identified import units
from analytics.rules.rule import Row, Subject
from analytics.snapshot import View
from models.vocabulary import PurchaseOrigin

# Whose word counts where several documents state one lot.
_ORDER = {str(o): n for n, o in enumerate((PurchaseOrigin.LEDGER, PurchaseOrigin.CONTRACT, PurchaseOrigin.NOTICE))}
_Key = tuple[str, str, str]  # buyer, project number and lot as compared, empty where not known


@dataclass(frozen=True, slots=True)
class Lot:
    """One award: `rows` state it, the most reliable first."""

    unit_id: str | None
    rows: tuple[Row, ...]

    def said(self, column: str) -> Any:
        """What the most reliable row that says anything about it says; None where none does."""
        return next((row[column] for row in self.rows if row[column] not in (None, "")), None)

    @property
    def subject(self) -> Subject:
        """What an answer about the lot is about: its buyer; the document where no buyer is known."""
        if self.unit_id is None:
            return Subject("document", self.rows[0]["document_id"])
        return Subject("unit", self.unit_id, self.unit_id)

    @property
    def key(self) -> tuple[str, str]:
        """Project number and lot as compared; empty where not stated."""
        return squash(self.said("number")), squash(self.said("lot"))


@once_per_view
def lots(view: View) -> list[Lot]:
    """All lots of the view, in the order of their first rows.

    Rows of one buyer, project number, lot and supplier are one lot; a row without supplier belongs to another of its
    number and lot, and rows that name no lot to the only one that others name for their number: a notice of a project
    of one lot seldom counts it. Rows without a number stand alone. The list is kept and shared: do not change it.
    """
    buyer = units(view, "purchase")
    numbered: dict[_Key, list[Row]] = defaultdict(list)
    found: list[Lot] = []
    for row in view.rows("purchase"):
        if row["number"]:
            key = (buyer.get(row["id"]) or "", squash(row["number"]), squash(row["lot"]))
            numbered[key].append(row)
        else:
            found.append(Lot(buyer.get(row["id"]), (row,)))
    for (unit_id, *_), rows in _with_lot(numbered).items():
        found += [Lot(unit_id or None, tuple(sorted(part, key=_reliable))) for part in _by_supplier(rows)]
    return sorted(found, key=lambda lot: str(lot.rows[0]["id"]))


def _with_lot(numbered: Mapping[_Key, list[Row]]) -> dict[_Key, list[Row]]:
    """The same rows, those without a lot put to the only lot of their buyer and number."""
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for unit_id, number, lot in numbered:
        if lot:
            named[unit_id, number].add(lot)
    found: dict[_Key, list[Row]] = defaultdict(list)
    for (unit_id, number, lot), rows in numbered.items():
        others = named[unit_id, number]
        [only] = others if not lot and len(others) == 1 else [lot]
        found[unit_id, number, only] += rows
    return found


def _by_supplier(rows: Iterable[Row]) -> list[list[Row]]:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[organisation_name(row["supplier"])].append(row)
    without = parts.pop("", [])
    if not parts:
        return [without]
    first = min(parts)
    return [part + (without if name == first else []) for name, part in sorted(parts.items())]


def _reliable(row: Row) -> tuple[int, str]:
    return _ORDER.get(row["origin"] or "", len(_ORDER)), str(row["id"])
