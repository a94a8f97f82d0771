"""Notices about special funds: who gets how much for what, for how long it is posted, and on what it rests.

Flows in: tables of any layout or numbered lists in prose. Flows out: one header record per notice, one record per leaf
row, and one per further money column. Totals, subtotals and parents are checked against the rows and never counted
among them.

The label of a row is its project where a unit merely carries the project out (责任单位, 实施单位), `payee|project`
where a place or recipient gets the money for it, and the payee where no project is named; so the order of columns does
not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from analytics.reading.amounts import Amount, Unit, spot_amounts
from analytics.reading.content import Cell, Content, Paragraph
from analytics.reading.content import Role as ParagraphRole
from analytics.reading.dates import Period, periods_in, read_period
from analytics.reading.headings import distinct, squash
from analytics.reading.imprint import Imprint, find_title, read_imprint
from analytics.reading.money_tables import total_of, years_in
from analytics.reading.publications.fund_columns import Role, names_payee
from analytics.reading.publications.fund_list import ItemList, read_list, statements, statements_of, summarised_groups
from analytics.reading.publications.fund_long import read_long
from analytics.reading.publications.fund_rows import Row, Table
from analytics.reading.publications.fund_table import read_tables
from analytics.reading.records import Group, Reading, Record
from analytics.reading.text_tables import Laid, lay_out
from models.language import Message
from models.money import plain
from models.places import WHOLE_FILE, Locator
from models.tables import FundItem, FundNotice, FundPart
from models.vocabulary import DocumentKind, FundType

KIND = DocumentKind.FUND_NOTICE

_FUND_WORDS = (
    r"资金|补助|补贴|公益金|奖补|扶贫|低保|救助|惠农|以奖代补|贷款贴息|奖励|专项|助学金|补偿|慰问|津贴|救灾|抚恤|贴息|捐赠|分红|返还|理赔|赔付|报酬|周转金|保障金|资助"
    r"|(?:经费|工资|保费|彩票|收益).{0,12}(?:分配|发放|公示|安排|拨付|明细)"
)
_NOTICE_WORDS = r"公示|公告|安排|分配|计划|明细|使用情况|下达|拨付|发放|名单|汇总|一览"
_PROJECT_NOTICE = r"(?:项目|投资|工程).{0,12}(?:公示|公告|安排|计划|清单|一览|名单|明细)"
_WRONG_UNITS = (Decimal(10_000), Decimal(1_000))
_ONLY_IN_OTHERS = (
    r"三公|(?<!经费)(?<!资金)预算表|部门预算|年度预算|决算|绩效(?:目标|评价|自评|监控|报告|管理)|回避|任职|从业限制|廉政风险"
    r"|采购意向|中标|成交|合同|整改.{0,6}(?:台账|清单|情况|报告)|问题.{0,8}(?:台账|清单|整改)"
)


def score(content: Content) -> float:
    """High where the title speaks of a fund, middling where only a table of payees and money does."""
    title = find_title(content)
    tight = squash(title.text) if title else ""
    if tight and re.search(_ONLY_IN_OTHERS, tight):
        return 0.1
    if re.search(_FUND_WORDS, tight):
        return 0.9 if re.search(_NOTICE_WORDS, tight) or re.search(r"资金|补[助贴]|公益金", tight) else 0.6
    tables, _ = read_tables(content)
    if not any(table.rows for table in tables):
        tables, _ = read_tables(lay_out(content).content)
    roles = {table.payee_role for table in tables if table.rows}
    if tables and not roles <= {None, Role.DEPARTMENT}:
        return 0.6 if not tight else 0.75 if re.search(_NOTICE_WORDS, tight) else 0.5
    if any(table.rows and table.has_project for table in tables) and re.search(_PROJECT_NOTICE, tight):
        return 0.55
    above = "".join(squash(cell.text) for table in tables if table.rows for cell in table.header.above)
    if not tight and re.search(_FUND_WORDS, above) and not re.search(_ONLY_IN_OTHERS, above):
        return 0.6
    text = "".join(p.text for p in content.paragraphs)
    if re.search(r"(?:补助|专项|扶贫|衔接|奖补|财政)资金", text) and re.search(_NOTICE_WORDS, text):
        return 0.55
    return 0.0


def read(content: Content) -> Reading:
    """The header, rows and parts of a fund notice.

    A row whose amount is not certain keeps a null amount and its reason in `rejected`; a notice in which no row can be
    read keeps its header alone. A long table of plain rows is read by its columns, with the same result.
    """
    return read_long(content, _read_rows) or _read_rows(content)


def _read_rows(content: Content) -> Reading:
    tables, rejected = read_tables(content)
    laid = Laid(content)
    if not any(table.rows for table in tables):
        laid = lay_out(content)
        tables, rejected = read_tables(laid.content) if laid.content is not content else (tables, rejected)
        content = laid.content
    imprint = read_imprint(content)
    reading = Reading(KIND, title=imprint.title, publisher=imprint.publisher, published=imprint.published)
    for place in imprint.unclear:
        reading.reject(place, "imprint-date-unclear")
    notice = _Notice(content, imprint, reading)
    reading.rejected.extend(rejected)
    tables = [table for table in tables if table.rows]
    for table in tables:
        if table.header.grid.part in laid.told and not table.is_complete:
            for row in table.rows:
                row.warnings.append(Message("fund-row-from-text"))
    if tables:
        notice.add_tables(tables)
    else:
        notice.add_list(read_list(content))
    notice.close()
    return reading


class _Notice:
    """A notice while its rows are collected."""

    def __init__(self, content: Content, imprint: Imprint, reading: Reading) -> None:
        self._content = content
        self._imprint = imprint
        self._reading = reading
        self._units: list[Unit] = []
        self._tables: list[Table] = []
        self._headline = headline(content, imprint.title)
        locator = imprint.locators.get("title", WHOLE_FILE)
        self._header = Record(FundNotice, {}, locator, label=imprint.title, is_row=False)
        reading.records.append(self._header)

    # --- tables ---

    def add_tables(self, tables: list[Table]) -> None:
        """Rows, sums and problems of every table."""
        self._tables = tables
        for table in tables:
            self._check_unit(table)
            start = len(self._reading.rows)
            for row in table.rows:
                self._add_row(table, row, group=row.group or (table.name if len(tables) > 1 else None))
            for subtotal in table.subtotals:
                covered = tuple(start + i for i in subtotal.rows)
                self._reading.groups.append(Group(subtotal.name, subtotal.stated, covered, subtotal.holds(table.rows)))
            if len(tables) > 1 and table.stated_total is not None:
                self._add_table_total(table, start)
            self._reading.rejected.extend(table.rejected)
            self._reading.warnings.extend(table.warnings)
        self._add_unstated_groups()
        if len(tables) == 1:
            self._settle_total(tables[0].stated_total)
        else:
            self._warn_of_repetition(tables)
            self._settle_total(None)

    def _check_unit(self, table: Table) -> None:
        """Amounts that miss the total named in the text by a unit, such as 万元 for 元, are not taken."""
        lines = [(cell.text, cell.locator) for cell in (*table.header.above, *table.notes)]
        stated = [*statements(self._content), *statements_of(lines)]
        named = [found.value for found, words, _ in stated if _speaks_of_whole(words)]
        said = {value for value in (*named, self._headline) if value}
        whole = table.sum
        if whole and whole not in said and any(whole in (value * f, value / f) for value in said for f in _WRONG_UNITS):
            for row in table.rows:
                if row.amount.value is not None:
                    row.amount = Amount(problem=Message("fund-unit-contradicted"))

    def _add_table_total(self, table: Table, start: int) -> None:
        covered = tuple(range(start, start + len(table.rows)))
        holds = total_of([row.amount.value for row in table.rows]) == table.stated_total
        name = f"{table.name} unlabelled total" if table.total_is_unlabelled else table.name
        self._reading.groups.append(Group(name, table.stated_total, covered, holds))

    def _add_unstated_groups(self) -> None:
        """Groups that a column names and no subtotal closes: nothing is stated for them, so nothing is judged."""
        named = {group.name for group in self._reading.groups}
        rows = self._reading.rows
        if len(self._tables) > 1:
            return
        covered: dict[str, list[int]] = {}
        for position, row in enumerate(rows):
            covered.setdefault(row.values["group_name"], []).append(position)
        for name, positions in covered.items():
            if name and name not in named:
                self._reading.groups.append(Group(name, None, tuple(positions), None))

    def _warn_of_repetition(self, tables: list[Table]) -> None:
        """A summary and its detail on one page would count the same money twice."""
        sums = [total_of([row.amount.value for row in table.rows]) for table in tables]
        repeated = [t.name for t, value in zip(tables, sums, strict=True) if value and sums.count(value) > 1]
        if repeated:
            self._reading.warnings.append(Message("fund-tables-repeat", {"tables": "、".join(repeated)}))

    def _add_row(self, table: Table, row: Row, group: str | None) -> None:
        label = row_label(row.payee, row.project, table)
        values = {
            "label": label,
            "payee": row.payee,
            "project": row.project,
            "group_name": group,
            "amount": row.amount.value,
            "cell_note": row.amount.note,
        }
        record = Record(FundItem, values, row.locator, label=label, parent=self._header)
        record.places["amount"] = row.amount_locator
        record.warnings.extend([*row.amount.warnings, *row.warnings])
        if table.payee_role is Role.PERSON_PAYEE and row.payee:
            record.extra["payee_is_person"] = True
        self._note_problem(record, row)
        self._reading.records.append(record)
        if row.parts:
            record.extra["parts"] = {name: amount.value for name, (amount, _) in row.parts.items()}
            self._add_parts(record, row)

    def _note_problem(self, record: Record, row: Row) -> None:
        if row.amount.unit is not None:
            self._units.append(row.amount.unit)
        if row.amount.value is not None and row.amount.value < 0:
            record.warn("amount-negative")
        problem = row.amount.problem
        if problem is not None:
            record.warnings.append(problem)
            self._reading.reject(row.amount_locator, problem.code, **problem.params)

    def _add_parts(self, item: Record, row: Row) -> None:
        for name, (amount, locator) in row.parts.items():
            part = Record(FundPart, {"name": name, "amount": amount.value}, locator, name, item, is_row=False)
            part.warnings.extend(amount.warnings)
            if amount.problem is not None:
                part.warnings.append(amount.problem)
                item.warn("fund-part-unreadable", part=name)
                self._reading.reject(locator, amount.problem.code, **amount.problem.params)
            self._reading.records.append(part)

    # --- lists ---

    def add_list(self, found: ItemList) -> None:
        """Rows and sums of a list in prose."""
        sums = found.sums or summarised_groups(self._content, [item.amount.value for item in found.items])
        grouped = dict(enumerate(item.group for item in found.items))
        outer = {i: s.name for s in reversed(sums) if s.depth == min(x.depth for x in sums) for i in s.items}
        for position, item in enumerate(found.items):
            is_payee = not item.named_as_project and names_payee(item.label)
            values = {
                "label": item.label,
                "payee": item.payee or (item.label if is_payee else None),
                "project": None if is_payee else item.label,
                "group_name": outer.get(position) or grouped[position],
                "amount": item.amount.value,
                "cell_note": None,
            }
            record = Record(FundItem, values, item.locator, label=item.label, parent=self._header)
            record.warnings.extend(item.warnings)
            self._reading.records.append(record)
        for stated in sums:
            reached = total_of([found.items[i].amount.value for i in stated.items])
            self._reading.groups.append(Group(stated.name, stated.stated, stated.items, reached == stated.stated))
            if reached != stated.stated:
                place = str(stated.locator)
                self._reading.warnings.append(Message("fund-subtotal", {"name": stated.name, "place": place}))
        self._reading.rejected.extend(found.rejected)
        self._units.extend(found.units)
        if found.items:
            self._settle_total(None)
        else:
            self._reading.reject(WHOLE_FILE, "fund-no-rows")

    # --- totals ---

    def _settle_total(self, stated: Decimal | None) -> None:
        """The total of the rows: of the table's own total row, else what the text says about the same money."""
        reading = self._reading
        whole = total_of([row.values["amount"] for row in reading.rows])
        groups = [group for group in reading.groups if group.holds is not None]
        if stated is None:
            said = [found.value for found, words, _ in statements(self._content) if _speaks_of_whole(words)]
            if self._headline is not None:
                said.insert(0, self._headline)
            covered = {i for group in groups if group.holds for i in group.rows}
            if whole in said:
                stated = whole
            elif len(covered) < len(reading.rows) and len(set(said)) == 1:
                stated = said[0]
            elif said and len(covered) < len(reading.rows):
                reading.warnings.append(Message("fund-total-unclear"))
        reading.stated_total = stated
        if stated is not None:
            reading.sum_holds = whole == stated
            if not reading.sum_holds and self._has_uncertain_amounts():
                reading.sum_holds = None
            elif not reading.sum_holds:
                difference = {"stated": plain(stated), "sum": plain(whole)}
                reading.warnings.append(Message("fund-total-differs", difference))
        elif groups:
            covered = {i for group in groups for i in group.rows}
            holds = all(group.holds for group in groups)
            reading.sum_holds = holds if not holds or len(covered) == len(reading.rows) else None

    def _has_uncertain_amounts(self) -> bool:
        """Whether a row has an amount that could not be read, so that no sum can be judged."""
        places = {(rejection.locator.part, rejection.locator.row) for rejection in self._reading.rejected}
        return any(r.values["amount"] is None and (r.locator.part, r.locator.row) in places for r in self._reading.rows)

    # --- header ---

    def close(self) -> None:
        """Fill the header record once the rows are known."""
        reading, header = self._reading, self._header
        posted = notice_period(self._content)
        period, stated = posted.period, posted.is_stated
        amounts = [row.values["amount"] for row in reading.rows]
        year, years = self._fiscal_year()
        title = reading.title or ""
        header.values = {
            "title": reading.title,
            "publisher": reading.publisher,
            "programme": programme_of(title) or next((p for t in self._captions() if (p := programme_of(t))), None),
            "fund_type": fund_type_of(title + "".join(self._captions())).value,
            "fiscal_year": year,
            "batch_name": next((b for t in [title, *self._captions()] if (b := batch_of(t))), None),
            "published": reading.published,
            "period_from": period.first if period else None,
            "period_to": period.last if period else None,
            "period_stated": stated,
            "basis": basis_of(self._content),
            "has_contact": has_contact(self._content),
            "headline_amount": self._headline,
            "stated_total": reading.stated_total,
            "rows_total": total_of(amounts) if amounts and None not in amounts else None,
            "sum_holds": reading.sum_holds,
        }
        if len(years) > 1:
            header.warn("fund-year-unclear", years="、".join(map(str, years)))
        if posted.locator is not None:
            header.places |= {"period_from": posted.locator, "period_to": posted.locator}
        if period is not None and period.year_from_start:
            header.warn("fund-period-year-taken")
        if stated and period is None:
            header.warn("fund-period-unclear")
        reading.warnings.extend(header.warnings)
        units = {t.amount.unit for t in self._tables if t.amount and t.amount.unit} or set(self._units)
        reading.amount_unit = units.pop().zh if len(units) == 1 else None
        extra: dict[str, object] = {"headline_amount_yuan": self._headline}
        if period is not None:
            extra["notice_period"] = [period.first, period.last]
        reading.extra = extra

    def _captions(self) -> list[str]:
        return [table.caption for table in self._tables if table.caption]

    def _fiscal_year(self) -> tuple[int | None, list[int]]:
        """The one year that title, captions and the names of annexes give; none where they differ."""
        title = self._reading.title or ""
        ahead = re.search(r"提前(?:下达|安排|预拨|批)[^\d]{0,6}(20\d{2})年", title)
        if ahead is not None:
            return int(ahead[1]), [int(ahead[1])]
        texts = [title, *self._captions(), *_annexes(self._content)]
        years = list(dict.fromkeys(year for text in texts for year in years_in(text)))
        return (years[0] if len(years) == 1 else None), years


