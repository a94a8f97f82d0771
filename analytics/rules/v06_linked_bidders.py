"""V06, two bidders of one lot that are led, run, paid for or controlled by the same.

Flows in: bids, the staff of the bidders as registered, and who controls which firm. Flows out: answers for each lot
with two bidders or more: one for each group of bidders that are linked, one for those that may be, one for the others.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations

import ibis
import ibis.expr.types as ir
import networkx as nx

from analytics.identity import has_legal_form, is_person_name, organisation_name, person_name, squash
from analytics.relations import control_chains, firm_ties, id_table, named
from analytics.rules.answers import Answer, Evidence
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import BidOutcome, Confidence, DocumentKind, EvidenceTier, FirmRole, Severity, Term

_HEADS = (str(FirmRole.LEGAL_REPRESENTATIVE), str(FirmRole.OPERATOR))
_PERSON_COLUMNS = ("legal_representative", "head", "manager")
_HALF_BP = 5000
_OFFICER_COLUMNS = ("id", "document_id", "locator", "firm_id", "person", "person_id", "person_tier", "since", "until")
_BID_COLUMNS = (
    *("id", "document_id", "locator", "purchase_number", "lot", "bidder", "outcome", "submitted_on"),
    *(*_PERSON_COLUMNS, "deposit_payer", "address", "phone_hash", "firm_id", "firm_tier"),
)
# Institutions that lodge deposits or letters of guarantee for many bidders.
_GUARANTOR = re.compile(r"银行|信用社|担保|保险|保函|公共资源交易|采购中心|采购代理|招标代理")


class LinkKind(Term):
    """By what two bidders may be linked."""

    HEAD = "head", "负责人或管理人员相同", "the same head or manager"
    DEPOSIT = "deposit", "保证金由同一方缴纳", "deposits paid by the same"
    CONTROL = "control", "控股关系", "control"


@dataclass(frozen=True, slots=True)
class _Link:
    """One thing that two bidders share: sure, or by name alone."""

    one: str
    other: str
    kind: LinkKind
    is_sure: bool
    tier: str
    rows: frozenset[Evidence]


@dataclass(eq=False)
class _Bidder:
    """One firm in one lot, with all rows of its bid."""

    firm_id: str
    tier: str
    rows: list[Row] = field(default_factory=list)

    @property
    def places(self) -> set[Evidence]:
        """Where its bid stands."""
        return {evidence("bid", row) for row in self.rows}

    @cached_property
    def names(self) -> set[str]:
        """The people that the bid names as heading or running it, or as payers of the deposit."""
        written = {person_name(row[column]) for row in self.rows for column in _PERSON_COLUMNS}
        payers = {
            person_name(row["deposit_payer"]) for row in self.rows if is_person_name(squash(row["deposit_payer"]))
        }
        return (written | payers) - {""}

    @cached_property
    def payers(self) -> set[str]:
        """The firms that paid the deposit, without those who do so for many."""
        written = {organisation_name(row["deposit_payer"]) for row in self.rows}
        return {name for name in written if has_legal_form(name) and not _GUARANTOR.search(name)}

    def filled(self, has_head: bool) -> set[str]:
        """Which of the things compared are known of it; who heads it may stand in the register alone."""
        found = {"person"} if has_head or self.names else set()
        return found | ({"payer"} if any(row["deposit_payer"] for row in self.rows) else set())

    @cached_property
    def contacts(self) -> set[str]:
        """Address and telephone, which link nobody."""
        return {text for row in self.rows for text in (squash(row["address"]), row["phone_hash"]) if text}


@dataclass(frozen=True, slots=True)
class _Known:
    """What registers know of bidders: staff by firm and name, heads, and who controls them."""

    staff: dict[tuple[str, str], dict[str, set[Evidence]]]  # (firm, name) -> person -> rows
    heads: dict[str, list[Row]]
    control: dict[str, list[Row]]
    firm_names: dict[str, set[str]]
    holdings_held: bool


class LinkedBidders(Rule):
    """Bidders of one lot, by head, manager, payer of the deposit and control."""

    code = "V06"
    version = "2"
    name = Text("关联投标", "linked bidders")
    what = Text(
        "同一标段的投标人之间是否负责人、管理人员、保证金缴纳人相同，或者存在控股关系。",
        "Whether bidders of one lot share a head, a manager or who paid the deposit, or one controls the other.",
    )
    method = (
        Text(
            "同一项目编号、同一标段的投标人两两比对：法定代表人、单位负责人、项目经理，保证金缴纳人，控股关系。",
            "Bidders of one project number and lot are compared two by two: legal representative, responsible person, "
            "project manager; who paid the deposit; control.",
        ),
        Text(
            "人员按企业人员名册（含参保人员）认定身份后比对；投标时在任的法定代表人以登记为准。姓名相同、不能认定身份"
            "的，无法判断；证件号码不同的，不是同一人。",
            "People are looked up in the register of their firm (insured staff included) and compared as identities; "
            "who heads a firm on the day of the bid is also taken from the register. The same name without an "
            "identity: cannot assess; two different numbers are two people.",
        ),
        Text(
            "控股：一家投标人逐层超过百分之五十地控制另一家，或者两家由同一人或同一企业如此控制。",
            "Control: one bidder holds the other above 50 % at each link, or one person or firm holds both so.",
        ),
        Text(
            "仅地址或电话相同的，不预警，只作提示。", "The same address or telephone alone: no flag, for information."
        ),
    )
    why = Text(
        "关联企业同时投标，竞争只是形式，中标结果可以预先安排。",
        "Where linked firms bid for one lot, the contest is for show and its outcome can be arranged.",
    )
    source = (
        Text(
            "《中华人民共和国招标投标法实施条例》第三十四条（负责人为同一人、控股、管理关系）、第四十条（项目管理成员为"
            "同一人；保证金从同一账户转出）",
            "Regulation on Tendering and Bidding, art. 34 (same responsible person, control, management) and 40 (same "
            "members of project management; deposits from one account)",
        ),
        Text(
            "《中华人民共和国政府采购法实施条例》第十八条（单位负责人为同一人或者存在直接控股、管理关系）",
            "Regulation on Government Procurement, art. 18 (same responsible person, direct control or management)",
        ),
    )
    inputs = (DocumentKind.BID_REGISTER, DocumentKind.FIRM_ROLE, DocumentKind.FIRM_HOLDING)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.BIDDERS
    output = Text("相互关联的投标人数，与允许数。", "The number of bidders that are linked, and the number allowed.")
    exclusions = (
        Text("撤回的投标；只有一家投标人的标段。", "Bids withdrawn; lots with one bidder."),
        Text(
            "银行、担保、保险和交易中心代缴的保证金。",
            "Deposits lodged by banks, guarantors, insurers and trading centres.",
        ),
    )
    assumptions = (
        Text(
            "填写的各项逐项比对；没有一项可比的，无法判断。",
            "What is filled in is compared; with nothing to compare, cannot assess.",
        ),
        Text(
            "持股起始日不明的，视为投标时已经持有。",
            "A holding without a beginning counts as held on the day of the bid.",
        ),
    )
    innocent = (
        Text("只是在同一园区办公。", "They only have their seat in one park."),
        Text("招标文件允许联合体投标。", "The tender allowed joint bids."),
    )
    parameters = (
        Parameter(
            "bidders",
            "允许相互关联的投标人数",
            "linked bidders allowed",
            Measure.BIDDERS,
            Text("《招标投标法实施条例》第三十四条", "Regulation on Tendering and Bidding, art. 34"),
            ((date(2012, 2, 1), 1),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers for each lot with two bidders or more."""
        if not any(view.held(kind) for kind in (DocumentKind.BID_REGISTER, DocumentKind.PROCUREMENT_RELEASE)):
            yield self.not_held(DocumentKind.BID_REGISTER)
            return
        lots, loose = _lots(view)
        for document, rows in sorted(loose.items()):
            said = sentence("rule-v06-no-lot", bids=len(rows))
            yield self.unknown(Subject("document", document), said, [evidence("bid", row) for row in rows])
        known, buyers = _known(view, lots), _buyers(view)
        for (number, lot), bidders in sorted(lots.items()):
            if len(bidders) > 1:
                subject = _subject(buyers, number, lot, bidders)
                named_lot = {"number": number, "lot": lot or "-"}
                yield from self._judge(subject, named_lot, bidders, known, params, view.assessed_on)

    def _judge(
        self,
        subject: Subject,
        lot: dict[str, str],
        bidders: dict[str, _Bidder],
        known: _Known,
        params: Parameters,
        today: date,
    ) -> Iterator[Answer]:
        day = _day(bidders.values())
        allowed = params.whole("bidders", day or today)
        if allowed is None:
            yield self.excluded(subject, sentence("rules-before-force"), _places(bidders.values()))
            return
        suspects = _suspects(bidders, known)
        links = [link for pair in combinations(suspects, 2) for link in _links(pair, bidders, known, day)]
        left = dict(bidders)
        for group, own in _groups([link for link in links if link.is_sure]):
            if len(group) <= allowed:
                continue
            kinds = tuple(kind for kind in LinkKind if any(link.kind is kind for link in own))
            rows = {*_places(left[firm] for firm in group), *(row for link in own for row in link.rows)}
            is_sure = all(link.tier == EvidenceTier.A for link in own)
            yield self.flag(
                subject,
                sentence("rule-v06-flag", **lot, bidders=len(group), kinds=kinds),
                rows,
                value=str(len(group)),
                threshold=str(allowed),
                confidence=Confidence.HIGH if is_sure else Confidence.MEDIUM,
            )
            for firm in group:
                del left[firm]
        for group, own in _groups([link for link in links if link.one in left and link.other in left]):
            rows = {*_places(left[firm] for firm in group), *(row for link in own for row in link.rows)}
            yield self.unknown(subject, sentence("rule-v06-same-name", **lot, bidders=len(group)), rows)
            for firm in group:
                del left[firm]
        yield from self._rest(subject, lot, left, bidders, known, allowed)

    def _rest(
        self,
        subject: Subject,
        lot: dict[str, str],
        left: dict[str, _Bidder],
        bidders: dict[str, _Bidder],
        known: _Known,
        allowed: int,
    ) -> Iterator[Answer]:
        """Bidders that are linked to nobody for all that is known."""
        unknown = _not_comparable(left, bidders, known)
        if unknown:
            yield self.unknown(subject, sentence("rule-v06-unknown", **lot, bidders=len(unknown)), _places(unknown))
        others = [bidder for bidder in left.values() if bidder not in unknown]
        if others:
            contacts = [contact for bidder in others for contact in bidder.contacts]
            near = len(set(contacts)) < len(contacts)
            said = sentence("rule-v06-address" if near else "rule-v06-pass", **lot, bidders=len(others))
            yield self.passed(subject, said, _places(others), value="1", threshold=str(allowed))


