"""Import templates and filled sheets, both made from the columns that `models.tables` describes.

Flows in: the tables and their fields, and for filled sheets the texts of rows. Flows out: workbooks and CSV that a
clerk fills in, or that hold what the store holds; the reader of registers takes either back.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain, count, islice
from pathlib import Path
from typing import TextIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from models.fields import Field, FieldKind, Sheet, fields_of, required_of, sheet_of
from models.language import Language, say
from models.tables import FACT_TABLES, FromDocument

MARK = "数据表"
TABLE_KEY = "sunledger.table"  # in the metadata of a Parquet file, what the marker is above other tables
RECORD_NO, PARENT_NO, NOTES = "记录号", "所属记录号", "提示"
SINCE, UNTIL = "有效起始日期", "有效终止日期"
EXAMPLE = "示例"
SERIAL = "序号"
SEALED = "密文:"  # how an export writes a secret: its keyed hash and its mask
GUARDED = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_ROWS_TO_FILL = 5_000  # rows of a template that have lists and checks
ROWS_PER_SHEET = 1_000_000  # a worksheet ends at 1 048 576
_LONGEST_LIST = 255  # characters that a validation list of a workbook may have
_LONGEST_NAME = 31  # characters that the name of a worksheet may have

Cells = Sequence[str]

# What the example row shows where a column has no example of its own: nobody's numbers (area 439903 is not assigned).
_EXAMPLES = {
    FieldKind.IDENTITY: "43990319870521001X",
    FieldKind.CREDIT_CODE: "91439903MA0000001A",
    FieldKind.ACCOUNT: "6200000000000000",
    FieldKind.PHONE: "0739-0000000",
}


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of one table, as texts by column key; `RECORD_NO` and the like are keys too.

    Rows are taken once, in order, so that a long table need not stand in memory.
    """

    table: type[FromDocument]
    rows: Iterable[Mapping[str, str]]
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


def root_of(table: type[FromDocument]) -> type[FromDocument]:
    """The table at the head of the family of a table."""
    parent = parent_of(table)
    return table if parent is None else root_of(parent)


def described(table: type[FromDocument]) -> Sheet:
    """What a table is as a sheet."""
    found = sheet_of(table)
    if found is None:
        raise ValueError(f"{table.__tablename__} is no sheet")
    return found


def heading(field: Field, language: Language) -> str:
    """The heading of a column in a template; amounts name their unit.

    >>> heading(Field("金额", "amount", FieldKind.AMOUNT, unit="元"), Language.ZH)
    '金额（元）'
    """
    name = field.label(language)
    if field.kind is FieldKind.AMOUNT:
        return f"{name}（元）" if language is Language.ZH else f"{name} (元)"
    return name


def kind_text(kind: FieldKind, language: Language) -> str:
    """How cells of a kind are written, in one language."""
    return say(f"cell-{kind.replace('_', '-')}", language)


def linking(table: type[FromDocument]) -> tuple[str, ...]:
    """The columns that tie the rows of a family together."""
    own = (RECORD_NO,) if len(family_of(table)) > 1 else ()
    return own + ((PARENT_NO,) if parent_of(table) is not None else ())


# --- files -----------------------------------------------------------------------------------------------------------


