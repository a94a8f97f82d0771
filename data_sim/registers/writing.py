"""Registers as files: the import templates filled in, as CSV or Parquet, written piece by piece.

Flows in: a world. Flows out: one CSV for each family of tables, as `models.templates` heads them, so that the reader of
registers takes them in; or one Parquet file for each table that is a family by itself, with the same headings and
typed columns. Tables that refer to each other stand in one file, and a Parquet file holds one table: they stay CSV.
Text is made by the column, never by the cell: a province has hundreds of millions of cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_sim.frames import Array
from data_sim.registers.rows import AT, Registers
from data_sim.world import World
from models.fields import Field, FieldKind, fields_of
from models.language import Language
from models.tables import FromDocument
from models.templates import GUARDED, MARK, SERIAL, TABLE_KEY, described, families, heading

_END = "\r\n"
_QUOTED = '[",\r\n]'
_LINES = 50_000  # lines that are joined at a time
_TOP = 2  # lines above the rows of a table: the marker and the headings, which a Parquet file is read with as well


class Media(StrEnum):
    """Formats of registers."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Written:
    """A register that was written: its file, the row of the file in which its first row stands, and for every row in
    order the position of the row of the frame that it was written from (-1: from many).
    """

    table: str
    path: Path
    first: int
    at: Array


