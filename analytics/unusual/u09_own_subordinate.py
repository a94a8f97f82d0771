"""U09, an official steps aside, and an own subordinate acts in the matter instead.

Flows in: the register of recusals, the log of matters, reporting lines. Flows out: a sign at the step.
"""

from __future__ import annotations

from fractions import Fraction

import ibis
import ibis.expr.types as ir

from analytics.relations import named
from analytics.relations.favour import whole
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import grouped, place_of, rows_of, work
from models.vocabulary import EvidenceTier, RecusalOutcome, Severity


class OwnSubordinate(Pattern):
    """The recusal is in order; who acts in its place serves directly under who stepped aside."""

    code = "U09"
    version = "2"
    name = Text("下属代办", "an own subordinate instead")
    what = Text(
        "本人回避后，由其直接下属接手办理同一事项。",
        "After an official stepped aside, a direct subordinate handled the matter.",
    )
    compared = Text(
        "已同意的全部回避：回避之后在同一环节（未写环节的，在同一岗位）接手的人是不是回避人的直接下属。不涉及概率。",
        "All accepted recusals: whether who acted at the step afterwards (where none is named, at the post) serves "
        "directly under who stepped aside. No chance is reckoned.",
    )
    innocent = Text("科室内只有下属可以接手。", "Nobody but a subordinate could take over.")
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each accepted recusal from a matter that somebody else then handled."""
        if view.is_empty("recusal") or view.is_empty("reporting_line"):
            return Seen(0, ())
        instead = _acts_instead(view)
        lines = named(view, "reporting_line", below="subordinate", above="superior")
        lines = lines.filter((lines.below_tier != EvidenceTier.D) & (lines.above_tier != EvidenceTier.D))
        lines = lines.select(
            *("below_id", "below_tier", "above_id", "above_tier", "since", "until"),
            line_id="id",
        )
        joined = instead.inner_join(lines, [instead.giver_id == lines.below_id, instead.stepped_id == lines.above_id])
        in_force = (joined.since.isnull() | (joined.since <= joined.acted_on)) & (
            joined.until.isnull() | (joined.acted_on <= joined.until)
        )
        below = grouped(rows_of(joined.filter(in_force)), "recusal_id", "giver_id")
        tests = whole(instead.select("recusal_id", "giver_id").distinct().count())
        found = []
        for (recusal, _), rows in sorted(below.items()):
            acts, lines_of = sorted({row["id"] for row in rows}), sorted({row["line_id"] for row in rows})
            evidence = (
                *(("matter_act", act) for act in acts),
                ("recusal", recusal),
                *(("reporting_line", one) for one in lines_of),
            )
            proved = all(row[f"{who}_tier"] == EvidenceTier.A for row in rows for who in ("below", "above", "recused"))
            number = Fraction(len(below))
            found.append(Observation(place_of(rows), len(acts), tests, number, None, evidence, is_fact=proved))
        return Seen(tests, tuple(found))


def _acts_instead(view: View) -> ir.Table:
    """Acts that others took in a matter after somebody had stepped aside from it, in the place of that official.

    In the place of: at the step that the recusal names, else at the post. An act before the day of the recusal stood in
    for nobody; where that day is not known, the step has to be.
    """
    aside = named(view, "recusal", recused="recused", unit="unit")
    since = ibis.coalesce(aside.applied, aside.decided)
    aside = aside.filter(
        aside.recused_id.notnull()
        & (aside.recused_tier != EvidenceTier.D)
        & (aside.outcome == RecusalOutcome.ACCEPTED)
        & aside.matter.notnull()
        & (aside.step.notnull() | (aside.post.notnull() & since.notnull()))
    ).select(
        recusal_id="id",
        stepped_id="recused_id",
        recused_tier="recused_tier",
        number="matter",
        at_unit="unit_id",
        at_step="step",
        at_post="post",
        aside_since=since,
    )
    written = view.table("matter_act").select(act_id="id", matter_number="matter_number", step_name="step_name")
    acts = work(view)
    acts = acts.filter(acts.giver_id.notnull() & acts.acted_on.notnull()).inner_join(written, acts.id == written.act_id)
    joined = acts.inner_join(aside, acts.matter_number == aside.number)
    return joined.filter(
        (joined.giver_id != joined.stepped_id)
        & (joined.aside_since.isnull() | (joined.acted_on >= joined.aside_since))
        & (joined.at_unit.isnull() | (joined.at_unit == joined.unit_id))  # units number their matters alike
        & joined.at_step.notnull().ifelse(joined.at_step == joined.step_name, joined.at_post == joined.post)
    ).drop("act_id")
