"""Tables of posts, powers and steps: merged columns, handlers, time limits."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pytest

from analytics.reading import acts
from analytics.reading.formats import read_content
from analytics.reading.publications import post_step_table, recognise
from analytics.reading.records import Reading
from models.tables import PostStep, StepHandler
from models.vocabulary import DocumentKind
from tests.reading.tables import content, write

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "publications" / "lanting-post-step.xlsx"
HEADINGS = [
    "科室",
    "岗位",
    "职权名称",
    "职权类型",
    "环节序号",
    "流程环节",
    "经办人",
    "办理时限(工作日)",
    "风险点",
    "风险等级",
    "防控措施",
]


def step(
    number: int, name: str, handlers: str | None = "鄢亦舒", limit: str | int | None = 5, grade: str = "中"
) -> list[Any]:
    return ["农机科", "核验岗", "补贴审核", "行政给付", number, name, handlers, limit, "走过场", grade, "双人核验"]


def read_steps(*rows: list[Any]) -> Reading:
    return post_step_table.read(content([HEADINGS, *rows]))


def test_the_sample_reads_as_its_truth_says() -> None:
    truth = json.loads((ROOT / "tests" / "expected" / f"{SAMPLE.name}.json").read_text("utf-8"))
    reading = recognise(read_content(SAMPLE))
    assert (reading.kind, reading.title, reading.publisher, reading.published) == (
        truth["kind"],
        truth["title"],
        truth["publisher"],
        truth["published"],
    )
    assert len(reading.rows) == truth["row_count"]
    assert {record.label: record.extra["level"] for record in reading.rows} == truth["levels"]
    assert [{key: record.extra[key] for key in truth["records"][0]} for record in reading.rows] == truth["records"]
    assert reading.extra["scheme"] == truth["scheme"]
    warned = {record.label: [w.code for w in record.warnings] for record in reading.rows if record.warnings}
    assert warned == {
        "农产品质量安全行政处罚|决定": ["step-handler-is-post"],
        "农产品质量安全行政处罚|送达": ["step-without-measure", "step-without-handler"],
        "档案查借阅|登记": ["step-limit-no-number"],
    }


def test_handlers_hang_on_their_step_and_are_no_rows() -> None:
    reading = read_steps(step(1, "核验", "鄢亦舒、璩明霁"), step(2, "决定", "法制审核岗"))
    handlers = [record for record in reading.records if record.table is StepHandler]
    assert [(h.values["name"], h.values["is_person"]) for h in handlers] == [
        ("鄢亦舒", True),
        ("璩明霁", True),
        ("法制审核岗", False),
    ]
    assert [h.parent.label for h in handlers if h.parent] == ["补贴审核|核验", "补贴审核|核验", "补贴审核|决定"]
    assert [record.table for record in reading.rows] == [PostStep, PostStep]


@pytest.mark.parametrize(
    ("limit", "days", "warning"),
    [
        (5, 5, None),
        ("5", 5, None),
        ("5个工作日", 5, None),
        ("10个工作日内", 10, None),
        ("即时", None, "step-limit-no-number"),
        ("当场办结", None, "step-limit-no-number"),
        ("2个月", None, "step-limit-no-working-days"),
        ("5个自然日", None, "step-limit-no-working-days"),
        (None, None, None),
    ],
)
def test_only_working_days_are_a_limit_in_days(limit: str | int | None, days: int | None, warning: str | None) -> None:
    (record,) = read_steps(step(1, "核验", limit=limit)).rows
    assert (record.values["limit_days"], record.values["limit_text"]) == (days, None if limit is None else str(limit))
    assert [w.code for w in record.warnings] == ([warning] if warning else [])


def test_a_bare_number_counts_working_days_only_where_the_heading_says_so() -> None:
    headings = [heading.replace("(工作日)", "") for heading in HEADINGS]
    (record,) = post_step_table.read(content([headings, step(1, "核验")])).rows
    assert (record.values["limit_days"], record.values["limit_text"]) == (None, "5")


@pytest.mark.parametrize("missing", [1, 2, 5])
def test_a_row_without_post_power_or_step_is_rejected_at_its_cell(missing: int) -> None:
    row = step(1, "核验")
    row[missing] = None
    reading = read_steps(row, step(2, "决定"))
    assert [str(r.locator) for r in reading.rejected] == [f"sheet:表!R2C{missing + 1}"]
    assert [record.label for record in reading.rows] == ["补贴审核|决定"]


@pytest.mark.parametrize("end", ["xlsx", "html", "docx", "csv"])
def test_any_format_gives_the_same_steps(tmp_path: Path, end: str) -> None:
    rows = [["岚汀市某局岗位职权与流程表", *[None] * 10], HEADINGS, step(1, "受理"), [None] * 4 + step(2, "核验")[4:]]
    merged = [(0, 0, 0, 10), *((2, column, 3, column) for column in range(4))]
    reading = recognise(read_content(write(tmp_path / f"t.{end}", rows, merged)))
    assert reading.kind is DocumentKind.POST_STEP_TABLE
    assert [(r.values["post"], r.values["power_type"], r.label) for r in reading.rows] == [
        ("核验岗", "行政给付", "补贴审核|受理"),
        ("核验岗", "行政给付", "补贴审核|核验"),
    ]


def test_the_order_of_the_columns_does_not_matter() -> None:
    rows = [HEADINGS, step(1, "受理"), step(2, "核验", None, "即时", "高")]
    turned = [list(reversed(row)) for row in rows]
    assert [r.values for r in post_step_table.read(content(turned)).rows] == [
        r.values for r in post_step_table.read(content(rows)).rows
    ]


def test_the_examples_of_the_act_words_hold() -> None:
    assert doctest.testmod(acts).failed == 0
