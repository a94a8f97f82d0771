"""Dirt changes what it says it changes, as often as it says, and nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.identity.names import is_strong_mask, organisation_name, person_name
from data_sim.dirt import USUAL, Change, Dirt, DirtKind
from data_sim.registers import AT
from data_sim.streams import Streams

NAMES = ("张伟", "王秀英", "欧阳静", "买买提·吐尔逊", "亓知白")
FIRMS = ("岚汀市（城东）青禾农业有限公司", "岚汀市石桥建设有限责任公司", "岚汀市田畴农机专业合作社", "老王家餐馆")


def payments(size: int) -> pa.Table:
    """A register of payments, every column filled that can get dirty."""
    return pa.table(
        {
            "number": [f"ZF-{n:05d}" for n in range(size)],
            "payee": pa.array([FIRMS[n % 4] for n in range(size)]).dictionary_encode(),
            "id": [f"43990319870521{n % 1000:03d}X" for n in range(size)],
            "amount": pa.array([Decimal(n * 100 + 5) for n in range(size)], pa.decimal128(18, 2)),
            "paid_on": [date(2025, 1, 1) + timedelta(days=n % 300) for n in range(size)],
            AT: pa.array(np.arange(size) + 7),
        }
    )


def tenures(size: int) -> pa.Table:
    return pa.table(
        {"name": [NAMES[n % 5] for n in range(size)], "since": [date(2020, 1, 1)] * size, AT: np.arange(size)}
    )


def applied(before: pa.Table, changes: list[Change]) -> list[dict[str, Any]]:
    """What the changes alone make of a table, without doubled rows."""
    rows = before.to_pylist()
    place = {row[AT]: row for row in rows}
    for change in changes:
        if change.kind is not DirtKind.DOUBLED:
            assert place[change.at][change.column] == change.before
            place[change.at][change.column] = change.after
    return rows


@settings(deadline=None, max_examples=50)
@given(
    st.integers(0, 2**32), st.sampled_from([Decimal(0), Decimal(1), Decimal(20), Decimal(1000)]), st.integers(0, 200)
)
def test_every_change_is_on_record_and_nothing_else_changed(seed: int, level: Decimal, size: int) -> None:
    before = payments(size)
    dirt = Dirt(Streams(seed), level)
    after = dirt("payment", before)
    seen: set[int] = set()
    first = [row for row in after.to_pylist() if not (row[AT] in seen or seen.add(row[AT]))]
    assert sorted(first, key=lambda row: row[AT]) == applied(before, dirt.changes)
    doubled = Counter(change.at for change in dirt.changes if change.kind is DirtKind.DOUBLED)
    assert Counter(after.column(AT).to_pylist()) == Counter(before.column(AT).to_pylist()) + doubled


def test_no_dirt_leaves_the_very_same_table() -> None:
    table = payments(50)
    assert Dirt(Streams(1), Decimal(0))("payment", table) is table


def test_there_is_no_less_dirt_than_none() -> None:
    with pytest.raises(ValueError, match="none"):
        Dirt(Streams(1), Decimal(-1))


def test_dirt_comes_as_often_as_it_says() -> None:
    size = 40_000
    dirt = Dirt(Streams(5), Decimal(1))
    dirt("payment", payments(size))
    counts = Counter(change.kind for change in dirt.changes)
    assert counts[DirtKind.MASKED] == pytest.approx(size * USUAL[DirtKind.MASKED], rel=0.1)
    assert counts[DirtKind.NO_DATE] == pytest.approx(size * USUAL[DirtKind.NO_DATE], rel=0.2)
    assert counts[DirtKind.DOUBLED] == pytest.approx(size * USUAL[DirtKind.DOUBLED], rel=0.3)


def test_more_dirt_hits_the_same_rows_and_further_ones() -> None:
    little, much = Dirt(Streams(5), Decimal(1)), Dirt(Streams(5), Decimal(4))
    little("payment", payments(3000))
    much("payment", payments(3000))

    def masked(dirt: Dirt) -> set[int]:
        return {change.at for change in dirt.changes if change.kind is DirtKind.MASKED}

    assert masked(little) < masked(much)


def test_the_same_seed_makes_the_same_dirt_and_pieces_differ() -> None:
    one, other = Dirt(Streams(9), Decimal(3)), Dirt(Streams(9), Decimal(3))
    first = [one("payment", payments(500)), one("payment", payments(500))]
    assert first[0].equals(other("payment", payments(500)))
    assert not first[0].equals(first[1])


def test_rows_that_others_refer_to_stand_once() -> None:
    notices = pa.table({"记录号": ["1", "2"], "title": ["一", "二"], AT: [0, 1]})
    assert len(Dirt(Streams(1), Decimal(1000))("fund_notice", notices)) == 2


def test_a_variant_is_the_same_firm_to_whoever_reads_it_and_a_former_name_is_not() -> None:
    dirt = Dirt(Streams(2), Decimal(1000), {FIRMS[3]: "王记餐馆"})
    dirt("payment", payments(400))
    variants = [change for change in dirt.changes if change.kind is DirtKind.VARIANT]
    assert {change.before for change in variants} == set(FIRMS)
    for change in variants:
        same = organisation_name(change.after) == organisation_name(change.before)
        assert same is (change.after != "王记餐馆")


def test_masks_leave_ten_places_or_too_few() -> None:
    dirt = Dirt(Streams(2), Decimal(1000))
    dirt("payment", payments(400))
    masks = [change.after for change in dirt.changes if change.kind is DirtKind.MASKED]
    assert {is_strong_mask(mask) for mask in masks} == {True, False}
    assert all(len(mask) == 18 for mask in masks)


def test_a_typo_is_another_name_of_the_same_length_and_keeps_the_surname() -> None:
    dirt = Dirt(Streams(2), Decimal(1000))
    dirt("tenure", tenures(100))
    typos = [change for change in dirt.changes if change.kind is DirtKind.TYPO]
    assert {change.before for change in typos} == {"张伟", "王秀英", "欧阳静"}
    for change in typos:
        assert len(change.after) == len(change.before)
        assert change.after[0] == change.before[0]
        assert person_name(change.after) != person_name(change.before)


@pytest.mark.parametrize(
    ("table", "column"),
    [("tenure", "until"), ("matter", "closed_on"), ("pledge", "signed_on"), ("rectification", "closed_on")],
)
def test_a_day_whose_absence_means_something_is_never_lost(table: str, column: str) -> None:
    rows = pa.table({column: [date(2025, 3, 1)] * 200, AT: np.arange(200)})
    after = Dirt(Streams(3), Decimal(1000))(table, rows)
    assert after.column(column).null_count == 0
