"""Risk points: each step of a power at a post, with its level and the attention it asks for.

Flows in: a view (posts, steps, risk tables, log of matters), the answers of the rules, and reviews where there are any.
Flows out: one `CellScore` per step, which explains both of its figures.

A flag belongs to exactly one place: to the step it names, else to the post (P01, P02), else to the unit. Flags of a
post or unit are shown on the row of the post or at the head of the unit; they are not copied into the steps, where
one flag about a post of eight steps would be counted eight times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.rules.answers import Answer, Outcome
from analytics.scoring.attention import Contribution, contributions, flag_id
from analytics.scoring.level import Controls, LevelParts, level_parts
from analytics.snapshot import View
from models.language import Message
from models.vocabulary import RiskLevel, Severity, Term


class Finding(Term):
    """What a review found about the facts of a lead."""

    HELD = "held", "事实成立", "the facts hold"
    NOT_HELD = "not_held", "事实不成立", "the facts do not hold"


@dataclass(frozen=True, slots=True)
class CellScore:
    """One risk point. Points and attention are whole hundredths; `level` None means "not assessed".

    `power`, `step_id` and `step` are None for a post that a risk table grades as a whole and that has no steps on
    record.
    """

    unit_id: str | None
    unit: str | None
    department: str | None
    post_id: str
    post: str
    power: str | None
    step_id: str | None
    step_no: int | None
    step: str | None
    act: str | None
    risk: str | None
    measures: str | None
    inherent: RiskLevel | None
    controls: Controls
    matters: int
    parts: LevelParts | None
    contributions: tuple[Contribution, ...]

    @property
    def level(self) -> RiskLevel | None:
        """The level, from grade, controls and leads that held."""
        return None if self.parts is None else self.parts.level

    @property
    def attention(self) -> int:
        """The sum of the contributions, in hundredths."""
        return sum(c.points for c in self.contributions)

    @property
    def flags(self) -> tuple[str, ...]:
        """The unreviewed flags at this step."""
        return tuple(c.flag for c in self.contributions)

    @property
    def explanation(self) -> tuple[Message, ...]:
        """Both figures in plain words: the level first, then the attention."""
        return (_explain_level(self), _explain_attention(self))


def risk_points(view: View, answers: Iterable[Answer], reviews: Mapping[str, Finding] | None = None) -> list[CellScore]:
    """Score every step of every post, in the order unit, post, power, step.

    `reviews` maps a flag (`flag_id`) to what its review found. A reviewed flag leaves the attention; when its facts
    hold it enters the level.
    """
    findings = reviews or {}
    open_flags: dict[str, list[Answer]] = defaultdict(list)
    held: dict[str, list[Severity]] = defaultdict(list)
    for answer in answers:
        if answer.outcome is not Outcome.FLAG or answer.step_id is None:
            continue
        finding = findings.get(flag_id(answer)) if findings else None
        if finding is None:
            open_flags[answer.step_id].append(answer)
        elif finding is Finding.HELD:
            held[answer.step_id].append(answer.level or Severity.MEDIUM)
    grades = _Grades(view)
    volume = _matters_per_step(view)
    units = view.unit_names
    records = {row["id"]: row for row in view.rows("post_step")}
    steps: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for step in view.rows("step"):
        steps[step["post_id"]].append(step)
    scores = []
    for post in view.rows("post"):
        unit = units.get(post["unit_id"])
        for step in steps[post["post_id"]]:
            record = records.get(step["record_id"], {})
            inherent = grades.of_step(step)
            controls = grades.controls(post["post_id"], record.get("measures"))
            matters = volume.get(step["step_id"], 0)
            scores.append(
                CellScore(
                    unit_id=post["unit_id"],
                    unit=unit,
                    department=post["department"],
                    post_id=post["post_id"],
                    post=post["name"],
                    power=step["power"],
                    step_id=step["step_id"],
                    step_no=step["step_no"],
                    step=step["name"],
                    act=step["act"],
                    risk=record.get("risk"),
                    measures=record.get("measures"),
                    inherent=inherent,
                    controls=controls,
                    matters=matters,
                    parts=level_parts(inherent, controls, held[step["step_id"]]),
                    contributions=contributions(open_flags[step["step_id"]], matters),
                )
            )
        if not steps[post["post_id"]] and grades.has_points(post["post_id"]):
            scores.append(_whole_post(post, unit, grades))
    return sorted(scores, key=_order)


def _whole_post(post: Mapping[str, Any], unit: str | None, grades: _Grades) -> CellScore:
    inherent = grades.of_post(post["post_id"])
    controls = grades.controls(post["post_id"], None)
    return CellScore(
        unit_id=post["unit_id"],
        unit=unit,
        department=post["department"],
        post_id=post["post_id"],
        post=post["name"],
        power=None,
        step_id=None,
        step_no=None,
        step=None,
        act=None,
        risk=grades.text(post["post_id"], "name"),
        measures=grades.text(post["post_id"], "measures"),
        inherent=inherent,
        controls=controls,
        matters=0,
        parts=level_parts(inherent, controls),
        contributions=(),
    )


def _order(score: CellScore) -> tuple[str, str, str, str, int, str]:
    return (
        score.unit or "",
        score.department or "",
        score.post,
        score.power or "",
        score.step_no if score.step_no is not None else 10_000,
        score.step_id or score.post_id,
    )


class _Grades:
    """Grades, measures and owners that units wrote into their risk tables, by post."""

    def __init__(self, view: View) -> None:
        post_of = {
            row["record_id"]: row["post_id"]
            for row in view.rows("placement")
            if row["record_table"] == "risk_point" and row["post_id"]
        }
        self._points: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in view.rows("risk_point"):
            if row["id"] in post_of:
                self._points[post_of[row["id"]]].append(row)

    def of_step(self, step: Mapping[str, Any]) -> RiskLevel | None:
        """The step's own grade; where it has none, the highest grade of the post in the unit's risk table."""
        return RiskLevel(step["grade"]) if step["grade"] else self.of_post(step["post_id"])

    def of_post(self, post_id: str) -> RiskLevel | None:
        """The highest grade of the post in the unit's risk table."""
        grades = [RiskLevel(row["grade"]) for row in self._points.get(post_id, []) if row["grade"]]
        return max(grades, key=lambda grade: grade.rank, default=None)

    def has_points(self, post_id: str) -> bool:
        """Whether a risk table speaks about the post."""
        return post_id in self._points

    def text(self, post_id: str, column: str) -> str | None:
        """What the risk table says about the post, row by row."""
        said = [row[column] for row in self._points.get(post_id, []) if row[column]]
        return "；".join(dict.fromkeys(said)) or None

    def controls(self, post_id: str, measures: str | None) -> Controls:
        """Measures of the step or the post; owned when the risk table names somebody for that post."""
        points = self._points.get(post_id, [])
        if not measures and not any(row["measures"] for row in points):
            return Controls.NONE
        return Controls.OWNED if any(row["has_owner"] for row in points) else Controls.UNOWNED


