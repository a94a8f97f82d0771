"""A member of the committee was director of a bidder within the last three years (C02)."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from data_sim.frames import NEVER, NOBODY, date_of, day_of
from data_sim.kin import KinIndex
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.calendar import add_years
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_DIRECTOR, _EMPLOYEE, _SHAREHOLDER = (
    list(FirmRole).index(role) for role in (FirmRole.DIRECTOR, FirmRole.EMPLOYEE, FirmRole.SHAREHOLDER)
)
_HEADS = [list(FirmRole).index(role) for role in (FirmRole.LEGAL_REPRESENTATIVE, FirmRole.OPERATOR)]


class EvaluatorOfOwnFirm(Scheme):
    """The near miss left a month more than three years before; when the decoy left is not written."""

    name = "evaluator_of_own_firm"
    rules = ("C02",)
    kinds = (PlantKind.HIT, PlantKind.NEAR_MISS, PlantKind.DECOY, PlantKind.HOMONYM)
    why_zh = "评审人员三年内曾在投标供应商任职"
    why_en = "a member of the committee served a bidder within three years before the purchase"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give an evaluator a past in a bidder."""
        world = ground.world
        lots, bids, evaluators, roles = world["lots"], world["bids"], world["evaluators"], world["roles"]
        rows = np.flatnonzero(lots.kept[evaluators["purchase"]] & evaluators.kept)
        row = ground.draw(dice, "evaluators", rows)
        lot, person = int(evaluators["purchase"][row]), int(evaluators["person"][row])
        offers = np.flatnonzero((bids["purchase"] == lot) & bids.kept)
        if not len(offers) or not ground.is_free("persons", person) or not ground.is_free("lots", lot):
            raise NoGround("bids")
        firm = int(bids["firm"][offers[int(dice.integers(len(offers)))]])
        judged = evaluators["purchase"][evaluators["person"] == person]
        if len(np.unique(bids["purchase"][(bids["firm"] == firm) & np.isin(bids["purchase"], judged)])) > 1:
            raise NoGround("bids")  # the past would tell in another lot as well
        ground.take("persons", person)
        ground.take("lots", lot)
        announced, awarded = date_of(int(lots["announced"][lot])), date_of(int(lots["awarded"][lot]))
        if announced is None or awarded is None:
            raise NoGround("lots")
        if kind is PlantKind.NEAR_MISS:
            left = day_of(add_years(announced, -3)) - 30
        else:
            left = day_of(add_years(awarded, -3)) + {Difficulty.EASY: 700, Difficulty.MEDIUM: 200}.get(difficulty, 25)
        who = person
        if kind is PlantKind.HOMONYM:
            persons = world["persons"]
            alike = np.flatnonzero(persons["surname"] == persons["surname"][person])
            used = np.isin(alike, evaluators["person"]) | np.isin(alike, world["tenures"]["person"])
            grown = persons["born"][alike] < world.today - 35 * 365
            who = ground.draw(dice, "persons", alike[~used & grown & (persons["died"][alike] > world.today)])
            persons["given"][who] = persons["given"][person]
        role = _EMPLOYEE if difficulty is Difficulty.HARD else _DIRECTOR
        served = int(roles.append(firm=firm, person=who, role=role, share=NOBODY, since=left - 1500, until=left)[0])
        place = Row("firm_officer", served)
        return Case(
            rows=(Row("evaluator", row),),
            support=(place, Row("purchase", lot)),
            actors=(("persons", person, "evaluator"), ("firms", firm, "bidder")),
            edits=(Edit(place, "until"), Edit(place, "since")) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "until", PlantKind.DECOY: "since,until", PlantKind.HOMONYM: "id"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Evaluators who served a bidder of another lot, too, and those whose kin head one, told by several lists."""
        world = ground.world
        evaluators, bids, roles, lots = (world[name] for name in ("evaluators", "bids", "roles", "lots"))
        staff: dict[int, list[int]] = defaultdict(list)
        for role in np.flatnonzero(roles.kept & np.isin(roles["firm"], bids["firm"])).tolist():
            staff[int(roles["firm"][role])].append(role)
        offers: dict[int, set[int]] = defaultdict(set)
        for bid in np.flatnonzero(bids.kept).tolist():
            offers[int(bids["purchase"][bid])].add(int(bids["firm"][bid]))
        kin = KinIndex(world, evaluators["person"])  # experts from outside serve nowhere
        found = []
        for row in np.flatnonzero(evaluators.kept).tolist():
            person, lot = int(evaluators["person"][row]), int(evaluators["purchase"][row])
            announced, awarded = date_of(int(lots["announced"][lot])), int(lots["awarded"][lot])
            there = [role for firm in sorted(offers[lot]) for role in staff[firm]]
            heads = [role for role in there if roles["role"][role] in _HEADS]
            near = roles["person"][heads].astype(np.int64)
            first = NEVER if announced is None else day_of(add_years(announced, -3))
            own = [role for role in there if roles["person"][role] == person and roles["role"][role] != _SHAREHOLDER]
            if any(roles["until"][role] >= first and roles["since"][role] <= awarded for role in own):
                found.append(Case(rows=(Row("evaluator", row),)))
            elif len(near) and (kin.path(np.full(len(near), person), near) != NOBODY).any():
                found.append(Case(rows=(Row("evaluator", row),), inferred=True))
        return found
