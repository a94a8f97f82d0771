"""Tables of fund notices: their rows with who gets how much for what, and the sums that the tables state.

Flows in: a content. Flows out: for every table of money its rows, subtotals and total, with amounts in yuan and the
reason for each row that was not taken. Where the table contradicts itself (area times rate, figures against capitals,
rows above their total) the amount is left out or the row carries a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from analytics.reading.amounts import Amount, read_amount, read_capital
from analytics.reading.content import Cell, Content, Grid
from analytics.reading.headings import Header, RowKind, distinct, find_header, squash, stacked
from analytics.reading.money_tables import captions_of, clean_label, is_subtotal, is_total, text_at, total_of
from analytics.reading.publications.fund_columns import (
    HEADING_NAMES,
    NO_GRANT,
    PROJECT_OF_KIND,
    VILLAGE_RANK,
    MoneyColumn,
    Role,
    amount_column,
    bare,
    has_figures,
    has_subject,
    headings_by_role,
    is_share,
    is_sum_word,
    looks_like_figure,
    money_columns,
    names_payee,
    other_names,
    place_rank,
    roles_of,
)
from analytics.reading.publications.fund_columns import (
    is_doubtful as is_doubtful_choice,
)
from analytics.reading.publications.fund_layout import Straight, continuing_rows, place_of, straighten
from analytics.reading.publications.fund_rows import NUMBER_IN_WORDS, Row, Subtotal, Sums, Table, of_which
from analytics.reading.records import Rejection
from models.language import Message
from models.places import Locator

__all__ = ["MoneyColumn", "Role", "Row", "Subtotal", "Table", "read_tables", "side_by_side"]

Moved = frozenset[tuple[str, int | None]]
# No household is granted a million; a list that says so states its unit wrongly.
_MOST_FOR_A_PERSON = Decimal(1_000_000)


def read_tables(content: Content) -> tuple[list[Table], list[Rejection]]:
    """Every table of money in a file, and why tables that look like one could not be read."""
    tables: list[Table] = []
    rejected: list[Rejection] = []
    for header, moved in _headed_grids(content):
        roles = roles_of(header)
        monies = money_columns(content, header, roles)
        if not has_subject(roles):
            continue
        if not monies:
            if any(Role.MONEY is role for role in roles) or has_figures(header, roles):
                rejected.append(Rejection(_row_place(header), Message("fund-no-amount-column")))
            continue
        tables.append(_Reader(content, header, roles, monies, moved).read())
    _name_tables(content, tables)
    return tables, rejected


def _row_place(header: Header) -> Locator:
    first = header.grid.rows[header.rows[0]][0].locator
    return Locator(first.part, first.row)


def _headed_grids(content: Content) -> Iterator[tuple[Header, Moved]]:
    """The headings of the tables; a grid without one that is as wide as the one before continues it."""
    pending: Header | None = None
    moved: Moved = frozenset()
    for straight in _tables_of(content):
        grid = straight.grid
        header = _header_of(grid)
        if header is None:
            if pending is not None and content.media in ("pdf", "docx"):
                pending = _joined(pending, continuing_rows(grid, pending.grid, pending.first_body_row))
            continue
        if pending is not None:
            if _goes_on(content, pending, header):
                pending = _joined(pending, grid.rows[header.first_body_row :])
                moved |= straight.moved
                continue
            yield pending, moved
        pending, moved = header, straight.moved
    if pending is not None:
        yield pending, moved


def _header_of(grid: Grid) -> Header | None:
    return find_header(grid, HEADING_NAMES) or find_header(grid, headings_by_role(grid))


def _joined(header: Header, rows: Sequence[tuple[Cell, ...]]) -> Header:
    grid = Grid(header.grid.part, header.grid.name, (*header.grid.rows, *rows))
    return Header(grid, header.rows, header.columns, header.paths, header.unmatched, header.above)


_CONTINUED = re.compile(r"^[(（]?续(?:表|上表|前表|\d)?|[(（]续[表)）]")


def _goes_on(content: Content, before: Header, after: Header) -> bool:
    """Whether a table under the same heading goes on with the one before: no title between them, and no total yet."""
    if before.paths != after.paths or content.media in ("xlsx", "xls", "csv", "parquet"):
        return False
    body = before.grid.rows[before.first_body_row :]
    if any(is_total(cell.text) for row in body for cell in distinct(row)):
        return False
    between = [p.text for p in captions_of(content, _original(content, after.grid))]
    titles = [cell.text for cell in after.above]
    return all(_is_page_mark(text) or _CONTINUED.search(text.strip()) for text in [*between, *titles])


def _is_page_mark(text: str) -> bool:
    return (
        re.fullmatch(r"[\s\-—–·.]*(?:第\s*)?\d{0,4}(?:\s*页)?(?:[\s,，/]*共?\s*\d{1,4}\s*页)?[\s\-—–·.]*", text)
        is not None
    )


def _tables_of(content: Content) -> Iterator[Straight]:
    """The tables of all grids: those below one another, and those beside one another under the same heading."""
    for whole in content.grids:
        for piece in stacked(whole, HEADING_NAMES):
            straight = straighten(piece)
            header = find_header(straight.grid, HEADING_NAMES)
            halves = side_by_side(header) if header is not None else [straight.grid]
            yield from (Straight(half, straight.moved) for half in halves)


def side_by_side(header: Header) -> list[Grid]:
    """The halves of a list that is printed in two or more columns, each under the same heading; else the whole.

    The lines above stand over every half. Where only one half closes with a total, it is that of the whole list, and
    the halves are put below one another.
    """
    grid, paths = header.grid, header.paths
    width = next(
        (n for n in range(2, len(paths) // 2 + 1) if len(paths) % n == 0 and paths == paths[:n] * (len(paths) // n)), 0
    )
    if not width or not all(paths) or len(set(paths[:width])) < width:
        return [grid]
    above = tuple(_narrowed(row, width) for row in grid.rows[: header.rows[0]])
    slices = [
        (*above, *(row[start : start + width] for row in grid.rows[header.rows[0] :]))
        for start in range(0, len(paths), width)
    ]
    body = header.first_body_row
    closing = {
        index for rows in slices for index in range(body, len(rows)) if any(is_total(c.text) for c in rows[index])
    }
    stated = [any(looks_like_figure(c.text) for i in closing for c in rows[i]) for rows in slices]
    if sum(stated) != 1:
        return [Grid(grid.part, grid.name, rows) for rows in slices]
    listed = [row for rows in slices for i, row in enumerate(rows) if i >= body and i not in closing]
    totals = [rows[i] for rows, is_stated in zip(slices, stated, strict=True) if is_stated for i in sorted(closing)]
    return [Grid(grid.part, grid.name, (*slices[0][:body], *listed, *_worded(totals)))]


def _worded(totals: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    """Total rows of the last half, whose word 合计 stands at the left of the first."""
    for row in totals:
        if any(is_total(cell.text) for cell in row):
            yield row
        else:
            yield (replace(row[0], text="合计", value=None), *row[1:])


def _narrowed(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """A row of title or unit lines in as many cells as a half has, wherever in the row they stood."""
    texts = distinct(row)
    return tuple([*texts, *(cell for cell in row if not cell.text), *row][:width])


# --- rows ------------------------------------------------------------------------------------------------------------

_TOTAL_WITH_MORE = re.compile(
    r"^(?:合计|总计|共计|总合计)(?:金额)?(?:[(:]|人民币|大写|[零壹贰叁肆伍陆柒捌玖拾佰仟]|\d)"
    r"|^(?:全[省市县区镇乡村]|以上|本[页表批])(?:总计|共计|小计)|^(?:合计金额|总金额)$"
)
_ALL = re.compile(r"全[省市州县区镇乡街村]|总数|汇总|总和")
_FIRM = re.compile(r"企业|公司|合作社|主体|商户|店|农场|车间|厂|工商户|基地")
_DITTO = re.compile(r"[\"〃″“”]{1,2}|同上")
_AREA = re.compile(r"面积|数量|亩数|[头只羽株台套户人座]数")
_RATE_COLUMN = re.compile(r"标准|单价|元/")
_TAKEN_OFF = re.compile(r"扣|减|退|抵")  # what is taken off adds up to nothing
_ROWS_TO_TELL = 60  # rows from which a column of plain figures is known
_ENOUGH_TO_TELL = 3  # rows that must agree before one that does not is doubtful


class _Reader:
    """Reads the rows of one table."""

    def __init__(
        self, content: Content, header: Header, roles: Sequence[Role], monies: Sequence[MoneyColumn], moved: Moved
    ) -> None:
        self._content = content
        self._header = header
        self._roles = roles
        self._monies = monies
        self._moved = moved
        self._serial = self._first(Role.SERIAL)
        self._capital = self._first(Role.CAPITAL) if Role.MONEY in roles else None
        self._payee, self._payee_role = self._payee_column()
        self._project = self._first(Role.PROJECT)
        if self._project is None:
            self._project = self._names_of_funds()
        self._places = [c for c, role in enumerate(roles) if role is Role.PLACE]
        self._group = next((c for c, r in enumerate(roles) if r is Role.SOURCE and c != self._project), None)
        if self._project is not None:
            self._group = self._group if self._group is not None else self._first(Role.CATEGORY)
            self._detail = None
        else:
            self._detail = self._first(Role.CATEGORY)
            if self._detail is None:
                self._detail = self._first(Role.CONTENT)
        self._rejected: list[Rejection] = []
        self._notes: list[Cell] = []
        self._band: str | None = None
        self._last_payee = self._last_project = ""
        # Where merged cells are lost, blanks are left in their place.
        self._loses_merges = content.media in ("csv", "parquet") or header.grid.part.startswith("text:")

    def read(self) -> Table:
        """The table with its leaf rows and sums."""
        drafts = list(self._drafts())
        amount = self._amount_column(drafts)
        is_doubtful = amount is not None and is_doubtful_choice(amount, self._monies, _parts_of(drafts))
        for row in drafts:
            self._set_amount(row, amount)
        self._check_shared(drafts)
        table = Table(
            name="",
            caption="",
            header=self._header,
            rows=[],
            payee_role=self._payee_role,
            has_project=self._project is not None,
            amount=amount,
            rejected=self._rejected,
            notes=self._notes,
        )
        parts_of_rows = of_which(drafts)
        Sums(table, [row for row in drafts if self._is_taken(row, id(row) in parts_of_rows)]).settle()
        self._check_rates(table)
        self._check_parts(table)
        self._check_figures_beside(table)
        self._check_numbering(table, drafts)
        self._check_whole(table)
        self._check_granted(table)
        self._check_subject(table)
        if is_doubtful:
            for row in table.rows:
                row.warnings.append(Message("fund-amount-doubtful", {"heading": amount.name if amount else ""}))
        if (
            amount is not None
            and amount.unit is None
            and amount.problem is None
            and all(row.amount.value is None for row in table.rows)
        ):
            table.warnings.append(Message("fund-no-unit"))
        if self._payee_role is Role.PERSON_PAYEE and table.rows:
            table.warnings.append(Message("fund-payee-person"))
        return table

    def _first(self, role: Role) -> int | None:
        return next((c for c, own in enumerate(self._roles) if own is role), None)

    def _names_of_funds(self) -> int | None:
        """A column such as 资金名称 names what the money is for, where no project is named and it tells rows apart."""
        body = self._header.grid.rows[self._header.first_body_row :]
        for column, role in enumerate(self._roles):
            if role is Role.SOURCE and re.fullmatch(PROJECT_OF_KIND, bare(self._header.path(column)[-1])):
                return column if len({row[column].text for row in body if row[column].text}) > 1 else None
        return None

    def _payee_column(self) -> tuple[int | None, Role | None]:
        """The column of the payee: a person, else who gets the money or carries the project out, else a place."""
        person = self._first(Role.PERSON_PAYEE)
        recipient, unit = self._first(Role.RECIPIENT), self._first(Role.UNIT)
        if recipient is not None and (person is None or self._is_paid(recipient)):
            return recipient, Role.RECIPIENT
        if person is not None:
            return person, Role.PERSON_PAYEE
        if unit is not None:
            return unit, Role.UNIT
        places = [(self._fineness(c), c) for c, role in enumerate(self._roles) if role is Role.PLACE]
        if places:
            return min(places)[1], Role.PLACE
        column = self._first(Role.DEPARTMENT)
        return column, Role.DEPARTMENT if column is not None else None

    def _fineness(self, column: int) -> int:
        """How fine the places of a column are (0 the finest): as its heading says, else as villages are."""
        leaf = self._header.path(column)[-1]
        return next((rank for text in (leaf, bare(leaf)) if (rank := place_rank(text)) is not None), VILLAGE_RANK)

    def _is_paid(self, column: int) -> bool:
        """Whether what stands beside persons is paid itself: a firm beside its owner, not a school beside its pupils.

        No two rows name the same firm.
        """
        if not _FIRM.search(self._header.path(column)[-1]):
            return False
        body = self._header.grid.rows[self._header.first_body_row :]
        texts = [row[column].text for row in body if row[column].text and not is_total(row[column].text)]
        return len(set(texts)) == len(texts)

    def _drafts(self) -> Iterator[Row]:
        for index, row, kind in self._header.body():
            if kind is RowKind.NOTE:
                self._notes += distinct(row)
            if kind in (RowKind.NOTE, RowKind.HEADING, RowKind.NUMBERING):
                continue
            if kind is RowKind.BAND:
                text = distinct(row)[0].text
                if not _is_grand(text) and not is_subtotal(text):
                    self._band = clean_label(text)
                continue
            if not self._continues_above(row):
                yield from self._draft(index, row)

    def _continues_above(self, row: tuple[Cell, ...]) -> bool:
        """Whether a line only goes on with the row above: its names and its money are merged with those above."""
        names = [row[c] for c in (self._payee, self._project, self._detail, self._serial) if c is not None]
        money = [row[m.index] for m in self._monies if row[m.index].text]
        named = [cell for cell in names if cell.text]
        return bool(money) and bool(named) and all(_is_from_above(cell) for cell in [*named, *money])

    def _draft(self, index: int, row: tuple[Cell, ...]) -> Iterator[Row]:
        locator = Locator(row[0].locator.part, row[0].locator.row)
        word, grand = self._total_word(row)
        serial = self._serial_of(row)
        money = {m.name: (self._amount_in(row, m), row[m.index].locator) for m in self._monies}
        if word is None and not any(looks_like_figure(row[m.index].text) for m in self._monies):
            named = [c for c in distinct(row) if c.locator.column != _column_number(self._serial)]
            if not named:
                self._rejected.append(Rejection(locator, _row_empty(serial)))
                return
            if not serial and self._serial is not None:
                self._rejected.append(Rejection(locator, Message("fund-label-row")))
                return
        payee, project, warnings = self._names(row)
        group = text_at(row, self._group) or None
        if group is not None and (_is_grand(group) or is_subtotal(group)):
            group = None
        yield Row(
            index=index,
            locator=locator,
            serial=serial,
            payee=payee,
            project=project,
            group=group or self._band,
            amount=Amount(),
            amount_locator=locator,
            parts=money,
            total_word=word,
            grand=grand,
            place=next((t for c in reversed(self._places) if (t := text_at(row, c)) and c != self._payee), None),
            warnings=warnings,
        )

    def _amount_in(self, row: tuple[Cell, ...], money: MoneyColumn) -> Amount:
        """The amount of a cell; that of a merged area counts in its first row alone."""
        cell = row[money.index]
        if cell.text and _is_from_above(cell):
            return Amount(problem=Message("fund-amount-merged"))
        return money.read(cell)

    def _serial_of(self, row: tuple[Cell, ...]) -> str:
        """The row's number: of its own column, or in words before the row's name (一、产业发展)."""
        text = text_at(row, self._serial)
        first = next((cell.text for cell in row if cell.text), "")
        in_words = NUMBER_IN_WORDS.match(text or first)
        if in_words is None and not text and self._serial is None:
            in_words = _NUMBER_OF_NAME.match(first)
        return in_words.group().strip() if in_words else text

    def _total_word(self, row: tuple[Cell, ...]) -> tuple[str | None, bool]:
        for column, cell in enumerate(row):
            if self._roles[column] in (Role.MONEY, Role.CAPITAL) or not cell.text:
                continue
            if _is_grand(cell.text) or (_ALL.fullmatch(squash(cell.text)) and not self._is_named_beside(row, column)):
                return squash(cell.text), True
            if is_subtotal(cell.text):
                return squash(cell.text), False
        return self._broken_word(row)

    def _is_named_beside(self, row: tuple[Cell, ...], column: int) -> bool:
        """Whether a row names a recipient or project in another column: 全县 beside it is where the project lies."""
        names = [c for c in (self._payee, self._project, self._detail) if c is not None and c != column]
        return any(row[c].text and row[c].origin != row[column].origin for c in names)

    def _broken_word(self, row: tuple[Cell, ...]) -> tuple[str | None, bool]:
        """The word 合计 broken over several cells."""
        kinds = (Role.MONEY, Role.CAPITAL, Role.OTHER)
        texts = [squash(c.text) for c, role in zip(row, self._roles, strict=True) if c.text and role not in kinds]
        whole = "".join(texts)
        if len(texts) < 2 or max(map(len, texts)) > 1:
            return None, False
        return (whole, True) if is_total(whole) else (whole, False) if is_subtotal(whole) else (None, False)

    def _names(self, row: tuple[Cell, ...]) -> tuple[str | None, str | None, list[Message]]:
        """Payee and project of a row; one text merged over both columns is what the money is for, not who gets it."""
        payee, project = text_at(row, self._payee), text_at(row, self._project)
        payee = self._last_payee if _DITTO.fullmatch(payee) else payee
        project = self._last_project if _DITTO.fullmatch(project) else project
        above, self._last_project = self._last_project, project
        if self._payee is not None and self._project is not None:
            one_area = row[self._payee].origin == row[self._project].origin
            if payee and (one_area or (not project and not names_payee(payee) and self._payee_role is Role.PLACE)):
                return None, _name(payee), []
        if not project and self._detail is not None:
            project = text_at(row, self._detail)
        if not payee and project and self._payee_role in (Role.PLACE, Role.RECIPIENT) and self._loses_merges:
            payee = self._last_payee  # csv leaves the cells below a merged one empty
            return _name(payee), _name(project), [Message("fund-payee-carried")] if payee else []
        if payee and not project and above and self._loses_merges and not is_sum_word(payee):
            self._last_project = above
            return _name(payee), _name(above), [Message("fund-project-carried")]
        self._last_payee = payee
        return _name(payee), _name(project), []

    def _amount_column(self, drafts: Sequence[Row]) -> MoneyColumn | None:
        if len(self._monies) == 1:
            return self._monies[0]
        return amount_column(self._monies, _parts_of(drafts))

    def _set_amount(self, row: Row, amount: MoneyColumn | None) -> None:
        if amount is not None:
            row.amount, row.amount_locator = row.parts.pop(amount.name)
            row.parts = {name: (_own(part), place) for name, (part, place) in row.parts.items()}
            self._check_capital(row)
            return
        shares = [share for share, _ in row.parts.values()]
        is_summable = all(is_share(m.name) for m in self._monies) and all(s.problem is None for s in shares)
        row.parts = {name: (_own(part), place) for name, (part, place) in row.parts.items()}
        if not is_summable:
            row.amount = Amount(problem=Message("fund-amount-unclear"))
        elif any(share.value is not None for share in shares):
            summed = total_of([share.value for share in shares])
            row.amount = Amount(summed, shares[0].unit, warnings=(Message("fund-amount-summed"),))

    def _is_taken(self, row: Row, is_of_which: bool) -> bool:
        if is_of_which:
            self._rejected.append(Rejection(row.locator, Message("fund-row-of-which")))
            return False
        if row.total_word is None and row.is_nameless and row.amount.is_blank:
            self._rejected.append(Rejection(row.locator, _row_empty(row.serial)))
            return False
        return True

    # --- checks ---

    def _check_capital(self, row: Row) -> None:
        """The amount against the same amount in Chinese numerals, which counts alone where the figures are masked."""
        if self._capital is None:
            return
        cell = self._header.grid.rows[row.index][self._capital]
        written = read_capital(re.sub(r"\s|人民币|[:：]", "", cell.text)) if cell.text else None
        if written is None or _is_from_above(cell):
            return
        if row.amount.value is not None and row.amount.value != written:
            row.amount = Amount(problem=Message("amount-capital-differs"))
        elif row.amount.problem is not None and row.amount.problem.code == "amount-masked":
            row.amount = replace(read_amount(cell, None), warnings=(Message("amount-from-capital"),))

    def _check_shared(self, drafts: Sequence[Row]) -> None:
        """A warning on the row whose amount is merged with rows below: it is theirs together."""
        for above, row in pairwise(drafts):
            problem = row.amount.problem
            is_merged = problem is not None and problem.code == "fund-amount-merged"
            is_blank = self._loses_merges and row.amount.is_blank and not row.is_nameless and row.total_word is None
            if (is_merged or (is_blank and above.total_word is None)) and above.amount.value is not None:
                above.warnings.append(Message("fund-amount-shared"))

    def _check_rates(self, table: Table) -> None:
        """Whether area times rate gives the figures themselves and not the amounts: then the stated unit is wrong."""
        unit = table.amount.unit if table.amount is not None else None
        columns = self._area_and_rate()
        if unit is None or columns is None:
            return
        told: list[bool] = []
        agreeing: list[Row] = []
        differing: list[Row] = []
        for row in table.rows:
            cells = self._header.grid.rows[row.index]
            area, rate = (_plain_number(cells[c]) for c in columns)
            if area is None or rate is None or row.amount.value is None or not area * rate:
                continue
            product = area * rate
            told.append(
                abs(product - row.amount.value) > product / 10
                and any(abs(product * f - row.amount.value) <= product * f / 50 for f in _WRONG_UNIT)
            )
            (agreeing if abs(product - row.amount.value) <= product / 50 else differing).append(row)
        if told and sum(told) * 2 > len(told):
            for row in table.rows:
                if row.amount.value is not None:
                    row.amount = Amount(problem=Message("fund-unit-contradicted"))
        elif len(agreeing) >= _ENOUGH_TO_TELL and len(differing) * 4 <= len(agreeing):
            for row in differing:
                row.warnings.append(Message("fund-product-differs"))

    def _area_and_rate(self) -> tuple[int, int] | None:
        heads = [(c, path[-1]) for c in range(self._header.grid.width) if (path := self._header.path(c))]
        rates = [c for c, text in heads if _RATE_COLUMN.search(text) and re.search(r"元/|\(元\)|标准$|单价$", text)]
        areas = [c for c, text in heads if _AREA.search(text) and c not in rates]
        return (areas[0], rates[0]) if len(rates) == 1 and len(areas) == 1 else None

    def _check_parts(self, table: Table) -> None:
        """Whether the further columns add up to the amount, where they do so in most rows."""
        full = [row for row in table.rows if len(row.parts) >= 2 and row.amount.value is not None]
        groups = self._part_groups(table)
        for names in groups:
            if _has_remainder(full, names):
                continue
            checked = [row for row in full if any(row.parts[n][0].value is not None for n in names)]
            failing = [row for row in checked if not _sum_is(row, names)]
            if checked and (len(failing) * 2 < len(checked) or self._under_one_heading(table, names)):
                for row in failing:
                    row.warnings.append(Message("fund-parts-differ", {"parts": "、".join(names)}))
                return

    def _check_figures_beside(self, table: Table) -> None:
        """Whether the figures beside the amount, such as those of four quarters, add up to it where most rows do."""
        money = table.amount
        if money is None or money.unit is None:
            return
        factor = money.unit.factor
        for columns in self._runs_beside(money.index):
            sums = {
                id(row): total_of([_plain_number(self._header.grid.rows[row.index][c]) for c in columns]) * factor
                for row in table.rows
                if row.amount.value
            }
            failing = [row for row in table.rows if row.amount.value and sums[id(row)] != row.amount.value]
            if len(sums) - len(failing) >= _ENOUGH_TO_TELL - 1 and len(failing) * 2 < len(sums):
                names = "、".join(bare(self._header.path(c)[-1]) for c in columns)
                for row in failing:
                    row.warnings.append(Message("fund-parts-differ", {"parts": names}))
                return

    def _runs_beside(self, amount: int) -> Iterator[range]:
        """The runs of two and more columns of figures that end before the amount or begin behind it, longest first."""
        left = amount
        while left > 0 and self._holds_figures(left - 1):
            left -= 1
        right = amount + 1
        while right < self._header.grid.width and self._holds_figures(right):
            right += 1
        yield from (range(start, amount) for start in range(left, amount - 1))
        yield from (range(amount + 1, stop) for stop in range(right, amount + 2, -1))

    def _holds_figures(self, column: int) -> bool:
        """Whether a column of no known role holds plain figures."""
        path = self._header.path(column)
        if self._roles[column] is not Role.OTHER or not path or _RATE_COLUMN.search(path[-1]):
            return False
        rows = self._header.grid.rows[self._header.first_body_row :][:_ROWS_TO_TELL]
        texts = [row[column] for row in rows if row[column].text]
        return bool(texts) and all(_plain_number(cell) is not None for cell in texts)

    def _part_groups(self, table: Table) -> list[list[str]]:
        parts = [m for m in self._monies if m is not table.amount]
        if any(_TAKEN_OFF.search(m.path[-1]) for m in parts):
            return []
        siblings: dict[tuple[str, ...], list[str]] = {}
        for money in parts:
            siblings.setdefault(money.path[:-1], []).append(money.name)
        groups = [names for names in siblings.values() if len(names) >= 2]
        everything = [money.name for money in parts]
        return groups + ([everything] if len(everything) >= 2 and everything not in groups else [])

    def _under_one_heading(self, table: Table, names: Sequence[str]) -> bool:
        """Whether the parts stand under a heading such as 资金来源 of the amount's own, so that they must add up."""
        own = [m for m in self._monies if m.name in names]
        above = own[0].path[:-1]
        is_sources = bool(above) and (re.search(r"来源|其中|构成|组成", above[-1]) is not None)
        return is_sources and all(m.path[:-1] == above for m in own)

    def _check_numbering(self, table: Table, drafts: Sequence[Row]) -> None:
        numbers = [int(row.serial) for row in drafts if re.fullmatch(r"\d{1,4}", row.serial)]
        missing = [n for a, b in pairwise(numbers) if b > a + 1 for n in range(a + 1, b)]
        if missing and len(missing) <= len(numbers) * 3:
            table.warnings.append(Message("fund-numbering-gap", {"numbers": "、".join(map(str, missing))}))

    def _check_whole(self, table: Table) -> None:
        """Warnings on the rows of a table whose sum speaks against them: something is counted that should not be."""
        if table.stated_total is not None and table.sum > table.stated_total > 0:
            for row in table.rows:
                row.warnings.append(Message("fund-total-exceeded"))
        if not table.is_complete:
            for row in table.rows:
                if place_of(self._header.grid.rows[row.index]) in self._moved:
                    row.warnings.append(Message("fund-row-moved"))
        if table.payee_role is Role.PERSON_PAYEE:
            for row in table.rows:
                if row.amount.value is not None and row.amount.value >= _MOST_FOR_A_PERSON:
                    row.warnings.append(Message("fund-amount-implausible"))

    def _check_granted(self, table: Table) -> None:
        """A warning where the one column of money is what was asked for, borrowed or earned, and not what is paid."""
        if table.amount is not None and len(self._monies) == 1 and NO_GRANT.search(table.amount.path[-1]):
            for row in table.rows:
                if row.amount.value is not None:
                    row.warnings.append(Message("fund-amount-not-granted", {"heading": table.amount.name}))

    def _check_subject(self, table: Table) -> None:
        """A warning where the rows are called by names that repeat, while a column of unknown heading names each."""
        if table.has_project or table.payee_role is Role.PERSON_PAYEE or table.needs_detail:
            return
        names = [row.payee for row in table.rows]
        others = other_names(self._header, self._roles)
        if others and len(set(names)) < len(names):
            heading = self._header.path(others[0])[-1]
            for row in table.rows:
                row.warnings.append(Message("fund-subject-unclear", {"heading": heading}))


