"""U07, matters of one party that fall into the days on which a deputy acts.

Flows in: the log of matters, delegations. Flows out: a sign at the step where the deputy acted.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import ibis.expr.types as ir

from analytics.relations import named
from analytics.relations.favour import Stratum, expected, tail
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import Row, grouped, place_of, rows_of, work
from models.vocabulary import Severity

_LEAST = 2  # days of leave are few


class DeputysDays(Pattern):
    """A party's matters at a post are handled by the deputy, and not by whose post it is."""

    code = "U07"
    version = "2"
    name = Text("趁代理办理", "handled in the deputy's days")
    what = Text(
        "某一对象的事项恰在代理人代行职责的日子里办理。",
        "The matters of one party fall into the days on which a deputy acts.",
    )
    compared = Text(
        "该岗位办理的全部事项，由代理人办理的件数不变，随机分布。",
        "All matters of the post; the deputy handles as many, at random.",
    )
    innocent = Text("休假恰逢申报期。", "Leave that falls into the time of applications.")
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each party of whose matters at a post a deputy handled two or more."""
        if view.is_empty("delegation"):
            return Seen(0, ())
        acts = work(view)
        acts = acts.filter(acts.taker_id.notnull() & acts.acted_on.notnull())
        stood_in = _stood_in(view, acts)
        posts = stood_in.select("post_id").distinct()
        of_posts = acts.semi_join(posts, "post_id").left_join(stood_in.select(deputised="id"), acts.id == stood_in.id)
        found = [one for _, rows in sorted(grouped(rows_of(of_posts), "post_id").items()) for one in _at_post(rows)]
        return Seen(len(found), tuple(one for one in found if one.observed >= _LEAST))


def _stood_in(view: View, acts: ir.Table) -> ir.Table:
    """Acts that a deputy took at the post and on a day of the delegation."""
    away = named(view, "delegation", deputy="deputy", unit="unit")
    away = away.filter(away.deputy_id.notnull() & away.since.notnull() & away.until.notnull())
    away = away.select(deputy_id="deputy_id", at_unit="unit_id", at_post="post", since="since", until="until")
    joined = acts.inner_join(
        away, [acts.giver_id == away.deputy_id, acts.unit_id == away.at_unit, acts.post == away.at_post]
    )
    within = joined.filter((joined.since <= joined.acted_on) & (joined.acted_on <= joined.until))
    return within.select("id", "post_id").distinct()


def _at_post(rows: list[Row]) -> Iterator[Observation]:
    """For each party with two matters or more at a post, how many of them a deputy handled."""
    deputised = {row["matter_id"] for row in rows if row["deputised"]}
    matters = {row["matter_id"] for row in rows}
    for _, own in sorted(grouped(rows, "taker_id").items()):
        mine = {row["matter_id"] for row in own}
        shared = mine & deputised
        if len(mine) < _LEAST:
            continue
        stratum = (Stratum(len(matters), len(deputised), len(mine)),)
        evidence = tuple(("matter_act", row["id"]) for row in own if row["matter_id"] in shared)
        place = place_of([row for row in own if row["matter_id"] in shared] or own)
        p = tail(stratum, len(shared)) if shared else Fraction(1)
        figures = {"deputised": str(len(deputised)), "matters": str(len(matters))}
        yield Observation(place, len(shared), len(mine), expected(stratum), p, evidence, figures)
