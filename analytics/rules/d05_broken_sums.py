"""D05, a form that does not add up: its total, a parent and its children, a line and its columns, or its two sides.

Flows in: the forms of published sets with their lines and columns. Flows out: at most three answers for each unit, year
and stage: the forms that break, those that cannot be tested, and those that add up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from analytics.rules.answers import Answer, Evidence
from analytics.rules.budgets import SetKey, by_document, fetched, forms
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, ten_thousands, term, yuan
from analytics.snapshot import View
from models.money import to_fen
from models.places import Locator
from models.vocabulary import BudgetForm, BudgetSide, DocumentKind, Severity, Term

_TWO_SIDED = (BudgetForm.BALANCE, BudgetForm.APPROPRIATION)
# Columns that make up all spending of a line; the first two are needed, the others may be absent.
_COLUMNS = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
_UNCERTAIN = "budget-structure-uncertain"  # the reader could not be sure which lines lie below which
_BATCH = 50_000


class Check(Term):
    """Which two figures of a form have to agree."""

    TOTAL = "total", "写明的合计与末级各行之和", "stated total and lowest lines"
    CHILDREN = "children", "上级科目与其下级之和", "parent and its children"
    COLUMNS = "columns", "一行的合计与其分栏之和", "a line and its columns"
    SIDES = "sides", "收入与支出", "revenue and expenditure"


class _Line(NamedTuple):
    table_id: str
    id: str
    document_id: str
    locator: str
    code: str | None
    depth: int | None
    is_leaf: bool
    side: str | None
    amount_fen: int | None
    warnings: str


class _Break(NamedTuple):
    """Two figures that do not agree, in fen; `rows` is how many were summed."""

    check: Check
    stated: int
    found: int
    rows: int
    lines: tuple[_Line, ...] = ()

    @property
    def gap(self) -> int:
        """By how much they differ."""
        return abs(self.stated - self.found)


@dataclass(slots=True)
class _Sums:
    """What testing one form gave: whether anything could be tested, what does not agree, and what is in doubt."""

    row: Row
    breaks: list[_Break] = field(default_factory=list)
    agreed: list[_Break] = field(default_factory=list)
    is_doubtful: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether something could be tested, and all of it agrees."""
        return bool(self.agreed) and not self.breaks and not self.is_doubtful

    def compare(self, check: Check, stated: int | None, parts: Sequence[_Line], slack: Fraction, *whole: _Line) -> None:
        """Compare a figure, and the line it stands in, with the sum of lines.

        A blank among them decides nothing unless the others suffice.
        """
        amounts = [line.amount_fen for line in parts if line.amount_fen is not None]
        if stated is None or not amounts:
            return
        found = _Break(check, stated, sum(amounts), len(amounts), (*whole, *parts))
        self.take(found, slack, is_whole=len(amounts) == len(parts))

    def take(self, found: _Break, slack: Fraction, *, is_whole: bool = True) -> None:
        """Put a comparison where it belongs; one that lacks blank rows and does not agree is in doubt."""
        if found.gap <= slack * found.rows:
            self.agreed.append(found)
        elif is_whole:
            self.breaks.append(found)
        else:
            self.is_doubtful = True