def row_label(payee: str | None, project: str | None, table: Table) -> str:
    """How people call a row; see the head of this module."""
    if payee is None or project is None:
        return payee or project or ""
    if not table.has_project and not table.needs_detail:
        return payee
    return project if table.payee_role in (Role.UNIT, Role.DEPARTMENT) else f"{payee}|{project}"


def _speaks_of_whole(words: str) -> bool:
    return re.search(r"总投资|总资金|资金总额|共(?:计|安排|筹集|下达|投入|有)?|总计|合计", words[-40:]) is not None


def _annexes(content: Content) -> Iterator[str]:
    for paragraph in content.paragraphs:
        tight = paragraph.text.strip()
        if (
            paragraph.role is ParagraphRole.BODY
            and len(tight) <= 80
            and re.match(r"附件|附表|.*(?:表|表\.\w+)$", tight)
        ):
            yield tight


# --- what a title says -----------------------------------------------------------------------------------------------

_FUND_NAME = re.compile(
    r"[\u4e00-\u9fff“”\"]*?(?:(?:补助|补贴|奖补|奖励|专项|扶持|救助|发展|扶贫)?资金|公益金|补助金|补贴款?|奖补|救助金|低保金|贴息|补助|奖励|基金)"
)
_REGION = re.compile(
    r"^(?!.{0,1}[省市县区乡镇](?:级|本级))(?!城[市乡镇])[\u4e00-\u9fff]{1,6}?(?:省|市|县|区|州|旗|镇|乡)(?!级|本级|镇|民|村)(?=.{4})"
)


