"""A small store with invented records, in SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from models.tables import (
    Base,
    Batch,
    DeclaredTie,
    Document,
    FundItem,
    FundNotice,
    MatterAct,
    PostStep,
    Quarantine,
    StepHandler,
    Tenure,
)

UNIT = "岚汀市农业农村局"
EARLY = datetime(2024, 3, 1, 8, tzinfo=UTC)
LATE = datetime(2025, 6, 1, 8, tzinfo=UTC)


def provenance(key: str, document: str, recorded: datetime) -> dict[str, Any]:
    return {
        "id": key,
        "document_id": document,
        "locator": "sheet:1!R1",
        "content_hash": "0" * 64,
        "warnings": "",
        "recorded_at": recorded,
    }


def document(key: str, batch: int, kind: str, recorded: datetime, **values: Any) -> Document:
    base = {"file_name": f"{key}.xlsx", "media": "xlsx", "size": 1, "status": "accepted", "publisher": UNIT}
    return Document(id=key, batch_id=batch, kind=kind, recorded_at=recorded, **{**base, **values})


def first_batch() -> list[Any]:
    return [
        Batch(id=1, recorded_at=EARLY),
        document("d1", 1, "tenure_register", EARLY, published=date(2024, 2, 1)),
        document("d2", 1, "fund_notice", EARLY, stated_total=Decimal("12.34")),
        document("d3", 1, "recusal_register", EARLY, published=date(2023, 12, 31)),
        document("d4", 1, "declared_ties", EARLY, status="rejected"),
        Tenure(
            **provenance("a1", "d1", EARLY), name="苗予航", id_hash="h1", unit_name=UNIT, post="出纳岗", title="科员"
        ),
        Tenure(**provenance("a2", "d1", EARLY), name="鄢亦舒", unit_name=UNIT, post="司机", is_key=False),
        FundNotice(
            **provenance("b1", "d2", EARLY),
            publisher=UNIT,
            programme="农机购置补贴",
            fund_type="other",
            fiscal_year=2024,
            period_stated=False,
            has_contact=True,
            title="公示",
        ),
        FundItem(**provenance("b2", "d2", EARLY), notice_id="b1", label="一", payee="石桥村", amount=Decimal("12.34")),
        Quarantine(
            id="q1",
            document_id="d4",
            locator="file",
            code="kind-unknown",
            params={"b": "2", "a": "中"},
            recorded_at=EARLY,
        ),
    ]


def second_batch() -> list[Any]:
    return [
        Batch(id=2, recorded_at=LATE),
        document("e1", 2, "matter_log", LATE),
        document("e2", 2, "declared_ties", LATE, status="partial"),
        document("e3", 2, "post_step_table", LATE),
        PostStep(
            **provenance("c1", "e3", LATE),
            unit_name=UNIT,
            post="出纳岗",
            power="资金拨付",
            step_no=1,
            step_name="拨付",
            grade="HIGH",
        ),
        StepHandler(**provenance("c2", "e3", LATE), step_id="c1", name="苗予航", is_person=True),
        MatterAct(
            **provenance("c3", "e1", LATE),
            matter_number="N-1",
            unit_name=UNIT,
            post="出纳岗",
            power="资金拨付",
            step_name="拨付",
            act="pay",
            actor_name="苗予航",
            actor_id_hash="h2",
            acted_on=date(2025, 5, 2),
            acted_at=datetime(2025, 5, 2, 1, 30, tzinfo=UTC),
            party_name="岚汀市青禾农业有限公司",
        ),
        DeclaredTie(
            **provenance("c4", "e2", LATE),
            name="苗予航",
            id_hash="h1",
            relation="弟",
            relative_name="苗予舟",
            firm="岚汀市青禾农业有限公司",
            firm_role="legal_representative",
        ),
    ]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    found = create_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    Base.metadata.create_all(found)
    yield found
    found.dispose()


def record(engine: Engine, rows: list[Any]) -> None:
    with Session(engine) as session:
        for row in rows:
            session.add(row)
            session.flush()
        session.commit()
