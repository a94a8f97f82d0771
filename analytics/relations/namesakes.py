"""Whether people, or firms, of one name may be the same: a name ties nobody, yet it must not be passed over in silence.

Flows in: a view and the ids in question. Flows out: names with the evidence behind them for joins, and for the few
that met by name only, whether anything tells them apart (two identity numbers, a place legible in two masked numbers).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import ibis
import ibis.expr.types as ir
from ibis.util import gen_name

from analytics.identity import ORGANISATIONS, PERSONS, masks_conflict, number_mask
from analytics.relations.records import id_table, kept, once_per_view
from analytics.snapshot import View


@once_per_view
def bearers(view: View) -> ir.Table:
    """All persons and organisations: `bearer_id`, `name`, and `has_number` (an identity number, or a code)."""
    person, organisation = view.table("person"), view.table("organisation")
    people = person.select(bearer_id="person_id", name="name", has_number=person.tier == "A")
    firms = organisation.select(bearer_id="organisation_id", name="name", has_number=organisation.code.notnull())
    return kept(view, "bearers", people.union(firms))


class Namesakes:
    """The masked numbers of some people, read once."""

    def __init__(self, view: View, people: Iterable[str]) -> None:
        """Read the masks of these ids; ids of organisations have none."""
        self._masks: dict[str, set[str]] = defaultdict(set)
        ids = sorted(set(people))
        if ids:
            self._read(view, ids)

    def may_be_one(self, one: str, other: str) -> bool:
        """Whether nothing in their masked numbers tells two namesakes apart."""
        return not any(masks_conflict(a, b) for a in self._masks.get(one, ()) for b in self._masks.get(other, ()))

    def _read(self, view: View, ids: list[str]) -> None:
        # Kept, so that the mentions of everybody are gone through once.
        asked = view.table("mention").semi_join(id_table("person_id", ids), "person_id")
        mention = kept(view, gen_name("asked_mentions"), asked)
        stems = {(p.table, p.role): p.number for p in PERSONS} | {(o.table, o.role): o.number for o in ORGANISATIONS}
        named_in = {row["record_table"] for row in mention.select("record_table").distinct().to_pyarrow().to_pylist()}
        said = []
        for (table, role), stem in stems.items():
            if stem and table in named_in:
                facts = view.table(table)
                masked = facts.filter(facts[f"{stem}_mask"].notnull()).select(row_id="id", mask=f"{stem}_mask")
                named = mention.filter((mention.record_table == table) & (mention.role == role))
                said.append(named.join(masked, named.record_id == masked.row_id).select("person_id", "mask"))
        for row in ibis.union(*said, distinct=True).to_pyarrow().to_pylist() if said else ():
            if mask := number_mask(row["mask"]):
                self._masks[row["person_id"]].add(mask)
