"""F06, payees of one batch who share a telephone, an address or their head.

Flows in: payments and notices with firms as payees, the register of firms and of who heads them, and the list of
addresses that many firms rightly share. Flows out: answers for each notice (or programme and year) that pays two firms
or more: one for each group of firms that share a contact, one for those that share nothing, one for those unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis.expr.types as ir
import networkx as nx

from analytics.identity import person_name, squash
from analytics.relations import named, naming
from analytics.rules.answers import Answer, Evidence
from analytics.rules.notices import programme_key
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Sentence, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import Confidence, DocumentKind, EvidenceTier, FirmRole, Severity, Term

_HEADS = (str(FirmRole.LEGAL_REPRESENTATIVE), str(FirmRole.OPERATOR))
# An address that names a village or a street without a number is a place, where many have their seat.
_DOOR = re.compile(r"\d|[号室座栋幢楼层铺][^村镇乡]*$")


class ContactKind(Term):
    """What two payees may share."""

    PHONE = "phone", "联系电话", "telephone"
    ADDRESS = "address", "地址", "address"
    HEAD = "head", "负责人", "head"


Contact = tuple[ContactKind, str]


@dataclass(slots=True)
class _Payee:
    """One firm among the payees of a batch."""

    firm_id: str
    tier: str = EvidenceTier.A
    rows: set[Evidence] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    contacts: dict[Contact, set[Evidence]] = field(default_factory=lambda: defaultdict(set))
    open_names: dict[str, set[Evidence]] = field(default_factory=lambda: defaultdict(set))  # heads by name alone
    known_names: dict[str, set[Evidence]] = field(default_factory=lambda: defaultdict(set))  # heads with an identity

    @property
    def names(self) -> set[str]:
        """The names of all heads."""
        return {*self.open_names, *self.known_names}

    def naming(self, names: set[str]) -> set[Evidence]:
        """The rows in which heads of these names stand."""
        return {row for name in names for of in (self.open_names, self.known_names) for row in of.get(name, ())}

    @property
    def kinds(self) -> set[ContactKind]:
        """What is known of this payee."""
        return {kind for kind, _ in self.contacts} | ({ContactKind.HEAD} if self.open_names else set())


@dataclass(frozen=True, slots=True)
class _Register:
    """What the registers know of a firm."""

    contacts: dict[str, dict[Contact, set[Evidence]]]
    names: dict[str, dict[str, set[Evidence]]]
    heads: dict[str, list[tuple[Row, Evidence]]]


class SharedContact(Rule):
    """Firms paid from one batch, by telephone, address and head."""

    code = "F06"
    name = Text("同址同号", "shared contact")
    what = Text(
        "同一批资金的两个以上企业收款人是否共用电话、地址或负责人。",
        "Whether two or more firms paid from one batch share a telephone, an address or their head.",
    )
    method = (
        Text(
            "把同一公示（未写明公示的，按同一项目、批次和年度）的企业收款人放在一起。电话、地址取拨付明细和企业登记，"
            "负责人取企业人员名册（按身份认定比对，不按姓名）。",
            "Put together the firms paid under one notice (where none is named: under one programme, batch and year). "
            "Telephone and address are those of payments and of the register of firms; heads are those of the register "
            "of officers, compared as identities, never by name.",
        ),
        Text(
            "任一项相同的，预警；只有集群登记地址名单上的地址、电话相同的，不预警。",
            "Any of them alike: flag; where only contacts on the list of shared addresses are alike: no flag.",
        ),
        Text(
            "填写的各项逐项比对；没有一项可比的，无法判断。负责人只有姓名相同的，无法判断。",
            "What is filled in is compared; with nothing to compare, cannot assess. Heads with the same name only: "
            "cannot assess.",
        ),
    )
    why = Text(
        "多个收款主体实为一家，可能是拆分申报、套取资金。",
        "Several payees that are one in truth may have been set up to draw the same money several times.",
    )
    source = (
        Text(
            "判断条件为本系统默认，参照采购预警指标 R044（地址、电话、负责人相同）",
            "the condition is a default of this system, after the procurement indicator R044 (same address, telephone "
            "or head)",
        ),
        Text(
            "《财政违法行为处罚处分条例》第十四条（以虚报、冒领等手段骗取财政资金）",
            "Regulation on fiscal offences, art. 14 (obtaining public funds by false claims)",
        ),
    )
    inputs = (DocumentKind.PAYMENT, DocumentKind.FUND_NOTICE, DocumentKind.FIRM_REGISTER, DocumentKind.HUB_ADDRESS)
    severity = Severity.MEDIUM
    subject = "notice"
    value_unit = Measure.PAYEES
    output = Text(
        "共用联系方式的收款人数，与允许数。", "The number of payees that share a contact, and the number allowed."
    )
    exclusions = (
        Text(
            "集群登记地址（孵化器、代办机构、村委会等）；没有门牌的地址；个人收款人（同户共用地址、电话是常态）。",
            "Addresses many firms rightly share (incubators, agents, village offices); addresses without a number; "
            "persons (a household has one address and one telephone).",
        ),
    )
    assumptions = (
        Text(
            "尚未收入集群登记地址名单的，预警的可信度为中。",
            "Where the list of shared addresses is not held, a flag has medium confidence.",
        ),
        Text(
            "负责人以付款日在任的为准；付款日不明的，曾任的都算。",
            "Heads are those in office on the day of payment; all that ever were where the day is not known.",
        ),
    )
    innocent = (
        Text("在同一园区、孵化器或村委会办公。", "They have their seat in one park, incubator or village office."),
        Text("同一代理记账机构填报了自己的电话。", "One bookkeeper wrote down its own telephone for several."),
        Text("一家人分别经营、各自符合条件。", "Members of one family run eligible businesses of their own."),
    )
    parameters = (
        Parameter(
            "payees",
            "允许共用同一联系方式的收款人数",
            "payees allowed to share one contact",
            Measure.PAYEES,
            Text("本系统默认：各有各的", "default of this system: each has its own"),
            ((date(2008, 5, 1), 1),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers for each batch that pays two firms or more."""
        if not (view.held(DocumentKind.PAYMENT) or view.held(DocumentKind.FUND_NOTICE)):
            yield self.not_held(DocumentKind.PAYMENT)
            return
        batches = _batches(view)
        together = {subject: payees for subject, payees in batches.items() if len(payees) > 1}
        register = _register(view, {firm for payees in together.values() for firm in payees})
        hubs = _hubs(view)
        allowed = params.whole("payees", view.assessed_on)
        for subject, payees in sorted(together.items(), key=lambda item: (item[0].kind, item[0].id)):
            for payee in payees.values():
                _fill(payee, register)
            if allowed is None:
                rows = {row for payee in payees.values() for row in payee.rows}
                yield self.excluded(subject, sentence("rules-before-force"), rows)
            else:
                yield from self._judge(subject, payees, hubs, allowed)

    def _judge(self, subject: Subject, payees: dict[str, _Payee], hubs: _Hubs, allowed: int) -> Iterator[Answer]:
        left = dict(payees)
        for group, shared in _sharing(left, lambda payee: _own(payee, hubs)):
            if len(group) <= allowed:
                continue
            kinds = tuple(kind for kind in ContactKind if any(kind is one for one, _ in shared))
            rows = {row for payee in group for row in (*payee.rows, *_proof(payee, shared))}
            is_sure = hubs.is_held and all(payee.tier == EvidenceTier.A for payee in group)
            yield self.flag(
                subject,
                sentence("rule-f06-flag", payees=len(group), kinds=kinds),
                rows,
                value=str(len(group)),
                threshold=str(allowed),
                confidence=Confidence.HIGH if is_sure else Confidence.MEDIUM,
            )
            for payee in group:
                del left[payee.firm_id]
        yield from self._rest(subject, left, payees, allowed)

    def _rest(
        self, subject: Subject, left: dict[str, _Payee], payees: dict[str, _Payee], allowed: int
    ) -> Iterator[Answer]:
        """Payees that share nothing for certain: unknown, sharing what many share, or alone."""
        unsure = {name for payee in left.values() for name in payee.open_names}
        for group, names in _sharing(left, lambda payee: payee.names & unsure):
            rows = {row for payee in group for row in (*payee.rows, *payee.naming(names))}
            yield self.unknown(subject, sentence("rule-f06-same-name", payees=len(group)), rows)
            for payee in group:
                del left[payee.firm_id]
        if unknown := [payee for payee in left.values() if not _is_comparable(payee, payees)]:
            said = sentence("rule-f06-unknown", payees=len(unknown))
            yield self.unknown(subject, said, {row for payee in unknown for row in payee.rows})
            for payee in unknown:
                del left[payee.firm_id]
        for group, shared in _sharing(left, lambda payee: set(payee.contacts)):
            rows = {row for payee in group for row in (*payee.rows, *_proof(payee, shared))}
            yield self._alone(subject, sentence("rule-f06-hub", payees=len(group)), rows, allowed)
            for payee in group:
                del left[payee.firm_id]
        if left:
            rows = {row for payee in left.values() for row in payee.rows}
            yield self._alone(subject, sentence("rule-f06-pass", payees=len(left)), rows, allowed)

    def _alone(self, subject: Subject, said: Sentence, rows: Iterable[Evidence], allowed: int) -> Answer:
        return self.passed(subject, said, rows, value="1", threshold=str(allowed))


