"""Title, publisher and day of issue come from the document's own words, or from nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.reading.content import Content, Paragraph, Role
from analytics.reading.imprint import join_lines, read_imprint
from models.places import Locator
from tests.reading.tables import Value, content


def page(*lines: str | tuple[str, str], title: str | None = None, media: str = "docx") -> Content:
    """A page of paragraphs; a pair is a labelled line around the body."""
    blocks = [Paragraph(title, Locator("text:1"), Role.TITLE)] if title else []
    for number, line in enumerate(lines, start=2):
        place = Locator(f"text:{number}")
        blocks.append(
            Paragraph(line, place) if isinstance(line, str) else Paragraph(line[1], place, Role.META, line[0])
        )
    return Content(media, tuple(blocks))


def test_the_headline_is_the_title() -> None:
    assert read_imprint(page("正文。", title="关于资金的公示")).title == "关于资金的公示"


def test_a_title_broken_over_two_lines_is_joined() -> None:
    rows: list[list[Value]] = [["附件:", None], ["清河县扶贫资金\n安排表", None], [None, "单位:万元"], ["村名", "金额"]]
    assert read_imprint(content(rows)).title == "清河县扶贫资金安排表"
    assert join_lines("Annual\nreport") == "Annual report"


def test_a_title_broken_over_two_rows_is_joined() -> None:
    rows: list[list[Value]] = [["清河县扶贫资金项目", None], ["安排表", None], ["村名", "金额"], ["甲村", 1]]
    assert read_imprint(content(rows)).title == "清河县扶贫资金项目安排表"


def test_a_table_without_a_title_row_has_no_title() -> None:
    assert read_imprint(content([["序号", "金额(元)"], [1, 2]], media="csv")).title is None


def test_a_page_without_headline_is_titled_by_its_first_line_that_reads_as_one() -> None:
    lines = ("依据:湘财〔2024〕3号。", "附件:", "清河县2024年补助资金安排表", "单位:万元")
    assert read_imprint(page(*lines)).title == "清河县2024年补助资金安排表"


def test_the_publishing_body_wins_over_the_signature_and_that_over_the_source() -> None:
    signed = ("正文。", "清河县财政局", "2024年2月1日")
    assert read_imprint(page(("发布机构", "县财政局"), ("来源", "县府办"), *signed)).publisher == "县财政局"
    assert read_imprint(page(("发布机构", ""), ("来源", "县府办"), *signed)).publisher == "清河县财政局"
    assert read_imprint(page(("来源", "县府办"), "正文。")).publisher == "县府办"


def test_the_stated_day_of_issue_wins_over_the_signature() -> None:
    signed = ("清河县财政局", "2024年2月1日")
    assert read_imprint(page(("发文日期", "2024-02-05"), *signed)).published == date(2024, 2, 5)
    assert read_imprint(page(("发布时间", ""), *signed)).published == date(2024, 2, 1)


def test_source_and_time_in_one_line_of_the_body_are_read() -> None:
    imprint = read_imprint(page("来源:县民政局 发布时间:2021-06-22 15:13:54", "正文。", title="公示"))
    assert (imprint.publisher, imprint.published) == ("县民政局", date(2021, 6, 22))


@pytest.mark.parametrize(
    "line", ["填报单位:清河县水利局(盖章)", "编制单位：清河县水利局", "部门:清河县水利局", "单位:清河县水利局"]
)
def test_the_head_of_a_sheet_names_its_unit_without_the_seal(line: str) -> None:
    rows: list[list[Value]] = [["资金公示表", None], [line, "单位:万元"], ["村名", "金额"], ["甲村", 1]]
    assert read_imprint(content(rows)).publisher == "清河县水利局"


@pytest.mark.parametrize("text", ["2025年1月", "20191227", "2024926", "年月日", "2020年12月12日 2020年12月25日"])
def test_a_day_that_is_not_certain_is_no_day(text: str) -> None:
    assert read_imprint(page(("发布日期", text), "正文。")).published is None
    assert read_imprint(page("正文。", text)).published is None


def test_a_day_that_lost_its_separators_is_pointed_at() -> None:
    assert read_imprint(page(("发布日期", "20191227"), "正文。")).unclear == (Locator("text:2"),)


@pytest.mark.parametrize("name", ["**民政局", "本网", "某某局", "万元"])
def test_masked_names_and_sites_are_no_publishers(name: str) -> None:
    assert read_imprint(page(("来源", name), "正文。")).publisher is None


def test_dates_of_the_notice_period_and_of_filling_in_are_no_day_of_issue() -> None:
    assert read_imprint(page("公示时间:2024-08-09", "填报时间:2024年12月20日", "正文。")).published is None


def test_every_finding_has_its_place() -> None:
    imprint = read_imprint(page("正文。", "清河县财政局", "2024年2月1日", title="公示"))
    assert {key: str(place) for key, place in imprint.locators.items()} == {
        "title": "text:1",
        "publisher": "text:3",
        "published": "text:4",
    }
