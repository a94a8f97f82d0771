"""Eligibility lists as rules see them: who is meant by each row, and which office keeps the list.

Flows in: a view. Flows out: rows of the lists with the person each one means, and the subject of an answer about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.rules.answers import Evidence
from analytics.rules.identified import units
from analytics.rules.rule import Row, Subject, evidence
from analytics.snapshot import View


def benefits(view: View) -> Any:
    """Rows of eligibility lists with `person_id`, `tier` and `name` of the claimant: an expression for the engine."""
    benefit, mention, person = view.table("benefit"), view.table("mention"), view.table("person")
    meant = mention.filter((mention.record_table == "benefit") & (mention.role == "claimant"))
    meant = meant.select("record_id", "person_id", "tier").join(person.select("person_id", "name"), "person_id")
    return benefit.join(meant, benefit.id == meant.record_id)


def fetched(table: Any, *columns: str) -> list[Row]:
    """The chosen rows, with their places and these columns, in the order of their identifiers."""
    rows: list[Row] = table.select("id", "document_id", "locator", *columns).to_pyarrow().to_pylist()
    return sorted(rows, key=lambda row: str(row["id"]))


def places(rows: Sequence[Row]) -> list[Evidence]:
    """Rows of the lists as evidence."""
    return [evidence("benefit", row) for row in rows]


class Keepers:
    """Which office keeps each eligibility list."""

    def __init__(self, view: View) -> None:
        self._publisher = units(view, "document")

    def subject(self, row: Row) -> Subject:
        """What an answer about a row is about: the office that keeps the list; the list where none is known."""
        unit_id = self._publisher.get(row["document_id"])
        if unit_id is None:
            return Subject("document", row["document_id"])
        return Subject("unit", unit_id, unit_id)
