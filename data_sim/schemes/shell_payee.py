"""A firm that is forty days old gets half a million (F05)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.kin import K74
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import declared_paths
from models.truth import Difficulty, PlantKind

HALF_A_MILLION = 50_000_000  # fen


class ShellPayee(Scheme):
    """The near miss is an old firm that was renamed; when the decoy was founded and whom it employs is not written."""

    name = "shell_payee"
    rules = ("F05",)
    why_zh = "成立不满一百八十日或没有参保职工的主体领取五十万元以上资金"
    why_en = "a payee founded less than 180 days ago, or without insured staff, gets half a million yuan or more"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give a large item to a firm that has dealt with nobody yet."""
        world = ground.world
        payments, items, firms, batches = world["payments"], world["items"], world["firms"], world["batches"]
        item_of = payments["item"]
        large = (item_of != NOBODY) & (payments["amount"] >= HALF_A_MILLION)
        large &= np.where(item_of == NOBODY, NOBODY, items["firm"][np.maximum(item_of, 0)]) != NOBODY
        row = ground.draw(dice, "payments", np.flatnonzero(large))
        item = int(item_of[row])
        if not ground.is_free("items", item):
            raise NoGround("items")
        ground.take("items", item)
        firm = ground.draw(dice, "firms", untouched(ground))
        items["firm"][item] = firm
        since = int(batches["since"][items["batch"][item]])
        if kind is PlantKind.NEAR_MISS:
            firms["former_name"][firm] = str(firms["name"][firm]).replace("有限", "商贸有限", 1)
            firms["staff"][firm] = max(int(firms["staff"][firm]), 6)
        elif difficulty is Difficulty.HARD:
            firms["staff"][firm] = 0
        else:
            firms["founded"][firm] = since - (40 if difficulty is Difficulty.EASY else 160)
            firms["staff"][firm] = max(int(firms["staff"][firm]), 3)
        place = Row("firm", firm)
        is_decoy = kind is PlantKind.DECOY
        return Case(
            rows=(Row("payment", row), Row("fund_item", item)),
            support=(place,),
            actors=(("firms", firm, "payee"),),
            edits=(Edit(place, "founded_on"), Edit(place, "insured_staff")) if is_decoy else (),
            changed={PlantKind.NEAR_MISS: "founded_on", PlantKind.DECOY: "founded_on,insured_staff"}.get(kind),
        )


def untouched(ground: Ground) -> Array:
    """Old limited companies that occur in no matter, notice, lot or holding, and that no leader's household runs."""
    world = ground.world

    def find() -> Array:
        firms = world["firms"]
        used = np.zeros(len(firms), bool)
        for frame, column in (
            ("matters", "firm"), ("items", "firm"), ("bids", "firm"), ("lots", "winner"), ("lots", "agent"),
            ("holdings", "firm"), ("holdings", "holder"), ("nominees", "firm"), ("exits", "firm"),
        ):  # fmt: skip
            rows = world[frame][column]
            used[rows[rows != NOBODY]] = True
        held = world["declarations"]["role"]
        of_household = (held != NOBODY) & np.isin(declared_paths(ground), [K74.index(p) for p in ("s", "c", "cs")])
        used[world["roles"]["firm"][held[of_household]]] = True
        limited = np.array([str(name).endswith("有限公司") for name in firms["name"]])
        old = firms["founded"] < world.today - 1200
        hub = np.isin(firms["address"], world["hubs"]["address"])
        return np.flatnonzero(~used & limited & old & (firms["status"] == 0) & ~firms["is_public"] & ~hub)

    return ground.once("untouched", find)
