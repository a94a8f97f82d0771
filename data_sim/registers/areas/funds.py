"""Special funds with their notices, payments, allocations, and aid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_sim.frames import NEVER, NOBODY, UNKNOWN, Array
from data_sim.funds import ordinal
from data_sim.registers.cells import day, either, flag, hundredths, number, same, term, words, yuan
from data_sim.registers.rows import AT, PARENT_NO, RECORD_NO, Columns, Registers, pieces, record_numbers, writes
from models.vocabulary import FundType


def _ordinals(numbers: Array) -> object:
    return pa.array([ordinal(int(n)) for n in numbers], pa.string())


@writes("programme_budget")
def programme_budgets(r: Registers) -> Iterator[Columns]:
    """What the year has for each programme."""
    frame = r.world["programmes"]
    for part in pieces(r.order("programmes", "unit")):
        yield {
            AT: part,
            "programme": words(frame["name"][part]),
            "fiscal_year": number(np.full(len(part), r.world.year)),
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "amount": yuan(frame["budget"][part]),
            "basis": words(frame["document"][part]),
        }


@writes("fund_notice")
def fund_notices(r: Registers) -> Iterator[Columns]:
    """The notices, by day."""
    world = r.world
    frame, programmes = world["batches"], world["programmes"]
    first = 1
    for part in pieces(r.order("batches", "published")):
        programme = frame["programme"][part]
        total = yuan(frame["total"][part])
        yield {
            AT: part,
            RECORD_NO: record_numbers(first, len(part)),
            "title": words(frame["title"][part]),
            "publisher": r.text("units", "name", frame["unit"][part]),
            "programme": r.text("programmes", "name", programme),
            "fund_type": term(programmes["type"][programme], FundType),
            "fiscal_year": number(frame["year"][part]),
            "batch_name": _ordinals(frame["no"][part]),
            "published": day(frame["published"][part]),
            "period_from": day(frame["since"][part]),
            "period_to": day(frame["until"][part]),
            "period_stated": flag((frame["since"][part] != NEVER) & (frame["until"][part] != NEVER)),
            "basis": words(frame["basis"][part]),
            "has_contact": flag(frame["contact"][part] != ""),
            "stated_total": total,
            "rows_total": total,
            "sum_holds": flag(np.ones(len(part))),
        }
        first += len(part)


def payees(r: Registers, items: Array) -> object:
    """The names of those whom items of notices are for."""
    frame = r.world["items"]
    return either(
        either(r.text("firms", "name", frame["firm"][items]), r.text("units", "name", frame["unit"][items])),
        r.person(frame["person"][items]),
    )


def _item_rows(r: Registers, place: Array) -> Array:
    """Items in the order of their notices."""
    frame = r.world["items"]
    rows = r.order("items", "batch", "no")
    rows = rows[place[frame["batch"][rows]] > 0]
    ordered: Array = rows[np.argsort(place[frame["batch"][rows]], kind="stable")]
    return ordered


def _item_places(r: Registers) -> Array:
    """The record number of each item, 0 for those that are not written."""
    notices = r.ordinals(r.order("batches", "published"), len(r.world["batches"]))
    return r.ordinals(_item_rows(r, notices), len(r.world["items"]))


@writes("fund_item")
def fund_items(r: Registers) -> Iterator[Columns]:
    """The rows of the notices."""
    frame = r.world["items"]
    place = r.ordinals(r.order("batches", "published"), len(r.world["batches"]))
    rows = _item_rows(r, place)
    first = 1
    for part in pieces(rows):
        payee = payees(r, part)
        yield {
            AT: part,
            RECORD_NO: record_numbers(first, len(part)),
            PARENT_NO: pa.array(place[frame["batch"][part]]).cast(pa.string()),
            "label": pc.binary_join_element_wise(payee, words(frame["project"][part]), ""),
            "payee": payee,
            "project": words(frame["project"][part]),
            "amount": yuan(frame["amount"][part]),
        }
        first += len(part)


# The tiers that pay for works, and the part of each in hundredths; the last one pays the rest.
_TIERS = (("中央资金", 60), ("省级资金", 30), ("县级资金", 10))


@writes("fund_part")
def fund_parts(r: Registers) -> Iterator[Columns]:
    """Rows of works by the tier that pays; other notices do not split their rows."""
    frame = r.world["items"]
    place = _item_places(r)
    rows = np.flatnonzero((place > 0) & (frame["unit"] != NOBODY))
    for part in pieces(rows[np.argsort(place[rows], kind="stable")], 60_000):
        amount = frame["amount"][part]
        shares = [amount * hundredth // 100 // 10_000 * 10_000 for _, hundredth in _TIERS[:-1]]
        amounts = np.stack([*shares, amount - sum(shares)], axis=1).ravel()
        yield {
            AT: np.repeat(part, len(_TIERS)),
            PARENT_NO: pa.array(np.repeat(place[part], len(_TIERS))).cast(pa.string()),
            "name": pa.array([name for name, _ in _TIERS] * len(part)),
            "amount": yuan(amounts),
        }


@writes("allocation")
def allocations(r: Registers) -> Iterator[Columns]:
    """What was handed down to units for their items of the notices."""
    world = r.world
    items, batches = world["items"], world["batches"]
    treasury = np.full(len(world["districts"]), NOBODY, np.int64)
    rows = np.flatnonzero(world["units"]["function"] == "treasury")
    treasury[world["units"]["district"][rows]] = rows
    chosen = r.order("items", "batch", "no")
    chosen = chosen[(items["unit"][chosen] != NOBODY) & (batches["issued"][items["batch"][chosen]] <= world.today)]
    for part in pieces(chosen):
        batch = items["batch"][part]
        unit = batches["unit"][batch]
        yield {
            AT: part,
            "programme": r.text("programmes", "name", batches["programme"][batch]),
            "fiscal_year": number(batches["year"][batch]),
            "batch_name": _ordinals(batches["no"][batch]),
            "from_unit": r.text("units", "name", treasury[world["units"]["district"][unit]]),
            "to_unit": r.text("units", "name", items["unit"][part]),
            "amount": yuan(items["amount"][part]),
            "issued_on": day(batches["issued"][batch]),
            "document_number": words(batches["basis"][batch]),
        }


@writes("payment")
def payments(r: Registers) -> Iterator[Columns]:
    """Payments by day: for items of notices, and benefits by the month."""
    world = r.world
    frame, items, benefits = world["payments"], world["items"], world["benefits"]
    batches, programmes, persons = world["batches"], world["programmes"], world["persons"]
    villages = world["villages"]
    numbers = r.numbers("payments", "paid")
    for part in pieces(r.order("payments", "paid")):
        item, benefit = frame["item"][part], frame["benefit"][part]
        at, of = np.maximum(item, 0), np.maximum(benefit, 0)
        for_item = item != NOBODY
        person = np.where(for_item, items["person"][at], benefits["person"][of] if len(benefits) else NOBODY)
        firm = np.where(for_item, items["firm"][at], NOBODY)
        unit = np.where(for_item, items["unit"][at], NOBODY)
        batch = np.where(for_item, items["batch"][at], NOBODY)
        known = np.maximum(batch, 0)
        programme = np.where(for_item, batches["programme"][known], NOBODY)
        scheme = np.where(for_item, NOBODY, benefits["scheme"][of] if len(benefits) else NOBODY)
        rate = np.where(
            for_item & (items["quantity"][at] != NOBODY), programmes["rate"][np.maximum(programme, 0)], UNKNOWN
        )
        home = np.where(person == NOBODY, NOBODY, persons["village"][np.maximum(person, 0)])
        lives = pc.binary_join_element_wise(
            r.text("townships", "name", np.where(home == NOBODY, NOBODY, villages["township"][np.maximum(home, 0)])),
            r.text("villages", "name", home),
            "",
        )
        holder = np.where(person != NOBODY, person * 3, np.where(firm != NOBODY, firm * 3 + 1, unit * 3 + 2))
        quantity = np.where(for_item, items["quantity"][at], NOBODY)
        yield {
            AT: part,
            "number": numbers.take(pa.array(part)),
            "payer": r.text("units", "name", frame["payer"][part]),
            "payee": either(either(r.text("firms", "name", firm), r.text("units", "name", unit)), r.person(person)),
            "id": r.identity(person),
            "payee_code": r.text("firms", "code", firm),
            "account": r.account(holder),
            "phone": either(r.mobile(person), r.text("firms", "phone", firm)),
            "address": either(lives, r.text("firms", "address", firm)),
            "programme": either(r.text("programmes", "name", programme), r.text("schemes", "name", scheme)),
            "batch_name": _named(r, batch),
            "notice_title": r.text("batches", "title", batch),
            "benefit_month": day(frame["month"][part]),
            "quantity": hundredths(quantity),
            "quantity_unit": pc.if_else(pa.array(quantity != NOBODY), "亩", pa.scalar(None, pa.string())),
            "rate": yuan(rate),
            "amount": yuan(frame["amount"][part]),
            "paid_on": day(frame["paid"][part]),
            "document_number": r.text("batches", "basis", batch),
            "reason": words(frame["reason"][part]),
        }


def _named(r: Registers, batch: Array) -> object:
    numbers = r.world["batches"]["no"]
    known = pa.array([ordinal(n) for n in range(1, int(numbers.max(initial=1)) + 1)])
    return known.take(pa.array(numbers[np.maximum(batch, 0)] - 1, mask=batch == NOBODY))


@writes("benefit")
def benefits(r: Registers) -> Iterator[Columns]:
    """Who is on which aid."""
    world = r.world
    frame, persons, villages = world["benefits"], world["persons"], world["villages"]
    for part in pieces(r.order("benefits", "scheme", "since")):
        person = frame["person"][part]
        home = persons["village"][person]
        claimed = frame["claimed"][part]
        age = ((world.today - claimed) / 365.2425).astype(np.int64)
        yield {
            AT: part,
            "scheme": r.text("schemes", "name", frame["scheme"][part]),
            "person": r.person(person),
            "id": r.identity(person),
            "household_head": r.person(person),
            "relation_to_head": same("本人", len(part)),
            "claimed_birth": day(claimed),
            "claimed_age": number(age),
            "id_birth": day(persons["born"][person]),
            "township": r.text("townships", "name", villages["township"][home]),
            "village": r.text("villages", "name", home),
            "persons": number(frame["heads"][part]),
            "amount": yuan(frame["monthly"][part]),
            "handler": r.person(frame["handler"][part]),
            "since": day(frame["since"][part]),
            "until": day(frame["until"][part]),
        }


@writes("scheme_exclusion")
def scheme_exclusions(r: Registers) -> Iterator[Columns]:
    """Schemes that nobody may have both of."""
    frame = r.world["schemes"]
    rows = r.order("schemes", "since")
    for part in pieces(rows[frame["other"][rows] != NOBODY]):
        yield {
            AT: part,
            "scheme": words(frame["name"][part]),
            "other_scheme": r.text("schemes", "name", frame["other"][part]),
            "basis": words(frame["basis"][part]),
            "since": day(frame["since"][part]),
        }


@writes("kin_filing")
def kin_filings(r: Registers) -> Iterator[Columns]:
    """Kin of cadres and handlers who are on aid."""
    frame = r.world["kin_filings"]
    for part in pieces(r.order("kin_filings", "filed")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "official": r.person(frame["official"][part]),
            "id": r.identity(frame["official"][part]),
            "relation": words(frame["relation"][part]),
            "relative": r.person(frame["relative"][part]),
            "relative_id": r.identity(frame["relative"][part]),
            "scheme": r.text("schemes", "name", frame["scheme"][part]),
            "filed_on": day(frame["filed"][part]),
            "checked": flag(frame["is_checked"][part]),
        }
