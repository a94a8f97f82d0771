"""What the rules about funds, F01 to F10, have to answer, straight from the catalogue, row by row of the registers.

Flows in: the registers of a city as written. Flows out: for each rule the answer about every row that it judges. Where
the catalogue leaves room, the comment says what was taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from models.calendar import add_months
from tests.simulation.oracles.registers import (
    Answer,
    Answers,
    Line,
    Registers,
    Unread,
    day,
    filled,
    grouped,
    lasts,
    month,
    yuan,
)

# 采购法 and 必须招标的工程项目规定: from these amounts on (yuan) a purchase goes to open tender.
OPEN_TENDER_FROM = {"工程": Decimal(4_000_000), "货物": Decimal(2_000_000), "服务": Decimal(1_000_000)}


def f01_double_claim(registers: Registers) -> Answers:
    """Payments of one month to one person under two schemes that exclude each other."""
    excludes = [(frozenset((line["补助项目"], line["互斥项目"])), line) for line in registers["scheme_exclusion"]]
    schemes = {scheme for pair, _ in excludes for scheme in pair}
    aid = [line for line in registers["payment"] if line["项目名称"] in schemes]
    by_person = grouped(aid, lambda line: line["身份证号"] or None)
    names = grouped(aid, lambda line: line["收款人"] or None)
    answers: Answers = {}
    for line in aid:
        others = by_person[line["身份证号"]] if line["身份证号"] else names[line["收款人"]]
        against = [o for o in others for pair, rule in excludes if {o["项目名称"], line["项目名称"]} == pair
                   and (not o["享受月份"] or lasts(rule, _first_of(o)))]  # fmt: skip
        if not against:
            answers[line.key] = "pass"
        elif not line["身份证号"] or not line["享受月份"]:
            answers[line.key] = "cannot_assess"
        elif any(other["享受月份"] == line["享受月份"] for other in against):
            answers[line.key] = "flag"
        else:
            is_known = all(other["享受月份"] for other in against)
            answers[line.key] = "pass" if is_known else "cannot_assess"
    return answers


def f02_dead_payee(registers: Registers) -> Answers:
    """Payments for a month after the one that follows the death; by benefit month, else by month of payment (5a.18)."""
    by_number = grouped(registers["death"], lambda line: line["身份证号"] or None)
    nameless = grouped(registers["death"], lambda line: None if line["身份证号"] else line["姓名"])
    by_name = grouped(registers["death"], lambda line: line["姓名"] or None)
    answers: Answers = {}
    for line in registers["payment"]:
        if line["统一社会信用代码"] or not _is_for_a_person(line):
            continue
        paid_for = month(line["享受月份"] or line["拨付日期"])
        number = line["身份证号"]
        dead = by_number.get(number, []) if number else by_name.get(line["收款人"], [])
        perhaps = nameless.get(line["收款人"], []) if number else dead
        if number and any(_is_late(paid_for, death) == "flag" for death in dead):
            answers[line.key] = "flag"
        elif any(_is_late(paid_for, death) != "pass" for death in (*dead, *perhaps)):
            answers[line.key] = "cannot_assess"
        else:
            answers[line.key] = "pass"
    return answers


def f03_rate_error(registers: Registers) -> Answers:
    """Area times rate and the amount differ by more than one fen (absolute difference, 5a.17)."""
    answers: Answers = {}
    for line in registers["payment"]:
        if not (line["面积或数量"] or line["标准"] or line["计量单位"]):
            continue
        area, rate, amount = yuan(line["面积或数量"]), yuan(line["标准"]), yuan(line["金额（元）"])
        if area is None or rate is None or amount is None:
            answers[line.key] = "cannot_assess"
        else:
            answers[line.key] = "flag" if abs(area * rate - amount) > Decimal("0.01") else "pass"
    return answers


def f04_concentration(registers: Registers) -> Answers:
    """The rows of the largest payee of a programme that gets more than 30 % of it, five payees or more (5a.18).

    A row without payee or amount may be anybody's; what its notice states as total bounds it.
    """
    notices = {line["记录号"]: line for line in registers["fund_notice"]}
    items = grouped(registers["fund_item"], lambda line: _programme(notices[line["所属记录号"]]))
    answers: Answers = {}
    for lines in items.values():
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for line in lines:
            if line["收款单位"]:
                sums[line["收款单位"]] += yuan(line["金额（元）"]) or 0
        of_notice = grouped(lines, lambda line: line["所属记录号"])
        total = sum((_total(notices[number], rows) for number, rows in of_notice.items()), Decimal(0))
        top = max(sums, key=sums.__getitem__)
        above = {name: answer for name in sums if (answer := _above(sums[name], sums, total)) != "pass"}
        for line in lines:
            answer = above.get(line["收款单位"], "pass" if line["收款单位"] else "cannot_assess")
            answers[line.key] = "pass" if answer == "flag" and line["收款单位"] != top else answer
    return answers


def _above(own: Decimal, sums: dict[str, Decimal], total: Decimal) -> Answer:
    """Whether a payee gets more than 30 % of a programme."""
    unknown = total - sum(sums.values())
    if len(sums) < 5:
        return "cannot_assess"
    if own * 10 > total * 3:
        return "flag"
    return "pass" if (own + unknown) * 10 <= total * 3 else "cannot_assess"


def f05_shell_payee(registers: Registers) -> Answers:
    """Half a million yuan or more to a firm founded less than 180 days before, or without insured staff.

    The claim itself is in no register: its day is taken to be that on which the notice was put up, else of the payment.
    The row of the notice is judged with the payment that follows it.
    """
    firms = {line["统一社会信用代码"]: line for line in registers["firm"]}
    notices = _by_title(registers)
    listed = _listed(registers)
    answers: Answers = {}
    for line in registers["payment"]:
        amount, code = yuan(line["金额（元）"]), line["统一社会信用代码"]
        if not code or amount is None or amount < 500_000:
            continue
        notice = notices.get(line["公示名称"])
        claimed = day(notice["公示起始日期"]) if notice else day(line["拨付日期"])
        answers[line.key] = answer = _is_shell(firms.get(code), claimed)
        for item in listed.get((line["公示名称"], line["收款人"]), ()):
            if item["金额（元）"] == line["金额（元）"]:
                answers[item.key] = answer
    return answers


def f06_shared_contact(registers: Registers) -> Answers:
    """Two firms paid from one batch with the same telephone, address or head; contacts of hubs do not count.

    Taken: only firms (households of a village share its address), and only within one notice, as payees who divide one
    batch among them; heads are compared by number.
    """
    firms = {line["统一社会信用代码"]: line for line in registers["firm"]}
    hubs = {line[column] for line in registers["hub_address"] for column in ("地址", "联系电话")} - {""}
    heads = _heads(registers)
    batches = grouped(
        registers["payment"], lambda line: filled(line["公示名称"], line["统一社会信用代码"]) and line["公示名称"]
    )
    answers: Answers = {}
    for lines in batches.values():
        contacts = {line.key: _contacts(line, firms, heads) for line in lines}
        for line in lines:
            mine = contacts[line.key]
            others = [contacts[o.key] for o in lines if o["统一社会信用代码"] != line["统一社会信用代码"]]
            shared = any(mine[kind] & other[kind] - hubs for other in others for kind in mine)
            compared = any(mine.values()) or not others
            answers[line.key] = "flag" if shared else "pass" if compared else "cannot_assess"
    return answers


def f07_splitting(registers: Registers) -> Answers:
    """Purchases otherwise than by open tender, each within the limit, together above it.

    Same buyer, item of the budget, category and fiscal year. Taken: the amount contracted, else the budget of the lot.
    """
    below = []
    answers: Answers = {}
    for line in registers["purchase"]:
        amount = yuan(line["成交金额（元）"]) or yuan(line["预算金额（元）"])
        if line["采购方式"] == "公开招标":
            continue
        if amount is None or not (line["采购人"] and line["预算项目"] and line["采购类别"] and line["年度"]):
            answers[line.key] = "cannot_assess"
        elif amount <= OPEN_TENDER_FROM[line["采购类别"]]:
            below.append((line, amount))
        else:
            answers[line.key] = "pass"
    needs: dict[tuple[str, ...], list[tuple[Line, Decimal]]] = defaultdict(list)
    for line, amount in below:
        needs[line["采购人"], line["预算项目"], line["采购类别"], line["年度"]].append((line, amount))
    for (_, _, category, _), parts in needs.items():
        is_split = len(parts) > 1 and sum(amount for _, amount in parts) > OPEN_TENDER_FROM[category]
        answers |= {line.key: "flag" if is_split else "pass" for line, _ in parts}
    return answers


def f08_paid_early(registers: Registers) -> Answers:
    """Payments on or before the last day of their notice (5a.18)."""
    notices = _by_title(registers)
    answers: Answers = {}
    for line in registers["payment"]:
        if not line["公示名称"]:
            continue
        notice = notices.get(line["公示名称"])
        paid, until = day(line["拨付日期"]), day(notice["公示终止日期"]) if notice else None
        if paid is None or until is None:
            answers[line.key] = "cannot_assess"
        else:
            answers[line.key] = "flag" if paid <= until else "pass"
    return answers


def f09_list_and_payment(registers: Registers) -> Answers:
    """Payments to someone whom the notice does not list, or more than one per cent off.

    Within one notice and its payments a name is enough (5a.7). Taken: a payee with as many payments as rows is compared
    row by row, otherwise by sums; one that cannot be found while a row names nobody cannot be assessed.
    """
    listed = _listed(registers)
    paid = grouped(
        registers["payment"], lambda line: (line["公示名称"], _firm_name(line["收款人"])) if line["公示名称"] else None
    )
    answers: Answers = {}
    for (title, payee), payments in paid.items():
        items = listed.get((title, payee), [])
        amounts = [yuan(item["金额（元）"]) for item in items]
        if not items or None in amounts:
            answer: Answer = "cannot_assess" if items or (title, "") in listed or not payee else "flag"
            answers |= {line.key: answer for line in payments}
            continue
        answers |= _compared(payments, [amount for amount in amounts if amount is not None])
    return answers


def f10_total_gap(registers: Registers) -> Answers:
    """Programmes whose notices of the year differ from the budget by more than two per cent; an open year is left."""
    lines_of = grouped(registers["fund_item"], lambda line: line["所属记录号"])
    notices = grouped(registers["fund_notice"], _programme)
    answers: Answers = {}
    for line in registers["programme_budget"]:
        budget, year = yuan(line["预算金额（元）"]), int(line["预算年度"])
        if date(year, 12, 31) > registers.as_of:
            continue
        announced = notices.get((line["专项名称"], line["预算年度"]), [])
        if budget is None or not announced:
            answers[line.key] = "cannot_assess"
            continue
        try:
            total = sum((_total(notice, lines_of[notice["记录号"]]) for notice in announced), Decimal(0))
        except Unread:
            answers[line.key] = "cannot_assess"
            continue
        answers[line.key] = "flag" if abs(total - budget) * 50 > budget else "pass"
    return answers


def _first_of(line: Line) -> date:
    return date.fromisoformat(f"{line['享受月份'][:7]}-01")


def _is_for_a_person(line: Line) -> bool:
    return bool(line["身份证号"] or line["享受月份"] or line["面积或数量"] or line["标准"])


def _is_late(paid_for: date | None, death: Line) -> Answer:
    died = day(death["死亡日期"])
    if died is None or paid_for is None:
        return "cannot_assess"
    return "flag" if paid_for > add_months(died.replace(day=1), 1) else "pass"


def _programme(notice: Line) -> tuple[str, ...]:
    return notice["专项名称"], notice["年度"]


def _total(notice: Line, lines: Iterable[Line]) -> Decimal:
    """What a notice gives in all: the sum of its rows where each has its amount, else what it states."""
    amounts = [yuan(line["金额（元）"]) for line in lines]
    if None not in amounts:
        return sum((amount for amount in amounts if amount is not None), Decimal(0))
    stated = yuan(notice["写明合计（元）"]) or yuan(notice["标题金额（元）"])
    if stated is None:
        raise Unread(notice.key)
    return stated


def _by_title(registers: Registers) -> dict[str, Line]:
    return {line["标题"]: line for line in registers["fund_notice"] if line["标题"]}


def _listed(registers: Registers) -> dict[tuple[str, str], list[Line]]:
    """The rows of notices by title and payee; rows that name nobody stand under the empty name."""
    title_of = {line["记录号"]: line["标题"] for line in registers["fund_notice"]}
    return grouped(registers["fund_item"], lambda line: (title_of[line["所属记录号"]], _firm_name(line["收款单位"])))


def _firm_name(name: str) -> str:
    """A name without the ways in which clerks write one form of company."""
    return name.replace("有限责任公司", "有限公司").replace(" ", "")


def _is_shell(firm: Line | None, claimed: date | None) -> Answer:
    if firm is None:
        return "cannot_assess"
    founded, staff = day(firm["成立日期"]), firm["参保人数"]
    is_young = None if founded is None or claimed is None else claimed < founded + timedelta(days=180)
    is_empty = int(staff) == 0 if staff else None
    if is_young or is_empty:
        return "flag"
    return "cannot_assess" if is_young is None and is_empty is None else "pass"


def _heads(registers: Registers) -> dict[str, set[str]]:
    """The numbers of the legal representatives and operators in office, by code of the firm."""
    heads: dict[str, set[str]] = defaultdict(set)
    for line in registers["firm_officer"]:
        if line["职务"] in ("法定代表人", "经营者") and line["身份证号"] and lasts(line, registers.as_of):
            heads[line["统一社会信用代码"]].add(line["身份证号"])
    return heads


def _contacts(line: Line, firms: dict[str, Line], heads: dict[str, set[str]]) -> dict[str, set[str]]:
    code = line["统一社会信用代码"]
    firm = firms.get(code)
    return {
        "phone": {line["联系电话"], firm["联系电话"] if firm else ""} - {""},
        "address": {line["地址"], firm["住所"] if firm else ""} - {""},
        "head": heads.get(code, set()),
    }


def _compared(payments: list[Line], listed: list[Decimal]) -> Answers:
    amounts = [yuan(line["金额（元）"]) for line in payments]
    if None in amounts:
        return {line.key: "cannot_assess" for line in payments}
    known = [amount for amount in amounts if amount is not None]
    if len(known) != len(listed):
        return {line.key: _within(sum(known, Decimal(0)), sum(listed, Decimal(0))) for line in payments}
    in_order = sorted(zip(known, payments, strict=True), key=lambda pair: pair[0])
    return {
        line.key: _within(amount, expected)
        for (amount, line), expected in zip(in_order, sorted(listed), strict=True)
    }  # fmt: skip


def _within(paid: Decimal, listed: Decimal) -> Answer:
    return "flag" if abs(paid - listed) * 100 > listed else "pass"


ORACLES: dict[str, Callable[[Registers], Answers]] = {
    "F01": f01_double_claim,
    "F02": f02_dead_payee,
    "F03": f03_rate_error,
    "F04": f04_concentration,
    "F05": f05_shell_payee,
    "F06": f06_shared_contact,
    "F07": f07_splitting,
    "F08": f08_paid_early,
    "F09": f09_list_and_payment,
    "F10": f10_total_gap,
}
