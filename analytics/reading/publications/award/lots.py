"""Who won which lot at which price, from the tokens and tables of a notice.

Flows in: the parts of a notice. Flows out: lots with supplier, credit code and amount, and the other bidders. The same
award told twice is one lot; two statements that differ leave its amount open. An amount without a unit counts only
where the same figure stands elsewhere in the notice with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.reading.amounts import Amount, Unit, find_unit, plain_form, read_amount, read_capital, spot_amounts
from analytics.reading.content import Cell, Content, Grid
from analytics.reading.headings import Header, distinct, squash, unwrap
from analytics.reading.money_tables import is_subtotal, is_total, stated_unit
from analytics.reading.persons import is_masked_name, mask_name, names_a_post, read_credit_code
from analytics.reading.publications.award.wording import Key, Part, Table, Token
from models.language import Message
from models.places import Locator

_MASKED = re.compile(r"[*＊]|×{2,}|[xX]{2,}")
_FAILED = re.compile(r"废标|流标|终止|采购失败|招标失败|无(?:中标|成交)|^无$|^/$|^-+$|^—+$")
_NOT_SAID = re.compile(r"详见|见附件|见下表|如下|另附|^(?:名单|名称|地址|信息)")
_WON = re.compile(r"^(?:是|中标|成交|中选|第一|推荐中标|中标人|成交供应商|中标供应商|√)")
_RATE_WORDS = re.compile(r"率|折扣|单价|%|系数")
_ORGANISATION = re.compile(
    r"公司|中心|厂|店|院|校|学|所|社|行|部|站|队|局|馆|场|团|协会|基金会|银行|集团|工作室|合伙|处|会|室|坊|城|铺|村|户"
)
_NAMES_FIRM = re.compile(r"[\u4e00-\u9fff()（）A-Za-z0-9·]{4,40}(?:公司|事务所|合作社|厂)")
_MOST_LETTERS_OF_A_PERSON = 4
_LEAD = re.compile(
    r"^(?:(?:人民币|RMB|小写|总价|报价|投标报价|金额|合计|共计|总计|含税价?|约定|为|是)\s*[:(]?\s*"
    r"|¥?\s*:\s*(?=[¥\d])|¥\s*(?=¥)|\(小写\)\s*:?)+"
)
_TAIL = re.compile(r"(?:\s*(?:人民币|\(人民币\)|\(RMB\)|RMB|整|正|\(含税\)|\(小写\)|含税|;|,|\.(?!\d)|。))+$")


@dataclass(frozen=True, slots=True)
class Told:
    """An amount as one place of the notice tells it."""

    amount: Amount
    locator: Locator
    heading: str
    raw: str


@dataclass(slots=True)
class Lot:
    """One lot and who won it."""

    locator: Locator
    number: str | None = None
    title: str | None = None
    supplier: str | None = None
    code: str | None = None
    address: str | None = None
    told: list[Told] = field(default_factory=list)
    rate: str | None = None
    rank: int | None = None
    warnings: list[Message] = field(default_factory=list)
    places: dict[str, Locator] = field(default_factory=dict)
    failed: bool = False
    is_shared: bool = False  # named in one line with others, so that an amount after it belongs to none alone

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known of who won."""
        return self.supplier is None and not self.told and not self.warnings and self.rate is None


@dataclass(frozen=True, slots=True)
class Rival:
    """A bidder who did not win."""

    name: str
    locator: Locator
    lot: str | None
    amount: Decimal | None
    rank: int | None


@dataclass(slots=True)
class Lots:
    """All lots of a notice, the other bidders, and the sum it states."""

    lots: list[Lot] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)
    total: Told | None = None
    units: set[Unit] = field(default_factory=set)


# --- amounts ---------------------------------------------------------------------------------------------------------


