"""Two bidders of one lot are led, run or paid for by the same (V06)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_LEGAL = list(FirmRole).index(FirmRole.LEGAL_REPRESENTATIVE)
_TELLING = ("legal_representative", "head", "manager", "deposit_payer", "address", "phone")


class LinkedBidders(Scheme):
    """The near miss shares nothing but the address of the park; of the decoy neither head nor payer is written."""

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
        elif difficulty is Difficulty.EASY:
            bids["payer"][loser] = bids["firm"][winner]
        elif difficulty is Difficulty.MEDIUM and bids["manager"][winner] != NOBODY:
            bids["manager"][loser] = bids["manager"][winner]
        else:
            head = np.flatnonzero((roles["firm"] == bids["firm"][loser]) & (roles["role"] == _LEGAL) & roles.kept)
            other = np.flatnonzero((roles["firm"] == bids["firm"][winner]) & (roles["role"] == _LEGAL) & roles.kept)
            other = other[roles["until"][other] == NEVER]
            if not len(head) or not len(other):
                raise NoGround("roles")
            roles["person"][head] = roles["person"][other[0]]
        places = Row("bid", loser), Row("bid", winner)
        blank = tuple(Edit(place, column) for place in places for column in _TELLING)
        return Case(
            rows=places,
            support=(Row("purchase", lot),),
            actors=(("firms", int(bids["firm"][loser]), "bidder"), ("firms", int(bids["firm"][winner]), "winner")),
            edits=blank if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "address", PlantKind.DECOY: ",".join(_TELLING)}.get(kind),
        )
