"""Payments as rules see them: by whom, to whom, and as certainly as identity judged.

Flows in: a view. Flows out: an expression for the engine, from which a rule picks the few payments that decide, and the
subject of an answer about payments. Payments are the largest table of a city: nothing here brings all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ibis.expr.types as ir

from analytics.relations import kept, once_per_view
from analytics.rules.answers import Evidence
from analytics.rules.rule import Row, Subject, evidence
from analytics.snapshot import View

# What every answer about a payment needs, beside the columns that the rule compares.
PLACE = ("id", "document_id", "locator", "unit_id")


def payments(view: View) -> Any:
    """Payments with `unit_id` (the payer), `payee_id`, its `tier`, and of persons `person_id` and `name` as compared.

    An expression for the engine. `tier` D: the payee is known by name only, and every such payment has a payee of its
    own.
    """
    payment, who = view.table("payment"), _who(view)
    return payment.left_join(who, payment.id == who.payment_id).drop("payment_id")


@once_per_view
def _who(view: View) -> ir.Table:
    """Who paid and who was paid, by `payment_id`: eight rules ask for it, and mentions are the longest table."""
    mention = view.table("mention")
    mine = mention.filter(mention.record_table == "payment")
    payer = mine.filter(mine.role == "unit").select(payer_of="record_id", unit_id="organisation_id")
    payee = mine.filter(mine.role == "payee").select(
        "person_id", "tier", payee_of="record_id", payee_id=mine.person_id.fill_null(mine.organisation_id)
    )
    person = view.table("person").select("name", known_as="person_id")
    payment = view.table("payment").select(payment_id="id")
    joined = payment.left_join(payer, payment.payment_id == payer.payer_of)
    joined = joined.left_join(payee, joined.payment_id == payee.payee_of)
    joined = joined.left_join(person, joined.person_id == person.known_as)
    return kept(view, "who_of_payments", joined.drop("payer_of", "payee_of", "known_as"))


def fetched(table: Any, *columns: str) -> list[Row]:
    """The chosen payments, with their places and these columns, in the order of their identifiers."""
    rows: list[Row] = table.select(*PLACE, *columns).to_pyarrow().to_pylist()
    return sorted(rows, key=lambda row: str(row["id"]))


def places(rows: Iterable[Row]) -> list[Evidence]:
    """Payments as evidence."""
    return [evidence("payment", row) for row in rows]


def payer(rows: Sequence[Row]) -> Subject:
    """What an answer about some payments is about: the unit that paid last; the document where no unit is known."""
    last = max(rows, key=lambda row: (str(row.get("paid_on") or ""), str(row["id"])))
    if last["unit_id"] is None:
        return Subject("document", last["document_id"])
    return Subject("unit", last["unit_id"], last["unit_id"])
