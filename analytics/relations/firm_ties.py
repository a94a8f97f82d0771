"""Who has what in which firm: roles and shares as declared and registered, agreements of nominees, chains of control.

Flows in: a view. Flows out: one table, computed once for each view, with a row for each tie of a person to a firm. A
firm held above 50 % hands the ties of its own people down to the firm that it holds, link by link, ends included when
firms hold each other in a ring. Domain decisions 5a.6 (both ends of an interval count), 5a.9 (nominees, chains).

| column | meaning |
| --- | --- |
| `person_id`, `firm_id` | ids of the identity tables |
| `role` | code of `FirmRole`; the beneficiary of a nominee agreement is a `shareholder` |
| `share_bp` | the share in hundredths of a per cent, rounded down; null where none is stated |
| `is_listed` | whether the firm of the role is listed; null where the firm register does not say |
| `since` | not in force before this day; null where no beginning is known |
| `known_from` | surely in force from this day on; null where that cannot be told |
| `until` | last day; null for an open end |
| `tier`, `firm_tier` | the weakest evidence on the way, and the weakest of who the firms are |
| `links` | 0 where the role is in the firm itself, else how many holdings above 50 % lie between |
| `role_firm_id` | the firm in which the role is held; the firm itself where `links` is 0 |
| `source` | `declared` or `register` |
| `declared_by`, `declared_on` | who declared it, and when; null for registers |
| `evidence` | the rows it rests on, `table/id`, blank-separated |
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations.kinship import RelationState, read_relation
from analytics.relations.records import (
    both_known,
    earlier,
    kept,
    lasts,
    later,
    let_go,
    named,
    nothing,
    once_per_view,
    read_words,
    row_of,
    weaker,
)
from analytics.relations.shares import basis_points, is_controlling
from analytics.snapshot import View
from models.vocabulary import EvidenceTier, FirmRole

COLUMNS = {
    "person_id": pa.string(),
    "firm_id": pa.string(),
    "role": pa.string(),
    "share_bp": pa.int32(),
    "is_listed": pa.bool_(),
    "since": pa.date32(),
    "known_from": pa.date32(),
    "until": pa.date32(),
    "tier": pa.string(),
    "firm_tier": pa.string(),
    "links": pa.int32(),
    "role_firm_id": pa.string(),
    "source": pa.string(),
    "declared_by": pa.string(),
    "declared_on": pa.date32(),
    "evidence": pa.string(),
}
_FAR = date(9999, 12, 31)
_DAY = timedelta(days=1)


@once_per_view
def firm_ties(view: View) -> ir.Table:
    """All ties of people to firms (see the module for the columns)."""
    direct = _direct_ties(view)
    if direct is None:
        return nothing(COLUMNS)
    through = [_handed_down(direct, chains) for chains in control_chains(view)]
    return kept(view, "firm_ties", _with_listing(view, ibis.union(direct, *through)).select(*COLUMNS))


def _direct_ties(view: View) -> ir.Table | None:
    """Ties of people to firms without chains, None where no register holds any."""
    registers = [
        read(view)
        for table, read in (("firm_officer", _registered), ("nominee_agreement", _beneficial))
        if not view.is_empty(table)
    ]
    register = kept(view, "firm_ties_registered", _once(ibis.union(*registers))) if registers else None
    declared = None if view.is_empty("declared_tie") else kept(view, "firm_ties_declared", _declared(view))
    stated = declared
    if declared is not None and register is not None:
        declared = _dated(view, declared, register)
    parts = [ties for ties in (register, None if declared is None else _once(declared)) if ties is not None]
    if not parts:
        return None
    direct = kept(view, "firm_ties_stated", ibis.union(*parts))
    let_go(*(ties for ties in (register, stated) if ties is not None))
    if view.is_empty("nominee_agreement"):
        return direct
    return kept(view, "firm_ties_direct", _without_nominees(view, direct))


def _registered(view: View) -> ir.Table:
    officers, register = named(view, "firm_officer", person="officer", firm="firm"), view.table("firm_officer")
    published = view.table("document").select(published_in="id", published="published")
    officers = officers.left_join(published, officers.document_id == published.published_in)
    return _direct(
        officers, register, "register", officers.role, row_of("firm_officer", officers.id), officers.published
    )


def _beneficial(view: View) -> ir.Table:
    agreements = named(view, "nominee_agreement", person="beneficiary", firm="firm")
    holder = ibis.literal(str(FirmRole.SHAREHOLDER))
    return _direct(
        agreements,
        view.table("nominee_agreement"),
        "register",
        holder,
        row_of("nominee_agreement", agreements.id),
        None,
    )


def _declared(view: View) -> ir.Table:
    """Roles declared, held by the relative, or by the declarant where the relation is himself."""
    ties = named(view, "declared_tie", own="declarant", relative="relative", firm="firm")
    schema = {"is_self": pa.bool_()}
    register = view.table("declared_tie")
    ties = read_words(
        ties, "relation", lambda text: {"is_self": read_relation(text).state is RelationState.SELF}, schema, register
    )
    own = ties.is_self.fill_null(False)
    ties = ties.mutate(
        person_id=own.ifelse(ties.own_id, ties.relative_id),
        person_tier=own.ifelse(ties.own_tier, ties.relative_tier),
        since=ties.valid_from,
        until=ties.valid_to,
    )
    return _direct(ties, register, "declared", ties.firm_role, row_of("declared_tie", ties.id), ties.declared_on)


def _direct(
    rows: ir.Table,
    register: ir.Table,
    source: str,
    role: ir.StringValue,
    evidence: ir.StringValue,
    said_on: ir.DateValue | None,
) -> ir.Table:
    """Rows of a register with `person_*`, `firm_*`, `since`, `until` and `share_percent` as ties, known to hold by
    `said_on`.
    """
    nowhere = ibis.null().cast("date")
    ties = rows.mutate(
        role=role,
        evidence=evidence,
        source=ibis.literal(source),
        declared_by=rows.own_id if source == "declared" else ibis.null().cast("string"),
        known_from=rows.since if said_on is None else ibis.coalesce(rows.since, said_on),
        declared_on=said_on if source == "declared" and said_on is not None else nowhere,
    )
    ties = ties.filter(ties.person_id.notnull() & ties.firm_id.notnull())
    schema = {"share_bp": pa.int32()}
    ties = read_words(ties, "share_percent", lambda text: {"share_bp": basis_points(text)}, schema, register)
    return ties.select(
        "person_id",
        "firm_id",
        "role",
        "share_bp",
        "since",
        "known_from",
        "until",
        tier=weaker(ties.person_tier, ties.firm_tier),
        firm_tier="firm_tier",
        links=ibis.literal(0).cast("int32"),
        role_firm_id="firm_id",
        source="source",
        declared_by="declared_by",
        declared_on="declared_on",
        evidence="evidence",
    )


def _once(ties: ir.Table) -> ir.Table:
    """Of ties that say the same, the one known from the earliest day.

    Day and evidence are one text that sorts in this order and that no two ties share: a plain minimum costs the engine
    a quarter of numbering the rows.
    """
    same = ["person_id", "firm_id", "role", "share_bp", "since", "until", "tier", "source"]
    told = ties.mutate(place=ibis.coalesce(ties.known_from, ibis.literal(_FAR)).cast("string") + ties.evidence)
    first = told.group_by(same).aggregate(place=told.place.min())
    return told.semi_join(first.select("place"), "place").drop("place")


def _dated(view: View, declared: ir.Table, register: ir.Table) -> ir.Table:
    """Declared ties without a beginning take it, and a share they do not state, from the register's same tie.

    The same: of one person, by evidence; or, where nobody can be told by evidence, of the only one of that name whom
    the register has in that role in that firm.
    """
    person = view.table("person")
    names = person.select(named_person=person.person_id, name=person.name)
    dateless = declared.filter(declared.since.isnull())
    unknown = dateless.filter(dateless.tier == "D")
    unknown = unknown.join(names, unknown.person_id == names.named_person)
    # The names of those alone whose place in the register is asked about.
    entered = register.semi_join(unknown, ["firm_id", "role"])
    entered = entered.join(names, entered.person_id == names.named_person)
    place = ["name", "firm_id", "role"]
    lone = entered.group_by(place).aggregate(persons=entered.person_id.nunique())
    lone = entered.semi_join(lone.filter(lone.persons == 1), place)
    told = dateless.filter(dateless.tier != "D")
    dated = _with_dates_of(unknown, lone, place)
    # Name, firm and role together are evidence of tier B.
    weak = weaker(dated.firm_tier, ibis.literal(str(EvidenceTier.B)))
    dated = dated.mutate(firm_tier=dated.since.notnull().ifelse(weak, dated.firm_tier))
    told = _with_dates_of(told, register, ["person_id", "firm_id", "role"])
    return ibis.union(declared.filter(declared.since.notnull()).select(told.columns), told, dated)


def _with_dates_of(declared: ir.Table, register: ir.Table, same: list[str]) -> ir.Table:
    """Ties without a beginning, once for each tie of the register that has one, or as they are where none has."""
    told = register.filter(register.since.notnull()).select(
        *same,
        entered_share="share_bp",
        entered_since="since",
        entered_until="until",
        entered_tier="tier",
        entered_in="evidence",
    )
    joined = declared.left_join(told, same)
    fills = joined.entered_since.notnull()
    filled = joined.mutate(
        since=fills.ifelse(joined.entered_since, joined.since),
        known_from=fills.ifelse(joined.entered_since, joined.known_from),
        until=fills.ifelse(ibis.coalesce(joined.until, joined.entered_until), joined.until),
        share_bp=fills.ifelse(ibis.coalesce(joined.share_bp, joined.entered_share), joined.share_bp),
        tier=fills.ifelse(weaker(joined.tier, joined.entered_tier), joined.tier),
        evidence=fills.ifelse(joined.evidence + " " + joined.entered_in, joined.evidence),
    )
    return filled.select(*(name for name in COLUMNS if name in declared.columns))


def _without_nominees(view: View, ties: ir.Table) -> ir.Table:
    """Ties without what a person holds for another: those few are cut in Python, day by day and share by share."""
    agreements = named(view, "nominee_agreement", nominee="nominee", firm="firm")
    agreements = agreements.filter(agreements.nominee_id.notnull() & agreements.firm_id.notnull())
    touched = ties.filter(ties.share_bp.notnull() | (ties.role == str(FirmRole.SHAREHOLDER))).semi_join(
        agreements.select(person_id="nominee_id", firm_id="firm_id"), ["person_id", "firm_id"]
    )
    rows = touched.to_pyarrow().to_pylist()
    if not rows:
        return ties
    held: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for agreement in agreements.to_pyarrow().to_pylist():
        held[agreement["nominee_id"], agreement["firm_id"]].append(agreement)
    left = [part for row in rows for part in _not_held_for_others(row, held[row["person_id"], row["firm_id"]])]
    schema = pa.schema({name: COLUMNS[name] for name in ties.columns})
    kept = ties.anti_join(touched, ["person_id", "firm_id", "role", "evidence"])
    return ibis.union(kept, ibis.memtable(pa.Table.from_pylist(left, schema=schema)))


def _not_held_for_others(tie: dict[str, Any], agreements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A tie cut by agreements: during each, its share is the nominee's no more (all of it where either is unknown)."""
    parts = [tie]
    for agreement in sorted(agreements, key=lambda row: str(row["id"])):
        parts = [piece for part in parts for piece in _cut(part, agreement)]
    return parts


