"""Import templates and data dictionary, both made from the columns that `models.tables` describes.

Flows in: the tables and their fields. Flows out: workbooks and CSV that a clerk fills in and the generic reader takes
back, the same sheets filled with rows of the store, and the pages of the data dictionary.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from models.fields import Field, FieldKind, Sheet, fields_of, required_of, sheet_of
from models.language import Language
from models.tables import FACT_TABLES, FromDocument

MARK = "数据表"
RECORD_NO, PARENT_NO, NOTES = "记录号", "所属记录号", "提示"
SINCE, UNTIL = "有效起始日期", "有效终止日期"
EXAMPLE = "示例"
SERIAL = "序号"
SEALED = "密文:"  # how an export writes a secret: its keyed hash and its mask
GUARDED = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_ROWS_WITH_LISTS = 5_000
_LONGEST_LIST = 255  # characters that a validation list of a workbook may have

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of one table, as texts by column key; `RECORD_NO` and the like are keys too."""

    table: type[FromDocument]
    rows: Sequence[Mapping[str, str]]
    extra: tuple[str, ...] = ()  # further columns beside the described ones


@cache
def sheets() -> dict[str, type[FromDocument]]:
    """The tables that people fill in, by name."""
    return {t.__tablename__: t for t in FACT_TABLES if (s := sheet_of(t)) is not None and s.is_filled_in}


@cache
def parent_of(table: type[FromDocument]) -> type[FromDocument] | None:
    """The table that the rows of a table belong to."""
    for column in table.__table__.columns:
        for key in column.foreign_keys:
            for other in FACT_TABLES:
                if other.__table__ is key.column.table:
                    return other
    return None


@cache
def family_of(table: type[FromDocument]) -> tuple[type[FromDocument], ...]:
    """A table and all that belong to it, parents first: what is written into one file."""
    found = [table]
    for other in sheets().values():
        if parent_of(other) in found:
            found.append(other)
    return tuple(found)


@cache
def families() -> tuple[tuple[type[FromDocument], ...], ...]:
    """Every table that belongs to none, with those that belong to it."""
    return tuple(family_of(table) for table in sheets().values() if parent_of(table) is None)


def described(table: type[FromDocument]) -> Sheet:
    """What a table is as a sheet."""
    found = sheet_of(table)
    if found is None:
        raise ValueError(f"{table.__tablename__} is no sheet")
    return found


def heading(field: Field, language: Language) -> str:
    """The heading of a column in a template; amounts name their unit.

    >>> heading(Field("金额", "amount", FieldKind.AMOUNT, unit="元")  , Language.ZH)
    '金额（元）'
    """
    name = field.zh if language is Language.ZH else field.en
    if field.kind is FieldKind.AMOUNT:
        return f"{name}（元）" if language is Language.ZH else f"{name} (元)"
    return name


def linking(table: type[FromDocument]) -> tuple[str, ...]:
    """The columns that tie the rows of a family together."""
    own = (RECORD_NO,) if len(family_of(table)) > 1 else ()
    return own + ((PARENT_NO,) if parent_of(table) is not None else ())


def write_templates(folder: Path, language: Language) -> list[Path]:
    """One workbook and one CSV for every family of tables, and the data dictionary; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for family in families():
        name = family[0].__tablename__
        blank = [Written(table, [_example(table, number)]) for number, table in enumerate(family)]
        book, text = folder / f"{name}.xlsx", folder / f"{name}.csv"
        write_workbook(book, blank, language, is_template=True)
        text.write_bytes(csv_of(blank, language, is_template=True))
        written += [book, text]
    return written + write_dictionary(folder)


def write_dictionary(folder: Path) -> list[Path]:
    """The pages of the data dictionary, zh and en."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in Language:
        page = folder / f"data-dictionary.{language}.md"
        page.write_text(dictionary(language), "utf-8")
        written.append(page)
    return written


