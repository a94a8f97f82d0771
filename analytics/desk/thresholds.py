"""Changes of thresholds, written: proposed by one person, then confirmed or rejected by another, or withdrawn.

Flows in: a rule, a parameter, its value and first day, who and why; then a second name. Flows out: one row of
`threshold_change`, or `RunAborted` with one sentence. Of two people who act at once the numbers let one come first; the
other is answered by what the first did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from analytics.desk.texts import LONGEST_NAME, kept
from analytics.errors import RunAborted
from analytics.rules import rule
from analytics.rules.parameters import Parameter, value_text
from analytics.rules.threshold_changes import ThresholdChange, fold_changes, is_name, office_parameters, utc_day
from models.tables import ThresholdStep
from models.vocabulary import ThresholdAct

_ATTEMPTS = 4
_FIRST_YEAR, _LAST_YEAR = 1949, 2999  # between them days are days of an office, and reckoning never leaves the calendar
_TABLE = ThresholdStep.__table__


def propose(
    engine: Engine,
    code: str,
    name: str,
    value: str,
    first_day: date,
    *,
    who: str,
    why: str,
    now: datetime,
    basis: str = "",
) -> int:
    """Propose another value for a parameter of a rule from a day on; returns the number of the change.

    A day before today needs `basis`, the instrument that set the value then: otherwise what was done under the old
    value would be judged by one that nobody knew. Raises RunAborted for an unknown rule or parameter, a value that is
    not allowed, one in force already, and while another change of the parameter is open.
    """
    asked = rule(code.strip().upper())
    read = value_text(_parameter(asked.code, asked.parameters, name).read(asked.code, value))
    who, why, basis = _name(who), kept(why), kept(basis)
    if not why:
        raise RunAborted("decision-without-reason")
    if not _FIRST_YEAR <= first_day.year <= _LAST_YEAR:
        raise RunAborted("threshold-day-impossible", first=_FIRST_YEAR, last=_LAST_YEAR)
    if first_day < utc_day(now) and not basis:
        raise RunAborted("threshold-day-past", day=first_day, today=utc_day(now))
    said = {"rule": asked.code, "parameter": name, "value": read, "first_day": first_day, "basis": basis or None}

    def next_step() -> tuple[int, int]:
        changes = threshold_changes(engine)
        _refuse_where_open(changes, asked.code, name)
        _refuse_where_in_force(_parameter(asked.code, office_parameters(asked, changes), name), first_day, read)
        return max((change.number for change in changes), default=0) + 1, 1

    return _add(engine, ThresholdAct.PROPOSED, who, now, next_step, said | {"why": why})


def confirm(engine: Engine, number: int, *, who: str, now: datetime) -> int:
    """Confirm a change as the second person; from then on it counts from its first day on.

    Raises RunAborted for who proposed it, where it is decided already, where its day has passed without a basis, and
    where the rule of this release cannot read the value.
    """
    change = threshold_change(engine, number)
    asked = rule(change.rule)
    _parameter(asked.code, asked.parameters, change.parameter).read(asked.code, change.value)
    return _decide(engine, ThresholdAct.CONFIRMED, number, who, now)


def reject(engine: Engine, number: int, *, who: str, why: str, now: datetime) -> int:
    """Reject a change of somebody else. Raises RunAborted without a reason, or where it is decided already."""
    why = kept(why)
    if not why:
        raise RunAborted("decision-without-reason")
    return _decide(engine, ThresholdAct.REJECTED, number, who, now, why)


def withdraw(engine: Engine, number: int, *, who: str, now: datetime, why: str = "") -> int:
    """Take one's own change back while nobody has decided about it. Raises RunAborted otherwise."""
    return _decide(engine, ThresholdAct.WITHDRAWN, number, who, now, kept(why))


def threshold_changes(engine: Engine) -> tuple[ThresholdChange, ...]:
    """All changes as the store has them now, by number."""
    with engine.connect() as connection:
        return fold_changes(dict(row) for row in connection.execute(select(_TABLE)).mappings())


def threshold_change(engine: Engine, number: int) -> ThresholdChange:
    """One change. Raises RunAborted for a number that none has."""
    found = next((change for change in threshold_changes(engine) if change.number == number), None)
    if found is None:
        raise RunAborted("threshold-unknown-change", number=number)
    return found


def threshold_steps_made(engine: Engine) -> int:
    """How many steps there are. Steps are only ever added, so that an equal number means an equal state."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(_TABLE)).scalar_one()


def _name(who: str) -> str:
    who = kept(who, LONGEST_NAME)
    if not is_name(who):
        raise RunAborted("decision-without-name")
    return who


def _parameter(code: str, parameters: tuple[Parameter, ...], name: str) -> Parameter:
    found = {parameter.name: parameter for parameter in parameters}
    if name not in found:
        raise RunAborted("rules-unknown-parameter", rule=code, name=name, known=", ".join(sorted(found)) or "-")
    return found[name]


def _refuse_where_open(changes: tuple[ThresholdChange, ...], code: str, name: str) -> None:
    """One question at a time: two open changes of one parameter would each be confirmed without a look at the other."""
    for change in changes:
        if change.is_open and (change.rule, change.parameter) == (code, name):
            raise RunAborted("threshold-open-already", number=change.number, who=change.proposed_by)


def _refuse_where_in_force(parameter: Parameter, first_day: date, read: str) -> None:
    in_force = parameter.on(first_day)
    if in_force is not None and value_text(in_force) == read:
        raise RunAborted("threshold-in-force-already", name=parameter.name, value=read, day=first_day)


def _decide(engine: Engine, act: ThresholdAct, number: int, who: str, now: datetime, why: str = "") -> int:
    who = _name(who)

    def next_step() -> tuple[int, int]:
        refused = threshold_change(engine, number).refusal(act, who, utc_day(now))
        if refused is not None:
            raise RunAborted(refused.code, **refused.params)
        return number, _steps_of(engine, number) + 1

    return _add(engine, act, who, now, next_step, {"why": why or None})


def _steps_of(engine: Engine, number: int) -> int:
    with engine.connect() as connection:
        chosen = select(func.max(_TABLE.c.number)).where(_TABLE.c.change == number)
        return int(connection.execute(chosen).scalar_one())


def _add(
    engine: Engine,
    act: ThresholdAct,
    who: str,
    now: datetime,
    next_step: Callable[[], tuple[int, int]],
    said: dict[str, Any],
) -> int:
    """Write a step under the numbers that `next_step` finds free; asked again where somebody else was first."""
    for _ in range(_ATTEMPTS):
        change, number = next_step()
        key = "\x1f".join((str(change), str(number), act, who, now.isoformat()))
        row = {
            "id": hashlib.sha256(key.encode()).hexdigest()[:32],
            "change": change,
            "number": number,
            "act": str(act),
            "who": who,
            "recorded_at": now,
        }
        try:
            with engine.begin() as connection:
                connection.execute(insert(ThresholdStep), row | said)
        except IntegrityError:
            continue  # somebody else was first: what they did decides whether this is still allowed
        return change
    raise RunAborted("threshold-meanwhile")
