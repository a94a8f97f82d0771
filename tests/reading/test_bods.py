"""Ownership statements of every version become firms, officers and holdings; what is not certain is set aside."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from analytics.keys import Keys
from analytics.reading import Originals, Reading, Record, ingest, read_file
from analytics.settings import Settings
from models.tables import Firm, FirmHolding, FirmOfficer
from models.vocabulary import DocumentStatus, FirmKind, FirmRole
from tests.reading.test_privacy import number

SAMPLES = Path(__file__).parents[2] / "samples" / "standards" / "bods"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CODE = "91439903MA0000001A"
SHARE = {"type": "shareholding", "directOrIndirect": "direct", "startDate": "2020-01-01", "share": {"exact": 60}}


def entity(record: str = "firm", name: str | None = "岚汀恒岳建设有限公司", **details: Any) -> dict[str, Any]:
    known = {
        "entityType": {"type": "registeredEntity"},
        "name": name,
        "identifiers": [{"scheme": "CN-USCC", "id": CODE}],
    }
    return statement("entity", record, known | details)


def person(record: str = "person", name: str = "钟离策", **details: Any) -> dict[str, Any]:
    return statement("person", record, {"personType": "knownPerson", "names": [{"fullName": name}]} | details)


def tie(*interests: dict[str, Any], record: str = "tie", party: Any = "person", **more: Any) -> dict[str, Any]:
    details = {"subject": "firm", "interestedParty": party, "interests": list(interests)}
    return statement("relationship", record, details, **more)


def statement(kind: str, record: str, details: dict[str, Any], **more: Any) -> dict[str, Any]:
    day = more.get("statementDate", "2020-01-05")
    return {
        "statementId": f"{record}-{day}",
        "recordType": kind,
        "recordId": record,
        "recordStatus": "new",
        "statementDate": day,
        "publicationDetails": {"bodsVersion": "0.4", "publisher": {"name": "岚汀市市场监管局"}},
        "recordDetails": details,
    } | more


def read(tmp_path: Path, *statements: dict[str, Any]) -> Reading:
    path = tmp_path / "owners.json"
    path.write_text(json.dumps(list(statements), ensure_ascii=False), "utf-8")
    return read_file(path)


def of(reading: Reading, table: type) -> list[dict[str, Any]]:
    return [{k: v for k, v in r.values.items() if v is not None} for r in reading.records if r.table is table]


def codes(record: Record) -> set[str]:
    return {warning.code for warning in record.warnings}


def rejected(reading: Reading) -> set[tuple[str, str]]:
    return {(str(one.locator), one.reason.code) for one in reading.rejected}


def test_a_plain_holding_is_read_whole_and_without_any_warning(tmp_path: Path) -> None:
    secret = number()
    holder = person(identifiers=[{"scheme": "CN-ID", "id": secret}])
    reading = read(tmp_path, entity(foundingDate="2018-05-07"), holder, tie(SHARE))
    assert of(reading, Firm) == [{"name": "岚汀恒岳建设有限公司", "code": CODE, "founded_on": date(2018, 5, 7)}]
    assert of(reading, FirmOfficer) == [
        {
            "firm": "岚汀恒岳建设有限公司",
            "firm_code": CODE,
            "person": "钟离策",
            "role": FirmRole.SHAREHOLDER,
            "share_percent": "60",
            "since": date(2020, 1, 1),
            "source": "BODS",
        }
    ]
    officer = reading.records[-1]
    assert officer.secrets == {"id": secret}
    assert secret not in str([record.values for record in reading.records])
    assert str(officer.locator) == "json:/2/recordDetails/interests/0"
    assert not any(record.warnings for record in reading.records)
    assert not reading.rejected
    assert reading.publisher == "岚汀市市场监管局"


def test_an_entity_that_holds_an_entity_is_a_holding(tmp_path: Path) -> None:
    mother = entity("mother", "岚汀恒岳集团有限公司", identifiers=[])
    reading = read(tmp_path, entity(), mother, tie(SHARE, party="mother"))
    assert of(reading, FirmHolding) == [
        {
            "holder": "岚汀恒岳集团有限公司",
            "firm": "岚汀恒岳建设有限公司",
            "firm_code": CODE,
            "share_percent": "60",
            "since": date(2020, 1, 1),
        }
    ]


@pytest.mark.parametrize(
    ("share", "taken", "code"),
    [
        ({"exact": 33.4}, "33.4", None),
        ({"minimum": 25, "maximum": 25}, "25", None),
        ({"minimum": 25, "exclusiveMaximum": 50}, None, "bods-share-range"),
        ({"minimum": 25, "maximum": 25, "exclusiveMaximum": True}, None, "bods-share-range"),
        ({"minimum": 75, "maximum": 100}, None, "bods-share-range"),
        ({"exact": 101}, None, "bods-share-impossible"),
        ({"exact": -1}, None, "bods-share-impossible"),
        ({"exact": "60"}, None, "member-wrong-type"),
        (None, None, None),
    ],
)
def test_only_an_exact_share_is_a_share(share: Any, taken: str | None, code: str | None, tmp_path: Path) -> None:
    reading = read(tmp_path, entity(), person(), tie({**SHARE, "share": share}))
    officer = reading.records[-1]
    assert officer.values["share_percent"] == taken
    assert (code is None and not officer.warnings) or code in codes(officer)


@pytest.mark.parametrize(
    ("interest", "role", "code"),
    [
        ({"type": "boardMember"}, FirmRole.DIRECTOR, None),
        ({"type": "boardChair"}, FirmRole.DIRECTOR, None),
        ({"type": "senior-managing-official"}, FirmRole.MANAGER, None),
        ({"type": "votingRights"}, None, "bods-interest-not-kept"),
        ({"type": "appointmentOfBoard"}, None, "bods-interest-not-kept"),
        ({"type": "unknownInterest"}, None, "bods-interest-not-kept"),
        ({}, None, "bods-interest-not-kept"),
        ({"type": "shareholding", "directOrIndirect": "indirect"}, None, "bods-interest-indirect"),
        ({"type": "shareholding", "interestLevel": "indirect"}, None, "bods-interest-indirect"),
    ],
)
def test_an_interest_is_a_role_or_is_set_aside_with_its_pointer(
    interest: dict[str, Any], role: FirmRole | None, code: str | None, tmp_path: Path
) -> None:
    reading = read(tmp_path, entity(), person(), tie(interest))
    assert [row["role"] for row in of(reading, FirmOfficer)] == ([role] if role else [])
    assert rejected(reading) == (set() if code is None else {("json:/2/recordDetails/interests/0", code)})


@pytest.mark.parametrize(
    ("party", "code"),
    [
        ({"reason": "noBeneficialOwners"}, "bods-party-unspecified"),
        ({"unspecified": {"reason": "unknown"}}, "bods-party-unspecified"),
        ("not-in-this-file", "bods-party-unnamed"),
        (None, "bods-party-unnamed"),
        ("ghost", "bods-party-unnamed"),
    ],
)
def test_an_interested_party_that_is_not_named_is_not_nobody(party: Any, code: str, tmp_path: Path) -> None:
    ghost = person("ghost", personType="anonymousPerson")
    reading = read(tmp_path, entity(), ghost, tie(SHARE, party=party))
    assert rejected(reading) == {("json:/2/recordDetails/interestedParty", code)}
    assert not of(reading, FirmOfficer)


def test_a_later_statement_of_the_record_ends_the_earlier_one(tmp_path: Path) -> None:
    second = tie({**SHARE, "startDate": "2022-03-01", "share": {"exact": 40}}, statementDate="2022-03-05")
    closed = tie(
        {**SHARE, "startDate": "2022-03-01", "share": {"exact": 40}}, statementDate="2023-07-01", recordStatus="closed"
    )
    periods = [
        (row["share_percent"], row["since"], row.get("until"))
        for row in of(read(tmp_path, entity(), person(), tie(SHARE), second), FirmOfficer)
    ]
    assert periods == [("60", date(2020, 1, 1), date(2022, 2, 28)), ("40", date(2022, 3, 1), None)]
    ended = of(read(tmp_path, entity(), person(), tie(SHARE), second, closed), FirmOfficer)
    assert [(row["share_percent"], row["until"]) for row in ended] == [
        ("60", date(2022, 2, 28)),
        ("40", date(2023, 7, 1)),
    ]


def test_a_correction_with_the_same_first_day_leaves_one_holding(tmp_path: Path) -> None:
    corrected = tie({**SHARE, "share": {"exact": 51}}, statementDate="2020-02-01")
    rows = of(read(tmp_path, entity(), person(), tie(SHARE), corrected), FirmOfficer)
    assert [row["share_percent"] for row in rows] == ["51"]


def test_an_entity_keeps_its_last_name_and_the_former_ones(tmp_path: Path) -> None:
    renamed = statement(
        "entity", "firm", {"name": "岚汀新岳建设有限公司"}, statementDate="2021-01-01", recordStatus="updated"
    )
    (firm,) = of(read(tmp_path, entity(), renamed), Firm)
    assert (firm["name"], firm["former_names"]) == ("岚汀新岳建设有限公司", "岚汀恒岳建设有限公司")


def old_style(version: str) -> list[dict[str, Any]]:
    """The same facts as 0.2 and 0.3 write them: three types of statement, references by statement id, replacements."""
    hyphens = version == "0.2"
    interest = {
        "type": "shareholding",
        "interestLevel" if hyphens else "directOrIndirect": "direct",
        "share": {"exact": 60},
        "startDate": "2020-01-01",
    }
    publication = {"bodsVersion": version, "publicationDate": "2020-02-01"}
    return [
        {
            "statementID": "e1",
            "statementType": "entityStatement",
            "isComponent": False,
            "entityType": "registeredEntity" if hyphens else {"type": "registeredEntity"},
            "name": "岚汀恒岳建设有限公司",
            "identifiers": [{"scheme": "CN-USCC", "id": CODE}],
            "publicationDetails": publication,
        },
        {
            "statementID": "p1",
            "statementType": "personStatement",
            "isComponent": False,
            "personType": "knownPerson",
            "names": [{"type": "individual", "familyName": "钟离", "givenName": "策"}],
            "hasPepStatus": True,
            "publicationDetails": publication,
        },
        {
            "statementID": "o1",
            "statementType": "ownershipOrControlStatement",
            "isComponent": False,
            "statementDate": "2020-01-10",
            "subject": {"describedByEntityStatement": "e1"},
            "interestedParty": {"describedByPersonStatement": "p1"},
            "interests": [interest],
            "publicationDetails": publication,
        },
        {
            "statementID": "o2",
            "statementType": "ownershipOrControlStatement",
            "isComponent": False,
            "statementDate": "2021-06-01",
            "subject": {"describedByEntityStatement": "e1"},
            "interestedParty": {"describedByPersonStatement": "p1"},
            "interests": [{**interest, "share": {"exact": 30}, "startDate": "2021-05-01"}],
            "replacesStatements": ["o1"],
            "publicationDetails": publication,
        },
    ]


@pytest.mark.parametrize("version", ["0.2", "0.3"])
def test_statements_of_older_versions_say_the_same(version: str, tmp_path: Path) -> None:
    reading = read(tmp_path, *old_style(version))
    assert [(r["person"], r["share_percent"], r.get("until")) for r in of(reading, FirmOfficer)] == [
        ("钟离策", "60", date(2021, 4, 30)),
        ("钟离策", "30", None),
    ]
    assert codes(reading.records[-1]) == {"bods-party-exposed"}
    assert reading.published == date(2020, 2, 1)


def test_replacements_in_a_ring_come_to_an_end(tmp_path: Path) -> None:
    statements = old_style("0.3")
    statements[2]["replacesStatements"] = ["o2"]
    assert read(tmp_path, *statements).records


def test_numbers_of_other_registers_are_not_kept_and_said_so(tmp_path: Path) -> None:
    foreign = entity(identifiers=[{"scheme": "GB-COH", "id": "07444723"}], jurisdiction={"code": "GB"})
    holder = person(identifiers=[{"scheme": "GBR-PASSPORT", "id": "533380006"}])
    reading = read(tmp_path, foreign, holder, tie(SHARE))
    firm, officer = reading.records
    assert (firm.values["code"], firm.values["kind"]) == (None, FirmKind.FOREIGN)
    assert firm.extra["identifiers"] == ["GB-COH:07444723"]
    assert codes(officer) == {"bods-person-number-not-kept", "bods-identifier-not-kept"}
    assert "533380006" not in str(reading)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"statementId": None}, "bods-statement-unsound"),
        ({"recordType": "event"}, "bods-statement-unsound"),
        ({"recordDetails": []}, "bods-statement-unsound"),
    ],
)
def test_an_unsound_statement_is_refused_with_its_pointer(change: dict[str, Any], code: str, tmp_path: Path) -> None:
    assert ("json:/2", code) in rejected(read(tmp_path, entity(), person(), tie(SHARE) | change))


def test_a_day_that_is_only_a_month_is_no_day(tmp_path: Path) -> None:
    reading = read(tmp_path, entity(), person(), tie({**SHARE, "startDate": "2020-01"}))
    officer = reading.records[-1]
    assert officer.values["since"] is None
    assert codes(officer) == {"bods-date-partial"}


def test_the_given_samples_are_read() -> None:
    found = {}
    for path in sorted(SAMPLES.glob("*.json")):
        reading = read_file(path)
        tables = [record.table.__name__ for record in reading.records]
        found[path.stem] = tuple(tables.count(name) for name in ("Firm", "FirmOfficer", "FirmHolding"))
    assert found == {
        "joint-ownership": (2, 2, 1),
        "mixed-direct-and-indirect-ownership": (2, 1, 1),
        "simple-pep-declaration": (1, 1, 0),
        "tecido": (2, 6, 3),
    }


def test_the_history_of_a_sample_gives_the_share_of_every_day() -> None:
    rows = of(read_file(SAMPLES / "tecido.json"), FirmOfficer) + of(read_file(SAMPLES / "tecido.json"), FirmHolding)
    held = [row for row in rows if row.get("role", FirmRole.SHAREHOLDER) == FirmRole.SHAREHOLDER]

    def on(day: date) -> dict[str, str]:
        return {
            row.get("person") or row["holder"]: row["share_percent"]
            for row in held
            if row["since"] <= day <= row.get("until", date.max)
        }

    assert on(date(2010, 1, 1)) == {"Maria Esteves": "100"}
    assert on(date(2021, 9, 23)) == {"Maria Esteves": "100"}
    assert on(date(2021, 9, 24)) == {"Maria Esteves": "40", "Shear Trust": "60"}
    assert on(date(2022, 12, 31)) == {"Maria Esteves": "30", "Shear Trust": "70"}


def test_statements_are_stored_with_the_number_sealed(
    tmp_path: Path, engine: Engine, installation: Settings, keys: Keys
) -> None:
    secret = number()
    path = tmp_path / "owners.json"
    statements = [entity(), person(identifiers=[{"id": secret}]), tie(SHARE)]
    path.write_text(json.dumps(statements, ensure_ascii=False), "utf-8")
    (taken,) = ingest(engine, Originals(installation.home, keys), keys, [path], NOW)
    assert taken.status == DocumentStatus.ACCEPTED
    with engine.connect() as connection:
        (officer,) = connection.execute(text("select * from firm_officer")).mappings()
    assert officer["id_hash"] == keys.hash_number(secret)
    assert secret not in str(dict(officer))