def write_workbook(path: Path, tables: Sequence[Written], language: Language, *, is_template: bool = False) -> None:
    """The sheets of a family as one workbook; a template has lists to choose from, notes and a page of explanations."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for written in tables:
            _write_sheet(book, written, language, is_template=is_template)
        if is_template:
            _write_explanations(book, [written.table for written in tables])


def csv_of(tables: Sequence[Written], language: Language, *, is_template: bool = False) -> bytes:
    """The sheets of a family as one CSV, one below the other; no cell is such that a spreadsheet would run it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for written in tables:
        for line in lines_of(written, language, is_template=is_template):
            writer.writerow([_guarded(cell) for cell in line])
        writer.writerow([])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def lines_of(written: Written, language: Language, *, is_template: bool = False) -> list[list[str]]:
    """A section: marker, unit and period, heading, rows."""
    sheet, name = described(written.table), written.table.__tablename__
    keys = _keys(written)
    fields = fields_of(written.table)
    headings = [heading(fields[key], language) if key in fields else key for key in keys]
    title = sheet.zh if language is Language.ZH else sheet.en
    lines = [[f"{MARK}：{title}（{name}）"]]
    if is_template:
        lines.append(["填报单位：", "", "所属期间："])
    lines.append([SERIAL, *headings])
    for number, row in enumerate(written.rows, start=1):
        lines.append([EXAMPLE if is_template else str(number), *(row.get(key, "") for key in keys)])
    return lines


def _keys(written: Written) -> list[str]:
    return [*linking(written.table), *fields_of(written.table), *written.extra]


def _example(table: type[FromDocument], number: int) -> dict[str, str]:
    row = {key: field.example for key, field in fields_of(table).items()}
    if RECORD_NO in linking(table):
        row[RECORD_NO] = str(number + 1)
    if PARENT_NO in linking(table):
        row[PARENT_NO] = str(number)
    return row


def _guarded(cell: str) -> str:
    """A cell as text that no spreadsheet program runs; a plain number stays as it is."""
    return f"'{cell}" if GUARDED.match(cell) and not _NUMBER.fullmatch(cell) else _quoted(cell)


def _quoted(cell: str) -> str:
    """A cell that begins like a guarded one, guarded once more, so that the reader takes off one sign and no more."""
    return f"'{cell}" if cell[:1] == "'" and GUARDED.match(cell.lstrip("'")) else cell


def _write_sheet(book: Workbook, written: Written, language: Language, *, is_template: bool) -> None:
    sheet = described(written.table)
    page = book.add_worksheet(_FORBIDDEN.sub("", sheet.zh if language is Language.ZH else sheet.en)[:31])
    bold = book.add_format({"bold": True})
    top = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"})
    needed = book.add_format({"bold": True, "bg_color": "#F6E7C8", "border": 1, "text_wrap": True, "valign": "vcenter"})
    grey = book.add_format({"font_color": "#7A7A7A", "italic": True, "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    lines = lines_of(written, language, is_template=is_template)
    keys = ["", *_keys(written)]
    first = 2 if is_template else 1
    required = required_of(written.table)
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            style = bold if row < first else grey if is_template else text
            if row == first:
                style = needed if keys[column] in required else top
            page.write_string(row, column, _quoted(cell), style)
    page.set_row(first, 32)
    page.freeze_panes(first + 1, 1)
    for column, cell in enumerate(lines[first]):
        page.set_column(column, column, min(36, max(8, 2 * len(cell) + 2)), text if is_template else None)
    if is_template:
        fields = fields_of(written.table)
        for column, key in enumerate(keys):
            if key in fields:
                _validate(page, first + 1, column, key, fields[key], is_required=key in required)


def _validate(page: Worksheet, first: int, column: int, key: str, field: Field, *, is_required: bool) -> None:
    """What may be typed into a column, and the note on its heading."""
    about = " / ".join(
        filter(None, (_kind_text(field, Language.ZH), field.about_zh, _kind_text(field, Language.EN), field.about_en))
    )
    page.write_comment(first - 1, column, f"{field.zh} / {field.en}\n{about}\n{key}{' *' if is_required else ''}")
    rule = _rule_of(field)
    if rule is not None:
        page.data_validation(first, column, first + _ROWS_WITH_LISTS, column, {"ignore_blank": True, **rule})


def _rule_of(field: Field) -> dict[str, object] | None:
    words = [str(term.zh) for term in field.terms] if field.terms else ["是", "否"]
    if field.kind in (FieldKind.TERM, FieldKind.YES_NO) and len(",".join(words)) <= _LONGEST_LIST:
        return {"validate": "list", "source": words, "error_title": field.zh, "error_message": "请从列表中选择"}
    # Cells are text, so that codes keep their zeros and dates stay as written: their length and form are checked.
    if field.kind in (FieldKind.IDENTITY, FieldKind.CREDIT_CODE):
        return {"validate": "length", "criteria": "==", "value": 18, "error_type": "warning",
                "error_title": field.zh, "error_message": "应为18位"}  # fmt: skip
    if field.kind is FieldKind.YEAR:
        return {"validate": "length", "criteria": "==", "value": 4, "error_title": field.zh, "error_message": "如 2025"}
    if field.kind in (FieldKind.DATE, FieldKind.MONTH):
        lengths = {"minimum": 7 if field.kind is FieldKind.MONTH else 8, "maximum": 11}
        return {"validate": "length", "criteria": "between", **lengths, "error_type": "warning",
                "error_title": field.zh, "error_message": "如 2025-03-05"}  # fmt: skip
    return None


def _write_explanations(book: Workbook, tables: Iterable[type[FromDocument]]) -> None:
    page = book.add_worksheet("填写说明")
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True})
    row = 0
    for table in tables:
        sheet = described(table)
        page.write_string(row, 0, f"{sheet.zh} / {sheet.en}", bold)
        page.write_string(row + 1, 0, f"{sheet.about_zh} {sheet.about_en}")
        row += 2
        for column, text in enumerate(("栏名", "heading", "类型", "必填", "示例", "词表")):
            page.write_string(row, column, text, bold)
        for key, field in fields_of(table).items():
            row += 1
            cells = (field.zh, field.en, _kind_text(field, Language.ZH), "是" if key in required_of(table) else "",
                     field.example, _words_text(field))  # fmt: skip
            for column, text in enumerate(cells):
                page.write_string(row, column, text, wrap)
        row += 2
    page.set_column(0, 4, 20)
    page.set_column(5, 5, 80)


