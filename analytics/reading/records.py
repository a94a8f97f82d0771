"""What a publication says: records with their place, what was rejected, and what was doubtful.

Publication readers make a `Reading`; `reading.ingest` stores it, and `sunledger read` shows it. A record names the
table it belongs to (`models.tables`) and carries that table's columns, so that nothing is translated twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from models.language import Message
from models.places import Locator
from models.tables import FromDocument
from models.vocabulary import DocumentKind


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row or value that was not taken: where and why. The reason never repeats personal data."""

    locator: Locator
    reason: Message


@dataclass(slots=True)
class Record:
    """One row for the store.

    `table` is a class of `models.tables`, `values` its columns by attribute name without provenance and foreign key
    (amounts as Decimal yuan, dates as date, text NFC). `parent` is the record that the row's foreign key points to.
    `label` is how people call the row; `warnings` stay on it for good. `rejected` marks a row that was understood but
    must not be stored (its values stand against another statement of the same document, say): it is shown by `read`,
    listed in `Reading.rejected`, and quarantined by `ingest`. `places` names the cell of single columns where it
    differs from `locator`. `extra` holds what `read` shows beside the columns. Identity numbers are put into `secrets`
    (column stem -> number as written, such as {"id": "4399..."}), from which ingest computes `<stem>_hash` and
    `<stem>_mask`; they never stand in `values`.
    """

    table: type[FromDocument]
    values: dict[str, Any]
    locator: Locator
    label: str | None = None
    parent: Record | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    warnings: list[Message] = field(default_factory=list)
    rejected: Message | None = None
    is_row: bool = True  # a leaf row of the publication (headers and parts are not)
    places: dict[str, Locator] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def warn(self, code: str, **params: object) -> None:
        """Add a warning that stays on the record."""
        self.warnings.append(Message(code, {key: str(value) for key, value in params.items()}))


@dataclass(slots=True)
class Batch:
    """Rows of one table in columns of equal length; `rows` are their row numbers in `part`, from 1.

    `places` gives the column of each attribute in the sheet. `secrets` hold numbers as written. `warnings` belong to
    single rows, by index. `parent` is the record that all the rows belong to. `extra` is what every record shows beside
    its columns; None where that is the columns themselves, or what `show` makes of them. `valid_from` and `valid_to`
    are given where no column says it. `blank` marks the rows in which the place of an attribute holds nothing. `others`
    are rows of the same stretch that are no plain ones and were read by themselves; `len` does not count them.
    """

    table: type[FromDocument]
    part: str
    rows: list[int]
    columns: dict[str, list[Any]]
    secrets: dict[str, list[str | None]]
    places: dict[str, int]
    warnings: dict[int, list[Message]] = field(default_factory=dict)
    numbers: list[tuple[str, str]] | None = None  # record number and number of the parent, where the section has them
    rejected: list[Rejection] = field(default_factory=list)
    parent: Record | None = None
    extra: Mapping[str, Any] | None = None
    valid_from: list[Any] | None = None
    valid_to: list[Any] | None = None
    blank: Mapping[str, list[bool]] = field(default_factory=dict)
    others: list[Record] = field(default_factory=list)
    show: Callable[[Record], None] | None = None

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Group:
    """A subtotal: its name, the stated amount, and the leaf rows (indexes into the rows) that it covers."""

    name: str
    stated_total: Decimal | None
    rows: tuple[int, ...]
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a file makes held (domain decision 5a.1): a register of a unit for a period, a nil return too."""

    kind: DocumentKind
    unit_name: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    is_nil: bool = False


@dataclass(slots=True)
class Reading:
    """All that was read from one file.

    A long table hands its rows out through `batches`, and `records` hold only what the rows belong to; what only the
    end of the file can tell (its total, whether the sum holds) is filled in when the batches have been run through.
    """

    kind: DocumentKind
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    amount_unit: str | None = None
    records: list[Record] = field(default_factory=list)
    stated_total: Decimal | None = None
    sum_holds: bool | None = None
    groups: list[Group] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)
    extra: Mapping[str, Any] = field(default_factory=dict)
    coverage: list[Coverage] = field(default_factory=list)
    batches: Callable[[], Iterator[Batch]] | None = None

    @property
    def rows(self) -> list[Record]:
        """The leaf rows, in document order."""
        return [record for record in self.records if record.is_row]

    def reject(self, locator: Locator, code: str, **params: object) -> None:
        """List something that was not taken."""
        self.rejected.append(Rejection(locator, Message(code, {key: str(value) for key, value in params.items()})))
