"""Who stands close to whom: from everybody who acts for the public to their kin, their own firms and their kin's firms.

Flows in: a view (kin, ties to firms). Flows out: one table that all rules about interests, favours and recusal read,
computed once for each view. A row is one way from an official to one person or firm; ways outside the law are rows too
(`state`, `in_k74`), so that "why not" can be answered. A name alone makes no row.

| column | meaning |
| --- | --- |
| `person_id` | the official |
| `target_id` | himself, the relative, or the firm |
| `kind` | `self`, `kin`, `self_role`, `kin_role` |
| `relative_id`, `path`, `relation`, `state`, `why`, `in_k74`, `in_jqs` | as in `kin_relations`; null for his own |
| `role`, `share_bp`, `is_listed`, `links`, `role_firm_id`, `since`, `known_from`, `until` | as in `firm_ties` |
| `tier` | the weakest evidence on the way |
| `valid_from`, `valid_to` | the way is not in force before or after; null: no such day is known |
| `certain_from` | surely in force from this day on, until `valid_to`; null: cannot be told |
| `evidence` | the rows it rests on, `table/id`, blank-separated, from the official to the target |

Where one declared row names the relative and the firm together, the way through it rests on the declarant and the firm
only: who the relative is does not matter then, and a relative without a name is null.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations.firm_ties import firm_ties
from analytics.relations.kinship import JQS, K74, RelationState, kin_relations, read_relation
from analytics.relations.records import (
    both_known,
    earlier,
    kept,
    lasts,
    later,
    named,
    once_per_view,
    read_words,
    row_of,
    row_of_any,
    weaker,
)
from analytics.relations.shares import basis_points
from analytics.snapshot import View

# Columns that name somebody who acts, or acted, for the public.
OFFICIAL_ROLES: tuple[tuple[str, str], ...] = (
    ("appointment", "appointee"),
    ("declared_tie", "declarant"),
    ("delegation", "delegator"),
    ("delegation", "deputy"),
    ("evaluator", "evaluator"),
    ("kin_filing", "official"),
    ("matter_act", "actor"),
    ("outside_post", "holder"),
    ("pledge", "pledger"),
    ("recusal", "recused"),
    ("reporting_line", "subordinate"),
    ("reporting_line", "superior"),
    ("restriction", "former"),
    ("social_tie", "declarant"),
    ("step_handler", "handler"),
    ("tenure", "holder"),
)

# Kinship without a stated beginning has none.
ALWAYS = date(1, 1, 1)

_KIN = {
    "relative_id": pa.string(),
    "path": pa.string(),
    "relation": pa.string(),
    "state": pa.string(),
    "why": pa.string(),
    "in_k74": pa.bool_(),
    "in_jqs": pa.bool_(),
}
_FIRM = {
    "role": pa.string(),
    "share_bp": pa.int32(),
    "is_listed": pa.bool_(),
    "links": pa.int32(),
    "role_firm_id": pa.string(),
    "since": pa.date32(),
    "known_from": pa.date32(),
    "until": pa.date32(),
}
COLUMNS = {
    "person_id": pa.string(),
    "target_id": pa.string(),
    "kind": pa.string(),
    **_KIN,
    **_FIRM,
    "tier": pa.string(),
    "valid_from": pa.date32(),
    "valid_to": pa.date32(),
    "certain_from": pa.date32(),
    "evidence": pa.string(),
}


@once_per_view
def reach(view: View) -> ir.Table:
    """Every way from an official to a person or a firm (see the module for the columns).

    Only the ways over relatives to firms are kept, since they alone take a join of all with all: the others are rows of
    tables that are kept already.
    """
    who, kin, ties = officials(view), kin_of_officials(view), firm_ties(view)
    own_ties = ties.semi_join(who, "person_id")
    ways = [
        _self(view, who),
        as_reach(kin, "kin", kin.relative_id),
        as_reach(spanned(own_ties), "self_role", own_ties.firm_id),
        kept(view, "kin_roles", _kin_roles(kin, ties)),
    ]
    nameless = nameless_relatives(view)
    return ibis.union(*ways, *([] if nameless is None else [nameless]))


@once_per_view
def officials(view: View) -> ir.Table:
    """Everybody who acts or acted for the public: `person_id`, once each."""
    mention = view.table("mention")
    roles = ibis.memtable([{"record_table": table, "role": role} for table, role in OFFICIAL_ROLES])
    acting = mention.filter(mention.person_id.notnull()).semi_join(roles, ["record_table", "role"])
    return kept(view, "officials", acting.select("person_id").distinct())


def kin_of_officials(view: View) -> ir.Table:
    """`kin_relations` from the side of officials, with `certain_from` and `own_tier`.

    `own_tier` is the evidence of the way without the relative at its end; it is told where one declared row is the
    whole way and the relative could not be identified, and is the tier of the way everywhere else.
    """
    kin = kin_relations(view).semi_join(officials(view), "person_id")
    joined = kin.left_join(_tier_of_declarants(view), kin.evidence == _tier_of_declarants(view).said_in)
    lone = (joined.tier == "D") & (joined.hops == 1) & (joined.person_id == joined.said_by)
    own_tier = lone.fill_null(False).ifelse(joined.said_tier, joined.tier)
    return joined.select(*kin.columns, own_tier=own_tier, certain_from=_from_always(joined))


@once_per_view
def _tier_of_declarants(view: View) -> ir.Table:
    """Who declared a relative that could not be identified, and on which evidence."""
    mention = view.table("mention")
    relative = mention.filter((mention.role == "relative") & (mention.tier == "D"))
    said = mention.filter(mention.role.isin(["declarant", "official"]))
    said = said.semi_join(relative, ["record_table", "record_id"])
    rows = said.select(said_in=row_of_any(said.record_table, said.record_id), said_by="person_id", said_tier="tier")
    return kept(view, "tier_of_declarants", rows)


def _self(view: View, who: ir.Table) -> ir.Table:
    mention = view.table("mention").semi_join(who, "person_id")
    own = mention.group_by("person_id").aggregate(tier=mention.tier.min())
    never = _null(pa.date32())
    own = own.mutate(valid_from=never, valid_to=never, evidence=ibis.literal(""))
    return as_reach(own.mutate(certain_from=_from_always(own)), "self", own.person_id)


def _kin_roles(kin: ir.Table, ties: ir.Table) -> ir.Table:
    """Ties of relatives to firms: kin, then a role or holding, then chains of control."""
    held = of_holders(ties)
    ways = kin_role(kin.join(held, kin.relative_id == held.holder_id))
    return as_reach(ways, "kin_role", ways.firm_id)


def of_holders(ties: ir.Table) -> ir.Table:
    """Ties to firms with what they share with kin under names of their own."""
    return ties.rename(holder_id="person_id", tie_tier="tier", tie_evidence="evidence")


def kin_role(joined: ir.Table) -> ir.Table:
    """Kin joined with the ties of the relative (`of_holders`) as ways that have a day at all."""
    # One declared row may be the whole way: then it is named once, and who the relative is matters to nobody.
    together = ((joined.hops == 1) & (joined.declared_by == joined.person_id)).fill_null(False)
    lone = together & (joined.tier == "D")
    ways = joined.mutate(
        tier=lone.ifelse(weaker(joined.own_tier, joined.firm_tier), weaker(joined.tier, joined.tie_tier)),
        evidence=together.ifelse(joined.tie_evidence, joined.evidence + " " + joined.tie_evidence),
    )
    whole = spanned(ways)
    return whole.filter(lasts(whole.valid_from, whole.valid_to))


@once_per_view
def nameless_relatives(view: View) -> ir.Table | None:
    """Roles in firms of relatives whom the declared row does not name, as rows of `reach`; None for none."""
    if view.is_empty("declared_tie"):
        return None
    facts = view.table("declared_tie")
    if not facts.filter(facts.firm.notnull() & facts.relative_name.isnull()).count().execute():
        return None
    rows = named(view, "declared_tie", own="declarant", relative="relative", firm="firm")
    rows = rows.filter(rows.own_id.notnull() & rows.firm_id.notnull() & rows.relative_id.isnull())
    schema = {"is_self": pa.bool_(), **{name: _KIN[name] for name in ("path", "state", "why", "in_k74", "in_jqs")}}
    rows = read_words(rows, "relation", _meaning, schema)
    rows = rows.filter(rows.is_self.isnull() | ~rows.is_self)
    rows = read_words(rows, "share_percent", lambda text: {"share_bp": basis_points(text)}, {"share_bp": pa.int32()})
    ways = rows.mutate(
        person_id=rows.own_id,
        state=ibis.coalesce(rows.state, ibis.literal(str(RelationState.UNKNOWN))),
        role=rows.firm_role,
        links=ibis.literal(0).cast("int32"),
        role_firm_id=rows.firm_id,
        since=rows.valid_from,
        known_from=ibis.coalesce(rows.valid_from, rows.declared_on),
        until=rows.valid_to,
        tier=weaker(rows.own_tier, rows.firm_tier),
        evidence=row_of("declared_tie", rows.id),
    ).drop("valid_from", "valid_to")
    return as_reach(spanned(ways), "kin_role", ways.firm_id)


def _meaning(relation: str) -> dict[str, object]:
    """What a declared relation says of somebody without a name."""
    read = read_relation(relation)
    is_known = read.state is not RelationState.UNKNOWN
    return {
        "is_self": read.state is RelationState.SELF,
        "path": read.path,
        "state": str(read.state),
        "why": None if is_known else "relation-unknown",
        "in_k74": K74 in read.sets if is_known else None,
        "in_jqs": JQS in read.sets if is_known else None,
    }


def spanned(ways: ir.Table) -> ir.Table:
    """Ways with the span of the whole: of the role, and of the kinship where there is one."""
    if "valid_from" not in ways.columns:
        return ways.mutate(valid_from=ways.since, valid_to=ways.until, certain_from=ways.known_from)
    return ways.mutate(
        valid_from=later(ways.valid_from, ways.since),
        valid_to=earlier(ways.valid_to, ways.until),
        certain_from=both_known(ways.certain_from, ways.known_from),
    )


def _from_always(kin: ir.Table) -> ir.DateValue:
    since: ir.DateValue = ibis.coalesce(kin.valid_from, ibis.literal(ALWAYS))
    return since


def _null(of: pa.DataType) -> ir.Value:
    return ibis.null().cast(ibis.dtype(of))


def as_reach(ways: ir.Table, kind: str, target: ir.StringValue, **beside: ir.Value) -> ir.Table:
    """Ways as rows of the table, and columns beside them; what the ways do not have is null."""
    have = set(ways.columns)
    columns = {name: ways[name] if name in have else _null(of) for name, of in COLUMNS.items()}
    return ways.select(**{**columns, "target_id": target, "kind": ibis.literal(kind), **beside})
