"""Who is who, as frames: which mentions a person should look at, why mentions were taken for one, what was judged.

Flows in: a view, and the judgements in the store as it is now. Flows out: frames in one language. Identity numbers are
shown masked, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from analytics.identity import (
    Evidence,
    MentionKey,
    Question,
    candidates_of,
    firm_questions,
    judgements,
    questions,
    slip_questions,
)
from analytics.reading.sheets import CLOCK
from analytics.reports.frames import frame_of
from analytics.snapshot import View
from models.fields import sheet_of
from models.language import Language, say
from models.tables import FACT_TABLES
from models.vocabulary import EvidenceTier, FirmRole, Verdict

QUESTIONS = ("one", "other", "name", "other_name", "register", "other_register", "points")
COMPARED = ("aspect", "one", "other", "equal")
EXPLAINED = ("mention", "register", "name", "tier", "reason", "number", "unit", "posts", "birth", "place")
JUDGED = ("id", "one", "other", "verdict", "verdict_code", "who", "why", "recorded", "withdrawn", "withdrawn_by",
          "withdrawn_why")  # fmt: skip

# Who could not be told is asked again after this time: other files may have come in.
ASK_AGAIN = timedelta(days=90)
_SHEETS = {table.__tablename__: sheet_of(table) for table in FACT_TABLES}


@dataclass(frozen=True)
class OpenMentions:
    """Mentions that stand alone, those they may mean, persons at one post whose names are alike, one mention of each
    firm, and what organisations are called.
    """

    alone: tuple[Evidence, ...]
    candidates: Mapping[str, tuple[Evidence, ...]]
    alike: tuple[tuple[str, str], ...]
    firms: tuple[Evidence, ...]
    called: Mapping[str, str]


def open_mentions(view: View) -> OpenMentions:
    """What questions are made of. It rests on the snapshot alone, so it may be kept as long as that is looked at."""
    with view.evidence() as reader:
        alone, alike = reader.open_mentions(), reader.alike()
        candidates: dict[str, list[Evidence]] = {}
        for one in reader.of_persons(candidates_of(alone).union(*alike)):
            candidates.setdefault(one.person_id, []).append(one)
    kept = {person: tuple(mentions) for person, mentions in candidates.items()}
    return OpenMentions(tuple(alone), kept, tuple(alike), tuple(_firms(view)), _called(view))


def open_questions(mentions: OpenMentions, engine: Engine, now: datetime) -> list[Question]:
    """Pairs of mentions that may be one and that nobody has decided about in the store, the likeliest first."""
    settled = _settled(judgements(engine), now)
    persons = questions(mentions.alone, mentions.candidates, settled)
    persons += slip_questions(mentions.alike, mentions.candidates, settled)
    return sorted(persons, key=lambda q: -q.points) + firm_questions(mentions.firms, settled)


def question_rows(found: Iterable[Question], language: Language) -> pd.DataFrame:
    """The questions, one row each; `one` and `other` name the mentions as `judge` takes them."""
    rows = [
        {
            "one": mention_text(q.one.key),
            "other": mention_text(q.other.key),
            "name": q.one.name,
            "other_name": q.other.name,
            "register": register_name(q.one.record_table, language),
            "other_register": register_name(q.other.record_table, language),
            "points": q.points,
        }
        for q in found
    ]
    return frame_of(rows, QUESTIONS)


def compared_rows(question: Question, called: Mapping[str, str], language: Language) -> pd.DataFrame:
    """What is compared in one question, side by side; what neither side states is left out.

    `called` are the names of organisations by their ids.
    """
    rows = [
        {
            "aspect": say(f"who-{one.aspect}", language),
            "one": _shown(one.one, called, language),
            "other": _shown(one.other, called, language),
            "equal": say("who-equal" if one.points else "who-not-comparable", language),
        }
        for one in question.compared
        if one.one or one.other
    ]
    return frame_of(rows, COMPARED)


def explained_rows(view: View, mention: MentionKey, language: Language) -> pd.DataFrame:
    """Every mention that is taken for the same person as this one, each with its evidence; empty for none."""
    table, record, role = mention
    known = view.table("mention")
    chosen = known.filter((known.record_table == table) & (known.record_id == record) & (known.role == role))
    persons = [row["person_id"] for row in chosen.to_pyarrow().to_pylist() if row["person_id"]]
    called = _called(view)
    with view.evidence() as reader:
        found = reader.of_persons(persons)
    return frame_of([_explained(one, called, language) for one in found], EXPLAINED)


def judgement_rows(engine: Engine, language: Language) -> pd.DataFrame:
    """All judgements, the newest first."""
    rows = [
        {
            "id": row["id"],
            "one": mention_text((row["one_table"], row["one_id"], row["one_role"])),
            "other": mention_text((row["other_table"], row["other_id"], row["other_role"])),
            "verdict": Verdict(row["verdict"]).label(language),
            "verdict_code": row["verdict"],
            "who": row["who"],
            "why": row["why"],
            "recorded": _moment(row["recorded_at"]),
            "withdrawn": _moment(row["withdrawn_at"]),
            "withdrawn_by": row["withdrawn_by"] or "",
            "withdrawn_why": row["withdrawn_why"] or "",
        }
        for row in judgements(engine)
    ]
    return frame_of(rows, JUDGED)


def mention_text(key: MentionKey) -> str:
    """A mention as it is written on the command line."""
    return "/".join(key)


def register_name(table: str, language: Language) -> str:
    """The name of a register as people know it."""
    sheet = _SHEETS.get(table)
    return table if sheet is None else sheet.label(language)


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(CLOCK).strftime("%Y-%m-%d %H:%M")


def _settled(rows: Iterable[Mapping[str, Any]], now: datetime) -> set[frozenset[MentionKey]]:
    """Pairs that are not asked about: decided, or put off a short while ago."""
    settled: set[frozenset[MentionKey]] = set()
    for row in rows:
        put_off = row["verdict"] == Verdict.UNSURE and now - row["recorded_at"] >= ASK_AGAIN
        if row["withdrawn_at"] is None and not put_off:
            one = (row["one_table"], row["one_id"], row["one_role"])
            settled.add(frozenset({one, (row["other_table"], row["other_id"], row["other_role"])}))
    return settled


def _called(view: View) -> dict[str, str]:
    return {row["organisation_id"]: row["name"] for row in view.rows("organisation")}


def _firms(view: View) -> list[Evidence]:
    """One mention of each firm, the first."""
    mention, organisation = view.table("mention"), view.table("organisation")
    named = mention.join(organisation.filter(organisation.kind == "firm"), "organisation_id")
    first: dict[str, Evidence] = {}
    columns = ("record_table", "record_id", "role", "organisation_id", "tier", "reason", "name", "code")
    rows = named.select(*columns).to_pyarrow().to_pylist()
    for row in sorted(rows, key=lambda row: (row["record_table"], row["record_id"], row["role"])):
        values = [row[column] for column in columns[:-1]]
        firm = (*values, row["code"] is not None, None, None, (), None, None)
        first.setdefault(row["organisation_id"], Evidence._make(firm))
    return list(first.values())


def _explained(one: Evidence, called: Mapping[str, str], language: Language) -> dict[str, Any]:
    tier = EvidenceTier(one.tier)
    return {
        "mention": mention_text(one.key),
        "register": register_name(one.record_table, language),
        "name": one.name,
        "tier": f"{tier} {tier.label(language)}",
        "reason": say(f"who-reason-{one.reason.split(' ')[0]}", language) if one.reason else "",
        "number": say("who-number-whole", language) if one.has_number else _shown(one.id_mask, called, language),
        "unit": _shown(one.unit, called, language),
        "posts": _shown("、".join(one.posts), called, language),
        "birth": "" if one.born is None else one.born.isoformat(),
        "place": one.place or "",
    }


def _shown(text: str | None, called: Mapping[str, str], language: Language) -> str:
    """A compared value as people read it: called by name, offices in called in words."""
    if not text:
        return ""
    words = {"head": say("who-head", language), **{str(role): role.label(language) for role in FirmRole}}
    return called.get(text) or words.get(text, text)
