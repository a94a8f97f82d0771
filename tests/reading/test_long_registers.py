"""Long registers with a reader of their own: read by columns or row by row, in memory or in passes, they say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import FileRejected
from analytics.reading import long_registers, privacy
from analytics.reading.content import Content
from analytics.reading.formats import csv as csv_format
from analytics.reading.formats import read_content
from analytics.reading.headings import squash
from analytics.reading.privacy import conceal
from analytics.reading.publications import declared_ties, matter_log, recognise, recusal_register, tenure_register
from analytics.reading.records import Reading, Record
from analytics.reading.sheets import records_of
from models.vocabulary import DocumentKind
from tests.reading.rendering import RENDERERS

LONG = 4
NUMBERS = ("43990319870521001X", "439903195002020028", "439903198705210018", "439903********001X", "", "无")
DAYS = ("2025-03-04", "2025年3月5日", "2025-03", "", "至今", "2025-13-40", "2024.12.1")

# For each kind: its module, its title, and what may stand in each column; the first of each column is plain.
KINDS: dict[str, tuple[ModuleType, str, dict[str, Sequence[str]]]] = {
    "matter log": (matter_log, "岚汀市民政局事项办理日志", {
        "序号": ("N",),
        "事项编号": ("LT2025-N", "LT2025-1", "", "N"),
        "事项名称": ("临时救助申请", "", "合计", "低保\n申请"),
        "岗位": ("受理岗", ""),
        "环节": ("受理", "审批", "第三步", ""),
        "经办人": ("鄢亦舒", "鄢亦舒、璩明霁", "鄢 亦 舒", "", "鄢亦舒\n璩明霁"),
        "经办人身份证号": NUMBERS,
        "办理时间": ("2025-03-04 09:30", "2025-03-04 25:30", "2025年3月4日 下午3时05分", *DAYS),
        "申请人": ("濮阳樵川", "无", ""),
        "证件号码": ("91439903MA0000001A", *NUMBERS),
        "统一社会信用代码": ("91439903MA0000001A", "91439903MA0000001B", ""),
        "金额（元）": ("1200.00", "1,200", "约3000", "", "0.001", "-5", "1200元"),
    }),
    "declared ties": (declared_ties, "岚汀市领导干部亲属任职及经商办企业情况申报表", {
        "序号": ("N",),
        "申报人": ("鄢亦舒", "", "鄢 亦 舒"),
        "身份证号": NUMBERS,
        "工作单位": ("岚汀市民政局", ""),
        "职务": ("科员", ""),
        "与本人关系": ("配偶", "远房表亲甲", "无", ""),
        "亲属姓名": ("璩明霁", "无", ""),
        "亲属身份证号": NUMBERS,
        "企业名称": ("岚汀某商行", "无", "未经商", ""),
        "统一社会信用代码": ("91439903MA0000001A", "91439903MA0000001B", ""),
        "企业职务": ("股东", "执行董事兼总经理", "打杂", ""),
        "出资比例": ("35%", "0.35", "35", "120%", "一半", ""),
        "关系起始日期": DAYS,
        "关系终止日期": ("", *DAYS),
        "申报日期": DAYS,
    }),
    "tenures": (tenure_register, "岚汀市岗位任职登记表", {
        "序号": ("N",),
        "姓名": ("鄢亦舒", "无", ""),
        "身份证号": NUMBERS,
        "单位": ("岚汀市民政局", ""),
        "科室": ("救助科", ""),
        "岗位": ("审批岗", "审批岗N", "", "岗位"),
        "是否重点岗位": ("是", "否", "也许", "", "☑是 □否"),
        "任现岗位起始日期": DAYS,
        "离岗日期": ("", *DAYS),
    }),
    "recusals": (recusal_register, "岚汀市履职回避登记表", {
        "序号": ("N",),
        "登记编号": ("HB-N", "HB-7", "", "作废"),
        "姓名": ("鄢亦舒", "无", ""),
        "身份证号": NUMBERS,
        "回避类型": ("公务回避", ""),
        "回避事项": ("低保审核", "低保审核N", "", "已作 廢"),
        "权力环节": ("审核", ""),
        "申请日期": DAYS,
        "决定": ("同意回避", "不同意", "□同意 ☑不同意", "□同意 □不同意", "再议", "", "待定"),
        "决定日期": DAYS,
        "执行方式及期间": ("", "调至种植业科，2024年4月起", "2024年3月8日至2024年12月31日", "自2024年5月1日起", "登记错误"),
        "备注": ("", "误登", "无"),
    }),
}  # fmt: skip
BETWEEN: tuple[Sequence[str], ...] = (
    (), ("说明：以上为第一部分",), ("填报单位：岚汀市民政局", "填报日期：2025-06-30"), ("二、局属单位",),
    ("1", "2", "3", "4"), ("制表人：鄢亦舒", "审核人：璩明霁"), ("HEADING",), ("合计", "", "", "12"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _long_is_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds from two thousand rows on, with fewer; stretches of a few rows, so that they end anywhere."""
    monkeypatch.setattr(long_registers, "LONG", LONG)
    monkeypatch.setattr(long_registers, "_STEP", 7)


