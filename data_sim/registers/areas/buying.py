"""Purchases, bids and evaluators."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from data_sim.frames import NEVER, NOBODY
from data_sim.registers.areas.firms import heads_of
from data_sim.registers.cells import day, number, same, term, words, yuan
from data_sim.registers.rows import AT, PARENT_NO, RECORD_NO, Columns, Registers, pieces, record_numbers, writes
from models.vocabulary import BidOutcome, EvaluatorRole, PurchaseCategory, PurchaseMethod, PurchaseOrigin


@writes("purchase")
def purchases(r: Registers) -> Iterator[Columns]:
    """Lots in the ledgers of the buyers, by the day of their notice."""
    world = r.world
    frame, bids = world["lots"], world["bids"]
    count = np.bincount(bids["purchase"][bids.kept], minlength=len(frame))
    numbers = r.numbers("lots", "announced")
    first = 1
    for part in pieces(r.order("lots", "announced")):
        contract = np.where(frame["contract"][part] > world.today, NEVER, frame["contract"][part])
        yield {
            AT: part,
            RECORD_NO: record_numbers(first, len(part)),
            "number": numbers.take(pa.array(part)),
            "lot": words(frame["lot"][part]),
            "title": words(frame["title"][part]),
            "retender_of": words(frame["retender_of"][part]),
            "buyer": r.text("units", "name", frame["buyer"][part]),
            "agent": r.text("firms", "name", frame["agent"][part]),
            "budget_item": words(frame["budget_item"][part]),
            "category": term(frame["category"][part], PurchaseCategory),
            "method": term(frame["method"][part], PurchaseMethod),
            "fiscal_year": number(frame["year"][part]),
            "budget_amount": yuan(frame["budget"][part]),
            "amount": yuan(frame["amount"][part]),
            "announced_on": day(frame["announced"][part]),
            "bids_due": day(frame["due"][part]),
            "bidders": number(count[part]),
            "awarded_on": day(frame["awarded"][part]),
            "contract_on": day(contract),
            "supplier": r.text("firms", "name", frame["winner"][part]),
            "supplier_code": r.text("firms", "code", frame["winner"][part]),
            "origin": same(str(PurchaseOrigin.LEDGER), len(part)),
        }
        first += len(part)


_MEASURES = ("台", "套", "批", "项")


@writes("purchase_item")
def purchase_items(r: Registers) -> Iterator[Columns]:
    """What a contract over goods lists: one or two items, and what is left as a whole."""
    world = r.world
    frame = world["lots"]
    rows = r.order("lots", "announced")
    place = r.ordinals(rows, len(frame))
    goods = rows[frame["category"][rows] == list(PurchaseCategory).index(PurchaseCategory.GOODS)]
    dice = world.streams("registers:purchase_item")
    pieces_of, price_of = dice.integers(1, 40, size=len(frame)), dice.integers(100, 3_000, size=len(frame)) * 100
    for part in pieces(goods[frame["winner"][goods] != NOBODY], 100_000):
        total, price = frame["amount"][part], price_of[part]
        count = np.minimum(pieces_of[part], np.maximum(total // 2 // price, 1))
        price = np.minimum(price, np.maximum(total // 2 // 100 * 100, 100))
        first = count * price
        measure = pa.array(_MEASURES).take(pa.array(part % len(_MEASURES)))
        size = len(part)
        yield {
            AT: np.tile(part, 2),
            PARENT_NO: pa.array(np.tile(place[part], 2)).cast(pa.string()),
            "number": pa.array(["1"] * size + ["2"] * size),
            "name": pa.concat_arrays([r.text("lots", "budget_item", part), same("安装及附件", size)]),
            "quantity": pa.concat_arrays([pa.array(count).cast(pa.string()), same("1", size)]),
            "measure": pa.concat_arrays([measure, same("项", size)]),
            "unit_price": pa.concat_arrays([yuan(price).cast(pa.string()), yuan(total - first).cast(pa.string())]),
            "amount": yuan(np.concatenate([first, total - first])),
        }


@writes("bid")
def bids(r: Registers) -> Iterator[Columns]:
    """Bids by lot, in the order in which they came."""
    frame = r.world["bids"]
    head = heads_of(r.world)
    numbers = r.numbers("lots", "announced")
    rows = r.order("bids", "submitted")
    for part in pieces(rows[r.world["lots"].kept[frame["purchase"][rows]]]):
        firm = frame["firm"][part]
        yield {
            AT: part,
            "purchase_number": numbers.take(pa.array(frame["purchase"][part])),
            "lot": r.text("lots", "lot", frame["purchase"][part]),
            "bidder": r.text("firms", "name", firm),
            "bidder_code": r.text("firms", "code", firm),
            "amount": yuan(frame["amount"][part]),
            "legal_representative": r.person(head[firm]),
            "head": r.person(head[firm]),
            "manager": r.person(frame["manager"][part]),
            "deposit_payer": r.text("firms", "name", frame["payer"][part]),
            "address": r.text("firms", "address", firm),
            "phone": r.text("firms", "phone", firm),
            "submitted_on": day(frame["submitted"][part]),
            "rank": number(frame["rank"][part]),
            "outcome": term(frame["outcome"][part], BidOutcome),
        }


@writes("evaluator")
def evaluators(r: Registers) -> Iterator[Columns]:
    """Committees by lot."""
    frame = r.world["evaluators"]
    numbers = r.numbers("lots", "announced")
    rows = r.order("evaluators", "purchase", "role")
    for part in pieces(rows[r.world["lots"].kept[frame["purchase"][rows]]]):
        yield {
            AT: part,
            "purchase_number": numbers.take(pa.array(frame["purchase"][part])),
            "lot": r.text("lots", "lot", frame["purchase"][part]),
            "name": r.person(frame["person"][part]),
            "id": r.identity(frame["person"][part]),
            "role": term(frame["role"][part], EvaluatorRole),
            "employer": words(frame["employer"][part]),
        }
