"""U08, firms of a declared acquaintance that come before the same official again and again.

Flows in: declarations of ties other than kin, parts in firms, favouritism among officials and parties. Flows out: a
sign at the step where the matters were handled.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import ibis.expr.types as ir

from analytics.relations import named
from analytics.relations.favour import spread
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import LEAST, grouped, place_of, rows_of, work
from models.vocabulary import EvidenceTier, FirmRole, Severity

_Pair = tuple[str, str]


class Acquaintance(Pattern):
    """A weak tie is no ground for recusal by itself; how often the same two meet tells."""

    code = "U08"
    version = "2"
    name = Text("熟人企业", "firm of an acquaintance")
    what = Text(
        "申报过的同学、老同事等（或其企业）的事项反复由其经办。",
        "Matters of a declared classmate, former colleague or the like, or of a firm of theirs, come before the same "
        "official again and again.",
    )
    compared = Text(
        "在该单位办事的全部对象，每个至少一件、其余随机分布；只看有申报关系的双方。",
        "All parties before the unit; each came once, the rest falls on anybody alike. Only pairs with a declared tie "
        "are looked at.",
    )
    innocent = Text("小地方人人相识；该人只此一人经办。", "In a small place everyone is known; nobody else handles it.")
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each official and acquaintance that met, of those tied by a declaration."""
        if view.is_empty("social_tie") or view.is_empty("matter_act"):
            return Seen(0, ())
        ties = _ties(view)
        acts = work(view)
        acts = acts.filter(acts.giver_id.notnull() & acts.taker_id.notnull() & acts.unit_id.notnull())
        givers = sorted({giver for giver, _ in ties})
        met = grouped(rows_of(acts.filter(acts.giver_id.isin(givers))), "giver_id", "taker_id", "unit_id")
        crowds = _crowds(acts)
        tied = {key: rows for key, rows in met.items() if key[:2] in ties}
        found = []
        for (giver, taker, unit), rows in sorted(tied.items()):
            own = len({row["matter_id"] for row in rows})
            if own < LEAST:
                continue
            matters, parties = crowds[unit]
            evidence = (*(("matter_act", row["id"]) for row in rows), *sorted(ties[giver, taker]))
            p = spread(matters, parties, own)
            found.append(Observation(place_of(rows), own, matters, Fraction(matters, parties), p, evidence))
        return Seen(len(tied), tuple(found))


def _crowds(acts: ir.Table) -> dict[str, tuple[int, int]]:
    """How many matters each unit handled, and of how many parties; a matter of two parties is one for each."""
    pairs = acts.select("unit_id", "taker_id", "matter_id").distinct()
    counted = pairs.group_by("unit_id").aggregate(matters=pairs.count(), parties=pairs.taker_id.nunique())
    return {row["unit_id"]: (int(row["matters"]), int(row["parties"])) for row in rows_of(counted)}


def _ties(view: View) -> dict[_Pair, set[tuple[str, str]]]:
    """Officials with those whom they declared to know, and with their firms; the declarations and parts behind it."""
    declared = named(view, "social_tie", one="declarant", other="other", named_firm="firm")
    declared = declared.filter(declared.one_id.notnull() & (declared.one_tier != EvidenceTier.D))
    known: dict[_Pair, set[tuple[str, str]]] = defaultdict(set)
    friends: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows_of(declared.select("id", "one_id", "other_id", "other_tier", "named_firm_id", "named_firm_tier")):
        tie = ("social_tie", row["id"])
        if row["named_firm_id"] and row["named_firm_tier"] != EvidenceTier.D:
            known[row["one_id"], row["named_firm_id"]].add(tie)
        if row["other_id"] and row["other_tier"] != EvidenceTier.D:
            known[row["one_id"], row["other_id"]].add(tie)
            friends[row["other_id"]].append((row["one_id"], row["id"]))
    parts = named(view, "firm_officer", person="officer", firm="firm")
    parts = parts.filter(parts.person_id.isin(sorted(friends)) & parts.firm_id.notnull())
    parts = parts.filter((parts.person_tier != EvidenceTier.D) & (parts.firm_tier != EvidenceTier.D))
    parts = parts.filter(parts.role.notnull() & (parts.role != FirmRole.EMPLOYEE))  # staff have no say in a firm
    for row in rows_of(parts.select("id", "person_id", "firm_id")):
        for official, tie_id in friends[row["person_id"]]:
            known[official, row["firm_id"]] |= {("social_tie", tie_id), ("firm_officer", row["id"])}
    return dict(known)
