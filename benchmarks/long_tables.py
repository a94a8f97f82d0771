"""Long tables of invented rows, and a writer of each format, as the measurements of ingest read them.

Flows in: the name of a table, a number of rows, a format. Flows out: a file. The rows are those of a plain table of
its kind: numbers are valid, days are written out, and nothing stands below the last row.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from itertools import islice
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

Row = Sequence[str]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMERIC = ("金额", "补助金额", "面积", "标准", "序号")
_ROWS_OF_PAGE = 34
_ROWS_OF_GROUP = 200_000
_FONT = "STSong-Light"


@dataclass(frozen=True, slots=True)
class LongTable:
    """A kind of long table: its title, its heading, and the row of each number from 1."""

    title: str
    heading: Row
    row: Callable[[int, random.Random], Row]

    def rows(self, count: int) -> Iterator[Row]:
        """The rows, the same on every machine."""
        dice = random.Random(7)
        return (self.row(n, dice) for n in range(1, count + 1))


def _identity(n: int) -> str:
    """A number of an area code that is given to no area, with its check digit."""
    body = f"439903{1950 + n % 50}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def _person(n: int) -> str:
    return "濮阳" + "樵岳渊澈策述琮瑾"[n % 8] + "川度"[n % 2]


def _day(n: int) -> str:
    return f"2025-0{1 + n % 9}-1{n % 10}"


def _payment(n: int, dice: random.Random) -> Row:
    area = dice.randrange(100, 1000)
    return (
        str(n),
        _person(n),
        _identity(n),
        f"青禾镇第{n % 40}村",
        "耕地地力保护补贴",
        f"{area / 100:.2f}",
        "18.00",
        f"{area * 18 / 100:.2f}",
        _day(n),
    )


def _granted(n: int, dice: random.Random) -> Row:
    return str(n), f"第{n % 40}乡", f"项目{n}", f"{n % 500 + 1}.{n % 100:02d}"


def _step(n: int, dice: random.Random) -> Row:
    return (
        str(n),
        f"LT2025-{n // 4:06d}",
        f"第{n // 4}号临时救助申请",
        "临时救助审批",
        ("受理岗", "审核岗", "审批岗", "发放岗")[n % 4],
        ("受理", "审核", "审批", "发放")[n % 4],
        _person(n % 60),
        _identity(n % 60),
        f"2025-0{1 + n % 9}-1{n % 10} {8 + n % 9:02d}:{n % 60:02d}",
        _person(n // 4),
        _identity(n // 4),
        f"{dice.randrange(100, 4000)}.00",
    )


def _tie(n: int, dice: random.Random) -> Row:
    return (
        str(n),
        _person(n // 3),
        _identity(n // 3),
        f"岚汀市第{n % 90}局",
        ("科员", "副科长", "科长")[n % 3],
        ("配偶", "儿子", "妹妹")[n % 3],
        _person(n + 5),
        _identity(n + 5),
        f"岚汀第{n % 500}商行",
        ("股东", "经理", "职员")[n % 3],
        f"{n % 90 + 2}%",
        _day(n),
    )


def _tenure(n: int, dice: random.Random) -> Row:
    return (
        str(n),
        _person(n),
        _identity(n),
        f"岚汀市第{n % 90}局",
        f"第{n % 12}科",
        f"审批岗{n % 30}",
        "科员",
        "是" if n % 5 == 0 else "否",
        _day(n),
        "",
    )


def _recusal(n: int, dice: random.Random) -> Row:
    return (
        str(n),
        f"HB2025-{n:05d}",
        _person(n),
        f"岚汀市第{n % 90}局科员",
        ("任职回避", "公务回避")[n % 2],
        f"第{n}号补贴审核",
        ("受理", "审核", "审批")[n % 3],
        _person(n + 3),
        ("配偶", "同学", "兄弟")[n % 3],
        ("本人申请", "组织决定")[n % 2],
        _day(n),
        f"岚汀市第{n % 90}局",
        "同意回避",
        _day(n),
        "",
    )


def _purchase(n: int, dice: random.Random) -> Row:
    return (
        f"LTCG2025-{n:05d}",
        f"第{n}号办公设备采购",
        f"岚汀市第{n % 90}局",
        ("公开招标", "竞争性磋商", "询价")[n % 3],
        f"{dice.randrange(10_000, 900_000)}.00",
        f"岚汀第{n % 500}商行",
        _day(n),
    )


TABLES = {
    "payments": LongTable(
        "岚汀市2025年耕地地力保护补贴资金发放明细",
        ("序号", "姓名", "身份证号", "地址", "项目名称", "面积", "标准", "金额（元）", "发放日期"),
        _payment,
    ),
    "notice": LongTable(
        "2024年第一批乡村道路建设补助资金安排公示表",
        ("序号", "乡镇", "项目名称", "补助金额（万元）"),
        _granted,
    ),
    "matter log": LongTable(
        "岚汀市民政局2025年事项办理日志",
        ("序号", "事项编号", "事项名称", "职权名称", "岗位", "环节", "经办人", "经办人身份证号", "办理时间", "申请人",
         "申请人身份证号", "金额（元）"),
        _step,
    ),
    "declared ties": LongTable(
        "岚汀市2025年领导干部亲属任职及经商办企业情况申报表",
        ("序号", "申报人", "身份证号", "工作单位", "职务", "与本人关系", "亲属姓名", "亲属身份证号", "企业名称",
         "企业职务", "出资比例", "申报日期"),
        _tie,
    ),
    "tenures": LongTable(
        "岚汀市2025年岗位任职登记表",
        ("序号", "姓名", "身份证号", "单位", "科室", "岗位", "职务", "是否重点岗位", "任现岗位起始日期", "离岗日期"),
        _tenure,
    ),
    "recusals": LongTable(
        "岚汀市2025年履职回避登记表",
        ("序号", "登记编号", "姓名", "工作单位及职务", "回避类型", "回避事项", "权力环节", "相对人", "与本人关系",
         "提出方式", "申请日期", "审核人", "决定", "决定日期", "备注"),
        _recusal,
    ),
}  # fmt: skip


def write(path: Path, table: LongTable, rows: int) -> None:
    """Write a table in the format that the ending of the path names."""
    WRITERS[path.suffix.removeprefix(".")](path, table, table.rows(rows))


def _write_csv(path: Path, table: LongTable, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([table.title, *[""] * (len(table.heading) - 1)])
        writer.writerow(table.heading)
        writer.writerows(rows)


def _write_parquet(path: Path, table: LongTable, rows: Iterator[Row]) -> None:
    """Figures as decimals, days as days, everything else as text; the title stands in the metadata."""
    columns = {}
    for heading, texts in zip(table.heading, map(list, zip(*rows, strict=True)), strict=True):
        if heading.startswith(_NUMERIC):
            columns[heading] = pa.array(map(Decimal, texts), pa.decimal128(18, 2))
        elif heading.endswith("日期"):
            columns[heading] = pa.array([date.fromisoformat(text) if text else None for text in texts], pa.date32())
        else:
            columns[heading] = pa.array(texts, pa.string())
    made = pa.table(columns).replace_schema_metadata({"title": table.title})
    pq.write_table(made, path, compression="zstd", row_group_size=_ROWS_OF_GROUP)


def _write_xlsx(path: Path, table: LongTable, rows: Iterator[Row]) -> None:
    is_number = [heading.startswith(_NUMERIC) for heading in table.heading]
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, table.title)
        sheet.write_row(1, 0, table.heading)
        for number, row in enumerate(rows, start=2):
            for column, text in enumerate(row):
                if is_number[column]:
                    sheet.write_number(number, column, float(text))
                elif text:
                    sheet.write_string(number, column, text)


def _write_xls(path: Path, table: LongTable, rows: Iterator[Row]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("明细")
    for number, row in enumerate([(table.title,), table.heading, *rows]):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    book.save(str(path))


def _write_html(path: Path, table: LongTable, rows: Iterator[Row]) -> None:
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>\n" for row in (table.heading, *rows)
    )
    body = f'<h1>{table.title}</h1><table border="1">{lines}</table>'
    path.write_text(f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>', "utf-8")


def _write_docx(path: Path, table: LongTable, rows: Iterator[Row]) -> None:
    document = docx.Document()
    document.add_heading(table.title, level=1)
    grid = "<w:gridCol/>" * len(table.heading)
    lines = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>' for text in row)}</w:tr>"
        for row in (table.heading, *rows)
    )
    xml = f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"
    document.element.body.insert(1, parse_xml(xml))
    document.save(str(path))


def _write_pdf(path: Path, table: LongTable, rows: Iterator[Row]) -> None:
    """Pages of some rows each, the heading on every one of them."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), _FONT, 7)]
    story: list[object] = [Paragraph(table.title, ParagraphStyle("title", fontName=_FONT, fontSize=14, leading=20))]
    while page := list(islice(rows, _ROWS_OF_PAGE)):
        story += [Table([list(table.heading), *map(list, page)], style=style, rowHeights=14), PageBreak()]
    SimpleDocTemplate(str(path), pagesize=landscape(A4), topMargin=20, bottomMargin=20).build(story)


WRITERS: dict[str, Callable[[Path, LongTable, Iterator[Row]], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
    "xls": _write_xls,
    "html": _write_html,
    "docx": _write_docx,
    "pdf": _write_pdf,
}
