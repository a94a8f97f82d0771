"""Judgements in the store: made, listed, withdrawn.

Flows in: what a person decided about two mentions, with name and reason. Flows out: rows of `identity_judgement`; the
next snapshot seals them, and identity follows them.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from analytics.errors import RunAborted
from analytics.identity.columns import HANDLER, ORGANISATIONS, PERSONS
from analytics.identity.judgements import MentionKey
from analytics.reading.decisions import decided
from models.tables import Base, IdentityJudgement
from models.vocabulary import Verdict

_NAMED: dict[tuple[str, str], str | None] = {
    **{(what.table, what.role): what.number for what in ORGANISATIONS},
    **{(who.table, who.role): who.number for who in PERSONS},
    ("step_handler", HANDLER.role): None,
}


def parse_mention(text: str) -> MentionKey:
    """A mention written `table/record/role`. Raises RunAborted where it is not written so, or the column names nobody.

    >>> parse_mention("tenure/0005950f85609ae07b152cf492a1d1f5/holder")
    ('tenure', '0005950f85609ae07b152cf492a1d1f5', 'holder')
    """
    parts = tuple(text.split("/"))
    if len(parts) != 3 or (parts[0], parts[2]) not in _NAMED:
        raise RunAborted("judgement-no-mention", mention=text[:80])
    return parts[0], parts[1], parts[2]


def judge(
    engine: Engine, one: MentionKey, other: MentionKey, verdict: Verdict, *, who: str, why: str, now: datetime
) -> str:
    """Keep a judgement about two mentions; returns its id. It takes the place of an earlier one about the same two.

    Raises RunAborted where name or reason is blank, a record is not held, both are one mention, or two that bear
    different identity numbers are judged the same.
    """
    who, why = decided(who, why)
    if one == other:
        raise RunAborted("judgement-one-mention")
    with Session(engine) as session, session.begin():
        numbers = [_number(session, key) for key in (one, other)]
        if verdict is Verdict.SAME and all(numbers) and numbers[0] != numbers[1]:
            raise RunAborted("judgement-two-numbers")
        first, second = sorted((one, other))
        key = hashlib.sha256("\x1f".join((*first, *second, verdict, now.isoformat())).encode()).hexdigest()[:32]
        session.add(
            IdentityJudgement(
                id=key,
                **dict(zip(("one_table", "one_id", "one_role"), first, strict=True)),
                **dict(zip(("other_table", "other_id", "other_role"), second, strict=True)),
                verdict=str(verdict),
                who=who,
                why=why,
                recorded_at=now,
            )
        )
    return key


def withdraw(engine: Engine, judgement: str, *, who: str, why: str, now: datetime) -> None:
    """Take a judgement back. Raises RunAborted where there is none of this id, or it is over already."""
    who, why = decided(who, why)
    with Session(engine) as session, session.begin():
        row = session.get(IdentityJudgement, judgement)
        if row is None:
            raise RunAborted("judgement-unknown", id=judgement[:32])
        if row.withdrawn_at is not None:
            raise RunAborted("judgement-over", id=judgement)
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, who, why


def judgements(engine: Engine) -> list[dict[str, Any]]:
    """All judgements, the newest first."""
    table = IdentityJudgement.__table__
    with engine.connect() as connection:
        rows = connection.execute(select(table).order_by(table.c.recorded_at.desc(), table.c.id)).mappings()
        return [dict(row) for row in rows]


def _number(session: Session, key: MentionKey) -> str | None:
    """The hash of the number that a mention bears. Raises RunAborted where the record is not held."""
    table, record, role = key
    columns = Base.metadata.tables[table].c
    stem = _NAMED[table, role]
    wanted = columns[f"{stem}_hash"] if stem else columns.id
    found = session.execute(select(columns.id, wanted).where(columns.id == record)).one_or_none()
    if found is None:
        raise RunAborted("judgement-no-record", table=table, record=record[:32])
    return found[1] or None if stem else None