_WRONG_UNIT = (Decimal(10_000), Decimal(1_000), Decimal(1) / 10_000, Decimal(1) / 1_000)


def _parts_of(drafts: Sequence[Row]) -> list[dict[str, Amount]]:
    """The amounts of the rows that are no totals, by column, before one of them is taken out as the amount."""
    rows = [row for row in drafts if row.total_word is None] or drafts  # a total may have slipped to the left
    parts = [{name: amount for name, (amount, _) in row.parts.items()} for row in rows]
    return [row for row in parts if any(amount.value is not None for amount in row.values())]


def _is_grand(text: str) -> bool:
    return is_total(text) or _TOTAL_WITH_MORE.search(squash(text)) is not None


def _is_from_above(cell: Cell) -> bool:
    return cell.is_merged_copy and (cell.origin.part, cell.origin.row) != (cell.locator.part, cell.locator.row)


def _own(part: Amount) -> Amount:
    """A part as the row states it: one merged with the row above is stated there."""
    return Amount() if part.problem is not None and part.problem.code == "fund-amount-merged" else part


def _plain_number(cell: Cell) -> Decimal | None:
    if isinstance(cell.value, Decimal):
        return cell.value
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:亩|元/亩|元)?", squash(cell.text).replace(",", ""))
    return Decimal(match[1]) if match else None


