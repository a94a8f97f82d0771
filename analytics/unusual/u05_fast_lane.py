"""U05, a party whose matters are all among the fastest of a power, while those of others wait.

Flows in: the log of matters. Flows out: a sign at each post that handled them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from statistics import median_low

import ibis.expr.types as ir

from analytics.relations import id_table
from analytics.relations.favour import adjusted
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import LEAST, Row, grouped, place_of, rows_of, work
from models.vocabulary import Severity

# The slowest matter of the party takes at most this part of the middle of the others: less would be quick, not fast.
_FASTER = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Lane:
    """A party's matters of one power: as many as `len(matters)`, all among the `fastest` of `among`."""

    matters: tuple[str, ...]
    fastest: int
    among: int
    is_fast: bool

    @property
    def p(self) -> Fraction:
        """The chance that all are among the fastest so many, when lengths are dealt out at random."""
        own = len(self.matters)
        return Fraction(comb(self.fastest, own), comb(self.among, own))


class FastLane(Pattern):
    """All matters of one party are decided faster than nearly all others of the same power and unit."""

    code = "U05"
    version = "2"
    name = Text("快办个别对象", "fast lane")
    what = Text(
        "同一职权的事项，某一对象的件件都快，他人的却要等。",
        "All matters of one party are quick; those of others wait.",
    )
    compared = Text(
        "同单位、同职权的全部事项，按首环节到末环节的时长排序；该对象的各件全在最快的若干件之内的机会。",
        "All matters of the power at the unit in order of their length; the chance that all of the party's are among "
        "the fastest so many.",
    )
    innocent = Text("简单事项、材料齐全、告知承诺办理。", "Simple matters, complete papers, approval by declaration.")
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each party with `LEAST` matters or more under a power, against all others."""
        known = [lane for group in grouped(_spans(view), "unit_id", "power").values() for lane in lanes(group)]
        fast = [lane for lane in known if lane.is_fast]
        rates = adjusted({at: lane.p for at, lane in enumerate(fast)}, len(known))
        acts = work(view)
        asked = id_table("asked_id", (matter for lane in fast for matter in lane.matters))
        of_matter = grouped(rows_of(acts.semi_join(asked, acts.matter_id == asked.asked_id)), "matter_id")
        found = [(one, rates[at]) for at, lane in enumerate(fast) for one in _observations(lane, of_matter)]
        return Seen(len(known), tuple(one for one, _ in found), tuple(rate for _, rate in found))


def _spans(view: View) -> list[Row]:
    """The parties of each matter and its length, of powers under which some party has enough of them.

    The length is that of the matter as a whole, whoever its acts name; where the time of one is unknown, so is it.
    """
    acts = work(view)
    acts = acts.filter(acts.unit_id.notnull() & acts.power.notnull())
    matters = acts.group_by("unit_id", "power", "matter_id").aggregate(
        first=acts.acted_at.min(), last=acts.acted_at.max(), acts=acts.count(), timed=acts.acted_at.count()
    )
    matters = matters.filter((matters.acts > 1) & (matters.timed == matters.acts)).drop("acts", "timed")
    parties = acts.filter(acts.taker_id.notnull()).select("unit_id", "power", "matter_id", "taker_id").distinct()
    known = matters.inner_join(parties, ["unit_id", "power", "matter_id"])
    of_parties = known.group_by("unit_id", "power", "taker_id").aggregate(own=known.count())
    busy: ir.Table = of_parties.filter(of_parties.own >= LEAST).select("unit_id", "power").distinct()
    return rows_of(known.semi_join(busy, ["unit_id", "power"]))


def lanes(matters: list[Row]) -> Iterator[Lane]:
    """The lanes of parties with `LEAST` matters or more; rows hold matter, party, and when it began and ended."""
    spans = {row["matter_id"]: row["last"] - row["first"] for row in matters}
    ordered = sorted(spans.values())
    for (_,), own in sorted(grouped(matters, "taker_id").items()):
        if len(own) < LEAST:
            continue
        mine = {row["matter_id"] for row in own}
        slowest = max(spans[matter] for matter in mine)
        others = [span for matter, span in spans.items() if matter not in mine]
        is_fast = bool(others) and slowest <= median_low(others) * _FASTER.numerator / _FASTER.denominator
        fastest = sum(span <= slowest for span in ordered)
        yield Lane(tuple(sorted(mine)), fastest, len(ordered), is_fast)


def _observations(lane: Lane, of_matter: dict[tuple[str], list[Row]]) -> Iterator[Observation]:
    """At each post that handled the matters of a lane; the lane is one case of chance, however many posts it passed."""
    rows = [row for matter in lane.matters for row in of_matter.get((matter,), ())]
    for _, theirs in sorted(grouped(rows, "post_id").items()):
        expected = Fraction(len(lane.matters) * lane.fastest, lane.among)
        evidence = tuple(("matter_act", row["id"]) for row in theirs)
        figures = {"fastest": str(lane.fastest)}
        yield Observation(place_of(theirs), len(lane.matters), lane.among, expected, lane.p, evidence, figures)
