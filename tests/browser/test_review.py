"""A review in a real browser by keyboard alone: from the queue to the lead, the claim, the outcome and its steps."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from analytics.settings import Settings
from tests.browser.conftest import OpenPage, StartFace, settled
from tests.browser.test_officer import NOT_OURS, contrast, go_to_the_first_field

pytestmark = pytest.mark.browser

NOTE = "批复在卷 <b>粗体</b>"


@pytest.fixture(scope="module")
def officer(analysed: Settings, start_face: StartFace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A face of an office of its own: reviews stay in the store, and others look at the samples as they came."""
    home = tmp_path_factory.mktemp("desk") / "var"
    shutil.copytree(analysed.home, home)
    shutil.copytree(analysed.key_path.parent, home.with_name("var.keys"))
    yield start_face("officer_face.py", home)


def press(page: Page, control: Locator, key: str = "Enter") -> None:
    control.focus()
    page.keyboard.press(key)
    settled(page)


def write(page: Page, control: Locator, text: str) -> None:
    control.focus()
    page.keyboard.insert_text(text)


def review(page: Page) -> Locator:
    return page.locator(".st-key-review")


def choose_any(page: Page, box: Locator) -> None:
    """Open a list, go down in it, and take what is there."""
    box.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page)


def test_the_keyboard_alone_takes_a_lead_from_the_queue_to_its_outcome(officer: str, open_page: OpenPage) -> None:
    page = open_page(f"{officer}/queue")
    expect(page.locator("h1")).to_have_text("接下来核查哪条线索？")
    queue = page.locator(".st-key-queue").get_by_role("row")
    first, lead = queue.nth(1).inner_text(), re.search(r"lead=(\w+)", page.url)
    assert lead is not None
    status = review(page).get_by_test_id("review-status")
    expect(status).to_contain_text("待核查")
    write(page, review(page).get_by_label("经办人"), "乔")
    press(page, review(page).get_by_role("button", name="认领"))
    expect(status).to_contain_text("由 乔 核查")
    expect(queue.nth(1)).to_contain_text("乔")

    expect(review(page).get_by_role("button", name="办结")).to_be_disabled()
    press(page, review(page).get_by_role("radio", name="事实不成立"), "Space")
    choose_any(page, review(page).get_by_role("combobox", name=re.compile("依据")))
    write(page, review(page).get_by_label("说明"), NOTE)
    press(page, review(page).get_by_role("button", name="办结"))
    expect(page.get_by_role("status").filter(has_text="已办结：事实不成立")).to_be_visible()
    expect(queue.nth(1)).not_to_have_text(first)

    page.goto(f"{officer}/leads?lead={lead.group(1)}&lang=en")
    expect(status).to_contain_text("the facts do not hold")
    press(page, review(page).locator("summary").filter(has_text="Steps so far (2)"))
    expect(review(page).get_by_role("row").filter(has_text=f"“{NOTE}”")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_keyboard_alone_goes_from_the_overview_over_the_cell_of_a_document_to_the_outcome(
    officer: str, open_page: OpenPage
) -> None:
    page = open_page(officer)
    go_to_the_first_field(page)
    sentence = page.get_by_test_id("lead-sentence")
    expect(sentence).not_to_be_empty()
    told = sentence.inner_text()
    press(page, page.get_by_role("button", name="打开来源").first)
    expect(page.get_by_role("dialog").frame_locator("iframe").locator("#mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)

    status = review(page).get_by_test_id("review-status")
    expect(status).to_contain_text("待核查")
    write(page, review(page).get_by_label("经办人"), "乔")
    press(page, review(page).get_by_role("button", name="认领"))
    expect(status).to_contain_text("由 乔 核查")
    press(page, review(page).get_by_role("radio", name="事实成立"), "Space")
    choose_any(page, review(page).get_by_role("combobox", name=re.compile("依据")))
    press(page, review(page).get_by_role("button", name="办结"))
    expect(page.get_by_role("status").filter(has_text="已办结：事实成立")).to_be_visible()
    expect(status).to_contain_text("事实成立")
    expect(sentence).to_have_text(told)  # the map shows the run as it was made; the next one will move the level
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(("scheme", "locale"), [("light", "zh-CN"), ("dark", "en-GB")])
def test_axe_finds_no_serious_barrier_on_the_queue(
    officer: str, open_page: OpenPage, scheme: Literal["light", "dark"], locale: str
) -> None:
    page = open_page(f"{officer}/queue", locale)
    page.emulate_media(color_scheme=scheme)
    page.reload()
    settled(page)
    expect(review(page).get_by_test_id("review-status")).to_be_visible()
    found = Axe().run(page, context=NOT_OURS).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
    claim = review(page).locator("button[kind^=primary]").first  # axe does not look at every button of the theme
    colours = claim.evaluate("one => [one, one.querySelector('p')].map(each => getComputedStyle(each))"
                             ".map((style, at) => at ? style.color : style.backgroundColor)")  # fmt: skip
    assert contrast(*colours) >= 4.5


@pytest.mark.parametrize(("scheme", "locale"), [("light", "zh-CN"), ("dark", "en-GB")])
def test_how_the_order_is_made_is_told_in_tables_that_the_keyboard_reaches(
    officer: str, open_page: OpenPage, scheme: Literal["light", "dark"], locale: str
) -> None:
    page = open_page(f"{officer}/queue", locale)
    page.emulate_media(color_scheme=scheme)
    is_zh = locale.startswith("zh")
    press(page, page.get_by_role("link", name="排序依据" if is_zh else "How the order is made"))
    expect(page.locator("h1")).to_have_text(
        "核查队列的先后是怎样排出来的？" if is_zh else "How is the order of the queue made?"
    )
    expect(page.locator(".st-key-order-reliability-table").get_by_role("row").nth(1)).to_be_visible()
    expect(page.locator(".st-key-order-figures-table").get_by_role("row").nth(1)).to_be_visible()
    expect(page.locator(".st-key-order-drift-table").get_by_role("row").nth(1)).to_be_visible()
    press(page, page.locator("summary").filter(has_text="全部" if is_zh else "All"))
    expect(page.locator(".st-key-order-weights-table").get_by_role("row").nth(1)).to_be_visible()
    taken = page.get_by_role("button", name="下载模型说明卡" if is_zh else "Download the model card")
    with page.expect_download() as download:
        press(page, taken)
    assert download.value.suggested_filename == "triage-card.md"
    found = Axe().run(page, context=NOT_OURS).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