def write_templates(folder: Path, language: Language) -> list[Path]:
    """One workbook and one CSV for every family of tables; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for family in families():
        book, text = (folder / f"{family[0].__tablename__}.{media}" for media in ("xlsx", "csv"))
        _write_blank_workbook(book, family, language)
        with text.open("w", encoding="utf-8-sig", newline="") as out:
            _write_csv(out, (_blank(table, family, language) for table in family), language, is_template=True)
        written += [book, text]
    return written


def write_filled(path: Path, tables: Iterable[Written], language: Language) -> None:
    """The rows of a family as a workbook or a CSV, by the ending of the path, row by row.

    Cells are texts, so that they come back as they are. A table that is longer than a worksheet goes on in another.
    """
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            _write_csv(out, tables, language)
        return
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(path, options) as book:
        styles = _Styles(book)
        for written in tables:
            rows = iter(written.rows)
            for part in count(1):
                chunk = list(islice(rows, 1))
                if chunk or part == 1:
                    some = Written(written.table, chain(chunk, islice(rows, ROWS_PER_SHEET - 1)), written.extra)
                    _write_page(book, styles, some, language, part)
                else:
                    break


def _write_csv(out: TextIO, tables: Iterable[Written], language: Language, *, is_template: bool = False) -> None:
    """Sections one below the other; no cell is such that a spreadsheet would run it."""
    writer = csv.writer(out, lineterminator="\r\n")
    for written in tables:
        for line in chain(_head(written, language, is_template=is_template), _lines(written, is_template=is_template)):
            writer.writerow([_guarded(cell) for cell in line])
        writer.writerow([])


def _head(written: Written, language: Language, *, is_template: bool = False) -> list[list[str]]:
    """The marker, in a template the lines for unit and period, and the headings."""
    sheet, fields = described(written.table), fields_of(written.table)
    title = sheet.label(language)
    lines = [[f"{MARK}：{title}（{written.table.__tablename__}）"]]
    if is_template:
        lines.append([say("template-reporting-unit", language), "", say("template-period", language), ""])
    headings = [heading(fields[key], language) if key in fields else key for key in _keys(written)]
    return [*lines, [SERIAL, *headings]]


def _lines(written: Written, *, is_template: bool = False) -> Iterator[list[str]]:
    keys = _keys(written)
    for number, row in enumerate(written.rows, start=1):
        yield [EXAMPLE if is_template else str(number), *(row.get(key, "") for key in keys)]


def _keys(written: Written) -> list[str]:
    return [*linking(written.table), *fields_of(written.table), *written.extra]


def _blank(table: type[FromDocument], family: Sequence[type[FromDocument]], language: Language) -> Written:
    """A table with its example row; the rows of a family refer to each other."""
    row = {key: _example(field, language) for key, field in fields_of(table).items()}
    parent = parent_of(table)
    if RECORD_NO in linking(table):
        row[RECORD_NO] = str(family.index(table) + 1)
    if parent is not None:
        row[PARENT_NO] = str(family.index(parent) + 1)
    return Written(table, [row])


def _example(field: Field, language: Language) -> str:
    if language is Language.EN and field.terms is not None:
        return next((term.en for term in field.terms if field.example in (term.zh, term.en)), field.example)
    if language is Language.EN and field.kind is FieldKind.YES_NO and field.example:
        return say("template-yes" if field.example == "是" else "template-no", language)
    return field.example or _EXAMPLES.get(field.kind, "")


def _guarded(cell: str) -> str:
    """A cell as text that no spreadsheet program runs; a plain number stays as it is."""
    return f"'{cell}" if GUARDED.match(cell) and not _NUMBER.fullmatch(cell) else _quoted(cell)


def _quoted(cell: str) -> str:
    """A cell that begins like a guarded one, guarded once more, so that the reader takes off one sign and no more."""
    return f"'{cell}" if cell[:1] == "'" and GUARDED.match(cell.lstrip("'")) else cell


# --- workbooks -------------------------------------------------------------------------------------------------------


class _Styles:
    """The looks of cells in one workbook."""

    def __init__(self, book: Workbook) -> None:
        top = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.bold = book.add_format({"bold": True})
        self.top = book.add_format({**top, "bg_color": "#E8EEF4"})
        self.needed = book.add_format({**top, "bg_color": "#F6E7C8"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@"})
        self._kinds = {
            FieldKind.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
            FieldKind.AMOUNT: book.add_format({"num_format": "#,##0.00"}),
            FieldKind.YEAR: book.add_format({"num_format": "0"}),
            FieldKind.INTEGER: book.add_format({"num_format": "0"}),
            FieldKind.DECIMAL: book.add_format({"num_format": "General"}),
            FieldKind.PERCENT: book.add_format({"num_format": "General"}),
        }
        grey = {"font_color": "#6A6A6A", "italic": True}
        self._examples = {
            kind: book.add_format({**grey, "num_format": style.num_format}) for kind, style in self._kinds.items()
        }
        self._example = book.add_format({**grey, "num_format": "@"})

    def of(self, field: Field | None) -> Format:
        """The look of a column to be filled in: figures and days are such, everything else is text as typed."""
        return self._kinds.get(field.kind, self.text) if field else self.text

    def example(self, field: Field | None) -> Format:
        """The look of the example of a column."""
        return self._examples.get(field.kind, self._example) if field else self._example


def _page_name(table: type[FromDocument], language: Language, part: int = 1) -> str:
    sheet = described(table)
    tail = "" if part == 1 else f" {part}"
    name = _FORBIDDEN.sub("", sheet.label(language))
    return name[: _LONGEST_NAME - len(tail)].rstrip() + tail


def _write_page(book: Workbook, styles: _Styles, written: Written, language: Language, part: int) -> None:
    page = book.add_worksheet(_page_name(written.table, language, part))
    title, headings = _head(written, language)
    for column, text in enumerate(headings):
        page.set_column(column, column, _width(text))
    page.freeze_panes(2, 1)
    page.write_string(0, 0, title[0], styles.title)
    for column, text in enumerate(headings):
        page.write_string(1, column, text, styles.top)
    for row, line in enumerate(_lines(written), start=2):
        for column, text in enumerate(line):
            if text:
                page.write_string(row, column, _quoted(text), styles.text)


def _write_blank_workbook(path: Path, family: Sequence[type[FromDocument]], language: Language) -> None:
    """A workbook to be filled in: lists to choose from, checks, notes, an example row, and a page of explanations."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        styles, lists = _Styles(book), _Lists(say("template-lists", language), language)
        for table in family:
            _write_blank_page(book, styles, lists, _blank(table, family, language), language)
        _write_explanations(book, styles, family, language)
        lists.write(book)