@dataclass(frozen=True, slots=True)
class _Hubs:
    """Contacts that many firms rightly share, with the days on which they count."""

    is_held: bool
    phones: dict[str, list[Row]]
    addresses: dict[str, list[Row]]

    def holds(self, contact: Contact, days: set[date]) -> bool:
        """Whether a contact is one of these on a day of payment (any day where none is known)."""
        return any(_lasts(row, days) for row in self._bearing(*contact))

    def _bearing(self, kind: ContactKind, value: str) -> Iterator[Row]:
        """A room in a hub is at the hub."""
        if kind is ContactKind.PHONE:
            yield from self.phones.get(value, ())
        elif kind is ContactKind.ADDRESS:
            for address, rows in self.addresses.items():
                if value.startswith(address):
                    yield from rows


def _lasts(row: Row, days: set[date]) -> bool:
    """Whether a row is in force on one of some days, both ends included; where no day is known it is."""
    return not days or any(lasts_on(row["since"], row["until"], day) for day in days)


def _own(payee: _Payee, hubs: _Hubs) -> set[Contact]:
    return {contact for contact in payee.contacts if not hubs.holds(contact, payee.days)}


def _sharing(payees: dict[str, _Payee], of: Any) -> list[tuple[list[_Payee], set[Any]]]:
    """Groups of payees that hang together by what they share, with what that is."""
    bearers: dict[Any, list[str]] = defaultdict(list)
    for firm, payee in payees.items():
        for one in of(payee):
            bearers[one].append(firm)
    shared = {one: firms for one, firms in bearers.items() if len(firms) > 1}
    graph: nx.Graph[str] = nx.Graph()
    for firms in shared.values():
        nx.add_path(graph, firms)
    groups = [sorted(group) for group in nx.connected_components(graph)]
    return [
        ([payees[firm] for firm in group], {one for one, firms in shared.items() if firms[0] in group})
        for group in sorted(groups)
    ]


