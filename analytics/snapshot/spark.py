"""Apache Spark as the engine of a view: the same Ibis expressions, with rows that go in and out as Arrow.

Flows in: the address of a Spark master (`local[2]`, `spark://…`). Flows out: an Ibis backend with a session of its own.
Ibis itself moves rows through pandas, which turns whole numbers with gaps into floating point: amounts above 2^53 fen,
and any null, would not come out as they went in.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

# PySpark warns of its pandas side at every step; no row goes through pandas here.
warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)

from ibis.backends.pyspark import Backend  # noqa: E402 - it warns when it is imported
from ibis.backends.pyspark.datatypes import PySparkSchema  # noqa: E402
from ibis.formats.pyarrow import PyArrowData  # noqa: E402
from py4j.protocol import Py4JError, Py4JJavaError  # noqa: E402
from pyspark import SparkContext  # noqa: E402
from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

from analytics.errors import RunAborted  # noqa: E402

# What a session is set to, wherever it runs.
_SESSION = {
    # A table that was computed once keeps constraints on columns it no longer has, and a union of such tables looks for
    # them in vain ("key not found").
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.session.timeZone": "UTC",  # the store's clock
    "spark.sql.ansi.enabled": "true",  # a sum that does not fit is an error, not another sum
}
_PROCESS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
# On this machine alone: nobody else may connect, and two hundred shuffle partitions, the default, are for a cluster.
_LOCAL = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.default.parallelism": "4",
    "spark.sql.shuffle.partitions": "4",
}
_LOCAL_MEMORY = "2g"

_GLOB = re.compile(r"([\[\]{}*?\\])")


class ArrowSpark(Backend):
    """The Spark backend of Ibis, exact in both directions."""

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def read_parquet(self, paths: Iterable[str], /, *, table_name: str, **_: Any) -> ir.Table:
        """Make Parquet files, all of one schema, known as one table under a name."""
        files = [Path(path).absolute() for path in paths]
        # Told the schema, Spark reads no footer before it is asked something.
        schema = PySparkSchema.from_ibis(ibis.Schema.from_pyarrow(pq.read_schema(files[0])))
        addresses = ["file://" + _GLOB.sub(r"\\\1", str(file)) for file in files]
        self._session.read.schema(schema).parquet(*addresses).createOrReplaceTempView(table_name)
        return self.table(table_name)

    def create_table(self, name: str, /, obj: Any = None, **_: Any) -> ir.Table:
        """Compute an expression once, and keep it in memory under a name."""
        self._register_in_memory_tables(obj)
        # A checkpoint, since the plan of a merely cached table grows with every table that is made from it.
        computed = self._session.sql(self.compile(obj))
        # Spark counts in its own widths; the table has those that the expression promised.
        promised = PySparkSchema.from_ibis(obj.schema())
        typed = computed.select([computed[field.name].cast(field.dataType) for field in promised])
        typed.localCheckpoint().createOrReplaceTempView(name)
        return self.table(name)

    def to_pyarrow(self, expr: ir.Expr, /, *, params: Any = None, limit: Any = None, **_: Any) -> pa.Table:
        """The rows of an expression."""
        rows = expr.as_table()
        self._register_in_memory_tables(rows)
        found = self._session.sql(self.compile(rows, params=params, limit=limit)).toArrow()
        return expr.__pyarrow_result__(PyArrowData.convert_table(found, rows.schema()))

    def _register_in_memory_table(self, op: Any) -> None:
        self.register(op.name, op.data.to_pyarrow(op.schema))


def connect_spark(master: str) -> ArrowSpark:
    """A backend with a session of its own on the Spark of this process, which is started where there is none.

    Each session has its own tables, so that several views may stand on one Spark. Raises RunAborted where the master
    does not answer or refuses.
    """
    builder = SparkSession.builder.master(master).appName("sunledger")
    for name, value in (_PROCESS | _SESSION | _local(master)).items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate().newSession()
    except (PySparkException, Py4JError) as error:
        raise RunAborted("engine-unreachable", engine=master, reason=_reason(error)) from error
    backend: ArrowSpark = ArrowSpark().connect(session, **_SESSION)
    return backend


def jvm_peak_memory_mb() -> int:
    """The most memory that the Java of this process's Spark has held so far, in MB; 0 where nobody can tell."""
    context = SparkContext._active_spark_context
    if context is None:
        return 0
    java: Any = context._jvm
    status = Path(f"/proc/{java.java.lang.ProcessHandle.current().pid()}/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def _local(master: str) -> dict[str, str]:
    if not master.startswith("local"):
        return {}
    return {**_LOCAL, "spark.driver.memory": os.environ.get("SPARK_DRIVER_MEMORY", _LOCAL_MEMORY)}


def _reason(error: Exception) -> str:
    """What Spark says, without the hundred lines of where it says it."""
    told = error.java_exception.getMessage() if isinstance(error, Py4JJavaError) else str(error)
    return (told or type(error).__name__).strip().splitlines()[0]