def tell(text: str, unit_text: str, locator: Locator, heading: str, cell: Cell | None = None) -> Told:
    """The amount of a value, with the unit that its label or heading states."""
    unit = find_unit(unit_text) if unit_text else None
    unit = unit or find_unit(heading)
    if _RATE_WORDS.search(heading) or _RATE_WORDS.search(unit_text):
        return Told(Amount(problem=Message("amount-is-percent")), locator, heading, text)
    if cell is not None and cell.value is not None and not isinstance(cell.value, str):
        amount = read_amount(cell, unit)
        return Told(amount, locator, heading, text)
    plain = plain_form(text).strip()
    bare = _TAIL.sub("", _LEAD.sub("", plain)).strip()
    return Told(_whole(read_amount(bare or plain, unit), bare, unit), locator, heading, text)


def _whole(amount: Amount, text: str, unit: Unit | None) -> Amount:
    """An amount whose remark only says the same sum again needs no warning; one that says another is uncertain."""
    if amount.problem is not None and amount.problem.code == "amount-unreadable":
        again = _told_twice(text, unit)
        if again is not None:
            return again
    if amount.note is None or amount.value is None:
        return amount
    inside = [found for found in spot_amounts(amount.note) if found.exact]
    capital = read_capital(re.sub(r"[()\[\]]|大写:?|人民币|:|小写", "", amount.note))
    values = {found.value for found in inside} | ({capital} if capital is not None else set())
    if not values and not re.search(r"\d", amount.note):
        return amount if re.search(r"其中|不含|另", amount.note) else Amount(amount.value, amount.unit)
    if values == {amount.value}:
        return Amount(amount.value, amount.unit)
    if values and not re.match(r"[(\[,;:]?\s*(?:其中|含|不含|包括|注|暂列|另)", plain_form(amount.note)):
        shown = "、".join(str(value) for value in sorted(v for v in {amount.value, *values} if v is not None))
        return Amount(problem=Message("award-amounts-differ", {"amounts": shown}))
    return amount


_PIECE = re.compile(r"[(),;]|大写:?|小写:?|人民币:?")


def _told_twice(text: str, unit: Unit | None) -> Amount | None:
    """One sum written in several ways behind each other, such as 小写…,大写…; None where they do not agree."""
    pieces = [
        piece.strip(" :¥") for piece in _PIECE.split(re.sub(r"(?<=\d),(?=\d{3})", "", text)) if piece.strip(" :¥")
    ]
    if len(pieces) < 2:
        return None
    amounts = []
    for piece in pieces:
        capital = read_capital(piece)
        amounts.append(Amount(capital, Unit.YUAN) if capital is not None else read_amount(piece, unit))
    values = {amount.value for amount in amounts}
    units = {amount.unit for amount in amounts if amount.unit is not Unit.YUAN}
    if len(values) != 1 or None in values:
        return None
    return Amount(values.pop(), units.pop() if len(units) == 1 else Unit.YUAN)


class Evidence:
    """Every figure that stands in a notice together with its unit, to prove one that stands without."""

    def __init__(self, content: Content) -> None:
        self._values: dict[Decimal, set[Locator]] = {}
        for text, locator in lines_of(content):
            for found in spot_amounts(text):
                if found.exact and found.value is not None:
                    self._values.setdefault(found.value, set()).add(locator)
            for piece in re.findall(
                r"[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿]{2,}[元圆][零〇壹贰叁肆伍陆柒捌玖角分整正]*", plain_form(text)
            ):
                value = read_capital(piece)
                if value is not None:
                    self._values.setdefault(value, set()).add(locator)

    def unit_of(self, text: str) -> Unit | None:
        """The unit with which the same figure stands elsewhere; None where it does not, or with two."""
        number = _figure(text)
        if not number:
            return None
        fits = [unit for unit in (Unit.YUAN, Unit.WAN) if number * unit.factor in self._values]
        return fits[0] if len(fits) == 1 else None

    def proven(self, told: Told) -> Told:
        """The amount with the unit that another place gives the same figure; as it was where none does."""
        if told.amount.problem is None or told.amount.problem.code != "amount-no-unit":
            return told
        unit, number = self.unit_of(told.raw), _figure(told.raw)
        if unit is None or number is None:
            return told
        amount = read_amount(str(number), unit)
        proven = Amount(amount.value, unit, None, (*amount.warnings, Message("award-unit-proven")))
        return Told(proven, told.locator, told.heading, told.raw)