def write_registers(
    world: World,
    folder: Path,
    media: Media = Media.CSV,
    told: Callable[[str], None] = lambda name: None,
    changed: Callable[[str, pa.Table], pa.Table] = lambda name, piece: piece,
) -> list[Written]:
    """Write every register; `told` hears the name of each table, `changed` may alter its pieces on their way.

    A piece has the column `rows.AT` beside those of the table: whoever drops or doubles rows drops or doubles it too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    registers = Registers(world)
    written = []
    for family in families():
        if media is Media.CSV or len(family) > 1:
            path = folder / f"{family[0].__tablename__}.csv"
            with path.open("wb") as out:
                out.write(b"\xef\xbb\xbf")
                line = 1
                for table in family:
                    told(table.__tablename__)
                    at = write_section(out, table, _changed(registers, table, changed))
                    written.append(Written(table.__tablename__, path, line + _TOP, at))
                    line += len(at) + _TOP + 1
        else:
            [table] = family
            told(table.__tablename__)
            path = folder / f"{table.__tablename__}.parquet"
            at = _write_parquet(path, table, _changed(registers, table, changed))
            written.append(Written(table.__tablename__, path, 1 + _TOP, at))
    return written


def _changed(
    registers: Registers, table: type[FromDocument], change: Callable[[str, pa.Table], pa.Table]
) -> Iterator[pa.Table]:
    return (change(table.__tablename__, piece) for piece in registers.pieces(table.__tablename__))


# --- csv -------------------------------------------------------------------------------------------------------------


def write_section(out: BinaryIO, table: type[FromDocument], rows: Iterator[pa.Table]) -> Array:
    """One table as a section of a CSV: its marker, its headings, its numbered rows, an empty line.

    Returns for every row the position that stood in its column `AT`.
    """
    fields = fields_of(table)
    places = []
    number = 1
    for index, piece in enumerate(rows):
        places.append(piece[AT].to_numpy().astype(np.int32))
        shown = piece.drop_columns([AT])
        if index == 0:
            headings = [heading(fields[key], Language.ZH) if key in fields else key for key in shown.column_names]
            out.write(f"{MARK}：{described(table).zh}（{table.__tablename__}）{_END}".encode())
            out.write((",".join([SERIAL, *headings]) + _END).encode())
        for start in range(0, len(shown), _LINES):
            part = shown.slice(start, _LINES)
            out.write(_joined(part, fields, number))
            number += len(part)
    out.write(_END.encode())
    return np.concatenate(places)


def _joined(piece: pa.Table, fields: dict[str, Field], first: int) -> bytes:
    """The lines of a piece, made by the column."""
    cells = [pa.array(np.arange(first, first + len(piece))).cast(pa.string())]
    cells += [_text(piece[key].combine_chunks(), fields.get(key)) for key in piece.column_names]
    lines = pc.binary_join_element_wise(*cells[:-1], pc.binary_join_element_wise(cells[-1], "", _END), ",")
    lines = pa.concat_arrays([lines]) if lines.offset else lines
    _, offsets, values = lines.buffers()
    ends = np.frombuffer(offsets, np.int32)
    return bytes(memoryview(values)[ends[0] : ends[len(lines)]]) if len(lines) else b""


def _text(column: Any, field: Field | None) -> Any:
    """The cells of a column as text, nothing for null."""
    kind = column.type
    if pa.types.is_null(kind):
        return pa.repeat(pa.scalar("", pa.string()), len(column))
    if pa.types.is_boolean(kind):
        text = pc.if_else(column, "是", "否")
    elif pa.types.is_date(kind):
        text = column.cast(pa.string())
        if field is not None and field.kind is FieldKind.MONTH:
            text = pc.utf8_slice_codeunits(text, 0, 7)
    elif pa.types.is_timestamp(kind):
        text = pc.utf8_slice_codeunits(column.cast(pa.string()), 0, 16)
    elif pa.types.is_string(kind):
        text = _term_words(column, field) if field is not None and field.terms is not None else _guarded(column)
    else:
        text = column.cast(pa.string())
    return pc.fill_null(text, "")


def _term_words(column: Any, field: Field) -> Any:
    """Codes of a vocabulary as its Chinese terms; a word that is no code stays as it is written."""
    coded = column.dictionary_encode()
    known = {str(term): term.zh for term in field.terms or ()}
    words = pa.array([known.get(word, word) for word in coded.dictionary.to_pylist()], pa.string())
    return _guarded(words).take(coded.indices) if len(words) else column


def _guarded(column: Any) -> Any:
    """Texts that no spreadsheet runs, quoted where CSV asks for it."""
    risky = pc.match_substring_regex(
        column, GUARDED.pattern if GUARDED.pattern.startswith("^") else f"^{GUARDED.pattern}"
    )
    if pc.any(risky).as_py():
        column = pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
    quoted = pc.match_substring_regex(column, _QUOTED)
    if pc.any(quoted).as_py():
        doubled = pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
        column = pc.if_else(quoted, doubled, column)
    return column


# --- parquet ---------------------------------------------------------------------------------------------------------


def _write_parquet(path: Path, table: type[FromDocument], rows: Iterator[pa.Table]) -> Array:
    """One table with the headings of its template; its name stands in the metadata."""
    fields = fields_of(table)
    schema = pa.schema(
        [pa.field(heading(f, Language.ZH), _typed(f)) for f in fields.values()],
        metadata={TABLE_KEY: table.__tablename__, "title": described(table).zh},
    )
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        places = []
        for piece in rows:
            places.append(piece[AT].to_numpy().astype(np.int32))
            columns = [_cast(piece[key], schema.field(index).type) for index, key in enumerate(fields)]
            writer.write_table(pa.table(columns, schema=schema))
    return np.concatenate(places)


_PARQUET = {
    FieldKind.DATE: pa.date32(),
    FieldKind.MONTH: pa.date32(),
    FieldKind.MOMENT: pa.timestamp("s"),
    FieldKind.YEAR: pa.int64(),
    FieldKind.INTEGER: pa.int64(),
    FieldKind.AMOUNT: pa.decimal128(18, 2),
    FieldKind.DECIMAL: pa.decimal128(18, 2),
    FieldKind.PERCENT: pa.decimal128(18, 2),
    FieldKind.YES_NO: pa.bool_(),
}


def _typed(field: Field) -> Any:
    return _PARQUET.get(field.kind, pa.string())


def _cast(column: Any, kind: Any) -> Any:
    return column if column.type == kind else column.cast(kind)
