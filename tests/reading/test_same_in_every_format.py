"""Any table of a kind that has a reader of its own gives the same records in every format and in any order of columns.

Flows in: tables of invented rows, one after another, and files that libraries wrote from them. What a cell says is known
before it is written, so that agreement in error is no agreement.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.reading import read_file
from analytics.reading.persons import check_digit
from analytics.reading.records import Reading
from models.vocabulary import DocumentKind
from tests.reading.rendering import RENDERERS

FORMATS = ("xlsx", "xls", "html", "docx", "csv")
SERIAL = "序号"


@dataclass(frozen=True)
class Said:
    """A cell: what it shows, what it means, and the typed value that a spreadsheet may hold in its place."""

    text: str
    value: object = None
    typed: Decimal | date | None = None


Cells = dict[str, Said]


@dataclass(frozen=True, repr=False)
class Form:
    """A kind of table: the lines above it, a row as drawn, and which heading tells which column of the record."""

    name: str
    kind: DocumentKind
    above: Sequence[str]
    row: st.SearchStrategy[Cells]
    told: dict[str, str]
    unique: str | None = None  # the heading whose cells differ from row to row
    below: Callable[[list[Cells]], Cells] | None = None  # the row of totals
    secrets: dict[str, str] | None = None
    fixed: Callable[[list[Cells]], list[Cells]] | None = None  # rows that belong together, made from those drawn


# --- cells -----------------------------------------------------------------------------------------------------------

_HAN = "岚汀禾岫涛渠塘堰茶稻棉荷莲梅竹"


def shown(text: str) -> Said:
    return Said(text, text)


def either(*texts: str) -> st.SearchStrategy[Said]:
    return st.sampled_from(texts).map(shown)


def words(before: str = "", after: str = "") -> st.SearchStrategy[Said]:
    return st.text(_HAN, min_size=2, max_size=6).map(lambda text: shown(before + text + after))


def _numbered(before: str, after: str = "") -> st.SearchStrategy[Said]:
    return st.integers(1, 999).map(lambda n: shown(f"{before}{n:03d}{after}"))


PERSONS = st.tuples(
    st.sampled_from(("令狐", "濮阳", "鄢", "璩", "郗", "逄")), st.text("予舟鸣笙临夏", min_size=2, max_size=2)
)
PERSON = PERSONS.map(lambda parts: shown("".join(parts)))
UNIT = either("岚汀市水利局", "岚汀市民政局", "岚汀市农业农村局")
FIRM = words("岚汀市", "有限公司")
BLANK = Said("")


@st.composite
def day(draw: st.DrawFn, first: date = date(2015, 1, 1), last: date = date(2025, 12, 28)) -> Said:
    value = draw(st.dates(first, last))
    return written_day(value, draw(st.integers(0, 4)))


def written_day(value: date, style: int) -> Said:
    y, m, d = value.year, value.month, value.day
    texts = (value.isoformat(), f"{y}年{m}月{d}日", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m:02d}月{d:02d}日")
    return Said(texts[style], value, value)


@st.composite
def amount(draw: st.DrawFn, factor: int = 10_000, most: int = 9_999_999) -> Said:
    """An amount in units of `factor` yuan, to a hundredth."""
    number = Decimal(draw(st.integers(1, most))) / 100
    text = draw(st.sampled_from((f"{number:f}", f"{number:,.2f}", f"{number:.2f}")))
    return Said(text, number * factor, number)


@st.composite
def identity(draw: st.DrawFn) -> Said:
    body = f"439903{draw(st.dates(date(1960, 1, 1), date(2000, 1, 1))):%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return shown(body + check_digit(body))


def count(first: int, last: int, after: str = "") -> st.SearchStrategy[Said]:
    return st.integers(first, last).map(lambda n: Said(f"{n}{after}", n, None if after else Decimal(n)))


def rows_of(cells: dict[str, st.SearchStrategy[Said]]) -> st.SearchStrategy[Cells]:
    """A row of cells that do not depend on one another, by their headings."""
    return st.fixed_dictionaries(cells)


# --- forms -----------------------------------------------------------------------------------------------------------


def _sum(column: str, label: str) -> Callable[[list[Cells]], Cells]:
    def below(rows: list[Cells]) -> Cells:
        total = sum((row[column].typed for row in rows if isinstance(row[column].typed, Decimal)), Decimal(0))
        return {label: Said("合计"), column: Said(f"{total:f}", total * 10_000, total)}

    return below


def _three_public(rows: list[Cells]) -> list[Cells]:
    """The items of one unit, of which the total and the vehicles are sums, from four amounts that were drawn."""
    abroad, reception, running, purchase = (row["金额"].typed for row in rows)
    assert isinstance(abroad, Decimal) and isinstance(reception, Decimal)
    assert isinstance(running, Decimal) and isinstance(purchase, Decimal)
    items = [
        ("合计", "total", abroad + reception + running + purchase),
        ("1.因公出国（境）费用", "abroad", abroad),
        ("2.公务接待费", "reception", reception),
        ("3.公务用车购置及运行费", "vehicles", running + purchase),
        ("其中：公务用车运行费", "vehicle_running", running),
        ("公务用车购置费", "vehicle_purchase", purchase),
    ]
    return [{"项目": Said(text, item), "金额": Said(f"{n:f}", n * 10_000, n)} for text, item, n in items]


@st.composite
def _restricted(draw: st.DrawFn) -> Cells:
    left = draw(st.dates(date(2016, 1, 1), date(2023, 12, 28)))
    is_leader = draw(st.booleans())
    years = 3 if is_leader else 2
    ends = (
        date(left.year + years, left.month, min(left.day, 28))
        if (left.month, left.day) == (2, 29)
        else left.replace(year=left.year + years)
    )
    return {
        "姓名": draw(PERSON),
        "原职务": draw(words(after="科科长")),
        "职级": shown("乡科级副职" if is_leader else "一级主任科员"),
        "是否领导班子成员": Said("是" if is_leader else "否", is_leader),
        "离职方式": draw(either("退休", "辞去公职")),
        "离职日期": written_day(left, draw(st.integers(0, 4))),
        "限制年限": Said(f"{years}年", years),
        "限制届满日": written_day(ends, draw(st.integers(0, 4))),
        "离职后去向": draw(FIRM),
        "所任职务": draw(either("顾问", "副总经理")),
        "核查情况": shown("正常"),
    }


@st.composite
def _recused(draw: st.DrawFn) -> Cells:
    applied = draw(st.dates(date(2018, 1, 1), date(2025, 6, 1)))
    decided = applied + timedelta(days=draw(st.integers(0, 20)))
    return {
        "登记编号": draw(_numbered("HB-2024-")),
        "姓名": draw(PERSON),
        "工作单位及职务": draw(words(after="科科长")),
        "岗位": draw(words("分管")),
        "回避类型": shown("公务回避"),
        "回避事项": draw(words(after="补贴核验")),
        "权力环节": draw(either("审核", "核验")),
        "相对人": draw(FIRM),
        "与本人关系": draw(either("弟", "配偶", "女儿")),
        "依据条款": shown("公务员法第七十六条"),
        "提出方式": shown("本人申请"),
        "申请日期": written_day(applied, draw(st.integers(0, 4))),
        "审核人": shown("局党组"),
        "决定": shown("同意回避"),
        "决定日期": written_day(decided, draw(st.integers(0, 4))),
    }


@st.composite
def _acted(draw: st.DrawFn) -> Cells:
    on = draw(st.dates(date(2018, 1, 1), date(2025, 6, 1)))
    return {
        "事项编号": draw(_numbered("NJ-2024-")),
        "事项名称": draw(words(after="补贴核验")),
        "职权名称": draw(words(after="补贴审核")),
        "岗位": draw(words(after="核验岗")),
        "环节": draw(either("受理", "核验", "公示")),
        "经办人": draw(PERSON),
        "办理时间": written_day(on, draw(st.integers(0, 4))),
        "申请人": draw(FIRM),
        "申请金额(万元)": draw(amount()),
    }


FORMS = [
    Form(
        "three public expenses",
        DocumentKind.THREE_PUBLIC,
        ("清河县水利局2023年“三公”经费预算表", "单位：万元"),
        rows_of({"金额": amount()}),
        {"项目": "item", "金额": "amount"},
        fixed=_three_public,
    ),
    Form(
        "a fund notice of villages and projects",
        DocumentKind.FUND_NOTICE,
        ("清河县2023年第三批财政衔接推进乡村振兴补助资金项目公示", "单位：万元"),
        rows_of({"村名": words(after="村"), "项目名称": words(after="产业园项目"), "资金金额": amount()}),
        {"资金金额": "amount"},
        below=_sum("资金金额", "村名"),
    ),
    Form(
        "risk points",
        DocumentKind.RISK_TABLE,
        ("岚汀市水利局廉政风险点排查表",),
        rows_of({
            "科室": words(after="科"),
            "岗位": words(after="审核岗"),
            "风险类别": either("岗位职责风险", "业务流程风险"),
            "风险点": words(after="不规范"),
            "表现形式": words(after="以权谋私。"),
            "风险等级": either("高", "中", "低"),
            "防控措施": words(after="集体研究。"),
        }),
        {"风险点": "name", "岗位": "post", "风险等级": "grade_text", "防控措施": "measures"},
        unique="风险点",
    ),
    Form(
        "posts and steps",
        DocumentKind.POST_STEP_TABLE,
        ("岚汀市水利局岗位职权与流程表", "编制单位：岚汀市水利局"),
        rows_of({
            "科室": words(after="科"),
            "岗位": words(after="核验岗"),
            "职权名称": words(after="补贴审核"),
            "职权类型": either("行政给付", "行政许可"),
            "流程环节": either("受理", "核验", "公示"),
            "经办人": PERSON,
            "办理时限（工作日）": count(1, 30),
            "风险点": words(after="不登记"),
            "风险等级": either("高", "中", "低"),
            "防控措施": words(after="双人核验"),
        }),
        {"岗位": "post", "职权名称": "power", "流程环节": "step_name", "办理时限（工作日）": "limit_days", "防控措施": "measures"},
        unique="职权名称",
    ),
    Form(
        "recusals",
        DocumentKind.RECUSAL_REGISTER,
        ("岚汀市水利局履职回避登记表", "填报单位：岚汀市水利局"),
        _recused(),
        {
            "登记编号": "number",
            "姓名": "name",
            "岗位": "duty",
            "回避事项": "matter",
            "相对人": "counterparty",
            "与本人关系": "relation",
            "申请日期": "applied",
            "决定日期": "decided",
        },
        unique="登记编号",
    ),
    Form(
        "restrictions after leaving",
        DocumentKind.RESTRICTION_REGISTER,
        ("从业限制登记表", "单位：岚汀市水利局"),
        _restricted(),
        {
            "姓名": "name",
            "原职务": "old_post",
            "是否领导班子成员": "is_leader",
            "离职日期": "exit_date",
            "限制年限": "years",
            "限制届满日": "ends",
            "离职后去向": "went_to",
        },
        unique="姓名",
    ),
    Form(
        "a log of matters",
        DocumentKind.MATTER_LOG,
        ("岚汀市水利局事项办理日志（2024年度）", "填报单位：岚汀市水利局"),
        _acted(),
        {
            "事项编号": "matter_number",
            "环节": "step_name",
            "经办人": "actor_name",
            "办理时间": "acted_on",
            "申请人": "party_name",
            "申请金额(万元)": "amount",
        },
        unique="事项编号",
    ),
    Form(
        "holders of posts",
        DocumentKind.TENURE_REGISTER,
        ("岚汀市水利局岗位任职登记表", "填报单位：岚汀市水利局"),
        rows_of({
            "姓名": PERSON,
            "身份证号": identity(),
            "科室": words(after="科"),
            "岗位": words(after="审核岗"),
            "职务": words(after="科科长"),
            "是否重点岗位": st.booleans().map(lambda key: Said("是" if key else "否", key)),
            "任现岗位起始日期": day(),
        }),
        {"姓名": "name", "科室": "department", "岗位": "post", "是否重点岗位": "is_key", "任现岗位起始日期": "since"},
        unique="身份证号",
        secrets={"身份证号": "id"},
    ),
    Form(
        "declared ties",
        DocumentKind.DECLARED_TIES,
        ("岚汀市水利局领导干部亲属任职及经商办企业情况申报表", "填报单位：岚汀市水利局"),
        rows_of({
            "申报人": PERSON,
            "身份证号": identity(),
            "职务": words(after="科副科长"),
            "与本人关系": either("弟", "配偶", "女儿"),
            "亲属姓名": PERSON,
            "亲属身份证号": identity(),
            "任职或投资企业": FIRM,
            "企业职务": either("法定代表人", "监事"),
            "申报日期": day(),
        }),
        {"申报人": "name", "与本人关系": "relation", "亲属姓名": "relative_name", "任职或投资企业": "firm", "申报日期": "declared_on"},
        unique="亲属身份证号",
        secrets={"身份证号": "id", "亲属身份证号": "relative_id"},
    ),
    Form(
        "programmes and their budgets",
        DocumentKind.PROGRAMME_BUDGET,
        ("岚汀市专项资金年度预算表", "编制单位：岚汀市财政局"),
        rows_of({
            "专项名称": words(after="补助资金"),
            "预算年度": count(2018, 2025),
            "主管部门": UNIT,
            "预算金额（万元）": amount(),
            "预算文号": _numbered("岚财预〔2024〕", "号"),
        }),
        {"专项名称": "programme", "预算年度": "fiscal_year", "主管部门": "unit_name", "预算金额（万元）": "amount", "预算文号": "basis"},
        unique="专项名称",
    ),
    Form(
        "awards",
        DocumentKind.AWARD,
        ("岚汀市农业农村局2024年采购项目中标结果公示",),
        rows_of({"标段名称": words(after="标段"), "中标供应商": FIRM, "中标金额（万元）": amount()}),
        {"中标供应商": "supplier", "中标金额（万元）": "amount"},
        unique="标段名称",
    ),
    Form(
        "powers",
        DocumentKind.POWER_LIST,
        ("岚汀市水利局权责清单（行政许可类）",),
        rows_of({
            "职权编码": _numbered("SLXK-"),
            "职权类型": either("行政许可"),
            "职权名称": words(after="许可"),
            "实施依据": either("《水法》第四十八条"),
            "责任事项": either("1.受理责任：公示材料。\n2.审查责任：书面审查。\n3.决定责任：作出决定。"),
            "追责情形": either("不依法受理"),
            "追责依据": either("《公务员法》"),
        }),
        {"职权编码": "code", "职权名称": "name", "职权类型": "power_type"},
        unique="职权编码",
    ),
    Form(
        "appointments",
        DocumentKind.APPOINTMENT,
        ("岚汀市拟任人员公示表",),
        rows_of({
            "姓名": PERSON, "性别": either("男", "女"), "单位": UNIT, "现任职务": either("科员", "主任科员"), "拟任职务": either("副局长", "总工程师", "二级调研员")
        }),
        {"姓名": "name", "单位": "unit_name", "拟任职务": "post"},
        unique="姓名",
    ),
    Form(
        "appointments within a division of the unit",
        DocumentKind.APPOINTMENT,
        ("岚汀市拟任人员公示表",),
        rows_of({
            "姓名": PERSON, "性别": either("男", "女"), "单位": UNIT, "现任职务": either("科员", "主任科员"), "拟任职务": words(after="科科长")
        }),
        {"姓名": "name", "单位": "unit_name", "拟任职务": "post"},
        unique="姓名",
    ),
    Form(
        "checks",
        DocumentKind.CHECK_LEDGER,
        ("开展专项治理“微腐败”工作检查台账", "填报单位：青禾街道办事处"),
        rows_of({
            "编号": st.integers(1, 99).map(lambda n: shown(f"自检{n}号")),
            "检查时间": day(),
            "被检查单位": words(after="社区"),
            "检查内容": words(after="资金发放"),
            "发现的问题": words(after="未公开"),
            "整改建议": words("公开"),
            "整改时限": day(),
            "整改责任人": either("分管副主任", "社区书记"),
        }),
        {"编号": "number", "检查时间": "checked_on", "被检查单位": "checked_unit", "发现的问题": "issue", "整改建议": "advice", "整改时限": "due"},
        unique="编号",
    ),
    Form(
        "rectifications",
        DocumentKind.RECTIFICATION_LEDGER,
        ("开展专项治理“微腐败”工作整改台账", "填报单位：青禾街道办事处"),
        rows_of({
            "编号": st.integers(1, 99).map(lambda n: shown(f"自检{n}号")),
            "整改时间": day(),
            "问题单位": words(after="社区"),
            "存在问题": words(after="未公开"),
            "整改措施": words("公开"),
            "完成情况": st.sampled_from((("已完成", "done"), ("正在整改", "rectifying"))).map(lambda pair: Said(*pair)),
        }),
        {"编号": "number", "整改时间": "rectified_on", "问题单位": "unit_name", "整改措施": "measures", "完成情况": "status"},
        unique="编号",
    ),
]  # fmt: skip

# --- the property ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_table_reads_the_same_from_every_format_and_with_its_columns_in_any_order(
    form: Form, data: st.DataObject
) -> None:
    rows = data.draw(_rows(form))
    headings = [SERIAL, *rows[0]]
    first = _read(form, headings, rows, "csv")
    _agrees(form, first, rows)
    media = data.draw(st.sampled_from((*FORMATS[:-1], "typed cells")))
    assert _told(_read(form, headings, rows, media)) == _told(first)
    order = data.draw(st.permutations(headings))
    assert _told(_read(form, order, rows, data.draw(st.sampled_from(FORMATS)))) == _told(first)


MONTHLY = st.fixed_dictionaries(
    {
        "受检基层单位": words(after="社区"),
        "检查工作情况": st.integers(1, 30).map(lambda n: Said(f"开展检查{n}次", n)),
        "发现问题情况": st.integers(10, 30).map(lambda n: Said(f"发现问题{n}个", n)),
        "整改情况": st.integers(0, 10).map(lambda n: Said(f"已整改{n}个", n)),
        "制度机制建设情况": words("修订"),
    }
)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), lines=MONTHLY, unit=words(after="街道办事处"), month=st.integers(1, 12))
def test_a_monthly_form_reads_the_same_from_every_format_and_with_its_lines_in_any_order(
    data: st.DataObject, lines: Cells, unit: Said, month: int
) -> None:
    above = [
        f"2025年{month}月开展专项治理“微腐败”工作月报表",
        f"填报单位（盖章）：{unit.text}    填报时间：2025年12月31日",
    ]

    def read(order: Sequence[str], media: str) -> Reading:
        rows = [*([line, ""] for line in above), *([label, lines[label].text] for label in order)]
        areas = [] if media == "csv" else [(0, 0, 0, 1), (1, 0, 1, 1)]
        with tempfile.TemporaryDirectory() as folder:
            return read_file(RENDERERS[media](Path(folder) / f"form.{media}", rows, areas))

    first = read(list(lines), "csv")
    assert first.kind is DocumentKind.MONTHLY_REPORT
    assert first.rejected == []
    (record,) = first.rows
    assert record.warnings == []
    told = {"unit_name": unit.text, "month": date(2025, month, 1), "submitted_on": date(2025, 12, 31)}
    told |= {
        "checks": lines["检查工作情况"].value,
        "issues": lines["发现问题情况"].value,
        "rectified": lines["整改情况"].value,
    }
    assert record.values == told
    order = data.draw(st.permutations(list(lines)))
    assert _told(read(order, data.draw(st.sampled_from(FORMATS)))) == _told(first)


def _rows(form: Form) -> st.SearchStrategy[list[Cells]]:
    if form.fixed is not None:
        return st.lists(form.row, min_size=4, max_size=4).map(form.fixed)
    unique = form.unique
    by = (
        (lambda row: row[unique].text)
        if unique is not None
        else (lambda row: tuple(said.text for said in row.values()))
    )
    return st.lists(form.row, min_size=2, max_size=6, unique_by=by)


def _read(form: Form, headings: Sequence[str], rows: list[Cells], media: str) -> Reading:
    lines = [{**row, SERIAL: Said(str(number), number, Decimal(number))} for number, row in enumerate(rows, start=1)]
    if form.below is not None:
        lines.append(form.below(rows))
    body = [[line.get(heading, BLANK) for heading in headings] for line in lines]
    above = [[Said(line), *[BLANK] * (len(headings) - 1)] for line in form.above]
    cells = [*above, [Said(heading) for heading in headings], *body]
    with tempfile.TemporaryDirectory() as folder:
        if media == "typed cells":
            return read_file(_typed(Path(folder) / "table.xlsx", cells))
        texts = [[said.text for said in line] for line in cells]
        areas = [] if media == "csv" else [(number, 0, number, len(headings) - 1) for number in range(len(above))]
        return read_file(RENDERERS[media](Path(folder) / f"table.{media}", texts, areas))


def _typed(path: Path, cells: Sequence[Sequence[Said]]) -> Path:
    """A workbook whose figures are numbers and whose days are dates."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        for i, line in enumerate(cells):
            for j, said in enumerate(line):
                if isinstance(said.typed, date):
                    sheet.write_datetime(i, j, said.typed, as_day)
                elif said.typed is not None:
                    sheet.write_number(i, j, float(said.typed))
                elif said.text:
                    sheet.write_string(i, j, said.text)
    return path


