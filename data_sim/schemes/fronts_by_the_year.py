"""A programme pays another new firm each time, and one agent registered them all."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.shell_payee import untouched
from models.truth import Difficulty, PlantKind


class FrontsByTheYear(Scheme):
    """None is young enough for a shell, and no telephone is shared. What tells is the agent, and the dates."""

    name = "fronts_by_the_year"
    kinds = (PlantKind.HIT,)
    hits = 2
    why_zh = "同一代理人注册的多家新企业先后领取同一资金"
    why_en = "several new firms, registered by one agent, are paid from one programme"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give items of a programme to firms with one agent, founded within months of each other."""
        world = ground.world
        items, batches, firms, programmes = world["items"], world["batches"], world["firms"], world["programmes"]
        programme = ground.draw(
            dice, "front-programmes", np.flatnonzero(np.isin(programmes["group"], ("firm", "farm")))
        )
        rows = np.flatnonzero((batches["programme"][items["batch"]] == programme) & (items["firm"] != NOBODY))
        rows = np.array([r for r in rows.tolist() if ground.is_free("items", r)], np.int64)
        want = {Difficulty.EASY: 5, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        agents = firms["agent"][firms["agent"] != NOBODY]
        if len(rows) < want * 2 or not len(agents):
            raise NoGround("items")
        agent = int(agents[int(dice.integers(len(agents)))])
        chosen = rows[dice.permutation(len(rows))[:want]]
        ground.take("items", *chosen.tolist())
        since = int(batches["since"][items["batch"][chosen]].min())
        people = []
        for row in chosen.tolist():
            firm = ground.draw(dice, "firms", untouched(ground))
            firms["agent"][firm] = agent
            firms["founded"][firm] = since - int(dice.integers(200, 420))
            firms["staff"][firm] = max(int(firms["staff"][firm]), 2)
            items["firm"][row] = firm
            people.append(firm)
        return Case(
            rows=tuple(Row("fund_item", int(row)) for row in chosen),
            support=tuple(Row("firm", firm) for firm in people),
            actors=tuple(("firms", firm, "front") for firm in people),
        )
