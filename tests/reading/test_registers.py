"""Registers of an office: recusals, restrictions, post holders, declared ties, matters, programme budgets."""

from __future__ import annotations

import doctest
import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from analytics.reading import registers
from analytics.reading.formats import read_content
from analytics.reading.persons import check_digit
from analytics.reading.publications import (
    declared_ties,
    kinds,
    matter_log,
    programme_budget,
    recognise,
    recusal_register,
    restriction_register,
    risk_table,
    tenure_register,
)
from analytics.reading.records import Reading
from models.language import Language, sentences
from models.vocabulary import DocumentKind
from tests.reading.tables import Span, Value, content, write

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "publications"
NUMBER = "43990319870521001" + check_digit("43990319870521001")
WRONG = NUMBER[:17] + "8"
PROVENANCE = {"places", "id", "document_id", "locator", "content_hash", "warnings", "recorded_at"}
SHORT = "990001197003"
FIRM_CODE = "91439903MA0000001A"

RECUSAL = [
    "序号",
    "登记编号",
    "姓 名",
    "工作单位及职务",
    "岗位",
    "身份证号",
    "回避类型",
    "回避事项",
    "权力环节",
    "相对人",
    "与本人关系",
    "依据条款",
    "提出方式",
    "申请日期",
    "审核人",
    "决定",
    "决定日期",
    "执行方式及期间",
    "备注",
]
RESTRICTION = [
    "序号",
    "姓名",
    "原职务",
    "职级",
    "是否领导班子成员",
    "离职方式",
    "离职日期",
    "限制年限",
    "限制届满日",
    "离职后去向",
    "所任职务",
    "与原业务关联",
    "核查情况",
    "备注",
]
TENURE = ["序号", "姓名", "身份证号", "科室", "岗位", "职务", "是否重点岗位", "任现岗位起始日期", "离岗日期", "备注"]
TIES = [
    "序号",
    "申报人",
    "身份证号",
    "职务",
    "与本人关系",
    "亲属姓名",
    "亲属身份证号",
    "亲属工作单位",
    "任职或投资企业",
    "统一社会信用代码",
    "企业职务",
    "出资比例(%)",
    "关系起始日期",
    "关系终止日期",
    "申报日期",
    "备注",
]
LOG = [
    "序号",
    "事项编号",
    "事项名称",
    "职权名称",
    "岗位",
    "环节",
    "经办人",
    "经办人身份证号",
    "办理时间",
    "申请人",
    "申请人证件号码",
    "统一社会信用代码",
    "申请金额(万元)",
    "备注",
]
BUDGET = ["序号", "专项名称", "预算年度", "主管部门", "预算金额(万元)", "预算文号", "备注"]


def filled(headings: Sequence[str], **changes: Value) -> list[Value]:
    """A row with the given values by heading (blanks and brackets of headings left out in the names)."""
    row: list[Value] = [None] * len(headings)
    names = [re.sub(r"\s|\(.*\)", "", heading) for heading in headings]
    for name, value in changes.items():
        row[names.index(name)] = value
    return row


def recusal(**changes: Value) -> list[Value]:
    base: dict[str, Value] = {
        "登记编号": "HB-1",
        "姓名": "苗予航",
        "工作单位及职务": "副局长",
        "岗位": "分管农机",
        "身份证号": "439903********001X",
        "回避类型": "公务回避",
        "回避事项": "补贴核验",
        "权力环节": "审核",
        "与本人关系": "弟",
        "申请日期": "2024.3.5",
        "决定": "同意回避",
        "决定日期": date(2024, 3, 8),
    }
    return filled(RECUSAL, **(base | changes))


def restriction(**changes: Value) -> list[Value]:
    base: dict[str, Value] = {
        "姓名": "亓文笙",
        "原职务": "副局长",
        "职级": "乡科级副职",
        "是否领导班子成员": "是",
        "离职方式": "退休",
        "离职日期": date(2022, 6, 30),
        "限制年限": "3年",
        "限制届满日": "2025年6月30日",
    }
    return filled(RESTRICTION, **(base | changes))


def tenure(**changes: Value) -> list[Value]:
    base: dict[str, Value] = {
        "姓名": "鄢一鸣",
        "身份证号": NUMBER,
        "科室": "农机科",
        "岗位": "核验岗",
        "职务": "科员",
        "是否重点岗位": "是",
        "任现岗位起始日期": "2019年5月6日",
    }
    return filled(TENURE, **(base | changes))


def tie(**changes: Value) -> list[Value]:
    base: dict[str, Value] = {
        "申报人": "苗予航",
        "身份证号": NUMBER,
        "职务": "副局长",
        "与本人关系": "弟",
        "亲属姓名": "苗予舟",
        "亲属身份证号": "439903********0028",
        "任职或投资企业": "岚汀市禾谷源农机有限公司",
        "统一社会信用代码": FIRM_CODE,
        "企业职务": "法定代表人",
        "出资比例": 60,
        "关系起始日期": "2018-04-01",
        "申报日期": "2024/1/15",
    }
    return filled(TIES, **(base | changes))