def programme_of(title: str) -> str | None:
    """The name of the fund in a title, without region, year, batch and the words of a notice.

    >>> programme_of("泽库县2023年第二批中央财政衔接推进乡村振兴补助资金分配计划")
    '中央财政衔接推进乡村振兴补助资金'
    """
    tight = re.sub(r"\s+", "", title)
    tight = re.sub(r"20\d\d年?度?|第[一二三四五六七八九十\d]+批次?|提前下达|[《》]", "|", tight)
    tight = re.sub(r"^.*关于(?:下达|安排|拨付|公示|印发|做好|分配)?", "|", tight)
    for piece in tight.split("|"):
        bare = re.sub(r"^(?:公示|公告|下达|安排|拨付|度|的)+", "", piece)
        bare = _REGION.sub("", bare)
        match = _FUND_NAME.match(bare)
        if match and len(match.group()) >= 3:
            return match.group()
    return None


def batch_of(title: str) -> str | None:
    """第二批 and the like, as written."""
    match = re.search(r"第[一二三四五六七八九十百\d]+批", re.sub(r"\s+", "", title))
    return match.group() if match else None


def fund_type_of(text: str) -> FundType:
    """The kind of fund by its words, which decides how long a notice must be posted."""
    if re.search(r"低保|最低生活保障", text):
        return FundType.MINIMUM_LIVING
    if re.search(r"扶贫|衔接(?:推进|资金|补助)|乡村振兴补助", text):
        return FundType.POVERTY
    if re.search(r"补贴|惠农|一卡通", text) and re.search(r"农|粮|耕地|林|牧|种植|养殖|良种|退耕|渔", text):
        return FundType.FARM_SUBSIDY
    return FundType.OTHER


