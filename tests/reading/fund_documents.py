"""Composed fund notices for tests: written once as text with the rows a person would find, rendered into every format.

Flows in: documents in a plain notation (`cases_of`). Flows out: files of each format in several house styles, and how
the rows that a reader found compare with the rows written beside the document.

Notation. `# ` opens the title, `|a|b|` is a row of a table, any other line a paragraph; `^` continues the cell above
and `<` the cell to the left (a merged area), `\\n` is a line break in a cell, `===` begins a new sheet. The head of a
document is `@@ name [: formats]`, its truth stands below `--` as `label = yuan`; `label = ?` is a row whose amount
nobody can know, and `none` says that no row may be taken.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html import escape
from pathlib import Path

import docx
import xlsxwriter
import xlwt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from analytics.reading.records import Reading
from tests.reading.rendering import is_covered

Area = tuple[int, int, int, int]
TABLE_FORMATS = ("xlsx", "xls", "html", "docx", "csv", "pdf")
PROSE_FORMATS = ("html", "docx", "pdf")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")  # a longer one is typed as text


@dataclass(slots=True)
class TableBlock:
    """One table: its texts as a full rectangle, its merged areas, and how many cells each row was written with."""

    rows: list[list[str]]
    areas: list[Area]
    widths: list[int]
    new_sheet: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """A row that a person finds; `amount` None is a blank cell, `is_open` an amount that nobody can know."""

    label: str
    amount: Decimal | None
    is_open: bool = False


@dataclass(slots=True)
class Document:
    """A composed publication with its truth."""

    name: str
    title: str | None
    blocks: list[str | TableBlock]
    expected: list[Expected]
    formats: tuple[str, ...] = TABLE_FORMATS

    @property
    def style(self) -> int:
        """Which house style it is shown in: the same one in each run."""
        return sum(map(ord, self.name)) % 4


@dataclass(slots=True)
class Comparison:
    """How the rows of a reading compare with the truth."""

    right: int = 0
    missed: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)  # a wrong amount without a warning on its row
    warned_wrong: list[str] = field(default_factory=list)
    warned_right: list[str] = field(default_factory=list)


def compare(reading: Reading | None, expected: Sequence[Expected]) -> Comparison:
    """Rows are matched by label and amount, whatever their order; what is left over is wrong."""
    result = Comparison()
    found = [] if reading is None else [row for row in reading.rows if row.rejected is None]
    left = list(found)
    for wanted in expected:
        hit = next(
            (r for r in left if r.label == wanted.label and not wanted.is_open and r.values["amount"] == wanted.amount),
            None,
        )
        if hit is None:
            if not wanted.is_open:
                result.missed.append(f"{wanted.label} = {wanted.amount}")
            continue
        left.remove(hit)
        result.right += 1
        if hit.warnings and wanted.amount is not None:  # a blank amount is right to say why it is blank
            result.warned_right.append(f"{hit.label}: {[w.code for w in hit.warnings]}")
    for row in left:
        if row.values["amount"] is not None:
            told = f"{row.label} = {row.values['amount']} {[w.code for w in row.warnings]}"
            (result.warned_wrong if row.warnings else result.silent).append(told)
    return result


# --- the notation ----------------------------------------------------------------------------------------------------


def cases_of(text: str) -> list[Document]:
    """The documents of a text in the notation above."""
    return [_document(piece) for piece in re.split(r"^@@ ", text, flags=re.MULTILINE)[1:]]


def _document(piece: str) -> Document:
    head, _, rest = piece.partition("\n")
    name, _, formats = head.partition(" : ")
    body, _, truth = rest.partition("\n--\n")
    title, blocks = _blocks(body)
    is_table = any(isinstance(block, TableBlock) for block in blocks)
    chosen = tuple(formats.split()) or (TABLE_FORMATS if is_table else PROSE_FORMATS)
    return Document(name.strip(), title, blocks, list(_truth(truth)), chosen)


def _truth(text: str) -> Iterator[Expected]:
    for line in text.strip().split("\n"):
        if line in ("", "none"):
            continue
        label, _, amount = line.rpartition(" = ")
        yield Expected(label, None if amount in "-?" else Decimal(amount), amount == "?")


def _blocks(body: str) -> tuple[str | None, list[str | TableBlock]]:
    title = None
    blocks: list[str | TableBlock] = []
    lines: list[str] = []
    fresh = False
    for line in [*body.split("\n"), ""]:
        if line.startswith("|"):
            lines.append(line)
            continue
        if lines:
            blocks.append(table_of(lines, fresh))
            lines, fresh = [], False
        if line == "===":
            fresh = True
        elif line.startswith("# "):
            title = line[2:].replace("\\n", "\n")
        elif line:
            blocks.append(line)
    return title, blocks


def table_of(lines: Sequence[str], new_sheet: bool = False) -> TableBlock:
    """A table from its lines."""
    marks = [[cell.replace("\\n", "\n") for cell in line.removesuffix("|")[1:].split("|")] for line in lines]
    widths = [len(row) for row in marks]
    marks = [[*row, *[""] * (max(widths) - len(row))] for row in marks]
    areas: list[Area] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(marks):
        for c, mark in enumerate(row):
            if mark in ("^", "<") or (r, c) in taken:
                continue
            right = c
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            bottom = r
            while bottom + 1 < len(marks) and marks[bottom + 1][c] == "^":
                bottom += 1
            if (bottom, right) != (r, c):
                areas.append((r, c, bottom, right))
                taken |= {(i, j) for i in range(r, bottom + 1) for j in range(c, right + 1)}
    rows = [["" if mark in ("^", "<") else mark for mark in row] for row in marks]
    return TableBlock(rows, areas, widths, new_sheet)


# --- formats ---------------------------------------------------------------------------------------------------------


def write(document: Document, form: str, folder: Path) -> Path:
    """The document as a file of a format."""
    path = folder / f"notice.{form}"
    {"xlsx": _xlsx, "xls": _xls, "html": _html, "docx": _docx, "csv": _csv, "pdf": _pdf}[form](document, path)
    return path


def _sheets(document: Document) -> list[tuple[list[list[str]], list[Area]]]:
    """The whole document as the rows of spreadsheets, lines of text in rows of their own."""
    width = max((len(b.rows[0]) for b in document.blocks if isinstance(b, TableBlock)), default=1)
    sheets: list[tuple[list[list[str]], list[Area]]] = [([], [])]
    for block in ([document.title] if document.title else []) + document.blocks:
        rows, areas = sheets[-1]
        if isinstance(block, str):
            rows.append([block, *[""] * (width - 1)])
            if block == document.title and width > 1:
                areas.append((len(rows) - 1, 0, len(rows) - 1, width - 1))
            continue
        if block.new_sheet and rows:
            sheets.append(([], []))
            rows, areas = sheets[-1]
        top = len(rows)
        areas += [(a + top, b, c + top, d) for a, b, c, d in block.areas]
        rows += [[*row, *[""] * (width - len(row))] for row in block.rows]
    return sheets


def _xlsx(document: Document, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for rows, areas in _sheets(document):
            sheet = book.add_worksheet()
            for area in areas:
                sheet.merge_range(*area, "")
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    if not text or is_covered(r, c, areas):
                        continue
                    if _NUMBER.fullmatch(text) and document.style != 0:
                        sheet.write_number(r, c, float(text))
                    else:
                        sheet.write_string(r, c, text)


def _xls(document: Document, path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    for number, (rows, areas) in enumerate(_sheets(document), start=1):
        sheet = book.add_sheet(f"Sheet{number}", cell_overwrite_ok=True)
        starts = {area[:2]: area for area in areas}
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                value: str | float = float(text) if _NUMBER.fullmatch(text) and document.style != 0 else text
                if (r, c) in starts:
                    top, left, bottom, right = starts[r, c]
                    sheet.write_merge(top, bottom, left, right, value)
                elif text and not is_covered(r, c, areas):
                    sheet.write(r, c, value)
    book.save(str(path))


def _csv(document: Document, path: Path) -> None:
    encoding = ("utf-8-sig", "gb18030", "gb18030", "utf-8")[document.style]
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL if document.style == 2 else csv.QUOTE_MINIMAL)
        for rows, _ in _sheets(document):
            writer.writerows(rows)


def _docx(document: Document, path: Path) -> None:
    file = docx.Document()
    if document.title:
        file.add_paragraph(document.title, style="Title" if document.style % 2 else None)
    for block in document.blocks:
        if isinstance(block, str):
            paragraph = file.add_paragraph()
            for piece in re.findall(r".{1,9}", block):  # Word splits a sentence over many runs
                paragraph.add_run(piece)
            continue
        table = file.add_table(len(block.rows), len(block.rows[0]))
        for r, row in enumerate(block.rows):
            for c, text in enumerate(row):
                if not is_covered(r, c, block.areas):
                    table.cell(r, c).text = text
        for top, left, bottom, right in block.areas:
            first = table.cell(top, left)
            first.merge(table.cell(bottom, right)).text = block.rows[top][left]
    file.save(str(path))


def _pdf(document: Document, path: Path) -> None:
    text_style = ParagraphStyle("text", fontName="STSong-Light", fontSize=10.5, leading=16, wordWrap="CJK")
    head_style = ParagraphStyle("head", parent=text_style, fontSize=16, leading=24, alignment=1)
    cell_style = ParagraphStyle("cell", parent=text_style, fontSize=8, leading=10)
    story: list[object] = [Paragraph(escape(document.title), head_style)] if document.title else []
    for block in document.blocks:
        if isinstance(block, str):
            story.append(Paragraph(escape(block), text_style))
            continue
        longest = [
            min(16, max(4, *(len(row[c]) for r, row in enumerate(block.rows) if not is_covered(r, c, block.areas))))
            for c in range(len(block.rows[0]))
        ]
        widths = [700 * n / sum(longest) if sum(longest) > 78 else 9.0 * n for n in longest]
        cells = [
            [
                "" if is_covered(r, c, block.areas) else Paragraph(escape(text).replace("\n", "<br/>"), cell_style)
                for c, text in enumerate(row)
            ]
            for r, row in enumerate(block.rows)
        ]
        look = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        look += [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in block.areas]
        story += [Table(cells, widths, style=look), Spacer(1, 8)]
    SimpleDocTemplate(str(path), pagesize=landscape(A4), topMargin=50, bottomMargin=50).build(
        story, onFirstPage=_page_number, onLaterPages=_page_number
    )


def _page_number(canvas: object, template: object) -> None:
    canvas.setFont("Helvetica", 9)  # type: ignore[attr-defined]
    canvas.drawCentredString(421, 25, f"- {canvas.getPageNumber()} -")  # type: ignore[attr-defined]


# --- house styles of web pages ---------------------------------------------------------------------------------------


def _html(document: Document, path: Path) -> None:
    page, charset = _STYLES[document.style](document)
    path.write_bytes(page.encode("gb18030" if charset == "gb2312" else charset))


def _cells(block: TableBlock, cell: str, row_start: str = "<tr>") -> str:
    starts = {area[:2]: area for area in block.areas}
    lines = []
    for r, row in enumerate(block.rows):
        line = ""
        for c, text in enumerate(row[: block.widths[r]]):
            if is_covered(r, c, block.areas):
                continue
            top, left, bottom, right = starts.get((r, c), (r, c, r, c))
            spans = f' rowspan="{bottom - top + 1}"' if bottom > top else ""
            spans += f' colspan="{right - left + 1}"' if right > left else ""
            line += cell.format(spans=spans, text=escape(text).replace("\n", "<br>"))
        lines.append(f"{row_start}{line}</tr>")
    return "\n".join(lines)


def _plain_page(document: Document) -> tuple[str, str]:
    title = document.title or ""
    body = f"<h1>{escape(title)}</h1>" if title else ""
    for block in document.blocks:
        if isinstance(block, str):
            body += f"<p>{escape(block)}</p>\n"
        else:
            body += f'<table border="1">{_cells(block, "<td{spans}>{text}</td>")}</table>\n'
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>", "utf-8"


def _nested_page(document: Document) -> tuple[str, str]:
    title = document.title or ""
    body = ""
    for block in document.blocks:
        if isinstance(block, str):
            body += f'<P style="TEXT-INDENT: 2em">&nbsp;&nbsp;&nbsp;&nbsp;<SPAN>{escape(block)}</SPAN></P>\n'
        else:
            cell = '<TD{spans}><P align=center><SPAN style="FONT-SIZE: 12pt">{text}</SPAN></P></TD>'
            body += f"<TABLE border=1 cellSpacing=0>\n<TBODY>{_cells(block, cell, '<TR>')}</TBODY></TABLE>\n"
    page = (
        f'<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>{escape(title)}'
        "_通知公告_清河县人民政府网</TITLE></HEAD><BODY>"
        "<TABLE width=1000><TR><TD><A href=/>网站首页</A> | <A href=/a>政务公开</A> | <A href=/b>办事服务</A></TD></TR></TABLE>"
        "<TABLE width=1000><TR><TD>您当前的位置:首页 &gt; 财政资金 &gt; 资金公示</TD></TR></TABLE>"
        f"<TABLE width=1000><TR><TD><H2 align=center>{escape(title)}</H2></TD></TR>"
        "<TR><TD align=center>发布时间：2024-05-20 10:11:12&nbsp;&nbsp;来源：清河县财政局&nbsp;&nbsp;浏览次数：52</TD></TR>"
        f"<TR><TD><DIV id=zoom>{body}</DIV></TD></TR></TABLE>"
        "<TABLE width=1000><TR><TD>【打印】【关闭】</TD></TR></TABLE>"
        "<TABLE width=1000><TR><TD>主办：清河县人民政府办公室 备案号：某ICP备00000000号 网站标识码：0000000000</TD></TR></TABLE>"
        "</BODY></HTML>"
    )
    return page, "gb2312"


def _modern_page(document: Document) -> tuple[str, str]:
    title = document.title or ""
    body = ""
    for block in document.blocks:
        if isinstance(block, str):
            body += f'<p class="MsoNormal"><span>{escape(block[:7])}</span><span>{escape(block[7:])}</span></p>\n'
        else:
            cell = '<td{spans} style="border:1px solid #000"><p><font>{text}</font></p></td>'
            body += f'<div class="tablebox"><table>{_cells(block, cell)}</table></div>\n'
    page = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}-清河县人民政府</title></head><body>'
        '<div class="header"><ul class="nav"><li>首页</li><li>新闻</li></ul></div>'
        '<div class="breadcrumb">首页 &gt; 政府信息公开 &gt; 重点领域</div>'
        '<table class="headInfo"><tr><td>索 引 号：</td><td>000014349/2024-00012</td><td>主题分类：</td><td>财政</td></tr>'
        "<tr><td>发布机构：</td><td>清河县财政局</td><td>发文日期：</td><td>2024-05-20</td></tr></table>"
        f'<div class="article"><div class="article-title">{escape(title)}</div><div class="content">{body}</div></div>'
        '<div class="share">分享到：</div><div class="footer">版权所有：清河县人民政府 联系我们</div></body></html>'
    )
    return page, "utf-8"


def _word_page(document: Document) -> tuple[str, str]:
    title = document.title or ""
    body = (
        f'<p align="center"><strong><span style="font-size:22pt">{escape(title)}</span></strong></p>' if title else ""
    )
    for block in document.blocks:
        if isinstance(block, str):
            body += f"<div>　　{escape(block)}</div><div>&nbsp;</div>\n"
        else:
            cell = '<td{spans} valign="middle">\n  <div>{text}</div>\n </td>'
            body += f'<table class="MsoTableGrid" border="1px"><tbody>{_cells(block, cell)}</tbody></table>\n'
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f'<html>{head}<body><div class="TRS_Editor">{body}</div></body></html>', "utf-8"


_STYLES = (_plain_page, _nested_page, _modern_page, _word_page)


# --- tables as lines of text -----------------------------------------------------------------------------------------

TEXT_LAYOUTS = (
    "strokes and a rule",
    "strokes",
    "cells before strokes",
    "cells between strokes",
    "bare cells",
    "run together",
)


def as_text(document: Document, layout: str) -> Document:
    """The document with its tables as lines of text; cells that a merged area covers are missing, as in copies."""
    blocks: list[str | TableBlock] = []
    for block in document.blocks:
        blocks += [block] if isinstance(block, str) else _lines_of(block, layout)
    return replace(document, name=f"{document.name}, {layout}", blocks=blocks, formats=("html", "docx"))


def _lines_of(block: TableBlock, layout: str) -> list[str]:
    rows = [
        [text.replace("\n", " ") for c, text in enumerate(row[:width]) if not is_covered(r, c, block.areas)]
        for r, (row, width) in enumerate(zip(block.rows, block.widths, strict=True))
    ]
    cells = [text for row in rows for text in row]
    if layout == "strokes and a rule":
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return [lines[0], f"|{'|'.join('---' for _ in rows[0])}|", *lines[1:]]
    if layout == "strokes":
        return ["|".join(row) + "|" for row in rows]
    if layout == "cells before strokes":
        return [f"{text} |" if text else "|" for text in cells]
    if layout == "cells between strokes":
        return ["|", *(line for text in cells for line in ([text, "|"] if text else ["|"]))]
    return [text for text in cells if text] if layout == "bare cells" else ["".join(cells)]