def facts(record: Record) -> tuple[object, ...]:
    return (
        record.table, record.values, record.label, record.locator, record.places, record.warnings, record.rejected,
        record.extra, record.secrets, record.is_row, record.valid_from, record.valid_to,
    )  # fmt: skip


def said(reading: Reading) -> dict[str, object]:
    """All that a reading says, its batches run through."""
    conceal(reading)
    records, rejected = list(reading.records), list(reading.rejected)
    for batch in reading.batches() if reading.batches else ():
        records += records_of(batch)
        rejected += batch.rejected
    return {
        "records": [facts(record) for record in records],
        "rejected": rejected,
        "warnings": sorted(map(str, reading.warnings)),
        "imprint": (reading.kind, reading.title, reading.publisher, reading.published, reading.amount_unit),
        "extra": (dict(reading.extra), reading.coverage, reading.groups, reading.stated_total),
    }


def row_by_row(module: ModuleType, content: Content) -> dict[str, object]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(long_registers, "LONG", 1_000_000)
        reading = module.read(content)
    assert reading.batches is None
    return said(reading)


def plain_lines(kind: str, count: int) -> list[list[str]]:
    _, title, columns = KINDS[kind]
    rows = [[texts[0].replace("N", str(n)) for texts in columns.values()] for n in range(1, count + 1)]
    return [[title, *[""] * (len(columns) - 1)], list(columns), *rows]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("media", ["csv", "xlsx"])
def test_a_long_register_of_plain_rows_is_read_by_its_columns(tmp_path: Path, kind: str, media: str) -> None:
    content = read_content(RENDERERS[media](tmp_path / f"register.{media}", plain_lines(kind, 30)))
    reading = recognise(content)
    assert reading.batches is not None
    batches = list(reading.batches())
    assert sum(map(len, batches)) == 30
    assert not any(batch.others or batch.rejected for batch in batches)
    assert said(reading) == row_by_row(KINDS[kind][0], content)


def test_a_register_of_few_rows_is_read_row_by_row(tmp_path: Path) -> None:
    content = read_content(RENDERERS["csv"](tmp_path / "register.csv", plain_lines("tenures", LONG - 2)))
    assert recognise(content).batches is None


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_by_columns_or_row_by_row_a_register_says_the_same(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    module, title, columns = KINDS[kind]
    lines: list[list[str]] = [[title], list(columns)]
    order = data.draw(st.permutations(list(columns)))
    lines[1] = list(order)
    for n in range(1, data.draw(st.integers(LONG, 16)) + 1):
        odd = data.draw(st.sets(st.sampled_from(order), max_size=3)) if data.draw(st.booleans()) else set()
        texts = {name: data.draw(st.sampled_from(columns[name])) if name in odd else columns[name][0] for name in order}
        lines.append([texts[name].replace("N", str(n)) for name in order])
        if data.draw(st.integers(0, 9)) == 0:
            between = data.draw(st.sampled_from(BETWEEN))
            lines.append(list(order) if between == ("HEADING",) else list(between))
    width = max(map(len, lines))
    media = data.draw(st.sampled_from(["csv", "xlsx", "xls"]))
    rows = [[*line, *[""] * (width - len(line))] for line in lines]
    content = read_content(RENDERERS[media](tmp_path / f"register.{media}", rows))
    try:
        expected = row_by_row(module, content)
    except FileRejected:
        return
    assert said(module.read(content)) == expected


@pytest.fixture
def in_passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Content]:
    """A reader of csv files that takes any of them for too long for memory."""

    def read(path: Path) -> Content:
        with monkeypatch.context() as patched:
            patched.setattr(csv_format, "_LONG_BYTES", 10)
            patched.setattr(csv_format, "_LONG_HEAD", 70)
            return read_content(path)

    monkeypatch.setattr(csv_format, "_CHUNK_ROWS", 9)
    return read


