"""Second thoughts as frames: in both languages, with places, and without numbers of persons."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analytics.keys import Keys
from analytics.reading import Originals, content_of, ingest
from analytics.reading.corrections import correct
from analytics.reading.supersession import declare, end, supersessions
from analytics.reports import (
    cell_rows,
    decision_rows,
    differences,
    document_rows,
    mapping_rows,
    replacement_rows,
    set_aside_rows,
    unknown_heading_rows,
)
from analytics.reports.documents import reason_text
from analytics.settings import Settings
from models.language import Language
from tests.reading import tables
from tests.store.test_supersession import NEW, TITLE, notice

NUMBER, OTHER = "43990319870521001X", "43990319870611001X"
LANGUAGES = [Language.ZH, Language.EN]


class Desk:
    def __init__(self, engine: Engine, settings: Settings, keys: Keys, folder: Path) -> None:
        self.engine, self.settings, self.keys, self._folder = engine, settings, keys, folder
        self.originals = Originals(settings.home, keys)

    def take(self, name: str, rows: list[list[str]]) -> str:
        path = tables.write(self._folder / name, rows)
        [taken] = ingest(self.engine, self.originals, self.keys, [path], datetime(2026, 3, 1, 2, tzinfo=UTC))
        return str(taken.sha256)


@pytest.fixture
def desk(engine: Engine, installation: Settings, keys: Keys, tmp_path: Path) -> Desk:
    return Desk(engine, installation, keys, tmp_path)


def register(number: str) -> list[list[str]]:
    return [["数据表：死亡人员登记（death）"], ["姓名", "身份证号", "死亡日期"], ["申屠岳", number, "2025-03-05"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_frames_of_an_empty_store_have_their_columns(desk: Desk, language: Language) -> None:
    for frame in (document_rows, set_aside_rows, decision_rows, replacement_rows, mapping_rows, unknown_heading_rows):
        found = frame(desk.engine, language)
        assert found.empty
        assert len(found.columns) > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_row_of_an_entry_has_its_cells_and_the_place_is_marked(desk: Desk, language: Language) -> None:
    document = desk.take("甲.csv", notice(("12.5", "八点五?", "5.5", "4")))
    [entry] = set_aside_rows(desk.engine, language).to_dict("records")
    assert entry["is_row"] and not entry["is_refused"]
    assert "D6" in entry["place"]
    cells = cell_rows(content_of(desk.settings, document, "csv"), entry["locator"], entry["kind_code"])
    assert cells["heading"].tolist() == ["序号", "乡镇", "项目名称", "补助金额(万元)"]
    assert cells["is_marked"].tolist() == [False, False, False, True]
    assert cells["name"].tolist() == ["A", "B", "C", "D"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_amount_is_shown_in_yuan_with_both_places(desk: Desk, language: Language) -> None:
    old, new = desk.take("甲.csv", notice()), desk.take("乙.csv", notice(NEW, TITLE + "（更正）", "2026年2月5日"))
    found = differences(desk.engine, old, new, language)
    assert found is not None
    assert (found.same, found.added, found.removed) == (3, 0, 0)
    [row] = [r for r in found.rows.to_dict("records") if r["label"].startswith("石桥镇")]
    unit = {"zh": "元", "en": "yuan"}[language]
    assert (row["old"], row["new"]) == (f"80,000 {unit}", f"90,000 {unit}")
    assert row["old_locator"] == row["new_locator"] == "sheet:csv!R6C4"
    assert row["old_place"] and row["new_place"]


def test_another_number_under_the_same_mask_is_told_apart_and_never_shown(desk: Desk) -> None:
    old, new = desk.take("甲.csv", register(NUMBER)), desk.take("乙.csv", register(OTHER))
    found = differences(desk.engine, old, new, Language.ZH)
    assert found is not None
    shown = found.rows.to_dict("records")
    assert not any(text in repr(shown) for text in ("19870521", "19870611"))
    if found.changed:  # the second number is valid, so that its hash is another
        assert all("*" in row["old"] for row in shown if row["column"] == "身份证号")


def test_pairs_stand_in_the_order_in_which_they_ask_for_a_decision(desk: Desk) -> None:
    old = desk.take("甲.csv", notice())
    desk.take("乙.csv", notice(NEW))  # proposed
    other = desk.take("丙.csv", notice(title="岚汀市2025年水利资金公示"))
    third = desk.take("丁.csv", notice(title="岚汀市2025年道路资金公示"))
    when = datetime(2026, 3, 2, 2, tzinfo=UTC)
    declare(desk.engine, other, third, who="乔", why="更正", now=when)
    [made] = declare(desk.engine, third, old, who="乔", why="更正", now=when)
    end(desk.engine, made.id, who="任", why="两批", now=when)
    frame = replacement_rows(desk.engine, Language.EN)
    assert frame["state"].tolist() == ["proposed", "in_force", "over"]
    assert frame["since"].tolist()[1] == "2026-03-02 10:00"
    assert len(supersessions(desk.engine)) == 3
    replaced = document_rows(desk.engine, Language.EN).set_index("file_name")["replaced_by"]
    assert replaced["丁.csv"] == "丙.csv" and replaced["甲.csv"] == ""


def test_a_decision_shows_its_cells_without_numbers_of_persons(desk: Desk) -> None:
    desk.take("甲.csv", [*register(NUMBER)[:2], ["", "", "2025-03-05"]])
    [entry] = set_aside_rows(desk.engine, Language.ZH).to_dict("records")
    correct(desk.engine, desk.originals, desk.keys, entry["id"], {"姓名": "申屠岳", "身份证号": NUMBER}, who="乔",
            why="核对", now=datetime(2026, 3, 2, 2, tzinfo=UTC))  # fmt: skip
    [row] = decision_rows(desk.engine, Language.ZH).to_dict("records")
    assert row["cells"] == "姓名=申屠岳；身份证号=4399**************"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_heading_comes_with_the_known_ones_and_its_publisher(desk: Desk, language: Language) -> None:
    rows = notice()
    rows[3][3] = "核拨数"
    rows.insert(3, ["单位：万元"])
    desk.take("甲.csv", rows)
    found = unknown_heading_rows(desk.engine, language)
    assert set(found["heading"]) == {"核拨数"}
    assert set(found["publisher"]) == {"岚汀市农业农村局"}
    assert "拨付金额" in found["meaning"].tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_said_in_words_and_one_of_another_version_by_its_code(language: Language) -> None:
    assert "姓名" in reason_text("register-cell-missing", '{"column": "姓名"}', language)
    assert "no-such-code" in reason_text("no-such-code", None, language)
    assert "register-cell-missing" in reason_text("register-cell-missing", {"cell": "姓名"}, language)
