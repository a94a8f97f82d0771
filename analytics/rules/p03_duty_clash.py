"""P03, duties that exclude each other in one hand: applying and approving, approving and paying; or a chief who runs
money, staff, works or purchases himself.

Flows in: the log of matters, delegations, the register of post holders. Flows out: one answer for each matter that ends
in a payment or stands out, a count of the others for each power, and one answer for each chief.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import ibis.expr.types as ir

from analytics.identity import squash
from analytics.rules.answers import Answer, Evidence
from analytics.rules.handling import confidence
from analytics.rules.identified import mentions, placements, units
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.procedures import act_evidence, acted, of_matters, rows_of, unit_or_log, without_matters
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.vocabulary import Confidence, DocumentKind, EvidenceTier, Severity, StepAct, Term

_APPLY = (str(StepAct.REGISTER), str(StepAct.ACCEPT))
_APPROVE = (str(StepAct.DECIDE), str(StepAct.AWARD))
_PAY = (str(StepAct.PAY),)
_ONE_HAND, _UNKNOWN = 2, 1
_PAIR_COLUMNS = (
    *("matter_id", "matter_number", "unit_id", "power", "id", "document_id", "locator", "other_id", "other_document"),
    *("other_locator", "standing", "clash", "is_same_person"),
)

# Heads of organs; those of sections are no leaders, and deputies say so.
_HEAD = re.compile(
    r"(?:主要领导|正职|局长|主任|校长|院长|园长|所长|站长|馆长|乡长|镇长|乡镇长|县长|市长|区长|书记|董事长|总经理|理事长)(?:\(.*)?$"
)
_NO_HEAD = re.compile(r"副|纪|助理|工会")
# What a chief is not to run by himself, and how a portfolio says that he does not.
_KEPT_APART = re.compile(r"人事|财务|资金审批|采购|工程")
_DISCLAIMED = re.compile(r"不(?:再)?(?:直接)?(?:分管|负责|主管)[^；;。]*")


class Clash(Term):
    """Two duties that one person is not to have in one matter."""

    APPLY_APPROVE = "apply_approve", "申请（受理）与审批", "taking up and approving"
    APPROVE_PAY = "approve_pay", "审批与拨付", "approving and paying"


class _Delegation(NamedTuple):
    unit_id: str | None
    post: str
    deputy: str
    row: Row


class DutyClash(Rule):
    """Pairs of acts in one matter that one hand took although they exclude each other."""

    code = "P03"
    name = Text("不相容职务", "duty clash")
    what = Text(
        "同一人（或同一账号）在同一事项中是否既申请又审批、既审批又拨付；主要领导是否直接分管人事、财务、工程、采购。",
        "Whether one person, or one account, took up and approved, or approved and paid, in one matter; and whether a "
        "chief runs staff, money, works or purchases himself.",
    )
    method = (
        Text(
            "在同一事项中，取登记或受理与审批、审批与拨付的办理记录，比较经办人（证号，或姓名、单位、岗位）与登录账号。",
            "In one matter, take the acts of registering or accepting beside those of deciding, and of deciding "
            "beside those of paying; compare the handlers (number, or name, unit and post) and the accounts they used.",
        ),
        Text(
            "经办人或账号相同的，预警。代行登记载明其中一人当日代行对方岗位的，通过。",
            "The same handler or the same account: flag. A register of delegations that shows one of them acting for "
            "the other's post on that day clears it.",
        ),
        Text(
            "现任主要领导的分管工作写有人事、财务、资金审批、采购、工程（且未写明不直接分管）的，预警。",
            "A serving chief whose portfolio names staff, money, purchases or works, and does not say that he does "
            "not run them: flag.",
        ),
    )
    why = Text(
        "申请、审批、拨付由一人办理，就没有第二双眼睛；这是挪用和虚列支出最常见的漏洞。",
        "Where one person asks, approves and pays there is no second pair of eyes, which is how money is most often "
        "diverted.",
    )
    source = (
        Text(
            "《行政事业单位内部控制规范（试行）》（财会〔2012〕21号）第十二条：不相容岗位相互分离",
            "Internal control standard for administrative units (财会〔2012〕21号), art. 12: separation of duties that "
            "exclude each other",
        ),
        Text(
            "《中华人民共和国会计法》第二十七条：审批、经办、财物保管人员的职责权限应当相互分离",
            "Accounting Law, art. 27: those who approve, handle and keep property are separated",
        ),
    )
    inputs = (DocumentKind.MATTER_LOG, DocumentKind.TENURE_REGISTER, DocumentKind.REPORTING_LINE)
    severity = Severity.HIGH
    subject = "matter"
    value_unit = Measure.FINDINGS
    output = Text(
        "由一人办理的不相容职务种数（对主要领导：直接分管的项数）；允许 0。",
        "Kinds of clash in one hand (for a chief: what he runs himself); none is allowed.",
    )
    exclusions = (
        Text(
            "不涉及拨付、且未发现问题的事项，按职权合并作答。",
            "Matters without a payment in which nothing was found are answered together, for each power.",
        ),
    )
    assumptions = (
        Text(
            "仅姓名相同，或一方的证号、账号缺失而无从比较的，无法判断。证号不同的，是两个人。",
            "The same name alone, or a number or account that is missing on one side only: cannot assess. Two "
            "different numbers are two people.",
        ),
        Text("主要领导的分管工作空白的，无法判断。", "A chief whose portfolio is not written: cannot assess."),
    )
    innocent = (
        Text("休假期间由他人代行，代行未登记。", "Someone on leave was acted for, and nobody recorded it."),
        Text("小单位仅一人在岗，另有事后复核。", "A small unit with one person present, checked afterwards."),
        Text("公用账号或系统自动办理。", "A shared account, or a step that the system takes by itself."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers about matters, powers and chiefs."""
        if view.held(DocumentKind.MATTER_LOG):
            yield from self._matters(view)
        else:
            yield self.not_held(DocumentKind.MATTER_LOG)
        if view.held(DocumentKind.TENURE_REGISTER):
            yield from self._chiefs(view)
        else:
            yield self.not_held(DocumentKind.TENURE_REGISTER)

    def _matters(self, view: View) -> Iterator[Answer]:
        matters: dict[str, list[Row]] = defaultdict(list)
        shown: dict[str, dict[str, Row]] = defaultdict(dict)
        acts = _acts(view)
        pairs = _pairs(acts)
        for pair in rows_of(pairs.filter((pairs.standing > 0) | (pairs.clash == str(Clash.APPROVE_PAY)))):
            matters[pair["matter_id"]].append(pair)
        told = {matter_id for matter_id, found in matters.items() if any(pair["standing"] for pair in found)}
        for act in rows_of(of_matters(acts, told)):
            shown[act["matter_id"]][act["id"]] = act
        delegations = _delegations(view)
        for matter_id, found in sorted(matters.items()):
            if matter_id in told:
                telling = [pair for pair in found if pair["standing"]]
                yield self._judge(matter_id, telling, shown[matter_id], delegations)
            else:
                yield self._paid_by_another(matter_id, found)
        approved = without_matters(acts.filter(acts.act.isin(_APPROVE)), told)
        for row in rows_of(approved.group_by(["unit_id", "power"]).aggregate(matters=approved.matter_id.nunique())):
            said = sentence("rule-p03-two-hands", power=row["power"] or "—", count=row["matters"])
            yield self.passed(unit_or_log(row["unit_id"]), said, value="0", threshold="0")

    def _paid_by_another(self, matter_id: str, pairs: list[Row]) -> Answer:
        said = sentence("rule-p03-pass", number=pairs[0]["matter_number"])
        rows = [Evidence("matter_act", pair["id"], pair["document_id"], pair["locator"]) for pair in pairs]
        rows += [Evidence("matter_act", p["other_id"], p["other_document"], p["other_locator"]) for p in pairs]
        return self.passed(Subject("matter", matter_id, pairs[0]["unit_id"]), said, rows, value="0", threshold="0")

    def _judge(
        self, matter_id: str, pairs: list[Row], acts: dict[str, Row], delegations: dict[str, list[_Delegation]]
    ) -> Answer:
        places: dict[str, object] = {"number": next(iter(acts.values()))["matter_number"]}
        one_hand = [pair for pair in pairs if pair["standing"] == _ONE_HAND]
        deputies = {id(pair): _acting_for(acts[pair["id"]], acts[pair["other_id"]], delegations) for pair in one_hand}
        clashing = [pair for pair in one_hand if not deputies[id(pair)]]
        chosen = clashing or [pair for pair in pairs if pair["standing"] == _UNKNOWN] or one_hand
        rows = act_evidence(acts[key] for pair in chosen for key in (pair["id"], pair["other_id"]))
        kinds = tuple(clash for clash in Clash if any(pair["clash"] == clash for pair in chosen))
        later = acts[chosen[0]["other_id"]]
        post_id = later["post_id"]
        subject = Subject("matter", matter_id, later["unit_id"], post_id, later["step_id"] if post_id else None)
        places["clash"] = kinds
        if clashing:
            said = sentence("rule-p03-flag" if _is_person(clashing) else "rule-p03-account", **places)
            return self.flag(
                subject, said, rows, value=str(len(kinds)), threshold="0", confidence=_sureness(clashing, acts)
            )
        if chosen is one_hand:
            covered = [evidence("delegation", d.row) for pair in one_hand for d in deputies[id(pair)]]
            return self.passed(subject, sentence("rule-p03-deputy", **places), rows + covered, value="0", threshold="0")
        return self.unknown(subject, sentence("rule-p03-unknown", **places), rows)

    def _chiefs(self, view: View) -> Iterator[Answer]:
        placed = placements(view, "tenure")
        for row in view.rows("tenure"):
            serves = (row["since"] is None or row["since"] <= view.assessed_on) and (
                row["until"] is None or view.assessed_on <= row["until"]
            )
            if not serves or not is_chief(row):
                continue
            where = placed[row["id"]]
            subject = Subject("post", where["post_id"], where["unit_id"], where["post_id"])
            rows, portfolio = [evidence("tenure", row)], _DISCLAIMED.sub("", squash(row["portfolio"]))
            if not squash(row["portfolio"]):
                yield self.unknown(subject, sentence("rule-p03-no-portfolio"), rows)
                continue
            kept = sorted(set(_KEPT_APART.findall(portfolio)))
            if kept:
                said = sentence("rule-p03-chief", kept=" / ".join(kept))
                yield self.flag(subject, said, rows, value=str(len(kept)), threshold="0")
            else:
                yield self.passed(subject, sentence("rule-p03-chief-pass"), rows, value="0", threshold="0")


