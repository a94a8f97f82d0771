"""Why not? What each rule says of one subject: flagged; passed, and by how much; excluded, and why; cannot assess, and
what is missing; looked at without a case for it; or not asked, with the inputs it reads and whether they are held.

Flows in: a run with its saved answers, and a subject. Flows out: one ruling for each rule, as frames for the page and
as plain values for the command. Nothing is judged here: rulings are the answers of the run, sorted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.reports.leads import Names, catalogue, measured
from analytics.reports.runs import Run
from analytics.reports.subjects import Asked, Rows, matter_names, rows_naming, subject_of
from analytics.rules.answers import Outcome
from analytics.rules.distance import Distance, Side, distance
from analytics.rules.inputs import KIND_OF_TABLE
from analytics.rules.rule import Rule
from models.language import Language, Message, say
from models.money import plain
from models.vocabulary import DocumentKind, Term

Row = dict[str, Any]  # an answer of the run, in the columns of `ANSWERS`

RULINGS = ("rule", "rule_name", "reply", "sentence", "value", "threshold", "gap", "about", "counts", "reads")
ANSWERS_ABOUT = ("reply", "about", "sentence", "value", "threshold", "gap", "proof")
INPUTS = ("kind", "held", "rows")
_LISTING = {Language.ZH: "；", Language.EN: "; "}


class Reply(Term):
    """What a rule says of a subject: its outcomes, and two kinds of silence. The first that occurs is the ruling."""

    FLAG = "flag", Outcome.FLAG.zh, Outcome.FLAG.en
    CANNOT_ASSESS = "cannot_assess", Outcome.CANNOT_ASSESS.zh, Outcome.CANNOT_ASSESS.en
    PASS = "pass", Outcome.PASS.zh, Outcome.PASS.en
    EXCLUDED = "excluded", Outcome.EXCLUDED.zh, Outcome.EXCLUDED.en
    NO_CASE = (
        "no_case",
        "无此情形",
        "no case",
    )  # rows of the subject were read, and nothing in them is a case for the rule
    NOT_ASKED = "not_asked", "未涉及", "not asked"  # no row of the subject is an input


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a rule: whether it is held, and how many of its rows speak of the subject."""

    kind: DocumentKind
    is_held: bool
    rows: int

    def held_text(self, language: Language) -> str:
        """Whether it is held, in words."""
        return say("why-held" if self.is_held else "why-not-held", language)


@dataclass(frozen=True)
class Ruling:
    """What one rule says of a subject.

    `answers` are those the ruling rests on, the telling one first; `why` says why there is none. `inputs` are those of
    the rule, in its order.
    """

    rule: Rule
    reply: Reply
    answers: tuple[Row, ...]
    inputs: tuple[Input, ...]
    why: Message | None = None

    @property
    def counts(self) -> Counter[str]:
        """How often the rule gave each outcome."""
        return Counter(row["outcome"] for row in self.answers)


def rulings(run: Run, asked: Asked, only: str | None = None) -> list[Ruling]:
    """What every rule, or the one of this code, says of a subject, in the order of the catalogue."""
    rows = rows_naming(run, asked)
    own = _by_rule(_answers_about(run, asked, rows))
    wider = _by_rule(_wider(run, asked))
    reader = _Inputs(run, asked, rows)
    known = run.facts.get("rules")
    return [
        _ruling(rule, own.get(code, []), wider.get(code, []), reader, known is None or code in known)
        for code, rule in catalogue().items()
        if only in (None, code)
    ]


def ruling_rows(run: Run, subject: str, language: Language, only: str | None = None) -> pd.DataFrame:
    """The rulings about the subject of this id, in words: the columns of `RULINGS`; what was found comes first."""
    asked = subject_of(run, subject)
    if asked is None:
        return frame_of([], RULINGS)
    found = rulings(run, asked, only)
    namer = _About(run, (row for one in found for row in one.answers[:1]), language)
    order = list(Reply)
    rows = [_ruling_row(one, namer, language) for one in sorted(found, key=lambda one: order.index(one.reply))]
    return frame_of(rows, RULINGS)


def answer_rows(run: Run, subject: str, rule: str, language: Language) -> pd.DataFrame:
    """All answers that a ruling rests on, the telling one first: the columns of `ANSWERS_ABOUT`."""
    asked = subject_of(run, subject)
    answers = rulings(run, asked, rule)[0].answers if asked is not None and rule in catalogue() else ()
    namer = _About(run, answers, language)
    rows = [
        {
            "reply": row["outcome"],
            "about": namer.about(row),
            "sentence": row[f"sentence_{language}"],
            **_figures(row, catalogue()[rule], language),
            "proof": tuple((one["table"], one["id"]) for one in row["evidence"]),
        }
        for row in answers
    ]
    return frame_of(rows, ANSWERS_ABOUT)


