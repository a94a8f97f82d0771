"""Two payees of one notice share a telephone, an address or their head (F06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_HEADS = [list(FirmRole).index(role) for role in (FirmRole.LEGAL_REPRESENTATIVE, FirmRole.OPERATOR)]


class SharedTelephone(Scheme):
    """The near miss shares the address of a hub; of the decoy neither telephone, address nor head is written."""

    name = "shared_telephone"
    rules = ("F06",)
    why_zh = "同一批资金的两个领取主体电话或地址相同"
    why_en = "two payees of one batch share a telephone or an address"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let one payee of a notice, who shared nothing with anybody, have the contact of another."""
        world = ground.world
        firms, hubs = world["firms"], world["hubs"]
        paid, firm_of, batch_of = _paid(ground)
        batch = ground.draw(dice, "batches", np.unique(batch_of))
        alone = _alone(ground, set(firm_of[batch_of == batch].tolist()))
        free = [firm for firm in alone if ground.is_free("firms", firm)]
        if len(free) < 2:
            raise NoGround("payments")
        first, second = (free[int(n)] for n in dice.choice(len(free), 2, replace=False))
        ground.take("firms", first, second)
        if kind is PlantKind.NEAR_MISS:
            if not len(hubs):
                raise NoGround("hubs")
            firms["address"][first] = firms["address"][second] = hubs["address"][int(dice.integers(len(hubs)))]
        elif difficulty is Difficulty.HARD:
            firms["address"][second] = firms["address"][first]
        else:
            firms["phone"][second] = firms["phone"][first]
        both = np.intersect1d(batch_of[firm_of == first], batch_of[firm_of == second])
        rows = paid[np.isin(batch_of, both) & np.isin(firm_of, (first, second))]
        places = tuple(Row("payment", int(row)) for row in rows)
        shown = Row("firm", first), Row("firm", second)
        return Case(
            rows=places,
            support=shown,
            actors=(("firms", first, "payee"), ("firms", second, "payee")),
            edits=_blanks(places, shown) if kind is PlantKind.DECOY else (),
            drops=_heads(ground, first, second) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "address", PlantKind.DECOY: "phone,address,legal_representative"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Firms of one household and firms of one bookkeeper that were paid from one batch."""
        paid, firm_of, batch_of = _paid(ground)
        cases = []
        for batch in np.unique(batch_of).tolist():
            here = batch_of == batch
            for group in _sharing(ground, set(firm_of[here].tolist())):
                rows = paid[here & np.isin(firm_of, sorted(group))]
                cases.append(Case(rows=tuple(Row("payment", int(row)) for row in rows)))
        return cases


def _paid(ground: Ground) -> tuple[Array, Array, Array]:
    """Payments to firms for items of notices: their positions, the firm and the batch of each."""
    payments, items = ground.world["payments"], ground.world["items"]
    rows = np.flatnonzero((payments["item"] != NOBODY) & payments.kept)
    rows = rows[items["firm"][payments["item"][rows]] != NOBODY]
    item = payments["item"][rows]
    return rows, items["firm"][item], items["batch"][item]


def _contacts(ground: Ground, firm: int) -> set[Hashable]:
    """By what a firm can be reached, hubs left out, and who leads it."""
    world = ground.world
    firms, hubs = world["firms"], world["hubs"]
    known = {*hubs["address"].tolist(), *hubs["phone"].tolist(), ""}
    found: set[Hashable] = {("phone", str(firms["phone"][firm])), ("address", str(firms["address"][firm]))}
    led = {("head", int(world["roles"]["person"][row])) for row in _leading(ground).get(firm, ())}
    return {one for one in found if one[1] not in known} | led  # type: ignore[index]


def _leading(ground: Ground) -> dict[int, list[int]]:
    """The roles of those who lead each firm."""
    roles = ground.world["roles"]

    def find() -> dict[int, list[int]]:
        rows = np.flatnonzero(np.isin(roles["role"], _HEADS) & (roles["until"] == NEVER) & roles.kept)
        led: dict[int, list[int]] = defaultdict(list)
        for row in rows.tolist():
            led[int(roles["firm"][row])].append(row)
        return led

    return ground.once("leading", find, len(roles))


def _sharing(ground: Ground, firms: set[int]) -> list[set[int]]:
    """Firms of a set that hang together by a contact."""
    groups: list[tuple[set[int], set[Hashable]]] = []
    for firm in sorted(firms):
        members, contacts = {firm}, _contacts(ground, firm)
        for other in [group for group in groups if group[1] & contacts]:
            groups.remove(other)
            members, contacts = members | other[0], contacts | other[1]
        groups.append((members, contacts))
    return [members for members, _ in groups if len(members) > 1]


def _alone(ground: Ground, firms: set[int]) -> list[int]:
    """Firms of a set that share nothing with another of it."""
    return sorted(firms - set().union(*_sharing(ground, firms)))


def _blanks(payments: tuple[Row, ...], firms: tuple[Row, ...]) -> tuple[Edit, ...]:
    cells = [Edit(row, column) for row in (*payments, *firms) for column in ("phone", "address")]
    return (*cells, *(Edit(row, "legal_representative") for row in firms))


def _heads(ground: Ground, *firms: int) -> tuple[Row, ...]:
    return tuple(Row("firm_officer", row) for firm in firms for row in _leading(ground).get(firm, ()))