def act(**changes: Value) -> list[Value]:
    base: dict[str, Value] = {
        "事项编号": "BT-1",
        "事项名称": "补贴申请",
        "职权名称": "补贴审核",
        "岗位": "核验岗",
        "环节": "核验",
        "经办人": "鄢一鸣",
        "经办人身份证号": "439903********001X",
        "办理时间": "2024-03-05 09:30",
        "申请人": "岚汀市禾谷源农机有限公司",
        "统一社会信用代码": FIRM_CODE,
        "申请金额": 3.5,
    }
    return filled(LOG, **(base | changes))


def codes(reading: Reading) -> list[str]:
    return [rejection.reason.code for rejection in reading.rejected]


def warnings(reading: Reading) -> list[list[str]]:
    return [[warning.code for warning in record.warnings] for record in reading.rows]


def read_rows(module: Any, *rows: Sequence[Value], lines: Sequence[str] = (), merged: Sequence[Span] = ()) -> Reading:
    reading = module.read(content(rows, merged, lines))
    assert isinstance(reading, Reading)
    return reading


# --- the samples -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lanting-recusal-register.xlsx", "lanting-restriction-register.xls"])
def test_a_sample_register_reads_as_its_truth_says(name: str) -> None:
    truth = json.loads((ROOT / "tests" / "expected" / f"{name}.json").read_text("utf-8"))
    reading = recognise(read_content(SAMPLES / name))
    assert (reading.kind, reading.title, reading.publisher, reading.published) == (
        truth["kind"],
        truth["title"],
        truth["publisher"],
        truth["published"],
    )
    assert len(reading.rows) == truth["row_count"]
    assert [record.extra for record in reading.rows if record.rejected is None] == truth["records"]
    assert reading.extra.get("filled_on") == truth.get("filled_on")


def test_the_sample_recusal_register_sets_aside_what_cannot_be_taken() -> None:
    reading = recognise(read_content(SAMPLES / "lanting-recusal-register.xlsx"))
    assert [(str(r.locator).partition("!")[2], r.reason.code) for r in reading.rejected] == [
        ("R9C6", "identity-number-invalid"),
        ("R10C14", "register-date-uncertain"),
        ("R10C16", "recusal-decision-undecidable"),
        ("R11C2", "recusal-row-void"),
    ]
    # A number with a wrong check digit stands nowhere in what was read.
    assert "439903198705210018" not in repr(reading)
    assert [record.secrets for record in reading.rows][:3] == [
        {"id": "439903********001X"},
        {"id": "439903********001X"},
        {"id": "439903********0028"},
    ]


def test_the_sample_restriction_register_keeps_a_contradiction_and_lists_it() -> None:
    reading = recognise(read_content(SAMPLES / "lanting-restriction-register.xls"))
    assert [(str(r.locator).partition("!")[2], r.reason.code) for r in reading.rejected] == [
        ("R7C9", "restriction-term-too-short"),
        ("R8C7", "restriction-exit-date-unreadable"),
    ]
    assert reading.rejected[0].reason.params["due"] == "2025-11-30"
    assert warnings(reading)[0] == ["restriction-rank-is-range"]


def test_no_sample_is_taken_for_another_kind() -> None:
    ours = {
        "lanting-recusal-register.xlsx": "recusal_register",
        "lanting-restriction-register.xls": "restriction_register",
        "lanting-post-step.xlsx": "post_step_table",
        "bozhou-zjj-risk.csv": "risk_table",
        "bozhou-zjj-risk.html": "risk_table",
        "zjiet-college-risk.pdf": "risk_table",
        "zhaosu-award-2020.docx": "award",
        "zhaosu-award-2020.html": "award",
        "liuyang-river-contract.pdf": "award",
        "anning-intent-digits-lost.html": "award",
        "gongcheng-transport-power.xls": "power_list",
        "land-penalty-duty.docx": "power_list",
    }
    mine = {
        str(kind): module
        for kind, module in kinds().items()
        if kind not in {DocumentKind.THREE_PUBLIC, DocumentKind.FUND_NOTICE, DocumentKind.BUDGET}
    }
    for path in sorted(SAMPLES.iterdir()):
        file = read_content(path)
        certain = [kind for kind, module in mine.items() if module.score(file) >= 0.5]
        assert certain == ([ours[path.name]] if path.name in ours else []), path.name


# --- every register --------------------------------------------------------------------------------------------------