@pytest.mark.parametrize("kind", KINDS)
def test_a_register_too_long_for_memory_is_read_in_passes(
    tmp_path: Path, kind: str, in_passes: Callable[[Path], Content]
) -> None:
    lines = plain_lines(kind, 150)
    columns = list(KINDS[kind][2].values())
    for n in range(20, 150, 7):  # every 7th row holds something that is not plain
        lines[n][n % len(columns)] = columns[n % len(columns)][-1].replace("N", str(n))
    lines.append(["填报单位：岚汀市民政局", *[""] * (len(columns) - 1)])
    path = RENDERERS["csv"](tmp_path / "register.csv", lines)
    content = in_passes(path)
    assert any(grid.tail is not None for grid in content.grids)
    reading = recognise(content)
    assert reading.publisher == "岚汀市民政局"
    assert said(reading) == row_by_row(KINDS[kind][0], read_content(path))


def test_each_pass_over_a_register_says_the_same(tmp_path: Path) -> None:
    """Numbers that were seen in one pass are not repeated ones in the next."""
    content = read_content(RENDERERS["csv"](tmp_path / "register.csv", plain_lines("recusals", 30)))
    reading = recognise(content)
    assert reading.batches is not None
    first, second = ([len(batch) for batch in reading.batches()] for _ in range(2))
    assert first == second
    assert sum(second) == 30


def test_a_register_of_a_kind_without_passes_is_refused_by_name(
    tmp_path: Path, in_passes: Callable[[Path], Content]
) -> None:
    lines = [["岚汀市2025年乡村振兴补助资金分配公示表", "", "", ""], ["序号", "乡镇", "项目名称", "补助金额（万元）"]]
    lines += [[str(n), "青禾镇", f"渠道{n}", "3.5"] for n in range(1, 200)]
    content = in_passes(RENDERERS["csv"](tmp_path / "notice.csv", lines))
    with pytest.raises(FileRejected) as refused:
        recognise(content)
    assert refused.value.message.code == "file-too-long-for-kind"
    assert DocumentKind.FUND_NOTICE.zh in refused.value.message.params["kind"]


def test_tables_one_below_the_other_in_a_file_read_in_passes_are_refused(
    tmp_path: Path, in_passes: Callable[[Path], Content]
) -> None:
    lines = plain_lines("tenures", 100)
    blank = [""] * len(lines[0])
    other = ["序号", "岗位", "姓名", "任现岗位起始日期", *[""] * (len(lines[0]) - 4)]
    lines += [blank, ["附：局属单位", *blank[1:]], other, ["1", "审批岗", "璩明霁", "2025-03-04", *blank[4:]]]
    content = in_passes(RENDERERS["csv"](tmp_path / "register.csv", lines))
    with pytest.raises(FileRejected) as refused:
        recognise(content)
    assert refused.value.message.code == "file-too-long-for-kind"


@pytest.mark.parametrize(("quick", "words"), [
    (privacy._MAY_HEAD, [*privacy._CARD_WORDS.pattern.split("|"), *privacy._CODE_WORDS.pattern.split("|"),
                         *privacy._IDENTITY_WORDS.pattern.split("|"), "号", "号码", "代码", "电话"]),
    (recusal_register._VOID_SIGN, ["作废", "撤销登记", "登记错误", "误登"]),
])  # fmt: skip
def test_a_quick_look_overlooks_no_word_however_it_is_written(quick: re.Pattern[str], words: list[str]) -> None:
    """A text is folded only where one sign tells that it may hold a word: every form of that sign must be known."""
    signs = {sign for word in words for sign in word if quick.search(sign)}
    assert all(quick.search(word) for word in words)
    forms = [chr(code) for code in range(0x2E80, 0xFFFF) if not 0xD800 <= code < 0xE000]
    assert [form for form in forms if signs & set(squash(form)) and not quick.search(form)] == []
