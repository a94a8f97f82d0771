"""Before the fact, in a real browser: a planned matter, a planned appointment, and who stands around a post."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from analytics.keys import create_key, load_keys
from analytics.pipeline import analyse
from analytics.reading.ingest import ingest
from analytics.reading.originals import Originals
from analytics.settings import Settings
from analytics.store import init_store, open_store
from tests.browser.conftest import AS_OF, NOW, OpenPage, StartFace, settled

pytestmark = pytest.mark.browser

UNIT, FIRM, CODE = "岚汀市水利局", "岚汀市澜石水利工程有限公司", "91439903MA0000004K"
# Numbers in an area code that is not assigned, check digits as GB 11643 has them.
REVIEWER, CLERK = ("鄢知夏", "43990319800101001X"), ("苗亦帆", "439903195001010016")
REGISTERS = {
    "岗位环节.csv": f"""数据表：岗位职权环节（post_step）
序号,记录号,单位,科室,岗位,职权名称,职权类型,环节序号,环节,时限,时限原文,风险,风险等级,等级体系,防控措施,是否可省略
1,1,{UNIT},水资源科,审核岗,取水许可,行政许可,1,审核,5,5个工作日,审核不严,高,,双人审核,否
""",
    "任职.csv": f"""数据表：岗位任职登记（tenure）
序号,姓名,身份证号,单位,科室,岗位,职务,是否重点岗位,是否领导成员,敏感岗位类别,分管工作,任现岗位起始日期,离岗日期
1,{REVIEWER[0]},{REVIEWER[1]},{UNIT},水资源科,审核岗,科长,是,是,一般岗位,,2022-03-01,
2,{CLERK[0]},{CLERK[1]},{UNIT},办公室,文书岗,科员,否,否,一般岗位,,2021-03-01,
""",
    "申报.csv": f"""数据表：领导干部亲属任职及经商办企业情况申报表（declared_tie）
序号,申报人,身份证号,单位,职务,与本人关系,亲属姓名,亲属身份证号,亲属工作单位,任职或投资企业,统一社会信用代码,企业职务,出资比例,申报日期
1,{REVIEWER[0]},{REVIEWER[1]},{UNIT},审核岗,父亲,{CLERK[0]},{CLERK[1]},{UNIT},{FIRM},{CODE},法定代表人,,2025-01-10
""",
}


@pytest.fixture(scope="module")
def officer(tmp_path_factory: pytest.TempPathFactory, start_face: StartFace) -> Iterator[str]:
    """An office of two, father and daughter; the father heads a firm."""
    folder = tmp_path_factory.mktemp("two")
    chosen = Settings(
        home=folder / "var", database_url=None, engine="duckdb", key_file=None, release=None, language=None
    )
    init_store(chosen)
    create_key(chosen.key_path)
    keys, store = load_keys(chosen.key_path), open_store(chosen)
    for name, text in REGISTERS.items():
        (folder / name).write_text(text, "utf-8")
    taken = ingest(store, Originals(chosen.home, keys), keys, [folder / name for name in REGISTERS], NOW)
    store.dispose()
    assert {str(report.status) for report in taken} == {"accepted"}
    analyse(chosen, AS_OF, NOW)
    yield start_face("officer_face.py", chosen.home)


def choose(page: Page, label: str | re.Pattern[str], option: str | re.Pattern[str]) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    settled(page)


def choose_by_keyboard(page: Page, label: str, text: str) -> None:
    """Write a part of what is wanted, and take the first that has it."""
    page.get_by_role("combobox", name=re.compile(label)).focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    settled(page)


def test_a_planned_matter_tells_who_must_step_aside_and_hands_out_the_draft_form(
    officer: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{officer}/recusal")
    page.get_by_label("相对人").fill(FIRM)
    page.get_by_label(re.compile("统一社会信用代码")).fill(CODE)
    page.get_by_role("button", name="核查").click()
    settled(page)
    row = page.get_by_role("row").filter(has_text="■ 应回避")
    expect(row).to_contain_text(REVIEWER[0])
    expect(row).to_contain_text(f"父亲 → 法定代表人 → {FIRM}")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("下载回避表草稿")).click()
    form = tmp_path / "form.docx"
    download.value.save_as(form)
    (table,) = docx.Document(str(form)).tables
    cells = {one.cells[0].text: one.cells[1].text for one in table.rows}
    assert (cells["姓名"], cells["相对人"]) == (REVIEWER[0], FIRM)


def test_a_planned_appointment_tells_the_conflict_and_the_rows_it_rests_on(officer: str, open_page: OpenPage) -> None:
    page = open_page(f"{officer}/appointment", "en-GB")
    choose(page, re.compile("The new post"), "文书岗")
    page.get_by_label(re.compile("Who is planned")).fill(CLERK[0])
    page.get_by_label(re.compile("identity number")).fill(CLERK[1])
    choose(page, re.compile("Sensitive duty"), "finance")
    page.get_by_role("button", name="Check", exact=True).click()
    settled(page)
    expect(page.get_by_role("row").filter(has_text="■ conflict")).to_contain_text("C04")
    choose_by_keyboard(page, "Rows that prove", "■ conflict")
    expect(page.get_by_text("申报.csv")).to_be_visible()
    assert CLERK[1] not in page.content()


@pytest.mark.parametrize(
    ("locale", "alt", "tie", "proof", "source"),
    [
        ("zh-CN", "关系图", "申报的亲属 · 父亲", "查看哪一行的依据", "打开来源"),
        ("en-GB", "Picture of the ties", "declared relative · 父亲", "Rows that prove", "Open at source"),
    ],
)
def test_the_surroundings_of_a_post_are_a_picture_a_table_and_the_cell_of_the_document(
    officer: str, open_page: OpenPage, locale: str, alt: str, tie: str, proof: str, source: str
) -> None:
    page = open_page(f"{officer}/relations", locale)
    choose(page, re.compile("^(岗位|Post)"), re.compile("审核岗"))
    expect(page.get_by_role("img", name=re.compile(alt))).to_be_visible()
    row = page.get_by_role("row").filter(has_text=tie)
    expect(row).to_contain_text(REVIEWER[0])
    expect(row).to_contain_text(CLERK[0])
    choose_by_keyboard(page, proof, "父亲")
    page.get_by_role("button", name=source).click()
    expect(page.get_by_role("dialog").frame_locator("iframe").locator("#mark").first).to_be_in_viewport()
