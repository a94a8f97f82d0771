"""The values an office set itself: where each change of a threshold stands, and what rules read because of it.

Flows in: rows of `threshold_change` (from the store or from a snapshot). Flows out: changes folded from their steps,
and the parameters of a rule with the confirmed values added to its own, each from its first day on. A step that was not
allowed when it was made changes nothing, whoever wrote it into the table.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import zhconv

from analytics.errors import RunAborted
from analytics.rules.parameters import Parameter, Value
from analytics.rules.rule import Rule
from analytics.snapshot import View
from models.language import Message
from models.vocabulary import ThresholdAct

_TABLE = "threshold_change"
_DECISIONS = {str(act): act for act in ThresholdAct if act is not ThresholdAct.PROPOSED}
_SPELT = ("L", "Mc", "N")  # what makes a name; accents, blanks, dots and signs without a shape do not
_SHAPELESS = frozenset("\u115f\u1160")  # letters by their category, and nothing to be seen
_GREEK, _CYRILLIC = "αβεζηικμνορτυχ", "авеѕіјкмнорстух"
# Letters of other scripts whose small or capital form cannot be told from a Latin one by looking at it.
_LOOKALIKE = str.maketrans(_GREEK + _CYRILLIC, "abezhikmnoptyx" + "abesijkmhopctyx")


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """One change of one parameter: what was proposed, by whom, and what became of it.

    `basis` is the instrument that set the value, needed where `first_day` lies before the day of confirmation.
    `decided_by`, `decided_at` and `remark` are those of the second step; None while the change is open.
    """

    number: int
    rule: str
    parameter: str
    value: str
    first_day: date
    why: str
    basis: str | None
    proposed_by: str
    proposed_at: datetime
    state: ThresholdAct = ThresholdAct.PROPOSED
    decided_by: str | None = None
    decided_at: datetime | None = None
    remark: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided about it yet."""
        return self.state is ThresholdAct.PROPOSED

    @property
    def is_confirmed(self) -> bool:
        """Whether a second person confirmed it, so that it counts from its first day on."""
        return self.state is ThresholdAct.CONFIRMED

    def refusal(self, act: ThresholdAct, who: str, today: date) -> Message | None:
        """Why somebody may not decide this about the change today, None where they may.

        Who proposed may withdraw and nothing else; confirming and rejecting are for others. A day that has passed is
        only confirmed where an instrument set the value then.
        """
        number = {"number": str(self.number)}
        if not self.is_open:
            return Message(f"threshold-{self.state}-already", number | {"who": self.decided_by or "-"})
        is_theirs = same_person(who, self.proposed_by)
        if act is ThresholdAct.WITHDRAWN:
            return None if is_theirs else Message("threshold-not-yours", number | {"who": self.proposed_by})
        if is_theirs:
            return Message("threshold-second-name", number | {"who": self.proposed_by})
        if act is ThresholdAct.CONFIRMED and self.first_day < today and self.basis is None:
            return Message("threshold-day-passed", number | {"day": self.first_day.isoformat()})
        return None


def same_person(one: str, other: str) -> bool:
    """Whether two typed names are one.

    Width, case, accents, blanks, dots, what cannot be seen, the long form of a character, and Greek or Cyrillic letters
    that look like Latin ones make no other person. Rather one too many is refused: who bears such a name adds to it.

    >>> same_person("J. Smith", "ｊ smith"), same_person("乔", " 喬\u3000"), same_person("乔", "林")
    (True, True, False)
    """
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    signs = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    seen = [sign for sign in signs if unicodedata.category(sign).startswith(_SPELT) and sign not in _SHAPELESS]
    # One character at a time: as parts of words some are left as they are.
    return "".join(sign if sign.isascii() else str(zhconv.convert(sign, "zh-hans")) for sign in seen).translate(
        _LOOKALIKE
    )


def is_name(text: str) -> bool:
    """Whether anything of a text can name a person.

    >>> is_name("乔"), is_name(" ·— ")
    (True, False)
    """
    return bool(_folded(text))


def utc_day(instant: datetime) -> date:
    """The day of an instant on the clock of the store."""
    return _aware(instant).date()


def _aware(instant: datetime) -> datetime:
    """An instant in UTC; a snapshot keeps them without saying so."""
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def fold_changes(steps: Iterable[Mapping[str, Any]]) -> tuple[ThresholdChange, ...]:
    """The changes by their numbers, each as its steps left it."""
    of_change: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for step in steps:
        of_change[step["change"]].append(step)
    folded = (_folded_steps(sorted(found, key=lambda step: step["number"])) for _, found in sorted(of_change.items()))
    return tuple(change for change in folded if change is not None)


def _folded_steps(steps: Sequence[Mapping[str, Any]]) -> ThresholdChange | None:
    first = steps[0]
    told = ("rule", "parameter", "value", "first_day", "why")
    if first["act"] != ThresholdAct.PROPOSED or any(first[name] is None for name in told):
        return None
    change = ThresholdChange(
        number=first["change"],
        **{name: first[name] for name in told},
        basis=first["basis"],
        proposed_by=first["who"],
        proposed_at=_aware(first["recorded_at"]),
    )
    for step in steps[1:]:
        act, at = _DECISIONS.get(step["act"]), _aware(step["recorded_at"])
        if act is not None and change.refusal(act, step["who"], at.date()) is None:
            change = replace(change, state=act, decided_by=step["who"], decided_at=at, remark=step["why"])
    return change


def changes_of(view: View) -> tuple[ThresholdChange, ...]:
    """The changes as they stood at the end of the day of a view."""
    return fold_changes(view.rows(_TABLE))


def office_parameters(rule: Rule, changes: Iterable[ThresholdChange]) -> tuple[Parameter, ...]:
    """The parameters of a rule with the confirmed values of an office beside its own.

    Of two changes for one day the one confirmed later counts. Values that the rule of this release cannot read are
    left out (`unfit` tells them).
    """
    known = {parameter.name: parameter for parameter in rule.parameters}
    for change in sorted(changes, key=lambda change: (str(change.decided_at), change.number)):
        value = _value(rule, change)
        if change.is_confirmed and value is not None:
            known[change.parameter] = known[change.parameter].changed(change.first_day, value, change.number)
    return tuple(known.values())


def unfit(changes: Iterable[ThresholdChange], rules: Sequence[Rule]) -> tuple[ThresholdChange, ...]:
    """The confirmed changes no rule can read: their rule or parameter is gone, or their value no longer allowed."""
    confirmed = (change for change in changes if change.is_confirmed)
    return tuple(change for change in confirmed if all(_value(rule, change) is None for rule in rules))


def _value(rule: Rule, change: ThresholdChange) -> Value | None:
    """What a rule reads of a change; None where it is about another rule, or this one cannot read it any more."""
    parameter = next((one for one in rule.parameters if one.name == change.parameter), None)
    if parameter is None or change.rule != rule.code:
        return None
    try:
        return parameter.read(rule.code, change.value)
    except RunAborted:
        return None
