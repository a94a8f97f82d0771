"""The public face in a real browser: search, follow a figure to its source, take the data along."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from analytics.release import ReleaseInfo, publish
from tests.browser.conftest import OpenPage, StartFace
from tests.release import publications

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> ReleaseInfo:
    return publish(publications.view(), tmp_path_factory.mktemp("browser-release"))


@pytest.fixture(scope="module")
def address(published: ReleaseInfo, start_face: StartFace, tmp_path_factory: pytest.TempPathFactory) -> str:
    nowhere = tmp_path_factory.mktemp("nowhere")
    return start_face("public_face.py", nowhere, SUNLEDGER_RELEASE=str(published.folder.parent / "current"))


def _download(page: Page, button: Locator) -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        button.click()
    text = Path(waiting.value.path()).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_reader_finds_a_unit_follows_it_to_a_notice_and_takes_its_rows_along(
    address: str, open_page: OpenPage
) -> None:
    page = open_page(address)
    expect(page.get_by_role("heading", name="钱花到哪里去了？")).to_be_visible()
    expect(page.get_by_text("143.17 万元")).to_be_visible()
    page.get_by_label("查单位、专项资金、项目或收款方").fill("农业农村局")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="岚汀市农业农村局").first.click()
    expect(page.get_by_role("heading", name="岚汀市农业农村局", exact=True)).to_be_visible()
    expect(page.get_by_text("141.40 万元").first).to_be_visible()

    rows = _download(page, page.get_by_role("button", name="下载明细（CSV）").first)
    assert [row["payee"] for row in rows][:2] == ["石桥镇", "青山镇"]
    assert sum(int(row["amount_fen"]) for row in rows) == 141400000

    page.get_by_role("link", name="岚汀市2025年第一批衔接资金公示").click()
    expect(page.get_by_role("heading", name="岚汀市2025年第一批衔接资金公示")).to_be_visible()
    expect(page.get_by_text("文件写明的合计与各行之和一致，均为 1,414,000.00 元")).to_be_visible()
    expect(page.get_by_text("工作表“公示表”，第 4 行第 4 列").first).to_be_visible()
    expect(page.get_by_text(publications.NOTICE_FILE["id"])).to_be_visible()


def test_the_face_speaks_the_language_of_the_browser_and_can_be_switched(address: str, open_page: OpenPage) -> None:
    page = open_page(address, locale="en-GB")
    expect(page.get_by_role("heading", name="Where did the money go?")).to_be_visible()
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_role("heading", name="钱花到哪里去了？")).to_be_visible()
    expect(page.get_by_text("数据截至 2026-03-31")).to_be_visible()  # the last line of the page: it is all redrawn
    page.get_by_role("link", name="岚汀市农业农村局").first.click()
    expect(page.get_by_role("heading", name="按专项资金")).to_be_visible()  # the choice goes along


def test_a_total_that_does_not_add_up_and_withheld_rows_are_said_openly(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}/notice?id=n3")
    expect(page.get_by_text("相差 100.00 元")).to_be_visible()
    expect(page.get_by_text("另有 1 行因含个人信息未公开")).to_be_visible()
    expect(page.get_by_role("cell", name="个人", exact=True).first).to_be_visible()


def test_budget_and_final_account_stand_side_by_side(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}/three-public")
    row = page.get_by_role("row").filter(has_text="岚汀市农业农村局")
    expect(row).to_contain_text("111,000.00")
    expect(row).to_contain_text("-13,000.00")


def test_no_planted_person_is_shown_anywhere(address: str, open_page: OpenPage) -> None:
    for path in ("", "notice?id=n1", "notice?id=n3", "three-public", "data"):
        page = open_page(f"{address}/{path}")
        page.wait_for_timeout(800)
        text = page.content()
        assert not [word for word in publications.CANARIES if word in text], path


def test_a_search_without_a_hit_says_what_to_do_next(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}/?q={publications.HANDLER}")
    expect(page.get_by_text("个人姓名不在公开范围内")).to_be_visible()


def test_all_tables_can_be_taken_along(address: str, open_page: OpenPage, published: ReleaseInfo) -> None:
    page = open_page(f"{address}/data", locale="en-US")
    expect(page.get_by_text("As known on 2026-03-31")).to_be_visible()  # the last line of the page: it is all drawn
    for name, count in published.rows.items():
        rows = _download(page, page.locator(f".st-key-{name}-csv").get_by_role("button"))
        assert (name, len(rows)) == (name, count)


def test_before_the_first_release_the_next_step_is_told(
    start_face: StartFace, open_page: OpenPage, tmp_path: Path
) -> None:
    address = start_face("public_face.py", tmp_path, SUNLEDGER_RELEASE=str(tmp_path / "current"))
    page = open_page(address, locale="en-US")
    expect(page.get_by_text("Nothing has been published yet")).to_be_visible()


def test_an_unknown_unit_is_a_designed_page(address: str, open_page: OpenPage) -> None:
    page = open_page(f"{address}/unit?id=nothing", wait_for=".sl-state")
    expect(page.get_by_text("没有这个单位")).to_be_visible()
