"""Who is kin to whom, as officials declared it themselves, and whether two names in registers are one person.

Flows in: the registers. Flows out: for the number of an official the relatives of the official's own list (5a.2), with
the path that the word of the declaration means, and the numbers of an official known by name, unit and post only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from models.kin_terms import KIN_PATHS
from tests.simulation.oracles.registers import Line, Registers

# 公务员法 art. 74 with 公务员回避规定 art. 5; the direct line without limit of generations (5a.4).
_K74 = re.compile(r"s|p+|c+|b|pb|bc|pbc|sp|sb|sbs|cs|csp|bs|pbs|bcs|pbcs")
# 民法典 art. 1045.
_JQS = frozenset({"s", "p", "c", "b", "pp", "cc"})


class Relative(NamedTuple):
    """Someone on the list of an official."""

    path: str
    number: str
    name: str
    line: Line

    @property
    def in_k74(self) -> bool:
        """Whether 公务员法 art. 74 names the relation."""
        return _K74.fullmatch(self.path) is not None

    @property
    def in_jqs(self) -> bool:
        """Whether 民法典 art. 1045 names the relation."""
        return self.path in _JQS


class Declared:
    """The lists of all officials."""

    def __init__(self, registers: Registers) -> None:
        self.of: dict[str, list[Relative]] = defaultdict(list)
        self.own: dict[str, list[Line]] = defaultdict(list)  # what an official declares of himself
        for line in registers["declared_tie"]:
            word = line["与本人关系"]
            if word == "本人":
                self.own[line["身份证号"]].append(line)
            elif word in KIN_PATHS:
                relative = Relative(KIN_PATHS[word], line["亲属身份证号"], line["亲属姓名"], line)
                self.of[line["身份证号"]].append(relative)

    def k74(self, number: str) -> list[Relative]:
        """Those on an official's list whom art. 74 names."""
        return [one for one in self.of.get(number, ()) if one.in_k74]

    def jqs(self, number: str) -> list[Relative]:
        """Those on an official's list who are 近亲属."""
        return [one for one in self.of.get(number, ()) if one.in_jqs]


def is_one(number: str, name: str, other_number: str, other_name: str) -> bool | None:
    """Whether two mentions are one person: by number; a name alone leaves it open (5a.7)."""
    if number and other_number:
        return number == other_number
    return None if name and name == other_name else False


def any_of(found: Iterable[bool | None]) -> bool | None:
    """True where one holds, None where one may hold, else False."""
    seen = set(found)
    return True if True in seen else None if None in seen else False
