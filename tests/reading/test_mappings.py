"""Headings that nobody knew: the closest known ones are named, a clerk says once what they mean, nothing else changes."""

from __future__ import annotations

import doctest
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

import analytics.reading.mappings
from analytics.errors import FileRejected, RunAborted
from analytics.keys import Keys
from analytics.reading import Originals, Reading, ingest
from analytics.reading.content import Content, Grid, PlainRows
from analytics.reading.mapping_register import add_mapping, list_mappings, load_mappings, revoke_mapping, used_in
from analytics.reading.mappings import (
    HeadingMeaning,
    Mappings,
    apply,
    bare,
    closest,
    known_headings,
    read_again,
    read_with,
    unknown_headings,
)
from analytics.settings import Settings
from models.tables import Document, FundItem
from models.vocabulary import DocumentKind, DocumentStatus
from tests.reading import tables

OFFICE, OTHER = "岚汀市农业农村局", "岚汀市民政局"
NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
NOTICE = DocumentKind.FUND_NOTICE


def notice(*headings: str, publisher: str | None = OFFICE, unit: str = "万元") -> list[list[str]]:
    """A notice whose columns are, from the left: number, town, project, amount."""
    head = ["岚汀市2025年农机购置补贴资金分配公示"]
    imprint = [f"发布机构：{publisher}"] if publisher else ["单位：" + unit]
    rows = [["1", "青禾镇", "插秧机", "12.5"], ["2", "石桥镇", "旋耕机", "8"], ["合计", "", "", "20.5"]]
    return [head, imprint, list(headings), *rows]


def content(rows: Sequence[Sequence[str]]) -> Content:
    return tables.content(rows, media="csv")


def meaning(heading: str, known: str, **changes: Any) -> HeadingMeaning:
    one = HeadingMeaning("m1", OFFICE, NOTICE, heading, known)
    return replace(one, **changes)


def amounts(reading: Reading) -> list[str | None]:
    return [None if r.values["amount"] is None else str(r.values["amount"]) for r in reading.rows]


ODD = ("序号", "乡镇", "项目名称", "核拨数(万元)")
PLAIN = ("序号", "乡镇", "项目名称", "核拨数")
KNOWN = ("序号", "乡镇", "项目名称", "补助金额(万元)")