def _suspects(bidders: dict[str, _Bidder], known: _Known) -> list[str]:
    """Bidders that have anything in common with another one; most have not, and need no comparing."""
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for firm, bidder in bidders.items():
        for name in bidder.names:
            bearers["name", name].add(firm)
        for row in known.heads.get(firm, ()):
            bearers["head", row["person_id"]].add(firm)
        for name in bidder.payers | known.firm_names[firm]:
            bearers["payer", name].add(firm)
        bearers["control", firm].add(firm)
        for row in known.control.get(firm, ()):
            bearers["control", row["top"]].add(firm)
    return sorted({firm for firms in bearers.values() if len(firms) > 1 for firm in firms})


def _not_comparable(left: dict[str, _Bidder], bidders: dict[str, _Bidder], known: _Known) -> list[_Bidder]:
    """Bidders of which nothing can be compared with another: control can be wherever holdings are registered."""
    if known.holdings_held:
        return []
    filled = {firm: bidder.filled(firm in known.heads) for firm, bidder in bidders.items()}
    bearers = Counter(kind for kinds in filled.values() for kind in kinds)
    return [bidder for firm, bidder in left.items() if all(bearers[kind] == 1 for kind in filled[firm])]


def _places(bidders: Iterable[_Bidder]) -> set[Evidence]:
    return {place for bidder in bidders for place in bidder.places}


