"""Declared kin, row by row and read: who is whose relative, by what words, for what time.

Flows in: `declared_tie` and `kin_filing` of a view and who is meant in them. Flows out: one row for each declared
relation between two people, as the declarant says it and as it looks from the other side.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations.kinship.algebra import Readings, is_certain, reverse
from analytics.relations.kinship.readings import has_marriage, lookup, outside, plain_text, text_of
from analytics.relations.kinship.wording import RelationState, TieKind, read_relation
from analytics.relations.records import kept, named, nothing, once_per_view, row_of, weaker
from analytics.snapshot import View

PAIR = ("person_id", "relative_id")
SPAN = ("valid_from", "valid_to")
_STATEMENT = {
    **dict.fromkeys((*PAIR, "relation"), pa.string()),
    **dict.fromkeys((*SPAN, "declared_on"), pa.date32()),
    **dict.fromkeys(("tier", "person_mask", "relative_mask", "evidence"), pa.string()),
}


class DeclaredWord(NamedTuple):
    """A relation as worded and what it says, in the columns of `declared_kin`."""

    relation: str
    there: str
    back: str
    plain: str
    kind: str | None
    line: str | None
    sex: str | None
    bounded: bool


_WORD_COLUMNS = {**dict.fromkeys(DeclaredWord._fields, pa.string()), "bounded": pa.bool_()}


@once_per_view
def declared_kin(view: View) -> ir.Table:
    """Every declared relation between two people, once for each row that states it.

    Columns: `person_id` (the declarant), `relative_id`, `relation`, `there` and `back` (the text of the readings from
    either side), `plain` (that of `there` in the letters of the law), `kind` and `line` (of step, adoptive, birth and
    former ties), `sex` (of the relative, where the word says it), `tier`, `valid_from`, `valid_to` (of the relation; of
    a row that names a firm the dates are those of the role), `declared_on`, `bounded` (a marriage lies on the way),
    `person_mask`, `relative_mask`, `evidence`.
    """
    words = lookup([word._asdict() for word in said(view)], _WORD_COLUMNS)
    return kept(view, "kin_declared", _statements(view).inner_join(words, "relation"))


@once_per_view
def said(view: View) -> tuple[DeclaredWord, ...]:
    """Every relation as worded in a view, read; not those about the declarant himself."""
    worded = _statements(view).select("relation").distinct().to_pyarrow().to_pylist()
    read = (_read(row["relation"]) for row in worded)
    return tuple(sorted(word for word in read if word is not None))


@once_per_view
def _statements(view: View) -> ir.Table:
    """The rows that state a relation between two people who are named."""
    parts = [
        _rows_of(view, table, declarant, day)
        for table, declarant, day in (
            ("declared_tie", "declarant", "declared_on"),
            ("kin_filing", "official", "filed_on"),
        )
        if not view.is_empty(table)
    ]
    return kept(view, "kin_stated", reduce(ir.Table.union, parts)) if parts else nothing(_STATEMENT)


def _rows_of(view: View, table: str, declarant: str, day: str) -> ir.Table:
    rows = named(view, table, person=declarant, kin="relative").filter(
        lambda t: t.person_id.notnull() & t.kin_id.notnull()
    )
    never = ibis.null("date")
    if table == "declared_tie":
        # Beside a firm the dates are those of the role in it.
        valid_from = rows.firm.notnull().ifelse(never, rows.valid_from)
        valid_to = rows.firm.notnull().ifelse(never, rows.valid_to)
    else:
        valid_from = valid_to = never
    return rows.select(
        "person_id",
        relative_id="kin_id",
        relation=rows.relation.fill_null(""),
        valid_from=valid_from,
        valid_to=valid_to,
        declared_on=day,
        tier=weaker(rows.person_tier, rows.kin_tier),
        person_mask="id_mask",
        relative_mask="relative_id_mask",
        evidence=row_of(table, rows.id),
    )


def _read(relation: str) -> DeclaredWord | None:
    """What a relation as declared says; None where it is about the declarant himself."""
    read = read_relation(relation)
    if read.state is RelationState.SELF:
        return None
    if read.state is RelationState.NONE:
        there = back = plain = outside(str(read.why))
    else:
        there, back = text_of(read.readings), text_of(_backwards(read.readings))
        plain = plain_text(there)
    bounded = has_marriage(read.readings) or read.kind is TieKind.FORMER
    kind = str(read.kind) if read.kind else None
    return DeclaredWord(relation, there, back, plain, kind, read.line, read.sex, bounded)


def _backwards(readings: Readings) -> Readings:
    return frozenset(reverse(one) if is_certain(one) else one for one in readings)
