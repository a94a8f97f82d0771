"""The household of officials in firms: spouse, children and their spouses, and what they have in which firm.

Flows in: a view and people in office. Flows out: the ways from an official over such a relative to a firm, and those
that stand under the relative's name alone. 公务员法 art. 74 para. 2 and the rules on reporting (5a.13, 5a.14) name just
these relatives.
"""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import pyarrow as pa

from analytics.relations import kin_relations, reach
from analytics.rules.firms import same_name_roles
from analytics.rules.rule import Row
from analytics.snapshot import View
from models.vocabulary import EvidenceTier

HOUSEHOLD = frozenset({"s", "c", "cs"})


def ways_to_firms(view: View, people: Iterable[str]) -> list[Row]:
    """The ways of `reach` from these people over any relative to a firm, in a fixed order."""
    asked = ibis.memtable(pa.table({"person_id": pa.array(sorted(set(people)), pa.string())}))
    ways = reach(view).filter(lambda t: t.kind == "kin_role").semi_join(asked, "person_id").to_pyarrow().to_pylist()
    return sorted(ways, key=lambda way: (way["person_id"], way["target_id"], str(way["relative_id"]), way["evidence"]))


def namesakes_in_firms(view: View, people: Iterable[str]) -> list[Row]:
    """Roles in firms under the name of a relative of the household: `person_id`, `relative_id`, `path`, and the role.

    Nobody can say whether the relative is meant (5a.7); those whom their numbers tell apart are left out.
    """
    asked = ibis.memtable(pa.table({"person_id": pa.array(sorted(set(people)), pa.string())}))
    kin = kin_relations(view).filter(lambda t: t.path.isin(sorted(HOUSEHOLD)) & (t.tier != str(EvidenceTier.D)))
    kin = kin.semi_join(asked, "person_id")
    person = view.table("person").select(relative_id="person_id", name="name")
    relatives = kin.join(person, "relative_id").select(
        "person_id", "path", "relation", "name", asked_id="relative_id", kin_evidence="evidence",
        mask=ibis.null().cast("string"),
    )  # fmt: skip
    rows = same_name_roles(view, relatives)
    return sorted(rows, key=lambda row: (row["role_evidence"], row["person_id"], row["kin_evidence"]))