def _proof(payee: _Payee, shared: set[Contact]) -> set[Evidence]:
    return {row for contact in shared & set(payee.contacts) for row in payee.contacts[contact]}


def _is_comparable(payee: _Payee, payees: dict[str, _Payee]) -> bool:
    return any(payee.kinds & other.kinds for other in payees.values() if other is not payee)


def _fill(payee: _Payee, register: _Register) -> None:
    """Add what the registers know of a payee to what its payments say."""
    for contact, rows in register.contacts.get(payee.firm_id, {}).items():
        payee.contacts[contact] |= rows
    for row, proof in register.heads.get(payee.firm_id, ()):
        if _lasts(row, payee.days):
            name = person_name(row["person"])
            if row["person_tier"] == EvidenceTier.D:
                payee.open_names[name].add(proof)
            else:
                payee.contacts[ContactKind.HEAD, row["person_id"]].add(proof)
                payee.known_names[name].add(proof)
    for name, rows in register.names.get(payee.firm_id, {}).items():
        if name not in payee.known_names:
            payee.open_names[name] |= rows


def _batches(view: View) -> dict[Subject, dict[str, _Payee]]:
    """Firms paid or announced, by notice or by programme, batch and year."""
    notices = {squash(row["title"]): row for row in reversed(view.rows("fund_notice")) if row["title"]}
    by_id = {row["id"]: row for row in view.rows("fund_notice")}
    publishers = _publishers(view)
    batches: dict[Subject, dict[str, _Payee]] = defaultdict(dict)
    for row in _of_firms(view, "payment", payer="unit"):
        notice = notices.get(squash(row["notice_title"]))
        subject = _subject(notice, publishers) if notice else _programme(row)
        payee = batches[subject].setdefault(row["payee_id"], _Payee(row["payee_id"]))
        _add(payee, "payment", row)
        if row["paid_on"]:
            payee.days.add(row["paid_on"])
    for row in _of_firms(view, "fund_item"):
        notice = notices.get(squash(by_id[row["notice_id"]]["title"]), by_id[row["notice_id"]])
        payees = batches[_subject(notice, publishers)]
        _add(payees.setdefault(row["payee_id"], _Payee(row["payee_id"])), "fund_item", row)
    return batches


