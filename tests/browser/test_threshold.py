"""Another threshold on the officer face: a trial by keyboard, the same trial by its address, and a refused value."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from analytics.settings import Settings
from tests.browser.conftest import OpenPage, StartFace, settled

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
def officer(analysed: Settings, start_face: StartFace) -> str:
    return start_face("officer_face.py", analysed.home)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_value_is_tried_by_keyboard_and_the_address_shows_the_same_trial(
    officer: str, open_page: OpenPage, language: str
) -> None:
    words = WORDS[language]
    page = open_page(
        f"{officer}/threshold?lang={language}&rule=P02&parameter=years", words["locale"], '[data-testid="stTextInput"]'
    )
    expect(page.locator("h1")).to_contain_text(words["title"])
    value = page.get_by_test_id("stTextInput").get_by_role("textbox")
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
