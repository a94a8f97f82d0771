"""What was paid is not what the notice said (F09)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind

_OLD = 1200  # days


class UnrelatedPayee(Scheme):
    """Another payee, or another amount. The near miss writes the name in another way; the decoy's row names nobody."""

    name = "unrelated_payee"
    rules = ("F09",)
    why_zh = "拨付对象或金额与公示名单不符"
    why_en = "payee or amount of a payment differ from the notice"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Pay a firm that the notice does not name, or name the right one otherwise."""
        world = ground.world
        payments, items, firms = world["payments"], world["items"], world["firms"]
        item_of = payments["item"]
        firm_of = np.where(item_of == NOBODY, NOBODY, items["firm"][np.maximum(item_of, 0)])
        limited = np.array([str(name).endswith("有限公司") for name in firms["name"]])
        fit = np.flatnonzero((firm_of != NOBODY) & limited[np.maximum(firm_of, 0)])
        row = ground.draw(dice, "payments", fit)
        item, firm = int(item_of[row]), int(firm_of[row])
        if not ground.is_free("items", item):
            raise NoGround("items")
        ground.take("items", item)
        place, shown = Row("payment", row), Row("fund_item", item)
        edits: tuple[Edit, ...] = ()
        if kind is PlantKind.NEAR_MISS:
            edits = (Edit(place, "payee", _otherwise(str(firms["name"][firm]))),)
        elif difficulty is Difficulty.HARD:
            payments["amount"][row] = payments["amount"][row] * 102 // 100
        else:
            named = set(items["firm"][items["batch"] == items["batch"][item]].tolist())
            is_old = (firms["founded"] < world.today - _OLD) & (firms["staff"] > 0)  # else it were a shell as well
            pool = np.flatnonzero(limited & is_old & (firms["status"] == 0) & (firms["trade"] == firms["trade"][firm]))
            other = ground.draw(dice, "firms", [f for f in pool.tolist() if f not in named])
            edits = (
                Edit(place, "payee", str(firms["name"][other])),
                Edit(place, "payee_code", str(firms["code"][other])),
                Edit(place, "phone", str(firms["phone"][other])),
                Edit(place, "address", str(firms["address"][other])),
            )
        if kind is PlantKind.DECOY:
            edits = (*edits, Edit(shown, "payee"), Edit(shown, "amount"))
        return Case(
            rows=(place,),
            support=(shown, Row("fund_notice", int(items["batch"][item]))),
            actors=(("firms", firm, "payee of the notice"),),
            edits=edits,
            changed={PlantKind.NEAR_MISS: "payee", PlantKind.DECOY: "payee,amount"}.get(kind),
        )


def _otherwise(name: str) -> str:
    """The same firm as a clerk may write it."""
    return name.removesuffix("有限公司") + "有限责任公司"
