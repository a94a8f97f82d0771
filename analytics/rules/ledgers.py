"""Check and rectification ledgers read side by side: whose they are, and which lines answer each other.

Flows in: a view. Flows out: lines of both ledgers by number, the units each ledger was kept for, and whether an entry
in words says anything. The number of a check (编号) is given by the unit that keeps the ledger, so two keepers may use
the same one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from analytics.identity import organisation_name, squash
from analytics.rules.answers import Evidence
from analytics.rules.identified import units
from analytics.rules.rule import Row, Subject, evidence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, DocumentStatus

CHECKS, ENTRIES = "check_issue", "rectification"
KIND_OF = {CHECKS: DocumentKind.CHECK_LEDGER, ENTRIES: DocumentKind.RECTIFICATION_LEDGER}

_DATES = {CHECKS: ("checked_on", "filled_on"), ENTRIES: ("filled_on", "rectified_on", "closed_on")}
# A ledger with lines of this many keepers is kept for all units of the place.
_KEEPERS_OF_A_CENTRAL_LEDGER = 2
# What stands in a column of words where there is nothing to say.
_NOTHING = frozenset({"", "无", "暂无", "没有", "未提供", "不详", "none", "n/a"})


def says_something(text: str | None) -> bool:
    """Whether a cell of words is filled: a dash or the word none is not.

    >>> says_something("整改照片"), says_something("—"), says_something(" 暂无 ")
    (True, False, False)
    """
    return squash(text).strip("-—–_/\\.。、,;:()").lower() not in _NOTHING


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ledger: the unit that keeps the ledger, and the unit the problem lies with, in comparable form."""

    table: str
    row: Row
    number: str
    keeper: str | None
    at: str | None
    unit_id: str | None

    @property
    def issue_no(self) -> int | None:
        """Which problem of the check it is about."""
        number: int | None = self.row["issue_no"]
        return number

    @property
    def year(self) -> int | None:
        """The year the line speaks of."""
        return next((self.row[column].year for column in _DATES[self.table] if self.row[column]), None)

    @property
    def subject(self) -> Subject:
        """What an answer about the line is about: the unit the problem lies with, else the ledger."""
        if self.unit_id is None:
            return Subject("document", self.row["document_id"])
        return Subject("unit", self.unit_id, self.unit_id)

    @property
    def evidence(self) -> Evidence:
        """Where the line stands."""
        return evidence(self.table, self.row)

    def may_meet(self, other: Line) -> bool:
        """Whether two lines of one number speak of one check: keepers agree, or the units, or neither can be told."""
        pairs = ((self.keeper, other.keeper), (self.at, other.at))
        known = [mine == theirs for mine, theirs in pairs if mine and theirs]
        return any(known) or not known


@dataclass(slots=True)
class Numbered:
    """The lines that both ledgers hold under one number."""

    checks: list[Line] = field(default_factory=list)
    entries: list[Line] = field(default_factory=list)

    def partners(self, line: Line) -> list[Line]:
        """The lines of the other ledger about the same problem."""
        meeting = self.meeting(line)
        if line.issue_no is None:  # a check with one problem may go without its number, in both ledgers
            own = [one for one in self._side(line.table) if one.may_meet(line)]
            alone = {one.row["issue"] for one in own} == {line.row["issue"]} and len(meeting) == 1
            return meeting if alone and meeting[0].issue_no is None else []
        return [other for other in meeting if other.issue_no == line.issue_no]

    def meeting(self, line: Line) -> list[Line]:
        """The lines of the other ledger about the same check."""
        return [other for other in self._side(_OTHER[line.table]) if other.may_meet(line)]

    def _side(self, table: str) -> list[Line]:
        return self.checks if table == CHECKS else self.entries


_OTHER = {CHECKS: ENTRIES, ENTRIES: CHECKS}


def by_number(view: View) -> dict[str, Numbered]:
    """Both ledgers by the number of the check."""
    numbered: dict[str, Numbered] = defaultdict(Numbered)
    for line in lines(view, CHECKS):
        numbered[line.number].checks.append(line)
    for line in lines(view, ENTRIES):
        numbered[line.number].entries.append(line)
    return dict(sorted(numbered.items()))


def lines(view: View, table: str) -> list[Line]:
    """The lines of one ledger. Where a line names no keeper, the publisher of its document kept it."""
    unit_of = units(view, table)
    publisher = {row["id"]: organisation_name(row["publisher"]) for row in view.rows("document")}
    place = "checked_unit" if table == CHECKS else "unit_name"
    return [
        Line(
            table,
            row,
            squash(row["number"]),
            organisation_name(row["reporting_unit"]) or publisher.get(row["document_id"]) or None,
            organisation_name(row[place]) or None,
            unit_of.get(row["id"]),
        )
        for row in view.rows(table)
    ]


@dataclass(frozen=True, slots=True)
class _Book:
    keepers: frozenset[str]
    is_central: bool
    last_year: int | None


class Books:
    """The accepted ledgers of one kind: whose lines they hold, and up to which year (domain decision 5a.1)."""

    def __init__(self, view: View, kept: Iterable[Line], table: str) -> None:
        """`kept` are the lines of the ledgers of this kind."""
        keepers: dict[str, set[str]] = defaultdict(set)
        years: dict[str, set[int]] = defaultdict(set)
        for line in kept:
            document = line.row["document_id"]
            keepers[document] |= {line.keeper} if line.keeper else set()
            years[document] |= {line.year} if line.year else set()
        self._view, self._kind = view, KIND_OF[table]
        accepted = {str(DocumentStatus.ACCEPTED), str(DocumentStatus.PARTIAL)}
        self._books = []
        for document in view.rows("document"):
            if document["kind"] != self._kind or document["status"] not in accepted:
                continue
            key, publisher = document["id"], organisation_name(document["publisher"])
            published = document["published"]
            last = max(years[key] | {published.year}) if published else None
            central = len(keepers[key] - {publisher}) >= _KEEPERS_OF_A_CENTRAL_LEDGER
            self._books.append(_Book(frozenset(keepers[key] | ({publisher} - {""})), central, last))

    def reach(self, line: Line) -> bool:
        """Whether a ledger of this kind is held in which the partner of a line would have to stand.

        A ledger that does not say when it was drawn up is taken to reach the day it was handed in.
        """
        for book in self._books:
            in_time = book.last_year is None or line.year is None or book.last_year >= line.year
            if in_time and (book.is_central or line.keeper is None or line.keeper in book.keepers):
                return True
        return line.unit_id is not None and self._view.held(self._kind, line.unit_id, line.year)