def headline(content: Content, title: str | None) -> Decimal | None:
    """The amount that the title or the first sentence with an amount speaks of; None where it is not exact."""
    for text in (title or "",):
        found = next(spot_amounts(text), None)
        if found is not None:
            return found.value
    first = next(statements(content), None)
    return first[0].value if first and not re.search(r"每|标准|元/", first[1][-12:]) else None


# --- what the text around says ---------------------------------------------------------------------------------------

_MOST_CELLS_OF_A_LINE = 2  # a row of a table with more cells is data
_PERIOD_WORD = re.compile(r"公示期限?|公示时间|公示日期|公示起止|公告期限?|公告时间|公示从|公示自|现予以?公示|公示如下")
_STATES_PERIOD = re.compile(
    r"公示期|公示时间|公示起止|公告期|公告时间|公示.{0,12}(?:\d+|[一二三四五六七八九十]+)个?(?:工作日|天|日)"
)


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """First and last day of a notice, whether a period is written at all, and where it is read."""

    period: Period | None
    is_stated: bool
    locator: Locator | None = None


def notice_period(content: Content) -> NoticePeriod:
    """The period for which a notice is posted, from the first line that gives one."""
    written = False
    for line in _placed_lines(content):
        text = re.sub(r"(?<=[日号\d])起(?=\s*[至到—\-])", "", line.text)
        if not _STATES_PERIOD.search(re.sub(r"\s", "", text)) and not _PERIOD_WORD.search(text):
            continue
        written = written or _STATES_PERIOD.search(re.sub(r"\s", "", text)) is not None
        for match in _PERIOD_WORD.finditer(text):
            rest = text[match.end() :]
            whole = read_period(re.sub(r"^[\s:：为是(（]*", "", rest))
            found = [whole] if whole is not None else periods_in(rest)
            if found:
                return NoticePeriod(found[0], is_stated=True, locator=line.locator)
    return NoticePeriod(None, is_stated=written)


