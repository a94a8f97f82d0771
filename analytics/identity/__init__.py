"""Who is who: records -> persons, organisations, posts, steps, and the mention that ties each record to them.

Flows in: fact rows as read from documents. Flows out: the identity tables of a snapshot. Judgements are made anew from
the records each time and change no record, so that every one of them can be taken back by new evidence.
"""

from analytics.identity.columns import COLUMNS, ORGANISATIONS, PERSONS, UNIT_COLUMNS, NamedPerson
from analytics.identity.editions import later_editions
from analytics.identity.evidence import Evidence, EvidenceReader, evidence
from analytics.identity.judgements import Judgement, MentionKey
from analytics.identity.judging import judge, judgements, parse_mention, withdraw
from analytics.identity.names import (
    credit_code,
    has_legal_form,
    is_full_firm_name,
    is_person_name,
    masks_agree,
    masks_conflict,
    number_mask,
    organisation_name,
    person_name,
    squash,
)
from analytics.identity.posts import matter_id
from analytics.identity.questions import Question, candidates_of, firm_questions, questions, slip_questions
from analytics.identity.resolve import Identities, fields_of, filled_columns, identify, identities, rows_of
from analytics.identity.rows import IDENTITY_TABLES
from analytics.identity.steps import classify_power

__all__ = [
    "COLUMNS",
    "IDENTITY_TABLES",
    "ORGANISATIONS",
    "PERSONS",
    "UNIT_COLUMNS",
    "Evidence",
    "EvidenceReader",
    "Identities",
    "Judgement",
    "MentionKey",
    "NamedPerson",
    "Question",
    "candidates_of",
    "classify_power",
    "credit_code",
    "evidence",
    "fields_of",
    "filled_columns",
    "firm_questions",
    "has_legal_form",
    "identify",
    "identities",
    "is_full_firm_name",
    "is_person_name",
    "judge",
    "judgements",
    "later_editions",
    "masks_agree",
    "masks_conflict",
    "matter_id",
    "number_mask",
    "organisation_name",
    "parse_mention",
    "person_name",
    "questions",
    "rows_of",
    "slip_questions",
    "squash",
    "withdraw",
]