# What a mapping makes of a notice: the headings of the file, its publisher, who the clerk says published it, the
# mapping, and the amounts then read (None: the file gives no row).
READ = {
    "an unknown heading alone gives no row": (PLAIN, OFFICE, None, None, None),
    "mapped, it is read in the unit that it states": (
        ("序号", "乡镇", "项目名称", "兑现(万元)"), OFFICE, None, ("兑现", "补助金额"), ["125000", "80000"],
    ),
    "the mapping need not repeat the unit, nor may it bring one": (
        ("序号", "乡镇", "项目名称", "兑现(元)"), OFFICE, None, ("兑现(万元)", "补助金额(万元)"), ["12.5", "8"],
    ),
    "blanks and full-width brackets are no other heading": (
        ("序号", "乡镇", "项目名称", "兑 现（万元）"), OFFICE, None, ("兑现", "补助金额"), ["125000", "80000"],
    ),
    "mapped without any unit, the amounts are not guessed": (
        PLAIN, OFFICE, None, ("核拨数", "补助金额"), [None, None],
    ),
    "the mapping of another publisher is not used": (PLAIN, OTHER, None, ("核拨数", "补助金额"), None),
    "a clerk may say who published a file that does not say so": (
        PLAIN, None, OFFICE, ("核拨数", "补助金额"), ["125000", "80000"],
    ),
    "what a file says of itself outweighs what the clerk says": (PLAIN, OTHER, OFFICE, ("核拨数", "补助金额"), None),
    "a mapping of another kind is not used": (
        PLAIN, OFFICE, None, ("核拨数", "等级", DocumentKind.RISK_TABLE), None,
    ),
    "a known heading that the clerk says means another": (
        ("序号", "乡镇", "项目名称", "核拨数(万元)"), OFFICE, None, ("项目名称", "建设内容"), ["125000", "80000"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_a_file_is_read_with_the_mappings_of_its_publisher(case: str) -> None:
    headings, publisher, named, mapped, expected = READ[case]
    standing = []
    if mapped is not None:
        heading, known, *kind = mapped
        standing = [meaning(heading, known, **({"kind": kind[0]} if kind else {}))]
    rows = notice(*headings, publisher=publisher)
    reading = read_with(content(rows), Mappings(tuple(standing), named))
    assert amounts(reading) == ([] if expected is None else expected)
    assert ("heading-mapped" in [w.code for w in reading.warnings]) is (mapped is not None and expected is not None)
    assert ("headings_mapped" in reading.extra) is (mapped is not None and expected is not None)


def test_places_stay_as_they_are() -> None:
    mapped = read_with(
        content(notice("序号", "乡镇", "项目名称", "兑现(万元)")), Mappings((meaning("兑现", "补助金额"),))
    )
    known = read_with(content(notice(*KNOWN)), Mappings())
    assert [(r.locator, r.places, r.values) for r in mapped.records] == [
        (r.locator, r.places, r.values) for r in known.records
    ]


def test_two_columns_never_become_the_same() -> None:
    headings = ("序号", "乡镇", "补助金额(万元)", "核拨数")
    reading = read_with(content(notice(*headings)), Mappings((meaning("核拨数", "补助金额"),)))
    assert "mapping-columns-same" in [w.code for w in reading.warnings]
    assert "headings_mapped" not in reading.extra


def test_a_mapping_that_makes_a_file_unreadable_is_left_aside_and_said() -> None:
    rows = [["发布机构：" + OFFICE], ["姓名", "岗位", "任职时间"], ["苗予航", "出纳岗", "2019-03-01"]]
    broken = [meaning(h, "备注", id=h, kind=DocumentKind.TENURE_REGISTER) for h in ("姓名",)]
    reading = read_with(content(rows), Mappings(tuple(broken)))
    assert [r.values["name"] for r in reading.rows] == ["苗予航"]
    assert [w.code for w in reading.warnings] == ["mapping-not-used"]
    assert "headings_mapped" not in reading.extra


def test_a_file_that_no_kind_recognises_is_read_with_its_mapping() -> None:
    rows = [["发布机构：" + OFFICE], ["何人", "在何岗", "何时起"], ["苗予航", "出纳岗", "2019-03-01"]]
    kind = DocumentKind.TENURE_REGISTER
    mapped = [meaning(h, k, id=h, kind=kind) for h, k in (("何人", "姓名"), ("在何岗", "岗位"), ("何时起", "任职时间"))]
    with pytest.raises(FileRejected):
        read_with(content(rows), Mappings())
    reading = read_with(content(rows), Mappings(tuple(mapped)))
    assert reading.kind is kind
    assert {one["mapping"] for one in reading.extra["headings_mapped"]} == {"何人", "在何岗", "何时起"}


def test_a_document_is_read_again_with_the_mappings_it_was_read_with() -> None:
    rows = content(notice(*PLAIN, publisher=None))
    assert amounts(read_again(rows, [meaning("核拨数", "补助金额")])) == ["125000", "80000"]
    assert amounts(read_again(rows, [])) == []


def test_plain_rows_of_a_long_table_are_mapped_in_their_head_only() -> None:
    lines = [list(row) for row in notice(*PLAIN)] + [[str(n), "核拨数", "插秧机", "1"] for n in range(3_000)]
    rows = PlainRows("sheet:csv", lines, None, 4, range(len(lines)))
    mapped = apply(Content("csv", (Grid("sheet:csv", None, rows),)), [meaning("核拨数", "补助金额")])
    [grid] = mapped.content.grids
    assert [cell.text for cell in grid.rows[2]] == ["序号", "乡镇", "项目名称", "补助金额"]
    assert grid.rows[10][1].text == "核拨数"
    assert lines[2][3] == "核拨数"  # the content that was given is left as it was


# --- what is named where nothing is known ----------------------------------------------------------------------------

CLOSEST = {
    "one sign is another": ("任职实间", DocumentKind.TENURE_REGISTER, "任职时间"),
    "the last words are the same": ("廉情级别", DocumentKind.RISK_TABLE, "级别"),
    "a word is left out": ("离岗日", DocumentKind.TENURE_REGISTER, "离岗日期"),
}


@pytest.mark.parametrize("case", CLOSEST)
def test_the_closest_known_heading_comes_first(case: str) -> None:
    heading, kind, expected = CLOSEST[case]
    assert closest(heading, [kind])[0] == (expected, kind)


def test_nothing_is_close_to_a_heading_without_any_likeness() -> None:
    assert closest("☆☆☆") == []


def test_unknown_headings_are_named_with_their_place_and_known_ones_are_not() -> None:
    found = unknown_headings(content(notice(*PLAIN)))
    assert [str(r.locator) for r in found] == ["sheet:表!R3C4"]
    assert found[0].reason.params["heading"] == "核拨数"
    assert "拨付金额" in found[0].reason.params["near"]


def test_a_row_of_names_is_no_heading_and_is_not_repeated() -> None:
    rows = [["卓予宁", "鄢一鸣", "苗予航"], ["苗予舟", "鄢亦舒", "卓予名"], ["青禾镇", "石桥镇", "1"]]
    assert unknown_headings(content(rows)) == []


def test_a_number_of_a_person_in_a_heading_is_masked() -> None:
    rows = [["序号", "乡镇", "项目名称", "拨付439903198705210018"], ["1", "青禾镇", "插秧机", "12.5"]]
    said = [r.reason.say("zh") for r in unknown_headings(content(rows))]
    assert not any("19870521" in sentence for sentence in said)


def test_one_heading_in_many_tables_is_named_once_and_few_in_all() -> None:
    many = [tables.grid([["序号", "乡镇", f"核拨数{'甲乙丙丁戊己庚辛'[n % 8]}{n // 8 * '又'}"], ["1", "青禾镇", "3"]],
                        part=f"table:{n}") for n in range(400)]  # fmt: skip
    found = unknown_headings(Content("html", tuple(many)))
    headings = [r.reason.params["heading"] for r in found]
    assert 1 < len(headings) == len(set(headings)) <= 20


@given(st.text(max_size=12), st.sampled_from(list(DocumentKind)))
def test_whatever_is_named_is_known_to_its_kind(heading: str, kind: DocumentKind) -> None:
    for name, of in closest(heading, [kind]):
        assert of is kind
        assert bare(name) in known_headings(kind)


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(analytics.reading.mappings).failed == 0


# --- the register ----------------------------------------------------------------------------------------------------


def add(engine: Engine, **values: Any) -> str:
    said = {
        "publisher": OFFICE,
        "kind": NOTICE,
        "heading": "兑现",
        "meaning": "补助金额",
        "who": "乔",
        "why": "同一含义",
    }
    return add_mapping(engine, now=NOW, **{**said, **values})


REFUSED = {
    "without a publisher": ({"publisher": " "}, "mapping-incomplete"),
    "without a heading": ({"heading": "　"}, "mapping-incomplete"),
    "without a name": ({"who": ""}, "mapping-incomplete"),
    "a heading with the number of a person in it": ({"heading": "兑现439903198705210019"}, "mapping-with-number"),
    "a name with the number of a person in it": ({"who": "乔439903198705210019"}, "mapping-with-number"),
    "a meaning that nobody knows": ({"meaning": "兑现额之类"}, "mapping-meaning-unknown"),
    "a known meaning of another kind": ({"meaning": "离岗日期"}, "mapping-meaning-unknown"),
    "a heading that means itself": ({"heading": "补助金额（万元）"}, "mapping-to-itself"),
    "a known heading, without saying that another is meant": ({"heading": "项目名称"}, "mapping-of-known"),
    "a heading that is mapped already, in another unit": (
        {"heading": "兑现(元)", "meaning": "资金金额"},
        "mapping-stands",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_mapping_is_refused_and_nothing_changes(case: str, engine: Engine) -> None:
    values, code = REFUSED[case]
    add(engine)
    before = list_mappings(engine)
    with pytest.raises(RunAborted) as refused:
        add(engine, **values)
    assert refused.value.message.code == code
    assert list_mappings(engine) == before


def test_a_known_heading_may_be_mapped_when_said_so(engine: Engine) -> None:
    add(engine, heading="项目名称", meaning="建设内容", override=True)
    [row] = list_mappings(engine)
    assert row["is_override"] is True


def test_the_same_heading_may_mean_something_else_for_another_publisher_or_kind(engine: Engine) -> None:
    add(engine)
    add(engine, publisher=OTHER, meaning="资金金额")
    add(engine, kind=DocumentKind.PAYMENT, meaning="金额")
    assert len(list_mappings(engine)) == 3


def test_a_mapping_is_used_next_time_counted_and_revoked_without_touching_what_was_read(
    engine: Engine, installation: Settings, keys: Keys, tmp_path: Path
) -> None:
    files = [tmp_path / "三月.csv", tmp_path / "四月.csv", tmp_path / "五月.csv"]
    for number, path in enumerate(files):
        rows = notice("序号", "乡镇", "项目名称", "兑现(万元)")
        rows[3][3] = str(number + 1)
        tables.write(path, rows[:-1])
    mapping = add(engine)
    for path in files[:2]:
        [taken] = ingest(engine, Originals(installation.home, keys), keys, [path], NOW)
        assert taken.status is DocumentStatus.ACCEPTED
    assert [row["documents"] for row in list_mappings(engine)] == [2]
    with engine.connect() as connection:
        documents = connection.scalars(select(Document.id)).all()
        assert [m.id for m in used_in(connection, documents[0])] == [mapping]

    revoke_mapping(engine, mapping, who="乔", why="改用统一表头", now=NOW)
    with engine.connect() as connection:
        assert load_mappings(connection).standing == ()
        assert len(connection.scalars(select(FundItem.id)).all()) == 4
        assert [m.id for m in used_in(connection, documents[0])] == [mapping]  # as it was read, so it can be read again
    [row] = list_mappings(engine)
    assert (row["revoked_by"], row["revoked_why"], row["documents"]) == ("乔", "改用统一表头", 2)
    with pytest.raises(RunAborted) as refused:
        revoke_mapping(engine, mapping, who="乔", why="", now=NOW)
    assert refused.value.message.code == "mapping-not-standing"
    add(engine)  # and it may be said again
