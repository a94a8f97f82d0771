"""Near kin of a cadre or handler are on aid, and no filing says so (V01)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.kin import JQS, K74
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import declared_paths, is_near
from models.truth import Difficulty, PlantKind

_NEAR = [K74.index(path) for path in ("s", "p", "c", "b")]


class UnfiledKinOnAid(Scheme):
    """The near miss is filed and was looked into; the decoy's number is not written."""

    name = "unfiled_kin_on_aid"
    rules = ("V01",)
    why_zh = "村干部或经办人的近亲属享受救助，未按规定备案"
    why_en = "near kin of a village cadre or of the handler are on aid without a filing"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give a benefit to a relative of a cadre, or of the handler."""
        world = ground.world
        benefits, persons, filings = world["benefits"], world["persons"], world["kin_filings"]
        declarations, posts = world["declarations"], world["posts"]
        row = ground.draw(dice, "benefits", np.flatnonzero((benefits["scheme"] == 0) & (benefits["until"] == NEVER)))
        of_village = world["units"]["level"][posts["unit"][declarations["post"]]] == 9
        fit = np.isin(declared_paths(ground), _NEAR) & declarations.kept & of_village
        relative = declarations["relative"]
        # Whoever is near kin of two officials were on aid without the filing of the other.
        near = np.isin(declared_paths(ground), [K74.index(path) for path in JQS]) & declarations.kept
        fit &= np.bincount(relative[near], minlength=len(persons))[relative] == 1
        grown = persons["born"][relative] < world.today - 30 * 365
        idle = ~np.isin(relative, np.concatenate([world["payroll"]["person"], benefits["person"]]))
        tie = ground.draw(
            dice, "declarations", np.flatnonzero(fit & grown & idle & (persons["died"][relative] == NEVER))
        )
        who, cadre = int(relative[tie]), int(declarations["official"][tie])
        handler = int(benefits["handler"][row])
        if not ground.is_free("persons", who) or (handler != NOBODY and is_near(ground, handler, {who})):
            raise NoGround("persons")
        ground.take("persons", who)
        benefits["person"][row], benefits["claimed"][row] = who, persons["born"][who]
        place = Row("benefit", row)
        support = [Row("declared_tie", tie)]
        if kind is PlantKind.NEAR_MISS:
            filed = filings.append(
                official=cadre, unit=int(posts["unit"][declarations["post"][tie]]), relative=who,
                relation=declarations["relation"][tie], scheme=int(benefits["scheme"][row]),
                filed=int(benefits["since"][row]) - 12, is_checked=True,
            )  # fmt: skip
            support.append(Row("kin_filing", int(filed[0])))
        blank = (
            Edit(place, "id"),
            Edit(place, "id_birth"),
            Edit(place, "claimed_birth"),
            Edit(place, "claimed_age"),
            Edit(support[0], "relative_id"),
        )
        return Case(
            rows=(place,),
            support=tuple(support),
            actors=(("persons", cadre, "cadre"), ("persons", who, "on aid")),
            edits=blank if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "kin_filing", PlantKind.DECOY: "id"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Kin of a cadre of another village, or of who handles the aid since: by custom only the own village files."""
        world = ground.world
        benefits, filings, declarations = world["benefits"], world["kin_filings"], world["declarations"]
        filed = set(zip(filings["official"].tolist(), filings["relative"].tolist(), filings["scheme"].tolist(),
                        strict=True))  # fmt: skip
        near = np.isin(declared_paths(ground), [K74.index(path) for path in JQS]) & declarations.kept
        near &= np.isin(declarations["relative"], benefits["person"])
        of_village = world["units"]["level"][world["posts"]["unit"][declarations["post"]]] == 9
        found: dict[int, Case] = {}
        for tie in np.flatnonzero(near).tolist():
            official, relative = int(declarations["official"][tie]), int(declarations["relative"][tie])
            for row in np.flatnonzero(benefits["person"] == relative).tolist():
                concerned = of_village[tie] or benefits["handler"][row] == official
                if {("benefit", row), ("declared_tie", tie)} & ground.edited:
                    continue
                if concerned and (official, relative, int(benefits["scheme"][row])) not in filed:
                    found.setdefault(row, Case(rows=(Row("benefit", row),), support=(Row("declared_tie", tie),)))
        return list(found.values())
