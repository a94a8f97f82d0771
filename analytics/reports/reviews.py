"""Leads under review, as frames: the queue, where one lead stands, and the steps that led there.

Flows in: a run, and the steps of reviews in the store as it is now. Flows out: frames in one language, and the
`Sighting` that the desk needs to record a step. Notes are quoted as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from analytics.desk import (
    Review,
    Sighting,
    Status,
    Traced,
    Waiting,
    Weight,
    fold,
    is_drawn,
    queue,
    review_steps,
    trace,
)
from analytics.errors import RunAborted
from analytics.reading.privacy import conceal_text
from analytics.reading.sheets import CLOCK
from analytics.reports.frames import frame_of
from analytics.reports.leads import lead_table, rule_name
from analytics.reports.runs import Run, first_shown
from analytics.reports.triage import opinion
from analytics.scoring import points
from analytics.triage import place_of as place_of_flag
from models.language import Language
from models.vocabulary import Confidence, Drawn, Finding, ReviewAct, ReviewReason, Severity

QUEUE = ("place", "lead", "flag", "status", "status_code", "owner", "drawn", "is_drawn", "points",
         "likely_rank", "chance", "rule", "rule_name",
         "severity", "unit", "subject", "sentence")  # fmt: skip
STEPS = ("number", "lead", "rule", "rule_name", "act", "act_code", "who", "recorded", "outcome", "reason", "note",
         "drawn", "run", "flag")  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """The leads of a run as the reviews in the store have them now."""

    traced: Mapping[str, Traced]
    reviews: Mapping[str, Review]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one lead stands, in words; `owner`, `outcome`, `reason` are blank where there is none."""

    name: str
    status: Status
    owner: str
    outcome: Finding | None
    reason: ReviewReason | None
    settled: str
    is_changed: bool
    drawn: Drawn


def open_desk(run: Run, engine: Engine) -> Desk:
    """The desk of a run: which of its flags continue which lead, and what was done about them."""
    reviews = fold(review_steps(engine))
    return Desk(trace(run.leads, reviews), reviews)


def fresh_desk(run: Run) -> Desk:
    """The desk of a run as it would be if nobody had reviewed anything."""
    return Desk(trace(run.leads, {}), {})


def weights_of(run: Run) -> dict[str, Weight]:
    """What each flag of a run weighs, by its name: its attention, and what triage says of it."""
    said = opinion(run)
    own = {part["flag"]: part["points"] for parts in run.cells["contributions"] for part in parts}
    rows = run.flag_table.to_dict("records")
    for row in rows:
        if row["flag"] not in own:
            own[row["flag"]] = points(Severity(row["level"] or "M"), Confidence(row["confidence"] or "medium"))
    around: Counter[str] = Counter()
    for row in rows:
        around[place_of_flag(row)] += own[row["flag"]]
    return {
        r["flag"]: Weight(own[r["flag"]], around[place_of_flag(r)], Severity(r["level"] or "M"), said.parts(r["flag"]))
        for r in rows
    }


def waiting(run: Run, desk: Desk) -> list[Waiting]:
    """The queue of a run, in order."""
    return queue(desk.traced.values(), weights_of(run), desk.reviews)


def queue_rows(run: Run, found: list[Waiting], language: Language) -> pd.DataFrame:
    """Leads of the queue as rows; columns as in `QUEUE`, `points` in hundredths.

    `likely_rank` is the place of a lead among those of the run by its chance, 1 the likeliest to hold; `chance` is that
    chance as decimal text where the model is calibrated. Both are None where there is no model.
    """
    judged = opinion(run)
    said = {row["flag"]: row for row in lead_table(run, language).to_dict("records")}
    rows = []
    for one in found:
        review, shown = one.traced.review, said[one.traced.lead.flag]
        chance = judged.told(one.traced.lead.flag)
        rows.append(
            {
                "place": one.place,
                "lead": one.traced.name,
                "flag": one.traced.lead.flag,
                "status": one.status.label(language),
                "status_code": str(one.status),
                "owner": (review.owner if review is not None else None) or "",
                "drawn": one.drawn.label(language),
                "is_drawn": one.drawn is Drawn.AT_RANDOM,
                "points": one.weight.points,
                "likely_rank": judged.ranks.get(one.traced.lead.flag),
                "chance": None if chance is None else f"{chance:.3f}",
                **{name: shown[name] for name in ("rule", "rule_name", "severity", "unit", "subject", "sentence")},
            }
        )
    return frame_of(rows, QUEUE, numbers={"place", "points"})


def place_of(desk: Desk, flag: str) -> Place:
    """Where the lead of a flag stands."""
    one = desk.traced[flag]
    review = one.review
    return Place(
        name=one.name,
        status=one.status,
        owner=(review.owner if review is not None else None) or "",
        outcome=None if review is None else review.outcome,
        reason=None if review is None else review.reason,
        settled="" if review is None else moment(review.settled_at),
        is_changed=one.is_changed,
        drawn=is_drawn(one.name),
    )


def sighting(run: Run, desk: Desk, lead: str) -> Sighting:
    """A lead of a run as its reviewer sees it, by the name of the lead or of its flag.

    Raises RunAborted where the run shows no such lead.
    """
    chosen = [one for one in desk.traced.values() if lead in (one.name, one.lead.flag)]
    if not chosen:
        raise RunAborted("review-unknown-lead", lead=conceal_text(lead)[:32], run=run.id)
    one = min(chosen, key=lambda one: (one.lead.flag != lead, one.lead.flag))
    made = datetime.fromisoformat(str(run.facts["started_at"]))
    versions = run.facts.get("rules", {})
    raised_at = one.review.raised_at if one.review is not None else first_shown(run.home, one.lead) or made
    return Sighting(one, run.id, str(versions.get(one.lead.rule, "")), raised_at)


def step_rows(engine: Engine, language: Language, lead: str | None = None) -> pd.DataFrame:
    """Steps of reviews, the newest first: all, or those of one lead."""
    rows = [_step(step, language) for step in review_steps(engine, lead)]
    return frame_of(rows[::-1], STEPS, numbers={"number"})


def moment(at: datetime | None) -> str:
    """An instant on the office's clock, blank for none."""
    return "" if at is None else at.astimezone(CLOCK).strftime("%Y-%m-%d %H:%M")


def _step(step: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "number": step["number"],
        "lead": step["lead"],
        "rule": step["rule"],
        "rule_name": rule_name(step["rule"], language),
        "act": ReviewAct(step["act"]).label(language),
        "act_code": step["act"],
        "who": step["who"],
        "recorded": moment(step["recorded_at"]),
        "outcome": Finding(step["outcome"]).label(language) if step["outcome"] else "",
        "reason": ReviewReason(step["reason"]).label(language) if step["reason"] else "",
        "note": step["note"] or "",
        "drawn": Drawn(step["drawn"]).label(language),
        "run": step["run"],
        "flag": step["flag"],
    }
