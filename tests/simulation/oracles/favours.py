"""What the rules about favours, V01 to V07, have to answer, straight from the catalogue, row by row of the registers.

Flows in: the registers of a city as written. Flows out: for each rule the answer about every row that it judges. Where
the catalogue leaves room, the comment says what was taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb

from models.calendar import add_years, elapsed_days
from tests.simulation.oracles.registers import Answer, Answers, Line, Registers, day, grouped, lasts, worst, yuan
from tests.simulation.oracles.relatives import Declared, Relative, any_of, is_one

_VILLAGES = ("村民委员会", "居民委员会")
_ALLOWANCE = "最低生活保障"
_UTILITY_DIVISIONS = ("44", "45", "46")  # GB/T 4754: power and heat, gas, water


def v01_cadre_kin_aided(registers: Registers) -> Answers:
    """People on aid who are 近亲属 of a village cadre, or of who handled it, by that person's list, and not filed."""
    declared, handlers = Declared(registers), _Handlers(registers)
    numbered: dict[str, list[tuple[str, Relative]]] = defaultdict(list)
    named: dict[str, list[tuple[str, Relative]]] = defaultdict(list)
    for cadre in _cadres(registers):
        for relative in declared.jqs(cadre):
            numbered[relative.number].append((cadre, relative))
            named[relative.name].append((cadre, relative))
    filed = {(line["身份证号"], line["亲属身份证号"], line["补助项目"]) for line in registers["kin_filing"]}
    answers: Answers = {}
    for line in registers["benefit"]:
        number, name = line["身份证号"], line["姓名"]
        of_handler = [(handler, one) for handler in handlers.of(line) for one in declared.jqs(handler)]
        ties = [*(numbered.get(number, ()) if number else ()), *named.get(name, ()), *of_handler]
        answers[line.key] = _judge_filing(
            is_one(number, name, one.number, one.name) and (who, number, line["补助项目"]) not in filed
            for who, one in ties
        )
    return answers


def v02_kin_share(registers: Registers) -> Answers:
    """Five or more 近亲属 of the handler among those whose aid one handler decided, far more than among the people.

    Taken: the people are those of the towns of these benefits; one-sided exact binomial test, lift 2, p < 0.01 (5a.19).
    """
    declared, handlers = Declared(registers), _Handlers(registers)
    people: dict[str, int] = defaultdict(int)
    for line in registers["village"]:
        people[line["乡镇"]] += int(line["人口"] or 0)
    circles: dict[str, list[Line]] = defaultdict(list)
    for line in registers["benefit"]:
        for handler in handlers.of(line):
            circles[handler].append(line)
    answers: Answers = {line.key: "pass" for lines in circles.values() for line in lines}
    for handler, lines in circles.items():
        kin = declared.jqs(handler)
        known = {
            line.key: any_of(is_one(line["身份证号"], line["姓名"], k.number, k.name) for k in kin) for line in lines
        }
        population = sum(people[town] for town in {line["乡镇"] for line in lines})
        share = Fraction(len({k.number or k.name for k in kin}), max(population, 1))
        surely = [key for key, is_kin in known.items() if is_kin]
        perhaps = [key for key, is_kin in known.items() if is_kin is not False]
        if _is_high(len(surely), len(lines), share):
            answers |= dict.fromkeys(surely, "flag")
        elif _is_high(len(perhaps), len(lines), share):
            answers |= dict.fromkeys(perhaps, "cannot_assess")
    return answers


def v03_paid_staff_on_aid(registers: Registers) -> Answers:
    """People on the minimum living allowance who stand on the public payroll. Taken: everybody on it, in whatever kind."""
    return _on_list(registers)


def v04_false_attribute(registers: Registers) -> Answers:
    """A birth day or age claimed that is a year or more away from the identity number."""
    answers: Answers = {}
    for line in registers["benefit"]:
        number = line["身份证号"]
        born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}") if number else None
        born = born or day(line["证件出生日期"])
        claimed, age = day(line["申报出生日期"]), line["申报年龄"]
        if born is None or (claimed is None and not age):
            answers[line.key] = "cannot_assess"
        elif claimed is not None:
            first, last = sorted((born, claimed))
            answers[line.key] = "flag" if last >= add_years(first, 1) else "pass"
        else:
            answers[line.key] = "flag" if abs(int(age) - _age(born, registers.as_of)) > 1 else "pass"
    return answers


