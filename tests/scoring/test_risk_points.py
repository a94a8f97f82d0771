"""Risk points: one score per step, each flag in one place, unreviewed flags never in the level."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.scoring import CellScore, ControlLack, Grading, PartKind, Unknown, flag_id, risk_points
from analytics.snapshot import View
from models.language import Language, Message
from models.vocabulary import Confidence, Finding, OwnerLevel, RiskLevel, Severity

AS_OF = date(2026, 11, 1)
DAY = date(2026, 6, 1)
UNIT, POST, POWER = "岚汀市林业局", "采伐核验岗", "采伐补助审核"


def step(number: int, name: str, grade: str | None, measures: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"unit_name": UNIT, "post": POST, "power": POWER, "step_no": number, "step_name": name, "grade": grade}
    return row | {"measures": measures} | more


def view(steps: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> View:
    return View.from_rows({"post_step": steps, **tables}, as_of=AS_OF)


SMALL = view([step(1, "核验", "MEDIUM")])


def act(number: int, name: str = "核验") -> dict[str, Any]:
    return {
        "matter_number": f"采补{number}",
        "unit_name": UNIT,
        "post": POST,
        "power": POWER,
        "step_name": name,
        "actor_name": "某甲",
    }


def flag_at(cell: CellScore, rule: str = "C01", table: str = "matter_act", **fields: Any) -> Answer:
    answer = Answer(
        rule=rule,
        outcome=Outcome.FLAG,
        subject_type="step",
        subject_id=cell.step_id or "",
        sentence=Message("scoring-attention-none", {"matters": "0"}),
        level=Severity.HIGH,
        confidence=Confidence.HIGH,
        unit_id=cell.unit_id,
        post_id=cell.post_id,
        step_id=cell.step_id,
        evidence=(Evidence(table, "1" * 32, "d" * 64, "sheet:1!R2"),),
    )
    return dataclasses.replace(answer, **fields)


def test_every_step_is_one_cell_with_the_grade_its_unit_gave() -> None:
    cells = risk_points(view([step(1, "受理", "LOW"), step(2, "核验", "HIGH", "双人核验"), step(3, "公示", None)]), [])
    assert [(c.step, c.inherent, c.level, c.grade.grading) for c in cells] == [
        ("受理", RiskLevel.LOW, RiskLevel.LOW, Grading.STEP),
        ("核验", RiskLevel.HIGH, RiskLevel.HIGH, Grading.STEP),
        ("公示", None, None, Grading.NONE),
    ]
    assert [c.controls.lacks for c in cells] == [
        (ControlLack.MEASURE,),
        (ControlLack.OWNER, ControlLack.REVIEW),
        (ControlLack.MEASURE,),
    ]
    assert {c.attention for c in cells} == {0}


def test_a_step_without_grade_takes_the_highest_grade_of_its_post_in_the_risk_table() -> None:
    table = [
        {"unit_name": UNIT, "post": POST, "name": "虚报", "grade": "MEDIUM", "measures": "抽查", "has_owner": True},
        {"unit_name": UNIT, "post": POST, "name": "勾结", "grade": "HIGH", "measures": None, "has_owner": False},
    ]
    cells = risk_points(view([step(1, "核验", None), step(2, "受理", "LOW")], risk_point=table), [])
    assert [(c.step, c.inherent, c.grade.grading, c.due_owner) for c in cells] == [
        ("核验", RiskLevel.HIGH, Grading.POST, OwnerLevel.HEAD),
        ("受理", RiskLevel.LOW, Grading.STEP, OwnerLevel.SECTION),
    ]


def test_a_step_nobody_graded_is_graded_by_formula_where_the_log_of_a_year_is_held_and_marked_so() -> None:
    log = {
        "document": [{"id": "d" * 64, "kind": "matter_log", "status": "accepted", "published": AS_OF}],
        "matter_act": [act(n) | {"document_id": "d" * 64, "amount_fen": 2_000_000, "acted_on": DAY} for n in range(60)],
        "coverage": [
            {
                "document_id": "d" * 64,
                "kind": "matter_log",
                "unit_name": UNIT,
                "period_from": date(2025, 11, 1),
                "period_to": AS_OF,
            }
        ],
    }
    steps = [step(1, "核验", None), step(2, "公示", None), step(3, "甲乙丙", None)]
    scored = {c.step: c for c in risk_points(view(steps, **log), [])}
    checked = scored["核验"]
    assert (checked.grade.grading, checked.inherent) == (Grading.FORMULA, RiskLevel.HIGH)
    assert [(part.kind, part.code) for part in checked.parts.parts] == [
        (PartKind.FREQUENCY, "3"),
        (PartKind.DISCRETION, "3"),
        (PartKind.MONEY, "4"),
        (PartKind.OPACITY, "3"),
    ]
    assert "不是单位的定级" in checked.level_said(Language.ZH)
    assert "not the unit’s grade" in checked.level_said(Language.EN)
    assert scored["公示"].parts.parts[0].code == "1"  # no matter in the year, and the log is there to say so
    assert (scored["甲乙丙"].level, scored["甲乙丙"].unknown) == (None, (Unknown.ACT,))


def test_without_a_log_of_the_whole_year_nobody_grades_by_formula() -> None:
    (cell,) = risk_points(view([step(1, "核验", None)], matter_act=[act(1) | {"acted_on": DAY}]), [])
    assert (cell.level, cell.grade.grading, cell.unknown) == (None, Grading.NONE, (Unknown.LOG,))


def test_matters_of_money_without_an_amount_leave_the_grade_by_formula_open() -> None:
    covered = {"document_id": "d" * 64, "kind": "matter_log", "unit_name": UNIT}
    log = {
        "document": [{"id": "d" * 64, "kind": "matter_log", "status": "accepted", "published": AS_OF}],
        "coverage": [covered | {"period_from": date(2025, 1, 1), "period_to": AS_OF}],
        "matter_act": [act(1) | {"document_id": "d" * 64, "acted_on": DAY}],
    }
    registered = {"number": "采补1", "unit_name": UNIT, "amount_fen": 5_000_000, "document_id": "e" * 64}
    (open_,) = risk_points(view([step(1, "核验", None)], **log), [])
    (priced,) = risk_points(view([step(1, "核验", None)], **log, matter=[registered]), [])
    assert (open_.level, open_.unknown) == (None, (Unknown.AMOUNTS,))
    assert priced.grade.grading is Grading.FORMULA


def test_a_post_that_only_a_risk_table_knows_is_one_cell_as_a_whole() -> None:
    graded = {"post": "出纳岗", "name": "挪用", "grade": "HIGH", "measures": "对账", "has_owner": True}
    (cell,) = risk_points(view([], risk_point=[{"unit_name": UNIT} | graded]), [])
    assert (cell.post, cell.step_id, cell.level, cell.risk) == ("出纳岗", None, RiskLevel.HIGH, "挪用")


def test_unreviewed_flags_raise_attention_and_never_the_level() -> None:
    seen = view([step(1, "核验", "LOW")])
    (before,) = risk_points(seen, [])
    flags = [flag_at(before, rule) for rule in ("C01", "C10", "P03", "P04", "P05")]
    (after,) = risk_points(seen, flags)
    assert after.attention == 5 * 800 == sum(c.points for c in after.contributions)
    assert (after.level, after.parts) == (before.level, before.parts)
    assert set(after.flags) == {flag_id(f) for f in flags}


def test_a_flag_whose_facts_held_moves_from_attention_to_the_level() -> None:
    seen = view([step(1, "核验", "MEDIUM")])
    (blank,) = risk_points(seen, [])
    flag = flag_at(blank)
    (held,) = risk_points(seen, [flag], {flag_id(flag): Finding.HELD})
    (dismissed,) = risk_points(seen, [flag], {flag_id(flag): Finding.NOT_HELD})
    assert (held.level, held.attention) == (RiskLevel.HIGH, 0)
    assert (dismissed.level, dismissed.attention) == (RiskLevel.MEDIUM, 0)
    assert [(p.kind, p.code, p.flag, p.points) for p in held.parts.parts[1:]] == [
        (PartKind.HELD, "C01", flag_id(flag), 800)
    ]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from([None, *Finding]), min_size=3, max_size=3), st.integers(0, 2))
def test_a_lead_found_untrue_changes_no_other_lead_and_no_level(findings: list[Finding | None], untrue: int) -> None:
    (blank,) = risk_points(SMALL, [])
    flags = [flag_at(blank, rule) for rule in ("C01", "C10", "P04")]
    others = {
        flag_id(f): found for n, (f, found) in enumerate(zip(flags, findings, strict=True)) if found and n != untrue
    }
    (before,) = risk_points(SMALL, flags, others)
    (after,) = risk_points(SMALL, flags, others | {flag_id(flags[untrue]): Finding.NOT_HELD})
    assert after.parts == before.parts
    assert [c for c in before.contributions if c.flag != flag_id(flags[untrue])] == list(after.contributions)
    assert after.attention == sum(c.points for c in after.contributions)


def test_a_flag_about_matters_is_put_in_proportion_to_the_matters_of_its_step() -> None:
    busy = view([step(1, "核验", "LOW"), step(2, "受理", "LOW")], matter_act=[act(n) for n in range(1, 23)])
    examined, accepted = risk_points(busy, [])
    assert (examined.matters, accepted.matters) == (22, 0)
    scored = {c.step: c for c in risk_points(busy, [flag_at(examined), flag_at(accepted)])}
    assert (scored["核验"].attention, scored["受理"].attention) == (400, 800)


def test_two_acts_in_one_matter_are_one_matter() -> None:
    (cell,) = risk_points(view([step(1, "核验", "LOW")], matter_act=[act(1), act(1), act(2)]), [])
    assert cell.matters == 2


def test_flags_of_a_post_or_a_unit_are_not_copied_into_its_steps() -> None:
    seen = view([step(1, "受理", "LOW"), step(2, "核验", "LOW")])
    first = risk_points(seen, [])[0]
    about_post = flag_at(first, "P02", step_id=None, subject_type="post", subject_id=first.post_id)
    about_unit = flag_at(first, "B01", step_id=None, post_id=None, subject_type="unit")
    assert {c.attention for c in risk_points(seen, [about_post, about_unit])} == {0}


def test_the_order_of_answers_and_rows_does_not_show() -> None:
    steps = [step(1, "受理", "LOW"), step(2, "核验", "HIGH", "双人核验"), step(3, "公示", None)]
    cells = risk_points(view(steps), [])
    flags = [flag_at(cell, rule) for cell in cells for rule in ("C01", "P04")]
    assert [c.attention for c in risk_points(view(steps), flags)] == [
        c.attention for c in risk_points(view(steps), flags[::-1])
    ]


def test_both_figures_are_explained_in_both_languages() -> None:
    seen = view([step(1, "核验", "HIGH", "双人核验"), step(2, "公示", None)], matter_act=[act(1), act(2)])
    flag = flag_at(risk_points(seen, [])[0])
    rated, unrated = risk_points(seen, [flag])
    assert "计20分" in rated.level_said(Language.ZH)
    assert "未列责任人、没有复核日期" in rated.level_said(Language.ZH)
    assert "no owner is named, no day of review" in rated.level_said(Language.EN)
    assert "In all 20: HIGH" in rated.level_said(Language.EN)
    assert "2件事项" in rated.attention_said(Language.ZH)
    assert "7.64" in rated.attention_said(Language.EN)
    assert "未定级不等于低风险" in unrated.level_said(Language.ZH)
    assert "the log of matters of the past year" in unrated.level_said(Language.EN)


def test_measures_that_count_and_leads_that_held_are_named_with_what_they_do() -> None:
    table = {"unit_name": UNIT, "post": POST, "name": "虚报", "measures": "轮岗", "has_owner": True}
    seen = view([step(1, "核验", "MEDIUM", "双人核验")], risk_point=[table | {"reviewed_on": date(2026, 5, 1)}])
    (blank,) = risk_points(seen, [])
    flag = flag_at(blank)
    (cell,) = risk_points(seen, [flag], {flag_id(flag): Finding.IN_PART})
    assert (cell.parts.grade, cell.parts.reduction, cell.parts.held, cell.level) == (1200, 192, 400, RiskLevel.MEDIUM)
    assert "双人复核、定期轮岗，共减1.92分" in cell.level_said(Language.ZH)
    assert "dual sign-off, rotation; they take off 1.92" in cell.level_said(Language.EN)
    assert "(1) add 4" in cell.level_said(Language.EN)
    assert "rotation" not in cell.advised
    assert "recusal_check" in cell.advised
