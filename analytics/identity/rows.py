"""The tables that identity adds to a snapshot, one named tuple for each.

Flows in: nothing. Flows out: the columns of person, organisation, post, step, mention and placement. Identifiers are
content-derived text, the same on any machine for the same records and key.
"""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """A person; `tier` is the best evidence that holds the records of the person together."""

    person_id: str
    name: str
    tier: str


class Organisation(NamedTuple):
    """A unit, a firm, a place, or a name whose kind is unknown."""

    organisation_id: str
    name: str
    kind: str  # unit, firm, place, unknown
    code: str | None


class Post(NamedTuple):
    """A post of a unit. `department` is null when none or more than one is recorded without telling posts apart."""

    post_id: str
    unit_id: str | None
    department: str | None
    name: str


class Step(NamedTuple):
    """A procedure step at a post; `record_id` is the row of `post_step` it was last described by."""

    step_id: str
    post_id: str
    power: str
    power_type: str | None
    power_domain: str
    step_no: int | None
    name: str
    act: str | None
    grade: str | None
    record_id: str


class Mention(NamedTuple):
    """Who is meant by one column of one record, on which evidence (`EvidenceTier`).

    Exactly one of `person_id` and `organisation_id` is filled. `reason` is null, or a word and the identifiers it
    concerns, blank-separated: `same-name`, `ambiguous`, `masked-name`, `name-differs`, `publisher`.
    """

    record_table: str
    record_id: str
    role: str
    person_id: str | None
    organisation_id: str | None
    tier: str
    reason: str | None


class Placement(NamedTuple):
    """Where a record belongs: unit, post, step and matter, as far as each is certain."""

    record_table: str
    record_id: str
    unit_id: str | None
    post_id: str | None
    step_id: str | None
    matter_id: str | None


IDENTITY_TABLES: dict[str, type[tuple[object, ...]]] = {
    "person": Person,
    "organisation": Organisation,
    "post": Post,
    "step": Step,
    "mention": Mention,
    "placement": Placement,
}