def v05_steady_winner(registers: Registers) -> Answers:
    """The lots of a supplier who has more than half of what a buyer bought, five lots or more.

    Taken: the lots of a monopoly utility (water, power, gas by the register of firms) are no contest, and do not count.
    """
    utilities = {
        line["统一社会信用代码"] for line in registers["firm"] if line["行业代码"].startswith(_UTILITY_DIVISIONS)
    }
    answers: Answers = {line.key: "pass" for line in registers["purchase"] if line["供应商信用代码"] in utilities}
    contested = [line for line in registers["purchase"] if line.key not in answers]
    for lots in grouped(contested, lambda line: line["采购人"] or None).values():
        values = {line.key: yuan(line["成交金额（元）"]) for line in lots}
        if len(lots) < 5 or None in values.values() or not all(_supplier(line) for line in lots):
            answers |= dict.fromkeys(values, "cannot_assess")
            continue
        whole = sum(value or Decimal(0) for value in values.values())
        for own in grouped(lots, _supplier).values():
            is_most = sum(values[line.key] or Decimal(0) for line in own) * 2 > whole
            answers |= {line.key: "flag" if is_most else "pass" for line in own}
    return answers


def v06_linked_bidders(registers: Registers) -> Answers:
    """Bids for one lot whose bidders share head, manager or payer of the deposit, or one of whom controls the other.

    Heads and managers are looked up in the register of their firm, where they have a number; a name that is the same
    and stands in the register of one of the two firms at most leaves it open.
    """
    staff: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in registers["firm_officer"]:
        if line["身份证号"]:
            staff[line["统一社会信用代码"], line["姓名"]].add(line["身份证号"])
    control = _Control(registers)
    answers: Answers = {}
    for bids in grouped(registers["bid"], lambda line: (line["项目编号"], line["标段"])).values():
        answers |= {line.key: "pass" for line in bids}
        for one, other in combinations(bids, 2):
            if one["统一社会信用代码"] == other["统一社会信用代码"]:
                continue
            answer = _linked(one, other, staff, control)
            answers |= {line.key: worst((answers[line.key], answer)) for line in (one, other)}
    return answers


def v07_thin_contest(registers: Registers) -> Answers:
    """Open tenders with one bid, or open for less than twenty days, of which the first does not count (5a.15, 5a.19).

    Bids are counted in the register of bids where it has the lot, else as the ledger says.
    """
    bids = grouped(registers["bid"], lambda line: (line["项目编号"], line["标段"]))
    answers: Answers = {}
    for line in registers["purchase"]:
        if line["采购方式"] != "公开招标":
            continue
        stated = int(line["投标家数"]) if line["投标家数"] else None
        count = len(bids.get((line["项目编号"], line["标段"]), ())) or stated
        announced, due = day(line["公告日期"]), day(line["投标截止日期"])
        is_lone = None if count is None else count == 1
        is_short = None if announced is None or due is None else elapsed_days(announced, due) < 20
        if is_lone or is_short:
            answers[line.key] = "flag"
        else:
            answers[line.key] = "cannot_assess" if is_lone is None and is_short is None else "pass"
    return answers


class _Handlers:
    """Who decided a benefit: a name in the government of the town; one serving official there of that name, or nobody."""

    def __init__(self, registers: Registers) -> None:
        self._found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for line in registers["tenure"]:
            self._found[line["姓名"], line["单位"]].add(line["身份证号"])
        self._units = sorted({unit for _, unit in self._found})
        self._of_town: dict[str, list[str]] = {}

    def of(self, line: Line) -> list[str]:
        """The number of the handler of a benefit, where name and unit name one person."""
        if not line["经办人"]:
            return []
        found = {number for unit in self._of(line["乡镇"]) for number in self._found.get((line["经办人"], unit), ())}
        return sorted(found) if len(found) == 1 else []

    def _of(self, town: str) -> list[str]:
        if town not in self._of_town:
            wanted = (f"{town}人民政府", f"{town}办事处")
            self._of_town[town] = [unit for unit in self._units if unit.endswith(wanted)]
        return self._of_town[town]


