"""What the rules about conflicts of interest, C01 to C10, have to answer, straight from the catalogue.

Flows in: the registers of a city as written. Flows out: for each rule the answer about every row that it judges. Where
the catalogue leaves room, the comment says what was taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from models.calendar import add_years
from models.vocabulary import StepAct
from tests.simulation.oracles.holdings import HEADS, POSTS, RUNS, Holdings, Part, controls, is_interest
from tests.simulation.oracles.registers import Answer, Answers, Line, Registers, day, grouped, lasts, worst, yuan
from tests.simulation.oracles.relatives import Declared, Relative, any_of, is_one

_SUBSTANCE = frozenset(act.zh for act in StepAct if act.of_substance)
_VILLAGES = ("村民委员会", "居民委员会")
_HOUSEHOLD = frozenset({"s", "c", "cs"})  # spouse, children and their spouses
_GRACE = timedelta(days=30)


def c01_not_recused(registers: Registers) -> Answers:
    """Acts of substance by someone whose relative of art. 74 is the party, or has an interest in it; no recusal clears.

    By the actor's own list (5a.2); acts, interest and recusal as in 5a.9. Only acts of substance are judged.
    """
    interests, recusals = _Interests(registers), _recusals(registers)
    answers: Answers = {}
    for (matter, actor), acts in _handled(registers).items():
        touched = {act.key: interests.touches(actor, act) for act in acts}
        if any_of(touched.values()) is False:
            answers |= dict.fromkeys(touched, "pass")
            continue
        cleared = _after_recusals(acts, recusals.get((actor, matter), []))
        for key, is_near in touched.items():
            answers[key] = "pass" if is_near is False else cleared[key] if is_near else _at_most_open(cleared[key])
    return answers


def c02_purchase_tie(registers: Registers) -> Answers:
    """Members of committees with a tie to a bidder: 采购条例 9 (1) to (4), 招标条例 46 (5a.11).

    Taken: the three years run back from the notice; what lasts until the award counts. Committees are judged alone, for
    no register names who else of the buyer took part.
    """
    holdings, declared = Holdings(registers), Declared(registers)
    bidders = grouped(registers["bid"], lambda line: (line["项目编号"], line["标段"]))
    lots = {(line["项目编号"], line["标段"]): line for line in registers["purchase"]}
    answers: Answers = {}
    for line in registers["evaluator"]:
        lot = lots.get((line["项目编号"], line["标段"]))
        announced, awarded = (day(lot["公告日期"]), day(lot["成交日期"])) if lot else (None, None)
        last = awarded or (day(lot["投标截止日期"]) if lot else None)
        bids = bidders.get((line["项目编号"], line["标段"]), [])
        parts = [part for bid in bids for part in holdings.of_firm[bid["统一社会信用代码"]]]
        if announced is None or last is None:
            concerned = any(is_one(line["身份证号"], line["姓名"], p.number, p.name) is not False for p in parts)
            answers[line.key] = "cannot_assess" if concerned or not bids else "pass"
            continue
        kin = declared.k74(line["身份证号"])
        own = any_of(_serves(line, part, announced, last) for part in parts)
        near = any_of(_heads(kin, part, last) for part in parts)
        answers[line.key] = _answer(any_of((own, near)))
    return answers


def c03_line_kin(registers: Registers) -> Answers:
    """Officials of one organ whose relative is their immediate superior, or serves under the same (5a.12).

    Either list is enough (5a.2). Villages are no organs. Someone who leads nobody must have a superior: where the
    register names none, and a relative serves in the organ, it cannot be assessed.
    """
    kin, posts = _Kinship(registers), _serving(registers)
    above: dict[tuple[str, str], str] = {}
    for line in registers["reporting_line"]:
        if lasts(line, registers.as_of) and line["直接上级身份证号"]:
            above[line["单位"], line["身份证号"]] = line["直接上级身份证号"]
    answers: Answers = {}
    for unit, staff in grouped(posts, lambda line: line["单位"]).items():
        for line in staff:
            superior = above.get((unit, line["身份证号"]))
            relatives = [(other, tie) for other in staff if (tie := kin.near(line, other)) is not False]
            found = [_is_in_line(line, other, superior, above.get((unit, other["身份证号"]))) and tie
                     for other, tie in relatives]  # fmt: skip
            answers[line.key] = _answer(any_of(found))
    return answers


def c04_sensitive_post_kin(registers: Registers) -> Answers:
    """Posts over personnel, money, discipline or audit whose holder is a relative of a leader of the same organ."""
    kin = _Kinship(registers)
    answers: Answers = {}
    for staff in grouped(_serving(registers), lambda line: line["单位"]).values():
        leaders = [line for line in staff if line["是否领导成员"] == "是"]
        for line in staff:
            is_sensitive = line["敏感岗位类别"] != "一般岗位"
            answers[line.key] = _answer(is_sensitive and any_of(kin.near(line, leader) for leader in leaders))
    return answers


def c05_regulated_family_firm(registers: Registers) -> Answers:
    """Firms of a leader's spouse, children or their spouses in the trade that the leader's organ regulates (5a.13).

    The row of the declaration is judged, together with what the register of firms knows of the relative.
    """
    holdings, declared, on = Holdings(registers), Declared(registers), registers.as_of
    trades = grouped((line for line in registers["regulated_trade"] if lasts(line, on)), lambda line: line["单位"])
    answers: Answers = {}
    for leader in _serving(registers):
        if leader["是否领导成员"] != "是" or leader["单位"] not in trades:
            continue
        for one in declared.of.get(leader["身份证号"], ()):
            if one.path not in _HOUSEHOLD:
                answers.setdefault(one.line.key, "pass")
                continue
            codes = _runs(one, holdings, on)
            mine = {
                code for code in codes if code == one.line["统一社会信用代码"] or not _is_declared(code, one, declared)
            }
            answers[one.line.key] = _answer(
                any_of(_trades_in(holdings.firms.get(c), trades[leader["单位"]]) for c in mine)
            )
    return answers


def c06_side_business(registers: Registers) -> Answers:
    """Roles and shares of serving civil servants in firms, without an approval of an unpaid post (5a.13).

    Taken: those on the payroll as civil servants or staff of institutions; not those whom a firm employs; not shares of
    listed firms.
    """
    kinds = {"公务员", "事业编制"}
    serving = _serving(registers)
    paid = {line["身份证号"] for line in registers["payroll"] if line["人员类别"] in kinds}
    numbers = {line["身份证号"] for line in serving} & paid
    names = {line["姓名"] for line in serving if line["身份证号"] in numbers}
    approved = {(line["身份证号"], line["兼职单位"]) for line in registers["outside_post"]
                if line["是否领取报酬"] == "否" and line["批准日期"] and lasts(line, registers.as_of)}  # fmt: skip
    holdings = Holdings(registers)
    answers: Answers = {}
    for parts in (*holdings.of_person.values(), *holdings.nameless.values()):
        for part in parts:
            if part.role == "职工" or (part.role == "股东" and holdings.is_listed(part.code)):
                continue
            is_serving = part.number in numbers if part.number else None if part.name in names else False
            is_approved = (part.number, part.line["企业名称"]) in approved
            is_now = part.holds_on(registers.as_of)
            answers[part.line.key] = _answer(False if is_approved else _all_of((is_serving, is_now)))
    return answers


def c07_revolving_door(registers: Registers) -> Answers:
    """Former officials who took a post in a firm of a trade that the old unit regulates before the term had run.

    Three years for members of the leading group, two for others, from the day of leaving (5a.15: no shift by rest days).
    Taken: any post that began after leaving, employment among them; not a mere share.
    """
    holdings = Holdings(registers)
    trades = grouped(registers["regulated_trade"], lambda line: line["单位"])
    answers: Answers = {}
    for line in registers["restriction"]:
        related = [(part, _trades_in(holdings.firms.get(part.code), trades.get(line["单位"], [])))
                   for part in holdings.of_person.get(line["身份证号"], ()) if part.role in POSTS | {"职工"}]  # fmt: skip
        left = day(line["离职日期"])
        found = [_all_of((is_same, _begins_within(part, left, line))) for part, is_same in related]
        answers[line.key] = _answer(any_of(found))
    return answers


def c08_ex_official_paid(registers: Registers) -> Answers:
    """Payments of a unit to a firm in which someone who left it has a role or 5 %, within the term (5a.14: not kin)."""
    holdings = Holdings(registers)
    left_from = grouped(registers["restriction"], lambda line: line["单位"])
    answers: Answers = {}
    for line in registers["payment"]:
        if not line["统一社会信用代码"]:
            continue
        parts = [p for p in holdings.of_firm[line["统一社会信用代码"]]
                 if is_interest(p, holdings.is_listed(p.code))]  # fmt: skip
        found = [
            _all_of(
                (is_one(former["身份证号"], former["姓名"], part.number, part.name), _paid_in_term(line, part, former))
            )
            for former in left_from.get(line["拨付单位"], ())
            for part in parts
        ]
        answers[line.key] = _answer(any_of(found))
    return answers


def c09_declaration_gap(registers: Registers) -> Answers:
    """Firms of spouse, children and their spouses that stand in the register of firms and in no declaration (5a.14).

    The row of the register of firms is judged. Taken: every role and share but employment; the relative is known from
    the official's own list.
    """
    holdings, declared = Holdings(registers), Declared(registers)
    by_number: dict[str, list[tuple[str, Relative]]] = defaultdict(list)
    by_name: dict[str, list[tuple[str, Relative]]] = defaultdict(list)
    for official in {line["身份证号"] for line in _in_office(registers)}:
        for one in declared.of.get(official, ()):
            if one.path in _HOUSEHOLD:
                by_number[one.number].append((official, one))
                by_name[one.name].append((official, one))
    told = {
        (line["身份证号"], line["亲属姓名"], line[column])
        for line in registers["declared_tie"]
        for column in ("任职或投资企业", "亲属工作单位")
    }
    answers: Answers = {}
    for parts in (*holdings.of_person.values(), *holdings.nameless.values()):
        for part in parts:
            if part.role == "职工" or part.line.table != "firm_officer":
                continue
            ties = by_number.get(part.number, []) if part.number else by_name.get(part.name, [])
            missing = [who for who, one in ties if (who, one.name, part.line["企业名称"]) not in told]
            since = day(part.line["起始日期"])
            is_due = None if since is None else since + _GRACE < registers.as_of
            tie = bool(missing) if part.number else None if missing else False
            answers[part.line.key] = _answer(_all_of((tie, is_due, part.holds_on(registers.as_of))))
    return answers


def c10_decided_still_acted(registers: Registers) -> Answers:
    """Acts of substance after the organ accepted the recusal; on the same day without times it stays open (5a.10)."""
    answers: Answers = {}
    handled = grouped(registers["matter_act"], lambda line: (line["事项编号"], line["经办人身份证号"]))
    for (actor, matter), entries in _recusals(registers).items():
        accepted = [entry for entry in entries if entry["结果"] == "同意回避"]
        for act in handled.get((matter, actor), ()):
            if act["办理行为"] not in _SUBSTANCE or not accepted:
                answers[act.key] = "pass"
                continue
            on = day(act["办理日期"])
            answers[act.key] = worst(_acted_after(on, day(entry["决定日期"])) for entry in accepted)
    return answers


class _Interests:
    """How someone who acts in a matter is tied to its party."""

    def __init__(self, registers: Registers) -> None:
        self._holdings, self._declared = Holdings(registers), Declared(registers)

    def touches(self, actor: str, act: Line) -> bool | None:
        """Whether actor or kin of art. 74 is the party of an act, or has an interest in it on that day."""
        kin = self._declared.k74(actor)
        code, on = act["统一社会信用代码"], day(act["办理日期"])
        if not code:
            number, name = act["申请人身份证号"], act["申请人"]
            mine = bool(number) and number == actor
            return any_of((mine, *(is_one(number, name, one.number, one.name) for one in kin)))
        if on is None:
            return None
        own = [self._has(actor, "", code, on)]
        return any_of((*own, *(self._kin_has(one, code, on) for one in kin)))

    def _kin_has(self, one: Relative, code: str, on: date) -> bool | None:
        registered = self._has(one.number, one.name, code, on)
        if registered or one.line["统一社会信用代码"] != code:
            return registered
        if any(part.code == code for part in self._holdings.of_person.get(one.number, ())):
            return registered  # the register of firms knows the role, and its days
        share = yuan(one.line["出资比例"])
        part = Part(code, one.number, one.name, one.line["企业职务"], share, one.line)
        return is_interest(part, self._holdings.is_listed(code)) or registered

    def _has(self, number: str, name: str, code: str, on: date) -> bool | None:
        """Interest by role or share in the firm, or control of it through others."""
        is_listed = self._holdings.is_listed(code)
        found = [part.holds_on(on) for part in self._parts(number, code) if is_interest(part, is_listed)]
        for above in self._holdings.chain(code, on):
            found += [part.holds_on(on) for part in self._parts(number, above) if controls(part)]
        if name and any(part.code == code and is_interest(part, is_listed) for part in self._holdings.nameless[name]):
            found.append(None)
        return any_of(found)

    def _parts(self, number: str, code: str) -> Iterator[Part]:
        return (part for part in self._holdings.of_person.get(number, ()) if number and part.code == code)


class _Kinship:
    """Whether two officials are kin of art. 74 by the list of either (5a.2)."""

    def __init__(self, registers: Registers) -> None:
        self._numbers: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)  # of relatives without number
        declared = Declared(registers)
        for official in declared.of:
            for one in declared.k74(official):
                if one.number:
                    self._numbers[official].add(one.number)
                else:
                    self._names[official].add(one.name)

    def near(self, one: Line, other: Line) -> bool | None:
        """Kin, no kin, or a name alone."""
        a, b = one["身份证号"], other["身份证号"]
        if a == b:
            return False
        if b in self._numbers[a] or a in self._numbers[b]:
            return True
        return None if other["姓名"] in self._names[a] or one["姓名"] in self._names[b] else False


def _in_office(registers: Registers) -> Iterator[Line]:
    return (line for line in registers["tenure"] if lasts(line, registers.as_of, "任现岗位起始日期", "离岗日期"))


def _serving(registers: Registers) -> list[Line]:
    """Who serves in an organ on the assessed day (5a.12); villages are no organs."""
    return [line for line in _in_office(registers) if not line["单位"].endswith(_VILLAGES)]


def _recusals(registers: Registers) -> dict[tuple[str, str], list[Line]]:
    return grouped(
        registers["recusal"], lambda line: (line["身份证号"], line["回避事项"]) if line["身份证号"] else None
    )


def _handled(registers: Registers) -> dict[tuple[str, str], list[Line]]:
    """Acts of substance by matter and number of the actor."""
    acts = (line for line in registers["matter_act"] if line["办理行为"] in _SUBSTANCE)
    return grouped(acts, lambda line: (line["事项编号"], line["经办人身份证号"]) if line["经办人身份证号"] else None)


def _after_recusals(acts: list[Line], entries: list[Line]) -> Answers:
    """What is left of acts in a matter of one's own when recusals are taken into account (5a.9)."""
    if not entries:
        return {act.key: "flag" for act in acts}
    days = [day(act["办理日期"]) for act in acts]
    first = None if None in days else min(d for d in days if d is not None)
    found = [_after_recusal(acts, first, entry) for entry in entries]
    return {act.key: min((one[act.key] for one in found), key=("pass", "cannot_assess", "flag").index) for act in acts}


