"""Firms, who stands in them, who holds them, shared addresses, nominees, approved outside posts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from data_sim.frames import NOBODY, Array
from data_sim.registers.cells import day, flag, hundredths, number, same, term, words, yuan
from data_sim.registers.rows import AT, Columns, Registers, pieces, writes
from data_sim.world import World
from models.vocabulary import FirmKind, FirmRole, FirmStatus


def heads_of(world: World) -> Array:
    """The legal representative or operator of each firm; NOBODY where none is known."""
    roles = world["roles"]
    leads = np.isin(
        roles["role"],
        [list(FirmRole).index(role) for role in (FirmRole.LEGAL_REPRESENTATIVE, FirmRole.OPERATOR, FirmRole.PARTNER)],
    )
    rows = np.flatnonzero(leads & roles.kept)[::-1]
    head = np.full(len(world["firms"]), NOBODY, np.int64)
    head[roles["firm"][rows]] = roles["person"][rows]
    return head


@writes("firm")
def firms(r: Registers) -> Iterator[Columns]:
    """Firms as registered."""
    frame = r.world["firms"]
    head = heads_of(r.world)
    for part in pieces(r.order("firms", "founded")):
        yield {
            AT: part,
            "name": words(frame["name"][part]),
            "code": words(frame["code"][part]),
            "former_names": words(frame["former_name"][part]),
            "kind": term(frame["kind"][part], FirmKind),
            "founded_on": day(frame["founded"][part]),
            "status": term(frame["status"][part], FirmStatus),
            "registered_capital": yuan(frame["capital"][part]),
            "legal_representative": r.person(head[part]),
            "address": words(frame["address"][part]),
            "phone": words(frame["phone"][part]),
            "agent": r.text("firms", "name", frame["agent"][part]),
            "industry": r.text("trades", "name", frame["trade"][part]),
            "industry_code": r.text("trades", "code", frame["trade"][part]),
            "insured_staff": number(frame["staff"][part]),
            "insured_as_of": day(np.full(len(part), r.world.today)),
            "is_listed": flag(frame["is_listed"][part]),
        }


@writes("firm_officer")
def firm_officers(r: Registers) -> Iterator[Columns]:
    """Roles and shares of persons, insured staff among them."""
    frame = r.world["roles"]
    source = pa.array(["登记机关", "参保登记"])
    for part in pieces(r.order("roles", "firm", "role")):
        is_staff = frame["role"][part] == list(FirmRole).index(FirmRole.EMPLOYEE)
        yield {
            AT: part,
            "firm": r.text("firms", "name", frame["firm"][part]),
            "firm_code": r.text("firms", "code", frame["firm"][part]),
            "person": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "role": term(frame["role"][part], FirmRole),
            "share_percent": hundredths(frame["share"][part]),
            "source": source.take(pa.array(is_staff.astype(np.int8))),
            "since": day(frame["since"][part]),
            "until": day(frame["until"][part]),
        }


@writes("firm_holding")
def firm_holdings(r: Registers) -> Iterator[Columns]:
    """Shares of firms in firms."""
    frame = r.world["holdings"]
    for part in pieces(r.order("holdings", "holder", "firm")):
        yield {
            AT: part,
            "holder": r.text("firms", "name", frame["holder"][part]),
            "holder_code": r.text("firms", "code", frame["holder"][part]),
            "firm": r.text("firms", "name", frame["firm"][part]),
            "firm_code": r.text("firms", "code", frame["firm"][part]),
            "share_percent": hundredths(frame["share"][part]),
            "since": day(frame["since"][part]),
            "until": day(frame["until"][part]),
        }


@writes("nominee_agreement")
def nominee_agreements(r: Registers) -> Iterator[Columns]:
    """Who holds for whom."""
    frame = r.world["nominees"]
    for part in pieces(r.order("nominees", "since")):
        yield {
            AT: part,
            "beneficiary": r.person(frame["beneficiary"][part]),
            "id": r.identity(frame["beneficiary"][part]),
            "nominee": r.person(frame["nominee"][part]),
            "nominee_id": r.identity(frame["nominee"][part]),
            "firm": r.text("firms", "name", frame["firm"][part]),
            "firm_code": r.text("firms", "code", frame["firm"][part]),
            "share_percent": hundredths(frame["share"][part]),
            "since": day(frame["since"][part]),
            "until": day(frame["until"][part]),
        }


@writes("hub_address")
def hub_addresses(r: Registers) -> Iterator[Columns]:
    """Addresses that many firms share for a good reason."""
    frame = r.world["hubs"]
    for part in pieces(r.order("hubs", "since")):
        yield {
            AT: part,
            "address": words(frame["address"][part]),
            "phone": words(frame["phone"][part]),
            "reason": words(frame["reason"][part]),
            "since": day(frame["since"][part]),
        }


@writes("outside_post")
def outside_posts(r: Registers) -> Iterator[Columns]:
    """Approved posts outside."""
    frame = r.world["outside_posts"]
    for part in pieces(r.order("outside_posts", "approved")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "person": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "firm": words(frame["body"][part]),
            "post": words(frame["post"][part]),
            "approved_on": day(frame["approved"][part]),
            "approved_by": same("组织部", len(part)),
            "is_paid": flag(frame["is_paid"][part]),
            "since": day(frame["approved"][part]),
        }