def _figure(text: str) -> Decimal | None:
    match = re.search(r"\d+(?:\.\d+)?", re.sub(r"[,\s¥]", "", plain_form(text)))
    return Decimal(match.group()) if match else None


def lines_of(content: Content) -> Iterable[tuple[str, Locator]]:
    """Every text of a file with its place, paragraphs and cells alike."""
    for block in content.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                for cell in distinct(row):
                    yield cell.text, cell.locator
        else:
            yield block.text, block.locator


# --- lots ------------------------------------------------------------------------------------------------------------


def lots_of(parts: Sequence[Part], content: Content) -> Lots:
    """The lots that text and tables of a notice tell of, each once."""
    found, evidence = Lots(), Evidence(content)
    in_text = _from_text([part for part in parts if isinstance(part, Token)], found)
    in_tables: list[Lot] = []
    tables = [part for part in parts if isinstance(part, Table) and "supplier" in part.header.columns]
    chosen = [table for table in tables if not table.is_items]
    if not chosen and not any(lot.supplier and (lot.told or lot.rate) for lot in in_text):
        chosen = tables
    for table in chosen:
        in_tables += _from_table(table, content, found, [lot for lot in in_text if lot.supplier])
    for lot in (*in_text, *in_tables):
        lot.told = [evidence.proven(told) for told in lot.told]
    if found.total is not None:
        found.total = evidence.proven(found.total)
    found.lots = _merged(in_text, in_tables)
    if len(found.lots) == 1 and not found.lots[0].told and found.total is not None:
        found.lots[0].told.append(found.total)
        found.total = None
    found.units = {t.amount.unit for lot in found.lots for t in lot.told if t.amount.unit is not None}
    return found


def _from_text(tokens: Sequence[Token], found: Lots) -> list[Lot]:
    lots: list[Lot] = []
    current: Lot | None = None
    amounts_first = _amounts_come_first(tokens)
    of_candidate = False
    has_suppliers = any(token.key is Key.SUPPLIER and token.value for token in tokens)
    for token in tokens:
        of_candidate = token.key is Key.CANDIDATE or (of_candidate and token.key not in (Key.SUPPLIER, Key.LOT))
        if of_candidate:
            continue  # what a candidate offered is not what was awarded
        if token.key is Key.LOT:
            number = re.sub(r"\s", "", token.label)
            known = next((lot for lot in lots if lot.number == number), None)
            current = known
            if current is None:
                current = Lot(token.locator, number=number, title=_title_of(token.value))
                lots.append(current)
            if _FAILED.search(token.value) and len(token.value) <= 30:
                current.failed = True
            elif not has_suppliers and _NAMES_FIRM.fullmatch(token.value):  # 包1:某某公司, with nobody named otherwise
                current.title = None
                _name(current, token.value, token.locator)
            continue
        if token.key is Key.SUPPLIER:
            current = _supplied(token, current, lots, amounts_first=amounts_first)
            continue
        if token.key not in (Key.AMOUNT, Key.CAPITAL, Key.CODE, Key.ADDRESS, Key.RATE, Key.LOT_TITLE, Key.TOTAL):
            continue
        if token.key is Key.TOTAL:
            if (token.value and found.total is None) or (
                token.value and found.total is not None and found.total.amount.value is None
            ):
                found.total = tell(token.value, token.unit, token.locator, token.label, token.cell)
            continue
        if token.key is Key.LOT_TITLE:
            if current is None or current.title is not None or current.supplier is not None:
                current = Lot(token.locator)
                lots.append(current)
            current.title = token.value or None
            continue
        if token.key in (Key.CODE, Key.ADDRESS, Key.RATE):
            if current is not None:
                _attach(current, token)
            continue
        if not token.value:
            continue
        if token.key is Key.CAPITAL and found.total is not None and "合计" in token.label:
            _check_total(found, token)
            continue
        if current is None or (amounts_first and current.told and current.supplier is not None):
            if token.key is Key.CAPITAL and found.total is not None:
                _check_total(found, token)
                continue
            current = Lot(token.locator)
            lots.append(current)
        _tell_amount(current, token)
    return [lot for lot in lots if not lot.is_blank or lot.failed or lot.number]