def _cut(tie: dict[str, Any], agreement: dict[str, Any]) -> list[dict[str, Any]]:
    first, last = agreement["since"] or date.min, agreement["until"] or date.max
    start, end = tie["since"] or date.min, tie["until"] or date.max
    if first > end or last < start:
        return [tie]
    named_row = f"{tie['evidence']} nominee_agreement/{agreement['id']}"
    parts = []
    if start < first:
        parts.append({**tie, "until": first - _DAY})
    given = basis_points(agreement["share_percent"])
    rest = None if tie["share_bp"] is None or given is None else tie["share_bp"] - given
    if tie["role"] != FirmRole.SHAREHOLDER or (rest is not None and rest > 0):
        begins = max(start, first)
        known = tie["known_from"]
        parts.append(
            {
                **tie,
                "share_bp": max(rest, 0) if rest is not None else None,
                "since": begins if begins > date.min else None,
                "known_from": None if known is None else max(known, begins),
                "until": None if min(end, last) == date.max else min(end, last),
                "evidence": named_row,
            }
        )
    if last < end:
        after = last + _DAY
        known = None if tie["known_from"] is None else max(tie["known_from"], after)
        parts.append({**tie, "since": after, "known_from": known})
    return parts


@once_per_view
def control_chains(view: View) -> list[ir.Table]:
    """Holdings above 50 %, then chains of two of them, of three, and so on, until none is longer; rings end.

    Columns: `top` controls `bottom` over `links` holdings; `since`, `until`, `tier`, `evidence` as in `firm_ties`.
    """
    if view.is_empty("firm_holding"):
        return []
    holdings = named(view, "firm_holding", holder="holder", firm="firm")
    holdings = holdings.filter(holdings.holder_id.notnull() & holdings.firm_id.notnull())
    holdings = holdings.filter(holdings.holder_id != holdings.firm_id)
    schema = {"controls": pa.bool_()}
    holdings = read_words(holdings, "share_percent", lambda text: {"controls": is_controlling(text)}, schema)
    step = holdings.filter(holdings.controls.fill_null(False)).select(
        top="holder_id",
        bottom="firm_id",
        since="since",
        known_from="since",
        until="until",
        tier=weaker(holdings.holder_tier, holdings.firm_tier),
        links=ibis.literal(1).cast("int32"),
        passed=holdings.holder_id + " " + holdings.firm_id,
        evidence=row_of("firm_holding", holdings.id),
    )
    step = kept(view, "control_1", step)
    found, longest = [], step
    while longest.count().execute():
        found.append(longest)
        longest = kept(view, f"control_{len(found) + 1}", _longer(longest, step))
    return found


