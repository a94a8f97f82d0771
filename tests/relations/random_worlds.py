"""Small random worlds of officials, relatives and firms, stacked in one view so that one run of an engine answers all.

The people and firms of a world bear its number, so that worlds do not touch. Dates lie within three weeks, dense enough
that intervals meet at their ends; some are missing, as in registers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from models.vocabulary import FirmRole

WORLDS = 300
FIRST = date(2025, 1, 1)
DAYS = tuple(FIRST + timedelta(days=n) for n in range(-1, 22))

_OFFICIALS, _PEOPLE, _FIRMS = 3, 8, 5
_WORDS = ("父亲", "母亲", "儿子", "女儿", "妻子", "丈夫", "弟", "姐", "表弟", "妻弟", "舅舅", "儿媳", "配偶的表弟")
_DOUBTFUL = ("同学", "继父", "远房亲戚")
_SHARES = ("4.99", "5", "30", "50", "50.01", "51", "80", "100")

Rows = dict[str, list[dict[str, Any]]]


def stacked(worlds: int = WORLDS) -> Rows:
    """The rows of all worlds, by table."""
    rows: Rows = {}
    for number in range(worlds):
        for table, made in _World(number).rows().items():
            rows.setdefault(table, []).extend(made)
    return rows


class _World:
    def __init__(self, number: int) -> None:
        self.number = number
        self.dice = random.Random(number)
        self.made: Rows = {}

    def rows(self) -> Mapping[str, list[dict[str, Any]]]:
        dice = self.dice
        for _ in range(dice.randint(5, 11)):
            self._declared()
        for _ in range(dice.randint(4, 9)):
            role = self._role()
            span = {"since": self._day(0.8), "until": self._day(0.3)}
            self._add("firm_officer", **self._firm(), **self._who(), role=role, share_percent=self._share(role), **span)
        for _ in range(dice.randint(1, 5)):
            holder, held = dice.sample(range(_FIRMS), 2)
            span = {"since": self._day(0.8), "until": self._day(0.3)}
            holder_columns = {"holder": self._firm_name(holder), "holder_code": self._code(holder)}
            self._add("firm_holding", **self._firm(held), **holder_columns, share_percent=dice.choice(_SHARES), **span)
        for _ in range(dice.randint(0, 2)):
            behind, front = dice.sample(range(_PEOPLE), 2)
            span = {"since": self._day(0.8), "until": self._day(0.4)}
            people = {**self._who(behind, "beneficiary", "id"), **self._who(front, "nominee", "nominee_id")}
            share = self._maybe(0.8, dice.choice(_SHARES))
            self._add("nominee_agreement", **self._firm(), **people, share_percent=share, **span)
        return self.made

    def _declared(self) -> None:
        dice = self.dice
        declarant = dice.randrange(_OFFICIALS)
        is_own = dice.random() < 0.1
        relative = declarant if is_own else dice.choice([n for n in range(_PEOPLE) if n != declarant])
        word = "本人" if is_own else dice.choice(_WORDS if dice.random() < 0.9 else _DOUBTFUL)
        row = {**self._who(declarant, "name", "id"), **self._who(relative, "relative_name", "relative_id")}
        row |= {"unit_name": "岚汀市水利局", "relation": word, "declared_on": self._day(0.9)}
        if not is_own and dice.random() < 0.15:
            row["relative_id_hash"] = None
        if dice.random() < 0.8:
            role = self._role()
            row |= {**self._firm(), "firm_role": role, "share_percent": self._share(role)}
            row |= {"valid_from": self._day(0.4), "valid_to": self._day(0.2)}
            if not is_own and dice.random() < 0.1:
                row |= {"relative_name": None, "relative_id_hash": None}
        self._add("declared_tie", **row)

    def _add(self, table: str, **columns: Any) -> None:
        made = self.made.setdefault(table, [])
        made.append({"id": f"w{self.number}-{table}-{len(made)}", **columns})

    def _who(self, person: int | None = None, name: str = "person", stem: str = "id") -> dict[str, Any]:
        which = self.dice.randrange(_PEOPLE) if person is None else person
        return {name: f"世界{self.number}之{which}", f"{stem}_hash": f"w{self.number}-p{which}"}

    def _firm(self, firm: int | None = None) -> dict[str, Any]:
        which = self.dice.randrange(_FIRMS) if firm is None else firm
        return {"firm": self._firm_name(which), "firm_code": self._code(which)}

    def _firm_name(self, firm: int) -> str:
        return f"岚汀市{self.number}组{firm}号商贸有限公司"

    def _code(self, firm: int) -> str:
        return f"91439903MA{self.number:05}{firm:03}"

    def _role(self) -> str:
        roles = (FirmRole.SHAREHOLDER, FirmRole.LEGAL_REPRESENTATIVE, FirmRole.DIRECTOR, FirmRole.EMPLOYEE)
        return str(self.dice.choice(roles))

    def _share(self, role: str) -> str | None:
        return self._maybe(0.8, self.dice.choice(_SHARES)) if role == FirmRole.SHAREHOLDER else None

    def _day(self, chance: float) -> date | None:
        day = FIRST + timedelta(days=self.dice.randrange(20))
        return self._maybe(chance, day)

    def _maybe(self, chance: float, value: Any) -> Any:
        return value if self.dice.random() < chance else None
