"""Parquet files are read as the same table written as CSV would be, and hostile ones are refused with one sentence."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from analytics.errors import FileRejected
from analytics.keys import Keys
from analytics.reading import Originals, ingest
from analytics.reading.content import Grid
from analytics.reading.formats import parquet, parquet_pages, read_content
from analytics.reading.ingest import read_file
from analytics.reading.records import Reading
from analytics.reports.source import ShownGrid, source_blocks
from analytics.settings import Settings
from data_sim.registers import Media, write_registers
from data_sim.world import World
from models.fields import fields_of
from models.language import Language
from models.places import Locator
from models.templates import RECORD_NO, TABLE_KEY, families, heading, sheets
from models.vocabulary import DocumentStatus
from tests.reading.rendering import to_csv

SINGLE = sorted(family[0].__tablename__ for family in families() if len(family) == 1)
ROWS = {
    "序号": ["1", "2"],
    "单位名称": ["岚汀市甲局", "岚汀市乙局"],
    "金额（元）": [Decimal("20.50"), Decimal("30.00")],
}


def written(path: Path, columns: dict[str, Any], table: str | None = None, **options: Any) -> Path:
    """A Parquet file of these columns; `table` is what its metadata call it."""
    made = pa.table(columns)
    pq.write_table(made.replace_schema_metadata({TABLE_KEY: table} if table else None), path, **options)
    return path


def lines(path: Path) -> list[list[str]]:
    """The texts of a file, of a long one too."""
    [grid] = read_content(path).grids
    found = [[cell.text for cell in row] for row in grid.rows]
    for chunk in grid.tail.lines() if grid.tail else ():
        found += [list(line) for line in chunk]
    return found


def reason(path: Path) -> str:
    """The code of the one sentence with which a file is refused: it names the file, in both languages."""
    with pytest.raises(FileRejected) as refused:
        lines(path)
    for language in Language:
        sentence = refused.value.message.say(language)
        assert path.name in sentence
        assert "{" not in sentence
    return refused.value.message.code


# --- the same records ------------------------------------------------------------------------------------------------


def said(reading: Reading) -> list[tuple[object, ...]]:
    """What each record says, and its row; columns are one further to the left in Parquet, which counts no rows."""
    return [
        (r.table, r.values, r.secrets, r.valid_from, r.valid_to, r.warnings, r.label, r.locator.row)
        for r in reading.records
    ]


@pytest.fixture(scope="module")
def both(village_once: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registers of a village in both forms."""
    folder = tmp_path_factory.mktemp("both")
    for media in Media:
        write_registers(village_once, folder / media, media)
    return folder


@pytest.mark.parametrize("name", SINGLE)
def test_a_register_gives_the_same_records_in_either_form(name: str, both: Path) -> None:
    ours = read_file(both / "parquet" / f"{name}.parquet")
    theirs = read_file(both / "csv" / f"{name}.csv")
    assert said(ours) == said(theirs)
    assert (ours.kind, ours.title, ours.coverage) == (theirs.kind, theirs.title, theirs.coverage)
    assert not ours.rejected
    assert {str(r.locator.part) for r in ours.records} <= {"sheet:parquet"}


def test_every_table_comes_in_and_rows_stand_where_the_city_says(
    both: Path, engine: Engine, keys: Keys, installation: Settings, village_once: World, tmp_path: Path
) -> None:
    """Tables that refer to each other are CSV beside the Parquet files."""
    told = write_registers(village_once, tmp_path / "again", Media.PARQUET)
    taken = ingest(engine, Originals(installation.home, keys), keys, [tmp_path / "again"], datetime.now(UTC))
    assert {one.status for one in taken} == {DocumentStatus.ACCEPTED}
    assert {one.path.suffix for one in told if one.table in SINGLE} == {".parquet"}
    assert {one.table for one in told} == sheets().keys()
    with engine.connect() as connection:
        for one in told:
            count, least = connection.execute(
                text(
                    f"SELECT count(*), min(CAST(substr(locator, instr(locator, '!R') + 2) AS INTEGER)) FROM {one.table}"
                )
            ).one()
            assert count == len(one.at), one.table
            assert least in (None, one.first), one.table


