"""Where a record belongs and who is meant by it, as identity judged, in the form rules ask for.

Flows in: a view. Flows out: placements, mentions and units of the records of one table. Large tables are
filtered on the engine; only what a rule asks for comes here.
"""

from __future__ import annotations

from typing import Any

from analytics.rules.rule import Row
from analytics.snapshot import View


def placements(view: View, table: str) -> dict[str, Row]:
    """Unit, post, step and matter of each record of a table, by record id."""
    placement = view.table("placement")
    return {row["record_id"]: row for row in _rows(placement.filter(placement.record_table == table))}


def mentions(view: View, table: str, role: str) -> dict[str, Row]:
    """Who is meant in a role by each record of a table, by record id."""
    mention = view.table("mention")
    chosen = mention.filter((mention.record_table == table) & (mention.role == role))
    return {row["record_id"]: row for row in _rows(chosen)}


def units(view: View, table: str) -> dict[str, str]:
    """The unit each record of a table belongs to, or that published it, by record id; unknown ones are left out."""
    mention = view.table("mention")
    chosen = mention.filter((mention.record_table == table) & mention.role.isin(["unit", "publisher"]))
    return {row["record_id"]: row["organisation_id"] for row in _rows(chosen)}


def _rows(table: Any) -> list[Row]:
    found: list[Row] = table.to_pyarrow().to_pylist()
    return found