def _day(bidders: Iterable[_Bidder]) -> date | None:
    """The day on which the last bid was handed in."""
    days = [row["submitted_on"] for bidder in bidders for row in bidder.rows if row["submitted_on"]]
    return max(days, default=None)


def _groups(links: list[_Link]) -> list[tuple[list[str], list[_Link]]]:
    """Bidders that hang together by links; in most lots there are none."""
    if not links:
        return []
    graph: nx.Graph[str] = nx.Graph((link.one, link.other) for link in links)
    groups = sorted(sorted(group) for group in nx.connected_components(graph))
    return [(group, [link for link in links if link.one in group]) for group in groups]


def _links(pair: tuple[str, str], bidders: dict[str, _Bidder], known: _Known, day: date | None) -> Iterator[_Link]:
    one, other = (bidders[firm] for firm in pair)
    yield from _by_people(one, other, known, day)
    yield from _by_deposit(one, other, known)
    mine, theirs = (_controllers(bidder.firm_id, known, day) for bidder in (one, other))
    for who in sorted(set(mine) & set(theirs)):
        rows = frozenset(_evidence_of(mine[who]) | _evidence_of(theirs[who]))
        tier = max(mine[who]["tier"], theirs[who]["tier"])
        if rows:
            yield _Link(*pair, LinkKind.CONTROL, True, tier, rows)


def _evidence_of(row: Row) -> set[Evidence]:
    """The places of the rows that a tie rests on."""
    found: set[Evidence] = row["places_of_evidence"]
    return found


