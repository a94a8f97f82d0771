"""Composed publications of every kind but fund notices: each written once with the rows a person would find in it.

Flows in: documents in the notation of `fund_documents` (`cases_of`), with another truth below `--`. Flows out: how the
rows that a reader found compare with it. `python -m tests.reading.composed_publications [folder] [--differences]`
prints the figures.

Truth. `kind = risk_table` names the kind; each line that begins with `*` is one row as `field = value ; field = value`,
where the first field tells the rows apart; `+` lines hold for every row. `*~` is a row whose words leave something
open: what it does not state must not be taken, and what is taken must be warned of. `?` is a value that nobody can
know, `-` one that is not there. `refused` says that the file as a whole gives no rows, for a reason it is told;
`refused code` names the reason.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.errors import FileRejected
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading, Record
from models.tables import Evaluator, PowerDuty, StepHandler
from tests.reading.fund_documents import PROSE_FORMATS, TABLE_FORMATS, Document, TableBlock, _blocks, write

FOLDER = Path(__file__).parent / "composed"
MOST_WARNED = 0.1  # share of right rows that may carry a warning
LEAST_EXACT = 0.95  # share of rows that must be right in every field
# What a rule computes with: an amount, a date, a level, a count or a state. A wrong one must never stand unwarned.
CRITICAL = frozenset(
    {"acted_at", "acted_on", "amount", "applied", "awarded_on", "budget_amount", "checked_on", "checks",
     "contract_on", "decided", "decided_on", "declared_on", "due", "duties", "ends", "exit_date", "filled_on",
     "firm_role", "fiscal_year", "grade", "is_key", "is_leader", "issue_no", "issues", "kind", "legal_limit_days",
     "limit_days", "limits", "month", "notice_from", "notice_to", "outcome", "promised_limit_days", "rectified",
     "rectified_on", "share_percent", "since", "status", "step_no", "submitted_on", "until", "valid_from",
     "valid_to", "years"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the truth: its fields as text, and whether a warning on it is deserved."""

    fields: dict[str, str]
    is_doubtful: bool = False

    @property
    def key(self) -> str:
        """The field that tells the rows apart."""
        return next(iter(self.fields))


@dataclass(frozen=True, slots=True)
class Case:
    """A document with its truth; `refused` is None where rows are expected, else the code of the reason or empty."""

    document: Document
    kind: str
    rows: Sequence[Row]
    refused: str | None = None

    @property
    def name(self) -> str:
        """The sentence that names the case."""
        return self.document.name


