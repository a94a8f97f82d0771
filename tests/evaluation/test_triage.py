"""The head of the queue and the chances of triage against a truth: what counts as right, and what as nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analytics.errors import RunAborted
from analytics.evaluation.attention import attention_figures
from analytics.evaluation.triage import flag_outcomes, pooled, queue_figures, triage_figures
from analytics.rules.answers import Answer, Outcome
from analytics.scoring import flag_id
from analytics.triage import Truthful, outcomes_csv, read_outcomes
from benchmarks.triage import Measured, page
from models.truth import Difficulty, Owed, PlantKind, Right
from tests.evaluation.test_figures import CITY, answer, figures, plant, truth
from tests.triage.cases import cold_start

RIGHT, NEAR_MISS, HIDDEN, LOOSE = (answer(row, Outcome.FLAG) for row in (5, 6, 7, 8))
HAPPENED = Owed(rule="C01", happened=Right.FLAG, knowable=Right.CANNOT_ASSESS)
TOLD = truth(plant(5), plant(6, PlantKind.NEAR_MISS, difficulty=Difficulty.HARD), plant(7, owed=(HAPPENED,)))
EVALUATED = figures(TOLD, [RIGHT, NEAR_MISS, HIDDEN, LOOSE, answer(5, Outcome.PASS)])


def names(*answers: Answer) -> list[str]:
    return [flag_id(one) for one in answers]


def test_each_flag_is_right_further_or_false_with_the_difficulty_of_its_case() -> None:
    became = {flag: (one.outcome, one.difficulty) for flag, one in EVALUATED.became.items()}
    assert became == dict(
        zip(
            names(RIGHT, NEAR_MISS, HIDDEN, LOOSE),
            [
                (Truthful.RIGHT, Difficulty.EASY),
                (Truthful.FALSE, Difficulty.HARD),
                (Truthful.FURTHER, Difficulty.EASY),
                (Truthful.FALSE, None),
            ],
            strict=True,
        )
    )


def test_the_queue_is_judged_in_its_own_order() -> None:
    good = queue_figures(EVALUATED, names(RIGHT, HIDDEN, NEAR_MISS, LOOSE))
    assert (good.flags, good.right, good.further, good.false) == (4, 1, 1, 2)
    assert [good.false_at(k) for k in (1, 2, 3, 4)] == [0, 0, 1, 2]
    assert float(good.random_order or 0) == 0.25
    assert good.as_row()["precision_at_k"][0] == {"k": 20, "flags": 4, "right": 1, "precision": "0.2500"}


def test_no_lead_has_no_share() -> None:
    assert queue_figures(EVALUATED, []).as_row()["random_order"] is None


def test_chances_are_judged_on_right_and_false_alone_and_by_difficulty() -> None:
    order = names(RIGHT, NEAR_MISS, HIDDEN, LOOSE)
    chances = dict(zip(order, (0.9, 0.4, 0.1, 0.95), strict=True))
    found = triage_figures(EVALUATED, chances, {"severity": dict.fromkeys(order, 0.5)})
    told = found.as_document()
    assert (told["triage"]["flags"], told["triage"]["not_held"], told["triage"]["auc"]) == (3, 2, 0.5)
    assert told["baselines"]["severity"]["auc"] == 0.5
    assert (told["by_difficulty"]["hard"]["not_held"], told["by_difficulty"]["hard"]["auc"]) == (1, None)
    assert pooled([found, found]).as_document()["triage"]["flags"] == 6


def test_outcomes_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    outcomes = flag_outcomes(EVALUATED, "r1")
    path = tmp_path / "outcomes.csv"
    path.write_text(outcomes_csv(outcomes), "utf-8")
    assert read_outcomes(path) == tuple(sorted(outcomes, key=lambda one: one.flag))
    assert {one.city for one in outcomes} == {f"village-{CITY.seed}-prevalence-{CITY.prevalence}-dirt-{CITY.dirt}"}


HEAD = "run,city,flag,rule,outcome,difficulty\n"
FAULTY = {
    "another heading": ("flag,outcome\n", 1),
    "a column too few": (f"{HEAD}r1,c,f1,C01,right\n", 2),
    "an outcome nobody knows": (f"{HEAD}r1,c,f1,C01,maybe,\n", 2),
    "a flag told twice": (f"{HEAD}r1,c,f1,C01,right,\nr1,c,f1,C01,false,\n", 3),
    "nothing": ("", 1),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_faulty_table_of_outcomes_is_refused_with_its_line(tmp_path: Path, case: str) -> None:
    text, line = FAULTY[case]
    path = tmp_path / "outcomes.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RunAborted) as refused:
        read_outcomes(path)
    assert (refused.value.message.code, refused.value.message.params["line"]) == (
        "triage-outcomes-unreadable",
        str(line),
    )


def test_outcomes_that_are_missing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RunAborted):
        read_outcomes(tmp_path / "none.csv")


def test_the_page_says_when_figures_rest_on_a_handful_and_when_they_flatter() -> None:
    order = names(RIGHT, HIDDEN, NEAR_MISS, LOOSE)
    chances = dict(zip(order, (0.9, 0.4, 0.1, 0.95), strict=True))
    in_queue = queue_figures(EVALUATED, order)
    judged = triage_figures(EVALUATED, chances, {"severity": chances, "flag_count": chances})
    unnamed = attention_figures(TOLD, (), {"post": 0}, {"post": 0})
    one = Measured(7, in_queue, in_queue, in_queue, judged, unnamed, is_learned=False)
    text = page([one], cold_start(), "7")
    assert "Only 2 flags are false" in text
    assert "1/4 = 25.0 %" in text
    assert "Figures flatter it" not in text
    assert "learned from: 7. Figures flatter it" in page([replace(one, is_learned=True)], cold_start(), "7")
