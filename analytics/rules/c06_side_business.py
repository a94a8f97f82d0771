"""C06, a serving official who holds a post or shares in a firm.

Flows in: those in office, the payroll, their own roles in firms and approvals. Flows out: one answer for each role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations import evidence_rows, id_table, in_force, named, reach
from analytics.rules.answers import Answer, Evidence
from analytics.rules.firms import POSTS, Firms, same_name_roles
from analytics.rules.handling import confidence
from analytics.rules.identified import mentions
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Row, Rule, evidence, sentence, term
from analytics.rules.serving import InOffice, in_office
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import DocumentKind, EvidenceTier, FirmRole, PayrollKind, Severity

_SHARES = {str(FirmRole.SHAREHOLDER)}
_OFFICIALS = {str(PayrollKind.CIVIL_SERVANT), str(PayrollKind.INSTITUTION)}


class SideBusiness(Rule):
    """A post or shares in a firm, held in office and without approval of an unpaid post."""

    code = "C06"
    name = Text("违规经商兼职", "side business")
    what = Text(
        "在职公务员（含参照管理和事业编制人员）是否在企业任职或持股，而未经批准。",
        "Whether a serving official holds a post or shares in a firm without approval.",
    )
    method = (
        Text(
            "取评估日在岗人员本人在企业的任职和持股：法定代表人、经营者、合伙人、董事、监事、高级管理人员、股东（含被代持）。",
            "Take the posts and holdings in firms of those in office on the assessed day: legal representative, "
            "operator, partner, director, supervisor, senior manager, shareholder (also through a nominee).",
        ),
        Text(
            "经批准且不领取报酬的兼职，上市公司股份：通过。其余：预警；批准的是兼职，不及于非上市企业的持股。",
            "Approved unpaid posts and shares of listed firms pass; the rest is flagged. An approval is of the post; "
            "it does not cover shares of an unlisted firm.",
        ),
    )
    why = Text(
        "手握公权又有企业利益，二者难以分开。",
        "Public power and an interest in a firm, in one hand, are hard to keep apart.",
    )
    source = (
        Text(
            "《中华人民共和国公务员法》第五十九条第（十六）项、第四十四条",
            "Civil Servant Law, art. 59(16) and 44",
        ),
    )
    inputs = (DocumentKind.TENURE_REGISTER, DocumentKind.FIRM_ROLE)
    severity = Severity.HIGH
    subject = "post"
    value_unit = Measure.FINDINGS
    output = Text("未经批准的企业任职或持股；不允许有。", "Posts or holdings without approval; none is allowed.")
    exclusions = (
        Text("国有企业人员、村（社区）干部、编外和离退休人员不在此列。",
             "Staff of state enterprises, village cadres, contract staff and the retired are outside the rule."),
        Text("社会团体等非营利组织的兼职、普通职工身份不在此列。",
             "Posts in non-profit bodies, and mere employment, are outside the rule."),
    )  # fmt: skip
    assumptions = (
        Text("仅姓名相同，无法判断；身份证号不同的，是两个人。",
             "The same name alone: cannot assess; two different numbers are two people."),
        Text("任职起止不明、兼职是否取酬不明的，无法判断。",
             "Where the beginning of the role, or whether the post is paid, is not known: cannot assess."),
    )  # fmt: skip
    innocent = (
        Text("经批准且不取酬，批准未登记。", "Approved and unpaid, and the approval was not recorded."),
        Text("任职已辞去，登记未变更。", "The role was given up and the register was not changed."),
        Text("继承或改制取得的股份，正在处理。", "Shares inherited or from a conversion, being disposed of."),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each role of someone in office."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        people: dict[str, InOffice] = {}
        for entry in in_office(view):
            if not entry.is_in_village and not entry.is_in_enterprise:
                people.setdefault(entry.person_id, entry)
        others = _paid_otherwise(view)
        people = {person: entry for person, entry in people.items() if person not in others}
        yield from self._own_roles(view, people)
        yield from self._namesakes(view, people)

    def _own_roles(self, view: View, people: dict[str, InOffice]) -> Iterator[Answer]:
        asked = id_table("person_id", people)
        ways = reach(view).filter(lambda t: t.kind == "self_role").semi_join(asked, "person_id")
        roles: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for way in ways.filter(lambda t: t.links == 0).to_pyarrow().to_pylist():
            roles[way["person_id"], way["target_id"]].append(way)
        firms = Firms(view, (firm for _, firm in roles))
        stated = (item for ways in roles.values() for w in ways for item in evidence_rows(w["evidence"]))
        proofs = Proofs(view, stated, reads=())
        approvals = _approvals(view)
        for (person, firm), found in sorted(roles.items()):
            yield self._judge(view, people[person], found, firms, proofs, approvals.get((person, firm), []))

    def _judge(
        self, view: View, official: InOffice, ways: list[Row], firms: Firms, proofs: Proofs, approvals: list[Row]
    ) -> Answer:
        firm, day = ways[0]["target_id"], view.assessed_on
        counted = [w for w in ways if w["role"] in POSTS or _is_share(w)]
        rows = [official.place, *_places(proofs, counted or ways), *(evidence("outside_post", a) for a in approvals)]
        subject = official.subject
        if not counted:
            return self.passed(subject, sentence("rule-c06-employee"), rows, value="0", threshold="0")
        judged = [(w, in_force(w, day)) for w in counted]
        current = [w for w, holds in judged if holds is not False]
        has_shares = any(_is_share(w) or w["share_bp"] for w in current)
        if not current or firms.has_ended(firm):
            return self.passed(subject, sentence("rule-c06-ended"), rows, value="0", threshold="0")
        listed = firms.is_listed(firm) if has_shares else True
        if all(w["role"] not in POSTS for w in current):
            if listed:
                return self.passed(subject, sentence("rule-c06-listed"), rows, value="0", threshold="0")
            if listed is None:
                return self.unknown(subject, sentence("rule-c06-listing-unknown"), rows)
        elif any(a["is_paid"] is not True for a in approvals):
            if listed is None:
                return self.unknown(subject, sentence("rule-c06-listing-unknown"), rows)
            if listed and any(a["is_paid"] is False for a in approvals):
                return self.passed(subject, sentence("rule-c06-approved"), rows, value="0", threshold="0")
            if listed:
                return self.unknown(subject, sentence("rule-c06-pay-unknown"), rows)
            # The approval is of the post: what remains are the shares of an unlisted firm.
            shares = [(w, holds) for w, holds in judged if _is_share(w) or w["share_bp"]]
            judged = [({**w, "role": str(FirmRole.SHAREHOLDER)}, holds) for w, holds in shares]
        certain = [w for w, holds in judged if holds]
        if not certain:
            return self.unknown(subject, sentence("rule-c06-undated"), rows)
        tier = min(max(w["tier"], official.tier) for w in certain)
        if tier == EvidenceTier.D:
            return self.unknown(subject, sentence("rule-c06-same-name"), rows)
        roles = tuple(
            term(FirmRole, role) for role in sorted({w["role"] or str(FirmRole.SHAREHOLDER) for w in certain})
        )
        rows = [official.place, *_places(proofs, certain), *firms.places(firm)]
        said = sentence("rule-c06-flag", roles=roles)
        return self.flag(subject, said, rows, value="1", threshold="0", confidence=confidence(tier))

    def _namesakes(self, view: View, people: dict[str, InOffice]) -> Iterator[Answer]:
        if not people:
            return
        asked = [
            {"asked_id": person, "name": entry.name, "mask": entry.row["id_mask"]}
            for person, entry in sorted(people.items())
        ]
        schema = pa.schema([(name, pa.string()) for name in ("asked_id", "name", "mask")])
        rows = same_name_roles(
            view, ibis.memtable(pa.Table.from_pylist(asked, schema=schema)), partial(_counting, view)
        )
        by_role: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_role[row["role_evidence"]].append(row)
        proofs = Proofs(view, (item for text in by_role for item in evidence_rows(text)), reads=())
        for text, found in sorted(by_role.items()):
            entries = [people[row["asked_id"]] for row in sorted(found, key=lambda row: str(row["asked_id"]))]
            places = [*proofs.places(evidence_rows(text)), *(entry.place for entry in entries[:3])]
            yield self.unknown(entries[0].subject, sentence("rule-c06-same-name"), places)


def _counting(view: View, roles: ir.Table) -> ir.Table:
    """Posts in firms and shares that had not ended before the assessed day."""
    is_share = roles.role.isin(sorted(_SHARES)) | (roles.role.isnull() & roles.share_bp.notnull())
    counts = roles.role.isin(sorted(POSTS)).fill_null(False) | is_share.fill_null(False)
    return roles.filter(counts & (roles.until.isnull() | (roles.until >= view.assessed_on)))


def _is_share(way: Row) -> bool:
    return way["role"] in _SHARES or (way["role"] is None and way["share_bp"] is not None)


def _places(proofs: Proofs, ways: Iterable[Row]) -> list[Evidence]:
    return proofs.places(item for way in ways for item in evidence_rows(way["evidence"]))


def _paid_otherwise(view: View) -> set[str]:
    """Those whom the payroll knows only as others than civil servants and staff of institutions."""
    paid = named(view, "payroll", paid="paid")
    paid = paid.filter(paid.paid_id.notnull() & paid.kind.notnull() & (paid.kind != ""))
    is_official = paid.kind.isin(sorted(_OFFICIALS))
    others = paid.group_by("paid_id").having(~is_official.any()).aggregate()
    return set(others.to_pyarrow()["paid_id"].to_pylist())


def _approvals(view: View) -> dict[tuple[str, str], list[Row]]:
    """Approvals of outside posts that last on the assessed day: person and firm -> rows."""
    holders, firms = mentions(view, "outside_post", "holder"), mentions(view, "outside_post", "firm")
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in view.rows("outside_post"):
        approved = row["approved_on"] is not None and row["approved_on"] <= view.assessed_on
        placed = row["id"] in holders and row["id"] in firms
        if approved and placed and lasts_on(row["since"], row["until"], view.assessed_on):
            found[holders[row["id"]]["person_id"], firms[row["id"]]["organisation_id"]].append(row)
    return found
