"""Triage of a run: the queue heeds it, the random draw does not; reviews become cases as their reviewer saw them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from analytics.desk import Weight, claim, is_drawn, queue, reopen, review_steps, settle
from analytics.reports import Run
from analytics.reports.reviews import fresh_desk, open_desk, queue_rows, sighting, waiting, weights_of
from analytics.reports.triage import Opinion, drift, opinion, outcome_cases, review_cases, run_features, settled_reviews
from analytics.rules import rule_versions
from analytics.rules.answers import Answer
from analytics.snapshot import View
from analytics.triage import (
    Case,
    Drift,
    FlagOutcome,
    Model,
    Provenance,
    Truthful,
    fit_reviews,
    load_model,
    save_model,
    shipped_model,
)
from models.language import Language
from models.vocabulary import Drawn, Finding, ReviewReason, Severity
from tests.desk.cases import step
from tests.desk.test_queue import DRAWN, NAMES, OTHERS, traced
from tests.reports.test_reviews import flag_of, saved
from tests.triage.cases import of_reviews

NOW = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
REASONS = {Finding.HELD: ReviewReason.RECORDS, Finding.IN_PART: ReviewReason.SMALLER,
           Finding.NOT_HELD: ReviewReason.LAWFUL, Finding.UNSETTLED: ReviewReason.NO_RECORDS}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, view: View, answers: list[Answer]) -> Run:
    return saved(tmp_path, view, answers, rules=rule_versions())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def calibrated() -> Model:
    return of_reviews()


def review(run: Run, engine: Engine, rule: str, outcome: Finding) -> str:
    flag = flag_of(run, rule)
    claim(engine, sighting(run, open_desk(run, engine), flag), who="乔", now=NOW)
    settle(engine, sighting(run, open_desk(run, engine), flag), outcome, REASONS[outcome], who="乔", now=NOW)
    return flag


def test_what_orders_is_attention_times_chance() -> None:
    a, b, c = OTHERS[:3]
    weights = {
        a: Weight(400, 400, Severity.MEDIUM, 9_000),
        b: Weight(800, 800, Severity.HIGH, 4_000),
        c: Weight(400, 400, Severity.MEDIUM, 9_500),
    }
    assert [one.traced.name for one in queue(traced([a, b, c]), weights, {})] == [c, a, b]


@hypothesis_settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 10_000), min_size=len(NAMES), max_size=len(NAMES)), st.randoms(use_true_random=False))
def test_the_random_draw_stands_where_it_stood_whatever_triage_says(chances: list[int], chance: object) -> None:
    def drawn_places(parts: list[int]) -> list[tuple[int, str]]:
        weights = {n: Weight(400, 400, Severity.MEDIUM, p) for n, p in zip(NAMES, parts, strict=True)}
        found = queue(traced([*DRAWN, *OTHERS]), weights, {})
        return [(one.place, one.traced.name) for one in found if one.drawn is Drawn.AT_RANDOM]

    assert drawn_places(chances) == drawn_places([10_000] * len(NAMES))


def test_until_enough_reviews_an_order_is_told_and_no_chance(run: Run) -> None:
    rows = queue_rows(run, waiting(run, fresh_desk(run)), Language.EN)
    assert set(rows["chance"]) == {None}
    assert sorted(rows["likely_rank"])[0] == 1
    said = opinion(run)
    assert not said.is_probability
    assert all(weights_of(run)[flag].chance == said.parts(flag) < 10_000 for flag in said.chances)


def test_a_calibrated_model_tells_chances(run: Run, calibrated: Model) -> None:
    save_model(run.home, calibrated)
    rows = queue_rows(run, waiting(run, fresh_desk(run)), Language.EN)
    assert all(0 < float(chance) < 1 for chance in rows["chance"])
    by_rank = rows.sort_values("likely_rank")["chance"].map(float)
    assert list(by_rank) == sorted(by_rank, reverse=True)


@pytest.mark.parametrize(("chance", "told"), [(1.0, 0.999), (0.0, 0.001), (0.5, 0.5)])
def test_no_chance_is_told_as_certain(calibrated: Model, chance: float, told: float) -> None:
    assert Opinion(calibrated, {"f1": chance}).told("f1") == told


def test_a_model_that_is_refused_leaves_attention_alone_and_says_so(run: Run, calibrated: Model) -> None:
    save_model(run.home, calibrated).write_bytes(b"{}")
    said = opinion(run)
    assert (said.model, said.chances) == (None, {})
    assert said.refusal is not None
    assert said.refusal.code == "triage-model-unreadable"
    rows = queue_rows(run, waiting(run, fresh_desk(run)), Language.EN)
    assert set(rows["likely_rank"]) == set(rows["chance"]) == {None}
    assert all(weight.chance == 10_000 for weight in weights_of(run).values())


def test_the_run_on_disk_is_the_same_with_and_without_triage(run: Run, calibrated: Model) -> None:
    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (run.home / "runs" / run.id).iterdir()}

    before = files()
    save_model(run.home, calibrated)
    waiting(run, fresh_desk(run))
    assert files() == before


OUTCOMES = {
    "facts that hold": (Finding.HELD, True),
    "facts that hold in part": (Finding.IN_PART, True),
    "facts that do not hold": (Finding.NOT_HELD, False),
    "what cannot be settled is left out": (Finding.UNSETTLED, None),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_a_review_becomes_a_case(run: Run, engine: Engine, case: str) -> None:
    outcome, held = OUTCOMES[case]
    flag = review(run, engine, "C01", outcome)
    lesson = review_cases(run.home, review_steps(engine), run)
    drawn = is_drawn(open_desk(run, engine).traced[flag].name) is Drawn.AT_RANDOM
    unit = run.flag_table.set_index("flag").loc[flag, "unit_id"]
    expected = () if held is None else (Case(flag, run_features(run)[flag], held, unit, None, drawn),)
    assert lesson.cases == expected
    assert lesson.left["left_unsettled"] == (held is None)
    assert settled_reviews(review_steps(engine)) == (held is not None)


def test_an_outcome_taken_back_is_no_case(run: Run, engine: Engine) -> None:
    flag = review(run, engine, "C01", Finding.HELD)
    reopen(engine, sighting(run, open_desk(run, engine), flag), who="乔", now=NOW, note="收到新材料")
    assert review_cases(run.home, review_steps(engine), run).cases == ()


def test_leads_of_another_version_of_their_rule_or_of_a_run_that_is_gone_are_counted_and_left_out(
    run: Run, engine: Engine
) -> None:
    for rule in ("C01", "D07"):
        review(run, engine, rule, Finding.HELD)
    steps = [
        step | ({"rule_version": "0"} if step["rule"] == "C01" else {"run": "gone"}) for step in review_steps(engine)
    ]
    lesson = review_cases(run.home, steps, run)
    assert lesson.cases == ()
    assert lesson.left == {"left_unsettled": 0, "left_of_other_version": 1, "left_without_run": 1}


def test_outcomes_of_a_synthetic_city_become_cases_and_what_files_hide_is_left_out(run: Run) -> None:
    flags = [flag_of(run, rule) for rule in ("C01", "P04", "D07")]
    became = (Truthful.RIGHT, Truthful.FURTHER, Truthful.FALSE)
    outcomes = [FlagOutcome(run.id, "village-1", f, "C01", o, "easy") for f, o in zip(flags, became, strict=True)]
    lesson = outcome_cases([(run, [*outcomes, replace(outcomes[0], flag="of another run")])])
    assert [(case.flag, case.held, case.group) for case in lesson.cases] == [
        (flags[0], True, "village-1"),
        (flags[2], False, "village-1"),
    ]
    assert lesson.left == {"left_further": 1, "left_of_other_version": 0}
    assert len(lesson.population) == len(run.flag_table)


def test_flags_of_a_city_that_another_version_found_are_counted_and_left_out(
    tmp_path: Path, view: View, answers: list[Answer]
) -> None:
    older = saved(tmp_path, view, answers, rules=rule_versions() | {"C01": "0"})  # type: ignore[arg-type]
    flag = flag_of(older, "C01")
    lesson = outcome_cases([(older, [FlagOutcome(older.id, "village-1", flag, "C01", Truthful.RIGHT, None)])])
    assert (lesson.cases, lesson.left["left_of_other_version"]) == ((), 1)


def many_reviewed(home: Path, view: View, answer: Answer, count: int) -> tuple[Run, list[dict[str, object]]]:
    """A run with many flags of two rules, and a settled review of each; those of D07 mostly do not hold."""
    flags = [
        replace(answer, rule="D07" if n % 3 == 0 else "C01", subject_id=f"s{n}", step_id=None, unit_id=f"org:{n % 30}")
        for n in range(count)
    ]
    run = saved(home, view, flags, rules=rule_versions())  # type: ignore[arg-type]
    steps = []
    for n, lead in enumerate(run.leads):
        held = n % 3 != 0 or n % 12 == 0
        seen = {"lead": lead.facts, "rule_version": rule_versions()[lead.rule], "drawn": str(is_drawn(lead.facts))}
        found = {"outcome": "held", "reason": "records"} if held else {"outcome": "not_held", "reason": "lawful"}
        steps.append(step(1, "settled", seen=lead, **seen, **found))
    return run, steps


def test_two_hundred_reviews_make_a_model_that_tells_probabilities(
    tmp_path: Path, view: View, answers: list[Answer]
) -> None:
    run, steps = many_reviewed(tmp_path, view, answers[0], 220)
    lesson = review_cases(run.home, steps, run)
    assert len(lesson.cases) == settled_reviews(steps) == 220
    told = Provenance("2026-11-05", rule_versions(), lesson.sources, lesson.left, "sunledger triage fit")
    save_model(run.home, fit_reviews(lesson.cases, lesson.population, told, shipped_model(rule_versions())))
    said = opinion(run)
    assert said.is_probability
    mean = {
        rule: sum(said.chances[flag] for flag in flags) / len(flags)
        for rule, flags in run.flag_table.groupby("rule")["flag"].apply(list).items()
    }
    assert mean["C01"] > 0.9
    assert 0.1 < mean["D07"] < 0.45
    moved, _ = drift(run, steps, load_model(run.home, rule_versions()))
    assert {one.verdict for one in moved} == {Drift.STEADY}


def test_a_small_run_without_reviews_cannot_be_assessed_for_drift(run: Run, engine: Engine, calibrated: Model) -> None:
    moved, told = drift(run, review_steps(engine), calibrated)
    assert {one.verdict for one in moved} == {Drift.UNKNOWN}
    assert (told.reviews, told.verdict) == (0, Drift.UNKNOWN)
