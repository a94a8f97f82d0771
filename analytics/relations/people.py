"""Who two mentions may be: the same person, surely two people, or namesakes of whom nobody can say.

Flows in: the mentions of a view and the columns they were read from. Flows out: lookups by record and role, and the
question whether two people of one name can be told apart.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any, NamedTuple

from analytics.identity import ORGANISATIONS, PERSONS, masks_conflict, number_mask
from analytics.snapshot import View

Row = dict[str, Any]


class Who(NamedTuple):
    """A person or an organisation meant by one column of one record."""

    id: str
    tier: str
    is_person: bool


class People:
    """Mentions of one view, by record and role."""

    def __init__(self, view: View) -> None:
        self.names = {row["person_id"]: row["name"] for row in view.rows("person")}
        self.has_number = {row["person_id"] for row in view.rows("person") if row["tier"] == "A"}
        self.firms = {row["organisation_id"]: row for row in view.rows("organisation")}
        self._who: dict[tuple[str, str, str], Who] = {}
        for m in view.rows("mention"):
            who = Who(m["person_id"] or m["organisation_id"], m["tier"], m["person_id"] is not None)
            self._who[m["record_table"], m["record_id"], m["role"]] = who
        self._masks = self._read_masks(view)

    def who(self, table: str, record: str, role: str) -> Who | None:
        """Who is meant, None when the column is empty."""
        return self._who.get((table, record, role))

    def may_be_one(self, one: str, other: str) -> bool:
        """Whether two people of equal name, not tied by evidence, could still be the same.

        Not when both have an identity number, or masked numbers that differ in a legible place: those are two people.
        """
        if one == other or self.names.get(one) != self.names.get(other):
            return one == other
        if one in self.has_number and other in self.has_number:
            return False
        return not any(masks_conflict(a, b) for a in self._masks.get(one, ()) for b in self._masks.get(other, ()))

    def may_be_one_firm(self, one: str, other: str) -> bool:
        """Whether two organisations of equal name could be the same: not when both have a code."""
        first, second = self.firms.get(one), self.firms.get(other)
        if first is None or second is None or first["name"] != second["name"]:
            return False
        return not (first["code"] and second["code"])

    def _read_masks(self, view: View) -> dict[str, set[str]]:
        masks: dict[str, set[str]] = defaultdict(set)
        stems = {(p.table, p.role): p.number for p in PERSONS} | {(o.table, o.role): o.number for o in ORGANISATIONS}
        for (table, role), stem in stems.items():
            if not stem or view.is_empty(table):
                continue
            known = view.table(table)
            masked = known.filter(known[f"{stem}_mask"].notnull()).select("id", f"{stem}_mask")
            for row in masked.to_pyarrow().to_pylist():
                who, mask = self.who(table, row["id"], role), number_mask(row[f"{stem}_mask"])
                if who and who.is_person and mask:
                    masks[who.id].add(mask)
        return masks


@lru_cache(maxsize=4)
def people_of(view: View) -> People:
    """The mentions of a view, read once."""
    return People(view)


def weakest(*tiers: str) -> str:
    """The weakest of some evidence tiers."""
    return max(tiers)
