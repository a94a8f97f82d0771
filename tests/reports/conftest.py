"""A small office in memory: two posts, five steps, one declared tie, one matter, and a run over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.reports import Run, load_run, save_run
from analytics.reports.runs import Said
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.scoring import CellScore, risk_points
from analytics.snapshot import View
from models.vocabulary import Confidence, Severity

AS_OF = date(2026, 11, 1)
UNIT = "岚汀市林业局"
STEPS, TIES, LOG = "a" * 64, "b" * 64, "c" * 64
FACTS = {"run": "r1", "started_at": "2026-11-01T02:00:00+00:00", "snapshot": "s1", "as_of": "2026-11-01"}
HANDLER, RELATIVE, FIRM = "某甲乙", "某丙丁", "岚汀市松果林产有限公司"


def document(identity: str, name: str, kind: str | None, **more: Any) -> dict[str, Any]:
    row = {"id": identity, "file_name": name, "media": "xlsx", "size": 1, "kind": kind, "status": "accepted"}
    return row | {"recorded_at": None} | more


def step(number: int, post: str, name: str, grade: str | None) -> dict[str, Any]:
    return {
        "id": f"{number:032d}",
        "document_id": STEPS,
        "locator": f"sheet:岗位!R{number + 3}",
        "unit_name": UNIT,
        "post": post,
        "power": "采伐补助审核",
        "step_no": number,
        "step_name": name,
        "grade": grade,
    }


@pytest.fixture(scope="session")
def view() -> View:
    tie = {
        "id": "t" * 32,
        "document_id": TIES,
        "locator": "sheet:申报!R5",
        "name": HANDLER,
        "id_hash": "h1",
        "id_mask": "439903********001X",
        "unit_name": UNIT,
        "relation": "弟",
        "relative_name": RELATIVE,
        "relative_id_hash": "h2",
        "firm": FIRM,
        "firm_code": "91439903MA0000009X",
        "firm_role": "legal_representative",
        "share_percent": "60",
    }
    act = {
        "id": "m" * 32,
        "document_id": LOG,
        "locator": "sheet:日志!R4C5",
        "matter_number": "采补1",
        "unit_name": UNIT,
        "post": "采伐核验岗",
        "power": "采伐补助审核",
        "step_name": "核验",
        "act": "examine",
        "actor_name": HANDLER,
        "actor_id_hash": "h1",
        "acted_on": date(2026, 5, 6),
        "party_name": FIRM,
        "party_code": "91439903MA0000009X",
        "amount_fen": 123450,
    }
    return View.from_rows(
        {
            "document": [
                document(STEPS, "岗位.xlsx", "post_step_table"),
                document(TIES, "申报.xlsx", "declared_ties"),
                document(LOG, "日志.xlsx", "matter_log"),
                document("d" * 64, "坏.pdf", None, status="rejected", media=None),
            ],
            "quarantine": [
                {
                    "id": "q1",
                    "document_id": LOG,
                    "locator": "sheet:日志!R9C2",
                    "code": "row-not-storable",
                    "params": '{"label": "第9行", "column": "step_name"}',
                },
                {"id": "q2", "document_id": "d" * 64, "locator": "file", "code": "no-such-code", "params": "{}"},
            ],
            "post_step": [
                step(1, "采伐核验岗", "受理", "LOW"),
                step(2, "采伐核验岗", "核验", "HIGH"),
                step(3, "采伐核验岗", "复核现场检查", "MEDIUM"),
                step(4, "采伐核验岗", "公示", None),
                step(5, "出纳岗", "拨付", "MEDIUM"),
            ],
            "tenure": [{"unit_name": UNIT, "post": "分管采伐", "name": "某戊", "document_id": STEPS}],
            "declared_tie": [tie],
            "matter_act": [act],
            "risk_point": [{"unit_name": UNIT, "name": "多头审批", "grade": "LOW", "document_id": STEPS}],
        },
        as_of=AS_OF,
    )


@pytest.fixture(scope="session")
def answers(view: View) -> list[Answer]:
    cells = {cell.step: cell for cell in risk_points(view, [])}
    tied = (
        Evidence("declared_tie", "t" * 32, TIES, "sheet:申报!R5"),
        Evidence("matter_act", "m" * 32, LOG, "sheet:日志!R4C5"),
    )

    def flag(rule: str, cell: CellScore | None, evidence: tuple[Evidence, ...], **more: Any) -> Answer:
        fields: dict[str, Any] = {
            "subject_type": "step",
            "subject_id": cell.step_id if cell else "notice:1",
            "unit_id": cell.unit_id if cell else None,
            "post_id": cell.post_id if cell else None,
            "step_id": cell.step_id if cell else None,
            "level": Severity.HIGH,
            "confidence": Confidence.MEDIUM,
            "value": "1",
            "threshold": "0",
            "unit": "acts",
        }
        said = Said("said", {"zh": f"{rule}的说明", "en": f"What {rule} says"})
        return Answer(rule=rule, outcome=Outcome.FLAG, sentence=said, evidence=evidence, **(fields | more))

    post = {"subject_type": "post", "subject_id": cells["核验"].post_id, "step_id": None, "level": Severity.MEDIUM}
    led = next(row for row in view.rows("post") if row["name"] == "分管采伐")
    return [
        flag("C01", cells["核验"], tied),
        flag("P04", cells["复核现场检查"], (tied[1],)),
        flag("P02", cells["核验"], (), **post),
        flag("P02", None, (), **(post | {"subject_id": led["post_id"], "post_id": led["post_id"]})),
        flag("D07", None, (), subject_type="notice"),
        Answer("F04", Outcome.CANNOT_ASSESS, "notice", "n", Said("said", {"zh": "缺", "en": "missing"})),
        Answer("P02", Outcome.PASS, "post", cells["拨付"].post_id, Said("said", {"zh": "无", "en": "none"})),
    ]


@pytest.fixture
def run(tmp_path: Path, view: View, answers: list[Answer]) -> Run:
    save_run(tmp_path, FACTS, answers, risk_points(view, answers))
    loaded = load_run(tmp_path)
    loaded.__dict__["view"] = view  # the cached view, so that no snapshot has to be sealed for it
    return loaded