def _write_blank_page(book: Workbook, styles: _Styles, lists: _Lists, blank: Written, language: Language) -> None:
    page = book.add_worksheet(_page_name(blank.table, language))
    fields, required = fields_of(blank.table), required_of(blank.table)
    [title], above, headings = _head(blank, language, is_template=True)
    page.write_string(0, 0, title, styles.title)
    for column, text in enumerate(above):
        page.write_string(1, column, text, styles.bold)
    page.write_comment(1, 0, say("template-period-note", language), {"x_scale": 2})
    top, first = 2, 3
    page.set_row(top, 32)
    page.freeze_panes(first, 1)
    [example] = _lines(blank, is_template=True)
    for column, key in enumerate(["", *_keys(blank)]):
        field = fields.get(key)
        page.set_column(column, column, _width(headings[column]), styles.of(field) if column else None)
        page.write_string(top, column, headings[column], styles.needed if key in required else styles.top)
        _write_example(page, first, column, example[column], field, styles)
        note = _note(field, key, is_required=key in required) if field else say("template-record-note", language)
        if column:
            page.write_comment(top, column, note, {"x_scale": 2})
        rule = _rule_of(field, lists, language) if field else None
        if rule is not None and field is not None:
            page.data_validation(first, column, first + _ROWS_TO_FILL, column, {"ignore_blank": True, **rule})


def _write_example(page: Worksheet, row: int, column: int, text: str, field: Field | None, styles: _Styles) -> None:
    style = styles.example(field)
    if field is None or not text:
        page.write_string(row, column, text, style)
    elif field.kind is FieldKind.DATE:
        page.write_datetime(row, column, date.fromisoformat(text), style)
    elif field.kind in _FIGURES:
        page.write_number(row, column, Decimal(text), style)
    else:
        page.write_string(row, column, text, style)


def _width(text: str) -> int:
    return min(36, max(8, 2 * len(text) + 2))


def _note(field: Field, key: str, *, is_required: bool) -> str:
    """The note on a heading, in both languages: what belongs into the column."""
    lines = [f"{field.zh} / {field.en} ({key})"]
    for language, about in ((Language.ZH, field.about_zh), (Language.EN, field.about_en)):
        needed = say("template-needed", language) if is_required else ""
        lines.append("; ".join(filter(None, (kind_text(field.kind, language), needed, about))))
    return "\n".join(lines)


_FIGURES = frozenset({FieldKind.AMOUNT, FieldKind.YEAR, FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.PERCENT})
_LENGTHS = {
    FieldKind.IDENTITY: (18, 18),
    FieldKind.CREDIT_CODE: (18, 18),
    FieldKind.ACCOUNT: (8, 30),
    FieldKind.PHONE: (5, 20),
    FieldKind.MONTH: (6, 9),
    FieldKind.MOMENT: (8, 25),
}
# The least and the most a figure may be. A refund is an amount below zero: it is asked back, not refused.
_BOUNDS: dict[FieldKind, tuple[str, float, float]] = {
    FieldKind.YEAR: ("integer", 1950, 2100),
    FieldKind.INTEGER: ("integer", 0, 999_999_999),
    FieldKind.DECIMAL: ("decimal", 0, 1e12),
    FieldKind.PERCENT: ("decimal", 0, 100),
    FieldKind.AMOUNT: ("decimal", 0, 1e13),
}


