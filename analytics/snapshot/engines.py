"""The engines a view can stand on: DuckDB in this process, or Apache Spark.

Flows in: the setting `engine`. Flows out: a connection on which tables are registered under their names; everything
after it is the same Ibis expressions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

DUCKDB = "duckdb"


def connect(engine: str) -> Any:
    """An Ibis connection of an engine: `duckdb`, or the address of a Spark master.

    Raises ImportError where Spark is asked for and the extra `spark` is not installed.
    """
    if engine == DUCKDB:
        return ibis.duckdb.connect()
    from analytics.snapshot.spark import connect_spark  # an extra, and slow to import

    return connect_spark(engine)


def register(connection: Any, name: str, table: pa.Table) -> None:
    """Make an Arrow table known on a connection under a name."""
    if connection.name == DUCKDB:
        connection.con.register(name, table)
    else:
        connection.register(name, table)


def register_files(connection: Any, name: str, files: list[Path]) -> None:
    """Make Parquet files known on a connection as one table."""
    connection.read_parquet([str(file) for file in files], table_name=name)
