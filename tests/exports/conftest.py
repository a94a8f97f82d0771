"""An office in memory whose every text names somebody, and a run over it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from analytics.exports import Assessment, assess
from analytics.reports import Run, load_run, save_run
from analytics.reports.runs import Said
from analytics.rules.answers import Answer, Evidence, Outcome, canonical_hash
from analytics.scoring import risk_points
from analytics.snapshot import View
from analytics.unusual import Place, Sign
from models.language import Language
from models.vocabulary import Confidence, Severity
from tests.reports.made_signs import made

AS_OF = date(2026, 11, 1)
UNIT = "岚汀市林业局"
# Invented; the number lies in an area code that is not assigned.
PEOPLE = ("覃见川", "欧阳畔", "苗予航", "鄢亦", "阿依·云朵")
NUMBER, PHONE, ACCOUNT = "43990319870521001X", "13900000000", "6200000000000000"
MASKED = "439903********001X"
FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "＝1+1", "%1")
DOCUMENT = "a" * 64


def rows() -> dict[str, list[dict[str, Any]]]:
    handler, relative, applicant, driver, dotted = PEOPLE
    told = {"document_id": DOCUMENT, "unit_name": UNIT}
    return {
        "document": [
            {
                "id": DOCUMENT,
                "file_name": f"{handler}申报表.xlsx",
                "media": "xlsx",
                "size": 1,
                "kind": "declared_ties",
                "status": "accepted",
            }
        ],
        "post_step": [
            {
                **told,
                "id": f"s{number}",
                "locator": f"sheet:岗位!R{number}",
                "post": "核验岗",
                "power": "采伐审核",
                "step_no": number,
                "step_name": name,
                "grade": grade,
                "risk": text,
                "measures": f"{handler}负责，电话{PHONE}，证号{NUMBER}",
            }
            for number, (name, grade, text) in enumerate(
                [("受理", "LOW", "=1+1"), ("核验", "HIGH", f"{driver}经办"), ("公示", None, "@SUM(A1)")], start=1
            )
        ],
        "tenure": [
            {**told, "id": "t1", "name": handler, "post": "核验岗", "locator": "sheet:任职!R2"},
            {**told, "id": "t2", "name": driver, "post": "司机", "locator": "sheet:任职!R3"},
        ],
        "declared_tie": [
            {
                **told,
                "id": "d1",
                "locator": f"sheet:{dotted}!R5",
                "name": handler,
                "id_hash": "h1",
                "id_mask": MASKED,
                "relation": "弟",
                "relative_name": relative,
                "relative_employer": f"{dotted}门市部",
            }
        ],
        "matter_act": [
            {
                **told,
                "id": "m1",
                "locator": "sheet:日志!R4",
                "matter_number": "采补1",
                "post": "核验岗",
                "matter_title": f"{applicant}的采伐申请",
                "power": "采伐审核",
                "step_name": "核验",
                "act": "examine",
                "actor_name": handler,
                "acted_on": date(2026, 5, 6),
                "login": "qinjianchuan",
                "party_name": applicant,
                "amount_fen": 123450,
            }
        ],
        "payment": [
            {
                "id": "p1",
                "document_id": DOCUMENT,
                "locator": "csv!R3",
                "payee": dotted,
                "id_mask": MASKED,
                "account_mask": "6200********0000",
                "phone_mask": "139****0000",
                "address": "青禾镇白石村3组8号",
                "programme": "林业补助",
                "amount_fen": 100,
                "reason": f"代{driver}领取，账号{ACCOUNT}",
            }
        ],
    }


@pytest.fixture(scope="session")
def view() -> View:
    return View.from_rows(rows(), as_of=AS_OF)


@pytest.fixture(scope="session")
def answers(view: View) -> list[Answer]:
    cells = {cell.step: cell for cell in risk_points(view, [])}
    evidence = tuple(
        Evidence(table, row["id"], DOCUMENT, row["locator"])
        for table, found in rows().items()
        for row in found
        if table not in {"document", "tenure"}
    )

    def flag(rule: str, step: str | None, sentence: str, **more: Any) -> Answer:
        cell = cells[step or "核验"]
        fields: dict[str, Any] = {
            "subject_type": "step",
            "subject_id": cell.step_id,
            "unit_id": cell.unit_id,
            "post_id": cell.post_id,
            "step_id": cell.step_id,
            "level": Severity.HIGH,
            "confidence": Confidence.MEDIUM,
            "value": "1",
            "threshold": "0",
            "unit": "acts",
            "evidence": evidence,
        }
        said = Said("said", {"zh": sentence, "en": sentence})
        return Answer(rule=rule, outcome=Outcome.FLAG, sentence=said, **(fields | more))

    whole = {"subject_type": "post", "subject_id": cells["核验"].post_id, "step_id": None}
    unknown = Said("said", {"zh": f"缺{PEOPLE[0]}的记录", "en": f"no record of {PEOPLE[0]}"})
    return [
        flag("C01", "核验", f"{PEOPLE[2]}是{PEOPLE[0]}的亲属"),
        flag("P04", "公示", "先后颠倒"),
        flag("P02", None, "任期过长", **whole),
        *(flag("P05", "受理", text) for text in FORMULAS),
        Answer("F04", Outcome.CANNOT_ASSESS, "notice", "n", unknown),
        Answer("P02", Outcome.PASS, "post", cells["受理"].post_id, Said("said", {"zh": "无", "en": "none"})),
    ]


@pytest.fixture(scope="session")
def signs(view: View) -> list[Sign]:
    """A sign beside a lead, one that stands alone, and one of the unit; what they say is hostile, too."""
    cells = {cell.step: cell for cell in risk_points(view, [])}
    cell, alone = cells["核验"], cells["公示"]
    told = rows()
    tie = Evidence("declared_tie", "d1", DOCUMENT, told["declared_tie"][0]["locator"])
    act = Evidence("matter_act", "m1", DOCUMENT, told["matter_act"][0]["locator"])
    return [
        made("U06", Place(cell.unit_id, cell.post_id, cell.step_id), Fraction(1, 10**7), (tie, act)),
        made("U05", Place(alone.unit_id, alone.post_id, alone.step_id), Fraction(1, 20), (act,), "=1+1"),
        made("U09", Place(cell.unit_id), None, (act,), f"{PEOPLE[2]}的事项由{PEOPLE[0]}经办"),
    ]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, view: View, answers: list[Answer], signs: list[Sign]) -> Run:
    home = tmp_path_factory.mktemp("assessed")
    facts = {
        "run": "r1",
        "started_at": "2026-11-01T02:00:00+00:00",
        "snapshot": "s1",
        "as_of": AS_OF.isoformat(),
        "canonical_hash": canonical_hash(answers),
        "release": "0.1.0",
        "rules": {"C01": "1"},
        "patterns": {"U05": "2", "U06": "1", "U09": "2"},
    }
    save_run(home, facts, answers, risk_points(view, answers, signs=signs), signs=signs)
    loaded = load_run(home)
    loaded.__dict__["view"] = view  # the cached view, so that no snapshot has to be sealed for it
    return loaded


@pytest.fixture(scope="session", params=list(Language))
def assessment(run: Run, request: pytest.FixtureRequest) -> Assessment:
    return assess(run, request.param)