def is_chief(row: Row) -> bool:
    """Whether a holder of a post is the head of an organ: one of its leaders, by post or title no deputy."""
    titles = [part for part in re.split("[、,，;；/]", squash(f"{row['post']}、{row['title'] or ''}")) if part]
    return bool(row["is_leader"]) and any(_HEAD.search(part) and not _NO_HEAD.search(part) for part in titles)


def _acts(view: View) -> ir.Table:
    """Acts of applying, approving and paying, with who took them, under which account."""
    acts = acted(view)
    acts = acts.mutate(account=acts.login.strip().lower().nullif(""))
    return acts.filter(acts.act.isin([*_APPLY, *_APPROVE, *_PAY]))


def _pairs(acts: ir.Table) -> ir.Table:
    """Pairs of acts of one matter whose duties exclude each other, with `clash` and `standing`: one hand, unknown, two.

    Two hands are told apart by two numbers or two accounts; where neither side bears any, by their names.
    """
    other = acts.select(
        "matter_id",
        other_id="id",
        other_act="act",
        other_person="person_id",
        other_tier="tier",
        other_name="actor_name",
        other_account="account",
        other_document="document_id",
        other_locator="locator",
    )
    pair = acts.inner_join(other, "matter_id")
    taking = pair.act.isin(_APPLY) & pair.other_act.isin(_APPROVE)
    paying = pair.act.isin(_APPROVE) & pair.other_act.isin(_PAY)
    pair = pair.filter(taking | paying)
    numbers = (str(EvidenceTier.A), str(EvidenceTier.C))
    name_only = str(EvidenceTier.D)
    has_number, other_number = pair.tier.isin(numbers), pair.other_tier.isin(numbers)
    has_account, other_account = pair.account.notnull(), pair.other_account.notnull()
    same_person = (pair.person_id == pair.other_person) & (pair.tier != name_only)
    same_account = (pair.account == pair.other_account).fill_null(False)
    same_name = (pair.actor_name == pair.other_name) & ((pair.tier == name_only) | (pair.other_tier == name_only))
    told_apart = (has_number & other_number) | (has_account & other_account)
    one_sided = (has_number ^ other_number) | (has_account ^ other_account)
    is_lost = ~told_apart & one_sided  # one record bears neither the number nor the account that the other does
    standing = (same_account | (same_person & ~is_lost)).ifelse(_ONE_HAND, (same_name | is_lost).ifelse(_UNKNOWN, 0))
    clash = pair.other_act.isin(_PAY).ifelse(str(Clash.APPROVE_PAY), str(Clash.APPLY_APPROVE))
    return pair.mutate(standing=standing, clash=clash, is_same_person=same_person).select(*_PAIR_COLUMNS)


