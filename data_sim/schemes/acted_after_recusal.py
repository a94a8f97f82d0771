"""An official whose recusal was accepted signs in the matter all the same (C01, C10)."""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NOBODY
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_of, declarations_by, declared_party, substance
from models.truth import Difficulty, PlantKind, Right
from models.vocabulary import RecusalOutcome, StepAct

_ACCEPTED = list(RecusalOutcome).index(RecusalOutcome.ACCEPTED)
_FILING = [list(StepAct).index(act) for act in (StepAct.FILE, StepAct.DELIVER, StepAct.NOTIFY)]


class ActedAfterRecusal(Scheme):
    """The near miss only files the papers afterwards; the decoy's recusal bears no day of decision."""

    name = "acted_after_recusal"
    rules = ("C10", "C01")
    why_zh = "回避申请已经批准，本人之后仍在该事项中实质性办理"
    why_en = "the recusal was accepted, and the official acted in the matter all the same"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give a late act of a recused matter back to the official who stepped aside."""
        world = ground.world
        recusals, acts, steps = world["recusals"], world["acts"], world["steps"]
        for row in dice.permutation(np.flatnonzero(recusals["matter"] != NOBODY)).tolist():
            matter, official = int(recusals["matter"][row]), int(recusals["person"][row])
            if recusals["on_paper_only"][row] or not ground.is_free("recusals", row):
                continue
            rows = acts_of(ground, matter)
            if (acts["person"][rows] == official).any() or len(rows) < 2:
                continue
            day = acts["at"][rows] // 1440
            wanted = (
                np.isin(steps["act"][acts["step"][rows]], _FILING)
                if kind is PlantKind.NEAR_MISS
                else (substance(ground)[rows])
            )
            late = rows[wanted & (day > day.min())]
            if not len(late):
                continue
            act = int(late[-1])
            gap = int(acts["at"][act] // 1440 - day.min())
            decided = int(day.min()) if difficulty is Difficulty.HARD or gap < 3 else int(day.min()) - 1
            decided = int(workdays.later(np.array([decided]), np.array([0]))[0])
            recusals["applied"][row], recusals["decided"][row] = min(int(recusals["applied"][row]), decided), decided
            recusals["outcome"][row] = _ACCEPTED
            acts["person"][act] = acts["login"][act] = official
            ground.take("recusals", row)
            ground.take("matters", matter)
            ground.take("acts", act)
            self._declare(ground, row)
            entry = Row("recusal", row)
            is_decoy = kind is PlantKind.DECOY
            edits = (Edit(entry, "decided"), Edit(entry, "applied")) if is_decoy else ()
            return Case(
                rows=(Row("matter_act", act),),
                support=(entry, Row("matter", matter), *declared_party(ground, official, matter)),
                actors=(("persons", official, "handler"),),
                edits=edits,
                changed="act" if kind is PlantKind.NEAR_MISS else "decided" if is_decoy else None,
                right={"C01": Right.EXCLUDED, "C10": Right.PASSED} if kind is PlantKind.NEAR_MISS else {},
            )
        raise NoGround("recusals")

    def _declare(self, ground: Ground, row: int) -> None:
        """The form leaves out far kin who neither trade nor serve; here the relative who applied is on the list."""
        world = ground.world
        recusals, declarations = world["recusals"], world["declarations"]
        official, relative = int(recusals["person"][row]), int(world["matters"]["person"][recusals["matter"][row]])
        mine = declarations_by(ground, official)
        if relative == NOBODY or not len(mine) or (declarations["relative"][mine] == relative).any():
            return
        declarations.append(
            official=official, post=int(declarations["post"][mine[0]]), relative=relative,
            relation=str(recusals["relation"][row]), role=NOBODY, declared=int(declarations["declared"][mine[0]]),
        )  # fmt: skip
