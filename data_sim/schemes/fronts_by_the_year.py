"""A programme pays another new firm each time, and one agent registered them all."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.shell_payee import untouched
from models.truth import Difficulty, PlantKind


class FrontsByTheYear(Scheme):
    """None is young enough for a shell, and no telephone is shared. What tells is the agent, and the dates.

    In the near miss no two were registered by one agent; since when the firms of the decoy exist is not written.
    """

    name = "fronts_by_the_year"
    hits = 2
    why_zh = "同一代理人注册的多家新企业先后领取同一资金"
    why_en = "several new firms, registered by one agent, are paid from one programme"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give items of a programme to firms founded within months of each other, by one agent or by as many."""
        world = ground.world
        items, batches, firms, programmes = world["items"], world["batches"], world["firms"], world["programmes"]
        programme = ground.draw(
            dice, "front-programmes", np.flatnonzero(np.isin(programmes["group"], ("firm", "farm")))
        )
        rows = np.flatnonzero((batches["programme"][items["batch"]] == programme) & (items["firm"] != NOBODY))
        rows = ground.free("items", rows)
        want = {Difficulty.EASY: 5, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        agents = np.unique(firms["agent"][firms["agent"] != NOBODY])
        if len(rows) < want * 2 or len(agents) < want:
            raise NoGround("items")
        registered_by = dice.permutation(agents)[:want]
        if kind is not PlantKind.NEAR_MISS:
            registered_by = np.repeat(registered_by[:1], want)
        chosen = rows[dice.permutation(len(rows))[:want]]
        ground.take("items", *chosen.tolist())
        since = int(batches["since"][items["batch"][chosen]].min())
        fronts = []
        for row, agent in zip(chosen.tolist(), registered_by.tolist(), strict=True):
            firm = ground.draw(dice, "firms", untouched(ground))
            firms["agent"][firm] = agent
            firms["founded"][firm] = since - int(dice.integers(200, 420))
            firms["staff"][firm] = max(int(firms["staff"][firm]), 2)
            items["firm"][row] = firm
            fronts.append(firm)
        is_decoy = kind is PlantKind.DECOY
        return Case(
            rows=tuple(Row("fund_item", int(row)) for row in chosen),
            support=tuple(Row("firm", firm) for firm in fronts),
            actors=tuple(("firms", firm, "payee" if kind is PlantKind.NEAR_MISS else "front") for firm in fronts),
            edits=tuple(Edit(Row("firm", firm), "founded_on") for firm in fronts) if is_decoy else (),
            changed={PlantKind.NEAR_MISS: "agent", PlantKind.DECOY: "founded_on"}.get(kind),
        )
