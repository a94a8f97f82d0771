"""F02, aid that goes on being paid after its payee has died.

Flows in: payments and the register of deaths, with persons as identity judged them. Flows out: one answer for each
dead payee and payer, one for each name where the name is all that is known, and one for each payer and programme that
paid namesakes of the dead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from analytics.identity.names import is_masked_name
from analytics.rules.answers import Answer
from analytics.rules.handling import confidence
from analytics.rules.namesakes import may_be_one
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.payments import fetched, payer, payments, places
from analytics.rules.rule import Row, Rule, evidence, sentence, yuan
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, Severity


class DeadPayee(Rule):
    """Payments for months after the death of the payee."""

    code = "F02"
    name = Text("死亡领取", "dead payee")
    what = Text(
        "收款人死亡之后，是否还有超过允许月数的拨付。",
        "Whether someone was still paid for months after death, beyond the month allowed.",
    )
    method = (
        Text(
            "按身份证号，或姓名加足够可辨的部分号码，把拨付的收款人与死亡人员登记对应。",
            "Find payees in the register of deaths by identity number, or by name and enough legible places of it.",
        ),
        Text(
            "有享受月份的按享受月份，没有的按拨付月份，减去死亡月份。",
            "Take the month of benefit, or where none is written the month of payment, less the month of death.",
        ),
        Text(
            "相差月数大于允许月数（死亡次月）的，预警；死亡次月仍有拨付的，不预警。",
            "More months than allowed (the one after the death): flag; a payment for the month after: no flag.",
        ),
    )
    why = Text(
        "死亡后继续发放，可能是他人冒领，或经办环节未核对死亡信息。",
        "Aid paid on after death may be drawn by someone else, or shows that nobody checks the register of deaths.",
    )
    source = (
        Text(
            "《社会救助暂行办法》第十三条（及时停发）、第六十八条（骗取资金退回）",
            "Interim Measures for Social Assistance, art. 13 (stop in time) and 68 (return of what was obtained)",
        ),
        Text("允许月数为本系统默认", "the months allowed are a default of this system"),
    )
    inputs = (DocumentKind.PAYMENT, DocumentKind.DEATH_REGISTER)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.MONTHS
    output = Text(
        "最后一个月份与死亡月份相差的月数，与允许的月数。",
        "Months from the death to the last month paid for, and months allowed.",
    )
    exclusions = (
        Text("收款人为单位的拨付。", "Payments to organisations."),
        Text(
            "与死者同名但号码不同的，是两个人，通过。",
            "A payee with the name of someone dead and another number is another person, and passes.",
        ),
    )
    assumptions = (
        Text(
            "补发死亡之前月份的，按享受月份判断，不算死亡后领取；未写享受月份的，只能按拨付月份判断。",
            "Arrears for months before the death count by the month of benefit; where none is written, only the month "
            "of payment can tell.",
        ),
        Text(
            "一方没有号码、只有姓名相同的，无法判断；死亡日期或月份空白的，无法判断。",
            "The same name with a number missing on one side: cannot assess; so is a blank day of death or month.",
        ),
        Text(
            "未列入死亡登记的收款人不作回答：登记不全时，未登记不等于在世。",
            "Payees who are not in the register are not answered about: not being in it does not mean being alive.",
        ),
    )
    innocent = (
        Text(
            "死亡信息上报较晚，多发部分已追回。", "The death was reported late, and what was overpaid was taken back."
        ),
        Text("补发生前应得的款项而未写享受月份。", "What was due before the death was paid later, without its month."),
        Text(
            "同一家庭的补助仍登记在死者名下，由家属合法领取。",
            "A household’s aid still runs under the name of the dead.",
        ),
    )
    parameters = (
        Parameter(
            "months",
            "死亡后允许的月数",
            "months allowed after the death",
            Measure.MONTHS,
            Text("本系统默认：死亡次月", "default of this system: the month after the death"),
            ((date(2008, 5, 1), 1),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers about payees who are, or whose namesakes are, in the register of deaths."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        deaths = _deaths(view)
        by_person: dict[str, list[Row]] = defaultdict(list)
        for death in deaths:
            if death["tier"] != EvidenceTier.D:
                by_person[death["person_id"]].append(death)
        for rows in _grouped(_paid_to_the_dead(view), "person_id"):
            yield self._of_one(rows, by_person[rows[0]["person_id"]], params)
        yield from self._of_names(view, deaths, params)

    def _of_one(self, rows: list[Row], deaths: list[Row], params: Parameters) -> Answer:
        """What one unit paid to one person who is in the register."""
        days = {death["died_on"] for death in deaths}
        register = [evidence("death", death) for death in deaths]
        subject = payer(rows)
        if None in days or len(days) > 1:
            said = sentence("rule-f02-no-death-day" if None in days else "rule-f02-two-days")
            return self.unknown(subject, said, places(rows) + register)
        died = days.pop()
        allowed = params.whole("months", died)
        if allowed is None:
            return self.excluded(subject, sentence("rules-before-force"), places(rows) + register)
        after = {row["id"]: _months(died, month) for row in rows if (month := _month(row)) is not None}
        late = [row for row in rows if after.get(row["id"], 0) > allowed]
        undated = [row for row in rows if row["id"] not in after]
        if late:
            last = max(after.values())
            amount = yuan(sum(row["amount_fen"] or 0 for row in late))
            tier = max(str(one["tier"]) for one in (*late, *deaths))
            said = sentence(
                "rule-f02-flag", died=_text(died), last=_text(max(_month(row) or died for row in late)),
                payments=len(late), amount=amount, months=last, allowed=allowed,
            )  # fmt: skip
            return self.flag(
                payer(late), said, places(late) + register, value=str(last), threshold=str(allowed),
                confidence=confidence(tier),
            )  # fmt: skip
        if undated:
            return self.unknown(subject, sentence("rule-f02-no-month", rows=len(undated)), places(undated) + register)
        last = max(after.values())
        # From the death on; where nothing was paid since, what was paid last.
        latest = [row for row in rows if after[row["id"]] >= min(last, 0)]
        said = sentence("rule-f02-pass", died=_text(died), months=last, allowed=allowed)
        return self.passed(subject, said, places(latest) + register, value=str(last), threshold=str(allowed))

    def _of_names(self, view: View, deaths: list[Row], params: Parameters) -> Iterator[Answer]:
        """Payees who bear the name of someone dead and are not known to be the same person."""
        by_name: dict[str, list[Row]] = defaultdict(list)
        for death in deaths:
            by_name[death["name"]].append(death)
        others: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for rows in _grouped(_paid_to_namesakes(view, params.least("months")), "name"):
            if is_masked_name(rows[0]["name"]):
                continue
            perhaps: dict[str, Row] = {}
            of_whom: dict[str, Row] = {}
            for row in rows:
                found = [death for death in by_name[row["name"]] if self._may_be_late(row, death, params)]
                perhaps |= {row["id"]: row} if found else {}
                of_whom |= {death["id"]: death for death in found}
                if not any(may_be_one(row, death) for death in by_name[row["name"]]):
                    others[row["unit_id"], row["programme"]].append(row)
            if perhaps:
                register = [evidence("death", death) for death in of_whom.values()]
                said = sentence("rule-f02-same-name", payments=len(perhaps))
                found = list(perhaps.values())
                yield self.unknown(payer(found), said, places(found) + register)
        for _, rows in sorted(others.items(), key=lambda item: str(item[0])):
            said = sentence("rule-f02-other-person", programme=rows[0]["programme"] or "-", payments=len(rows))
            yield self.cleared(payer(rows), said, places(rows))

    def _may_be_late(self, row: Row, death: Row, params: Parameters) -> bool:
        """Whether a payment could be one to this dead person, as far as names and numbers tell, and too late."""
        if not may_be_one(row, death):
            return False
        died, month = death["died_on"], _month(row)
        if died is None or month is None:
            return True
        allowed = params.whole("months", died)
        return allowed is not None and _months(died, month) > allowed


def _deaths(view: View) -> list[Row]:
    """The register of deaths, with who is meant by each row."""
    rows: list[Row] = _who_died(view).to_pyarrow().to_pylist()
    return sorted(rows, key=lambda row: str(row["id"]))


def _who_died(view: View) -> Any:
    death, mention, person = view.table("death"), view.table("mention"), view.table("person")
    meant = mention.filter((mention.record_table == "death") & (mention.role == "deceased"))
    meant = meant.select("record_id", "person_id", "tier").join(person.select("person_id", "name"), "person_id")
    joined = death.select("id", "document_id", "locator", "died_on", "id_hash", "id_mask")
    return joined.join(meant, joined.id == meant.record_id).drop("record_id")


_COMPARED = ("person_id", "name", "tier", "id_hash", "id_mask", "programme", "benefit_month", "paid_on", "amount_fen")


def _paid_to_the_dead(view: View) -> list[Row]:
    """Payments to persons who are in the register, known by more than their name."""
    dead = _who_died(view)
    dead = dead.filter(dead.tier != EvidenceTier.D.value).select("person_id").distinct()
    return fetched(payments(view).semi_join(dead, "person_id"), *_COMPARED)


def _paid_to_namesakes(view: View, allowed: int) -> list[Row]:
    """Payments to others of the same name, from the first death of that name and the least months allowed on."""
    dead = _who_died(view)
    known = dead.filter(dead.tier != EvidenceTier.D.value).select("person_id").distinct()
    dead = dead.select("died_on", dead_name="name")
    named = dead.group_by("dead_name").aggregate(died_on=dead.died_on.min(), unknown=dead.died_on.isnull().any())
    paid = payments(view).anti_join(known, "person_id")
    paid = paid.filter(paid.person_id.notnull()).mutate(month=paid.benefit_month.fill_null(paid.paid_on))
    joined = paid.join(named, paid.name == named.dead_name)
    months = (joined.month.year() - joined.died_on.year()) * 12 + joined.month.month() - joined.died_on.month()
    return fetched(joined.filter(joined.unknown | joined.month.isnull() | (months > allowed)), *_COMPARED)


def _grouped(rows: list[Row], column: str) -> list[list[Row]]:
    """Rows of one payee or name and one payer."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column], row["unit_id"] or ""].append(row)
    return [groups[key] for key in sorted(groups)]


def _month(row: Row) -> date | None:
    """The month a payment is for: that of benefit, else that of payment (domain decision 5a.18)."""
    month: date | None = row["benefit_month"] or row["paid_on"]
    return month


def _months(died: date, month: date) -> int:
    """Whole calendar months from the month of death to the month paid for."""
    return (month.year - died.year) * 12 + month.month - died.month


def _text(day: date) -> str:
    return day.isoformat()[:7]
