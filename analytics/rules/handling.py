"""Acts in matters as rules about recusal see them: at which post and step, by whom, and which registers cover them.

Flows in: a view. Flows out: subjects for acts, evidence rows by id, and whether a register of a unit reaches a year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import ibis.expr.types as ir

from analytics.relations import id_table
from analytics.rules.answers import Evidence
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Row, Subject
from analytics.snapshot import View
from models.vocabulary import Confidence, DocumentKind, DocumentStatus, EvidenceTier

# A register that names this many units besides its keeper is kept for all units of the place.
_UNITS_OF_A_CENTRAL_REGISTER = 2

# What answers say of an act.
_OF_ACTS = ("matter_number", "step_name", "acted_on")


class Acts:
    """Those rows of the log of matters that some answers speak of, with the rows that prove them."""

    def __init__(self, view: View, rows: Iterable[tuple[str, str]]) -> None:
        """Fetch rows given as (table, id); the rest of a table stays on the engine."""
        self._proofs = Proofs(view, rows, reads=_OF_ACTS)
        self.rows = self._proofs.rows("matter_act")
        placed = view.table("placement")
        here = placed.filter(placed.record_table == "matter_act").semi_join(
            id_table("record_id", self.rows), "record_id"
        )
        self._placed = {row["record_id"]: row for row in here.to_pyarrow().to_pylist()}

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
        return self._proofs.places(rows)


def units_with_matters(view: View) -> list[str]:
    """The units that handle matters."""
    placement = view.table("placement")
    handled = placement.filter((placement.record_table == "matter_act") & placement.unit_id.notnull())
    return sorted(handled.select("unit_id").distinct().to_pyarrow()["unit_id"].to_pylist())


@dataclass(frozen=True, slots=True)
class _Register:
    keeper: str | None
    named: frozenset[str]
    last_year: int | None


class Registers:
    """The accepted registers of one kind: for which units, and up to which year (domain decision 5a.1)."""

    def __init__(self, view: View, kind: DocumentKind, table: str, dates: tuple[str, ...]) -> None:
        facts, mention = view.table(table), view.table("mention")
        published = mention.filter((mention.record_table == "document") & (mention.role == "publisher"))
        keepers = {row["record_id"]: row["organisation_id"] for row in published.to_pyarrow().to_pylist()}
        meant = mention.filter((mention.record_table == table) & (mention.role == "unit"))
        naming = facts.select("id", "document_id").join(meant, facts.id == meant.record_id)
        named: dict[str, set[str]] = defaultdict(set)
        for row in naming.select("document_id", "organisation_id").distinct().to_pyarrow().to_pylist():
            named[row["document_id"]].add(row["organisation_id"])
        years: dict[str, set[int]] = defaultdict(set)
        parts = [facts.select("document_id", year=facts[column].year()) for column in dates]
        for row in reduce(ir.Table.union, parts).distinct().to_pyarrow().to_pylist():
            years[row["document_id"]] |= {row["year"]} - {None}
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