def _after_recusal(acts: list[Line], first: date | None, entry: Line) -> Answers:
    applied, decided = day(entry["申请日期"]), day(entry["决定日期"])
    began = applied or decided  # one that was ordered has no application
    answers: Answers = {}
    for act in acts:
        on = day(act["办理日期"])
        if began is None or first is None or on is None or began == first:
            answers[act.key] = "cannot_assess"
        elif began > first:
            answers[act.key] = "flag"  # applied for late, refused or not
        elif entry["结果"] == "同意回避":
            answers[act.key] = _acted_after(on, decided)
        else:
            answers[act.key] = "pass"  # refused, or not yet decided: for information
    return answers


def _acted_after(on: date | None, decided: date | None) -> Answer:
    if on is None or decided is None or on == decided:
        return "cannot_assess"
    return "flag" if on > decided else "pass"


def _at_most_open(answer: Answer) -> Answer:
    return "cannot_assess" if answer == "flag" else answer


def _serves(line: Line, part: Part, announced: date, last: date) -> bool | None:
    """Employment, a post or control within three years, or any share at the time."""
    who = is_one(line["身份证号"], line["姓名"], part.number, part.name)
    since = add_years(announced, -3)
    is_share = part.role == "股东" and not controls(part)
    return _all_of((who, part.holds_within(announced if is_share else since, last)))


