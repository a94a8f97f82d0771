"""What a column means to the people who fill it in: its headings, how its cells are written, its unit and an example.

Flows in: the declarations in `models.tables`. Flows out: `Field` and `Sheet`, from which the import templates, the data
dictionary and the reader of registers are all made, so that the three cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from models.language import Language
from models.vocabulary import DocumentKind, Term


class FieldKind(StrEnum):
    """How the cells of a column are written and read."""

    TEXT = "text"
    NAME = "name"  # a natural person's name
    TERM = "term"  # a word of a vocabulary, in zh, en or as its code
    DATE = "date"
    MONTH = "month"  # kept as the first day of the month
    MOMENT = "moment"  # a day with a time of day, where one is written
    YEAR = "year"
    INTEGER = "integer"
    DECIMAL = "decimal"  # kept as decimal text: ratios and quantities are not money
    PERCENT = "percent"  # kept as decimal text, without the sign
    AMOUNT = "amount"  # Decimal yuan; the heading or a unit line states the unit
    YES_NO = "yes_no"
    CREDIT_CODE = "credit_code"  # 统一社会信用代码, check character verified
    IDENTITY = "identity"  # an identity number: kept as keyed hash and mask only
    ACCOUNT = "account"  # a bank account: kept as keyed hash and mask only
    PHONE = "phone"  # a telephone number: kept as keyed hash and mask only

    @property
    def is_secret(self) -> bool:
        """Whether only a keyed hash and a mask of a cell are kept."""
        return self in {FieldKind.IDENTITY, FieldKind.ACCOUNT, FieldKind.PHONE}


@dataclass(frozen=True, slots=True)
class Field:
    """A column as people see it.

    `zh` and `en` are its heading in a template; `also` are further headings under which offices keep it. `unit` is the
    unit of its figures in a template (元, 亩, 天). `terms` is its vocabulary. `example` fills the example row, written
    as an office would write it. `about_zh` and `about_en` say more than the heading does, where it needs saying.
    """

    zh: str
    en: str
    kind: FieldKind = FieldKind.TEXT
    also: tuple[str, ...] = ()
    unit: str | None = None
    terms: type[Term] | None = None
    example: str = ""
    about_zh: str = ""
    about_en: str = ""

    def label(self, language: Language) -> str:
        """The heading in the reader's language."""
        return self.zh if language is Language.ZH else self.en


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as people see it: one sheet of a workbook, one register.

    `kind` is the kind of document that brings such rows. `key` names the attributes that tell one row from another in
    the world (not in the store): what an office would call the same entry. `since` and `until` name the attributes that
    say when the row holds (valid time), where it has such. `rules` are the codes of the catalogue that read the table.
    `titles` are words by which offices call the register, for recognising it.
    `has_persons` says that rows name natural persons: such a table never leaves the officer side. `is_filled_in` is
    False for what the program itself records while reading: it has no template.
    """

    kind: DocumentKind
    zh: str
    en: str
    about_zh: str
    about_en: str
    key: tuple[str, ...]
    rules: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    has_persons: bool = False
    is_filled_in: bool = True

    def label(self, language: Language) -> str:
        """The name in the reader's language."""
        return self.zh if language is Language.ZH else self.en


def field(
    zh: str,
    en: str,
    kind: FieldKind = FieldKind.TEXT,
    *,
    also: tuple[str, ...] = (),
    unit: str | None = None,
    terms: type[Term] | None = None,
    example: str = "",
    about_zh: str = "",
    about_en: str = "",
    column: str | None = None,
) -> MappedColumn[Any]:
    """A column of a table with what people need to know of it. `column` is its name in the store where that differs.

    A secret is declared on its `<stem>_hash` attribute, with a plain `<stem>_mask` attribute beside it.
    """
    described = Field(zh, en, kind, also, unit, terms, example, about_zh, about_en)
    arguments = () if column is None else (column,)
    return mapped_column(*arguments, info={"field": described})


@cache
def fields_of(table: type[DeclarativeBase]) -> dict[str, Field]:
    """The described columns of a table by attribute name, in the order of declaration.

    A secret stands under its stem: `id` for `id_hash` and `id_mask`.
    """
    found = {}
    for attribute in table.__mapper__.column_attrs:
        described = attribute.columns[0].info.get("field")
        if described is not None:
            found[attribute.key.removesuffix("_hash") if described.kind.is_secret else attribute.key] = described
    return found


@cache
def required_of(table: type[DeclarativeBase]) -> frozenset[str]:
    """The described columns that may not be blank."""
    described = (a for a in table.__mapper__.column_attrs if "field" in a.columns[0].info)
    return frozenset(a.key for a in described if not a.columns[0].nullable)


def sheet_of(table: type[DeclarativeBase]) -> Sheet | None:
    """What a table is as a sheet; None for tables that people do not fill in."""
    found = table.__dict__.get("sheet")
    return found if isinstance(found, Sheet) else None