HEADED: list[tuple[DocumentKind, list[str], list[Value]]] = [
    (DocumentKind.RECUSAL_REGISTER, RECUSAL, recusal()),
    (DocumentKind.RESTRICTION_REGISTER, RESTRICTION, restriction()),
    (DocumentKind.TENURE_REGISTER, TENURE, tenure()),
    (DocumentKind.DECLARED_TIES, TIES, tie()),
    (DocumentKind.MATTER_LOG, LOG, act()),
    (
        DocumentKind.PROGRAMME_BUDGET,
        BUDGET,
        filled(BUDGET, 专项名称="农机补贴", 预算年度=2024, 预算金额=120, 主管部门="农业农村局"),
    ),
]


@pytest.mark.parametrize("end", ["xlsx", "html", "docx", "csv"])
@pytest.mark.parametrize(("kind", "headings", "row"), HEADED)
def test_a_register_reads_alike_in_any_format(
    tmp_path: Path, kind: DocumentKind, headings: list[str], row: list[Value], end: str
) -> None:
    width = len(headings)
    rows: list[list[Value]] = [
        [f"岚汀市农业农村局{kind.zh}表", *[None] * (width - 1)],
        ["填报单位:岚汀市农业农村局(盖章)", *[None] * (width - 3), "填报时间:2024年12月20日", None],
        list(headings),
        row,
        ["填表人:      审核人:", *[None] * (width - 1)],
        ["说明:一事一登记。", *[None] * (width - 1)],
    ]
    merged = [
        (0, 0, 0, width - 1),
        (1, 0, 1, width - 3),
        (1, width - 2, 1, width - 1),
        *((n, 0, n, width - 1) for n in (4, 5)),
    ]
    reading = recognise(read_content(write(tmp_path / f"t.{end}", rows, merged)))
    assert reading.kind is kind
    assert (reading.title, reading.publisher) == (rows[0][0], "岚汀市农业农村局")
    assert reading.extra["filled_on"] == "2024-12-20"
    straight = kinds()[kind].read(content(rows, merged))
    assert [(r.values, r.secrets, r.extra, r.valid_from) for r in reading.records] == [
        (r.values, r.secrets, r.extra, r.valid_from) for r in straight.records
    ]
    assert len(reading.rows) == 1
    assert reading.rejected == []


@pytest.mark.parametrize(("kind", "headings", "row"), HEADED)
def test_the_order_of_the_columns_does_not_matter(kind: DocumentKind, headings: list[str], row: list[Value]) -> None:
    module = kinds()[kind]
    straight, turned = module.read(content([headings, row])), module.read(content([headings[::-1], row[::-1]]))
    assert [record.values for record in turned.records] == [record.values for record in straight.records]
    assert module.score(content([headings[::-1], row[::-1]])) >= 0.5


@pytest.mark.parametrize(("kind", "headings", "row"), HEADED)
def test_an_empty_register_is_held_and_holds_nothing(kind: DocumentKind, headings: list[str], row: list[Value]) -> None:
    reading = recognise(content([headings, [None] * len(headings)]))
    assert (reading.kind, reading.records, reading.rejected) == (kind, [], [])


@pytest.mark.parametrize(("kind", "headings", "row"), HEADED)
def test_its_own_reader_is_the_most_certain_of_a_register(
    kind: DocumentKind, headings: list[str], row: list[Value]
) -> None:
    scores = {other: module.score(content([headings, row])) for other, module in kinds().items()}
    assert max(scores, key=lambda other: scores[other]) is kind
    assert [other for other in scores if scores[other] >= 0.5 and other in {k for k, _, _ in HEADED}] == [kind]


@pytest.mark.parametrize(
    ("module", "headings", "row", "column"),
    [
        (recusal_register, RECUSAL, recusal(姓名=None), 3),
        (restriction_register, RESTRICTION, restriction(姓名=None), 2),
        (tenure_register, TENURE, tenure(姓名=None), 2),
        (tenure_register, TENURE, tenure(岗位=None), 5),
        (declared_ties, TIES, tie(申报人=None), 2),
        (declared_ties, TIES, tie(与本人关系=None), 5),
        (declared_ties, TIES, tie(亲属姓名=None), 6),
        (matter_log, LOG, act(经办人=None), 7),
        (matter_log, LOG, act(事项编号=None), 2),
    ],
)
def test_a_row_that_lacks_who_or_what_is_rejected_at_its_cell(
    module: Any, headings: list[str], row: list[Value], column: int
) -> None:
    reading = read_rows(module, headings, row)
    assert reading.records == []
    assert [(str(r.locator), r.reason.code) for r in reading.rejected] == [
        (f"sheet:表!R2C{column}", "register-cell-missing")
    ]


