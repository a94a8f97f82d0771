"""Beneficial ownership statements (BODS 0.2, 0.3 and 0.4): firms, who holds and runs them, and since when.

Flows in: JSON with a list of statements, one document or one statement a line. Flows out: a `Firm` for each entity, a
`FirmOfficer` for each role or share of a person, a `FirmHolding` for each share of an entity. Later statements of the
same record end what earlier ones said. What has no such form (voting rights, indirect interests, an interested party
that is not named) is set aside with its reason: unknown is not nobody.
"""

from __future__ import annotations

from typing import Any

from analytics.reading.content import Content
from analytics.reading.members import Members, objects
from analytics.reading.publications.bods.ownership import read_ownership
from analytics.reading.publications.bods.statements import statements_of
from analytics.reading.records import Coverage, Reading
from models.vocabulary import DocumentKind

KIND = DocumentKind.OWNERSHIP_STATEMENT
READS_DATA = True

_MOST_TO_TELL = 50


def score(content: Content) -> float:
    """1 for JSON in which most of the first objects are statements; else 0."""
    if content.data is None:
        return 0.0
    first = [value for _, value in objects(content.data)][:_MOST_TO_TELL]
    return float(sum(_is_statement(value) for value in first) * 2 > len(first))


def _is_statement(value: Any) -> bool:
    return isinstance(value, dict) and (
        ("statementId" in value and "recordType" in value) or ("statementID" in value and "statementType" in value)
    )


def read(content: Content) -> Reading:
    """Read statements into firms, officers and holdings."""
    reading = Reading(KIND)
    members = Members(reading, "bods")
    statements = statements_of(content.data, members)
    publishers = {one.publisher for one in statements if one.publisher}
    reading.publisher = next(iter(publishers)) if len(publishers) == 1 else None
    reading.published = max((one.published for one in statements if one.published), default=None)
    reading.records = read_ownership(statements, members)
    reading.coverage = [Coverage(KIND, reading.publisher)]
    return reading
