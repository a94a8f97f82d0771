"""Who is kin to whom: declared relations in both directions, closed under composition as far as K74 reaches.

Flows in: a view (`declared_tie`, `kin_filing` and who is meant in them). Flows out: `kin_relations`, one table that is
computed once for each view and read by every rule. Never from social ties, never from population registers. The
reading of paths is Python over the few words that occur; everything over rows is a join.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import product

import ibis
import ibis.expr.types as ir

from analytics.relations.kin import JQS, K74, RelationState, kin_sets, read_relation
from analytics.relations.kinship.algebra import SELF, Readings, is_certain, join_distinct, reverse
from analytics.relations.records import kept, once_per_view, row_of, weaker
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

# How many declared rows a relation may be put together from.
MOST_ROWS = 3

_NOT_KIN = "-"
_BETWEEN = "|"
_PAIR = ("person_id", "relative_id")
_SPAN = ("valid_from", "valid_to")


@once_per_view
def kin_relations(view: View) -> ir.Table:
    """Who is kin to whom, each pair once for each path and each time it holds.

    Columns: `person_id`, `relative_id`; `path` (letters from the person's side, null where undecided); `readings` (the
    paths and doubts it may be, `|` between them); `state` (`kin`, `none`: surely outside, `unknown`); `why` (null, or
    what is not known); `in_k74`, `in_jqs` (null where not known); `tier` (the weakest mention on the way);
    `valid_from`, `valid_to` (both included, null is open); `hops` (declared rows); `relation` (as declared, for one
    row); `evidence` (`table/id` of the rows in the order of the path, blanks between them). Of several proofs of one
    path the one of the strongest tier stands, then the shortest, then the first by its text.

    Rows put together from others stand for persons who act for the public (`ACTING`) and only where the path is in K74
    or may be; what was declared stands in both directions, whatever it says.
    """
    declared = kept(view, "kin_declared", _declared(view))
    known = _states_of(declared)
    own = kept(view, "kin_acting", _acting(view))
    edges = declared.filter(declared.state_text != _NOT_KIN)
    start = edges.filter(edges.can_go_on).semi_join(own, "person_id")
    levels = [declared.drop("can_go_on", "bounded")]
    reached = start
    for rows in range(2, MOST_ROWS + 1):
        table = _compositions(known, _states_of(edges))
        reached = kept(view, f"kin_of_{rows}_rows", _further(reached, edges, table))
        levels.append(reached.drop("bounded"))
        known = _states_of(reached)
    every = kept(view, "kin_proofs", _strongest(reduce(ir.Table.union, levels)))
    return kept(view, "kin_relations", _described(_decided(every)))


def _declared(view: View) -> ir.Table:
    """Every declared relation in both directions, each with the text of its readings."""
    mention = view.table("mention").filter(lambda m: m.person_id.notnull())
    parts = [
        _rows_of(view, mention, "declared_tie", "declarant", "relative"),
        _rows_of(view, mention, "kin_filing", "official", "relative"),
    ]
    rows = parts[0].union(parts[1])
    words = [row["relation"] for row in rows.select("relation").distinct().to_pyarrow().to_pylist()]
    read = _words(words)
    joined = rows.inner_join(read, "relation").filter(lambda t: t.person_id != t.relative_id)
    forth = joined.select(*_PAIR, "relation", "tier", *_SPAN, "evidence", "bounded", state_text="there")
    back = joined.select(
        "relation", "tier", *_SPAN, "evidence", "bounded", person_id="relative_id", relative_id="person_id",
        state_text="back",
    ).select(forth.columns)  # fmt: skip
    both = forth.union(back).mutate(
        hops=ibis.literal(1, "int64"),
        valid_from=lambda t: t.bounded.ifelse(t.valid_from, ibis.null("date")),
        valid_to=lambda t: t.bounded.ifelse(t.valid_to, ibis.null("date")),
    )
    can = _memtable(
        {"state_text": text, "can_go_on": _can_go_on(_readings(text))} for text in _texts(both, "state_text")
    )
    return both.inner_join(can, "state_text")


def _rows_of(view: View, mention: ir.Table, table: str, person: str, relative: str) -> ir.Table:
    rows = view.table(table)
    if "valid_from" not in rows.columns:
        rows = rows.mutate(valid_from=ibis.null("date"), valid_to=ibis.null("date"))
    firm = rows.firm.notnull() if "firm" in rows.columns else ibis.literal(False)
    rows = rows.select("id", *_SPAN, relation=rows.relation.fill_null(""), of_firm=firm)
    for role, name in ((person, "person"), (relative, "relative")):
        meant = mention.filter((mention.record_table == table) & (mention.role == role))
        meant = meant.select(id="record_id", **{f"{name}_id": "person_id", f"{name}_tier": "tier"})
        rows = rows.inner_join(meant, "id")
    # Beside a firm the dates are those of the role in it.
    return rows.select(
        *_PAIR,
        "relation",
        tier=weaker(rows.person_tier, rows.relative_tier),
        valid_from=rows.of_firm.ifelse(ibis.null("date"), rows.valid_from),
        valid_to=rows.of_firm.ifelse(ibis.null("date"), rows.valid_to),
        evidence=row_of(table, rows.id),
    )


def _acting(view: View) -> ir.Table:
    mention = view.table("mention")
    roles = _memtable({"record_table": table, "role": role} for table, role in ACTING)
    acting = mention.filter(mention.person_id.notnull()).semi_join(roles, ["record_table", "role"])
    return acting.select("person_id").distinct()


def _words(relations: Iterable[str]) -> ir.Table:
    """What each relation as declared says, there and back, and whether dates bound it (a marriage is on the way)."""
    rows = []
    for relation in relations:
        readings = declared_readings(relation)
        if readings is not None:
            back = frozenset(reverse(one) if is_certain(one) and one != _NOT_KIN else one for one in readings)
            rows.append(
                {
                    "relation": relation,
                    "there": _text(readings),
                    "back": _text(back),
                    "bounded": _has_marriage(readings),
                }
            )
    schema = {"relation": "string", "there": "string", "back": "string", "bounded": "boolean"}
    return ibis.memtable(rows, schema=schema)


def declared_readings(relation: str) -> Readings | None:
    """The readings of a declared relation; None where the row is about the declarant himself."""
    read = read_relation(relation)
    if read.state is RelationState.SELF:
        return None
    if read.state is RelationState.NONE:
        return frozenset({_NOT_KIN})
    return frozenset({read.path if read.path else "?relation-unknown"})


def _compositions(firsts: Iterable[str], seconds: Iterable[str]) -> ir.Table:
    """What two readings after one another come to, as far as it can be kin."""
    rows = []
    for first, second in product(sorted(firsts), sorted(seconds)):
        readings = join_distinct(_readings(first), _readings(second))
        if _can_go_on(readings):
            rows.append(
                {"first": first, "second": second, "result": _text(readings), "result_bounded": _has_marriage(readings)}
            )
    schema = {"first": "string", "second": "string", "result": "string", "result_bounded": "boolean"}
    return ibis.memtable(rows, schema=schema)


def _further(reached: ir.Table, edges: ir.Table, compositions: ir.Table) -> ir.Table:
    """One more declared row after what was reached; of equal results the best proof."""
    after = edges.select(
        middle="person_id",
        end="relative_id",
        second="state_text",
        next_tier="tier",
        next_from="valid_from",
        next_to="valid_to",
        next_evidence="evidence",
    )
    pairs = reached.rename(middle="relative_id", first="state_text").inner_join(after, "middle")
    pairs = pairs.filter(pairs.person_id != pairs.end).inner_join(compositions, ["first", "second"])
    never = ibis.null("date")
    made = pairs.select(
        "person_id",
        relative_id="end",
        relation=ibis.null("string"),
        tier=weaker(pairs.tier, pairs.next_tier),
        valid_from=pairs.result_bounded.ifelse(_later(pairs.valid_from, pairs.next_from), never),
        valid_to=pairs.result_bounded.ifelse(_earlier(pairs.valid_to, pairs.next_to), never),
        evidence=pairs.evidence + " " + pairs.next_evidence,
        bounded="result_bounded",
        state_text="result",
        hops=pairs.hops + 1,
    )
    made = made.filter(made.valid_from.isnull() | made.valid_to.isnull() | (made.valid_from <= made.valid_to))
    return _strongest(made, "bounded")


def _strongest(rows: ir.Table, *also: str) -> ir.Table:
    """Of the proofs of one path in one time: the strongest tier, then the fewest rows, then the first text.

    The three are one text that sorts in this order, so that a plain minimum chooses on any engine.
    """
    proof = rows.tier + rows.hops.cast("string") + rows.evidence + "\n" + rows.relation.fill_null("")
    best = rows.group_by(*_PAIR, "state_text", *_SPAN, *also).aggregate(proof=proof.min())
    tail = best.proof.substr(2)
    cut = tail.find("\n")
    relation = tail.substr(cut + 1)
    hops = best.proof.substr(1, 1).cast("int64")
    return best.select(
        *_PAIR,
        relation=(hops == 1).ifelse(relation, ibis.null("string")),
        tier=best.proof.substr(0, 1),
        valid_from="valid_from",
        valid_to="valid_to",
        evidence=tail.substr(0, cut),
        **{name: name for name in also},
        state_text="state_text",
        hops=hops,
    )


def _decided(rows: ir.Table) -> ir.Table:
    """Without what is undecided where another row of the same two people decides it.

    A row decides when it was declared between the two, when its path is one of the readings, or when it already puts
    the relative in every set that the undecided row might.
    """
    rows = rows.inner_join(_meanings(_texts(rows, "state_text")), "state_text")
    certain = rows.filter(rows.path.notnull())
    pairs = certain.group_by(*_PAIR).aggregate(
        sure_k74=certain.in_k74.any(), sure_jqs=certain.in_jqs.any(), is_declared=(certain.hops == 1).any()
    )
    inner = rows.filter(rows.path.isnull() & (rows.hops > 1))
    open_rows = inner.inner_join(pairs, _PAIR)
    covered = open_rows.sure_k74 & (open_rows.sure_jqs | ~open_rows.in_jqs.isnull())
    settled = open_rows.filter(open_rows.is_declared | covered).select(*_PAIR, "state_text")
    by_reading = inner.inner_join(certain.select(*_PAIR, certain_path="path").distinct(), _PAIR)
    by_reading = by_reading.filter(
        (ibis.literal(_BETWEEN) + by_reading.state_text + _BETWEEN).contains(
            ibis.literal(_BETWEEN) + by_reading.certain_path + _BETWEEN
        )
    ).select(*_PAIR, "state_text")
    settled = settled.union(by_reading).distinct().mutate(hops_over=ibis.literal(True))
    kept = rows.left_join(settled, [*_PAIR, "state_text"])
    return kept.filter(kept.hops_over.isnull() | (kept.hops == 1)).select(rows.columns)


def _described(rows: ir.Table) -> ir.Table:
    return rows.select(
        *_PAIR, "path", "readings", "state", "why", "in_k74", "in_jqs", "tier", *_SPAN, "hops", "relation", "evidence"
    )


def _meanings(texts: Iterable[str]) -> ir.Table:
    """What each state says in the words of the table."""
    rows = [{"state_text": text, **_meaning(text)} for text in texts]
    schema = {
        **dict.fromkeys(("state_text", "path", "readings", "state", "why"), "string"),
        **dict.fromkeys(("in_k74", "in_jqs"), "boolean"),
    }
    return ibis.memtable(rows, schema=schema)


def _meaning(text: str) -> dict[str, str | bool | None]:
    if text == _NOT_KIN:
        return {"path": None, "readings": None, "state": "none", "why": None, "in_k74": False, "in_jqs": False}
    readings = _readings(text)
    paths = sorted(one.replace("f", "b") for one in readings if is_certain(one))
    doubts = sorted(one.removeprefix("?") for one in readings if not is_certain(one))
    in_k74, in_jqs = _held(K74, readings), _held(JQS, readings)
    only = paths[0] if len(set(paths)) == 1 and not doubts else None
    return {
        "path": only,
        "readings": text.replace("f", "b") if not doubts else text,
        "state": "kin" if only or in_k74 is not None else "unknown",
        "why": None if only else (doubts[0] if doubts else "several-readings"),
        "in_k74": in_k74,
        "in_jqs": in_jqs,
    }


def _held(kin_set: str, readings: Readings) -> bool | None:
    """Whether a set holds the relative by every reading, by none, or (None) it depends on the reading."""
    held = {kin_set in kin_sets(one.replace("f", "b")) if is_certain(one) else None for one in readings}
    return held.pop() if len(held) == 1 else None


def _can_go_on(readings: Readings) -> bool:
    """Whether what was put together is worth saying: some reading is in K74, and none leads to a path outside it.

    A cousin's cousin may be a brother, a cousin or nobody's kin: nothing is said about him. Every beginning of a path
    in K74 is in K74, so nothing is lost on the way.
    """
    if _NOT_KIN in readings:
        return False
    paths = [one.replace("f", "b") for one in readings if is_certain(one) and one != SELF]
    return bool(paths) and all(K74 in kin_sets(one) for one in paths)


def _has_marriage(readings: Readings) -> bool:
    return any("s" in one for one in readings if is_certain(one))


def _text(readings: Readings) -> str:
    return _BETWEEN.join(sorted(readings))


def _readings(text: str) -> Readings:
    return frozenset(text.split(_BETWEEN))


def _texts(rows: ir.Table, column: str) -> list[str]:
    return sorted(row[column] for row in rows.select(column).distinct().to_pyarrow().to_pylist())


def _states_of(rows: ir.Table) -> list[str]:
    return _texts(rows, "state_text")


def _memtable(rows: Iterable[dict[str, object]]) -> ir.Table:
    return ibis.memtable(list(rows))


def _later(one: ir.Value, other: ir.Value) -> ir.Value:
    return ibis.greatest(ibis.coalesce(one, other), ibis.coalesce(other, one))


def _earlier(one: ir.Value, other: ir.Value) -> ir.Value:
    return ibis.least(ibis.coalesce(one, other), ibis.coalesce(other, one))