@pytest.mark.parametrize(
    ("module", "headings", "row", "stem"),
    [
        (recusal_register, RECUSAL, recusal, {"身份证号": "id"}),
        (tenure_register, TENURE, tenure, {"身份证号": "id"}),
        (declared_ties, TIES, tie, {"身份证号": "id", "亲属身份证号": "relative_id"}),
        (matter_log, LOG, act, {"经办人身份证号": "actor_id", "申请人证件号码": "party_id"}),
    ],
)
def test_a_number_is_kept_as_a_secret_and_a_wrong_one_nowhere(
    module: Any, headings: list[str], row: Any, stem: dict[str, str]
) -> None:
    for heading, key in stem.items():
        (record,) = read_rows(module, headings, row(**{heading: NUMBER})).rows
        assert record.secrets[key] == NUMBER
        assert NUMBER not in repr((record.values, record.extra, record.label, record.warnings))
        wrong = read_rows(module, headings, row(**{heading: WRONG}))
        assert key not in wrong.rows[0].secrets
        assert codes(wrong) == ["identity-number-invalid"]
        assert warnings(wrong)[0] == ["identity-number-invalid"]
        assert WRONG not in repr(wrong)
        short = read_rows(module, headings, row(**{heading: SHORT}))
        assert codes(short) == ["identity-number-malformed"]
        assert SHORT not in repr(short)


@pytest.mark.parametrize(("kind", "headings", "row"), HEADED)
def test_a_record_fits_the_columns_of_its_table(kind: DocumentKind, headings: list[str], row: list[Value]) -> None:
    for record in kinds()[kind].read(content([headings, row])).records:
        columns = {column.key: column.columns[0] for column in sqlalchemy.inspect(record.table).column_attrs}
        derived = {f"{stem}_{end}" for stem in record.secrets for end in ("hash", "mask")}
        assert record.values.keys() | derived <= columns.keys()
        needed = {key for key, column in columns.items() if not column.nullable} - PROVENANCE
        assert {key for key in needed if record.values.get(key) is None} == set()


# --- recusals --------------------------------------------------------------------------------------------------------


def test_person_cells_merged_over_two_matters_hold_for_both() -> None:
    second = recusal(登记编号="HB-2", 回避事项="示范社评选")
    for column in (2, 3, 4, 5):
        second[column] = None
    merged = [(1, column, 2, column) for column in (2, 3, 4, 5)]
    reading = read_rows(recusal_register, RECUSAL, recusal(), second, merged=merged)
    assert [(r.values["name"], r.values["post"], r.secrets["id"]) for r in reading.rows] == [
        ("苗予航", "副局长", "439903********001X")
    ] * 2
    csv = recusal_register.read(content([RECUSAL, recusal(), second], media="csv"))
    assert [r.values for r in csv.rows] == [r.values for r in reading.rows]
    assert warnings(csv) == [[], ["register-filled-down"]]


@pytest.mark.parametrize("void", ["作废", "填写错误,作废", "已作废", "填写错误（作废）"])
def test_a_void_entry_is_set_aside_and_frees_its_number(void: str) -> None:
    reading = read_rows(recusal_register, RECUSAL, recusal(备注=void), recusal())
    assert [record.rejected is None for record in reading.rows] == [False, True]
    assert codes(reading) == ["recusal-row-void"]


def test_a_matter_about_voided_papers_is_not_void() -> None:
    reading = read_rows(recusal_register, RECUSAL, recusal(回避事项="作废票据核销审批"))
    assert codes(reading) == []


def test_a_repeated_number_is_set_aside() -> None:
    reading = read_rows(recusal_register, RECUSAL, recusal(), recusal(姓名="戚若棠"))
    assert [record.rejected is None for record in reading.rows] == [True, False]
    assert codes(reading) == ["recusal-number-repeated"]


@pytest.mark.parametrize(
    ("decision", "outcome"),
    [
        ("同意回避", "accepted"),
        ("调岗", "accepted"),
        ("轮岗", "accepted"),
        ("应予回避", "accepted"),
        ("☑同意 □不同意", "accepted"),
        ("是 √ 否 □", "accepted"),
        ("不同意回避", "refused"),
        ("不予回避", "refused"),
        ("驳回申请", "refused"),
        ("□是 ■否", "refused"),
        (None, "pending"),
        ("审核中", "pending"),
    ],
)
def test_the_outcome_follows_the_decision(decision: str | None, outcome: str) -> None:
    (record,) = read_rows(recusal_register, RECUSAL, recusal(决定=decision)).rows
    assert (record.values["outcome"], record.rejected, record.warnings) == (outcome, None, [])


def test_unknown_words_leave_a_recusal_undecided_with_a_warning() -> None:
    reading = read_rows(recusal_register, RECUSAL, recusal(决定="按程序"))
    assert reading.rows[0].values["outcome"] == "pending"
    assert warnings(reading) == [["recusal-decision-unknown"]]


