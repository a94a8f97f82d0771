"""What a flag states, apart from how it is said: the ground it stands on, its facts, and marks of the rows behind it.

Flows in: a view and its flags. Flows out: one `Lead` for each. Rows are known by their content and not by their place,
so that a register that is handed in again unchanged brings the same facts, and a wording that changes changes none.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import ibis
import pyarrow as pa

from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.rules.parameters import Measure
from analytics.scoring import flag_id
from analytics.snapshot import View, arrow_schema
from models.tables import Base
from models.vocabulary import Drawn

# Values in these units grow from day to day while nothing new is known: they are no fact of their own.
_RUNNING = {Measure.DAYS, Measure.CALENDAR_DAYS, Measure.WORKING_DAYS, Measure.MONTHS, Measure.YEARS}
MARKS = 64
_PLACE = {"id", "locator", "places", "content_hash", "warnings", "recorded_at"}
DRAWN_IN = 20  # one lead in so many is drawn at random


@dataclass(frozen=True, slots=True)
class Lead:
    """A flag of one run as the desk sees it.

    `ground` is what does not change while the lead is the same: rule and subject with unit, post and step. `facts` is a
    hash of what it states. `marks` are the least `MARKS` hashes of the rows it rests on: a sample by which it is found
    again when some of them change.
    """

    flag: str
    rule: str
    ground: str
    facts: str
    marks: tuple[str, ...]


def leads_of(view: View, answers: Iterable[Answer]) -> list[Lead]:
    """The leads among the answers, in their order."""
    flags = [answer for answer in answers if answer.outcome is Outcome.FLAG]
    contents = _contents(view, (row for flag in flags for row in flag.evidence))
    return [_lead(flag, sorted({contents[row.table, row.id] for row in flag.evidence})) for flag in flags]


def is_drawn(lead: str) -> Drawn:
    """Whether a lead is one of the twentieth that chance chooses, by its name.

    The name is a hash of what the first flag stated, so nobody at the desk can choose the draw, and another analysis
    does not draw again. The hash has no key: who words the rows before they come in can foretell it.

    >>> is_drawn("0000000000000000"), is_drawn("0000000000000013")
    (Drawn.BY_ATTENTION, Drawn.AT_RANDOM)
    """
    return Drawn.AT_RANDOM if int(draw(lead), 16) % DRAWN_IN == 0 else Drawn.BY_ATTENTION


def draw(lead: str) -> str:
    """The lot of a lead: leads that were drawn come in the order of their lots."""
    return _hash("draw", lead)


def _lead(flag: Answer, contents: Sequence[str]) -> Lead:
    ground = _hash(flag.rule, flag.subject_type, flag.subject_id, flag.unit_id, flag.post_id, flag.step_id)
    value = None if flag.unit in _RUNNING else flag.value
    facts = _hash(ground, flag.level, flag.confidence, value, flag.threshold, flag.unit, *contents)
    marks = sorted(content[:16] for content in contents)[:MARKS]
    return Lead(flag_id(flag), flag.rule, ground, facts, tuple(marks))


def _contents(view: View, rows: Iterable[Evidence]) -> dict[tuple[str, str], str]:
    """A hash of what each row says, by table and id; of documents and what is set aside, of their id."""
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        ids[row.table].add(row.id)
    found = {(table, one): _hash(table, one) for table, wanted in ids.items() for one in wanted}
    for table, wanted in ids.items():
        if not (said := _said_by(table)) or view.is_empty(table):
            continue
        asked = ibis.memtable(pa.table({"id": pa.array(sorted(wanted), pa.string())}))
        known = view.table(table).semi_join(asked, "id").select("id", *said).to_pyarrow().to_pylist()
        found |= {(table, row["id"]): _hash(table, *(_text(row[column]) for column in said)) for row in known}
    return found


@cache
def _said_by(table: str) -> tuple[str, ...]:
    """The columns of a register that say something: not where a row was read, nor the row it belongs to.

    That row is evidence of its own, and its id would tell one file from another.
    """
    if "content_hash" not in arrow_schema(table).names:
        return ()
    return tuple(c.name for c in Base.metadata.tables[table].columns if c.name not in _PLACE and not c.foreign_keys)


def _text(value: Any) -> str | None:
    """A value as text that is the same on every engine; instants as naive UTC."""
    if isinstance(value, datetime):
        at = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
        return str(at.isoformat(timespec="microseconds"))
    return None if value is None else str(value)


def _hash(*parts: str | None) -> str:
    line = json.dumps([None if part is None else str(part) for part in parts], ensure_ascii=False)
    return hashlib.sha256(line.encode()).hexdigest()[:16]
