"""The officer face in a real browser: from the map to the cell of the document, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from analytics.settings import Settings
from tests.browser.conftest import OpenPage, StartFace, settled

pytestmark = pytest.mark.browser

TITLES = {"zh": "哪些岗位环节需要再看一眼？", "en": "Which posts need a second look?"}
REMINDERS = {"zh": "预警是疑点，不是结论", "en": "A flag is a lead, never a finding"}
HIGH = {"zh": "▲ 高", "en": "▲ HIGH"}
OPEN_AT_SOURCE = {"zh": "打开来源", "en": "Open at source"}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@pytest.fixture(scope="module")
def officer(analysed: Settings, start_face: StartFace) -> Iterator[str]:
    yield start_face("officer_face.py", analysed.home)


def high_cell_with_leads(page: Page, language: str) -> str:
    """Click the first HIGH field of the chart that has a number on it; returns the row it stands in."""
    squares = page.locator(f'[data-testid="stVegaLiteChart"] path[aria-label*="{HIGH[language]}"]')
    squares.first.wait_for()
    settled(page)
    attention = {"zh": "关注度", "en": "Attention"}[language]
    for square in squares.all():
        label = square.get_attribute("aria-label") or ""
        if not re.search(rf"{attention}: 0(;|$)", label):
            square.click()
            settled(page)
            return label
    raise AssertionError("the samples plant a lead at a HIGH field, and the chart shows none")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_click_on_a_high_field_leads_to_the_sentence_and_to_the_cell_of_the_document(
    officer: str, open_page: OpenPage, language: str
) -> None:
    page = open_page(officer, LOCALES[language])
    expect(page.locator("h1")).to_have_text(TITLES[language])
    expect(page.get_by_role("note")).to_contain_text(REMINDERS[language])
    label = high_cell_with_leads(page, language)
    post = re.search(r"· ([^;（]+)", label)
    assert post is not None
    expect(page.get_by_role("heading", name=re.compile(re.escape(post.group(1).strip()))).last).to_be_visible()
    expect(page.get_by_test_id("lead-sentence")).not_to_be_empty()
    page.get_by_role("button", name=OPEN_AT_SOURCE[language]).first.click()
    source = page.get_by_role("dialog").frame_locator("iframe")
    marked = source.locator("#mark")
    expect(marked).to_be_in_viewport()
    expect(marked).not_to_be_empty()


def test_the_choice_of_a_field_survives_a_change_of_language_and_stands_in_the_address(
    officer: str, open_page: OpenPage
) -> None:
    page = open_page(officer)
    high_cell_with_leads(page, "zh")
    expect(page).to_have_url(re.compile("cell=post"))
    chosen = re.search(r"cell=([^&]+)", page.url)
    assert chosen is not None
    page.get_by_role("radio", name="English").or_(page.get_by_role("button", name="English")).first.click()
    expect(page.locator("h1")).to_have_text(TITLES["en"])
    expect(page).to_have_url(re.compile("lang=en"))
    assert chosen.group(0) in page.url
    page.reload()
    expect(page.locator("h1")).to_have_text(TITLES["en"])
    expect(page).to_have_url(re.compile(re.escape(chosen.group(0))))


def test_the_same_field_can_be_chosen_with_the_keyboard_alone(officer: str, open_page: OpenPage) -> None:
    page = open_page(officer)
    choice = page.get_by_role("combobox", name=re.compile("查看哪一格"))
    choice.focus()
    settled(page)
    before = page.url
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()  # the list opens first, then it is gone through
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(before)
    expect(page).to_have_url(re.compile("cell=post"))


@pytest.mark.parametrize("path", ["", "leads", "documents", "rules"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_stands_without_error_and_asks_nobody_else(
    officer: str, open_page: OpenPage, path: str, language: str
) -> None:
    page = open_page(f"{officer}/{path}", LOCALES[language])
    strangers: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((officer, "data:", "blob:", officer.replace("http", "ws"))):
            strangers.append(request.url)

    page.on("request", note)
    page.reload()
    expect(page.get_by_role("note")).to_contain_text(REMINDERS[language])
    page.wait_for_load_state("networkidle")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert strangers == []


def test_an_installation_without_an_analysis_says_what_to_do_next(
    start_face: StartFace, open_page: OpenPage, installation: Settings
) -> None:
    address = start_face("officer_face.py", installation.home)
    page = open_page(address, wait_for='[role="status"]')
    expect(page.get_by_role("status")).to_contain_text("sunledger analyse")