@pytest.mark.parametrize("decision", ["是 否", "是□ 否□", "☑是 ☑否", "同意 不同意"])
def test_boxes_that_cannot_be_told_set_the_entry_aside(decision: str) -> None:
    reading = read_rows(recusal_register, RECUSAL, recusal(决定=decision))
    assert [record.rejected is None for record in reading.rows] == [False]
    assert codes(reading) == ["recusal-decision-undecidable"]


@pytest.mark.parametrize("written", ["××年××月××日", "2024年月日", "202435", "2024年2月30日", "待补"])
def test_an_uncertain_date_is_not_taken_and_the_entry_stays(written: str) -> None:
    reading = read_rows(recusal_register, RECUSAL, recusal(申请日期=written))
    assert (reading.rows[0].values["applied"], reading.rows[0].rejected) == (None, None)
    assert [(str(r.locator), r.reason.code) for r in reading.rejected] == [
        ("sheet:表!R2C14", "register-date-uncertain")
    ]


@pytest.mark.parametrize(
    ("execution", "first", "last", "shown"),
    [
        ("退出核验,2024.3.8—2024.12.31", date(2024, 3, 8), date(2024, 12, 31), "2024-03-08"),
        ("退出核验，自2024年3月8日起", date(2024, 3, 8), None, "2024-03-08"),
        ("退出核验，至2024年12月31日止", None, date(2024, 12, 31), None),
        ("调至种植业科,2024年4月起", None, None, "2024-04"),
        ("2024.3.8—2024.4.8,2024.5.8—2024.6.8", None, None, None),
        ("更换承办人", None, None, None),
        (None, None, None, None),
    ],
)
def test_the_term_of_a_recusal_is_taken_only_where_it_is_certain(
    execution: str | None, first: date | None, last: date | None, shown: str | None
) -> None:
    (record,) = read_rows(recusal_register, RECUSAL, recusal(执行方式及期间=execution)).rows
    assert (record.valid_from, record.valid_to, record.extra["from"]) == (first, last, shown)


# --- restrictions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"限制年限": "三年"}, None),
        ({"限制年限": 3}, None),
        ({"限制年限": "2年", "限制届满日": "2024-06-30"}, "restriction-term-too-short"),
        ({"是否领导班子成员": "否", "限制年限": "2年", "限制届满日": "2024-06-30"}, None),
        ({"是否领导班子成员": "否", "限制年限": "1年", "限制届满日": "2023-06-30"}, "restriction-term-too-short"),
        ({"限制届满日": "2025-06-29"}, "restriction-end-differs"),
        ({"离职日期": date(2024, 2, 29), "限制届满日": "2027-02-28"}, None),
        ({"限制届满日": "2025年月日"}, "register-date-uncertain"),
    ],
)
def test_a_term_is_checked_and_never_corrected(changes: dict[str, Value], code: str | None) -> None:
    reading = read_rows(restriction_register, RESTRICTION, restriction(**changes))
    assert codes(reading) == ([code] if code else [])
    assert reading.rows[0].rejected is None
    if code and code.startswith("restriction"):
        assert reading.rows[0].extra["ends"] == changes["限制届满日"]


def test_the_note_below_the_table_may_state_another_rule() -> None:
    note = filled(RESTRICTION)
    note[0] = "注:领导班子成员2年,其他人员1年,自离职之日起算。"
    short = restriction(限制年限="2年", 限制届满日="2024-06-30")
    assert codes(read_rows(restriction_register, RESTRICTION, short, note)) == []


def test_lines_and_remarks_outside_the_table_count_as_well(tmp_path: Path) -> None:
    page = write(tmp_path / "t.html", [RESTRICTION, restriction(限制年限="2年", 限制届满日="2024-06-30")])
    before = "<p>填报单位：岚汀市农业农村局（盖章）  填报时间：2024年12月20日</p><table>"
    after = "</table><p>注：领导班子成员2年，其他人员1年。</p>"
    page.write_text(page.read_text("utf-8").replace("<table>", before).replace("</table>", after), "utf-8")
    reading = recognise(read_content(page))
    assert (reading.publisher, reading.extra["filled_on"]) == ("岚汀市农业农村局", "2024-12-20")
    assert codes(reading) == []


@pytest.mark.parametrize("written", ["2024年月日", None, "2024年6月"])
def test_without_an_exit_date_no_restriction_can_be_reckoned(written: str | None) -> None:
    reading = read_rows(restriction_register, RESTRICTION, restriction(离职日期=written), restriction())
    assert [record.rejected is None for record in reading.rows] == [False, True]
    assert codes(reading) == ["restriction-exit-date-unreadable"]


def test_boxes_without_tick_leave_open_who_was_a_leader() -> None:
    reading = read_rows(restriction_register, RESTRICTION, restriction(是否领导班子成员="是□ 否□"))
    assert reading.rows[0].values["is_leader"] is None
    assert warnings(reading) == [["restriction-leader-undecidable"]]