def _is_person(pairs: list[Row]) -> bool:
    return any(pair["is_same_person"] for pair in pairs)


def _sureness(pairs: list[Row], acts: dict[str, Row]) -> Confidence:
    """One account is certain; one person as far as both records are."""
    if any(not pair["is_same_person"] for pair in pairs):
        return Confidence.HIGH
    return min(
        (confidence(max(acts[pair["id"]]["tier"], acts[pair["other_id"]]["tier"])) for pair in pairs),
        key=list(Confidence).index,
    )


def _delegations(view: View) -> dict[str, list[_Delegation]]:
    """Who acted for which post, by deputy; names alone make nobody a deputy."""
    unit_of, deputy_of = units(view, "delegation"), mentions(view, "delegation", "deputy")
    found: dict[str, list[_Delegation]] = defaultdict(list)
    for row in view.rows("delegation"):
        deputy = deputy_of.get(row["id"])
        if deputy is not None and deputy["tier"] != EvidenceTier.D:
            made = _Delegation(unit_of.get(row["id"]), squash(row["post"]), deputy["person_id"], row)
            found[deputy["person_id"]].append(made)
    return found


def _acting_for(one: Row, other: Row, delegations: dict[str, list[_Delegation]]) -> list[_Delegation]:
    """Delegations by which the handler of one act stood in for the post of the other on its day."""
    found = []
    for act, partner in ((one, other), (other, one)):
        day = act["acted_on"] or (act["acted_at"].date() if act["acted_at"] else None)
        for made in delegations.get(partner["person_id"], ()):
            since, until = made.row["since"], made.row["until"]
            fits = made.unit_id == act["unit_id"] and made.post and made.post == squash(act["post"])
            if fits and day is not None and since is not None and since <= day and (until is None or day <= until):
                found.append(made)
    return found
