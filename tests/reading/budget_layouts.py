"""Budgets and final accounts in many layouts, all of invented units, and how a reading compares with their truth.

Flows in: `budget_publications.txt`, in the notation of `fund_documents` with another truth below `--`. Flows out: cases
with the leaf lines of each form. `#! title = yuan` opens the form that gives the rows of the publication, `#` a further
one; the total is `-` where none is stated, `nil` or `blank` for a form without figures; `: breaks` says that its sums do
not hold, `: open` that this cannot be told or is a matter of rounding. `targets` opens lines of
`project | second level | third level | value | yuan`; `refused code` says that the form gives nothing.

`python -m tests.reading.budget_layouts` prints how many leaf rows are exact, wrong in silence, and warned in vain.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import PageBreak, SimpleDocTemplate, Table

from analytics.errors import FileRejected
from analytics.reading.content import Content, Grid
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from models.places import Locator
from models.tables import BudgetLine, BudgetTable, PerformanceTarget
from tests.reading import rendering
from tests.reading.fund_documents import TABLE_FORMATS, Document, _blocks, write

SOURCE = Path(__file__).with_name("budget_publications.txt")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf line that a person finds; `is_open` where nobody can know its amount."""

    label: str
    amount: Decimal | None
    is_open: bool = False


@dataclass(slots=True)
class Form:
    """A form of a case with its truth."""

    title: str
    total: Decimal | None
    state: str = ""  # nil, blank
    sums: str = "hold"  # breaks, open
    leaves: list[Leaf] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """A composed publication: the form that gives its rows stands first."""

    document: Document
    forms: list[Form] = field(default_factory=list)
    targets: list[tuple[str, ...]] = field(default_factory=list)
    refused: str | None = None


def cases() -> list[Case]:
    """The composed publications."""
    return [_case(piece) for piece in re.split(r"^@@ ", SOURCE.read_text("utf-8"), flags=re.MULTILINE)[1:]]


def _case(piece: str) -> Case:
    head, _, rest = piece.partition("\n")
    name, _, formats = head.partition(" : ")
    body, _, truth = rest.partition("\n--\n")
    title, blocks = _blocks(body)
    case = Case(Document(name.strip(), title, blocks, [], tuple(formats.split()) or TABLE_FORMATS))
    lines = [line for line in truth.split("\n") if line]
    if lines[0].startswith("refused "):
        case.refused = lines[0].removeprefix("refused ")
    elif lines[0] == "targets":
        case.targets = [tuple(part.strip() for part in line.split("|")) for line in lines[1:]]
    else:
        _read_forms(case, lines)
    return case


def _read_forms(case: Case, lines: Sequence[str]) -> None:
    for line in lines:
        if line.startswith("#"):
            title, _, total = line.lstrip("#! ").partition(" = ")
            total, _, sums = total.partition(" : ")
            state = total if total in ("nil", "blank") else ""
            case.forms.append(Form(title, None if state or total == "-" else Decimal(total), state, sums or "hold"))
        else:
            label, _, amount = line.rpartition(" = ")
            case.forms[-1].leaves.append(Leaf(label, None if amount in "-?" else Decimal(amount), amount == "?"))


# --- comparing -------------------------------------------------------------------------------------------------------


def read_case(case: Case, form: str, folder: Path) -> Reading | None:
    """The reading of a case in one format; None where the file is refused as a whole."""
    try:
        return recognise(read_content(write(case.document, form, folder)))
    except FileRejected:
        return None


def forms_of(reading: Reading) -> Iterator[tuple[Mapping[str, Any], list[tuple[str | None, Decimal | None, bool]]]]:
    """Each form with its leaf lines: label, amount, and whether a warning stands on the line."""
    shown = reading.extra.get("tables", [])
    tables = [record for record in reading.records if record.table is BudgetTable]
    for table, entry in zip(tables, shown, strict=True):
        warned = {
            (r.label, r.values["amount"])
            for r in reading.records
            if r.table is BudgetLine and r.parent is table and r.warnings
        }
        yield (
            table.values,
            [
                (row["label"], row["amount_yuan"], (row["label"], row["amount_yuan"]) in warned)
                for row in entry["leaf_rows"]
            ],
        )


