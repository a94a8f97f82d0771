"""The check before an appointment: what the rules would say of somebody in a post that he is only planned for.

Flows in: a sealed snapshot and a planned appointment. Flows out: the answers of the rules on kin in one line (C03), kin
in sensitive posts (C04), family firms in the regulated trade (C05) and side business (C06) about the planned post, what
is due of the present one (P02: rotation), and employment restrictions on record. The rules themselves judge, on the
snapshot as it would be: one code path, so that the check and the later analysis cannot disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from analytics.errors import RunAborted
from analytics.identity import person_name, squash
from analytics.relations import unit_named
from analytics.rules import run_rules
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.rules.c07_revolving_door import RevolvingDoor, term_of
from analytics.rules.identified import mentions, placements
from analytics.rules.parameters import Parameters
from analytics.rules.rule import Row, evidence
from analytics.rules.threshold_changes import changes_of, office_parameters
from analytics.snapshot import View
from models.calendar import lasts_on

# The rules that speak about a planned post, and the one that tells of the present post whether it is time to go.
OF_THE_NEW_POST = ("C03", "C04", "C05", "C06")
OF_THE_PRESENT_POST = ("P02",)
PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class PlannedAppointment:
    """An appointment, promotion or transfer that is planned.

    `name` alone finds somebody in office where only one bears it; `id_hash` tells namesakes apart. `is_leader` and
    `duty` (code of `SensitiveDuty`) are taken from the last holder of the post where they are left out.
    """

    name: str
    unit: str
    post: str
    on: date
    id_hash: str | None = None
    is_leader: bool | None = None
    duty: str | None = None
    keeps_post: bool = False


@dataclass(frozen=True, slots=True)
class AppointmentCheck:
    """What the rules say of the new post and the present ones, and restrictions on record that still run."""

    planned: PlannedAppointment
    new_post: tuple[Answer, ...]
    present_posts: tuple[Answer, ...]
    restrictions: tuple[tuple[Evidence, date], ...]

    @property
    def conflicts(self) -> list[Answer]:
        """Answers about the new post that speak against it."""
        return [answer for answer in self.new_post if answer.outcome is Outcome.FLAG]

    @property
    def open_questions(self) -> list[Answer]:
        """Answers about the new post that cannot be given."""
        return [answer for answer in self.new_post if answer.outcome is Outcome.CANNOT_ASSESS]


def check_appointment(fresh_view: Callable[[], View], planned: PlannedAppointment) -> AppointmentCheck:
    """Judge a planned appointment; `fresh_view` opens the snapshot anew, judged as of the planned day.

    Raises RunAborted where the unit is not known, nobody in office bears the name, or several do.
    """
    view = fresh_view()
    unit_id = _unit(view, planned.unit)
    person_id, tier, present = _person(view, planned)
    now = run_rules(view, OF_THE_PRESENT_POST).answers
    own = {row["id"] for row in present}
    restrictions = tuple(_restrictions(view, person_id, planned.on))
    rows = _planned_rows(view, planned, unit_id, person_id, tier)
    without = {} if planned.keeps_post else {"tenure": sorted(own), "reporting_line": _own_lines(view, person_id)}
    supposed = fresh_view().suppose(rows, without)
    answers = run_rules(supposed, OF_THE_NEW_POST).answers
    return AppointmentCheck(
        planned,
        tuple(answer for answer in answers if _is_about_the_plan(answer)),
        tuple(a for a in now if any(e.table == "tenure" and e.id in own for e in a.evidence)),
        restrictions,
    )


def _is_about_the_plan(answer: Answer) -> bool:
    """Whether an answer rests on the planned entry, or says that a register is not held at all."""
    is_planned = any(e.table == "tenure" and e.id == PLANNED for e in answer.evidence)
    return is_planned or answer.subject_id.startswith("register:")


def _unit(view: View, name: str) -> str:
    unit_id = unit_named(view, name)
    if unit_id is None:
        raise RunAborted("before-appointment-no-unit", unit=name)
    return unit_id


def _person(view: View, planned: PlannedAppointment) -> tuple[str, str, list[Row]]:
    """Who is planned: person id, evidence tier, and his present entries in the register of post holders."""
    holders = mentions(view, "tenure", "holder")
    found: dict[str, list[Row]] = {}
    tiers: dict[str, str] = {}
    numbers: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("tenure"):
        holder = holders.get(row["id"])
        if holder is None or person_name(row["name"]) != person_name(planned.name):
            continue
        person = holder["person_id"]
        numbers[person].add(row["id_hash"])
        if lasts_on(row["since"], row["until"], planned.on):
            found.setdefault(person, []).append(row)
            tiers[person] = min(tiers.get(person, holder["tier"]), holder["tier"])
    if planned.id_hash is not None:
        found = {person: rows for person, rows in found.items() if planned.id_hash in numbers[person]}
    if not found:
        raise RunAborted("before-appointment-nobody")
    if len(found) > 1:
        raise RunAborted("before-appointment-namesakes", count=len(found))
    ((person_id, rows),) = found.items()
    return person_id, tiers[person_id], rows


def _planned_rows(
    view: View, planned: PlannedAppointment, unit_id: str, person_id: str, tier: str
) -> dict[str, list[Row]]:
    """The entries that the appointment would make: holder and reporting line, with who and where is meant."""
    before = _last_holder(view, planned, unit_id)
    known = before or {}
    entry = {
        "id": PLANNED, "document_id": PLANNED, "locator": PLANNED, "name": planned.name, "unit_name": planned.unit,
        "post": planned.post, "since": planned.on,
        "is_leader": planned.is_leader if planned.is_leader is not None else known.get("is_leader"),
        "sensitive_duty": planned.duty or known.get("sensitive_duty"),
    }  # fmt: skip
    post_id = placements(view, "tenure")[before["id"]]["post_id"] if before else None
    said = [_said("tenure", "holder", tier, person=person_id), _said("tenure", "unit", "B", unit=unit_id)]
    rows: dict[str, list[Row]] = {
        "tenure": [entry],
        "placement": [{"record_table": "tenure", "record_id": PLANNED, "unit_id": unit_id, "post_id": post_id}],
    }
    lines = [*_line_above(view, planned, unit_id, person_id), *_lines_below(view, planned, unit_id, person_id, before)]
    rows["reporting_line"] = [line.row for line in lines]
    for line in lines:
        own, other = ("subordinate", "superior") if line.is_above else ("superior", "subordinate")
        said += [
            _said("reporting_line", own, tier, person=person_id, record=line.row["id"]),
            _said("reporting_line", other, line.tier, person=line.person_id, record=line.row["id"]),
            _said("reporting_line", "unit", "B", unit=unit_id, record=line.row["id"]),
        ]
    return rows | {"mention": said}


@dataclass(frozen=True, slots=True)
class _Line:
    """A reporting line that the appointment would make, with the person at its other end, above or below."""

    row: Row
    person_id: str
    tier: str
    is_above: bool


def _said(
    table: str, role: str, tier: str, *, person: str | None = None, unit: str | None = None, record: str = PLANNED
) -> Row:
    who = {"person_id": person, "organisation_id": unit}
    return {"record_table": table, "record_id": record, "role": role, "tier": tier, **who}


def _last_holder(view: View, planned: PlannedAppointment, unit_id: str) -> Row | None:
    placed = placements(view, "tenure")
    rows = [
        row
        for row in view.rows("tenure")
        if placed[row["id"]]["unit_id"] == unit_id and squash(row["post"]) == squash(planned.post)
    ]
    return max(rows, key=lambda row: (str(row["since"] or ""), row["id"]), default=None)


def _own_lines(view: View, person_id: str) -> list[str]:
    """The reporting lines that end with the present posts, those above and those below."""
    sides = (mentions(view, "reporting_line", role) for role in ("subordinate", "superior"))
    return sorted({record for side in sides for record, who in side.items() if who["person_id"] == person_id})


def _lines_of_unit(view: View, planned: PlannedAppointment, unit_id: str) -> Iterable[tuple[Row, Row, Row]]:
    """The reporting lines of a unit on the planned day: the line, who is below, who is above; latest last."""
    units, below, above = (mentions(view, "reporting_line", role) for role in ("unit", "subordinate", "superior"))
    for row in sorted(view.rows("reporting_line"), key=lambda row: (str(row["since"] or ""), row["id"])):
        is_here = units.get(row["id"], {}).get("organisation_id") == unit_id
        is_known = row["id"] in below and row["id"] in above
        if is_here and is_known and lasts_on(row["since"], row["until"], planned.on):
            yield row, below[row["id"]], above[row["id"]]


def _line_above(view: View, planned: PlannedAppointment, unit_id: str, person_id: str) -> list[_Line]:
    """The line to the immediate superior of the post, by the latest one recorded for it."""
    lines = [
        (row, above)
        for row, _, above in _lines_of_unit(view, planned, unit_id)
        if squash(row["subordinate_post"]) == squash(planned.post) and above["person_id"] != person_id
    ]
    if not lines:
        return []
    row, above = lines[-1]
    line = {"id": PLANNED, "document_id": PLANNED, "locator": PLANNED, "unit_name": planned.unit,
            "subordinate": planned.name, "subordinate_post": planned.post, "superior": row["superior"],
            "since": planned.on}  # fmt: skip
    return [_Line(line, above["person_id"], above["tier"], is_above=True)]


def _lines_below(
    view: View, planned: PlannedAppointment, unit_id: str, person_id: str, before: Row | None
) -> Iterable[_Line]:
    """The lines to those who report to the post, or, where the line names no post above, to its last holder."""
    held = mentions(view, "tenure", "holder").get(before["id"], {}) if before else {}
    for row, below, above in _lines_of_unit(view, planned, unit_id):
        named = squash(row["superior_post"])
        reports_here = named == squash(planned.post) if named else above["person_id"] == held.get("person_id")
        if reports_here and below["person_id"] != person_id:
            line = {"id": f"{PLANNED}-{row['id']}", "document_id": PLANNED, "locator": PLANNED,
                    "unit_name": planned.unit, "subordinate": row["subordinate"],
                    "subordinate_post": row["subordinate_post"], "superior": planned.name,
                    "superior_post": planned.post, "since": planned.on}  # fmt: skip
            yield _Line(line, below["person_id"], below["tier"], is_above=False)


def _restrictions(view: View, person_id: str, on: date) -> Iterable[tuple[Evidence, date]]:
    """Employment restrictions of the person that may still run, with their last day."""
    formers = mentions(view, "restriction", "former")
    params = Parameters(office_parameters(RevolvingDoor(), changes_of(view)))
    for row in view.rows("restriction"):
        term = term_of(row, params) if formers.get(row["id"], {}).get("person_id") == person_id else None
        if term is not None and term.longest >= on:
            yield evidence("restriction", row), term.longest
