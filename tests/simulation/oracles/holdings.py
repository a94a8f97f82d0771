"""Who has which part in which firm, and when: the register of roles, nominee agreements and shares between firms.

Flows in: the registers. Flows out: the parts of a person in a firm on a day, a recorded nominee standing back behind
the one who really holds (5a.9), and the firms above a firm along shares of more than half at each link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tests.simulation.oracles.registers import Line, Registers, day, lasts, yuan

HEADS = frozenset({"法定代表人", "经营者"})
RUNS = HEADS | {"合伙人", "高级管理人员"}
POSTS = RUNS | {"董事", "监事"}
_HALF, _LEAST = Decimal(50), Decimal(5)


class Part(NamedTuple):
    """A role or a share of a person in a firm."""

    code: str
    number: str
    name: str
    role: str
    share: Decimal | None
    line: Line

    def holds_on(self, on: date) -> bool | None:
        """Whether it was held on a day; None where neither beginning nor end is known."""
        since, until = day(self.line["起始日期"]), day(self.line["终止日期"])
        if until is not None and until < on:
            return False
        return None if since is None else since <= on

    def holds_within(self, first: date, last: date) -> bool | None:
        """Whether it was held on any day of a span."""
        since, until = day(self.line["起始日期"]), day(self.line["终止日期"])
        if until is not None and until < first:
            return False
        if since is None:
            return None if until is None or until > last else True
        return since <= last


class Holdings:
    """The parts of everybody in all firms."""

    def __init__(self, registers: Registers) -> None:
        self.firms = {line["统一社会信用代码"]: line for line in registers["firm"]}
        self.of_person: dict[str, list[Part]] = defaultdict(list)
        self.of_firm: dict[str, list[Part]] = defaultdict(list)
        self.nameless: dict[str, list[Part]] = defaultdict(list)  # parts without a number, by name
        fronts = {(line["名义持有人身份证号"], line["统一社会信用代码"]) for line in registers["nominee_agreement"]}
        for line in registers["firm_officer"]:
            part = Part(
                line["统一社会信用代码"], line["身份证号"], line["姓名"], line["职务"], yuan(line["持股比例"]), line
            )
            if part.role != "股东" or (part.number, part.code) not in fronts:
                self._add(part)
        for line in registers["nominee_agreement"]:
            self._add(
                Part(
                    line["统一社会信用代码"],
                    line["实际持有人身份证号"],
                    line["实际持有人"],
                    "股东",
                    yuan(line["持股比例"]),
                    line,
                )
            )
        self._holders: dict[str, list[Line]] = defaultdict(list)
        for line in registers["firm_holding"]:
            if (yuan(line["持股比例"]) or 0) > _HALF:
                self._holders[line["被持股企业信用代码"]].append(line)

    def is_listed(self, code: str) -> bool:
        """Whether the shares of a firm are listed."""
        return code in self.firms and self.firms[code]["是否上市"] == "是"

    def chain(self, code: str, on: date) -> Iterator[str]:
        """The firms that control a firm on a day, each by more than half of the next."""
        seen, left = {code}, [code]
        while left:
            for line in self._holders[left.pop()]:
                above = line["持股企业信用代码"]
                if above not in seen and lasts(line, on):
                    seen.add(above)
                    left.append(above)
                    yield above

    def _add(self, part: Part) -> None:
        self.of_firm[part.code].append(part)
        if part.number:
            self.of_person[part.number].append(part)
        else:
            self.nameless[part.name].append(part)


def is_interest(part: Part, is_listed: bool) -> bool:
    """Whether a part is an interest of its own: a post, or at least five per cent of an unlisted firm (5a.9)."""
    return part.role in POSTS or (part.role == "股东" and (part.share or 0) >= _LEAST and not is_listed)


def controls(part: Part) -> bool:
    """Whether a part is more than half of a firm."""
    return part.role in {"经营者"} or (part.share or 0) > _HALF
