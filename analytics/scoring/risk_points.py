"""Risk points: each step of a power at a post, with its level and the attention it asks for.

Flows in: a view (posts, steps, risk tables, log of matters), the answers of the rules, signs of unusual work, reviews
where there are any, and the control library. Flows out: one `CellScore` per step, which explains both of its figures.

A flag belongs to exactly one place: to the step it names, else to the post (P01, P02), else to the unit. Flags of a
post or unit are shown on the row of the post or at the head of the unit; they are not copied into the steps, where
one flag about a post of eight steps would be counted eight times. A sign of a post that names no step stands at the
first of its steps; one of a unit stands at none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.rules.answers import Answer, Outcome
from analytics.rules.identified import mentions
from analytics.scoring.attention import Contribution, Source, contributions, flag_id, heaviest_first, of_signs
from analytics.scoring.controls import Controls, controls_of, missing_advice
from analytics.scoring.explanation import attention_said, level_said
from analytics.scoring.grades import Grade, Grades
from analytics.scoring.inherent import Unknown
from analytics.scoring.level import LevelPart, LevelParts, held_part, level_parts
from analytics.snapshot import View
from analytics.unusual import Sign
from models.controls import Library, library
from models.language import Language
from models.vocabulary import Finding, OwnerLevel, PowerDomain, RiskLevel, Severity


@dataclass(frozen=True, slots=True)
class CellScore:
    """One risk point. Points and attention are whole hundredths; `level` None means "not assessed".

    `power`, `domain`, `step_id` and `step` are None for a post that a risk table grades as a whole and that has no
    steps on record. `sector` is None where the roster of units is silent. `advised` are measures that the library asks
    for and nobody wrote down.
    """

    unit_id: str | None
    unit: str | None
    sector: str | None
    department: str | None
    post_id: str
    post: str
    power: str | None
    domain: PowerDomain | None
    step_id: str | None
    step_no: int | None
    step: str | None
    act: str | None
    risk: str | None
    measures: str | None
    grade: Grade
    controls: Controls
    advised: tuple[str, ...]
    matters: int
    parts: LevelParts | None
    contributions: tuple[Contribution, ...]
    known: Library = field(repr=False, compare=False)

    @property
    def inherent(self) -> RiskLevel | None:
        """The grade before controls and leads: the unit's own, or by formula (`grade.grading` tells which)."""
        return self.grade.level

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """What would have to be known for a grade by formula."""
        return self.grade.unknown

    @property
    def level(self) -> RiskLevel | None:
        """The level, from grade, controls and leads that held."""
        return None if self.parts is None else self.parts.level

    @property
    def due_owner(self) -> OwnerLevel | None:
        """Who is to control the risk: by its grade, or by its level where leads that held raised that above it."""
        known = [level for level in (self.inherent, self.level) if level is not None]
        highest = max(known, key=lambda level: level.rank, default=None)
        return None if highest is None else self.known.owners[highest]

    @property
    def attention(self) -> int:
        """The sum of the contributions, in hundredths."""
        return sum(c.points for c in self.contributions)

    @property
    def flags(self) -> tuple[str, ...]:
        """The unreviewed flags at this step."""
        return tuple(c.flag for c in self.contributions if c.source is Source.FLAG)

    def level_said(self, language: Language | str) -> str:
        """The level in plain words: what it is made of, or why there is none."""
        return level_said(self.step or self.post, self.grade, self.controls, self.parts, self.known, Language(language))

    def attention_said(self, language: Language | str) -> str:
        """The attention in plain words."""
        return attention_said(self.contributions, self.matters, Language(language))


@dataclass(frozen=True)
class _Leads:
    """Flags by the step they name: those still open, and the parts that make those whose facts held."""

    unreviewed: Mapping[str, list[Answer]]
    held: Mapping[str, list[LevelPart]]


def risk_points(
    view: View,
    answers: Iterable[Answer],
    reviews: Mapping[str, Finding] | None = None,
    known: Library | None = None,
    changed: Collection[str] = frozenset(),
    signs: Iterable[Sign] = (),
) -> list[CellScore]:
    """Score every step of every post, in the order unit, post, power, step.

    `reviews` maps a flag (`flag_id`) to what its review found. A reviewed flag leaves the attention; when its facts
    hold, whole or in part, it enters the level. A flag in `changed` has other facts than those reviewed: it asks for
    attention again, and what was found to hold stays in the level until it is reviewed anew. `known` is the control
    library, by default the one shipped. `signs` add to the attention of their steps.
    """
    scoring = _Scoring(view, _leads(answers, reviews or {}, changed), signs, known or library())
    return sorted((score for post in view.rows("post") for score in scoring.of_post(post)), key=_order)


