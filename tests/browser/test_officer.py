"""The officer face in a real browser: from the map to the cell of the document, in both languages, by pointer and by
keyboard alone; and what axe finds of barriers on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request, expect

from analytics.reports import Figure
from analytics.rules import rules
from analytics.settings import Settings
from app_streamlit.look import DARK, LIGHT, Palette
from app_streamlit.officer_pages.chart import signs
from models.language import Language
from tests.browser.conftest import OpenPage, StartFace, open_list, settled

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
            expect(page).to_have_url(re.compile("cell=post"))  # the face has heard of it
            settled(page)
            return label
    raise AssertionError("the samples plant a lead at a HIGH field, and the chart shows none")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_click_on_a_high_field_leads_to_the_sentence_and_to_the_cell_of_the_document(
    officer: str, open_page: OpenPage, language: str
) -> None:
    page = open_page(f"{officer}/?zoom=posts", LOCALES[language])
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
    page = open_page(f"{officer}/?zoom=posts")
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


def tab_to(page: Page, target: Locator) -> None:
    """Go through the page with the tab key until the target has the focus."""
    settled(page)
    for _ in range(90):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the tab key never reaches it")


def choose_first(page: Page, listing: Locator) -> None:
    """Open a list with the keyboard and take its first entry."""
    tab_to(page, listing)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()  # the list opens first, then it is gone through
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(0)
    settled(page)


def go_to_the_first_field(page: Page) -> None:
    """From the overview by keyboard: into the first kind of unit and power, then into the first field of posts."""
    choose_first(page, page.get_by_role("combobox", name=re.compile("放大哪一格")))
    expect(page).to_have_url(re.compile("zoom=units"))
    choose_first(page, page.get_by_role("combobox", name=re.compile("放大哪一格")))
    expect(page).to_have_url(re.compile("zoom=posts.*cell=post"))


def test_the_keyboard_alone_leads_from_the_overview_to_the_cell_of_a_document(
    officer: str, open_page: OpenPage
) -> None:
    page = open_page(officer)
    go_to_the_first_field(page)
    expect(page.get_by_test_id("lead-sentence")).not_to_be_empty()
    tab_to(page, page.get_by_role("button", name=OPEN_AT_SOURCE["zh"]).first)
    page.keyboard.press("Enter")
    marked = page.get_by_role("dialog").frame_locator("iframe").locator("#mark")
    expect(marked).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_address_shows_the_same_view_again_and_the_view_can_be_taken_away(officer: str, open_page: OpenPage) -> None:
    page = open_page(f"{officer}/?zoom=units&show=attention&power=money&open=1&q=岗", LOCALES["en"])
    for name in ("units × posts", "attention"):
        expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()
    expect(page.get_by_role("combobox", name=re.compile("Kind of power"))).to_have_value("money")
    expect(page.get_by_role("switch", name="Only where leads are open")).to_be_checked()
    expect(page.get_by_label("Find")).to_have_value("岗")
    for button, begin in (
        ("Table (CSV)", b"\xef\xbb\xbfSector"),
        ("Picture (SVG)", b"<svg"),
        ("Picture (PNG)", b"\x89PNG"),
    ):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        assert download.value.path().read_bytes().startswith(begin)


def test_words_that_nothing_has_are_told_and_lead_back(officer: str, open_page: OpenPage) -> None:
    page = open_page(f"{officer}/?q=没有这样的岗位&page={'9' * 5000}&sector=<b>&zoom=nearer&level=[(")
    expect(page.get_by_role("status")).to_contain_text("没有符合条件的风险点")
    page.get_by_role("button", name="取消全部筛选").click()
    expect(page.get_by_role("combobox", name=re.compile("放大哪一格"))).to_be_visible()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2), written as `#1b5478` or as `rgb(27, 84, 120)`."""

    def luminance(colour: str) -> float:
        told = re.findall(r"\d+", colour) if colour.startswith("rgb") else None
        parts = [int(colour[at : at + 2], 16) / 255 if told is None else int(told[at // 2]) / 255 for at in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("figure", list(Figure))
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_sign_of_the_map_is_legible_and_differs_from_the_others_by_word_and_shape(
    figure: Figure, colours: Palette
) -> None:
    drawn = signs(figure, Language.EN, colours)
    assert all(contrast(sign.fill, sign.ink) >= 4.5 for sign in drawn.values())
    shapes, words = zip(*(sign.text.split(" ", 1) for sign in drawn.values()), strict=True)
    assert len(set(words)) == len(set(shapes)) == len(drawn)
    assert [value for value, sign in drawn.items() if sign.fill in (LIGHT.fill["HIGH"], DARK.fill["HIGH"])] in (
        [],
        ["HIGH"],
    )


# Streamlit nests the entries of its side bar's sections in a way that axe calls serious, and that is not ours to mend.
NOT_OURS = {"exclude": [['[data-testid="stSidebarNav"]']]}


def test_axe_finds_no_serious_barrier_on_the_map(officer: str, open_page: OpenPage) -> None:
    page = open_page(officer)
    for scheme, path in (
        ("light", ""),
        ("dark", "?zoom=units&show=change&lang=en"),
        ("light", "?zoom=posts&show=attention"),
        ("dark", "?zoom=posts&show=inherent"),
    ):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{officer}/{path}")
        page.locator('[data-testid="stVegaLiteChart"] path').first.wait_for()
        settled(page)
        found = Axe().run(page, context=NOT_OURS).response["violations"]
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(path, one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []


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


def test_a_lead_leads_to_what_every_rule_says_and_a_search_to_another_subject_with_its_proof(
    officer: str, open_page: OpenPage
) -> None:
    page = open_page(f"{officer}/leads")
    page.get_by_role("link", name="其他规则对该对象的结果").click()
    expect(page.locator("h1")).to_have_text("为什么有预警，为什么没有？")
    expect(page.get_by_role("heading", name="■ 预警（1）")).to_be_visible()
    expect(page).to_have_url(re.compile("subject=step"))
    settled(page)
    page.get_by_role("textbox", name=re.compile("查找对象")).fill("岚汀市水利局")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="单位 · 岚汀市水利局")).to_be_visible()
    settled(page)
    figures = page.locator(".sl-figure b").all_inner_texts()
    assert sum(map(int, figures)) == len(rules())
    page.get_by_role("combobox", name="规则", exact=True).focus()
    page.keyboard.type("P04")
    expect(page.get_by_role("option", name=re.compile("P04"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("ruling")).to_be_visible()
    open_list(page, page.get_by_role("combobox", name=re.compile("查看哪一行的依据")))
    page.keyboard.press("Enter")
    page.get_by_role("button", name=OPEN_AT_SOURCE["zh"]).first.click()
    expect(page.get_by_role("dialog").frame_locator("iframe").locator("#mark").first).to_be_in_viewport()
