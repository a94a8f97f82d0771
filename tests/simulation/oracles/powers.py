"""P01 to P07 as a person checks them: by hand, from the registers as they are written (domain sections 4, 5 and 5a).

Flows in: the registers, with the day on which one looks. Flows out: answers about rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

from models.calendar import CalendarUnknown, DayKind, add_months, add_years, days_inclusive, elapsed_days
from models.vocabulary import RiskLevel, StepAct
from tests.simulation.oracles.judged import Judged, fences, holds, judged
from tests.simulation.oracles.registers import Line, Registers, day, lasts, yuan

_YES = "是"
# Words of powers over money, people, and purchases and works (domain section 4: 人财物).
_HEAVY = re.compile(
    r"资金|经费|补助|补贴|补偿|救助|给付|拨付|奖励|低保|最低生活保障|特困|抚恤|资助|采购|招标|工程施工|录用|任免|人事"
)
# Steps that only take up, register, tell, hand over or file (5a.9); a grade LOW is right for them.
_SLIGHT = re.compile(r"登记|公示|告知|送达|归档|受理|立案")
_ACT = {act.zh: act for act in StepAct}
_FINE, _PERMIT = "行政处罚", "行政许可"


def p01(registers: Registers) -> Iterator[Judged]:
    """A post takes a step of substance over money, people or purchases, and the step is graded low."""
    for line in registers["post_step"]:
        heavy = _HEAVY.search(line["职权名称"]) or line["职权类型"] == "行政给付"
        if heavy and not _SLIGHT.search(line["环节"]):
            yield holds(line["风险等级"] == RiskLevel.LOW.zh if line["风险等级"] else None, line)


def p02(registers: Registers) -> Iterator[Judged]:
    """The holder of a key post is in it for more than five years; heads of a town or county have ten.

    A key post is what the register marks as one; times that follow each other are one.
    """
    spells = defaultdict(list)
    for line in registers["tenure"]:
        spells[line["姓名"], line["身份证号"], line["单位"], line["科室"], line["岗位"]].append(line)
    for lines in spells.values():
        for line in lines:
            if line["离岗日期"] or line["是否重点岗位"] != _YES:
                continue
            since = _beginning(line, lines)
            years = 10 if re.search(r"乡镇长|镇长|乡长|市长|县长", line["职务"]) else 5
            yield holds(None if since is None else registers.as_of > add_years(since, years), line)


def _beginning(line: Line, spells: list[Line]) -> date | None:
    since = day(line["任现岗位起始日期"])
    for other in sorted(spells, key=lambda spell: spell["离岗日期"], reverse=True):
        until, before = day(other["离岗日期"]), day(other["任现岗位起始日期"])
        if since and until and before and 0 <= (since - until).days <= 1:
            since = before
    return since


_CLASH = (({StepAct.REGISTER, StepAct.ACCEPT}, {StepAct.DECIDE}), ({StepAct.DECIDE}, {StepAct.PAY}))


def p03(registers: Registers) -> Iterator[Judged]:
    """One official applied and approved, or approved and paid, in one matter; or the chief runs money and purchases.

    The same official is known by number, or by the account that was used; a name alone tells nothing (5a.7). Who stood in
    for the other post on that day, on record, did what he was there for.
    """
    deputies = registers.by("delegation", "单位", "岗位", "代行人身份证号")
    for acts in _acts_by_matter(registers).values():
        for first, second in _CLASH:
            for one in acts:
                for other in acts:
                    if one is not other and _ACT[one["办理行为"]] in first and _ACT[other["办理行为"]] in second:
                        stood_in = _stands_in(deputies, one, other) or _stands_in(deputies, other, one)
                        yield judged("pass", one, other) if stood_in else holds(_is_one_hand(one, other), one, other)
    for line in registers["tenure"]:
        if line["岗位"] == "主要领导" and not line["离岗日期"] and line["分管工作"]:
            yield holds(bool(re.search(r"人事|财务|采购|工程", line["分管工作"])), line)


def _stands_in(deputies: dict[tuple[str, ...], list[Line]], act: Line, partner: Line) -> bool:
    when = day(act["办理日期"])
    found = deputies.get((act["单位"], act["岗位"], partner["经办人身份证号"]), [])
    return when is not None and any(lasts(line, when) for line in found)


def _is_one_hand(one: Line, other: Line) -> bool | None:
    pairs = [(one[column], other[column]) for column in ("经办人身份证号", "登录账号")]
    known = [mine == theirs for mine, theirs in pairs if mine and theirs]
    return any(known) if known else None


def _acts_by_matter(registers: Registers) -> dict[str, list[Line]]:
    return {number: acts for (number,), acts in registers.by("matter_act", "事项编号").items()}


def p04(registers: Registers) -> Iterator[Judged]:
    """A later step was taken before an earlier one, or one that may not be left out was left out (5a.19).

    The order is that of the steps as published; one and the same minute is no break.
    """
    order: dict[tuple[str, str], dict[str, Line]] = defaultdict(dict)
    for step in registers["post_step"]:
        order[step["单位"], step["职权名称"]][step["环节"]] = step
    for acts in _acts_by_matter(registers).values():
        steps = order.get((acts[0]["单位"], acts[0]["职权名称"]), {})
        yield from _in_order(acts, steps)


def _in_order(acts: list[Line], steps: dict[str, Line]) -> Iterator[Judged]:
    placed = [(int(steps[act["环节"]]["环节序号"]), act) for act in acts if act["环节"] in steps]
    if not placed:
        return
    broken: list[Line] = []
    unknown: list[Line] = []
    for (one, first), (two, second) in combinations(sorted(placed, key=lambda p: p[0]), 2):
        if one == two:
            continue
        when, then = (act["办理时间"] or act["办理日期"] for act in (first, second))
        if not when or not then:
            unknown += [first, second]
        elif then[: len(when)] < when[: len(then)]:
            broken += [first, second]
    last = max(number for number, _ in placed)
    taken = {number for number, _ in placed}
    skipped = any(
        int(step["环节序号"]) < last and int(step["环节序号"]) not in taken and step["是否可省略"] != _YES
        for step in steps.values()
    )
    if broken:
        yield judged("flag", *broken)
    elif skipped:
        yield judged("flag", *(act for _, act in placed))
    else:
        yield holds(None if unknown else False, *(unknown or [act for _, act in placed]))


def p05(registers: Registers) -> Iterator[Judged]:
    """A permit undecided after more than twenty working days, or those that its law gives, and those granted more.

    The day of taking up does not count; the days for corrections, both ends counted (5a.6), stop the clock. One that is
    not ended is counted up to today.
    """
    powers = {(line["单位"], line["职权名称"]): line for line in registers["power_item"]}
    for line in registers["matter"]:
        power = powers.get((line["单位"], line["职权名称"]))
        if power is None or power["职权类型"] != _PERMIT:
            continue
        limit = int(power["法定时限"] or 20) + int(line["批准延长工作日"] or 0)
        taken = _working_days(line, registers.as_of)
        yield holds(None if taken is None else taken > limit, line)


def _working_days(line: Line, today: date) -> int | None:
    accepted, ended = day(line["受理日期"]), day(line["办结日期"]) or today
    if accepted is None:
        return None
    try:
        days = elapsed_days(accepted, ended, DayKind.WORKING)
        pause = day(line["补正起始日期"])
        if pause is not None:
            first, last = max(pause, accepted + timedelta(days=1)), min(day(line["补正终止日期"]) or ended, ended)
            days -= days_inclusive(first, last, DayKind.WORKING)
    except CalendarUnknown:
        return None
    return days


def p06(registers: Registers) -> Iterator[Judged]:
    """The mean of one who decided twenty penalties or more lies outside the IQR fences of the means of the others.

    Fines are compared as parts of the amount at issue, so that large cases do not weigh more.
    """
    matters = {line["事项编号"]: line for line in registers["matter"]}
    powers = {(line["单位"], line["职权名称"]): line["职权类型"] for line in registers["power_item"]}
    parts: dict[tuple[str, str], list[Fraction]] = defaultdict(list)
    rows: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for act in registers["matter_act"]:
        if powers.get((act["单位"], act["职权名称"])) != _FINE or act["办理行为"] != StepAct.DECIDE.zh:
            continue
        matter = matters.get(act["事项编号"])
        decided, asked = (yuan(matter[c]) if matter else None for c in ("决定金额（元）", "申请金额（元）"))
        if decided is not None and asked:
            who = act["经办人"], act["经办人身份证号"]
            parts[who].append(Fraction(decided) / Fraction(asked))
            rows[who].append(act)
    means = {who: sum(found, Fraction(0)) / len(found) for who, found in parts.items()}
    for who, found in parts.items():
        low, high = fences(mean for other, mean in means.items() if other != who)
        yield holds(None if len(found) < 20 else not low <= means[who] <= high, *rows[who])


def p07(registers: Registers) -> Iterator[Judged]:
    """A high risk without a measure, without an owner, or not reviewed within twelve months."""
    for line in registers["risk_point"]:
        reviewed = day(line["复核日期"])
        is_bare = not line["防控措施"] or line["是否有责任人"] != _YES
        is_old = reviewed is None or registers.as_of > add_months(reviewed, 12)
        grade = line["风险等级"] or line["等级原文"]
        yield holds((is_bare or is_old) and grade == RiskLevel.HIGH.zh if grade else None, line)
