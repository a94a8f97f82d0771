"""The desk of a run in words: queue, standing, sightings, steps; what the store learns is seen at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analytics.desk import Findings, Status, claim, leads_of, settle, steps_made
from analytics.errors import RunAborted
from analytics.reports import Run, lead_rows, load_run, save_run
from analytics.reports.reviews import open_desk, place_of, queue_rows, sighting, step_rows, waiting, weights_of
from analytics.reports.scorecard import rule_score, scores
from analytics.rules.answers import Answer
from analytics.scoring import risk_points
from analytics.snapshot import View
from models.language import Language
from models.vocabulary import Finding, ReviewReason
from tests.reports.conftest import FACTS

NOW = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)


def saved(home: Path, view: View, answers: list[Answer], **facts: str) -> Run:
    leads = lead_rows(leads_of(view, answers), Findings({}, frozenset()))
    save_run(home, FACTS | facts, answers, risk_points(view, answers), leads=leads)
    run = load_run(home, facts.get("run", FACTS["run"]))
    run.__dict__["view"] = view  # the cached view, so that no snapshot has to be sealed for it
    return run


@pytest.fixture
def run(tmp_path: Path, view: View, answers: list[Answer]) -> Run:
    return saved(tmp_path, view, answers)


def flag_of(run: Run, rule: str) -> str:
    return str(run.flag_table[run.flag_table["rule"] == rule]["flag"].iloc[0])


def test_every_flag_has_its_place_in_the_queue_with_its_sentence_and_weight(run: Run, engine: Engine) -> None:
    desk = open_desk(run, engine)
    rows = queue_rows(run, waiting(run, desk), Language.EN)
    assert set(rows["flag"]) == set(run.flag_table["flag"])
    assert list(rows["place"]) == [1, 2, 3, 4, 5]
    first = rows[rows["rule"] == "C01"].iloc[0]
    assert (first["sentence"], first["status"], first["owner"], first["points"]) == (
        "What C01 says",
        "waiting",
        "",
        400,
    )


def test_the_weight_around_a_lead_is_that_of_all_flags_of_its_step(
    tmp_path: Path, view: View, answers: list[Answer]
) -> None:
    run = saved(tmp_path, view, [*answers, replace(answers[0], rule="C10")])
    weights = weights_of(run)
    assert [weights[flag_of(run, rule)].around for rule in ("C01", "C10", "D07")] == [800, 800, 400]


def test_a_claim_and_an_outcome_are_seen_at_once_and_the_lead_leaves_the_queue(run: Run, engine: Engine) -> None:
    flag = flag_of(run, "C01")
    claim(engine, sighting(run, open_desk(run, engine), flag), who="乔", now=NOW)
    claimed = place_of(open_desk(run, engine), flag)
    assert (claimed.status, claimed.owner) == (Status.CLAIMED, "乔")
    seen = sighting(run, open_desk(run, engine), claimed.name)
    settle(engine, seen, Finding.NOT_HELD, ReviewReason.LAWFUL, who="乔", now=NOW, note="<b>批复</b>")
    desk = open_desk(run, engine)
    settled = place_of(desk, flag)
    assert (settled.status, settled.outcome, settled.settled) == (Status.SETTLED, Finding.NOT_HELD, "2026-11-05 09:30")
    assert flag not in {one.traced.lead.flag for one in waiting(run, desk)}
    steps = step_rows(engine, Language.ZH, claimed.name)
    assert list(steps["act"]) == ["办结", "认领"]
    assert steps.iloc[0]["note"] == "<b>批复</b>"
    assert steps_made(engine) == 2


def test_a_lead_that_the_run_does_not_show_is_named(run: Run, engine: Engine) -> None:
    with pytest.raises(RunAborted) as refused:
        sighting(run, open_desk(run, engine), "no-such-lead")
    assert refused.value.message.code == "review-unknown-lead"


def test_a_number_of_a_person_typed_as_a_lead_is_not_said_again(run: Run, engine: Engine) -> None:
    with pytest.raises(RunAborted) as refused:
        sighting(run, open_desk(run, engine), "43990319870521001X")
    assert "19870521" not in refused.value.message.say("en")


def test_days_count_from_the_first_run_that_shows_the_facts(
    run: Run, tmp_path: Path, view: View, answers: list[Answer], engine: Engine
) -> None:
    later = saved(tmp_path, view, answers, run="r2", started_at="2026-11-04T02:00:00+00:00")
    seen = sighting(later, open_desk(later, engine), flag_of(later, "C01"))
    assert (seen.run, seen.raised_at) == ("r2", datetime(2026, 11, 1, 2, 0, tzinfo=UTC))
    settle(engine, seen, Finding.HELD, ReviewReason.RECORDS, who="乔", now=NOW)
    assert rule_score(later, engine, "C01").median_days == 3


def test_rules_with_flags_or_reviews_are_on_the_card_and_others_can_be_asked_for(run: Run, engine: Engine) -> None:
    assert [score.rule for score in scores(run, engine)] == ["C01", "D07", "P02", "P04"]
    assert {score.rule: score.flags for score in scores(run, engine)}["P02"] == 2
    absent = rule_score(run, engine, "F01")
    assert (absent.flags, absent.reviewed, absent.precision) == (0, 0, None)


def test_a_run_of_a_release_without_a_desk_says_so(run: Run, engine: Engine) -> None:
    (run.home / "runs" / run.id / "leads.parquet").unlink()
    with pytest.raises(RunAborted) as refused:
        open_desk(run, engine)
    assert refused.value.message.code == "reports-run-without-leads"