@dataclass(slots=True)
class Figures:
    """What a measurement counts."""

    rows: int = 0
    exact: int = 0
    warned_right: int = 0
    silent: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, where: str, found: Sequence[tuple[str | None, Decimal | None, bool]], leaves: Sequence[Leaf]) -> None:
        """Count the lines of one form; they are matched by label and amount, whatever their order."""
        left = list(found)
        for leaf in leaves:
            hit = next((row for row in left if row[0] == leaf.label and row[1] == leaf.amount), None)
            self.rows += not leaf.is_open
            if hit is None:
                self.missed += [] if leaf.is_open else [f"{where}: {leaf.label} = {leaf.amount}"]
                continue
            left.remove(hit)
            self.exact += not leaf.is_open
            self.warned_right += hit[2] and leaf.amount is not None
        self.silent += [f"{where}: {row[0]} = {row[1]}" for row in left if row[1] is not None and not row[2]]


def measure() -> Figures:
    """All cases in all their formats."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        for case in cases():
            for form in case.document.formats:
                where = f"{case.document.name} [{form}]"
                reading = read_case(case, form, Path(folder))
                tables = {} if reading is None else {values["title"]: rows for values, rows in forms_of(reading)}
                for expected in case.forms:
                    figures.add(f"{where} {expected.title}", tables.get(expected.title, []), expected.leaves)
    return figures


def targets_of(reading: Reading) -> list[tuple[str, ...]]:
    """The performance targets in the notation of the truth."""
    return [
        (*tuple(str(r.values[key] or "") for key in ("project", "level2", "level3", "value")), f"{r.values['amount']}")
        for r in reading.records
        if r.table is PerformanceTarget
    ]


# --- a set as tables one after another -------------------------------------------------------------------------------


def as_tables(content: Content, path: Path) -> Path:
    """The sheets of a workbook as the tables of one page or document, in the format that the ending names."""
    writer = {".html": _page, ".docx": _document, ".pdf": _print}[path.suffix]
    writer([([[cell.text for cell in row] for row in grid.rows], _areas(grid)) for grid in content.grids], path)
    return path


_Table = tuple[list[list[str]], list[tuple[int, int, int, int]]]


def _areas(grid: Grid) -> list[tuple[int, int, int, int]]:
    covered: dict[Locator, list[Locator]] = defaultdict(list)
    for row in grid.rows:
        for cell in row:
            covered[cell.origin].append(cell.locator)
    return [
        (min(rows) - 1, min(columns) - 1, max(rows) - 1, max(columns) - 1)
        for places in covered.values()
        if len(places) > 1
        and (rows := [place.row or 0 for place in places])
        and (columns := [place.column or 0 for place in places])
    ]


def _page(tables: Sequence[_Table], path: Path) -> None:
    path.write_text(rendering.html_page("".join(rendering.html_table(*table) for table in tables)), "utf-8")


def _document(tables: Sequence[_Table], path: Path) -> None:
    document = docx.Document()
    for rows, areas in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if not rendering.is_covered(r, c, areas):
                    table.cell(r, c).text = text
        for top, left, bottom, right in areas:
            table.cell(top, left).merge(table.cell(bottom, right))
        document.add_paragraph()
    document.save(str(path))


def _print(tables: Sequence[_Table], path: Path) -> None:
    story: list[Any] = []
    for rows, areas in tables:
        cells = [
            ["" if rendering.is_covered(r, c, areas) else t for c, t in enumerate(row)] for r, row in enumerate(rows)
        ]
        style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "STSong-Light", 6)]
        style += [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in areas]
        story += [Table(cells, style=style), PageBreak()]
    SimpleDocTemplate(str(path), pagesize=landscape(A4)).build(story)


if __name__ == "__main__":
    counted = measure()
    print(f"leaf rows {counted.rows}, exact {counted.exact} ({counted.exact / counted.rows:.1%})")
    print(f"wrong in silence {len(counted.silent)}; right but warned {counted.warned_right}")
    for line, times in Counter(counted.missed + counted.silent).items():
        print(times, line)