_NUMBER_OF_DOCUMENT = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:字|发|函|办|规|便)?\s*[〔﹝\[【(（]\s*(?:19|20)\d{2}\s*[〕﹞\]】)）]\s*(?:第)?\s*\d{1,5}\s*号"
)
_LAW = re.compile(r"(?:根据|依据|按照)[^。;；]{0,40}?(《[^》]{3,60}》)")


def basis_of(content: Content) -> str | None:
    """The document numbers and laws a notice rests on, as written, in order."""
    found: list[str] = []
    for text in _all_lines(content):
        for match in _NUMBER_OF_DOCUMENT.finditer(text):
            number = re.sub(
                r"^(?:依据|根据|按照|文件|和|及|以及|与|印发|通知|的)+", "", re.sub(r"\s+", "", match.group())
            )
            found.append(number)
        found += [match[1] for match in _LAW.finditer(text)]
    return "；".join(dict.fromkeys(found)) or None


_CONTACT = re.compile(
    r"(?:监督|举报|投诉|联系|咨询|受理|服务|公示)[^\s:：。]{0,8}(?:电话|热线|邮箱|信箱|地址|方式)\s*[:：为]?\s*(?P<value>[^\s。;；]{3,})"
)


def has_contact(content: Content) -> bool:
    """Whether a telephone, mailbox or address for questions is given, not merely announced."""
    for text in _all_lines(content):
        match = _CONTACT.search(text)
        if match and re.search(r"\d{3}|@|[路街道号楼室]", match["value"]):
            return True
    return False


def _all_lines(content: Content) -> Iterator[str]:
    """The text of a notice outside the data rows of its tables."""
    return (line.text for line in _placed_lines(content))


def _placed_lines(content: Content) -> Iterator[Paragraph | Cell]:
    for paragraph in content.paragraphs:
        if paragraph.role is not ParagraphRole.TITLE:
            yield paragraph
    for grid in content.grids:
        for row in grid.rows:
            cells = distinct(row)
            if len(cells) <= _MOST_CELLS_OF_A_LINE:
                yield from cells