# --- post holders ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "day"),
    [
        ("2019年5月6日", date(2019, 5, 6)),
        ("2019.5.6", date(2019, 5, 6)),
        (date(2019, 5, 6), date(2019, 5, 6)),
        (datetime.fromisoformat("2019-05-06T00:00"), date(2019, 5, 6)),
        ("二〇一九年五月六日", date(2019, 5, 6)),
    ],
)
def test_a_term_of_office_begins_on_a_day_in_any_style(since: Value, day: date) -> None:
    (record,) = read_rows(tenure_register, TENURE, tenure(任现岗位起始日期=since)).rows
    assert (record.values["since"], record.valid_from, record.valid_to) == (day, day, None)
    assert record.values["is_key"] is True


@pytest.mark.parametrize("open_end", ["至今", "在岗", "-", None])
def test_an_open_end_lasts(open_end: str | None) -> None:
    reading = read_rows(tenure_register, TENURE, tenure(离岗日期=open_end))
    assert (reading.rows[0].valid_to, reading.rejected) == (None, [])


def test_a_month_or_a_reversed_end_is_no_date() -> None:
    month = read_rows(tenure_register, TENURE, tenure(任现岗位起始日期="2019年5月"))
    assert (month.rows[0].valid_from, codes(month)) == (None, ["register-date-month-only"])
    reversed_ = read_rows(tenure_register, TENURE, tenure(离岗日期="2018-01-01"))
    assert (reversed_.rows[0].valid_to, codes(reversed_)) == (None, ["register-dates-reversed"])


def test_a_nil_return_is_no_row() -> None:
    reading = read_rows(tenure_register, TENURE, filled(TENURE, 序号=1, 姓名="无"))
    assert (reading.records, [w.code for w in reading.warnings]) == ([], ["register-nil-return"])


# --- declared ties ---------------------------------------------------------------------------------------------------


def test_a_tie_is_kept_as_declared() -> None:
    (record,) = read_rows(declared_ties, TIES, tie()).records
    assert {
        key: record.values[key]
        for key in ("name", "relation", "relative_name", "firm", "firm_code", "firm_role", "share_percent")
    } == {
        "name": "苗予航",
        "relation": "弟",
        "relative_name": "苗予舟",
        "firm": "岚汀市禾谷源农机有限公司",
        "firm_code": FIRM_CODE,
        "firm_role": "legal_representative",
        "share_percent": "60",
    }
    assert (record.valid_from, record.values["declared_on"]) == (date(2018, 4, 1), date(2024, 1, 15))
    assert record.secrets == {"id": NUMBER, "relative_id": "439903********0028"}


@pytest.mark.parametrize(
    ("written", "roles"),
    [
        ("法定代表人", ["legal_representative"]),
        ("法人代表", ["legal_representative"]),
        ("经营者", ["operator"]),
        ("执行合伙人", ["partner"]),
        ("执行董事兼总经理", ["director", "manager"]),
        ("监事会主席", ["supervisor"]),
        ("股东、监事", ["shareholder", "supervisor"]),
        ("财务负责人", ["manager"]),
        ("负责人", ["legal_representative"]),
        ("董事会秘书", ["manager"]),
        ("销售经理", ["employee"]),
        ("普通员工", ["employee"]),
        ("法定代表人、法人", ["legal_representative"]),
    ],
)
def test_each_role_in_a_firm_is_a_record_of_its_own(written: str, roles: list[str]) -> None:
    reading = read_rows(declared_ties, TIES, tie(企业职务=written))
    assert [record.values["firm_role"] for record in reading.records] == roles
    assert len(reading.rows) == 1
    assert all(record.secrets == reading.records[0].secrets for record in reading.records)


def test_what_is_not_understood_of_a_tie_stays_open_with_a_warning() -> None:
    reading = read_rows(declared_ties, TIES, tie(与本人关系="干爹", 企业职务="掌柜的"))
    assert (reading.rows[0].values["relation"], reading.rows[0].values["firm_role"]) == ("干爹", None)
    assert warnings(reading) == [["ties-relation-unknown", "ties-role-unknown"]]


@pytest.mark.parametrize("nothing", ["无", "未经商", "—", "/", None])
def test_a_relative_without_firm_has_none(nothing: str | None) -> None:
    reading = read_rows(
        declared_ties, TIES, tie(任职或投资企业=nothing, 统一社会信用代码=None, 企业职务=nothing, 出资比例=nothing)
    )
    assert [reading.rows[0].values[key] for key in ("firm", "firm_code", "firm_role", "share_percent")] == [None] * 4
    assert reading.rejected == []


def test_a_credit_code_with_a_wrong_check_character_is_not_taken() -> None:
    reading = read_rows(declared_ties, TIES, tie(统一社会信用代码=FIRM_CODE[:-1] + "B"))
    assert (reading.rows[0].values["firm_code"], codes(reading)) == (None, ["credit-code-invalid"])


