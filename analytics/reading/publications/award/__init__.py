"""中标（成交）结果公告 and government purchase contracts: who won which lot at which price.

Flows in: a notice in any layout. Flows out: one `Purchase` for each lot with its supplier, the bids told of, the
evaluators (for officers only), and the priced items of a contract. Intentions, calls for tenders, candidates, notices
of termination and the like resemble an award and are refused, each with one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.reading.amounts import Unit, find_unit, plain_form, read_amount, spot_amounts
from analytics.reading.content import Content, Role
from analytics.reading.dates import dates_in, read_date
from analytics.reading.headings import squash
from analytics.reading.imprint import read_imprint
from analytics.reading.persons import mask_name, names_a_post, read_name
from analytics.reading.publications.award.items import Items, items_of
from analytics.reading.publications.award.lots import Lot, Lots, code_of, lines_of, lots_of, settle
from analytics.reading.publications.award.wording import Key, Table, Token, parts_of, tokens_of
from analytics.reading.publications.headline import headline_of
from analytics.reading.records import Group, Reading, Record, Rejection
from models.language import Message
from models.places import WHOLE_FILE, Locator
from models.tables import Bid, Evaluator, Purchase, PurchaseItem
from models.vocabulary import (
    BidOutcome,
    DocumentKind,
    EvaluatorRole,
    PurchaseCategory,
    PurchaseMethod,
    PurchaseOrigin,
)

KIND = DocumentKind.AWARD

_BY_TITLE, _BY_TEXT, _BY_TABLE = 0.97, 0.8, 0.7
_PURCHASE = (
    r"采购|招标|投标|中标|成交|中选|磋商|谈判|询价|比选|遴选|竞价|标段|开标|评标|定标|单一来源"
    r"|流标|废标|选聘|入围|定点"
)
# What a title says a notice is, the first that fits; None is an award.
_ALIKE: tuple[tuple[str, str | None], ...] = (
    (r"采购意向|意向公[开告示]", "award-is-intention"),
    (r"(?:更正|变更|澄清|补充)(?:结果)?(?:公告|公示|通知|说明)", "award-is-correction"),
    (r"(?:终止|废标|流标|失败|暂停|中止)(?:的)?(?:公告|公示|通知)|(?:废标|流标)(?:结果)?", "award-is-ended"),
    (
        r"候选(?:供应商|单位|人)|(?:评标|评审|开标)(?:结果)?(?:公示|公告)(?!.*(?:中标|成交)结果)"
        r"|预(?:中标|成交)|拟(?:中标|成交)", "award-is-candidates"),
    (r"(?:遴选|选聘|比选)(?:结果|公示)(?!.*(?:中标|成交))", "award-is-selection"),
    (r"验收", "award-is-acceptance"),
    (r"续[签约订聘租期].{0,10}(?:公示|公告|通知)", "award-is-renewal"),  # the renewed contract itself is one
    (r"单一来源(?!.*(?:成交|中标|结果|合同)).*(?:公示|公告|论证|征求意见)", "award-is-single-source"),
    (r"合同", None),
    (
        r"(?:中标|成交|中选|定标|入围)(?:[(（](?:中标|成交)[)）])?(?:供应商|单位|人|结果|信息"
        r"|情况)?(?:的)?(?:公告|公示|通知|结果|信息|$)", None),
    (r"结果(?:的)?(?:公告|公示)", None),
    (
        r"(?:磋商|谈判|询价|招标|采购|遴选|比选|竞价|竞争性|资格预审|报名)(?:.{0,4})?(?:公告|文件|邀请|通知"
        r"|须知)", "award-is-call"),
)  # fmt: skip
_ANY_TITLE = re.compile("|".join(pattern for pattern, _ in _ALIKE))
_REGISTER = re.compile(r"台账|登记|统计|汇总|一览|名册|目录|制度|办法|预算|决算|岗位|风险")
_CONTRACT = re.compile(r"合同")
_WORDS_OF_AWARD = {Key.NUMBER, Key.SUPPLIER, Key.AMOUNT, Key.TOTAL, Key.EXPERTS, Key.FEE, Key.CONTRACT_NUMBER}
_MASK = re.compile(r"[*＊]|×{2,}|[xX]{3,}")
_LOST_DIGITS = re.compile(r"年月(?:日|\(|（|至|$)|[^\d]年[ ]*月[ ]*日|(?:^|[:：¥￥\s])\.[ ]*(?:万|亿)?元|[^\d\s]年月")
_MOST_LETTERS_OF_A_NAME = 80


# --- what a file is --------------------------------------------------------------------------------------------------


def score(content: Content) -> float:
    """How surely a file is a notice of an award, a contract, or one of the notices that only resemble them."""
    title = headline_of(content, _ANY_TITLE)
    tight = squash(title or "")
    if _REGISTER.search(tight):
        return 0.0
    about = re.search(_PURCHASE, tight) is not None
    if tight and (about or "合同" in tight) and _sort(tight) is not False:
        is_none = isinstance(_sort(tight), str)
        named = is_none or "合同" not in tight or about or _has_parties(content)
        return _BY_TITLE if named else 0.0
    spoken = _speaks_of_award(content)
    if spoken >= 3:
        return _BY_TEXT
    won = any(
        isinstance(part, Table) and re.search("中标|成交|中选", part.header.heading("supplier"))
        for part in parts_of(content)
    )
    return _BY_TABLE if won else 0.0


def _sort(tight: str) -> str | bool | None:
    """The code of what a title names in place of an award; None for an award or contract, False where it says none."""
    for pattern, code in _ALIKE:
        if re.search(pattern, tight):
            return code
    return False


def _speaks_of_award(content: Content) -> int:
    """How many of the labels of an award a text carries; a supplier or contract must be among them."""
    keys = {token.key for token in tokens_of(parts_of(content)) if token.value}
    if Key.SUPPLIER not in keys:
        return 0
    return len(keys & _WORDS_OF_AWARD)


def _has_parties(content: Content) -> bool:
    """Whether a contract names both who buys and who supplies."""
    return {Key.BUYER, Key.SUPPLIER} <= {token.key for token in tokens_of(parts_of(content)) if token.value}


# --- reading ---------------------------------------------------------------------------------------------------------


def read(content: Content) -> Reading:
    """Read a notice; what only resembles an award gives no rows and is rejected as a whole."""
    imprint = read_imprint(content)
    parts = parts_of(content)
    tokens = tokens_of(parts)
    title = headline_of(content, _ANY_TITLE)
    reading = Reading(KIND, title=title, publisher=imprint.publisher, published=imprint.published)
    sort = _sort(squash(title or ""))
    if isinstance(sort, str):
        return _refused(reading, sort, tokens, content)
    notice = _notice(title or "", tokens, content)
    if reading.published is None and not imprint.unclear:
        days = {day for token in tokens if token.key is Key.PUBLISHED and (day := read_date(token.value)) is not None}
        reading.published = days.pop() if len(days) == 1 else None
    for place in imprint.unclear:
        reading.reject(place, "imprint-date-unclear")
    if reading.published is None and _closes_with_several_dates(content):
        reading.warnings.append(Message("award-dates-several"))
    lots = lots_of(parts, content)
    _address(lots, content)
    reading.extra = {
        "project_no": notice.number,
        "buyer": notice.buyer,
        "agent": notice.agent,
        "agent_fee_yuan": _fee(tokens, reading),
        "contract": notice.is_contract,
    }
    if notice.is_contract:
        reading.warnings.append(Message("award-is-contract"))
    for code, places in notice.masked.items():
        for place in places:
            reading.reject(place, code)
    best, others = items_of(parts, content) if notice.is_contract else (None, [])
    if best is not None and best.amounts_known:
        _take_contract(reading, notice, lots, best, others)
    else:
        _take_lots(reading, notice, lots)
    if not reading.records:
        lost = _digits_lost(content)
        reading.reject(WHOLE_FILE, "award-digits-lost" if lost else "award-no-winner")
        return reading
    _take_bids(reading, notice, lots)
    _take_evaluators(reading, notice, tokens)
    if _digits_lost(content) and not any(record.values.get("amount") is not None for record in reading.records):
        reading.records = []
        reading.reject(WHOLE_FILE, "award-digits-lost")
    return reading


def _refused(reading: Reading, code: str, tokens: Sequence[Token], content: Content) -> Reading:
    """What a file is in place of an award, as the reason why nothing of it is taken."""
    reading.reject(WHOLE_FILE, code)
    if _digits_lost(content):
        reading.reject(WHOLE_FILE, "award-digits-lost")
    if code == "award-is-intention" and reading.publisher is None:
        reading.publisher = _only(tokens, Key.BUYER)
    units = {_unit_in(f"{token.unit} {token.value}") for token in tokens if token.key in (Key.BUDGET, Key.AMOUNT)}
    stated = {unit for unit in units if unit is not None}
    reading.amount_unit = stated.pop().zh if len(stated) == 1 else None
    return reading


def _closes_with_several_dates(content: Content) -> bool:
    """Whether a line at the end holds several dates and nothing else: which one is the day of issue is not said."""
    lines = [p.text for p in content.paragraphs if p.role is Role.BODY and p.text.strip()][-4:]
    for line in lines:
        found = dates_in(line)
        rest = re.sub(r"[\d年月日号\s./:\-至~—]", "", line)
        if len(found) > 1 and not rest:
            return True
    return False


def _unit_in(text: str) -> Unit | None:
    plain = plain_form(text)
    match = re.search(r"(?P<scale>百万|千万|亿|万)?元", plain)
    return find_unit(f"单位:{match.group()}") if match else find_unit(text)


def _digits_lost(content: Content) -> bool:
    """Whether figures have gone from the text: places for dates or amounts stand empty, hardly any digit is left."""
    text = "\n".join(p.text for p in content.paragraphs)
    text += "\n".join(
        cell.text for grid in content.grids for row in grid.rows for cell in row if not cell.is_merged_copy
    )
    plain = plain_form(text)
    digits = sum(sign.isdigit() for sign in plain)
    return len(_LOST_DIGITS.findall(plain)) >= 2 and digits <= max(4, len(plain) // 100)


# --- what holds for the whole notice ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Notice:
    number: str | None
    title: str
    buyer: str | None
    agent: str | None
    method: str | None
    category: str | None
    budget: Decimal | None
    awarded_on: date | None
    contract_on: date | None
    announced_on: date | None
    is_contract: bool
    masked: dict[str, list[Locator]]


def _notice(title: str, tokens: Sequence[Token], content: Content) -> _Notice:
    masked: dict[str, list[Locator]] = {}
    number = _plain_only(tokens, Key.NUMBER, masked, "award-number-masked")
    contract_number = _plain_only(tokens, Key.CONTRACT_NUMBER, masked, "award-number-masked")
    return _Notice(
        _number(number or contract_number),
        _project(tokens, title),
        _plain_only(tokens, Key.BUYER, masked, "award-name-masked"),
        _plain_only(tokens, Key.AGENT, masked, "award-name-masked"),
        _method(tokens, title),
        _category(tokens, content),
        _budget(tokens),
        _day(tokens, Key.AWARDED_ON),
        _day(tokens, Key.CONTRACT_ON),
        _day(tokens, Key.ANNOUNCED_ON),
        _CONTRACT.search(squash(title)) is not None and "中标" not in title and "成交" not in title,
        masked,
    )


def _values(tokens: Sequence[Token], key: Key) -> Iterator[tuple[str, Locator]]:
    for token in tokens:
        if token.key is key and token.value:
            yield token.value, token.locator


def _only(tokens: Sequence[Token], key: Key) -> str | None:
    """The first value of a key that is no reference to elsewhere."""
    for value, _ in _values(tokens, key):
        if not re.search(r"详见|见附件|如下", value) and len(value) <= _MOST_LETTERS_OF_A_NAME and "\n" not in value:
            return value
    return None


def _plain_only(tokens: Sequence[Token], key: Key, masked: dict[str, list[Locator]], code: str) -> str | None:
    for value, locator in _values(tokens, key):
        if _MASK.search(value):
            masked.setdefault(code, []).append(locator)
        elif not re.search(r"详见|见附件|如下", value) and len(value) <= _MOST_LETTERS_OF_A_NAME:
            return value.split("\n")[0].strip()
    return None


def _number(text: str | None) -> str | None:
    """A project number without the word 号 behind it.

    >>> _number("XJDB-2020CS-096 号"), _number("2011[29]"), _number("无")
    ('XJDB-2020CS-096', '2011[29]', None)
    """
    cut = re.split(r"[,，。;；]|\s+(?![0-9A-Za-z\-])", (text or "").strip())[0]
    bare = re.sub(r"\s*号$", "", cut)
    for opening, closing in ("()", "（）", "[]", "〔〕"):
        if closing in bare and bare.find(closing) < (bare.find(opening) if opening in bare else len(bare)):
            bare = bare[: bare.find(closing)]
    bare = re.sub(r"[(（](?:招标文件编号|采购文件编号|采购计划|备案)[^()（）]*[)）]$", "", bare).strip()
    return bare if re.search(r"[0-9A-Za-z]", bare) else None


def _project(tokens: Sequence[Token], title: str) -> str:
    for value, _ in _values(tokens, Key.TITLE):
        if not _MASK.search(value) and len(value) >= 2:
            return value.replace("\n", "")
    tight = re.sub(r"\s", "", title)
    cut = re.sub(
        r"(?:的)?(?:[(（]?(?:中标|成交|中选|定标|入围)[)）]?)+(?:供应商|单位|结果|信息)*(?:的)?(?:公告"
        r"|公示|通知书?|结果)+(?:[(（].*[)）])?$"
        r"|(?:政府)?(?:采购)?合同(?:公告|公示)?$|(?:采购)?结果公[告示]$",
        "",
        tight,
    )
    return re.sub(r"^.*关于", "", cut) or tight or "—"


def _method(tokens: Sequence[Token], title: str) -> str | None:
    said = " ".join([*(value for value, _ in _values(tokens, Key.METHOD)), title])
    found = [term for term in PurchaseMethod if term is not PurchaseMethod.OTHER and term.zh in said]
    return str(found[0]) if len(found) == 1 else None


def _category(tokens: Sequence[Token], content: Content) -> str | None:
    said = " ".join(value for value, _ in _values(tokens, Key.CATEGORY))
    heads = " ".join(p.text for p in content.paragraphs if len(p.text) <= 40)
    for text in (said, " ".join(re.findall(r"(?:货物|服务|工程)类", heads))):
        found = {term for term in PurchaseCategory if term.zh in text}
        if len(found) == 1:
            return str(found.pop())
    return None


def _budget(tokens: Sequence[Token]) -> Decimal | None:
    values = {
        amount
        for token in tokens
        if token.key is Key.BUDGET and token.value
        and (amount := read_amount(re.sub(r"^[¥￥]\s*", "", token.value), find_unit(token.unit))).value is not None
    }  # fmt: skip
    amounts = {amount.value for amount in values if not amount.warnings}
    return amounts.pop() if len(amounts) == 1 else None


def _day(tokens: Sequence[Token], key: Key) -> date | None:
    days = set()
    for value, _ in _values(tokens, key):
        found = {one.day for one in dates_in(value)}
        days |= found if len(found) == 1 else set()
    return days.pop() if len(days) == 1 else None


def _fee(tokens: Sequence[Token], reading: Reading) -> Decimal | None:
    """The fee of the agent, where exactly one certain amount is told."""
    found: dict[Decimal, Locator] = {}
    for token in tokens:
        if token.key is not Key.FEE or not token.value:
            continue
        unit = find_unit(token.unit) or find_unit(token.label)
        bare = re.sub(r"[。;；,，]+$|\s*[(（]人民币[)）]$", "", token.value.strip())
        whole = read_amount(re.sub(r"^(?:人民币|[¥￥:：]|\s)+", "", bare), unit)
        if whole.value is not None:
            found[whole.value] = token.locator
            continue
        inside = [spot.value for spot in spot_amounts(token.value) if spot.exact and spot.value is not None]
        is_scale = re.search(r"以下|以上|部分|费率|%|‰|差额|档", token.value) is not None
        if len(set(inside)) == 1 and not is_scale:
            found[inside[0]] = token.locator
    if len(found) > 1:
        reading.warnings.append(Message("award-fees-differ"))
        return None
    return next(iter(found), None)


# --- lots ------------------------------------------------------------------------------------------------------------


def _take_lots(reading: Reading, notice: _Notice, lots: Lots) -> None:
    for lot in lots.lots:
        if lot.failed and lot.supplier is None:
            reading.reject(lot.locator, "award-lot-failed", lot=lot.number or lot.title or "")
            continue
        if lot.is_blank or (lot.supplier is None and not lot.told and not lot.warnings):
            continue
        reading.records.append(_purchase(reading, notice, lot))
    units = sorted({unit.zh for unit in lots.units})
    reading.amount_unit = units[0] if len(units) == 1 else None
    _take_total(reading, lots)


def _address(lots: Lots, content: Content) -> None:
    """A letter to the winner (贵单位被确定为中标供应商) names it in the line it is addressed to."""
    if len(lots.lots) != 1 or lots.lots[0].supplier is not None or lots.lots[0].warnings:
        return
    lines = list(lines_of(content))
    text = "".join(line for line, _ in lines)
    if re.search(r"(?:贵|你)(?:单位|公司|司|方).{0,80}(?:中标|成交|中选)", text) is None:
        return
    for line, locator in lines:
        match = re.fullmatch(r"(?P<name>[\u4e00-\u9fff()（）]{4,40}(?:公司|中心|厂|院|所|社|店))\s*[:：]", line.strip())
        if match is not None and not _MASK.search(match["name"]):
            lots.lots[0].supplier = match["name"]
            lots.lots[0].places["supplier"] = locator
            return


def _purchase(reading: Reading, notice: _Notice, lot: Lot) -> Record:
    value, warnings, problem, place = settle(lot)
    code, sound = code_of(lot)
    title = lot.title or notice.title
    label = title if lot.title or lot.number is None else f"{notice.title}({lot.number})"
    record = Record(
        Purchase,
        {
            "number": notice.number,
            "lot": lot.number,
            "title": title,
            "buyer": notice.buyer,
            "agent": notice.agent,
            "method": notice.method,
            "category": notice.category,
            "budget_amount": notice.budget if len(lot.told) else None,
            "amount": value,
            "announced_on": notice.announced_on,
            "awarded_on": notice.awarded_on,
            "contract_on": notice.contract_on,
            "supplier": lot.supplier,
            "supplier_code": code,
            "origin": str(PurchaseOrigin.CONTRACT if notice.is_contract else PurchaseOrigin.NOTICE),
        },
        lot.locator,
        label=label,
        places={"amount": place} | {key: at for key, at in lot.places.items() if key != "rate"},
        extra={"payee": lot.supplier, "credit_code": code, "lot": lot.number},
    )
    record.warnings += [*lot.warnings, *warnings]
    if lot.supplier is None and not lot.warnings:
        record.warn("award-supplier-missing")
    for warning in lot.warnings:
        if warning.code == "award-name-masked":
            reading.reject(lot.places.get("supplier", lot.locator), warning.code)
    if not sound:
        record.warn("credit-code-invalid", column="统一社会信用代码")
        reading.reject(lot.places.get("supplier_code", lot.locator), "credit-code-invalid", column="统一社会信用代码")
    if lot.rate is not None:
        record.extra["rate"] = lot.rate
        _judge_rate(record, lot, reading, has_amount=value is not None)
    if problem is not None:
        record.warnings.append(problem)
        reading.rejected.append(Rejection(place, problem))
    elif value is None and lot.rate is None:
        record.warn("award-amount-missing")
    if value == 0:
        record.warn("award-amount-zero")
    elif value is not None and value < 0:
        record.warn("amount-negative")
    return record


def _judge_rate(record: Record, lot: Lot, reading: Reading, *, has_amount: bool) -> None:
    match = re.search(r"(\d+(?:\.\d+)?)\s*[%％]", lot.rate or "")
    place = lot.places.get("rate", lot.locator)
    if match is not None and Decimal(match[1]) > 100:
        record.warn("award-rate-nonsense", rate=match.group())
        reading.reject(place, "award-rate-nonsense", rate=match.group())
    elif not has_amount:
        record.warn("award-is-rate")


def _take_total(reading: Reading, lots: Lots) -> None:
    """The sum that the notice states over its lots, and whether they reach it."""
    told = lots.total
    if told is None or told.amount.value is None:
        return
    rows = reading.rows
    amounts = [row.values["amount"] for row in rows]
    if len(rows) == 1 and amounts[0] == told.amount.value:
        return
    if not rows:
        return
    reading.stated_total = told.amount.value
    reading.sum_holds = None not in amounts and sum(amounts, Decimal(0)) == told.amount.value
    reading.warnings += [warning for warning in told.amount.warnings if warning not in reading.warnings]
    if not reading.sum_holds:
        reading.warnings.append(Message("award-total-differs"))
        if len(rows) == 1 and amounts[0] is not None:
            rows[0].warn("award-total-differs")


# --- contracts -------------------------------------------------------------------------------------------------------


def _take_contract(reading: Reading, notice: _Notice, lots: Lots, best: Items, others: Sequence[Items]) -> None:
    """The contract as one purchase, and its priced items as rows."""
    single = lots.lots[0] if len(lots.lots) == 1 else Lot(WHOLE_FILE)
    if not single.told and lots.total is not None:
        single.told.append(lots.total)
    head = _purchase(reading, notice, single)
    head.is_row = False
    head.label = notice.title
    reading.records.append(head)
    for item in best.items:
        amount = item.amount
        record = Record(
            PurchaseItem,
            {
                "number": item.number or None,
                "name": item.name,
                "quantity": item.quantity,
                "measure": item.measure,
                "unit_price": item.unit_price,
                "amount": amount.value,
            },
            item.locator,
            label=f"{item.number} {item.name}" if best.has_levels else item.name,
            parent=head,
            places={"amount": item.place},
        )
        record.warnings += [*amount.warnings, *item.warnings]
        if amount.problem is not None:
            record.warnings.append(amount.problem)
            reading.rejected.append(Rejection(item.place, amount.problem))
        reading.records.append(record)
    for other in others:
        for item in other.items:
            if item.amount.problem is not None:
                reading.rejected.append(Rejection(item.place, item.amount.problem))
    for subtotal in best.subtotals:
        if subtotal.holds:
            reading.groups.append(Group(subtotal.name, subtotal.stated, subtotal.items, holds=True))
        else:
            params = {"name": subtotal.name, "stated": str(subtotal.stated)}
            reading.warnings.append(Message("award-subtotal-differs", params))
    stated = head.values["amount"]
    if stated is None and best.total is not None:
        stated = best.total.value
    units = {item.amount.unit for item in best.items if item.amount.unit is not None}
    reading.amount_unit = units.pop().zh if len(units) == 1 else None
    amounts = [item.amount.value for item in best.items]
    reading.stated_total = stated
    if stated is not None:
        reading.sum_holds = None not in amounts and sum((a for a in amounts if a is not None), Decimal(0)) == stated
        if not reading.sum_holds:
            reading.warnings.append(Message("award-total-differs"))


# --- bidders and evaluators ------------------------------------------------------------------------------------------


def _take_bids(reading: Reading, notice: _Notice, lots: Lots) -> None:
    for record in [r for r in reading.records if r.table is Purchase]:
        supplier = record.values["supplier"]
        lot = next((one for one in lots.lots if one.supplier == supplier and one.number == record.values["lot"]), None)
        if supplier is None or lot is None:
            continue
        values = {
            "purchase_number": notice.number,
            "lot": record.values["lot"],
            "bidder": supplier,
            "bidder_code": record.values["supplier_code"],
            "amount": record.values["amount"],
            "address": lot.address,
            "rank": lot.rank,
            "outcome": str(BidOutcome.WON),
        }
        bid = Record(Bid, values, record.locator, is_row=False)
        bid.warnings += record.warnings
        reading.records.append(bid)
    for rival in lots.rivals:
        if _MASK.search(rival.name):
            continue
        values = {
            "purchase_number": notice.number,
            "lot": rival.lot,
            "bidder": rival.name,
            "amount": rival.amount,
            "rank": rival.rank,
            "outcome": str(BidOutcome.LOST),
        }
        reading.records.append(Record(Bid, values, rival.locator, is_row=False))


_ROLES = ((r"组长|主任", EvaluatorRole.LEADER), (r"采购人代表|采购代表|甲方代表|业主", EvaluatorRole.BUYER))


def _take_evaluators(reading: Reading, notice: _Notice, tokens: Sequence[Token]) -> None:
    """Who judged the bids: kept for officers as written, shown by surname only."""
    shown: list[str] = []
    for token in tokens:
        if token.key is not Key.EXPERTS or not token.value:
            continue
        for name, role in _experts(token.value):
            masked = mask_name(name)
            if masked in shown and name == masked:
                continue
            shown.append(masked)
            values = {"purchase_number": notice.number, "name": name, "role": str(role)}
            reading.records.append(Record(Evaluator, values, token.locator, is_row=False))
    if shown:
        reading.extra = {**reading.extra, "evaluators": "、".join(dict.fromkeys(shown))}


def _experts(text: str) -> Iterator[tuple[str, EvaluatorRole]]:
    """Names with roles, in or outside of brackets; what is no name (详见附件) is left out.

    >>> [(name, str(role)) for name, role in _experts("乐某(组长)、滕某,采购人代表:鄂某,")]
    [('乐某', 'leader'), ('滕某', 'expert'), ('鄂某', 'buyer')]
    """
    for piece in re.split(r"[、,，;；。\n/]|(?<=[)）])\s+|\s{1,}(?=[\u4e00-\u9fff]{2,4}(?:\s|$|[(（]))", text):
        role = next((found for words, found in _ROLES if re.search(words, piece)), EvaluatorRole.EXPERT)
        bare = re.sub(r"[(（][^()（）]*[)）]", "", piece)
        bare = re.sub(r"^.*[:：]", "", bare).strip(" 。.")
        bare = re.sub(r"^(?:组长|组员|成员|专家|采购人代表)\s*|\s*(?:组长|组员|采购人代表)$", "", bare)
        name = read_name(bare)
        is_name = name is not None and re.fullmatch(r"[\u4e00-\u9fff·*×某]{2,8}", name) and not names_a_post(name)
        if name is not None and is_name and not re.search(r"详见|附件|抽取|无|名单", name):
            yield name, role
