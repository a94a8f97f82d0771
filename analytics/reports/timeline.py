"""The course of a lead: the acts and the recusals among the rows it rests on, day by day.

Flows in: a run, and a flag or evidence. Flows out: a frame in the order of days, so that it can be seen whether
somebody acted before or after stepping aside. Only rows of the lead itself are shown, and nobody who is not part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from analytics.reading.sheets import CLOCK
from analytics.reports.frames import frame_of
from analytics.reports.runs import Run
from models.language import Language, say
from models.vocabulary import RecusalOutcome, StepAct

COLUMNS = ("day", "time", "kind", "what", "who", "matter")
_LAST = date.max


def timeline(run: Run, flag: str, language: Language) -> pd.DataFrame:
    """What happened when: day (ISO, blank where nobody wrote it; these come last), time, kind (`act` or `recusal`).

    `what` is the step or what became of a recusal, `who` acted or stepped aside, `matter` as the row names it.
    """
    found = run.flag_table[run.flag_table["flag"] == flag]
    return course_of(run, [] if found.empty else found.iloc[0]["evidence"], language)


def course_of(run: Run, references: Iterable[Mapping[str, str]], language: Language) -> pd.DataFrame:
    """The acts and recusals among the rows that evidence (table, id, document, locator) points to, as in `timeline`."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for evidence in references:
        wanted[evidence["table"]].append(evidence["id"])
    moments: list[dict[str, Any]] = []
    for table, course in (("matter_act", _act), ("recusal", _recusal)):
        for row in _rows(run, table, wanted[table]):
            moments += course(row, language)
    moments.sort(key=lambda moment: (moment["on"] or _LAST, moment["time"], moment["kind"], moment["what"]))
    return frame_of([moment | {"day": moment["on"].isoformat() if moment["on"] else ""} for moment in moments], COLUMNS)


def _rows(run: Run, table: str, ids: list[str]) -> list[dict[str, Any]]:
    if not ids:
        return []
    known = run.view.table(table)
    rows: list[dict[str, Any]] = known.filter(known.id.isin(sorted(ids))).to_pyarrow().to_pylist()
    return rows


def _act(row: Mapping[str, Any], language: Language) -> Iterator[dict[str, Any]]:
    at = _local(row["acted_at"])
    step = row["step_name"]
    act = StepAct(row["act"]).label(language) if row["act"] else step
    what = step if act == step else say("reports-timeline-act", language, step=step, act=act)
    yield {
        "on": row["acted_on"] or (at.date() if at else None),
        "time": f"{at:%H:%M}" if at else "",
        "kind": "act",
        "what": what,
        "who": row["actor_name"],
        "matter": row["matter_number"],
    }


def _local(moment: datetime | None) -> datetime | None:
    """The store keeps UTC; people read the clock of the office."""
    return None if moment is None else moment.replace(tzinfo=UTC).astimezone(CLOCK)


def _recusal(row: Mapping[str, Any], language: Language) -> Iterator[dict[str, Any]]:
    """An application and its decision are two moments, each with its own day."""
    moment = {"time": "", "kind": "recusal", "who": row["name"], "matter": row["matter"] or ""}
    yield moment | {"on": row["applied"], "what": say("reports-timeline-applied", language)}
    outcome = RecusalOutcome(row["outcome"])
    if row["decided"] is not None or outcome is not RecusalOutcome.PENDING:
        yield moment | {"on": row["decided"], "what": outcome.label(language)}
