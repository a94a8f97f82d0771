"""Open standards: purchases as OCDS 1.1 release packages, ownership as BODS 0.4 statements.

Flows in: records of purchases with their bids, of firms with their officers and holdings. Flows out: JSON documents whose
identifiers follow from the records. Natural persons bear names there as the register of firms shows them, and no
number. What a standard has no word for (a supervisor, a legal representative that holds nothing) stands in the registers alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from data_sim.publishing.kinds.columns import Record
from models.vocabulary import PurchaseMethod

_METHODS: Final = {"open": "open", "invited": "selective", "single_source": "direct"}
_SOURCE_OF_CODE: Final = "CN-USCC"
_STATUS_OF_BID: Final = {"rejected": "disqualified", "withdrawn": "withdrawn"}
_INTERESTS: Final = {"shareholder": "shareholding", "director": "boardMember", "manager": "seniorManagingOfficial"}


def publish_purchases(
    purchases: Sequence[Record], bids: Iterable[Record], publisher: str, published: date, path: Path
) -> Path:
    """Write a release package: one compiled release for each purchase number, its lots, bids, awards and contracts."""
    of_purchase: dict[str, list[Record]] = defaultdict(list)
    for bid in bids:
        of_purchase[str(bid["purchase_number"])].append(bid)
    numbers: dict[str, list[Record]] = defaultdict(list)
    for purchase in purchases:
        numbers[str(purchase["number"])].append(purchase)
    package = {
        "uri": f"https://data.example.gov.cn/ocds/{_key(publisher, published.isoformat())}.json",
        "version": "1.1",
        "publishedDate": _moment(published),
        "publisher": {"name": publisher},
    }
    releases = _lines(_release(number, lots, of_purchase[number]) for number, lots in numbers.items())
    return _write(f'{json.dumps(package, ensure_ascii=False)[:-1]}, "releases": {releases}}}\n', path)


def _release(number: str, lots: Sequence[Record], bids: Sequence[Record]) -> dict[str, Any]:
    head = lots[0]
    parties = _Parties()
    buyer = parties.ref(str(head["buyer"]), head.get("buyer_code"), "buyer")
    agent = parties.ref(str(head["agent"]), None, "procuringEntity") if head.get("agent") else None
    release: dict[str, Any] = {
        "ocid": f"ocds-lanting-{_key(number)}",
        "id": _key(number, "release"),
        "date": _moment(_latest(lots)),
        "tag": ["compiled"],
        "initiationType": "tender",
        "language": "zh",
        "buyer": buyer,
        "tender": _tender(head, lots, agent, bids),
        "bids": {"details": [_bid(n, bid, parties) for n, bid in enumerate(bids, start=1)]},
        "awards": [_award(lot, parties) for lot in lots if lot.get("supplier")],
        "contracts": [_contract(lot) for lot in lots if lot.get("contract_on") and lot.get("supplier")],
    }
    if head.get("budget_item"):
        release["planning"] = {"budget": {"description": head["budget_item"]}}
    return {**release, "parties": parties.listed}


class _Parties:
    """The organisations of a release, each listed once."""

    def __init__(self) -> None:
        self.listed: list[dict[str, Any]] = []
        self._known: dict[str, dict[str, Any]] = {}

    def ref(self, name: str, code: Any, role: str, about: Record | None = None) -> dict[str, str]:
        """A reference to an organisation by its code, else by its name; its role is added to what is known of it."""
        key = str(code or name)
        party = self._known.get(key)
        if party is None:
            party = {"id": str(code or _key(name)), "name": name, "roles": []}
            if code:
                party["identifier"] = {"scheme": _SOURCE_OF_CODE, "id": str(code), "legalName": name}
            if about is not None and about.get("address"):
                party["address"] = {"streetAddress": about["address"]}
            if about is not None and about.get("phone"):
                party["contactPoint"] = {"telephone": about["phone"]}
            self._known[key] = party
            self.listed.append(party)
        if role not in party["roles"]:
            party["roles"].append(role)
        return {"id": party["id"], "name": name}


def _tender(
    head: Record, lots: Sequence[Record], agent: dict[str, str] | None, bids: Sequence[Record]
) -> dict[str, Any]:
    tender: dict[str, Any] = {
        "id": head["number"],
        "title": head["title"],
        "procurementMethod": _METHODS.get(str(head["method"]), "limited"),
        "procurementMethodDetails": PurchaseMethod(str(head["method"])).zh,
        "mainProcurementCategory": head["category"],
        "lots": [_lot(lot) for lot in lots],
    }
    if agent is not None:
        tender["procuringEntity"] = agent
    budgets = [lot["budget_amount"] for lot in lots if lot.get("budget_amount") is not None]
    if budgets:
        tender["value"] = _value(sum(budgets, Decimal(0)))
    period = {"startDate": head.get("announced_on"), "endDate": head.get("bids_due")}
    days = {key: _moment(day) for key, day in period.items() if day is not None}
    if days:
        tender["tenderPeriod"] = days
    if len(lots) == 1 and head.get("bidders") is not None:
        tender["numberOfTenderers"] = head["bidders"]
    return tender


def _lot(lot: Record) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": str(lot.get("lot") or "1"), "title": lot["title"]}
    return {**shown, "value": _value(lot["budget_amount"])} if lot.get("budget_amount") is not None else shown


def _bid(number: int, bid: Record, parties: _Parties) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": str(number),
        "status": _STATUS_OF_BID.get(str(bid.get("outcome")), "valid"),
        "tenderers": [parties.ref(str(bid["bidder"]), bid.get("bidder_code"), "tenderer", bid)],
        "relatedLots": [str(bid.get("lot") or "1")],
    }
    if bid.get("submitted_on"):
        shown["date"] = _moment(bid["submitted_on"])
    if bid.get("amount") is not None:
        shown["value"] = _value(bid["amount"])
    return shown


def _award(lot: Record, parties: _Parties) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": f"a{lot.get('lot') or '1'}",
        "status": "active",
        "suppliers": [parties.ref(str(lot["supplier"]), lot.get("supplier_code"), "supplier")],
        "relatedLots": [str(lot.get("lot") or "1")],
    }
    if lot.get("awarded_on"):
        shown["date"] = _moment(lot["awarded_on"])
    return {**shown, "value": _value(lot["amount"])} if lot.get("amount") is not None else shown


def _contract(lot: Record) -> dict[str, Any]:
    return {
        "id": f"c{lot.get('lot') or '1'}",
        "awardID": f"a{lot.get('lot') or '1'}",
        "status": "active",
        "dateSigned": _moment(lot["contract_on"]),
    }


def publish_ownership(
    firms: Sequence[Record],
    officers: Iterable[Record],
    holdings: Iterable[Record],
    publisher: str,
    published: date,
    path: Path,
) -> Path:
    """Write ownership statements: an entity for each firm, a person for each holder or officer, their relationships."""
    statements: list[dict[str, Any]] = []
    known: dict[str, str] = {}
    about = {"publicationDate": published.isoformat(), "bodsVersion": "0.4", "publisher": {"name": publisher}}

    def add(kind: str, subject: str, since: date | None, details: dict[str, Any], *key: str) -> str:
        record = _key(kind, *key)
        statements.append(
            {
                "statementId": _uuid(record),
                "declarationSubject": subject or record,
                "statementDate": (since or published).isoformat(),
                "publicationDetails": about,
                "recordId": record,
                "recordStatus": "new",
                "recordType": kind,
                "recordDetails": {"isComponent": False, **details},
            }
        )
        return record

    for firm in firms:
        code = str(firm["code"])
        if code not in known:
            known[code] = add("entity", "", firm.get("founded_on"), _entity(firm), code)
    for n, role in enumerate(officers):
        subject = known.get(str(role["firm_code"]))
        interest = _INTERESTS.get(str(role["role"]))
        if subject is None or interest is None:
            continue
        holder = f"{role['person']}:{role.get('id') or n}"
        if holder not in known:
            person = {"personType": "knownPerson", "names": [{"type": "legal", "fullName": role["person"]}]}
            known[holder] = add("person", subject, role.get("since"), person, _key(holder))
        details = _relationship(subject, known[holder], interest, role, is_owner=interest == "shareholding")
        add("relationship", subject, role.get("since"), details, subject, known[holder], interest)
    for holding in holdings:
        subject, party = known.get(str(holding["firm_code"])), known.get(str(holding["holder_code"]))
        if subject is not None and party is not None:
            details = _relationship(subject, party, "shareholding", holding, is_owner=False)
            add("relationship", subject, holding.get("since"), details, subject, party, "shareholding")
    return _write(_lines(statements) + "\n", path)


def _entity(firm: Record) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "entityType": {"type": "registeredEntity"},
        "name": firm["name"],
        "identifiers": [{"scheme": _SOURCE_OF_CODE, "id": firm["code"]}],
        "jurisdiction": {"code": "CN", "name": "中国"},
    }
    if firm.get("founded_on"):
        shown["foundingDate"] = firm["founded_on"].isoformat()
    if firm.get("address"):
        shown["addresses"] = [
            {"type": "registered", "address": firm["address"], "country": {"code": "CN", "name": "中国"}}
        ]
    return shown


def _relationship(subject: str, party: str, interest: str, record: Record, is_owner: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": interest, "directOrIndirect": "direct", "beneficialOwnershipOrControl": is_owner}
    for key, column in (("startDate", "since"), ("endDate", "until")):
        if record.get(column):
            shown[key] = record[column].isoformat()
    if interest == "shareholding" and record.get("share_percent") is not None:
        shown["share"] = {"exact": _number(record["share_percent"])}
    return {"subject": subject, "interestedParty": party, "interests": [shown]}


def _value(yuan: Decimal) -> dict[str, Any]:
    return {"amount": _number(yuan), "currency": "CNY"}


def _number(value: Decimal) -> int | float:
    """A number as JSON writes it; two decimals of an amount below a hundred billion survive in a double."""
    return int(value) if value == value.to_integral_value() else float(value)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+08:00"


def _latest(lots: Sequence[Record]) -> date:
    days = [
        lot[key] for lot in lots for key in ("announced_on", "bids_due", "awarded_on", "contract_on") if lot.get(key)
    ]
    return max(days, default=date(2025, 1, 1))


def _key(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _uuid(key: str) -> str:
    text = sha256(f"statement:{key}".encode()).hexdigest()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:32]}"


def _write(text: str, path: Path) -> Path:
    path = path.with_name(f"{path.name}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _lines(items: Iterable[Any]) -> str:
    """A list of JSON, one item a line."""
    return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]"
