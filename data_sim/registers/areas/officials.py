"""What is written about officials: declared ties, recusals, restrictions, appointments, pay, deaths, pledges."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_sim.frames import EPOCH, NEVER, NOBODY, Array
from data_sim.registers.cells import day, either, flag, hundredths, number, same, term, words, yuan
from data_sim.registers.rows import AT, Columns, Registers, pieces, writes
from models.calendar import add_years
from models.vocabulary import AppointmentKind, FirmRole, PayrollKind, RecusalOutcome, SocialTieKind


def _unit_name(r: Registers, post: Array) -> object:
    posts = r.world["posts"]
    return r.text("units", "name", np.where(post == NOBODY, NOBODY, posts["unit"][np.maximum(post, 0)]))


@writes("declared_tie")
def declared_ties(r: Registers) -> Iterator[Columns]:
    """Kin as officials declare them, with each role in a firm."""
    world = r.world
    frame, roles = world["declarations"], world["roles"]
    working = np.full(len(world["persons"]), NOBODY, np.int64)
    staff = roles["role"] == list(FirmRole).index(FirmRole.EMPLOYEE)
    working[roles["person"][staff]] = roles["firm"][staff]
    serving = np.full(len(world["persons"]), NOBODY, np.int64)
    now = world["tenures"]["until"] == NEVER
    serving[world["tenures"]["person"][now]] = world["posts"]["unit"][world["tenures"]["post"][now]]
    for part in pieces(r.order("declarations", "official", "relative")):
        relative, held = frame["relative"][part], frame["role"][part]
        known = np.maximum(held, 0)
        firm = np.where(held == NOBODY, NOBODY, roles["firm"][known])
        employer = either(
            r.text("units", "name", serving[relative]), r.text("firms", "name", np.maximum(working[relative], firm))
        )
        share = np.where(held == NOBODY, NOBODY, roles["share"][known])
        yield {
            AT: part,
            "name": r.person(frame["official"][part]),
            "id": r.identity(frame["official"][part]),
            "unit_name": _unit_name(r, frame["post"][part]),
            "post": r.text("posts", "name", frame["post"][part]),
            "relation": words(frame["relation"][part]),
            "relative_name": r.person(relative),
            "relative_id": r.identity(relative),
            "relative_employer": employer,
            "firm": r.text("firms", "name", firm),
            "firm_code": r.text("firms", "code", firm),
            "firm_role": term(np.where(held == NOBODY, NOBODY, roles["role"][known]), FirmRole),
            "share_percent": hundredths(share),
            "declared_on": day(frame["declared"][part]),
        }


@writes("social_tie")
def social_ties(r: Registers) -> Iterator[Columns]:
    """Classmates and former colleagues whom officials declare."""
    world = r.world
    frame, roles = world["social_ties"], world["roles"]
    behind = np.full(len(world["persons"]), NOBODY, np.int64)
    behind[roles["person"]] = roles["firm"]
    unit = np.full(len(world["persons"]), NOBODY, np.int64)
    now = world["tenures"]["until"] == NEVER
    unit[world["tenures"]["person"][now]] = world["posts"]["unit"][world["tenures"]["post"][now]]
    rows = r.order("social_ties", "one", "other")
    for part in pieces(rows[frame["is_declared"][rows]]):
        one, other = frame["one"][part], frame["other"][part]
        yield {
            AT: part,
            "unit_name": r.text("units", "name", unit[one]),
            "declarant": r.person(one),
            "id": r.identity(one),
            "kind": term(frame["kind"][part], SocialTieKind),
            "other": r.person(other),
            "other_id": r.identity(other),
            "firm": r.text("firms", "name", behind[other]),
            "firm_code": r.text("firms", "code", behind[other]),
            "since": day(frame["since"][part]),
            "until": day(frame["until"][part]),
            "declared_on": day(np.full(len(part), world.today - 350)),
        }


@writes("recusal")
def recusals(r: Registers) -> Iterator[Columns]:
    """Recusals that were entered; what stands on paper only is not here."""
    world = r.world
    frame, matters = world["recusals"], world["matters"]
    rows = r.order("recusals", "applied")
    rows = rows[~frame["on_paper_only"][rows]]
    numbers = r.numbers("recusals", "applied")
    texts = r.numbers("matters", "accepted")
    for part in pieces(rows):
        matter = frame["matter"][part]
        known = np.maximum(matter, 0)
        firm = np.where(matter == NOBODY, NOBODY, matters["firm"][known] if len(matters) else NOBODY)
        person = np.where(matter == NOBODY, NOBODY, matters["person"][known] if len(matters) else NOBODY)
        post = frame["post"][part]
        is_general = matter == NOBODY
        yield {
            AT: part,
            "number": numbers.take(pa.array(part)),
            "name": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "unit_name": _unit_name(r, post),
            "post": r.text("posts", "name", post),
            "duty": r.text("posts", "title", post),
            "recusal_type": words(frame["type"][part]),
            "matter": either(texts.take(pa.array(matter, mask=is_general)), same("任职回避（岗位调整）", len(part))),
            "step": r.text("steps", "name", np.where(frame["step"][part] == NOBODY, NOBODY, frame["step"][part])),
            "counterparty": either(r.text("firms", "name", firm), r.person(person)),
            "relation": words(frame["relation"][part]),
            "basis": pc.if_else(pa.array(is_general), "公务员法第七十四条", "公务员法第七十六条"),
            "raised_by": words(frame["raised_by"][part]),
            "applied": day(frame["applied"][part]),
            "reviewer": same("分管领导", len(part)),
            "decision": term(frame["outcome"][part], RecusalOutcome),
            "outcome": term(frame["outcome"][part], RecusalOutcome),
            "decided": day(frame["decided"][part]),
            "execution": words(frame["execution"][part]),
        }


@writes("restriction")
def restrictions(r: Registers) -> Iterator[Columns]:
    """Those who left public service, with the end of their restriction."""
    world = r.world
    frame, posts = world["exits"], world["posts"]
    for part in pieces(r.order("exits", "on")):
        post = frame["post"][part]
        years = np.where(posts["is_leader"][post], 3, 2)
        ends = np.array(
            [(add_years(_date(d), int(y)) - EPOCH).days for d, y in zip(frame["on"][part], years, strict=True)]
        )
        yield {
            AT: part,
            "name": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "unit_name": _unit_name(r, post),
            "old_post": r.text("posts", "title", post),
            "rank": r.text("posts", "rank", post),
            "is_leader": flag(posts["is_leader"][post]),
            "exit_kind": words(frame["how"][part]),
            "exit_date": day(frame["on"][part]),
            "years": number(years),
            "ends": day(ends),
            "went_to": r.text("firms", "name", frame["firm"][part]),
            "new_post": words(frame["new_post"][part]),
            "related": words(frame["related"][part]),
            "review_state": words(frame["reviewed"][part]),
        }


def _date(days: int) -> date:
    return EPOCH + timedelta(days=int(days))


@writes("appointment")
def appointments(r: Registers) -> Iterator[Columns]:
    """Appointments of leaders and heads of sections of the last three years; they are public and bear no numbers."""
    world = r.world
    frame, posts = world["tenures"], world["posts"]
    rows = r.order("tenures", "since")
    kind = posts["kind"][frame["post"][rows]]
    rows = rows[np.isin(kind, ("head", "deputy", "section")) & (frame["since"][rows] > world.today - 1100)]
    kinds = list(AppointmentKind)
    for part in pieces(rows):
        post, since = frame["post"][part], frame["since"][part]
        how = frame["how"][part]
        code = np.where(
            how == "提拔",
            kinds.index(AppointmentKind.PROMOTED),
            np.where(
                np.isin(how, ("交流", "轮岗回避")),
                kinds.index(AppointmentKind.TRANSFERRED),
                kinds.index(AppointmentKind.APPOINTED),
            ),
        )
        yield {
            AT: part,
            "name": r.person(frame["person"][part]),
            "unit_name": _unit_name(r, post),
            "post": r.text("posts", "title", post),
            "kind": term(code, AppointmentKind),
            "decided_on": day(since - 1),
            "notice_from": day(since - 15),
            "notice_to": day(since - 8),
        }


@writes("payroll")
def payroll(r: Registers) -> Iterator[Columns]:
    """Who is paid from public money, by month."""
    frame = r.world["payroll"]
    for part in pieces(r.order("payroll", "month", "unit")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "person": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "kind": term(frame["kind"][part], PayrollKind),
            "month": day(frame["month"][part]),
            "pay": yuan(frame["pay"][part]),
        }


@writes("death")
def deaths(r: Registers) -> Iterator[Columns]:
    """Deaths as the register came to know them."""
    frame = r.world["deaths"]
    for part in pieces(r.order("deaths", "reported")):
        person = frame["person"][part]
        yield {
            AT: part,
            "person": r.person(person),
            "id": r.identity(person),
            "died_on": day(r.world["persons"]["died"][person]),
            "reported_on": day(frame["reported"][part]),
        }


@writes("pledge")
def pledges(r: Registers) -> Iterator[Columns]:
    """Pledges by person."""
    frame = r.world["pledges"]
    for part in pieces(r.order("pledges", "post")):
        post = frame["post"][part]
        yield {
            AT: part,
            "pledge_name": words(frame["name"][part]),
            "person": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "unit_name": _unit_name(r, post),
            "rank": r.text("posts", "rank", post),
            "due": day(frame["due"][part]),
            "signed_on": day(frame["signed"][part]),
            "exempt_reason": words(frame["exempt"][part]),
            "is_published": flag(frame["is_published"][part]),
        }
