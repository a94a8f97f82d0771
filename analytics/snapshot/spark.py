"""Apache Spark as the engine of a view: the same Ibis expressions, with rows that go in and out as Arrow.

Flows in: the address of a Spark master (`local[2]`, `spark://…`). Flows out: an Ibis backend. Ibis itself moves rows
through pandas, which turns whole numbers with gaps into floating point: amounts above 2^53 fen, and any null, would not
come out as they went in.
"""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkSchema
from ibis.formats.pyarrow import PyArrowData
from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",  # the store's clock
    "spark.sql.ansi.enabled": "true",
    "spark.log.level": "ERROR",
}

# Two hundred shuffle partitions, the default, are for a cluster.
_LOCAL = {"spark.sql.shuffle.partitions": "8", "spark.default.parallelism": "4"}


class ArrowSpark(Backend):
    """The Spark backend of Ibis, exact in both directions."""

    def register(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        self._session.createDataFrame(table).createOrReplaceTempView(name)

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
    """A backend on the Spark of this process; one is started where there is none."""
    builder = SparkSession.builder.master(master).appName("sunledger")
    on_this_machine = _LOCAL if master.startswith("local") else {}
    for name, value in {**_SETTINGS, **on_this_machine}.items():
        builder = builder.config(name, value)
    backend: ArrowSpark = ArrowSpark().connect(builder.getOrCreate())
    return backend