def _check_total(found: Lots, token: Token) -> None:
    """A total in capitals beside one in digits: the only source where the digits are masked, else a check."""
    told = tell(token.value, "", token.locator, token.label)
    total = found.total
    if total is None or told.amount.value is None:
        return
    if total.amount.value is None and total.amount.problem is not None:
        warned = (Message("amount-from-capital"),) if total.amount.problem.code != "amount-no-unit" else ()
        found.total = Told(Amount(told.amount.value, Unit.YUAN, warnings=warned), told.locator, total.heading, told.raw)
    elif total.amount.value != told.amount.value:
        found.total = Told(Amount(problem=Message("amount-capital-differs")), total.locator, total.heading, total.raw)


def _amounts_come_first(tokens: Sequence[Token]) -> bool:
    first = next((t.key for t in tokens if t.key in (Key.SUPPLIER, Key.AMOUNT) and t.value), None)
    return first is Key.AMOUNT and not any(t.key is Key.LOT for t in tokens)


def _supplied(token: Token, current: Lot | None, lots: list[Lot], *, amounts_first: bool) -> Lot | None:
    """The lot that a supplier token belongs to."""
    if not token.value or _NOT_SAID.search(token.value):
        return current
    if _FAILED.search(token.value) and len(token.value) <= 20:
        if current is None or current.supplier is not None:
            current = Lot(token.locator)
            lots.append(current)
        current.failed = True
        return current
    names = names_in(token.value)
    if current is not None and current.supplier is not None and names == [current.supplier]:
        return current
    named: list[Lot] = []
    for position, name in enumerate(names):
        begins = current is None or current.supplier is not None or bool(position)
        if begins:
            again = next((lot for lot in lots if lot.supplier == name and lot.number is None), None)
            if again is not None and (current is None or current.number is None):
                current = again
                continue
            current = Lot(token.locator)
            lots.append(current)
        if current is not None:
            _name(current, name, token.locator)
            named.append(current)
            inner = re.search(r"[0-9A-HJ-NPQRTUWXY]{18}", token.value)
            if inner and len(names) == 1 and current.code is None:
                current.code = inner.group()
    for lot in named if len(named) > 1 else ():
        lot.is_shared = True
    return current


def names_in(text: str) -> list[str]:
    """The suppliers of a value; a consortium is one.

    >>> names_in("岚汀恒岳科技有限公司、青禾供应链有限公司"), names_in("岚汀甲有限公司(联合体牵头人)、岚汀乙有限公司")
    (['岚汀恒岳科技有限公司', '青禾供应链有限公司'], ['岚汀甲有限公司(联合体牵头人)、岚汀乙有限公司'])
    """
    bare = re.sub(r"[(（](?:统一)?社会信用代码.*?[)）]|[(（][0-9A-Z]{18}[)）]|[0-9A-HJ-NPQRTUWXY]{18}", "", text)
    bare = re.sub(r"(?<=[\u4e00-\u9fff)）])\s+(?=[\u4e00-\u9fff(（])", "", bare).strip(" ,，;；、。")
    if "联合体" in bare:
        return [bare]
    pieces = [
        re.sub(r"^(?:\d{1,2}[.、]|[(（]\d{1,2}[)）])\s*", "", piece).strip()
        for piece in re.split(r"[、;；\n]|[,，](?!\d)", bare)
    ]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > 1 and all(_ORGANISATION.search(piece) and len(piece) >= 4 for piece in pieces):
        return pieces
    return [bare] if bare else []


