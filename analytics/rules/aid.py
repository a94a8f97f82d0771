"""Aid and those who stand behind it: village cadres, the handlers of benefits, and their near kin (JQS) on the lists.

Flows in: a view. Flows out: for each person responsible the benefits of near kin, surely or perhaps. A benefit names
its handler by name only; he is known where just one person of that name served in a unit of the township (tier B: name
and unit). A name alone makes no tie (5a.7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import ibis.expr.types as ir

from analytics.identity import squash
from analytics.relations import evidence_rows, id_table, kin_relations, named, once_per_view
from analytics.rules.identified import mentions, placements
from analytics.rules.proofs import Reference
from analytics.rules.rule import Row, Subject
from analytics.rules.serving import in_office
from analytics.snapshot import View
from models.calendar import lasts_on
from models.vocabulary import EvidenceTier


@dataclass(frozen=True, slots=True)
class OnAid:
    """A benefit of somebody who is, or may be, near kin of the person responsible."""

    responsible: str  # person id
    benefit: str  # id of the row
    claimant: str  # person id
    relative: str  # person id of the declared relative
    relative_name: str
    is_handler: bool
    tier: str  # D: by name only, or the relation cannot be read
    ties: tuple[Reference, ...]
    is_known_kin: bool = True


class Aid:
    """The lists of those on aid, with cadres and handlers of one view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.tenures: dict[str, list[Row]] = defaultdict(list)
        holders = mentions(view, "tenure", "holder")
        for row in view.rows("tenure"):
            if row["id"] in holders:
                self.tenures[holders[row["id"]]["person_id"]].append(row)
        self._villages: dict[str, set[str]] = defaultdict(set)
        for entry in in_office(view):
            if entry.is_in_village:
                self._villages[entry.person_id].add(squash(entry.row["unit_name"]))
        self.cadres = set(self._villages)

    @cached_property
    def handled(self) -> dict[str, list[str]]:
        """Handler (person id) -> the benefits he handled, by the ids of their rows."""
        facts = self._view.table("benefit")
        rows = facts.filter(facts.handler.notnull() & facts.township.notnull()).select("id", "handler", "township")
        found: dict[str, list[str]] = defaultdict(list)
        for row in sorted(rows.to_pyarrow().to_pylist(), key=lambda row: str(row["id"])):
            who = self._served.get((squash(row["handler"]), squash(row["township"])), set())
            if len(who) == 1:
                found[next(iter(who))].append(row["id"])
        return dict(found)

    @cached_property
    def _served(self) -> dict[tuple[str, str], set[str]]:
        """Name and township -> those of that name who serve, or served, in a unit that bears its name."""
        towns = self._view.table("benefit").select("township").distinct().to_pyarrow()["township"].to_pylist()
        known = sorted({squash(town) for town in towns if town})
        served: dict[tuple[str, str], set[str]] = defaultdict(set)
        town_of: dict[str, list[str]] = {}
        for person, rows in self.tenures.items():
            for row in rows:
                unit = squash(row["unit_name"])
                if unit not in town_of:
                    town_of[unit] = [town for town in known if town in unit and _is_office(unit, town)]
                for town in town_of[unit]:
                    served[squash(row["name"]), town].add(person)
        return served

    @cached_property
    def near_kin(self) -> list[OnAid]:
        """Benefits of near kin of cadres and handlers, surely or perhaps."""
        handler_of = {benefit: person for person, rows in self.handled.items() for benefit in rows}
        responsible = sorted(self.cadres | set(self.handled))
        if not responsible or self._view.is_empty("benefit"):
            return []
        asked = id_table("person_id", responsible)
        kin = kin_relations(self._view).filter(lambda t: t.in_jqs.fill_null(True)).semi_join(asked, "person_id")
        named_kin = kin.join(
            self._view.table("person").select(relative_id="person_id", relative_name="name", relative_tier="tier"),
            "relative_id",
        ).select("person_id", "relative_id", "relative_name", "relative_tier", "valid_from", "valid_to", "in_jqs",
                 kin_tier="tier", kin_evidence="evidence")  # fmt: skip
        claims = named(self._view, "benefit", claimant="claimant")
        person = self._view.table("person").select(claimant_id="person_id", claimed_name="name", best_tier="tier")
        claims = claims.join(person, "claimant_id").select(
            "claimant_id", "claimant_tier", "best_tier", "claimed_name", "since", "until", benefit="id"
        )
        found = []
        for row in _pairs(named_kin, claims):
            person_id, benefit = row["person_id"], row["benefit"]
            is_handler = handler_of.get(benefit) == person_id
            if not self._concerns(row, is_handler=is_handler):
                continue
            same = row["claimant_id"] == row["relative_id"]
            is_known_kin = row["in_jqs"] is not None
            if not same and not is_known_kin:
                continue
            known = str(EvidenceTier.B) if is_handler else str(EvidenceTier.A)
            tier = max(row["kin_tier"], row["claimant_tier"], known) if same and is_known_kin else str(EvidenceTier.D)
            found.append(
                OnAid(person_id, benefit, row["claimant_id"], row["relative_id"], row["relative_name"], is_handler,
                      tier, tuple(evidence_rows(row["kin_evidence"])), is_known_kin)
            )  # fmt: skip
        return sorted(found, key=lambda one: (one.benefit, one.responsible, one.tier, one.ties))

    def _concerns(self, row: Row, *, is_handler: bool) -> bool:
        """Whether they were kin when the handler granted the aid, or while the cadre was in office and it ran."""
        until = min(row["until"] or self._view.assessed_on, self._view.assessed_on)
        since = row["since"] or until
        if is_handler and lasts_on(row["valid_from"], row["valid_to"], since):
            return True
        first = max(since, row["valid_from"] or since)
        last = min(until, row["valid_to"] or until)
        villages = self._villages.get(row["person_id"], set())
        terms = [term for term in self.tenures[row["person_id"]] if squash(term["unit_name"]) in villages]
        return first <= last and any(
            (term["since"] is None or term["since"] <= last) and (term["until"] is None or term["until"] >= first)
            for term in terms
        )

    def subject(self, person: str) -> Subject:
        """The post of somebody responsible: the present one, else the last."""
        rows = sorted(self.tenures.get(person, []), key=lambda row: (str(row["until"] or "9"), str(row["since"] or "")))
        if not rows:
            return Subject("unit", "")
        place = self._placed[rows[-1]["id"]]
        if place["post_id"] is None:
            return Subject("unit", place["unit_id"] or "", place["unit_id"])
        return Subject("post", place["post_id"], place["unit_id"], place["post_id"])

    @cached_property
    def _placed(self) -> dict[str, Row]:
        return placements(self._view, "tenure")


@once_per_view
def aid(view: View) -> Aid:
    """The lists of aid of a view, read once."""
    return Aid(view)


def _is_office(unit: str, town: str) -> bool:
    """Whether a unit is of the township itself, not of a village in it."""
    return unit.partition(town)[2].startswith(("人民政府", "办事处", "政府", "街道办", "党委", "党工委"))


def _pairs(kin: ir.Table, claims: ir.Table) -> Iterable[Row]:
    """Relatives and claims that are one person, or may be: the same name, and not told apart by numbers."""
    same = kin.join(claims, kin.relative_id == claims.claimant_id)
    alike = kin.join(claims, kin.relative_name == claims.claimed_name)
    alike = alike.filter(
        (alike.claimant_id != alike.relative_id) & ~((alike.relative_tier == "A") & (alike.best_tier == "A"))
    )
    yield from same.to_pyarrow().to_pylist()
    yield from alike.to_pyarrow().to_pylist()
