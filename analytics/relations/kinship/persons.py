"""What is known of the birth and the sex of people in declared ties, without any population register.

Flows in: masked identity numbers in declarations, birth dates on lists of aid, kin terms. Flows out: two small tables,
`births` (the first and the last day somebody may be born on, as numbers YYYYMMDD) and `sexes` (`m` or `f`; not those of
whom the sources disagree).
"""

from __future__ import annotations

import ibis.expr.types as ir

from analytics.relations.kinship.declared import declared_kin
from analytics.relations.records import kept, named, once_per_view
from analytics.snapshot import View

FULL_AGE = 18

_YEAR, _DAY_OF_YEAR, _SEX = 6, 10, 16
_LENGTH = 18


@once_per_view
def births(view: View) -> ir.Table:
    """`person_id`, `born_first`, `born_last`: between which days somebody was born, where anything is known."""
    masks = _masks(view).filter(lambda t: t.mask.substr(_YEAR, 4).re_search(r"^[0-9]{4}$"))
    day = masks.mask.substr(_DAY_OF_YEAR, 4)
    has_day = day.re_search(r"^[0-9]{4}$")
    year = masks.mask.substr(_YEAR, 4).cast("int64") * 10000
    by_number = masks.select(
        "person_id",
        born_first=year + has_day.ifelse(day, "0101").cast("int64"),
        born_last=year + has_day.ifelse(day, "1231").cast("int64"),
    )
    both = by_number
    if not view.is_empty("benefit"):
        claims = named(view, "benefit", person="claimant").filter(
            lambda t: t.person_id.notnull() & t.id_birth.notnull()
        )
        day = as_number(claims.id_birth)
        both = both.union(claims.select("person_id", born_first=day, born_last=day))
    known = both.group_by("person_id").aggregate(born_first=both.born_first.max(), born_last=both.born_last.min())
    return kept(view, "kin_births", known.filter(known.born_first <= known.born_last))


@once_per_view
def sexes(view: View) -> ir.Table:
    """`person_id`, `sex`: by the number (its last place but one is odd for men) and by what relatives call them."""
    masks = _masks(view).filter(lambda t: t.mask.substr(_SEX, 1).re_search("^[0-9]$"))
    by_number = masks.select("person_id", sex=(masks.mask.substr(_SEX, 1).cast("int64") % 2 == 1).ifelse("m", "f"))
    called = declared_kin(view).filter(lambda t: t.sex.notnull())
    every = by_number.union(called.select(person_id="relative_id", sex="sex"))
    known = every.group_by("person_id").aggregate(sex=every.sex.min(), other=every.sex.max())
    return kept(view, "kin_sexes", known.filter(known.sex == known.other).select("person_id", "sex"))


def as_number(day: ir.DateValue) -> ir.IntegerValue:
    """A day as the number YYYYMMDD."""
    number: ir.IntegerValue = (day.year() * 10000 + day.month() * 100 + day.day()).cast("int64")
    return number


def _masks(view: View) -> ir.Table:
    rows = declared_kin(view)
    one, other = (rows.select(person_id=f"{who}_id", mask=f"{who}_mask") for who in ("person", "relative"))
    every = one.union(other)
    return every.filter(every.mask.length() == _LENGTH)
