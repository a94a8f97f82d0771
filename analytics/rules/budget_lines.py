"""The lowest lines of spending of a set, and which line of another set each of them is to be compared with.

Flows in: the forms of published sets and their lines. Flows out: lines by set, and pairs of lines: the same form, code
and name, or the same form and code where neither set has the code twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from analytics.identity import squash
from analytics.rules.answers import Evidence
from analytics.rules.budgets import SetKey
from analytics.snapshot import View
from models.vocabulary import BudgetForm, BudgetSide

# Forms that show what money is spent on, by function, by project or by economic class.
_SPENDING = (BudgetForm.EXPENDITURE, BudgetForm.GENERAL, BudgetForm.BASIC, BudgetForm.FUND, BudgetForm.PROJECTS)
_BATCH = 50_000


class Line(NamedTuple):
    """A lowest line of spending, with the form it stands in."""

    unit_id: str
    year: int
    stage: str
    id: str
    document_id: str
    locator: str
    form_id: str
    form_locator: str
    form: str
    code: str | None
    label: str
    amount_fen: int | None

    @property
    def name(self) -> str:
        """Its label as compared."""
        return _squashed(self.label)

    @property
    def place(self) -> Evidence:
        """The line as evidence."""
        return Evidence("budget_line", self.id, self.document_id, self.locator)

    @property
    def form_place(self) -> Evidence:
        """The form it stands in, as evidence."""
        return Evidence("budget_table", self.form_id, self.document_id, self.form_locator)


class Pair(NamedTuple):
    """A line, and the lines that it is to be compared with: one, or copies of one; none where there is no such line."""

    line: Line
    others: tuple[Line, ...]

    @property
    def amounts(self) -> set[int]:
        """What the other lines state, in fen."""
        return {line.amount_fen for line in self.others if line.amount_fen is not None}

    @property
    def places(self) -> list[Evidence]:
        """All of them as evidence."""
        return [self.line.place, *(line.place for line in self.others)]


def lines_of_sets(view: View) -> dict[SetKey, list[Line]]:
    """The lowest lines of spending by set; those of an unknown unit, year or stage are left out."""
    found: dict[SetKey, list[Line]] = defaultdict(list)
    for line in _lines(view):
        found[SetKey(line.unit_id, line.year, line.stage)].append(line)
    return dict(found)


def paired(lines: Sequence[Line], others: Iterable[Line]) -> list[Pair]:
    """Each line with those of another set that it is to be compared with."""
    exact: dict[tuple[str, str | None, str], list[Line]] = defaultdict(list)
    coded: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for other in others:
        exact[other.form, other.code, other.name].append(other)
        if other.code:
            coded[other.form, other.code].append(other)
    names: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for line in lines:
        names[line.form, line.code].add(line.name)
    pairs = []
    for line in lines:
        same = exact.get((line.form, line.code, line.name), [])
        if not same and line.code and len(names[line.form, line.code]) == 1:
            alike = coded.get((line.form, line.code), [])
            same = alike if len({other.name for other in alike}) == 1 else []
        pairs.append(Pair(line, tuple(same)))
    return pairs


def _lines(view: View) -> Iterator[Line]:
    """All lowest lines of spending, without ever holding them all as rows."""
    line, table, mention = view.table("budget_line"), view.table("budget_table"), view.table("mention")
    unit = mention.filter((mention.record_table == "budget_table") & (mention.role == "unit"))
    forms = table.filter(
        table.form.isin([str(form) for form in _SPENDING]) & table.fiscal_year.notnull() & table.stage.notnull()
    )
    placed = forms.select(
        form_id="id", form_locator="locator", form="form", year="fiscal_year", stage="stage"
    ).inner_join(
        unit.select("record_id", unit_id="organisation_id").filter(lambda t: t.unit_id.notnull()),
        [("form_id", "record_id")],
    )
    spent = line.filter(line.is_leaf & (line.side.isnull() | (line.side == str(BudgetSide.EXPENDITURE))))
    chosen = spent.select("id", "document_id", "locator", "table_id", "code", "label", "amount_fen").inner_join(
        placed, [("table_id", "form_id")]
    )
    ordered: Any = chosen.select(*_columns(chosen)).order_by("id")
    for batch in ordered.to_pyarrow().to_batches(_BATCH):
        yield from map(Line._make, zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _columns(table: Any) -> list[Any]:
    return [table.table_id.name(name) if name == "form_id" else table[name] for name in Line._fields]


@lru_cache(maxsize=10_000)
def _squashed(label: str) -> str:
    return squash(label)