@pytest.mark.parametrize("name", SINGLE)
def test_a_file_without_metadata_is_read_by_its_headings(name: str, both: Path, tmp_path: Path) -> None:
    """As the same table in CSV is: taken for the same kind with the same records, or refused for the same reason."""
    path = both / "parquet" / f"{name}.parquet"
    [_, *rows] = lines(path)
    pq.write_table(pq.read_table(path).replace_schema_metadata(None), tmp_path / "a.parquet")
    assert outcome(tmp_path / "a.parquet") == outcome(to_csv(tmp_path / "a.csv", rows))


def outcome(path: Path) -> object:
    """The kind and what the records say, or the code of the reason why there are none."""
    try:
        reading = read_file(path)
    except FileRejected as refused:
        return refused.message.code
    return reading.kind, said(reading), [one.reason.code for one in reading.rejected]


def test_the_headings_of_a_register_of_posts_held_tell_it(both: Path, tmp_path: Path) -> None:
    marked = pq.read_table(both / "parquet" / "tenure.parquet")
    pq.write_table(marked.replace_schema_metadata(None), tmp_path / "a.parquet")
    assert read_file(tmp_path / "a.parquet").kind is read_file(both / "parquet" / "tenure.parquet").kind


def test_a_title_in_the_metadata_stands_above_the_headings_as_on_a_sheet(both: Path, tmp_path: Path) -> None:
    """Without it nothing tells a register of payments apart from other lists of payments."""
    table = pq.read_table(both / "parquet" / "payment.parquet")
    pq.write_table(table.replace_schema_metadata({"title": "岚汀市资金拨付\n登记表"}), tmp_path / "a.parquet")
    assert lines(tmp_path / "a.parquet")[0][:2] == ["岚汀市资金拨付 登记表", ""]
    ours, theirs = read_file(tmp_path / "a.parquet"), read_file(both / "parquet" / "payment.parquet")
    assert ours.kind is theirs.kind
    assert [r.values for r in ours.records] == [r.values for r in theirs.records]
    assert [r.locator.row for r in ours.records] == [r.locator.row for r in theirs.records]


def test_a_table_that_nobody_knows_is_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", ROWS, table="secret_plan")
    with pytest.raises(FileRejected) as refused:
        read_file(path)
    assert refused.value.message.code == "sheet-table-unknown"


def test_one_of_several_tables_that_refer_to_each_other_is_refused(tmp_path: Path) -> None:
    assert reason(written(tmp_path / "a.parquet", {RECORD_NO: ["1", "2"], **ROWS})) == "file-parquet-family"


