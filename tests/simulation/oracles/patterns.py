"""What tells about the schemes that no single rule names: the facts of a case, one by one, read from its rows.

Flows in: the rows that the truth names for a case, and the registers around them. Flows out: each fact as true, false,
or None where what it takes is not written. All true is the pattern, one false is innocent, one None cannot be assessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from tests.simulation.oracles.registers import Line, Registers, day, yuan
from tests.simulation.oracles.relatives import is_one

Facts = dict[str, bool | None]
_NIGHT = 18  # o'clock
_SAME = Decimal("0.001")  # of the winning price: what rounding leaves of a fixed proportion
_JUST_ABOVE = Decimal("1.09")
_YEAR = timedelta(days=365)


class Case(NamedTuple):
    """The rows of a case, and the registers they stand in."""

    rows: list[Line]
    support: list[Line]
    registers: Registers

    def of(self, table: str) -> list[Line]:
        """Its rows in one table."""
        return [line for line in (*self.rows, *self.support) if line.table == table]


def cover_prices(case: Case) -> Facts:
    """Lots of one buyer in which the losing prices stand to the winning one as in the others."""
    lots = case.of("purchase")
    prices = [[yuan(bid["投标报价（元）"]) for bid in bids] for bids in _bids_of(case).values()]
    return {
        "one buyer": len({line["采购人"] for line in lots}) == 1,
        "several lots with several bids": len(prices) >= 3 and all(len(found) >= 3 for found in prices),
        "one proportion": _is_one_proportion(prices),
    }


def _is_one_proportion(prices: list[list[Decimal | None]]) -> bool | None:
    steps = set()
    for found in prices:
        for place, price in enumerate(found[1:], start=1):
            if price is None or found[0] is None:
                return None
            steps.add((price / found[0] - 1) / place)
    return max(steps) - min(steps) <= _SAME


def fast_lane(case: Case) -> Facts:
    """Matters of one firm that are closed at once, where others wait."""
    matters = case.of("matter")
    spans = [_span(line) for line in matters]
    [(unit, power)] = {(line["单位"], line["职权名称"]) for line in matters}
    own = {line["事项编号"] for line in matters}
    others = [
        _span(line)
        for line in case.registers["matter"]
        if (line["单位"], line["职权名称"]) == (unit, power) and line["事项编号"] not in own and line["办结日期"]
    ]
    return {
        "closed on the day": all(span <= 1 for span in spans),
        "others wait": median(others) >= 5,
        "one firm": _is_one_firm(matters),
    }


def _span(matter: Line) -> int:
    first, last = day(matter["受理日期"]), day(matter["办结日期"])
    assert first is not None
    assert last is not None
    return (last - first).days


def favours_traded(case: Case) -> Facts:
    """Each of two officials decides on the firm that the other declares of kin, and on none of the own."""
    firms = {line["身份证号"]: line["统一社会信用代码"] for line in case.of("declared_tie")}
    parties = _parties(case.rows)
    one, other = firms
    return {
        "one for the other's kin": _is_always(parties[one], firms[other]),
        "the other for the one's kin": _is_always(parties[other], firms[one]),
        "none for the own": firms[one] not in parties[one] and firms[other] not in parties[other],
        "in two units": len({line["单位"] for line in case.rows}) == 2,
    }


def fronts_by_the_year(case: Case) -> Facts:
    """Payees of one fund that were founded within months of each other, and registered by one agent."""
    firms = {line["企业名称"]: line for line in case.of("firm")}
    notices = {line["记录号"]: line["专项名称"] for line in case.registers["fund_notice"]}
    payees = {line["收款单位"] for line in case.rows}
    founded = [day(line["成立日期"]) for line in firms.values()]
    return {
        "one fund": len({notices[line["所属记录号"]] for line in case.rows}) == 1,
        "each payee another firm": payees == set(firms) and len(payees) == len(case.rows) >= 3,
        "new firms": _are_new([on for on in founded if on], case.registers.as_of) if all(founded) else None,
        "one agent": None if "" in (found := {line["登记代理机构"] for line in firms.values()}) else len(found) == 1,
    }


def _are_new(founded: list[date], as_of: date) -> bool:
    return max(founded) - min(founded) <= _YEAR and min(founded) > as_of - 4 * _YEAR


def last_year_favours(case: Case) -> Facts:
    """Matters of one firm that are granted by one official of fifty-six or more."""
    [tenure] = case.of("tenure")
    number = tenure["身份证号"]
    born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}") if number else None
    return {
        "one official": {line["经办人身份证号"] for line in case.rows} == {number},
        "near retirement": None if born is None else (case.registers.as_of - born) / _YEAR >= 56,
        "granted": all(line["办理结果"] == "准予许可" for line in case.of("matter")),
        "one firm": _is_one_firm(case.rows),
    }


def leave_window(case: Case) -> Facts:
    """Matters of one firm in which the deputy acted within the days of the delegation."""
    [line] = case.of("delegation")
    since, until = day(line["起始日期"]), day(line["终止日期"])
    acted = [on for act in case.rows if (on := day(act["办理日期"]))]
    return {
        "the deputy acts": {act["经办人身份证号"] for act in case.rows} == {line["代行人身份证号"]},
        "within the delegation": None if since is None or until is None else all(since <= on <= until for on in acted),
        "several matters": len({act["事项编号"] for act in case.rows}) >= 2,
        "one firm": _is_one_firm(case.rows),
    }


def night_batches(case: Case) -> Facts:
    """Decisions of one official on one day, minutes apart, after office hours."""
    times = [datetime.fromisoformat(line["办理时间"]) for line in case.rows if line["办理时间"]]
    is_known = len(times) == len(case.rows)
    return {
        "one official": len({line["经办人身份证号"] for line in case.rows}) == 1,
        "one day": len({line["办理日期"] for line in case.rows}) == 1 and len(case.rows) >= 3,
        "minutes apart, at night": _are_at_night(times) if is_known else None,
    }


def _are_at_night(times: list[datetime]) -> bool:
    return max(times) - min(times) <= timedelta(minutes=20) and all(at.hour >= _NIGHT for at in times)


def sleeping_partner(case: Case) -> Facts:
    """Matters of a firm that an acquaintance leads, whom the official who acts declared."""
    [tie] = case.of("social_tie")
    codes = _parties(case.rows)[tie["身份证号"]]
    return {
        "the one who declares acts": {line["经办人身份证号"] for line in case.rows} == {tie["身份证号"]},
        "again and again": len({line["事项编号"] for line in case.rows}) >= 4,
        "the acquaintance's firm": _is_led_by(case.registers, codes, tie),
    }


def _is_led_by(registers: Registers, codes: set[str], tie: Line) -> bool | None:
    """Whether the firms of a case are the one the acquaintance has a part in, by number; a name alone leaves it open."""
    found = {
        is_one(tie["对方身份证号"], tie["对方姓名"], line["身份证号"], line["姓名"])
        for line in registers["firm_officer"]
        if line["统一社会信用代码"] in codes
    }
    return True if True in found else None if None in found else False


def steered_colleague(case: Case) -> Facts:
    """Acts in place of someone who stepped aside, by a person directly below."""
    [recusal] = case.of("recusal")
    acts = case.rows
    [stand_in] = {line["经办人身份证号"] for line in acts}
    lines = [line for line in case.registers["reporting_line"] if line["身份证号"] == stand_in and not line["终止日期"]]
    all_acts = [line for line in case.registers["matter_act"] if line["事项编号"] == recusal["回避事项"]]
    decided = day(recusal["决定日期"])
    return {
        "accepted before the act": recusal["结果"] == "同意回避"
        and decided is not None
        and all(decided <= on for act in acts if (on := day(act["办理日期"]))),
        "the official keeps out": recusal["身份证号"] not in {line["经办人身份证号"] for line in all_acts},
        "the stand-in serves below": any(line["直接上级身份证号"] == recusal["身份证号"] for line in lines)
        if lines
        else None,
    }


def winners_in_turn(case: Case) -> Facts:
    """Lots that three suppliers win one after the other, while the other two bid just above."""
    lots = sorted(case.of("purchase"), key=lambda line: line["公告日期"])
    bids = _bids_of(case)
    winners = [line["供应商信用代码"] for line in lots]
    losers = [{bid["统一社会信用代码"] for bid in bids[_lot(line)][1:]} for line in lots]
    ring = set(winners)
    prices = [[yuan(bid["投标报价（元）"]) for bid in bids[_lot(line)]] for line in lots]
    return {
        "one buyer": len({line["采购人"] for line in lots}) == 1,
        "in turn": len(ring) == 3 and _is_in_turn(lots),
        "the others of the ring lose": all(
            found == ring - {winner} for found, winner in zip(losers, winners, strict=True)
        ),
        "just above": None
        if any(price is None for found in prices for price in found)
        else all(price <= (found[0] or 0) * _JUST_ABOVE for found in prices for price in found if price),
    }


def _is_in_turn(lots: list[Line]) -> bool:
    """Whether no supplier wins again before the two others; lots of one day have no order."""
    won: dict[str, int] = defaultdict(int)
    days = [line["公告日期"] for line in lots]
    for place, line in enumerate(lots):
        won[line["供应商信用代码"]] += 1
        is_last_of_day = place + 1 == len(lots) or days[place + 1] != days[place]
        if is_last_of_day and days.count(days[place]) == 1 and max(won.values()) - min(won.values()) > 1:
            return False
    return max(won.values()) - min(won.values()) <= 1


def _lot(line: Line) -> tuple[str, str]:
    return line["项目编号"], line["标段"]


def _bids_of(case: Case) -> dict[tuple[str, str], list[Line]]:
    """The bids for each lot, the best first."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in sorted(case.of("bid"), key=lambda line: int(line["排名"])):
        found[_lot(line)].append(line)
    return found


def _parties(acts: Iterable[Line]) -> dict[str, set[str]]:
    """The firms each official acted on; blank where none is written."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in acts:
        found[line["经办人身份证号"]].add(line["统一社会信用代码"])
    return found


def _is_always(parties: set[str], code: str) -> bool | None:
    return None if "" in parties or not code else parties == {code}


def _is_one_firm(lines: Iterable[Line]) -> bool | None:
    codes = {line["统一社会信用代码"] for line in lines}
    return None if "" in codes else len(codes) == 1


PATTERNS: dict[str, Callable[[Case], Facts]] = {
    made.__name__: made
    for made in (
        cover_prices, fast_lane, favours_traded, fronts_by_the_year, last_year_favours, leave_window, night_batches,
        sleeping_partner, steered_colleague, winners_in_turn,
    )
}  # fmt: skip