@pytest.mark.parametrize(
    ("written", "share"), [("60", "60"), ("33.40%", "33.4"), (0.5, "0.5"), ("120", None), ("一半", None), ("-3", None)]
)
def test_a_share_is_decimal_text_in_percent(written: Value, share: str | None) -> None:
    reading = read_rows(declared_ties, TIES, tie(出资比例=written))
    assert reading.rows[0].values["share_percent"] == share
    assert codes(reading) == ([] if share else ["ties-share-unreadable"])


def test_a_fraction_under_a_heading_without_percent_may_be_either() -> None:
    headings = [heading.replace("(%)", "") for heading in TIES]
    reading = declared_ties.read(content([headings, tie(出资比例="0.6"), tie(出资比例="60")]))
    assert [record.values["share_percent"] for record in reading.rows] == [None, "60"]


def test_a_declaration_of_nothing_is_a_nil_return() -> None:
    reading = read_rows(declared_ties, TIES, filled(TIES, 申报人="苗予航", 与本人关系="无", 亲属姓名="无"))
    assert (reading.records, [w.code for w in reading.warnings]) == ([], ["register-nil-return"])


# --- matters ---------------------------------------------------------------------------------------------------------


def test_an_act_knows_its_day_and_the_clock_of_the_office() -> None:
    timed, dated = (
        read_rows(matter_log, LOG, act(办理时间=text)).rows[0].values for text in ("2024-03-05 09:30", "2024年3月5日")
    )
    assert timed["acted_at"].astimezone(UTC) == datetime(2024, 3, 5, 1, 30, tzinfo=UTC)
    assert (timed["acted_on"], dated["acted_on"], dated["acted_at"]) == (date(2024, 3, 5), date(2024, 3, 5), None)


@pytest.mark.parametrize("written", ["2024年月日", "2024-03-05 27:30", "上午"])
def test_an_uncertain_time_is_not_taken(written: str) -> None:
    reading = read_rows(matter_log, LOG, act(办理时间=written))
    assert (reading.rows[0].values["acted_on"], codes(reading)) == (None, ["register-date-uncertain"])


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("受理", "accept"),
        ("立案", "accept"),
        ("现场核查", "examine"),
        ("初审", "review"),
        ("签批", "decide"),
        ("评选", "award"),
        ("公示", "notify"),
        ("拨付", "pay"),
        ("验收", "verify"),
        ("送达", "deliver"),
        ("登记", "register"),
        ("归档", "file"),
        ("流转", None),
    ],
)
def test_the_act_follows_the_name_of_the_step(step: str, code: str | None) -> None:
    reading = read_rows(matter_log, LOG, act(环节=step))
    assert reading.rows[0].values["act"] == code
    assert warnings(reading) == [[] if code else ["log-step-unknown"]]


def test_amounts_are_yuan_by_the_unit_of_the_heading_or_the_line_above() -> None:
    assert read_rows(matter_log, LOG, act()).rows[0].values["amount"] == Decimal(35000)
    bare = [heading.replace("(万元)", "") for heading in LOG]
    line = ["单位:元", *[None] * 13]
    (record,) = matter_log.read(content([line, bare, act()], [(0, 0, 0, 13)])).rows
    assert record.values["amount"] == Decimal("3.5")
    without = matter_log.read(content([bare, act()]))
    assert (without.rows[0].values["amount"], codes(without)) == (None, ["amount-no-unit"])


def test_two_handlers_of_a_step_are_two_acts() -> None:
    both = act(经办人="鄢亦舒、璩明霁", 经办人身份证号="439903********0036、439903********0044")
    reading = read_rows(matter_log, LOG, both)
    assert [(r.values["actor_name"], r.secrets["actor_id"]) for r in reading.records] == [
        ("鄢亦舒", "439903********0036"),
        ("璩明霁", "439903********0044"),
    ]
    assert len(reading.rows) == 1
    one_number = read_rows(matter_log, LOG, act(经办人="鄢亦舒、璩明霁", 经办人身份证号="439903********0036"))
    assert [record.secrets for record in one_number.records] == [{}, {}]
    assert codes(one_number) == ["log-numbers-unassigned"]


def test_a_credit_code_among_the_numbers_of_applicants_is_the_firms_code() -> None:
    (record,) = read_rows(matter_log, LOG, act(统一社会信用代码=None, 申请人证件号码=FIRM_CODE)).rows
    assert (record.values["party_code"], record.secrets) == (FIRM_CODE, {"actor_id": "439903********001X"})


# --- programme budgets -----------------------------------------------------------------------------------------------


def budget(**changes: Value) -> list[Value]:
    base: dict[str, Value] = {"专项名称": "农机补贴", "预算年度": 2024, "主管部门": "农业农村局", "预算金额": 120}
    return filled(BUDGET, **(base | changes))


