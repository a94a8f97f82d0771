"""U06, matters of one party that follow each other closely at a post, with hardly any of others between them.

Flows in: the log of matters. Flows out: a sign at the step where they gathered.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import comb

from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import LEAST, Row, grouped, place_of, rows_of, work
from models.vocabulary import Severity


class Gathered(Pattern):
    """The matters of one party gather at one time before one official."""

    code = "U06"
    version = "2"
    name = Text("集中办理", "matters that gather")
    what = Text(
        "某一对象的事项集中在一段时间内由同一人接连办理。",
        "The matters of one party follow each other before one official within a short while.",
    )
    compared = Text(
        "该经办人在该岗位办理的全部事项，按时间排列；该对象的各件落在同样长的一段之内的机会。",
        "All matters of the official at the post in their order; the chance that those of the party lie within a "
        "stretch as short.",
    )
    innocent = Text("同一项目的关联事项一次申报。", "Related matters of one project, applied for at once.")
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each party with `LEAST` matters or more before an official at a post."""
        acts = work(view)
        acts = acts.filter(acts.taker_id.notnull() & acts.giver_id.notnull() & acts.acted_on.notnull())
        pairs = acts.group_by("giver_id", "post_id", "taker_id").aggregate(own=acts.matter_id.nunique())
        busy = pairs.filter(pairs.own >= LEAST).select("giver_id", "post_id").distinct()
        desks = grouped(rows_of(acts.semi_join(busy, ["giver_id", "post_id"])), "giver_id", "post_id")
        found = [one for _, rows in sorted(desks.items()) for one in _stretches(rows)]
        return Seen(len(found), tuple(found))


def _stretches(rows: list[Row]) -> Iterator[Observation]:
    of_matter = {matter: acts for (matter,), acts in grouped(rows, "matter_id").items()}
    days = {matter: min(row["acted_on"] for row in acts) for matter, acts in of_matter.items()}
    for _, own in sorted(grouped(rows, "taker_id").items()):
        mine = {row["matter_id"] for row in own}
        if len(mine) < LEAST:
            continue
        first, last = min(days[matter] for matter in mine), max(days[matter] for matter in mine)
        length = sum(first <= day <= last for day in days.values())
        p = within(len(days), len(mine), length)
        expected = Fraction(length * len(mine), len(days))
        evidence = tuple(("matter_act", row["id"]) for row in own)
        yield Observation(place_of(own), len(mine), len(days), expected, p, evidence, {"length": str(length)})


def within(places: int, own: int, length: int) -> Fraction:
    """The chance that `own` of `places` in a row, drawn at random, lie within some stretch of `length` places.

    The first of them is at any of the places; the others are among the `length - 1` that follow it.

    >>> within(4, 2, 2), within(4, 2, 4)
    (Fraction(1, 2), Fraction(1, 1))
    """
    free = (places - length + 1) * comb(length - 1, own - 1) + comb(length - 1, own)
    return Fraction(free, comb(places, own))
