"""What does not count on a day: decisions stand from their first instant until just before their last."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from sqlalchemy import Engine

from analytics.snapshot import View, open_view, seal
from analytics.snapshot.standing import SPANS, left_out
from models.tables import Correction, Supersession, Withdrawal
from models.vocabulary import DocumentKind
from tests.snapshot.conftest import EARLY, LATE, first_batch, record, second_batch

JAN, FEB, MAR = datetime(2026, 1, 1, 8), datetime(2026, 2, 1, 8), datetime(2026, 3, 1, 8)  # noqa: DTZ001 - as sealed
FAR = date(2030, 1, 1)

# since, until, the instant before which it is asked (None: now), and whether the decision stands.
STANDS = {
    "made before and never ended": (JAN, None, FEB, True),
    "made at that very instant": (FEB, None, FEB, False),
    "made later": (MAR, None, FEB, False),
    "a proposal that nobody decided": (None, None, FEB, False),
    "ended later": (JAN, MAR, FEB, True),
    "ended at that very instant": (JAN, FEB, FEB, True),
    "ended before": (JAN, FEB, MAR, False),
    "a proposal turned down": (None, FEB, MAR, False),
    "now, and never ended": (JAN, None, None, True),
    "now, but ended": (JAN, FEB, None, False),
    "now, but only proposed": (None, None, None, False),
}  # fmt: skip


@pytest.mark.parametrize("case", STANDS)
def test_a_decision_stands_from_its_first_instant_until_its_last(case: str) -> None:
    since, until, before, stands = STANDS[case]
    replaced = left_out([{"older_id": "old", "since": since, "until": until}], [], before)
    assert (replaced.documents == {"old"}) is stands
    if since is not None:  # a withdrawal is never merely proposed
        row = {"record_table": "fund_item", "record_id": "i1", "recorded_at": since, "until": until}
        withdrawn = left_out([], [row], before)
        assert (withdrawn.records == {"fund_item": {"i1"}}) is stands


KEPT = {
    "a document that was replaced": ("document", {"id": "old"}, False),
    "another document": ("document", {"id": "new"}, True),
    "a row of a document that was replaced": ("fund_item", {"id": "i9", "document_id": "old"}, False),
    "a row that was taken out": ("fund_item", {"id": "i1", "document_id": "new"}, False),
    "a row of the same id in another table": ("fund_part", {"id": "i1", "document_id": "new"}, True),
    "a row of no document": ("fund_item", {"id": "i2", "document_id": None}, True),
}


@pytest.mark.parametrize("case", KEPT)
def test_what_was_replaced_or_taken_out_is_left_out_with_all_that_is_of_it(case: str) -> None:
    table, row, kept = KEPT[case]
    out = left_out(
        [{"older_id": "old", "since": JAN, "until": None}],
        [{"record_table": "fund_item", "record_id": "i1", "recorded_at": JAN, "until": None}],
    )
    engine = duckdb.connect()
    engine.register("rows", pa.Table.from_pylist([row], pa.schema([(column, pa.string()) for column in row])))
    engine.register("taken_out", out.as_table())
    counting = out.counting(table, "rows", left_out="taken_out")
    assert (engine.execute(f"SELECT id FROM {counting}").fetchall() == [(row["id"],)]) is kept


def supersession(since: datetime | None, until: datetime | None = None, recorded: datetime = EARLY) -> Supersession:
    return Supersession(id="s1", document_id="e1", older_id="d1", found="alike", recorded_at=recorded, since=since,
                        until=until)  # fmt: skip


def names(view: View) -> set[str]:
    return {row["name"] for row in view.rows("person")}


def test_a_proposal_accepted_later_leaves_identities_of_the_days_before_as_they_were(
    engine: Engine, tmp_path: Path
) -> None:
    """The proposal was recorded before that day, the decision after it: who was who then is judged with both."""
    record(engine, [*first_batch(), *second_batch()])
    record(engine, [supersession(since=LATE)])
    path = seal(engine, tmp_path).path
    early, late = open_view(path, date(2025, 5, 31)), open_view(path, date(2025, 6, 1))
    assert {row["id"] for row in early.rows("tenure")} == {"a1", "a2"}
    assert late.rows("tenure") == []
    assert "鄢亦舒" in names(early)
    assert "鄢亦舒" not in names(late)


def test_a_replacement_that_was_revoked_still_stood_on_the_days_before(engine: Engine, tmp_path: Path) -> None:
    record(engine, [*first_batch(), *second_batch(), supersession(since=EARLY, until=LATE)])
    path = seal(engine, tmp_path).path
    assert open_view(path, date(2025, 5, 31)).rows("tenure") == []
    assert "鄢亦舒" not in names(open_view(path, date(2025, 5, 31)))
    assert "鄢亦舒" in names(open_view(path, date(2025, 6, 1)))
    assert len(open_view(path, FAR).rows("tenure")) == 2


def test_a_replaced_register_is_not_held_by_the_older_document_alone(engine: Engine, tmp_path: Path) -> None:
    record(engine, [*first_batch(), *second_batch(), supersession(since=LATE)])
    path = seal(engine, tmp_path).path
    assert open_view(path, date(2025, 5, 31)).held(DocumentKind.TENURE_REGISTER)
    assert not open_view(path, FAR).held(DocumentKind.TENURE_REGISTER)


def test_a_withdrawn_row_counts_on_the_days_before_and_after(engine: Engine, tmp_path: Path) -> None:
    until = datetime.fromisoformat("2025-09-01T08:00+00:00")
    rows: list[Any] = [
        Correction(id="k1", document_id="d4", quarantine_id="q1", action="dismiss", locator="file", cells={}, added={},
                   who="乔", why="x", recorded_at=LATE),
        Withdrawal(id="w1", document_id="d1", correction_id="k1", record_table="tenure", record_id="a2",
                   recorded_at=LATE, until=until),
        Withdrawal(id="w2", document_id="d4", correction_id="k1", record_table="quarantine", record_id="q1",
                   recorded_at=LATE, until=None),
    ]  # fmt: skip
    record(engine, [*first_batch(), *second_batch(), *rows])
    path = seal(engine, tmp_path).path
    seen = {
        day: {row["id"] for row in open_view(path, day).rows("tenure")}
        for day in (date(2025, 5, 31), date(2025, 6, 1), date(2025, 8, 31), date(2025, 9, 1))
    }
    assert list(seen.values()) == [{"a1", "a2"}, {"a1"}, {"a1"}, {"a1", "a2"}]
    assert [len(open_view(path, day).rows("quarantine")) for day in (date(2025, 5, 31), FAR)] == [1, 0]


def test_every_span_is_sealed_with_the_snapshot(engine: Engine, tmp_path: Path) -> None:
    record(engine, first_batch())
    view = open_view(seal(engine, tmp_path).path, FAR)
    for table, columns in SPANS.items():
        assert set(columns) <= set(view.table(table).columns)
