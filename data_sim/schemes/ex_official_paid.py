"""The old unit pays a firm of someone who left it within the term (C08)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array, date_of, day_of
from data_sim.schemes.scheme import Case, Edit, Ground, Row, Scheme
from models.calendar import add_years
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_SHAREHOLDER = list(FirmRole).index(FirmRole.SHAREHOLDER)


class ExOfficialPaid(Scheme):
    """The near miss is paid by another unit; the decoy's number is not in the register of firms."""

    name = "ex_official_paid"
    rules = ("C08",)
    why_zh = "离职人员持股的企业在限制期内承接原单位资金"
    why_en = "a firm that a former official holds is paid by the old unit within the term"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give a former official a share in a payee of the old unit."""
        world = ground.world
        exits, posts, roles = world["exits"], world["posts"], world["roles"]
        payments, items = world["payments"], world["items"]
        item = payments["item"]
        firm_of = np.where(item == NOBODY, NOBODY, items["firm"][np.maximum(item, 0)])
        paid = np.flatnonzero(firm_of != NOBODY)
        row, post = self._left(ground, dice, np.unique(payments["payer"][paid]))
        person, unit, on = int(exits["person"][row]), int(posts["unit"][post]), int(exits["on"][row])
        ends = _term_of(on, 3 if posts["is_leader"][post] else 2)
        same = payments["payer"][paid] == unit
        theirs = set(firm_of[paid[same]].tolist())
        fit = paid[~same if kind is PlantKind.NEAR_MISS else same]
        fit = fit[(payments["paid"][fit] > on + 40) & (payments["paid"][fit] <= ends)]
        is_other = kind is PlantKind.NEAR_MISS
        free = [
            int(p) for p in fit if ground.is_free("firms", int(firm_of[p])) and ground.is_free("items", int(item[p]))
        ]
        payment = ground.draw(dice, "payments", [p for p in free if not is_other or int(firm_of[p]) not in theirs])
        firm = int(firm_of[payment])
        ground.take("firms", firm)
        share = {Difficulty.EASY: 4_000, Difficulty.MEDIUM: 1_500, Difficulty.HARD: 500}[difficulty]
        held = roles.append(firm=firm, person=person, role=_SHAREHOLDER, share=share, since=on + 20, until=NEVER)
        place = Row("firm_officer", int(held[0]))
        mine = paid[(firm_of[paid] == firm) & (payments["paid"][paid] <= ends)]
        if kind is not PlantKind.NEAR_MISS:
            mine = mine[payments["payer"][mine] == unit]
        ground.take("payments", *mine.tolist())
        ground.take("items", *item[mine].tolist())
        return Case(
            rows=tuple(Row("payment", int(at)) for at in mine),
            support=(place, Row("restriction", row)),
            actors=(("persons", person, "former official"), ("firms", firm, "payee")),
            edits=(Edit(place, "id"),) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "payer", PlantKind.DECOY: "id"}.get(kind),
        )

    def _left(self, ground: Ground, dice: np.random.Generator, units: Array) -> tuple[int, int]:
        """Someone who retired, made the predecessor in a post of one of these units; the exit and the post."""
        world = ground.world
        exits, posts, tenures = world["exits"], world["posts"], world["tenures"]
        alone = np.bincount(tenures["post"], minlength=len(posts))[tenures["post"]] == 1
        begun = (tenures["since"] > world.today - 700) & (tenures["since"] < world.today - 90)
        fit = alone & begun & (tenures["until"] == NEVER) & np.isin(posts["unit"][tenures["post"]], units)
        follower = ground.draw(dice, "tenures", np.flatnonzero(fit))
        post, on = int(tenures["post"][follower]), int(tenures["since"][follower]) - 1
        alive = world["persons"]["died"][exits["person"]] == NEVER
        idle = ~np.isin(exits["person"], world["roles"]["person"])
        near = np.abs(exits["on"] - on) < 400
        row = ground.draw(dice, "exits", np.flatnonzero(alive & idle & near & (exits["how"] == "退休")))
        mine = np.flatnonzero((tenures["person"] == exits["person"][row]) & (tenures["until"] == exits["on"][row]))
        tenures["post"][mine], tenures["until"][mine] = post, on
        tenures["since"][mine] = np.minimum(tenures["since"][mine], on - 800)
        exits["post"][row], exits["on"][row] = post, on
        return row, post


def _term_of(on: int, years: int) -> int:
    """The last day of the years after leaving office."""
    left = date_of(int(on))
    return NEVER if left is None else day_of(add_years(left, int(years)))
