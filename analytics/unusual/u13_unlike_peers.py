"""U13, a post whose work as a whole lies far from that of its peers: its pace, its refusals, its largest party.

Flows in: the log and the register of matters. Flows out: a sign at the step, one for each feature that lies far off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

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


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature of a step: its value, and the acts that tell most of it."""

    value: Fraction
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a step did: how many matters, and each feature."""

    place: Place
    matters: int
    features: Mapping[str, _Feature]


class UnlikePeers(Pattern):
    """A robust comparison of a step with the same kind of step everywhere."""

    code = "U13"
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
        tests, found = 0, []
        for _, desks in sorted(_desks(view).items()):
            for feature in sorted({name for desk in desks for name in desk.features}):
                held = [desk for desk in desks if feature in desk.features]
                if len(held) <= _LEAST_PEERS:
                    continue
                tests += len(held)
                found += list(_far_off(held, feature))
        return Seen(tests, tuple(found))


def _far_off(desks: Sequence[_Desk], name: str) -> Iterator[Observation]:
    values = [desk.features[name].value for desk in desks]
    middle = median(values)
    spread = median(abs(value - middle) for value in values)
    if spread == 0:  # most peers are alike to the day, and no distance can be told
        return
    for desk in desks:
        feature = desk.features[name]
        score = _NORMAL * abs(feature.value - middle) / spread
        if score > _FAR:
            yield Observation(
                place=desk.place,
                observed=desk.matters,
                among=len(desks) - 1,
                expected=middle,
                p=None,
                rows=tuple(("matter_act", act) for act in feature.acts),
                places={"value": decimal(feature.value), "score": decimal(score)},
                said=f"sign-u13-{name}",
            )


def _desks(view: View) -> dict[tuple[str, str], list[_Desk]]:
    """Steps with enough matters, by kind of power and act."""
    acts = work(view)
    acts = acts.filter(acts.step_id.notnull() & acts.acted_on.notnull())
    counted = acts.group_by("step_id").aggregate(matters=acts.matter_id.nunique())
    busy = acts.semi_join(counted.filter(counted.matters >= _LEAST_MATTERS), "step_id")
    begun = acts.group_by("matter_id").aggregate(begun=acts.acted_on.min())
    rows = rows_of(busy.inner_join(begun, "matter_id").select("id", *_COLUMNS))
    kinds = {row["step_id"]: row["power_domain"] for row in view.rows("step")}
    found: dict[tuple[str, str], list[_Desk]] = defaultdict(list)
    for (step,), theirs in sorted(grouped(rows, "step_id").items()):
        found[kinds[step], theirs[0]["act"]].append(_desk(theirs))
    return dict(found)


_COLUMNS = ("unit_id", "post_id", "step_id", "matter_id", "act", "acted_on", "taker_id", "begun")


def _desk(rows: list[Row]) -> _Desk:
    matters = {row["matter_id"] for row in rows}
    place = Place(rows[0]["unit_id"], rows[0]["post_id"], rows[0]["step_id"])
    return _Desk(place, len(matters), {"pace": _pace(rows)} | _largest(rows, len(matters)))


def _pace(rows: list[Row]) -> _Feature:
    """The middle number of days from the first act of substance in a matter to that of the step."""
    days = {row["id"]: (row["acted_on"] - row["begun"]).days for row in rows}
    middle = Fraction(median(days.values()))
    acts = sorted(days, key=lambda act: (abs(days[act] - middle), act))
    return _Feature(middle, tuple(sorted(acts[:_SHOWN])))


def _largest(rows: list[Row], matters: int) -> dict[str, _Feature]:
    """The part of the matters that its largest party had."""
    of_party: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row["taker_id"]:
            of_party[row["taker_id"]][row["matter_id"]] = row["id"]
    if not of_party:
        return {}
    party = min(of_party, key=lambda one: (-len(of_party[one]), one))
    acts = tuple(sorted(of_party[party].values())[:_SHOWN])
    return {"largest": _Feature(Fraction(len(of_party[party]), matters), acts)}
