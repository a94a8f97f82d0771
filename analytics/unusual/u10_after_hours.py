"""U10, decisions taken in a batch outside office hours.

Flows in: the times of acts in the log of matters. Flows out: a sign at the step where the batch was decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import ibis.expr.types as ir

from analytics.relations.favour import Stratum, expected, tail, whole
from analytics.rules.parameters import Text
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Pattern, Seen
from analytics.unusual.work import LEAST, Row, grouped, place_of, rows_of, work
from models.calendar import CalendarUnknown, is_working_day
from models.vocabulary import Severity

# Office hours with an hour to spare at either end; ours, as hours differ from place to place and by season.
_OPENS, _CLOSES = 7, 19
_TOGETHER = timedelta(minutes=30)  # from one act of a batch to the next
_AHEAD = 8 * 3600  # seconds of the clock of China before that of the store (UTC), the same all year since 1992
_DAY = 24 * 3600
_SATURDAY = 5
EPOCH = date(1970, 1, 1)


class AfterHours(Pattern):
    """One official decides several matters within minutes, at night or on a day off."""

    code = "U10"
    version = "3"
    name = Text("下班后集中审批", "batches after hours")
    what = Text(
        "同一人在下班后或休息日接连办理多件事项。",
        "One official handles several matters in a row, after hours or on a day off.",
    )
    compared = Text(
        "全部有时刻的办理记录中非工作时间所占比例；各人件数不变，随机分布。",
        "The part of all timed acts that fall outside office hours; everyone keeps as many acts, at random.",
    )
    innocent = Text("抢险救灾、年末结账、系统补录。", "An emergency, the end of the year, entries made afterwards.")
    severity = Severity.MEDIUM

    def look(self, view: View) -> Seen:
        """Each official at a post with a batch of `LEAST` matters or more outside office hours."""
        acts = work(view)
        timed = _timed(acts)
        late = rows_of(_after_hours(timed))
        desks = grouped(late, "giver_id", "post_id")
        if not desks:
            return Seen(0, ())
        every = whole(timed.count())
        counted = timed.group_by("giver_id", "post_id").aggregate(acts=timed.count()).to_pyarrow().to_pylist()
        of_desk = {(row["giver_id"], row["post_id"]): int(row["acts"]) for row in counted}
        found = []
        for desk, rows in sorted(desks.items()):
            batch = max(_batches(rows), key=_matters)
            if _matters(batch) < LEAST:
                continue
            stratum = (Stratum(every, of_desk[desk], len(late)),)
            evidence = tuple(("matter_act", row["id"]) for row in batch)
            p = tail(stratum, len(rows))
            figures = {"late": str(len(rows))}
            found.append(
                Observation(place_of(batch), _matters(batch), of_desk[desk], expected(stratum), p, evidence, figures)
            )
        return Seen(len(of_desk), tuple(found))


def _timed(acts: ir.Table) -> ir.Table:
    """Acts of known officials whose hour is known: midnight to the second is how systems write a day without one."""
    known = acts.filter(acts.acted_at.notnull() & acts.giver_id.notnull())
    return known.filter(_clock(known) % _DAY != 0)


def _clock(acts: ir.Table) -> ir.IntegerValue:
    """Seconds by the clock where the office is."""
    found: ir.IntegerValue = acts.acted_at.epoch_seconds() + _AHEAD
    return found


def _after_hours(timed: ir.Table) -> ir.Table:
    """Acts outside office hours where the office is, or on a day on which offices are closed."""
    moment = _clock(timed)
    dated = timed.mutate(local_day=moment // _DAY, hour=(moment % _DAY) // 3600)
    days = dated.select("local_day").distinct().to_pyarrow()["local_day"].to_pylist()
    closed = sorted(day for day in days if not is_open(EPOCH + timedelta(days=int(day))))
    late = (dated.hour < _OPENS) | (dated.hour >= _CLOSES) | dated.local_day.isin(closed)
    return dated.filter(late).drop("local_day", "hour")


def is_open(day: date) -> bool:
    """Whether offices are open on a day; of a year without a holiday notice, every day but Saturday and Sunday.

    >>> is_open(date(2024, 5, 11)), is_open(date(2124, 5, 13))
    (True, False)
    """
    try:
        return is_working_day(day)
    except CalendarUnknown:
        return day.weekday() < _SATURDAY


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    """Acts in a row with at most `_TOGETHER` between one and the next."""
    batch: list[Row] = []
    for row in sorted(rows, key=lambda row: (row["acted_at"], row["id"])):
        if batch and row["acted_at"] - batch[-1]["acted_at"] > _TOGETHER:
            yield batch
            batch = []
        batch.append(row)
    yield batch


def _matters(acts: list[Row]) -> int:
    return len({row["matter_id"] for row in acts})
