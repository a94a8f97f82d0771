"""Rows of the snapshot that answers rest on, fetched by table and id, a table at a time.

Flows in: a view and references `table/id` as relations write them. Flows out: the rows, and their places in documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from analytics.relations import id_table
from analytics.rules.answers import Evidence
from analytics.rules.rule import Row, evidence
from analytics.snapshot import View

Reference = tuple[str, str]

_PLACE = frozenset({"id", "document_id", "locator", "places"})


class Proofs:
    """The rows behind some references; each is fetched once.

    `reads` are the columns to be read of them beside those that tell their places, of whichever table has them; None
    for all. A register is wide, and an engine that reads columns goes through few of them in a third of the time.
    """

    def __init__(self, view: View, references: Iterable[Reference] = (), reads: Iterable[str] | None = None) -> None:
        self._view = view
        self._columns = None if reads is None else _PLACE.union(reads)
        self._rows: dict[str, dict[str, Row]] = defaultdict(dict)
        self._places: dict[Reference, Evidence] = {}
        self.fetch(references)

    def fetch(self, references: Iterable[Reference]) -> None:
        """Fetch the rows that are not there yet."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for table, row_id in references:
            if row_id not in self._rows[table]:
                wanted[table].add(row_id)
        for table, ids in wanted.items():
            asked = id_table("asked_id", ids)
            known = self._view.table(table)
            if self._columns is not None:
                known = known.select(*(name for name in known.columns if name in self._columns))
            found = known.semi_join(asked, known.id == asked.asked_id).to_pyarrow().to_pylist()
            self._rows[table] |= {row["id"]: row for row in found}

    def rows(self, table: str) -> dict[str, Row]:
        """The rows of a table that were fetched, by id."""
        return self._rows[table]

    def row(self, table: str, row_id: str) -> Row:
        """One row that was fetched."""
        return self._rows[table][row_id]

    def places(self, references: Iterable[Reference]) -> list[Evidence]:
        """Where the rows behind references stand."""
        return [self._places.get(reference) or self._place(reference) for reference in dict.fromkeys(references)]

    def _place(self, reference: Reference) -> Evidence:
        """Where a row stands, found once: one row may prove very many answers."""
        table, row_id = reference
        return self._places.setdefault(reference, evidence(table, self._rows[table][row_id]))
