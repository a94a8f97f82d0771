"""The columns of a snapshot: those of the store, as Arrow types, and those that identity adds.

Flows in: the SQLAlchemy tables. Flows out: one Arrow schema for each table. Amounts are integer fen, instants naive UTC
in microseconds, JSON is canonical text.
"""

from __future__ import annotations

import typing
from functools import cache

import pyarrow as pa
from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Integer, String, Table
from sqlalchemy.types import TypeDecorator, TypeEngine

from analytics.identity import IDENTITY_TABLES
from models.tables import (
    FACT_TABLES,
    Coverage,
    Document,
    IdentityJudgement,
    Quarantine,
    ReviewStep,
    Supersession,
    ThresholdStep,
    Withdrawal,
)

# Raised when the meaning of a snapshot changes, so that an old one is refused instead of misread.
SCHEMA_VERSION = 5

_MODELS: tuple[type[typing.Any], ...] = (
    *(Document, Coverage, Quarantine, Supersession, Withdrawal, IdentityJudgement, ReviewStep, ThresholdStep),
    *FACT_TABLES,
)
STORE_TABLES: dict[str, Table] = {model.__tablename__: model.__table__ for model in _MODELS}
TABLES: tuple[str, ...] = (*STORE_TABLES, *IDENTITY_TABLES)

_IDENTITY_TYPES = {"str": pa.string(), "str | None": pa.string(), "int | None": pa.int32()}


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a snapshot table; KeyError for a name that is none."""
    if table in IDENTITY_TABLES:
        hints = IDENTITY_TABLES[table].__annotations__
        return pa.schema([(name, _IDENTITY_TYPES[_text(hint)]) for name, hint in hints.items()])
    return pa.schema([(column.name, _arrow_type(column.type)) for column in STORE_TABLES[table].columns])


def has_column(table: str, column: str) -> bool:
    """Whether a snapshot table has this column."""
    return column in arrow_schema(table).names


def _text(hint: object) -> str:
    return hint.__forward_arg__ if isinstance(hint, typing.ForwardRef) else str(hint)


def _arrow_type(kind: TypeEngine[typing.Any]) -> pa.DataType:
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    for known, arrow in _ARROW_TYPES:
        if isinstance(plain, known):
            return arrow
    raise TypeError(f"no Arrow type is set for {kind!r}")


# The first that fits: BigInteger is an Integer too.
_ARROW_TYPES: tuple[tuple[type[TypeEngine[typing.Any]], pa.DataType], ...] = (
    (BigInteger, pa.int64()),
    (Boolean, pa.bool_()),
    (Integer, pa.int32()),
    (Date, pa.date32()),
    (DateTime, pa.timestamp("us")),
    (JSON, pa.string()),
    (String, pa.string()),
)
