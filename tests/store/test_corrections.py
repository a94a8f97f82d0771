"""What was set aside, put right by a person: read by the same reader, with who and why, visible, and undone at will."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select, update

from analytics.errors import RunAborted
from analytics.reading import content_of
from analytics.reading.corrections import (
    ROW_CORRECTED,
    Corrected,
    CorrectionRefused,
    RowCell,
    correct,
    decisions,
    dismiss,
    masked_cell,
    row_cells,
    set_aside,
    undo,
)
from analytics.reading.mapping_register import add_mapping
from analytics.reading.persons import check_digit
from analytics.snapshot import View
from models.places import Locator
from models.tables import Correction, Coverage, Death, Document, FundItem, FundNotice, Quarantine, Withdrawal
from models.vocabulary import DocumentKind, DocumentStatus
from tests.store.conftest import Office, day
from tests.store.test_supersession import notice

WHO = {"who": "乔", "why": "核对纸质原件"}
NUMBER = "43990319870521001X"
SPOILT = ("12.5", "八点五?", "5.5", "4")
HEAD = [
    ["数据表：死亡人员登记（death）"],
    ["填报单位：", "青禾镇人民政府", "所属期间：", "2025年"],
    ["姓名", "身份证号", "死亡日期"],
]


def with_total(amounts: Sequence[str]) -> list[list[str]]:
    return [*notice(amounts), ["合计", "", "", "30"]]


def entries(office: Office, name: str) -> list[dict[str, Any]]:
    return [row for row in set_aside(office.engine) if row["file_name"] == name]


def put_right(office: Office, entry: Mapping[str, Any], cells: Mapping[str, str], on: int = 2) -> Corrected:
    return correct(office.engine, office.originals, office.keys, entry["id"], cells, **WHO, now=day(on))


def take_spoilt(office: Office) -> dict[str, Any]:
    """A notice of four rows of which one amount cannot be read, and the entry that says so."""
    office.take(office.publish("甲.csv", with_total(SPOILT)))
    [entry] = entries(office, "甲.csv")
    return entry


def payees(view: View) -> dict[str, int | None]:
    """Payee -> yuan."""
    return {r["payee"]: None if r["amount_fen"] is None else r["amount_fen"] // 100 for r in view.rows("fund_item")}


def amounts(office: Office, on: int) -> dict[str, int | None]:
    return payees(office.view(on))


def refused_now(office: Office, decide: Any) -> RunAborted:
    """The refusal, after which the store is as before."""
    before = office.contents()
    with pytest.raises(RunAborted) as refused:
        decide()
    assert office.contents() == before
    return refused.value


# --- correcting ------------------------------------------------------------------------------------------------------


def test_an_earlier_day_sees_the_row_set_aside_and_a_later_day_sees_it_corrected(office: Office) -> None:
    entry = take_spoilt(office)
    put_right(office, entry, {"补助金额": "8"}, on=5)
    before = {"青禾镇": 125_000, "石桥镇": None, "芦溪镇": 55_000, "白鹭镇": 40_000}
    after = before | {"石桥镇": 80_000}
    seen = office.views(1, 4, 5)
    assert [payees(view) for view in seen] == [before, before, after]
    assert [len(view.rows("quarantine")) for view in seen] == [1, 1, 0]
    assert [row["sum_holds"] for view in seen for row in view.rows("fund_notice")] == [None, None, True]
    assert entries(office, "甲.csv") == []


def test_the_corrected_row_says_so_and_points_to_the_original_cell(office: Office) -> None:
    put_right(office, take_spoilt(office), {"D": "8"})
    rows = {row["payee"]: row for row in office.view(2).rows("fund_item")}
    assert ROW_CORRECTED in rows["石桥镇"]["warnings"].split(",")
    assert ROW_CORRECTED not in rows["青禾镇"]["warnings"]
    assert json.loads(rows["石桥镇"]["places"])["amount"] == "sheet:csv!R6C4"
    content = content_of(office.settings, rows["石桥镇"]["document_id"], "csv")
    assert "八点五?" in {cell.text for grid in content.grids for line in grid.rows for cell in line}


def test_who_why_and_what_stay_on_record(office: Office) -> None:
    entry = take_spoilt(office)
    put_right(office, entry, {"补助金额(万元)": " 8 "})
    [row] = decisions(office.engine)
    assert (row["who"], row["why"], row["action"], row["cells"]) == (
        "乔", "核对纸质原件", "correct", {"补助金额(万元)": "8"},
    )  # fmt: skip
    assert (row["recorded_at"], row["undone_at"]) == (day(2), None)
    assert "sealed" not in row


# Cells for the row of the unreadable amount, and why they are refused.
REFUSED = {
    "still not a figure": ({"补助金额": "也不是"}, "correction-still-rejected"),
    "another cell than the one that is wrong": ({"序号": "9"}, "correction-still-rejected"),
    "no row any more, but a total": ({"乡镇": "合计", "补助金额": "30"}, "correction-gives-no-row"),
    "a column that is not there": ({"金额大写": "8"}, "correction-column-unknown"),
    "a column beyond the last": ({"K": "8"}, "correction-column-unknown"),
    "no cell at all": ({}, "correction-without-cells"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_correction_that_does_not_hold_changes_nothing(case: str, office: Office) -> None:
    cells, code = REFUSED[case]
    entry = take_spoilt(office)
    assert refused_now(office, lambda: put_right(office, entry, cells)).message.code == code
    assert [row["id"] for row in entries(office, "甲.csv")] == [entry["id"]]


def test_the_reasons_of_a_refusal_have_their_place(office: Office) -> None:
    entry = take_spoilt(office)
    with pytest.raises(CorrectionRefused) as refused:
        put_right(office, entry, {"补助金额": "也不是"})
    assert [(str(r.locator), r.reason.code) for r in refused.value.reasons] == [("sheet:csv!R6C4", "amount-unreadable")]


def test_two_columns_of_one_heading_are_told_apart_by_their_letters(office: Office) -> None:
    rows = [*HEAD[:2], ["姓名", "备注", "备注", "死亡日期"], ["申屠山", "a", "b", "三月"]]
    office.take(office.publish("乙.csv", rows))
    [entry] = entries(office, "乙.csv")
    known = refused_now(office, lambda: put_right(office, entry, {"备注": "x"}))
    assert known.message.code == "correction-column-ambiguous"
    assert "B 备注" in known.message.params["known"]
    put_right(office, entry, {"C": "x", "D": "2025-03-07"})


def test_a_correction_that_would_change_another_row_is_refused(office: Office) -> None:
    """The file would be read otherwise today than when it was taken in: no correction may bring that in unseen."""
    entry = take_spoilt(office)
    with office.engine.begin() as connection:
        connection.execute(update(FundItem).where(FundItem.payee == "芦溪镇").values(amount=Decimal(1)))
    refusal = refused_now(office, lambda: put_right(office, entry, {"D": "8"}))
    assert refusal.message.code == "correction-changes-others"
    assert refusal.message.params["count"] == "2"  # as it stands, and as it would stand


def test_a_file_that_was_refused_as_a_whole_is_taken_in_by_its_first_corrected_row(office: Office) -> None:
    office.take(office.publish("丁.csv", [*HEAD, ["", NUMBER, "2025-03-05"]]))
    [entry] = entries(office, "丁.csv")
    assert entry["status"] == DocumentStatus.REJECTED
    made = put_right(office, entry, {"姓名": "申屠岳"})
    with office.engine.connect() as connection:
        document = connection.execute(select(Document.__table__)).mappings().one()
        covered = connection.execute(select(Coverage.unit_name, Coverage.period_from)).one()
    assert (document["status"], document["kind"], document["recorded_at"]) == ("partial", "death_register", day(2))
    assert covered.unit_name == "青禾镇人民政府"
    assert office.view(2).held(DocumentKind.DEATH_REGISTER)
    assert not office.view(1).held(DocumentKind.DEATH_REGISTER)

    undo(office.engine, made.id, who="乔", why="登记有误", now=day(3))
    assert not office.view(3).held(DocumentKind.DEATH_REGISTER)
    assert office.view(3).rows("death") == []
    put_right(office, entry, {"姓名": "申屠岳"}, on=4)
    assert len(office.view(4).rows("death")) == 1


def test_a_row_is_read_again_with_the_mappings_its_file_was_read_with(office: Office) -> None:
    said = {"publisher": "岚汀市农业农村局", "kind": DocumentKind.FUND_NOTICE, "heading": "兑现", "meaning": "补助金额"}
    add_mapping(office.engine, **said, **WHO, now=day(1))  # type: ignore[arg-type]
    rows = with_total(SPOILT)
    rows[3][3] = "兑现(万元)"
    office.take(office.publish("戊.csv", rows))
    [entry] = entries(office, "戊.csv")
    put_right(office, entry, {"兑现": "8"})
    assert amounts(office, 2)["石桥镇"] == 80_000


def test_corrections_of_several_rows_build_on_each_other_and_are_undone_from_the_last(office: Office) -> None:
    office.take(office.publish("甲.csv", with_total(("12.5", "八点五?", "不详", "4"))))
    first, second = entries(office, "甲.csv")
    one = put_right(office, first, {"D": "8"}, on=2)
    two = put_right(office, second, {"D": "5.5"}, on=3)
    complete = {"青禾镇": 125_000, "石桥镇": 80_000, "芦溪镇": 55_000, "白鹭镇": 40_000}
    assert amounts(office, 3) == complete
    assert refused_now(
        office, lambda: undo(office.engine, one.id, **WHO, now=day(4))
    ).message.code == "correction-not-last"  # fmt: skip
    undo(office.engine, two.id, **WHO, now=day(5))
    undo(office.engine, one.id, **WHO, now=day(6))
    blank = {"石桥镇": None, "芦溪镇": None}
    seen = office.views(1, 2, 3, 5, 6)
    assert [payees(view) for view in seen] == [
        complete | blank, complete | {"芦溪镇": None}, complete, complete | {"芦溪镇": None}, complete | blank,
    ]  # fmt: skip
    assert [len(view.rows("quarantine")) for view in seen] == [2, 1, 0, 1, 2]
    assert [len(view.rows("fund_notice")) for view in seen] == [1] * 5


def test_no_row_is_left_without_the_one_it_belongs_to(office: Office) -> None:
    """The head of a refused file came in with its first corrected row: it stays while another row needs it."""
    rows = notice(("甲?", "乙?"), period=None)
    rows = [[*row[:2], "", *row[3:]] if row[0].isdigit() else row for row in rows]
    office.take(office.publish("己.csv", rows))
    found = entries(office, "己.csv")
    made = [put_right(office, entry, {"D": "8"}, on=2 + n) for n, entry in enumerate(found)]
    for one in made[:-1]:
        refused_now(office, lambda i=one.id: undo(office.engine, i, **WHO, now=day(9)))
    view = office.view(9)
    heads = {row["id"] for row in view.rows("fund_notice")}
    assert {row["notice_id"] for row in view.rows("fund_item")} <= heads


def test_a_file_that_was_corrected_is_not_taken_in_again(office: Office) -> None:
    entry = take_spoilt(office)
    put_right(office, entry, {"D": "8"})
    before = office.contents()
    [taken] = office.take(office.folder / "甲.csv", on=3)
    assert taken.status is DocumentStatus.DUPLICATE
    assert office.contents() == before


def test_a_refused_file_that_was_decided_about_can_be_taken_in_once_it_is_readable(office: Office) -> None:
    """Decisions are kept with the entries they were about, and those entries ask for nothing any more."""
    rows = [["发布机构：岚汀市农业农村局"], ["何人", "在何岗", "何时起"], ["苗予航", "出纳岗", "2019-03-01"]]
    path = office.publish("庚.csv", rows)
    office.take(path)
    first, *others = entries(office, "庚.csv")
    again = dismiss(office.engine, first["id"], **WHO, now=day(2))
    undo(office.engine, again, **WHO, now=day(2))
    if others:
        dismiss(office.engine, others[0]["id"], **WHO, now=day(2))
    for heading, meaning in (("何人", "姓名"), ("在何岗", "岗位"), ("何时起", "任职时间")):
        add_mapping(office.engine, publisher="岚汀市农业农村局", kind=DocumentKind.TENURE_REGISTER, heading=heading,
                    meaning=meaning, **WHO, now=day(3))  # fmt: skip
    [taken] = office.take(path, on=4)
    assert taken.status is DocumentStatus.ACCEPTED
    assert entries(office, "庚.csv") == []
    assert office.view(4).rows("quarantine") == []
    assert len(decisions(office.engine)) == 1 + bool(others)


# --- dismissing, undoing ---------------------------------------------------------------------------------------------


def test_a_dismissed_entry_is_gone_from_that_day_on_and_comes_back_when_undone(office: Office) -> None:
    entry = take_spoilt(office)
    decision = dismiss(office.engine, entry["id"], who="乔", why="备注行", now=day(3))
    assert entries(office, "甲.csv") == []
    undo(office.engine, decision, who="任", why="不是备注", now=day(5))
    assert [len(view.rows("quarantine")) for view in office.views(2, 3, 4, 5)] == [1, 0, 0, 1]
    [row] = decisions(office.engine)
    assert (row["action"], row["undone_by"], row["undone_why"]) == ("dismiss", "任", "不是备注")
    put_right(office, entry, {"D": "8"}, on=6)
    assert amounts(office, 6)["石桥镇"] == 80_000


def test_what_cannot_be_decided_is_refused_and_nothing_changes(office: Office) -> None:
    entry = take_spoilt(office)
    bad = office.folder / "空.csv"
    bad.write_bytes(b"")
    office.take(bad)
    [whole] = entries(office, "空.csv")
    engine = office.engine
    cases = {
        "without a name": (lambda: dismiss(engine, entry["id"], who="", why="x", now=day(2)), "decision-without-name"),
        "without a reason": (
            lambda: correct(engine, office.originals, office.keys, entry["id"], {"D": "8"}, who="乔", why="　",
                            now=day(2)), "decision-without-reason",
        ),
        "an entry that is not there": (lambda: dismiss(engine, "0" * 32, **WHO, now=day(2)), "quarantine-unknown"),
        "a file as a whole": (lambda: put_right(office, whole, {"A": "1"}), "correction-of-file"),
        "a decision that is not there": (lambda: undo(engine, "0" * 16, **WHO, now=day(2)), "correction-not-standing"),
    }  # fmt: skip
    for name, (decide, code) in cases.items():
        assert refused_now(office, decide).message.code == code, name
    made = put_right(office, entry, {"D": "8"})
    for decide, code in (
        (lambda: put_right(office, entry, {"D": "9"}), "quarantine-decided"),
        (lambda: dismiss(engine, entry["id"], **WHO, now=day(3)), "quarantine-decided"),
    ):
        assert refused_now(office, decide).message.code == code
    undo(engine, made.id, **WHO, now=day(4))
    assert (
        refused_now(office, lambda: undo(engine, made.id, **WHO, now=day(5))).message.code == "correction-not-standing"
    )


def test_what_is_set_aside_of_a_replaced_publication_asks_for_nothing(office: Office) -> None:
    take_spoilt(office)
    assert len(set_aside(office.engine)) == 1
    office.take(office.publish("乙.csv", notice(title="岚汀市2025年农机购置补贴资金分配公示（更正）",
                                               published="2026年2月5日")), on=2)  # fmt: skip
    assert set_aside(office.engine) == []


# --- what is personal ------------------------------------------------------------------------------------------------


def test_a_number_in_a_corrected_cell_stands_nowhere_in_clear(office: Office) -> None:
    office.take(office.publish("丁.csv", [*HEAD, ["", "", "2025-03-05"], ["申屠湖", "", "2025-03-06"]]))
    [entry] = entries(office, "丁.csv")
    old = "439903870521001"
    with pytest.raises(RunAborted) as refused:
        put_right(office, entry, {"身份证号": NUMBER, "死亡日期": f"见{NUMBER}"})
    said = [refused.value.message.say("zh"), *(r.reason.say("zh") for r in getattr(refused.value, "reasons", ()))]
    assert not any("19870521" in sentence for sentence in said)
    correct(office.engine, office.originals, office.keys, entry["id"], {"姓名": "申屠岳", "身份证号": NUMBER},
            who="乔", why=f"户口簿{NUMBER}，身份证号{old}", now=day(2))  # fmt: skip
    [row] = office.view(2).rows("death")[-1:]
    kept = {r["person"]: r["id_hash"] for r in office.view(2).rows("death")}
    assert kept["申屠岳"] == office.keys.hash_number(NUMBER)
    assert row["id_mask"] is None or "*" in row["id_mask"]
    written = office.bytes_written()
    for number in (NUMBER, old):
        assert number.encode() not in written
    assert b"4399**" in written  # the test can see masks, so it would see numbers
    with office.engine.connect() as connection:
        sealed = connection.scalars(select(Correction.sealed)).one()
    assert sealed is not None and NUMBER.encode() not in sealed


MASKED = {
    "a number under its heading": ("身份证号", NUMBER, "4399**************"),
    "an old number under its heading": ("证件号码", "439903870521001", "4399***********"),
    "a telephone number under its heading": ("联系电话", "13900001111", "1390*******"),
    "a number in a remark": ("备注", f"证号{NUMBER}", "证号439903********001X"),
    "an amount stays": ("补助金额(万元)", "8", "8"),
    "a name stays": ("姓名", "申屠岳", "申屠岳"),
}


@pytest.mark.parametrize("case", MASKED)
def test_a_cell_is_shown_without_numbers_of_persons(case: str) -> None:
    heading, text, shown = MASKED[case]
    place = Locator("sheet:csv", 5, 1)
    assert masked_cell(RowCell(place, "A", heading, text), text) == shown


def test_the_check_digit_of_a_mistyped_number_does_not_unmask_it() -> None:
    wrong = NUMBER[:17] + ("0" if check_digit(NUMBER[:17]) != "0" else "1")
    place = Locator("sheet:csv", 5, 1)
    assert "19870521" not in masked_cell(RowCell(place, "A", "备注", wrong), wrong)


# --- rollback, and long files ----------------------------------------------------------------------------------------


def test_a_correction_broken_off_at_its_last_step_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = take_spoilt(office)
    before = office.contents()

    def broken(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("analytics.reading.corrections.withdraw", broken)
    with pytest.raises(KeyboardInterrupt):
        put_right(office, entry, {"D": "8"})
    assert office.contents() == before
    monkeypatch.undo()
    put_right(office, entry, {"D": "8"})


@pytest.mark.parametrize("seed", range(2))
def test_a_correction_killed_at_any_moment_is_there_whole_or_not_at_all(office: Office, seed: int) -> None:
    """The process dies by SIGKILL at a random moment, several times."""
    entry = take_spoilt(office)
    before = office.contents()
    program = (
        "import sys; from datetime import UTC, datetime; from analytics.keys import load_keys;"
        "from analytics.reading import Originals; from analytics.reading.corrections import correct;"
        "from analytics.settings import settings; from analytics.store import open_store; s = settings();"
        "k = load_keys(s.key_path); print('ready', flush=True);"
        "correct(open_store(s), Originals(s.home, k), k, sys.argv[1], {'D': '8'}, who='q', why='w',"
        " now=datetime(2026, 3, 2, 10, tzinfo=UTC))"
    )
    environment = os.environ | {"SUNLEDGER_HOME": str(office.settings.home)}
    if office.settings.database_url:
        environment["SUNLEDGER_DATABASE_URL"] = office.settings.database_url
    chance = random.Random(seed)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", program, entry["id"]], env=environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = office.contents()
        if found["correction"]:
            break
        assert found == before
    if not found["correction"]:
        put_right(office, entry, {"D": "8"})
    assert amounts(office, 2)["石桥镇"] == 80_000
    assert entries(office, "甲.csv") == []


def long_register(rows: int, spoilt: int) -> list[list[str]]:
    """A register of deaths of many rows, with one whose day cannot be read."""
    days = [f"2025-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(rows)]
    return [*HEAD, *(["申屠" + "甲乙丙丁戊己庚辛"[n % 8], "", "三月" if n == spoilt else days[n]] for n in range(rows))]


@pytest.mark.parametrize("spoilt", [0, 2_100, 2_999])
def test_a_row_of_a_long_register_is_corrected_like_any_other(office: Office, spoilt: int) -> None:
    office.take(office.publish("长.csv", long_register(3_000, spoilt)))
    [entry] = entries(office, "长.csv")
    assert Locator.parse(entry["locator"]).row == spoilt + 4
    made = put_right(office, entry, {"死亡日期": "2025-03-07"})
    assert made.added == 1
    view = office.view(2)
    assert len(view.rows("death")) == 3_000
    assert [str(r["died_on"]) for r in view.rows("death") if r["warnings"]] == ["2025-03-07"]
    undo(office.engine, made.id, **WHO, now=day(3))
    assert len(office.view(3).rows("death")) == 3_000


def test_memory_does_not_grow_with_the_rows_that_a_correction_leaves_alone(office: Office) -> None:
    peaks = []
    for name, rows in (("短.csv", 4_000), ("长.csv", 24_000)):
        office.take(office.publish(name, long_register(rows, 10)))
        [entry] = entries(office, name)
        put_right(office, entry, {"死亡日期": "2025-03-06"})  # what is made once is made
        with office.engine.connect() as connection:
            [again] = connection.scalars(select(Correction.id).where(Correction.quarantine_id == entry["id"])).all()
        undo(office.engine, again, **WHO, now=day(3))
        tracemalloc.start()
        put_right(office, entry, {"死亡日期": "2025-03-07"}, on=4)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # The texts of the file itself are in memory (under 16 MB of csv they always are); its stored rows are not.
    assert peaks[1] - peaks[0] < 20_000 * 700


def test_the_cells_of_a_row_have_their_headings(office: Office) -> None:
    entry = take_spoilt(office)
    content = content_of(office.settings, entry["document_id"], "csv")
    cells = row_cells(content, Locator.parse(entry["locator"]), DocumentKind.FUND_NOTICE)
    assert [(c.letters, c.heading, c.text) for c in cells] == [
        ("A", "序号", "2"), ("B", "乡镇", "石桥镇"), ("C", "项目名称", "插秧机"), ("D", "补助金额(万元)", "八点五?"),
    ]  # fmt: skip
    assert row_cells(content, Locator("sheet:other", 1)) == []
    assert row_cells(content, Locator("sheet:csv", 99)) == []


def test_nothing_is_ever_deleted(office: Office) -> None:
    entry = take_spoilt(office)

    def count() -> list[int]:
        with office.engine.connect() as connection:
            return [connection.scalar(select(func.count()).select_from(t)) or 0
                    for t in (FundItem, FundNotice, Quarantine, Death, Correction, Withdrawal)]  # fmt: skip

    counts = [count()]
    made = put_right(office, entry, {"D": "8"})
    counts.append(count())
    undo(office.engine, made.id, **WHO, now=day(3))
    counts.append(count())
    assert all(a <= b for one, two in pairwise(counts) for a, b in zip(one, two, strict=True))
