"""The check before the fact for people: as plain values, as frames for the page, and as draft forms to sign.

Flows in: a `RecusalCheck`. Flows out: rows in the reader's language, and a Word document with one draft form for each
person who must step aside. What stands between an actor and an applicant is told by relation and role; the relative's
name is left to the form's signer.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import docx
import pandas as pd
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from analytics.relations import Actor, PlannedMatter, RecusalCheck, Stake, StepCheck, kin_term
from analytics.reports.frames import frame_of
from analytics.snapshot import View
from models.language import Language, say
from models.money import plain
from models.vocabulary import FirmRole

_COLUMNS = ("step", "post", "name", "stands_in_for", "verdict", "verdict_code", "why", "path", "basis")
_FONT = "Noto Serif CJK SC"
# What no Word document may hold (XML 1.0, section 2.2), and signs that turn the direction of writing.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


def powers_of_units(view: View) -> dict[str, list[str]]:
    """The powers whose steps are on record, by the name of the unit, both sorted."""
    names = view.unit_names
    unit_of = {row["post_id"]: row["unit_id"] for row in view.rows("post")}
    found: dict[str, set[str]] = {}
    for step in view.rows("step"):
        unit = names.get(unit_of.get(step["post_id"]) or "")
        if unit and step["power"]:
            found.setdefault(unit, set()).add(step["power"])
    return {unit: sorted(powers) for unit, powers in sorted(found.items())}


def check_document(check: RecusalCheck, language: Language) -> dict[str, Any]:
    """The answer as plain values, as `sunledger recusal-check --json` prints it."""
    steps: list[dict[str, Any]] = [
        {
            "step": step.name,
            "number": step.number,
            "post": step.post,
            "of_substance": step.of_substance,
            "actors": [_actor(step, actor, language) for actor in step.actors],
            "instead": [_actor(step, actor, language) for actor in step.instead],
        }
        for step in check.steps
    ]
    return {
        "power": check.matter.power,
        "unit": check.matter.unit,
        "on": check.matter.on.isoformat(),
        "actors": [actor for step in steps for actor in step["actors"]],
        "steps": steps,
        "unknown": [{"code": code, "sentence": say(f"recusal-unknown-{code}", language)} for code in check.unknown],
    }


def _actor(step: StepCheck, actor: Actor, language: Language) -> dict[str, Any]:
    stake, must = _telling(actor), _must(step, actor)
    return {
        "step": step.name,
        "post": actor.post,
        "name": actor.name,
        "stands_in_for": actor.stands_in_for,
        "must_recuse": must,
        "may_act": None if must is None else not must,
        "why": why(stake, language, is_handling=step.of_substance is not False),
        "path": path(stake, language),
        "basis": say(f"recusal-basis-{stake.basis}", language) if stake and must else "",
        "strength": 0 if stake is None else stake.strength,
        "evidence": [] if stake is None else [{"table": table, "id": row_id} for table, row_id in stake.proof],
    }


def _must(step: StepCheck, actor: Actor) -> bool | None:
    """Steps that are no handling, such as filing, bar nobody (domain decision 5a.9)."""
    return False if step.of_substance is False else actor.must_recuse


def _telling(actor: Actor) -> Stake | None:
    return actor.stakes[0] if actor.stakes else None


def why(stake: Stake | None, language: Language, *, is_handling: bool = True) -> str:
    """Why somebody is barred, is not, or cannot be told; a step that is no handling leaves an interest idle."""
    if stake is None:
        return say("recusal-why-nothing", language)
    is_idle = stake.verdict is not False and not is_handling
    return say("recusal-why-idle" if is_idle else f"recusal-why-{stake.why}", language)


def path(stake: Stake | None, language: Language) -> str:
    """The way from the actor to the applicant in words: relation, role, control."""
    if stake is None:
        return ""
    parts = [say("recusal-path-self", language)]
    if stake.kind in ("kin", "kin_role"):
        known = kin_term(stake.path) if stake.path else say("recusal-path-kin", language)
        parts.append(stake.relation or known)
    if stake.kind in ("self_role", "kin_role"):
        role = FirmRole(stake.role).label(language) if stake.role else say("recusal-path-role", language)
        share = f" {plain(Decimal(stake.share_bp).scaleb(-2))}%" if stake.share_bp else ""
        parts.append(role + share)
    if stake.links:
        parts.append(say("recusal-path-links", language, count=stake.links))
    return " → ".join([*parts, stake.applicant])


def actor_rows(check: RecusalCheck, language: Language, *, instead: bool = False) -> pd.DataFrame:
    """Who would act at each step, or who may act instead: one row for each, columns `step` to `basis`."""
    rows = []
    for step in check.steps:
        for actor in step.instead if instead else step.actors:
            told = _actor(step, actor, language)
            verdict = {True: "must", None: "unknown", False: "may"}[told["must_recuse"]]
            told |= {"verdict_code": verdict, "verdict": say(f"recusal-verdict-{verdict}", language)}
            rows.append(told)
    return frame_of(rows, _COLUMNS)


def recusal_form(check: RecusalCheck, language: Language) -> bytes:
    """Draft forms as a Word document: one page for each person who must step aside, or one that says nobody must."""
    document: Any = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    due = _due(check)
    for number, (steps, actor) in enumerate(due):
        if number:
            document.add_page_break()
        _form(document, check.matter, steps, actor, language)
    if not due:
        document.add_paragraph(say("recusal-form-nobody", language))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _due(check: RecusalCheck) -> list[tuple[list[StepCheck], Actor]]:
    """Each person who must step aside, once, with the steps it concerns."""
    found: dict[str, tuple[list[StepCheck], Actor]] = {}
    for step in check.steps:
        for actor in step.actors:
            if _must(step, actor):
                found.setdefault(actor.person_id, ([], actor))[0].append(step)
    return list(found.values())


def _form(document: Any, matter: PlannedMatter, steps: list[StepCheck], actor: Actor, language: Language) -> None:
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading = title.add_run(say("recusal-form-title", language))
    heading.bold, heading.font.size = True, Pt(18)
    stake = _telling(actor)
    filled = {
        "number": "",
        "name": actor.name,
        "unit": matter.unit,
        "post": actor.post,
        "type": say("recusal-form-type-duty", language),
        "matter": matter.power,
        "applicant": stake.applicant if stake else "",
        "step": "、".join(dict.fromkeys(step.name for step in steps)),
        "relation": path(stake, language),
        "basis": say(f"recusal-basis-{stake.basis}", language) if stake else "",
        "raised": "",
        "applied": "",
        "review": "\n\n",
        "decision": "\n\n",
        "execution": "",
        "signed": "",
    }
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for key, value in filled.items():
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(4.5), Cm(11.5)
        label = cells[0].paragraphs[0].add_run(say(f"recusal-form-{key}", language))
        label.bold = True
        cells[1].text = _UNPRINTABLE.sub("\ufffd", value)
    note = document.add_paragraph(say("recusal-form-note", language, on=matter.on))
    note.runs[0].font.size = Pt(9)