def _longer(chain: ir.Table, step: ir.Table) -> ir.Table:
    ahead = step.select(**{f"next_{column}": step[column] for column in step.columns})
    joined = chain.join(ahead, chain.bottom == ahead.next_top)
    joined = joined.filter(~joined.passed.contains(joined.next_bottom))
    both = joined.select(
        "top",
        bottom="next_bottom",
        since=later(joined.since, joined.next_since),
        known_from=both_known(joined.known_from, joined.next_known_from),
        until=earlier(joined.until, joined.next_until),
        tier=weaker(joined.tier, joined.next_tier),
        links=(joined.links + joined.next_links).cast("int32"),
        passed=joined.passed + " " + joined.next_bottom,
        evidence=joined.evidence + " " + joined.next_evidence,
    )
    return both.filter(lasts(both.since, both.until))


def _handed_down(direct: ir.Table, chains: ir.Table) -> ir.Table:
    """The ties of people to a firm, as ties to the firms at the end of its chains; its staff stay its staff."""
    hold = chains.select(**{f"chain_{column}": chains[column] for column in chains.columns})
    own = direct.filter(direct.role.isnull() | (direct.role != str(FirmRole.EMPLOYEE)))
    joined = own.join(hold, own.firm_id == hold.chain_top)
    ties = joined.select(
        "person_id",
        firm_id="chain_bottom",
        role="role",
        share_bp="share_bp",
        since=later(joined.since, joined.chain_since),
        known_from=both_known(joined.known_from, joined.chain_known_from),
        until=earlier(joined.until, joined.chain_until),
        tier=weaker(joined.tier, joined.chain_tier),
        firm_tier=weaker(joined.firm_tier, joined.chain_tier),
        links="chain_links",
        role_firm_id="role_firm_id",
        source="source",
        declared_by="declared_by",
        declared_on="declared_on",
        evidence=joined.evidence + " " + joined.chain_evidence,
    )
    return ties.filter(lasts(ties.since, ties.until)).select(*direct.columns)


def _with_listing(view: View, ties: ir.Table) -> ir.Table:
    if view.is_empty("firm"):
        return ties.mutate(is_listed=ibis.null().cast("boolean"))
    firms = named(view, "firm", firm="firm")
    told = firms.filter(firms.firm_id.notnull() & firms.is_listed.notnull())
    listing = told.group_by("firm_id").aggregate(is_listed=told.is_listed.cast("int32").max() == 1)
    listing = listing.select(listed_firm="firm_id", is_listed="is_listed")
    return ties.left_join(listing, ties.role_firm_id == listing.listed_firm)
