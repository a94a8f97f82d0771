"""Which lead comes next: ordered by attention and triage, with one in twenty drawn at random.

Flows in: the traced leads of a run, what each weighs, and the reviews so far. Flows out: the leads that wait, in order.

What orders is attention times the chance that the facts hold: the attention that can be expected to be well spent. The
draw knows neither.

Leads found by attention are the likelier ones, so what becomes of them says nothing of a rule as a whole. The leads
that chance chose (`is_drawn`) stand for all, and error rates are reckoned from them alone. They come in the order of
their lots and often enough to be one in twenty of what is settled: passed over, they move to the head of the queue.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.desk.folding import Review, Status, Traced
from analytics.desk.leads import DRAWN_IN, draw, is_drawn
from models.vocabulary import Drawn, Severity

_GRAVITY = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


@dataclass(frozen=True, slots=True)
class Weight:
    """What a flag weighs: its own attention, that of the step, post or unit around it (hundredths), its severity.

    `chance` is the chance that its facts hold, in ten-thousandths by triage; where there is none, all of them.
    """

    points: int
    around: int
    severity: Severity
    chance: int = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lead in the queue. `place` counts from 1."""

    place: int
    traced: Traced
    drawn: Drawn
    weight: Weight

    @property
    def status(self) -> Status:
        """Where it stands."""
        return self.traced.status


def queue(traced: Iterable[Traced], weights: Mapping[str, Weight], reviews: Mapping[str, Review]) -> list[Waiting]:
    """The leads that wait or are being reviewed, in order; what is settled is left out until its facts change."""
    heaviest: dict[str, Traced] = {}
    for one in sorted(traced, key=lambda one: _order(one, weights)):
        if one.status is not Status.SETTLED:
            heaviest.setdefault(one.name, one)
    how = {name: is_drawn(name) for name in heaviest}
    drawn = deque(sorted((name for name in heaviest if how[name] is Drawn.AT_RANDOM), key=draw))
    others = deque(name for name in heaviest if how[name] is not Drawn.AT_RANDOM)
    settled = [review for review in reviews.values() if review.outcome is not None]
    before, drawn_before = len(settled), sum(review.drawn is Drawn.AT_RANDOM for review in settled)
    waiting = []
    for place in range(1, len(heaviest) + 1):
        is_due = drawn_before * DRAWN_IN < before + place
        from_drawn = bool(drawn) and (is_due or not others)
        name = (drawn if from_drawn else others).popleft()
        drawn_before += from_drawn
        one = heaviest[name]
        waiting.append(Waiting(place, one, how[name], weights[one.lead.flag]))
    return waiting


def _order(one: Traced, weights: Mapping[str, Weight]) -> tuple[int, int, int, str, str]:
    weight = weights[one.lead.flag]
    return -weight.points * weight.chance, -weight.around, _GRAVITY[weight.severity], one.lead.rule, one.name
