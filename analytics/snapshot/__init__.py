"""Sealed snapshots and the views on them: the contract between the store and every analysis.

Flows in: the store. Flows out: immutable, content-addressed Parquet segments with a manifest of hashes, and `View`,
which shows the tables and the relationship graph as they were known on a day.
"""

from analytics.snapshot.engines import engine_memory_mb, require_engine
from analytics.snapshot.schema import SCHEMA_VERSION, TABLES, arrow_schema
from analytics.snapshot.seal import SnapshotInfo, seal
from analytics.snapshot.sealed import faults, open_view
from analytics.snapshot.view import View

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "SnapshotInfo",
    "View",
    "arrow_schema",
    "engine_memory_mb",
    "faults",
    "open_view",
    "require_engine",
    "seal",
]