@dataclass(slots=True)
class Tally:
    """How the rows of one or several readings compare with the truth."""

    rows: int = 0
    exact: int = 0
    plain: int = 0  # exact rows that leave nothing open
    warned: int = 0  # of these, rows that carry a warning
    silent: list[str] = field(default_factory=list)  # a wrong figure, date, level or state on a row without warning
    inexact: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        for name in ("rows", "exact", "plain", "warned"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("silent", "inexact", "alarms"):
            getattr(self, name).extend(getattr(other, name))


# --- the notation ----------------------------------------------------------------------------------------------------


def cases_of(text: str) -> list[Case]:
    """The documents of a text with their truth."""
    return [_case(piece) for piece in re.split(r"^@@ ", text, flags=re.MULTILINE)[1:]]


def _case(piece: str) -> Case:
    head, _, rest = piece.partition("\n")
    name, _, formats = head.partition(" : ")
    body, mark, truth = rest.partition("\n--\n")
    if not mark:
        raise AssertionError(f"no truth below {name}")
    title, blocks = _blocks(body)
    is_table = any(isinstance(block, TableBlock) for block in blocks)
    chosen = tuple(formats.split()) or (TABLE_FORMATS if is_table else PROSE_FORMATS)
    document = Document(name.strip(), title, blocks, [], chosen)
    kind, refused, common = "", None, {}
    rows: list[Row] = []
    for line in filter(None, map(str.strip, truth.split("\n"))):
        if line.startswith("kind = "):
            kind = line.removeprefix("kind = ")
        elif line.startswith("refused"):
            refused = line.removeprefix("refused").strip()
        elif line.startswith("+"):
            common |= _fields(line[1:])
        elif line.startswith("*"):
            rows.append(Row(_fields(line.lstrip("*~")), line.startswith("*~")))
        else:
            raise AssertionError(f"not understood below {name}: {line}")
    return Case(document, kind, [Row(row.fields | common, row.is_doubtful) for row in rows], refused)


def _fields(text: str) -> dict[str, str]:
    pairs = (piece.split(" = ", 1) for piece in text.strip().split(" ; "))
    return {key.strip(): value.strip().replace("\\n", "\n") for key, value in pairs}


# --- comparing -------------------------------------------------------------------------------------------------------


def judged(case: Case, form: str, folder: Path) -> Tally:
    """How one case in one format is read."""
    where = f"{case.name} [{form}]"
    try:
        reading = recognise(read_content(write(case.document, form, folder)))
    except FileRejected as error:
        reading, told = None, error.message.code
    else:
        told = ""
    if case.refused is not None:
        return _judged_refusal(case, reading, told, where)
    if reading is None or str(reading.kind) != case.kind:
        found = told if reading is None else str(reading.kind)
        return Tally(len(case.rows), inexact=[f"{where}: read as {found}"])
    return _judged_rows(case.rows, reading, where)


def _judged_refusal(case: Case, reading: Reading | None, told: str, where: str) -> Tally:
    """A file that must give no rows: one row of the count, exact where it gives none and says why."""
    codes = [told] if reading is None else [rejection.reason.code for rejection in reading.rejected]
    taken = [] if reading is None else [row for row in reading.rows if row.rejected is None]
    if not taken and codes and (not case.refused or case.refused in codes):
        return Tally(1, 1, 1)
    tally = Tally(1, inexact=[f"{where}: not refused ({codes}, {[row.label for row in taken]})"])
    tally.silent = [f"{where}: taken {row.label}" for row in taken if not row.warnings and _has_critical(row)]
    return tally


def _has_critical(row: Record) -> bool:
    return any(row.values.get(key) is not None for key in CRITICAL)


def _judged_rows(wanted: Sequence[Row], reading: Reading, where: str) -> Tally:
    tally = Tally(len(wanted))
    left = [row for row in reading.rows if row.rejected is None]
    for row in wanted:
        hit = _closest(row, left, reading)
        if hit is None:
            nothing_certain = row.is_doubtful and "?" in row.fields.values()
            if nothing_certain and reading.rejected:
                tally.exact += 1  # set aside with a reason
            else:
                tally.inexact.append(f"{where}: no row {row.fields[row.key]}")
            continue
        left.remove(hit)
        _judge(row, hit, reading, where, tally)
    for extra in left:
        codes = [warning.code for warning in extra.warnings]
        tally.inexact.append(f"{where}: a row too many: {extra.label} {codes}")
        tally.rows += 1
        if not codes and _has_critical(extra):
            tally.silent.append(f"{where}: a row too many: {extra.label}")
    return tally


def _closest(row: Row, left: Sequence[Record], reading: Reading) -> Record | None:
    """The row that agrees in the key, and of these the one that agrees most."""
    same = [one for one in left if value_of(one, row.key, reading) == row.fields[row.key]]
    return max(same, key=lambda one: sum(value_of(one, k, reading) == v for k, v in row.fields.items()), default=None)


def _judge(row: Row, hit: Record, reading: Reading, where: str, tally: Tally) -> None:
    codes = [warning.code for warning in hit.warnings]
    wrong = []
    for key, value in row.fields.items():
        found = value_of(hit, key, reading)
        if found == value or (value == "?" and found in ("-", "pending")):
            continue
        wrong.append(f"{key} = {found!r}, not {value!r}")
        if key in CRITICAL and found != "-" and not codes:
            tally.silent.append(f"{where}: {row.fields[row.key]}: {wrong[-1]}")
    unwarned = row.is_doubtful and not codes
    if wrong or unwarned:
        told = "; ".join(wrong) or "nothing is warned of"
        tally.inexact.append(f"{where}: {row.fields[row.key]}: {told} {codes}")
        return
    tally.exact += 1
    if row.is_doubtful:
        return
    tally.plain += 1
    if codes:
        tally.warned += 1
        tally.alarms.append(f"{where}: {row.fields[row.key]}: {codes}")


def value_of(record: Record, key: str, reading: Reading) -> str:
    """A field of a record as the truth writes it: days as ISO, amounts in plain yuan, `-` for nothing."""
    children = [child for child in reading.records if child.parent is record]
    if key == "duties":
        return _listed(child.values["name"] for child in children if child.table is PowerDuty)
    if key == "limits":
        days = (child.values["limit_days"] for child in children if child.table is PowerDuty)
        return _listed("-" if day is None else str(day) for day in days)
    if key == "handlers":
        return _listed(child.values["name"] for child in children if child.table is StepHandler)
    if key == "experts":
        return _listed(child.values["name"] for child in reading.records if child.table is Evaluator)
    if key == "id":
        return next(iter(record.secrets.values()), "-")
    if key in ("valid_from", "valid_to"):
        return _text(getattr(record, key))
    return _text(record.values.get(key, record.extra.get(key)))


def _listed(names: Iterator[str] | Any) -> str:
    return "|".join(names) or "-"


def _text(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


# --- figures ---------------------------------------------------------------------------------------------------------


def form_of(case: Case, turn: int = 0) -> str:
    """One format for each case, so that all formats come round."""
    forms = case.document.formats
    return forms[(sum(map(ord, case.name)) + turn) % len(forms)]


def main(arguments: Sequence[str]) -> None:
    """Print the figures of each batch, every document in every format it may have; `--differences` names what differs."""
    wanted = [Path(one) for one in arguments if not one.startswith("--")]
    batches = wanted or [FOLDER, *sorted(path for path in FOLDER.iterdir() if path.is_dir())]
    for folder in batches:
        total = Tally()
        with tempfile.TemporaryDirectory() as scratch:
            for path in sorted(folder.glob("*.txt")):
                tally, cases = Tally(), cases_of(path.read_text("utf-8"))
                for case in cases:
                    for form in case.document.formats:
                        tally.add(judged(case, form, Path(scratch)))
                total.add(tally)
                print(f"  {path.stem}: {len(cases)} documents, {_figures(tally)}")
        print(f"{folder.name}: {_figures(total)}")
        if "--differences" in arguments:
            print(*total.silent, *total.inexact, *total.alarms, sep="\n")


def _figures(tally: Tally) -> str:
    exact = tally.exact / max(1, tally.rows)
    warned = tally.warned / max(1, tally.plain)
    return (
        f"{tally.rows} rows, exact {tally.exact} ({exact:.1%}), wrong and unwarned {len(tally.silent)}, "
        f"right rows with a warning {tally.warned} of {tally.plain} ({warned:.1%})"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
