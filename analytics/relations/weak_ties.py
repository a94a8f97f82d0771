"""What firms share without anybody's having a part in both: an address, a telephone, a registration agent.

Flows in: the register of firms and the list of hub addresses. Flows out: pairs of firms with what they share. It is
information beside a path or a lead, never a tie of its own: neighbours, and clients of one agent, are mostly strangers.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.identity import squash
from analytics.relations.records import kept, named, nothing, once_per_view, read_words, row_of, weaker
from analytics.snapshot import View
from models.vocabulary import Term

CONTACTS = {
    "firm_id": pa.string(),
    "kind": pa.string(),
    "contact": pa.string(),
    "since": pa.date32(),
    "until": pa.date32(),
    "tier": pa.string(),
    "evidence": pa.string(),
}


class Shared(Term):
    """What two firms share."""

    ADDRESS = "address", "同一住所", "one address"
    PHONE = "phone", "同一电话", "one telephone"
    AGENT = "agent", "同一登记代理", "one registration agent"


@once_per_view
def contacts(view: View) -> ir.Table:
    """Addresses, telephones and agents of firms: `firm_id`, `kind`, `contact`, `since`, `until`, `tier`, `evidence`.

    An address or telephone that many firms share for a good reason (a hub) is left out.
    """
    if view.is_empty("firm"):
        return nothing(CONTACTS)
    firms = named(view, "firm", firm="firm")
    firms = _written_alike(firms.filter(firms.firm_id.notnull()), "address")
    firms = _written_alike(firms, "agent")
    columns = {Shared.ADDRESS: "address_read", Shared.PHONE: "phone_hash", Shared.AGENT: "agent_read"}
    rows = [_contacts_of(firms, kind, column) for kind, column in columns.items()]
    every = ibis.union(*rows)
    return kept(view, "contacts", every if view.is_empty("hub_address") else _without_hubs(view, every))


def weak_ties(view: View) -> ir.Table:
    """Pairs of firms that share something: `firm_id`, `other_id` (both orders), `kind`, `tier`, `evidence`.

    An expression, to be joined with the firms in question: the clients of a large agent make very many pairs.
    """
    one = contacts(view)
    other = one.select(**{f"other_{name}": one[name] for name in CONTACTS})
    pairs = one.join(other, [one.kind == other.other_kind, one.contact == other.other_contact])
    pairs = pairs.filter(pairs.firm_id != pairs.other_firm_id)
    together = (pairs.since.isnull() | pairs.other_until.isnull() | (pairs.since <= pairs.other_until)) & (
        pairs.other_since.isnull() | pairs.until.isnull() | (pairs.other_since <= pairs.until)
    )
    return pairs.filter(together).select(
        "firm_id",
        other_id="other_firm_id",
        kind="kind",
        tier=weaker(pairs.tier, pairs.other_tier),
        evidence=pairs.evidence + " " + pairs.other_evidence,
    )


def _written_alike(table: ir.Table, column: str) -> ir.Table:
    """A table with `<column>_read`: the text in one width, without blanks."""
    read = f"{column}_read"
    return read_words(table, column, lambda text: {read: squash(text) or None}, {read: pa.string()})


def _contacts_of(firms: ir.Table, kind: Shared, column: str) -> ir.Table:
    given = firms.filter(firms[column].notnull())
    return given.select(
        "firm_id",
        kind=ibis.literal(str(kind)),
        contact=column,
        since="since",
        until="until",
        tier="firm_tier",
        evidence=row_of("firm", given.id),
    )


def _without_hubs(view: View, every: ir.Table) -> ir.Table:
    hubs = _written_alike(view.table("hub_address"), "address")
    known = ibis.union(
        hubs.select(kind=ibis.literal(str(Shared.ADDRESS)), contact="address_read"),
        hubs.select(kind=ibis.literal(str(Shared.PHONE)), contact="phone_hash"),
    )
    return every.anti_join(known.filter(known.contact.notnull()).distinct(), ["kind", "contact"])
