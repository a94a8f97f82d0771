"""The engines a view can stand on: DuckDB in this process, or Apache Spark.

Flows in: the setting `engine`. Flows out: a connection on which tables are registered under their names; everything
after it is the same Ibis expressions.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import socket
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from analytics.errors import RunAborted
from analytics.settings import MEMORY_MB

DUCKDB = "duckdb"

# How long a master may take to answer; Spark itself would ask for a minute, in silence.
_PATIENCE = 5.0
_MASTER = re.compile(r"(?P<host>[^:,/\s]+|\[[0-9A-Fa-f:]+\]):(?P<port>\d{1,5})")


def require_engine(engine: str) -> None:
    """Raise RunAborted, with what to do about it, where an engine cannot be had: told before any work is done."""
    if engine == DUCKDB:
        return
    if importlib.util.find_spec("pyspark") is None:
        raise RunAborted("engine-not-installed", engine=engine)
    if not _has_java():
        raise RunAborted("engine-without-java", engine=engine)
    if engine.startswith("spark://"):
        _require_master(engine)


def connect(engine: str, spill: Path | None = None, memory_mb: int = MEMORY_MB) -> Any:
    """An Ibis connection of an engine: `duckdb`, or the address of a Spark master.

    DuckDB holds up to `memory_mb` and puts what is more into files in the folder `spill`, which go with the connection;
    without that folder it holds everything. Raises RunAborted where that engine cannot be had.
    """
    if engine == DUCKDB:
        connection = ibis.duckdb.connect(**({} if spill is None else _bounded(spill, memory_mb)))
        # Segments never change, and some tables are opened by a hundred queries of one run.
        connection.raw_sql("SET parquet_metadata_cache = true")
        return connection
    require_engine(engine)
    from analytics.snapshot.spark import connect_spark  # an extra, and slow to import

    return connect_spark(engine)


def _bounded(spill: Path, memory_mb: int) -> dict[str, str]:
    # Names stand in those files. Where the folder cannot be made, a view that fits into memory does without.
    with contextlib.suppress(OSError):
        spill.mkdir(mode=0o700, exist_ok=True)
    return {"memory_limit": f"{memory_mb}MB", "temp_directory": str(spill.absolute())}


def engine_memory_mb(engine: str) -> int:
    """The most memory an engine has held outside this process, in MB."""
    if engine == DUCKDB:
        return 0
    from analytics.snapshot.spark import jvm_peak_memory_mb

    return jvm_peak_memory_mb()


def register(connection: Any, name: str, table: pa.Table) -> None:
    """Make an Arrow table known on a connection under a name."""
    if connection.name == DUCKDB:
        connection.con.register(name, table)
    else:
        connection.register(name, table)


def register_files(connection: Any, name: str, files: list[Path]) -> None:
    """Make Parquet files known on a connection as one table."""
    connection.read_parquet([str(file) for file in files], table_name=name)


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=None if home is None else str(Path(home) / "bin")) is not None


def _require_master(address: str) -> None:
    """One of the masters that an address names has to take a connection."""
    masters = [(found["host"].strip("[]"), int(found["port"])) for found in _MASTER.finditer(address)]
    if not masters:
        raise RunAborted("engine-unreachable", engine=address, reason="host:port?")
    reasons = []
    for master in masters:
        try:
            socket.create_connection(master, _PATIENCE).close()
            return
        except (OSError, OverflowError) as error:
            reasons.append(getattr(error, "strerror", None) or type(error).__name__)
    raise RunAborted("engine-unreachable", engine=address, reason=reasons[0])