def _row_empty(serial: str) -> Message:
    """The reason for an empty row, with its number; what else may stand in the column of numbers is not repeated."""
    shown = serial if re.fullmatch(r"[\d一二三四五六七八九十()（）.、\-]{1,8}", serial) else "-"
    return Message("fund-row-empty", {"serial": shown})


def _column_number(index: int | None) -> int | None:
    return None if index is None else index + 1


def _has_remainder(rows: Sequence[Row], names: Sequence[str]) -> bool:
    """Whether one of the columns is what is due in all, of which the others and the amount are shares, in every row."""
    for whole in names:
        shares = [[row.parts[n][0].value for n in names if n != whole] + [row.amount.value] for row in rows]
        wholes = [row.parts[whole][0].value for row in rows]
        told = [sum(bool(value) for value in values) > 1 for values in shares]
        if any(told) and all(total_of(values) == due for values, due in zip(shares, wholes, strict=True)):
            return True
    return False


def _sum_is(row: Row, names: Sequence[str]) -> bool:
    return total_of([row.parts[name][0].value for name in names]) == row.amount.value


def _name(text: str) -> str | None:
    """A name without the blanks of its layout and a number in words before it; None for an empty cell."""
    numbered = _NUMBER_OF_NAME.match(text)
    text = text[numbered.end() :] if numbered else text
    tight = re.sub(r"(?<=[^\x21-\x7e])\s+|\s+(?=[^\x21-\x7e])", "", text).strip()
    number = NUMBER_IN_WORDS.match(tight)
    return (tight[number.end() :] if number else tight) or None


_NUMBER_OF_NAME = re.compile(
    r"(?:\d{1,3}(?:[、．]|\.(?!\d))|\d{1,2}(?:\.\d{1,2})+(?:[、．.]|\s)|[(（]\d{1,3}[)）][、.．]?|[①-⑳])\s*(?=[^\d\s])"
)


# --- names of tables -------------------------------------------------------------------------------------------------


def _name_tables(content: Content, tables: Sequence[Table]) -> None:
    for number, table in enumerate(tables, start=1):
        captions = [p.text for p in captions_of(content, _original(content, table.header.grid))]
        above = [cell.text for cell in table.header.above]
        named = [text for text in reversed([*captions, *above]) if re.search(r"表|计划|安排|公示|明细", text)]
        table.caption = named[0] if named else ""
        own = re.match(r"\s*(?:附)?(表\s*[一二三四五六七八九十\d]+)", table.caption)
        sheet = table.header.grid.name if content.media in ("xlsx", "xls") else None
        table.name = re.sub(r"\s", "", own[1]) if own else sheet or f"表{number}"


def _original(content: Content, grid: Grid) -> Grid:
    """The grid of the content that a joined grid began with."""
    return next((g for g in content.grids if g is grid or g.part == grid.part), grid)
