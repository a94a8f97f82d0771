"""The household of officials in firms: spouse, children and their spouses, and what they have in which firm.

Flows in: a view and people in office. Flows out: the ways from an official over such a relative to a firm, and those
that stand under the relative's name alone. 公务员法 art. 74 para. 2 and the rules on reporting (5a.13, 5a.14) name just
these relatives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import ibis
import ibis.expr.types as ir

from analytics.relations import evidence_rows, id_table, kin_relations, named, naming, reach
from analytics.rules.firms import same_name_roles
from analytics.rules.proofs import Reference
from analytics.rules.rule import Row
from analytics.snapshot import View
from models.vocabulary import EvidenceTier

HOUSEHOLD = frozenset({"s", "c", "cs"})


def ways_to_firms(
    view: View, people: Iterable[str], narrowed: Callable[[ir.Table], ir.Table] = lambda ways: ways
) -> list[Row]:
    """The ways of `reach` from these people over any relative to a firm, in a fixed order.

    `narrowed` leaves out on the engine what does not matter to a rule.
    """
    asked = id_table("person_id", people)
    ways = narrowed(reach(view).filter(lambda t: t.kind == "kin_role").semi_join(asked, "person_id"))
    # What a person holds for another for a time is one row of evidence, and several spans.
    told = ("relative_id", "evidence", "path", "role", "share_bp", "since", "until", "valid_from", "valid_to")
    return sorted(
        ways.to_pyarrow().to_pylist(),
        key=lambda way: (way["person_id"], way["target_id"], *(str(way[column]) for column in told)),
    )


def declared_together(view: View, people: Iterable[str]) -> dict[tuple[str, str, str], list[Reference]]:
    """The declared rows that name relative and firm in one: (official, relative, firm) -> rows."""
    found: dict[tuple[str, str, str], list[Reference]] = defaultdict(list)
    if view.is_empty("declared_tie"):
        return found
    own = naming(view, "declared_tie", "declarant", people)
    rows = named(view, "declared_tie", own, own="declarant", relative="relative", firm="firm")
    told = rows.filter(rows.firm_id.notnull()).select("own_id", "relative_id", "firm_id", "id")
    for row in told.to_pyarrow().to_pylist():
        found[row["own_id"], row["relative_id"], row["firm_id"]].append(("declared_tie", row["id"]))
    return {key: sorted(rows) for key, rows in found.items()}


def proof_of(way: Row, told: dict[tuple[str, str, str], list[Reference]]) -> list[Reference]:
    """The rows a way rests on; where the official declared relative and firm in one row, that row for the kinship."""
    stated = evidence_rows(way["evidence"])
    together = told.get((way["person_id"], way["relative_id"], way["target_id"]), [])
    kin = [item for item in stated if item[0] in ("declared_tie", "kin_filing")]
    if not together or len(kin) != 1:
        return [*stated, *(row for row in together if row not in stated)]
    return [*together, *(item for item in stated if item not in kin)]


def namesakes_in_firms(
    view: View, people: Iterable[str], narrowed: Callable[[ir.Table], ir.Table] = lambda roles: roles
) -> list[Row]:
    """Roles in firms under the name of a relative of the household: `person_id`, `relative_id`, `path`, and the role.

    Nobody can say whether the relative is meant (5a.7); those whom their numbers tell apart are left out.
    """
    asked = id_table("person_id", people)
    kin = kin_relations(view).filter(lambda t: t.path.isin(sorted(HOUSEHOLD)) & (t.tier != str(EvidenceTier.D)))
    kin = kin.semi_join(asked, "person_id")
    person = view.table("person").select(relative_id="person_id", name="name")
    relatives = kin.join(person, "relative_id").select(
        "person_id", "path", "relation", "name", asked_id="relative_id", kin_evidence="evidence",
        mask=ibis.null().cast("string"),
    )  # fmt: skip
    rows = same_name_roles(view, relatives, narrowed)
    return sorted(rows, key=lambda row: (row["role_evidence"], row["person_id"], row["kin_evidence"]))