def input_rows(run: Run, subject: str, rule: str, language: Language) -> pd.DataFrame:
    """What a rule reads: name, whether it is held, and how many of its rows speak of the subject."""
    asked = subject_of(run, subject)
    inputs = rulings(run, asked, rule)[0].inputs if asked is not None and rule in catalogue() else ()
    rows = [
        {"kind": one.kind.label(language), "held": one.held_text(language), "rows": str(one.rows)} for one in inputs
    ]
    return frame_of(rows, INPUTS)


def ruling_document(ruling: Ruling) -> dict[str, Any]:
    """A ruling as plain values, for JSON."""
    telling = ruling.answers[0] if ruling.answers else None
    gap = None if telling is None else _distance(telling, ruling.rule)
    said = {f"sentence_{language}": _sentence(ruling, language) for language in Language}
    return {
        "rule": ruling.rule.code,
        "name_zh": ruling.rule.name.zh,
        "name_en": ruling.rule.name.en,
        "outcome": str(ruling.reply),
        **said,
        "value": None if telling is None else telling["value"],
        "threshold": None if telling is None else telling["threshold"],
        "unit": None if telling is None else telling["unit"],
        "distance": None if gap is None or gap.by is None else plain(gap.by),
        "is_flagged_side": None if gap is None else gap.is_flagged_side,
        "counts": dict(sorted(ruling.counts.items())),
        "inputs": [{"kind": str(one.kind), "held": one.is_held, "rows": one.rows} for one in ruling.inputs],
        "answers": [{name: value for name, value in row.items() if name != "rule"} for row in ruling.answers],
    }


def gap_text(row: Mapping[str, Any], rule: Rule, language: Language) -> str:
    """By how much an answer is within or beyond its threshold, in words; empty where nothing was measured."""
    if row["outcome"] == Outcome.PASS and row["value"] is None:
        return say("why-gap-fact", language)
    found = _distance(row, rule)
    if found is None:
        return ""
    by = "" if found.by is None else measured(plain(found.by), row["unit"], language)
    if found.is_above is None:
        is_none = found.by == 0 and rule.flagged_side is Side.ABOVE and Decimal(row["threshold"]) == 0
        said = say("why-gap-none" if is_none else "why-gap-at", language)
    elif by:
        said = say("why-gap-above" if found.is_above else "why-gap-below", language, by=by)
    else:
        said = say("why-gap-higher" if found.is_above else "why-gap-lower", language)
    is_excused = row["outcome"] == Outcome.PASS and found.is_flagged_side
    return say("why-gap-excused", language, gap=said) if is_excused else said


def _by_rule(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["rule"], []).append(row)
    return found


def _answers_about(run: Run, asked: Asked, rows: Rows) -> list[Row]:
    """Answers about the subject, about what belongs to it, or that rest on a row that names it."""
    table = run.table
    mine = table["subject_id"] == asked.id
    if asked.kind in ("unit", "post", "step"):
        mine |= table[f"{asked.kind}_id"] == asked.id
    elif asked.kind == "document":
        mine |= _resting(table, lambda one: one["document"] == asked.id)
    else:
        mine |= _resting(table, lambda one: one["id"] in rows.get(one["table"], ()))
    return table[mine].to_dict("records")  # type: ignore[return-value]


def _resting(table: pd.DataFrame, fits: Any) -> pd.Series:
    return pd.Series([any(fits(one) for one in proof) for proof in table["evidence"]], index=table.index, dtype=bool)


def _wider(run: Run, asked: Asked) -> list[Row]:
    """Answers that concern a subject though they are about more: a register that is not held, its unit, its post."""
    table = run.table
    wide = table["subject_id"].str.startswith("register:")
    if asked.unit_id is not None and asked.kind != "unit":
        wide |= (table["subject_type"] == "unit") & (table["subject_id"] == asked.unit_id)
    return table[wide].to_dict("records")  # type: ignore[return-value]


def _ruling(rule: Rule, own: list[Row], wider: list[Row], reader: _Inputs, was_run: bool) -> Ruling:
    inputs = tuple(reader.of(kind) for kind in rule.inputs)
    if own:
        answers = tuple(sorted(own, key=lambda row: _rank(row, rule)))
        return Ruling(rule, Reply(answers[0]["outcome"]), answers, inputs)
    if not was_run:
        return Ruling(rule, Reply.NOT_ASKED, (), inputs, Message("why-not-run"))
    missing = [row for row in wider if row["outcome"] == Outcome.CANNOT_ASSESS and _concerns(row, rule)]
    if missing:
        answers = tuple(sorted(missing, key=lambda row: (row["subject_type"], row["subject_id"], row["flag"])))
        return Ruling(rule, Reply.CANNOT_ASSESS, answers, inputs)
    if any(row["subject_type"] == "unit" and rule.subject == "unit" for row in wider):
        return Ruling(rule, Reply.NOT_ASKED, (), inputs, Message("why-asks-of-unit"))
    if any(one.rows for one in inputs):
        return Ruling(rule, Reply.NO_CASE, (), inputs, Message("why-no-case"))
    return Ruling(rule, Reply.NOT_ASKED, (), inputs, Message("why-no-input"))


