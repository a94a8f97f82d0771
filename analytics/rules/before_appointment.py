"""The check before an appointment: what the rules would say of somebody in a post that he is only planned for.

Flows in: a sealed snapshot and a planned appointment. Flows out: the answers of the rules on kin in one line (C03), kin
in sensitive posts (C04), family firms in the regulated trade (C05) and side business (C06) about the planned post, what
is due of the present one (P02: rotation), and employment restrictions on record. The rules themselves judge, on the
snapshot as it would be: one code path, so that the check and the later analysis cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from analytics.errors import RunAborted
from analytics.identity import organisation_name, person_name, squash
from analytics.rules import run_rules
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.rules.c07_revolving_door import RevolvingDoor, term_of
from analytics.rules.identified import mentions, placements
from analytics.rules.parameters import Parameters
from analytics.rules.rule import Row, evidence
from analytics.rules.serving import lasts_on
from analytics.snapshot import View

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
    without = {} if planned.keeps_post else {"tenure": sorted(own)}
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
    wanted = organisation_name(name)
    for row in view.rows("organisation"):
        if row["kind"] == "unit" and organisation_name(row["name"]) == wanted:
            return str(row["organisation_id"])
    raise RunAborted("before-appointment-no-unit", unit=name)


def _person(view: View, planned: PlannedAppointment) -> tuple[str, str, list[Row]]:
    """Who is planned: person id, evidence tier, and his present entries in the register of post holders."""
    holders = mentions(view, "tenure", "holder")
    found: dict[str, list[Row]] = {}
    tiers: dict[str, str] = {}
    for row in view.rows("tenure"):
        holder = holders.get(row["id"])
        if holder is None or person_name(row["name"]) != person_name(planned.name):
            continue
        if planned.id_hash is not None and row["id_hash"] != planned.id_hash:
            continue
        if lasts_on(row["since"], row["until"], planned.on):
            found.setdefault(holder["person_id"], []).append(row)
            tiers[holder["person_id"]] = holder["tier"]
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
    superior = _superior_of(view, planned, unit_id)
    if superior is not None:
        line = {"id": PLANNED, "document_id": PLANNED, "locator": PLANNED, "unit_name": planned.unit,
                "subordinate": planned.name, "subordinate_post": planned.post, "superior": superior["name"],
                "since": planned.on}  # fmt: skip
        rows["reporting_line"] = [line]
        said += [
            _said("reporting_line", "subordinate", tier, person=person_id),
            _said("reporting_line", "superior", "B", person=superior["id"]),
            _said("reporting_line", "unit", "B", unit=unit_id),
        ]
    return rows | {"mention": said}


def _said(table: str, role: str, tier: str, *, person: str | None = None, unit: str | None = None) -> Row:
    who = {"person_id": person, "organisation_id": unit}
    return {"record_table": table, "record_id": PLANNED, "role": role, "tier": tier, **who}


def _last_holder(view: View, planned: PlannedAppointment, unit_id: str) -> Row | None:
    placed = placements(view, "tenure")
    rows = [
        row
        for row in view.rows("tenure")
        if placed[row["id"]]["unit_id"] == unit_id and squash(row["post"]) == squash(planned.post)
    ]
    return max(rows, key=lambda row: (str(row["since"] or ""), row["id"]), default=None)


def _superior_of(view: View, planned: PlannedAppointment, unit_id: str) -> Row | None:
    """The immediate superior of a post, by the latest reporting line recorded for it."""
    units, above = mentions(view, "reporting_line", "unit"), mentions(view, "reporting_line", "superior")
    lines = [
        row
        for row in view.rows("reporting_line")
        if row["id"] in above
        and units.get(row["id"], {}).get("organisation_id") == unit_id
        and squash(row["subordinate_post"]) == squash(planned.post)
        and lasts_on(row["since"], row["until"], planned.on)
    ]
    latest = max(lines, key=lambda row: (str(row["since"] or ""), row["id"]), default=None)
    return None if latest is None else {"id": above[latest["id"]]["person_id"], "name": latest["superior"]}


def _restrictions(view: View, person_id: str, on: date) -> Iterable[tuple[Evidence, date]]:
    """Employment restrictions of the person that may still run, with their last day."""
    formers = mentions(view, "restriction", "former")
    params = Parameters(RevolvingDoor.parameters)
    for row in view.rows("restriction"):
        term = term_of(row, params) if formers.get(row["id"], {}).get("person_id") == person_id else None
        if term is not None and term.longest >= on:
            yield evidence("restriction", row), term.longest
