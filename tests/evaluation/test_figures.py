"""Figures against a truth: what counts as right, false, missed, and what a decoy and a near miss are owed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.evaluation import Evaluation, evaluate, write_report
from analytics.rules.answers import Answer, Evidence, Outcome
from models.language import Language, Message
from models.truth import (
    City,
    Difficulty,
    Due,
    Owed,
    Place,
    Plant,
    PlantKind,
    Right,
    Truth,
    TruthUnreadable,
    read_truth,
    write_truth,
)
from models.vocabulary import Confidence, Severity

CITY = City(
    scale="village", seed=1, as_of=date(2026, 6, 30), difficulty=Decimal("0.5"), prevalence=Decimal("0.01"),
    dirt=Decimal(0), matters=500, decisions=500, persons=600, firms=60,
)  # fmt: skip
LOG = "registers/matter_act.csv"
SHA = "a" * 64
KINDS = {
    PlantKind.HIT: Right.FLAG,
    PlantKind.NATURAL: Right.FLAG,
    PlantKind.NEAR_MISS: Right.PASSED,
    PlantKind.DECOY: Right.CANNOT_ASSESS,
    PlantKind.HOMONYM: Right.PASSED,
}


def plant(row: int, kind: PlantKind = PlantKind.HIT, rule: str = "C01", **changes: Any) -> Plant:
    due = KINDS[kind]
    values: dict[str, Any] = {
        "id": f"{rule}-{row}",
        "scheme": "not_recused",
        "kind": kind,
        "difficulty": Difficulty.EASY,
        "owed": (Owed(rule=rule, happened=due, knowable=due),),
        "rows": (Place(file=LOG, part="sheet:csv", row=row),),
        "why_zh": "嫂子申请",
        "why_en": "a sister-in-law applies",
    }
    return Plant(**values | changes)


def truth(*plants: Plant) -> Truth:
    return Truth(city=CITY, files={LOG: SHA}, plants=plants)


def answer(row: int, outcome: Outcome, rule: str = "C01", document: str = SHA, **changes: Any) -> Answer:
    values: dict[str, Any] = {
        "rule": rule,
        "outcome": outcome,
        "subject_type": "step",
        "subject_id": f"s{row}",
        "sentence": Message("rules-not-held", {"register": "matter_log"}),
        "evidence": (Evidence("matter_act", f"r{row}", document, f"sheet:csv!R{row}C5"),),
    }
    return Answer(**values | changes)


def figures(told: Truth, answers: Sequence[Answer], rules: Sequence[str] = ("C01",), **how: bool) -> Evaluation:
    return evaluate(told, answers, rules, **how)


CASES: dict[str, tuple[PlantKind, list[Answer], dict[str, int]]] = {
    "a hit that is flagged is right": (PlantKind.HIT, [answer(5, Outcome.FLAG)], {"tp": 1, "flags": 1}),
    "a hit that nobody answers is missed": (PlantKind.HIT, [], {"fn": 1}),
    "a hit answered cannot assess is missed, and counted as such": (
        PlantKind.HIT,
        [answer(5, Outcome.CANNOT_ASSESS)],
        {"fn": 1, "cannot_assess": 1},
    ),
    "a flag one row beside is false, and the hit is missed": (
        PlantKind.HIT,
        [answer(6, Outcome.FLAG)],
        {"fn": 1, "fp": 1},
    ),
    "a flag on the same row of another document is false": (
        PlantKind.HIT,
        [answer(5, Outcome.FLAG, document="b" * 64)],
        {"fn": 1, "fp": 1},
    ),
    "two flags on one hit count it once": (
        PlantKind.HIT,
        [answer(5, Outcome.FLAG), answer(5, Outcome.FLAG, subject_id="t")],
        {"tp": 1, "flags": 2},
    ),
    "what the innocent city does by itself may be flagged": (
        PlantKind.NATURAL,
        [answer(5, Outcome.FLAG)],
        {"tp": 1, "flags": 1, "natural": 1, "natural_found": 1},
    ),
    "a near miss that passes is counted": (
        PlantKind.NEAR_MISS,
        [answer(5, Outcome.PASS)],
        {"near_misses": 1, "near_misses_passed": 1},
    ),
    "a near miss nobody answers is not passed": (PlantKind.NEAR_MISS, [], {"near_misses": 1}),
    "a near miss answered cannot assess is not passed": (
        PlantKind.NEAR_MISS,
        [answer(5, Outcome.CANNOT_ASSESS)],
        {"near_misses": 1},
    ),
    "a flag on a near miss is false": (
        PlantKind.NEAR_MISS,
        [answer(5, Outcome.FLAG), answer(5, Outcome.PASS, subject_id="t")],
        {"near_misses": 1, "near_misses_flagged": 1, "fp": 1},
    ),
    "a decoy answered cannot assess is counted": (
        PlantKind.DECOY,
        [answer(5, Outcome.CANNOT_ASSESS)],
        {"decoys": 1, "decoys_cannot_assess": 1},
    ),
    "a decoy that passes is not": (PlantKind.DECOY, [answer(5, Outcome.PASS)], {"decoys": 1}),
    "a homonym that is flagged is false": (
        PlantKind.HOMONYM,
        [answer(5, Outcome.FLAG)],
        {"homonyms": 1, "homonyms_flagged": 1, "fp": 1},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_counts(name: str) -> None:
    kind, answers, expected = CASES[name]
    row = figures(truth(plant(5, kind)), answers).overall.as_row()
    counted = {key: value for key, value in row.items() if value and key not in ("precision", "recall")}
    assert counted == expected


def test_an_answer_of_another_rule_is_no_answer_about_a_plant() -> None:
    found = figures(truth(plant(5)), [answer(5, Outcome.FLAG, rule="C10")], rules=("C01", "C10"))
    assert (found.overall.tp, found.overall.fn) == (0, 1)
    assert found.per_rule["C10"].fp == 1


def test_dirt_may_take_away_what_is_owed_and_both_can_be_counted() -> None:
    dirty = plant(5, owed=(Owed(rule="C01", happened=Right.FLAG, knowable=Right.CANNOT_ASSESS),))
    answers = [answer(5, Outcome.CANNOT_ASSESS)]
    assert figures(truth(dirty), answers).missed == ()
    seen = figures(truth(dirty), answers, happened=True)
    assert (seen.overall.fn, seen.overall.cannot_assess) == (1, 1)


HIDDEN = (Owed(rule="C01", happened=Right.FLAG, knowable=Right.CANNOT_ASSESS),)
UNCLEAR = (Owed(rule="C01", happened=Right.PASSED, knowable=Right.CANNOT_ASSESS),)
SPARED = (Owed(rule="C01", happened=Right.EXCLUDED, knowable=Right.EXCLUDED),)
AFTER_DIRT: dict[str, tuple[PlantKind, tuple[Owed, ...], list[Answer], dict[str, int]]] = {
    "a flag on a true case that dirt was thought to hide is neither right nor false, and counted": (
        PlantKind.HIT,
        HIDDEN,
        [answer(5, Outcome.FLAG), answer(6, Outcome.FLAG)],
        {"hidden": 1, "hidden_flagged": 1, "further": 1, "fp": 1},
    ),
    "a true case that dirt hides and nobody clears": (
        PlantKind.HIT,
        HIDDEN,
        [answer(5, Outcome.CANNOT_ASSESS), answer(5, Outcome.PASS, subject_id="t")],
        {"hidden": 1},
    ),
    "a true case that dirt hides and a pass clears is counted": (
        PlantKind.HIT,
        HIDDEN,
        [answer(5, Outcome.PASS)],
        {"hidden": 1, "hidden_cleared": 1},
    ),
    "a near miss that dirt hides is not owed a pass": (
        PlantKind.NEAR_MISS,
        UNCLEAR,
        [answer(5, Outcome.CANNOT_ASSESS)],
        {"near_misses": 1, "near_misses_hidden": 1},
    ),
    "a flag on a near miss that dirt hides is false all the same": (
        PlantKind.NEAR_MISS,
        UNCLEAR,
        [answer(5, Outcome.FLAG)],
        {"near_misses": 1, "near_misses_hidden": 1, "near_misses_flagged": 1, "fp": 1},
    ),
    "a near miss that an exclusion spares counts as passed": (
        PlantKind.NEAR_MISS,
        SPARED,
        [answer(5, Outcome.EXCLUDED)],
        {"near_misses": 1, "near_misses_passed": 1},
    ),
    "a near miss that an exclusion spares is not passed when nobody can assess it": (
        PlantKind.NEAR_MISS,
        SPARED,
        [answer(5, Outcome.CANNOT_ASSESS)],
        {"near_misses": 1},
    ),
}


@pytest.mark.parametrize("name", AFTER_DIRT)
def test_counts_of_what_can_be_known(name: str) -> None:
    kind, owed, answers, expected = AFTER_DIRT[name]
    row = figures(truth(plant(5, kind, owed=owed)), answers).overall.as_row()
    assert {key: value for key, value in row.items() if isinstance(value, int) and value} == expected


def whole(outcome: Outcome, *rows: int, document: str = SHA) -> Answer:
    """An answer about a whole document that names some rows of it."""
    named = tuple(Evidence("privacy_finding", f"r{row}", document, f"sheet:csv!R{row}C5") for row in rows)
    here = Evidence("document", document, document, "sheet:csv")
    return answer(0, outcome, subject_type="document", subject_id=document, evidence=named or (here,))


OF_A_DOCUMENT = {
    "a clean document clears the rows it holds": ([whole(Outcome.PASS)], 1),
    "a document flagged for other rows clears the rest": ([whole(Outcome.FLAG, 9)], 1),
    "a document flagged for this row does not": ([whole(Outcome.FLAG, 5)], 0),
    "a document nobody could read clears nothing": ([whole(Outcome.CANNOT_ASSESS)], 0),
    "another document clears nothing": ([whole(Outcome.PASS, document="b" * 64)], 0),
    "an answer about a step of the document clears no other row": ([answer(9, Outcome.PASS)], 0),
}


@pytest.mark.parametrize("name", OF_A_DOCUMENT)
def test_a_rule_that_judges_whole_documents_passes_over_rows(name: str) -> None:
    answers, passed = OF_A_DOCUMENT[name]
    found = figures(truth(plant(5, PlantKind.NEAR_MISS)), answers).overall
    assert (found.near_misses_passed, found.near_misses) == (passed, 1)


def test_by_difficulty_a_flag_is_false_where_its_case_stands_and_one_about_no_case_stands_nowhere() -> None:
    hard = plant(6, PlantKind.NEAR_MISS, difficulty=Difficulty.HARD)
    found = figures(truth(plant(5), hard), [answer(n, Outcome.FLAG) for n in (5, 6, 7)])
    assert found.per_rule["C01"].fp == 2
    assert {level: tally.fp for (_, level), tally in found.by_difficulty.items() if tally.fp} == {Difficulty.HARD: 1}


def test_a_flag_that_speaks_about_a_hit_and_a_near_miss_is_right() -> None:
    both = answer(5, Outcome.FLAG, evidence=(answer(5, Outcome.FLAG).evidence + answer(6, Outcome.FLAG).evidence))
    found = figures(truth(plant(5), plant(6, PlantKind.NEAR_MISS)), [both])
    assert (found.overall.tp, found.overall.fp, found.overall.near_misses_flagged) == (1, 0, 1)


def test_ratios_of_nothing_are_none_and_never_one() -> None:
    empty = figures(truth(), [])
    assert (empty.overall.precision, empty.overall.recall, empty.prevalence) == (None, None, Fraction(0))


def test_rules_the_run_did_not_have_are_named_and_not_counted() -> None:
    found = figures(truth(plant(5, rule="F02")), [])
    assert found.not_implemented == ("F02",)
    assert found.overall.fn == 0


def test_precision_among_the_first_k_follows_severity_and_confidence() -> None:
    plants = [plant(n) for n in range(1, 11)]
    right = [answer(n, Outcome.FLAG, level=Severity.HIGH, confidence=Confidence.HIGH) for n in range(1, 11)]
    wrong = [
        answer(n, Outcome.FLAG, level=Severity.HIGH, confidence=Confidence.MEDIUM, subject_id=f"w{n}")
        for n in range(100, 130)
    ]
    found = figures(truth(*plants), [*wrong, *right])
    assert [(one.k, one.flags, one.right) for one in found.at_k] == [(20, 20, 10), (50, 40, 10), (100, 40, 10)]
    assert found.prevalence == Fraction(10, 500)


@given(
    kinds=st.lists(st.sampled_from(list(PlantKind)), max_size=12),
    outcomes=st.lists(st.sampled_from(list(Outcome)), max_size=12),
)
def test_every_plant_owed_a_flag_is_right_or_missed_and_order_does_not_matter(
    kinds: list[PlantKind], outcomes: list[Outcome]
) -> None:
    plants = [plant(row, kind) for row, kind in enumerate(kinds, start=1)]
    answers = [answer(row, outcome) for row, outcome in enumerate(outcomes, start=1)]
    found = figures(truth(*plants), answers)
    owed = sum(KINDS[kind] is Right.FLAG for kind in kinds)
    assert found.overall.tp + found.overall.fn == owed
    assert found.overall.tp + found.overall.fp == sum(outcome is Outcome.FLAG for outcome in outcomes)
    again = figures(truth(*reversed(plants)), list(reversed(answers)))
    assert again.per_rule == found.per_rule
    assert again.at_k == found.at_k


def test_a_truth_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    told = truth(plant(5), plant(6, PlantKind.NEAR_MISS, twin="C01-5", changed="acted_on"))
    write_truth(tmp_path / "truth.json", told)
    assert read_truth(tmp_path / "truth.json") == told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 3}, "version"),
        ({"plants": [plant(5).model_dump(mode="json"), plant(5).model_dump(mode="json")]}, "two plants"),
        ({"plants": [plant(5, owed=()).model_dump(mode="json")]}, "says nowhere"),
        ({"plants": [plant(5, twin="nobody").model_dump(mode="json")]}, "unknown twin"),
        ({"files": {}}, "unknown file"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_truth_that_is_not_whole_says_where(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    whole = truth(plant(5)).model_dump(mode="json") | change
    path = tmp_path / "truth.json"
    path.write_text(json.dumps(whole, default=str), "utf-8")
    with pytest.raises(TruthUnreadable, match=said):
        read_truth(path)


def test_a_truth_of_version_1_which_had_no_right_is_read(tmp_path: Path) -> None:
    whole = truth(plant(5, owed=(), right=Due(happened=Right.FLAG, knowable=Right.FLAG))).model_dump(mode="json")
    del whole["plants"][0]["right"]
    path = tmp_path / "truth.json"
    path.write_text(json.dumps(whole | {"version": 1}, default=str), "utf-8")
    assert read_truth(path).plants[0].right is None


def test_a_scheme_that_no_rule_names_counts_for_none() -> None:
    """An innocent case of it makes no flag false, a true one makes none missed."""
    due = {kind: Due(happened=right, knowable=right) for kind, right in KINDS.items()}
    cases = [plant(5 + n, kind, owed=(), right=due[kind], id=str(kind)) for n, kind in enumerate(KINDS)]
    found = figures(truth(*cases, plant(50)), [answer(50, Outcome.FLAG)])
    assert found.overall == figures(truth(plant(50)), [answer(50, Outcome.FLAG)]).overall
    assert found.missed == ()


@pytest.mark.parametrize("language", list(Language))
def test_the_page_shows_figures_pictures_and_misses_and_asks_nobody_for_anything(
    tmp_path: Path, language: Language
) -> None:
    plants = [plant(5), plant(6, scheme="<script>"), plant(7, PlantKind.NEAR_MISS)]
    found = figures(truth(*plants), [answer(5, Outcome.FLAG), answer(7, Outcome.PASS)])
    page = tmp_path / "page.html"
    write_report(page, found, language)
    text = page.read_text("utf-8")
    assert "0.5000" in text
    assert text.count("<svg") == 2
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert "src=" not in text
    assert "@import" not in text
