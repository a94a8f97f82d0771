"""What stands on a day: documents that a later one replaced, rows that a correction took out or put back, judgements.

Flows in: rows of `supersession`, `withdrawal` and `identity_judgement`. Flows out: the ids to leave out, and what
people judged about who is who. All state since when and until when they stand, so that an earlier day is seen as it
was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from analytics.identity import Judgement

# The columns that say when something stands, by table: since, until.
SPANS = {
    "supersession": ("since", "until"),
    "withdrawal": ("recorded_at", "until"),
    "identity_judgement": ("recorded_at", "withdrawn_at"),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Ids of documents, and of single rows by table, that do not count."""

    documents: frozenset[str]
    records: Mapping[str, frozenset[str]]

    def as_table(self) -> pa.Table:
        """What is left out as rows: the table of a record, or '' for a document, and the id."""
        rows = [("", one) for one in sorted(self.documents)]
        rows += [(table, one) for table, ids in sorted(self.records.items()) for one in sorted(ids)]
        tables, ids = zip(*rows, strict=True) if rows else ((), ())
        return pa.table({"record_table": pa.array(tables, pa.string()), "id": pa.array(ids, pa.string())})

    def counting(self, table: str, source: str, *, left_out: str, recorded_before: datetime | None = None) -> str:
        """The SQL of the rows of a table that count, from the SQL of all of them.

        `left_out` is the name under which `as_table` is known to the engine; `recorded_before` leaves out what was
        recorded from then on.
        """
        conditions = []
        if recorded_before is not None:
            conditions.append(f"(recorded_at IS NULL OR recorded_at < TIMESTAMP '{recorded_before.isoformat(' ')}')")
        if self.documents:
            document = "id" if table == "document" else "coalesce(document_id, '')"
            conditions.append(f"{document} NOT IN (SELECT id FROM {left_out} WHERE record_table = '')")
        if table in self.records:
            conditions.append(f"id NOT IN (SELECT id FROM {left_out} WHERE record_table = '{table}')")
        return f"(SELECT * FROM {source} WHERE {' AND '.join(conditions)})" if conditions else source


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


def judged(rows: Iterable[Mapping[str, Any]], before: datetime | None = None) -> list[Judgement]:
    """The judgements that stood just before an instant, the latest about each two mentions; now where none is given."""
    latest: dict[frozenset[tuple[str, ...]], Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["recorded_at"], row["id"])):
        if _stands(row["recorded_at"], row["withdrawn_at"], before):
            latest[frozenset({_key(row, "one"), _key(row, "other")})] = row
    return [Judgement(row["id"], _key(row, "one"), _key(row, "other"), row["verdict"]) for row in latest.values()]


def _key(row: Mapping[str, Any], side: str) -> tuple[str, str, str]:
    return (row[f"{side}_table"], row[f"{side}_id"], row[f"{side}_role"])


def _stands(since: datetime | None, until: datetime | None, before: datetime | None) -> bool:
    if before is None:
        return since is not None and until is None
    return since is not None and since < before and (until is None or until >= before)
