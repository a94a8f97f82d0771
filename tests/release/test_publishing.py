"""A release holds what is public and nothing else, whole, and the same for the same snapshot."""

from __future__ import annotations

import csv
import io
import json
import threading
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analytics.errors import RunAborted
from analytics.release import ReleaseInfo, open_release, publish
from analytics.release.columns import TABLES
from analytics.release.layout import csv_bytes, yuan_text
from analytics.snapshot import View
from tests.release import publications


def _csv(info: ReleaseInfo, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((info.folder / f"{table}.csv").read_text("utf-8-sig"), newline="")))


def test_no_planted_person_number_or_telephone_stands_in_any_byte(published: ReleaseInfo) -> None:
    for path in published.folder.iterdir():
        content = path.read_bytes()
        if path.suffix == ".parquet":  # compressed: look at the values too
            content += str(pq.read_table(path).to_pylist()).encode()
        found = [word for word in publications.CANARIES if word.encode() in content]
        assert not found, f"{path.name} holds {found}"


@pytest.mark.parametrize("table", [t for t in publications.tables() if t not in ("quarantine", "privacy_finding")])
def test_a_name_planted_in_the_text_columns_of_any_table_stays_inside(table: str, tmp_path: Path) -> None:
    tables = publications.tables()
    names = ["note", "title", "project", "cell_note", "label", "reason", "programme", "group_name", "basis", "name"]
    for row in tables[table]:
        for column in names:
            if row.get(column) and not (table == "document" and column == "name"):
                row[column] = f"{row[column]}（{publications.HANDLER}）"
    tables["tenure"] = [*tables["tenure"], publications._from(publications.REGISTER_FILE, "x9", "file",
                                                              name=publications.HANDLER, post="科员")]  # fmt: skip
    info = publish(View.from_rows(tables, as_of=publications.AS_OF), tmp_path)
    for path in info.folder.iterdir():
        assert publications.HANDLER.encode() not in path.read_bytes(), path.name


def test_only_accepted_documents_about_money_are_listed(published: ReleaseInfo) -> None:
    assert {row["kind"] for row in _csv(published, "document")} == {"fund_notice", "three_public", "programme_budget"}
    assert "999999900" not in (published.folder / "fund_notice.csv").read_text("utf-8-sig")


def test_the_columns_are_the_allow_list_and_nothing_more(published: ReleaseInfo) -> None:
    for table in TABLES:
        allowed = {c.name for c in table.columns} | {c.name.removesuffix("_fen") + "_yuan" for c in table.columns}
        frame = pq.read_table(published.folder / f"{table.name}.parquet")
        assert set(frame.column_names) <= allowed
        document = json.loads((published.folder / f"{table.name}.json").read_text("utf-8"))
        assert all(set(row) == set(frame.column_names) for row in document)


def test_payees_that_are_persons_are_shown_as_individuals_with_their_amounts(published: ReleaseInfo) -> None:
    farmers = [row for row in _csv(published, "fund_item") if row["notice_id"] == "n3"]
    assert [row["payee"] for row in farmers] == ["个人"] * 5 + ["石桥村种粮合作社"]
    assert farmers[0]["label"] == "个人|种粮补贴"
    assert [row["amount_yuan"] for row in farmers][:2] == ["1200.00", "900.00"]


def test_a_row_in_whose_place_personal_data_were_seen_is_left_out_and_counted(published: ReleaseInfo) -> None:
    assert "n3-hit" not in {row["id"] for row in _csv(published, "fund_item")}
    notice = next(row for row in _csv(published, "fund_notice") if row["id"] == "n3")
    assert (notice["items"], notice["items_withheld"]) == ("6", "1")
    assert published.withheld["rows"]["fund_item"] == {"privacy-finding": 1}


def test_a_notice_whose_own_text_was_found_personal_keeps_its_figures_and_loses_its_text(tmp_path: Path) -> None:
    tables = publications.tables()
    tables["fund_notice"][0]["locator"] = "text:1"
    tables["privacy_finding"].append(
        publications._from(publications.NOTICE_FILE, "p2", "text:1", kind="health", mask="石**")
    )
    info = publish(View.from_rows(tables, as_of=publications.AS_OF), tmp_path)
    notice = next(row for row in _csv(info, "fund_notice") if row["id"] == "n1")
    assert (notice["title"], notice["programme"], notice["stated_total_yuan"]) == ("", "", "1414000.00")
    document = next(row for row in _csv(info, "document") if row["id"] == publications.NOTICE_FILE["id"])
    assert (document["title"], document["publisher"]) == ("", "岚汀市农业农村局")


def test_amounts_are_whole_fen_with_yuan_of_two_decimals_beside_them(published: ReleaseInfo) -> None:
    line = next(row for row in _csv(published, "three_public_line") if row["id"] == "r1-reception")
    assert (line["amount_fen"], line["amount_yuan"]) == ("3000000", "30000.00")
    blank = next(row for row in _csv(published, "three_public_line") if row["id"] == "r1-vehicle_purchase")
    assert (blank["amount_fen"], blank["amount_yuan"]) == ("", "")
    assert [yuan_text(fen) for fen in (-5, 5, 100, -8397)] == ["-0.05", "0.05", "1.00", "-83.97"]