def _name(lot: Lot, name: str, locator: Locator) -> None:
    if _MASKED.search(name):
        lot.warnings.append(Message("award-name-masked"))
        lot.places["supplier"] = locator
        return
    lot.supplier = shown_name(name)
    lot.places["supplier"] = locator
    if lot.supplier != name:
        lot.warnings.append(Message("award-person-masked"))


def shown_name(name: str) -> str:
    """A supplier as it may be shown: a firm by its name, a natural person by surname."""
    tight = re.sub(r"\s", "", name)
    if len(tight) <= _MOST_LETTERS_OF_A_PERSON and not _ORGANISATION.search(tight) and not names_a_post(tight):
        return tight if is_masked_name(tight) else mask_name(tight)
    return name


def _attach(lot: Lot, token: Token) -> None:
    if not token.value:
        return
    if token.key is Key.CODE and lot.code is None:
        lot.code = token.value
        lot.places["supplier_code"] = token.locator
    elif token.key is Key.ADDRESS and lot.address is None and not _MASKED.search(token.value):
        lot.address = token.value
    elif token.key is Key.RATE and lot.rate is None:
        lot.rate = token.value
        lot.places["rate"] = token.locator


def _tell_amount(lot: Lot, token: Token) -> None:
    if _NOT_SAID.search(token.value):
        return
    if lot.is_shared:
        told = Told(Amount(problem=Message("award-amount-shared")), token.locator, token.label, token.value)
        lot.told.append(told)
        return
    if token.key is Key.AMOUNT and re.search(r"%|％|折(?!扣)|下浮|费率", token.value) and "元" not in token.value:
        lot.rate = lot.rate or token.value
        lot.places["rate"] = token.locator
        return
    told = tell(token.value, token.unit, token.locator, token.label, token.cell)
    if token.key is Key.CAPITAL and told.amount.value is None:
        return
    lot.told.append(told)


def _title_of(text: str) -> str | None:
    bare = text.strip(" ()（）:：")
    is_title = 2 <= len(bare) <= 60 and re.search(r"[\u4e00-\u9fff]{2}", bare) and not _FAILED.search(bare)
    return bare if is_title and not re.search(r"[。;；]", bare) else None


