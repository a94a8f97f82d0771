"""Tables of risk points: grades by their scheme, owners masked, points that break off set aside."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pytest

from analytics.reading import grades
from analytics.reading.formats import read_content
from analytics.reading.grades import read_grade
from analytics.reading.publications import recognise, risk_table
from models.language import Language
from models.vocabulary import DocumentKind
from tests.reading.tables import content, write

ROOT = Path(__file__).parents[2]
HEADINGS = [
    "序号",
    "单位/科室",
    "岗位",
    "风险类别",
    "风险点",
    "表现形式",
    "风险等级",
    "防控措施",
    "部门负责人",
    "责任领导",
]


def row(
    number: int,
    name: str,
    grade: str,
    measures: str = "集体研究。",
    unit: str | None = "征收科",
    owner: str | None = "徐某",
) -> list[Any]:
    return [number, unit, "审核岗", "岗位职责风险", name, "以权谋私。", grade, measures, owner, "李海川"]


def expected(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "tests" / "expected" / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["bozhou-zjj-risk.csv", "bozhou-zjj-risk.html", "zjiet-college-risk.pdf"])
def test_a_sample_reads_as_its_truth_says(name: str) -> None:
    reading, truth = recognise(read_content(ROOT / "samples" / "publications" / name)), expected(name)
    assert (reading.kind, reading.title, reading.publisher, reading.published) == (
        truth["kind"],
        truth["title"],
        truth["publisher"],
        truth["published"],
    )
    assert {record.label: record.extra["level"] for record in reading.rows} == truth["levels"]
    assert len(reading.rows) == truth["row_count"]
    assert reading.extra["scheme"] == truth["scheme"]
    assert reading.extra["owners"] == truth.get("owners", {})
    assert len(reading.rejected) == 1  # the row that breaks off
    assert "incomplete" in reading.rejected[0].reason.code


def test_html_and_csv_of_one_table_give_the_same_points() -> None:
    samples = ROOT / "samples" / "publications"
    html, csv = (recognise(read_content(samples / f"bozhou-zjj-risk.{end}")) for end in ("html", "csv"))
    assert [record.values for record in html.rows] == [record.values for record in csv.rows]
    assert all(record.values["unit_name"] == "市重点工程建设管理服务中心" for record in csv.rows)
    filled = [any(w.code == "register-filled-down" for w in record.warnings) for record in csv.rows]
    assert filled == [False, True, True, True, True]
    assert not any(w.code == "register-filled-down" for record in html.rows for w in record.warnings)


def test_a_digit_scale_is_taken_as_usual_with_a_warning() -> None:
    reading = risk_table.read(content([HEADINGS, row(1, "甲", "1"), row(2, "乙", "3")]))
    assert [record.values["grade"] for record in reading.rows] == ["HIGH", "LOW"]
    assert [w.code for w in reading.warnings] == ["risk-scale-direction", "risk-owners-masked"]


def test_a_digit_scale_that_the_file_explains_needs_no_warning() -> None:
    lines = ["说明:风险等级分为1、2、3级,3级为最高。"]
    reading = risk_table.read(content([HEADINGS, row(1, "甲", "1")], lines=lines))
    assert [record.values["grade"] for record in reading.rows] == ["LOW"]
    assert "risk-scale-direction" not in [w.code for w in reading.warnings]


@pytest.mark.parametrize(
    ("texts", "scheme"),
    [
        (("高", "中", "低"), "高/中/低"),
        (("高风险", "中风险", "低 风 险"), "高/中/低"),
        (("高级", "中级", "低级"), "高级/中级/低级"),
        (("一级", "二级", "三级"), "一级/二级/三级"),
        (("一级风险", "二级风险", "三级风险"), "一级/二级/三级"),
        (("I级", "II级", "III级"), "Ⅰ级/Ⅱ级/Ⅲ级"),
        (("Ⅰ级", "Ⅱ级", "Ⅲ级"), "Ⅰ级/Ⅱ级/Ⅲ级"),
        (("Ⅰ", "Ⅱ", "Ⅲ"), "Ⅰ级/Ⅱ级/Ⅲ级"),
        (("1", "2", "3"), "digit, 1 = highest"),
    ],
)
def test_each_scale_of_the_field_is_read(texts: tuple[str, str, str], scheme: str) -> None:
    found = [read_grade(text) for text in texts]
    assert [str(grade.level) for grade in found] == ["HIGH", "MEDIUM", "LOW"]
    assert {grade.scheme for grade in found} == {scheme}


def test_a_grade_in_two_scales_counts_where_both_agree() -> None:
    assert [str(read_grade(text).level) for text in ("一级（高）", "低(Ⅲ级)", "高(三级)")] == ["HIGH", "LOW", "None"]


def test_an_office_may_count_the_other_way() -> None:
    reading = risk_table.read(content([HEADINGS, row(1, "甲", "一级"), row(2, "乙", "高")]), first_is_highest=False)
    assert [record.values["grade"] for record in reading.rows] == ["LOW", "HIGH"]


def test_the_setting_of_the_office_turns_the_scale_and_a_file_that_explains_its_own_does_not_heed_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SUNLEDGER_FIRST_GRADE_IS_HIGHEST", "false")
    rows = [HEADINGS, row(1, "甲", "一级"), row(2, "乙", "三级")]
    assert [r.values["grade"] for r in risk_table.read(content(rows)).rows] == ["LOW", "HIGH"]
    explained = content(rows, lines=["说明：一级为最高风险。"])
    assert [r.values["grade"] for r in risk_table.read(explained).rows] == ["HIGH", "LOW"]


def test_a_file_that_contradicts_itself_about_its_scale_is_not_assessed() -> None:
    lines = ["一级为最高风险。", "风险等级由低到高分为一级、二级、三级。"]
    (record,) = risk_table.read(content([HEADINGS, row(1, "甲", "一级")], lines=lines)).rows
    assert (record.values["grade"], [w.code for w in record.warnings]) == (None, ["risk-grade-unknown"])


@pytest.mark.parametrize("text", ["★★", "☆☆☆☆", "四级", "4", "较高", "高/中", "重大", "A", "高中"])
def test_an_unknown_grade_is_not_assessed_and_says_so(text: str) -> None:
    (record,) = risk_table.read(content([HEADINGS, row(1, "甲", text)])).rows
    assert (record.values["grade"], record.values["grade_text"], record.extra["level"]) == (None, text, None)
    assert [w.code for w in record.warnings] == ["risk-grade-unknown"]


def test_a_point_without_grade_is_not_assessed_which_is_not_low() -> None:
    rows = [["序号", "风险点", "监测指标", "防控措施"], [1, "甲", "每月抽查", "双人核验"]]
    reading = risk_table.read(content(rows))
    assert [record.values["grade"] for record in reading.rows] == [None]
    assert [w.code for w in reading.rows[0].warnings] == ["risk-not-assessed"]
    assert reading.extra["scheme"] is None


def test_a_grade_inside_the_description_is_read() -> None:
    rows = [["序号", "风险点", "风险表现及等级", "防控措施"], [1, "甲", "滥用职权。风险等级：中", "双人核验"]]
    assert [record.values["grade"] for record in risk_table.read(content(rows)).rows] == ["MEDIUM"]


@pytest.mark.parametrize(
    ("measures", "breaks_off"),
    [
        ("1.培训; 2.完善财务和审计制度,", True),
        ("培训、", True),
        ("培训，", True),
        ("包括：", True),
        ("1.培训;", False),
        ("培训。", False),
        ("培训", False),
    ],
)
def test_a_measure_that_breaks_off_is_kept_and_reported(measures: str, breaks_off: bool) -> None:
    reading = risk_table.read(content([HEADINGS, row(1, "甲", "高", measures)]))
    assert [record.values["measures"] for record in reading.rows] == [measures]
    assert [(str(r.locator), r.reason.code) for r in reading.rejected] == (
        [("sheet:表!R2C8", "risk-text-incomplete")] if breaks_off else []
    )


def test_a_point_that_is_only_a_name_is_no_point() -> None:
    rows = [["风险领域", "风险点", "风险等级", "防控措施"], ["采购", "围标", "高", "抽查"], ["预算", "预", "", ""]]
    reading = risk_table.read(content(rows))
    assert [record.label for record in reading.rows] == ["围标"]
    assert [(str(r.locator), r.reason.code) for r in reading.rejected] == [("sheet:表!R3", "risk-row-incomplete")]


def test_owners_are_shown_by_surname_only() -> None:
    reading = risk_table.read(
        content([HEADINGS, row(1, "甲", "高", owner="欧阳海舟"), row(2, "乙", "低", owner="科室负责人")])
    )
    assert reading.extra["owners"] == {"部门负责人": "欧阳某、科室负责人", "责任领导": "李某"}
    assert "李海川" not in repr(reading)
    assert all(record.values["has_owner"] for record in reading.rows)


def test_a_point_without_owner_has_none() -> None:
    rows = [HEADINGS[:-2], row(1, "甲", "高")[:-2]]
    assert [record.values["has_owner"] for record in risk_table.read(content(rows)).rows] == [False]


@pytest.mark.parametrize("order", [[8, 6, 4, 1, 0, 7, 5, 2, 3, 9], list(range(9, -1, -1))])
def test_the_order_of_the_columns_does_not_matter(order: list[int]) -> None:
    rows = [HEADINGS, row(1, "甲", "高"), row(2, "乙", "低", unit="办公室")]
    turned = [[line[i] for i in order] for line in rows]
    straight = [record.values for record in risk_table.read(content(rows)).rows]
    assert [record.values for record in risk_table.read(content(turned)).rows] == straight


@pytest.mark.parametrize("end", ["xlsx", "html", "docx", "csv"])
def test_any_format_gives_the_same_points(tmp_path: Path, end: str) -> None:
    title = ["岚汀市农业农村局廉政风险点及防控措施表", *[None] * 9]
    rows = [
        title,
        HEADINGS,
        row(1, "甲", "高"),
        row(2, "乙", "中", unit=None, owner=None),
        row(3, "丙", "低", unit="办公室"),
    ]
    merged = [(0, 0, 0, 9), (2, 1, 3, 1), (2, 8, 3, 8)]
    reading = recognise(read_content(write(tmp_path / f"t.{end}", rows, merged)))
    assert reading.kind is DocumentKind.RISK_TABLE
    assert reading.title == title[0]
    assert [(r.values["department"], r.values["grade"]) for r in reading.rows] == [
        ("征收科", "HIGH"),
        ("征收科", "MEDIUM"),
        ("办公室", "LOW"),
    ]


def test_several_tables_on_a_page_are_all_read() -> None:
    first, second = content([HEADINGS, row(1, "甲", "高")]), content([HEADINGS, row(1, "乙", "低")])
    both = first.__class__("html", (*first.blocks, *second.blocks))
    assert [record.label for record in risk_table.read(both).rows] == ["甲", "乙"]


@pytest.mark.parametrize(
    "headings",
    [
        ["序号", "姓名", "金额"],
        ["风险点", "联系人"],
        ["序号", "岗位", "职权名称", "流程环节", "经办人", "风险点", "风险等级"],
    ],
)
def test_near_misses_are_no_risk_tables(headings: list[str]) -> None:
    assert risk_table.score(content([headings, ["甲"] * len(headings)])) < 0.5


def test_every_sentence_of_a_reading_can_be_said() -> None:
    reading = risk_table.read(content([HEADINGS, row(1, "甲", "★", "培训,"), row(2, "乙", "1"), row(3, "丙", "高")]))
    messages = [
        *reading.warnings,
        *(r.reason for r in reading.rejected),
        *(w for r in reading.records for w in r.warnings),
    ]
    assert len(messages) == 7
    assert all(message.say(language) for message in messages for language in Language)


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(grades).failed == 0