def _add(payee: _Payee, table: str, row: Row) -> None:
    place = evidence(table, row)
    payee.rows.add(place)
    payee.tier = max(payee.tier, row["payee_tier"])
    for contact in _contacts(row):
        payee.contacts[contact].add(place)


def _contacts(row: Row) -> list[Contact]:
    found: list[Contact] = []
    if row.get("phone_hash"):
        found.append((ContactKind.PHONE, row["phone_hash"]))
    address = squash(row.get("address"))
    if address and _DOOR.search(address):
        found.append((ContactKind.ADDRESS, address))
    return found


def _subject(notice: Row, publishers: dict[str, str]) -> Subject:
    return Subject("notice", notice["id"], publishers.get(notice["id"]))


def _programme(row: Row) -> Subject:
    """The programme, batch and year of a payment whose notice is not known."""
    day = row["paid_on"] or row["benefit_month"]
    parts = (programme_key(row["programme"]), squash(row["batch_name"]) or None, str(day.year) if day else None)
    if row["notice_title"]:
        parts = squash(row["notice_title"]), None, None
    return Subject("programme", ":".join(["programme", *(part for part in parts if part)]), row["payer_id"])


def _of_firms(view: View, table: str, **roles: str) -> list[Row]:
    """Rows of a table whose payee is a firm, with who it is."""
    facts = named(view, table, payee="payee", **roles)
    organisation = view.table("organisation")
    firms = organisation.filter(organisation.kind == "firm").select(firm_id="organisation_id")
    found = facts.inner_join(firms, facts.payee_id == firms.firm_id).order_by("id")
    return _rows(found)


def _publishers(view: View) -> dict[str, str]:
    mention = view.table("mention")
    chosen = mention.filter((mention.record_table == "fund_notice") & (mention.role == "publisher"))
    return {row["record_id"]: row["organisation_id"] for row in _rows(chosen)}


def _register(view: View, firms: set[str]) -> _Register:
    contacts: dict[str, dict[Contact, set[Evidence]]] = defaultdict(lambda: defaultdict(set))
    names: dict[str, dict[str, set[Evidence]]] = defaultdict(lambda: defaultdict(set))
    heads: dict[str, list[tuple[Row, Evidence]]] = defaultdict(list)
    for row in _rows(named(view, "firm", naming(view, "firm", "firm", firms), firm="firm")):
        place = evidence("firm", row)
        for contact in _contacts(row):
            contacts[row["firm_id"]][contact].add(place)
        if row["legal_representative"]:
            names[row["firm_id"]][person_name(row["legal_representative"])].add(place)
    officers = naming(view, "firm_officer", "firm", firms).filter(lambda t: t.role.isin(_HEADS))
    for row in _rows(named(view, "firm_officer", officers, firm="firm", person="officer")):
        heads[row["firm_id"]].append((row, evidence("firm_officer", row)))
    return _Register(contacts, names, heads)


def _hubs(view: View) -> _Hubs:
    phones, addresses = defaultdict(list), defaultdict(list)
    for row in view.rows("hub_address"):
        if row["phone_hash"]:
            phones[row["phone_hash"]].append(row)
        if address := squash(row["address"]):
            addresses[address].append(row)
    return _Hubs(view.held(DocumentKind.HUB_ADDRESS), phones, addresses)


def _rows(table: ir.Table) -> list[Row]:
    found: list[Row] = table.to_pyarrow().to_pylist()
    return found
