"""The check before an appointment for people: what the rules say of a planned post, as rows in the reader's language.

Flows in: a run and a planned appointment. Flows out: conflicts, what cannot be assessed and what passed, what is due of
the present posts, and restrictions that still run, each with the rows it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.reports.leads import rule_name
from analytics.reports.runs import Run
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.rules.before_appointment import PLANNED, AppointmentCheck, PlannedAppointment, check_appointment
from analytics.snapshot import View, open_view
from models.language import Language, say

_COLUMNS = ("rule", "name", "outcome", "outcome_code", "sentence", "count", "proof")
_SIGNS = {Outcome.FLAG: "conflict", Outcome.CANNOT_ASSESS: "unknown", Outcome.PASS: "clear", Outcome.EXCLUDED: "clear"}
_ORDER = ("conflict", "due", "unknown", "clear")


@dataclass(frozen=True, slots=True)
class AppointmentRows:
    """The answer as frames of `rule`, `name`, `outcome`, `outcome_code`, `sentence`, `count` and `proof`.

    Answers of one rule that say the same are one row, with their number.
    `outcome_code` is `conflict`, `unknown` or `clear`, of the present posts `due` for what is due; `proof` lists the
    rows as (table, id). `restrictions` has `last_day` and `proof`.
    """

    new_post: pd.DataFrame
    present_posts: pd.DataFrame
    restrictions: pd.DataFrame


def post_names(view: View) -> dict[str, list[str]]:
    """The names of posts on record, by the name of the unit, both sorted."""
    units = view.unit_names
    found: dict[str, set[str]] = {}
    for post in view.rows("post"):
        if post["unit_id"] in units:
            found.setdefault(units[post["unit_id"]], set()).add(post["name"])
    return {unit: sorted(posts) for unit, posts in sorted(found.items())}


def check_of_run(run: Run, planned: PlannedAppointment) -> AppointmentCheck:
    """Judge a planned appointment on the snapshot of a run, as of the planned day."""
    folder = run.home / "snapshots" / str(run.facts["snapshot"])
    return check_appointment(lambda: open_view(folder, run.view.as_of, planned.on), planned)


def appointment_rows(found: AppointmentCheck, language: Language) -> AppointmentRows:
    """The answer in the reader's language: what speaks against it first, what passed last."""
    restrictions = [
        {"last_day": last.isoformat(), "proof": ((place.table, place.id),)} for place, last in found.restrictions
    ]
    return AppointmentRows(
        _answers(found.new_post, "conflict", language),
        _answers(found.present_posts, "due", language),
        frame_of(restrictions, ["last_day", "proof"]),
    )


def _answers(answers: Iterable[Answer], flagged: str, language: Language) -> pd.DataFrame:
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for answer in answers:
        code = flagged if answer.outcome is Outcome.FLAG else _SIGNS[answer.outcome]
        sentence = answer.sentence.say(language)
        row = rows.setdefault(
            (answer.rule, code, sentence),
            {
                "rule": answer.rule,
                "name": rule_name(answer.rule, language),
                "outcome": say(f"reports-appointment-{code}", language),
                "outcome_code": code,
                "sentence": sentence,
                "count": 0,
                "proof": (),
            },
        )
        row["count"] += 1
        row["proof"] = tuple(dict.fromkeys((*row["proof"], *_proof(answer.evidence))))
    return frame_of(
        sorted(rows.values(), key=lambda row: (_ORDER.index(str(row["outcome_code"])), row["rule"])),
        _COLUMNS,
        {"count"},
    )


def _proof(evidence: Iterable[Evidence]) -> tuple[tuple[str, str], ...]:
    """The rows on record; the planned entry itself is none."""
    return tuple(dict.fromkeys((one.table, one.id) for one in evidence if one.document != PLANNED))
