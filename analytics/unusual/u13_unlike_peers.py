"""U13, a post whose work as a whole lies far from that of its peers: its pace, its refusals, its largest party.

Flows in: the log and the register of matters. Flows out: a sign at the step, one for each feature that lies far off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

import ibis
import ibis.expr.types as ir

from analytics.relations import id_table, kept, once_per_view
from analytics.relations.favour import decimal
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Place, Seen
from analytics.unusual.work import Row, grouped, rows_of, work
from models.vocabulary import Severity

_LEAST_MATTERS = 20  # as P06: fewer give no mean worth comparing
_LEAST_PEERS = 8  # as B03
# Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): modified z-scores above 3.5 in size; 0.6745 makes the
# median absolute deviation of a normal distribution its standard deviation.
_FAR, _NORMAL = Fraction(35, 10), Fraction(6745, 10_000)
_SHOWN = 20  # acts of a feature that are named as evidence: those that tell it
_PACE, _LARGEST = "pace", "largest"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a step did: how many matters, and each feature; whose the most matters were."""

    place: Place
    matters: int
    features: Mapping[str, Fraction]
    largest: str | None


class UnlikePeers(Pattern):
    """A robust comparison of a step with the same kind of step everywhere."""

    code = "U13"
    version = "2"
    name = Text("明显异于同类", "unlike its peers")
    what = Text(
        "该环节的办理快慢，或最大办理对象所占比例，明显偏离其他单位的同类环节。",
        "The pace of a step, or the part of its largest party, lies far from the same kind of step in other units.",
    )
    compared = Text(
        "各单位同类职权、同种办理行为的环节（件数不少于二十、同类不少于八个）；"
        "以中位数和绝对离差中位数计算的稳健分数超过 3.5。",
        "Steps of the same kind of power and act everywhere (twenty matters each, eight peers at least); a robust "
        "score by median and median absolute deviation above 3.5.",
    )
    innocent = Text(
        "业务量、业务种类不同；系统上线时间不同。", "Another mix of work; another system, begun at another time."
    )
    severity = Severity.LOW

    def look(self, view: View) -> Seen:
        """Each step and feature, against its peers."""
        if view.is_empty("matter_act"):
            return Seen(0, ())
        acts = _busy(view)
        tests, far = 0, []
        for _, desks in sorted(_desks(view, acts).items()):
            for feature in (_LARGEST, _PACE):
                held = [desk for desk in desks if feature in desk.features]
                if len(held) > _LEAST_PEERS:
                    tests += len(held)
                    far += list(_far_off(held, feature))
        asked = id_table("asked_id", (str(one.desk.place.step_id) for one in far))
        rows = grouped(rows_of(acts.semi_join(asked, acts.step_id == asked.asked_id)), "step_id")
        return Seen(tests, tuple(one.observation(rows[one.desk.place.step_id,]) for one in far))


@dataclass(frozen=True, slots=True)
class _Far:
    """A feature of a step that lies far from the middle of its peers, of whom there are so many."""

    desk: _Desk
    feature: str
    middle: Fraction
    score: Fraction
    peers: int

    def observation(self, rows: list[Row]) -> Observation:
        """What is to be seen, with the acts of the step that tell it."""
        value = self.desk.features[self.feature]
        if self.feature == _PACE:
            told = sorted(rows, key=lambda row: (abs(row["waited"] - value), row["id"]))
        else:
            theirs = [row for row in rows if row["taker_id"] == self.desk.largest]
            told = sorted({row["matter_id"]: row for row in theirs}.values(), key=lambda row: str(row["id"]))
        return Observation(
            place=self.desk.place,
            observed=self.desk.matters,
            among=self.peers,
            expected=self.middle,
            p=None,
            rows=tuple(("matter_act", row["id"]) for row in told[:_SHOWN]),
            places={"value": decimal(value), "score": decimal(self.score)},
            said=f"sign-u13-{self.feature}",
        )