def _concerns(row: Row, rule: Rule) -> bool:
    """Whether what is missing for more than the subject is missing for the subject; a rule about units asks of them."""
    return row["subject_id"].startswith("register:") or rule.subject != "unit"


def _rank(row: Row, rule: Rule) -> tuple[Any, ...]:
    """What is told first: flags by severity; of passes those that a fact excuses, then the nearest to the threshold."""
    reply = list(Reply).index(Reply(row["outcome"]))
    severity = ("H", "M", "L", None).index(row["level"])
    found = _distance(row, rule) if row["outcome"] == Outcome.PASS else None
    near = (2, Decimal(0)) if found is None else (0 if found.is_flagged_side else 1, found.by or Decimal(0))
    return reply, severity, near, row["subject_id"], row["flag"]


def _distance(row: Mapping[str, Any], rule: Rule) -> Distance | None:
    return distance(row["value"], row["threshold"], rule.flagged_side)


class _Inputs:
    """Whether inputs are held and how many of their rows speak of the subject, each looked up once."""

    def __init__(self, run: Run, asked: Asked, rows: Rows) -> None:
        self._view = run.view
        self._rows = _kinds_of_document(run, asked) if asked.kind == "document" else _kinds_of_rows(rows)
        self._found: dict[DocumentKind, Input] = {}

    def of(self, kind: DocumentKind) -> Input:
        """One input."""
        if kind not in self._found:
            self._found[kind] = Input(kind, self._view.held(kind), self._rows[kind])
        return self._found[kind]


def _kinds_of_rows(rows: Rows) -> Counter[DocumentKind]:
    found: Counter[DocumentKind] = Counter()
    for table, ids in rows.items():
        if table in KIND_OF_TABLE:
            found[KIND_OF_TABLE[table]] += len(ids)
    return found


def _kinds_of_document(run: Run, asked: Asked) -> Counter[DocumentKind]:
    kinds = {row["kind"] for row in run.view.rows("document") if row["id"] == asked.id}
    kinds |= {row["kind"] for row in run.view.rows("coverage") if row["document_id"] == asked.id}
    return Counter(DocumentKind(kind) for kind in kinds if kind)


class _About:
    """What answers are about, in words; matters by their numbers."""

    def __init__(self, run: Run, rows: Iterable[Row], language: Language) -> None:
        matters = (row["subject_id"] for row in rows if row["subject_type"] == "matter")
        self._matters = matter_names(run.view, matters)
        self._names, self._language = Names(run, language), language

    def about(self, row: Row) -> str:
        """The subject of an answer; of a register that is not held, that it is about all."""
        if row["subject_id"].startswith("register:"):
            return say("why-about-all", self._language)
        if row["subject_id"] in self._matters:
            return self._matters[row["subject_id"]]
        return self._names.subject(row)


def _ruling_row(ruling: Ruling, namer: _About, language: Language) -> dict[str, Any]:
    telling = ruling.answers[0] if ruling.answers else None
    blank = dict.fromkeys(("value", "threshold", "gap"), "")
    return {
        "rule": ruling.rule.code,
        "rule_name": ruling.rule.name.label(language),
        "reply": str(ruling.reply),
        "sentence": _sentence(ruling, language),
        **(blank if telling is None else _figures(telling, ruling.rule, language)),
        "about": "" if telling is None else namer.about(telling),
        "counts": _counted(ruling, language),
        "reads": _LISTING[language].join(_told(ruling.inputs, language)),
    }


def _figures(row: Row, rule: Rule, language: Language) -> dict[str, str]:
    return {
        "value": measured(row["value"], row["unit"], language),
        "threshold": measured(row["threshold"], row["unit"], language),
        "gap": gap_text(row, rule, language),
    }


def _counted(ruling: Ruling, language: Language) -> str:
    """How often each outcome was given, where more than one answer was."""
    if len(ruling.answers) < 2:
        return ""
    counts = ruling.counts
    told = [f"{reply.label(language)} {counts[str(reply)]}" for reply in Reply if counts[str(reply)]]
    return _LISTING[language].join(told)


def _sentence(ruling: Ruling, language: Language) -> str:
    if ruling.answers:
        return str(ruling.answers[0][f"sentence_{language}"])
    return "" if ruling.why is None else ruling.why.say(language)


def _told(inputs: Iterable[Input], language: Language) -> Iterator[str]:
    for one in inputs:
        places = {"kind": one.kind.label(language), "held": one.held_text(language)}
        yield say("why-input-rows" if one.rows else "why-input", language, **places, rows=one.rows)