def _matters_per_step(view: View) -> dict[str, int]:
    """How many matters each step handled, by the log of matters."""
    placed = view.table("placement")
    acts = placed.filter(placed["record_table"] == "matter_act", placed["step_id"].notnull())
    counted = acts.group_by("step_id").aggregate(matters=acts["matter_id"].nunique()).to_pyarrow().to_pylist()
    return {row["step_id"]: row["matters"] for row in counted}


def _explain_level(score: CellScore) -> Message:
    if score.parts is None:
        return Message("scoring-level-not-assessed", {"step": score.step or score.post})
    parts = score.parts
    return Message(
        f"scoring-level-{score.controls}",
        {
            "grade": decimal_text(parts.grade),
            "reduction": decimal_text(parts.reduction),
            "held": decimal_text(parts.held),
            "total": decimal_text(parts.total),
        },
    )


def _explain_attention(score: CellScore) -> Message:
    if not score.contributions:
        return Message("scoring-attention-none", {"matters": str(score.matters)})
    params = {"attention": decimal_text(score.attention), "flags": str(len(score.contributions))}
    volumes = {c.matters for c in score.contributions if c.matters}
    if volumes:
        return Message("scoring-attention-volume", params | {"matters": str(max(volumes))})
    return Message("scoring-attention", params)


def decimal_text(hundredths: int) -> str:
    """Hundredths as the shortest decimal text.

    >>> decimal_text(1760), decimal_text(800), decimal_text(5)
    ('17.6', '8', '0.05')
    """
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
