"""A former official works for a firm of the old trade before the term has run (C07)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY, date_of, day_of
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.shell_payee import untouched
from models.calendar import add_years
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_MANAGER, _SHAREHOLDER = (list(FirmRole).index(role) for role in (FirmRole.MANAGER, FirmRole.SHAREHOLDER))


class RevolvingDoor(Scheme):
    """The near miss begins a month after the term has run; when the decoy left office is not written."""

    name = "revolving_door"
    rules = ("C07",)
    why_zh = "离职后在限制期内到与原工作业务直接相关的企业任职"
    why_en = "a former official took a post in a firm of the old trade before the term had run"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let someone who left join a firm of the trade that the old unit regulates."""
        world = ground.world
        exits, posts, roles, regulated = world["exits"], world["posts"], world["roles"], world["regulated"]
        unit = posts["unit"][exits["post"]]
        years = np.where(posts["is_leader"][exits["post"]], 3, 2)
        long_ago = exits["on"] < world.today - years * 366 - 60
        alive = world["persons"]["died"][exits["person"]] == NEVER
        rows = np.flatnonzero(np.isin(unit, regulated["unit"]) & long_ago & alive & (exits["on"] > world.today - 2600))
        row = ground.draw(dice, "exits", rows)
        person, on = int(exits["person"][row]), date_of(int(exits["on"][row]))
        if on is None or np.isin(person, roles["person"]):
            raise NoGround("exits")
        ends = day_of(add_years(on, int(years[row])))
        joined = ends + 31 if kind is PlantKind.NEAR_MISS else ends - {
            Difficulty.EASY: 500, Difficulty.MEDIUM: 200, Difficulty.HARD: 25
        }[difficulty]  # fmt: skip
        rule = int(np.flatnonzero(regulated["unit"] == unit[row])[0])
        firm = ground.draw(dice, "firms", untouched(ground))
        world["firms"]["trade"][firm] = regulated["trade"][rule]
        held = roles.append(firm=firm, person=person, role=_MANAGER, share=NOBODY, since=joined, until=NEVER)
        exits["firm"][row], exits["new_post"][row], exits["related"][row] = firm, "副总经理", "相关"
        place = Row("restriction", row)
        return Case(
            rows=(place,),
            support=(Row("firm_officer", int(held[0])), Row("firm", firm), Row("regulated_trade", rule)),
            actors=(("persons", person, "former official"), ("firms", firm, "firm")),
            posts=(int(exits["post"][row]),),
            edits=(Edit(place, "exit_date"), Edit(place, "ends")) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "since", PlantKind.DECOY: "exit_date"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Retired officials who opened a shop or a farm in the trade of the old unit before the term had run."""
        world = ground.world
        exits, posts, roles, regulated = world["exits"], world["posts"], world["roles"], world["regulated"]
        unit = posts["unit"][exits["post"]]
        found: dict[int, Case] = {}
        held = np.flatnonzero((roles["role"] != _SHAREHOLDER) & roles.kept & np.isin(roles["person"], exits["person"]))
        for role in held.tolist():
            for row in np.flatnonzero(exits["person"] == roles["person"][role]).tolist():
                then = (regulated["unit"] == unit[row]) & (regulated["since"] <= exits["on"][row])
                trades = regulated["trade"][then]
                on, since = date_of(int(exits["on"][row])), int(roles["since"][role])
                if on is None or world["firms"]["trade"][roles["firm"][role]] not in trades:
                    continue
                years = 3 if posts["is_leader"][exits["post"][row]] else 2
                if exits["on"][row] < since <= day_of(add_years(on, years)):
                    found[row] = Case(rows=(Row("restriction", row),), support=(Row("firm_officer", role),))
        return list(found.values())