def _from_table(table: Table, content: Content, found: Lots, known: Sequence[Lot]) -> list[Lot]:
    header = table.header
    stated = unit_over(header, content)
    lots: list[Lot] = []
    is_ranked = "rank" in header.columns or "score" in header.columns
    says_won = re.search("中标|成交|中选", header.heading("supplier")) is not None
    winners = {lot.supplier for lot in known}
    for row in table.rows:
        texts = {key: unwrap(row[column].text) for key, column in header.columns.items()}
        first = [cell.text for cell in distinct(row)][:3]
        if any(is_total(text) or is_subtotal(text) for text in first) and not _is_firm(texts["supplier"]):
            _total_row(row, header.columns, table, found, stated)
            continue
        locator = Locator(row[0].locator.part, row[0].locator.row)
        name = texts["supplier"].replace("\n", "")
        told = _told_cell(row, table, stated)
        if not name or _FAILED.search(name):
            if name or told is not None or _FAILED.search("".join(texts.values())):
                lots.append(
                    Lot(locator, number=texts.get("lot") or None, title=texts.get("title") or None, failed=True)
                )
            continue
        rank = int(match.group()) if (match := re.search(r"^\d{1,2}$", squash(texts.get("rank", "")))) else None
        won = _is_winner(texts, rank, name, winners, says_won=says_won, is_ranked=is_ranked)
        if not won:
            value = told.amount.value if told is not None else None
            found.rivals.append(Rival(shown_name(name), locator, texts.get("lot") or None, value, rank))
            continue
        lot = Lot(locator, number=texts.get("lot") or None, title=(texts.get("title") or "").replace("\n", "") or None)
        if locator.row in table.lost:
            lot.warnings.append(Message("register-filled-down", {"columns": table.lost[locator.row]}))
        several = _firms_in(row[header.columns["supplier"]].text)
        if len(several) > 1:
            lots += _shared(several, lot, told)
            continue
        _name(lot, names_in(name)[0] if len(names_in(name)) == 1 else name, row[header.columns["supplier"]].locator)
        lot.rank = rank
        lot.address = texts.get("address") or None
        if texts.get("code"):
            lot.code = texts["code"]
            lot.places["supplier_code"] = row[header.columns["code"]].locator
        if told is not None:
            if told.amount.problem is not None and told.amount.problem.code in ("amount-is-percent", "amount-is-rate"):
                lot.rate = told.raw
                lot.places["rate"] = told.locator
            elif not _NOT_SAID.search(told.raw):
                lot.told.append(told)
        if texts.get("rate"):
            lot.rate = texts["rate"]
            lot.places["rate"] = row[header.columns["rate"]].locator
        if is_ranked and not says_won and not winners and "result" not in header.columns:
            lot.warnings.append(Message("award-winner-by-rank"))
        lots.append(lot)
    return lots


def _firms_in(text: str) -> list[str]:
    """The firms of a cell that names several, one to a line or parted by signs; a name broken over lines is one."""
    pieces = [piece.strip() for piece in re.split(r"[\n、;；]", text) if piece.strip()]
    are_firms = all(re.search(r"(?:公司|厂|中心|院|所|店|社|行)$", piece) and len(piece) >= 6 for piece in pieces)
    return pieces if are_firms and "联合体" not in text else []


def _shared(names: Sequence[str], lot: Lot, told: Told | None) -> Iterator[Lot]:
    """Lots of several firms in one row, whose one amount belongs to none alone."""
    for name in names:
        one = Lot(lot.locator, number=lot.number, title=lot.title, is_shared=True)
        _name(one, name, lot.locator)
        if told is not None:
            problem = Amount(problem=Message("award-amount-shared"))
            one.told.append(Told(problem, told.locator, told.heading, told.raw))
        yield one


def unit_over(header: Header, content: Content) -> Unit | None:
    """The one unit that the lines over a table state; captions count for a table that stands in the text as it is."""
    if any(block is header.grid for block in content.blocks):
        return stated_unit(content, header.grid, header.rows[0]).unit
    units = {unit for cell in header.above if (unit := find_unit(cell.text)) is not None}
    return units.pop() if len(units) == 1 else None


def _is_firm(text: str) -> bool:
    return len(text) >= 4 and _ORGANISATION.search(text) is not None


def _is_winner(
    texts: dict[str, str], rank: int | None, name: str, winners: set[str | None], *, says_won: bool, is_ranked: bool
) -> bool:
    result = squash(texts.get("result", ""))
    if result:
        return _WON.search(result) is not None and not result.startswith(("未", "不", "否"))
    if winners:
        return name in winners
    if says_won:
        return rank is None or rank == 1
    return not is_ranked or rank == 1


def _told_cell(row: Sequence[Cell], table: Table, stated: Unit | None) -> Told | None:
    column = table.header.columns.get("amount")
    if column is None or not row[column].text:
        return None
    cell = row[column]
    heading = table.header.heading("amount")
    told = tell(cell.text, "", cell.locator, heading, cell)
    has_none = told.amount.problem is not None and told.amount.problem.code == "amount-no-unit"
    return tell(cell.text, f"({stated.zh})", cell.locator, heading, cell) if has_none and stated is not None else told


