"""Records with the people and organisations they mean, as Ibis expressions that run alike on every engine.

Flows in: the tables of a view and their mentions. Flows out: a table joined with who is meant by its columns, and small
lookups made in Python (how a wording or a written share is to be read), joined on the text as written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.snapshot import View
from analytics.snapshot.engines import DUCKDB

Result = TypeVar("Result")


def named(view: View, table: str, rows: ir.Table | None = None, **roles: str) -> ir.Table:
    """A table with, for each role, `<role>_id` (person or organisation) and `<role>_tier`; null where nobody is named.

    `roles` maps the prefix of the new columns to the role of the mention, `rows` are those of the table where not all
    of them are wanted (see `naming`).
    """
    facts = view.table(table) if rows is None else rows
    mention = view.table("mention")
    for prefix, role in roles.items():
        meant = mention.filter((mention.record_table == table) & (mention.role == role)).select(
            **{
                f"{prefix}_record": mention.record_id,
                f"{prefix}_id": ibis.coalesce(mention.person_id, mention.organisation_id),
                f"{prefix}_tier": mention.tier,
            }
        )
        facts = facts.left_join(meant, facts.id == meant[f"{prefix}_record"]).drop(f"{prefix}_record")
    return facts


def naming(view: View, table: str, role: str, ids: Iterable[str]) -> ir.Table:
    """The rows of a table that name one of these people or organisations in a role.

    To be asked for before `named` joins whom else they name: it joins what it is given, row by row.
    """
    facts, mention, asked = view.table(table), view.table("mention"), id_table("asked_id", ids)
    meant = mention.filter((mention.record_table == table) & (mention.role == role))
    who = meant.select(naming_row="record_id", named_id=ibis.coalesce(meant.person_id, meant.organisation_id))
    chosen = who.semi_join(asked, who.named_id == asked.asked_id)
    return facts.semi_join(chosen, facts.id == chosen.naming_row)


def kept(view: View, name: str, expression: ir.Table) -> ir.Table:
    """An expression computed now and kept on the engine of a view, as a table of this name, which must be new."""
    engine: Any = view.table("document").get_backend()
    table: ir.Table = engine.create_table(name, obj=expression, temp=True)
    return table


def let_go(*tables: ir.Table) -> None:
    """Kept tables that nothing will ask for any more: in a city each holds a million rows.

    Only DuckDB keeps rows for them; elsewhere they are views, on which later ones may still rest.
    """
    for table in tables:
        engine: Any = table.get_backend()
        if engine.name == DUCKDB:
            engine.con.execute(f'DROP TABLE "{table.op().name}"')


@contextmanager
def meanwhile(view: View, name: str, expression: ir.Table) -> Iterator[ir.Table]:
    """An expression that is asked several times, computed once and kept on the engine for as long as that takes."""
    table = kept(view, ibis.util.gen_name(name), expression)
    try:
        yield table
    finally:
        let_go(table)


def once_per_view(compute: Callable[[View], Result]) -> Callable[[View], Result]:
    """A function of a view that is computed once for each, and forgotten with it."""
    known: WeakKeyDictionary[View, Result] = WeakKeyDictionary()

    @wraps(compute)
    def remembered(view: View) -> Result:
        if view not in known:
            known[view] = compute(view)
        return known[view]

    return remembered


def nothing(columns: Mapping[str, pa.DataType]) -> ir.Table:
    """A table of these columns without rows."""
    return ibis.memtable(pa.schema(columns).empty_table())


def id_table(column: str, ids: Iterable[str]) -> ir.Table:
    """A table of one column with these ids, each once, for joins that ask about them; it may be empty."""
    return ibis.memtable(pa.table({column: pa.array(sorted(set(ids)), pa.string())}))


def row_of(table: str, row_id: ir.StringValue) -> ir.StringValue:
    """The evidence text of a row, `table/id`."""
    return row_of_any(ibis.literal(table), row_id)


def row_of_any(table: ir.StringValue, row_id: ir.StringValue) -> ir.StringValue:
    """The evidence text of a row whose table is a column too."""
    evidence: ir.StringValue = table + "/" + row_id
    return evidence


def read_words(
    table: ir.Table,
    column: str,
    reading: Callable[[str], Mapping[str, Any]],
    schema: Mapping[str, pa.DataType],
    written_in: ir.Table | None = None,
) -> ir.Table:
    """A table with what the distinct texts of a column mean, as further columns; null where the text is empty.

    The texts are few (kin terms, shares), so that Python reads each once, exactly, whatever the engine. They are looked
    up in `written_in` where that is given: the register that `table` was joined from, which costs no join.
    """
    source = table if written_in is None else written_in
    texts = source.filter(source[column].notnull()).select(column).distinct().to_pyarrow()[column].to_pylist()
    rows = [{"read_text": text, **reading(text)} for text in sorted(texts)]
    lookup = ibis.memtable(pa.Table.from_pylist(rows, schema=pa.schema({"read_text": pa.string(), **schema})))
    return table.left_join(lookup, table[column] == lookup.read_text).drop("read_text")


def weaker(one: ir.StringValue, other: ir.StringValue) -> ir.StringValue:
    """The weaker of two evidence tiers."""
    return ibis.greatest(one, other)


def later(one: ir.DateValue, other: ir.DateValue) -> ir.DateValue:
    """The later of two days, of which either may be unknown."""
    found: ir.DateValue = ibis.greatest(ibis.coalesce(one, other), ibis.coalesce(other, one))
    return found


def earlier(one: ir.DateValue, other: ir.DateValue) -> ir.DateValue:
    """The earlier of two days, of which either may be unknown."""
    found: ir.DateValue = ibis.least(ibis.coalesce(one, other), ibis.coalesce(other, one))
    return found


def both_known(one: ir.DateValue, other: ir.DateValue) -> ir.DateValue:
    """The later of two days, null where either is unknown."""
    are_known = one.notnull() & other.notnull()
    found: ir.DateValue = are_known.ifelse(ibis.greatest(one, other), ibis.null().cast("date"))
    return found


def lasts(first: ir.DateValue, last: ir.DateValue) -> ir.BooleanValue:
    """Whether an interval has a day at all; an unknown end is no bound."""
    some: ir.BooleanValue = first.isnull() | last.isnull() | (first <= last)
    return some
