"""U08, firms of a declared acquaintance that come before the same official again and again.

Flows in: declarations of ties other than kin, parts in firms, favouritism among officials and parties. Flows out: a
sign at the step where the matters were handled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations import id_table, named
from analytics.relations.favour import spread
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import LEAST, Row, grouped, place_of, rows_of, work
from models.calendar import lasts_on
from models.vocabulary import EvidenceTier, FirmRole, Severity

_Pair = tuple[str, str]
_Rows = tuple[tuple[str, str], ...]  # what ties an official to a party
_Span = tuple[date | None, date | None]  # when a part in a firm was held


class Acquaintance(Pattern):
    """A weak tie is no ground for recusal by itself; how often the same two meet tells."""

    code = "U08"
    version = "3"
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
        pairs = _pair_table(ties)
        of_pairs = acts.semi_join(pairs, [acts.giver_id == pairs.one_id, acts.taker_id == pairs.other_id])
        met = grouped(rows_of(of_pairs), "giver_id", "taker_id", "unit_id")
        crowds = _crowds(acts)
        tied = {key: acts_of for key, rows in met.items() if (acts_of := _while_tied(rows, ties[key[0], key[1]]))}
        found = []
        for (giver, taker, unit), rows in sorted(tied.items()):
            own = len({row["matter_id"] for row in rows})
            if own < LEAST:
                continue
            matters, parties = crowds[unit]
            proofs = {one for known in ties[giver, taker] for one in known}
            evidence = (*(("matter_act", row["id"]) for row in rows), *sorted(proofs))
            p = spread(matters, parties, own)
            found.append(Observation(place_of(rows), own, matters, Fraction(matters, parties), p, evidence))
        return Seen(len(tied), tuple(found))


def _pair_table(pairs: Collection[_Pair]) -> ir.Table:
    """Officials and those tied to them, as a table that the engine joins."""
    one, other = zip(*sorted(pairs), strict=True) if pairs else ((), ())
    return ibis.memtable(pa.table({"one_id": pa.array(one, pa.string()), "other_id": pa.array(other, pa.string())}))


def _crowds(acts: ir.Table) -> dict[str, tuple[int, int]]:
    """How many matters each unit handled, and of how many parties; a matter of two parties is one for each."""
    pairs = acts.select("unit_id", "taker_id", "matter_id").distinct()
    counted = pairs.group_by("unit_id").aggregate(matters=pairs.count(), parties=pairs.taker_id.nunique())
    return {row["unit_id"]: (int(row["matters"]), int(row["parties"])) for row in rows_of(counted)}


def _while_tied(rows: list[Row], ties: Mapping[_Rows, _Span]) -> list[Row]:
    """The acts of days on which some tie was in force; an act of no known day counts only where a tie has no bounds."""
    spans = set(ties.values())
    if (None, None) in spans:
        return rows
    return [row for row in rows if row["acted_on"] and any(lasts_on(*span, row["acted_on"]) for span in spans)]


def _ties(view: View) -> dict[_Pair, dict[_Rows, _Span]]:
    """Officials with those whom they declared to know, and with their firms; the declarations and parts behind it."""
    declared = named(view, "social_tie", one="declarant", other="other", named_firm="firm")
    declared = declared.filter(declared.one_id.notnull() & (declared.one_tier != EvidenceTier.D))
    known: dict[_Pair, dict[_Rows, _Span]] = defaultdict(dict)
    friends: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows_of(declared.select("id", "one_id", "other_id", "other_tier", "named_firm_id", "named_firm_tier")):
        tie = ("social_tie", row["id"])
        if row["named_firm_id"] and row["named_firm_tier"] != EvidenceTier.D:
            known[row["one_id"], row["named_firm_id"]][tie,] = (None, None)
        if row["other_id"] and row["other_tier"] != EvidenceTier.D:
            known[row["one_id"], row["other_id"]][tie,] = (None, None)
            friends[row["other_id"]].append((row["one_id"], row["id"]))
    parts = named(view, "firm_officer", person="officer", firm="firm")
    asked = id_table("asked_id", friends)
    parts = parts.filter(parts.firm_id.notnull()).semi_join(asked, parts.person_id == asked.asked_id)
    parts = parts.filter((parts.person_tier != EvidenceTier.D) & (parts.firm_tier != EvidenceTier.D))
    parts = parts.filter(parts.role.notnull() & (parts.role != FirmRole.EMPLOYEE))  # staff have no say in a firm
    for row in rows_of(parts.select("id", "person_id", "firm_id", "since", "until")):
        for official, tie_id in friends[row["person_id"]]:
            both = ("social_tie", tie_id), ("firm_officer", row["id"])
            known[official, row["firm_id"]][both] = row["since"], row["until"]
    return dict(known)