def _by_people(one: _Bidder, other: _Bidder, known: _Known, day: date | None) -> Iterator[_Link]:
    """The same people, known by an identity on both sides; the same name where that is not so."""
    sides = [_people(bidder, known, day) for bidder in (one, other)]
    pair = one.firm_id, other.firm_id
    for who in sorted(set(sides[0]) & set(sides[1])):
        (tier, proof), (other_tier, other_proof) = (side[who] for side in sides)
        yield _Link(*pair, LinkKind.HEAD, True, max(tier, other_tier), frozenset(proof | other_proof))
    for name in sorted(one.names & other.names):
        found = [known.staff.get((firm, name), {}) for firm in pair]
        if not all(len(people) == 1 for people in found):
            rows = {row for people in found for places in people.values() for row in places}
            yield _Link(*pair, LinkKind.HEAD, False, EvidenceTier.D, frozenset(rows))


def _people(bidder: _Bidder, known: _Known, day: date | None) -> dict[str, tuple[str, set[Evidence]]]:
    """Who heads or runs a bid, by identity: those it names, where the firm's register knows one of that name; heads."""
    found: dict[str, tuple[str, set[Evidence]]] = {}
    for name in bidder.names:
        people = known.staff.get((bidder.firm_id, name), {})
        if len(people) == 1:
            ((who, rows),) = people.items()
            found[who] = EvidenceTier.A, rows
    for row in known.heads.get(bidder.firm_id, ()):
        if _lasts(row, day):
            tier, proof = found.get(row["person_id"], (str(EvidenceTier.A), set()))
            found[row["person_id"]] = max(tier, row["person_tier"]), proof | {evidence("firm_officer", row)}
    return found


def _by_deposit(one: _Bidder, other: _Bidder, known: _Known) -> Iterator[_Link]:
    """One firm that paid for both, or one bidder that paid for the other."""
    names = [known.firm_names[bidder.firm_id] for bidder in (one, other)]
    payers = [bidder.payers for bidder in (one, other)]
    if payers[0] & payers[1] or payers[0] & names[1] or payers[1] & names[0]:
        tier = max(one.tier, other.tier)
        yield _Link(one.firm_id, other.firm_id, LinkKind.DEPOSIT, True, tier, frozenset())


def _controllers(firm: str, known: _Known, day: date | None) -> dict[str, Row]:
    """Whoever controls a firm on a day, the firm itself included, with the best evidence for it."""
    found: dict[str, Row] = {firm: {"tier": EvidenceTier.A, "places_of_evidence": set()}}
    for row in known.control.get(firm, ()):
        known_row = found.get(row["top"])
        if _lasts(row, day) and (known_row is None or row["tier"] < known_row["tier"]):
            found[row["top"]] = row
    return found


def _lasts(row: Row, day: date | None) -> bool:
    """Whether a row is in force on a day, both ends included; on an unknown day whatever was ever in force."""
    return day is None or lasts_on(row["since"], row["until"], day)


def _lots(view: View) -> tuple[dict[tuple[str, str], dict[str, _Bidder]], dict[str, list[Row]]]:
    """Bidders by project number and lot, and bids that name no project, by document."""
    bids = named(view, "bid", firm="bidder")
    lots: dict[tuple[str, str], dict[str, _Bidder]] = defaultdict(dict)
    loose: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(bids.select(*_BID_COLUMNS).order_by("id")):
        if row["outcome"] == BidOutcome.WITHDRAWN or row["firm_id"] is None:
            continue
        if not row["purchase_number"]:
            loose[row["document_id"]].append(row)
            continue
        bidders = lots[row["purchase_number"], row["lot"] or ""]
        bidder = bidders.setdefault(row["firm_id"], _Bidder(row["firm_id"], row["firm_tier"]))
        bidder.rows.append(row)
    return lots, loose


def _buyers(view: View) -> dict[tuple[str, str], str]:
    """The buyer of each lot, where the register of purchases names one."""
    purchases = named(view, "purchase", unit="unit")
    told = purchases.filter(purchases.buyer.notnull() & purchases.number.notnull() & purchases.unit_id.notnull())
    chosen = told.select("number", "lot", "unit_id").distinct().order_by("unit_id")
    return {(row["number"], row["lot"] or ""): row["unit_id"] for row in _rows(chosen)}


def _subject(buyers: dict[tuple[str, str], str], number: str, lot: str, bidders: dict[str, _Bidder]) -> Subject:
    """The buyer; where it is not known, the document that tells of the bids."""
    unit = buyers.get((number, lot))
    if unit is not None:
        return Subject("unit", unit, unit)
    return Subject("document", min(row["document_id"] for bidder in bidders.values() for row in bidder.rows))


