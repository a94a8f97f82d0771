"""Two bidders of one lot are led, run or paid for by the same (V06)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_LEGAL, _EMPLOYEE = (list(FirmRole).index(role) for role in (FirmRole.LEGAL_REPRESENTATIVE, FirmRole.EMPLOYEE))


class LinkedBidders(Scheme):
    """The near miss shares nothing but the address of the park; the managers of the decoy share a name.

    Who manages a project has a number where the firm has insured that person: those of a hit are insured by both firms,
    the name in the losing bid of the decoy is on the list of the other firm alone.
    """

    name = "linked_bidders"
    rules = ("V06",)
    why_zh = "同一标段的投标人负责人、项目经理或保证金缴纳人相同"
    why_en = "two bidders of one lot share their head, their manager or who paid the deposit"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Tie a losing bidder to the winner."""
        world = ground.world
        lots, bids, roles, firms = world["lots"], world["bids"], world["roles"], world["firms"]
        count = np.bincount(bids["purchase"][bids.kept], minlength=len(lots))
        once = np.bincount(bids["firm"][bids.kept], minlength=len(firms))
        fit = np.flatnonzero(
            bids.kept & (count[bids["purchase"]] >= 3) & (once[bids["firm"]] == 1) & (bids["rank"] > 1)
        )
        loser = ground.draw(dice, "bids", fit)
        lot = int(bids["purchase"][loser])
        if not ground.is_free("lots", lot):
            raise NoGround("lots")
        ground.take("lots", lot)
        winner = int(np.flatnonzero((bids["purchase"] == lot) & bids.kept & (bids["rank"] == 1))[0])
        if kind is PlantKind.NEAR_MISS:
            firms["address"][bids["firm"][loser]] = firms["address"][bids["firm"][winner]]
        elif kind is PlantKind.DECOY:
            self._share_manager(ground, loser, winner)
        elif difficulty is Difficulty.EASY:
            bids["payer"][loser] = bids["firm"][winner]
        elif difficulty is Difficulty.MEDIUM and bids["manager"][winner] != NOBODY:
            self._share_manager(ground, loser, winner)
            row = self._insured(ground, winner)
            since = max(int(roles["since"][row]), int(firms["founded"][bids["firm"][loser]]))
            roles.add_like(row, firm=int(bids["firm"][loser]), since=since)
        else:
            head = np.flatnonzero((roles["firm"] == bids["firm"][loser]) & (roles["role"] == _LEGAL) & roles.kept)
            other = np.flatnonzero((roles["firm"] == bids["firm"][winner]) & (roles["role"] == _LEGAL) & roles.kept)
            other = other[roles["until"][other] == NEVER]
            if not len(head) or not len(other):
                raise NoGround("roles")
            roles["person"][head] = roles["person"][other[0]]
        places = Row("bid", loser), Row("bid", winner)
        return Case(
            rows=places,
            support=(Row("purchase", lot),),
            actors=(("firms", int(bids["firm"][loser]), "bidder"), ("firms", int(bids["firm"][winner]), "winner")),
            changed={PlantKind.NEAR_MISS: "address", PlantKind.DECOY: "manager"}.get(kind),
        )

    def _share_manager(self, ground: Ground, loser: int, winner: int) -> None:
        """The losing bid names the manager of the winner."""
        bids = ground.world["bids"]
        if bids["manager"][winner] == NOBODY:
            raise NoGround("bids")
        bids["manager"][loser] = bids["manager"][winner]

    def _insured(self, ground: Ground, bid: int) -> int:
        """The role by which a firm insures the manager of its bid."""
        bids, roles = ground.world["bids"], ground.world["roles"]
        mine = (roles["firm"] == bids["firm"][bid]) & (roles["person"] == bids["manager"][bid])
        return int(np.flatnonzero(mine & (roles["role"] == _EMPLOYEE) & roles.kept)[0])