def _far_off(desks: Sequence[_Desk], feature: str) -> Iterator[_Far]:
    values = [desk.features[feature] for desk in desks]
    middle = median(values)
    spread = median(abs(value - middle) for value in values)
    if spread == 0:  # most peers are alike to the day, and no distance can be told
        return
    for desk, value in zip(desks, values, strict=True):
        score = _NORMAL * abs(value - middle) / spread
        if score > _FAR:
            yield _Far(desk, feature, middle, score, len(desks) - 1)


@once_per_view
def _busy(view: View) -> ir.Table:
    """Acts at steps with enough matters, with the days from the first act of substance in the matter (`waited`)."""
    acts = work(view)
    acts = acts.filter(acts.step_id.notnull() & acts.acted_on.notnull())
    counted = acts.group_by("step_id").aggregate(matters=acts.matter_id.nunique())
    busy = acts.semi_join(counted.filter(counted.matters >= _LEAST_MATTERS), "step_id")
    begun = acts.group_by("matter_id").aggregate(begun=acts.acted_on.min())
    joined = busy.inner_join(begun, "matter_id")
    return kept(
        view,
        "unusual_busy",
        joined.select(
            *("id", "unit_id", "post_id", "step_id", "matter_id", "act", "taker_id"),
            waited=_days(joined.acted_on) - _days(joined.begun),
        ),
    )


def _days(day: ir.DateValue) -> ir.IntegerValue:
    found: ir.IntegerValue = day.cast("timestamp").epoch_seconds() // (24 * 3600)
    return found


def _desks(view: View, acts: ir.Table) -> dict[tuple[str, str], list[_Desk]]:
    """Steps with enough matters, by kind of power and act (where a step has several acts, the first by name)."""
    paces, largest = _paces(acts), _largest(acts)
    kinds = {row["step_id"]: row["power_domain"] for row in view.rows("step")}
    steps = acts.group_by("unit_id", "post_id", "step_id").aggregate(
        matters=acts.matter_id.nunique(), act=acts.act.min()
    )
    found: dict[tuple[str, str], list[_Desk]] = defaultdict(list)
    for row in rows_of(steps):
        step, matters = row["step_id"], int(row["matters"])
        features, party = {_PACE: paces[step]}, None
        if step in largest:
            party, own = largest[step]
            features[_LARGEST] = Fraction(own, matters)
        place = Place(row["unit_id"], row["post_id"], step)
        found[kinds[step], row["act"]].append(_Desk(place, matters, features, party))
    return dict(found)


def _paces(acts: ir.Table) -> dict[str, Fraction]:
    """By step, the median of `waited`, of the one or two acts in the middle."""
    place = ibis.row_number().over(group_by=acts.step_id, order_by=[acts.waited, acts.id])
    counts = acts.group_by("step_id").aggregate(acts=acts.count())
    ranked = acts.select("step_id", "waited", place=place).inner_join(counts, "step_id")
    middle = ranked.filter((ranked.place * 2 >= ranked.acts - 2) & (ranked.place * 2 <= ranked.acts))
    summed = middle.group_by("step_id").aggregate(waited=middle.waited.sum(), acts=middle.count())
    return {row["step_id"]: Fraction(int(row["waited"]), int(row["acts"])) for row in rows_of(summed)}


def _largest(acts: ir.Table) -> dict[str, tuple[str, int]]:
    """By step, the party that had the most matters (of several, the first by id), and how many."""
    known = acts.filter(acts.taker_id.notnull())
    own = known.group_by("step_id", "taker_id").aggregate(own=known.matter_id.nunique())
    place = ibis.row_number().over(group_by=own.step_id, order_by=[own.own.desc(), own.taker_id])
    ranked = own.mutate(place=place)
    return {row["step_id"]: (row["taker_id"], int(row["own"])) for row in rows_of(ranked.filter(ranked.place == 0))}
