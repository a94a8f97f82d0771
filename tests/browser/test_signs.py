"""A sign of unusual work in a real browser: from the field of the map down to the cell of the document, told apart from
leads all the way, and without anything to rule on.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from analytics.reports import Run, load_run, save_run
from analytics.reports.runs import saved_leads
from analytics.rules.proofs import Proofs
from analytics.scoring import risk_points
from analytics.settings import Settings
from analytics.unusual import Place, Sign
from tests.browser.conftest import OpenPage, StartFace, settled
from tests.browser.test_officer import NOT_OURS, OPEN_AT_SOURCE
from tests.reports.made_signs import made

pytestmark = pytest.mark.browser

ALONE, NO_LEAD = {"zh": "关注度来自 1 条异常迹象", "en": "from signs of unusual work alone (1)"}, "迹象不是预警"


@dataclass(frozen=True, slots=True)
class Office:
    """A face, and where the one sign of its run stands."""

    address: str
    sign: str
    cell: str
    unit: str

    def at_cell(self, **more: str) -> str:
        """The address of the field of the sign."""
        return f"{self.address}/?{urlencode({'zoom': 'posts', 'unit': self.unit, 'cell': self.cell} | more)}"


@pytest.fixture(scope="module")
def office(analysed: Settings, start_face: StartFace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of its own whose newest run shows a sign at a step that no lead is about."""
    home = tmp_path_factory.mktemp("unusual") / "var"
    shutil.copytree(analysed.home, home)
    shutil.copytree(analysed.key_path.parent, home.with_name("var.keys"))
    run = load_run(home)
    sign, cell = _sign(run)
    facts = {**run.facts, "run": "unusual", "started_at": "2026-11-01T03:00:00+00:00", "patterns": {"U06": "1"}}
    cells = risk_points(run.view, run.answers, signs=[sign])
    save_run(home, facts, run.answers, cells, leads=saved_leads(home, run.id), signs=[sign])
    yield Office(start_face("officer_face.py", home), sign.id, cell, sign.place.unit_id or "")


def _sign(run: Run) -> tuple[Sign, str]:
    """A sign at a step with acts of its own and without a lead, and the field in which it stands."""
    quiet = {
        cell["step_id"]: cell for cell in run.cells.to_dict("records") if cell["step_id"] and not cell["contributions"]
    }
    placed = [row for row in run.view.rows("placement") if row["record_table"] == "matter_act"]
    row = min((row for row in placed if row["step_id"] in quiet), key=lambda row: str(row["record_id"]))
    cell = quiet[row["step_id"]]
    field = run.cells[(run.cells["post_id"] == cell["post_id"]) & (run.cells["act"] == cell["act"])]
    assert not field["contributions"].map(len).any(), "another step of the field has a lead"
    proofs = Proofs(run.view, [("matter_act", row["record_id"])])
    place = Place(cell["unit_id"], cell["post_id"], cell["step_id"])
    rows = tuple(proofs.places([("matter_act", row["record_id"])]))
    return made("U06", place, Fraction(1, 1000), rows), f"{cell['post_id']}|{cell['act']}"


def barriers(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, context=NOT_OURS).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious]


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark")])
def test_a_field_with_a_sign_alone_leads_to_the_cell_of_the_document(
    office: Office, open_page: OpenPage, language: str, scheme: str
) -> None:
    page = open_page(office.at_cell(lang=language))
    if scheme == "dark":
        page.emulate_media(color_scheme="dark")
        page.reload()
    expect(page.get_by_role("status").filter(has_text=ALONE[language])).to_be_visible()
    panel = page.locator(".st-key-sign")
    expect(panel.get_by_test_id("sign-sentence")).not_to_be_empty()
    expect(page.get_by_test_id("lead-sentence")).to_have_count(0)
    expect(page.locator(".st-key-review")).to_have_count(0)  # nobody rules on a sign
    expect(page).to_have_url(re.compile(office.sign))
    settled(page)
    assert barriers(page) == []
    panel.get_by_role("button", name=OPEN_AT_SOURCE[language]).click()
    marked = page.get_by_role("dialog").frame_locator("iframe").locator("#mark")
    expect(marked).to_be_in_viewport()
    expect(marked).not_to_be_empty()


def test_signs_have_a_tab_of_their_own_beside_the_leads_and_a_page_that_explains_them(
    office: Office, open_page: OpenPage
) -> None:
    page = open_page(f"{office.address}/leads?lang=zh&sign={office.sign}")
    expect(page.get_by_role("tab", name=re.compile("异常迹象"))).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text(NO_LEAD).first).to_be_visible()
    expect(page.locator(".st-key-sign").get_by_test_id("sign-sentence")).to_be_visible()
    settled(page)
    assert barriers(page) == []
    page.goto(f"{office.address}/patterns?lang=zh&pattern=U06")
    expect(page.locator(".st-key-pattern").get_by_role("heading", name=re.compile("U06"))).to_be_visible()
    settled(page)
    assert barriers(page) == []


def test_a_run_that_lost_its_signs_is_told_and_shown_as_one_without_any_on_no_page(
    analysed: Settings, start_face: StartFace, open_page: OpenPage, tmp_path: Path
) -> None:
    home = tmp_path / "var"
    shutil.copytree(analysed.home, home)
    (home / "runs" / load_run(home).id / "signs.parquet").unlink()
    page = open_page(f"{start_face('officer_face.py', home)}/leads?lang=zh", wait_for=".sl-state")
    expect(page.get_by_role("status").filter(has_text="分析结果无法打开")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