# --- passes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row_group_size", [1, 7, 30, 1000])
def test_a_file_read_in_passes_says_the_same(
    row_group_size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = {"编号": [f"甲{n % 11}" for n in range(100)], "金额": list(range(100))}
    path = written(tmp_path / "a.parquet", columns, row_group_size=row_group_size)
    whole = lines(path)
    assert whole[:2] == [["编号", "金额"], ["甲0", "0"]]
    assert len(whole) == 101
    monkeypatch.setattr(parquet, "MAX_CELLS", 50)
    monkeypatch.setattr(parquet, "_LONG_HEAD", 13)
    monkeypatch.setattr(parquet, "_STEP", 8)
    [grid] = read_content(path).grids
    assert grid.tail is not None
    assert grid.tail.first == len(grid.rows) <= 14
    assert lines(path) == lines(path) == whole


def test_a_register_read_in_passes_gives_the_same_records(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = both / "parquet" / "payment.parquet"
    whole = said(read_file(path))
    monkeypatch.setattr(parquet, "MAX_CELLS", 50)
    monkeypatch.setattr(parquet, "_LONG_HEAD", 100)
    monkeypatch.setattr(parquet, "_STEP", 37)
    assert len(whole) > 137
    assert said(read_file(path)) == whole


def test_the_place_of_a_row_opens_at_that_row(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = both / "parquet" / "payment.parquet"
    column = list(fields_of(sheets()["payment"])).index("amount") + 1
    record = read_file(path).records[-1]
    monkeypatch.setattr(parquet, "MAX_CELLS", 50)
    monkeypatch.setattr(parquet, "_LONG_HEAD", 40)
    place = replace(record.locator, column=column)
    [shown] = source_blocks(read_content(path).around(place), str(place))
    assert isinstance(shown, ShownGrid)
    marked = [cell.text for _, row in shown.rows for cell in row if cell.marked]
    assert marked == [str(record.values["amount"])]


# --- values ----------------------------------------------------------------------------------------------------------


def moments(*texts: str) -> pa.Array:
    """Days with their time by a clock that says no zone."""
    return pa.array(texts).cast(pa.timestamp("s"))


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
CASES: list[tuple[str, pa.Array, list[str]]] = [
    ("a code with zeros before it stays as it is", pa.array(["0012", "00"]), ["0012", "00"]),
    ("a blank is a blank", pa.array([None, "", "x"]), ["", "", "x"]),
    ("outer blanks and invisible signs are taken off", pa.array(["\u3000甲\u200b ", "乙"]), ["甲", "乙"]),
    ("yes and no are words", pa.array([True, None, False]), ["是", "", "否"]),
    ("a whole number keeps all its digits", pa.array([439903199001010014, 7]), ["439903199001010014", "7"]),
    ("decimals are exact", pa.array([Decimal("0.10"), Decimal("-5.00"), Decimal("12345678901234.56")]),
     ["0.10", "-5.00", "12345678901234.56"]),
    ("small decimals have no exponent", pa.array([Decimal("0.00000001")]), ["0.00000001"]),
    ("floating numbers mean what a spreadsheet shows", pa.array([0.1 + 0.2, 1e6, 2.5]), ["0.3", "1000000", "2.5"]),
    ("short floating numbers have seven digits", pa.array([0.1, 20.5], pa.float32()), ["0.1", "20.5"]),
    ("what is no number says so", pa.array([float("nan"), 1.0]), ["NaN", "1"]),
    ("days", pa.array([date(2024, 3, 1), None]), ["2024-03-01", ""]),
    ("moments without a zone", moments("2024-03-01 09:30:00").cast(pa.timestamp("ms")), ["2024-03-01 09:30:00"]),
    ("moments of a zone are those of the clock here", pa.array([datetime(2024, 3, 1, 1, 30, tzinfo=UTC)]),
     ["2024-03-01 09:30:00"]),
    ("a dictionary gives its words", pa.array(["甲", "乙", None, "甲"]).dictionary_encode(), ["甲", "乙", "", "甲"]),
    ("large texts", pa.array(["甲", None], pa.large_string()), ["甲", ""]),
]  # fmt: skip


@pytest.mark.parametrize(("column", "texts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_values_as_people_write_them(column: pa.Array, texts: list[str], tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", {"值": column, "旁": ["x"] * len(column)})
    assert [line[0] for line in lines(path)[1:]] == texts


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.text("甲乙丙0.12-年A，。 ", min_size=1, max_size=6).filter(str.strip),
            st.none() | st.decimals(-(10**12), 10**12, places=2),
            st.none() | DAYS,
            st.none() | st.booleans(),
        ),
        min_size=1,
        max_size=30,
    ),
    row_group_size=st.integers(1, 40),
    compression=st.sampled_from(["none", "snappy", "gzip", "zstd"]),
    version=st.sampled_from(["1.0", "2.0"]),
)
def test_any_values_are_those_of_the_same_table_as_csv(
    rows: Sequence[tuple[Any, ...]], row_group_size: int, compression: str, version: str, tmp_path: Path
) -> None:
    kinds = [pa.string(), pa.decimal128(18, 2), pa.date32(), pa.bool_()]
    heads = ["名称", "金额", "日期", "是否"]
    columns = {h: pa.array(c, k) for h, k, c in zip(heads, kinds, zip(*rows, strict=True), strict=True)}
    path = written(
        tmp_path / "a.parquet", columns, row_group_size=row_group_size, compression=compression,
        data_page_version=version,
    )  # fmt: skip
    words = {None: "", True: "是", False: "否"}
    shown = [[n, "" if a is None else f"{a:f}", d.isoformat() if d else "", words[b]] for n, a, d, b in rows]
    assert lines(path) == lines(to_csv(tmp_path / "a.csv", [heads, *shown]))


def test_figures_and_days_come_back_from_the_template_of_a_table(tmp_path: Path) -> None:
    """A day that a program wrote as a moment at midnight is a day."""
    fields = fields_of(sheets()["hub_address"])
    [day] = [key for key, f in fields.items() if f.kind == "date"][:1]
    columns: dict[str, Any] = {heading(f, Language.ZH): ["岚汀市云栖路1号"] for f in fields.values()}
    columns[heading(fields[day], Language.ZH)] = moments("2024-03-01 00:00:00").cast(pa.timestamp("ns"))
    [record] = read_file(written(tmp_path / "a.parquet", columns, table="hub_address")).records
    assert record.values[day] == date(2024, 3, 1)


# --- hostile files ---------------------------------------------------------------------------------------------------


def sample(tmp_path: Path, **options: Any) -> Path:
    """A sound file."""
    return written(tmp_path / "a.parquet", ROWS, **options)


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    assert lines(sample(tmp_path))[1] == ["1", "岚汀市甲局", "20.50"]


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_damaged(kept: float, tmp_path: Path) -> None:
    path = sample(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert reason(path) == "file-damaged"


def test_the_ending_must_be_that_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(to_csv(tmp_path / "a.csv", [["单位", "金额"], ["甲", "1"]]).read_bytes())
    assert reason(tmp_path / "a.parquet") == "file-ending-lies"
    sample(tmp_path).rename(tmp_path / "b.csv")
    assert reason(tmp_path / "b.csv") == "file-ending-lies"


def test_another_binary_file_under_this_ending_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"ARROW1\0\0" + bytes(range(256)) * 8)
    assert reason(tmp_path / "a.parquet") == "file-format-unknown"


def test_a_footer_that_is_larger_than_the_file_is_damaged(tmp_path: Path) -> None:
    path = sample(tmp_path)
    data = bytearray(path.read_bytes())
    data[-8:-4] = (2**31 - 1).to_bytes(4, "little")
    path.write_bytes(data)
    assert reason(path) == "file-damaged"


class _OpenSafe(pe.KmsClient):
    """Keys that protect nothing: the file only has to be encrypted."""

    def __init__(self, _: object) -> None:
        pe.KmsClient.__init__(self)

    def wrap_key(self, key: bytes, _: str) -> bytes:
        return key

    def unwrap_key(self, key: bytes, _: str) -> bytes:
        return key


@pytest.mark.parametrize("plaintext_footer", [False, True])
def test_an_encrypted_file_is_protected(plaintext_footer: bool, tmp_path: Path) -> None:
    factory = pe.CryptoFactory(_OpenSafe)
    wanted = pe.EncryptionConfiguration(
        footer_key="k", column_keys={"k": ["单位名称"]}, plaintext_footer=plaintext_footer, double_wrapping=False
    )
    made = pa.table(ROWS)
    path = tmp_path / "a.parquet"
    locks = factory.file_encryption_properties(pe.KmsConnectionConfig(), wanted)
    with pq.ParquetWriter(path, made.schema, encryption_properties=locks) as writer:
        writer.write_table(made)
    assert reason(path) == "file-protected"


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (pa.array([["a"], ["b", "c"]]), "file-parquet-nested"),
        (pa.array([{"a": 1}, {"a": 2}]), "file-parquet-nested"),
        (pa.array([[("k", 1)], []], pa.map_(pa.string(), pa.int32())), "file-parquet-nested"),
        (pa.array([b"\x00", b"\xff"]), "file-parquet-type"),
        (pa.array([1, 2], pa.time32("s")), "file-parquet-type"),
    ],
    ids=["lists", "structures", "maps", "bytes", "times of day"],
)
def test_columns_that_no_register_has_are_refused(column: pa.Array, code: str, tmp_path: Path) -> None:
    assert reason(written(tmp_path / "a.parquet", {"名称": ["甲", "乙"], "值": column})) == code