def _heads(kin: Iterable[Relative], part: Part, on: date) -> bool | None:
    if part.role not in HEADS:
        return False
    return _all_of((any_of(is_one(k.number, k.name, part.number, part.name) for k in kin), part.holds_on(on)))


def _is_in_line(line: Line, other: Line, superior: str | None, others: str | None) -> bool | None:
    if superior is None and line["是否领导成员"] != "是":
        return True if others == line["身份证号"] else None
    return superior is not None and superior in (other["身份证号"], others)


def _runs(one: Relative, holdings: Holdings, on: date) -> set[str]:
    """The firms that a relative runs, or holds at least half of, alone or through firms of more than half."""
    parts = [part for part in holdings.of_person.get(one.number, ()) if one.number and part.holds_on(on)]
    found = {part.code for part in parts if part.role in RUNS or (part.share or 0) >= Decimal(50)}
    owned = {part.code for part in parts if controls(part)}
    found |= {code for code in holdings.firms if owned and owned & set(holdings.chain(code, on))}
    share = yuan(one.line["出资比例"]) or Decimal(0)
    if one.line["企业职务"] in RUNS or share >= 50:
        found.add(one.line["统一社会信用代码"])
    return {code for code in found if _is_alive(holdings.firms.get(code))}


def _is_alive(firm: Line | None) -> bool:
    return firm is None or firm["登记状态"] not in ("注销", "吊销")