def test_programmes_are_read_and_the_total_is_checked() -> None:
    rows = [
        budget(),
        budget(专项名称="高标准农田", 预算年度="2024年", 预算金额="1,080.5"),
        budget(专项名称="合 计", 预算年度=None, 预算金额="1200.5"),
    ]
    reading = read_rows(programme_budget, BUDGET, *rows)
    assert [(r.label, r.values["fiscal_year"], r.values["amount"]) for r in reading.rows] == [
        ("农机补贴", 2024, Decimal(1200000)),
        ("高标准农田", 2024, Decimal(10805000)),
    ]
    assert (reading.amount_unit, reading.stated_total, reading.sum_holds) == ("万元", Decimal(12005000), True)
    off = read_rows(programme_budget, BUDGET, budget(), budget(专项名称="合计", 预算金额=121))
    assert (off.sum_holds, [w.code for w in off.warnings]) == (False, ["budget-sum-differs"])


def test_a_year_comes_from_its_cell_or_the_title_or_not_at_all() -> None:
    titled = programme_budget.read(content([BUDGET, budget(预算年度=None)], title="岚汀市2025年专项资金年度预算表"))
    assert [(r.values["fiscal_year"], [w.code for w in r.warnings]) for r in titled.rows] == [
        (2025, ["budget-year-from-title"])
    ]
    assert codes(read_rows(programme_budget, BUDGET, budget(预算年度=None))) == ["budget-year-missing"]
    assert codes(read_rows(programme_budget, BUDGET, budget(预算年度="二四"))) == ["budget-year-missing"]


def test_an_unreadable_amount_is_reported_and_a_blank_one_is_not_zero() -> None:
    reading = read_rows(programme_budget, BUDGET, budget(预算金额="约120"), budget(预算金额=None))
    assert [record.values["amount"] for record in reading.rows] == [None, None]
    assert codes(reading) == ["amount-approximate"]


# --- sentences -------------------------------------------------------------------------------------------------------


def test_every_code_that_readers_of_registers_use_has_its_sentence() -> None:
    pattern = re.compile(r'"((?:register|identity|credit|risk|step|recusal|restriction|ties|log|budget)-[a-z-]+)"')
    folder = ROOT / "analytics" / "reading"
    used = {code for path in folder.rglob("*.py") for code in pattern.findall(path.read_text("utf-8"))}
    assert len(used) > 30
    assert used <= sentences().keys()


def test_the_rejections_of_a_faulty_register_can_be_said() -> None:
    rows = [
        recusal(身份证号=WRONG),
        recusal(),
        recusal(登记编号="HB-3", 决定="是 否"),
        recusal(登记编号="HB-4", 决定日期="待定日"),
    ]
    reading = read_rows(recusal_register, RECUSAL, *rows)
    assert len(reading.rejected) == 4
    assert all(rejection.reason.say(language) for rejection in reading.rejected for language in Language)


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(registers).failed == 0


def _programmes(line: str, heading: str, *rows: list[Value]) -> Reading:
    above: list[list[Value]] = [["清河县2024年专项资金预算表", None, None], [line, None, None]]
    return programme_budget.read(content([*above, ["专项资金名称", "主管部门", heading], *rows]))


def test_a_unit_of_measure_is_no_publisher() -> None:
    assert _programmes("单位：万元", "年初预算", ["农业发展", "农业局", 100]).publisher is None


def test_a_programme_with_contradicting_units_has_no_amount() -> None:
    reading = _programmes("单位：万元", "年初预算（元）", ["农业发展", "农业局", 100])
    assert reading.rows[0].values["amount"] is None
    assert [rejection.reason.code for rejection in reading.rejected] == ["amount-units-differ"]


def test_the_direction_of_grades_may_stand_in_the_title() -> None:
    rows: list[list[Value]] = [["岗位廉政风险点一览表（3级为最高风险）", None, None], ["岗位", "风险点", "风险等级"]]
    reading = risk_table.read(content([*rows, ["会计", "坐支", "3"], ["出纳", "挪用", "1"]]))
    assert [row.values["grade"] for row in reading.rows] == ["HIGH", "LOW"]


def test_two_risk_tables_of_one_sheet_keep_their_own_columns() -> None:
    rows: list[list[Value]] = [["序号", "岗位", "风险点", "风险等级", "防控措施"], [1, "会计", "坐支", "高", "复核"]]
    rows += [[None] * 5, ["二、审批科", None, None, None, None], ["序号", "风险点", "岗位", "防控措施", "风险等级"]]
    rows += [[1, "违规审批", "审批岗", "集体研究", "中"]]
    points = [(r.values["post"], r.values["name"], r.values["grade"]) for r in risk_table.read(content(rows)).rows]
    assert points == [("会计", "坐支", "HIGH"), ("审批岗", "违规审批", "MEDIUM")]