def test_more_columns_than_any_register_has_are_refused(tmp_path: Path) -> None:
    assert reason(written(tmp_path / "a.parquet", {f"c{n}": [1] for n in range(1001)})) == "file-table-too-wide"


def test_a_table_of_no_columns_is_refused(tmp_path: Path) -> None:
    assert reason(written(tmp_path / "a.parquet", {})) == "file-without-text"


def test_more_rows_than_any_register_has_are_refused_unread(tmp_path: Path) -> None:
    """Five million rows of one word are a few kilobytes."""
    path = written(tmp_path / "a.parquet", {"名称": pa.repeat(pa.scalar("甲"), 5_000_001)})
    assert path.stat().st_size < 100_000
    assert reason(path) == "file-sheet-too-large"


def test_a_text_longer_than_a_cell_is_refused(tmp_path: Path) -> None:
    limit = 100_000
    assert reason(written(tmp_path / "a.parquet", {"名称": ["甲" * (limit + 1)]})) == "file-parquet-text-too-long"
    assert len(lines(written(tmp_path / "a.parquet", {"名称": ["甲" * limit]}))[1][0]) == limit


def test_one_long_word_used_in_many_rows_is_too_much(tmp_path: Path) -> None:
    """A dictionary of one word and run lengths: a few kilobytes that say gigabytes."""
    column = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), 1_000_000), pa.array(["甲" * 30_000]))
    path = written(tmp_path / "a.parquet", {"名称": column})
    assert path.stat().st_size < 1_000_000
    assert reason(path) == "file-unpacks-too-large"