def _named(bidders: dict[str, _Bidder]) -> dict[str, list[str]]:
    """The names that more than one bidder gives, with who does."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for firm, bidder in bidders.items():
        for name in bidder.names:
            bearers[name].append(firm)
    return {name: firms for name, firms in bearers.items() if len(firms) > 1}


def _known(view: View, lots: dict[tuple[str, str], dict[str, _Bidder]]) -> _Known:
    contests = [bidders for bidders in lots.values() if len(bidders) > 1]
    shared = {(firm, name) for bidders in contests for name, firms in _named(bidders).items() for firm in firms}
    firm_names: dict[str, set[str]] = defaultdict(set)
    for bidders in contests:
        for bidder in bidders.values():
            firm_names[bidder.firm_id] |= {organisation_name(row["bidder"]) for row in bidder.rows}
    officers = named(view, "firm_officer", firm="firm", person="officer")
    officers = officers.filter(officers.person_tier != EvidenceTier.D)
    staff: dict[tuple[str, str], dict[str, set[Evidence]]] = defaultdict(lambda: defaultdict(set))
    working = officers.semi_join(id_table("firm_id", {firm for firm, _ in shared}), "firm_id")
    for row in _rows(working.select(*_OFFICER_COLUMNS)):
        if (key := (row["firm_id"], person_name(row["person"]))) in shared:
            staff[key][row["person_id"]].add(evidence("firm_officer", row))
    heads: dict[str, list[Row]] = defaultdict(list)
    heading = officers.filter(officers.role.isin(_HEADS)).semi_join(_bidding(view), "firm_id")
    for row in _rows(heading.select(*_OFFICER_COLUMNS).order_by("id")):
        heads[row["firm_id"]].append(row)
    return _Known(staff, heads, _control(view), firm_names, view.held(DocumentKind.FIRM_HOLDING))


def _bidding(view: View) -> ir.Table:
    """The firms that bid for anything."""
    mention = view.table("mention")
    chosen = mention.filter((mention.record_table == "bid") & (mention.role == "bidder"))
    return chosen.select(firm_id="organisation_id").distinct()


def _control(view: View) -> dict[str, list[Row]]:
    """Who controls the bidders: firms through holdings, people who hold more than half, there or at the top."""
    parts: list[ir.Table] = [
        chain.select("top", "bottom", "since", "until", "tier", "evidence") for chain in control_chains(view)
    ]
    ties = firm_ties(view)
    holders = ties.filter((ties.role == str(FirmRole.SHAREHOLDER)) & (ties.share_bp > _HALF_BP) & (ties.tier != "D"))
    parts.append(holders.select("since", "until", "tier", "evidence", top="person_id", bottom="firm_id"))
    columns = ("top", "bottom", "since", "until", "tier", "evidence")
    control = ibis.union(*(part.select(*columns) for part in parts)) if len(parts) > 1 else parts[0]
    found: dict[str, list[Row]] = defaultdict(list)
    bidding = _bidding(view)
    of_bidders = control.semi_join(bidding, control.bottom == bidding.firm_id)
    for row in _rows(of_bidders.order_by("top", "bottom", "tier", "evidence")):
        found[row["bottom"]].append(row)
    firms = {row["firm_id"] for row in _rows(bidding)}
    tops: dict[str, set[str]] = defaultdict(set)
    for rows in found.values():
        for row in rows:
            tops[row["top"]].add(row["bottom"])
    wanted = {top for top, bottoms in tops.items() if len(bottoms) > 1} | (set(tops) & firms)
    kept = {firm: [row for row in rows if row["top"] in wanted] for firm, rows in found.items()}
    _place(view, [row for rows in kept.values() for row in rows])
    return kept


def _place(view: View, rows: list[Row]) -> None:
    """Add to ties the places of the rows they rest on."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for one in row["evidence"].split():
            table, _, row_id = one.partition("/")
            wanted[table].add(row_id)
    places: dict[tuple[str, str], Evidence] = {}
    for table, ids in sorted(wanted.items()):
        facts = view.table(table).semi_join(id_table("id", ids), "id")
        for fact in _rows(facts.select("id", "document_id", "locator", "places")):
            places[table, fact["id"]] = evidence(table, fact)
    for row in rows:
        keys = [one.partition("/") for one in row["evidence"].split()]
        row["places_of_evidence"] = {places[table, row_id] for table, _, row_id in keys if (table, row_id) in places}


def _rows(table: ir.Table) -> list[Row]:
    found: list[Row] = table.to_pyarrow().to_pylist()
    return found