def test_a_file_that_repeats_another_is_listed_and_its_rows_stand_once(published: ReleaseInfo) -> None:
    editions = {row["id"]: row["edition_of"] for row in _csv(published, "document") if row["edition_of"]}
    assert editions == {publications.COPY_FILE["id"]: publications.NOTICE_FILE["id"]}
    assert {row["id"] for row in _csv(published, "fund_notice")} == {"n1", "n3"}


def test_cells_that_a_spreadsheet_would_run_are_made_text(published: ReleaseInfo) -> None:
    assert "'=蔬菜基地" in {row["project"] for row in _csv(published, "fund_item")}
    hostile = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "%0A"]
    cells = list(csv.reader(io.StringIO(csv_bytes(["a"], [{"a": h} for h in hostile]).decode("utf-8-sig"), newline="")))
    assert [row[0] for row in cells[1:]] == ["'" + h for h in hostile]
    numbers = csv_bytes(["a"], [{"a": "-83.97"}, {"a": -5}]).decode("utf-8-sig").split()
    assert numbers == ["a", "-83.97", "-5"]


def test_csv_opens_in_office_programs(published: ReleaseInfo) -> None:
    content = (published.folder / "fund_notice.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content


def test_the_manifest_says_what_is_there_what_is_not_and_why(published: ReleaseInfo) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text("utf-8"))
    assert manifest["release"] == published.id == published.folder.name
    assert manifest["as_of"] == "2026-03-31"
    assert {f["name"] for f in manifest["files"]} == {p.name for p in published.folder.iterdir()} - {"manifest.json"}
    assert manifest["withheld"]["columns"]["fund_item"]["content_hash"] == "bookkeeping"
    assert manifest["withheld"]["values"]["fund_item.payee"] == {"individual": 5}
    reasons = {r for counts in manifest["withheld"]["values"].values() for r in counts}
    reasons |= {r for counts in manifest["withheld"]["rows"].values() for r in counts}
    assert reasons <= set(manifest["reasons"])
    assert "flag never appears" in manifest["statement"]["en"]


def test_publishing_the_same_snapshot_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    folders = [publish(publications.view(), tmp_path / name).folder for name in ("one", "two", "two")]
    assert len({folder.name for folder in folders}) == 1
    for path in folders[0].iterdir():
        assert path.read_bytes() == (folders[1] / path.name).read_bytes()
    assert {p.name for p in (tmp_path / "two").iterdir()} == {folders[0].name, "current"}


def test_the_order_of_rows_in_the_store_does_not_matter(tmp_path: Path) -> None:
    turned = {name: rows[::-1] for name, rows in publications.tables().items()}
    one = publish(publications.view(), tmp_path / "one")
    two = publish(View.from_rows(turned, as_of=publications.AS_OF), tmp_path / "two")
    for table in TABLES:
        assert (one.folder / f"{table.name}.csv").read_bytes() == (two.folder / f"{table.name}.csv").read_bytes()


def test_a_damaged_release_is_replaced_when_it_is_published_again(tmp_path: Path) -> None:
    info = publish(publications.view(), tmp_path)
    (info.folder / "fund_item.csv").write_bytes(b"changed")
    publish(publications.view(), tmp_path)
    assert open_release(tmp_path).id == info.id


def test_a_failed_publication_leaves_the_release_before_it_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = publish(publications.view(), tmp_path)
    monkeypatch.setattr("analytics.release.layout._put_in_place", _fail)
    tables = publications.tables() | {"programme_budget": []}
    with pytest.raises(OSError, match="disk full"):
        publish(View.from_rows(tables, as_of=publications.AS_OF), tmp_path)
    assert open_release(tmp_path).id == before.id
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([before.id, "current"])


def _fail(*_: object) -> None:
    raise OSError("disk full")


def test_a_folder_named_current_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(RunAborted):
        publish(publications.view(), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["current"]


def test_readers_never_meet_half_a_release(tmp_path: Path) -> None:
    views = [publications.view(), View.from_rows(publications.tables() | {"programme_budget": []},
                                                 as_of=publications.AS_OF)]  # fmt: skip
    ids = {publish(view, tmp_path).id for view in views}
    seen: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(open_release(tmp_path / "current").id)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(6):
        publish(views[turn % 2], tmp_path)
    stop.set()
    reader.join()
    assert seen <= ids


def test_older_releases_are_removed_so_that_what_was_withdrawn_does_not_linger(tmp_path: Path) -> None:
    names = []
    for year in (2023, 2024, 2025):
        view = View.from_rows(publications.tables(), as_of=date(year, 12, 31))
        names.append(publish(view, tmp_path).id)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*names[1:], "current"])


def test_a_snapshot_without_any_publication_gives_an_empty_release(tmp_path: Path) -> None:
    publish(View.from_rows({}, as_of=publications.AS_OF), tmp_path)
    release = open_release(tmp_path)
    assert (release.totals.notices, release.totals.disclosed_fen) == (0, 0)
    assert release.units.empty
    assert release.programmes().empty
    assert release.three_public_by_year().empty
