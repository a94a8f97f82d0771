"""Near kin of a cadre or handler are on aid, and no filing says so (V01)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.kin import JQS, K74
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import declared_paths, is_near, kin
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
        """Kin of a cadre of another village, or of who handles the aid since: by custom only the own village files.

        Kin need not stand on the official's own list: two lists, or a list and a filing, may tell of them together.
        """
        world = ground.world
        benefits, filings, declarations = world["benefits"], world["kin_filings"], world["declarations"]
        filed = set(zip(filings["official"].tolist(), filings["relative"].tolist(), filings["scheme"].tolist(),
                        strict=True))  # fmt: skip
        of_village = world["units"]["level"][world["posts"]["unit"][declarations["post"]]] == 9
        cadres = set(declarations["official"][of_village].tolist())
        near = [K74.index(path) for path in JQS]
        ties = self._ties(ground)
        found: dict[int, Case] = {}
        for row in range(len(benefits)):
            claimant, handler = int(benefits["person"][row]), int(benefits["handler"][row])
            if claimant not in ties or ("benefit", row) in ground.edited:
                continue
            for official, ways in self._told_of(ties, claimant).items():
                concerned = official in cadres or official == handler
                if not concerned or (official, claimant, int(benefits["scheme"][row])) in filed:
                    continue
                if kin(ground).path(np.array([official]), np.array([claimant]))[0] in near:
                    support = tuple(Row("declared_tie", tie) for tie in ways if tie != NOBODY)
                    case = Case(rows=(Row("benefit", row),), support=support, inferred=len(ways) > 1)
                    if row not in found or (found[row].inferred and not case.inferred):
                        found[row] = case
        return list(found.values())

    def _ties(self, ground: Ground) -> dict[int, dict[int, int]]:
        """Who is tied to whom by a row of declarations (its position) or of filings (NOBODY), both ways."""
        declarations, filings = ground.world["declarations"], ground.world["kin_filings"]
        ties: dict[int, dict[int, int]] = defaultdict(dict)
        on_aid = np.isin(declarations["relative"], ground.world["benefits"]["person"])
        # Two rows together are looked for where a city is small enough to look everywhere.
        rows = np.flatnonzero(declarations.kept & (on_aid | (not ground.world.scale.is_large))).tolist()
        pairs = [(int(declarations["official"][r]), int(declarations["relative"][r]), r)
                 for r in rows if ("declared_tie", r) not in ground.edited]  # fmt: skip
        pairs += [(int(o), int(r), NOBODY) for o, r in zip(filings["official"], filings["relative"], strict=True)]
        for one, other, row in pairs:
            ties[one].setdefault(other, row)
            ties[other].setdefault(one, row)
        return ties

    def _told_of(self, ties: dict[int, dict[int, int]], claimant: int) -> dict[int, tuple[int, ...]]:
        """Who is at most two rows away from a claimant, and by which rows."""
        found: dict[int, tuple[int, ...]] = {other: (row,) for other, row in ties[claimant].items()}
        for middle, row in ties[claimant].items():
            for other, further in ties[middle].items():
                found.setdefault(other, (row, further))
        return found
