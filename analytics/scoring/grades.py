"""Which grade a step has before controls: its own, that of its post in the unit's risk table, or one by formula.

Flows in: a view. Flows out: a `Grade` per step, with where it comes from, the parts it makes of the level, and what
would have to be known where there is none. A formula is asked only where the unit gave no grade.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from analytics.rules.identified import placements
from analytics.scoring.inherent import StepFacts, Unknown, by_formula
from analytics.scoring.level import LevelPart, band, graded
from analytics.snapshot import View
from models.vocabulary import DocumentKind, PowerDomain, RiskLevel, StepAct, Term

_YEAR = timedelta(days=364)  # before the assessed day, which counts too


class Grading(Term):
    """Where a grade comes from."""

    STEP = "step", "单位对该环节定级", "the unit graded the step"
    POST = "post", "单位对该岗位定级", "the unit graded the post"
    FORMULA = "formula", "按公式评定（非单位定级）", "graded by formula, not by the unit"
    NONE = "none", "未评定", "not assessed"


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade of a step, the parts it makes of the level (None: no grade), and what a formula would have to know."""

    grading: Grading
    parts: tuple[LevelPart, ...] | None = None
    unknown: tuple[Unknown, ...] = ()

    @property
    def level(self) -> RiskLevel | None:
        """HIGH, MEDIUM or LOW; None is "not assessed"."""
        return None if self.parts is None else band(sum(part.points for part in self.parts))


class Grades:
    """Grades of steps and posts, read once from a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._rows = _rows_by_post(view)

    def of_step(self, step: Mapping[str, Any], record: Mapping[str, Any], unit_id: str | None) -> Grade:
        """The step's own grade; else the highest grade of its post in the risk table; else by formula."""
        if step["grade"]:
            return Grade(Grading.STEP, graded(RiskLevel(step["grade"])))
        of_post = self.of_post(step["post_id"])
        if of_post.parts is not None:
            return of_post
        parts, unknown = by_formula(self._facts(step, record, unit_id))
        return Grade(Grading.NONE, None, unknown) if parts is None else Grade(Grading.FORMULA, parts)

    def of_post(self, post_id: str) -> Grade:
        """The highest grade of the post in the unit's risk table."""
        grades = [RiskLevel(row["grade"]) for row in self.rows_of(post_id) if row["grade"]]
        highest = max(grades, key=lambda grade: grade.rank, default=None)
        return Grade(Grading.NONE) if highest is None else Grade(Grading.POST, graded(highest))

    def rows_of(self, post_id: str) -> Sequence[Mapping[str, Any]]:
        """What risk tables say of a post, row by row."""
        return self._rows.get(post_id, ())

    def text(self, post_id: str, column: str) -> str | None:
        """One column of what risk tables say of a post, each text once."""
        said = [row[column] for row in self.rows_of(post_id) if row[column]]
        return "；".join(dict.fromkeys(said)) or None

    def _facts(self, step: Mapping[str, Any], record: Mapping[str, Any], unit_id: str | None) -> StepFacts:
        is_held = unit_id is not None and self._holds_log(unit_id)
        volume = self._volume.get(step["step_id"], {"matters": 0, "fen": 0, "unpriced": 0})
        return StepFacts(
            act=StepAct(step["act"]) if step["act"] else None,
            power=PowerDomain(step["power_domain"]),
            tells_result=(unit_id, step["power"]) in self._powers_that_tell,
            has_limit=record.get("limit_days") is not None or bool(record.get("limit_text")),
            handlers=self._handlers.get(step["record_id"], 0),
            matters=volume["matters"] if is_held else None,
            fen=volume["fen"],
            unpriced=volume["unpriced"],
        )

    def _holds_log(self, unit_id: str) -> bool:
        if unit_id not in self._logs:
            last = self._view.assessed_on
            self._logs[unit_id] = self._view.held(DocumentKind.MATTER_LOG, unit_id, period=(last - _YEAR, last))
        return self._logs[unit_id]

    @cached_property
    def _logs(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _handlers(self) -> dict[str, int]:
        """How many different people or posts handle each step, by its record."""
        named: dict[str, set[str]] = defaultdict(set)
        for row in self._view.rows("step_handler"):
            named[row["step_id"]].add(row["name"])
        return {record: len(names) for record, names in named.items()}

    @cached_property
    def _powers_that_tell(self) -> set[tuple[str | None, str]]:
        """Powers of units one step of which notifies or publishes."""
        unit_of = {post["post_id"]: post["unit_id"] for post in self._view.rows("post")}
        return {
            (unit_of.get(step["post_id"]), step["power"])
            for step in self._view.rows("step")
            if step["act"] == StepAct.NOTIFY
        }

    @cached_property
    def _volume(self) -> dict[str, dict[str, Any]]:
        """Matters of a year at each step, their stated worth in fen, and how many state none.

        An act without a day counts as of the year. A matter is worth the most that its log states, or else what the
        register of matters says was decided or asked for.
        """
        acts, matters = self._view.table("matter_act"), self._view.table("matter")
        placed = self._view.table("placement")
        last = self._view.assessed_on
        acts = acts.filter(acts.acted_on.isnull() | acts.acted_on.between(last - _YEAR, last))
        handled = placed.filter(placed.record_table == "matter_act", placed.step_id.notnull())
        handled = handled.join(acts, handled.record_id == acts.id).select(
            "step_id", "unit_id", "matter_id", "amount_fen", number="matter_number"
        )
        mention = self._view.table("mention")
        registered = mention.filter(mention.record_table == "matter", mention.role == "unit")
        registered = registered.select("record_id", unit_id="organisation_id")
        registered = registered.join(matters, registered.record_id == matters.id)
        worth = registered.group_by("unit_id", "number").aggregate(
            register_fen=registered.decided_amount_fen.fill_null(registered.amount_fen).max()
        )
        per_matter = handled.group_by("step_id", "matter_id").aggregate(
            unit_id=handled.unit_id.min(), number=handled.number.min(), log_fen=handled.amount_fen.max()
        )
        per_matter = per_matter.left_join(worth, ["unit_id", "number"])
        per_matter = per_matter.mutate(fen=per_matter.log_fen.fill_null(per_matter.register_fen))
        counted = per_matter.group_by("step_id").aggregate(
            matters=per_matter.count(),
            fen=per_matter.fen.sum().fill_null(0),
            unpriced=per_matter.fen.isnull().cast("int64").sum(),
        )
        return {row["step_id"]: row for row in counted.to_pyarrow().to_pylist()}


def _rows_by_post(view: View) -> dict[str, list[Mapping[str, Any]]]:
    post_of = {record: row["post_id"] for record, row in placements(view, "risk_point").items() if row["post_id"]}
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in view.rows("risk_point"):
        if row["id"] in post_of:
            rows[post_of[row["id"]]].append(row)
    return rows
