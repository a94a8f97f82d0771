"""Which post, step and matter a record belongs to, so that registers of one unit that name the same post agree.

Flows in: posts, steps and matters as records name them, with the unit already known. Flows out: the post and step
tables and one placement for each record. A post is its unit and its name; the department is part of it only where the
unit has posts of this name in more than one department. A record that then names no department belongs to the one post
of that name that has the record's power, else to a post of its own without department.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analytics.identity.names import digest, squash
from analytics.identity.rows import Post, Step
from analytics.identity.steps import classify_power
from analytics.reading.acts import read_act


class Place(NamedTuple):
    """What a record says about where it belongs; `unit_id` falls back to the document for records without unit."""

    unit_id: str
    department: str
    post: str
    power: str
    step: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A described step: its place, and the columns the step table keeps."""

    place: Place
    power: str
    power_type: str | None
    step_no: int | None
    name: str
    post: str
    grade: str | None
    record_id: str
    recorded: str  # sorts by time of recording


@dataclass(slots=True)
class PostTables:
    """Posts, steps, and the lookup from a place to both."""

    posts: list[Post]
    steps: list[Step]
    departments: dict[tuple[str, str], set[str]]
    powers: dict[tuple[str, str, str], set[str]]
    step_ids: set[str]

    def post_id(self, place: Place) -> str | None:
        """The post a place names, None when it names none."""
        if not place.post:
            return None
        return _post_id(place, self._department(place))

    def step_id(self, place: Place) -> str | None:
        """The described step a place names, None when no step of that post, power and name is described."""
        post_id = self.post_id(place)
        if post_id is None or not place.step:
            return None
        step_id = _step_id(post_id, place.power, place.step)
        return step_id if step_id in self.step_ids else None

    def _department(self, place: Place) -> str:
        known = self.departments.get((place.unit_id, place.post), set())
        if len(known) < 2:
            return ""
        if place.department:
            return place.department
        powers = {d: self.powers.get((place.unit_id, place.post, d), set()) for d in known}
        having = {d for d in known if place.power and place.power in powers[d]}
        return next(iter(having)) if len(having) == 1 else ""


def place_of(
    unit_id: str, department: str | None, post: str | None, power: str | None = None, step: str | None = None
) -> Place:
    """A place in comparable form. A row that names a department and no post is about the department as one post."""
    return Place(unit_id, squash(department), squash(post) or squash(department), squash(power), squash(step))


def build_posts(places: set[Place], step_rows: list[StepRow], units: set[str]) -> PostTables:
    """Posts and steps of all places; `units` holds the identifiers that are units (a document may stand in for one)."""
    departments: dict[tuple[str, str], set[str]] = defaultdict(set)
    powers: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for place in places:
        if place.post and place.department:
            departments[place.unit_id, place.post].add(place.department)
    for row in step_rows:
        powers[row.place.unit_id, row.place.post, row.place.department].add(row.place.power)
    tables = PostTables([], [], departments, powers, set())
    posts: dict[str, Post] = {}
    for place in places:
        post_id = tables.post_id(place)
        if post_id is None:
            continue
        known = departments.get((place.unit_id, place.post), set())
        department = next(iter(known)) if len(known) == 1 else tables._department(place)
        unit_id = place.unit_id if place.unit_id in units else None
        posts[post_id] = Post(post_id, unit_id, department or None, place.post)
    tables.posts = [posts[key] for key in sorted(posts)]
    tables.steps = _steps(tables, step_rows)
    tables.step_ids = {step.step_id for step in tables.steps}
    return tables


@lru_cache(maxsize=1 << 16)
def matter_id(unit_id: str, number: str) -> str:
    """The identifier of a matter: its number within the unit that handles it (or the document, if no unit is known)."""
    return "matter:" + digest(unit_id, squash(number))


def _steps(tables: PostTables, rows: list[StepRow]) -> list[Step]:
    latest: dict[str, tuple[tuple[str, str], Step]] = {}
    for row in rows:
        post_id = tables.post_id(row.place)
        if post_id is None:
            continue
        step_id = _step_id(post_id, row.place.power, row.place.step)
        order = (row.recorded, row.record_id)
        if step_id in latest and latest[step_id][0] > order:
            continue
        act = read_act(row.name)
        domain = classify_power(row.power, row.power_type, row.name, row.post)
        step = Step(
            step_id,
            post_id,
            row.power,
            row.power_type,
            str(domain),
            row.step_no,
            row.name,
            None if act is None else str(act),
            row.grade,
            row.record_id,
        )
        latest[step_id] = (order, step)
    return [latest[key][1] for key in sorted(latest)]


def _post_id(place: Place, department: str) -> str:
    return "post:" + digest(place.unit_id, department, place.post)


def _step_id(post_id: str, power: str, step: str) -> str:
    return "step:" + digest(post_id, power, step)
