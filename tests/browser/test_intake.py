"""Decisions about files in a real browser: a row corrected, dismissed and undone, a publication replaced, a heading
mapped; with the mouse and with the keyboard, in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy import Engine, select

from analytics.keys import create_key, load_keys
from analytics.reading import Originals, ingest
from analytics.reading.corrections import decisions, set_aside
from analytics.reading.mapping_register import list_mappings
from analytics.reading.supersession import supersessions
from analytics.settings import Settings
from analytics.store import init_store, open_store
from models.tables import Document
from tests.browser.conftest import OpenPage, StartFace, settled
from tests.reading import tables
from tests.store.test_supersession import NEW, notice

pytestmark = pytest.mark.browser

NUMBER = "43990319870521001X"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
SPOILT = ("12.5", "八点五?", "5.5", "4")
WORDS = {
    "zh": {"decide": "处理", "who": "经办人", "why": "理由", "correct": "更正并重新读取", "dismiss": "无需处理",
           "undo": "撤销", "undo now": "确认撤销", "nothing": "没有作出任何改动", "accept": "确认替代",
           "map": "登记并重新读取该文件", "older": "较早文件", "revoke now": "确认撤销", "amount": "补助金额"},
    "en": {"decide": "Decide", "who": "Decided by", "why": "Reason", "correct": "Correct and read again",
           "dismiss": "Nothing to be done", "undo": "Undo", "undo now": "Undo it", "nothing": "Nothing has changed",
           "accept": "It replaces the older", "map": "Record it and read the file again", "older": "Older file",
           "revoke now": "Revoke it", "amount": "补助金额"},
}  # fmt: skip


class Office:
    """An installation of its own, and a way to take files in."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.settings = Settings(home=home, database_url=None, key_file=None, release=None, language=None)
        init_store(self.settings)
        create_key(self.settings.key_path)
        self.engine: Engine = open_store(self.settings)
        self._folder = folder

    def take(self, name: str, rows: list[list[str]], day: int = 1) -> None:
        keys = load_keys(self.settings.key_path)
        path = tables.write(self._folder / name, rows)
        ingest(self.engine, Originals(self.settings.home, keys), keys, [path], datetime(2026, 3, day, 2, tzinfo=UTC))

    def entry(self, name: str) -> str:
        return next(str(row["id"]) for row in set_aside(self.engine) if row["file_name"] == name)

    def status(self, name: str) -> str:
        with self.engine.connect() as connection:
            return connection.scalars(select(Document.status).where(Document.file_name == name)).one()


def odd(title: str) -> list[list[str]]:
    rows = notice(title=title, published=None)
    rows[3][3] = "核拨数"
    return [*rows[:3], ["单位：万元"], *rows[3:]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("intake")
    made = Office(folder / "var", folder)
    for name in ("渠道维修", "水闸维修", "道路维修"):
        made.take(f"{name}.xlsx", notice(SPOILT, f"岚汀市2025年{name}资金分配公示"))
    for language in LOCALES:
        made.take(f"水利-{language}.csv", notice(title=f"岚汀市2025年水利{language}资金分配公示"))
        made.take(f"水利-{language}-再.csv", notice(NEW, f"岚汀市2025年水利{language}资金分配公示"), 2)
    made.take("小型水库.csv", odd("岚汀市2025年小型水库维护资金公示"))
    register = [["数据表：死亡人员登记（death）"], ["姓名", "身份证号", "死亡日期"], ["", NUMBER, "2025-03-05"]]
    made.take("死亡登记.xlsx", register)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def face(office: Office, start_face: StartFace) -> str:
    return start_face("officer_face.py", office.settings.home)


@pytest.fixture
def visit(face: str, open_page: OpenPage) -> Callable[..., Page]:
    def open_(path: str, language: str = "zh", **query: str) -> Page:
        asked = "&".join(f"{key}={value}" for key, value in {"lang": language, **query}.items())
        page = open_page(f"{face}/{path}?{asked}", LOCALES[language])
        settled(page)
        return page

    return open_


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=re.compile(re.escape(label))).last
    field.fill(text)
    field.press("Tab")


def sign(page: Page, words: dict[str, str]) -> None:
    fill(page, words["who"], "乔")
    fill(page, words["why"], "核对纸质原件")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    settled(page)


@pytest.mark.parametrize(("language", "name"), [("zh", "渠道维修"), ("en", "水闸维修")])
def test_a_row_is_corrected_and_the_correction_undone(
    office: Office, visit: Callable[..., Page], language: str, name: str
) -> None:
    words, entry = WORDS[language], office.entry(f"{name}.xlsx")
    page = visit("documents", language, entry=entry)
    marked = page.get_by_test_id("marked")
    expect(marked).to_have_text("八点五?")
    fill(page, words["amount"], "也不是")
    sign(page, words)
    press(page, words["correct"])
    expect(page.get_by_role("status").filter(has_text=words["nothing"])).to_contain_text(re.compile("D6"))

    fill(page, words["amount"], "8.5")
    press(page, words["correct"])
    expect(page.get_by_role("status").filter(has_text="✓")).to_be_visible()
    assert entry not in {row["id"] for row in set_aside(office.engine)}
    made = next(row for row in decisions(office.engine) if row["quarantine_id"] == entry)
    assert (made["who"], made["why"], made["cells"]) == ("乔", "核对纸质原件", {"补助金额(万元)": "8.5"})

    press(page, words["undo"])
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile(words["why"])).fill("再查")
    dialog.get_by_role("textbox", name=re.compile(words["why"])).press("Tab")
    dialog.get_by_role("button", name=words["undo now"], exact=True).click()
    expect(page.get_by_role("status").filter(has_text="✓")).to_be_visible()
    assert entry in {row["id"] for row in set_aside(office.engine)}