def _leads(answers: Iterable[Answer], reviews: Mapping[str, Finding], changed: Collection[str]) -> _Leads:
    unreviewed: dict[str, list[Answer]] = defaultdict(list)
    held: dict[str, list[LevelPart]] = defaultdict(list)
    for answer in answers:
        if answer.outcome is not Outcome.FLAG or answer.step_id is None:
            continue
        flag = flag_id(answer) if reviews else ""
        finding = reviews.get(flag)
        if finding is None or flag in changed:
            unreviewed[answer.step_id].append(answer)
        if finding is not None and finding.moves_level:
            severity = answer.level or Severity.MEDIUM
            held[answer.step_id].append(held_part(answer.rule, flag, severity, in_part=finding is Finding.IN_PART))
    return _Leads(unreviewed, held)


class _Scoring:
    """What scoring a post needs to know, read once."""

    def __init__(self, view: View, leads: _Leads, signs: Iterable[Sign], known: Library) -> None:
        self._day = view.assessed_on
        self._leads = leads
        self._signs: dict[str | None, list[Sign]] = defaultdict(list)  # by step, else by post
        for sign in signs:
            self._signs[sign.place.step_id or sign.place.post_id].append(sign)
        self._known = known
        self._grades = Grades(view)
        self._volume = _matters_per_step(view)
        self._units = view.unit_names
        self._sectors = sectors(view)
        self._records = {row["id"]: row for row in view.rows("post_step")}
        self._steps: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for step in view.rows("step"):
            self._steps[step["post_id"]].append(step)

    def of_post(self, post: Mapping[str, Any]) -> list[CellScore]:
        """The risk points of a post; one for the post as a whole where only a risk table knows it."""
        steps = self._steps[post["post_id"]]
        if not steps and self._grades.rows_of(post["post_id"]):
            return [self._whole_post(post)]
        first = min(steps, key=_step_order)["step_id"] if steps else None
        return [self._step(post, step, is_first=step["step_id"] == first) for step in steps]

    def _step(self, post: Mapping[str, Any], step: Mapping[str, Any], *, is_first: bool) -> CellScore:
        record = self._records.get(step["record_id"], {})
        domain = PowerDomain(step["power_domain"])
        return self._score(
            post,
            self._grades.of_step(step, record, post["unit_id"]),
            domain,
            record.get("measures"),
            [*self._signs.get(step["step_id"], ()), *(self._signs.get(post["post_id"], ()) if is_first else ())],
            power=step["power"],
            step_id=step["step_id"],
            step_no=step["step_no"],
            step=step["name"],
            act=step["act"],
            risk=record.get("risk"),
            measures=record.get("measures"),
        )

    def _whole_post(self, post: Mapping[str, Any]) -> CellScore:
        post_id = post["post_id"]
        blank = dict.fromkeys(("power", "step_id", "step_no", "step", "act"))
        said = {"risk": self._grades.text(post_id, "name"), "measures": self._grades.text(post_id, "measures")}
        signs = self._signs.get(post_id, ())
        return self._score(post, self._grades.of_post(post_id), None, None, signs, **blank, **said)

    def _score(
        self,
        post: Mapping[str, Any],
        grade: Grade,
        domain: PowerDomain | None,
        of_step: str | None,
        signs: Iterable[Sign],
        **more: Any,
    ) -> CellScore:
        rows = self._grades.rows_of(post["post_id"])
        controls = controls_of(of_step, rows, domain, self._day, self._known)
        step_id = more["step_id"]
        matters = self._volume.get(step_id, 0)
        parts = level_parts(grade.parts, controls.counted, self._leads.held.get(step_id, ()))
        return CellScore(
            unit_id=post["unit_id"],
            unit=self._units.get(post["unit_id"]),
            sector=self._sectors.get(post["unit_id"]),
            department=post["department"],
            post_id=post["post_id"],
            post=post["name"],
            domain=domain,
            grade=grade,
            controls=controls,
            advised=missing_advice(controls, grade.level, domain, self._known),
            matters=matters,
            parts=parts,
            contributions=heaviest_first(
                (*contributions(self._leads.unreviewed.get(step_id, ()), matters), *of_signs(signs))
            ),
            known=self._known,
            **more,
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


def _step_order(step: Mapping[str, Any]) -> tuple[str, int, str]:
    return step["power"] or "", step["step_no"] if step["step_no"] is not None else 10_000, step["step_id"]


def sectors(view: View) -> dict[str, str]:
    """The sector of each unit of the roster (`UnitSector`), by the id of the unit."""
    units = mentions(view, "budget_unit", "unit")
    return {
        units[row["id"]]["organisation_id"]: row["sector"]
        for row in view.rows("budget_unit")
        if row["sector"] and row["id"] in units
    }


def _matters_per_step(view: View) -> dict[str, int]:
    """How many matters each step handled, by the log of matters."""
    placed = view.table("placement")
    acts = placed.filter(placed["record_table"] == "matter_act", placed["step_id"].notnull())
    counted = acts.group_by("step_id").aggregate(matters=acts["matter_id"].nunique()).to_pyarrow().to_pylist()
    return {row["step_id"]: row["matters"] for row in counted}
