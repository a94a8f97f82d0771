"""How each rule does: what became of its leads, and how sure one can be of it.

Flows in: the flags of a run, and the reviews in the store as it is now. Flows out: a `Score` for each rule, and a
frame.

Precision is reckoned from leads that were drawn at random and could be settled, and from no others: those found by
attention are the likelier ones. Facts that hold in part count as held. The interval is Wilson's (E. B. Wilson, Journal
of the American Statistical Association 22, 1927, 209-212) at 95 %, which is honest for few cases and for none wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from statistics import median_low

import pandas as pd
from sqlalchemy import Engine

from analytics.desk import Review, fold, review_steps
from analytics.reports.frames import frame_of
from analytics.reports.leads import rule_name
from analytics.reports.runs import Run
from models.language import Language
from models.vocabulary import Drawn, Finding, ReviewReason

SCORECARD = ("rule", "rule_name", "flags", "reviewed", "held", "in_part", "not_held", "unsettled", "of_other_version",
             "drawn", "drawn_held", "precision", "low", "high", "median_days", "is_mostly_wrong",
             "usual_reason")  # fmt: skip
_Z = Decimal("1.959963984540054")  # of the normal distribution, 97.5 %
_PLACES = Decimal("0.001")
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the leads of one rule.

    Only reviews of leads that the version of the run found count; `of_other_version` tells how many others there are,
    since a rule that was mended starts anew. `drawn` counts the leads of the random draw that could be settled,
    `drawn_held` those of them whose facts hold, whole or in part. `usual_reason` is the most frequent reason why facts
    did not hold.
    """

    rule: str
    flags: int
    of_other_version: int
    outcomes: Mapping[Finding, int]
    drawn: int
    drawn_held: int
    median_days: int | None
    usual_reason: ReviewReason | None

    @property
    def reviewed(self) -> int:
        """Leads with an outcome."""
        return sum(self.outcomes.values())

    @property
    def precision(self) -> Decimal | None:
        """The share of the random draw whose facts hold; None where nothing of it is settled."""
        return None if not self.drawn else (Decimal(self.drawn_held) / self.drawn).quantize(_PLACES)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """The interval of the precision; None where nothing of the random draw is settled."""
        return wilson(self.drawn_held, self.drawn)

    @property
    def is_mostly_wrong(self) -> bool:
        """Whether even the upper end of the interval lies below one half."""
        return self.interval is not None and self.interval[1] < _HALF


def wilson(hits: int, cases: int) -> tuple[Decimal, Decimal] | None:
    """Wilson's 95 % interval of a share, to three places and never narrower than it is; None for no case.

    >>> wilson(0, 4), wilson(8, 10)
    ((Decimal('0.000'), Decimal('0.490')), (Decimal('0.490'), Decimal('0.944')))
    """
    if not cases:
        return None
    with localcontext(prec=30):
        share, square = Decimal(hits) / cases, _Z * _Z / cases
        middle = share + square / 2
        margin = _Z * ((share * (1 - share) + square / 4) / cases).sqrt()
        low, high = (middle - margin) / (1 + square), (middle + margin) / (1 + square)
    return max(low, Decimal(0)).quantize(_PLACES, ROUND_FLOOR), min(high, Decimal(1)).quantize(_PLACES, ROUND_CEILING)


def scores(run: Run, engine: Engine) -> list[Score]:
    """The score of every rule that flagged something in the run or was reviewed, by code."""
    flags = Counter(run.flag_table["rule"])
    settled: dict[str, list[Review]] = {}
    for review in fold(review_steps(engine)).values():
        if review.outcome is not None:
            settled.setdefault(review.rule, []).append(review)
    versions: Mapping[str, str] = run.facts.get("rules", {})
    return [
        score_of(rule, versions.get(rule), flags[rule], settled.get(rule, [])) for rule in sorted({*flags, *settled})
    ]


def rule_score(run: Run, engine: Engine, rule: str) -> Score:
    """The score of one rule, also where it flagged nothing and nobody reviewed it."""
    settled = [r for r in fold(review_steps(engine)).values() if r.rule == rule and r.outcome is not None]
    versions: Mapping[str, str] = run.facts.get("rules", {})
    return score_of(rule, versions.get(rule), int((run.flag_table["rule"] == rule).sum()), settled)


def percent(share: Decimal) -> str:
    """A share as per cent with one place.

    >>> percent(Decimal("0.344"))
    '34.4 %'
    """
    return f"{share * 100:.1f} %"


def scorecard(found: Iterable[Score], language: Language) -> pd.DataFrame:
    """Scores as rows; columns as in `SCORECARD`. Precision and its interval are decimal text, or None."""
    rows = []
    for score in found:
        low, high = score.interval or (None, None)
        rows.append(
            {
                "rule": score.rule,
                "rule_name": rule_name(score.rule, language),
                "flags": score.flags,
                "reviewed": score.reviewed,
                **{str(finding): score.outcomes.get(finding, 0) for finding in Finding},
                "of_other_version": score.of_other_version,
                "drawn": score.drawn,
                "drawn_held": score.drawn_held,
                "precision": _text(score.precision),
                "low": _text(low),
                "high": _text(high),
                "median_days": score.median_days,
                "is_mostly_wrong": score.is_mostly_wrong,
                "usual_reason": "" if score.usual_reason is None else score.usual_reason.label(language),
            }
        )
    counts = {"flags", "reviewed", "of_other_version", "drawn", "drawn_held", *map(str, Finding)}
    return frame_of(rows, SCORECARD, numbers=counts)


def score_of(rule: str, version: str | None, flags: int, every: list[Review]) -> Score:
    """The score of one rule from its settled leads; `version` is that of the run, None where the run does not say."""
    settled = [review for review in every if version is None or review.rule_version == version]
    at_random = [r for r in settled if r.drawn is Drawn.AT_RANDOM and r.outcome is not Finding.UNSETTLED]
    days = [max(r.settled_at - r.raised_at, timedelta()).days for r in settled if r.settled_at is not None]
    reasons = Counter(r.reason for r in settled if r.outcome is Finding.NOT_HELD and r.reason is not None)
    return Score(
        rule=rule,
        flags=flags,
        of_other_version=len(every) - len(settled),
        outcomes=Counter(r.outcome for r in settled if r.outcome is not None),
        drawn=len(at_random),
        drawn_held=sum(r.outcome is not None and r.outcome.moves_level for r in at_random),
        median_days=median_low(days) if days else None,
        usual_reason=min(reasons, key=lambda reason: (-reasons[reason], reason)) if reasons else None,
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
