"""The registers of the city: every import table is written, as the templates ask, and the real reader takes it all "
"in."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, text

from analytics.keys import Keys
from analytics.reading import Originals, ingest
from analytics.settings import Settings
from data_sim.frames import NEVER
from data_sim.registers import AT, Media, Registers, register, rows, write_registers
from data_sim.registers.rows import writers
from data_sim.world import World
from models.fields import fields_of, required_of
from models.language import Language
from models.tables import base
from models.templates import Written, families, heading, linking, sheets, write_filled
from models.vocabulary import DocumentStatus

# Tables that a village may leave empty: it is small, and a nil return is a return.
MAY_BE_EMPTY = frozenset({"kin_filing", "social_tie", "outside_post", "nominee_agreement",
                          "firm_holding", "delegation", "hub_address"})  # fmt: skip


def test_every_import_table_has_a_writer_and_no_writer_lacks_a_table() -> None:
    assert writers().keys() == sheets().keys()


@pytest.mark.parametrize("name", sorted(sheets()))
def test_rows_have_the_columns_of_the_template_and_what_it_requires(name: str, village_once: World) -> None:
    table = sheets()[name]
    found = rows(village_once, name)
    assert found or name in MAY_BE_EMPTY
    [shape, *_] = register(village_once, name)
    assert shape.column_names == [*linking(table), *fields_of(table)]
    for key in required_of(table) - {"id_hash"}:
        assert all(row[key.removesuffix("_hash")] is not None for row in found), key


def test_the_real_reader_takes_in_everything_and_doubts_nothing(
    village_once: World, tmp_path: Path, engine: Engine, keys: Keys, installation: Settings
) -> None:
    written = write_registers(village_once, tmp_path / "registers")
    taken = ingest(
        engine, Originals(installation.home, keys), keys, [tmp_path / "registers"], base.datetime.now(base.UTC)
    )
    assert {one.status for one in taken} == {DocumentStatus.ACCEPTED}
    assert not any(one.rejected for one in taken)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM quarantine")).scalar() == 0
        for one in written:
            count, doubts = connection.execute(
                text(f"SELECT count(*), count(nullif(warnings, '')) FROM {one.table}")
            ).one()
            assert (count, doubts) == (len(one.at), 0), one.table


def test_a_row_stands_where_its_place_says(village_once: World, tmp_path: Path) -> None:
    """The place of a row in the file and the row of the world that it was written from belong together."""
    by_table = {one.table: one for one in write_registers(village_once, tmp_path)}
    for name, key, frame in (
        ("fund_item", "金额（元）", "items"),
        ("payment", "金额（元）", "payments"),
        ("bid", "投标报价（元）", "bids"),
    ):
        one = by_table[name]
        with one.path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        column = lines[one.first - 2].index(key)
        for number, at in enumerate(one.at.tolist()):
            fen = int(village_once[frame]["amount"][at])
            assert Decimal(lines[one.first - 1 + number][column]) == Decimal(fen) / 100


def test_the_file_is_what_the_templates_write(village_once: World, tmp_path: Path) -> None:
    """Byte for byte, with cells that need a quote or a guard, though they are made by the column and not by the "
    "cell."""
    frame = village_once["hubs"]
    backup = frame["address"].copy(), frame["reason"].copy()
    try:
        frame["address"][0], frame["reason"][0] = '=1+1,"甲"', "一\n二"
        written = {one.table: one.path for one in write_registers(village_once, tmp_path / "ours")}
        for name in ("hub_address", "fund_notice"):
            [family] = [f for f in families() if f[0].__tablename__ == name]
            registers = Registers(village_once)
            tables = [Written(t, [_texts(t, row) for row in rows(registers, t.__tablename__)]) for t in family]
            theirs = tmp_path / f"{name}.csv"
            write_filled(theirs, tables, Language.ZH)
            assert written[name].read_bytes() == theirs.read_bytes()
    finally:
        frame["address"], frame["reason"] = backup


def _texts(table: type, row: dict[str, object]) -> dict[str, str]:
    fields = fields_of(table)
    return {key: _text(value, fields.get(key)) for key, value in row.items()}


def _text(value: object, field: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    terms = getattr(field, "terms", None)
    if terms is not None:
        return next(term.zh for term in terms if term == value)
    return value.isoformat() if isinstance(value, date) else str(value)


def test_parquet_says_the_same_as_csv(village_once: World, tmp_path: Path) -> None:
    write_registers(village_once, tmp_path, Media.PARQUET)
    fields = fields_of(sheets()["payment"])
    read = pq.read_table(tmp_path / "payment.parquet")
    assert read.schema.metadata[b"sunledger.table"] == b"payment"
    assert read.column_names == [heading(f, Language.ZH) for f in fields.values()]
    ours = pa.concat_tables(register(village_once, "payment"))
    assert read[heading(fields["amount"], Language.ZH)].to_pylist() == ours["amount"].to_pylist()
    assert read[heading(fields["paid_on"], Language.ZH)].to_pylist() == ours["paid_on"].to_pylist()


def test_numbers_are_counted_in_the_order_of_the_days_and_are_distinct(village: World) -> None:
    """A row added at the end gets the number of its day, so that a number does not tell what was added late."""
    matters = village["matters"]
    first = int(np.argmin(matters["accepted"]))
    added = matters.add_like(first)
    numbers = Registers(village).numbers("matters", "accepted")
    assert len(set(numbers.to_pylist())) == len(matters)
    same_day = np.flatnonzero(matters["accepted"] == matters["accepted"][first])
    listed = [row["number"] for row in rows(village, "matter")]
    position = listed.index(numbers[added].as_py())
    assert position < len(same_day)


def test_a_row_that_is_withheld_is_not_written_and_the_others_are(village: World) -> None:
    before = len(rows(village, "rectification"))
    village["rectifications"].withhold(3)
    assert len(rows(village, "rectification")) == before - 1


def test_open_ends_are_blank_and_nobody_has_no_name(village_once: World) -> None:
    tenures = village_once["tenures"]
    open_ones = int((tenures["until"] == NEVER).sum())
    assert sum(row["until"] is None for row in rows(village_once, "tenure")) == open_ones
    assert any(row["party_id"] is None and row["party_code"] for row in rows(village_once, "matter"))
    assert AT not in rows(village_once, "tenure")[0]


def test_two_people_never_share_an_account(village: World) -> None:
    village["acts"]["login"][:] = 7
    village["acts"]["login"][::2] = 7 + 9973
    assert {row["login"].split("-u")[1] for row in rows(village, "matter_act")} == {"7", "9980"}


def test_parts_of_a_row_and_items_of_a_contract_sum_to_it(village_once: World) -> None:
    for table, child, key in (("fund_item", "fund_part", "amount"), ("purchase", "purchase_item", "amount")):
        whole = {row["记录号"]: row[key] for row in rows(village_once, table)}
        parts: dict[str, Decimal] = {}
        for row in rows(village_once, child):
            parts[row["所属记录号"]] = parts.get(row["所属记录号"], Decimal(0)) + row["amount"]
        assert parts
        assert all(whole[number] == total for number, total in parts.items())
