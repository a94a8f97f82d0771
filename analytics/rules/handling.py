"""Acts in matters as rules about recusal see them: at which post and step, by whom, and which registers cover them.

Flows in: a view. Flows out: subjects for acts, evidence rows by id, and whether a register of a unit reaches a year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from analytics.rules.answers import Evidence
from analytics.rules.identified import placements
from analytics.rules.rule import Row, Subject, evidence
from analytics.snapshot import View
from models.vocabulary import Confidence, DocumentKind, DocumentStatus, EvidenceTier

# A register that names this many units besides its keeper is kept for all units of the place.
_UNITS_OF_A_CENTRAL_REGISTER = 2


class Acts:
    """The log of matters, by row and by place."""

    def __init__(self, view: View) -> None:
        self.rows = {row["id"]: row for row in view.rows("matter_act")}
        self._placed = placements(view, "matter_act")
        self._tables: dict[str, dict[str, Row]] = {"matter_act": self.rows}
        self._view = view

    def subject(self, act_id: str) -> Subject:
        """What an answer about this act is about: its step, else its post, else its matter."""
        placed = self._placed[act_id]
        unit, post, step = placed["unit_id"], placed["post_id"], placed["step_id"]
        if step is not None:
            return Subject("step", step, unit, post, step)
        if post is not None:
            return Subject("post", post, unit, post)
        return Subject("matter", placed["matter_id"], unit)

    def by_subject(self, act_ids: Iterable[str]) -> dict[Subject, list[str]]:
        """Acts grouped by what they are about, in order of time."""
        groups: dict[Subject, list[str]] = defaultdict(list)
        for act_id in self.ordered(act_ids):
            groups[self.subject(act_id)].append(act_id)
        return dict(groups)

    def ordered(self, act_ids: Iterable[str]) -> list[str]:
        """Acts in order of time, undated ones last."""
        return sorted(set(act_ids), key=lambda a: (self.rows[a]["acted_on"] is None, str(self.rows[a]["acted_on"]), a))

    def first(self, act_ids: Iterable[str]) -> Row:
        """The first of some acts."""
        return self.rows[self.ordered(act_ids)[0]]

    def evidence(self, rows: Iterable[tuple[str, str]]) -> list[Evidence]:
        """The places of rows given as (table, id)."""
        return [evidence(table, self._table(table)[row_id]) for table, row_id in rows]

    def units(self) -> list[str]:
        """The units that handle matters."""
        return sorted({placed["unit_id"] for placed in self._placed.values() if placed["unit_id"]})

    def _table(self, name: str) -> dict[str, Row]:
        if name not in self._tables:
            self._tables[name] = {row["id"]: row for row in self._view.rows(name)}
        return self._tables[name]


@dataclass(frozen=True, slots=True)
class _Register:
    keeper: str | None
    named: frozenset[str]
    last_year: int | None


class Registers:
    """The accepted registers of one kind: for which units, and up to which year (domain decision 5a.1)."""

    def __init__(self, view: View, kind: DocumentKind, table: str, dates: tuple[str, ...]) -> None:
        keepers: dict[str, str] = {}
        named: dict[str, set[str]] = defaultdict(set)
        document_of = {row["id"]: row["document_id"] for row in view.rows(table)}
        for mention in view.rows("mention"):
            if mention["record_table"] == "document" and mention["role"] == "publisher":
                keepers[mention["record_id"]] = mention["organisation_id"]
            elif mention["record_table"] == table and mention["role"] == "unit":
                named[document_of[mention["record_id"]]].add(mention["organisation_id"])
        years: dict[str, set[int]] = defaultdict(set)
        for row in view.rows(table):
            years[row["document_id"]] |= {row[column].year for column in dates if row[column]}
        held = {str(DocumentStatus.ACCEPTED), str(DocumentStatus.PARTIAL)}
        self._registers = []
        for document in view.rows("document"):
            if document["kind"] == kind and document["status"] in held:
                key = document["id"]
                published = {document["published"].year} if document["published"] else set()
                last = max(years[key] | published, default=None) if published else None
                self._registers.append(_Register(keepers.get(key), frozenset(named[key]), last))

    def reach(self, unit_id: str | None, year: int | None) -> bool:
        """Whether a register of this unit, or one kept for all units, reaches a year.

        A register that does not say when it was drawn up is taken to reach the day it was handed in.
        """
        return any(
            (year is None or register.last_year is None or register.last_year >= year) and _is_for(register, unit_id)
            for register in self._registers
        )


def _is_for(register: _Register, unit_id: str | None) -> bool:
    if unit_id is None or register.keeper == unit_id or unit_id in register.named:
        return True
    return len(register.named - {register.keeper}) >= _UNITS_OF_A_CENTRAL_REGISTER


def confidence(tier: str) -> Confidence:
    """Confidence of a flag whose weakest tie has this tier (domain decision 5a.8)."""
    return Confidence.HIGH if tier == EvidenceTier.A else Confidence.MEDIUM
