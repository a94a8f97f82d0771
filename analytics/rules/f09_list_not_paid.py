"""F09, what was paid is not what the notice said.

Flows in: payments that name a notice, the rows of the notice, and former names of firms. Flows out: for each notice one
answer about the payees paid as announced, and one for each payee who was not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from analytics.identity.names import is_masked_name, organisation_name
from analytics.relations import id_table
from analytics.rules.announced import PaidNotice, paid_notices
from analytics.rules.answers import Answer, Evidence
from analytics.rules.notices import publications
from analytics.rules.parameters import Measure, Parameter, Parameters, Text, first_day
from analytics.rules.payee_names import alike, fits_mask
from analytics.rules.payments import places
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, yuan
from analytics.snapshot import View
from models.vocabulary import Confidence, DocumentKind, EvidenceTier, Severity

# An amount entered in 万元 where 元 is meant, or the other way.
_TEN_THOUSAND = 10_000


@dataclass(slots=True)
class _Payee:
    """One payee of a notice: what was paid to him, and what the notice lists for him."""

    paid: list[Row] = field(default_factory=list)
    listed: list[Row] = field(default_factory=list)

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Pairs of fen paid and listed: row by row where there are as many of both, else the sums.

        Equal amounts belong together; only what is left is paired by size, so that one wrong amount shifts no other.
        """
        if len(self.paid) == len(self.listed) == 1:  # as nearly all are
            return [(self.paid[0]["amount_fen"], self.listed[0]["amount_fen"])]
        paid = Counter(row["amount_fen"] for row in self.paid)
        listed = Counter(row["amount_fen"] for row in self.listed)
        if paid.total() != listed.total():
            return [(sum(paid.elements()), sum(listed.elements()))]
        equal = paid & listed
        others = zip(sorted((paid - equal).elements()), sorted((listed - equal).elements()), strict=True)
        return [*((fen, fen) for fen in equal.elements()), *others]


