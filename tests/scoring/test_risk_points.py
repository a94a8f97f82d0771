"""Risk points: one score per step, each flag in one place, unreviewed flags never in the level."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.scoring import CellScore, Controls, flag_id, risk_points
from analytics.snapshot import View
from models.language import Language, Message
from models.vocabulary import Confidence, Finding, RiskLevel, Severity

AS_OF = date(2026, 11, 1)
UNIT, POST, POWER = "岚汀市林业局", "采伐核验岗", "采伐补助审核"


def step(number: int, name: str, grade: str | None, measures: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"unit_name": UNIT, "post": POST, "power": POWER, "step_no": number, "step_name": name, "grade": grade}
    return row | {"measures": measures} | more


def view(steps: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> View:
    return View.from_rows({"post_step": steps, **tables}, as_of=AS_OF)


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
    assert [(c.step, c.inherent, c.level, c.controls) for c in cells] == [
        ("受理", RiskLevel.LOW, RiskLevel.LOW, Controls.NONE),
        ("核验", RiskLevel.HIGH, RiskLevel.HIGH, Controls.UNOWNED),
        ("公示", None, None, Controls.NONE),
    ]
    assert {c.attention for c in cells} == {0}


def test_a_step_without_grade_takes_the_highest_grade_of_its_post_in_the_risk_table() -> None:
    table = [
        {"unit_name": UNIT, "post": POST, "name": "虚报", "grade": "MEDIUM", "measures": "抽查", "has_owner": True},
        {"unit_name": UNIT, "post": POST, "name": "勾结", "grade": "HIGH", "measures": None, "has_owner": False},
    ]
    cells = risk_points(view([step(1, "核验", None), step(2, "受理", "LOW")], risk_point=table), [])
    assert [(c.step, c.inherent, c.controls) for c in cells] == [
        ("核验", RiskLevel.HIGH, Controls.OWNED),
        ("受理", RiskLevel.LOW, Controls.OWNED),
    ]


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
    graded, ungraded = risk_points(seen, [flag])
    level, attention = graded.explanation
    assert "20分" in level.say(Language.ZH)
    assert "18分" in level.say(Language.ZH)
    assert "18 in all" in level.say(Language.EN)
    assert "2件事项" in attention.say(Language.ZH)
    assert "7.64" in attention.say(Language.EN)
    assert "未定级不等于低风险" in ungraded.explanation[0].say(Language.ZH)
    assert "no grade" in ungraded.explanation[0].say(Language.EN)
