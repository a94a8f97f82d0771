"""What no longer counts on a day: documents that a later one replaced, and rows that a correction took out or put back.

Flows in: rows of `supersession` and `withdrawal`. Flows out: the ids to leave out. Both state since when and until when
they stand, so that an earlier day is seen as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# The columns that say when something stands, by table: since, until.
SPANS = {"supersession": ("since", "until"), "withdrawal": ("recorded_at", "until")}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Ids of documents, and of single rows by table, that do not count."""

    documents: frozenset[str]
    records: Mapping[str, frozenset[str]]

    def keeps(self, table: str, row: Mapping[str, Any]) -> bool:
        """Whether a row of a table counts."""
        document = row["id"] if table == "document" else row.get("document_id")
        return document not in self.documents and row["id"] not in self.records.get(table, ())


def left_out(
    supersessions: Iterable[Mapping[str, Any]],
    withdrawals: Iterable[Mapping[str, Any]],
    before: datetime | None = None,
) -> LeftOut:
    """What is left out by the decisions that stood just before an instant; by those that stand now where none is given.

    Instants are naive UTC, as a snapshot keeps them.
    """
    documents = frozenset(r["older_id"] for r in supersessions if _stands(r["since"], r["until"], before))
    records: dict[str, set[str]] = defaultdict(set)
    for row in withdrawals:
        if _stands(row["recorded_at"], row["until"], before):
            records[row["record_table"]].add(row["record_id"])
    return LeftOut(documents, {table: frozenset(ids) for table, ids in records.items()})


def _stands(since: datetime | None, until: datetime | None, before: datetime | None) -> bool:
    if before is None:
        return since is not None and until is None
    return since is not None and since < before and (until is None or until >= before)
