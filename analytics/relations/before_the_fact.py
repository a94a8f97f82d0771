"""The check before the fact: who must step aside from a planned matter, and who may act instead.

Flows in: a view, and a planned matter (power, unit, applicants, day). Flows out: for each step of the power the people
who would act, each with what stands between them and the applicants and what follows from it, and the others of the
unit who may act, lowest conflict first. The judgement is that of the rules (`interest`), on the planned day. A name
alone makes no tie: "cannot be told" stands beside yes and no. The registers tell what they tell: nobody is cleared by
this, and everybody remains bound to say what they know themselves (公务员法 art. 77).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from analytics.identity import credit_code, is_full_firm_name, organisation_name, person_name, squash
from analytics.relations.interest import evidence_rows, verdict_on
from analytics.relations.records import named
from analytics.relations.strength import strength
from analytics.relations.ways import Way, ways_between
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import StepAct

Row = dict[str, Any]
_SUBSTANCE = {str(act): act.of_substance for act in StepAct}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies or benefits, as far as the office knows: a name, and a keyed number hash or a credit code."""

    name: str
    id_hash: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedMatter:
    """A matter that is about to be handled."""

    power: str
    unit: str
    applicants: tuple[Applicant, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Stake:
    """One way from an actor to an applicant: whether it bars (None: cannot be told), and why, in one word.

    `why` is one of the words of `InterestPath.why`; `basis` the article that bars; `proof` the rows it rests on.
    """

    applicant: str
    verdict: bool | None
    why: str
    kind: str
    relation: str | None
    path: str | None
    role: str | None
    share_bp: int | None
    links: int
    basis: str
    strength: int
    proof: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who would act, or could: `stands_in_for` is filled where a delegation puts him in another's place."""

    person_id: str
    name: str
    post_id: str | None
    post: str
    stakes: tuple[Stake, ...]
    stands_in_for: str | None = None

    @property
    def must_recuse(self) -> bool | None:
        """True where a stake bars, None where one may, else False."""
        verdicts = {stake.verdict for stake in self.stakes}
        return True if True in verdicts else None if None in verdicts else False

    @property
    def conflict(self) -> tuple[int, int]:
        """How near the actor stands to the applicants: what bars or may bar first, then the strength of any way."""
        rank = {False: 0, None: 1, True: 2}[self.must_recuse]
        return rank, max((stake.strength for stake in self.stakes), default=0)


@dataclass(frozen=True, slots=True)
class StepCheck:
    """One step of the power: who would act, and who else of the unit may, lowest conflict first."""

    step_id: str
    number: int | None
    name: str
    post_id: str
    post: str
    of_substance: bool | None
    actors: tuple[Actor, ...]
    instead: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class RecusalCheck:
    """The whole answer. `unknown` says in code words what the registers do not tell."""

    matter: PlannedMatter
    steps: tuple[StepCheck, ...]
    unknown: tuple[str, ...]


def recusal_check(view: View, matter: PlannedMatter, most_instead: int = 5) -> RecusalCheck:
    """Who must step aside from a planned matter, and who may act instead.

    `unknown` may hold: `no-unit` (no unit of that name), `no-steps` (the unit's steps of this power are not recorded),
    `no-holders` (nobody is recorded in the posts of a step), `applicant-unknown` (no record knows the applicant),
    `applicant-by-name` (only the name is known, so that ties cannot be certain), `applicant-other-code` (its name
    stands on record under another code), `no-ties-declared`.
    """
    unit_id = unit_named(view, matter.unit)
    if unit_id is None:
        return RecusalCheck(matter, (), ("no-unit",))
    steps = _steps(view, unit_id, matter.power)
    staff = _staff(view, unit_id, matter.on)
    targets, unknown = _targets(view, matter.applicants)
    if view.is_empty("declared_tie"):
        unknown.append("no-ties-declared")
    deputies = _deputies(view, unit_id, matter.on)
    known = [entry["person_id"] for entry in (*staff, *(one for found in deputies.values() for one in found))]
    stakes = _stakes(view, known, targets, matter, steps)
    people = [_actor(entry, stakes, None) for entry in staff if not _deputies_of(entry, deputies)]
    checks = []
    for step in steps:
        holders = [entry for entry in staff if entry["post_id"] == step["post_id"]]
        actors = _once(actor for entry in holders for actor in _acting(entry, deputies, stakes))
        busy = {actor.person_id for actor in actors}
        others = sorted(
            (person for person in people if person.person_id not in busy),
            key=lambda person: (
                person.conflict,
                not _is_alike(person.post, step["post_name"]),
                person.post,
                person.person_id,
            ),
        )
        instead = _once(person for person in others if person.must_recuse is False)
        checks.append(_check(step, actors, instead[:most_instead]))
    if not steps:
        unknown.append("no-steps")
    elif any(not check.actors for check in checks):
        unknown.append("no-holders")
    return RecusalCheck(matter, tuple(checks), tuple(dict.fromkeys(unknown)))


def _check(step: Row, actors: Sequence[Actor], instead: Sequence[Actor]) -> StepCheck:
    act = step["act"]
    return StepCheck(
        step_id=step["step_id"],
        number=step["step_no"],
        name=step["name"],
        post_id=step["post_id"],
        post=step["post_name"],
        of_substance=None if act is None else _SUBSTANCE[act],
        actors=tuple(actors),
        instead=tuple(instead),
    )


def unit_named(view: View, name: str) -> str | None:
    """The id of the unit of this full name, None where no record knows it."""
    wanted = organisation_name(name)
    found = sorted(unit for unit, called in view.unit_names.items() if organisation_name(called) == wanted)
    return found[0] if found else None


def _steps(view: View, unit_id: str, power: str) -> list[Row]:
    """The steps of a power of a unit in their order, each with the name of its post."""
    posts = {post["post_id"]: post for post in view.rows("post") if post["unit_id"] == unit_id}
    wanted = squash(power)
    found = [
        {**step, "post_name": posts[step["post_id"]]["name"]}
        for step in view.rows("step")
        if step["post_id"] in posts and squash(step["power"]) == wanted
    ]
    return sorted(found, key=lambda step: (step["step_no"] is None, step["step_no"] or 0, step["name"]))


def _staff(view: View, unit_id: str, on: date) -> list[Row]:
    """Who holds a post of a unit on a day, by the register of post holders."""
    placed = view.table("placement")
    here = placed.filter((placed.record_table == "tenure") & (placed.unit_id == unit_id))
    places = here.select(placed="record_id", post_id="post_id")
    holders = named(view, "tenure", holder="holder")
    rows = holders.join(places, holders.id == places.placed)
    found = [
        {"person_id": row["holder_id"], "name": row["name"], "post_id": row["post_id"], "post": row["post"]}
        for row in rows.to_pyarrow().to_pylist()
        if row["holder_id"] and lasts_on(row["since"], row["until"], on)
    ]
    return sorted(found, key=lambda entry: (str(entry["post"]), entry["person_id"]))


def _deputies(view: View, unit_id: str, on: date) -> dict[tuple[str, str], list[Row]]:
    """Who acts for whom on a day: the holder's person id and the post as compared (or empty) -> the deputies."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    if view.is_empty("delegation"):
        return found
    rows = named(view, "delegation", holder="delegator", stand_in="deputy", unit="unit")
    for row in sorted(rows.filter(rows.unit_id == unit_id).to_pyarrow().to_pylist(), key=lambda row: str(row["id"])):
        if lasts_on(row["since"], row["until"], on) and row["holder_id"] and row["stand_in_id"]:
            deputy = {"person_id": row["stand_in_id"], "name": row["deputy"]}
            found[row["holder_id"], squash(row["post"])].append(deputy)
    return found


def _deputies_of(entry: Row, deputies: dict[tuple[str, str], list[Row]]) -> list[Row]:
    """Who stands in for a holder in the post of an entry; a delegation that names no post is of all his posts."""
    keys = dict.fromkeys((squash(entry["post"]), ""))
    return [deputy for post in keys for deputy in deputies.get((entry["person_id"], post), ())]


def _targets(view: View, applicants: Iterable[Applicant]) -> tuple[dict[str, tuple[str, bool]], list[str]]:
    """Who in the records an applicant is, or may be: id -> (name as given, whether that is certain)."""
    targets: dict[str, tuple[str, bool]] = {}
    unknown: list[str] = []
    for applicant in applicants:
        sure = _certain(view, applicant)
        perhaps = _people_of_that_name(view, applicant) - sure
        if not sure and not applicant.id_hash:
            perhaps |= _organisations_of_that_name(view, applicant)
        targets |= dict.fromkeys(perhaps, (applicant.name, False)) | dict.fromkeys(sure, (applicant.name, True))
        if not sure:
            unknown.append("applicant-by-name" if perhaps else "applicant-unknown")
            if applicant.code and any(row["code"] for row in _namesake_organisations(view, applicant)):
                unknown.append("applicant-other-code")
    return targets, unknown


def _certain(view: View, applicant: Applicant) -> set[str]:
    """Who the applicant is by number, code, or full registered name."""
    found: set[str] = set()
    for table, (role, column) in _NUMBERED.items():
        if applicant.id_hash and not view.is_empty(table):
            rows = named(view, table, who=role)
            told = rows.filter(rows[column] == applicant.id_hash).select("who_id").distinct()
            found |= {row["who_id"] for row in told.to_pyarrow().to_pylist() if row["who_id"]}
    if applicant.code:
        told_by_code = [row for row in view.rows("organisation") if row["code"] == credit_code(applicant.code)]
        found |= {row["organisation_id"] for row in told_by_code}
    if not found and not applicant.id_hash:
        found |= _by_full_name(view, applicant)
    return found


def _by_full_name(view: View, applicant: Applicant) -> set[str]:
    """The one organisation of a full registered or official name; none where several bear it, or another code does."""
    alike = _namesake_organisations(view, applicant)
    is_full = is_full_firm_name(organisation_name(applicant.name))
    fits = [row for row in alike if row["kind"] == "unit" or (row["kind"] == "firm" and is_full)]
    if len(alike) > 1 or any(applicant.code and row["code"] for row in alike):
        return set()
    return {row["organisation_id"] for row in fits}


def _namesake_organisations(view: View, applicant: Applicant) -> list[Row]:
    wanted = organisation_name(applicant.name)
    return [row for row in view.rows("organisation") if wanted and organisation_name(row["name"]) == wanted]


# Where a person of a given number may be recorded, besides the officials themselves.
_NUMBERED = {
    "declared_tie": ("relative", "relative_id_hash"),
    "tenure": ("holder", "id_hash"),
    "firm_officer": ("officer", "id_hash"),
    "payment": ("payee", "id_hash"),
    "benefit": ("claimant", "id_hash"),
    "matter_act": ("party", "party_id_hash"),
}


def _people_of_that_name(view: View, applicant: Applicant) -> set[str]:
    """Who bears the applicant's name, and may be meant: with a number given, only those whose number is not known."""
    if applicant.code:
        return set()
    person = view.table("person")
    alike = person.filter(person.name == person_name(applicant.name))
    if applicant.id_hash:
        alike = alike.filter(alike.tier != "A")
    return {row["person_id"] for row in alike.select("person_id").to_pyarrow().to_pylist()}


def _organisations_of_that_name(view: View, applicant: Applicant) -> set[str]:
    """Which organisations may be meant, trade names too: with a code given, only those whose code is not known."""
    alike = _namesake_organisations(view, applicant)
    return {row["organisation_id"] for row in alike if not (applicant.code and row["code"])}


def _stakes(
    view: View, people: Iterable[str], targets: dict[str, tuple[str, bool]], matter: PlannedMatter, steps: list[Row]
) -> dict[str, list[Stake]]:
    """What stands between people and applicants, by person, strongest first."""
    pairs = [(person, target) for person in sorted(set(people)) for target in sorted(targets)]
    found: dict[str, list[Stake]] = defaultdict(list)
    if not pairs:
        return found
    columns = {
        "person_id": pa.array([person for person, _ in pairs], pa.string()),
        "target_id": pa.array([target for _, target in pairs], pa.string()),
    }
    basis = _basis(steps)
    for way in ways_between(view, ibis.memtable(pa.table(columns))):
        name, is_certain = targets[way["asked_target"]]
        found[way["asked_person"]].append(_stake(way, name, is_certain, basis, matter.on))
    for stakes in found.values():
        stakes.sort(key=lambda stake: (-{True: 2, None: 1, False: 0}[stake.verdict], -stake.strength, stake.proof))
    return found


def _stake(way: Way, applicant: str, is_certain: bool, basis: str, on: date) -> Stake:
    verdict, why = verdict_on(way, on)
    if verdict is not False and not is_certain:
        verdict, why = None, "same-name"
    return Stake(
        applicant=applicant,
        verdict=verdict,
        why=why,
        kind=way["kind"],
        relation=way["relation"],
        path=way["path"],
        role=way["role"],
        share_bp=way["share_bp"],
        links=way["links"] or 0,
        basis=basis,
        strength=strength(way, way["tier"], on),
        proof=evidence_rows(way["evidence"]),
    )


def _basis(steps: list[Row]) -> str:
    """The law under which somebody steps aside, by the kind of power: `purchase`, `penalty`, or `duty`."""
    kinds = {squash(step["power_type"]) for step in steps}
    if any("处罚" in kind for kind in kinds):
        return "penalty"
    return "purchase" if any(step["power_domain"] == "procurement" for step in steps) else "duty"


def _actor(entry: Row, stakes: dict[str, list[Stake]], stands_in_for: str | None) -> Actor:
    found = tuple(stakes.get(entry["person_id"], ()))
    return Actor(entry["person_id"], entry["name"], entry["post_id"], entry["post"], found, stands_in_for)


def _acting(entry: Row, deputies: dict[tuple[str, str], list[Row]], stakes: dict[str, list[Stake]]) -> Iterable[Actor]:
    """Who acts in a post: its holder, or those who stand in for him that day."""
    found = _deputies_of(entry, deputies)
    if not found:
        return [_actor(entry, stakes, None)]
    return [_actor({**entry, **deputy}, stakes, entry["name"]) for deputy in found]


def _once(people: Iterable[Actor]) -> list[Actor]:
    """Each person once, with the first of his posts."""
    return list({person.person_id: person for person in reversed(list(people))}.values())[::-1]


def _is_alike(post: str, other: str) -> bool:
    return squash(post) == squash(other)
