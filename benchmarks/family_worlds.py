"""Tables of people, firms and decisions at the sizes of the four scales, made for the measurement of paths alone.

Flows in: a scale and a seed. Flows out: Arrow tables. Four generations of couples with two children or so each; nobody
marries twice, so that every walk of parents, children and spouses is kinship without doubt. Officials, parties, roles
and holdings are drawn evenly: conflicts are as rare as chance makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data_sim.scales import SCALES

GENERATIONS = 4
DAYS = 3000  # the span in which ties begin and end and decisions fall
NEVER = 1 << 30
ROLES_OF_INTEREST = 5  # role codes below this are an interest whatever the share; then shareholders, then employees
SHAREHOLDER, EMPLOYEE = 5, 6
LEAST_SHARE, CONTROL = 500, 5000


class Tables(NamedTuple):
    """What every method is given."""

    parent: pa.Table  # child, parent
    spouse: pa.Table  # one, other, until: in both directions
    role: pa.Table  # person, firm, role, share, since, until
    holding: pa.Table  # holder, firm, share, since, until
    decision: pa.Table  # id, actor, party_person or party_firm, day
    recusal: pa.Table  # decision, applied, is_refused


@dataclass(frozen=True, slots=True)
class Size:
    """How many of what."""

    officials: int
    persons: int
    firms: int
    decisions: int
    roles: int

    @classmethod
    def of(cls, scale: str) -> Size:
        """The sizes of a named scale."""
        known = SCALES[scale]
        kin = round(known.persons * (2 * (GENERATIONS - 1) / GENERATIONS + 0.45))
        return cls(known.officials, known.persons, known.firms, known.decisions, max(known.ties - kin, known.firms))


def build(scale: str, seed: int = 1) -> Tables:
    """The tables of a scale; the same for the same seed."""
    size, dice = Size.of(scale), np.random.default_rng(seed)
    parent, spouse = _families(size.persons, dice)
    # The two younger generations work.
    officials = dice.choice(np.arange(size.persons // 2, size.persons), size.officials, replace=False)
    decision = _decisions(size, officials, dice)
    return Tables(parent, spouse, _roles(size, dice), _holdings(size, dice), decision, _recusals(decision, dice))


def _families(persons: int, dice: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    bounds = np.linspace(0, persons, GENERATIONS + 1).astype(np.int64)
    children, parents, ones, others = [], [], [], []
    couples = np.empty((0, 2), np.int64)
    for first, end in pairwise(bounds.tolist()):
        people = np.arange(first, end)
        if len(couples):
            of = couples[np.sort(dice.integers(0, len(couples), len(people)))]
            children += [people, people]
            parents += [of[:, 0], of[:, 1]]
        mixed = dice.permutation(people)
        couples = mixed[: len(mixed) // 20 * 18].reshape(-1, 2)
        ones.append(couples[:, 0])
        others.append(couples[:, 1])
    one, other = np.concatenate(ones), np.concatenate(others)
    until = np.where(dice.random(len(one)) < 0.1, dice.integers(0, DAYS, len(one)), NEVER)
    parent = pa.table({"child": np.concatenate(children), "parent": np.concatenate(parents)})
    both = {"one": np.concatenate([one, other]), "other": np.concatenate([other, one])}
    return parent, pa.table({**both, "until": np.concatenate([until, until])})


def _span(count: int, ended: float, dice: np.random.Generator) -> dict[str, np.ndarray]:
    since = dice.integers(-DAYS, DAYS, count)
    return {"since": since, "until": np.where(dice.random(count) < ended, since + dice.integers(0, DAYS, count), NEVER)}


def _roles(size: Size, dice: np.random.Generator) -> pa.Table:
    count = size.roles
    role = dice.choice(EMPLOYEE + 1, count, p=[0.06, 0.06, 0.04, 0.06, 0.03, 0.2, 0.55])
    share = np.where(role == SHAREHOLDER, dice.integers(1, 10_001, count), 0)
    person, firm = dice.integers(0, size.persons, count), dice.integers(0, size.firms, count)
    return pa.table({"person": person, "firm": firm, "role": role, "share": share, **_span(count, 0.2, dice)})


def _holdings(size: Size, dice: np.random.Generator) -> pa.Table:
    count = size.firms // 30
    # The holder is the older firm, so that chains end; rings are a matter for the tests.
    pair = np.sort(dice.integers(0, size.firms, (count, 2)), axis=1)
    pair = pair[pair[:, 0] != pair[:, 1]]
    share = dice.integers(1, 10_001, len(pair))
    return pa.table({"holder": pair[:, 0], "firm": pair[:, 1], "share": share, **_span(len(pair), 0.1, dice)})


def _decisions(size: Size, officials: np.ndarray, dice: np.random.Generator) -> pa.Table:
    count = size.decisions
    is_firm = dice.random(count) < 0.5
    person, firm = dice.integers(0, size.persons, count), dice.integers(0, size.firms, count)
    columns = {
        "id": np.arange(count),
        "actor": dice.choice(officials, count),
        "party_person": np.where(is_firm, -1, person),
        "party_firm": np.where(is_firm, firm, -1),
        "day": dice.integers(0, DAYS, count),
    }
    return pa.table(columns)


def _recusals(decision: pa.Table, dice: np.random.Generator) -> pa.Table:
    of = np.sort(dice.choice(decision.num_rows, decision.num_rows // 20, replace=False))
    applied = decision["day"].to_numpy()[of] + dice.integers(-30, 10, len(of))
    return pa.table({"decision": of, "applied": applied, "is_refused": dice.random(len(of)) < 0.1})