class _Control:
    """Which firms another firm or a person controls: more than half, at each link (5a.9)."""

    def __init__(self, registers: Registers) -> None:
        self._above: dict[str, set[str]] = defaultdict(set)
        for line in registers["firm_holding"]:
            if (yuan(line["持股比例"]) or 0) > 50 and lasts(line, registers.as_of):
                self._above[line["被持股企业信用代码"]].add(line["持股企业信用代码"])
        for line in registers["firm_officer"]:
            holds = line["职务"] == "股东" and line["身份证号"] and (yuan(line["持股比例"]) or 0) > 50
            if holds and lasts(line, registers.as_of):
                self._above[line["统一社会信用代码"]].add(line["身份证号"])

    def above(self, code: str) -> set[str]:
        """A firm and all that control it."""
        found, left = {code}, [code]
        while left:
            new = self._above.get(left.pop(), set()) - found
            found |= new
            left += sorted(new)
        return found


def _judge_filing(unfiled: Iterable[bool | None]) -> Answer:
    found = any_of(unfiled)
    return "flag" if found else "cannot_assess" if found is None else "pass"


def _cadres(registers: Registers) -> list[str]:
    """The numbers of those who serve in a village."""
    serving = (line for line in registers["tenure"] if line["单位"].endswith(_VILLAGES))
    return sorted(
        {line["身份证号"] for line in serving if lasts(line, registers.as_of, "任现岗位起始日期", "离岗日期")}
    )


def _is_high(kin: int, of: int, share: Fraction) -> bool:
    if kin < 5 or Fraction(kin, of) < 2 * share:
        return False
    below = sum((comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(kin)), Fraction(0))
    return 1 - below < Fraction(1, 100)


def _on_list(registers: Registers) -> Answers:
    numbers = {line["身份证号"] for line in registers["payroll"]}
    names = {line["姓名"] for line in registers["payroll"]}
    unnumbered = {line["姓名"] for line in registers["payroll"] if not line["身份证号"]}
    answers: Answers = {}
    for line in registers["benefit"]:
        if line["补助项目"] != _ALLOWANCE:
            continue
        if line["身份证号"]:
            is_paid = line["身份证号"] in numbers
            answers[line.key] = "flag" if is_paid else "cannot_assess" if line["姓名"] in unnumbered else "pass"
        else:
            answers[line.key] = "cannot_assess" if line["姓名"] in names else "pass"
    return answers


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _supplier(line: Line) -> str | None:
    return line["供应商信用代码"] or line["供应商"] or None


def _linked(one: Line, other: Line, staff: dict[tuple[str, str], set[str]], control: _Control) -> Answer:
    found: list[bool | None] = []
    for mine in ("法定代表人", "单位负责人", "项目经理"):
        for theirs in ("法定代表人", "单位负责人", "项目经理"):
            if one[mine] and one[mine] == other[theirs]:
                here = staff.get((one["统一社会信用代码"], one[mine]), set())
                there = staff.get((other["统一社会信用代码"], other[theirs]), set())
                found.append(bool(here & there) if here and there else None)
    payers = [{line["保证金缴纳人"]} - {""} for line in (one, other)]
    found.append(bool(payers[0] & payers[1]))
    found += [line["投标人"] in payer for line, payer in zip((other, one), payers, strict=True)]
    found.append(bool(control.above(one["统一社会信用代码"]) & control.above(other["统一社会信用代码"])))
    linked = any_of(found)
    return "flag" if linked else "cannot_assess" if linked is None else "pass"


ORACLES: dict[str, Callable[[Registers], Answers]] = {
    "V01": v01_cadre_kin_aided,
    "V02": v02_kin_share,
    "V03": v03_paid_staff_on_aid,
    "V04": v04_false_attribute,
    "V05": v05_steady_winner,
    "V06": v06_linked_bidders,
    "V07": v07_thin_contest,
}