def _is_declared(code: str, one: Relative, declared: Declared) -> bool:
    return any(
        other.line["统一社会信用代码"] == code
        for other in declared.of[one.line["身份证号"]]
        if other.number == one.number and other.name == one.name
    )


def _trades_in(firm: Line | None, trades: list[Line]) -> bool | None:
    """Whether a firm trades in what a unit regulates, by the name of the trade, else by its code."""
    if not trades:
        return False
    if firm is None or not (firm["行业"] or firm["行业代码"]):
        return None
    column, rule = ("行业", "主管行业") if firm["行业"] else ("行业代码", "行业代码")
    return any(firm[column] == line[rule] for line in trades)


def _begins_within(part: Part, left: date | None, line: Line) -> bool | None:
    since = day(part.line["起始日期"])
    if left is None or since is None:
        return None
    return left < since <= add_years(left, _years(line))


def _years(line: Line) -> int:
    return 3 if line["是否领导成员"] == "是" else 2


def _paid_in_term(payment: Line, part: Part, former: Line) -> bool | None:
    paid, left = day(payment["拨付日期"]), day(former["离职日期"])
    if paid is None or left is None:
        return None
    return left < paid <= add_years(left, _years(former)) and part.holds_on(paid)


def _all_of(parts: Iterable[bool | None]) -> bool | None:
    """False where one fails, None where one is open, else True."""
    seen = set(parts)
    return False if False in seen else None if None in seen else True


def _answer(found: bool | None) -> Answer:
    return "cannot_assess" if found is None else "flag" if found else "pass"


ORACLES: dict[str, Callable[[Registers], Answers]] = {
    "C01": c01_not_recused,
    "C02": c02_purchase_tie,
    "C03": c03_line_kin,
    "C04": c04_sensitive_post_kin,
    "C05": c05_regulated_family_firm,
    "C06": c06_side_business,
    "C07": c07_revolving_door,
    "C08": c08_ex_official_paid,
    "C09": c09_declaration_gap,
    "C10": c10_decided_still_acted,
}
