"""Who is kin to whom: declared relations in both directions, put together as far as the sets of the law reach.

Flows in: declared kin of a view. Flows out: `kin_relations`, one table that is computed once for each view and read by
every rule. Never from social ties, never from population registers. The reading of paths is Python over the few texts
that occur (`readings`); everything over rows is a join.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations.kinship.declared import PAIR, SPAN
from analytics.relations.kinship.readings import (
    beside,
    is_any,
    leads_on,
    lookup,
    meanings,
    plain_text,
    results_of_three,
    results_of_two,
)
from analytics.relations.kinship.settled import kin_edges
from analytics.relations.records import kept, let_go, nothing, once_per_view, weaker
from analytics.snapshot import View

# Columns that name someone who acts for the public: only they have a list of kin of their own (domain decision 5a.2).
# Everybody else stands in the lists of others, and in the rows that were declared about him.
ACTING: tuple[tuple[str, str], ...] = (
    ("tenure", "holder"),
    ("appointment", "appointee"),
    ("reporting_line", "subordinate"),
    ("reporting_line", "superior"),
    ("delegation", "delegator"),
    ("delegation", "deputy"),
    ("payroll", "paid"),
    ("pledge", "pledger"),
    ("recusal", "recused"),
    ("restriction", "former"),
    ("declared_tie", "declarant"),
    ("kin_filing", "official"),
    ("matter_act", "actor"),
    ("evaluator", "evaluator"),
    ("step_handler", "handler"),
)

_ROW = (*PAIR, "reading", "tier", *SPAN, "hops", "relation", "evidence")
_SCHEMA = {
    **dict.fromkeys((*PAIR, "path", "readings", "state", "why"), pa.string()),
    **dict.fromkeys(("in_k74", "in_jqs"), pa.bool_()),
    "tier": pa.string(),
    **dict.fromkeys(SPAN, pa.date32()),
    "hops": pa.int64(),
    **dict.fromkeys(("relation", "evidence"), pa.string()),
}
_PLAIN = {"reading": pa.string(), "plain": pa.string()}
_NEVER = ibis.null("date")
_CUT = "#"


@once_per_view
def kin_relations(view: View) -> ir.Table:
    """Who is kin to whom, each pair once for each path and each time it holds.

    Columns: `person_id`, `relative_id`; `path` (letters from the person's side, null where undecided); `readings` (the
    paths and doubts it may be, `|` between them); `state` (`kin`, `none`: surely outside, `unknown`); `why` (null, or
    what is not known, or why it is outside); `in_k74`, `in_jqs` (null where not known); `tier` (the weakest mention on
    the way); `valid_from`, `valid_to` (both included, null is open); `hops` (declared rows); `relation` (as declared,
    for one row); `evidence` (`table/id` of the rows in the order of the path, blanks between them). Of several proofs
    of one path the one of the strongest tier stands, then the shortest, then the first by its text.

    Rows put together from others stand for persons who act for the public (`ACTING`) and only where the path is in K74
    or may be; what was declared stands in both directions, whatever it says.
    """
    if view.is_empty("declared_tie") and view.is_empty("kin_filing"):
        return nothing(_SCHEMA)
    declared = kin_edges(view)
    single = declared.mutate(hops=ibis.literal(1, "int64")).select(_ROW)
    steps = _steps(view, declared)
    second = kept(view, "kin_of_two_rows", _of_two(steps))
    proofs = single.union(second.select(_ROW))
    if is_any(second):
        proofs = proofs.union(_of_three(steps, second))
    strongest = kept(view, "kin_proofs", _strongest(proofs))
    relations = kept(view, "kin_relations", _decided(strongest))
    let_go(steps, second, strongest)
    return relations


def _steps(view: View, declared: ir.Table) -> ir.Table:
    """Declared rows from which one can go on, in the letters of the law too, and whether the person acts."""
    texts = [text for text in _texts(declared, "reading") if leads_on(text)]
    plain = lookup([{"reading": text, "plain": plain_text(text)} for text in texts], _PLAIN)
    acting = _acting(view).mutate(acts=True)
    steps = declared.filter(declared.goes_on).inner_join(plain, "reading")
    steps = beside(steps, acting, "person_id")
    return kept(
        view,
        "kin_steps",
        steps.select(
            *PAIR,
            "reading",
            "plain",
            "tier",
            "lasts_to",
            "evidence",
            since="valid_from",
            acts=steps.acts.fill_null(False),
        ),
    )


def _of_two(steps: ir.Table) -> ir.Table:
    """Two declared rows after one another, where they say more than what is declared between the two ends."""
    start = steps.filter(steps.acts)
    table = results_of_two(_texts(start, "reading"), _texts(steps, "reading"))
    rows = start.select("person_id", "tier", "since", "lasts_to", "evidence", middle="relative_id", first="reading")
    rows = rows.inner_join(_next(steps, middle="person_id", second="reading"), "middle")
    rows = rows.filter(rows.person_id != rows.relative_id).inner_join(table, ["first", "second"])
    # Two words for one relative are rare, three are not looked at: a row more than needed is no harm.
    declared = steps.group_by(*PAIR).aggregate(one_word=steps.plain.min(), other_word=steps.plain.max())
    rows = beside(rows, declared, *PAIR)
    covered = _is_one_of(rows.one_word, rows.plain) | _is_one_of(rows.other_word, rows.plain)
    rows = rows.filter(rows.one_word.isnull() | ~covered)
    return _followed(rows, 2, "first", "second", "middle", "since", "lasts_to")


def _of_three(steps: ir.Table, second: ir.Table) -> ir.Table:
    """A third declared row after two; the four people are different."""
    pairs = second.select("first", "second").distinct().to_pyarrow().to_pylist()
    table = results_of_three([(row["first"], row["second"]) for row in pairs], _texts(steps, "reading"))
    rows = second.select(
        "person_id", "tier", "since", "lasts_to", "evidence", "first", "second", "middle", end="relative_id"
    )
    rows = rows.inner_join(_next(steps, end="person_id", third="reading"), "end")
    rows = rows.filter((rows.person_id != rows.relative_id) & (rows.middle != rows.relative_id))
    return _followed(rows.inner_join(table, ["first", "second", "third"]), 3)


def _next(steps: ir.Table, **names: str) -> ir.Table:
    return steps.select(
        **names,
        relative_id="relative_id",
        next_tier="tier",
        next_since="since",
        next_lasts_to="lasts_to",
        next_evidence="evidence",
    )


def _followed(rows: ir.Table, hops: int, *also: str) -> ir.Table:
    """Rows followed by one more: what both say together, while both hold."""
    rows = rows.mutate(
        tier=weaker(rows.tier, rows.next_tier),
        evidence=rows.evidence + " " + rows.next_evidence,
        since=_later(rows.since, rows.next_since),
        lasts_to=_earlier(rows.lasts_to, rows.next_lasts_to),
    )
    rows = rows.filter(rows.since.isnull() | rows.lasts_to.isnull() | (rows.since <= rows.lasts_to))
    return rows.mutate(
        reading="result",
        valid_from=rows.bounded.ifelse(rows.since, _NEVER),
        valid_to=rows.bounded.ifelse(rows.lasts_to, _NEVER),
        hops=ibis.literal(hops, "int64"),
        relation=ibis.null("string"),
    ).select(*_ROW, *also)


def _strongest(rows: ir.Table) -> ir.Table:
    """Of the proofs of one path in one time: the strongest tier, then the fewest rows, then the first text.

    The three are one text that sorts in this order, so that a plain minimum chooses on any engine.
    """
    proof = rows.tier + rows.hops.cast("string") + rows.evidence + _CUT + rows.relation.fill_null("")
    best = rows.group_by(*PAIR, "reading", *SPAN).aggregate(proof=proof.min())
    tail = best.proof.substr(2)
    cut = tail.find(_CUT)
    hops = best.proof.substr(1, 1).cast("int64")
    return best.select(
        *PAIR,
        "reading",
        *SPAN,
        tier=best.proof.substr(0, 1),
        hops=hops,
        relation=(hops == 1).ifelse(tail.substr(cut + 1), ibis.null("string")),
        evidence=tail.substr(0, cut),
    )


def _decided(rows: ir.Table) -> ir.Table:
    """Without what is undecided where another row of the same two people decides it.

    A row decides when it was declared between the two, when its path is one of the readings, or when it already puts
    the relative in every set that the undecided row might.
    """
    rows = rows.inner_join(meanings(_texts(rows, "reading")).rename(reading="reading_text"), "reading")
    certain = rows.filter(rows.path.notnull())
    open_rows = rows.filter(rows.path.isnull() & (rows.hops > 1))
    pairs = certain.group_by(*PAIR).aggregate(
        sure_k74=certain.in_k74.any(), sure_jqs=certain.in_jqs.any(), is_declared=(certain.hops == 1).any()
    )
    found = open_rows.inner_join(pairs, PAIR)
    in_both = found.sure_k74 & (found.sure_jqs | found.in_jqs.notnull())
    settled = found.filter(found.is_declared | in_both).select(*PAIR, "readings")
    paths = open_rows.inner_join(certain.select(*PAIR, certain_path="path").distinct(), PAIR)
    by_path = paths.filter(_is_one_of(paths.certain_path, paths.readings)).select(*PAIR, "readings")
    over = settled.union(by_path).distinct()
    kept_open = open_rows.anti_join(over, [*PAIR, "readings"])
    return rows.filter(rows.path.notnull() | (rows.hops == 1)).union(kept_open).select(*_SCHEMA)


def _acting(view: View) -> ir.Table:
    mention = view.table("mention")
    roles = [{"record_table": table, "role": role} for table, role in ACTING]
    known = lookup(roles, {"record_table": pa.string(), "role": pa.string()})
    acting = mention.filter(mention.person_id.notnull()).semi_join(known, ["record_table", "role"])
    return acting.select("person_id").distinct()


def _is_one_of(path: ir.StringValue, readings: ir.StringValue) -> ir.BooleanValue:
    """Whether a path (or the same text) is one of the readings of a text."""
    between = ibis.literal("|")
    found: ir.BooleanValue = (between + readings + between).contains(between + path + between)
    return found


def _texts(rows: ir.Table, column: str) -> list[str]:
    return sorted(row[column] for row in rows.select(column).distinct().to_pyarrow().to_pylist())


def _later(one: ir.DateValue, other: ir.DateValue) -> ir.DateValue:
    later: ir.DateValue = ibis.greatest(ibis.coalesce(one, other), ibis.coalesce(other, one))
    return later


def _earlier(one: ir.DateValue, other: ir.DateValue) -> ir.DateValue:
    earlier: ir.DateValue = ibis.least(ibis.coalesce(one, other), ibis.coalesce(other, one))
    return earlier
