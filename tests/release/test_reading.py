"""The public side: verified, searchable, summed; and nothing behind it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.release import Release, ReleaseBroken, ReleaseMissing, open_release
from analytics.release.reading import unit_key
from tests.conftest import PROJECT

BUREAU = unit_key("岚汀市农业农村局")


def test_a_release_is_found_by_its_folder_its_pointer_or_the_folder_of_both(release_path: Path) -> None:
    ids = {open_release(path).id for path in (release_path, release_path.parent, release_path.resolve())}
    assert len(ids) == 1


def test_no_release_yet_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissing):
        open_release(tmp_path)


@pytest.mark.parametrize("damage", ["changed", "missing", "manifest", "path", "format"])
def test_a_release_that_differs_from_its_manifest_is_not_shown(damage: str, release_path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(release_path.resolve(), copy)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    match damage:
        case "changed":
            (copy / "fund_item.csv").write_bytes((copy / "fund_item.csv").read_bytes().replace(b"1200.00", b"9200.00"))
        case "missing":
            (copy / "fund_item.csv").unlink()
        case "manifest":
            (copy / "manifest.json").write_text("{", "utf-8")
        case "path":
            manifest["files"][0]["name"] = "../copy/" + manifest["files"][0]["name"]
            (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        case "format":
            (copy / "manifest.json").write_text(json.dumps(manifest | {"format": 99}), "utf-8")
    with pytest.raises(ReleaseBroken):
        open_release(copy)


def test_a_notice_published_twice_is_counted_once(release: Release) -> None:
    assert release.totals.disclosed_fen == 141400000 + 1770000
    assert (release.totals.notices, release.totals.documents, release.totals.repeated) == (2, 7, 1)


def test_the_total_is_the_sum_over_units_and_over_programmes(release: Release) -> None:
    total = release.totals.disclosed_fen
    assert release.units["disclosed_fen"].sum() == total
    assert release.by_year()["disclosed_fen"].sum() == total
    assert release.programmes()["disclosed_fen"].sum() == total


def test_figures_of_a_region_are_not_added_to_those_of_its_units(release: Release) -> None:
    found = {(r.stage, int(r.amount_fen)) for r in release.three_public_by_year().itertuples()}
    assert found == {("budget", 11100000), ("final", 9800000)}


def test_a_report_without_a_total_line_shows_its_stated_total(release: Release) -> None:
    city = release.three_public_of(unit_key("岚汀市"))
    assert city[["item", "amount_fen"]].values.tolist() == [["total", 3890000000]]


def test_a_blank_is_not_zero(release: Release) -> None:
    lines = release.three_public_of(BUREAU)
    purchase = lines[lines["item"] == "vehicle_purchase"]["amount_fen"]
    abroad = lines[lines["item"] == "abroad"]["amount_fen"]
    assert purchase.isna().all()
    assert abroad.eq(0).all()


def test_a_notice_opens_with_its_rows_in_the_order_of_the_file(release: Release) -> None:
    detail = release.notice("n1")
    assert detail is not None
    assert detail.items["label"].tolist()[:2] == ["石桥镇|水果基地", "青山镇|=蔬菜基地"]
    assert detail.items["locator"].tolist()[5] == "sheet:公示表!R9C4"
    assert detail.parts["name"].tolist() == ["中央衔接资金"]
    assert detail.document["file_name"] == "notice.xlsx"
    assert detail.editions["file_name"].tolist() == ["copy.xlsx"]
    assert detail.released_sum_fen == detail.notice["stated_total_fen"]
    assert release.notice("nothing") is None


@pytest.mark.parametrize(
    "query, expected",
    [
        ("农业农村", {"units": 1, "notices": 1}),
        ("衔接", {"programmes": 1, "notices": 1}),
        ("石桥镇", {"items": 1}),
        ("青禾 育秧", {"items": 1}),
        ("水果基地", {"items": 1}),
        ("２０２５年第一批", {"notices": 1}),
        ("谭禾苗", {}),
        ("   ", {}),
        (".*", {}),
    ],
)
def test_a_search_finds_what_contains_every_word(release: Release, query: str, expected: dict[str, int]) -> None:
    assert {kind: len(frame) for kind, frame in release.search(query).items() if len(frame)} == expected


def test_the_key_of_a_unit_does_not_depend_on_blanks_or_width() -> None:
    assert unit_key("岚汀市 农业农村局（本级）") == unit_key("岚汀市农业农村局(本级)")


def test_the_reading_side_knows_neither_store_nor_keys_nor_settings() -> None:
    code = """
import sys
import analytics.release
reached = {"analytics.store", "analytics.settings", "analytics.keys", "models.tables", "sqlalchemy", "duckdb",
           "analytics.snapshot", "analytics.reading", "analytics.identity"} & set(sys.modules)
sys.exit(f"reached {sorted(reached)}" if reached else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