class BrokenSums(Rule):
    """Sums inside one form, with the rounding of its rows allowed for."""

    code = "D05"
    name = Text("勾稽不符", "sums break")
    what = Text(
        "预决算表内的数字是否对不上：合计与各行、上级与下级科目、分栏与合计、收入与支出。",
        "Whether the figures of a budget form do not agree: total and lines, parent and children, columns and whole, "
        "revenue and expenditure.",
    )
    method = (
        Text(
            "写明的合计，与收入、支出各自的末级行之和相比；上级科目，与其直接下级之和相比；一行的金额，与基本支出、项目支出"
            "等分栏之和相比。",
            "Compare the stated total with the lowest lines of either side, each parent with the children right below "
            "it, and each line with its columns of basic and project spending.",
        ),
        Text(
            "收支总表和财政拨款收支总表，收入之和与支出之和应相等。",
            "In the balance sheets both sides must come to the same.",
        ),
        Text(
            "相差超过每行 0.01 万元（行数为相加的行数）的，预警。",
            "A gap above 0.01 万元 for each row that is summed: flag.",
        ),
    )
    why = Text(
        "对不上的数字可能藏着未列的支出，也可能是公开前改过某一格。",
        "Figures that do not agree may hide spending that is not listed, or a cell that was changed before "
        "publication.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第十二条（收支平衡）、第十四条（公开）",
            "Budget Law, art. 12 (balance) and art. 14 (publication)",
        ),
        Text("每行 0.01 万元的尾差为本系统默认", "the rounding of 0.01 万元 for each row is a default of this system"),
    )
    inputs = (DocumentKind.BUDGET,)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.YUAN
    output = Text(
        "差额最大的一处相差多少元，与该处允许的尾差。",
        "The largest gap in yuan, and the rounding allowed for it.",
    )
    exclusions = (Text("没有数字的空表由 D03 检查。", "Blank forms are left to D03."),)
    assumptions = (
        Text(
            "相加的行中有空白而其余各行又对不上的，无法判断；没有合计、上级和分栏可对的表，无法判断。",
            "A blank among the rows where the others do not suffice, or a form without total, parents and columns: "
            "cannot assess.",
        ),
        Text(
            "读取时有行未能收入、或上下级关系不确定的，不以其不符为据，无法判断。",
            "Where rows of a form could not be read, or which line lies below which is not certain: cannot assess.",
        ),
        Text(
            "分栏只在同一张表有其他行相符时才比对，否则这些栏并非该合计的组成。",
            "Columns are compared only where other lines of the form keep the rule; else they are not what makes up "
            "the whole.",
        ),
    )
    innocent = (
        Text("四舍五入的尾差累积。", "Rounding that adds up."),
        Text("合计含未列出的零星项目。", "The total includes small items that are not listed."),
    )
    parameters = (
        Parameter(
            "per_row",
            "每行允许的尾差",
            "rounding allowed for each row",
            Measure.YUAN,
            Text("本系统默认：0.01 万元", "default of this system: 0.01 万元"),
            ((date(2008, 5, 1), Decimal(100)),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """At most three answers for each set."""
        if not view.held(DocumentKind.BUDGET):
            yield self.not_held(DocumentKind.BUDGET)
            return
        sets, unplaced = forms(view)
        for document, places in by_document("budget_table", unplaced).items():
            yield self.unknown(Subject("document", document), sentence("rules-set-unplaced"), places)
        slack = {key: params.decimal("per_row", first_day(key.year)) for key in sets}
        of_form = {row["id"]: (row, slack[key]) for key, rows in sets.items() for row in rows}
        sums = _sums(view, of_form)
        for key, rows in sorted(sets.items()):
            allowed = slack[key]
            if allowed is None:
                subject = Subject("unit", key.unit_id, key.unit_id)
                yield self.excluded(
                    subject, sentence("rules-before-force"), [evidence("budget_table", r) for r in rows]
                )
            else:
                yield from self._judge(key, [sums[row["id"]] for row in rows if row["id"] in sums], allowed)

    def _judge(self, key: SetKey, found: list[_Sums], per_row: Decimal) -> Iterator[Answer]:
        subject = Subject("unit", key.unit_id, key.unit_id)
        said = {"year": key.year, "stage": key.term}
        broken = [form for form in found if form.breaks and not form.is_doubtful]
        sound = [form for form in found if form.is_sound]
        unsure = [form for form in found if form not in broken and form not in sound]
        if broken:
            yield self._broken(subject, said, broken, per_row)
        if unsure:
            code = "rule-d05-doubtful" if any(form.is_doubtful for form in unsure) else "rule-d05-nothing"
            yield self.unknown(subject, sentence(code, **said, forms=_names(unsure)), _places(unsure))
        if sound:
            told = sentence("rule-d05-pass", **said, forms=_names(sound))
            value, threshold = _widest([one for form in sound for one in form.agreed], per_row)
            yield self.passed(subject, told, _places(sound), value=value, threshold=threshold)

    def _broken(self, subject: Subject, said: Mapping[str, object], broken: list[_Sums], per_row: Decimal) -> Answer:
        breaks = [(found, form) for form in broken for found in form.breaks]
        worst, form = max(breaks, key=lambda one: (one[0].gap, str(one[0].check), one[1].row["id"]))
        value, threshold = _widest([worst], per_row)
        told = sentence(
            "rule-d05-flag",
            **said,
            count=len(breaks),
            forms=_names(broken),
            form=term(BudgetForm, form.row["form"]),
            check=worst.check,
            stated=ten_thousands(worst.stated),
            found=ten_thousands(worst.found),
            allowed=ten_thousands(to_fen(per_row) * worst.rows),
        )
        lines = {line for found, _ in breaks for line in found.lines}
        rows = [*_places(broken), *(evidence("budget_line", line._asdict()) for line in lines)]
        return self.flag(subject, told, rows, value=value, threshold=threshold)


def _widest(found: list[_Break], per_row: Decimal) -> tuple[str, str]:
    """The widest gap and the rounding allowed for it, in yuan."""
    widest = max(found, key=lambda one: (one.gap, -one.rows))
    return yuan(widest.gap), yuan(to_fen(per_row) * widest.rows)


def _names(found: Iterable[_Sums]) -> tuple[BudgetForm, ...]:
    here = {one.row["form"] for one in found}
    return tuple(form for form in BudgetForm if str(form) in here)


def _places(found: Iterable[_Sums]) -> list[Evidence]:
    return [evidence("budget_table", one.row) for one in found]


# --- testing forms ---------------------------------------------------------------------------------------------------


def _sums(view: View, of_form: Mapping[str, tuple[Row, Decimal | None]]) -> dict[str, _Sums]:
    """What testing each form with lines gave."""
    columns = _columns(view)
    unread = _unread(view)
    found: dict[str, _Sums] = {}
    for table_id, lines in groupby(_lines(view), key=lambda line: line.table_id):
        if table_id not in of_form:
            continue
        row, per_row = of_form[table_id]
        own = list(lines)
        if per_row is not None and any(line.amount_fen is not None for line in own):
            found[table_id] = _test(row, own, columns.get(table_id), unread, Fraction(to_fen(per_row)))
    return found


def _test(
    row: Row,
    lines: list[_Line],
    columns: _Columns | None,
    unread: Mapping[tuple[str, str], list[int]],
    slack: Fraction,
) -> _Sums:
    sums = _Sums(row)
    sides = {side: [line for line in lines if (line.side or BudgetSide.EXPENDITURE) == side] for side in BudgetSide}
    leaves = {side: [line for line in mine if line.is_leaf] for side, mine in sides.items()}
    for mine in leaves.values():
        sums.compare(Check.TOTAL, row["stated_total_fen"], mine, slack)
    if row["form"] in _TWO_SIDED:
        _compare_sides(sums, leaves, slack)
    is_agreed = row["sum_holds"] is True and bool(sums.breaks)
    for mine in sides.values():
        for parent, children in _families(mine):
            sums.compare(Check.CHILDREN, parent.amount_fen, children, slack, parent)
    if columns is not None:
        _compare_columns(sums, {line.id: line for line in lines}, columns, slack)
    if sums.breaks and (is_agreed or _may_lack(lines, unread)):
        sums.is_doubtful = True
    if row["sum_holds"] is False and not (sums.agreed or sums.breaks):
        sums.is_doubtful = True
    return sums


def _compare_sides(sums: _Sums, leaves: Mapping[BudgetSide, list[_Line]], slack: Fraction) -> None:
    """Revenue and expenditure of a balance come to the same; the rows of both sides are rounded."""
    both = [*leaves[BudgetSide.INCOME], *leaves[BudgetSide.EXPENDITURE]]
    totals = [[line.amount_fen for line in mine if line.amount_fen is not None] for mine in leaves.values()]
    if not all(totals):
        return
    found = _Break(Check.SIDES, sum(totals[0]), sum(totals[1]), sum(map(len, totals)), tuple(both))
    sums.take(found, slack, is_whole=found.rows == len(both))


def _families(lines: list[_Line]) -> Iterator[tuple[_Line, list[_Line]]]:
    """Each parent of one side with the children right below it.

    A line that only says 其中 is neither parent nor leaf and is left out.
    """
    if all(line.is_leaf for line in lines) or any(_UNCERTAIN in line.warnings for line in lines):
        return
    children: dict[str, list[_Line]] = defaultdict(list)
    above: list[_Line] = []
    ordered = _ordered(lines)
    for line in ordered:
        while above and not _lies_below(line, above[-1]):
            above.pop()
        if above:
            children[above[-1].id].append(line)
        above.append(line)
    for line in ordered:
        below = [child for child in children[line.id] if child.is_leaf or children[child.id]]
        if below and not line.is_leaf:
            yield line, below


def _lies_below(line: _Line, other: _Line) -> bool:
    """Whether a line lies below an earlier one: by code where both bear one, else by depth.

    Lines of one code, such as the projects of a subject, lie below the parent that bears it, too.
    """
    if line.code and other.code:
        is_project = line.code == other.code and line.is_leaf and not other.is_leaf
        return is_project or (line.code != other.code and line.code.startswith(other.code))
    return line.depth is not None and other.depth is not None and line.depth > other.depth


def _may_lack(lines: list[_Line], unread: Mapping[tuple[str, str], list[int]]) -> bool:
    """Whether a row among or beside these lines could not be read, so that a sum may lack it."""
    places = [(line.document_id, Locator.parse(line.locator)) for line in lines]
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for document, place in places:
        rows[document, place.part].append(place.row or 0)
    return any(min(own) - 1 <= row <= max(own) + 1 for where, own in rows.items() for row in unread.get(where, ()))


def _ordered(lines: list[_Line]) -> list[_Line]:
    """Lines in an order in which parents come before their children: by code where codes tell all, else as they stand.

    Empty where two lines stand in one row, so that rows do not tell their order.
    """
    if all(line.code for line in lines) and len({line.code for line in lines}) == len(lines):
        return sorted(lines, key=lambda line: line.code or "")
    placed = {_place_key(line.locator): line for line in lines}
    return [placed[key] for key in sorted(placed)] if len(placed) == len(lines) else []


def _place_key(locator: str) -> tuple[tuple[tuple[int, str], ...], int]:
    """A key that puts page 2 before page 10, and row 9 before row 10."""
    place = Locator.parse(locator)
    pieces = re.split(r"(\d+)", place.part)
    return tuple((int(piece), "") if piece.isdigit() else (0, piece) for piece in pieces), place.row or 0


def _lines(view: View) -> Iterator[_Line]:
    """All lines, those of one form after each other, without ever holding them all as rows."""
    line = view.table("budget_line")
    chosen = line.select(*_Line._fields).order_by("table_id")
    for batch in chosen.to_pyarrow().to_batches(_BATCH):
        yield from map(_Line._make, zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _unread(view: View) -> dict[tuple[str, str], list[int]]:
    """Rows that could not be taken, by document and part."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in view.rows("quarantine"):
        place = Locator.parse(row["locator"])
        if place.row is not None:
            found[row["document_id"], place.part].append(place.row)
    return found


# --- columns of a line -----------------------------------------------------------------------------------------------


class _Columns(NamedTuple):
    """The columns of a form: whether some line keeps to their sum, and the lines that do not: (id, sum, how many)."""

    is_kept: bool
    off: list[tuple[str, int, int]]


def _columns(view: View) -> dict[str, _Columns]:
    """By form, lines whose columns of basic and project spending were compared with the line; summed on the engine."""
    part, line = view.table("budget_part"), view.table("budget_line")
    own = part.filter(part.name.isin(_COLUMNS))
    summed = own.group_by("line_id").aggregate(
        found=own.amount_fen.sum(),
        cells=own.count(),
        filled=own.amount_fen.count(),
        basic=(own.name == _COLUMNS[0]).cast("int64").sum(),
        project=(own.name == _COLUMNS[1]).cast("int64").sum(),
    )
    whole = summed.filter((summed.basic == 1) & (summed.project == 1) & (summed.cells == summed.filled))
    joined = whole.join(line.select("id", "table_id", "amount_fen"), whole.line_id == line.id)
    compared = joined.filter(joined.amount_fen.notnull())
    kept = compared.filter((compared.found == compared.amount_fen) & (compared.amount_fen != 0))
    keeping = {row["table_id"] for row in fetched(kept.select("table_id").distinct())}
    off: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for row in fetched(compared.filter(compared.found != compared.amount_fen)):
        off[row["table_id"]].append((row["line_id"], int(row["found"]), int(row["cells"])))
    return {table: _Columns(table in keeping, sorted(off.get(table, []))) for table in keeping | off.keys()}


def _compare_columns(sums: _Sums, lines: Mapping[str, _Line], columns: _Columns, slack: Fraction) -> None:
    if not columns.is_kept:
        return
    sums.agreed += [_Break(Check.COLUMNS, 0, 0, len(_COLUMNS))] if not columns.off else []
    for line_id, found, count in columns.off:
        line = lines[line_id]
        sums.take(_Break(Check.COLUMNS, line.amount_fen or 0, found, count, (line,)), slack)