def _total_row(row: Sequence[Cell], columns: dict[str, int], table: Table, found: Lots, stated: Unit | None) -> None:
    told = _told_cell(row, table, stated)
    if told is not None and not is_subtotal(row[0].text):
        found.total = told


def _merged(in_text: Sequence[Lot], in_tables: Sequence[Lot]) -> list[Lot]:
    """The lots of the tables with what the text adds to them, then those that only the text tells of."""
    merged = list(in_tables)
    for lot in in_text:
        same = [one for one in in_tables if one.supplier is not None and one.supplier == lot.supplier]
        if lot.supplier is None and len(in_tables) == 1 and not lot.failed:
            same = list(in_tables)
        if lot.number is not None and len(same) > 1:
            same = [one for one in same if _same_lot(one.number, lot.number)] or same
        if not same:
            if in_tables and lot.supplier is None and lot.is_blank:
                continue  # a mark such as 包1 in the text above a table that tells the lot
            if in_tables and lot.supplier is None and not lot.failed:
                continue  # a figure of the text that names nobody: the table says who won what
            merged.append(lot)
        elif len(same) == 1:
            one = same[0]
            one.told += lot.told
            one.code = one.code or lot.code
            one.rate = one.rate or lot.rate
            one.places = lot.places | one.places
            one.number = one.number or lot.number
    with_winner = [lot for lot in merged if lot.supplier is not None or lot.warnings or lot.failed or lot.number]
    loose = [lot for lot in merged if not (lot.supplier is not None or lot.warnings or lot.failed or lot.number)]
    if len(with_winner) == 1:
        for lot in loose:
            with_winner[0].told += lot.told
            with_winner[0].rate = with_winner[0].rate or lot.rate
    return with_winner if with_winner else loose


def _same_lot(one: str | None, other: str | None) -> bool:
    digits = [re.sub(r"\D", "", plain_form(text or "").translate(_NUMERALS)) for text in (one, other)]
    return bool(digits[0]) and digits[0] == digits[1]


_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


def settle(lot: Lot) -> tuple[Decimal | None, list[Message], Message | None, Locator]:
    """The amount of a lot from all that is told of it: value, warnings, why none is certain, and where it is read.

    Statements that agree are one; two that differ leave the amount open.
    """
    told = [one for one in lot.told if not one.amount.is_blank]
    if not told:
        return None, [], None, lot.locator
    sure = [one for one in told if one.amount.value is not None]
    values = {one.amount.value for one in sure}
    if len(values) > 1 and any("大写" in one.heading for one in sure):
        return None, [], Message("amount-capital-differs"), sure[0].locator
    if len(values) > 1:
        shown = "、".join(dict.fromkeys(one.raw[:40] for one in sure))
        return None, [], Message("award-amounts-differ", {"amounts": shown}), sure[0].locator
    if not sure:
        return None, [], told[0].amount.problem, told[0].locator
    warnings = [warning for one in sure[:1] for warning in one.amount.warnings]
    others = [one for one in told if one.amount.problem is not None]
    if any(o.amount.problem is not None and o.amount.problem.code == "amount-masked" for o in others):
        warnings.append(Message("amount-from-capital"))
    if any(o.amount.problem is not None and o.amount.problem.code == "amount-capital-differs" for o in others):
        return None, [], Message("amount-capital-differs"), others[0].locator
    return sure[0].amount.value, warnings, None, sure[0].locator


def code_of(lot: Lot) -> tuple[str | None, bool]:
    """The credit code of a lot's supplier, and whether what is written is sound; a masked one is none."""
    written = re.sub(r"[(（].*?[)）]", "", lot.code or "").strip()
    if _MASKED.search(written):
        return None, True
    match = re.search(r"[0-9A-Za-z]{15,20}", re.sub(r"\s", "", written))
    return read_credit_code(match.group() if match else written)
