"""People on paper: a name becomes a surname with stars, a number or an address never leaves.

Flows in: the view whose rows are shown, and texts. Flows out: texts in which whoever the registers name is masked, and
everything else personal is cut as the public release cuts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property

from analytics.release.columns import PERSON_COLUMNS
from analytics.release.redaction import Names, is_body, looks_like_name, masked_name, tidy, veiled
from analytics.reports.leads import column_name, described_column, one_line
from analytics.snapshot import View
from models.fields import FieldKind
from models.language import Language
from models.tables import FACT_TABLES

_REGISTERS = {table.__tablename__ for table in FACT_TABLES}
# Columns that tell who somebody is though they hold no name.
_TELLING = ("mask", "birth", "address", "phone", "email", "login")
# Columns in which offices write a name as well as a post or an organisation.
_PERHAPS_SOMEBODY = frozenset(
    {"owner", "checkers", "raised_by", "approved_by", "deposit_payer", "holder", "agent", "payee", "label"}
)
_BETWEEN_NAMES = re.compile(r"[、，,/|;；\s]+")

# The number of a matter before a day is none that goes on in it.
_BEFORE_DAY = re.compile(r"(?<=\d)([：，])(?=\d{4}-\d{2}-\d{2}\D)")


class People:
    """Whoever the records of one view name, and texts without them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._texts: dict[str, str] = {}
        self._bodies: dict[str, str] = {}
        self._persons: dict[str, str] = {}

    @cached_property
    def names(self) -> Names:
        """Every natural person's name that the records hold."""
        written: set[str] = set()
        for table, columns in PERSON_COLUMNS.items():
            for column in columns if not self._view.is_empty(table) else ():
                found = self._view.table(table).select(column).distinct().to_pyarrow().column(column).to_pylist()
                texts = [text for text in found if text]
                written.update(texts if _holds_persons_only(table, column) else _like_names(texts))
        return Names.of(written)

    def text(self, text: str | None) -> str:
        """A free text with names masked, and with numbers, telephones and rooms cut out."""
        if not text:
            return ""
        if text not in self._texts:
            self._texts[text] = "".join(veiled(part, self.names) or "" for part in _BEFORE_DAY.split(text))
        return self._texts[text]

    def body(self, text: str | None) -> str:
        """The name of a unit, a firm or a place as it is; one that may be a person's is masked."""
        if not text:
            return ""
        if text not in self._bodies:
            self._bodies[text] = (tidy(text) or "") if is_body(text, self.names) else self.text(text)
        return self._bodies[text]

    def person(self, text: str) -> str:
        """A cell of a column of persons: organisations in it are shown, everybody else as surname and stars."""
        if text not in self._persons:
            self._persons[text] = self.body(text) if is_body(text, self.names) else self._masked(text)
        return self._persons[text]

    def row(self, table: str, pieces: Mapping[str, str], language: Language) -> str:
        """The filled columns of a row as one line, without anything that tells who somebody is."""
        shown = (
            (_heading(table, column, language), self._cell(table, column, text))
            for column, text in pieces.items()
            if not _is_telling(column)
        )
        return one_line(shown, language)

    def _cell(self, table: str, column: str, text: str) -> str:
        kind = _kind(table, column)
        if kind is FieldKind.NAME:
            return self._masked(text)
        if column in PERSON_COLUMNS.get(table, ()):
            return self.person(text)
        if kind is not FieldKind.TEXT:
            return text  # a day, a figure, a word of the vocabulary: checked when it was read
        if column in _PERHAPS_SOMEBODY and looks_like_name(text):
            return masked_name(text)
        return self.body(text) if column.endswith(("unit_name", "firm", "publisher")) else self.text(text)

    @staticmethod
    def _masked(text: str) -> str:
        return "、".join(masked_name(part) for part in _BETWEEN_NAMES.split(text) if part)


@cache
def _is_telling(column: str) -> bool:
    return any(word in column for word in _TELLING)


@cache
def _kind(table: str, column: str) -> FieldKind:
    """What cells of a column hold; of one that nobody described, free text."""
    field = described_column(table, column)
    return FieldKind.TEXT if field is None else field.kind


@cache
def _heading(table: str, column: str, language: Language) -> str:
    """The heading of a column: that of the data dictionary, where it stands there."""
    field = described_column(table, column)
    return column_name(table, column, language) if field is None else field.label(language)


def _holds_persons_only(table: str, column: str) -> bool:
    return table not in _REGISTERS or _kind(table, column) is FieldKind.NAME


def _like_names(texts: Iterable[str]) -> Iterator[str]:
    """The parts that may be names, of a column in which firms and units stand too."""
    for text in texts:
        yield from (part for part in _BETWEEN_NAMES.split(text) if looks_like_name(part))
