"""Power lists, procedures by post and step, matters and what was done in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.registers.cells import day, either, flag, moment, number, term, words, yuan
from data_sim.registers.rows import AT, PARENT_NO, RECORD_NO, Columns, Registers, pieces, record_numbers, writes
from models.vocabulary import RiskLevel, StepAct

# What an office asks of itself at each act, as power lists phrase it.
_DUTIES = {
    StepAct.REGISTER: "登记责任",
    StepAct.ACCEPT: "受理责任",
    StepAct.EXAMINE: "审查责任",
    StepAct.REVIEW: "审核责任",
    StepAct.DECIDE: "决定责任",
    StepAct.AWARD: "评定责任",
    StepAct.NOTIFY: "公示责任",
    StepAct.PAY: "拨付责任",
    StepAct.VERIFY: "验收责任",
    StepAct.DELIVER: "送达责任",
    StepAct.FILE: "归档责任",
}


@writes("power_item")
def power_items(r: Registers) -> Iterator[Columns]:
    """The powers of each unit."""
    frame = r.world["powers"]
    first = 1
    for part in pieces(r.order("powers", "unit", "code")):
        name = r.text("units", "name", frame["unit"][part])
        yield {
            AT: part,
            RECORD_NO: record_numbers(first, len(part)),
            "unit_name": name,
            "code": words(frame["code"][part]),
            "power_type": words(frame["type"][part]),
            "name": words(frame["name"][part]),
            "basis": words(frame["basis"][part]),
            "body": name,
            "handling_body": words(frame["department"][part]),
            "legal_limit_days": number(frame["legal_days"][part]),
            "promised_limit_days": number(frame["promised_days"][part]),
        }
        first += len(part)


@writes("power_duty")
def power_duties(r: Registers) -> Iterator[Columns]:
    """The duties of each power, step by step."""
    steps, powers = r.world["steps"], r.world["powers"]
    place = r.ordinals(r.order("powers", "unit", "code"), len(powers))
    acts = pa.array([_DUTIES[act] for act in StepAct])
    rows = r.order("steps", "power", "no")
    rows = rows[place[steps["power"][rows]] > 0]
    for part in pieces(rows[np.argsort(place[steps["power"][rows]], kind="stable")]):
        yield {
            AT: part,
            PARENT_NO: pa.array(place[steps["power"][part]]).cast(pa.string()),
            "step_no": number(steps["no"][part]),
            "name": acts.take(pa.array(steps["act"][part])),
            "text": words(steps["name"][part]),
            "limit_days": number(steps["limit_days"][part]),
            "is_optional": flag(steps["is_optional"][part]),
        }


@writes("post_step")
def post_steps(r: Registers) -> Iterator[Columns]:
    """Which post takes which step of which power, with its grade and controls."""
    world = r.world
    steps, powers = world["steps"], world["powers"]
    first = 1
    for part in pieces(r.order("steps", "power", "no")):
        post, power = steps["post"][part], steps["power"][part]
        limit = number(steps["limit_days"][part])
        yield {
            AT: part,
            RECORD_NO: record_numbers(first, len(part)),
            "unit_name": r.text("units", "name", powers["unit"][power]),
            "department": r.text("posts", "department", post),
            "post": r.text("posts", "name", post),
            "power": r.text("powers", "name", power),
            "power_type": r.text("powers", "type", power),
            "step_no": number(steps["no"][part]),
            "step_name": words(steps["name"][part]),
            "limit_days": limit,
            "limit_text": pc.binary_join_element_wise(limit.cast(pa.string()), "个工作日", ""),
            "risk": words(steps["risk"][part]),
            "grade": term(steps["grade"][part], RiskLevel),
            "measures": words(steps["measures"][part]),
            "is_optional": flag(steps["is_optional"][part]),
        }
        first += len(part)


@writes("step_handler")
def step_handlers(r: Registers) -> Iterator[Columns]:
    """The present holder of the post of each step."""
    world = r.world
    steps, tenures = world["steps"], world["tenures"]
    holder = np.full(len(world["posts"]), NOBODY, np.int64)
    now = (tenures["until"] == NEVER) & tenures.kept
    holder[tenures["post"][now]] = tenures["person"][now]
    rows = r.order("steps", "power", "no")
    place = r.ordinals(rows, len(steps))
    for part in pieces(rows[holder[steps["post"][rows]] != NOBODY]):
        yield {
            AT: part,
            PARENT_NO: pa.array(place[part]).cast(pa.string()),
            "name": r.person(holder[steps["post"][part]]),
            "is_person": flag(np.ones(len(part))),
        }


def _title(r: Registers, matter: Array) -> object:
    matters = r.world["matters"]
    party = either(r.text("firms", "name", matters["firm"][matter]), r.person(matters["person"][matter]))
    return pc.binary_join_element_wise(party, r.text("powers", "name", matters["power"][matter]), "")


@writes("matter")
def matters(r: Registers) -> Iterator[Columns]:
    """Matters by the day on which they were taken up."""
    frame, powers = r.world["matters"], r.world["powers"]
    numbers = r.numbers("matters", "accepted")
    for part in pieces(r.order("matters", "accepted")):
        firm, person = frame["firm"][part], frame["person"][part]
        yield {
            AT: part,
            "number": numbers.take(pa.array(part)),
            "title": _title(r, part),
            "power": r.text("powers", "name", frame["power"][part]),
            "unit_name": r.text("units", "name", powers["unit"][frame["power"][part]]),
            "party_name": either(r.text("firms", "name", firm), r.person(person)),
            "party_id": r.identity(person),
            "party_code": r.text("firms", "code", firm),
            "accepted_on": day(frame["accepted"][part]),
            "suspended_from": day(frame["suspended_from"][part]),
            "suspended_to": day(frame["suspended_to"][part]),
            "extension_days": number(frame["extension"][part]),
            "closed_on": day(frame["closed"][part]),
            "outcome": words(frame["outcome"][part]),
            "category": words(frame["category"][part]),
            "amount": yuan(frame["amount"][part]),
            "decided_amount": yuan(frame["decided"][part]),
        }


@writes("matter_act")
def matter_acts(r: Registers) -> Iterator[Columns]:
    """What was done, by the clock."""
    world = r.world
    frame, matter_frame, steps, powers = world["acts"], world["matters"], world["steps"], world["powers"]
    numbers = r.numbers("matters", "accepted")
    unit_of = powers["unit"][steps["power"]] if len(steps) else np.zeros(0, np.int64)
    for part in pieces(r.order("acts", "at")):
        matter, step = frame["matter"][part], frame["step"][part]
        firm, person = matter_frame["firm"][matter], matter_frame["person"][matter]
        login = pc.binary_join_element_wise(
            r.text("units", "code", unit_of[step]), pa.array(frame["login"][part]).cast(pa.string()), "-u"
        )
        yield {
            AT: part,
            "matter_number": numbers.take(pa.array(matter)),
            "matter_title": _title(r, matter),
            "power": r.text("powers", "name", steps["power"][step]),
            "unit_name": r.text("units", "name", unit_of[step]),
            "post": r.text("posts", "name", frame["post"][part]),
            "step_name": r.text("steps", "name", step),
            "act": term(steps["act"][step], StepAct),
            "actor_name": r.person(frame["person"][part]),
            "actor_id": r.identity(frame["person"][part]),
            "login": login,
            "acted_on": day(frame["at"][part] // 1440),
            "acted_at": moment(frame["at"][part]),
            "party_name": either(r.text("firms", "name", firm), r.person(person)),
            "party_id": r.identity(person),
            "party_code": r.text("firms", "code", firm),
            "amount": yuan(matter_frame["amount"][matter]),
        }
