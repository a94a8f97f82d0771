"""Kin among those who serve on the assessed day: for rules on kin in one organ (C03, C04).

Flows in: a view. Flows out: one `KinColleagues` for each two people in office whom the list of either makes kin within
公务员法 art. 74, surely or perhaps (domain decision 5a.2: either list is enough). Perhaps: the relation is undecided,
or a declared relative without an identity number bears the name of a colleague in the same unit (5a.7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.identity import masks_conflict, number_mask
from analytics.relations import evidence_rows, kin_relations, once_per_view
from analytics.rules.proofs import Proofs, Reference
from analytics.rules.rule import Row
from analytics.rules.serving import InOffice, in_office
from analytics.snapshot import View
from models.vocabulary import EvidenceTier

SAME_NAME = "same-name"


@dataclass(frozen=True, slots=True)
class KinColleagues:
    """Two people in office who are kin: surely (`why` is empty), or perhaps, and why that cannot be told."""

    one: InOffice
    other: InOffice
    why: str
    tier: str
    ties: tuple[Reference, ...]

    @property
    def in_one_unit(self) -> bool:
        """Whether both serve in the same unit."""
        return self.one.unit_id is not None and self.one.unit_id == self.other.unit_id


@once_per_view
def kin_colleagues(view: View) -> list[KinColleagues]:
    """All such pairs, each once for each two posts, in a fixed order."""
    people: dict[str, list[InOffice]] = defaultdict(list)
    for entry in in_office(view):
        if not entry.is_in_village:
            people[entry.person_id].append(entry)
    if not people:
        return []
    staff = _staff(people)
    found: dict[tuple[str, str], list[KinColleagues]] = defaultdict(list)
    for row in _both_in_office(view, staff):
        why = "" if row["in_k74"] else str(row["why"] or "relation-unknown")
        for pair in _pairs(people, row["person_id"], row["relative_id"], why, row):
            found[pair.one.row["id"], pair.other.row["id"]].append(pair)
    for row in _namesakes(view, staff):
        for pair in _pairs(people, row["person_id"], row["colleague_id"], SAME_NAME, row):
            found[pair.one.row["id"], pair.other.row["id"]].append(pair)
    return [min(pairs, key=lambda p: (bool(p.why), p.tier, p.ties)) for _, pairs in sorted(found.items())]


def _pairs(
    people: dict[str, list[InOffice]], person_id: str, relative_id: str, why: str, row: Row
) -> Iterator[KinColleagues]:
    """Every two posts of two people, in the order of their entries."""
    ties = tuple(evidence_rows(row["evidence"]))
    for mine in people[person_id]:
        for theirs in people[relative_id]:
            one, other = (mine, theirs) if mine.row["id"] <= theirs.row["id"] else (theirs, mine)
            tier = max(row["tier"], one.tier, other.tier) if not why else EvidenceTier.D
            yield KinColleagues(one, other, why, str(tier), ties)


def _staff(people: dict[str, list[InOffice]]) -> ir.Table:
    rows = [
        {"person_id": person, "unit_id": entry.unit_id, "name": entry.name, "id_mask": entry.row["id_mask"]}
        for person, entries in sorted(people.items())
        for entry in entries
    ]
    schema = pa.schema([(name, pa.string()) for name in ("person_id", "unit_id", "name", "id_mask")])
    return ibis.memtable(pa.Table.from_pylist(rows, schema=schema))


def _both_in_office(view: View, staff: ir.Table) -> list[Row]:
    """Kin within the law, surely or perhaps, on the assessed day, of whom both serve."""
    kin = kin_relations(view).filter(lambda t: t.in_k74.fill_null(True) & _lasts_on(t, view.assessed_on))
    serving = staff.select("person_id").distinct()
    relatives = serving.select(relative_id="person_id")
    both = kin.semi_join(serving, "person_id").semi_join(relatives, "relative_id")
    both = both.select("person_id", "relative_id", "in_k74", "why", "tier", "evidence")
    found: list[Row] = both.to_pyarrow().to_pylist()
    return found


def _lasts_on(kin: ir.Table, day: date) -> ir.BooleanValue:
    begun, open_ended = kin.valid_from.isnull() | (kin.valid_from <= day), kin.valid_to.isnull()
    lasting: ir.BooleanValue = begun & (open_ended | (kin.valid_to >= day))
    return lasting


def _namesakes(view: View, staff: ir.Table) -> list[Row]:
    """Declared relatives who bear the name of a colleague of the declarant, and may be that colleague."""
    kin = kin_relations(view)
    person = view.table("person").select(relative_id="person_id", relative_name="name", relative_tier="tier")
    near = kin.filter(kin.in_k74.fill_null(True)).join(person, "relative_id")
    declarants = staff.select("person_id", "unit_id").distinct()
    colleague = view.table("person").select(colleague_id="person_id", colleague_tier="tier")
    colleagues = staff.select(
        colleague_id="person_id", unit_id="unit_id", relative_name="name", colleague_mask="id_mask"
    ).join(colleague, "colleague_id")
    joined = near.join(declarants, "person_id").join(colleagues, ["unit_id", "relative_name"])
    joined = joined.filter(
        (joined.colleague_id != joined.relative_id)
        & (joined.colleague_id != joined.person_id)
        & ~((joined.relative_tier == "A") & (joined.colleague_tier == "A"))
    )
    rows = joined.to_pyarrow().to_pylist()
    stated = (item for row in rows for item in evidence_rows(row["evidence"]))
    proofs = Proofs(view, stated, reads=("relative_id_mask",))
    return [row for row in rows if not _masks_differ(row, proofs)]


def _masks_differ(row: Row, proofs: Proofs) -> bool:
    """Whether the numbers of relative and colleague, as far as they can be read, are surely two."""
    last = evidence_rows(row["evidence"])[-1]
    mask = proofs.row(*last).get("relative_id_mask")
    return masks_conflict(number_mask(mask), number_mask(row["colleague_mask"]))
