"""A serving official is a director of a firm (C06)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.schemes.scheme import Case, Edit, Ground, Row, Scheme
from data_sim.schemes.shell_payee import untouched
from data_sim.schemes.sites import officials
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole, UnitSector

_ROLES = list(FirmRole)
_ENTERPRISE = list(UnitSector).index(UnitSector.ENTERPRISE)  # its staff are no civil servants


class SideBusiness(Scheme):
    """The near miss is approved and unpaid; the decoy's number is not in the register of firms."""

    name = "side_business"
    rules = ("C06",)
    kinds = (PlantKind.HIT, PlantKind.NEAR_MISS, PlantKind.DECOY, PlantKind.HOMONYM)
    why_zh = "公务员在企业任职或持股，未经批准"
    why_en = "a serving official holds a post or shares in a firm without approval"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give an official a role in a firm that deals with nobody, and declare it."""
        world = ground.world
        roles, tenures, posts, persons = world["roles"], world["tenures"], world["posts"], world["persons"]
        rows = officials(ground)
        rows = rows[world["units"]["sector"][posts["unit"][tenures["post"][rows]]] != _ENTERPRISE]
        rows = rows[posts["kind"][tenures["post"][rows]] != "driver"]  # drivers are on contract, no civil servants
        row = ground.draw(dice, "tenures", rows)
        official = int(tenures["person"][row])
        firm = ground.draw(dice, "firms", untouched(ground))
        role, share = {
            Difficulty.EASY: (FirmRole.DIRECTOR, NOBODY),
            Difficulty.MEDIUM: (FirmRole.SUPERVISOR, NOBODY),
            Difficulty.HARD: (FirmRole.SHAREHOLDER, 1_500),
        }[difficulty]
        if kind is PlantKind.NEAR_MISS:
            role, share = FirmRole.DIRECTOR, NOBODY
        who = official
        if kind is PlantKind.HOMONYM:
            alike = np.flatnonzero((persons["surname"] == persons["surname"][official]) & (persons["died"] == NEVER))
            used = np.isin(alike, tenures["person"]) | np.isin(alike, roles["person"])
            who = ground.draw(dice, "persons", alike[~used & (persons["born"][alike] < world.today - 30 * 365)])
            persons["given"][who] = persons["given"][official]
        since = world.today - int(dice.integers(200, 900))
        held = int(
            roles.append(firm=firm, person=who, role=_ROLES.index(role), share=share, since=since, until=NEVER)[0]
        )
        place = Row("firm_officer", held)
        places, support = [place], [Row("tenure", row), Row("firm", firm)]
        if kind is PlantKind.NEAR_MISS:
            approved = world["outside_posts"].append(
                person=official, unit=int(posts["unit"][tenures["post"][row]]), body=str(world["firms"]["name"][firm]),
                post="董事", approved=since - 20, is_paid=False,
            )  # fmt: skip
            support.append(Row("outside_post", int(approved[0])))
        if kind is not PlantKind.HOMONYM:
            declared = world["declarations"].append(
                official=official, post=int(tenures["post"][row]), relative=official, relation="本人", role=held,
                declared=min(since + 20, world.today),
            )  # fmt: skip
            if kind is PlantKind.HIT:
                places.append(Row("declared_tie", int(declared[0])))  # tells it as well as the register does
            elif kind is PlantKind.NEAR_MISS:
                support.append(Row("declared_tie", int(declared[0])))
            else:
                world["declarations"].withhold(declared)
        return Case(
            rows=tuple(places),
            support=tuple(support),
            actors=(("persons", official, "official"), ("firms", firm, "firm")),
            posts=(int(tenures["post"][row]),),
            edits=(Edit(place, "id"),) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "outside_post", PlantKind.DECOY: "id", PlantKind.HOMONYM: "id"}.get(kind),
        )
