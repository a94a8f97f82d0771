"""C02, a member of an evaluation committee with a tie to a bidder.

Flows in: evaluators, bids and purchases, ways to firms. Flows out: one answer for each evaluator with any tie to a
bidder of the lot, and for those whose lot nobody can judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations import evidence_rows, in_force, kin_relations, named, reach
from analytics.rules.answers import Answer, Evidence
from analytics.rules.firms import POSTS, same_name_roles
from analytics.rules.handling import confidence
from analytics.rules.identified import mentions
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.proofs import Proofs, Reference
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import add_years
from models.vocabulary import DocumentKind, EvidenceTier, FirmRole, Severity

_HEADS = {str(FirmRole.LEGAL_REPRESENTATIVE), str(FirmRole.OPERATOR)}
_SERVED = POSTS | {str(FirmRole.EMPLOYEE)}
_CONTROL = 5_000  # hundredths of a per cent; more than this controls
_PURCHASE_RULES = Text("《中华人民共和国政府采购法实施条例》第九条", "Government Procurement Regulations, art. 9")


class PurchaseTie(Rule):
    """Someone who judges bids served a bidder, holds in it, or is kin to its head."""

    code = "C02"
    name = Text("采购评审利害", "tie to a bidder")
    what = Text(
        "评审人员参加采购活动前三年内是否在投标人任职或控股，现时是否持股，或与其法定代表人、负责人有亲属关系。",
        "Whether a member of the committee served or controlled a bidder within three years before, holds in it now, "
        "or is kin to its legal representative or responsible person.",
    )
    method = (
        Text(
            "自采购公告日往前推三年，至评审（成交）日：劳动关系、董事、监事、其他任职、控股股东或实际控制人。",
            "From three years before the notice to the award: employment, director, supervisor, other posts, "
            "controlling holder.",
        ),
        Text(
            "评审期间持有投标人股份；或其公务员法第七十四条所列亲属为投标人法定代表人、负责人。",
            "At the time of the purchase: a holding in the bidder; or kin (K74) who are its legal representative or "
            "responsible person.",
        ),
    )
    why = Text(
        "评委与投标人有利害关系，评审便不公正。",
        "An evaluator with a stake in a bidder cannot judge the bids fairly.",
    )
    source = (
        _PURCHASE_RULES,
        Text("《中华人民共和国招标投标法实施条例》第四十六条", "Tendering and Bidding Regulations, art. 46"),
        Text("《中华人民共和国政府采购法》第十二条", "Government Procurement Law, art. 12"),
    )
    inputs = (DocumentKind.EVALUATOR_REGISTER, DocumentKind.PURCHASE_REGISTER, DocumentKind.FIRM_ROLE)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.FINDINGS
    kin_set = "K74"
    output = Text("与投标人的利害关系；不允许有。", "Ties to a bidder; none is allowed.")
    exclusions = (
        Text("三年前已结束的任职不在此列。", "Service that ended more than three years before is outside the rule."),
        Text("亲属控股但不是法定代表人或负责人的，属 C01。",
             "Kin who control a bidder without being its head belong to C01."),
    )  # fmt: skip
    assumptions = (
        Text("投标人不明、任职起止不明的，无法判断。",
             "Where the bidders, or the time of the service, are not known: cannot assess."),
        Text("仅姓名相同，无法判断；身份证号不同的，是两个人。",
             "The same name alone: cannot assess; two different numbers are two people."),
    )  # fmt: skip
    innocent = (
        Text("已在评审前申明并更换，登记未更新。", "He had said so and was replaced; the register was not updated."),
        Text("任职早已结束，登记未注销。", "The service had ended long before and the register was not changed."),
    )
    parameters = (
        Parameter(
            "years", "回溯年限", "years of looking back", Measure.YEARS, _PURCHASE_RULES, ((date(2015, 3, 1), 3),)
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each evaluator with a tie to a bidder, or whose lot cannot be judged."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        lots = _lots(view)
        judges = named(view, "evaluator", who="evaluator").to_pyarrow().to_pylist()
        keepers = mentions(view, "document", "publisher")
        seats = [
            _Seat(
                row,
                lots.get((row["purchase_number"], row["lot"])),
                keepers.get(row["document_id"], {}).get("organisation_id"),
            )
            for row in judges
        ]
        ways = _ways(view, seats)
        proofs = Proofs(view, (item for found in ways.values() for way in found for item in way["proof"]), reads=())
        for seat in sorted(seats, key=lambda seat: str(seat.row["id"])):
            if seat.lot is None or not seat.lot.bidders:
                subject = Subject("unit", seat.unit or "", seat.unit)
                if seat.unit is not None:
                    yield self.unknown(subject, sentence("rule-c02-no-bidders"), [evidence("evaluator", seat.row)])
                continue
            found = [way for firm in seat.lot.bidders for way in ways.get((seat.row["who_id"], firm), ())]
            if found:
                yield self._judge(seat.row, seat.lot, found, proofs, params)

    def _judge(self, row: Row, lot: _Lot, ways: list[Row], proofs: Proofs, params: Parameters) -> Answer:
        subject = Subject("unit", lot.unit or "", lot.unit)
        base = [evidence("evaluator", row), *lot.places]
        if lot.announced is None or lot.last is None:
            rows = [*base, *(p for way in ways for p in proofs.places(way["proof"]))]
            return self.unknown(subject, sentence("rule-c02-lot-undated"), rows)
        years = params.whole("years", lot.announced)
        if years is None:
            return self.excluded(subject, sentence("rules-before-force"), base)
        since = add_years(lot.announced, -years)
        judged = [(way, _verdict(way, since, lot.announced, lot.last)) for way in ways]
        held = [way for way, verdict in judged if verdict and way["tier"] != EvidenceTier.D]
        if held:
            way = min(held, key=lambda w: (w["tier"], w["kind"], w["evidence"]))
            rows = [*base, *proofs.places(way["proof"])]
            code = "rule-c02-kin" if way["kind"] == "kin_role" else "rule-c02-own"
            said = sentence(code, since=since)
            return self.flag(
                subject, said, rows, value=str(len(held)), threshold="0", confidence=confidence(way["tier"])
            )
        rows = [*base, *(p for way in ways for p in proofs.places(way["proof"]))]
        open_ones = [way for way, verdict in judged if verdict is not False]
        if not open_ones:
            return self.passed(subject, sentence("rule-c02-pass", since=since), rows, value="0", threshold="0")
        same_name = all(way["tier"] == EvidenceTier.D for way in open_ones)
        return self.unknown(subject, sentence("rule-c02-same-name" if same_name else "rule-c02-undated"), rows)


@dataclass(frozen=True, slots=True)
class _Lot:
    """A lot: who bid, when it was announced, and the last day on which it was judged."""

    bidders: frozenset[str]
    announced: date | None
    last: date | None
    unit: str | None
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Seat:
    """One evaluator of one lot; the lot is null where no register knows it."""

    row: Row
    lot: _Lot | None
    keeper: str | None

    @property
    def unit(self) -> str | None:
        """The unit that buys, or that keeps the register where the purchase is not known."""
        return self.keeper if self.lot is None or self.lot.unit is None else self.lot.unit


def _lots(view: View) -> dict[tuple[str | None, str | None], _Lot]:
    asked = view.table("evaluator").select(number="purchase_number", lot="lot").distinct()
    bids: dict[tuple[str | None, str | None], set[str]] = defaultdict(set)
    if not view.is_empty("bid"):
        offered = named(view, "bid", bidder_org="bidder")
        offered = offered.semi_join(
            asked, [offered.purchase_number == asked.number, offered.lot.identical_to(asked.lot)]
        )
        for row in offered.to_pyarrow().to_pylist():
            if row["bidder_org_id"]:
                bids[row["purchase_number"], row["lot"]].add(row["bidder_org_id"])
    bought = named(view, "purchase", buyer_org="unit", winner="supplier")
    bought = bought.semi_join(asked, [bought.number == asked.number, bought.lot.identical_to(asked.lot)])
    found = {}
    for row in bought.to_pyarrow().to_pylist():
        key = row["number"], row["lot"]
        bidders = frozenset(bids.get(key, set()) | ({row["winner_id"]} if row["winner_id"] else set()))
        last = row["awarded_on"] or row["bids_due"]
        place = (evidence("purchase", row),)
        found[key] = _Lot(bidders, row["announced_on"], last, row["buyer_org_id"], place)
    return found


def _ways(view: View, seats: Iterable[_Seat]) -> dict[tuple[str, str], list[Row]]:
    """Ties of evaluators to bidders of their lots, those by name only among them: (person, firm) -> ways."""
    pairs = sorted({(seat.row["who_id"], firm) for seat in seats if seat.lot for firm in seat.lot.bidders})
    asked = ibis.memtable(
        pa.table(
            {
                "person_id": pa.array([person for person, _ in pairs], pa.string()),
                "target_id": pa.array([firm for _, firm in pairs], pa.string()),
            }
        )
    )
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for way in reach(view).semi_join(asked, ["person_id", "target_id"]).to_pyarrow().to_pylist():
        is_head = way["role"] in _HEADS and way["links"] == 0 and way["in_k74"] is not False
        if way["kind"] == "self_role" or (way["kind"] == "kin_role" and is_head):
            found[way["person_id"], way["target_id"]].append({**way, "proof": evidence_rows(way["evidence"])})
    for way in _same_name(view, seats, asked):
        found[way["person_id"], way["target_id"]].append(way)
    return found


def _same_name(view: View, seats: Iterable[_Seat], pairs: ir.Table) -> Iterator[Row]:
    """Roles in bidders under the name of an evaluator, or heads under the name of a relative (tier D)."""
    judges = {
        seat.row["who_id"]: {"asked_id": seat.row["who_id"], "name": seat.row["name"], "mask": seat.row["id_mask"]}
        for seat in seats
    }
    schema = pa.schema([(name, pa.string()) for name in ("asked_id", "name", "mask")])
    people = ibis.memtable(pa.Table.from_pylist([judges[key] for key in sorted(judges)], schema=schema))
    own = pairs.select(asked_id="person_id", firm_id="target_id")
    for role in same_name_roles(view, people, lambda t: t.semi_join(own, own.columns)):
        yield _doubtful(role, role["asked_id"], "self_role", evidence_rows(role["role_evidence"]))
    kin = kin_relations(view).filter(lambda t: t.in_k74 & (t.tier != str(EvidenceTier.D)))
    kin = kin.semi_join(people.select(person_id="asked_id"), "person_id")
    names = view.table("person").select(relative_id="person_id", name="name")
    relatives = kin.join(names, "relative_id").select(
        "person_id", "name", asked_id="relative_id", kin_evidence="evidence", mask=ibis.null().cast("string")
    )
    kins = pairs.rename(firm_id="target_id")
    for role in same_name_roles(
        view, relatives, lambda t: t.filter(t.role.isin(sorted(_HEADS))).semi_join(kins, kins.columns)
    ):
        proof = evidence_rows(f"{role['kin_evidence']} {role['role_evidence']}")
        yield _doubtful(role, role["person_id"], "kin_role", proof)


def _doubtful(role: Row, person: str, kind: str, proof: tuple[Reference, ...]) -> Row:
    span = {"valid_from": role["since"], "valid_to": role["until"], "certain_from": role["known_from"]}
    known = {"person_id": person, "target_id": role["firm_id"], "kind": kind, "in_k74": True, "links": 0}
    text = " ".join(f"{table}/{row}" for table, row in proof)
    return {**role, **span, **known, "tier": str(EvidenceTier.D), "evidence": text, "proof": proof}


def _verdict(way: Row, since: date, announced: date, last: date) -> bool | None:
    """Whether a tie counts for a purchase; None where its time is not known."""
    if way["kind"] == "kin_role":
        holds = in_force(way, last)
        return holds if way["in_k74"] else None if holds is not False else False
    share = way["share_bp"] or 0
    if way["links"] and not (way["role"] == FirmRole.OPERATOR or share > _CONTROL):
        # 采购条例 9, 招标条例 46: service and holdings count in the bidder itself; through further firms only control.
        may_control = way["share_bp"] is None and way["role"] in (None, FirmRole.SHAREHOLDER, FirmRole.PARTNER)
        return None if may_control and _within(way, since, last) is not False else False
    looks_back = way["role"] in _SERVED or share > _CONTROL
    return _within(way, since if looks_back else announced, last)


def _within(way: Row, first: date, last: date) -> bool | None:
    """Whether a tie held on any day of a span."""
    begins, ends, certain = way["valid_from"], way["valid_to"], way["certain_from"]
    if (ends is not None and ends < first) or (begins is not None and begins > last):
        return False
    if certain is not None and certain <= last:
        return True
    return True if ends is not None and first <= ends <= last else None
