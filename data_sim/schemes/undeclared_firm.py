"""An official does not declare the firm of the spouse or a child (C09)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.kin import K74
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import declarations_by, declared_paths, roles_of_firm
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_EMPLOYEE = list(FirmRole).index(FirmRole.EMPLOYEE)

GRACE = 30  # days
_EMPLOYEE = list(FirmRole).index(FirmRole.EMPLOYEE)


class UndeclaredFirm(Scheme):
    """The near miss began a week ago, within the days of grace; the decoy's number is not in the register of firms."""

    name = "undeclared_firm"
    rules = ("C09",)
    why_zh = "配偶、子女及其配偶经商办企业情况未申报"
    why_en = "the firm of a spouse, child or child's spouse was not declared"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Take the firm out of a declaration; the relative stays in it."""
        world = ground.world
        declarations, roles = world["declarations"], world["roles"]
        paths = ("s",) if difficulty is Difficulty.EASY else ("c",) if difficulty is Difficulty.MEDIUM else ("c", "cs")
        held = declarations["role"]
        fit = np.isin(declared_paths(ground), [K74.index(path) for path in paths]) & (held != NOBODY)
        fit &= (roles["until"][np.maximum(held, 0)] > world.today) & declarations.kept
        tie = ground.draw(dice, "declarations", np.flatnonzero(fit))
        official, relative, role = (int(declarations[c][tie]) for c in ("official", "relative", "role"))
        firm = int(roles["firm"][role])
        in_firm = roles_of_firm(ground, firm)
        in_firm = in_firm[(roles["person"][in_firm] == relative) & (roles["role"][in_firm] != _EMPLOYEE)]
        if not all(ground.is_free("roles", int(row)) for row in in_firm):
            raise NoGround("roles")
        ground.take("roles", *in_firm.tolist())
        mine = declarations_by(ground, official)
        mine = mine[(declarations["relative"][mine] == relative) & declarations.kept[mine]]
        of_firm = mine[np.isin(declarations["role"][mine], in_firm)]
        beside = np.setdiff1d(mine, of_firm)
        declarations.withhold(of_firm if len(beside) else of_firm[1:])
        if not len(beside):
            declarations["role"][of_firm[0]] = NOBODY
        if kind is PlantKind.NEAR_MISS:
            roles["since"][in_firm] = world.today - 7
        else:
            roles["since"][in_firm] = np.minimum(roles["since"][in_firm], world.today - 60)
        shown = int(beside[0]) if len(beside) else int(of_firm[0])
        places = tuple(Row("firm_officer", int(row)) for row in in_firm)
        return Case(
            rows=places,
            support=(
                Row("firm", firm),
                Row("declared_tie", shown),
            ),
            actors=(("persons", official, "official"), ("persons", relative, "relative")),
            edits=tuple(Edit(place, "id") for place in places) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "since", PlantKind.DECOY: "id"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Firms of spouses and children that other cases gave them, and that are on no list."""
        world = ground.world
        declarations, roles = world["declarations"], world["roles"]
        near = np.isin(declared_paths(ground), [K74.index(path) for path in ("s", "c", "cs")]) & declarations.kept
        rows = np.flatnonzero(near)
        stated = set(zip(declarations["official"][rows].tolist(), declarations["role"][rows].tolist(), strict=True))
        asked: dict[int, set[int]] = {}
        for row in rows.tolist():
            asked.setdefault(int(declarations["relative"][row]), set()).add(int(declarations["official"][row]))
        held = roles.kept & (roles["until"] > world.today) & (roles["since"] < world.today - GRACE)
        held &= (roles["role"] != _EMPLOYEE) & np.isin(roles["person"], list(asked))
        of_register = [
            Case(rows=(Row("firm_officer", role),))
            for role in np.flatnonzero(held).tolist()
            if ("firm_officer", role) not in ground.edited
            and any((official, role) not in stated for official in asked[int(roles["person"][role])])
        ]
        return [*of_register, *self._behind_nominees(ground, asked)]

    def _behind_nominees(self, ground: Ground, asked: dict[int, set[int]]) -> list[Case]:
        """What such kin hold through a nominee, on record and on no list (5a.9: the beneficiary is the holder)."""
        nominees, declarations, roles = (ground.world[name] for name in ("nominees", "declarations", "roles"))
        told = {(int(declarations["official"][row]), int(declarations["relative"][row]),
                 int(roles["firm"][declarations["role"][row]]))
                for row in np.flatnonzero(declarations.kept & (declarations["role"] != NOBODY)).tolist()}  # fmt: skip
        held = nominees.kept & (nominees["until"] > ground.world.today)
        held &= (nominees["since"] < ground.world.today - GRACE) & np.isin(nominees["beneficiary"], list(asked))
        found = []
        for row in np.flatnonzero(held).tolist():
            person, firm = int(nominees["beneficiary"][row]), int(nominees["firm"][row])
            is_open = any((official, person, firm) not in told for official in asked[person])
            if is_open and ("nominee_agreement", row) not in ground.edited:
                found.append(Case(rows=(Row("nominee_agreement", row),)))
        return found
