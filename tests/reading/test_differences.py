"""Two documents row by row: what a person would call the same entry is matched, every other value is named with its
place on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from analytics.keys import Keys
from analytics.reading import Originals, ingest
from analytics.reading import differences as module
from analytics.reading.differences import Comparer, Comparison, Difference, compare
from analytics.reading.persons import check_digit
from analytics.settings import Settings
from models.money import plain
from tests.reading import tables

NOW = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
Row = tuple[str, str, str]

TITLE = "岚汀市2025年农机购置补贴资金分配公示"
ROWS: list[Row] = [("青禾镇", "插秧机", "12.5"), ("石桥镇", "旋耕机", "8"), ("芦溪镇", "收割机", "5.5")]


def notice(rows: Sequence[Row], title: str = TITLE) -> list[list[str]]:
    head = [[title], ["发布机构：岚汀市农业农村局"], ["序号", "乡镇", "项目名称", "补助金额(万元)"]]
    return [*head, *([str(n), *row] for n, row in enumerate(rows, 1))]


class Desk:
    """Takes files in and compares them."""

    def __init__(self, engine: Engine, home: Path, keys: Keys, folder: Path) -> None:
        self.engine, self._home, self._keys, self._folder = engine, home, keys, folder
        self._count = 0

    def take(self, rows: Sequence[Sequence[Any]], ending: str = "csv") -> str:
        self._count += 1
        path = tables.write(self._folder / f"{self._count}.{ending}", rows)
        [taken] = ingest(self.engine, Originals(self._home, self._keys), self._keys, [path], NOW)
        assert taken.sha256 is not None
        return taken.sha256

    def compare(self, older: str, newer: str) -> Comparison:
        with self.engine.connect() as connection:
            found = compare(connection, older, newer)
        assert found is not None
        return found


@pytest.fixture
def desk(engine: Engine, installation: Settings, keys: Keys, tmp_path: Path) -> Desk:
    return Desk(engine, installation.home, keys, tmp_path)


def said(value: object) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def short(difference: Difference) -> tuple[str, str, tuple[tuple[str, str, str], ...]]:
    changes = tuple((c.attribute, said(c.old), said(c.new)) for c in difference.changes)
    return difference.kind, difference.label.partition("|")[0], changes


# What is published again, and the differences in the rows.
AGAIN = {
    "the same, under another number and in another order": (ROWS[::-1], []),
    "one amount is another": (
        [ROWS[0], ("石桥镇", "旋耕机", "9"), ROWS[2]], [("changed", "石桥镇", (("amount", "80000", "90000"),))],
    ),
    "a blank amount is no zero": (
        [*ROWS[:2], ("芦溪镇", "收割机", "0")], [("changed", "芦溪镇", (("amount", "55000", "0"),))],
    ),
    "a row more": ([*ROWS, ("白鹭镇", "烘干机", "3")], [("added", "白鹭镇", ())]),
    "a row less": (ROWS[:2], [("removed", "芦溪镇", ())]),
    "the same amount for another town is another row": (
        [*ROWS[:2], ("白鹭镇", "收割机", "5.5")], [("removed", "芦溪镇", ()), ("added", "白鹭镇", ())],
    ),
    "one of two equal rows is gone": ([*ROWS, ROWS[0]], [("added", "青禾镇", ())]),
}  # fmt: skip


@pytest.mark.parametrize("case", AGAIN)
def test_differences_are_named_row_by_row(case: str, desk: Desk) -> None:
    rows, expected = AGAIN[case]
    found = desk.compare(desk.take(notice(ROWS)), desk.take(notice([*rows])))
    items = [d for d in found.differences if d.table.__tablename__ == "fund_item"]
    assert sorted(map(short, items)) == sorted(expected)


def test_the_examples_are_the_same_the_other_way_round(desk: Desk) -> None:
    old, new = desk.take(notice(ROWS)), desk.take(notice([*ROWS[:2], ("白鹭镇", "烘干机", "3")]))
    there, back = desk.compare(old, new), desk.compare(new, old)
    assert sorted(d.kind for d in there.differences) == sorted(d.kind for d in back.differences)
    assert {(d.kind, d.label) for d in there.differences} >= {("removed", "芦溪镇|收割机"), ("added", "白鹭镇|烘干机")}
    assert {(d.kind, d.label) for d in back.differences} >= {("added", "芦溪镇|收割机"), ("removed", "白鹭镇|烘干机")}
    assert (there.old_rows, there.new_rows, there.same) == (back.new_rows, back.old_rows, back.same)
    assert not there.is_same


def test_both_places_of_a_changed_value_are_its_cells(desk: Desk) -> None:
    old = desk.take(notice(ROWS))
    new = desk.take([["说明：金额已更正"], *notice([ROWS[0], ("石桥镇", "旋耕机", "9"), ROWS[2]])])
    [change] = [c for d in desk.compare(old, new).differences for c in d.changes if c.attribute == "amount"]
    assert (str(change.old_place), str(change.new_place)) == ("sheet:csv!R5C4", "sheet:csv!R6C4")


def test_a_title_that_says_corrected_is_the_only_difference_of_an_unchanged_notice(desk: Desk) -> None:
    found = desk.compare(desk.take(notice(ROWS)), desk.take(notice(ROWS, TITLE + "（更正）")))
    assert [(d.kind, d.table.__tablename__) for d in found.differences] == [("changed", "fund_notice")]
    assert (found.same, found.shared, found.old_rows) == (3, 4, 4)


def test_one_row_that_is_joined_by_a_second_is_no_difference(desk: Desk) -> None:
    found = desk.compare(desk.take(notice(ROWS[:1])), desk.take(notice(ROWS[:2])))
    assert [short(d)[:2] for d in found.differences if d.table.__tablename__ == "fund_item"] == [("added", "石桥镇")]


def register(number: str, name: str = "申屠岳") -> list[list[str]]:
    return [["数据表：死亡人员登记（death）"], ["填报单位：", "青禾镇人民政府", "所属期间：", "2025年"],
            ["姓名", "身份证号", "死亡日期"], [name, number, "2025-03-05"], ["申屠湖", "", "2025-03-06"]]  # fmt: skip


def test_a_row_of_which_only_the_name_changed_is_the_same_row(desk: Desk) -> None:
    number = "43990319870521001X"
    found = desk.compare(desk.take(register(number)), desk.take(register(number, "申屠嶽")))
    assert [short(d) for d in found.differences] == [("changed", "申屠岳", (("person", "申屠岳", "申屠嶽"),))]


def test_a_number_of_a_person_is_shown_by_its_mask_only(desk: Desk) -> None:
    old, new = (
        desk.take(register("43990319870521001X")),
        desk.take(register("43990319870522001" + check_digit("43990319870522001"))),
    )
    masked = desk.take(register("439903********2334"))
    for other in (new, masked):
        [difference] = desk.compare(old, other).differences
        [change] = difference.changes
        assert change.attribute == "id"
        assert change.old == "439903********001X"
        assert "198705" not in repr(change) and "hash" not in change.attribute


def test_documents_too_long_to_read_side_by_side_are_not_compared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = desk.take(notice(ROWS)), desk.take(notice(ROWS[::-1]))
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    with desk.engine.connect() as connection:
        assert compare(connection, old, new) is None


def test_many_rows_without_a_name_of_their_own_are_compared_one_by_one(desk: Desk) -> None:
    """Rows that only their amounts tell apart are matched by what they say, not each with every other."""
    rows = [("青禾镇", "插秧机", str(n)) for n in range(1, 3_001)]
    old, new = desk.take(notice(rows)), desk.take(notice([*rows[1:], ("青禾镇", "插秧机", "9999")]))
    found = desk.compare(old, new)
    assert [short(d) for d in found.differences if d.table.__tablename__ == "fund_item"] == [
        ("changed", "青禾镇", (("amount", "10000", "99990000"),))
    ]


def test_a_comparer_answers_as_a_single_comparison_does(desk: Desk) -> None:
    documents = [desk.take(notice([*ROWS[:2], ("芦溪镇", "收割机", str(n))])) for n in range(1, 16)]
    with desk.engine.connect() as connection:
        comparer = Comparer(connection)
        for other in [*documents[1:], *documents[1:3]]:
            assert comparer.compare(documents[0], other) == compare(connection, documents[0], other)


names = st.sampled_from(["青禾镇", "石桥镇", "芦溪镇", "白鹭镇"])
written = st.lists(st.tuples(names, st.sampled_from(["插秧机", "旋耕机"]), st.integers(1, 3).map(str)), min_size=1,
                   max_size=8)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written, written)
def test_every_row_of_both_sides_is_accounted_for_once(desk: Desk, old: list[Row], new: list[Row]) -> None:
    found = desk.compare(desk.take(notice(old)), desk.take(notice(new)))
    kinds = [d.kind for d in found.differences]
    assert found.old_rows == found.same + kinds.count("changed") + kinds.count("removed")
    assert found.new_rows == found.same + kinds.count("changed") + kinds.count("added")
    assert found.shared == found.same + kinds.count("changed")
    assert all(d.changes for d in found.differences if d.kind == "changed")
    assert found.is_same is (sorted(old) == sorted(new))
