"""Who is who: records -> persons, organisations, posts, steps, and the mention that ties each record to them.

Flows in: fact rows as read from documents. Flows out: the identity tables of a snapshot. Judgements are made anew from
the records each time and change no record, so that every one of them can be taken back by new evidence.
"""

from analytics.identity.editions import later_editions
from analytics.identity.names import (
    credit_code,
    has_legal_form,
    is_full_firm_name,
    is_person_name,
    masks_conflict,
    number_mask,
    organisation_name,
    person_name,
    squash,
)
from analytics.identity.posts import matter_id
from analytics.identity.resolve import COLUMNS, ORGANISATIONS, PERSONS, UNIT_COLUMNS, identify, rows_of
from analytics.identity.rows import IDENTITY_TABLES
from analytics.identity.steps import classify_power

__all__ = [
    "COLUMNS",
    "IDENTITY_TABLES",
    "ORGANISATIONS",
    "PERSONS",
    "UNIT_COLUMNS",
    "classify_power",
    "credit_code",
    "has_legal_form",
    "identify",
    "is_full_firm_name",
    "is_person_name",
    "later_editions",
    "masks_conflict",
    "matter_id",
    "number_mask",
    "organisation_name",
    "person_name",
    "rows_of",
    "squash",
]