def test_a_decision_needs_a_name_and_a_reason(office: Office, visit: Callable[..., Page]) -> None:
    entry = office.entry("道路维修.xlsx")
    page = visit("documents", entry=entry)
    press(page, WORDS["zh"]["dismiss"])
    expect(page.get_by_role("status").filter(has_text=WORDS["zh"]["nothing"])).to_contain_text("由谁")
    assert entry in {row["id"] for row in set_aside(office.engine)}


def test_a_row_is_corrected_with_the_keyboard_alone(office: Office, visit: Callable[..., Page]) -> None:
    entry, words = office.entry("道路维修.xlsx"), WORDS["zh"]
    page = visit("documents")
    position = [row["id"] for row in set_aside(office.engine)].index(entry)
    page.get_by_role("button", name=words["decide"], exact=True).nth(position).focus()
    page.keyboard.press("Enter")
    settled(page)
    expect(page).to_have_url(re.compile(f"entry={entry}"))
    page.get_by_role("textbox", name=re.compile(words["amount"])).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("8.5")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name=re.compile(words["who"]))).to_be_focused()
    page.keyboard.type("乔")
    page.keyboard.press("Tab")
    page.keyboard.type("核对纸质原件")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=words["correct"], exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="✓")).to_be_visible()
    assert entry not in {row["id"] for row in set_aside(office.engine)}


def test_a_number_of_a_person_is_masked_in_the_row_and_its_fields(office: Office, visit: Callable[..., Page]) -> None:
    page = visit("documents", entry=office.entry("死亡登记.xlsx"))
    number = page.get_by_role("textbox", name=re.compile("身份证号"))
    expect(number).to_have_value("4399**************")
    assert "19870521" not in page.content()
    fill(page, "姓名", "申屠岳")
    sign(page, WORDS["zh"])
    press(page, WORDS["zh"]["correct"])
    expect(page.get_by_role("status").filter(has_text="✓")).to_be_visible()
    assert office.status("死亡登记.xlsx") == "partial"
    assert "19870521" not in page.content()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_proposal_shows_the_difference_opens_at_the_cell_and_is_accepted(
    office: Office, visit: Callable[..., Page], language: str
) -> None:
    words = WORDS[language]
    pair = next(row for row in supersessions(office.engine) if row["older_file"] == f"水利-{language}.csv")
    page = visit("replaced", language, pair=pair["id"])
    table = page.locator(".st-key-difference")
    expect(table).to_contain_text("80,000")
    expect(table).to_contain_text("90,000")
    choice = page.get_by_role("combobox").nth(1)
    choice.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page)
    press(page, words["older"])
    marked = page.get_by_role("dialog").frame_locator("iframe").locator("#mark")
    expect(marked).to_be_in_viewport()
    expect(marked).to_have_text("8")
    page.keyboard.press("Escape")
    sign(page, words)
    press(page, words["accept"])
    expect(page.get_by_role("status").filter(has_text="✓")).to_be_visible()
    found = next(row for row in supersessions(office.engine) if row["id"] == pair["id"])
    assert (found["who"], found["until"]) == ("乔", None)
    assert found["since"] is not None


def test_an_unknown_heading_is_mapped_once_and_the_mapping_revoked(office: Office, visit: Callable[..., Page]) -> None:
    words = WORDS["zh"]
    assert office.status("小型水库.csv") == "rejected"
    page = visit("headings")
    expect(page.get_by_test_id("unknown-heading")).to_contain_text("核拨数")
    sign(page, words)
    press(page, words["map"])
    expect(page.get_by_role("status").filter(has_text="✓")).to_be_visible()
    [mapping] = list_mappings(office.engine)
    assert (mapping["heading"], mapping["publisher"], mapping["documents"]) == ("核拨数", "岚汀市农业农村局", 1)
    assert office.status("小型水库.csv") == "accepted"

    press(page, words["undo"])
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=re.compile(words["why"])).fill("改用统一表头")
    dialog.get_by_role("textbox", name=re.compile(words["why"])).press("Tab")
    dialog.get_by_role("button", name=words["revoke now"], exact=True).click()
    expect(page.get_by_role("status").filter(has_text="✓")).to_be_visible()
    [mapping] = list_mappings(office.engine)
    assert mapping["revoked_why"] == "改用统一表头"


@pytest.mark.parametrize("path", ["documents", "replaced", "headings"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_stands_without_an_analysis_and_asks_nobody_else(
    face: str, visit: Callable[..., Page], path: str, language: str
) -> None:
    page = visit(path, language)
    strangers: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((face, "data:", "blob:", face.replace("http", "ws"))):
            strangers.append(request.url)

    page.on("request", note)
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert strangers == []


def test_an_empty_store_says_on_every_page_what_to_do_next(
    start_face: StartFace, open_page: OpenPage, installation: Settings
) -> None:
    address = start_face("officer_face.py", installation.home)
    for path, command in (("documents", "sunledger ingest"), ("headings", "sunledger mappings add")):
        page = open_page(f"{address}/{path}", wait_for='[role="status"]')
        expect(page.get_by_role("status").filter(has_text=command).first).to_be_visible()
