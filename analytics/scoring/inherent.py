"""The inherent grade of a step that its unit did not grade, by a formula of ours: likelihood times harm.

Flows in: what is known of the step (the kind of act, the kind of power, whether its result is told, its limit, its
handlers) and of a year's matters at it. Flows out: the factors, 1 to 5 each, and the parts they make of the grade; or
the names of the factors that cannot be told, and then there is no grade. Such a grade is always marked as ours: it is
never shown as the unit's.

    grade = mean(frequency, discretion, money, opacity) x harm        1 to 25, not rounded

so that each factor is a part of its own: a quarter of its value times the harm.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from analytics.scoring.level import LevelPart, PartKind
from models.vocabulary import PowerDomain, StepAct, Term

# Most matters a year for 1, 2, 3 and 4: one a month, one a week, one a working day, four a working day.
FREQUENCY_UP_TO = (12, 52, 250, 1000)
# Most yuan a year for 2, 3 and 4; no money is 1.
MONEY_UP_TO_FEN = (100_000_00, 1_000_000_00, 10_000_000_00)
DISCRETION = {
    StepAct.REGISTER: 1,
    StepAct.FILE: 1,
    StepAct.DELIVER: 1,
    StepAct.NOTIFY: 1,
    StepAct.ACCEPT: 2,
    StepAct.PAY: 2,
    StepAct.EXAMINE: 3,
    StepAct.VERIFY: 3,
    StepAct.REVIEW: 4,
    StepAct.DECIDE: 5,
    StepAct.AWARD: 5,
}
# Powers over people, money and goods do most harm; then those that punish, those that permit, and those within.
HARM = {
    PowerDomain.MONEY: 5,
    PowerDomain.PERSONNEL: 5,
    PowerDomain.PROCUREMENT: 5,
    PowerDomain.ENFORCEMENT: 4,
    PowerDomain.LICENSING: 3,
    PowerDomain.INTERNAL: 2,
}
_NEEDS_AMOUNTS = frozenset({PowerDomain.MONEY, PowerDomain.PROCUREMENT})


class Unknown(Term):
    """What has to be known for a grade by formula, and is not."""

    LOG = "log", "近一年的事项办理日志", "the log of matters of the past year"
    ACT = "act", "该环节做什么（环节名称不明）", "what is done at the step (its name does not tell)"
    AMOUNTS = "amounts", "经办金额", "the amounts handled"


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What is known of a step.

    `matters` are those of the year before the assessed day, None where no log of it is held; `fen` is their stated
    worth, each counted once, and `unpriced` how many state none. `tells_result`: some step of the power notifies or
    publishes.
    """

    act: StepAct | None
    power: PowerDomain
    tells_result: bool
    has_limit: bool
    handlers: int
    matters: int | None
    fen: int = 0
    unpriced: int = 0


def opacity(facts: StepFacts) -> int:
    """1 where the result is told, a limit is written and two or more handle it; 5 where none of it is so.

    >>> opacity(StepFacts(None, PowerDomain.MONEY, True, True, 1, None))
    2
    """
    return 1 + 2 * (not facts.tells_result) + (not facts.has_limit) + (facts.handlers < 2)


def by_formula(facts: StepFacts) -> tuple[tuple[LevelPart, ...] | None, tuple[Unknown, ...]]:
    """The parts of the grade, or None and what is not known.

    >>> parts, _ = by_formula(StepFacts(StepAct.DECIDE, PowerDomain.LICENSING, True, True, 1, 200))
    >>> [(str(part.kind), part.code, part.points) for part in parts]
    [('frequency', '3', 225), ('discretion', '5', 375), ('money', '1', 75), ('opacity', '2', 150)]
    """
    unknown = _unknown(facts)
    if unknown or facts.act is None or facts.matters is None:
        return None, unknown
    factors = {
        PartKind.FREQUENCY: 1 + bisect_left(FREQUENCY_UP_TO, facts.matters),
        PartKind.DISCRETION: DISCRETION[facts.act],
        PartKind.MONEY: 2 + bisect_left(MONEY_UP_TO_FEN, facts.fen) if facts.fen else 1,
        PartKind.OPACITY: opacity(facts),
    }
    harm = HARM[facts.power]
    return tuple(LevelPart(kind, str(value), 25 * value * harm) for kind, value in factors.items()), ()


def _unknown(facts: StepFacts) -> tuple[Unknown, ...]:
    """No matter in the year is a fact where the log is held; matters of money without an amount leave the sum open."""
    found = []
    if facts.act is None:
        found.append(Unknown.ACT)
    if facts.matters is None:
        found.append(Unknown.LOG)
    elif facts.unpriced and facts.power in _NEEDS_AMOUNTS:
        found.append(Unknown.AMOUNTS)
    return tuple(found)
