"""Rows that do not count for now: taken out by a correction, or put aside because they were decided.

Flows in: decisions. Flows out: rows of `withdrawal`, which say since when and until when; nothing is deleted by them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Select, delete, insert, select

from models.tables import Correction, Quarantine, Withdrawal


def withdrawn_rows(connection: Connection, document_id: str) -> dict[str, set[str]]:
    """Ids of the rows of a document that do not count now, by table."""
    found: dict[str, set[str]] = defaultdict(set)
    chosen = select(Withdrawal.record_table, Withdrawal.record_id).where(
        Withdrawal.document_id == document_id, Withdrawal.until.is_(None)
    )
    for table, record in connection.execute(chosen):
        found[table].add(record)
    return found


def withdrawn_ids(table: str) -> Select[str]:
    """The query for the ids of all rows of a table that do not count now."""
    return select(Withdrawal.record_id).where(Withdrawal.record_table == table, Withdrawal.until.is_(None))


def withdraw(
    connection: Connection, document_id: str, correction_id: str, records: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Let rows, named by table and id, not count from now on, by reason of a decision."""
    rows = [
        {
            # Named by what it takes out, so that the same decisions give the same snapshot on any machine.
            "id": hashlib.sha256(f"{correction_id}|{table}|{one}|{now.isoformat()}".encode()).hexdigest()[:32],
            "document_id": document_id,
            "correction_id": correction_id,
            "record_table": table,
            "record_id": one,
            "recorded_at": now,
            "until": None,
        }
        for table, one in records
    ]
    if rows:
        connection.execute(insert(Withdrawal), rows)


def forget_reasons(connection: Connection, document_id: str, now: datetime) -> None:
    """The reasons for which a file was refused before no longer hold, now that it is taken in.

    Those that a person decided about stay, as decided: a decision is never deleted with what it was about.
    """
    known = select(Quarantine.id).where(Quarantine.document_id == document_id)
    decided: dict[str, str] = {}
    chosen = select(Correction.quarantine_id, Correction.id).where(Correction.quarantine_id.in_(known))
    for entry, correction in connection.execute(chosen.order_by(Correction.recorded_at, Correction.id)):
        decided[entry] = correction
    gone = withdrawn_rows(connection, document_id).get(Quarantine.__tablename__, set())
    for entry, correction in decided.items():
        if entry not in gone:
            withdraw(connection, document_id, correction, [(Quarantine.__tablename__, entry)], now)
    connection.execute(
        delete(Quarantine).where(Quarantine.document_id == document_id, Quarantine.id.not_in(sorted(decided)))
    )