def _told(reading: Reading) -> tuple[Any, ...]:
    """All that a reading says, but for where it was said."""
    records = [
        (r.table.__tablename__, r.values, r.secrets, r.valid_from, r.valid_to, {w.code for w in r.warnings}, r.rejected)
        for r in reading.records
    ]
    return (
        reading.kind,
        reading.title,
        reading.publisher,
        reading.published,
        reading.amount_unit,
        reading.stated_total,
        reading.sum_holds,
        records,
        sorted(r.reason.code for r in reading.rejected),
        sorted(w.code for w in reading.warnings),
    )


def _agrees(form: Form, reading: Reading, rows: list[Cells]) -> None:
    """The records say what the cells were made to say; nothing is missing, refused or doubted."""
    assert reading.kind is form.kind
    assert reading.rejected == []
    assert [w.code for record in reading.records for w in record.warnings] == []
    found = {
        tuple(_plain(r.values[key]) for key in form.told.values())
        for r in reading.records
        if set(form.told.values()) <= set(r.values)
    }
    assert found == {tuple(_plain(row[heading].value) for heading in form.told) for row in rows}
    assert len(reading.rows) == len(rows) or form.fixed is not None
    for heading, stem in (form.secrets or {}).items():
        assert {r.secrets.get(stem) for r in reading.rows} == {row[heading].text for row in rows}


def _plain(value: object) -> object:
    return value.value if hasattr(value, "value") else value
