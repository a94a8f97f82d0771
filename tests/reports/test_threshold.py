"""Another threshold, tried out: which leads come and go, what is lost, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import RunAborted
from analytics.reports import Run, load_run, save_run
from analytics.reports.threshold import Trial, moved_rows, trial_document, try_threshold, unit_rows
from analytics.rules import run_rules
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.scoring import flag_id
from analytics.snapshot import View
from models.language import Language, Message

DAY = date(2026, 1, 1)
RULES = "a" * 64
OFFICES = {"岚汀市林业局": (2014, 2018, 2022), "岚汀市水利局": (2019, 2025)}


def tenures() -> list[dict[str, Any]]:
    """Holders of key posts of two units, by the year since which they hold them."""
    return [
        {
            "id": f"t{since}",
            "document_id": RULES,
            "locator": f"sheet:1!R{since}",
            "unit_name": unit,
            "name": f"某甲{since % 10}",
            "id_hash": f"h{since}",
            "post": f"出纳岗{since}",
            "is_key": True,
            "since": date(since, 6, 1),
        }
        for unit, years in OFFICES.items()
        for since in years
    ]


@pytest.fixture(scope="module")
def view() -> View:
    register = {"id": RULES, "file_name": "任职.xlsx", "media": "xlsx", "size": 1, "kind": "tenure_register"}
    return View.from_rows({"document": [{**register, "status": "accepted"}], "tenure": tenures()}, as_of=DAY)


def made(home: Path, view: View, findings: dict[str, str] | None = None) -> Run:
    """A run of P02 over the view, with findings of reviews by the post they are about."""
    answers = run_rules(view, ["P02"]).answers
    facts = {"run": "r1", "started_at": "2026-01-01T02:00:00+00:00", "snapshot": "s1", "as_of": DAY.isoformat()}
    leads = [
        {
            "flag": flag_id(answer),
            "rule": answer.rule,
            "ground": "g",
            "facts": "f",
            "marks": [],
            "finding": (findings or {}).get(post_of(view, answer)),
            "is_changed": False,
        }
        for answer in answers
        if answer.outcome is Outcome.FLAG
    ]
    save_run(home, facts, answers, [], leads=leads)
    run = load_run(home)
    run.__dict__["view"] = view
    return run


def post_of(view: View, answer: Answer) -> str:
    return next(row["name"] for row in view.rows("post") if row["post_id"] == answer.post_id)


def posts(view: View, answers: tuple[Answer, ...]) -> list[str]:
    return sorted(post_of(view, answer) for answer in answers)


def test_a_stricter_threshold_brings_leads_and_loses_none(tmp_path: Path, view: View) -> None:
    trial = try_threshold(made(tmp_path, view), "p02", (("years", "3"),))
    assert posts(view, trial.came) == ["出纳岗2022"]
    assert trial.went == ()
    assert (trial.count(Outcome.FLAG, after=False), trial.count(Outcome.FLAG, after=True)) == (3, 4)
    assert trial.in_run == 3


def test_a_looser_threshold_loses_leads_and_says_which_were_found_to_hold(tmp_path: Path, view: View) -> None:
    run = made(tmp_path, view, {"出纳岗2018": "held", "出纳岗2019": "not_held", "出纳岗2014": "in_part"})
    trial = try_threshold(run, "P02", (("years", "9"),))
    assert posts(view, trial.went) == ["出纳岗2018", "出纳岗2019"]
    assert trial.came == ()
    assert (trial.reviewed.held_lost, trial.reviewed.not_held_gone, trial.reviewed.reviewed_before) == (1, 1, 3)
    told = moved_rows(run, trial.went, Language.EN)
    assert sorted(told["finding"]) == ["the facts do not hold", "the facts hold"]


def test_the_same_value_changes_nothing_though_thresholds_are_worded_anew(tmp_path: Path, view: View) -> None:
    trial = try_threshold(made(tmp_path, view), "P02", (("years", "5"),))
    assert trial.went == trial.came == ()


def test_each_unit_has_its_leads_before_and_after(tmp_path: Path, view: View) -> None:
    run = made(tmp_path, view)
    found = unit_rows(run, try_threshold(run, "P02", (("years", "9"),)), Language.ZH)
    assert found[["unit", "before", "after", "change"]].values.tolist() == [
        ["岚汀市林业局", 2, 1, -1],
        ["岚汀市水利局", 1, 0, -1],
    ]


def test_a_run_without_reviews_does_not_claim_that_nothing_is_lost(tmp_path: Path, view: View) -> None:
    run = made(tmp_path, view)
    (tmp_path / "runs" / "r1" / "leads.parquet").unlink()
    told = trial_document(run, try_threshold(run, "P02", (("years", "9"),)))
    assert told["held_lost"] is None
    assert told["held_unknown"] == "run-without-reviews"


def test_the_document_holds_what_scripts_rely_on(tmp_path: Path, view: View) -> None:
    run = made(tmp_path, view)
    told = trial_document(run, try_threshold(run, "P02", (("years", "9"),)))
    assert told["flags"] == {"before": 3, "after": 1, "in_run": 3, "went": 2, "came": 0}
    assert {row["flag"] for row in told["went"]} <= set(run.flag_table["flag"])
    years = next(parameter for parameter in told["parameters"] if parameter["name"] == "years")
    assert years == {
        "name": "years",
        "unit": "years",
        "before": [{"from": "2014-01-01", "value": "5"}],
        "after": "9",
    }


REFUSED = {
    "an unknown parameter names those there are": ("P02", (("year", "3"),), "years"),
    "less than nothing": ("P02", (("years", "-1"),), "0-100 years"),
    "more than any calendar": ("P02", (("years", "101"),), "0-100 years"),
    "no whole number": ("P02", (("years", "2.5"),), "0-100 years"),
    "no number": ("P02", (("years", "五"),), "0-100 years"),
    "not a number at all": ("B05", (("december", "NaN"),), "0-100000 %"),
    "a number without end": ("B05", (("december", "Infinity"),), "0-100000 %"),
    "a word that is none of the words": ("P01", (("least_grade", "TOP"),), "HIGH, MEDIUM, LOW"),
    "no parameter": ("P02", (), "years_local_leader"),
    "a rule that nobody knows": ("P99", (("years", "3"),), "P02"),
    "a rule without parameters": ("P03", (("years", "3"),), "-"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_says_what_is_allowed(case: str, tmp_path: Path, view: View) -> None:
    code, given, allowed = REFUSED[case]
    with pytest.raises(RunAborted, match=allowed):
        try_threshold(made(tmp_path, view), code, given)


def flag(number: int, *rows: str) -> Answer:
    evidence = tuple(Evidence("payment", row, RULES, row) for row in rows)
    said = Message("reports-yes", {})
    return Answer("F01", Outcome.FLAG, "unit", "u", said, unit_id="u", value=str(number), evidence=evidence)


def moved(before: list[Answer], after: list[Answer], monkeypatch: pytest.MonkeyPatch, run: Run) -> Trial:
    from analytics.reports import threshold

    found = iter((before, after))

    class Result:
        def __init__(self) -> None:
            self.answers = tuple(next(found))

    monkeypatch.setattr(threshold, "run_rules", lambda *_: Result())
    return try_threshold(run, "F02", (("months", "2"),))


def test_leads_about_one_unit_are_told_apart_by_their_rows(
    tmp_path: Path, view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [flag(1, "a", "b"), flag(2, "c"), flag(3, "d", "e")]
    after = [flag(9, "a", "b"), flag(3, "d", "e", "f"), flag(4, "g")]
    trial = moved(before, after, monkeypatch, made(tmp_path, view))
    assert [answer.value for answer in trial.went] == ["2"]
    assert [answer.value for answer in trial.came] == ["4"]