def _words_text(field: Field) -> str:
    return "；".join(f"{term.zh} ({term.en})" for term in field.terms) if field.terms else ""


_KINDS = {
    FieldKind.TEXT: ("文本", "text"),
    FieldKind.NAME: ("姓名", "name of a person"),
    FieldKind.TERM: ("词表", "word of the vocabulary"),
    FieldKind.DATE: ("日期，如 2025-03-05", "date, such as 2025-03-05"),
    FieldKind.MONTH: ("月份，如 2025-03", "month, such as 2025-03"),
    FieldKind.MOMENT: ("日期与时刻，如 2025-03-05 09:30", "date and time, such as 2025-03-05 09:30"),
    FieldKind.YEAR: ("年份，如 2025", "year, such as 2025"),
    FieldKind.INTEGER: ("整数", "whole number"),
    FieldKind.DECIMAL: ("小数", "decimal number"),
    FieldKind.PERCENT: ("百分比，0 至 100", "per cent, 0 to 100"),
    FieldKind.AMOUNT: ("金额，元，两位小数", "amount in yuan, two decimals"),
    FieldKind.YES_NO: ("是或否", "yes or no"),
    FieldKind.CREDIT_CODE: ("统一社会信用代码，18位", "unified social credit code, 18 characters"),
    FieldKind.IDENTITY: ("身份证号，只存加密散列与遮蔽形式", "identity number; only a keyed hash and a mask are kept"),
    FieldKind.ACCOUNT: ("账号，只存加密散列与遮蔽形式", "account; only a keyed hash and a mask are kept"),
    FieldKind.PHONE: ("电话，只存加密散列与遮蔽形式", "telephone; only a keyed hash and a mask are kept"),
}


def _kind_text(field: Field, language: Language) -> str:
    return _KINDS[field.kind][0 if language is Language.ZH else 1]


# --- data dictionary -------------------------------------------------------------------------------------------------

