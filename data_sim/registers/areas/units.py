"""Rosters of units and villages, staff, reporting lines, delegations, trades that units regulate."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.registers.cells import day, flag, number, term, words
from data_sim.registers.rows import AT, Columns, Registers, pieces, writes
from models.vocabulary import OwnerLevel, RiskLevel, SensitiveDuty, UnitSector


@writes("budget_unit")
def budget_units(r: Registers) -> Iterator[Columns]:
    """Units of the first and second level; village committees publish no budget of their own."""
    units = r.world["units"]
    rows = r.order("units", "district", "code")
    for part in pieces(rows[units["level"][rows] < 9]):
        yield {
            AT: part,
            "code": words(units["code"][part]),
            "name": r.text("units", "name", part),
            "parent": r.text("units", "name", units["parent"][part]),
            "sector": term(units["sector"][part], UnitSector),
            "level": number(units["level"][part]),
            "since": day(units["since"][part]),
        }


@writes("staffing")
def staffing(r: Registers) -> Iterator[Columns]:
    """Authorised and actual staff of the last three years; they drift little."""
    world, units = r.world, r.world["units"]
    rows = r.order("units", "district", "code")
    rows = rows[units["level"][rows] < 9]
    posts = np.bincount(world["posts"]["unit"], minlength=len(units))
    for year in (world.year - 2, world.year - 1, world.year):
        for part in pieces(rows):
            yield {
                AT: part,
                "unit_name": r.text("units", "name", part),
                "fiscal_year": number(np.full(len(part), year)),
                "peer_class": r.text("units", "peer_class", part),
                "authorised": number(units["authorised"][part]),
                "actual": number(np.minimum(posts[part], units["authorised"][part])),
                "retired": number(units["retired"][part]),
                "vehicles": number(units["vehicles"][part]),
            }


@writes("reporting_line")
def reporting_lines(r: Registers) -> Iterator[Columns]:
    """Present holders and the present holders of the posts above theirs."""
    world = r.world
    tenures, posts = world["tenures"], world["posts"]
    now = np.flatnonzero((tenures["until"] == NEVER) & tenures.kept)
    holder, begun = np.full(len(posts), NOBODY, np.int64), np.zeros(len(posts), np.int64)
    holder[tenures["post"][now]], begun[tenures["post"][now]] = tenures["person"][now], tenures["since"][now]
    below = np.flatnonzero((posts["superior"] != NOBODY) & (holder != NOBODY))
    below = below[(holder[posts["superior"][below]] != NOBODY)]
    for part in pieces(below[np.argsort(posts["unit"][below], kind="stable")]):
        above = posts["superior"][part]
        yield {
            AT: part,
            "unit_name": r.text("units", "name", posts["unit"][part]),
            "subordinate": r.person(holder[part]),
            "id": r.identity(holder[part]),
            "subordinate_post": r.text("posts", "name", part),
            "superior": r.person(holder[above]),
            "superior_id": r.identity(holder[above]),
            "superior_post": r.text("posts", "name", above),
            "since": day(np.maximum(begun[part], begun[above])),
        }


@writes("delegation")
def delegations(r: Registers) -> Iterator[Columns]:
    """Who acts for whom."""
    frame, posts = r.world["delegations"], r.world["posts"]
    for part in pieces(r.order("delegations", "since")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", posts["unit"][frame["post"][part]]),
            "post": r.text("posts", "name", frame["post"][part]),
            "person": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "deputy": r.person(frame["deputy"][part]),
            "deputy_id": r.identity(frame["deputy"][part]),
            "reason": words(frame["reason"][part]),
            "since": day(frame["since"][part]),
            "until": day(frame["until"][part]),
        }


@writes("regulated_trade")
def regulated_trades(r: Registers) -> Iterator[Columns]:
    """Trades by unit."""
    frame = r.world["regulated"]
    for part in pieces(r.order("regulated", "unit", "trade")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "trade": r.text("trades", "name", frame["trade"][part]),
            "trade_code": r.text("trades", "code", frame["trade"][part]),
            "basis": words(frame["basis"][part]),
            "since": day(frame["since"][part]),
        }


@writes("village")
def villages(r: Registers) -> Iterator[Columns]:
    """Living inhabitants and their households at the end of the year."""
    world = r.world
    persons, places = world["persons"], world["villages"]
    alive = np.flatnonzero(persons["died"] == NEVER)
    heads = np.bincount(persons["village"][alive], minlength=len(places))
    homes = np.unique(persons["village"][alive].astype(np.int64) << 40 | persons["household"][alive]) >> 40
    households = np.bincount(homes, minlength=len(places))
    for part in pieces(r.order("villages", "township")):
        yield {
            AT: part,
            "township": r.text("townships", "name", places["township"][part]),
            "village": r.text("villages", "name", part),
            "households": number(households[part]),
            "persons": number(heads[part]),
            "as_of": day(np.full(len(part), world.today)),
        }


@writes("tenure")
def tenures(r: Registers) -> Iterator[Columns]:
    """Who holds and held which post."""
    frame, posts = r.world["tenures"], r.world["posts"]
    for part in pieces(r.order("tenures", "post", "since")):
        post = frame["post"][part]
        yield {
            AT: part,
            "name": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "unit_name": r.text("units", "name", posts["unit"][post]),
            "department": r.text("posts", "department", post),
            "post": r.text("posts", "name", post),
            "title": r.text("posts", "title", post),
            "is_key": flag(posts["is_key"][post]),
            "is_leader": flag(posts["is_leader"][post]),
            "sensitive_duty": term(posts["duty"][post], SensitiveDuty),
            "portfolio": r.text("posts", "portfolio", post),
            "since": day(frame["since"][part]),
            "until": day(frame["until"][part]),
        }


@writes("risk_point")
def risk_points(r: Registers) -> Iterator[Columns]:
    """Risk points by post."""
    frame, posts = r.world["risk_points"], r.world["posts"]
    for part in pieces(r.order("risk_points", "post")):
        post = frame["post"][part]
        yield {
            AT: part,
            "unit_name": r.text("units", "name", posts["unit"][post]),
            "department": r.text("posts", "department", post),
            "post": r.text("posts", "name", post),
            "domain": words(frame["domain"][part]),
            "risk_kind": words(frame["kind"][part]),
            "name": words(frame["name"][part]),
            "description": words(frame["about"][part]),
            "grade": term(frame["grade"][part], RiskLevel),
            "measures": words(frame["measures"][part]),
            "has_owner": flag(frame["owner"][part] != NOBODY),
            "owner_level": term(frame["owner"][part], OwnerLevel),
            "reviewed_on": day(frame["reviewed"][part]),
        }
