"""Declared kin as the law sees them: what a step tie, an adoption, a divorce or a death makes of what was declared.

Flows in: declared kin without the rows that clash, deaths, and what is known of births and sexes. Flows out: the edges
of the kin algebra, in both directions, each with the time for which it holds (domain decisions 5a.3, 5a.5 and 5a.6).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from analytics.relations.kinship.clashes import clashing_ties
from analytics.relations.kinship.declared import PAIR, SPAN, declared_kin, said
from analytics.relations.kinship.persons import FULL_AGE, as_number, births, sexes
from analytics.relations.kinship.readings import beside, is_any, outside
from analytics.relations.kinship.wording import TieKind
from analytics.relations.records import kept, once_per_view
from analytics.snapshot import View

_DAY = ibis.interval(days=1)
_BY_SPOUSE = ("spouse_id", "relative_id", "rest")
_BY_KIN = ("person_id", "kin_id", "rest")


@once_per_view
def kin_edges(view: View) -> ir.Table:
    """Declared kin in both directions, as the law sees them, ready to be put together.

    Columns: `person_id`, `relative_id`, `reading` (text), `relation`, `tier`, `valid_from`, `valid_to` (of the relation
    itself), `lasts_to` (until when kin through it lasts: affinity outlives a dead spouse), `goes_on` (whether there is
    kin through it), `evidence`. Rows that clash with others are not among them.
    """
    rows = declared_kin(view).filter(lambda t: t.person_id != t.relative_id)
    rows = rows.anti_join(clashing_ties(view), "evidence").mutate(goes_on=ibis.literal(True))
    kinds = {word.kind for word in said(view)}
    if TieKind.STEP in kinds:
        rows = kept(view, "kin_of_age", _with_step_age(view, rows))
    if TieKind.ADOPTION in kinds:
        rows = kept(view, "kin_adopted", _with_adoption(view, rows))
    rows = kept(view, "kin_lasting", _with_ends(view, rows, has_former=TieKind.FORMER in kinds))
    parted = rows.filter((rows.plain == "s") & rows.valid_to.notnull() & ~rows.by_death)
    if any(word.plain == "s" or word.kind == TieKind.FORMER for word in said(view)) and is_any(parted):
        rows = kept(view, "kin_parted", _with_divorce(rows, parted))
    forth = rows.select(*PAIR, "relation", "tier", *SPAN, "lasts_to", "goes_on", "evidence", reading="there")
    back = rows.select(
        "relation", "tier", *SPAN, "lasts_to", "goes_on", "evidence",
        person_id="relative_id", relative_id="person_id", reading="back",
    ).select(forth.columns)  # fmt: skip
    return kept(view, "kin_edges", forth.union(back))


def _with_step_age(view: View, rows: ir.Table) -> ir.Table:
    """Step ties of which nothing is recorded: outside where dates say that the child was of age at the marriage."""
    is_open = (rows.kind == str(TieKind.STEP)) & rows.there.startswith("?") & (rows.line != "b").fill_null(False)
    child = (rows.line == "p").ifelse(rows.person_id, rows.relative_id)
    birth = births(view).select(child_id="person_id", born_last="born_last")
    found = beside(rows.mutate(child_id=child, is_open=is_open), birth, "child_id")
    # A year of life is full at the end of the birthday.
    of_age = found.is_open & (found.born_last + FULL_AGE * 10000 < as_number(found.valid_from))
    return _told(found, of_age.fill_null(False), outside("step-adult")).select(rows.columns)


def _with_adoption(view: View, rows: ir.Table) -> ir.Table:
    """Parents by birth of an adopted child: outside from the adoption on, unless married to the adopter.

    A plain 父亲 beside an adoptive father may be either: unknown. Of the other sex he or she is the adopter's spouse.
    """
    line = rows.filter(rows.plain.isin(["p", "c"]))
    is_up = line.plain == "p"
    line = line.mutate(
        child_id=is_up.ifelse(line.person_id, line.relative_id),
        parent_id=is_up.ifelse(line.relative_id, line.person_id),
    )
    known = sexes(view)
    sex = known.select(parent_id="person_id", parent_sex="sex")
    adopters = beside(line.filter(line.kind == str(TieKind.ADOPTION)), sex, "parent_id")
    adopters = adopters.select(
        "child_id", adopter_id="parent_id", adopter_sex="parent_sex", adopted_on="valid_from"
    ).distinct()
    by_birth = line.filter(line.kind.isnull() | (line.kind == str(TieKind.BIRTH)))
    by_birth = by_birth.inner_join(adopters, "child_id").filter(lambda t: t.parent_id != t.adopter_id)
    by_birth = beside(by_birth, sex, "parent_id")
    marriages = rows.filter((rows.plain == "s") & rows.kind.isnull())
    couples = marriages.select(parent_id="person_id", adopter_id="relative_id").union(
        marriages.select(parent_id="relative_id", adopter_id="person_id")
    )
    by_birth = beside(by_birth, couples.distinct().mutate(is_couple=True), "parent_id", "adopter_id")
    by_birth = by_birth.mutate(
        is_couple=by_birth.is_couple.fill_null(False),
        is_said=(by_birth.kind == str(TieKind.BIRTH)).fill_null(False),
        is_other_sex=(by_birth.parent_sex != by_birth.adopter_sex).fill_null(False),
    )
    ended = by_birth.group_by("evidence").aggregate(
        is_spouse=by_birth.is_couple.any(),
        is_said=by_birth.is_said.any(),
        is_other_sex=by_birth.is_other_sex.all(),
        adopted_on=by_birth.adopted_on.min(),
    )
    ended = ended.filter(~ended.is_spouse & (ended.is_said | ~ended.is_other_sex))
    found = beside(rows, ended.mutate(is_ended=True), "evidence")
    is_ended = found.is_ended.fill_null(False)
    sure = is_ended & found.is_said.fill_null(False)
    found = found.mutate(is_open=is_ended & ~sure, is_over=sure)
    before = found.filter(found.is_over & found.adopted_on.notnull())
    before = before.mutate(valid_to=before.adopted_on - _DAY, bounded=ibis.literal(True), goes_on=ibis.literal(False))
    told = _told(_told(found, found.is_over, outside("birth-family")), found.is_open, "?adopted")
    told = told.mutate(
        valid_from=told.is_over.ifelse(told.adopted_on, told.valid_from), bounded=told.bounded | told.is_over
    )
    return told.select(rows.columns).union(before.select(rows.columns))


def _with_ends(view: View, rows: ir.Table, *, has_former: bool) -> ir.Table:
    """Until when each tie holds: blood does not end, a marriage by divorce or death, affinity not by death."""
    never = ibis.null("date")
    if not has_former and view.is_empty("death"):
        starts, ends = (rows.bounded.ifelse(rows[name], never) for name in SPAN)
        return rows.mutate(valid_from=starts, valid_to=ends, lasts_to=ends, by_death=ibis.literal(False))
    is_former = (rows.kind == str(TieKind.FORMER)).fill_null(False)
    found = rows.mutate(is_former=is_former)
    for who in PAIR:
        found = beside(found, _deaths(view).select(**{who: "person_id", f"{who}_died": "died_on"}), who)
    died = _earlier(found.person_id_died, found.relative_id_died)
    by_death = (found.plain == "s") & died.notnull() & (found.valid_to.isnull() | (died <= found.valid_to))
    # Of a former marriage without a last day only this is known: it was over when it was declared.
    is_dated = found.is_former & found.valid_to.notnull()
    ends = by_death.ifelse(died, (found.is_former & ~is_dated).ifelse(found.declared_on, found.valid_to))
    found = found.mutate(
        there=is_dated.ifelse("s", found.there),
        back=is_dated.ifelse("s", found.back),
        plain=is_dated.ifelse("s", found.plain),
        by_death=by_death,
        starts=found.bounded.ifelse(found.valid_from, never),
        ends=found.bounded.ifelse(ends, never),
    )
    found = beside(found, _next_marriage(found), "evidence")
    lasts = found.by_death.ifelse(found.again_on - _DAY, found.ends)
    return found.mutate(valid_from="starts", valid_to="ends", lasts_to=lasts)


def _with_divorce(rows: ir.Table, parted: ir.Table) -> ir.Table:
    """Rows without a last day that rest on a marriage which another row says was dissolved end with it.

    That is the other spouse's row, and affinity declared on its own (岳父, 嫂子) where the tie through that spouse is
    declared too. A row that was declared after the last day says that it holds, and is left as it is.
    """
    couples = ibis.union(
        *(parted.select(one=one, other=other, parted_on="valid_to") for one, other in (PAIR, PAIR[::-1]))
    )
    couples = couples.group_by("one", "other").aggregate(parted_on=couples.parted_on.max())
    ties = rows.select(one="person_id", other="relative_id", path="plain").union(
        rows.select(one="relative_id", other="person_id", path=rows.back.lower().replace("f", "b"))
    )
    lasting = rows.filter(rows.bounded & rows.valid_to.isnull())
    same = lasting.filter(lasting.plain == "s").inner_join(
        couples, [("person_id", couples.one), ("relative_id", couples.other)]
    )
    # The spouse stands at the beginning of the path, or the marriage at its end.
    by_spouse = lasting.mutate(rest=lasting.plain.substr(1)).filter(lasting.plain.startswith("s"))
    by_spouse = by_spouse.inner_join(couples.rename(spouse_id="other", person_id="one"), "person_id")
    by_spouse = by_spouse.semi_join(ties.rename(spouse_id="one", relative_id="other", rest="path"), _BY_SPOUSE)
    by_kin = lasting.mutate(rest=lasting.plain.substr(0, lasting.plain.length() - 1))
    by_kin = by_kin.filter(lasting.plain.endswith("s"))
    by_kin = by_kin.inner_join(couples.rename(kin_id="other", relative_id="one"), "relative_id")
    by_kin = by_kin.semi_join(ties.rename(person_id="one", kin_id="other", rest="path"), _BY_KIN)
    ends = ibis.union(*(found.select("evidence", "declared_on", "parted_on") for found in (same, by_spouse, by_kin)))
    ends = ends.filter(ends.declared_on.isnull() | (ends.declared_on <= ends.parted_on))
    found = beside(rows, ends.group_by("evidence").aggregate(parted_on=ends.parted_on.max()), "evidence")
    return found.mutate(
        valid_to=ibis.coalesce(found.valid_to, found.parted_on), lasts_to=ibis.coalesce(found.lasts_to, found.parted_on)
    )


def _next_marriage(marriages: ir.Table) -> ir.Table:
    """For each marriage that death ended: the day on which the survivor married again."""
    ended = marriages.filter(marriages.by_death)
    sides = [ended.select("evidence", "ends", who=who, other=other) for who, other in (PAIR, PAIR[::-1])]
    begun = marriages.filter((marriages.plain == "s") & marriages.starts.notnull())
    starts = [begun.select(who=who, new=other, starts="starts") for who, other in (PAIR, PAIR[::-1])]
    pairs = sides[0].union(sides[1]).inner_join(starts[0].union(starts[1]), "who")
    later = pairs.filter((pairs.new != pairs.other) & (pairs.starts > pairs.ends))
    return later.group_by("evidence").aggregate(again_on=later.starts.min())


def _deaths(view: View) -> ir.Table:
    mention = view.table("mention").filter(lambda m: (m.record_table == "death") & m.person_id.notnull())
    # A namesake is not known to be dead.
    mention = mention.filter(mention.tier != "D")
    rows = view.table("death").filter(lambda t: t.died_on.notnull()).select(record_id="id", died_on="died_on")
    found = mention.inner_join(rows, "record_id")
    return found.group_by("person_id").aggregate(died_on=found.died_on.min())


def _told(rows: ir.Table, where: ir.BooleanValue, text: str) -> ir.Table:
    """Rows of which some say something else than their words alone."""
    return rows.mutate(**{name: where.ifelse(text, rows[name]) for name in ("there", "back", "plain")})


def _earlier(one: ir.Value, other: ir.Value) -> ir.Value:
    return ibis.least(ibis.coalesce(one, other), ibis.coalesce(other, one))
