"""A contracting process as purchases and bids.

Flows in: a `Process`. Flows out: a `Purchase` for each award and supplier and for each lot without an award, and a
`Bid` for each tenderer of each lot. Amounts are taken in yuan or not at all; a joint award or bid has no amount of its
own for each firm. Organisations are known by their credit code; identifiers of other schemes have no column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from decimal import Decimal

from analytics.reading.members import CHINA, Members, Part, warn_all
from analytics.reading.persons import is_credit_code
from analytics.reading.publications.ocds.processes import Process
from analytics.reading.records import Record
from models.language import Message
from models.money import plain
from models.places import Locator
from models.tables import Bid, Purchase
from models.vocabulary import BidOutcome, PurchaseCategory, PurchaseMethod, PurchaseOrigin

# What the four codes of the standard say for certain; `limited` may be a negotiation, an inquiry or another way.
_METHODS = {
    "open": PurchaseMethod.OPEN,
    "selective": PurchaseMethod.INVITED,
    "limited": PurchaseMethod.OTHER,
    "direct": PurchaseMethod.SINGLE_SOURCE,
}
_NOT_BIDS = frozenset({"invited"})
_OUT = {"disqualified": BidOutcome.REJECTED, "withdrawn": BidOutcome.WITHDRAWN}
_NO_AWARD = frozenset({"pending", "cancelled", "unsuccessful"})
_CALLED_OFF = frozenset({"cancelled", "unsuccessful", "withdrawn"})
_MOST_ROWS = 5_000  # of one bid or award: tenderers times lots
_PHONE = re.compile(r"\+?[0-9]{7,20}", re.ASCII)


@dataclass(slots=True)
class _Firm:
    """An organisation as a reference and the list of parties describe it."""

    name: str | None
    key: str | None
    code: str | None = None
    address: str | None = None
    phone: str | None = None
    other: list[str] = field(default_factory=list)  # identifiers of other schemes, scheme:id
    warnings: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class _Tender:
    """What all lots of a process share."""

    number: str
    title: str | None
    buyer: _Firm | None
    agent: _Firm | None
    method: PurchaseMethod | None
    category: str | None
    announced: date | datetime | None
    due: date | datetime | None
    budget: Decimal | None
    budget_item: str | None
    fiscal_year: int | None
    bidders: int | None
    bidders_place: Locator | None
    warnings: list[Message]
    extra: dict[str, object]


def read_process(process: Process, members: Members) -> list[Record]:
    """The purchases and bids of a process; one that tells of neither is refused."""
    return _Reader(process, members).records()


class _Reader:
    """One process and the lists that its parts refer to."""

    def __init__(self, process: Process, members: Members) -> None:
        self._process, self._members = process, members
        self._release = process.release
        self._zone: timezone | None = CHINA if process.counts_yuan else None
        self._warnings = list(process.warnings)
        ask, release, doubts = members, self._release, self._warnings
        self._tender = ask.part(release, "tender", doubts)
        self._parties = self._by_id(ask.parts(release, "parties", doubts))
        self._lots = self._by_id(ask.parts(self._tender, "lots", doubts))
        self._awards = ask.parts(release, "awards", doubts)
        self._contracts: dict[str, list[Part]] = {}
        for contract in ask.parts(release, "contracts", doubts):
            self._contracts.setdefault(ask.text(contract, "awardID") or "", []).append(contract)
        self._won: dict[str | None, set[str]] = {}  # lot -> firms that it was awarded to

    def records(self) -> list[Record]:
        if self._tender is None and not self._awards and not self._contracts:
            self._members.refuse(self._release.locator, "ocds-nothing-bought")
            return []
        shared = self._shared()
        awards = [award for award in self._awards if self._members.text(award, "status") not in _NO_AWARD]
        purchases: list[Record] = []
        covered: set[str] = set()
        for award in awards:
            lots = self._lots_of(award)
            covered.update(lots)
            purchases += self._awarded(award, lots, shared)
        if not any(award for award in awards if not self._lots_of(award)):
            purchases += [self._lot(lot, part, shared) for lot, part in self._lots.items() if lot not in covered]
        if not purchases:
            purchases = [self._plain(shared)]
        self._refuse_loose_contracts()
        bids = self._bids(shared)
        self._count_bidders(purchases, bids, shared)
        return [*purchases, *bids]

    def _by_id(self, parts: Sequence[Part]) -> dict[str, Part]:
        found: dict[str, Part] = {}
        for part in parts:
            key = self._members.text(part, "id")
            if key is None:
                self._members.refuse(part.place("id"), "ocds-id-missing", self._warnings)
            elif key in found:
                self._members.refuse(part.place("id"), "ocds-id-twice", self._warnings)
            else:
                found[key] = part
        return found

    def _shared(self) -> _Tender:
        ask, tender, doubts = self._members, self._tender, self._warnings
        period = ask.part(tender, "tenderPeriod", doubts)
        budget = ask.part(ask.part(self._release, "planning", doubts), "budget", doubts)
        procuring = self._firm(ask.part(tender, "procuringEntity", doubts))
        buyer = self._firm(ask.part(self._release, "buyer", doubts)) or procuring
        agent = procuring if procuring and buyer and procuring.name != buyer.name else None
        announced = ask.moment(period, "startDate", doubts, self._zone)
        due = ask.moment(period, "endDate", doubts, self._zone)
        if period is not None and announced is not None and due is not None and str(due)[:10] < str(announced)[:10]:
            ask.refuse(period.place("endDate"), "ocds-period-reversed", doubts)
            due = None
        status = ask.text(tender, "status", doubts)
        if status in _CALLED_OFF:
            doubts.append(Message("ocds-tender-called-off", {}))
        extra: dict[str, object] = {"ocid": self._process.ocid}
        if tender_id := ask.text(tender, "id"):
            extra["tender_id"] = tender_id
        if announced is not None or due is not None:
            extra["period"] = {"from": announced and announced.isoformat(), "until": due and due.isoformat()}
        return _Tender(
            number=self._process.ocid,
            title=ask.text(tender, "title", doubts) or ask.text(tender, "description"),
            buyer=buyer,
            agent=agent,
            method=self._method(doubts),
            category=self._category(tender, doubts),
            announced=announced,
            due=due,
            budget=ask.yuan(budget, "amount", doubts)
            if budget and "amount" in budget
            else ask.yuan(tender, "value", doubts),
            budget_item=ask.text(budget, "project") or ask.text(budget, "description"),
            fiscal_year=self._fiscal_year(budget),
            bidders=ask.count(tender, "numberOfTenderers", doubts),
            bidders_place=tender.place("numberOfTenderers") if tender and "numberOfTenderers" in tender else None,
            warnings=[*doubts, *(buyer.warnings if buyer else ())],
            extra=extra,
        )

    def _method(self, doubts: list[Message]) -> PurchaseMethod | None:
        """The way of buying: the code, made precise by the office's own words where both agree."""
        code = self._members.text(self._tender, "procurementMethod", doubts)
        details = self._members.text(self._tender, "procurementMethodDetails") or ""
        told = next((method for method in PurchaseMethod if method.zh in details), None)
        known = _METHODS.get(code or "")
        if code is not None and known is None and self._tender is not None:
            self._members.refuse(
                self._tender.place("procurementMethod"), "ocds-code-unknown", doubts, member="procurementMethod"
            )
        if known is None or told is None:
            return known or told
        if told.is_open != known.is_open:
            doubts.append(Message("ocds-method-differs", {}))
            return known
        return told

    def _category(self, part: Part | None, doubts: list[Message]) -> str | None:
        code = self._members.text(part, "mainProcurementCategory", doubts)
        if code is None or part is None:
            return None
        if code in set(PurchaseCategory):
            return str(PurchaseCategory(code))
        self._members.refuse(
            part.place("mainProcurementCategory"), "ocds-code-unknown", doubts, member="mainProcurementCategory"
        )
        return None

    def _fiscal_year(self, budget: Part | None) -> int | None:
        """The calendar year of the budget, if it lies within one."""
        period = self._members.part(budget, "period")
        first = self._members.day(period, "startDate", [], self._zone)
        last = self._members.day(period, "endDate", [], self._zone)
        return first.year if first and last and first.year == last.year else None

    def _firm(self, reference: Part | None) -> _Firm | None:
        """An organisation: what the reference says, else what the party of the same id says."""
        if reference is None:
            return None
        ask = self._members
        key = ask.text(reference, "id")
        party = self._parties.get(key or "")
        firm = _Firm(ask.text(reference, "name") or (ask.text(party, "name") if party else None), key)
        if firm.name is None:
            identifier = ask.part(party, "identifier") or ask.part(reference, "identifier")
            firm.name = ask.text(identifier, "legalName")
        for part in (reference, party):
            if part is None:
                continue
            identifiers = [ask.part(part, "identifier"), *ask.parts(part, "additionalIdentifiers")]
            for identifier in identifiers:
                self._identify(firm, identifier)
            firm.address = firm.address or self._address(ask.part(part, "address"))
            firm.phone = firm.phone or self._phone(ask.part(part, "contactPoint"), firm)
        if firm.code is None and firm.key and is_credit_code(firm.key[-18:]):
            firm.code = firm.key[-18:]
        if firm.other and firm.code is None:
            firm.warnings.append(Message("ocds-identifier-not-kept", {}))
        return firm

    def _identify(self, firm: _Firm, identifier: Part | None) -> None:
        scheme = self._members.text(identifier, "scheme") or ""
        number = (self._members.text(identifier, "id") or "").upper()
        if not number or identifier is None:
            return
        if is_credit_code(number):
            firm.code = firm.code or number
        elif scheme.startswith("CN-") and len(number) == 18:
            self._members.refuse(identifier.place("id"), "ocds-credit-code-invalid", firm.warnings)
        elif (other := f"{scheme}:{number}") not in firm.other:
            firm.other.append(other)

    def _address(self, address: Part | None) -> str | None:
        """One line: from the largest to the street where it is Chinese, else the other way round."""
        keys = ("region", "locality", "streetAddress")
        parts = [text for key in keys if (text := self._members.text(address, key))]
        whole = "".join(parts)
        if any("\u4e00" <= sign <= "\u9fff" for sign in whole):
            street = parts[-1] if parts else ""
            return street if all(part in street for part in parts[:-1]) else whole
        return ", ".join(reversed(parts)) or None

    def _phone(self, contact: Part | None, firm: _Firm) -> str | None:
        written = self._members.text(contact, "telephone")
        bare = re.sub(r"[\s()（）-]", "", written or "")
        if not bare or contact is None:
            return None
        if not _PHONE.fullmatch(bare):
            self._members.refuse(contact.place("telephone"), "ocds-phone-unreadable", firm.warnings)
            return None
        return bare.removeprefix("+86")

    def _lots_of(self, part: Part) -> list[str]:
        """The lots that an award or a bid is about; the only lot where it names none."""
        named = self._members.texts(part, "relatedLots")
        if not named:
            items = self._members.parts(part, "items")
            named = [lot for item in items if (lot := self._members.text(item, "relatedLot"))]
        named = list(dict.fromkeys(named))
        return named or (list(self._lots) if len(self._lots) == 1 else [])

    def _record(self, place: Locator, shared: _Tender, lot: str | None, lot_part: Part | None) -> Record:
        """A purchase with what the tender and the lot say."""
        doubts = list(shared.warnings)
        title = self._members.text(lot_part, "title") if lot_part is not None else None
        title = " ".join(filter(None, (shared.title, title))) if title != shared.title else title
        budget = self._members.yuan(lot_part, "value", doubts) if lot_part is not None and "value" in lot_part else None
        if budget is None and len(self._lots) <= 1:
            budget = shared.budget
        record = Record(
            Purchase,
            {
                "number": shared.number,
                "lot": lot,
                "title": title or None,
                "buyer": shared.buyer.name if shared.buyer else None,
                "buyer_code": shared.buyer.code if shared.buyer else None,
                "agent": shared.agent.name if shared.agent else None,
                "budget_item": shared.budget_item,
                "category": (self._category(lot_part, doubts) if lot_part else None) or shared.category,
                "method": None if shared.method is None else str(shared.method),
                "fiscal_year": shared.fiscal_year,
                "budget_amount": budget,
                "amount": None,
                "announced_on": _day(shared.announced),
                "bids_due": _day(shared.due),
                "bidders": None,
                "awarded_on": None,
                "contract_on": None,
                "supplier": None,
                "supplier_code": None,
                "origin": str(PurchaseOrigin.OCDS),
            },
            place,
            extra=dict(shared.extra),
        )
        if period := self._members.part(self._tender, "tenderPeriod"):
            record.places |= {"announced_on": period.place("startDate"), "bids_due": period.place("endDate")}
        warn_all(record, doubts)
        return record

    def _finished(self, record: Record) -> Record:
        """A purchase needs a title; where nobody gave it one, its number stands for it."""
        if record.values["title"] is None:
            record.values["title"] = self._process.ocid
            record.warn("ocds-title-missing")
        record.label = record.values["title"]
        return record

    def _plain(self, shared: _Tender) -> Record:
        part = self._tender or self._release
        return self._finished(self._record(part.locator, shared, None, None))

    def _lot(self, lot: str, part: Part, shared: _Tender) -> Record:
        return self._finished(self._record(part.locator, shared, lot, part))

    def _awarded(self, award: Part, lots: list[str], shared: _Tender) -> list[Record]:
        """One purchase for each supplier of an award."""
        ask = self._members
        doubts: list[Message] = []
        suppliers = [firm for part in ask.parts(award, "suppliers", doubts) if (firm := self._firm(part)) is not None]
        if len(suppliers) > _MOST_ROWS:
            ask.refuse(award.place("suppliers"), "ocds-too-many-firms")
            return []
        if not suppliers:
            ask.refuse(award.place("suppliers"), "ocds-supplier-missing", doubts)
        if len(suppliers) > 1:
            doubts.append(Message("ocds-award-joint", {"count": str(len(suppliers))}))
        if len(lots) > 1:
            doubts.append(Message("ocds-award-several-lots", {"count": str(len(lots))}))
        award_id = ask.text(award, "id")
        contracts = self._contracts.get(award_id or "-", [])
        amount, place = self._award_amount(award, contracts, doubts)
        lot = "、".join(lots) or None
        about: list[str | None] = [*lots] or [None]
        for one in about:
            self._won.setdefault(one, set()).update(_key(firm) for firm in suppliers)
        records = []
        named: list[_Firm | None] = [*suppliers] or [None]
        for firm in named:
            record = self._record(award.locator, shared, lot, self._lots.get(lots[0]) if len(lots) == 1 else None)
            record.values["title"] = record.values["title"] or ask.text(award, "title")
            record.values |= {
                "awarded_on": ask.day(award, "date", doubts, self._zone),
                "contract_on": self._signed(contracts, doubts),
                "amount": amount if len(suppliers) <= 1 else None,
                "supplier": firm.name if firm else None,
                "supplier_code": firm.code if firm else None,
            }
            record.places |= {"amount": place} if amount is not None and len(suppliers) <= 1 else {}
            record.extra |= {"award_id": award_id, **_as_stated(award)}
            if firm is not None and firm.other:
                record.extra["supplier_identifiers"] = list(firm.other)
            warn_all(record, [*doubts, *(firm.warnings if firm else ())])
            records.append(self._finished(record))
        return records

    def _award_amount(
        self, award: Part, contracts: list[Part], doubts: list[Message]
    ) -> tuple[Decimal | None, Locator]:
        """What was awarded; where the award has no value, what its only contract is worth."""
        ask = self._members
        awarded = ask.yuan(award, "value", doubts)
        contracted = ask.yuan(contracts[0], "value", doubts) if len(contracts) == 1 else None
        if awarded is None and "value" not in award and contracted is not None:
            return contracted, contracts[0].place("value")
        if awarded is not None and contracted is not None and awarded != contracted:
            doubts.append(Message("ocds-contract-differs", {"award": plain(awarded), "contract": plain(contracted)}))
        return awarded, award.place("value")

    def _signed(self, contracts: list[Part], doubts: list[Message]) -> date | None:
        """When the first contract was signed."""
        days = [self._members.day(contract, "dateSigned", doubts, self._zone) for contract in contracts]
        return min((day for day in days if day is not None), default=None)

    def _refuse_loose_contracts(self) -> None:
        known = {self._members.text(award, "id") for award in self._awards}
        for award_id, contracts in self._contracts.items():
            if award_id not in known:
                for contract in contracts:
                    self._members.refuse(contract.locator, "ocds-contract-without-award")

    def _bids(self, shared: _Tender) -> list[Record]:
        """The bids that are told of one by one, else those who tendered."""
        ask = self._members
        details = ask.parts(ask.part(self._release, "bids", self._warnings), "details", self._warnings)
        records: list[Record] = []
        for bid in details:
            if ask.text(bid, "status") not in _NOT_BIDS:
                records += self._bid(bid, shared)
        if not details:
            lot = next(iter(self._lots)) if len(self._lots) == 1 else None
            for part in ask.parts(self._tender, "tenderers", self._warnings):
                firm = self._firm(part)
                if firm is not None and (record := self._bidder(part, firm, shared, lot)) is not None:
                    records.append(record)
        return records

    def _bid(self, bid: Part, shared: _Tender) -> list[Record]:
        ask = self._members
        doubts: list[Message] = []
        tenderers = ask.parts(bid, "tenderers", doubts)
        lots: list[str | None] = [*self._lots_of(bid)] or [None]
        if len(tenderers) * len(lots) > _MOST_ROWS:
            ask.refuse(bid.place("tenderers"), "ocds-too-many-firms")
            return []
        if not tenderers:
            ask.refuse(bid.place("tenderers"), "ocds-bidder-missing")
        if len(tenderers) > 1:
            doubts.append(Message("ocds-bid-joint", {"count": str(len(tenderers))}))
        if len(lots) > 1:
            doubts.append(Message("ocds-bid-several-lots", {"count": str(len(lots))}))
        is_own = len(tenderers) == 1 and len(lots) == 1
        amount = ask.yuan(bid, "value", doubts)
        status = ask.text(bid, "status", doubts)
        submitted = ask.day(bid, "date", doubts, self._zone)
        records = []
        for part in tenderers:
            firm = self._firm(part)
            for lot in lots:
                if firm is None or (record := self._bidder(part, firm, shared, lot)) is None:
                    continue
                record.values |= {"amount": amount if is_own else None, "submitted_on": submitted}
                if status in _OUT:
                    record.values["outcome"] = str(_OUT[status])
                if is_own and amount is not None:
                    record.places["amount"] = bid.place("value")
                record.locator = bid.locator
                record.extra |= _as_stated(bid)
                warn_all(record, doubts)
                records.append(record)
        return records

    def _bidder(self, part: Part, firm: _Firm, shared: _Tender, lot: str | None) -> Record | None:
        if firm.name is None:
            self._members.refuse(part.place("name"), "ocds-bidder-missing")
            return None
        won = self._won.get(lot) or self._won.get(None)
        outcome = None if not won else BidOutcome.WON if _key(firm) in won else BidOutcome.LOST
        record = Record(
            Bid,
            {
                "purchase_number": shared.number,
                "lot": lot,
                "bidder": firm.name,
                "bidder_code": firm.code,
                "amount": None,
                "address": firm.address,
                "outcome": None if outcome is None else str(outcome),
            },
            part.locator,
            label=firm.name,
            is_row=False,
            extra={"identifiers": list(firm.other)} if firm.other else {},
            secrets={"phone": firm.phone} if firm.phone else {},
        )
        warn_all(record, [*self._process.warnings, *firm.warnings])
        return record

    def _count_bidders(self, purchases: list[Record], bids: list[Record], shared: _Tender) -> None:
        """How many bid for each lot: as the tender states it, else as many as are told of one by one."""
        counted: dict[str | None, set[str]] = {}
        for bid in bids:
            if bid.values.get("outcome") != BidOutcome.WITHDRAWN:
                counted.setdefault(bid.values["lot"], set()).add(bid.values["bidder_code"] or bid.values["bidder"])
        by_one = bool(self._release.members.get("bids"))
        for purchase in purchases:
            told = counted.get(purchase.values["lot"])
            stated = shared.bidders if len(self._lots) <= 1 else None
            purchase.values["bidders"] = stated if stated is not None else len(told) if told else None
            if stated is not None and shared.bidders_place is not None:
                purchase.places["bidders"] = shared.bidders_place
            if stated is not None and told and by_one and stated != len(told):
                purchase.warn("ocds-bidders-differ", stated=stated, counted=len(told))


def _key(firm: _Firm) -> str:
    return firm.code or firm.key or firm.name or ""


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _as_stated(part: Part) -> dict[str, object]:
    """The value of an award or bid as it is written, whatever its currency."""
    value = part.members.get("value")
    if not isinstance(value, Part) or not isinstance(value.members.get("amount"), int | Decimal):
        return {}
    return {"value": {"amount": str(value.members["amount"]), "currency": value.members.get("currency")}}
