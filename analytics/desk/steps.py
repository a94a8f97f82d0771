"""Steps of a review, written: claim, release, settle, reopen.

Flows in: a lead as somebody saw it in a run, who acts, and what was found. Flows out: one row of `review_step`, or
`RunAborted` with one sentence. Two people who act at once are told apart by the number of the step: one of them comes
first, the other is asked to look again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from analytics.desk.folding import Traced, fold
from analytics.desk.leads import is_drawn
from analytics.desk.texts import LONGEST_NAME, kept
from analytics.errors import RunAborted
from models.tables import ReviewStep
from models.vocabulary import REVIEW_REASONS, Finding, ReviewAct, ReviewReason

_ATTEMPTS = 4
_TABLE = ReviewStep.__table__


@dataclass(frozen=True, slots=True)
class Sighting:
    """A lead as it stood before the reviewer: which run showed it, by which version of its rule, and since when runs
    show it.
    """

    traced: Traced
    run: str
    rule_version: str
    raised_at: datetime


def claim(engine: Engine, seen: Sighting, *, who: str, now: datetime) -> str:
    """Take a lead; returns its name. Raises RunAborted where somebody has it, or it is settled."""
    return _add(engine, seen, ReviewAct.CLAIMED, who, now)


def release(engine: Engine, seen: Sighting, *, who: str, now: datetime, note: str = "") -> str:
    """Give a lead back. A lead of somebody else can be given back too (they may have left), with a note that says why.

    Raises RunAborted where nobody has it, or the note is missing.
    """
    return _add(engine, seen, ReviewAct.RELEASED, who, now, note=note)


def settle(
    engine: Engine,
    seen: Sighting,
    outcome: Finding,
    reason: ReviewReason,
    *,
    who: str,
    now: datetime,
    note: str = "",
) -> str:
    """Say what was found about the facts of a lead, and give it out of one's hands.

    Raises RunAborted where somebody else has the lead, it is settled, the reason does not go with the outcome, or
    "another reason" comes without a note.
    """
    if reason not in REVIEW_REASONS[outcome]:
        known = ", ".join(REVIEW_REASONS[outcome])
        raise RunAborted("review-reason-unfit", reason=reason, outcome=outcome, known=known)
    if reason is ReviewReason.OTHER and not note.strip():
        raise RunAborted("review-note-missing")
    return _add(engine, seen, ReviewAct.SETTLED, who, now, note=note, outcome=str(outcome), reason=str(reason))


def reopen(engine: Engine, seen: Sighting, *, who: str, now: datetime, note: str) -> str:
    """Take an outcome back, so that the lead waits again. Raises RunAborted without a note or an outcome."""
    if not note.strip():
        raise RunAborted("review-note-missing")
    return _add(engine, seen, ReviewAct.REOPENED, who, now, note=note)


def review_steps(engine: Engine, lead: str | None = None) -> list[dict[str, Any]]:
    """All steps, or those of one lead, in the order in which they were made."""
    chosen = select(_TABLE).order_by(_TABLE.c.recorded_at, _TABLE.c.lead, _TABLE.c.number)
    if lead is not None:
        # Clocks may differ from one machine to the next; the steps of a lead are numbered.
        chosen = select(_TABLE).where(_TABLE.c.lead == lead).order_by(_TABLE.c.number)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(chosen).mappings()]


def steps_made(engine: Engine) -> int:
    """How many steps there are. Steps are only ever added, so that an equal number means an equal state."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(_TABLE)).scalar_one()


def _add(engine: Engine, seen: Sighting, act: ReviewAct, who: str, now: datetime, note: str = "", **found: str) -> str:
    who, note = kept(who, LONGEST_NAME), kept(note)
    if not who:
        raise RunAborted("decision-without-name")
    for _ in range(_ATTEMPTS):
        number = _next_number(engine, seen, act, who, note)
        try:
            with engine.begin() as connection:
                connection.execute(
                    insert(ReviewStep), _row(seen, act, number, who, now) | {"note": note or None} | found
                )
        except IntegrityError:
            continue  # somebody else was first: what they did decides whether this is still allowed
        return seen.traced.name
    raise RunAborted("review-meanwhile")


def _next_number(engine: Engine, seen: Sighting, act: ReviewAct, who: str, note: str) -> int:
    """The number of the next step of a lead; raises RunAborted where this step is not allowed now."""
    name = seen.traced.name
    review = fold(review_steps(engine, name)).get(name)
    if review is None:
        if act in (ReviewAct.RELEASED, ReviewAct.REOPENED):
            raise RunAborted("review-not-claimed" if act is ReviewAct.RELEASED else "review-not-settled")
        return 1
    refused = review.refusal(act, who, seen.traced.lead.facts)
    if refused is not None:
        raise RunAborted(refused.code, **refused.params)
    if act is ReviewAct.RELEASED and review.owner != who and not note:
        raise RunAborted("review-note-missing")
    return review.number + 1


def _row(seen: Sighting, act: ReviewAct, number: int, who: str, now: datetime) -> dict[str, Any]:
    lead, name = seen.traced.lead, seen.traced.name
    key = "\x1f".join((name, str(number), act, who, now.isoformat()))
    return {
        "id": hashlib.sha256(key.encode()).hexdigest()[:32],
        "lead": name,
        "number": number,
        "act": str(act),
        "who": who,
        "recorded_at": now,
        "drawn": str(is_drawn(name)),
        "run": seen.run,
        "rule": lead.rule,
        "rule_version": seen.rule_version,
        "flag": lead.flag,
        "ground": lead.ground,
        "facts": lead.facts,
        "marks": list(lead.marks),
        "raised_at": seen.raised_at,
    }
