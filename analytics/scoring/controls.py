"""The controls of a step that count: measures of the library that somebody answers for and that were reviewed in time.

Flows in: the measures written on the step, the rows of the unit's risk table about its post, the library. Flows out:
the measures found, what each takes off the grade, and what is missing where they do not count.

A row of a risk table counts when it names an owner and was reviewed within twelve months of the assessed day. Measures
written on a step have neither of their own: they count when a row of their post does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analytics.errors import RunAborted
from models.calendar import add_months
from models.controls import OTHER_PERCENT, Library, LibraryRefused, library, parsed
from models.vocabulary import OwnerLevel, PowerDomain, RiskLevel, Term

REVIEW_MONTHS = 12
OTHER = "other"  # stands for all measures that are none of the library for this kind of power
LIBRARY_FILE = "controls.toml"
_MOST_BYTES = 1_000_000


class ControlLack(Term):
    """Why measures on record do not count."""

    MEASURE = "measure", "未见防控措施", "no measure on record"
    OWNER = "owner", "未列责任人", "no owner is named"
    REVIEW = "review", "没有复核日期", "no day of review"
    REVIEW_OLD = "review_old", "超过12个月未复核", "not reviewed for more than twelve months"
    REVIEW_AHEAD = "review_ahead", "复核日期晚于评估日", "the day of review lies after the assessed day"


@dataclass(frozen=True, slots=True)
class Controls:
    """The measures on record at a step and which of them count.

    `named` are codes of the library found in the words of all measures, whether they count or not; `counted` are the
    codes that count with the per cents they take off. `lacks` says what is missing for the rest to count.
    `owner_level` is the highest rank that answers for the risks of the post, where the table says it.
    """

    named: tuple[str, ...]
    has_other: bool
    counted: tuple[tuple[str, int], ...]
    lacks: tuple[ControlLack, ...]
    owner_level: OwnerLevel | None

    @property
    def has_measures(self) -> bool:
        """Whether any measure is on record."""
        return bool(self.named) or self.has_other


def controls_of(
    step_measures: str | None, rows: Iterable[Mapping[str, Any]], power: PowerDomain | None, day: date, known: Library
) -> Controls:
    """The controls of a step of this kind of power; None for a post that is graded as a whole, where any kind fits."""
    points = list(rows)
    faults = [row_faults(row, day) for row in points]
    good = [row["measures"] for row, fault in zip(points, faults, strict=True) if not fault]
    everything = known.named_in([step_measures, *(row["measures"] for row in points)])
    counting = known.named_in([step_measures if good else None, *good])
    fitting = [code for code in counting.codes if power is None or power in known.measures[code].powers]
    counted = [(code, known.measures[code].percent) for code in fitting]
    if counting.has_other or len(fitting) < len(counting.codes):
        counted.append((OTHER, OTHER_PERCENT))
    return Controls(
        named=everything.codes,
        has_other=everything.has_other,
        counted=tuple(counted),
        lacks=_lacks(everything.is_blank, counting == everything, points, faults),
        owner_level=_highest_owner(points),
    )


def row_faults(row: Mapping[str, Any], day: date) -> tuple[ControlLack, ...]:
    """What keeps the measures of a row of a risk table from counting: no owner, or no review within twelve months."""
    faults = [] if row["has_owner"] else [ControlLack.OWNER]
    reviewed = row["reviewed_on"]
    if reviewed is None:
        faults.append(ControlLack.REVIEW)
    elif reviewed > day:
        faults.append(ControlLack.REVIEW_AHEAD)
    elif day > add_months(reviewed, REVIEW_MONTHS):
        faults.append(ControlLack.REVIEW_OLD)
    return tuple(faults)


def _lacks(
    is_blank: bool, all_count: bool, points: list[Mapping[str, Any]], faults: list[tuple[ControlLack, ...]]
) -> tuple[ControlLack, ...]:
    if is_blank:
        return (ControlLack.MEASURE,)
    if all_count:
        return ()
    if not points:
        return (ControlLack.OWNER, ControlLack.REVIEW)
    found = {fault for row, of_row in zip(points, faults, strict=True) for fault in of_row if row["measures"]}
    found = found or {fault for of_row in faults for fault in of_row}
    return tuple(lack for lack in ControlLack if lack in found)


def _highest_owner(points: list[Mapping[str, Any]]) -> OwnerLevel | None:
    ranks = list(OwnerLevel)
    said = [OwnerLevel(row["owner_level"]) for row in points if row["owner_level"]]
    return min(said, key=ranks.index, default=None)


def missing_advice(
    controls: Controls, level: RiskLevel | None, power: PowerDomain | None, known: Library
) -> tuple[str, ...]:
    """Measures that the library asks for at this grade and kind of power, and that nobody wrote down."""
    if level is None or power is None:
        return ()
    return tuple(code for code in known.advised(level, power) if code not in controls.named)


def office_library(home: Path, day: date) -> Library:
    """The library that holds on a day: the office's own file in its home from its day on, else the one shipped.

    Raises RunAborted with the key or value of the file that cannot be taken.
    """
    file = home / LIBRARY_FILE
    if not file.exists():
        return library()
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise RunAborted("scoring-library-too-long", file=LIBRARY_FILE, most=_MOST_BYTES)
        own = parsed(file.read_text("utf-8"), library())
    except (OSError, UnicodeDecodeError) as error:
        raise RunAborted("scoring-library-unreadable", file=LIBRARY_FILE) from error
    except LibraryRefused as error:
        raise RunAborted(error.message.code, **error.message.params) from error
    return own if own.since <= day else library()