def test_pages_that_unpack_to_too_much_are_refused_before_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(
        tmp_path / "a.parquet", {"名称": ["甲" * 90_000] * 200}, use_dictionary=False, compression="zstd",
        data_page_size=1 << 30,
    )  # fmt: skip
    size = 200 * 270_000
    monkeypatch.setattr(parquet_pages, "MOST_HELD", size // 2)

    def unread(*_: object, **__: object) -> None:
        raise AssertionError("the pages were read")

    monkeypatch.setattr(parquet, "_lines", unread)
    assert path.stat().st_size < 100_000
    assert reason(path) == "file-unpacks-too-large"


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.parquet", {"名称": list("甲乙丙丁")}, row_group_size=1)
    assert len(lines(path)) == 5
    monkeypatch.setattr(parquet_pages, "MOST_PAGES", 3)
    assert reason(path) == "file-unpacks-too-large"


def test_texts_told_by_their_difference_are_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.parquet", {"名称": ["甲" * 1000] * 50}, use_dictionary=False,
        column_encoding={"名称": "DELTA_BYTE_ARRAY"},
    )  # fmt: skip
    assert reason(path) == "file-parquet-encoding"
    lengths = written(
        tmp_path / "b.parquet", {"名称": ["甲", "乙"]}, use_dictionary=False,
        column_encoding={"名称": "DELTA_LENGTH_BYTE_ARRAY"},
    )  # fmt: skip
    assert lines(lengths) == [["名称"], ["甲"], ["乙"]]


def test_bytes_that_are_no_text_are_damage(tmp_path: Path) -> None:
    made = pa.table({"名称": pa.Array.from_buffers(pa.string(), 1, [None, *pa.array([b"\xff\xfe"]).buffers()[1:]])})
    pq.write_table(made, tmp_path / "a.parquet")
    assert reason(tmp_path / "a.parquet") == "file-damaged"


def test_damage_in_the_tail_refuses_the_file_and_leaves_nothing(
    tmp_path: Path, engine: Engine, keys: Keys, installation: Settings, both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "payment.parquet"
    pq.write_table(
        pq.read_table(both / "parquet" / "payment.parquet"), path, row_group_size=100, write_page_checksum=True
    )
    last = pq.read_metadata(path)
    column = last.row_group(last.num_row_groups - 1).column(0)
    data = bytearray(path.read_bytes())
    data[(column.dictionary_page_offset or column.data_page_offset) + column.total_compressed_size - 1] ^= 255
    path.write_bytes(data)
    monkeypatch.setattr(parquet, "MAX_CELLS", 50)
    monkeypatch.setattr(parquet, "_LONG_HEAD", 100)
    [taken] = ingest(engine, Originals(installation.home, keys), keys, [path], datetime.now(UTC))
    assert (taken.status, taken.rows) == (DocumentStatus.REJECTED, 0)
    assert [one.reason.code for one in taken.rejected] == ["file-damaged"]
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM payment")).scalar() == 0


@settings(max_examples=150, deadline=None)
@given(
    at=st.integers(0, 10_000),
    change=st.sampled_from([lambda b: b ^ 255, lambda b: b ^ 1, lambda b: 0, lambda b: 255]),
    others=st.lists(st.integers(0, 10_000), max_size=3),
)
def test_a_changed_byte_is_refused_or_read_and_nothing_else(
    at: int, change: Callable[[int], int], others: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table(ROWS), out, compression="none")
    data = bytearray(out.getvalue())
    for place in (at, *others):
        data[4 + place % (len(data) - 8)] = change(data[4 + place % (len(data) - 8)])
    path = tmp_path_factory.mktemp("changed") / "a.parquet"
    path.write_bytes(data)
    try:
        content = read_content(path)
    except FileRejected as refused:
        assert refused.message.code.startswith("file-")
        return
    assert all(isinstance(block, Grid) and block.part == Locator("sheet:parquet").part for block in content.blocks)
