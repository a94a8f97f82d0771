"""How rules do under review: what counts, what does not, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.desk import fold
from analytics.reports.scorecard import Score, score_of, scorecard, wilson
from models.language import Language
from models.vocabulary import Finding, ReviewReason
from tests.desk.cases import START, step


def score(*outcomes: str, drawn: str = "at_random", version: str | None = "1", **values: Any) -> Score:
    """The score of a rule with a settled lead for each outcome."""
    reasons = {"held": "records", "in_part": "smaller", "not_held": "lawful", "unsettled": "no_records"}
    steps = [
        step(1, "settled", lead=str(n), outcome=outcome, **{"reason": reasons[outcome], "drawn": drawn} | values)
        for n, outcome in enumerate(outcomes)
    ]
    return score_of("C01", version, len(outcomes), list(fold(steps).values()))


def test_precision_counts_facts_that_hold_in_part_and_leaves_out_what_nobody_could_settle() -> None:
    found = score("held", "in_part", "not_held", "not_held", "unsettled")
    assert (found.reviewed, found.drawn, found.drawn_held, found.precision) == (5, 4, 2, Decimal("0.500"))


def test_leads_found_by_attention_say_nothing_of_precision() -> None:
    found = score("held", "held", "not_held", drawn="by_attention")
    assert (found.reviewed, found.drawn, found.precision, found.interval) == (3, 0, None, None)
    assert not found.is_mostly_wrong


@pytest.mark.parametrize(
    ("outcomes", "is_mostly_wrong"),
    [(("not_held",) * 3, False), (("not_held",) * 4, True), (("not_held",) * 6 + ("held",) * 2, False)],
)
def test_a_rule_is_called_mostly_wrong_only_when_the_whole_interval_says_so(
    outcomes: Sequence[str], is_mostly_wrong: bool
) -> None:
    assert score(*outcomes).is_mostly_wrong is is_mostly_wrong


def test_a_rule_that_was_mended_starts_anew() -> None:
    found = score("not_held", "not_held", version="2")
    assert (found.reviewed, found.of_other_version, found.drawn) == (0, 2, 0)


def test_days_run_from_the_first_run_that_shows_a_lead_to_its_outcome() -> None:
    settled = START + timedelta(days=9, hours=23)
    assert score("held", recorded_at=settled).median_days == 9
    assert score().median_days is None


def test_the_usual_reason_is_that_of_facts_that_did_not_hold() -> None:
    assert score("held", "not_held").usual_reason is ReviewReason.LAWFUL
    assert score("held").usual_reason is None


@pytest.mark.parametrize("language", list(Language))
def test_the_card_shows_figures_as_text_and_what_is_missing_as_none(language: Language) -> None:
    card = scorecard([score("held", "held"), score()], language)
    assert list(card["precision"]) == ["1.000", None]
    assert list(card["low"]) == ["0.342", None]
    assert list(card["high"]) == ["1.000", None]
    assert list(card[str(Finding.HELD)]) == [2, 0]


# R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 1998, table I.
PUBLISHED = {(81, 263): ("0.2553", "0.3662"), (15, 148): ("0.0624", "0.1605"), (0, 20): ("0.0000", "0.1611"),
             (1, 29): ("0.0061", "0.1718")}  # fmt: skip


@pytest.mark.parametrize("case", PUBLISHED)
def test_the_interval_is_the_published_one(case: tuple[int, int]) -> None:
    found = wilson(*case)
    assert found is not None
    assert all(abs(a - Decimal(b)) < Decimal("0.001") for a, b in zip(found, PUBLISHED[case], strict=True))


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(1, 400))
def test_the_interval_holds_the_share_and_narrows_with_more_cases(hits: int, more: int) -> None:
    cases = hits + more
    found, wider = wilson(hits * 4, cases * 4), wilson(hits, cases)
    assert found is not None
    assert wider is not None
    assert wider[0] <= found[0] <= Decimal(hits) / cases <= found[1] <= wider[1]
