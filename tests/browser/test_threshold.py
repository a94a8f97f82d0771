"""Another threshold on the officer face: tried, shown again by its address, refused, and changed by two people."""

from __future__ import annotations

import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from analytics.settings import Settings
from tests.browser.conftest import OpenPage, StartFace, settled
from tests.browser.test_officer import NOT_OURS
from tests.browser.test_review import press, write

pytestmark = pytest.mark.browser

WORDS = {
    "zh": {"locale": "zh-CN", "title": "如果换一个阈值", "came": "将新增的疑点", "refused": "不能用这个值试算"},
    "en": {
        "locale": "en-US",
        "title": "What if the threshold",
        "came": "Leads that would come",
        "refused": "cannot be",
    },
}


@pytest.fixture(scope="module")
def officer(analysed: Settings, start_face: StartFace, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A face of an office of its own: a change of a threshold stays in the store."""
    home = tmp_path_factory.mktemp("thresholds") / "var"
    shutil.copytree(analysed.home, home)
    shutil.copytree(analysed.key_path.parent, home.with_name("var.keys"))
    return start_face("officer_face.py", home)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_value_is_tried_by_keyboard_and_the_address_shows_the_same_trial(
    officer: str, open_page: OpenPage, language: str
) -> None:
    words = WORDS[language]
    page = open_page(
        f"{officer}/threshold?lang={language}&rule=P02&parameter=years", words["locale"], '[data-testid="stTextInput"]'
    )
    expect(page.locator("h1")).to_contain_text(words["title"])
    value = page.get_by_role("textbox", name=re.compile("试算值|Other value"))
    value.fill("1")
    value.press("Enter")
    settled(page)
    expect(page.get_by_role("heading", name=re.compile(words["came"]))).to_be_visible()
    expect(page).to_have_url(re.compile("value=1"))
    told = page.locator(".sl-figures").inner_text()

    again = open_page(page.url, words["locale"], ".sl-figures")
    expect(again.locator(".sl-figures")).to_have_text(re.compile(re.escape(told.split("\n")[0])))


def test_a_value_that_is_not_allowed_is_refused_with_what_is(officer: str, open_page: OpenPage) -> None:
    page = open_page(f"{officer}/threshold?lang=en&rule=P02&parameter=years&value=101", "en-US", ".sl-state")
    expect(page.locator(".sl-state")).to_contain_text(WORDS["en"]["refused"])
    expect(page.locator(".sl-state")).to_contain_text("0-100 years")


def test_one_proposes_and_another_confirms_by_keyboard_alone(officer: str, open_page: OpenPage) -> None:
    page = open_page(f"{officer}/threshold?lang=zh&rule=P02&parameter=years&value=8", wait_for=".st-key-propose")
    form = page.locator(".st-key-propose")
    write(page, form.get_by_label("经办人"), "乔")
    write(page, form.get_by_label("为什么要改"), "岗位少 <b>轮不开</b>")
    press(page, form.get_by_role("button", name="提出变更"))
    waiting = page.locator(".st-key-change_1")
    expect(waiting).to_contain_text("第 1 号变更：P02")
    expect(waiting).to_contain_text("岗位少 <b>轮不开</b>")

    who = waiting.get_by_label("经办人")
    expect(who).to_have_value("乔")
    press(page, waiting.get_by_role("button", name="确认第 1 号变更"))
    expect(page.locator(".sl-state").filter(has_text="须由另一人确认或驳回")).to_be_visible()
    who.fill("林")
    press(page, waiting.get_by_role("button", name="确认第 1 号变更"))
    expect(page.get_by_role("status").filter(has_text="第 1 号变更已确认")).to_be_visible()
    expect(waiting).to_have_count(0)
    confirmed = page.locator(".st-key-changes").get_by_role("row").nth(1)
    for told in ("8 年", "已确认", "乔", "林"):
        expect(confirmed).to_contain_text(told)

    page.goto(f"{officer}/rules?rule=P02&lang=en")
    expect(page.locator(".st-key-values")).to_contain_text("proposed by 乔, confirmed by 林")
    settled(page)
    found = Axe().run(page, context=NOT_OURS).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