def _rule_of(field: Field, lists: _Lists, language: Language) -> dict[str, object] | None:
    """What may be typed into a column."""
    told = {"error_title": field.label(language)[:32]}
    wrong = told | {"error_message": say("template-wrong", language, kind=kind_text(field.kind, language))[:255]}
    if field.terms is not None or field.kind is FieldKind.YES_NO:
        source = lists.source(field)
        return {"validate": "list", "source": source, **told, "error_message": say("template-choose", language)}
    if field.kind is FieldKind.DATE:
        days = {"minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
        return {"validate": "date", "criteria": "between", **days, **wrong}
    if field.kind in _BOUNDS:
        number, least, most = _BOUNDS[field.kind]
        kind = "warning" if field.kind is FieldKind.AMOUNT else "stop"
        bounds = {"minimum": least, "maximum": most, "error_type": kind}
        return {"validate": number, "criteria": "between", **bounds, **wrong}
    if field.kind in _LENGTHS:
        shortest, longest = _LENGTHS[field.kind]
        bounds = {"minimum": shortest, "maximum": longest, "error_type": "warning"}
        return {"validate": "length", "criteria": "between", **bounds, **wrong}
    return None


class _Lists:
    """Words to choose from: short lists stand in the rule itself, long ones on a hidden page of the workbook."""

    def __init__(self, name: str, language: Language) -> None:
        self._name = name
        self._language = language
        self._long: dict[str, list[str]] = {}

    def source(self, field: Field) -> list[str] | str:
        """The words of a column, or where they stand."""
        if field.terms is None:
            return [say("template-yes", self._language), say("template-no", self._language)]
        words = [term.label(self._language) for term in field.terms]
        if len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words):
            return words
        self._long.setdefault(field.terms.__name__, words)
        column = xlsxwriter.utility.xl_col_to_name(list(self._long).index(field.terms.__name__))
        return f"='{self._name}'!${column}$2:${column}${len(words) + 1}"

    def write(self, book: Workbook) -> None:
        """Write the long lists."""
        if not self._long:
            return
        page = book.add_worksheet(self._name)
        page.hide()
        for column, (name, words) in enumerate(self._long.items()):
            page.write_column(0, column, [name, *words])


def _write_explanations(
    book: Workbook, styles: _Styles, family: Iterable[type[FromDocument]], language: Language
) -> None:
    """The data dictionary of these tables, zh and en side by side."""
    page = book.add_worksheet(say("template-explanations", language))
    both = tuple(Language)
    page.write_column(0, 0, [say(f"template-{code}", one) for code in ("how", "period-note") for one in both])
    row = 2 * len(both) + 1
    heads = ("zh", "en", *("kind" for _ in both), "needed", "unit", "example", *("about" for _ in both), "vocabulary")
    for table in family:
        sheet, required = described(table), required_of(table)
        page.write_string(row, 0, f"{sheet.zh} / {sheet.en} ({table.__tablename__})", styles.bold)
        page.write_column(row + 1, 0, [sheet.about_zh, sheet.about_en])
        row += 3
        for column, head in enumerate(heads):
            text = head if head in both else say(_HEADS[head], language)
            page.write_string(row, column, text, styles.top)
        for key, field in fields_of(table).items():
            row += 1
            cells = (
                field.zh,
                field.en,
                *(kind_text(field.kind, one) for one in both),
                say("template-yes", language) if key in required else "",
                field.unit or "",
                _example(field, language),
                field.about_zh,
                field.about_en,
                "；".join(f"{term.zh} ({term.en})" for term in field.terms or ()),
            )
            for column, text in enumerate(cells):
                page.write_string(row, column, text, styles.wrap)
        row += 2
    for column, width in enumerate((18, 22, 24, 30, 8, 8, 20, 36, 36, 60)):
        page.set_column(column, column, width)


_HEADS = {
    "kind": "dictionary-kind",
    "needed": "template-needed",
    "unit": "dictionary-unit",
    "example": "dictionary-example",
    "about": "dictionary-about",
    "vocabulary": "dictionary-vocabulary",
}