class ListNotPaid(Rule):
    """Payees and amounts of payments against those of their notice."""

    code = "F09"
    version = "3"
    name = Text("公示与拨付不符", "list and payment differ")
    what = Text(
        "按公示拨付的资金，收款对象是否在公示名单上，金额是否与公示一致。",
        "Whether those paid under a notice stand on its list, and got what it says.",
    )
    method = (
        Text(
            "按拨付行写明的公示名称找到公示及其清单；流水号、收款人、金额、日期全同的拨付行只计一次。",
            "Find the notice by the title that the payment states, and its list; payments with the same number, "
            "payee, amount and day count once.",
        ),
        Text(
            "在同一公示内，按统一社会信用代码、登记名称（含曾用名）或姓名对应；写法略有出入（一字之差、法定形式写法"
            "不同）且金额一致的，视为同一对象；打码的姓名按可辨部分和金额对应。",
            "Within one notice payees are matched by credit code, registered or former name, or name of a person; "
            "names one character or one writing of a legal form apart are one payee where the amount agrees; names "
            "shown in part are matched by what is shown and the amount.",
        ),
        Text(
            "名单上没有的，预警；拨付与公示金额之差大于公示金额允许比例的，预警。",
            "Not on the list: flag. A difference above the part of the listed amount that is allowed: flag.",
        ),
    )
    why = Text(
        "公示给群众看的是一份名单，实际拨付的是另一份，公示就被架空了。",
        "If one list hangs on the wall and another is paid, the notice protects nobody.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第五十七条（按规定用途拨付、使用）",
            "Budget Law, art. 57 (funds are paid and used as prescribed)",
        ),
        Text("允许比例为本系统默认", "the part allowed is a default of this system"),
    )
    inputs = (DocumentKind.PAYMENT, DocumentKind.FUND_NOTICE)
    severity = Severity.HIGH
    subject = "notice"
    value_unit = Measure.YUAN
    output = Text(
        "拨付与公示相差的金额，与允许相差的金额（名单上没有的，为 0）。",
        "The difference between paid and listed in yuan, and the difference allowed (0 for someone not listed).",
    )
    exclusions = (
        Text("未写公示名称的拨付。", "Payments that name no notice."),
        Text("列入名单而未见拨付的，不在本规则之内。", "Listed and not paid is not for this rule."),
    )
    assumptions = (
        Text(
            "公示未收入、没有清单、清单有未写收款对象的行（可能正是该对象）、金额空白的，无法判断。",
            "The notice not held, without a list, with rows that name nobody (who may be the one), or a blank amount: "
            "cannot assess.",
        ),
        Text(
            "恰差一万倍的，视为金额单位（元、万元）不明，无法判断。",
            "An amount ten thousand times too large or too small: cannot assess, the unit is not certain.",
        ),
        Text(
            "同一对象笔数与行数相等的逐笔比较，否则比较合计；分期拨付未满的，也会显示差额。",
            "A payee with as many payments as rows is compared one by one, otherwise by sums; instalments still to "
            "come show as a difference.",
        ),
    )
    innocent = (
        Text(
            "收款账户按规定变更（继承、改名、委托代收）。",
            "The account was changed as prescribed (heir, new name).",
        ),
        Text("分期拨付，后续批次尚未支付。", "Paid in instalments, of which some are to come."),
        Text("按实际完成量结算。", "Settled by what was really done."),
    )
    parameters = (
        Parameter(
            "difference",
            "允许的差额比例",
            "difference allowed",
            Measure.PERCENT,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(1)),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers for each notice that payments name."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        paid = paid_notices(view, "number", "payee", "payee_id", "name", "tier", "amount_fen", "paid_on")
        list_of = {notice["id"]: part.list_id for part in publications(view) for notice in part.notices}
        rows = _listed(view, {list_of[notice["id"]] for one in paid for notice in one.notices})
        former = _former_names(view)
        for one in paid:
            list_ids = sorted({list_of[notice["id"]] for notice in one.notices})
            listed = [row for list_id in list_ids for row in rows[list_id]]
            yield from self._judge(one, listed, former, params, view.assessed_on)

    def _judge(
        self, paid: PaidNotice, listed: list[Row], former: dict[str, set[str]], params: Parameters, today: date
    ) -> Iterator[Answer]:
        notices = [evidence("fund_notice", notice) for notice in paid.notices]
        rows = _once(paid.payments)
        if not paid.notices or not listed:
            code = "rule-f09-no-list" if paid.notices else "rule-f09-no-notice"
            yield self.unknown(paid.subject, sentence(code, payments=len(rows)), places(paid.payments) + notices)
            return
        year = paid.notices[0]["fiscal_year"]
        part = params.decimal("difference", first_day(year) if year else today)
        if part is None:
            yield self.excluded(paid.subject, sentence("rules-before-force"), places(paid.payments) + notices)
            return
        share = Fraction(part) / 100
        as_listed: list[_Payee] = []
        for payee in _matched(rows, listed, former, share):
            answer = self._of_payee(paid.subject, payee, listed, share, notices)
            if answer is None:
                as_listed.append(payee)
            else:
                yield answer
        if as_listed:
            yield self._passed(paid, as_listed, share, notices)

    def _of_payee(
        self, subject: Subject, payee: _Payee, listed: list[Row], share: Fraction, notices: list[Evidence]
    ) -> Answer | None:
        """The answer about a payee who was not, or not surely, paid as announced; None for one who was."""
        is_blank = any(row["amount_fen"] is None for row in (*payee.paid, *payee.listed))
        if payee.listed and not is_blank and _is_within(_widest(payee.gaps, share), share):
            return None
        proof = _proof(payee) + notices
        nameless = [row for row in listed if not row["payee"]]
        if not payee.listed and nameless:
            shown = [evidence("fund_item", row) for row in nameless]
            said = sentence("rule-f09-nameless", payments=len(payee.paid), rows=len(nameless))
            return self.unknown(subject, said, proof + shown)
        if is_blank:
            return self.unknown(subject, sentence("rule-f09-blank"), proof)
        sure = Confidence.HIGH if all(row["tier"] == EvidenceTier.A for row in payee.paid) else Confidence.MEDIUM
        if not payee.listed:
            amount = yuan(sum(row["amount_fen"] for row in payee.paid))
            said = sentence("rule-f09-not-listed", payments=len(payee.paid), amount=amount)
            return self.flag(subject, said, proof, value=amount, threshold="0", confidence=sure)
        paid, due = _widest(payee.gaps, share)
        if due and (paid == due * _TEN_THOUSAND or paid * _TEN_THOUSAND == due):
            return self.unknown(subject, sentence("rule-f09-slip"), proof)
        if any(is_masked_name(row["payee"]) for row in payee.listed):
            return self.unknown(subject, sentence("rule-f09-masked", payments=len(payee.paid)), proof)
        said = sentence("rule-f09-amount", paid=yuan(paid), listed=yuan(due), gap=yuan(abs(paid - due)))
        # That listed and paid payee are one rests on the name within one notice: tier B.
        value, threshold = yuan(abs(paid - due)), _allowed(due, share)
        return self.flag(subject, said, proof, value=value, threshold=threshold, confidence=Confidence.MEDIUM)

    def _passed(self, paid: PaidNotice, payees: list[_Payee], share: Fraction, notices: list[Evidence]) -> Answer:
        proof = [item for payee in payees for item in _proof(payee)] + notices
        amount, due = _widest([pair for payee in payees for pair in payee.gaps], share)
        gap = yuan(abs(amount - due))
        payments = sum(len(payee.paid) for payee in payees)
        otherwise = sum(not _same_name(payee) for payee in payees)
        said = sentence("rule-f09-pass", payees=len(payees), payments=payments, gap=gap, otherwise=otherwise)
        return self.passed(paid.subject, said, proof, value=gap, threshold=_allowed(due, share))


def _listed(view: View, list_ids: set[str]) -> dict[str, list[Row]]:
    """The rows of these notices with the organisations they name, by notice."""
    found: dict[str, list[Row]] = defaultdict(list)
    if not list_ids:
        return found
    item, mention, firm = view.table("fund_item"), view.table("mention"), view.table("organisation")
    meant = mention.filter((mention.record_table == "fund_item") & (mention.role == "payee"))
    meant = meant.select("record_id", who="organisation_id", who_tier="tier")
    meant = meant.left_join(firm.select("organisation_id", "code"), meant.who == firm.organisation_id)
    wanted = id_table("notice_id", list_ids)
    joined = item.semi_join(wanted, "notice_id").left_join(meant, item.id == meant.record_id)
    columns = ("id", "document_id", "locator", "notice_id", "payee", "amount_fen", "who", "who_tier", "code")
    for row in sorted(joined.select(*columns).to_pyarrow().to_pylist(), key=lambda row: str(row["id"])):
        found[row["notice_id"]].append(row)
    return found


def _former_names(view: View) -> dict[str, set[str]]:
    """Former names of firms as compared, by the organisation that has each code."""
    firm, mention = view.table("firm"), view.table("mention")
    meant = mention.filter((mention.record_table == "firm") & (mention.role == "firm"))
    renamed = firm.filter(firm.former_names.notnull()).select("id", "name", "former_names")
    joined = renamed.join(meant.select("record_id", "organisation_id"), renamed.id == meant.record_id)
    names: dict[str, set[str]] = defaultdict(set)
    for row in joined.to_pyarrow().to_pylist():
        written = [row["name"], *row["former_names"].replace("；", ";").replace("、", ";").split(";")]
        names[row["organisation_id"]] |= {organisation_name(name) for name in written} - {""}
    return names


def _once(payments: Sequence[Row]) -> list[Row]:
    """Payments, each with the `copies` of it that only repeat a line already entered."""
    seen: dict[tuple[Any, ...], Row] = {}
    kept = []
    for row in payments:
        line = (row["number"], row["payee"], row["amount_fen"], row["paid_on"])
        if row["number"] is not None and line in seen:
            seen[line]["copies"].append(row)
            continue
        seen[line] = {**row, "copies": []}
        kept.append(seen[line])
    return kept


def _matched(rows: list[Row], listed: list[Row], former: dict[str, set[str]], share: Fraction) -> list[_Payee]:
    """Payments and rows put together by payee: by identity, by name, and what is left by likeness and amount."""
    payees: dict[str, _Payee] = defaultdict(_Payee)
    known: dict[str, str] = {}  # name or organisation -> payee
    for row in listed:
        if row["payee"] and not is_masked_name(row["payee"]):
            name = organisation_name(row["payee"])
            who = row["who"] if row["who"] and row["who_tier"] != EvidenceTier.D else None
            key = known.get(who or name) or known.get(name) or name
            payees[key].listed.append(row)
            known |= {name: key} | ({who: key} if who else {})
    for row in rows:
        names = [row["payee_id"], organisation_name(row["payee"]), *sorted(former.get(row["payee_id"] or "", ()))]
        found = next((known[name] for name in names if name in known), None)
        payees[found or f"paid:{row['payee_id'] or names[1]}"].paid.append(row)
    left = [payee for payee in payees.values() if payee.paid and not payee.listed]
    unpaid = [payee for payee in payees.values() if payee.listed and not payee.paid]
    unpaid += [_Payee(listed=[row]) for row in listed if row["payee"] and is_masked_name(row["payee"])]
    for payee in left:
        other = _counterpart(payee, unpaid, share)
        if other is not None:
            payee.listed = other.listed
            unpaid.remove(other)
    return [payee for _, payee in sorted(payees.items()) if payee.paid]


def _counterpart(payee: _Payee, unpaid: list[_Payee], share: Fraction) -> _Payee | None:
    """The one listed payee whose name may be another writing of this one's: of several, the one whose amount agrees."""
    name = organisation_name(payee.paid[0]["payee"])
    near = [other for other in unpaid if not _are_two(payee, other) and _may_be(name, other.listed[0]["payee"])]
    agreeing = [other for other in near if _agrees(payee, other, share)]
    if agreeing:
        return agreeing[0]
    # A name shown in part fits many; one written in full and almost alike is the same payee even with another amount.
    return near[0] if len(near) == 1 else None


def _are_two(payee: _Payee, other: _Payee) -> bool:
    """Whether both are known by credit codes, which differ, as identity did not judge them to be one."""
    return payee.paid[0]["tier"] == EvidenceTier.A and other.listed[0]["code"] is not None


def _may_be(name: str, listed: str) -> bool:
    shown = organisation_name(listed)
    return fits_mask(name, shown) if is_masked_name(shown) else alike(name, shown)


def _agrees(payee: _Payee, other: _Payee, share: Fraction) -> bool:
    whole = _Payee(payee.paid, other.listed)
    if any(row["amount_fen"] is None for row in (*whole.paid, *whole.listed)):
        return False
    return _is_within(_widest(whole.gaps, share), share)


def _is_within(pair: tuple[int, int], share: Fraction) -> bool:
    """Whether what was paid differs from what is listed by no more than this part of it."""
    return _beyond(pair, share) <= 0


def _widest(pairs: Iterable[tuple[int, int]], share: Fraction) -> tuple[int, int]:
    """The pair that differs most beyond, or comes nearest to, what is allowed."""
    return max(pairs, key=lambda pair: (_beyond(pair, share), pair))


def _beyond(pair: tuple[int, int], share: Fraction) -> int:
    """How far a difference is above (negative: below) what is allowed, in parts of a fen by the denominator."""
    paid, due = pair
    return abs(paid - due) * share.denominator - due * share.numerator


def _allowed(due: int, share: Fraction) -> str:
    """The difference allowed for a listed amount, in yuan, to the fen below."""
    return yuan(int(share * due))


def _same_name(payee: _Payee) -> bool:
    return organisation_name(payee.paid[0]["payee"]) == organisation_name(payee.listed[0]["payee"])


def _proof(payee: _Payee) -> list[Evidence]:
    copies = [copy for row in payee.paid for copy in row["copies"]]
    return places([*payee.paid, *copies]) + [evidence("fund_item", row) for row in payee.listed]
