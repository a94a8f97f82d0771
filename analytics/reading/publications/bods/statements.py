"""Statements of every version in one shape, grouped into the histories of what they are about.

Flows in: the data of a document. Flows out: a `Statement` for each sound statement, with the record it belongs to. In
0.4 a record has an id of its own; in 0.2 and 0.3 it is the chain of statements that replace each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from analytics.reading.members import Members, Part, objects, part_of
from analytics.reading.pointers import located
from models.language import Message
from models.places import Locator


class About(StrEnum):
    """What a statement is about."""

    ENTITY = "entity"
    PERSON = "person"
    RELATIONSHIP = "relationship"


_TYPES = {
    "entity": About.ENTITY,
    "person": About.PERSON,
    "relationship": About.RELATIONSHIP,
    "entitystatement": About.ENTITY,
    "personstatement": About.PERSON,
    "ownershiporcontrolstatement": About.RELATIONSHIP,
}


@dataclass(slots=True)
class Statement:
    """One statement: what it is about, when it was made, and its details, which stand inside it since 0.4.

    `record` names what it is about through all versions. `until` is the day before the next statement of the record.
    """

    id: str
    about: About
    record: str
    details: Part
    locator: Locator
    made_on: date | None
    is_closed: bool
    publisher: str | None = None
    published: date | None = None
    warnings: list[Message] = field(default_factory=list)


def statements_of(data: Any, members: Members) -> list[Statement]:
    """The sound statements of a document in their order; what lacks an id, a type or details is refused."""
    found: dict[str, Statement] = {}
    replaced: dict[str, str] = {}
    plain: dict[str, Any] = {}
    for steps, value in objects(data):
        if not isinstance(value, dict):
            members.refuse(located(steps), "member-wrong-type", member="statement", wanted="object")
            continue
        statement = _statement(part_of(value, steps), members)
        if statement is None:
            continue
        if statement.id in found:
            if plain[statement.id] != value:
                members.refuse(located(steps), "bods-statement-twice")
            continue
        found[statement.id] = statement
        plain[statement.id] = value
        for old in value.get("replacesStatements") or ():
            if isinstance(old, str) and old != statement.id:
                replaced.setdefault(old, statement.id)
    for statement in found.values():
        if "recordId" not in plain[statement.id]:
            statement.record = _last(statement.id, replaced)
    return list(found.values())


def _statement(part: Part, members: Members) -> Statement | None:
    warnings: list[Message] = []
    key = "statementId" if "statementId" in part else "statementID"
    own_id = members.text(part, key)
    kind = members.text(part, "recordType") or members.text(part, "statementType") or ""
    about = _TYPES.get(squeezed(kind))
    details = members.part(part, "recordDetails") if "recordType" in part else part
    if own_id is None or about is None or details is None:
        members.refuse(part.locator, "bods-statement-unsound")
        return None
    publication = members.part(part, "publicationDetails")
    return Statement(
        id=own_id,
        about=about,
        record=members.text(part, "recordId") or own_id,
        details=details,
        locator=part.locator,
        made_on=members.day(part, "statementDate", warnings),
        is_closed=members.text(part, "recordStatus") == "closed",
        publisher=members.text(members.part(publication, "publisher"), "name"),
        published=members.day(publication, "publicationDate", []),
        warnings=warnings,
    )


def _last(statement: str, replaced: dict[str, str]) -> str:
    """The statement at the end of a chain of replacements; a ring has no end and is walked once."""
    seen = {statement}
    while (following := replaced.get(statement)) is not None and following not in seen:
        seen.add(following)
        statement = following
    return statement


def squeezed(code: str) -> str:
    """A code of any version: 0.2 writes `voting-rights`, later versions `votingRights`."""
    return re.sub(r"[\s_-]", "", code).lower()


def histories(statements: list[Statement]) -> dict[str, list[Statement]]:
    """The statements of each record by the day they were made; those without a day first, in document order."""
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        found.setdefault(statement.record, []).append(statement)
    for own in found.values():
        own.sort(key=lambda statement: statement.made_on or date.min)
    return found