_PAGE = {
    Language.ZH: {
        "title": "数据字典",
        "intro": "本页由 `models.tables` 生成（`sunledger registers docs`），请勿手工修改。",
        "time": "每行都记录来源文件、单元格、内容散列、有效时间（valid_from 至 valid_to，首尾均含，空白为不限）"
        "与登记时间（recorded_at）。`--as-of` 只看登记时间不晚于该日的行。",
        "held": "“持有”：某类文件被接收（零报告也算）后，该单位、该期间的登记视为持有；未持有时规则回答“无法评估”。",
        "columns": ("列", "栏名", "类型", "必填", "单位", "词表"),
        "key": "同一事项以此区分",
        "valid": "有效时间",
        "rules": "使用的规则",
        "persons": "含自然人姓名，不进入公开数据。",
        "belongs": "属于",
        "held_by": "持有依据",
        "vocabulary": "词表",
        "yes": "是",
        "recorded": "由系统记录，不由人填报。",
    },
    Language.EN: {
        "title": "Data dictionary",
        "intro": "This page is made from `models.tables` (`sunledger registers docs`); do not edit it.",
        "time": "Every row keeps its document, its cell, the hash of its content, its valid time (valid_from to "
        "valid_to, both days included, blank means without limit) and when it was recorded (recorded_at). "
        "`--as-of` sees only rows recorded by that day.",
        "held": "*Held*: once a document of a kind is accepted, a nil return too, its register is held for that "
        "unit and period; where it is not held, rules answer “cannot assess”.",
        "columns": ("column", "heading", "kind", "needed", "unit", "vocabulary"),
        "key": "Tells entries apart",
        "valid": "Valid time",
        "rules": "Read by the rules",
        "persons": "Names natural persons; never part of public data.",
        "belongs": "Belongs to",
        "held_by": "Held by",
        "vocabulary": "Vocabulary",
        "yes": "yes",
        "recorded": "Recorded by the program, never filled in.",
    },
}


def dictionary(language: Language) -> str:
    """The data dictionary as a Markdown page."""
    words = _PAGE[language]
    tables = [table for table in FACT_TABLES if sheet_of(table) is not None]
    parts = [f"# {words['title']}", str(words["intro"]), str(words["time"]), str(words["held"])]
    for table in sorted(tables, key=lambda t: t.__tablename__):
        parts.append(_section(table, language))
    parts.append(f"## {words['vocabulary']}")
    terms = {f.terms.__name__: f.terms for t in tables for f in fields_of(t).values() if f.terms}
    for name, found in sorted(terms.items()):
        parts.append(f"### {name}")
        parts.append("\n".join(f"- `{term}`: {term.zh} / {term.en}" for term in found))
    return "\n\n".join(parts) + "\n"


def _section(table: type[FromDocument], language: Language) -> str:
    words, sheet = _PAGE[language], described(table)
    is_zh = language is Language.ZH
    parent = parent_of(table)
    facts = [f"{words['key']}: {', '.join(f'`{key}`' for key in sheet.key)}"]
    if sheet.since or sheet.until:
        facts.append(f"{words['valid']}: `{sheet.since}` – `{sheet.until}`")
    if parent is not None:
        facts.append(f"{words['belongs']}: `{parent.__tablename__}`")
    facts.append(f"{words['held_by']}: {sheet.kind.label(language)} (`{sheet.kind}`)")
    if sheet.rules:
        facts.append(f"{words['rules']}: {', '.join(sheet.rules)}")
    if sheet.has_persons:
        facts.append(str(words["persons"]))
    if not sheet.is_filled_in:
        facts.append(str(words["recorded"]))
    rows = [
        f"| `{key}` | {f.zh if is_zh else f.en} | {_kind_text(f, language)} "
        f"| {words['yes'] if key in required_of(table) else ''} | {f.unit or ''} "
        f"| {f.terms.__name__ if f.terms else ''} |"
        for key, f in fields_of(table).items()
    ]
    head = ["| " + " | ".join(words["columns"]) + " |", "| --- | --- | --- | --- | --- | --- |"]
    title = f"## `{table.__tablename__}` {sheet.zh if is_zh else sheet.en}"
    about = sheet.about_zh if is_zh else sheet.about_en
    return "\n\n".join([title, about, "\n".join(f"- {fact}" for fact in facts), "\n".join([*head, *rows])])
